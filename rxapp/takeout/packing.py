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

    def write(self, data: bytes) -> int:
        if not self.deaf:
            self._write(data)
        return len(data)

    def flush(self) -> None:
        """Nothing waits here."""


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
        return self._put(path, [content], len(content), ZIP_DEFLATED)

    def stream(self, path: str, pieces: Iterable[bytes], size: int) -> Packed:
        """A document that comes in pieces, ``size`` bytes in all, kept as it is."""
        return self._put(path, pieces, size, ZIP_STORED)

    def write(self, path: str, pieces: Iterable[bytes]) -> Packed:
        """A file that we write piece by piece."""
        return self._put(path, pieces, 0, ZIP_DEFLATED)

    def close(self) -> None:
        """Write the list of files that ends the archive."""
        self._zip.close()

    def abandon(self) -> None:
        """Write nothing more: `ZipFile` would end the archive by itself, into a file that is gone."""
        self._sink.deaf = True
        self._zip.close()

    def _put(self, path: str, pieces: Iterable[bytes], size: int, way: int) -> Packed:
        info = ZipInfo(path, self._at)
        info.compress_type, info.external_attr, info.create_system, info.file_size = way, _OWNER_ONLY, _UNIX, size
        digest, written = hashlib.sha256(), 0
        with self._zip.open(info, "w") as file:
            for piece in pieces:
                digest.update(piece)
                file.write(piece)
                written += len(piece)
        self.packed.append(Packed(path, written, digest.hexdigest()))
        return self.packed[-1]
