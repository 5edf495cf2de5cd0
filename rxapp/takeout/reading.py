"""What a copy is made from: short looks at the database, each asking anew whether one may still look."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass

from rxapp.accounts.people import context_for
from rxapp.accounts.sessions import goes_on, not_ended
from rxapp.core import audit
from rxapp.core.db import Database, UnitOfWork
from rxapp.core.errors import DomainError
from rxapp.core.i18n import translate
from rxapp.core.policy import Actor, Context, Item, Refused, require

KIND = "takeout"


def copy_of(person_id: str) -> Item:
    """A copy of all that is about a person, as `policy` sees it."""
    return Item(KIND, owner=person_id)


def standing(uow: UnitOfWork, actor: Actor, person_id: str, *, begun: bool = False) -> Context:
    """For whom the actor may act now. Raises DomainError ``emporter.droit`` once the session or the right is over.

    ``begun``: what is asked about is under way already, and no sign of life is wanted for it to end well.
    """
    is_there = not_ended if begun else goes_on
    if actor.session_id is None or not is_there(uow, actor.session_id):
        raise DomainError("emporter.droit")
    context = context_for(uow, actor)
    try:
        require(actor, "export", copy_of(person_id), context)
    except Refused:
        raise DomainError("emporter.droit") from None
    return context


@dataclass(frozen=True)
class Reading:
    """One person, read for somebody in a language. ``advanced``: called with the bytes of each document once it is packed."""

    db: Database
    actor: Actor
    person_id: str
    lang: str
    advanced: Callable[[int], object] = lambda _size: None

    def say(self, words: str, **params: object) -> str:
        """A French sentence in the language of the copy."""
        return translate(words, self.lang, **params)

    @contextmanager
    def look(self) -> Iterator[tuple[UnitOfWork, dict]]:
        """A unit of work that reads, and what every view asks for: ``actor`` and ``context``.

        That the copy was asked for is one line in the person's history; what is read for it leaves no other.
        """
        with self.db.read() as uow:
            context = standing(uow, self.actor, self.person_id)
            audit.tells_all(uow, self.person_id)
            yield uow, {"actor": self.actor, "context": context}
