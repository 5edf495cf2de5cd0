"""Who may see and do what. Pure decisions: no database, no clock.

What a person may not see does not exist for them, so pages, search, exports, counts and notices all ask `can_see`.
"""

from dataclasses import dataclass, replace
from enum import StrEnum

from rxapp.core.errors import DomainError


class Role(StrEnum):
    """What an account is for."""

    PATIENT = "patient"
    PROFESSIONAL = "professional"
    PHARMACY = "pharmacy"
    ESTABLISHMENT = "establishment"
    OPERATOR = "operator"
    SYSTEM = "system"


@dataclass(frozen=True)
class Actor:
    """Who acts: an account, its role, the person behind it, and the name to write in the history."""

    account_id: str
    role: Role
    person_id: str | None
    label: str
    session_id: str | None = None
    address: str = ""


SYSTEM_ACTOR = Actor(account_id="system", role=Role.SYSTEM, person_id=None, label="Carnet")
"""Acts when no person does: purges, reminders, migrations."""


@dataclass(frozen=True)
class Item:
    """One thing that can be seen: its kind, the person it is about, and the account that made it.

    `deleted`: in the short while before it is gone. `hidden`: the person masks it from everyone but its author,
    parents included. `lent_to`: accounts of professionals to whom the person has sent it, as long as that lasts.
    """

    kind: str
    owner: str | None
    author: str | None = None
    deleted: bool = False
    hidden: bool = False
    lent_to: frozenset[str] = frozenset()
    closed_to_emergency: bool = False
    """The person refuses that it be opened in an emergency: whoever asks for that purpose sees nothing of it."""


@dataclass(frozen=True)
class Context:
    """What else bears on the answer: the minors the actor may act for today, and what the answer is for."""

    guardian_of: frozenset[str] = frozenset()
    purpose: str = "screen"

    @property
    def is_look(self) -> bool:
        """Whether somebody gets to see the answer: not what Carnet computes by itself, every night for instance."""
        return self.purpose != "campaign"


NO_CONTEXT = Context()

EMERGENCY = "emergency"
"""The purpose of a look in an emergency. Nothing gives such a look yet; what is refused is refused from the first one on."""

OWN_ACCOUNT_KINDS = frozenset({"account", "session", "choice", "message"})
"""Belong to an account rather than to a person: only their account sees them, not even a parent."""

PUBLIC_KINDS = frozenset({"directory"})
"""What everyone who signs in may read, and nobody changes."""

COUNTER_KINDS = frozenset({"order", "pharmacy"})
"""What a pharmacy works on: the orders sent to it, and what it says of itself."""

TALK_KINDS = frozenset({"conversation"})
"""What a person and the professionals they write to do together."""

READ_ACTIONS = frozenset({"see", "list", "search", "count", "preview", "download", "export"})
"""Change nothing: allowed on whatever one may see."""

UNDELETE_ACTIONS = frozenset({"restore", "purge"})
"""Concern an item that is already deleted."""

OPERATOR_KINDS = frozenset({"code", "instance"})
"""What the operator runs. Nothing of a person's health, name or acts is among them."""

_AUTHOR_ROLES = frozenset({Role.PROFESSIONAL, Role.PHARMACY, Role.ESTABLISHMENT})


class Refused(DomainError):
    """An act that is not allowed. It reads as "introuvable"; the fields let the refusal be written in the history."""

    def __init__(self, actor: Actor, action: str, item: Item) -> None:
        super().__init__("introuvable")
        self.actor = actor
        self.action = action
        self.item = item


def can_see(actor: Actor, item: Item, context: Context = NO_CONTEXT) -> bool:
    """Whether `item` exists for `actor`."""
    if actor.role is Role.SYSTEM:
        return True
    if item.deleted or (item.closed_to_emergency and context.purpose == EMERGENCY):
        return False
    if item.kind in OWN_ACCOUNT_KINDS:
        return item.author == actor.account_id
    if item.kind in PUBLIC_KINDS:
        return True
    if actor.role is Role.OPERATOR:
        return item.kind in OPERATOR_KINDS
    if actor.role is Role.PATIENT:
        return _speaks_for(actor, item.owner, NO_CONTEXT if item.hidden else context)
    if actor.account_id in item.lent_to:
        return True
    return item.kind == "document" and actor.role in _AUTHOR_ROLES and item.author == actor.account_id


def can_act(actor: Actor, action: str, item: Item, context: Context = NO_CONTEXT) -> bool:
    """Whether `actor` may do `action` to `item`. Adding is asked about the item as it will be."""
    if action in UNDELETE_ACTIONS:
        item = replace(item, deleted=False)
    if not can_see(actor, item, context):
        return False
    if action in READ_ACTIONS or actor.role is Role.SYSTEM:
        return True
    if item.kind in PUBLIC_KINDS:
        return False
    return actor.role not in _AUTHOR_ROLES or item.kind in OWN_ACCOUNT_KINDS | COUNTER_KINDS | TALK_KINDS


def require(actor: Actor, action: str, item: Item, context: Context = NO_CONTEXT) -> None:
    """Raise `DomainError("introuvable")` unless `can_act`."""
    if not can_act(actor, action, item, context):
        raise Refused(actor, action, item)


def _speaks_for(actor: Actor, person_id: str | None, context: Context) -> bool:
    """The person themself, or the parent of a minor."""
    if person_id is None or actor.person_id is None:
        return False
    return person_id == actor.person_id or person_id in context.guardian_of
