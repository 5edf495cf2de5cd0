"""What other rooms do when an account closes: lent where the application is put together, since this room knows none of them."""

from __future__ import annotations

from collections.abc import Callable, Collection, Sequence
from dataclasses import dataclass, replace

from rxapp.core.db import UnitOfWork
from rxapp.core.policy import Actor, Context

ORDER, APPOINTMENTS, DRAFTS = "order", "appointments", "drafts"
HELP, HELP_ASKED, CHILD = "help", "help-asked", "child"
LATER = frozenset({APPOINTMENTS, DRAFTS})
"""What is given up once the account closes; the rest as soon as it is chosen."""


@dataclass(frozen=True)
class Ongoing:
    """Something of a room that goes on and bears on a closing: an order, whose it is, and how it stands in words.

    ``kind``: `ORDER`, `APPOINTMENTS`, `DRAFTS`, `HELP`, `HELP_ASKED` or `CHILD`;
    ``room``: which room lends it, written by `ongoing`; ``count``: how many it is.
    """

    id: str
    person_id: str
    title: str
    state_label: str
    kind: str = "order"
    room: str = ""
    count: int = 1


Listing = Callable[[UnitOfWork, Actor, Context, Sequence[str], str], Sequence[Ongoing]]
"""What goes on for these people, in a language; whoever may not see it is told nothing of it."""
GoingOn = Callable[[UnitOfWork, Collection[str]], bool]
"""Whether some of these ids go on, or may still be taken up again."""
Cancelling = Callable[[UnitOfWork, Actor, Context, Collection[str]], object]
"""Give these up for the actor."""
Ending = Callable[[UnitOfWork, str, Sequence[str]], object]
"""An account is closed, in this transaction: end what it had running, and what goes on for people nobody speaks for any more."""

Parting = Callable[[UnitOfWork, str, str], object]
"""A person's key is about to go, in this transaction (their account's id, theirs): what others hold of them ends, while it can
still be read."""
Destroying = Callable[[UnitOfWork, str, Sequence[str]], object]
"""A person's record is destroyed (theirs, the ids of their accounts): what is left of it, unreadable for ever, goes, and so does
what the account kept for itself. What is a child's stays."""
Holding = Callable[[UnitOfWork, str], object]
"""An account is held, in this transaction: stop what goes on giving without a session."""


def _nothing(*_given: object) -> tuple[Ongoing, ...]:
    return ()


def _none_goes_on(_uow: UnitOfWork, _ids: Collection[str]) -> bool:
    return False


@dataclass(frozen=True)
class Room:
    """What a room lends. ``kind``: of what it lists, for `cancel_chosen`."""

    end: Ending = _nothing
    listing: Listing = _nothing
    goes_on: GoingOn = _none_goes_on
    cancel: Cancelling = _nothing
    part: Parting = _nothing
    destroy: Destroying = _nothing
    hold: Holding = _nothing
    kind: str = ""


_rooms: dict[str, Room] = {}


def join(name: str, room: Room) -> None:
    """Ask this room too, from now on; replaces the one of that name."""
    _rooms[name] = room


def ongoing(uow: UnitOfWork, actor: Actor, context: Context, people: Sequence[str], lang: str) -> tuple[Ongoing, ...]:
    """All that goes on for these people."""
    return tuple(
        replace(one, room=name) for name, room in _rooms.items() for one in room.listing(uow, actor, context, people, lang)
    )


def goes_on(uow: UnitOfWork, ids: Collection[str]) -> bool:
    """Whether some of these go on."""
    return any(room.goes_on(uow, ids) for room in _rooms.values())


def cancel(uow: UnitOfWork, actor: Actor, context: Context, given_up: Collection[Ongoing]) -> None:
    """Give these up, each by the room that lends it."""
    for name, room in _rooms.items():
        if ids := [one.id for one in given_up if one.room == name]:
            room.cancel(uow, actor, context, ids)


def cancel_chosen(uow: UnitOfWork, actor: Actor, context: Context, kind: str, ids: Collection[str]) -> None:
    """Give up what was chosen before, by the rooms that lend that kind: it is not listed again, since nobody looks at it."""
    for room in _rooms.values():
        if room.kind == kind and ids:
            room.cancel(uow, actor, context, ids)


def end(uow: UnitOfWork, account_id: str, people: Sequence[str]) -> None:
    """An account is closed; ``people``: those nobody speaks for any more."""
    for room in _rooms.values():
        room.end(uow, account_id, people)


def part(uow: UnitOfWork, account_id: str, person_id: str) -> None:
    """A person's key is about to go."""
    for room in _rooms.values():
        room.part(uow, account_id, person_id)


def destroy(uow: UnitOfWork, person_id: str, accounts: Sequence[str]) -> None:
    """A person's record is destroyed; their key is gone already."""
    for room in _rooms.values():
        room.destroy(uow, person_id, accounts)


def hold(uow: UnitOfWork, account_id: str) -> None:
    """An account is held: somebody else may have taken it over, and its owner is to come back."""
    for room in _rooms.values():
        room.hold(uow, account_id)
