"""Who allows a professional to read their record today, and who blocks them: the rows in force, as `policy` asks for them."""

from __future__ import annotations

from sqlalchemy import and_, bindparam, or_, select
from sqlalchemy.orm import aliased
from sqlmodel import col

from rxapp.core.db import UnitOfWork
from rxapp.core.policy import EVERYBODY, Actor, Context, Role, of_profession

from . import emergency_standing
from .access_models import ProfileVeil, RecordAccess
from .emergency_models import EmergencyAccess
from .granting import Standing
from .models import Account
from .professions import PROFILE, TABLE, Profession, profession

_LEFT = select(Account.id).where(col(Account.person_id) == col(RecordAccess.person_id), col(Account.closed_at).is_not(None))
_LASTS = and_(
    RecordAccess.state == Standing.ALLOWED,
    or_(col(RecordAccess.until).is_(None), col(RecordAccess.until) >= bindparam("today")),
    ~_LEFT.exists(),
)
_ALLOWING = select(RecordAccess.person_id).where(RecordAccess.account_id == bindparam("account"), _LASTS)
_READER = aliased(Account)
_READING = (
    select(_READER.profession, RecordAccess.person_id, RecordAccess.profile)
    .outerjoin(RecordAccess, and_(col(RecordAccess.account_id) == _READER.id, _LASTS))
    .where(_READER.id == bindparam("account"))
)
_READ = or_(
    col(ProfileVeil.person_id).in_(_ALLOWING),
    col(ProfileVeil.person_id).in_(select(EmergencyAccess.person_id).where(EmergencyAccess.account_id == bindparam("account"))),
)
_VEILED = select(ProfileVeil.person_id, ProfileVeil.target).where(
    or_(*(col(ProfileVeil.target) == bindparam(name) for name in ("everybody", "account", "profession"))), _READ
)
"""Asked with each act of a professional, so written once and asked in one statement each."""


def allowing(uow: UnitOfWork, account_id: str) -> frozenset[str]:
    """The people who let an account read their record today; one who has left lets nobody."""
    return frozenset(uow.session.execute(_ALLOWING, {"account": account_id, "today": uow.clock.today()}).scalars())


def may_read(uow: UnitOfWork, account_id: str, person_id: str) -> bool:
    """Whether a person lets a professional's account read their record today."""
    return person_id in allowing(uow, account_id)


def blocked_by(uow: UnitOfWork, person_id: str) -> frozenset[str]:
    """The accounts that a person blocks."""
    wanted = select(RecordAccess.account_id).where(RecordAccess.person_id == person_id, RecordAccess.state == Standing.BLOCKED)
    return frozenset(uow.session.execute(wanted).scalars())


def is_blocked(uow: UnitOfWork, account_id: str, person_id: str) -> bool:
    """Whether a person blocks an account."""
    return account_id in blocked_by(uow, person_id)


def readers_of(uow: UnitOfWork, person_id: str) -> tuple[str, ...]:
    """The accounts whose pages may show a record: allowed, past their last day or not, or in an emergency."""
    wanted = select(RecordAccess.account_id).where(RecordAccess.person_id == person_id, RecordAccess.state == Standing.ALLOWED)
    return (*uow.session.execute(wanted).scalars(), *emergency_standing.readers_of(uow, person_id))


def profession_of(uow: UnitOfWork, account_id: str) -> Profession:
    """The profession that an account was opened with."""
    return profession(uow.session.execute(select(Account.profession).where(Account.id == account_id)).scalar())


def context_of(uow: UnitOfWork, actor: Actor, purpose: str) -> Context:
    """What `policy.can_see` must know of an actor without a person: who allows them, and what their profession opens."""
    if actor.role is not Role.PROFESSIONAL:
        return Context(purpose=purpose)
    rows = uow.session.execute(_READING, {"account": actor.account_id, "today": uow.clock.today()}).all()
    found = profession(rows[0][0] if rows else None)
    people = frozenset(person_id for _profession, person_id, _profile in rows if person_id is not None)
    before = frozenset(person_id for _profession, person_id, profile in rows if person_id is not None and not profile)
    urgent, hidden = emergency_standing.reading(uow, actor.account_id, found)
    said = {"purpose": purpose, "allowed_by": people, "profession": found, "reads": TABLE[found], "parts": PROFILE[found]}
    veiled = _veiled(uow, actor.account_id, found) if people or urgent else frozenset()
    return Context(**said, urgent=urgent, urgent_hidden=hidden, veiled=veiled, documents_alone=before)


def _veiled(uow: UnitOfWork, account_id: str, found: Profession) -> frozenset[tuple[str, str]]:
    """Which of the people whose record an account reads hide their profile from it, and by which mark."""
    given = {"account": account_id, "everybody": EVERYBODY, "profession": of_profession(found), "today": uow.clock.today()}
    return frozenset((person_id, target) for person_id, target in uow.session.execute(_VEILED, given))
