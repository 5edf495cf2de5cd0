"""An account closes: what it was writing is erased or kept, and the professionals it talks with are told that it left."""

from __future__ import annotations

from collections.abc import Collection, Sequence

from sqlalchemy import delete, func, or_, select
from sqlmodel import col

from rxapp.accounts.farewell import DRAFTS, Ongoing
from rxapp.core import lookers
from rxapp.core.db import UnitOfWork
from rxapp.core.i18n import _, plural
from rxapp.core.policy import Actor, Context
from rxapp.inbox import drafts, telling
from rxapp.inbox.content import write_report
from rxapp.inbox.models import (
    Attachment,
    Conversation,
    ConversationBox,
    DocumentDispute,
    Message,
    MessageDraft,
    MessageReport,
    Participant,
    ProfessionalBlock,
)
from rxapp.inbox.sight import participants

ID = "brouillons"
_TITLE = (_("{n} message commencé, pas envoyé"), _("{n} messages commencés, pas envoyés"))


def ongoing(uow: UnitOfWork, actor: Actor, _context: Context, _people: Sequence[str], lang: str) -> tuple[Ongoing, ...]:
    """What one was writing, as one thing to choose about."""
    mine = (MessageDraft.account_id == actor.account_id, MessageDraft.content != b"")
    count = uow.session.execute(select(func.count()).select_from(MessageDraft).where(*mine)).scalar_one()
    return (Ongoing(ID, actor.person_id or "", plural(*_TITLE, count, lang), "", DRAFTS, count=count),) if count else ()


def cancel(uow: UnitOfWork, actor: Actor, _context: Context, ids: Collection[str]) -> None:
    """Erase what one was writing."""
    if ID in ids:
        drafts.end_of(uow, actor.account_id)


def part(uow: UnitOfWork, _account_id: str, person_id: str) -> None:
    """Tell whoever is in a conversation that goes on; the notice names nobody, and is told when nothing else can be read.

    What was said when a message was reported may quote it, and is sealed under the instance key: the reason alone is left.
    """
    going_on = select(Conversation).where(Conversation.person_id == person_id, Conversation.state == "open")
    told: set[str] = set()
    for row in uow.session.execute(going_on.order_by(col(Conversation.last_at), col(Conversation.id))).scalars().all():
        for one in participants(uow, row.id):
            if one.until_seq is None and one.account_id not in told:
                telling.left(uow, row, one.account_id)
                told.add(one.account_id)
    hush(uow, person_id)


def hush(uow: UnitOfWork, person_id: str) -> None:
    """Erase what was said when messages of a person's conversations were reported."""
    reported = select(MessageReport).join(Message, col(Message.id) == col(MessageReport.message_id))
    reported = reported.join(Conversation, col(Conversation.id) == col(Message.conversation_id))
    for report in uow.session.execute(reported.where(Conversation.person_id == person_id)).scalars().all():
        write_report(uow, report, "")
        uow.session.add(report)


def destroy(uow: UnitOfWork, person_id: str, accounts: Sequence[str]) -> None:
    """A person's record is destroyed, their key is gone: nothing tells any more with whom they talked, how often, or when.

    Of a child's conversations nothing goes but what this person was writing there.
    """
    talks = select(Conversation.id).where(Conversation.person_id == person_id)
    said = select(Message.id).where(col(Message.conversation_id).in_(talks))
    for which in (
        delete(MessageReport).where(col(MessageReport.message_id).in_(said)),
        delete(Attachment).where(col(Attachment.message_id).in_(said)),
        delete(Message).where(col(Message.conversation_id).in_(talks)),
        delete(ConversationBox).where(col(ConversationBox.conversation_id).in_(talks)),
        delete(Participant).where(col(Participant.conversation_id).in_(talks)),
        delete(DocumentDispute).where(col(DocumentDispute.person_id) == person_id),
        delete(Conversation).where(col(Conversation.person_id) == person_id),
        delete(MessageDraft).where(or_(col(MessageDraft.person_id) == person_id, col(MessageDraft.account_id).in_(accounts))),
        delete(ProfessionalBlock).where(col(ProfessionalBlock.person_id) == person_id),
    ):
        uow.session.execute(which.execution_options(synchronize_session=False))
    uow.session.expire_all()


def end(uow: UnitOfWork, _account_id: str, people: Sequence[str]) -> None:
    """``people``: those for whom nobody speaks any more; their professionals see that on their open pages, and who was blocked is
    told nothing. What was being written is a choice of its own (`ongoing`).
    """
    theirs = select(Participant.account_id).where(col(Participant.person_id).in_(people), col(Participant.until_seq).is_(None))
    lookers.look_again(uow, uow.session.execute(theirs.distinct()).scalars())
