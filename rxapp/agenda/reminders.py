"""Reminders of appointments: which ones, when, for whom; announced to `notices`, taken back when the time changes.

Occurrences are announced up to `AHEAD` before they begin, the nearest in the transaction that makes them. No transaction writes
more than `AT_ONCE` reminders: `extend` does what is left, what was marked to be planned again, and moves that horizon.
"""

from __future__ import annotations

import logging
from collections.abc import Collection, Iterable, Mapping
from dataclasses import dataclass
from datetime import UTC, datetime, time, timedelta
from typing import Protocol

from sqlalchemy import ColumnElement, or_, select, update
from sqlmodel import col

from rxapp.accounts.identity import identity_of
from rxapp.accounts.people import context_for
from rxapp.accounts.standing import actor_of, told_for
from rxapp.agenda.models import Appointment
from rxapp.agenda.papers import in_sight
from rxapp.agenda.series import Happening, Series, words_of
from rxapp.agenda.store import opened
from rxapp.core.clock import PARIS
from rxapp.core.crypto import SealBroken
from rxapp.core.db import Database, UnitOfWork
from rxapp.core.errors import DomainError
from rxapp.core.i18n import _
from rxapp.core.keys import has_key
from rxapp.core.policy import HelpScope
from rxapp.notices.announcer import Announces

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
AT_ONCE = 50
"""Most reminders written in one transaction: others wait for their turn to write meanwhile."""
LOOKED_AT = 20
"""Most transactions of one call of `extend`: others are told of what is due in between."""
BEGUN = timedelta(days=1)
"""How long after it has begun an occurrence is still looked at."""
_DAY_MINUTES = 24 * 60

TITLE = _("Rendez-vous à venir")
MINE, THEIRS = _("{titre}, {quand}."), _("{prenom} : {titre}, {quand}.")
MINE_WITH_DOCUMENTS = _("{titre}, {quand}. Pensez aux documents à apporter.")
THEIRS_WITH_DOCUMENTS = _("{prenom} : {titre}, {quand}. Pensez aux documents à apporter.")


class Kept(Protocol):
    """What `Announcer.keep_only` did."""

    missing: Iterable[str]
    taken: int


class Announcer(Announces, Protocol):
    """What this room asks of `notices.service`."""

    def withdraw(self, uow: UnitOfWork, *, account_id: str | None = None, topic: str = "", told: bool = True) -> object:
        """Take back what was announced under a topic; what was not told may be announced again. Not what was, unless ``told``."""

    def restore(self, uow: UnitOfWork, *, topic: str, account_id: str | None = None, since: datetime | None = None) -> object:
        """Undo what was taken back since then; without ``since``, whatever was taken back before it was told."""

    def keep_only(self, uow: UnitOfWork, *, account_id: str, topic: str, onces: Iterable[str], most: int) -> Kept:
        """Take back what waits under a topic beside these marks, at most so many; says for which marks nothing stands."""

    def prepare_after(self, uow: UnitOfWork) -> object:
        """Have `extend` called soon after this is committed."""

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
    """Every reminder of the occurrences that begin within `AHEAD`, or began less than `BEGUN` ago. Pure."""
    near = [one for one in series.between(now - BEGUN, now + AHEAD) if one.begins > now - BEGUN or one.all_day]
    made = (
        (Reminder(one.key, one.begins.astimezone(UTC), minutes, due_at(one, minutes)), one) for one in near for minutes in delays
    )
    return dict(made)


def is_to_come(reminder: Reminder, one: Happening, since: datetime, now: datetime) -> bool:
    """Whether a reminder is announced: its time comes after ``since``, and it has not begun."""
    return reminder.due_at > since and (one.begins > now or one.all_day)


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


def follow(uow: UnitOfWork, row: Appointment, series: Series, *, documents: tuple[str, ...] = ()) -> None:
    """What an act changes: reminders that no longer hold are taken back, the new ones announced.

    The nearest `AT_ONCE` now; `extend` does the others soon after.
    """
    now = uow.clock.now()
    since = min(row.planned_until or now, now)
    complete = _plan(uow, row, series, since, documents=documents)
    row.planned_until = horizon(row, now) if complete else since
    uow.session.add(row)
    if not complete:
        _plan_soon(uow)


def call_off(uow: UnitOfWork, row: Appointment) -> None:
    """Take back all that is announced of an appointment; a mark to plan it again stays, in case it comes back."""
    for announcer in _announcers:
        announcer.withdraw(uow, topic=topic_of(row.id))


def restore(uow: UnitOfWork, row: Appointment, since: datetime) -> None:
    """An act at ``since`` is undone: the reminders it took back are as they were. `follow` comes after."""
    for announcer in _announcers:
        announcer.restore(uow, topic=topic_of(row.id), since=since)


def follow_later(uow: UnitOfWork, row: Appointment) -> None:
    """The same as `follow`, soon after, for an act that changes many appointments; `stands` keeps what is over from leaving."""
    now = uow.clock.now()
    row.planned_until = min(row.planned_until or now, now)
    uow.session.add(row)
    _plan_soon(uow)


def plan_later(uow: UnitOfWork, people: Iterable[str]) -> None:
    """Plan the reminders of these people's appointments again, soon after: somebody chose other delays."""
    now, until = uow.clock.now(), col(Appointment.planned_until)
    theirs = (col(Appointment.person_id).in_(list(people)), *_open(now))
    marked = update(Appointment).where(*theirs, or_(until.is_(None), until > now)).values(planned_until=now)
    uow.session.execute(marked.execution_options(synchronize_session="fetch"))
    _plan_soon(uow)


def _plan_soon(uow: UnitOfWork) -> None:
    for announcer in _announcers:
        announcer.prepare_after(uow)


def _plan(uow: UnitOfWork, row: Appointment, series: Series, since: datetime, *, documents: tuple[str, ...]) -> bool:
    """Take back and announce, at most `AT_ONCE` of both; whether that was all.

    ``since``: what fell due after that instant is announced even when it is late, for it was to be planned then.
    """
    now, left = uow.clock.now(), AT_ONCE
    for announcer in _announcers:
        for account_id in listeners(uow, row):
            will = plan(series, announcer.reminder_delays(uow, account_id=account_id), now)
            by_mark = {reminder.once(row.id): reminder for reminder in will}
            kept = announcer.keep_only(uow, account_id=account_id, topic=topic_of(row.id), onces=by_mark, most=left)
            missing = [by_mark[once] for once in kept.missing if is_to_come(by_mark[once], will[by_mark[once]], since, now)]
            nearest = sorted(missing, key=lambda reminder: reminder.due_at)[: left - kept.taken]
            _announce(uow, announcer, row, account_id, {reminder: will[reminder] for reminder in nearest}, documents)
            left -= kept.taken + len(nearest)
            if left <= 0:
                return False
    return True


def listeners(uow: UnitOfWork, row: Appointment) -> tuple[str, ...]:
    """The accounts reminded of an appointment: the person's and, of one that is no secret, the parents' and the helpers'."""
    return (row.created_by,) if row.secret else told_for(uow, row.person_id, HelpScope.AGENDA)


def horizon(row: Appointment, now: datetime) -> datetime:
    """The instant before which the occurrences are announced now."""
    until = now + AHEAD
    return ALL_SAID if row.visible_until is not None and row.visible_until < until.date() else until


def _sentence(uow: UnitOfWork, row: Appointment, account_id: str, documents: tuple[str, ...]) -> str:
    """What an account is told: whose it is, and whether there is something to bring that it sees."""
    who = actor_of(uow, account_id)
    if who is None:
        return THEIRS
    own = who.person_id == row.person_id
    if documents and in_sight(uow, actor=who, context=context_for(uow, who), document_ids=documents):
        return MINE_WITH_DOCUMENTS if own else THEIRS_WITH_DOCUMENTS
    return MINE if own else THEIRS


def _announce(
    uow: UnitOfWork,
    announcer: Announcer,
    row: Appointment,
    account_id: str,
    made: Mapping[Reminder, Happening],
    documents: tuple[str, ...],
) -> None:
    if not made:
        return
    name = identity_of(uow, row.person_id)
    text = _sentence(uow, row, account_id, documents)
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
                "delai": reminder.minutes,
            },
            due_at=reminder.due_at,
            occasion=f"{topic_of(row.id)}|{one.key}",
            topic=topic_of(row.id),
        )


def stands(uow: UnitOfWork, facts: Mapping[str, object], delays: Collection[int] | None = None) -> bool:
    """Whether a reminder still holds at the moment it is told or leaves: the occurrence is there, when it was to be, and to come.

    ``delays``: those of the account now, of which it must be; None where nobody asks.
    """
    if delays is not None and facts.get("delai") is not None and facts["delai"] not in delays:
        return False
    begins, whole_day = facts.get("debut"), not isinstance(facts.get("quand"), datetime)
    if isinstance(begins, datetime) and uow.clock.now() >= begins + timedelta(days=whole_day):
        return False  # it has begun, or its day is over: nobody needs to be reminded of it
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


def extend(db: Database) -> bool:
    """Plan what was marked and what has come within the horizon, in a few small transactions; whether some of it is left."""
    ids = _short(db)
    for appointment_id in ids:
        try:
            _extend_one(db, appointment_id)
        except (DomainError, SealBroken, ValueError, KeyError) as failure:  # it alone is put aside, and the others go on
            log.error("an appointment cannot be read: %s", type(failure).__name__)
            _put_aside(db, appointment_id)
    return bool(ids)


def _extend_one(db: Database, appointment_id: str) -> None:
    with db.uow() as uow:
        row = uow.session.get(Appointment, appointment_id)
        if row is not None and not has_key(uow, row.person_id):
            _say_no_more(uow, row)  # the record is sealed away: whoever opens it again has all planned anew
        elif row is not None and row.cancelled_at is None:
            found = opened(uow, row)
            follow(uow, row, found.series, documents=found.extras.documents)
        uow.commit()


def _put_aside(db: Database, appointment_id: str) -> None:
    with db.uow() as uow:
        row = uow.session.get(Appointment, appointment_id)
        if row is not None:
            _say_no_more(uow, row)
        uow.commit()


def _say_no_more(uow: UnitOfWork, row: Appointment) -> None:
    """Plan nothing more for an appointment; changing it plans it anew."""
    row.planned_until = ALL_SAID
    uow.session.add(row)


def _short(db: Database) -> list[str]:
    """Appointments that are marked or whose announced time is too near, and that are not over; the oldest mark first."""
    with db.read() as uow:
        now, until = uow.clock.now(), col(Appointment.planned_until)
        query = select(Appointment.id).where(*_open(now), or_(until.is_(None), until < now + RENEWED))
        return list(uow.session.execute(query.order_by(until, Appointment.id).limit(LOOKED_AT)).scalars())


def _open(now: datetime) -> tuple[ColumnElement[bool], ...]:
    """Appointments neither cancelled nor over."""
    over = col(Appointment.visible_until)
    return col(Appointment.cancelled_at).is_(None), or_(over.is_(None), over >= now.date() - timedelta(days=1))
