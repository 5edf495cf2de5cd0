"""What a line of history says of a look at documents: who, at what, and by which right it was open to them."""

from __future__ import annotations

from typing import Any

from rxapp.core.db import UnitOfWork
from rxapp.core.policy import Actor, Context, Item, right_of
from rxapp.record.models import Document
from rxapp.record.veils import item_for

LISTED, LOOKED_AT = "document.liste", "document.consulte"


def list_look(actor: Actor, person_id: str, context: Context) -> dict[str, Any]:
    """A look at the list of a record."""
    right = right_of(actor, Item("document", owner=person_id), context)
    return {"person_id": person_id, "actor": actor, "action": LISTED, "right": right}


def document_look(uow: UnitOfWork, actor: Actor, document: Document, context: Context) -> dict[str, Any]:
    """A look at one document."""
    right = right_of(actor, item_for(uow, actor, document, context)[0], context)
    return {"person_id": document.person_id, "actor": actor, "action": LOOKED_AT, "item": document.id, "right": right}
