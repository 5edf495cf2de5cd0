"""Who may have a document received, checked or drawn now. All of it is bounded, and one person never holds every place.

Checking and drawing happen in the limited subprocess and may take twenty seconds for a hostile file: that waits here, never
among the threads that every page needs.
"""

from __future__ import annotations

from rxapp.core import work
from rxapp.core.db import Database
from rxapp.core.policy import Actor, Context
from rxapp.core.turns import FairPool, Turns
from rxapp.record import previews
from rxapp.record.answers import Made
from rxapp.record.rendition import PLACES

receiving = Turns(each=6, line=60)
"""Uploads: one tab sends three at a time, so two tabs send freely and the files of a third wait unread."""

checking = FairPool(PLACES["inspect"], each=PLACES["inspect"] - 1, line=60, name="check-document")
drawing = FairPool(PLACES["draw"], each=PLACES["draw"] - 1, line=300, name="draw-document")


async def shown(db: Database, *, actor: Actor, context: Context, document_id: str, what: str, page: int = 1) -> Made:
    """`previews.show` without holding anybody up: what is kept is given at once, what must be drawn waits for its turn."""
    asked = {"actor": actor, "context": context, "document_id": document_id, "what": what, "page": page}
    made = await work.run(previews.kept, db, **asked)
    if made is None:
        made = await drawing.run(actor.account_id, previews.show, db, **asked)
    return made
