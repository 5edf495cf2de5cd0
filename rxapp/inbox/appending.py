"""Writing the next message of a conversation: numbered, sealed, counted, put into every list it reaches."""

from __future__ import annotations

from collections.abc import Mapping

from sqlalchemy import bindparam, insert, update
from sqlalchemy.orm.attributes import set_committed_value

from rxapp.core.db import UnitOfWork, new_id
from rxapp.core.policy import Actor
from rxapp.inbox import boxes, pieces
from rxapp.inbox.content import Names, write_message
from rxapp.inbox.models import Conversation, Message
from rxapp.inbox.sight import Audience, side_of
from rxapp.record.aside import Piece

_WRITE = insert(Message.__table__)
_TALK = Conversation.__table__
_COUNT = update(_TALK).where(_TALK.c.id == bindparam("conversation"))


def append(
    uow: UnitOfWork,
    row: Conversation,
    reached: Audience,
    *,
    actor: Actor,
    text: str,
    once: bytes,
    names: Names,
    sent_with: Mapping[str, Piece],
    automatic: bool = False,
) -> Message:
    """Write the next message and count it; the database refuses any other number than the next."""
    now = uow.clock.now()
    message = Message(
        id=new_id(),
        conversation_id=row.id,
        person_id=row.person_id,
        seq=row.last_seq + 1,
        side=side_of(actor),
        author=actor.account_id,
        author_role=actor.role,
        automatic=automatic,
        sent_at=now,
        attachments=len(sent_with),
        once_index=once,
        names=b"",
        body=b"",
    )
    write_message(uow, message, names, text)
    uow.ask(_WRITE, **message.model_dump())
    latest = {"last_seq": message.seq, "last_at": now}
    uow.ask(_COUNT, conversation=row.id, **latest)
    for name, value in latest.items():
        set_committed_value(row, name, value)
    pieces.attach(uow, message, sent_with)
    boxes.deliver(uow, row, reached, author=actor.account_id)
    return message
