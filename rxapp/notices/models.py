"""Table of everything that left: letters, e-mails, pushes. The row is written in the act's transaction."""

from __future__ import annotations

from datetime import datetime

from sqlalchemy import CheckConstraint, Index, LargeBinary, String
from sqlmodel import Field, SQLModel

from rxapp.core.db import UtcDateTime, new_id


class Departure(SQLModel, table=True):
    """Something that left for somebody. What it says and to whom is sealed.

    Sealed under the person's key, or under the instance key when it concerns nobody's record. ``handed_at``: when a letter was
    given to whoever prints it; ``body`` and ``attachment`` are then erased, since a letter holds a code.
    """

    __tablename__ = "departure"
    __table_args__ = (
        CheckConstraint("kind IN ('letter', 'mail', 'push')", name="ck_departure_kind"),
        Index("ix_departure_at_id", "at", "id"),
    )

    id: str = Field(default_factory=new_id, primary_key=True, max_length=32)
    kind: str = Field(sa_type=String(8))
    at: datetime = Field(sa_type=UtcDateTime)
    person_id: str | None = Field(default=None, max_length=32, index=True)
    recipient: bytes = Field(sa_type=LargeBinary)
    subject: bytes = Field(sa_type=LargeBinary)
    body: bytes | None = Field(default=None, sa_type=LargeBinary, nullable=True)
    attachment: bytes | None = Field(default=None, sa_type=LargeBinary, nullable=True)
    handed_at: datetime | None = Field(default=None, sa_type=UtcDateTime, nullable=True)
