"""Accounts that stand in the public directory: professionals and establishments, by name. Nothing else of them is told."""

from __future__ import annotations

from collections.abc import Collection, Iterable
from dataclasses import dataclass

from sqlalchemy import bindparam, select, tuple_
from sqlmodel import col

from rxapp.core.db import UnitOfWork
from rxapp.core.policy import Role

from .models import Account

LISTED = (Role.PROFESSIONAL, Role.ESTABLISHMENT)


@dataclass(frozen=True)
class StaffAccount:
    """Somebody of the directory. ``closed``: the account is, and the name is all that is left."""

    id: str
    role: Role
    name: str
    closed: bool


def staff_named(uow: UnitOfWork, account_ids: Collection[str]) -> dict[str, StaffAccount]:
    """Those of these accounts that are a professional's or an establishment's, by id."""
    return {row.id: _staff(row) for row in uow.ask(_NAMED, accounts=list(account_ids))}


def staff_page(
    uow: UnitOfWork, *, roles: Iterable[Role] = LISTED, after: tuple[str, str] | None = None, limit: int = 500
) -> list[StaffAccount]:
    """Open accounts of the directory by name, those that follow ``after`` (name, id)."""
    wanted = _columns().where(col(Account.closed_at).is_(None), col(Account.role).in_([str(role) for role in roles]))
    if after is not None:
        wanted = wanted.where(tuple_(col(Account.display_name), col(Account.id)) > tuple_(*after))
    wanted = wanted.order_by(col(Account.display_name), col(Account.id)).limit(limit)
    return [_staff(row) for row in uow.session.execute(wanted)]


def _columns():
    return select(Account.id, Account.role, Account.display_name, Account.closed_at).where(col(Account.role).in_(LISTED))


def _staff(row) -> StaffAccount:
    return StaffAccount(row.id, Role(row.role), row.display_name or "", row.closed_at is not None)


_NAMED = _columns().where(col(Account.id).in_(bindparam("accounts", expanding=True)))
