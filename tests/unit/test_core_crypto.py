"""Keys and sealed fields: what was sealed opens at its place only, and any change is seen."""

import base64
import os
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from rxapp.core import crypto
from rxapp.core.crypto import KeyRing, MasterKeyMissing, MasterKeyUnusable, SealBroken, load_master_key

KEY = bytes(range(32))
PLACE = {"table": "documents", "column": "title", "row": "r1", "person": "p1"}


@settings(deadline=None, max_examples=100)
@given(st.binary(max_size=300))
def test_what_is_sealed_opens(data: bytes):
    assert crypto.open_sealed(KEY, crypto.seal(KEY, data, **PLACE), **PLACE) == data


def test_text_keeps_its_accents():
    assert crypto.open_text(KEY, crypto.seal(KEY, "Léo Œuvray 🙂", **PLACE), **PLACE) == "Léo Œuvray 🙂"


def test_the_same_text_is_never_sealed_the_same_way():
    assert crypto.seal(KEY, "x", **PLACE) != crypto.seal(KEY, "x", **PLACE)


@settings(deadline=None, max_examples=100)
@given(st.data())
def test_any_changed_bit_is_seen(data: st.DataObject):
    sealed = bytearray(crypto.seal(KEY, "résultat", **PLACE))
    at = data.draw(st.integers(0, len(sealed) * 8 - 1))
    sealed[at // 8] ^= 1 << at % 8
    with pytest.raises(SealBroken):
        crypto.open_sealed(KEY, bytes(sealed), **PLACE)


@pytest.mark.parametrize("part", list(PLACE))
def test_a_value_does_not_open_elsewhere(part: str):
    sealed = crypto.seal(KEY, "x", **PLACE)
    with pytest.raises(SealBroken):
        crypto.open_sealed(KEY, sealed, **(PLACE | {part: "other"}))


def test_the_parts_of_a_place_do_not_run_into_each_other():
    sealed = crypto.seal(KEY, "x", table="ab", column="c", row="r", person="p")
    with pytest.raises(SealBroken):
        crypto.open_sealed(KEY, sealed, table="a", column="bc", row="r", person="p")


@pytest.mark.parametrize("blob", [b"", b"\x01", b"\x01" * 28, b"\x02" * 40])
def test_what_is_not_sealed_is_refused(blob: bytes):
    with pytest.raises(SealBroken):
        crypto.open_sealed(KEY, blob, **PLACE)


def test_another_key_opens_nothing():
    with pytest.raises(SealBroken):
        crypto.open_sealed(os.urandom(32), crypto.seal(KEY, "x", **PLACE), **PLACE)


def test_many_threads_share_a_key():
    def turn(n: int) -> bool:
        text = f"{n}" * 50
        return crypto.open_text(KEY, crypto.seal(KEY, text, **PLACE), **PLACE) == text

    with ThreadPoolExecutor(8) as pool:
        assert all(pool.map(turn, range(400)))


def test_person_keys_are_wrapped(keyring: KeyRing):
    wrapped = keyring.new_person_key()
    key = keyring.unwrap(wrapped)
    assert len(key) == 32
    assert key not in wrapped
    assert keyring.unwrap(wrapped) is key
    assert keyring.unwrap(keyring.new_person_key()) != key


def test_a_person_key_does_not_open_with_another_master_key(keyring: KeyRing):
    with pytest.raises(SealBroken):
        KeyRing(os.urandom(32)).unwrap(keyring.new_person_key())


def test_derived_keys_differ_by_purpose_and_stay_the_same():
    one, again, other = KeyRing(KEY), KeyRing(KEY), KeyRing(bytes(32))
    assert one.pepper == again.pepper
    assert len({one.pepper, one.instance_key, other.pepper, other.instance_key, KEY}) == 5
    assert one.blind_index("nir", "1") == again.blind_index("nir", "1")
    assert len(one.blind_index("nir", "1")) == 32
    assert one.blind_index("nir", "1") != one.blind_index("mail", "1")
    assert one.blind_index("a", "bc") != one.blind_index("ab", "c")
    assert crypto.document_key(KEY, "d1", 1) != crypto.document_key(KEY, "d1", 2)
    assert crypto.document_key(KEY, "d1", 1) != crypto.document_key(KEY, "d2", 1)


def test_a_keyring_does_not_show_its_keys(keyring: KeyRing):
    assert repr(keyring) == "KeyRing(…)"
    with pytest.raises(ValueError, match="32 bytes"):
        KeyRing(b"short")


def test_the_master_key_is_made_once_and_private(tmp_path: Path):
    path = tmp_path / "keys" / "master.key"
    key = load_master_key(path, create=True)
    assert len(key) == 32
    assert path.stat().st_mode & 0o777 == 0o600
    assert load_master_key(path, create=True) == key
    assert load_master_key(path, create=False) == key
    assert [p.name for p in path.parent.iterdir()] == ["master.key"]


def test_processes_that_start_together_end_with_one_key(tmp_path: Path):
    path = tmp_path / "master.key"
    with ThreadPoolExecutor(8) as pool:
        keys = set(pool.map(lambda _: load_master_key(path, create=True), range(16)))
    assert len(keys) == 1


def test_a_missing_master_key_says_what_to_do(tmp_path: Path):
    with pytest.raises(MasterKeyMissing) as caught:
        load_master_key(tmp_path / "master.key", create=False)
    words = str(caught.value)
    assert "Restaurez ce fichier" in words
    assert "Do not make another one" in words
    assert not (tmp_path / "master.key").exists()


@pytest.mark.parametrize("content", [b"", b"not base64 !", base64.b64encode(b"short"), base64.b64encode(bytes(33))])
def test_a_damaged_master_key_is_refused(tmp_path: Path, content: bytes):
    path = tmp_path / "master.key"
    path.write_bytes(content)
    with pytest.raises(MasterKeyUnusable):
        load_master_key(path, create=True)
    assert path.read_bytes() == content
