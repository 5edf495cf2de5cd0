"""The archive key: what seals cannot open, nothing is opened elsewhere."""

from __future__ import annotations

import base64
import os
import stat
from pathlib import Path

import pytest

from rxapp.core.archive_key import ArchiveKeyUnusable, new_pair, open_from, private_half, public_half, seal_to, write_new
from rxapp.core.crypto import PersonKey, SealBroken


def halves() -> tuple[bytes, bytes]:
    private, public = new_pair()
    return private_half(private, ""), public_half(public, "")


def test_the_private_half_opens_what_the_public_one_sealed() -> None:
    private, public = halves()
    key = PersonKey(os.urandom(32))
    sealed = seal_to(public, key, person_id="a" * 32)
    assert open_from(private, sealed, person_id="a" * 32) == key
    assert sealed != seal_to(public, key, person_id="a" * 32)
    assert key not in sealed


def test_no_other_key_no_other_person_and_no_change_opens_it() -> None:
    private, public = halves()
    sealed = seal_to(public, PersonKey(os.urandom(32)), person_id="a" * 32)
    for other, blob, person in (
        (halves()[0], sealed, "a" * 32),
        (public, sealed, "a" * 32),
        (private, sealed, "b" * 32),
        (private, sealed[:-1], "a" * 32),
        (private, b"", "a" * 32),
        (private, b"\x01" + bytes(80), "a" * 32),
    ):
        with pytest.raises(SealBroken):
            open_from(other, blob, person_id=person)
    for place in range(len(sealed)):
        changed = bytes([*sealed[:place], sealed[place] ^ 0x40, *sealed[place + 1 :]])
        with pytest.raises(SealBroken):
            open_from(private, changed, person_id="a" * 32)


def test_one_half_is_not_taken_for_the_other() -> None:
    private, public = new_pair()
    for read, text in (
        (private_half, public),
        (public_half, private),
        (public_half, ""),
        (private_half, "carnet-archive-prive:é"),
    ):
        with pytest.raises(ArchiveKeyUnusable):
            read(text, "cle")


@pytest.mark.parametrize("half", [bytes(32), b"\x01" + bytes(31)])
def test_a_public_half_that_seals_nothing_is_refused(half: bytes) -> None:
    """Zeros, as a disk leaves them: a closing would fail."""
    text = f"carnet-archive-public:{base64.b64encode(half).decode()}"
    with pytest.raises(ArchiveKeyUnusable):
        public_half(text, "cle")


def test_a_half_is_written_for_its_owner_and_never_over_another(tmp_path: Path) -> None:
    path = tmp_path / "cle" / "archive.key"
    write_new(path, "texte")
    assert stat.S_IMODE(path.stat().st_mode) == 0o600
    with pytest.raises(FileExistsError):
        write_new(path, "autre")
    assert path.read_text() == "texte\n"
