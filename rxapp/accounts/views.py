"""What screens show of people and accounts: frozen dataclasses with their words."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, datetime

from sqlalchemy import or_, select

from rxapp.core.clock import paris_date
from rxapp.core.db import UnitOfWork
from rxapp.core.errors import DomainError
from rxapp.core.i18n import _, date_time, long_date, plural, relative_day, translate
from rxapp.core.policy import Actor, Role

from .activation import CodeFacts, Status, VoidReason, expires_at, status
from .birth import age_on
from .identity import Identity, identity_of, open_account_text, open_person, open_session_text
from .models import Account, ActivationCode, LoginSession, Person
from .opening import account_row
from .people import context_for, minor_children
from .places import device_label, place_label
from .sessions import ABSOLUTE, idle_of

__all__ = [
    "AccountView",
    "PersonCard",
    "SessionView",
    "WaitingPerson",
    "account_view",
    "age_label",
    "context_for",
    "device_label",
    "my_people",
    "sessions_page",
    "waiting_people",
]

_STATUS_WORDS = {
    Status.LIVE: _("Lettre en attente"),
    Status.EXPIRED: _("Code expiré"),
    Status.USED: _("Code utilisé"),
    Status.VOIDED: _("Code annulé"),
    Status.UNKNOWN: _("Aucune lettre"),
}
_REFUSED = _("Espace refusé")


@dataclass(frozen=True)
class PersonCard:
    """One entry of « Dossier de »: the person themself or a child. ``birth_date`` is an ISO date."""

    id: str
    name: str
    usual_name: str
    initials: str
    birth_date: str
    birth_label: str
    age_label: str
    relation_label: str
    is_self: bool
    is_minor: bool


@dataclass(frozen=True)
class SessionView:
    """One session of the actor, as listed in the settings."""

    id: str
    device_label: str
    place_label: str
    address: str
    started_label: str
    last_seen_label: str
    is_current: bool


@dataclass(frozen=True)
class AccountView:
    """The actor's own account."""

    id: str
    role: str
    login: str
    email: str
    label: str
    language: str
    opened_label: str
    password_changed_label: str


@dataclass(frozen=True)
class WaitingPerson:
    """Someone whose space is not open yet, for the testers' bench: what a first sign-in asks, but for the code."""

    person_id: str
    name: str
    nir: str
    birth_date: str
    birth_label: str
    status: str
    status_label: str
    sent_label: str
    expires_label: str


def my_people(uow: UnitOfWork, *, actor: Actor, lang: str) -> tuple[PersonCard, ...]:
    """Whose record the actor may open: themself, then their minor children, the eldest first.

    Empty for an account without a person.
    """
    if actor.person_id is None:
        return ()
    today = uow.clock.today()
    me = _card(identity_of(uow, actor.person_id), today, lang, is_self=True)
    children = (_card(child, today, lang, is_self=False) for child in minor_children(uow, actor.person_id))
    return (me, *children)


def _card(who: Identity, today: date, lang: str, *, is_self: bool) -> PersonCard:
    initials = "".join(word[0] for word in (who.given_names, who.family_name)).upper()
    return PersonCard(
        id=who.person_id,
        name=who.full_name,
        usual_name=who.usual_name,
        initials=initials,
        birth_date=who.birth_date.isoformat(),
        birth_label=long_date(who.birth_date, lang),
        age_label=age_label(who.birth_date, today, lang),
        relation_label=translate(_("Moi"), lang) if is_self else translate(_("Mon enfant"), lang),
        is_self=is_self,
        is_minor=age_on(who.birth_date, today) < 18,
    )


def age_label(birth_date: date, today: date, lang: str) -> str:
    """An age in words: weeks until 3 months, months until 3 years, then years. « 6 ans »; “6 years old”."""
    days = (today - birth_date).days
    months = (today.year - birth_date.year) * 12 + today.month - birth_date.month - (today.day < birth_date.day)
    if months < 3:
        lived = plural("{n} semaine", "{n} semaines", days // 7, lang)
    elif months < 36:
        lived = plural("{n} mois", "{n} mois", months, lang)
    else:
        lived = plural("{n} an", "{n} ans", age_on(birth_date, today), lang)
    return translate(_("{age}"), lang, age=lived)


def sessions_page(uow: UnitOfWork, *, actor: Actor, lang: str, limit: int = 50) -> tuple[SessionView, ...]:
    """The actor's sessions that are going on, the present one first, then the latest seen. At most 50."""
    now = uow.clock.now()
    alive = (
        select(LoginSession)
        .where(
            LoginSession.account_id == actor.account_id,
            LoginSession.ended_at.is_(None),
            LoginSession.last_seen_at > now - idle_of(actor.role),
            LoginSession.created_at > now - ABSOLUTE,
        )
        .order_by(LoginSession.last_seen_at.desc(), LoginSession.id)
        .limit(min(limit, 50))
    )
    rows = uow.session.execute(alive).scalars().all()
    views = [_session_view(uow, row, actor, lang) for row in rows]
    return tuple(sorted(views, key=lambda view: not view.is_current))


def _session_view(uow: UnitOfWork, row: LoginSession, actor: Actor, lang: str) -> SessionView:
    address = open_session_text(uow.keyring, "address", row.address, row.id)
    return SessionView(
        id=row.id,
        device_label=device_label(open_session_text(uow.keyring, "device", row.device, row.id), lang),
        place_label=place_label(address, actor.address, lang),
        address=address,
        started_label=date_time(row.created_at, lang),
        last_seen_label=date_time(row.last_seen_at, lang),
        is_current=row.id == actor.session_id,
    )


def account_view(uow: UnitOfWork, *, actor: Actor, lang: str) -> AccountView:
    """The actor's own account. Raises DomainError ``introuvable``."""
    account = account_row(uow, actor.account_id)
    return AccountView(
        id=account.id,
        role=account.role,
        login=open_account_text(uow, account, "login"),
        email=open_account_text(uow, account, "email"),
        label=actor.label,
        language=account.language,
        opened_label=date_time(account.created_at, lang),
        password_changed_label=date_time(account.password_changed_at, lang),
    )


def waiting_people(uow: UnitOfWork, *, actor: Actor, lang: str, limit: int = 50) -> tuple[WaitingPerson, ...]:
    """People without an open account whose latest letter was not used, the latest letter first; at most 50.

    Somebody who closed theirs is among them once the operator has brought their key back.
    For the demonstration only (SYSTEM). Raises DomainError ``introuvable``.
    """
    if actor.role is not Role.SYSTEM:
        raise DomainError("introuvable")
    wanted = (
        select(ActivationCode, Person)
        .join(Person, Person.id == ActivationCode.person_id)
        .outerjoin(Account, Account.person_id == Person.id)
        .where(Person.closed_at.is_(None), or_(Account.id.is_(None), Account.closed_at.is_not(None)))
        .order_by(ActivationCode.sent_at.desc(), ActivationCode.id)
    )
    latest: dict[str, WaitingPerson] = {}
    for code, person in uow.session.execute(wanted):
        if person.id not in latest and len(latest) < min(limit, 50):
            latest[person.id] = _waiting(uow, code, open_person(uow, person), lang)
    return tuple(person for person in latest.values() if person.status != Status.USED)


def _waiting(uow: UnitOfWork, code: ActivationCode, who: Identity, lang: str) -> WaitingPerson:
    now, end = uow.clock.now(), expires_at(code.sent_at)
    state = status(CodeFacts(code.sent_at, code.tries, code.used_at, code.voided_at), now)
    return WaitingPerson(
        person_id=who.person_id,
        name=who.full_name,
        nir=str(who.nir),
        birth_date=who.birth_date.isoformat(),
        birth_label=long_date(who.birth_date, lang),
        status=state.value,
        status_label=translate(_REFUSED if code.void_reason == VoidReason.REFUSED else _STATUS_WORDS[state], lang),
        sent_label=_when(code.sent_at, uow.clock.today(), lang),
        expires_label=date_time(end, lang),
    )


def _when(instant: datetime, today: date, lang: str) -> str:
    return f"{date_time(instant, lang)} ({relative_day(paris_date(instant), today, lang)})"
