"""A person hears no more from a professional, who sees no more than what was said until then. It can be undone."""

from __future__ import annotations

from sqlalchemy import select

from rxapp.accounts.staff import staff_named
from rxapp.core.db import UnitOfWork
from rxapp.core.errors import DomainError
from rxapp.core.policy import NO_CONTEXT, Actor, Context, require
from rxapp.inbox import acts, boxes
from rxapp.inbox.looks import note
from rxapp.inbox.models import Conversation, Participant, ProfessionalBlock
from rxapp.inbox.rules import Side, require_side
from rxapp.inbox.sight import conversations_of, sees_secrets, side_of


def block(uow: UnitOfWork, *, actor: Actor, context: Context = NO_CONTEXT, person_id: str, account_id: str) -> None:
    """Hear no more from a professional: they write to this person no more, and see nothing that is said from now on, nor the
    documents that were sent to them. Again changes nothing.

    Raises DomainError ``introuvable``, ``message.blocage`` for somebody with whom there is no conversation.
    """
    _require(actor, context, person_id)
    parts = _parts(uow, person_id, account_id)
    secrets = sees_secrets(actor, context, person_id)
    if not any(secrets or not row.secret for row, _part in parts):
        raise DomainError("message.blocage")
    if uow.session.get(ProfessionalBlock, (person_id, account_id)) is not None:
        return
    uow.session.add(
        ProfessionalBlock(person_id=person_id, account_id=account_id, by_account=actor.account_id, at=uow.clock.now())
    )
    for row, part in parts:
        part.until_seq = row.last_seq
        uow.session.add(part)
    uow.session.flush()
    _line(uow, actor, person_id, account_id, acts.BLOCKED, hushed=all(row.secret for row, _part in parts))


def unblock(uow: UnitOfWork, *, actor: Actor, context: Context = NO_CONTEXT, person_id: str, account_id: str) -> None:
    """Let a professional write again, and see their conversations whole. Again changes nothing. Raises ``introuvable``."""
    _require(actor, context, person_id)
    held = uow.session.get(ProfessionalBlock, (person_id, account_id))
    parts = _parts(uow, person_id, account_id)
    hushed = all(row.secret for row, _part in parts)
    if held is None or (hushed and not sees_secrets(actor, context, person_id)):
        return
    uow.session.delete(held)
    for _row, part in parts:
        part.until_seq = None
        uow.session.add(part)
    uow.session.flush()
    for row, _part in parts:
        boxes.open_to(uow, row, account_id, patient=False)
    _line(uow, actor, person_id, account_id, acts.UNBLOCKED, hushed=hushed)


def blocked_by(uow: UnitOfWork, *, actor: Actor, context: Context = NO_CONTEXT, person_id: str) -> tuple[tuple[str, str], ...]:
    """(id, name) of the professionals whom a person has blocked, by name. Raises DomainError ``introuvable``."""
    require(actor, "list", conversations_of(person_id), context)
    secrets = sees_secrets(actor, context, person_id)
    wanted = select(ProfessionalBlock.account_id).where(ProfessionalBlock.person_id == person_id)
    ids = uow.session.execute(wanted).scalars().all()
    seen = [one for one in ids if secrets or not all(row.secret for row, _part in _parts(uow, person_id, one))]
    named = staff_named(uow, seen)
    return tuple(sorted(((one, named[one].name) for one in seen if one in named), key=lambda one: (one[1], one[0])))


def _require(actor: Actor, context: Context, person_id: str) -> None:
    require(actor, "block", conversations_of(person_id), context)
    require_side(side_of(actor), Side.PATIENT)


def _parts(uow: UnitOfWork, person_id: str, account_id: str) -> list[tuple[Conversation, Participant]]:
    wanted = (
        select(Conversation, Participant)
        .join(Participant, Participant.conversation_id == Conversation.id)
        .where(Participant.account_id == account_id, Participant.person_id == person_id)
    )
    return [(row, part) for row, part in uow.session.execute(wanted)]


def _line(uow: UnitOfWork, actor: Actor, person_id: str, account_id: str, action: str, *, hushed: bool) -> None:
    """One line; none when the only conversations are those that a minor keeps from their parents."""
    if not hushed:
        name = next((one.name for one in staff_named(uow, {account_id}).values()), "")
        note(uow, actor, person_id, action, label=name)
