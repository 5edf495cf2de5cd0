"""What becomes of what was sent: read, withdrawn while it was not, put away, reported; conversations handed on and closed."""

from __future__ import annotations

from collections.abc import Sequence

from sqlalchemy import select

from rxapp.accounts.staff import staff_named
from rxapp.core.db import UnitOfWork, new_id
from rxapp.core.errors import DomainError
from rxapp.core.policy import NO_CONTEXT, Actor, Context, Role
from rxapp.inbox import acts, boxes, drafts, pieces, telling
from rxapp.inbox.content import write_closing, write_report
from rxapp.inbox.looks import consulted, note_in
from rxapp.inbox.models import Conversation, ConversationBox, Message, MessageReport, Participant
from rxapp.inbox.practices import practice_of
from rxapp.inbox.rules import (
    CLOSINGS,
    MOST_TO,
    REPORTS,
    Side,
    Withdrawing,
    require,
    require_colleague,
    require_ids,
    require_side,
    why_not_withdraw,
)
from rxapp.inbox.sight import (
    blocked_ids,
    conversation_row,
    is_quiet,
    last_seen,
    lock,
    message_row,
    participant,
    participants,
    side_of,
)
from rxapp.inbox.text import clean_words
from rxapp.inbox.writing import add_participant, require_accepting


def withdraw(uow: UnitOfWork, *, actor: Actor, context: Context = NO_CONTEXT, message_id: str) -> str:
    """Take back one's own message while nobody of the other side has read it: its text is gone. Returns the conversation's id.

    Raises DomainError ``introuvable``, ``message.pas_le_votre``, ``message.deja_retire``, ``message.deja_lu``, ``message.close``.
    """
    row, message = message_row(uow, actor=actor, context=context, action="withdraw", message_id=message_id)
    lock(uow, row)
    require(why_not_withdraw(withdrawing_facts(uow, row, message, actor)))
    message.body, message.withdrawn_at = b"", uow.clock.now()
    uow.session.add(message)
    uow.session.flush()
    pieces.take_back(uow, message)
    boxes.withdrawn(uow, row, message.seq)
    telling.taken_back(uow, row, message.seq)
    note_in(uow, actor, row, acts.WITHDRAWN)
    return row.id


def withdrawing_facts(uow: UnitOfWork, row: Conversation, message: Message, actor: Actor) -> Withdrawing:
    """What bears on whether this actor may take a message back now."""
    other = message.side != Side.PATIENT
    read = boxes.read_by(boxes.boxes_of(uow, row.id)).get(other, 0)
    return Withdrawing(
        own=message.author == actor.account_id,
        automatic=message.automatic,
        withdrawn=message.withdrawn_at is not None,
        closed=row.state == "closed",
        read=read >= message.seq,
    )


def mark_read(
    uow: UnitOfWork, *, actor: Actor, context: Context = NO_CONTEXT, conversation_id: str, seq: int | None = None
) -> bool:
    """The actor has read up to a message (None: the latest); whether that was new. A page that shows one does it by itself.

    Raises DomainError ``introuvable``.
    """
    new = mark_shown(uow, actor=actor, context=context, conversation_id=conversation_id, seq=seq)
    row = conversation_row(uow, actor=actor, context=context, action="read", conversation_id=conversation_id)
    if not is_quiet(uow, row):
        consulted(uow, actor=actor, context=context, conversation_id=row.id)
    return new


def mark_shown(uow: UnitOfWork, *, actor: Actor, context: Context, conversation_id: str, seq: int | None) -> bool:
    """`mark_read` for a view that owes the look in the history by itself."""
    row = conversation_row(uow, actor=actor, context=context, action="read", conversation_id=conversation_id)
    last = last_seen(uow, row, actor)
    patient = actor.role is Role.PATIENT
    new = boxes.read_up_to(uow, row, actor.account_id, last if seq is None else min(seq, last), patient=patient)
    if new:
        telling.read(uow, row.id, actor.account_id)
    return new


def mark_given(uow: UnitOfWork, *, actor: Actor, context: Context, conversation_id: str, seq: int) -> None:
    """`mark_shown` of a message that a view found and `policy` let be read; what stands otherwise by now is asked again."""
    if boxes.read_on(uow, conversation_id, actor.account_id, seq):
        telling.read(uow, conversation_id, actor.account_id)
    else:
        mark_shown(uow, actor=actor, context=context, conversation_id=conversation_id, seq=seq)


def archive(uow: UnitOfWork, *, actor: Actor, context: Context = NO_CONTEXT, conversation_id: str) -> None:
    """Put a conversation away in the actor's own list; a new message takes it out. Raises DomainError ``introuvable``."""
    _put(uow, actor, context, conversation_id, archived=True)


def unarchive(uow: UnitOfWork, *, actor: Actor, context: Context = NO_CONTEXT, conversation_id: str) -> None:
    """Take a conversation out of the actor's archives. Raises DomainError ``introuvable``."""
    _put(uow, actor, context, conversation_id, archived=False)


def _put(uow: UnitOfWork, actor: Actor, context: Context, conversation_id: str, *, archived: bool) -> None:
    row = conversation_row(uow, actor=actor, context=context, action="archive", conversation_id=conversation_id)
    box = uow.session.get(ConversationBox, (actor.account_id, row.id))
    if box is None:
        raise DomainError("introuvable")
    if box.archived == archived:
        return
    box.archived = archived
    uow.session.add(box)
    uow.session.flush()
    if actor.role is Role.PATIENT:  # how a professional tidies their desk is no line of the person's history
        note_in(uow, actor, row, acts.ARCHIVED if archived else acts.TAKEN_OUT)


def report(
    uow: UnitOfWork, *, actor: Actor, context: Context = NO_CONTEXT, message_id: str, reason: str, words: str = ""
) -> None:
    """Tell the operator that a message of the other side should not have been written: who, when, why, never what it says.

    ``reason``: a key of `rules.REPORTS`. Raises DomainError ``introuvable``, ``message.raison``, ``message.deja_signale``.
    """
    row, message = message_row(uow, actor=actor, context=context, action="report", message_id=message_id)
    if message.side == side_of(actor) or message.withdrawn_at is not None:
        raise DomainError("introuvable")
    if reason not in REPORTS:
        raise DomainError("message.raison")
    had = select(MessageReport.id).where(MessageReport.message_id == message.id, MessageReport.account_id == actor.account_id)
    if uow.session.execute(had).first() is not None:
        raise DomainError("message.deja_signale")
    made = MessageReport(
        id=new_id(), message_id=message.id, account_id=actor.account_id, reason=reason, at=uow.clock.now(), content=b""
    )
    write_report(uow, made, clean_words(words))
    uow.session.add(made)
    uow.session.flush()
    note_in(uow, actor, row, acts.REPORTED)


def close(
    uow: UnitOfWork, *, actor: Actor, context: Context = NO_CONTEXT, conversation_id: str, why: str, words: str = ""
) -> None:
    """End a conversation, for good: what was said stays readable, and nobody writes in it any more. For its professionals.

    The draft of who closes is thrown away; what somebody else was writing stays theirs to read.
    ``why``: a key of `rules.CLOSINGS`. Raises DomainError ``introuvable``, ``message.raison``, ``message.close``.
    """
    row = conversation_row(uow, actor=actor, context=context, action="close", conversation_id=conversation_id)
    lock(uow, row)
    _require_active(uow, row, actor)
    if why not in CLOSINGS:
        raise DomainError("message.raison")
    if row.state == "closed":
        raise DomainError("message.close")
    write_closing(uow, row, clean_words(words))  # before the state: both reach the database together
    row.state, row.closed_why, row.closed_by, row.closed_at = "closed", why, actor.account_id, uow.clock.now()
    uow.session.add(row)
    uow.session.flush()
    drafts.done_with(uow, actor, row.person_id, row.id)
    note_in(uow, actor, row, acts.CLOSED)


def assign(uow: UnitOfWork, *, actor: Actor, context: Context = NO_CONTEXT, conversation_id: str, account_id: str) -> None:
    """Have a colleague of the same practice answer, from now on told of what comes; both see the conversation.

    Raises DomainError ``introuvable``, ``message.autre_cabinet``, ``message.close``, ``message.bloque``,
    ``message.destinataires``.
    """
    require_ids(account_id)
    row = conversation_row(uow, actor=actor, context=context, action="assign", conversation_id=conversation_id)
    lock(uow, row)
    part, there = _require_active(uow, row, actor), participants(uow, row.id)
    _require_assignable(uow, row, part, there, account_id)
    for one in there:
        if one.practice_id == part.practice_id and one.assigned:
            one.assigned = False
            uow.session.add(one)
    own = account_id == actor.account_id
    add_participant(uow, row, account_id, for_account="" if own else part.for_account or actor.account_id)
    if not own:
        boxes.open_to(uow, row, account_id, patient=False)
        telling.assigned(uow, row, account_id)
    note_in(uow, actor, row, acts.ASSIGNED)


def _require_assignable(
    uow: UnitOfWork, row: Conversation, part: Participant, there: Sequence[Participant], account_id: str
) -> None:
    """Raise the refusal unless a conversation may be handed to this colleague."""
    require_colleague(part.practice_id, practice_of(uow, account_id))
    named = staff_named(uow, {account_id})
    if account_id not in named or named[account_id].closed:
        raise DomainError("introuvable")
    if row.state == "closed":
        raise DomainError("message.close")
    if account_id in blocked_ids(uow, row.person_id, secret=row.secret):
        raise DomainError("message.bloque")
    if len(there) >= MOST_TO and not any(one.account_id == account_id for one in there):
        raise DomainError("message.destinataires", maximum=MOST_TO)


def add_professional(
    uow: UnitOfWork, *, actor: Actor, context: Context = NO_CONTEXT, conversation_id: str, account_id: str
) -> None:
    """Have another professional take part, who sees all that was said. For the person's side.

    Raises DomainError ``introuvable``, ``message.close``, ``message.information``, ``message.destinataires``; as `start` does.
    """
    require_ids(account_id)
    row = conversation_row(uow, actor=actor, context=context, action="add", conversation_id=conversation_id)
    require_side(side_of(actor), Side.PATIENT)
    lock(uow, row)
    if row.kind == "information" or row.state == "closed":
        raise DomainError("message.information" if row.kind == "information" else "message.close")
    there = participants(uow, row.id)
    if any(one.account_id == account_id for one in there):
        return
    if len(there) >= MOST_TO:
        raise DomainError("message.destinataires", maximum=MOST_TO)
    require_accepting(uow, row.person_id, (account_id,), secrets=actor.person_id == row.person_id)
    add_participant(uow, row, account_id)
    boxes.open_to(uow, row, account_id, patient=False)
    note_in(uow, actor, row, acts.ADDED)
    telling.assigned_by_person(uow, row, account_id)


def _require_active(uow: UnitOfWork, row: Conversation, actor: Actor) -> Participant:
    """The part of a professional who may act in a conversation. Raises DomainError ``introuvable``, ``message.bloque``."""
    part = participant(uow, row.id, actor.account_id) if side_of(actor) is Side.PROFESSIONAL else None
    if part is None:
        raise DomainError("introuvable")
    if part.until_seq is not None:
        raise DomainError("message.bloque")
    return part
