"""Searching a record: which documents say every piece of what was typed, in their own words or in those of their row."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from datetime import date, datetime
from functools import lru_cache
from typing import Any

from sqlalchemy import Row, Select, select

from rxapp.core.crypto import PersonKey
from rxapp.core.db import UnitOfWork
from rxapp.core.finding import Term, day_words, has_all, words_of
from rxapp.core.i18n import _, translate
from rxapp.core.policy import Actor
from rxapp.record.categories import category_label
from rxapp.record.contents import open_field
from rxapp.record.models import Document
from rxapp.record.sniff import KIND_NAMES, Kind

Place = tuple[date, datetime, str]
"""Where a document stands in the list: its day, when it came, its id."""

_SCANNED_AT_ONCE = 1_000


def matches(
    uow: UnitOfWork,
    chosen: Sequence[Any],
    order: Sequence[Any],
    key: PersonKey,
    terms: Sequence[Term],
    actor: Actor,
    lang: str,
) -> list[Place]:
    """Place of every chosen document that says all the terms, in that order: only needed columns, one opening per row.

    Besides the words kept for search (title, note, file name) a document says its day, category, kind and author as the row shows
    them; the name of an author is opened once.
    """
    columns = (Document.act_date, Document.received_at, Document.id, Document.person_id, Document.needle)
    said = (Document.category, Document.kind, Document.author_account_id, Document.author_label)
    query = select(*columns, *said).where(*chosen).order_by(*order).execution_options(yield_per=_SCANNED_AT_ONCE)
    authors = {actor.account_id: words_of(translate(_("Vous"), lang))}
    found = []
    for row in _rows(uow, query):
        if row.author_account_id not in authors:
            name = open_field(key, row.person_id, row.id, "author_label", row.author_label)
            authors[row.author_account_id] = words_of(name)
        kept = open_field(key, row.person_id, row.id, "needle", row.needle)
        beside = f"{_class_words(row.category, row.kind, lang)}{authors[row.author_account_id]}{day_words(row.act_date, lang)}"
        if has_all(kept + beside, terms):
            found.append((row.act_date, row.received_at, row.id))
    return found


def _rows(uow: UnitOfWork, query: Select[Any]) -> Iterator[Row[Any]]:
    yield from uow.session.execute(query)


@lru_cache(256)
def _class_words(category: str, kind: str, lang: str) -> str:
    return words_of(category_label(category, lang), KIND_NAMES[Kind(kind)])
