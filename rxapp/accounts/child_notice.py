"""A young person who signs in themself is told before their record is closed, and may object for seven days, without a reason.

The days are of Paris: the day on which all have asked is not counted, and the record may be closed from the first instant of the
eighth, if they were reminded a whole day before. An objection takes every wish back and holds for thirty days; then parents may
ask anew, and the seven days begin anew.
"""

from __future__ import annotations

from collections.abc import Collection
from datetime import date, datetime, time, timedelta

from sqlalchemy import func, select

from rxapp.core import audit, lookers
from rxapp.core.clock import PARIS
from rxapp.core.db import UnitOfWork
from rxapp.core.errors import DomainError
from rxapp.core.i18n import _, plain_date
from rxapp.core.policy import Actor
from rxapp.notices import service as notices

from . import acts, mails
from .birth import is_minor, majority_day
from .child_wishes import asks, take_back_all
from .identity import identity_of
from .models import Account, Guardianship, Person
from .relatives import KIND, PAGE, accounts_of, concerned, guardians_of, tell, told_on

DAYS = 7
"""Whole days of Paris that a young person has to object."""
HOLDS = timedelta(days=30)
"""How long an objection holds."""
_REMINDED = timedelta(days=2)
ONE_ASKS, ALL_ASK, TWO_DAYS, STAYS_OPEN = "fermer", "annonce", "encore", "reste"
"""What a young person is told of a closing; of each only the latest is in their list (`topic_of`)."""

_FIRST = _("Fermer votre carnet")
_FIRST_TEXT = _(
    "Un de vos parents demande que votre carnet soit fermé. Il reste ouvert tant que tous ceux qui agissent pour vous ne l’ont "
    "pas demandé. La page « Proches » dit ce que cela change, et permet de vous y opposer."
)
_FIRST_MAIL = _(
    "Bonjour,\n\nUn de vos parents demande que votre carnet soit fermé. Ce que cela change se lit ici, et vous pouvez vous y "
    "opposer, sans donner de raison : {adresse}"
)
_SOON = _("Votre carnet va se fermer, sauf si vous vous y opposez")
_SOON_TEXT = _(
    "Qui agit pour vous demande que votre carnet soit fermé : il le sera au plus tôt le {jour}. Jusque-là, la page « Proches » "
    "permet de vous y opposer, sans donner de raison."
)
_SOON_MAIL = _(
    "Bonjour,\n\nQui agit pour vous demande que votre carnet soit fermé : il le sera au plus tôt le {jour}. Jusque-là, vous "
    "pouvez vous y opposer, sans donner de raison : {adresse}"
)
_LAST = _("Encore deux jours au moins pour vous opposer à la fermeture de votre carnet")
_OPPOSED = _("Un jeune s’oppose à la fermeture de son carnet")
_OPPOSED_TEXT = _("Ce carnet reste ouvert. La page « Proches » dit à partir de quand la fermeture peut être redemandée.")


def first_day(uow: UnitOfWork) -> date:
    """The first day on which a record may be closed whose closing is told today."""
    return uow.clock.today() + timedelta(days=DAYS + 1)


def announced(uow: UnitOfWork, child_id: str, parents: Collection[Guardianship], public_url: str) -> date | None:
    """All who act ask it: from which day on the record may be closed. Who has an account of their own is told, once.

    Who came to act meanwhile waits for the same day. None for a child without an account: there is nobody to hear.
    """
    account_id = accounts_of(uow, [child_id]).get(child_id)
    if account_id is None:
        return None
    if held := [one.closes_on for one in parents if one.closes_on is not None]:
        return _wait_for(uow, parents, max(held))
    day, first_today = _wait_for(uow, parents, first_day(uow)), not said_today(uow, child_id, ALL_ASK)
    take_back_told(uow, child_id)
    said = {"topic": topic_of(ALL_ASK, child_id), "jour": day, "carnet": child_id}
    tell(uow, child_id, f"{said['topic']}|{uow.clock.now()}", _SOON, _SOON_TEXT, mailed=True, **said)
    _remind(uow, child_id, day, datetime.combine(day - _REMINDED, time(9), PARIS))
    if first_today:
        _write(uow, account_id, _SOON, day, public_url)
    return day


def put_off(uow: UnitOfWork, child_id: str, parents: Collection[Guardianship], day: date, public_url: str) -> bool:
    """Whether who may object was not reminded a whole day before the day, as when no server ran or an older copy of the database
    was put back: they are now, and the record is not closed before the day after tomorrow.
    """
    reminded = told_on(uow, child_id, _reminder_of(child_id, day))
    if reminded is not None and reminded <= day - _REMINDED:
        return False
    later = _wait_for(uow, parents, uow.clock.today() + _REMINDED)
    take_back_told(uow, child_id)
    _remind(uow, child_id, later, uow.clock.now(), mailed=True)
    _write(uow, accounts_of(uow, [child_id])[child_id], _LAST, later, public_url)
    lookers.look_again(uow, concerned(uow, child_id))
    return True


def _wait_for(uow: UnitOfWork, parents: Collection[Guardianship], day: date) -> date:
    for link in parents:
        link.closes_on = day
        uow.session.add(link)
    uow.session.flush()
    return day


def _reminder_of(child_id: str, day: date) -> str:
    return f"{topic_of(TWO_DAYS, child_id)}|{day}"


def _remind(uow: UnitOfWork, child_id: str, day: date, due_at: datetime, *, mailed: bool = False) -> None:
    said = {"topic": topic_of(TWO_DAYS, child_id), "jour": day, "carnet": child_id}
    tell(uow, child_id, _reminder_of(child_id, day), _LAST, _SOON_TEXT, due_at=due_at, mailed=mailed, **said)


def _write(uow: UnitOfWork, account_id: str, subject: str, day: date, public_url: str) -> None:
    account = uow.session.get(Account, account_id)
    mails.write(
        uow, account, subject, _SOON_MAIL, news=KIND, jour=plain_date(day, account.language), adresse=f"{public_url}{PAGE}"
    )


def topic_of(what: str, child_id: str) -> str:
    """What a young person is told of a closing, as `tell` takes it."""
    return f"{what}|{child_id}"


def said_today(uow: UnitOfWork, child_id: str, what: str) -> bool:
    """Whether a young person was told this today: who asks and takes back all day long writes them one e-mail."""
    midnight = datetime.combine(uow.clock.today(), time(0), PARIS)
    return notices.announced_since(uow, topic=f"{KIND}|{topic_of(what, child_id)}", since=midnight)


def take_back_told(uow: UnitOfWork, child_id: str) -> None:
    """What a young person was, or was to be, told of a closing is over: another word takes its place."""
    for what in (ONE_ASKS, ALL_ASK, TWO_DAYS, STAYS_OPEN):
        notices.withdraw(uow, topic=f"{KIND}|{topic_of(what, child_id)}")


def tell_first(uow: UnitOfWork, link: Guardianship, account_id: str, public_url: str) -> None:
    """One parent of several asks it: so that the young person knows from then on."""
    once, first_today = f"fermer|{link.id}|{link.closes_asked_at}", not said_today(uow, link.child_id, ONE_ASKS)
    about = {"topic": topic_of(ONE_ASKS, link.child_id), "demande": link.id}
    tell(uow, link.child_id, once, _FIRST, _FIRST_TEXT, mailed=True, **about)
    if first_today:
        mails.write(uow, uow.session.get(Account, account_id), _FIRST, _FIRST_MAIL, news=KIND, adresse=f"{public_url}{PAGE}")


def oppose(uow: UnitOfWork, *, actor: Actor) -> None:
    """The young person keeps their record: whoever asked that it be closed asks it no more, and learns it; again changes nothing.

    Raises DomainError ``introuvable`` for who is no minor, or when nobody asks it.
    """
    child_id, today = actor.person_id or "", uow.clock.today()
    uow.session.execute(select(Person.id).where(Person.id == child_id).with_for_update())  # not while it is being closed
    parents = guardians_of(uow, child_id)
    if not parents or not is_minor(identity_of(uow, child_id).birth_date, today):
        raise DomainError("introuvable")
    if not any(asks(one, uow.clock.now()) for one in parents):
        if refused_on(uow, child_id) == today:
            return
        raise DomainError("introuvable")
    take_back_all(uow, child_id, closes_refused_on=today)
    take_back_told(uow, child_id)
    who = identity_of(uow, child_id)
    for person_id in (child_id, *(one.guardian_id for one in parents)):
        audit.record(uow, person_id=person_id, actor=actor, action=acts.CHILD_CLOSING_OPPOSED, details={"enfant": who.full_name})
    for one in parents:
        tell(uow, one.guardian_id, f"oppose|{child_id}|{uow.clock.now()}", _OPPOSED, _OPPOSED_TEXT)
    lookers.look_again(uow, concerned(uow, child_id))


def refused_on(uow: UnitOfWork, child_id: str) -> date | None:
    """The day of an objection that still holds."""
    last = select(func.max(Guardianship.closes_refused_on)).where(Guardianship.child_id == child_id)
    day = uow.session.execute(last).scalar()
    return day if day is not None and uow.clock.today() < day + HOLDS else None


def too_close(uow: UnitOfWork, child_id: str, born: date) -> bool:
    """Whether somebody who has an account is 18 before their seven days would be over."""
    return majority_day(born) <= first_day(uow) and child_id in accounts_of(uow, [child_id])


def require_may_ask(uow: UnitOfWork, child_id: str) -> None:
    """Raise DomainError ``fermeture.opposition`` as long as an objection holds, ``fermeture.bientot_majeur`` close to 18."""
    if (day := refused_on(uow, child_id)) is not None:
        raise DomainError("fermeture.opposition", date=day + HOLDS)
    if too_close(uow, child_id, identity_of(uow, child_id).birth_date):
        raise DomainError("fermeture.bientot_majeur")
