"""What becomes of the appointments to come when an account, or a child's record, closes: kept with it, or called off.

A parent is asked about those they see: what a young person keeps secret is not counted, and stays with the record.

All that begins after this month is counted and called off without being opened, in one statement; what began may be over, and is
looked at one by one.
"""

from __future__ import annotations

from collections.abc import Collection, Sequence
from datetime import date, datetime, timedelta

from sqlalchemy import ColumnElement, delete, func, select, update
from sqlmodel import col

from rxapp.accounts.farewell import APPOINTMENTS, Ongoing
from rxapp.agenda import acts, changes, service
from rxapp.agenda.changes import Scope
from rxapp.agenda.models import Appointment, CalendarImport, Feed
from rxapp.agenda.series import Happening, Series, instant
from rxapp.agenda.store import AROUND, Planned, agenda, agenda_of
from rxapp.agenda.views import YEARS_AHEAD, OccurrenceRow, between
from rxapp.core.db import UnitOfWork
from rxapp.core.i18n import _, plural, translate
from rxapp.core.policy import Actor, Context, require

ID = "rendez-vous"
_TITLE = (_("{n} rendez-vous à venir"), _("{n} rendez-vous à venir"))
_NEXT = _("Le prochain : {quand}")
_YEAR, _MINUTE, _MONTH = timedelta(days=366), timedelta(minutes=1), timedelta(days=32)


def ongoing(uow: UnitOfWork, actor: Actor, context: Context, people: Sequence[str], lang: str) -> tuple[Ongoing, ...]:
    """The appointments to come, as one thing to choose about, a series counted as one: one's own, or those of the child who is
    asked about alone. When an account closes a child's go on with the child.
    """
    whose = _whose(actor, context, people)
    if not whose:
        return ()
    begun = _begun(uow, actor, context, whose)
    count = len(begun) + uow.session.execute(select(func.count()).where(*_later(uow, actor, whose))).scalar_one()
    if not count:
        return ()
    first = _first_label(uow, actor, context, whose, [one for _plan, one in begun], lang)
    said = translate(_NEXT, lang, quand=first) if first else ""
    return (Ongoing(_id(actor, whose), whose, plural(*_TITLE, count, lang), said, APPOINTMENTS, count=count),)


def cancel(uow: UnitOfWork, actor: Actor, context: Context, ids: Collection[str]) -> None:
    """Call off all that is to come, with one line of history; what took place stays. Raises ``introuvable``.

    Reminders that wait are dropped with the account's other notices; `reminders.stands` asks about any other.
    """
    for whose in (actor.person_id, *sorted(context.guardian_of)):
        if whose is not None and _id(actor, whose) in ids:
            _cancel(uow, actor, context, whose)


def _cancel(uow: UnitOfWork, actor: Actor, context: Context, whose: str) -> None:
    require(actor, "edit", agenda_of(whose), context)
    over: list[str] = []
    begun = _begun(uow, actor, context, whose)
    for plan, one in begun:
        left = changes.cancel(plan.series, one.key, Scope.FOLLOWING, uow.clock.now())
        if left is None:
            over.append(plan.row.id)
        else:
            service.rewrite(uow, plan, left, plan.extras, one_of_many=True)
    uow.session.flush()
    count = len(begun) - len(over)
    for which in ((col(Appointment.id).in_(over),), _later(uow, actor, whose)):
        gone = update(Appointment).where(*which).values(cancelled_at=uow.clock.now(), version=Appointment.version + 1)
        count += uow.session.execute(gone.execution_options(synchronize_session="fetch")).rowcount
    if count:
        service.line(uow, actor, whose, acts.ALL_CANCELLED, nombre=count)


def destroy(uow: UnitOfWork, person_id: str, accounts: Sequence[str]) -> None:
    """A person's record is destroyed: nothing tells any more how often or in which month they had appointments."""
    for table in (Appointment, CalendarImport, Feed):
        uow.session.execute(delete(table).where(col(table.person_id) == person_id))
    for table in (CalendarImport, Feed):
        uow.session.execute(delete(table).where(col(table.account_id).in_(accounts)))


def _whose(actor: Actor, context: Context, people: Sequence[str]) -> str:
    """The actor's own, or of the one child whom they act for."""
    if actor.person_id is not None and actor.person_id in people:
        return actor.person_id
    return people[0] if len(people) == 1 and people[0] in context.guardian_of else ""


def _id(actor: Actor, whose: str) -> str:
    return ID if whose == actor.person_id else f"{ID}-{whose}"


def _later(uow: UnitOfWork, actor: Actor, whose: str) -> tuple[ColumnElement[bool], ...]:
    """The appointments that begin after this month: all of each is to come. Of a child's, those that are no secret."""
    theirs = (Appointment.person_id == whose, col(Appointment.cancelled_at).is_(None))
    if whose != actor.person_id:
        theirs = (*theirs, col(Appointment.secret).is_(False))
    return (*theirs, col(Appointment.visible_from) > uow.clock.now().date() + AROUND)


def _begun(uow: UnitOfWork, actor: Actor, context: Context, whose: str) -> list[tuple[Planned, Happening]]:
    """The others of which something is to come or going on, each with its next occurrence, as far as the actor sees."""
    now = uow.clock.now()
    today = now.date()
    plans = agenda(uow, actor=actor, context=context, people=[whose], first=today, last=today)
    return [(plan, one) for plan in plans if (one := _next(plan.series, now)) is not None]


def _next(series: Series, now: datetime) -> Happening | None:
    """The first occurrence that is not over."""
    ahead = (series.between(now, now + years * _YEAR) for years in YEARS_AHEAD)
    return next((some[0] for some in ahead if some), None)


def _first_label(uow: UnitOfWork, actor: Actor, context: Context, whose: str, begun: Sequence[Happening], lang: str) -> str:
    """When the next one takes place, in words."""
    given = {"actor": actor, "context": context, "people": [whose], "lang": lang}
    rows = []
    if begun:
        first = max(min(one.begins for one in begun), uow.clock.now())
        rows += between(uow, after=first, before=first + _MINUTE, **given)
    month = uow.session.execute(select(func.min(Appointment.visible_from)).where(*_later(uow, actor, whose))).scalar_one()
    if month is not None:
        rows += between(uow, after=instant(month), before=instant(month) + _MONTH, **given)
    return min(rows, key=_begins).when_label if rows else ""


def _begins(row: OccurrenceRow) -> datetime:
    return instant(date.fromisoformat(row.begins) if row.all_day else datetime.fromisoformat(row.begins))
