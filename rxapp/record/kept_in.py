"""What the operator brings in with a copy: it says where it comes from, and what its person kept to themself there stays so."""

from __future__ import annotations

from functools import partial
from typing import Any

from rxapp.core.db import UnitOfWork
from rxapp.core.policy import Actor, Context, Item, require
from rxapp.record import kept, service
from rxapp.record.models import Document
from rxapp.record.origin import taking_over


def taken_over(actor: Actor, person_id: str, *, secret: bool) -> dict[str, Any]:
    """For `Intake.open`: the document says that a copy brought it, and the history who did.

    ``secret``: nobody else sees it in between, and no line tells a minor's parents of it.
    """
    right, filed = partial(_may_add, actor, person_id), partial(_filed, actor, secret)
    return {"actor": taking_over(actor), "person_id": person_id, "right": right, "filed": filed}


def _may_add(actor: Actor, person_id: str, uow: UnitOfWork, context: Context) -> None:
    require(actor, "add", Item("document", owner=person_id, author=actor.account_id), context)


def _filed(actor: Actor, secret: bool, uow: UnitOfWork, document: Document, title: str) -> None:
    if secret:
        kept.mark(uow, document, secret=True)
    service.write_line(uow, actor, document, "document.ajoute", label=title)
