"""The calendar as one reader sees it: computed from what they may see, and from nothing else."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date

from rxapp.accounts.identity import Identity, identity_of
from rxapp.agenda import views as agenda
from rxapp.agenda.views import OccurrenceRow
from rxapp.core.db import UnitOfWork
from rxapp.core.policy import Actor, Context
from rxapp.prevention import law, store
from rxapp.prevention.facts import Due, Event, Person, Status
from rxapp.prevention.given import events_of, person_of
from rxapp.prevention.store import Said

_OCCASIONS = ("season", "age", "phase")


@dataclass(frozen=True, slots=True)
class Sight:
    """One person for one reader on a day. ``aside``: the rules this reader set aside, with the reason or ""."""

    who: Identity
    today: date
    said: Said
    aside: Mapping[str, str]
    lines: tuple[Due, ...]

    @property
    def person(self) -> Person:
        """What the engine was given of the person."""
        return person_of(self.said, born=self.who.birth_date, sex=self.who.sex, today=self.today)

    @property
    def events(self) -> tuple[Event, ...]:
        """What the engine was given of the past."""
        return events_of(self.said, self.today)


def sight(uow: UnitOfWork, *, actor: Actor, context: Context, person_id: str) -> Sight:
    """Compute it. Raises DomainError ``introuvable``."""
    said = store.said(uow, actor=actor, context=context, person_id=person_id)
    who, today = identity_of(uow, person_id), uow.clock.today()
    aside = {one.what: one.reason for one in store.choices(uow, actor=actor, person_id=person_id, kind=store.ASIDE)}
    person = person_of(said, born=who.birth_date, sex=who.sex, today=today)
    return Sight(who, today, said, aside, law.lines(person, events_of(said, today), today))


def occasion(line: Due) -> str:
    """What tells two lines of one rule and dose apart: the season, the age or the phase they are for; "" when nothing does."""
    return next((line.detail[name] for name in _OCCASIONS if line.detail.get(name)), "")


def key_of(line: Due) -> tuple[str, int, str]:
    """Names one line of a calendar: rule, dose (0 for none), occasion."""
    return line.rule, line.dose or 0, occasion(line)


def pending(lines: tuple[Due, ...]) -> dict[tuple[str, int, str], Due]:
    """The lines that are not done, by name; of two with one name the first to come."""
    found: dict[tuple[str, int, str], Due] = {}
    for line in sorted(lines, key=lambda line: line.due_from or date.min):
        if line.status is not Status.DONE:
            found.setdefault(key_of(line), line)
    return found


def booked(uow: UnitOfWork, *, actor: Actor, context: Context, person_id: str, lang: str) -> dict[tuple[str, str], OccurrenceRow]:
    """The appointments to come that answer a card, by rule and dose ("" for none), as far as this reader sees them."""
    rows = agenda.upcoming(uow, actor=actor, context=context, people=[person_id], lang=lang).rows
    found: dict[tuple[str, str], OccurrenceRow] = {}
    for row in rows:
        if row.rule:
            found.setdefault((row.rule, row.dose), row)
    return found
