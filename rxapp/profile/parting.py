"""A record is destroyed: nothing of its profile is left."""

from __future__ import annotations

from collections.abc import Sequence

from sqlalchemy import delete
from sqlmodel import col

from rxapp.core.db import UnitOfWork
from rxapp.profile.models import ProfileEntry, ProfileLink, ProfilePart, ProfileVersion


def destroy(uow: UnitOfWork, person_id: str, _accounts: Sequence[str]) -> None:
    """All that is about the person; what they wrote for a child stays the child's."""
    for table in (ProfileLink, ProfileVersion, ProfilePart, ProfileEntry):
        uow.session.execute(delete(table).where(col(table.person_id) == person_id))
