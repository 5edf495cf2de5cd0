"""What the agenda's screens read and write of the domain, outside of the event loop: each function is one transaction."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from datetime import date, datetime, time, timedelta
from typing import Any

from rxapp.accounts import service as accounts
from rxapp.agenda import views
from rxapp.agenda.views import AppointmentDetail, OccurrenceRow
from rxapp.core.clock import PARIS
from rxapp.core.db import UnitOfWork
from rxapp.core.i18n import month_of, plural, short_weekday
from rxapp.core.policy import Actor, Context
from rxapp.runtime import current
from rxapp.state.agenda_address import PAST, Asked

AT_ONCE = 20
"""Rows of the list at a time: a treatment every two weeks fills more than a year with fifty."""


@dataclass(frozen=True, slots=True)
class Booked:
    """One row of the list: an occurrence, the leaf of the calendar beside it, and the month it is listed under."""

    row: OccurrenceRow
    number: int
    weekday: str
    month: str
    href: str


@dataclass(frozen=True, slots=True)
class Group:
    """The rows of one month."""

    month: str
    rows: list[Booked]


@dataclass(frozen=True, slots=True)
class Found:
    """Some rows, where the following ones start, and how many were found in words ("" without a search)."""

    rows: list[Booked]
    next_cursor: str | None
    label: str


def booked(row: OccurrenceRow, language: str) -> Booked:
    """A row as the list shows it."""
    day = date.fromisoformat(row.day)
    return Booked(row, day.day, short_weekday(day, language), month_of(day, language), href(row))


def href(row: OccurrenceRow) -> str:
    """Where a row leads."""
    return Asked(appointment=row.id, occurrence=row.occurrence if row.repeats else "").address()


def write(verb: Callable[..., Any], actor: Actor, /, **given: Any) -> Any:
    """One verb of the service, committed."""
    with current().db.uow() as uow:
        done = verb(uow, actor=actor, context=accounts.context_for(uow, actor), **given)
        uow.commit()
    return done


def look(view: Callable[..., Any], actor: Actor, /, **given: Any) -> Any:
    """One view of the domain."""
    with current().db.read() as uow:
        return view(uow, actor=actor, context=accounts.context_for(uow, actor), **given)


def page(actor: Actor, people: Sequence[str], asked: Asked, language: str) -> Found:
    """The list that an address asks for."""
    seen = views.past if asked.when == PAST else views.upcoming
    with current().db.read() as uow:
        given = {"actor": actor, "context": accounts.context_for(uow, actor), "people": people, "lang": language}
        found = seen(uow, **given, query=asked.query, after=asked.after or None, limit=AT_ONCE)
        if asked.after and not found.rows:  # what stood there has gone since
            found = seen(uow, **given, query=asked.query, limit=AT_ONCE)
    rows = [booked(row, language) for row in found.rows]
    more = "+" if found.next_cursor else ""
    label = plural("{n} rendez-vous trouvé", "{n} rendez-vous trouvés", len(rows), language) + more if asked.query else ""
    return Found(rows, found.next_cursor, label)


def day(actor: Actor, people: Sequence[str], wanted: str, language: str) -> list[Booked]:
    """All that takes place on one day."""
    begins = datetime.combine(date.fromisoformat(wanted), time(), PARIS)
    rows = look(views.between, actor, people=people, after=begins, before=begins + timedelta(days=1), lang=language)
    return [booked(row, language) for row in rows[: views.MOST_ROWS]]


def one(actor: Actor, appointment_id: str, occurrence: str, language: str) -> AppointmentDetail:
    """One appointment: without an occurrence, the one of the series that comes next, else its first."""
    return look(_one, actor, appointment_id=appointment_id, occurrence=occurrence, lang=language)


def _one(
    uow: UnitOfWork, *, actor: Actor, context: Context, appointment_id: str, occurrence: str, lang: str
) -> AppointmentDetail:
    given = {"actor": actor, "context": context, "appointment_id": appointment_id, "lang": lang}
    found = views.appointment(uow, **given, occurrence=occurrence)
    if occurrence or not found.row.repeats or not found.row.past:
        return found
    coming = views.upcoming(uow, actor=actor, context=context, people=[found.row.person_id], lang=lang).rows
    key = next((row.occurrence for row in coming if row.id == appointment_id), "")
    return views.appointment(uow, **given, occurrence=key) if key else found
