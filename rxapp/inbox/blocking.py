"""A person hears no more from a professional, who sees no more than what was said until then. It can be undone.

What a minor keeps from their parents is apart: whoever blocks does so in the conversations that they see, so that neither betrays
the other.
"""

from __future__ import annotations

from sqlalchemy import false, select, true
from sqlmodel import col

from rxapp.accounts import emergency_ending
from rxapp.accounts.staff import staff_named
from rxapp.core.db import UnitOfWork
from rxapp.core.errors import DomainError
from rxapp.core.policy import NO_CONTEXT, Actor, Context, require
from rxapp.inbox import acts, boxes
from rxapp.inbox.looks import note
from rxapp.inbox.models import Conversation, Participant, ProfessionalBlock
from rxapp.inbox.rules import Side, require_ids, require_side
from rxapp.inbox.sight import blocked_ids, conversations_of, is_adult, sees_secrets, side_of


def block(uow: UnitOfWork, *, actor: Actor, context: Context = NO_CONTEXT, person_id: str, account_id: str) -> None:
    """Hear no more from a professional: they write to this person no more, and see nothing that is said from now on, nor the
    documents that were sent to them; nor do they open the record in an emergency. Again changes nothing.

    Raises DomainError ``introuvable``, ``message.blocage`` for somebody with whom there is no conversation.
    """
    require_ids(account_id)
    sorts = {secret: _parts(uow, person_id, account_id, secret=secret) for secret in _sorts(actor, context, person_id)}
    if not any(sorts.values()):
        raise DomainError("message.blocage")
    for secret, parts in sorts.items():
        if not parts or uow.session.get(ProfessionalBlock, (person_id, account_id, secret)) is not None:
            continue
        row = ProfessionalBlock(person_id=person_id, account_id=account_id, secret=secret, by_account=actor.account_id)
        row.at = uow.clock.now()
        uow.session.add(row)
        for conversation, part in parts:
            part.until_seq = conversation.last_seq
            uow.session.add(part)
        uow.session.flush()
        if not secret or is_adult(uow, person_id):
            emergency_ending.cut(uow, person_id, account_id)
        _line(uow, actor, person_id, account_id, acts.BLOCKED, secret=secret)


def unblock(uow: UnitOfWork, *, actor: Actor, context: Context = NO_CONTEXT, person_id: str, account_id: str) -> None:
    """Let a professional write again, and see their conversations whole. Again changes nothing. Raises ``introuvable``."""
    require_ids(account_id)
    for secret in _sorts(actor, context, person_id):
        held = uow.session.get(ProfessionalBlock, (person_id, account_id, secret))
        if held is None:
            continue
        uow.session.delete(held)
        parts = _parts(uow, person_id, account_id, secret=secret)
        for _conversation, part in parts:
            part.until_seq = None
            uow.session.add(part)
        uow.session.flush()
        for conversation, _part in parts:
            boxes.open_to(uow, conversation, account_id, patient=False)
        _line(uow, actor, person_id, account_id, acts.UNBLOCKED, secret=secret)


def blocked_by(uow: UnitOfWork, *, actor: Actor, context: Context = NO_CONTEXT, person_id: str) -> tuple[tuple[str, str], ...]:
    """(id, name) of the professionals whom a person has blocked, by name. Raises DomainError ``introuvable``."""
    require(actor, "list", conversations_of(person_id), context)
    sorts = (False, True) if sees_secrets(actor, context, person_id) else (False,)
    ids = {one for secret in sorts for one in blocked_ids(uow, person_id, secret=secret)}
    named = staff_named(uow, ids).values()
    return tuple(sorted(((one.id, one.name) for one in named), key=lambda one: (one[1], one[0])))


def _sorts(actor: Actor, context: Context, person_id: str) -> tuple[bool, ...]:
    """The sorts of conversations that this actor decides about: those in sight of parents, then a minor's own."""
    require(actor, "block", conversations_of(person_id), context)
    require_side(side_of(actor), Side.PATIENT)
    return (False, True) if sees_secrets(actor, context, person_id) else (False,)


def _parts(uow: UnitOfWork, person_id: str, account_id: str, *, secret: bool) -> list[tuple[Conversation, Participant]]:
    wanted = (
        select(Conversation, Participant)
        .join(Participant, col(Participant.conversation_id) == col(Conversation.id))
        .where(Participant.account_id == account_id, Participant.person_id == person_id)
        .where(col(Conversation.secret) == (true() if secret else false()))
    )
    return [(row, part) for row, part in uow.session.execute(wanted)]


def _line(uow: UnitOfWork, actor: Actor, person_id: str, account_id: str, action: str, *, secret: bool) -> None:
    if not secret:
        name = next((one.name for one in staff_named(uow, {account_id}).values()), "")
        note(uow, actor, person_id, action, label=name)
