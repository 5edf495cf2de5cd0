"""What other rooms do when an account closes: lent where the application is put together, since this room knows none of them."""

from __future__ import annotations

from collections.abc import Callable, Collection, Sequence
from dataclasses import dataclass

from rxapp.core.db import UnitOfWork
from rxapp.core.policy import Actor, Context


@dataclass(frozen=True)
class Ongoing:
    """Something of a room that goes on and bears on a closing: an order, whose it is, and how it stands in words."""

    id: str
    person_id: str
    title: str
    state_label: str


Listing = Callable[[UnitOfWork, Actor, Context, Sequence[str], str], Sequence[Ongoing]]
"""What goes on for these people, in a language; whoever may not see it is told nothing of it."""
GoingOn = Callable[[UnitOfWork, Collection[str]], bool]
"""Whether some of these ids go on, or may still be taken up again."""
Cancelling = Callable[[UnitOfWork, Actor, Context, Collection[str]], object]
"""Give these up for the actor."""
Ending = Callable[[UnitOfWork, str, Sequence[str]], object]
"""An account is closed, in this transaction: end what it had running, and what goes on for people nobody speaks for any more."""


def _nothing(*_given: object) -> tuple[Ongoing, ...]:
    return ()


def _none_goes_on(_uow: UnitOfWork, _ids: Collection[str]) -> bool:
    return False


@dataclass(frozen=True)
class Room:
    """What a room lends."""

    end: Ending
    listing: Listing = _nothing
    goes_on: GoingOn = _none_goes_on
    cancel: Cancelling = _nothing


_rooms: dict[str, Room] = {}


def join(name: str, room: Room) -> None:
    """Ask this room too, from now on; replaces the one of that name."""
    _rooms[name] = room


def ongoing(uow: UnitOfWork, actor: Actor, context: Context, people: Sequence[str], lang: str) -> tuple[Ongoing, ...]:
    """All that goes on for these people."""
    return tuple(one for room in _rooms.values() for one in room.listing(uow, actor, context, people, lang))


def goes_on(uow: UnitOfWork, ids: Collection[str]) -> bool:
    """Whether some of these go on."""
    return any(room.goes_on(uow, ids) for room in _rooms.values())


def cancel(uow: UnitOfWork, actor: Actor, context: Context, ids: Collection[str]) -> None:
    """Give these up."""
    for room in _rooms.values():
        room.cancel(uow, actor, context, ids)


def end(uow: UnitOfWork, account_id: str, people: Sequence[str]) -> None:
    """An account is closed; ``people``: those nobody speaks for any more."""
    for room in _rooms.values():
        room.end(uow, account_id, people)
