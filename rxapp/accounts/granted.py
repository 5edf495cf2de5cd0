"""Who allows a professional to read their record today, and who blocks them: the rows in force, as `policy` asks for them."""

from __future__ import annotations

from sqlalchemy import and_, bindparam, or_, select
from sqlalchemy.orm import aliased
from sqlmodel import col

from rxapp.core.db import UnitOfWork
from rxapp.core.policy import Actor, Context, Role

from . import emergency_standing
from .access_models import RecordAccess
from .granting import Standing
from .models import Account
from .professions import TABLE, Profession, profession

_LEFT = select(Account.id).where(col(Account.person_id) == col(RecordAccess.person_id), col(Account.closed_at).is_not(None))
_LASTS = and_(
    RecordAccess.state == Standing.ALLOWED,
    or_(col(RecordAccess.until).is_(None), col(RecordAccess.until) >= bindparam("today")),
    ~_LEFT.exists(),
)
_ALLOWING = select(RecordAccess.person_id).where(RecordAccess.account_id == bindparam("account"), _LASTS)
_READER = aliased(Account)
_READING = (
    select(_READER.profession, RecordAccess.person_id)
    .outerjoin(RecordAccess, and_(col(RecordAccess.account_id) == _READER.id, _LASTS))
    .where(_READER.id == bindparam("account"))
)
"""Asked with each act of a professional, so written once and asked in one statement."""


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
    people = frozenset(person_id for _profession, person_id in rows if person_id is not None)
    urgent, hidden = emergency_standing.reading(uow, actor.account_id, found)
    said = {"purpose": purpose, "allowed_by": people, "profession": found, "reads": TABLE[found]}
    return Context(**said, urgent=urgent, urgent_hidden=hidden)
