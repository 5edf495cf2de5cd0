"""Conversations for a copy to take along: all of them and whole. Making a copy is not reading: nothing is marked as read."""

from __future__ import annotations

from collections.abc import Iterator

from sqlalchemy import select
from sqlmodel import col

from rxapp.core.db import UnitOfWork
from rxapp.core.policy import NO_CONTEXT, Actor, Context
from rxapp.inbox.conversation_views import conversation_page
from rxapp.inbox.looks import owe_list
from rxapp.inbox.models import Conversation
from rxapp.inbox.rows import ConversationPage
from rxapp.inbox.sight import sees_secrets


def conversation_ids(uow: UnitOfWork, *, actor: Actor, context: Context = NO_CONTEXT, person_id: str) -> tuple[str, ...]:
    """Every conversation about a person that this actor sees, put away or not, the oldest first. Raises ``introuvable``."""
    owe_list(uow, actor=actor, context=context, person_id=person_id)
    wanted = select(Conversation.id).where(Conversation.person_id == person_id)
    if not sees_secrets(actor, context, person_id):
        wanted = wanted.where(col(Conversation.secret).is_(False))
    return tuple(uow.session.execute(wanted.order_by(col(Conversation.started_at), col(Conversation.id))).scalars())


def pages(
    uow: UnitOfWork, *, actor: Actor, context: Context = NO_CONTEXT, conversation_id: str, lang: str
) -> Iterator[ConversationPage]:
    """One conversation, page by page, the latest messages first (each page's own rows are the oldest first).

    Raises DomainError ``introuvable``.
    """
    uow.owe(("message.lu", conversation_id, actor.account_id), None)  # the other side goes by what was read
    given = {"actor": actor, "context": context, "conversation_id": conversation_id, "lang": lang}
    page = conversation_page(uow, **given)
    yield page
    while page.earlier:
        page = conversation_page(uow, **given, before=page.earlier)
        yield page
