"""All measures of a person, for a copy to take along or a spreadsheet."""

from __future__ import annotations

from dataclasses import dataclass

from sqlmodel import col

from rxapp.accounts.identity import identity_of
from rxapp.accounts.keeping import is_kept
from rxapp.core import audit
from rxapp.core.db import UnitOfWork
from rxapp.core.i18n import date_time, translate
from rxapp.core.policy import NO_CONTEXT, Actor, Context, require
from rxapp.measures import acts, sheet, store
from rxapp.measures.looks import owe_look
from rxapp.measures.models import Measure
from rxapp.measures.store import Entry, measures_of


@dataclass(frozen=True, slots=True)
class WholeMeasure:
    """One measure: as data (numbers as text, ISO instant) and in words."""

    id: str
    kind: str
    title: str
    values: tuple[str, ...]
    unit: str
    at: str
    note: str
    by: str
    secret: bool
    value_label: str
    when_label: str


def whole(uow: UnitOfWork, *, actor: Actor, context: Context = NO_CONTEXT, person_id: str, lang: str) -> list[WholeMeasure]:
    """All that this reader may see, the oldest first. Raises DomainError ``introuvable``."""
    owe_look(uow, actor=actor, context=context, person_id=person_id)
    return [
        WholeMeasure(
            id=one.id,
            kind=one.kind.code,
            title=translate(one.kind.title, lang),
            values=tuple(str(value) for value in one.values),
            unit=one.unit.code,
            at=one.at.isoformat(),
            note=one.note,
            by=one.label,
            secret=one.secret,
            value_label=one.value_label(lang),
            when_label=date_time(one.at, lang),
        )
        for one in _all(uow, actor, context, person_id)
    ]


def as_sheet(uow: UnitOfWork, *, actor: Actor, context: Context = NO_CONTEXT, person_id: str, lang: str) -> bytes:
    """The same as a spreadsheet (CSV); its line is written. Raises DomainError ``introuvable``."""
    require(actor, "download", measures_of(person_id), context)
    audit.tells_all(uow, person_id)
    held = _all(uow, actor, context, person_id)
    behalf = identity_of(uow, person_id).full_name if actor.person_id != person_id else None
    kept = is_kept(uow, person_id, secret=True)
    told = sum(not (one.secret and kept) for one in held)  # what is kept is in the sheet of who keeps it, and in no line
    details = {"nombre": told}
    audit.record(uow, person_id=person_id, actor=actor, action=acts.TAKEN_ALONG, details=details, on_behalf=behalf)
    return sheet.written(held, lang)


def _all(uow: UnitOfWork, actor: Actor, context: Context, person_id: str) -> list[Entry]:
    query = store.seen(uow, actor=actor, context=context, person_id=person_id)
    return store.entries(uow, query.order_by(col(Measure.taken_at), col(Measure.id)))
