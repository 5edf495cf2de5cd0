"""What is new in a record: filed by a professional or an establishment, and not opened yet by those who speak for the person."""

from __future__ import annotations

from rxapp.core.db import UnitOfWork
from rxapp.core.policy import Actor, Context, Role
from rxapp.record import telling
from rxapp.record.models import Document


def seen(uow: UnitOfWork, actor: Actor, context: Context, document: Document) -> None:
    """Somebody opens a document: it is new no more once those whom it is for have; a look by anybody else leaves it new."""
    if actor.role is not Role.PATIENT or document.sent_mark is None:
        return
    telling.opened(uow, actor.account_id, document.id)
    if document.fresh and (actor.person_id == document.person_id or document.person_id in context.guardian_of):
        document.fresh = False
        uow.session.add(document)
