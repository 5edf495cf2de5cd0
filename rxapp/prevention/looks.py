"""Who saw a calendar: a view that reads somebody else's owes their history a line before anything is given."""

from __future__ import annotations

from rxapp.accounts import looking
from rxapp.core.db import UnitOfWork
from rxapp.core.policy import Actor, Context
from rxapp.prevention import acts
from rxapp.prevention.store import calendar_of


def owe_look(uow: UnitOfWork, *, actor: Actor, context: Context, person_id: str) -> None:
    """For every view of a calendar or of its messages. Raises DomainError ``introuvable``."""
    about = {"person_id": person_id, "item": calendar_of(person_id), "action": acts.LOOKED_AT}
    looking.owe_look(uow, actor=actor, context=context, **about)
