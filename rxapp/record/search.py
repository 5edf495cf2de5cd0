"""Searching a record: which documents say every piece of what was typed, in their text or in what is said of them."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from functools import lru_cache
from typing import Any

from sqlalchemy import select
from sqlmodel import col

from rxapp.core.crypto import PersonKey
from rxapp.core.db import UnitOfWork
from rxapp.core.finding import Term, day_words, has_all, words_of
from rxapp.core.i18n import _, translate
from rxapp.core.origin import TAKEN_OVER, taken_over
from rxapp.core.policy import Actor
from rxapp.record.categories import category_label
from rxapp.record.contents import open_field
from rxapp.record.models import Document, DocumentText
from rxapp.record.needles import Place, Said, needles
from rxapp.record.reading import open_needle
from rxapp.record.sniff import KIND_NAMES, Kind


def matches(
    uow: UnitOfWork,
    person_id: str,
    chosen: Sequence[Any],
    order: Sequence[Any],
    key: PersonKey,
    terms: Sequence[Term],
    actor: Actor,
    lang: str,
) -> list[Place]:
    """Place of every chosen document that says all the terms, in that order; each is opened once, and again when it changes.

    Besides what is kept for search (title, note, file name, its text) a document says its day, category, kind and author as
    the row shows them.
    """
    wanted = select(Document.id, Document.version, Document.reading).where(*chosen).order_by(*order)
    marks = {one: (version, reading) for one, version, reading in uow.session.execute(wanted)}
    authors = {actor.account_id: words_of(translate(_("Vous"), lang)), TAKEN_OVER: words_of(taken_over(lang))}
    shelf = (actor.account_id, person_id, lang)
    return needles.places(shelf, marks, lambda ids: _opened(uow, key, authors, lang, ids), lambda words: has_all(words, terms))


def _opened(uow: UnitOfWork, key: PersonKey, authors: dict[str, str], lang: str, ids: list[str]) -> Iterator[tuple[str, Said]]:
    """What some documents say; the name of an author is opened once, and stays in `authors`."""
    columns = (Document.id, Document.person_id, Document.act_date, Document.received_at, Document.category, Document.kind)
    sealed = (Document.author_account_id, Document.author_label, Document.needle, col(DocumentText.needle).label("text"))
    query = select(*columns, *sealed).outerjoin(DocumentText, col(DocumentText.document_id) == col(Document.id))
    for row in uow.session.execute(query.where(col(Document.id).in_(ids))):
        whose = (key, row.person_id, row.id)
        if row.author_account_id not in authors:
            authors[row.author_account_id] = words_of(open_field(*whose, "author_label", row.author_label))
        words = open_field(*whose, "needle", row.needle) + open_needle(*whose, row.text)
        beside = f"{_class_words(row.category, row.kind, lang)}{authors[row.author_account_id]}{day_words(row.act_date, lang)}"
        yield row.id, Said(words + beside, (row.act_date, row.received_at, row.id))


@lru_cache(256)
def _class_words(category: str, kind: str, lang: str) -> str:
    return words_of(category_label(category, lang), KIND_NAMES[Kind(kind)])
