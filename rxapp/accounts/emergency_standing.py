"""Whose records a professional's account reads in an emergency now, as `policy` asks: agreed to, not blocked, not over."""

from __future__ import annotations

from collections.abc import Callable

from sqlalchemy import bindparam, select
from sqlmodel import col

from rxapp.core.db import UnitOfWork

from .access_models import RecordAccess
from .emergency_models import EmergencyAccess
from .emergency_rules import CARERS, consent_of
from .granting import Standing
from .models import Account
from .professions import Profession
from .rights import Right, allows

_LEFT = select(Account.id).where(col(Account.person_id) == col(EmergencyAccess.person_id), col(Account.closed_at).is_not(None))
_BLOCKED = select(RecordAccess.id).where(
    col(RecordAccess.person_id) == col(EmergencyAccess.person_id),
    col(RecordAccess.account_id) == col(EmergencyAccess.account_id),
    col(RecordAccess.state) == Standing.BLOCKED,
)
_GOING_ON = (
    select(EmergencyAccess.person_id)
    .where(
        col(EmergencyAccess.account_id) == bindparam("account"),
        col(EmergencyAccess.until) > bindparam("now"),
        col(EmergencyAccess.over).is_(False),
        col(EmergencyAccess.disputed_at).is_(None),
        ~_LEFT.exists(),
        ~_BLOCKED.exists(),
    )
    .distinct()
)
"""Asked with each act of a professional, so written once."""


Shutter = Callable[[UnitOfWork, str, str], bool]
"""Takes the account of a professional and a person; whether that person has shut them out."""
_shutters: list[Shutter] = []


def shut_by(*shutters: Shutter) -> None:
    """Ask these too whether a person blocks a professional. Called once, where the application is put together."""
    _shutters[:] = shutters


def is_shut(uow: UnitOfWork, account_id: str, person_id: str) -> bool:
    """Whether a person blocks a professional elsewhere than for their record."""
    return any(shutter(uow, account_id, person_id) for shutter in _shutters)


def reading(uow: UnitOfWork, account_id: str, profession: Profession) -> tuple[frozenset[str], frozenset[str]]:
    """The people whose record an account reads so now, and those of them who agree to hidden documents."""
    if profession not in CARERS:
        return frozenset(), frozenset()
    found = uow.session.execute(_GOING_ON, {"account": account_id, "now": uow.clock.now()}).scalars().all()
    left = [person_id for person_id in found if not is_shut(uow, account_id, person_id)]
    agreed = frozenset(person_id for person_id in left if allows(uow, person_id, consent_of(profession)))
    return agreed, frozenset(person_id for person_id in agreed if allows(uow, person_id, Right.EMERGENCY_HIDDEN))


def readers_of(uow: UnitOfWork, person_id: str) -> tuple[str, ...]:
    """The accounts that opened a record so and whose pages may show it still."""
    theirs = (EmergencyAccess.person_id == person_id, col(EmergencyAccess.over).is_(False))
    return tuple(uow.session.execute(select(EmergencyAccess.account_id).where(*theirs)).scalars())
