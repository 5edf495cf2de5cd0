"""What is read of the record: frozen rows ready for the screen, at most `MOST_ROWS` at a time, only what `can_see` allows.

What somebody else than the person reads here is given only once the person's history says so: each view owes that line to its
unit of work, which writes it when it ends.
"""

from __future__ import annotations

import re
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import UTC, date, datetime, timedelta
from functools import lru_cache
from typing import Any

from sqlalchemy import Select, literal, select, tuple_
from sqlmodel import col

from rxapp.core import i18n
from rxapp.core.crypto import PersonKey
from rxapp.core.db import UnitOfWork, UtcDateTime
from rxapp.core.errors import DomainError
from rxapp.core.finding import terms_of
from rxapp.core.i18n import _, plural, translate
from rxapp.core.policy import NO_CONTEXT, Actor, Context, Item, can_act, can_see, require
from rxapp.record import kept, search, tally
from rxapp.record.categories import CATEGORIES, category_label
from rxapp.record.cautions import warning_label
from rxapp.record.contents import key_of, open_field
from rxapp.record.models import Document, Status
from rxapp.record.origin import author_label, author_name
from rxapp.record.service import document_row, item_of, owe_document, owe_list
from rxapp.record.sight import Sight, sight_of
from rxapp.record.sniff import KIND_NAMES, Kind
from rxapp.record.veils import UNVEILED, items_for

MOST_ROWS = 50
_CURSOR = re.compile(r"(\d{4}-\d{2}-\d{2})\.(\d{1,17})\.([0-9a-f]{32})")
_EPOCH = datetime(1970, 1, 1, tzinfo=UTC)
_MICROSECOND = timedelta(microseconds=1)

_NEWEST_FIRST = (col(Document.act_date).desc(), col(Document.received_at).desc(), col(Document.id).desc())


@dataclass(frozen=True)
class DocumentRow:
    """One line of the list. ``filed``: by a professional or an establishment; ``fresh``: not opened yet; ``made``: by Carnet."""

    id: str
    title: str
    act_date_iso: str
    act_date_label: str
    year: int
    category: str
    category_label: str
    kind_label: str
    size_label: str
    author_label: str
    has_thumbnail: bool
    note: str
    secret: bool = False
    filed: bool = False
    fresh: bool = False
    made: bool = False
    changeable: bool = True
    removable: bool = True


@dataclass(frozen=True)
class Page:
    """Some lines; `next_cursor` goes back as `after` for the following ones, None at the end. `total` counts all that match.

    previous_cursor: the same for the lines before; "" when those are the first ones, None when there is nothing before.
    """

    rows: tuple[DocumentRow, ...]
    next_cursor: str | None
    total: int
    total_label: str
    previous_cursor: str | None = None


@dataclass(frozen=True)
class DocumentDetail:
    """One document. `preview` is "image" (then `pages` of them), "text" or "none". `version` goes back with an edit.

    may_keep: the reader may keep it from their parents, or shows it to them. grown: they kept it, and are 18 since.
    """

    row: DocumentRow
    person_id: str
    file_name: str
    sha256: str
    pages: int
    preview: str
    warning: str
    received_label: str
    version: int
    may_keep: bool = False
    grown: bool = False


@dataclass(frozen=True)
class Choice:
    """One value of a filter with how many documents it holds."""

    value: str
    label: str
    documents: int


def documents_page(
    uow: UnitOfWork,
    *,
    actor: Actor,
    context: Context = NO_CONTEXT,
    person_id: str,
    lang: str,
    category: str | None = None,
    year: int | None = None,
    query: str | None = None,
    author: str | None = None,
    after: str | None = None,
    limit: int = MOST_ROWS,
) -> Page:
    """The documents of a person, newest act first. A cursor that is not ours counts as none.

    Raises:
        DomainError: "introuvable" when this actor does not see this record.
    """
    _require_list(uow, actor, person_id, context, "search" if query else "list")
    key, sight = key_of(uow, person_id), sight_of(actor, context, person_id)
    limit = max(1, min(limit, MOST_ROWS))
    chosen = _filtered(sight, category, year, author)
    terms = terms_of(query or "") if sight.whole else ()  # a note is the person's own: no professional finds a document by it
    if terms:
        ids = search.matches(uow, person_id, chosen, _NEWEST_FIRST, key, terms, actor, lang)
        total = len(ids)
        start = _after_index(ids, after)
        back = _cursor_at(ids[start - limit - 1]) if start > limit else ""
        ids = ids[start : start + limit + 1]
        found = _by_ids(uow, [place[2] for place in ids])
    else:
        total = _total(uow, sight, category, year, author)
        found = uow.session.execute(_beyond(_ordered(chosen), after).limit(limit + 1)).scalars().all()
        back = _place_before(uow, chosen, after, limit)
    seen = [doc for doc, item in items_for(uow, actor, person_id, found) if can_see(actor, item, context)]
    rows = tuple(row_of(doc, key, actor, lang, context) for doc in seen[:limit])
    more = _place(found[limit - 1]) if len(found) > limit else None
    previous = back if _cursor(after) else None
    return Page(rows, more, total, plural("{n} document", "{n} documents", total, lang), previous)


def years(uow: UnitOfWork, *, actor: Actor, context: Context = NO_CONTEXT, person_id: str) -> tuple[Choice, ...]:
    """Years that hold documents, the latest first."""
    _require_list(uow, actor, person_id, context, "count")
    counts = sight_of(actor, context, person_id).counts(uow, tally.YEAR)
    return tuple(Choice(str(int(year)), str(int(year)), n) for year, n in sorted(counts.items(), reverse=True))


def categories(uow: UnitOfWork, *, actor: Actor, context: Context = NO_CONTEXT, person_id: str, lang: str) -> tuple[Choice, ...]:
    """Categories that hold documents, in the usual order."""
    _require_list(uow, actor, person_id, context, "count")
    counts = sight_of(actor, context, person_id).counts(uow, tally.CATEGORY)
    return tuple(Choice(code, category_label(code, lang), counts[code]) for code in CATEGORIES if code in counts)


def all_categories(lang: str) -> tuple[Choice, ...]:
    """Every category a document may be put in, in the usual order; counts are 0."""
    return tuple(Choice(code, category_label(code, lang), 0) for code in CATEGORIES)


def authors(uow: UnitOfWork, *, actor: Actor, context: Context = NO_CONTEXT, person_id: str, lang: str) -> tuple[Choice, ...]:
    """Who added documents, the most frequent first. The value is an account id."""
    _require_list(uow, actor, person_id, context, "count")
    key, sight = key_of(uow, person_id), sight_of(actor, context, person_id)
    choices = []
    for account, n in sight.counts(uow, tally.AUTHOR).items():
        latest = _ordered(_filtered(sight, None, None, account)).limit(1)
        doc = uow.session.execute(latest).scalar_one_or_none()
        if doc is not None:
            name = translate(_("Vous"), lang) if account == actor.account_id else author_name(doc, key, lang)
            choices.append(Choice(account, name, n))
    return tuple(sorted(choices, key=lambda choice: (-choice.documents, choice.label)))


def storage(uow: UnitOfWork, *, actor: Actor, context: Context = NO_CONTEXT, person_id: str, lang: str) -> str:
    """« 12 Mo sur 2 Go »: what the record weighs. For the person alone what goes with messages is part of it: a figure that
    grows would tell a parent of what a minor keeps from them.
    """
    _require_list(uow, actor, person_id, context, "count")
    if actor.role not in UNVEILED:
        raise DomainError("introuvable")
    weigh = tally.used if actor.person_id == person_id else tally.filed
    used, most = i18n.file_size(weigh(uow, person_id), lang), i18n.file_size(tally.QUOTA, lang)
    return translate(_("{poids} sur {maximum}"), lang, poids=used, maximum=most)


def document_detail(
    uow: UnitOfWork, *, actor: Actor, context: Context = NO_CONTEXT, document_id: str, lang: str
) -> DocumentDetail:
    """One document. Raises `DomainError("introuvable")`."""
    doc = document_row(uow, actor, "see", context, document_id)
    owe_document(uow, actor=actor, context=context, document=doc)
    key = key_of(uow, doc.person_id)
    return DocumentDetail(
        row=row_of(doc, key, actor, lang, context),
        person_id=doc.person_id,
        file_name=open_field(key, doc.person_id, doc.id, "file_name", doc.file_name),
        sha256=open_field(key, doc.person_id, doc.id, "sha256", doc.sha256),
        pages=doc.pages,
        preview=doc.preview,
        warning=warning_label(doc.warning, lang),
        received_label=i18n.date_time(doc.received_at, lang),
        version=doc.version,
        may_keep=actor.person_id == doc.person_id and (doc.hidden or kept.may_keep_this(uow, actor, doc)),
        grown=actor.person_id == doc.person_id and doc.hidden and not kept.is_kept(uow, doc),
    )


def titles(uow: UnitOfWork, *, actor: Actor, context: Context = NO_CONTEXT, document_ids: Iterable[str]) -> dict[str, str]:
    """Titles of those of these documents that this actor sees, in the order asked: a look at the list, not at each."""
    found = {}
    for document_id in document_ids:
        try:
            doc = document_row(uow, actor, "see", context, document_id)
        except DomainError:
            continue
        owe_list(uow, actor=actor, context=context, person_id=doc.person_id)
        found[doc.id] = open_field(key_of(uow, doc.person_id), doc.person_id, doc.id, "title", doc.title)
    return found


def is_beyond(uow: UnitOfWork, *, actor: Actor, context: Context = NO_CONTEXT, document_id: str) -> bool:
    """Whether a document is in a record and not in this actor's sight; one that is deleted is in no record."""
    doc = uow.session.get(Document, document_id)
    there = doc is not None and doc.status == Status.READY
    return there and not titles(uow, actor=actor, context=context, document_ids=[document_id])


def person_of(uow: UnitOfWork, *, actor: Actor, context: Context = NO_CONTEXT, document_id: str) -> str:
    """Whose document it is: all that needs no line. Raises `DomainError("introuvable")`."""
    return document_row(uow, actor, "see", context, document_id).person_id


def _require_list(uow: UnitOfWork, actor: Actor, person_id: str, context: Context, action: str) -> None:
    require(actor, action, Item("document", owner=person_id), context)
    owe_list(uow, actor=actor, context=context, person_id=person_id)


def _filtered(sight: Sight, category: str | None, year: int | None, author: str | None) -> list[Any]:
    chosen = sight.chosen()
    if category:
        chosen.append(col(Document.category) == category)
    if year:
        first = max(1, min(year, 9998))
        chosen += [col(Document.act_date) >= date(first, 1, 1), col(Document.act_date) < date(first + 1, 1, 1)]
    if author:
        chosen.append(col(Document.author_account_id) == author)
    return chosen


def _ordered(chosen: list[Any]) -> Select[Any]:
    return select(Document).where(*chosen).order_by(*_NEWEST_FIRST)


def _place(doc: Document) -> str:
    """Where a document stands in the list, as a cursor."""
    return _cursor_at((doc.act_date, doc.received_at, doc.id))


def _cursor_at(place: tuple[date, datetime, str]) -> str:
    day, received, document_id = place
    return f"{day.isoformat()}.{(received - _EPOCH) // _MICROSECOND}.{document_id}"


def _cursor(after: str | None) -> tuple[date, datetime, str] | None:
    found = _CURSOR.fullmatch(after or "")
    if not found:
        return None
    try:
        return date.fromisoformat(found[1]), _EPOCH + int(found[2]) * _MICROSECOND, found[3]
    except (ValueError, OverflowError):
        return None


def _beyond(query: Select[Any], after: str | None) -> Select[Any]:
    cursor = _cursor(after)
    if cursor is None:
        return query
    day, received, document_id = cursor
    place = tuple_(col(Document.act_date), col(Document.received_at), col(Document.id))
    return query.where(place < tuple_(literal(day), literal(received, UtcDateTime()), literal(document_id)))


def _place_before(uow: UnitOfWork, chosen: list[Any], after: str | None, limit: int) -> str:
    """The cursor of the page before the one that follows `after`: the row `limit` places above it, "" when there is none."""
    cursor = _cursor(after)
    if cursor is None:
        return ""
    columns = (col(Document.act_date), col(Document.received_at), col(Document.id))
    day, received, document_id = cursor
    above = tuple_(*columns) >= tuple_(literal(day), literal(received, UtcDateTime()), literal(document_id))
    upward = select(*columns).where(*chosen, above).order_by(*(column.asc() for column in columns)).offset(limit).limit(1)
    found = uow.session.execute(upward).first()
    return _cursor_at(tuple(found)) if found else ""


def _total(uow: UnitOfWork, sight: Sight, category: str | None, year: int | None, author: str | None) -> int:
    """From the kept counts when at most one filter is on; two filters at once are counted over the index."""
    on = [
        (facet, value)
        for facet, value in ((tally.CATEGORY, category), (tally.YEAR, year and f"{year:04}"), (tally.AUTHOR, author))
        if value
    ]
    if len(on) > 1:
        chosen = _filtered(sight, category, year, author)
        return len(uow.session.execute(select(Document.id).where(*chosen)).all())
    facet, value = on[0] if on else (tally.ALL, "")
    return sight.counts(uow, facet).get(value, 0)


def _after_index(ids: list[tuple[date, datetime, str]], after: str | None) -> int:
    cursor = _cursor(after)
    if cursor is None:
        return 0
    return next((n for n, place in enumerate(ids) if place < cursor), len(ids))


def _by_ids(uow: UnitOfWork, ids: list[str]) -> list[Document]:
    if not ids:
        return []
    rows = {doc.id: doc for doc in uow.session.execute(select(Document).where(col(Document.id).in_(ids))).scalars()}
    return [rows[document_id] for document_id in ids]


def row_of(doc: Document, key: PersonKey, actor: Actor, lang: str, context: Context = NO_CONTEXT) -> DocumentRow:
    """A document as a line of a list; the caller has asked whether it may be shown."""
    return DocumentRow(
        id=doc.id,
        title=open_field(key, doc.person_id, doc.id, "title", doc.title),
        act_date_iso=doc.act_date.isoformat(),
        act_date_label=_day_label(doc.act_date, lang),
        year=doc.act_date.year,
        category=doc.category,
        category_label=category_label(doc.category, lang),
        kind_label=_kind_label(doc.kind, doc.pages, lang),
        size_label=_size_label(doc.size, lang),
        author_label=author_label(doc, key, actor, lang),
        has_thumbnail=doc.preview == "image",
        note=open_field(key, doc.person_id, doc.id, "note", doc.note) if actor.role in UNVEILED else "",
        secret=doc.hidden and actor.role in UNVEILED,
        filed=doc.sent_mark is not None,
        fresh=doc.fresh and actor.role in UNVEILED,
        made=doc.made,
        changeable=can_act(actor, "edit", item_of(doc), context),
        removable=can_act(actor, "delete", item_of(doc), context),
    )


# writing numbers and dates costs more than opening the row: the same few come back on every page
@lru_cache(2048)
def _day_label(day: date, lang: str) -> str:
    return i18n.long_date(day, lang)


@lru_cache(2048)
def _size_label(size: int, lang: str) -> str:
    return i18n.file_size(size, lang)


@lru_cache(512)
def _kind_label(kind: str, pages: int, lang: str) -> str:
    name = KIND_NAMES[Kind(kind)]
    if kind != Kind.PDF:
        return name
    return f"{name}, {plural('{n} page', '{n} pages', pages, lang)}"
