"""Table of accesses in an emergency."""

from __future__ import annotations

from datetime import datetime

from sqlalchemy import CheckConstraint, Index, LargeBinary
from sqlmodel import Field, SQLModel

from rxapp.core.db import UtcDateTime, new_id


class EmergencyAccess(SQLModel, table=True):
    """One record opened in an emergency by one professional's account, until an hour later or until it is cut.

    ``over``: its hour has passed, or it was disputed, refused or blocked; it never opens again.
    ``content``: the reason, under the person's key.
    """

    __tablename__ = "emergency_access"
    __table_args__ = (
        CheckConstraint("until > opened_at", name="ck_emergency_access_until"),
        Index("ix_emergency_access_account", "account_id", "until"),
        Index("ix_emergency_access_person", "person_id", "opened_at"),
        Index("ix_emergency_access_due", "over", "until"),
    )

    id: str = Field(default_factory=new_id, primary_key=True, max_length=32)
    person_id: str = Field(max_length=32)
    account_id: str = Field(max_length=32)
    opened_at: datetime = Field(sa_type=UtcDateTime)
    until: datetime = Field(sa_type=UtcDateTime)
    disputed_at: datetime | None = Field(default=None, sa_type=UtcDateTime, nullable=True)
    over: bool = Field(default=False)
    content: bytes = Field(sa_type=LargeBinary)
