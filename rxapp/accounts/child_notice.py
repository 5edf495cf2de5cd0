"""A young person who signs in themself is told before their record is closed, and may object for seven days, without a reason.

The days are of Paris: the day on which all have asked is not counted, and the record may be closed from the first instant of the
eighth. An objection takes every wish back and holds for thirty days; then parents may ask anew, and the seven days begin anew.
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

from . import acts, mails
from .birth import is_minor, majority_day
from .child_wishes import asks, take_back_all
from .identity import identity_of
from .models import Account, Guardianship, Person
from .relatives import PAGE, accounts_of, concerned, guardians_of, tell

DAYS = 7
"""Whole days of Paris that a young person has to object."""
HOLDS = timedelta(days=30)
"""How long an objection holds."""
_REMINDED = timedelta(days=2)

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
    "Qui agit pour vous demande que votre carnet soit fermé le {jour}. Jusqu’à la veille, la page « Proches » permet de vous y "
    "opposer, sans donner de raison."
)
_SOON_MAIL = _(
    "Bonjour,\n\nQui agit pour vous demande que votre carnet soit fermé le {jour}. Jusqu’à la veille, vous pouvez vous y "
    "opposer, sans donner de raison : {adresse}"
)
_LAST = _("Encore deux jours pour vous opposer à la fermeture de votre carnet")
_OPPOSED = _("Un jeune s’oppose à la fermeture de son carnet")
_OPPOSED_TEXT = _("Ce carnet reste ouvert. La page « Proches » dit à partir de quand la fermeture peut être redemandée.")


def first_day(uow: UnitOfWork) -> date:
    """The first day on which a record may be closed whose closing is told today."""
    return uow.clock.today() + timedelta(days=DAYS + 1)


def announced(uow: UnitOfWork, child_id: str, parents: Collection[Guardianship], public_url: str) -> date | None:
    """All who act ask it: from which day on the record may be closed. Who has an account of their own is told, once.

    None for a child who has none: there is nobody to hear.
    """
    account_id = accounts_of(uow, [child_id]).get(child_id)
    if account_id is None:
        return None
    if held := [one.closes_on for one in parents if one.closes_on is not None]:
        return max(held)
    day = first_day(uow)
    for link in parents:
        link.closes_on = day
        uow.session.add(link)
    uow.session.flush()
    link, once = min(parents, key=lambda one: one.id), f"{child_id}|{uow.clock.now()}"
    said = {"jour": day, "demande": link.id}
    tell(uow, child_id, f"annonce|{once}", _SOON, _SOON_TEXT, mailed=True, **said)
    later = datetime.combine(day - _REMINDED, time(9), PARIS)
    tell(uow, child_id, f"annonce|{once}|encore", _LAST, _SOON_TEXT, due_at=later, **said)
    account = uow.session.get(Account, account_id)
    mails.write(uow, account, _SOON, _SOON_MAIL, jour=plain_date(day, account.language), adresse=f"{public_url}{PAGE}")
    return day


def tell_first(uow: UnitOfWork, link: Guardianship, account_id: str, public_url: str) -> None:
    """One parent of several asks it: so that the young person knows from then on."""
    once = f"fermer|{link.id}|{link.closes_asked_at}"
    tell(uow, link.child_id, once, _FIRST, _FIRST_TEXT, mailed=True, demande=link.id)
    mails.write(uow, uow.session.get(Account, account_id), _FIRST, _FIRST_MAIL, adresse=f"{public_url}{PAGE}")


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
