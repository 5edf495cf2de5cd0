"""Documents are encrypted as they stream: AES-256-GCM in chunks of 64 KiB (the STREAM construction).

A sealed document is a header of 12 bytes (format and a random prefix) and chunks of 65,536 bytes plus a 16-byte tag. The nonce
of a chunk is the prefix, the chunk's number and whether it is the last; header and caller's data are bound to every chunk. So a
document cut, lengthened, reordered, or given chunks of another one does not open.
"""

import os
from collections.abc import Iterable, Iterator
from typing import BinaryIO

from cryptography.exceptions import InvalidTag
from cryptography.hazmat.primitives.ciphers.aead import AESGCM

CHUNK = 65536
TAG = 16
SEALED_CHUNK = CHUNK + TAG
HEADER = 12
BATCH = 16
"""Chunks read and yielded together: 1 MiB."""

_MAGIC = b"CRN\x00\x01"
_PREFIX = HEADER - len(_MAGIC)
_MAX_CHUNKS = 2**32


class StreamBroken(Exception):
    """A sealed document was changed, cut, lengthened, or sealed with another key or for another place."""


class StreamSealer:
    """Encrypts one document. Call `header()`, then `update()` for each piece, then `finish()`; write all they return."""

    def __init__(self, key: bytes, aad: bytes) -> None:
        self._header = _MAGIC + os.urandom(_PREFIX)
        self._cipher = _ChunkCipher(key, aad, self._header)
        self._rest = bytearray()
        self._number = 0

    def header(self) -> bytes:
        """The first bytes of the sealed document."""
        return self._header

    def update(self, piece: bytes) -> bytes:
        """Take a piece of any size and return the chunks that are complete, if any."""
        data = memoryview(piece).cast("B")
        ready = len(self._rest) + len(data) - 1
        count = ready // CHUNK if ready > 0 else 0
        if not count:
            self._rest += data
            return b""
        size, at, taken = count * SEALED_CHUNK, 0, 0
        out = self._cipher.scratch(size)
        if self._rest:
            taken = CHUNK - len(self._rest)
            self._rest += data[:taken]
            self._seal(self._rest, out[:SEALED_CHUNK])
            self._rest = bytearray()
            at = SEALED_CHUNK
        while at < size:
            self._seal(data[taken : taken + CHUNK], out[at : at + SEALED_CHUNK])
            at, taken = at + SEALED_CHUNK, taken + CHUNK
        self._rest += data[taken:]
        return bytes(out)

    def finish(self) -> bytes:
        """The last chunk. The sealer is spent afterwards."""
        out = self._cipher.seal(self._number, True, self._rest)
        self._number = _MAX_CHUNKS
        return out

    def _seal(self, chunk: bytearray | memoryview, out: memoryview) -> None:
        self._cipher.seal_into(self._number, chunk, out)
        self._number += 1


def open_stream(key: bytes, aad: bytes, read: Iterable[bytes]) -> Iterator[bytes]:
    """Decrypt a whole document that comes in pieces of any size. Each piece that is yielded has been verified.

    Raises `StreamBroken`; a cut is only known at the end, so keep nothing that came before it.
    """
    rest = bytearray()
    cipher: _ChunkCipher | None = None
    number = 0
    for piece in read:
        rest += piece
        if cipher is None:
            if len(rest) < HEADER:
                continue
            cipher = _ChunkCipher(key, aad, bytes(rest[:HEADER]))
            del rest[:HEADER]
        count = (len(rest) - 1) // SEALED_CHUNK
        if count > 0:
            yield cipher.open_many(number, False, bytes(rest[: count * SEALED_CHUNK]))
            del rest[: count * SEALED_CHUNK]
            number += count
    if cipher is None:
        raise StreamBroken("the document is shorter than its header")
    last = cipher.open_many(number, True, bytes(rest))
    if last or number == 0:
        yield last
    else:
        raise StreamBroken("an empty chunk follows full ones")


class SealedFile:
    """A sealed document in a seekable file, opened range by range, by one thread at a time.

    Its last chunk is verified first, so a document that was cut or lengthened gives nothing at all. Raises `StreamBroken`.
    """

    def __init__(self, key: bytes, aad: bytes, file: BinaryIO) -> None:
        self._file = file
        self._total = plain_size(file.seek(0, os.SEEK_END))
        file.seek(0)
        self._cipher = _ChunkCipher(key, aad, file.read(HEADER))
        self._last = max(0, -(-self._total // CHUNK) - 1)
        self._tail = self._cipher.open_many(self._last, True, self._chunks(self._last, 1))

    def pieces(self, start: int, length: int) -> Iterator[bytes]:
        """Decrypt `length` bytes from `start` (positions in the plain document), at most 1 MiB at a time.

        Raises `StreamBroken`, and `ValueError` for a range outside the document.
        """
        if start < 0 or length < 0 or start + length > self._total:
            raise ValueError("the range is outside the document")
        return self._pieces(start, start + length)

    def _pieces(self, start: int, stop: int) -> Iterator[bytes]:
        number = start // CHUNK
        while start < stop:
            if number == self._last:
                data = self._tail
            else:
                count = min(BATCH, self._last - number, -(-stop // CHUNK) - number)
                data = self._cipher.open_many(number, False, self._chunks(number, count))
            begin = start - number * CHUNK
            data = data[begin : begin + stop - start]
            yield data
            start += len(data)
            number = start // CHUNK

    def _chunks(self, number: int, count: int) -> bytes:
        self._file.seek(HEADER + number * SEALED_CHUNK)
        return self._file.read(count * SEALED_CHUNK)


def plain_size(sealed_size: int) -> int:
    """The size of a document from the size of its sealed form. Raises `StreamBroken` for an impossible size."""
    body = sealed_size - HEADER
    chunks = -(-body // SEALED_CHUNK)
    plain = body - chunks * TAG
    if body < TAG or plain < 0 or (plain <= (chunks - 1) * CHUNK and chunks > 1):
        raise StreamBroken("no document has this sealed size")
    return plain


def sealed_size(plain: int) -> int:
    """The size of the sealed form of a document of `plain` bytes."""
    return HEADER + plain + TAG * max(1, -(-plain // CHUNK))


class _ChunkCipher:
    """Seals and opens chunks of one document."""

    def __init__(self, key: bytes, aad: bytes, header: bytes) -> None:
        if len(header) != HEADER or not header.startswith(_MAGIC):
            raise StreamBroken("this is not a sealed document")
        self._gcm = AESGCM(key)
        self._aad = header + aad
        self._prefix = header[len(_MAGIC) :]
        self._scratch = bytearray()

    def scratch(self, size: int) -> memoryview:
        """Memory kept from one call to the next: fresh pages cost more than the encryption itself."""
        if size > len(self._scratch):
            self._scratch = bytearray(size)
        return memoryview(self._scratch)[:size]

    def seal(self, number: int, last: bool, chunk: bytes | bytearray) -> bytes:
        return self._gcm.encrypt(self._nonce(number, last), chunk, self._aad)

    def seal_into(self, number: int, chunk: bytearray | memoryview, out: memoryview) -> None:
        self._gcm.encrypt_into(self._nonce(number, False), chunk, self._aad, out)

    def open_many(self, number: int, last: bool, sealed: bytes) -> bytes:
        """Open chunks that follow each other; `last` says whether the final one ends the document."""
        if not sealed or 0 < len(sealed) % SEALED_CHUNK < TAG:
            raise StreamBroken("the document is cut")
        out, to = self.scratch(len(sealed) - TAG * -(-len(sealed) // SEALED_CHUNK)), 0
        view = memoryview(sealed)
        try:
            for at in range(0, len(sealed), SEALED_CHUNK):
                piece = view[at : at + SEALED_CHUNK]
                final = last and at + SEALED_CHUNK >= len(sealed)
                size = len(piece) - TAG
                self._gcm.decrypt_into(self._nonce(number, final), piece, self._aad, out[to : to + size])
                number, to = number + 1, to + size
        except InvalidTag:
            raise StreamBroken("the document does not open") from None
        return bytes(out)

    def _nonce(self, number: int, last: bool) -> bytes:
        if number >= _MAX_CHUNKS:
            raise ValueError("the document has too many chunks, or is finished")
        return self._prefix + number.to_bytes(4, "big") + (b"\x01" if last else b"\x00")
