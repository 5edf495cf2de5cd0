"""Somebody's record is sealed or destroyed: what senders wrote about them, under keys of their own, goes with it."""

from __future__ import annotations

from collections.abc import Sequence

from sqlalchemy import delete, select, update
from sqlmodel import col

from rxapp.core import lookers
from rxapp.core.db import UnitOfWork
from rxapp.record.sending_models import Sending


def part(uow: UnitOfWork, _account_id: str, person_id: str) -> None:
    """A person's key is about to go: of what was filed in their record its senders keep that it was, and when."""
    filed = (col(Sending.person_id) == person_id, Sending.content != b"")
    senders = set(uow.session.execute(select(Sending.sender_id).where(*filed)).scalars())
    uow.session.execute(update(Sending).where(*filed).values(content=b"").execution_options(synchronize_session="fetch"))
    lookers.look_again(uow, senders)


def destroy(uow: UnitOfWork, person_id: str, _accounts: Sequence[str] = ()) -> None:
    """A person's record is destroyed: nothing tells any more who sent what into it, nor when."""
    uow.session.execute(delete(Sending).where(col(Sending.person_id) == person_id).execution_options(synchronize_session="fetch"))
