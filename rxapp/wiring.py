"""Where rooms meet that do not know each other: what is announced, and whom `notices` asks before it tells."""

from __future__ import annotations

from collections.abc import Collection
from dataclasses import replace

from rxapp.accounts import (
    access_ending,
    access_telling,
    allowing,
    arrivals,
    child_parting,
    emergency,
    emergency_standing,
    emergency_telling,
    farewell,
    granted,
    help_parting,
    helping,
    invitations,
    relatives,
    rights,
)
from rxapp.accounts.farewell import Room
from rxapp.accounts.people import context_for
from rxapp.accounts.rights import Right
from rxapp.accounts.standing import actor_of, address_of, gather, is_told, speaks_for
from rxapp.agenda import feeds, reminders
from rxapp.agenda import parting as agenda
from rxapp.core.db import UnitOfWork
from rxapp.core.policy import Actor, HelpScope
from rxapp.inbox import boxes
from rxapp.inbox import parting as leaving
from rxapp.inbox import sight as conversations
from rxapp.inbox import telling as inbox
from rxapp.measures import parting as measures
from rxapp.notices import lent
from rxapp.notices import service as notices
from rxapp.notices.lent import Claim, Reach
from rxapp.pharmacy import parting, prescriptions, sight, telling
from rxapp.prevention import messages
from rxapp.prevention import parting as prevention
from rxapp.profile import parting as profile
from rxapp.record import aside, asking, delivering, lending, safe, sending
from rxapp.record import parting as sendings
from rxapp.record import service as record
from rxapp.record import telling as filing
from rxapp.record.lending import Loan
from rxapp.sharing import service as sharing
from rxapp.sharing import standing as shown
from rxapp.takeout import service as takeout


def join_rooms() -> None:
    """Put the rooms together; again changes nothing."""
    reminders.join(notices)
    lent.reach_by(_reach, gather)
    lent.ask(_still_theirs)
    lent.ask(_reminder_stands, reminders.KIND, _reminded_of)
    messages.join(notices)
    rights.join(conversations.correspondents)
    lent.ask(_message_stands, messages.KIND)
    telling.join(notices)
    lent.ask(_order_stands, telling.KIND)
    inbox.join(notices)
    lent.ask(_letter_stands, inbox.KIND)
    letters = (_letter_lent, conversations.forget_document)
    links = (shown.lent_document, shown.forget_document)
    holders = (conversations.holders, sight.holders, shown.holders)
    keepers = (conversations.is_secret_document, safe.is_in_safe)
    told = {"keepers": keepers, "holders": holders, "counters": (sight.at_counters,)}
    lending.lend_by(links, (sight.lent_document, prescriptions.forget), letters, **told)
    arrivals.join(messages.watched)
    arrivals.join(boxes.arrived)
    arrivals.join(_plan_reminders)
    lent.ask(_relative_stands, relatives.KIND)
    arrivals.join(invitations.arrived)
    arrivals.join_help(HelpScope.MESSAGES, boxes.arrived)
    arrivals.join_help(HelpScope.AGENDA, _plan_reminders)
    lent.tell_delays(_plan_again)
    lent.first_do("agenda", reminders.extend)
    asking.join(access_telling.asked)
    lent.ask(_access_stands, access_telling.KIND)
    lent.ask(_emergency_stands, emergency_telling.KIND)
    filing.join(notices)
    delivering.allow_by(_may_file)
    emergency_standing.shut_by(_has_shut_out)
    lent.ask(_document_stands, filing.KIND)
    arrivals.join(sending.look_again)
    _join_farewells()


def _join_farewells() -> None:
    """What each room does when an account closes, is held, or a record is destroyed."""
    farewell.join("aidants", Room(helping.end_of, help_parting.ongoing, cancel=help_parting.cancel, destroy=helping.forget))
    calendars = {"cancel": agenda.cancel, "destroy": agenda.destroy, "hold": feeds.end_of, "kind": farewell.APPOINTMENTS}
    farewell.join("agenda", Room(_end_calendars, agenda.ongoing, **calendars))
    farewell.join("accounts", Room(listing=child_parting.ongoing, goes_on=child_parting.goes_on, destroy=invitations.forget))
    farewell.join("notices", Room(hold=notices.forget_devices))
    farewell.join("access", Room(access_ending.end_of, destroy=allowing.destroy))
    farewell.join("emergency", Room(destroy=emergency.destroy))
    farewell.join("record", Room(destroy=record.destroy_record))
    farewell.join("sending", Room(part=sendings.part, destroy=sendings.destroy))
    farewell.join("inbox", Room(leaving.end, leaving.ongoing, cancel=leaving.cancel, part=leaving.part, destroy=leaving.destroy))
    farewell.join("takeout", Room(takeout.end_of, destroy=takeout.end_of_person))
    farewell.join("sharing", Room(sharing.end_of, destroy=sharing.destroy, hold=sharing.end_of))
    orders = Room(parting.end, parting.ongoing, parting.goes_on, parting.cancel, parting.part, parting.destroy)
    farewell.join("pharmacy", orders)
    farewell.join("prevention", Room(destroy=prevention.destroy))
    farewell.join("measures", Room(destroy=measures.destroy))
    farewell.join("profile", Room(destroy=profile.destroy))


def _end_calendars(uow: UnitOfWork, account_id: str, _people: Collection[str]) -> None:
    feeds.end_of(uow, account_id)


def _reach(uow: UnitOfWork, account_id: str) -> Reach | None:
    found = address_of(uow, account_id)
    return None if found is None else Reach(*found)


_HELPED_WITH = {reminders.KIND: HelpScope.AGENDA, telling.KIND: HelpScope.PHARMACY, inbox.KIND: HelpScope.MESSAGES}
_HELPED_WITH |= {filing.KIND: HelpScope.SEE}
"""What a helper may be told of, by kind of news: when it is told, and as long as it is listed."""


def _still_theirs(uow: UnitOfWork, claim: Claim) -> bool:
    """Whether the account still speaks for the person (not once closed, nor for a child of 18) or helps them with that, works
    where they order, or is a professional of their conversations.
    """
    if not claim.person_id:  # told of somebody whose key is gone since: of nobody any more
        return address_of(uow, claim.account_id) is not None
    if claim.person_id == claim.account_id:  # told of a sender's own safe
        return address_of(uow, claim.account_id) is not None
    if speaks_for(uow, claim.account_id, claim.person_id):
        return True
    if address_of(uow, claim.account_id) is None:
        return False
    if claim.kind in _HELPED_WITH and is_told(uow, claim.account_id, claim.person_id, _HELPED_WITH[claim.kind]):
        return True
    return any(
        may_read(uow, claim.account_id, claim.person_id) for may_read in (telling.may_read, inbox.may_read, granted.may_read)
    )


def _reminder_stands(uow: UnitOfWork, claim: Claim) -> bool:
    return reminders.stands(uow, claim.facts, claim.delays)


def _reminded_of(uow: UnitOfWork, claims: Collection[Claim]) -> object:
    return reminders.gather(uow, [claim.facts for claim in claims])


def _letter_lent(uow: UnitOfWork, actor: Actor, document_id: str) -> Loan | None:
    """What went with messages opens no more for professionals once the person refuses that, but for what they send afterwards."""
    found = conversations.lent_document(uow, actor, document_id)
    if found is None or found.over or actor.role not in conversations.PROFESSIONALS:
        return found
    owner = aside.owner_of(uow, document_id)
    since = rights.refused_since(uow, owner, Right.PROFESSIONALS) if owner else None
    return found if since is None or (found.sent_at is not None and found.sent_at > since) else replace(found, over=True)


def _may_file(uow: UnitOfWork, account_id: str, person_id: str, *, secret: bool) -> bool:
    """Whether a person lets a professional file: they write to each other, or may read, and are not blocked.

    A conversation that a minor keeps from their parents is leave for what is kept from them too, and for nothing else.
    """
    if granted.is_blocked(uow, account_id, person_id):
        return False
    secrets = secret or conversations.is_adult(uow, person_id)
    return conversations.goes_on(uow, account_id, person_id, secrets=secrets) or granted.may_read(uow, account_id, person_id)


def _has_shut_out(uow: UnitOfWork, account_id: str, person_id: str) -> bool:
    """Whether a person blocks a professional's messages, for an emergency.

    Not where a minor does so apart: a refusal is a line that their parents read, and would tell them.
    """
    sorts = (False, True) if conversations.is_adult(uow, person_id) else (False,)
    return any(account_id in conversations.blocked_ids(uow, person_id, secret=secret) for secret in sorts)


def _access_stands(uow: UnitOfWork, claim: Claim) -> bool:
    return access_telling.stands(uow, claim.facts)


def _emergency_stands(uow: UnitOfWork, claim: Claim) -> bool:
    return emergency_telling.stands(uow, claim.facts)


def _order_stands(uow: UnitOfWork, claim: Claim) -> bool:
    return telling.stands(uow, claim.facts)


def _document_stands(uow: UnitOfWork, claim: Claim) -> bool:
    return filing.stands(uow, claim.account_id, claim.facts)


def _letter_stands(uow: UnitOfWork, claim: Claim) -> bool:
    return inbox.stands(uow, claim.account_id, claim.facts)


def _relative_stands(uow: UnitOfWork, claim: Claim) -> bool:
    return relatives.stands(uow, claim.facts)


def _message_stands(uow: UnitOfWork, claim: Claim) -> bool:
    return messages.stands(uow, claim.facts)


def _plan_reminders(uow: UnitOfWork, _account_id: str, person_id: str) -> None:
    reminders.plan_later(uow, [person_id])


def _plan_again(uow: UnitOfWork, account_id: str) -> None:
    actor = actor_of(uow, account_id)
    if actor is not None and actor.person_id is not None:
        reminders.plan_later(uow, [actor.person_id, *context_for(uow, actor).guardian_of])
