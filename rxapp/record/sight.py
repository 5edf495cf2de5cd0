"""Which documents of a record somebody sees, as conditions of a query, and how many there are: what `policy` says, for lists.

People see what the kept counts count. A professional's list is what they filed and what their profession opens, less what the
person hides; its counts are counted, so that no figure tells of what is not shown.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

from sqlalchemy import ColumnElement, Integer, and_, cast, extract, false, func, literal, or_, select, true
from sqlmodel import col

from rxapp.core.db import UnitOfWork
from rxapp.core.policy import ALL_BUT_AUTHOR, EVERYBODY, Actor, Context, of_profession
from rxapp.record import kept, tally
from rxapp.record.models import Document, DocumentVeil, Status
from rxapp.record.veils import UNVEILED


@dataclass(frozen=True)
class Sight:
    """What somebody sees of one record. ``whole``: all that the kept counts count, with what a minor keeps or without."""

    person_id: str
    whole: bool
    secrets: bool
    shown: ColumnElement[bool]

    def chosen(self) -> list[Any]:
        """The conditions of a query for the documents seen."""
        mine = [col(Document.person_id) == self.person_id, col(Document.status) == Status.READY]
        if not self.secrets:
            mine.append(col(Document.hidden).is_(False))
        return mine if self.whole else [*mine, self.shown]

    def counts(self, uow: UnitOfWork, facet: str) -> dict[str, int]:
        """Documents seen by value of one facet."""
        if self.whole:
            return tally.counts(uow, self.person_id, facet, secrets=self.secrets)
        value = _VALUES[facet]
        found = uow.session.execute(select(value, func.count()).where(*self.chosen()).group_by(value)).all()
        return {f"{one:04}" if facet == tally.YEAR else one: n for one, n in found}


_VALUES: dict[str, Any] = {
    tally.ALL: literal(""),
    tally.YEAR: cast(extract("year", col(Document.act_date)), Integer),
    tally.CATEGORY: Document.category,
    tally.AUTHOR: Document.author_account_id,
}


def sight_of(actor: Actor, context: Context, person_id: str) -> Sight:
    """What an actor who may see the list sees in it."""
    secrets = kept.sees(actor, context, person_id)
    if actor.role in UNVEILED:
        return Sight(person_id, whole=True, secrets=secrets, shown=true())
    return Sight(person_id, whole=False, secrets=False, shown=_shown(actor, context, person_id))


def _shown(actor: Actor, context: Context, person_id: str) -> ColumnElement[bool]:
    """What `policy.staff_rule` opens of what is in a record, loans apart."""
    mine = and_(col(Document.author_account_id) == actor.account_id, _open_to(EVERYBODY, actor.account_id))
    if person_id not in context.allowed_by | context.urgent:
        return mine
    marks = (EVERYBODY, actor.account_id, ALL_BUT_AUTHOR, of_profession(context.profession))
    if person_id in context.urgent_hidden:
        marks = (actor.account_id,)
    others = and_(col(Document.category).in_(sorted(context.reads)), _open_to(*marks)) if context.reads else false()
    return or_(mine, others)


def _open_to(*marks: str) -> ColumnElement[bool]:
    veil = select(DocumentVeil.target).where(
        col(DocumentVeil.document_id) == col(Document.id), col(DocumentVeil.target).in_(marks)
    )
    return ~veil.exists()
