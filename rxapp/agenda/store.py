"""Appointments between the table and the components: sealed, opened, listed by month, counted."""

from __future__ import annotations

import json
from collections.abc import Iterable
from dataclasses import asdict, dataclass, field, replace
from datetime import date, datetime, timedelta

from sqlalchemy import Select, func, or_, select
from sqlmodel import col

from rxapp.agenda.models import Appointment
from rxapp.agenda.series import Series
from rxapp.core.crypto import open_text, seal
from rxapp.core.db import UnitOfWork
from rxapp.core.errors import DomainError
from rxapp.core.keys import person_key
from rxapp.core.policy import Actor, Context, Item, can_see, require

KIND = "appointment"
MOST_APPOINTMENTS = 500
"""Most appointments and series that one agenda holds."""
MOST_SERIES = 100
"""Most series that one agenda holds: each costs a computation to every look at it."""
_TABLE = Appointment.__tablename__
AROUND = timedelta(days=1)
"""A day elsewhere is not the same day in Paris."""


@dataclass(frozen=True)
class Source:
    """The calendar file an appointment came from: its SEQUENCE and DTSTAMP, the digest of what it said, our version then."""

    sequence: int
    stamp: str
    digest: str
    version: int


@dataclass(frozen=True)
class Extras:
    """What an appointment has beside its calendar text. ``rule`` and ``dose``: the provisional card it answers, or ""."""

    documents: tuple[str, ...] = ()
    rule: str = ""
    dose: str = ""
    source: Source | None = None


@dataclass(frozen=True)
class Before:
    """What an appointment was before it was cancelled, to take that back: kept by the server for a few seconds, never shown.

    ``version`` is the one that the cancellation made; ``until`` the instant from which it stays cancelled.
    """

    appointment_id: str
    version: int
    text: str
    extras: Extras
    until: datetime


@dataclass(frozen=True)
class Planned:
    """An appointment opened: its row, its components, the rest."""

    row: Appointment
    series: Series
    extras: Extras = field(default_factory=Extras)


def item_of(row: Appointment) -> Item:
    """The appointment as `policy` sees it."""
    return Item(KIND, owner=row.person_id, author=row.created_by, deleted=row.cancelled_at is not None, hidden=row.secret)


def agenda_of(person_id: str) -> Item:
    """A whole agenda as `policy` sees it."""
    return Item(KIND, owner=person_id)


def uid_index(uow: UnitOfWork, person_id: str, uid: str, *, secret: bool = False) -> bytes:
    """Finds an appointment by its calendar identifier; a secret one apart, so that nobody else's file meets it."""
    return uow.keyring.blind_index("appointment.secret" if secret else "appointment.uid", f"{person_id}|{uid}")


def write(uow: UnitOfWork, row: Appointment, series: Series, extras: Extras) -> None:
    """Seal the components and the rest into the row, and put it under its months."""
    key = person_key(uow, row.person_id)
    texts = {"calendar": series.text(), "extras": json.dumps(asdict(extras))}
    for column, text in texts.items():
        setattr(row, column, seal(key, text, table=_TABLE, column=column, row=row.id, person=row.person_id))
    row.uid_index = uid_index(uow, row.person_id, series.uid, secret=row.secret)
    row.visible_from, row.visible_until = series.months()
    row.repeats = series.repeats
    uow.session.add(row)


def opened(uow: UnitOfWork, row: Appointment) -> Planned:
    """The row in clear."""
    key = person_key(uow, row.person_id)

    def text(column: str) -> str:
        return open_text(key, getattr(row, column), table=_TABLE, column=column, row=row.id, person=row.person_id)

    return Planned(row, Series.parse(text("calendar")), extras_of(json.loads(text("extras"))))


def extras_of(said: dict) -> Extras:
    """`Extras` from what was written of them."""
    source = said["source"]
    return Extras(tuple(said["documents"]), said["rule"], said["dose"], Source(**source) if source else None)


def planned(uow: UnitOfWork, *, actor: Actor, action: str, context: Context, appointment_id: str) -> Planned:
    """One appointment, once `policy` has agreed.

    Raises DomainError ``introuvable`` (a `policy.Refused` when it exists but not for this actor), ``rendezvous.annule``.
    """
    row = uow.session.get(Appointment, appointment_id)
    if row is None:
        raise DomainError("introuvable")
    require(actor, action, replace(item_of(row), deleted=False), context)
    if row.cancelled_at is not None:
        raise DomainError("rendezvous.annule")
    return opened(uow, row)


def agenda(
    uow: UnitOfWork, *, actor: Actor, context: Context, people: Iterable[str], first: date | None = None, last: date | None = None
) -> list[Planned]:
    """What is in the agendas of these people from one day to another (either may be open), as far as the actor sees.

    The caller has asked `policy` about each person.
    """
    rows = uow.session.execute(_held(people, first, last).order_by(col(Appointment.created_at), col(Appointment.id))).scalars()
    return [opened(uow, row) for row in rows if can_see(actor, item_of(row), context)]


def _held(people: Iterable[str], first: date | None, last: date | None) -> Select:
    query = select(Appointment).where(col(Appointment.person_id).in_(list(people)), col(Appointment.cancelled_at).is_(None))
    if last is not None:
        query = query.where(col(Appointment.visible_from) <= last + AROUND)
    if first is not None:
        until = col(Appointment.visible_until)
        query = query.where(or_(until.is_(None), until >= first - AROUND))
    return query


def by_uid(uow: UnitOfWork, person_id: str, uid: str) -> Appointment | None:
    """The row of that calendar identifier in a person's agenda, cancelled or not."""
    index = uid_index(uow, person_id, uid)
    return uow.session.execute(select(Appointment).where(Appointment.uid_index == index)).scalar_one_or_none()


def make_room(uow: UnitOfWork, person_id: str, *, repeats: bool, secret: bool = False) -> None:
    """Raises DomainError ``rendezvous.trop`` or ``rendezvous.trop_de_series`` when the agenda can take no more.

    Secret ones are counted apart, so that a full agenda tells nobody of them.
    """
    held = select(func.count()).where(
        Appointment.person_id == person_id, Appointment.secret == secret, col(Appointment.cancelled_at).is_(None)
    )
    if uow.session.execute(held).scalar_one() >= MOST_APPOINTMENTS:
        raise DomainError("rendezvous.trop", maximum=MOST_APPOINTMENTS)
    if repeats and uow.session.execute(held.where(col(Appointment.repeats).is_(True))).scalar_one() >= MOST_SERIES:
        raise DomainError("rendezvous.trop_de_series", maximum=MOST_SERIES)
