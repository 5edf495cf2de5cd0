"""A look at what is somebody's as a whole, their profile or their calendar: it owes their history a line, once."""

from __future__ import annotations

from functools import partial

from rxapp.accounts.identity import identity_of
from rxapp.core import audit
from rxapp.core.db import UnitOfWork
from rxapp.core.policy import Actor, Context, Item, require, right_of


def owe_look(uow: UnitOfWork, *, actor: Actor, context: Context, person_id: str, item: Item, action: str) -> None:
    """Ask whether ``item`` of that person may be listed, and owe the line of ``action``. Raises DomainError ``introuvable``."""
    require(actor, "list", item, context)
    if context.is_look:
        look = {"person_id": person_id, "actor": actor, "action": action, "right": right_of(actor, item, context)}
        audit.owe_look(uow, **look, write=partial(_browsed, look=look))


def _browsed(uow: UnitOfWork, *, look: dict) -> None:
    """The line, once in `audit.ONE_LOOK`."""
    if not audit.is_same_look(uow, **look):
        audit.record(uow, **look, details={}, on_behalf=identity_of(uow, look["person_id"]).full_name)
