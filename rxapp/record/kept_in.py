"""Receiving what its person keeps to themself from the start, when somebody else puts it in: the operator who brings a copy."""

from __future__ import annotations

from functools import partial
from typing import Any

from rxapp.core.db import UnitOfWork
from rxapp.core.policy import Actor, Context, Item, require
from rxapp.record import kept, service
from rxapp.record.models import Document


def to_oneself(actor: Actor, person_id: str) -> dict[str, Any]:
    """For `Intake.open`: nobody else sees it in between, and no line tells a minor's parents of it."""
    return {"right": partial(_may_add, actor, person_id), "filed": partial(_filed, actor)}


def _may_add(actor: Actor, person_id: str, uow: UnitOfWork, context: Context) -> None:
    require(actor, "add", Item("document", owner=person_id, author=actor.account_id), context)


def _filed(actor: Actor, uow: UnitOfWork, document: Document, title: str) -> None:
    kept.mark(uow, document, secret=True)
    service.write_line(uow, actor, document, "document.ajoute", label=title)
