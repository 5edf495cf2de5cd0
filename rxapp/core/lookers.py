"""Open pages that an act changes though nobody is told anything: they look again once it is committed. For one process."""

from __future__ import annotations

from collections.abc import Callable, Iterable

from rxapp.core.db import UnitOfWork

_listeners: list[Callable[[frozenset[str]], object]] = []


def listen(listener: Callable[[frozenset[str]], object]) -> Callable[[], None]:
    """Call ``listener`` (from any thread) with the accounts whose open pages are to look again. Returns what stops it."""
    _listeners.append(listener)
    return lambda: _listeners.remove(listener)


def look_again(uow: UnitOfWork, account_ids: Iterable[str]) -> None:
    """Have the open pages of these accounts look again once this is committed."""
    accounts = frozenset(account_ids)
    for listener in _listeners if accounts else ():
        uow.after_commit(lambda listener=listener: listener(accounts))
