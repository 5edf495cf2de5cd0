"""A record is destroyed: nothing of its measures is left."""

from __future__ import annotations

from collections.abc import Sequence

from sqlalchemy import delete
from sqlmodel import col

from rxapp.core.db import UnitOfWork
from rxapp.measures.models import Measure


def destroy(uow: UnitOfWork, person_id: str, _accounts: Sequence[str]) -> None:
    """All that is about the person; what they wrote for a child stays the child's."""
    uow.session.execute(delete(Measure).where(col(Measure.person_id) == person_id))
