"""The table of measures.

What was measured, its value, its note and who wrote it are sealed under the person's key. In clear stays what queries need: whose
it is, when it was taken, which measures of one person are of one kind (blind), who wrote it, whether a minor keeps it.
"""

from __future__ import annotations

from datetime import datetime

from sqlalchemy import Index, LargeBinary
from sqlmodel import Field, SQLModel

from rxapp.core.db import UtcDateTime, new_id


class Measure(SQLModel, table=True):
    """One measure. ``content`` (sealed JSON): kind, numbers, unit, note, author. ``kind_index`` (blind) is the person's own.

    ``version`` counts from 1. ``secret``: a minor keeps it from their parents. ``removed_at``: taken away; the row is erased
    once that cannot be undone.
    """

    __tablename__ = "measure"
    __table_args__ = (
        Index("ix_measure_kind", "person_id", "kind_index", "taken_at", "id"),
        Index("ix_measure_person", "person_id", "removed_at"),
    )

    id: str = Field(default_factory=new_id, primary_key=True, max_length=32)
    person_id: str = Field(max_length=32)
    kind_index: bytes = Field(sa_type=LargeBinary)
    taken_at: datetime = Field(sa_type=UtcDateTime)
    content: bytes = Field(sa_type=LargeBinary)
    version: int = 1
    created_by: str = Field(max_length=32)
    created_at: datetime = Field(sa_type=UtcDateTime)
    removed_at: datetime | None = Field(default=None, sa_type=UtcDateTime, nullable=True)
    secret: bool = False
