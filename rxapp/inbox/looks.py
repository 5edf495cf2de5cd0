"""Lines in a person's history: of acts, and of the looks that are owed one. None for what a minor keeps from their parents."""

from __future__ import annotations

from functools import partial

from rxapp.accounts.identity import identity_of
from rxapp.accounts.staff import staff_named
from rxapp.core import audit
from rxapp.core.db import UnitOfWork
from rxapp.core.policy import NO_CONTEXT, Actor, Context, require
from rxapp.inbox import acts
from rxapp.inbox.models import Conversation
from rxapp.inbox.sight import conversation_row, conversations_of, is_quiet, participants


def note(uow: UnitOfWork, actor: Actor, person_id: str, action: str, *, item: str | None = None, **details: object) -> None:
    """One line in a person's history, under both names when a parent acts."""
    other = actor.person_id is not None and actor.person_id != person_id
    behalf = identity_of(uow, person_id).full_name if other else None
    audit.record(uow, person_id=person_id, actor=actor, action=action, details=details, item=item, on_behalf=behalf)


def note_in(uow: UnitOfWork, actor: Actor, row: Conversation, action: str, **details: object) -> None:
    """The same for an act in a conversation: beside it stand its professionals, and nothing of what is said."""
    if is_quiet(uow, row):
        return
    if "label" not in details:
        details["label"] = ", ".join(names_in(uow, row.id))
    note(uow, actor, row.person_id, action, item=row.id, **details)


def names_in(uow: UnitOfWork, conversation_id: str) -> tuple[str, ...]:
    """The names of the professionals of a conversation."""
    ids = [one.account_id for one in participants(uow, conversation_id)]
    named = staff_named(uow, ids)
    return tuple(named[one].name for one in ids if one in named)


def listed(uow: UnitOfWork, *, actor: Actor, context: Context = NO_CONTEXT, person_id: str) -> None:
    """Write that somebody else saw the list of a person's conversations, once in `audit.ONE_LOOK`."""
    require(actor, "list", conversations_of(person_id), context)
    if actor.person_id != person_id and not audit.is_same_look(uow, person_id=person_id, actor=actor, action=acts.LISTED):
        note(uow, actor, person_id, acts.LISTED)


def consulted(
    uow: UnitOfWork, *, actor: Actor, context: Context = NO_CONTEXT, conversation_id: str, action: str = acts.LOOKED_AT
) -> None:
    """Write that somebody, the person included, opened one conversation or made it ready to print, once in `ONE_LOOK`."""
    row = conversation_row(uow, actor=actor, context=context, action="see", conversation_id=conversation_id)
    look = {"person_id": row.person_id, "actor": actor, "action": action, "item": row.id}
    if not audit.is_same_look(uow, **look):
        note_in(uow, actor, row, action)


def owe_list(uow: UnitOfWork, *, actor: Actor, context: Context, person_id: str) -> None:
    """For a view of a person's conversations: somebody else gets it once `listed` has written it. Raises ``introuvable``."""
    require(actor, "list", conversations_of(person_id), context)
    write = partial(listed, actor=actor, context=context, person_id=person_id)
    audit.owe_look(uow, person_id=person_id, actor=actor, action=acts.LISTED, write=write)


def owe_conversation(uow: UnitOfWork, *, actor: Actor, context: Context, row: Conversation, action: str = acts.LOOKED_AT) -> None:
    """For a view of one conversation: nobody gets it before `consulted` has written it, the person themself included."""
    if not is_quiet(uow, row):
        write = partial(consulted, actor=actor, context=context, conversation_id=row.id, action=action)
        audit.owe_look(uow, person_id=row.person_id, actor=actor, action=action, item=row.id, own=True, write=write)
