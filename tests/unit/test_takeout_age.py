"""The age format: opened and sealed as the published format says, and refused when anything of it was changed."""

from __future__ import annotations

import base64
import hmac

import pytest
from cryptography.hazmat.primitives.ciphers.aead import ChaCha20Poly1305
from cryptography.hazmat.primitives.hashes import SHA256
from cryptography.hazmat.primitives.kdf.hkdf import HKDF
from cryptography.hazmat.primitives.kdf.scrypt import Scrypt
from hypothesis import given, settings
from hypothesis import strategies as st

from rxapp.takeout.age import CHUNK, MOST_WORK, AgeBroken, AgeSealer, WrongPassphrase, is_age, open_age

PHRASE = "quatre moules jaunes au vent"
QUICK = 4

PUBLISHED = (
    "YWdlLWVuY3J5cHRpb24ub3JnL3YxCi0+IHNjcnlwdCB4Y2lkcXJQdmwwZzRROEZ5eXU4dHNnIDgKNnM2Ylp2Vlg2b0NBSVp2QkxCZEhJbEJrYUcreWRIZHVHWVpB"
    "aUJkUy9ZMAotLS0gZ280TkNGT05VTDEwZW5WRjVPMnkxem05eWQwdkM0S09hSU1nV05aYW5QSQom4WH7RYXsjlDm3HNKCe9gY2IfCjTY/2t6PF4bzUkeWZWkE7kd"
)
"""A file sealed by another program, and published with its passphrase in the tests of FiloSottile/typage."""
PUBLISHED_PHRASE = "light-original-energy-average-wish-blind-vendor-pencil-illness-scorpion"


def published() -> bytes:
    return base64.b64decode(PUBLISHED + "=" * (-len(PUBLISHED) % 4))


def sealed(data: bytes, phrase: str = PHRASE, *, work: int = QUICK, block: int = 10_000) -> bytes:
    sealer = AgeSealer(phrase, work=work)
    pieces = [sealer.update(data[at : at + block]) for at in range(0, len(data), block)]
    return b"".join([sealer.header(), *pieces, sealer.finish()])


def opened(data: bytes, phrase: str = PHRASE, *, block: int = 7_777) -> bytes:
    return b"".join(open_age(phrase, (data[at : at + block] for at in range(0, len(data), block))))


@pytest.mark.parametrize("block", [1, 50, 1000])
def test_a_published_file_opens(block: int) -> None:
    assert opened(published(), PUBLISHED_PHRASE, block=block) == b"test\n"


def test_what_we_seal_is_what_the_format_says() -> None:
    """Opened by hand, step by step, from the text of the format alone."""
    file = sealed(b"bonjour")
    version, stanza, body, rest = file.split(b"\n", 3)
    assert version == b"age-encryption.org/v1"
    kind, name, salt, work = stanza.split(b" ")
    assert (kind, name, work) == (b"->", b"scrypt", b"4")
    salt, body = (base64.b64decode(text + b"==="[: -len(text) % 4]) for text in (salt, body))
    assert len(salt) == 16
    wrap = Scrypt(salt=b"age-encryption.org/v1/scrypt" + salt, length=32, n=16, r=8, p=1).derive(PHRASE.encode())
    file_key = ChaCha20Poly1305(wrap).decrypt(bytes(12), body, None)
    mac_line, payload = rest.split(b"\n", 1)
    head = file[: file.index(b"---") + 3]
    key = HKDF(algorithm=SHA256(), length=32, salt=None, info=b"header").derive(file_key)
    assert mac_line == b"--- " + base64.b64encode(hmac.digest(key, head, "sha256")).rstrip(b"=")
    key = HKDF(algorithm=SHA256(), length=32, salt=payload[:16], info=b"payload").derive(file_key)
    assert ChaCha20Poly1305(key).decrypt(bytes(11) + b"\x01", payload[16:], None) == b"bonjour"


@pytest.mark.parametrize("size", [0, 1, CHUNK - 1, CHUNK, CHUNK + 1, 2 * CHUNK, 3 * CHUNK + 5])
def test_every_length_comes_back(size: int) -> None:
    data = bytes(i % 251 for i in range(size))
    assert opened(sealed(data)) == data


@settings(max_examples=25, deadline=None)
@given(data=st.binary(max_size=3000), block=st.integers(1, 700), phrase=st.text(min_size=1, max_size=40))
def test_any_pieces_and_any_phrase(data: bytes, block: int, phrase: str) -> None:
    try:
        phrase.encode()
    except UnicodeEncodeError:
        return
    assert opened(sealed(data, phrase, block=block), phrase, block=block) == data


def test_two_seals_of_one_thing_have_nothing_in_common() -> None:
    one, other = sealed(b"x" * 100), sealed(b"x" * 100)
    assert one.split(b"\n")[1:] != other.split(b"\n")[1:]
    assert b"xxxx" not in one


def test_another_passphrase_opens_nothing() -> None:
    with pytest.raises(WrongPassphrase):
        opened(sealed(b"secret"), "quatre moules jaunes au ven")


def test_every_byte_counts() -> None:
    file = sealed(b"secret" * 3)
    for place in range(len(file)):
        changed = file[:place] + bytes([file[place] ^ 1]) + file[place + 1 :]
        with pytest.raises(AgeBroken):
            opened(changed)


@pytest.mark.parametrize("cut", [1, 16, CHUNK + 16, CHUNK + 40, 2 * (CHUNK + 16)])
def test_a_cut_is_seen(cut: int) -> None:
    file = sealed(bytes(2 * CHUNK + 9))
    with pytest.raises(AgeBroken):
        opened(file[:-cut])


def test_more_behind_the_end_is_seen() -> None:
    with pytest.raises(AgeBroken):
        opened(sealed(b"fin") + bytes(40))


def test_a_file_that_asks_for_too_much_is_not_tried() -> None:
    file = sealed(b"x").replace(b" 4\n", f" {MOST_WORK + 1}\n".encode(), 1)
    with pytest.raises(AgeBroken, match="too much"):
        opened(file)


@pytest.mark.parametrize("other", [b"", b"PK\x03\x04", b"age-encryption.org/v1\n-> X25519 abc\n", bytes(5000)])
def test_another_file_is_not_taken_for_one(other: bytes) -> None:
    with pytest.raises(AgeBroken):
        opened(other)


def test_the_first_bytes_tell() -> None:
    assert is_age(sealed(b"x")[:40])
    assert not is_age(b"PK\x03\x04")
