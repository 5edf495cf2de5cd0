"""What a young person may keep from their parents: one rule for documents, appointments, messages, orders and notes."""

from __future__ import annotations

from rxapp.core.db import UnitOfWork
from rxapp.core.policy import Actor, Role

from .birth import is_minor, may_keep_secret
from .identity import births_of


def may_keep(uow: UnitOfWork, actor: Actor, person_id: str) -> bool:
    """Whether the actor may keep things of this record from their parents: in their own, from 16 to 18."""
    if actor.person_id != person_id or actor.role is not Role.PATIENT:
        return False
    born = births_of(uow, [person_id]).get(person_id)
    return born is not None and may_keep_secret(born, uow.clock.today())


def is_kept(uow: UnitOfWork, person_id: str, *, secret: bool) -> bool:
    """Whether what is marked ``secret`` is kept from somebody now: from 18 on there is nobody to keep it from."""
    if not secret:
        return False
    born = births_of(uow, [person_id]).get(person_id)
    return born is not None and is_minor(born, uow.clock.today())
