"""Receiving a file, independent of the web: sniffed before a byte is written, sealed as it streams, checked whole, kept or gone.

    intake = Intake.open(db, actor=…, context=…, person_id=…, file_name=…, declared_size=…)
    intake.feed(piece, …)         # as many times as needed
    received = intake.finish(title=…)   # or intake.abort()

These calls block (database, disk): call them from the thread pool; they take turns. Whatever raises leaves nothing behind.
Once `HEAD_BYTES` were fed, `intake.write(intake.seal(piece), …)` does what `feed` does: `seal` only computes, without a turn, a
quarter of a millisecond for 400 kB, less than a change of thread costs an upload; the disk is left to `write`.
"""

from __future__ import annotations

import hashlib
import threading
from collections.abc import Callable, Iterable, Sequence
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass
from datetime import date
from types import TracebackType

from rxapp.core.blobs import BlobWriter
from rxapp.core.db import Database, UnitOfWork, new_id
from rxapp.core.errors import DomainError
from rxapp.core.policy import Actor, Context, Item, require
from rxapp.record import details, kept, service, tally
from rxapp.record.aside import Right
from rxapp.record.categories import OTHER
from rxapp.record.contents import BlobKey, Content, blob_key, key_of, needle_of, new_salt, seal_field
from rxapp.record.models import Document, Status
from rxapp.record.names import clean_name, title_from
from rxapp.record.rendition import Inspected, Workshop, workshop
from rxapp.record.sniff import HEAD_BYTES, Kind, Refused, identify

MAX_FILE = 50 * 1024 * 1024
"""Largest file, in bytes: 50 MB as computers count them, so that no reading of "50 Mo" is refused."""

Standing = Callable[[UnitOfWork], Context]
"""Asks anew, inside a transaction, whether the actor is still there and for whom they may act by now."""

Filed = Callable[[UnitOfWork, Document, str], object]
"""A professional's document was just put in its record, under this title, in this transaction."""

_beside = ThreadPoolExecutor(8, thread_name_prefix="intake")
"""Waits for the disk while the file is checked."""


@dataclass(frozen=True)
class Received:
    """A document that has just been kept. `warning` is "script" or "pieces" when the reader should know, else ""."""

    id: str
    person_id: str
    title: str
    act_date: date
    category: str
    size: int
    sha256: str
    preview: str
    warning: str
    version: int = 1


class Intake:
    """One file on its way in. Used with `with`, it is aborted unless `finish` succeeded."""

    def __init__(
        self,
        db: Database,
        *,
        actor: Actor,
        standing: Standing,
        person_id: str,
        file_name: str,
        declared_size: int,
        workshop: Workshop,
        right: Right | None = None,
        secret: bool = False,
        filed: Filed | None = None,
    ) -> None:
        self._db = db
        self._actor = actor
        self._standing = standing
        self._workshop = workshop
        self._right = right
        self._secret = secret
        self._filed = filed
        self._aside = right is not None and filed is None
        self.person_id = person_id
        self.file_name = file_name
        self.declared_size = declared_size
        self.document_id = new_id()
        self.received = 0
        self._head = bytearray()
        self._kind: Kind | None = None
        self._hash = hashlib.sha256()
        self._writer: BlobWriter | None = None
        self._key: BlobKey
        self._begun = self._kept = self._closed = False
        self._turn = threading.RLock()

    @classmethod
    def open(
        cls,
        db: Database,
        *,
        actor: Actor,
        context: Context,
        person_id: str,
        file_name: str,
        declared_size: int,
        standing: Standing | None = None,
        right: Right | None = None,
        secret: bool = False,
        filed: Filed | None = None,
    ) -> Intake:
        """Check who, how large and how much room before anything is read.

        An upload lasts minutes, and a session or a parent's right may end meanwhile: `finish` asks for the right again in the
        transaction that keeps the file, with the context that `standing` gives then. Without it, `context` holds.
        `right`: asked instead of the right to add to the record; what is received is kept aside, to go with a message.
        `secret`: a minor keeps it from their parents. `filed`: with a `right` it goes into the record; this writes the line.

        Raises DomainError "introuvable", "document.secret", "fichier.vide", "fichier.trop_lourd", "dossier.plein",
        "dossier.trop_en_attente".
        """
        with db.read() as uow:
            _require_right(uow, actor, person_id, context, right, secret=secret)
            key_of(uow, person_id)
            _require_room(uow, actor, person_id, declared_size, aside=right is not None and filed is None)
        return cls(
            db,
            actor=actor,
            standing=standing or (lambda _uow: context),
            person_id=person_id,
            file_name=clean_name(file_name),
            declared_size=declared_size,
            workshop=workshop(),
            right=right,
            secret=secret,
            filed=filed,
        )

    @property
    def is_kept(self) -> bool:
        """Whether the file is in its record, or aside: nothing is left to drop."""
        return self._kept

    def __enter__(self) -> Intake:
        return self

    def __exit__(self, _kind: type[BaseException] | None, _error: BaseException | None, _trace: TracebackType | None) -> None:
        if not self._kept:
            self.abort()

    def feed(self, *pieces: bytes) -> None:
        """Take the next bytes.

        Raises:
            DomainError: not an accepted file, longer than announced, disk full. Nothing is left.
        """
        with self._turn:
            self._feed(pieces)

    def _feed(self, pieces: Sequence[bytes]) -> None:
        try:
            self._require_open()
            if self._begun:
                self._write([self.seal(piece) for piece in pieces])
                return
            for piece in pieces:
                self._count(piece)
                self._head += piece
            if len(self._head) >= HEAD_BYTES:
                self._begin()
        except BaseException:
            self.abort()
            raise

    def seal(self, piece: bytes) -> bytes:
        """Count, hash and seal the next bytes; what comes back goes to `write`, in the same order.

        Raises:
            DomainError: longer than announced; `abort` is then left to the caller.
        """
        self._count(piece)
        self._hash.update(piece)
        return self._sealer.update(piece)

    def write(self, *sealed: bytes) -> None:
        """Keep what `seal` gave.

        Raises:
            DomainError: disk full. Nothing is left.
        """
        with self._turn:
            try:
                self._require_open()
                self._write(sealed)
            except BaseException:
                self.abort()
                raise

    def _write(self, sealed: Iterable[bytes]) -> None:
        for one in sealed:
            self._writer.write(one)

    def _count(self, piece: bytes) -> None:
        self.received += len(piece)
        if self.received > self.declared_size:
            raise DomainError("fichier.trop_lourd" if self.received > MAX_FILE else "envoi.coupe")

    def finish(
        self, *, title: str | None = None, act_date: date | str | None = None, category: str | None = None, note: str = ""
    ) -> Received:
        """Check the whole file and keep it. What is not given is taken from the file, or from its name and today.

        Raises:
            DomainError: cut, damaged, protected, booby-trapped, disk full, wrong title or date; "introuvable" when the right to
                add is lost, or what `standing` raises. Nothing is left.
        """
        with self._turn:
            return self._finish(title, act_date, category, note)

    def _finish(self, title: str | None, act_date: date | str | None, category: str | None, note: str) -> Received:
        try:
            self._require_open()
            today = self._db.clock.today()
            given = (
                details.checked_title(title) if title and title.strip() else "",
                details.checked_date(act_date, today) if act_date else None,
                details.checked_category(category or OTHER),
                details.checked_note(note),
            )
            if self.received != self.declared_size:
                raise DomainError("fichier.vide" if not self.received else "envoi.coupe")
            if not self._begun:
                self._begin()
            received = self._keep(self._settle(), *given)
            self._kept = True
            self._writer.close()
            return received
        except BaseException:
            self.abort()
            raise

    def abort(self) -> None:
        """Drop everything: draft, blob and row. May be called twice, and from another thread: it waits for its turn."""
        with self._turn:
            self._closed = True
            if not self._kept:
                self._drop()

    def _require_open(self) -> None:
        if self._closed:
            raise DomainError("envoi.coupe")

    def _drop(self) -> None:
        if self._writer is not None:
            self._writer.abort()
            self._writer = None
        if self._begun:
            self._begun = False
            self._db.blobs.delete(self._key.blob_id)
            with self._db.uow() as uow:
                document = uow.session.get(Document, self.document_id)
                if document is not None and document.status == Status.RECEIVING:
                    uow.session.delete(document)
                uow.commit()

    def _begin(self) -> None:
        """Believe the first bytes, then reserve the room and open the draft."""
        head = bytes(self._head)
        try:
            self._kind = identify(self.file_name, head[:HEAD_BYTES]).kind
        except Refused as refused:
            raise DomainError(refused.code, **refused.params) from None
        salt, blob_id = new_salt(), new_id()
        # held before the row is there: the sweeps of every process leave both alone
        self._writer = self._db.blobs.writer(blob_id)
        with self._db.uow() as uow:
            tally.require_room(uow, self.person_id, self.declared_size)
            key = key_of(uow, self.person_id)
            uow.session.add(self._row(uow, blob_id, salt))
            uow.commit()
        self._key = blob_key(key, person_id=self.person_id, owner=self.document_id, blob_id=blob_id, salt=salt)
        self._begun = True
        self._sealer = self._key.sealer()
        self._writer.write(self._sealer.header())
        self._hash.update(head)
        self._writer.write(self._sealer.update(head))
        self._head = bytearray()

    def _row(self, uow: UnitOfWork, blob_id: str, salt: bytes) -> Document:
        return Document(
            id=self.document_id,
            person_id=self.person_id,
            status=Status.RECEIVING,
            act_date=uow.clock.today(),
            received_at=uow.clock.now(),
            category=OTHER,
            kind=self._kind,
            size=self.declared_size,
            author_account_id=self._actor.account_id,
            author_role=self._actor.role,
            blob_id=blob_id,
            key_salt=salt,
            hidden=self._secret,
        )

    def _settle(self) -> Inspected:
        """Check the whole file while the disk makes it durable; neither alone lets a document be kept."""
        self._writer.write(self._sealer.finish())
        with Content(self._db.blobs, self._key, self.received, file=self._writer.reader()) as content:
            durable = _beside.submit(self._writer.commit)
            try:
                inspected = self._workshop.inspect(self._kind, self.received, content.read_range)
            finally:
                durable.result()
        return inspected

    def _keep(self, inspected: Inspected, title: str, act_date: date | None, category: str, note: str) -> Received:
        with self._db.uow() as uow:
            _require_right(uow, self._actor, self.person_id, self._standing(uow), self._right, secret=self._secret)
            document = uow.session.get(Document, self.document_id)
            if document is None or document.status != Status.RECEIVING:
                raise DomainError("envoi.coupe")
            if self._aside:  # others of the same account may have come meanwhile
                tally.require_room_aside(uow, self._actor.account_id, self.person_id, document.size)
            title = title or details.clean_line(inspected.title, details.MAX_TITLE) or title_from(self.file_name)
            found = details.suggested_date(inspected.act_date, uow.clock.today())
            self._fill(uow, document, title, note)
            document.status = Status.ASIDE if self._aside else Status.READY
            document.act_date = act_date or found or uow.clock.today()
            document.category = category
            document.pages, document.preview, document.warning = inspected.pages, inspected.preview, inspected.warning
            uow.session.add(document)
            tally.weigh(uow, self.person_id, document.size)
            if not self._aside:
                tally.count(uow, document, 1)
                self._tell(uow, document, title)
            uow.commit()
            return Received(
                id=document.id,
                person_id=document.person_id,
                title=title,
                act_date=document.act_date,
                category=category,
                size=document.size,
                sha256=self._hash.hexdigest(),
                preview=document.preview,
                warning=document.warning,
            )

    def _tell(self, uow: UnitOfWork, document: Document, title: str) -> None:
        if self._filed is not None:
            self._filed(uow, document, title)
            return
        service.write_line(uow, self._actor, document, "document.ajoute", label=title)

    def _fill(self, uow: UnitOfWork, document: Document, title: str, note: str) -> None:
        key = key_of(uow, self.person_id)
        fields = {
            "sha256": self._hash.hexdigest(),
            "title": title,
            "note": note,
            "file_name": self.file_name,
            "author_label": self._actor.label,
            "needle": needle_of(title, note, self.file_name),
        }
        for name, text in fields.items():
            setattr(document, name, seal_field(key, self.person_id, document.id, name, text))


def _require_room(uow: UnitOfWork, actor: Actor, person_id: str, size: int, *, aside: bool) -> None:
    if not 0 < size <= MAX_FILE:
        raise DomainError("fichier.vide" if size <= 0 else "fichier.trop_lourd")
    tally.require_room(uow, person_id, size)
    if aside:
        tally.require_room_aside(uow, actor.account_id, person_id, size)


def _require_right(uow: UnitOfWork, actor: Actor, person_id: str, context: Context, right: Right | None, *, secret: bool) -> None:
    if secret:
        kept.require_may_keep(uow, actor, person_id)
    if right is not None:
        right(uow, context)
        return
    require(actor, "add", Item("document", owner=person_id, author=actor.account_id), context)
