"""Writing the archive: a ZIP that goes out as it is made, each file hashed, nothing ever whole in memory.

Documents are stored as they are (they are compressed already), what we write is deflated. Nothing is larger than 4 GiB, so the
archive opens wherever a ZIP does.
"""

from __future__ import annotations

import hashlib
from collections.abc import Callable, Iterable
from dataclasses import dataclass
from datetime import datetime
from zipfile import ZIP_DEFLATED, ZIP_STORED, ZipFile, ZipInfo

_OWNER_ONLY = 0o600 << 16
_UNIX = 3
_TOLD_BEHIND = 0x08
"""The flag of a file whose size and checksum stand behind it."""


@dataclass(frozen=True)
class Packed:
    """One file of the archive: its path, its bytes, their SHA-256 in hexadecimal."""

    path: str
    size: int
    sha256: str


class _Sink:
    """What `ZipFile` writes into: a file one cannot go back in."""

    def __init__(self, write: Callable[[bytes], object]) -> None:
        self._write = write
        self.deaf = False
        self.skipping = False

    def write(self, data: bytes) -> int:
        """Take some bytes; what is skipped counts for none, so that the places of what follows are right."""
        if self.skipping:
            return 0
        if not self.deaf:
            self._write(data)
        return len(data)

    def flush(self) -> None:
        """Nothing waits here."""


class _Stored(ZipInfo):
    """A file kept as it is. Its size and checksum are told in front of it: who reads the archive as it comes could not know else
    where it ends, and many refuse it then. `ZipFile` tells them behind, wherever it cannot go back.
    """

    crc = 0

    def FileHeader(self, zip64: bool | None = None) -> bytes:
        """What is written in front of the file."""
        self.flag_bits &= ~_TOLD_BEHIND
        size, self.CRC, self.compress_size = self.file_size, self.crc, self.file_size
        header = super().FileHeader(zip64)
        self.file_size, self.flag_bits = size, self.flag_bits | _TOLD_BEHIND
        return header


class Archive:
    """A ZIP being written. ``at``: the wall time its files bear."""

    def __init__(self, write: Callable[[bytes], object], at: datetime) -> None:
        self._sink = _Sink(write)
        self._zip = ZipFile(self._sink, "w")
        self._at = at.timetuple()[:6]
        self.packed: list[Packed] = []

    def add(self, path: str, data: bytes | str) -> Packed:
        """A file that we wrote."""
        content = data.encode() if isinstance(data, str) else data
        info = ZipInfo(path, self._at)
        info.file_size = len(content)
        return self._put(info, [content], ZIP_DEFLATED)

    def stream(self, path: str, pieces: Iterable[bytes], size: int, crc: int) -> Packed:
        """A document that comes in pieces, ``size`` bytes in all and of that CRC-32, kept as it is."""
        info = _Stored(path, self._at)
        info.crc, info.file_size = crc, size
        return self._put(info, pieces, ZIP_STORED)

    def write(self, path: str, pieces: Iterable[bytes]) -> Packed:
        """A file that we write piece by piece."""
        return self._put(ZipInfo(path, self._at), pieces, ZIP_DEFLATED)

    def close(self) -> None:
        """Write the list of files that ends the archive."""
        self._zip.close()

    def abandon(self) -> None:
        """Write nothing more: `ZipFile` would end the archive by itself, into a file that is gone."""
        self._sink.deaf = True
        self._zip.close()

    def _put(self, info: ZipInfo, pieces: Iterable[bytes], way: int) -> Packed:
        info.compress_type, info.external_attr, info.create_system = way, _OWNER_ONLY, _UNIX
        digest, written, announced = hashlib.sha256(), 0, info.file_size
        with self._zip.open(info, "w") as file:
            for piece in pieces:
                digest.update(piece)
                file.write(piece)
                written += len(piece)
            self._sink.skipping = isinstance(info, _Stored)
        if self._sink.skipping:
            self._sink.skipping = False
            info.flag_bits &= ~_TOLD_BEHIND
            if (info.CRC, written) != (info.crc, announced):
                raise ValueError("not the bytes that were announced")
        self.packed.append(Packed(info.filename, written, digest.hexdigest()))
        return self.packed[-1]
