"""The age format with a passphrase (age-encryption.org/v1, its "scrypt" recipient), so that any age program opens what we seal.

Pure but for random bytes. A file is a header in text that holds the wrapped file key, then chunks of 64 KiB (ChaCha20-Poly1305,
the STREAM construction: counter and last-chunk flag in the nonce). Never armoured: what we write is binary.
"""

from __future__ import annotations

import base64
import binascii
import hmac
import os
import re
from collections.abc import Iterable, Iterator

from cryptography.exceptions import InvalidTag
from cryptography.hazmat.primitives.ciphers.aead import ChaCha20Poly1305
from cryptography.hazmat.primitives.hashes import SHA256
from cryptography.hazmat.primitives.kdf.hkdf import HKDF
from cryptography.hazmat.primitives.kdf.scrypt import Scrypt

CHUNK = 65536
TAG = 16
WORK = 17
"""log2 of what a guess costs: 128 MiB of memory and about half a second, what OWASP asks of scrypt."""
MOST_WORK = 20
"""A file that asks for more is not opened: it would take a gigabyte."""
MOST_HEADER = 1024

_VERSION = b"age-encryption.org/v1"
_LABEL = b"age-encryption.org/v1/scrypt"
_FILE_KEY, _SALT, _NONCE = 16, 16, 16
_HEADER = re.compile(
    rb"age-encryption\.org/v1\n-> scrypt ([A-Za-z0-9+/]{22}) ([1-9][0-9]?)\n([A-Za-z0-9+/]{43})\n--- ([A-Za-z0-9+/]{43})\n"
)


class AgeBroken(Exception):
    """This is not an age file with a passphrase, or it was changed or cut."""


class WrongPassphrase(AgeBroken):
    """The passphrase does not open this file."""


class AgeSealer:
    """Encrypts one file. Call `header()`, then `update()` for each piece, then `finish()`; write all they return."""

    def __init__(self, passphrase: str, *, work: int = WORK) -> None:
        file_key, salt = os.urandom(_FILE_KEY), os.urandom(_SALT)
        wrapped = ChaCha20Poly1305(_wrapping_key(passphrase, salt, work)).encrypt(bytes(12), file_key, None)
        head = b"%b\n-> scrypt %b %d\n%b\n---" % (_VERSION, _coded(salt), work, _coded(wrapped))
        nonce = os.urandom(_NONCE)
        self._header = head + b" " + _coded(_mac(file_key, head)) + b"\n" + nonce
        self._chunks = ChaCha20Poly1305(_derived(file_key, nonce, b"payload"))
        self._rest = bytearray()
        self._number = 0

    def header(self) -> bytes:
        """The first bytes of the file."""
        return self._header

    def update(self, piece: bytes) -> bytes:
        """Take a piece of any size and return the chunks that are complete, if any."""
        self._rest += piece
        out = bytearray()
        while len(self._rest) > CHUNK:  # a full chunk waits: it may be the last
            out += self._sealed(bytes(self._rest[:CHUNK]), last=False)
            del self._rest[:CHUNK]
        return bytes(out)

    def finish(self) -> bytes:
        """The last chunk. The sealer is spent afterwards."""
        return self._sealed(bytes(self._rest), last=True)

    def _sealed(self, chunk: bytes, *, last: bool) -> bytes:
        sealed = self._chunks.encrypt(_nonce(self._number, last), chunk, None)
        self._number += 1
        return sealed


def is_age(start: bytes) -> bool:
    """Whether a file that begins so is one of age's."""
    return start.startswith(_VERSION + b"\n")


def open_age(passphrase: str, read: Iterable[bytes]) -> Iterator[bytes]:
    """Decrypt a file that comes in pieces of any size. Each piece that is yielded has been verified.

    Raises `WrongPassphrase`, `AgeBroken`; a cut is only known at the end, so keep nothing that came before it.
    """
    pieces = iter(read)
    cipher, rest = _opened(passphrase, pieces)
    number = 0
    for piece in pieces:
        rest += piece
        while len(rest) > CHUNK + TAG:
            yield _open_chunk(cipher, number, bytes(rest[: CHUNK + TAG]), last=False)
            del rest[: CHUNK + TAG]
            number += 1
    while len(rest) > CHUNK + TAG:
        yield _open_chunk(cipher, number, bytes(rest[: CHUNK + TAG]), last=False)
        del rest[: CHUNK + TAG]
        number += 1
    last = _open_chunk(cipher, number, bytes(rest), last=True)
    if not last and number:
        raise AgeBroken("an empty chunk follows full ones")
    yield last


def _opened(passphrase: str, pieces: Iterator[bytes]) -> tuple[ChaCha20Poly1305, bytearray]:
    """What opens the chunks, and the bytes read beyond the header."""
    rest = bytearray()
    found = None
    for piece in pieces:
        rest += piece
        found = _HEADER.match(rest)
        if (found and len(rest) >= found.end() + _NONCE) or len(rest) > MOST_HEADER:
            break
    if not found or len(rest) < found.end() + _NONCE:
        raise AgeBroken("this is not an age file with a passphrase")
    salt, work, wrapped, mac = _decoded(found[1]), int(found[2]), _decoded(found[3]), _decoded(found[4])
    if work > MOST_WORK:
        raise AgeBroken("this file asks for too much work")
    try:
        file_key = ChaCha20Poly1305(_wrapping_key(passphrase, salt, work)).decrypt(bytes(12), wrapped, None)
    except InvalidTag:
        raise WrongPassphrase("the passphrase does not open this file") from None
    head = bytes(rest[: found.start(4) - 1])
    if not hmac.compare_digest(mac, _mac(file_key, head)):
        raise AgeBroken("the header was changed")
    nonce = bytes(rest[found.end() : found.end() + _NONCE])
    del rest[: found.end() + _NONCE]
    return ChaCha20Poly1305(_derived(file_key, nonce, b"payload")), rest


def _open_chunk(cipher: ChaCha20Poly1305, number: int, sealed: bytes, *, last: bool) -> bytes:
    try:
        return cipher.decrypt(_nonce(number, last), sealed, None)
    except InvalidTag:
        raise AgeBroken("the file was changed or cut") from None


def _wrapping_key(passphrase: str, salt: bytes, work: int) -> bytes:
    return Scrypt(salt=_LABEL + salt, length=32, n=1 << work, r=8, p=1).derive(passphrase.encode())


def _mac(file_key: bytes, head: bytes) -> bytes:
    return hmac.digest(_derived(file_key, b"", b"header"), head, "sha256")


def _derived(key: bytes, salt: bytes, purpose: bytes) -> bytes:
    return HKDF(algorithm=SHA256(), length=32, salt=salt, info=purpose).derive(key)


def _nonce(number: int, last: bool) -> bytes:
    return number.to_bytes(11, "big") + bytes([last])


def _coded(data: bytes) -> bytes:
    return base64.b64encode(data).rstrip(b"=")


def _decoded(text: bytes) -> bytes:
    try:
        data = base64.b64decode(text + b"=" * (-len(text) % 4), validate=True)
    except binascii.Error:
        raise AgeBroken("the header cannot be read") from None
    if _coded(data) != text:
        raise AgeBroken("the header is not written in the one way it may be")
    return data
