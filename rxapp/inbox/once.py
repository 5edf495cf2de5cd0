"""One click is one message: what was sent under a key is given again, and never taken for something else."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field

from sqlalchemy import bindparam, select
from sqlmodel import col

from rxapp.core.db import UnitOfWork
from rxapp.core.errors import DomainError
from rxapp.core.policy import Actor
from rxapp.inbox.content import open_body, open_conversation
from rxapp.inbox.models import Attachment, Conversation, Message
from rxapp.inbox.rules import is_key
from rxapp.inbox.sight import participants

_UNDER_KEY = select(Message.id).where(Message.once_index == bindparam("once"))


@dataclass(frozen=True)
class Sent:
    """What was sent. ``absences``: how many professionals answered by themselves that they are away.

    ``seen_by``: the accounts whose open pages may show it; nobody's when it was sent before.
    """

    conversation_id: str
    message_id: str
    seq: int
    absences: int = 0
    seen_by: tuple[str, ...] = field(default=(), compare=False)


@dataclass(frozen=True)
class Said:
    """What is being sent, cleaned. ``conversation_id``: "" for one that begins; then ``subject``, ``secret`` and ``to`` count."""

    person_id: str
    text: str
    documents: tuple[str, ...] = ()
    conversation_id: str = ""
    subject: str = ""
    secret: bool = False
    to: frozenset[str] = frozenset()


def once_of(uow: UnitOfWork, actor: Actor, key: str) -> bytes:
    """What the database holds of a key, which is its author's own. Raises DomainError ``introuvable``."""
    if not is_key(key):
        raise DomainError("introuvable")
    return uow.keyring.blind_index("message.once", f"{actor.account_id}|{key}")


def made(uow: UnitOfWork, once: bytes, said: Said) -> Sent | None:
    """What was sent under a key already, None when nothing was.

    Raises DomainError ``message.autre_contenu`` when that said something else: what is typed now was not sent, and needs a key of
    its own; ``introuvable`` when it was about somebody else, or in another conversation.
    """
    found = uow.ask(_UNDER_KEY, once=once).scalar()
    if found is None:
        return None
    message = uow.session.get_one(Message, found)
    if message.person_id != said.person_id or said.conversation_id not in ("", message.conversation_id):
        raise DomainError("introuvable")
    if not _is_same(uow, message, said):
        raise DomainError("message.autre_contenu")
    return Sent(message.conversation_id, message.id, message.seq)


def _is_same(uow: UnitOfWork, message: Message, said: Said) -> bool:
    if (message.seq == 1) != (said.conversation_id == "") or open_body(uow, message) != said.text:
        return False
    if said.documents and _documents(uow, message) != said.documents:
        return False  # none: a page that began anew knows not what went with it, and its draft went too
    return bool(said.conversation_id) or _begins_the_same(uow, message, said)


def _begins_the_same(uow: UnitOfWork, message: Message, said: Said) -> bool:
    row = uow.session.get_one(Conversation, message.conversation_id)
    there = {one.account_id for one in participants(uow, row.id)}
    return (open_conversation(uow, row).subject, row.secret) == (said.subject, said.secret) and said.to <= there


def _documents(uow: UnitOfWork, message: Message) -> Sequence[str]:
    wanted = select(Attachment.document_id).where(Attachment.message_id == message.id)
    return tuple(uow.session.execute(wanted.order_by(col(Attachment.position))).scalars())
