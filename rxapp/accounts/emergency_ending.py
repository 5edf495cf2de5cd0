"""What ends accesses in an emergency before their hour: for good, whatever the person decides afterwards."""

from __future__ import annotations

from sqlalchemy import ColumnElement, select
from sqlmodel import col

from rxapp.core import lookers
from rxapp.core.db import UnitOfWork

from .emergency_models import EmergencyAccess
from .models import Account
from .professions import Profession

LIVE = col(EmergencyAccess.over).is_(False)


def cut(uow: UnitOfWork, person_id: str, account_id: str) -> None:
    """A professional is blocked, or one of their accesses is disputed."""
    _end(uow, person_id, col(EmergencyAccess.account_id) == account_id)


def cut_refused(uow: UnitOfWork, person_id: str, *, regulators: bool) -> None:
    """A consent is refused: that of the emergency medical service, or that of all others."""
    is_one = col(Account.profession) == Profession.REGULATOR
    theirs = select(Account.id).where(is_one if regulators else is_one.is_not(True))
    _end(uow, person_id, col(EmergencyAccess.account_id).in_(theirs))


def _end(uow: UnitOfWork, person_id: str, whose: ColumnElement[bool]) -> None:
    wanted = select(EmergencyAccess).where(EmergencyAccess.person_id == person_id, LIVE, whose)
    rows = uow.session.execute(wanted.with_for_update()).scalars().all()
    for row in rows:
        row.over = True
        uow.session.add(row)
    lookers.look_again(uow, {row.account_id for row in rows})
