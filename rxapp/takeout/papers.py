"""Documents into the archive: byte for byte as they came, each verified before any of it is packed."""

from __future__ import annotations

import hashlib
import zlib
from collections.abc import Callable, Iterator
from contextlib import ExitStack
from dataclasses import asdict, dataclass, field
from typing import TypeVar

from rxapp.core.db import UnitOfWork
from rxapp.core.errors import DomainError
from rxapp.core.stream import StreamBroken
from rxapp.record import previews
from rxapp.record import views as record
from rxapp.record.contents import Content
from rxapp.record.views import DocumentDetail
from rxapp.takeout.packing import Archive
from rxapp.takeout.paths import Paths
from rxapp.takeout.reading import Reading

Found = TypeVar("Found")

FOLDER = "documents"
GONE, UNREADABLE = "detruit", "illisible"
"""Why a document is not in the archive: destroyed while it was made, or damaged on the server's disk."""
_REASONS = {"introuvable": GONE, "stockage.absent": UNREADABLE}
_AT_ONCE = 20
"""Documents opened by one look at the database."""


@dataclass(frozen=True)
class Paper:
    """A document in the archive. ``date``: ISO day; ``filed``: it is in the record, not beside a message alone; ``secret``: its
    person keeps it to themself.
    """

    path: str
    title: str
    date: str
    date_label: str
    category: str
    category_label: str
    note: str
    file_name: str
    author: str
    received: str
    size: int
    size_label: str
    sha256: str
    filed: bool
    secret: bool

    def told(self) -> dict[str, object]:
        """For `documents.json`."""
        kept = asdict(self)
        return {name: value for name, value in kept.items() if not name.endswith("_label")}


@dataclass
class Papers:
    """The documents of one archive. ``packed``: by their ids; ``missing``: id, reason and title of those that are not in it,
    and of orders and conversations that went meanwhile.
    """

    archive: Archive
    reading: Reading
    paths: Paths = field(default_factory=Paths)
    packed: dict[str, Paper] = field(default_factory=dict)
    missing: list[dict[str, str]] = field(default_factory=list)

    def pack_all(self) -> None:
        """Every document of the record, the latest act first."""
        ids = list(self._ids())
        for start in range(0, len(ids), _AT_ONCE):
            self._pack(ids[start : start + _AT_ONCE], FOLDER, filed=True)

    def pack(self, document_id: str, folder: str, *, filed: bool) -> Paper | None:
        """One document, unless it is there already; None when it cannot be given any more."""
        self._pack([document_id], folder, filed=filed)
        return self.packed.get(document_id)

    def unless_gone(self, kind: str, item_id: str, read: Callable[[], Found]) -> Found | None:
        """What is read of something else; None, and a line in the manifest, when it went since it was listed."""
        try:
            return read()
        except DomainError as error:
            if error.code != "introuvable":
                raise
        self.missing.append({kind: item_id, "reason": GONE})
        return None

    def _pack(self, document_ids: list[str], folder: str, *, filed: bool) -> None:
        """A few documents, opened together: once they are open, a deletion takes nothing from under the reading."""
        wanted = [one for one in document_ids if one not in self.packed]
        with ExitStack() as held:
            opened: list[tuple[str, DocumentDetail, Content]] = []
            with self.reading.look() as (uow, standing):
                for document_id in wanted:
                    try:
                        detail, content = self._opened(uow, standing, document_id)
                    except DomainError as error:
                        self._miss(document_id, error)
                        continue
                    opened.append((document_id, detail, held.enter_context(content)))
            for document_id, detail, content in opened:
                self._put(document_id, detail, content, folder, filed=filed)

    def _put(self, document_id: str, detail: DocumentDetail, content: Content, folder: str, *, filed: bool) -> None:
        crc = _crc_if_whole(content, detail.sha256)
        if crc is None:
            self._miss(document_id, DomainError("stockage.absent"), detail.row.title)
            return
        path = self.paths.of(folder, f"{detail.row.act_date_iso} {detail.file_name}")
        self.archive.stream(path, content.pieces(), content.size, crc)
        self.packed[document_id] = _paper(detail, path, content.size, filed=filed)
        self.reading.advanced(content.size)

    def _ids(self) -> Iterator[str]:
        after: str | None = None
        while True:
            with self.reading.look() as (uow, standing):
                page = record.documents_page(
                    uow, **standing, person_id=self.reading.person_id, lang=self.reading.lang, after=after
                )
            yield from (row.id for row in page.rows)
            if page.next_cursor is None:
                return
            after = page.next_cursor

    def _opened(self, uow: UnitOfWork, standing: dict, document_id: str) -> tuple[DocumentDetail, Content]:
        """What is said of it, and its bytes."""
        detail = record.document_detail(uow, **standing, document_id=document_id, lang=self.reading.lang)
        found = previews.original(uow, **standing, document_id=document_id, action="download")
        return detail, Content(self.reading.db.blobs, found.blob, found.size)

    def _miss(self, document_id: str, error: DomainError, title: str = "") -> None:
        reason = _REASONS.get(error.code)
        if reason is None:
            raise error
        self.missing.append({"document": document_id, "reason": reason} | ({"title": title} if title else {}))


def _crc_if_whole(content: Content, sha256: str) -> int | None:
    """The CRC-32 of a document; None when it is not what the record says of it."""
    digest, crc = hashlib.sha256(), 0
    try:
        for piece in content.pieces():
            digest.update(piece)
            crc = zlib.crc32(piece, crc)
    except StreamBroken:
        return None
    return crc if digest.hexdigest() == sha256 else None


def _paper(detail: DocumentDetail, path: str, size: int, *, filed: bool) -> Paper:
    row = detail.row
    return Paper(
        path=path,
        title=row.title,
        date=row.act_date_iso,
        date_label=row.act_date_label,
        category=row.category,
        category_label=row.category_label,
        note=row.note,
        file_name=detail.file_name,
        author=row.author_label,
        received=detail.received_label,
        size=size,
        size_label=row.size_label,
        sha256=detail.sha256,
        filed=filed,
        secret=row.secret,
    )
