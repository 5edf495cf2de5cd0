"""How the screens look to an account: theme, text size, contrast, motion, reading. Kept with it, for any of its devices."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import asdict, dataclass, fields

from rxapp.core import audit
from rxapp.core.db import UnitOfWork
from rxapp.core.policy import Actor

from . import acts
from .models import ComfortChoice
from .opening import account_row

VALUES: Mapping[str, tuple[str, ...]] = {
    "theme": ("auto", "clair", "sombre"),
    "size": ("normale", "grande", "tres-grande"),
    "contrast": ("normal", "fort"),
    "motion": ("auto", "reduit"),
    "reading": ("normale", "simple"),
}
"""What each may be, the usual first."""


@dataclass(frozen=True)
class Comfort:
    """One value of `VALUES` each."""

    theme: str = "auto"
    size: str = "normale"
    contrast: str = "normal"
    motion: str = "auto"
    reading: str = "normale"

    def but(self, chosen: Mapping[str, str]) -> Comfort:
        """The same with other values; what is none of `VALUES` changes nothing."""
        known = {name: value for name, value in chosen.items() if value in VALUES.get(name, ())}
        return Comfort(**(asdict(self) | known))


def comfort_of(uow: UnitOfWork, account_id: str) -> Comfort | None:
    """What an account chose, None when it never chose anything."""
    row = uow.session.get(ComfortChoice, account_id)
    return None if row is None else Comfort(**{one.name: getattr(row, one.name) for one in fields(Comfort)})


def choose(uow: UnitOfWork, *, actor: Actor, comfort: Comfort) -> None:
    """Have the screens look so for the actor from now on; nothing happens when they do.

    Raises DomainError ``introuvable`` for a closed account.
    """
    account_row(uow, actor.account_id)
    if comfort_of(uow, actor.account_id) == comfort:
        return
    row = uow.session.get(ComfortChoice, actor.account_id) or ComfortChoice(account_id=actor.account_id)
    for name, value in asdict(comfort).items():
        setattr(row, name, value)
    uow.session.add(row)
    uow.session.flush()
    if actor.person_id is not None:
        audit.record(uow, person_id=actor.person_id, actor=actor, action=acts.COMFORT_CHOSEN, details={})
