"""« Je conteste » : a person answers whoever filed a document in their record; the conversation stays with the document.

Whoever files must hear that, whomever they let begin a conversation otherwise. The document itself stays as it is.
"""

from __future__ import annotations

from enum import StrEnum

from sqlalchemy import select

from rxapp.accounts.staff import staff_named
from rxapp.accounts.standing import actor_of
from rxapp.core.db import UnitOfWork
from rxapp.core.errors import DomainError
from rxapp.core.i18n import plain_date
from rxapp.core.policy import NO_CONTEXT, Actor, Context, Role
from rxapp.inbox.models import DocumentDispute, Message
from rxapp.inbox.once import Sent, once_of
from rxapp.inbox.sight import conversation_row
from rxapp.inbox.writing import start
from rxapp.record import aside

SUBJECT = "Je conteste un document du {jour}"
"""Not its title: a subject stays as it is, and a document may be hidden, or kept from parents, afterwards."""


class Reach(StrEnum):
    """What the author of a disputed document has of it: it goes with the message; it does not, since it is hidden from others;
    or it is hidden from the author.
    """

    WITH = "with"
    APART = "apart"
    UNSEEN = "unseen"


def contest(uow: UnitOfWork, *, actor: Actor, context: Context = NO_CONTEXT, document_id: str, text: str, key: str) -> Sent:
    """Write to whoever filed a document, with it; the same ``key`` again gives the same message. Once for each document.

    Raises DomainError ``introuvable`` for a document that nobody else filed, ``contester.deja``, ``contester.parti``, and what
    `writing.start` raises, but for whom the author lets begin.
    """
    piece = aside.filed(uow, actor=actor, context=context, document_id=document_id)
    if actor.role is not Role.PATIENT:
        raise DomainError("introuvable")
    row = uow.session.get(DocumentDispute, (document_id, piece.kept))
    if row is not None:
        written = select(Message.id).where(Message.once_index == once_of(uow, actor, key))
        message_id = uow.session.execute(written).scalar_one_or_none()
        if message_id is None:
            raise DomainError("contester.deja")
        return Sent(row.conversation_id, message_id, 1)
    author = staff_named(uow, {piece.author}).get(piece.author)
    if author is None or author.closed:
        raise DomainError("contester.parti")
    shown = () if piece.closed_to else (document_id,)  # what is hidden stays so: nobody was asked
    said = {"subject": SUBJECT.format(jour=plain_date(piece.act_date, "fr")), "text": text, "key": key, "document_ids": shown}
    given = {"person_id": piece.person_id, "to": (piece.author,), "secret": piece.kept, "owed": True}
    sent = start(uow, actor=actor, context=context, **said, **given)
    held = {"document_id": document_id, "secret": piece.kept, "conversation_id": sent.conversation_id}
    uow.session.add(DocumentDispute(**held, person_id=piece.person_id, at=uow.clock.now()))
    aside.disputed(uow, actor=actor, context=context, document_id=document_id)
    return sent


def reach_of(uow: UnitOfWork, *, actor: Actor, context: Context = NO_CONTEXT, document_id: str) -> Reach:
    """What the author would have of a document if it were disputed now. Raises DomainError ``introuvable`` as `contest` does."""
    piece = aside.filed(uow, actor=actor, context=context, document_id=document_id)
    if not piece.closed_to:
        return Reach.WITH
    author = actor_of(uow, piece.author)
    sees = author is not None and aside.opens(uow, actor=author, document_id=document_id)
    return Reach.APART if sees else Reach.UNSEEN


def dispute_of(uow: UnitOfWork, *, actor: Actor, context: Context = NO_CONTEXT, document_id: str) -> str:
    """The conversation in which a document is disputed, "" when there is none that this actor sees."""
    found = select(DocumentDispute.conversation_id).where(DocumentDispute.document_id == document_id)
    for conversation_id in uow.session.execute(found).scalars():
        try:
            return conversation_row(uow, actor=actor, context=context, action="see", conversation_id=conversation_id).id
        except DomainError:
            continue
    return ""
