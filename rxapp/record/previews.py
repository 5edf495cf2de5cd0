"""What is shown of a document: thumbnails, pages, texts. Made once in the limited subprocess, kept sealed, bounded.

Nothing here opens a document itself: the subprocess does. `show` may block for long: `places.shown` calls it in its turn.
"""

from __future__ import annotations

import contextlib
import json
from collections.abc import Iterator
from dataclasses import dataclass, replace
from datetime import date

from sqlalchemy import select
from sqlalchemy.exc import IntegrityError
from sqlmodel import col

from rxapp.core import i18n
from rxapp.core.db import Database, UnitOfWork, new_id
from rxapp.core.errors import DomainError
from rxapp.core.i18n import _, translate
from rxapp.core.policy import Actor, Context, Item, can_see
from rxapp.record.answers import CARD, Made
from rxapp.record.contents import BlobKey, Content, blob_key, key_of, new_salt, open_field
from rxapp.record.models import OUTSIDE, Document, Rendition, Status
from rxapp.record.rendition import PAGE_SIDE, THUMB_SIDE, workshop
from rxapp.record.service import browsed, consulted, document_row
from rxapp.record.sniff import Kind
from rxapp.record.veils import item_for

THUMB, PAGE, TEXT = "thumb", "page", "text"
KEPT_PAGES = 60
"""Most page previews kept per person; the oldest make room."""


CARD_FIELDS = {
    "title": _("Titre"),
    "date": _("Date"),
    "author": _("Auteur"),
    "text": _("Texte"),
    "modality": _("Type d’examen"),
    "body_part": _("Partie du corps"),
    "institution": _("Établissement"),
    "series": _("Série"),
}


@dataclass(frozen=True)
class Original:
    """What it takes to read a document's original, rights checked. Holds a key: never shown, never kept."""

    document_id: str
    person_id: str
    kind: Kind
    size: int
    pages: int
    preview: str
    blob: BlobKey
    outside: bool = False
    """In nobody's record: it came for a message."""


def original(uow: UnitOfWork, *, actor: Actor, context: Context, document_id: str, action: str = "preview") -> Original:
    """A document's original for `action` ("preview" or "download"). Raises `DomainError("introuvable")`."""
    return _original(uow, document_row(uow, actor, action, context, document_id))


def _original(uow: UnitOfWork, row: Document) -> Original:
    blob = blob_key(
        key_of(uow, row.person_id),
        person_id=row.person_id,
        owner=row.id,
        blob_id=row.blob_id,
        salt=row.key_salt,
        version=row.key_version,
    )
    outside = row.status in OUTSIDE
    return Original(row.id, row.person_id, Kind(row.kind), row.size, row.pages, row.preview, blob, outside)


def file_name(uow: UnitOfWork, *, actor: Actor, context: Context, document_id: str) -> str:
    """The name a document came with, cleaned. Raises `DomainError("introuvable")`."""
    row = document_row(uow, actor, "download", context, document_id)
    return open_field(key_of(uow, row.person_id), row.person_id, row.id, "file_name", row.file_name)


def show(db: Database, *, actor: Actor, context: Context, document_id: str, what: str, page: int = 1) -> Made:
    """The thumbnail (`THUMB`) or a page from 1 (`PAGE`; its text when that is what it has), made if it is not there yet.

    It is in the history before it is given: a page or a text as a look at the document, a thumbnail as part of the list.

    Raises:
        DomainError: "introuvable" (document, page or sort of preview), "apercu.impossible".
    """
    row, what, made = _found(db, actor, context, document_id, what, page)
    if made is None:
        made = _make(db, row, what, page)
    _note(db, actor, context, row, what)
    return made


def kept(db: Database, *, actor: Actor, context: Context, document_id: str, what: str, page: int = 1) -> Made | None:
    """What `show` gives when nothing needs drawing for it, else None: this one never takes long. Raises like `show`."""
    row, what, made = _found(db, actor, context, document_id, what, page)
    if made is not None:
        _note(db, actor, context, row, what)
    return made


def prepare(db: Database, *, actor: Actor, context: Context, document_id: str, what: str, page: int = 1) -> None:
    """Make it ahead of anybody's asking; nobody has seen it yet. Raises like `show`."""
    row, what, made = _found(db, actor, context, document_id, what, page)
    if made is None:
        _make(db, row, what, page)


def _found(
    db: Database, actor: Actor, context: Context, document_id: str, what: str, page: int
) -> tuple[Original, str, Made | None]:
    """The document, what of it is meant, and that when it is kept already. Raises `DomainError("introuvable")`."""
    with db.read() as uow:
        row = original(uow, actor=actor, context=context, document_id=document_id)
        what = TEXT if what == PAGE and row.preview == "text" else what
        _require_shown(row, what, page)
        entry = _entry(uow, row, what, page)
    return row, what, None if entry is None else _read(db, *entry)


def _note(db: Database, actor: Actor, context: Context, row: Original, what: str) -> None:
    if what == THUMB and actor.person_id == row.person_id:
        return  # `browsed` would leave no line: the dozens of a page need not take turns to write none
    with db.uow() as uow:
        if what == THUMB and not row.outside and _is_listed(uow, actor, context, row):
            browsed(uow, actor=actor, context=context, person_id=row.person_id)
        else:
            consulted(uow, actor=actor, context=context, document_id=row.document_id)
        uow.commit()


def _is_listed(uow: UnitOfWork, actor: Actor, context: Context, row: Original) -> bool:
    """Whether the list of the record shows the document to this reader, were it not lent to them."""
    document = uow.session.get(Document, row.document_id)
    if document is None or not can_see(actor, Item("document", owner=row.person_id), context):
        return False
    item, _lent = item_for(uow, actor, document, context)
    return can_see(actor, replace(item, lent_to=frozenset()), context)


def _require_shown(row: Original, what: str, page: int) -> None:
    wanted = "text" if what == TEXT else "image"
    if row.preview != wanted or not 1 <= page <= max(row.pages, 1) or (what != PAGE and page != 1):
        raise DomainError("introuvable")


def _entry(uow: UnitOfWork, row: Original, what: str, page: int) -> tuple[BlobKey, str, int] | None:
    query = select(Rendition).where(
        col(Rendition.document_id) == row.document_id, col(Rendition.kind) == what, col(Rendition.page) == page
    )
    made = uow.session.execute(query).scalar_one_or_none()
    if made is None:
        return None
    return _rendition_key(uow, made), made.media_type, made.size


def _rendition_key(uow: UnitOfWork, made: Rendition) -> BlobKey:
    key = key_of(uow, made.person_id)
    return blob_key(key, person_id=made.person_id, owner=made.id, blob_id=made.blob_id, salt=made.key_salt)


def _read(db: Database, key: BlobKey, media_type: str, size: int) -> Made | None:
    """A kept rendition, None when it has just made room for another."""
    try:
        with Content(db.blobs, key, size) as content:
            return Made(media_type, b"".join(content.pieces()))
    except DomainError:
        return None


def _make(db: Database, row: Original, what: str, page: int) -> Made:
    side = THUMB_SIDE if what == THUMB else PAGE_SIDE
    with Content(db.blobs, row.blob, row.size) as content:
        made = workshop().draw(row.kind, row.size, content.read_range, page=page, side=side, text=what == TEXT)
    _keep(db, row, what, page, made)
    return made


def _keep(db: Database, row: Original, what: str, page: int, made: Made) -> None:
    """Seal it beside the document, unless the document has gone or another request was first."""
    entry_id, blob_id, salt = new_id(), new_id(), new_salt()
    with db.read() as uow:
        person = key_of(uow, row.person_id)
    key = blob_key(person, person_id=row.person_id, owner=entry_id, blob_id=blob_id, salt=salt)
    sealer = key.sealer()
    with db.blobs.writer(blob_id) as writer:
        writer.write(sealer.header() + sealer.update(made.data) + sealer.finish())
        writer.commit()
    entry = Rendition(
        id=entry_id,
        document_id=row.document_id,
        person_id=row.person_id,
        kind=what,
        page=page,
        blob_id=blob_id,
        key_salt=salt,
        media_type=made.media_type,
        size=len(made.data),
        created_at=db.clock.now(),
    )
    kept = False
    try:
        kept = _insert(db, entry)
    finally:  # a busy database or a full disk leaves no file without its row
        if not kept:
            db.blobs.delete(blob_id)


def _insert(db: Database, entry: Rendition) -> bool:
    with db.uow() as uow:
        document = uow.session.get(Document, entry.document_id)
        if document is None or document.status not in (Status.READY, *OUTSIDE):
            return False
        uow.session.add(entry)
        try:
            uow.session.flush()
        except IntegrityError:
            return False
        for old in _overflow(uow, entry):
            uow.session.delete(old)
            uow.after_commit(lambda blob_id=old.blob_id: db.blobs.delete(blob_id))
        uow.commit()
    return True


def _overflow(uow: UnitOfWork, entry: Rendition) -> Iterator[Rendition]:
    if entry.kind != PAGE:
        return iter(())
    query = (
        select(Rendition)
        .where(col(Rendition.person_id) == entry.person_id, col(Rendition.kind) == PAGE, col(Rendition.id) != entry.id)
        .order_by(col(Rendition.created_at).desc(), col(Rendition.id))
        .offset(KEPT_PAGES - 1)
    )
    return iter(uow.session.execute(query).scalars().all())


def as_text(made: Made, lang: str) -> str:
    """The words of a text rendition; a card's fields are named in `lang`."""
    words = made.data.decode("utf-8", "replace")
    if made.media_type != CARD:
        return words
    return "\n".join(_line(name, value, lang) for name, value in json.loads(words))


def _line(name: str, value: str, lang: str) -> str:
    if name == "text":
        return f"\n{value}"
    if name == "date":
        with contextlib.suppress(ValueError):
            value = i18n.long_date(date.fromisoformat(value), lang)
    colon = "\u00a0:" if lang == "fr" else ":"
    return f"{translate(CARD_FIELDS[name], lang)}{colon} {value}"
