"""Documents that a person has lent to a professional for a while: another room knows for how long, and this one asks it."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass

from rxapp.core.db import UnitOfWork
from rxapp.core.policy import Actor


@dataclass(frozen=True)
class Loan:
    """A document is lent. ``quiet``: what a minor keeps from their parents, whose looks leave no line that would tell."""

    quiet: bool = False


Lender = Callable[[UnitOfWork, Actor, str], Loan | None]
"""Takes who asks and the id of a document."""

_lenders: list[Lender] = []


def lend_by(lender: Lender) -> None:
    """Ask this from now on. Called once, where the application is put together."""
    _lenders[:] = [lender]


def loan(uow: UnitOfWork, actor: Actor, document_id: str) -> Loan | None:
    """Whether a document is lent to this actor now."""
    return next((found for lender in _lenders if (found := lender(uow, actor, document_id)) is not None), None)
