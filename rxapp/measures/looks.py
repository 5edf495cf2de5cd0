"""Who saw measures: a view that reads somebody else's owes their history a line before anything is given."""

from __future__ import annotations

from functools import partial

from rxapp.accounts.identity import identity_of
from rxapp.core import audit
from rxapp.core.db import UnitOfWork
from rxapp.core.policy import Actor, Context, require
from rxapp.measures import acts
from rxapp.measures.store import measures_of


def owe_look(uow: UnitOfWork, *, actor: Actor, context: Context, person_id: str) -> None:
    """For every view of measures. Raises DomainError ``introuvable``."""
    require(actor, "list", measures_of(person_id), context)
    if context.is_look:
        write = partial(_browsed, actor=actor, person_id=person_id)
        audit.owe_look(uow, person_id=person_id, actor=actor, action=acts.LOOKED_AT, write=write)


def _browsed(uow: UnitOfWork, *, actor: Actor, person_id: str) -> None:
    """The line, once in `audit.ONE_LOOK`."""
    if not audit.is_same_look(uow, person_id=person_id, actor=actor, action=acts.LOOKED_AT):
        behalf = identity_of(uow, person_id).full_name
        audit.record(uow, person_id=person_id, actor=actor, action=acts.LOOKED_AT, details={}, on_behalf=behalf)
