"""Opening an archive that comes from somewhere: with its password, and never larger in memory or on the way than it may be.

Nothing in it is believed: how it is packed, how many files it lists and how long their lists are is looked at before any is read.
"""

from __future__ import annotations

import contextlib
import errno
import io
import json
import os
import re
import struct
import unicodedata
import zlib
from collections.abc import Iterator
from contextlib import ExitStack
from typing import BinaryIO
from zipfile import ZIP_DEFLATED, ZIP_STORED, BadZipFile, ZipFile, ZipInfo

from rxapp.core.db import Database, new_id
from rxapp.core.errors import DomainError
from rxapp.core.stream import SealedFile, StreamSealer, plain_size
from rxapp.takeout.age import AgeBroken, WrongPassphrase, is_age, open_age

MOST_TOLD = 16 * 1024 * 1024
"""Longest list of documents that is read, in bytes: that of twenty thousand. Forged, it takes twenty times as much memory."""
MOST_LISTED = 8 * 1024 * 1024
"""Longest list of files at the end of an archive, in bytes."""
MOST_FILES = 30_000
"""Most files in an archive, and most documents in its list."""
UNREADABLE = (BadZipFile, zlib.error, struct.error, RuntimeError, EOFError, ValueError, KeyError, OverflowError)
"""What `ZipFile` says of an archive that is damaged or forged; a place outside the file is an `OSError` (`is_forged`)."""
_BLOCK = 1024 * 1024
_HALVES = re.compile("[\\ud800-\\udfff]")
"""Halves of a surrogate pair: JSON can hold one alone, which is no text and can be written nowhere."""
_END, _END_SIGN, _MOST_COMMENT = struct.Struct("<4s4H2LH"), b"PK\x05\x06", 65535
_ZIP64_SIGN, _ZIP64_SIZE = b"PK\x06\x07", 20
_WAYS = frozenset({ZIP_STORED, ZIP_DEFLATED})
"""How files may be packed: those two are opened in pieces of bounded size, the others of `zipfile` are not."""


def is_locked(file: BinaryIO) -> bool:
    """Whether an archive asks for a password."""
    start = file.read(64)
    file.seek(0)
    return is_age(start)


def is_forged(error: OSError) -> bool:
    """Whether it is the archive that sends the reading nowhere; else the disk has failed, and that is said in its own words."""
    return error.errno in (None, errno.EINVAL)


def opened(db: Database, held: ExitStack, file: BinaryIO, passphrase: str) -> ZipFile:
    """The archive, for as long as ``held`` is.

    Raises DomainError ``import.archive``, ``import.chiffree``, ``import.mot_de_passe``, ``stockage.plein``, or `OSError`.
    """
    try:
        plain = _plain(db, held, file, passphrase)
        _look_at_the_end(plain)
        archive = held.enter_context(ZipFile(plain))
    except UNREADABLE as error:
        raise DomainError("import.archive") from error
    except OSError as error:
        if not is_forged(error):
            raise
        raise DomainError("import.archive") from error
    listed = archive.infolist()
    if len(listed) > MOST_FILES or any(info.compress_type not in _WAYS for info in listed):
        raise DomainError("import.archive")
    return archive


def told(archive: ZipFile, path: str) -> object:
    """The JSON of a list in the archive, its words without halves of signs. Raises one of `UNREADABLE`, or `OSError`."""
    info = archive.getinfo(path)
    if info.file_size > MOST_TOLD:
        raise ValueError("too long a list")
    with archive.open(info) as file:
        return _whole(json.loads(file.read(MOST_TOLD + 1)))


def _whole(told: object) -> object:
    if isinstance(told, str):
        return _HALVES.sub("", told)
    if isinstance(told, list):
        return [_whole(one) for one in told]
    if isinstance(told, dict):
        return {_whole(name): _whole(one) for name, one in told.items()}
    return told


def pieces(archive: ZipFile, info: ZipInfo) -> Iterator[bytes]:
    """The bytes of a file, no more of them than it says it has. Raises one of `UNREADABLE`, or `OSError`."""
    left = info.file_size
    with archive.open(info) as file:
        while left and (piece := file.read(min(_BLOCK, left))):
            left -= len(piece)
            yield piece


def _look_at_the_end(file: BinaryIO) -> None:
    """`ZipFile` takes the whole list of files into memory: how long it is stands at the end of the archive."""
    size = file.seek(0, os.SEEK_END)
    file.seek(max(0, size - _ZIP64_SIZE - _END.size - _MOST_COMMENT))
    tail = file.read()
    at = tail.rfind(_END_SIGN)
    if len(tail) >= _END.size and tail[-_END.size :].startswith(_END_SIGN) and tail.endswith(b"\0\0"):
        at = len(tail) - _END.size
    if at < 0 or len(tail) - at < _END.size:
        raise BadZipFile("it has no end")
    _sign, _disk, _first, _here, files, length, _offset, _comment = _END.unpack_from(tail, at)
    is_huge = tail[max(0, at - _ZIP64_SIZE) : at].startswith(_ZIP64_SIGN)  # another length, elsewhere: ours never need one
    if is_huge or files > MOST_FILES or length > MOST_LISTED:
        raise BadZipFile("it lists more than is read")


def _plain(db: Database, held: ExitStack, file: BinaryIO, passphrase: str) -> BinaryIO:
    """The ZIP itself. What a password protects is never plain on a disk: it is sealed anew, under a key that ends with us."""
    if not is_locked(file):
        return file
    if not passphrase:
        raise DomainError("import.chiffree")
    key, aad = os.urandom(32), b"carnet/import"
    writer = held.enter_context(db.blobs.writer(new_id()))
    sealer = StreamSealer(key, aad)
    writer.write(sealer.header())
    try:
        for piece in _unlocked(file, passphrase):
            writer.write(sealer.update(piece))
    except WrongPassphrase:
        raise DomainError("import.mot_de_passe") from None
    except AgeBroken:
        raise DomainError("import.archive") from None
    writer.write(sealer.finish())
    return io.BufferedReader(_Opened(key, aad, held.enter_context(writer.reader())), _BLOCK)


def _unlocked(file: BinaryIO, passphrase: str) -> Iterator[bytes]:
    """What the password opens as it was typed, or else as Carnet writes it when it makes a copy (NFC)."""
    for phrase in dict.fromkeys((passphrase, unicodedata.normalize("NFC", passphrase))):
        file.seek(0)
        with contextlib.suppress(WrongPassphrase, UnicodeEncodeError):  # a keyboard of another encoding leaves half signs
            yield from open_age(phrase, iter(lambda: file.read(_BLOCK), b""))
            return
    raise WrongPassphrase("neither opens it")


class _Opened(io.RawIOBase):
    """A sealed file as a plain one, to read and seek."""

    def __init__(self, key: bytes, aad: bytes, file: BinaryIO) -> None:
        self._sealed = SealedFile(key, aad, file)
        self._size = plain_size(file.seek(0, os.SEEK_END))
        self._at = 0

    def readable(self) -> bool:
        return True

    def seekable(self) -> bool:
        return True

    def seek(self, offset: int, whence: int = os.SEEK_SET) -> int:
        at = offset + {os.SEEK_SET: 0, os.SEEK_CUR: self._at, os.SEEK_END: self._size}[whence]
        if at < 0:
            raise OSError(errno.EINVAL, os.strerror(errno.EINVAL))
        self._at = at
        return at

    def tell(self) -> int:
        return self._at

    def readinto(self, buffer) -> int:
        length = max(0, min(len(buffer), self._size - self._at))
        data = b"".join(self._sealed.pieces(self._at, length)) if length else b""
        buffer[: len(data)] = data
        self._at += len(data)
        return len(data)
