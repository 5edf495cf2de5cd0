"""What a search finds in a record, each document with the words around the hit."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from rxapp.core.db import UnitOfWork
from rxapp.core.excerpts import Piece, excerpt, starts_of
from rxapp.core.finding import terms_of
from rxapp.core.policy import NO_CONTEXT, Actor, Context
from rxapp.record import reading, views
from rxapp.record.contents import key_of
from rxapp.record.sight import sight_of
from rxapp.record.views import DocumentRow


@dataclass(frozen=True, slots=True)
class FoundDocument:
    """One document. ``pieces``: of its text, else of its note; none when its row says it all."""

    row: DocumentRow
    pieces: list[Piece]


@dataclass(frozen=True, slots=True)
class FoundDocuments:
    """The first of them, how many there are, and of how many documents of the record the text is still to be read."""

    rows: tuple[FoundDocument, ...]
    total: int
    waiting: int = 0


def documents(
    uow: UnitOfWork,
    *,
    actor: Actor,
    context: Context = NO_CONTEXT,
    person_id: str,
    lang: str,
    query: str,
    limit: int,
) -> FoundDocuments:
    """Documents of a person that say every piece of what was typed, as `views.documents_page` finds and orders them.

    Raises DomainError ``introuvable``.
    """
    terms = terms_of(query)
    if not terms:
        return FoundDocuments((), 0)
    page = views.documents_page(uow, actor=actor, context=context, person_id=person_id, lang=lang, query=query, limit=limit)
    said = around(uow, actor=actor, person_id=person_id, rows=page.rows, query=query)
    rows = (FoundDocument(row, said[row.id]) for row in page.rows)
    waiting = reading.waiting(uow, sight_of(actor, context, person_id).chosen())
    return FoundDocuments(tuple(rows), page.total, waiting)


def around(uow: UnitOfWork, *, actor: Actor, person_id: str, rows: Sequence[DocumentRow], query: str) -> dict[str, list[Piece]]:
    """The words around a search in each of these rows, which the actor was given: of its text, else of its note.

    Of its text for the person alone: whoever else reads a text opens the document, which leaves a line.
    """
    terms = terms_of(query)
    starts, texts = starts_of(terms), {}
    if starts and actor.person_id == person_id:
        texts = reading.texts_of(uow, key_of(uow, person_id), person_id, [row.id for row in rows], starts)
    return {row.id: excerpt(texts.get(row.id, ""), terms) or excerpt(row.note, terms) for row in rows}
