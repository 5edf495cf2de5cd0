"""Who works with whom. An account works alone until the operator says with which others."""

from __future__ import annotations

from collections.abc import Collection

from sqlalchemy import select
from sqlmodel import col

from rxapp.accounts.people import OPERATING
from rxapp.accounts.staff import StaffAccount, staff_named
from rxapp.core.db import UnitOfWork, new_id
from rxapp.core.errors import DomainError
from rxapp.core.policy import Actor, require
from rxapp.inbox.models import PracticeMember


def practice_of(uow: UnitOfWork, account_id: str) -> str:
    """The practice of an account: its own id when it works alone."""
    row = uow.session.get(PracticeMember, account_id)
    return account_id if row is None else row.practice_id


def practices_of(uow: UnitOfWork, account_ids: Collection[str]) -> dict[str, str]:
    """The practices of several accounts."""
    wanted = select(PracticeMember.account_id, PracticeMember.practice_id).where(col(PracticeMember.account_id).in_(account_ids))
    return {account_id: account_id for account_id in account_ids} | dict(uow.session.execute(wanted).all())


def colleagues_of(uow: UnitOfWork, account_id: str) -> tuple[StaffAccount, ...]:
    """The open accounts of the same practice but this one, by name."""
    practice = practice_of(uow, account_id)
    ids = set(uow.session.execute(select(PracticeMember.account_id).where(PracticeMember.practice_id == practice)).scalars())
    if practice_of(uow, practice) == practice:  # whose id it bears may work elsewhere by now
        ids.add(practice)
    found = staff_named(uow, ids - {account_id}).values()
    return tuple(sorted((one for one in found if not one.closed), key=lambda one: (one.name, one.id)))


def join_practice(uow: UnitOfWork, *, actor: Actor, account_id: str, with_account: str) -> None:
    """An account works with another one from now on, in the practice of that one. For the operator.

    Conversations under way stay with those who are in them. Raises DomainError ``introuvable``.
    """
    require(actor, "attach", OPERATING)
    if len(staff_named(uow, {account_id, with_account})) != 2:
        raise DomainError("introuvable")
    row = uow.session.get(PracticeMember, account_id) or PracticeMember(account_id=account_id, practice_id="")
    row.practice_id, row.since = practice_of(uow, with_account), uow.clock.now()
    uow.session.add(row)
    uow.session.flush()


def leave_practice(uow: UnitOfWork, *, actor: Actor, account_id: str) -> None:
    """An account works alone again. For the operator; again changes nothing. Raises DomainError ``introuvable``.

    A practice that bears its id stays with the others who work there: the account gets one of another name.
    """
    require(actor, "attach", OPERATING)
    row = uow.session.get(PracticeMember, account_id)
    if not _has_others(uow, account_id, account_id):
        if row is not None:
            uow.session.delete(row)
    elif row is None or _has_others(uow, row.practice_id, account_id):
        row = row or PracticeMember(account_id=account_id, practice_id="")
        row.practice_id, row.since = new_id(), uow.clock.now()
        uow.session.add(row)
    uow.session.flush()


def _has_others(uow: UnitOfWork, practice_id: str, account_id: str) -> bool:
    """Whether somebody else works in the practice of that name."""
    others = select(PracticeMember.account_id).where(
        PracticeMember.practice_id == practice_id, PracticeMember.account_id != account_id
    )
    if uow.session.execute(others.limit(1)).first() is not None:
        return True
    return practice_id != account_id and practice_of(uow, practice_id) == practice_id and bool(staff_named(uow, {practice_id}))
