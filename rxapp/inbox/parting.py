"""What the inbox does when a person's account closes. Lent to `accounts.farewell`."""

from __future__ import annotations

from collections.abc import Sequence

from sqlalchemy import select
from sqlmodel import col

from rxapp.core import lookers
from rxapp.core.db import UnitOfWork
from rxapp.inbox import drafts
from rxapp.inbox.models import Participant


def end(uow: UnitOfWork, account_id: str, people: Sequence[str]) -> None:
    """Nothing of what the account was writing stays. ``people``: those for whom nobody speaks any more; their professionals see
    that on their open pages, and who was blocked is told nothing.
    """
    drafts.end_of(uow, account_id)
    theirs = select(Participant.account_id).where(col(Participant.person_id).in_(people), col(Participant.until_seq).is_(None))
    lookers.look_again(uow, uow.session.execute(theirs.distinct()).scalars())
