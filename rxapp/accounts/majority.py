"""At 18 the parents' access ends by itself at midnight in Paris; from 17 years and 9 months it is explained to everybody.

Nobody has to do anything for it to end: whoever asks after midnight counts the age anew. What is done here is what nobody asks
for: open pages are told, the young adult is invited, histories say it. A birth date is sealed, so it is looked for once a day.
"""

from __future__ import annotations

import logging
from collections.abc import Callable, Collection
from datetime import date

from sqlalchemy import select

from rxapp.core import lookers
from rxapp.core.crypto import SealBroken
from rxapp.core.db import Database, UnitOfWork
from rxapp.core.errors import passes
from rxapp.core.i18n import _
from rxapp.core.policy import SYSTEM_ACTOR

from . import acts, handover
from .birth import handover_day, is_minor, majority_day
from .codes import issue_code
from .identity import births_of, identity_of, person_row
from .models import Account, Guardianship
from .relatives import concerned, guardians_of, tell, tell_ended, write_both

_AT_ONCE = 500
_OF_AGE = _("Vous avez 18 ans")
_OF_AGE_TEXT = _("Vos parents n’agissent plus pour vous : votre carnet ne s’ouvre plus qu’à vous.")
_OF_AGE_HELPED = _(
    "Vos parents n’agissent plus pour vous. L’aide que vous avez choisie commence : la page « Aidants » y met fin."
)
_NO_MORE = _("Vous n’agissez plus pour {prenom}, qui a 18 ans")
_NO_MORE_TEXT = _("Son carnet ne s’ouvre plus que pour {prenom}. La page « Proches » dit ce qui change.")
_KEPT_TEXT = _("{prenom} a choisi de se faire aider par vous jusqu’au {fin}. La page « Aidants » dit pour quoi.")
_SOON = _("Bientôt 18 ans : ce qui change")
_SOON_TEXT = _(
    "Dès le {jour} à 0 h (heure de Paris), vos parents n’agiront plus pour vous. Vous n’avez rien à faire ; la page "
    "« Proches » l’explique."
)
_SOON_PARENT = _("{prenom} aura bientôt 18 ans : ce qui change")
_SOON_PARENT_TEXT = _("Dès le {jour} à 0 h (heure de Paris), vous n’agirez plus pour {prenom}. La page « Proches » l’explique.")
_log = logging.getLogger("carnet.accounts")


class Watch:
    """Looks now and then. One for a server: it remembers the last day on which it looked at every birth date, and what failed."""

    def __init__(self) -> None:
        self._day: date | None = None
        self._failed: set[str] = set()

    def run(self, database: Database) -> None:
        """See to what was ended on a date since; and, once a day, to who has come of age, or soon will.

        Raises DomainError when the disk is full or the database busy: the next call goes on.
        """
        today = database.clock.today()
        self._settle_all(database, today)
        if today != self._day:
            _look_at_all(database, today)
            self._day = today

    def _settle_all(self, database: Database, today: date) -> None:
        """Every end on a date that was not seen to; one that fails is left alone until the next day."""
        over = (Guardianship.ends_on <= today, Guardianship.settled.is_(False))
        if today != self._day:
            self._failed.clear()
        after = ""
        while True:
            with database.read() as uow:
                wanted = select(Guardianship.id).where(*over, Guardianship.id > after).order_by(Guardianship.id)
                ended = uow.session.execute(wanted.limit(_AT_ONCE)).scalars().all()
            if not ended:
                return
            after = ended[-1]
            self._failed.update(one for one in ended if one not in self._failed and not _alone(database, _settle, one))


def _look_at_all(database: Database, today: date) -> None:
    """Every birth date whose majority was not seen to, a few hundred at a time."""
    after = ""
    while True:
        with database.read() as uow:
            wanted = select(Guardianship.id, Guardianship.child_id, Guardianship.announced).where(
                Guardianship.of_age.is_(False), Guardianship.id > after
            )
            links = uow.session.execute(wanted.order_by(Guardianship.id).limit(_AT_ONCE)).all()
            born = _births(uow, {link.child_id for link in links})
        if not links:
            return
        after = links[-1].id
        for child_id, birth_date in born.items():
            if not is_minor(birth_date, today):
                _alone(database, come_of_age, child_id)
            elif today >= handover_day(birth_date) and not all(one.announced for one in links if one.child_id == child_id):
                _alone(database, _announce, child_id)


def _births(uow: UnitOfWork, people: Collection[str]) -> dict[str, date]:
    """When these people were born; who cannot be read is left out alone."""
    if not people:
        return {}
    try:
        return births_of(uow, people)
    except (SealBroken, ValueError) as failure:
        if len(people) == 1:
            _log.error("when somebody comes of age cannot be read: %s", type(failure).__name__)
            return {}
    some = sorted(people)
    return _births(uow, some[: len(some) // 2]) | _births(uow, some[len(some) // 2 :])


def _alone(database: Database, what: Callable[[UnitOfWork, str, str], object], which: str) -> bool:
    """In a transaction of its own, so that one that fails holds up no other; whether it was done."""
    try:
        with database.uow() as uow:
            what(uow, which, database.settings.public_url)
            uow.commit()
        return True
    except Exception as failure:
        if passes(failure):
            raise  # these pass: the next call goes on
        _log.error("what ends could not be seen to: %s", type(failure).__name__)
        return False


def _settle(uow: UnitOfWork, link_id: str, _public_url: str) -> None:
    link = uow.session.get(Guardianship, link_id)
    if link is not None and not link.settled and link.ends_on is not None and link.ends_on <= uow.clock.today():
        tell_ended(uow, link)


def come_of_age(uow: UnitOfWork, child_id: str, public_url: str) -> None:
    """A child is 18: their parents act no more. Pages are told, histories say it, the young adult is invited; once."""
    who, today = identity_of(uow, child_id), uow.clock.today()
    links = _unseen(uow, child_id)
    if is_minor(who.birth_date, today) or not links:
        return
    helped = False
    for link in links:
        link.of_age = True
        uow.session.add(link)
        if handover.acts_to_the_end(link, who.birth_date):
            write_both(uow, link, SYSTEM_ACTOR, acts.GUARDIAN_OVER)
            helped |= _hand_over(uow, link, who.usual_name)
        link.kept = None
    uow.session.flush()
    tell(uow, child_id, f"18|{child_id}", _OF_AGE, _OF_AGE_HELPED if helped else _OF_AGE_TEXT)
    lookers.look_again(uow, concerned(uow, child_id))
    ever = uow.session.execute(select(Account.id).where(Account.person_id == child_id)).first()
    if ever is None and person_row(uow, child_id).closed_at is None:
        issue_code(uow, actor=SYSTEM_ACTOR, person_id=child_id, public_url=public_url)


def _hand_over(uow: UnitOfWork, link: Guardianship, name: str) -> bool:
    """What the young adult chose for a parent begins, and the parent is told; whether there was something."""
    kept = handover.begin(uow, link)
    said = (_NO_MORE_TEXT, {}) if kept is None else (_KEPT_TEXT, {"fin": kept.until})
    tell(uow, link.guardian_id, f"18|{link.id}", _NO_MORE, said[0], prenom=name, **said[1])
    return kept is not None


def _announce(uow: UnitOfWork, child_id: str, _public_url: str) -> None:
    """Explain to the young person, and to who acts for them, what will change at 18."""
    who = identity_of(uow, child_id)
    jour = majority_day(who.birth_date)
    for link in _unseen(uow, child_id):
        link.announced = True
        uow.session.add(link)
    for link in guardians_of(uow, child_id):
        tell(uow, link.guardian_id, f"17|{link.id}", _SOON_PARENT, _SOON_PARENT_TEXT, prenom=who.usual_name, jour=jour)
    tell(uow, child_id, f"17|{child_id}", _SOON, _SOON_TEXT, jour=jour)
    lookers.look_again(uow, concerned(uow, child_id))


def _unseen(uow: UnitOfWork, child_id: str) -> list[Guardianship]:
    wanted = select(Guardianship).where(Guardianship.child_id == child_id, Guardianship.of_age.is_(False))
    return list(uow.session.execute(wanted.order_by(Guardianship.id)).scalars())
