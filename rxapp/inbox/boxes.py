"""The lists that accounts read: one row for each account and conversation, kept in the transaction of each message."""

from __future__ import annotations

from collections.abc import Iterable

from sqlalchemy import Integer, and_, bindparam, case, select, update
from sqlmodel import col

from rxapp.core.db import UnitOfWork
from rxapp.inbox.models import Conversation, ConversationBox, Message, Participant
from rxapp.inbox.sight import Audience

_BOX = ConversationBox.__table__.c
_AUTHOR, _LAST, _AT = bindparam("author"), bindparam("last", type_=Integer), bindparam("at")
_OF_ONE = _BOX.conversation_id == bindparam("conversation")
_CAUGHT_UP = and_(_BOX.account_id == _AUTHOR, _BOX.read_seq == _LAST - 1)
_DELIVER = (
    update(ConversationBox.__table__)
    .where(_OF_ONE, _BOX.account_id.in_(bindparam("accounts", expanding=True)))
    .values(
        last_at=_AT,
        archived=False,
        read_seq=case((_CAUGHT_UP, _LAST), else_=_BOX.read_seq),
        unread=case((_CAUGHT_UP, False), else_=_BOX.read_seq < _LAST),
    )
)
_LATER = (
    select(Message.id)
    .where(Message.conversation_id == bindparam("conversation"), Message.seq > bindparam("seq"))
    .where(Message.author != bindparam("account"), col(Message.withdrawn_at).is_(None))
    .limit(1)
)
_BEYOND = (
    select(Participant.account_id)
    .where(Participant.conversation_id == bindparam("conversation"), Participant.account_id == bindparam("account"))
    .where(col(Participant.until_seq) < bindparam("seq"))
)
"""A professional for whom the conversation ends before: the person blocked them, perhaps since they looked."""
_READ = (
    update(ConversationBox.__table__)
    .where(_OF_ONE, _BOX.account_id == bindparam("account"), _BOX.read_seq < bindparam("seq"), ~_BEYOND.exists())
    .values(read_seq=bindparam("seq"), unread=_LATER.exists())
)
_LISTS = select(ConversationBox).where(_OF_ONE).execution_options(populate_existing=True)


def deliver(uow: UnitOfWork, row: Conversation, reached: Audience, *, author: str) -> None:
    """Put the latest message into every list it reaches; it comes out of the archives. Its author has read it.

    An author who had not read what came just before still has it unread: both may write in the same instant.
    """
    accounts = list(dict.fromkeys((*reached.people, *reached.heard)))
    given = {"conversation": row.id, "author": author, "last": row.last_seq, "at": row.last_at}
    if not accounts or uow.ask(_DELIVER, accounts=accounts, **given).rowcount == len(accounts):
        return
    held = {box.account_id for box in boxes_of(uow, row.id)}
    for account_id in accounts:
        if account_id not in held:
            uow.session.add(_new(row, account_id, patient=account_id in reached.people))
    uow.ask(_DELIVER, accounts=[one for one in accounts if one not in held], **given)


def open_to(uow: UnitOfWork, row: Conversation, account_id: str, *, patient: bool) -> None:
    """Put a conversation into the list of somebody who comes to it, unread."""
    box = uow.session.get(ConversationBox, (account_id, row.id), populate_existing=True) or _new(row, account_id, patient=patient)
    box.last_at, box.archived = row.last_at, False
    box.unread = box.read_seq < row.last_seq
    uow.session.add(box)
    uow.session.flush()


def arrived(uow: UnitOfWork, account_id: str, person_id: str) -> None:
    """An account speaks for a person from now on: what was said so far is in its list, unread; a minor's secrets are not."""
    talks = select(Conversation).where(Conversation.person_id == person_id, col(Conversation.secret).is_(False))
    for row in uow.session.execute(talks).scalars().all():
        open_to(uow, row, account_id, patient=True)


def read_up_to(uow: UnitOfWork, row: Conversation, account_id: str, seq: int, *, patient: bool) -> bool:
    """An account has read up to a message; whether that is new."""
    seq = min(seq, row.last_seq)
    if read_on(uow, row.id, account_id, seq):
        return True
    if uow.session.get(ConversationBox, (account_id, row.id), populate_existing=True) is not None:
        return False
    uow.session.add(_new(row, account_id, patient=patient))
    return read_on(uow, row.id, account_id, seq)


def read_on(uow: UnitOfWork, conversation_id: str, account_id: str, seq: int) -> bool:
    """The same for a message that is there, in a list that has the conversation."""
    return uow.ask(_READ, conversation=conversation_id, account=account_id, seq=seq).rowcount > 0


def withdrawn(uow: UnitOfWork, row: Conversation, seq: int) -> None:
    """A message was withdrawn: whoever waited for that one alone waits for nothing."""
    for box in boxes_of(uow, row.id):
        if box.unread and box.read_seq < seq and not _waits(uow, row, box.account_id, box.read_seq):
            box.unread = False
            uow.session.add(box)
    uow.session.flush()


def boxes_of(uow: UnitOfWork, conversation_id: str) -> list[ConversationBox]:
    """The rows of a conversation in everybody's list, as they are now."""
    return list(uow.session.execute(_LISTS, {"conversation": conversation_id}).scalars())


def read_by(lists: Iterable[ConversationBox]) -> dict[bool, int]:
    """Up to which message each side has read one conversation, of its rows in everybody's list: True for the person's side."""
    sides: dict[bool, int] = {}
    for box in lists:
        sides[box.patient] = max(box.read_seq, sides.get(box.patient, 0))
    return sides


def _waits(uow: UnitOfWork, row: Conversation, account_id: str, seq: int) -> bool:
    """Whether somebody else's message is there to be read after one."""
    return uow.ask(_LATER, conversation=row.id, account=account_id, seq=seq).first() is not None


def _new(row: Conversation, account_id: str, *, patient: bool) -> ConversationBox:
    return ConversationBox(
        account_id=account_id,
        conversation_id=row.id,
        person_id=row.person_id,
        patient=patient,
        kind=row.kind,
        last_at=row.last_at,
    )
