"""Who is asked before anything is told or leaves: other rooms, and what people chose. Asked anew in each transaction."""

from __future__ import annotations

import logging
from collections.abc import Callable, Collection, Set
from typing import TypeVar

from rxapp.core.crypto import SealBroken
from rxapp.core.db import UnitOfWork
from rxapp.core.errors import DomainError
from rxapp.core.keys import gather_person_keys

from . import lent
from .choices import Choices, choices_of_many
from .content import claim_of, open_content
from .models import Notice

log = logging.getLogger("carnet.notices")

T = TypeVar("T")


class Asked:
    """What other rooms and people answered within one transaction: asked once in it, and again in the next."""

    def __init__(self, uow: UnitOfWork) -> None:
        self._uow = uow
        self._claims: dict[str, lent.Claim | None] = {}
        self._holds: dict[str, bool] = {}
        self._choices: dict[str, Choices] = {}
        self._reach: dict[str, lent.Reach | None] = {}
        self._at_hand: list[object] = []

    def look_up(self, rows: Collection[Notice]) -> None:
        """Have at hand what telling these notices will ask for: keys, accounts, choices, what they are about."""
        new = [row for row in rows if row.id not in self._claims]
        if not new:
            return
        gather_person_keys(self._uow, {row.person_id for row in new})
        self.look_up_choices({row.account_id for row in new})
        claims = {row.id: self._read(row) for row in new}
        self._at_hand.append(lent.gather_claims(self._uow, [claim for claim in claims.values() if claim is not None]))
        self._claims |= claims

    def look_up_choices(self, account_ids: Set[str]) -> None:
        """Have at hand what these accounts chose, and how they are reached."""
        if unknown := account_ids - self._choices.keys():
            self._at_hand.append(lent.gather(self._uow, unknown))
            self._choices |= choices_of_many(self._uow, unknown)

    def choices(self, account_id: str) -> Choices:
        """What an account chose; `look_up` came before."""
        return self._choices[account_id]

    def reach(self, account_id: str) -> lent.Reach | None:
        """How an account is reached now."""
        if account_id not in self._reach:
            self._reach[account_id] = lent.reach(self._uow, account_id)
        return self._reach[account_id]

    def holds(self, row: Notice) -> bool:
        """Whether the room that announced it, and everybody else who is asked, agrees now; `look_up` came before."""
        if row.id not in self._holds:
            claim = self._claims[row.id]
            self._holds[row.id] = claim is not None and unless_broken(lambda: lent.holds(self._uow, claim)) is True
        return self._holds[row.id]

    def _read(self, row: Notice) -> lent.Claim | None:
        """What a notice says; None when it cannot be read."""
        return unless_broken(lambda: claim_of(row, open_content(self._uow, row), self._choices[row.account_id].delays))


def unless_broken(act: Callable[[], T]) -> T | None:
    """What `act` gives, or None: what cannot be read is put aside alone, and the others go on."""
    try:
        return act()
    except DomainError:  # the person's key is gone: there is nobody left to tell of
        return None
    except (SealBroken, ValueError, KeyError) as failure:
        log.error("something of the outbox cannot be read: %s", type(failure).__name__)
        return None
