"""Documents that a person has lent to a professional for a while: other rooms know for how long, and this one asks them.

They are told when one is destroyed, since they may hold what was written out of it. A document received aside, for a message, is
in nobody's list: it exists for its author, and for those to whom such a room has given it.
"""

from __future__ import annotations

from collections.abc import Callable, Collection, Iterable, Sequence
from dataclasses import dataclass
from datetime import date, datetime

from rxapp.core.db import UnitOfWork
from rxapp.core.policy import Actor, Context


@dataclass(frozen=True)
class Paper:
    """What another room must know of a document before it is sent to somebody.

    ``hidden``: masked from professionals. ``kept``: its owner, a minor, keeps it from their parents, so that it goes nowhere that
    they read.
    """

    person_id: str
    title: str
    act_date: date
    hidden: bool
    kept: bool = False


@dataclass(frozen=True)
class Loan:
    """A document is lent, or was (``over``). ``quiet``: a minor keeps that from their parents, so no line may tell of it.

    ``sent_at``: when it last went with a message, for what closes only what left before; ``agreed_at``: when the person's side
    last sent it, which opens what they had hidden.
    ``shut``: the person has blocked whom it was lent to; what is in no record is then closed to its author too.
    """

    quiet: bool = False
    over: bool = False
    shut: bool = False
    sent_at: datetime | None = None
    agreed_at: datetime | None = None


@dataclass(frozen=True)
class Holder:
    """Somebody to whom a document was lent, and what they are called; whether it opens for them still is `policy`'s to say.

    ``context``: what they look with, None for that of their account.
    """

    actor: Actor
    label: str
    context: Context | None = None


Lender = Callable[[UnitOfWork, Actor, str], Loan | None]
"""Takes who asks and the id of a document."""
Forgetter = Callable[[UnitOfWork, str], object]
"""Takes the id of a document that is being destroyed."""

Keeper = Callable[[UnitOfWork, str], bool]
"""Takes the id of a document; whether all that it ever went with is a minor's secret."""

Holders = Callable[[UnitOfWork, str, str], Iterable[Holder]]
"""Takes the id of a document, or of a person for the summary of their profile, and a language; those to whom a room lends it,
over or not."""

Counters = Callable[[UnitOfWork, str], Iterable[tuple[Actor, str]]]
"""Takes a person; the documents that a pharmacy holds for their orders, each with one who works there."""

_lenders: list[Lender] = []
_forgetters: list[Forgetter] = []
_keepers: list[Keeper] = []
_holders: list[Holders] = []
_counters: list[Counters] = []


def lend_by(
    *rooms: tuple[Lender, Forgetter],
    keepers: Sequence[Keeper] = (),
    holders: Sequence[Holders] = (),
    counters: Sequence[Counters] = (),
) -> None:
    """Ask the one and tell the other of each room from now on; ``keepers``: ask them what is a secret, whoever asks;
    ``holders``: to whom they lend; ``counters``: what lies at a pharmacy.

    Called once, where the application is put together.
    """
    _keepers[:], _holders[:], _counters[:] = keepers, holders, counters
    _lenders[:] = [lender for lender, _forgetter in rooms]
    _forgetters[:] = [forgetter for _lender, forgetter in rooms]


def destroyed(uow: UnitOfWork, document_id: str) -> None:
    """A document is destroyed for good in this transaction."""
    for forgetter in _forgetters:
        forgetter(uow, document_id)


def loan(uow: UnitOfWork, actor: Actor, document_id: str) -> Loan | None:
    """The loan of a document to this actor, None when it is not lent now."""
    found = _asked(uow, actor, document_id)
    return None if found is None or found.over else found


def is_hushed(uow: UnitOfWork, actor: Actor, document_id: str) -> bool:
    """Whether what this actor does with this document must leave no line, a refusal included: it would tell that it was lent."""
    found = _asked(uow, actor, document_id)
    return found is not None and found.quiet


def is_shut(uow: UnitOfWork, actor: Actor, document_id: str) -> bool:
    """Whether the person has blocked this actor since a document went with a message between them."""
    found = _asked(uow, actor, document_id)
    return found is not None and found.shut


def is_secret(uow: UnitOfWork, document_id: str) -> bool:
    """Whether a document went with a minor's secret alone, taken back or not: no line tells of it, whoever looks."""
    return any(keeper(uow, document_id) for keeper in _keepers)


def outlives(agreed_at: datetime | None, hidden: Collection[datetime]) -> bool:
    """Whether what was lent, agreed to at an instant, is lent still though hidden since those: what is sent afterwards is."""
    return not hidden or (agreed_at is not None and agreed_at > max(hidden))


def holders(uow: UnitOfWork, ref: str, lang: str) -> list[Holder]:
    """To whom a document, or the summary of a person's profile, was lent, each once."""
    found = {one.actor.account_id: one for ask in _holders for one in ask(uow, ref, lang)}
    return list(found.values())


def at_counters(uow: UnitOfWork, person_id: str) -> list[tuple[Actor, str]]:
    """The documents that pharmacies hold for a person's orders, each with one who works there."""
    return [found for ask in _counters for found in ask(uow, person_id)]


def held_by(uow: UnitOfWork, document_id: str) -> frozenset[str]:
    """The accounts whose open pages may show a document that was lent."""
    return frozenset(one.actor.account_id for one in holders(uow, document_id, "fr"))


def _asked(uow: UnitOfWork, actor: Actor, document_id: str) -> Loan | None:
    return next((found for lender in _lenders if (found := lender(uow, actor, document_id)) is not None), None)
