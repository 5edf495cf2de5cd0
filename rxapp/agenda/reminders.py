"""Reminders of appointments: which ones, when, for whom; announced to `notices`, taken back when the time changes.

Occurrences are announced up to `AHEAD` before they begin, in the transaction that makes them; `extend` moves that horizon.
"""

from __future__ import annotations

import logging
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import UTC, datetime, time, timedelta
from typing import Protocol

from sqlalchemy import or_, select
from sqlmodel import col

from rxapp.accounts.identity import identity_of
from rxapp.accounts.standing import accounts_for, actor_of
from rxapp.agenda.models import Appointment
from rxapp.agenda.series import Happening, Series, words_of
from rxapp.agenda.store import opened
from rxapp.core.clock import PARIS
from rxapp.core.crypto import SealBroken
from rxapp.core.db import Database, UnitOfWork
from rxapp.core.i18n import _

log = logging.getLogger("carnet.agenda")

KIND = "rappel"
AHEAD = timedelta(days=90)
"""How long before it begins an occurrence is announced: longer than any delay."""
RENEWED = timedelta(days=75)
"""A series whose announced time is nearer than this is looked at again."""
WHOLE_DAY_AT = time(9)
"""Hour in Paris from which a whole day is reminded of: nobody wants to know at midnight."""
ALL_SAID = datetime(9999, 1, 1, tzinfo=UTC)
"""The horizon of what has nothing more to announce."""
_AT_ONCE = 200
_DAY_MINUTES = 24 * 60

TITLE = _("Rendez-vous à venir")
MINE, THEIRS = _("{titre}, {quand}."), _("{prenom} : {titre}, {quand}.")
MINE_WITH_DOCUMENTS = _("{titre}, {quand}. Pensez aux documents à apporter.")
THEIRS_WITH_DOCUMENTS = _("{prenom} : {titre}, {quand}. Pensez aux documents à apporter.")


class Announcer(Protocol):
    """What this room asks of `notices.service`."""

    def announce(
        self,
        uow: UnitOfWork,
        *,
        account_id: str,
        person_id: str,
        kind: str,
        once: str,
        title: str,
        text: str,
        href: str,
        facts: Mapping[str, object],
        due_at: datetime,
        occasion: str,
        topic: str,
    ) -> object:
        """Tell it at ``due_at``, once for each ``once``; of one ``occasion`` only the latest that is due."""

    def withdraw(self, uow: UnitOfWork, *, account_id: str | None = None, once: str = "", topic: str = "") -> object:
        """Take back what was announced under these marks; what was not told may be announced again."""

    def reminder_delays(self, uow: UnitOfWork, *, account_id: str) -> Iterable[int]:
        """The delays an account chose, in minutes."""


@dataclass(frozen=True)
class Reminder:
    """One reminder: of which occurrence, beginning when, told when (UTC)."""

    occurrence: str
    begins: datetime
    minutes: int
    due_at: datetime

    def once(self, appointment_id: str) -> str:
        """What is told once for ever to one account."""
        return f"rendezvous|{appointment_id}|{self.occurrence}|{self.begins:%Y%m%dT%H%M}|{self.minutes}"


def due_at(one: Happening, minutes: int) -> datetime:
    """When to remind (UTC). Whole days before are days of the Paris calendar, at the same hour, the rest is elapsed time."""
    local = one.begins.astimezone(PARIS)
    if one.all_day:
        local = datetime.combine(local.date(), WHOLE_DAY_AT, PARIS)
    days, rest = divmod(minutes, _DAY_MINUTES)
    same_hour = datetime.combine(local.date() - timedelta(days=days), local.time(), PARIS) if days else local
    return same_hour.astimezone(UTC) - timedelta(minutes=rest)


def plan(series: Series, delays: Iterable[int], now: datetime) -> dict[Reminder, Happening]:
    """The reminders to come of the occurrences that begin within `AHEAD`; those whose time is past are not. Pure."""
    ahead = [one for one in series.between(now, now + AHEAD) if one.begins > now or one.all_day]
    made = (
        (Reminder(one.key, one.begins.astimezone(UTC), minutes, due_at(one, minutes)), one) for one in ahead for minutes in delays
    )
    return {reminder: one for reminder, one in made if reminder.due_at > now}


def topic_of(appointment_id: str) -> str:
    """The mark of all that is announced about an appointment."""
    return f"rendezvous|{appointment_id}"


def link(appointment_id: str, occurrence: str) -> str:
    """Where a reminder leads."""
    return f"/agenda?rendezvous={appointment_id}" + (f"&occurrence={occurrence}" if occurrence else "")


_announcers: list[Announcer] = []


def join(announcer: Announcer) -> None:
    """Announce by `notices.service` from now on. Called once, where the application is put together."""
    _announcers[:] = [announcer]


def follow(uow: UnitOfWork, row: Appointment, before: Series | None, after: Series | None, *, documents: bool = False) -> None:
    """What an act changes: reminders that no longer hold are taken back, the new ones announced.

    ``before`` None: nobody was told yet; ``after`` None: it is cancelled.
    """
    row.planned_until = horizon(row, uow.clock.now()) if after is not None else ALL_SAID
    for announcer in _announcers:
        for account_id in listeners(uow, row):
            delays = tuple(announcer.reminder_delays(uow, account_id=account_id))
            was, will = (plan(series, delays, uow.clock.now()) if series else {} for series in (before, after))
            for reminder in was.keys() - will.keys():
                announcer.withdraw(uow, account_id=account_id, once=reminder.once(row.id))
            _announce(uow, announcer, row, account_id, {one: will[one] for one in will.keys() - was.keys()}, documents)
        if after is None:
            announcer.withdraw(uow, topic=topic_of(row.id))


def listeners(uow: UnitOfWork, row: Appointment) -> tuple[str, ...]:
    """The accounts reminded of an appointment: the person's and, of a minor's that is no secret, the parents'."""
    return (row.created_by,) if row.secret else accounts_for(uow, row.person_id)


def horizon(row: Appointment, now: datetime) -> datetime:
    """The instant before which the occurrences are announced now."""
    until = now + AHEAD
    return ALL_SAID if row.visible_until is not None and row.visible_until < until.date() else until


def _announce(
    uow: UnitOfWork, announcer: Announcer, row: Appointment, account_id: str, made: Mapping[Reminder, Happening], documents: bool
) -> None:
    if not made:
        return
    name = identity_of(uow, row.person_id)
    who = actor_of(uow, account_id)
    own = who is not None and who.person_id == row.person_id
    text = (MINE_WITH_DOCUMENTS if documents else MINE) if own else (THEIRS_WITH_DOCUMENTS if documents else THEIRS)
    for reminder, one in sorted(made.items(), key=lambda pair: pair[0].due_at):
        said = words_of(one.event)
        announcer.announce(
            uow,
            account_id=account_id,
            person_id=row.person_id,
            kind=KIND,
            once=reminder.once(row.id),
            title=TITLE,
            text=text,
            href=link(row.id, one.key),
            facts={
                "titre": said.title or said.with_whom,
                "quand": one.start,
                "prenom": name.usual_name,
                "rendezvous": row.id,
                "occurrence": one.key,
                "debut": one.begins.astimezone(UTC),
                "version": row.version,
            },
            due_at=reminder.due_at,
            occasion=f"{topic_of(row.id)}|{one.key}",
            topic=topic_of(row.id),
        )


def stands(uow: UnitOfWork, facts: Mapping[str, object]) -> bool:
    """Whether a reminder still holds at the moment it is told: the occurrence is there, at the time it was announced for."""
    row = uow.session.get(Appointment, facts.get("rendezvous"))
    if row is None or row.cancelled_at is not None:
        return False
    if row.version == facts.get("version"):  # nothing was changed since it was announced: no need to open it
        return True
    one = opened(uow, row).series.find(str(facts.get("occurrence", "")))
    return one is not None and one.begins == facts.get("debut")


def gather(uow: UnitOfWork, facts: Iterable[Mapping[str, object]]) -> list[Appointment]:
    """Look up at once the appointments that `stands` will be asked about; while the answer is held, it asks no more."""
    ids = {str(said["rendezvous"]) for said in facts if "rendezvous" in said}
    return list(uow.session.execute(select(Appointment).where(col(Appointment.id).in_(ids))).scalars())


def extend(db: Database) -> int:
    """Announce what has come within the horizon; to be called now and then. Returns how many appointments it looked at."""
    looked = 0
    while ids := _short(db):
        for appointment_id in ids:
            try:
                _extend_one(db, appointment_id)
            except (SealBroken, ValueError, KeyError) as failure:  # it alone is put aside, and the others go on
                log.error("an appointment cannot be read: %s", type(failure).__name__)
                _put_aside(db, appointment_id)
        looked += len(ids)
    return looked


def _extend_one(db: Database, appointment_id: str) -> None:
    with db.uow() as uow:
        row = uow.session.get(Appointment, appointment_id)
        if row is not None and row.cancelled_at is None:
            plan_again(uow, row)
        uow.commit()


def _put_aside(db: Database, appointment_id: str) -> None:
    """Plan nothing more for an appointment; changing it plans it anew."""
    with db.uow() as uow:
        row = uow.session.get(Appointment, appointment_id)
        if row is not None:
            row.planned_until = ALL_SAID
            uow.session.add(row)
        uow.commit()


def plan_again(uow: UnitOfWork, row: Appointment) -> None:
    """Announce all that is to be; what was announced already stays as it is."""
    found = opened(uow, row)
    follow(uow, row, None, found.series, documents=bool(found.extras.documents))
    uow.session.add(row)


def _short(db: Database) -> list[str]:
    """Appointments whose announced time is too near, and that are not over."""
    with db.read() as uow:
        now = uow.clock.now()
        until, over = col(Appointment.planned_until), col(Appointment.visible_until)
        query = select(Appointment.id).where(
            col(Appointment.cancelled_at).is_(None),
            or_(until.is_(None), until < now + RENEWED),
            or_(over.is_(None), over >= now.date() - timedelta(days=1)),
        )
        return list(uow.session.execute(query.order_by(Appointment.id).limit(_AT_ONCE)).scalars())


def delays_changed(uow: UnitOfWork, announcer: Announcer, *, account_id: str, people: Iterable[str], had: Iterable[int]) -> None:
    """An account chose other delays: its reminders follow, those that stay are left alone."""
    delays = tuple(announcer.reminder_delays(uow, account_id=account_id))
    now = uow.clock.now()
    rows = select(Appointment).where(
        col(Appointment.person_id).in_(list(people)),
        col(Appointment.cancelled_at).is_(None),
        or_(col(Appointment.visible_until).is_(None), col(Appointment.visible_until) >= now.date() - timedelta(days=1)),
    )
    for row in uow.session.execute(rows).scalars():
        if account_id not in listeners(uow, row):
            continue
        found = opened(uow, row)
        was, will = plan(found.series, had, now), plan(found.series, delays, now)
        for reminder in was.keys() - will.keys():
            announcer.withdraw(uow, account_id=account_id, once=reminder.once(row.id))
        fresh = {one: will[one] for one in will.keys() - was.keys()}
        _announce(uow, announcer, row, account_id, fresh, bool(found.extras.documents))
