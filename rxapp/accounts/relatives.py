"""Until when a parent acts for a child: ended on a date by the operator, or by a parent for themself, never by one for the other.

The majority ends it without anybody (`majority.py`). What ends is over at the first instant of that day in Paris: whoever is
asked then finds it over, open pages are told, and what waited to be told is dropped when its turn comes.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from datetime import date, datetime
from enum import StrEnum

from sqlalchemy import ColumnElement, or_, select

from rxapp.core import audit, lookers
from rxapp.core.clock import paris_date
from rxapp.core.db import UnitOfWork
from rxapp.core.errors import DomainError
from rxapp.core.i18n import _
from rxapp.core.keys import has_key, those_with_keys
from rxapp.core.policy import Actor, require
from rxapp.notices import service as notices

from . import acts, mails
from .birth import is_minor, majority_day, parse_birth_date
from .errors import FieldErrors
from .identity import births_of, identity_of, names_of
from .models import Account, Guardianship
from .people import OPERATING, attach_child, child_stays
from .relatives_models import GuardianInvitation

KIND = "proche"
PAGE = "/parametres/proches"
_NEWS = "/notifications"
FIELD = "jour"
_ENDED = _("Vous n’agissez plus pour un enfant")
_ENDED_FOR = _("Un de vos parents n’agit plus pour vous")
_JOINED = (
    _("Qui agit pour un enfant a changé"),
    _("{parent} peut agir pour {enfant} depuis le {des} : l’exploitant de ce Carnet l’a noté."),
)
_PARTED = (
    _("Qui agit pour un enfant change"),
    _("{parent} n’agit plus pour {enfant} à partir du {des} : l’exploitant de ce Carnet l’a noté, sur décision."),
)
_PARTED_CLOSED = (
    _PARTED[0],
    _(
        "{parent} n’agit plus pour un enfant dont le carnet est fermé, à partir du {des} : l’exploitant de ce Carnet l’a noté, "
        "sur décision."
    ),
)
_DECIDED = (
    _("Qui agit pour un enfant a changé dans Carnet"),
    _("Bonjour,\n\nL’exploitant de ce Carnet a noté un changement de qui agit pour un enfant. Il se lit ici : {adresse}"),
)
_WHY = _("La page « Proches » dit depuis quand, et pourquoi.")
_WHY_CLOSED = _("Son carnet est fermé : il ne se rouvre plus pour vous.")


class Ending(StrEnum):
    """Who ended it: the parent, or the operator on a decision of a court."""

    SELF = "self"
    OPERATOR = "operator"


def stop_acting(uow: UnitOfWork, *, actor: Actor, child_id: str, day: str) -> date:
    """Let the actor act no more for a child from a day (as typed) on, today at the earliest; returns that day.

    Raises FieldErrors (``jour``: ``proches.jour``, ``proches.jour_passe``, ``proches.jour_tard``), DomainError ``introuvable``
    for no child of theirs.
    """
    link = going_on(uow, actor.person_id or "", child_id)
    born, today = identity_of(uow, child_id).birth_date, uow.clock.today()
    on = _read(day)
    if on < today:
        raise FieldErrors({FIELD: "proches.jour_passe"})
    if on >= majority_day(born):
        raise FieldErrors({FIELD: "proches.jour_tard"})
    decided = link.ended_by == Ending.OPERATOR
    if decided and link.ends_on is not None and on >= link.ends_on:
        raise FieldErrors({FIELD: "proches.jour_tard"})
    _end(uow, link, actor, on, Ending.OPERATOR if decided else Ending.SELF)  # or the parent could take back what was decided
    return on


def _read(day: str) -> date:
    try:
        return parse_birth_date(day, date.max)
    except DomainError:
        raise FieldErrors({FIELD: "proches.jour"}) from None


def keep_acting(uow: UnitOfWork, *, actor: Actor, child_id: str) -> None:
    """Go on acting for a child, before the day that the actor had set. Raises DomainError ``introuvable``, ``proches.decide``."""
    link = going_on(uow, actor.person_id or "", child_id)
    if link.ends_on is None:
        return
    if link.ended_by != Ending.SELF:
        raise DomainError("proches.decide")
    link.ends_on, link.ended_by = None, ""
    uow.session.add(link)
    uow.session.flush()
    write_both(uow, link, actor, acts.GUARDIAN_STAYS)
    lookers.look_again(uow, concerned(uow, child_id))


def join_parent(uow: UnitOfWork, *, actor: Actor, guardian_id: str, child_id: str, public_url: str) -> None:
    """The operator lets a parent act for a child from today; both parents are told. Raises DomainError as `attach_child`."""
    attach_child(uow, actor=actor, guardian_id=guardian_id, child_id=child_id)
    _tell_parents(uow, _JOINED, going_on(uow, guardian_id, child_id), public_url, jour=uow.clock.today())


def detach_child(uow: UnitOfWork, *, actor: Actor, guardian_id: str, child_id: str, on: date, public_url: str = "") -> date:
    """The operator ends a parent's acting for a child on a day, past or to come; returns the day it counts from.

    Never before it began; while the child's record is closed as well. Both parents are told, by e-mail too once there is a
    ``public_url``. Raises DomainError ``introuvable`` for an actor who may not, ``proches.aucun`` when they do not act.
    """
    require(actor, "register", OPERATING)
    link, born = _acting(uow, guardian_id, child_id), births_of(uow, (child_id,)).get(child_id)
    if link is None or (born is not None and not is_minor(born, uow.clock.today())):
        raise DomainError("proches.aucun")
    counted = max(on, link.starts_on)
    _end(uow, link, actor, counted, Ending.OPERATOR, mailed=public_url != "")
    _tell_parents(uow, _PARTED if born is not None else _PARTED_CLOSED, link, public_url, jour=counted)
    return counted


def _tell_parents(uow: UnitOfWork, words: tuple[str, str], link: Guardianship, public_url: str, *, jour: date) -> None:
    """Tell the parent whom the operator attached or detached, and whoever else acts for the child; the e-mail names nobody."""
    names = names_of(uow, (link.child_id, link.guardian_id))
    page = PAGE if link.child_id in names else _NEWS  # « Proches » says nothing of a child whose record is sealed away
    said = {"parent": names.get(link.guardian_id, "…"), "enfant": names.get(link.child_id, "…"), "des": jour}
    for person_id in dict.fromkeys((link.guardian_id, *(one.guardian_id for one in guardians_of(uow, link.child_id)))):
        if not (link.settled and person_id == link.guardian_id):  # `tell_ended` told them
            tell(uow, person_id, f"decide|{link.id}|{words[0]}|{jour}", *words, href=page, mailed=public_url != "", **said)
        account = uow.session.get(Account, accounts_of(uow, [person_id]).get(person_id, ""))
        if account is not None and public_url and has_key(uow, person_id):
            mails.write(uow, account, *_DECIDED, news=KIND, adresse=f"{public_url}{page}")


def going_on(uow: UnitOfWork, guardian_id: str, child_id: str) -> Guardianship:
    """What lets a parent act for a child today. Raises DomainError ``introuvable``."""
    link = _acting(uow, guardian_id, child_id, child_stays())
    if link is None or not is_minor(identity_of(uow, child_id).birth_date, uow.clock.today()):
        raise DomainError("introuvable")
    return link


def _acting(uow: UnitOfWork, guardian_id: str, child_id: str, *more: ColumnElement[bool]) -> Guardianship | None:
    """The row by which a parent acts for a child today, by its dates alone."""
    today = uow.clock.today()
    wanted = select(Guardianship).where(
        Guardianship.guardian_id == guardian_id,
        Guardianship.child_id == child_id,
        Guardianship.starts_on <= today,
        or_(Guardianship.ends_on.is_(None), Guardianship.ends_on > today),
        *more,
    )
    return uow.session.execute(wanted).scalars().first()


def guardians_of(uow: UnitOfWork, child_id: str) -> list[Guardianship]:
    """Those who act for a child today, who has for the longest first; whether the child is a minor is for who asks.

    A parent whose record is sealed away or destroyed is none.
    """
    today = uow.clock.today()
    on = (Guardianship.starts_on <= today, or_(Guardianship.ends_on.is_(None), Guardianship.ends_on > today))
    wanted = select(Guardianship).where(Guardianship.child_id == child_id, *on)
    links = uow.session.execute(wanted.order_by(Guardianship.starts_on, Guardianship.id)).scalars().all()
    readable = those_with_keys(uow, [link.guardian_id for link in links])
    return [link for link in links if link.guardian_id in readable]


def accounts_of(uow: UnitOfWork, people: Iterable[str]) -> dict[str, str]:
    """The open accounts of several people, by person id."""
    wanted = select(Account.person_id, Account.id).where(Account.person_id.in_(list(people)), Account.closed_at.is_(None))
    return {person_id: account_id for person_id, account_id in uow.session.execute(wanted)}


def may_bring(link: Guardianship, parents: list[Guardianship]) -> bool:
    """Whether who acts may let another parent act too: also who leaves of their own will, as long as nobody else acts."""
    return link.ends_on is None or (link.ended_by == Ending.SELF and len(parents) == 1)


def concerned(uow: UnitOfWork, child_id: str) -> tuple[str, ...]:
    """The open accounts whose pages tell who acts for a child: the child's, and of whoever ever acted for them."""
    ever = uow.session.execute(select(Guardianship.guardian_id).where(Guardianship.child_id == child_id)).scalars()
    return tuple(accounts_of(uow, {child_id, *ever}).values())


def tell(
    uow: UnitOfWork,
    person_id: str,
    once: str,
    title: str,
    text: str,
    *,
    href: str = PAGE,
    mailed: bool = False,
    due_at: datetime | None = None,
    topic: str = "",
    **facts: object,
) -> None:
    """Announce something about relatives to a person's own account, if there is one: once for each mark.

    ``mailed``: the caller writes an e-mail about it. ``due_at``: when it is told, now without one. ``topic``: what it is taken
    back with, alone without one.
    """
    account_id = accounts_of(uow, [person_id]).get(person_id)
    if account_id is None or not has_key(uow, person_id):
        return
    mark = f"{KIND}|{once}"
    said = {"kind": KIND, "title": title, "text": text, "href": href, "facts": facts, "mailed": mailed}
    notices.announce(
        uow,
        account_id=account_id,
        person_id=person_id,
        once=mark,
        occasion=mark,
        topic=f"{KIND}|{topic}" if topic else mark,
        due_at=due_at or uow.clock.now(),
        **said,
    )


def told_on(uow: UnitOfWork, person_id: str, once: str) -> date | None:
    """The day of Paris on which a person's own account was told by `tell` what stands under a mark, None when it was not."""
    account_id = accounts_of(uow, [person_id]).get(person_id, "")
    at = notices.told_at(uow, account_id=account_id, once=f"{KIND}|{once}")
    return None if at is None else paris_date(at)


def stands(uow: UnitOfWork, facts: Mapping[str, object]) -> bool:
    """Whether what was announced may still be told: its day is to come, its invitation waits for an answer, who asks that a
    child's record be closed asks it still (``demande``), all who act do and that day is the day (``carnet``)."""
    day, invitation_id, asking = facts.get("jour"), facts.get("invitation"), facts.get("demande")
    if isinstance(day, date) and uow.clock.today() >= day:
        return False
    if (child_id := facts.get("carnet")) is not None:
        that_day = (Guardianship.closes_until.is_not(None), Guardianship.closes_on == day)
        waits = select(Guardianship.id).where(Guardianship.child_id == str(child_id), *that_day)
        return uow.session.execute(waits.limit(1)).first() is not None
    if asking is not None:
        link = uow.session.get(Guardianship, str(asking))
        return link is not None and link.closes_asked_at is not None
    if invitation_id is None:
        return True
    row = uow.session.get(GuardianInvitation, str(invitation_id))
    return row is not None and row.state == "open" and row.until > uow.clock.now()


def tell_ended(uow: UnitOfWork, link: Guardianship, *, mailed: bool = False) -> None:
    """What was ended is over from now on: both are told, and their open pages look again.

    ``mailed``: the caller writes an e-mail about it to the parent.
    """
    said = {"text": _WHY} if has_key(uow, link.child_id) else {"text": _WHY_CLOSED, "href": _NEWS}
    tell(uow, link.guardian_id, f"fin|{link.id}|{link.ends_on}", _ENDED, mailed=mailed, **said)
    tell(uow, link.child_id, f"fin|{link.id}|{link.ends_on}", _ENDED_FOR, _WHY)
    link.settled = True
    uow.session.add(link)
    lookers.look_again(uow, concerned(uow, link.child_id))


def _end(uow: UnitOfWork, link: Guardianship, actor: Actor, on: date, by: Ending, *, mailed: bool = False) -> None:
    link.ends_on, link.ended_by = on, by.value
    uow.session.add(link)
    uow.session.flush()
    write_both(uow, link, actor, acts.GUARDIAN_ENDS, jour=f"{on:%d/%m/%Y}")
    if on <= uow.clock.today():
        tell_ended(uow, link, mailed=mailed)
    else:
        lookers.look_again(uow, concerned(uow, link.child_id))


def write_both(uow: UnitOfWork, link: Guardianship, actor: Actor, action: str, **details: object) -> None:
    """One line in both histories; in the one that is left when the other's record is sealed away or destroyed."""
    both = (link.child_id, link.guardian_id)
    names = names_of(uow, both)
    said = {"parent": names.get(link.guardian_id, "…"), "enfant": names.get(link.child_id, "…")} | details
    for person_id in both:
        if person_id in names:
            audit.record(uow, person_id=person_id, actor=actor, action=action, details=said)
