"""Documents to bring: an appointment holds their ids, the record says which of them somebody still sees."""

from __future__ import annotations

from collections.abc import Iterable

from rxapp.core.db import UnitOfWork
from rxapp.core.errors import DomainError
from rxapp.core.policy import Actor, Context
from rxapp.record import views as record


def in_sight(uow: UnitOfWork, *, actor: Actor, context: Context, document_ids: Iterable[str]) -> tuple[str, ...]:
    """Those of these documents that this actor sees now. Nothing of them is read, so it is no look at a record."""
    return tuple(one for one in document_ids if _is_seen(uow, actor, context, one))


def _is_seen(uow: UnitOfWork, actor: Actor, context: Context, document_id: str) -> bool:
    try:
        record.person_of(uow, actor=actor, context=context, document_id=document_id)
    except DomainError:
        return False
    return True
