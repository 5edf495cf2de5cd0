"""Where rooms meet that do not know each other: what is announced, and whom `notices` asks before it tells."""

from __future__ import annotations

from collections.abc import Collection

from rxapp.accounts import arrivals, farewell
from rxapp.accounts.farewell import Room
from rxapp.accounts.people import context_for
from rxapp.accounts.standing import actor_of, address_of, gather, speaks_for
from rxapp.agenda import feeds, reminders
from rxapp.core.db import UnitOfWork
from rxapp.inbox import boxes
from rxapp.inbox import parting as letters_left
from rxapp.inbox import sight as conversations
from rxapp.inbox import telling as inbox
from rxapp.notices import lent
from rxapp.notices import service as notices
from rxapp.notices.lent import Claim, Reach
from rxapp.pharmacy import parting, prescriptions, sight, telling
from rxapp.prevention import messages
from rxapp.record import lending
from rxapp.takeout import service as takeout


def join_rooms() -> None:
    """Put the rooms together; again changes nothing."""
    reminders.join(notices)
    lent.reach_by(_reach, gather)
    lent.ask(_still_theirs)
    lent.ask(_reminder_stands, reminders.KIND, _reminded_of)
    messages.join(notices)
    lent.ask(_message_stands, messages.KIND)
    telling.join(notices)
    lent.ask(_order_stands, telling.KIND)
    inbox.join(notices)
    lent.ask(_letter_stands, inbox.KIND)
    letters = (conversations.lent_document, conversations.forget_document)
    lending.lend_by((sight.lent_document, prescriptions.forget), letters, keepers=(conversations.is_secret_document,))
    arrivals.join(messages.watched)
    arrivals.join(boxes.arrived)
    lent.tell_delays(_plan_again)
    lent.first_do("agenda", reminders.extend)
    farewell.join("agenda", Room(lambda uow, account_id, _people: feeds.end_of(uow, account_id)))
    farewell.join("inbox", Room(letters_left.end))
    farewell.join("takeout", Room(takeout.end_of))
    farewell.join("pharmacy", Room(parting.end, parting.ongoing, parting.goes_on, parting.cancel))


def _reach(uow: UnitOfWork, account_id: str) -> Reach | None:
    found = address_of(uow, account_id)
    return None if found is None else Reach(*found)


def _still_theirs(uow: UnitOfWork, claim: Claim) -> bool:
    """Whether the account still speaks for the person (not once closed, nor for a child of 18), works where they order, or
    is a professional of their conversations.
    """
    if speaks_for(uow, claim.account_id, claim.person_id):
        return True
    if address_of(uow, claim.account_id) is None:
        return False
    return any(may_read(uow, claim.account_id, claim.person_id) for may_read in (telling.may_read, inbox.may_read))


def _reminder_stands(uow: UnitOfWork, claim: Claim) -> bool:
    return reminders.stands(uow, claim.facts, claim.delays)


def _reminded_of(uow: UnitOfWork, claims: Collection[Claim]) -> object:
    return reminders.gather(uow, [claim.facts for claim in claims])


def _order_stands(uow: UnitOfWork, claim: Claim) -> bool:
    return telling.stands(uow, claim.facts)


def _letter_stands(uow: UnitOfWork, claim: Claim) -> bool:
    return inbox.stands(uow, claim.account_id, claim.facts)


def _message_stands(uow: UnitOfWork, claim: Claim) -> bool:
    return messages.stands(uow, claim.facts)


def _plan_again(uow: UnitOfWork, account_id: str) -> None:
    actor = actor_of(uow, account_id)
    if actor is not None and actor.person_id is not None:
        reminders.plan_later(uow, [actor.person_id, *context_for(uow, actor).guardian_of])
