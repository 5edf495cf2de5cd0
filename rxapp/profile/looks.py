"""Who saw a profile: a view that reads somebody else's owes their history a line before anything is given."""

from __future__ import annotations

from functools import partial

from rxapp.accounts.identity import identity_of
from rxapp.core import audit
from rxapp.core.db import UnitOfWork
from rxapp.core.policy import Actor, Context, require, right_of
from rxapp.profile import acts
from rxapp.profile.store import profile_of


def owe_look(uow: UnitOfWork, *, actor: Actor, context: Context, person_id: str) -> None:
    """For every view of a profile. Raises DomainError ``introuvable``."""
    require(actor, "list", profile_of(person_id), context)
    if context.is_look:
        right = right_of(actor, profile_of(person_id), context)
        write = partial(_browsed, actor=actor, person_id=person_id, right=right)
        audit.owe_look(uow, person_id=person_id, actor=actor, action=acts.LOOKED_AT, right=right, write=write)


def _browsed(uow: UnitOfWork, *, actor: Actor, person_id: str, right: str) -> None:
    """The line, once in `audit.ONE_LOOK`."""
    look = {"person_id": person_id, "actor": actor, "action": acts.LOOKED_AT, "right": right}
    if not audit.is_same_look(uow, **look):
        audit.record(uow, **look, details={}, on_behalf=identity_of(uow, person_id).full_name)
