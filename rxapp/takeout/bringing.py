"""Taking over the documents of a copy that another Carnet made: byte for byte, with date, title, category and note.

An archive is somebody's file: nothing in it is believed before it is checked, and each document goes through the same door as one
that is sent by hand. The rest of the archive is to be read, and is not taken over.
"""

from __future__ import annotations

import hashlib
import io
import json
import os
import zlib
from collections.abc import Iterator
from contextlib import ExitStack
from dataclasses import dataclass, field
from datetime import date
from typing import BinaryIO
from zipfile import BadZipFile, ZipFile, ZipInfo

from rxapp.core import audit
from rxapp.core.db import Database, new_id
from rxapp.core.errors import DomainError
from rxapp.core.policy import NO_CONTEXT, Actor
from rxapp.core.stream import SealedFile, StreamSealer, plain_size
from rxapp.record import views as record
from rxapp.record.categories import CATEGORIES, OTHER
from rxapp.record.intake import MAX_FILE, Intake
from rxapp.takeout import acts
from rxapp.takeout.age import AgeBroken, WrongPassphrase, is_age, open_age
from rxapp.takeout.contents import DOCUMENTS, FORMAT, MANIFEST, VERSION

MOST_TOLD = 64 * 1024 * 1024
"""Longest list of files or documents that is read."""
_BLOCK = 1024 * 1024
_STOPS = frozenset({"stockage.plein", "dossier.plein", "base.occupee", "introuvable"})
"""What would refuse every document that follows too."""
_UNREADABLE = (BadZipFile, zlib.error, NotImplementedError, RuntimeError, EOFError, ValueError, KeyError)


@dataclass
class Brought:
    """What came of it: how many documents were taken over, how many were there already; the others by name, and why."""

    taken: int = 0
    known: int = 0
    refused: list[tuple[str, DomainError]] = field(default_factory=list)


@dataclass(frozen=True)
class _Told:
    """A document as the archive tells of it."""

    path: str
    file_name: str
    title: str
    date: date | None
    category: str
    note: str
    sha256: str


def bring(db: Database, *, file: BinaryIO, passphrase: str = "", person_id: str, actor: Actor) -> Brought:
    """Take over the documents of an archive into a person's record; those that are there already stay as they are.

    ``file``: the archive, to read and seek. Raises DomainError ``import.archive``, ``import.version``, ``import.chiffree``,
    ``import.mot_de_passe``, ``introuvable``, ``dossier.plein``, ``stockage.plein``; what was taken over before stays.
    """
    brought = Brought()
    with ExitStack() as held:
        try:
            archive = held.enter_context(ZipFile(_plain(db, held, file, passphrase)))
            told = _read(archive)
        except _UNREADABLE as error:
            raise DomainError("import.archive") from error
        known = _known(db, actor, person_id)
        try:
            for one in told:
                _bring(db, archive, one, known, brought, person_id, actor)
        finally:
            _note(db, brought, person_id, actor)
    return brought


def is_locked(file: BinaryIO) -> bool:
    """Whether an archive asks for a password."""
    start = file.read(64)
    file.seek(0)
    return is_age(start)


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
        for piece in open_age(passphrase, iter(lambda: file.read(_BLOCK), b"")):
            writer.write(sealer.update(piece))
    except WrongPassphrase:
        raise DomainError("import.mot_de_passe") from None
    except AgeBroken:
        raise DomainError("import.archive") from None
    writer.write(sealer.finish())
    return io.BufferedReader(_Opened(key, aad, held.enter_context(writer.reader())), _BLOCK)


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
        self._at = offset + {os.SEEK_SET: 0, os.SEEK_CUR: self._at, os.SEEK_END: self._size}[whence]
        return self._at

    def tell(self) -> int:
        return self._at

    def readinto(self, buffer) -> int:
        length = max(0, min(len(buffer), self._size - self._at))
        data = b"".join(self._sealed.pieces(self._at, length)) if length else b""
        buffer[: len(data)] = data
        self._at += len(data)
        return len(data)


def _read(archive: ZipFile) -> list[_Told]:
    """What the archive tells of the documents of its record. Raises DomainError ``import.version``, or one of `_UNREADABLE`."""
    manifest = _json(archive, MANIFEST)
    if not isinstance(manifest, dict) or manifest.get("format") != FORMAT:
        raise ValueError("not one of ours")
    if manifest.get("version") != VERSION:
        raise DomainError("import.version")
    documents = _json(archive, DOCUMENTS)
    if not isinstance(documents, list) or not all(isinstance(one, dict) for one in documents):
        raise ValueError("not a list of documents")
    return [_told(one) for one in documents if one.get("filed")]


def _json(archive: ZipFile, path: str) -> object:
    info = archive.getinfo(path)
    if info.file_size > MOST_TOLD:
        raise ValueError("too long a list")
    with archive.open(info) as file:
        return json.loads(file.read(MOST_TOLD + 1))


def _told(one: dict) -> _Told:
    words = {name: one[name] for name in ("path", "file_name", "title", "category", "note", "sha256")}
    if not all(isinstance(value, str) for value in words.values()):
        raise ValueError("not a document")
    category = words["category"] if words["category"] in CATEGORIES else OTHER
    return _Told(**words | {"category": category}, date=_day(one.get("date")))


def _day(said: object) -> date | None:
    try:
        return date.fromisoformat(said) if isinstance(said, str) else None
    except ValueError:
        return None


def _known(db: Database, actor: Actor, person_id: str) -> set[str]:
    """SHA-256 of the documents that are in the record already."""
    found: set[str] = set()
    after: str | None = None
    while True:
        with db.read() as uow:
            page = record.documents_page(uow, actor=actor, person_id=person_id, lang="fr", after=after)
            for row in page.rows:
                found.add(record.document_detail(uow, actor=actor, document_id=row.id, lang="fr").sha256)
        if page.next_cursor is None:
            return found
        after = page.next_cursor


def _bring(db: Database, archive: ZipFile, one: _Told, known: set[str], brought: Brought, person_id: str, actor: Actor) -> None:
    if one.sha256 in known:
        brought.known += 1
        return
    try:
        info = archive.getinfo(one.path)
        if info.file_size > MAX_FILE:
            raise DomainError("fichier.trop_lourd")
        if _digest(archive, info) != one.sha256:
            brought.refused.append((one.file_name, DomainError("import.empreinte")))
            return
        _keep(db, archive, info, one, person_id, actor)
    except DomainError as error:
        if error.code in _STOPS:
            raise
        brought.refused.append((one.file_name, error))
        return
    except _UNREADABLE:
        brought.refused.append((one.file_name, DomainError("import.empreinte")))
        return
    known.add(one.sha256)
    brought.taken += 1


def _keep(db: Database, archive: ZipFile, info: ZipInfo, one: _Told, person_id: str, actor: Actor) -> None:
    given = {"actor": actor, "context": NO_CONTEXT, "person_id": person_id, "file_name": one.file_name}
    with Intake.open(db, **given, declared_size=info.file_size) as intake:
        for piece in _pieces(archive, info):
            intake.feed(piece)
        intake.finish(title=one.title, act_date=one.date, category=one.category, note=one.note)


def _pieces(archive: ZipFile, info: ZipInfo) -> Iterator[bytes]:
    """The bytes of a file, no more of them than it says it has."""
    left = info.file_size
    with archive.open(info) as file:
        while left and (piece := file.read(min(_BLOCK, left))):
            left -= len(piece)
            yield piece


def _digest(archive: ZipFile, info: ZipInfo) -> str:
    digest = hashlib.sha256()
    for piece in _pieces(archive, info):
        digest.update(piece)
    return digest.hexdigest()


def _note(db: Database, brought: Brought, person_id: str, actor: Actor) -> None:
    if not brought.taken:
        return
    with db.uow() as uow:
        audit.record(uow, person_id=person_id, actor=actor, action=acts.BROUGHT, details={"nombre": brought.taken})
        uow.commit()
