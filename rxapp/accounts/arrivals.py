"""Who can be reached from now on. A room that has something for people asks to be told; the accounts room knows nothing of it."""

from __future__ import annotations

from collections.abc import Callable, Collection

from sqlalchemy import select

from rxapp.core.db import UnitOfWork
from rxapp.core.policy import HelpScope

from .models import Account

Listener = Callable[[UnitOfWork, str, str], object]
"""Takes an account id and the id of a person it speaks for from now on."""

_listeners: list[Listener] = []
_helped: dict[HelpScope, list[Listener]] = {}


def join(listener: Listener) -> None:
    """Tell this listener too, from now on; twice is once."""
    if listener not in _listeners:
        _listeners.append(listener)


def tell(uow: UnitOfWork, account_id: str, person_id: str) -> None:
    """An account speaks for a person from now on, in this transaction."""
    for listener in _listeners:
        listener(uow, account_id, person_id)


def tell_guardian(uow: UnitOfWork, guardian_id: str, child_id: str) -> None:
    """The same for a parent's account, if they have one."""
    account = select(Account.id).where(Account.person_id == guardian_id, Account.closed_at.is_(None))
    account_id = uow.session.execute(account).scalar_one_or_none()
    if account_id is not None:
        tell(uow, account_id, child_id)


def join_help(scope: HelpScope, listener: Listener) -> None:
    """Tell this listener when an account helps a person in a scope from now on, or listens to their news; twice is once."""
    if listener not in _helped.setdefault(scope, []):
        _helped[scope].append(listener)


def tell_help(uow: UnitOfWork, account_id: str, person_id: str, scopes: Collection[HelpScope]) -> None:
    """An account helps a person in these scopes, in this transaction."""
    for scope in scopes:
        for listener in _helped.get(scope, ()):
            listener(uow, account_id, person_id)
