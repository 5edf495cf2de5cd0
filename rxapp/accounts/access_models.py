"""Tables of access: how a professional stands with a person's record, and from whom the profile is hidden."""

from __future__ import annotations

from datetime import date, datetime

from sqlalchemy import CheckConstraint, Index, String, false
from sqlmodel import Field, SQLModel

from rxapp.core.db import UtcDateTime, new_id

_STATES = "('asked', 'allowed', 'refused', 'blocked', 'ended')"


class RecordAccess(SQLModel, table=True):
    """One person and one professional's account. ``state``: a `granting.Standing`, ``since`` when; ``until``: the last day
    (Paris date) of what is allowed, None as long as it is not withdrawn. ``profile``: it was said with the medical profile in
    it; what was allowed before professionals read profiles is for documents alone.
    """

    __tablename__ = "record_access"
    __table_args__ = (
        CheckConstraint(f"state IN {_STATES}", name="ck_record_access_state"),
        CheckConstraint("until IS NULL OR state = 'allowed'", name="ck_record_access_until"),
        Index("uq_record_access", "person_id", "account_id", unique=True),
        Index("ix_record_access_account", "account_id", "state"),
    )

    id: str = Field(default_factory=new_id, primary_key=True, max_length=32)
    person_id: str = Field(max_length=32)
    account_id: str = Field(max_length=32)
    state: str = Field(sa_type=String(8))
    since: datetime = Field(sa_type=UtcDateTime)
    until: date | None = Field(default=None, nullable=True)
    profile: bool = Field(default=True, sa_column_kwargs={"server_default": false()})


class ProfileVeil(SQLModel, table=True):
    """From whom a person hides their medical profile and vaccinations: an account, a profession, everybody (`policy`)."""

    __tablename__ = "profile_veil"

    person_id: str = Field(primary_key=True, max_length=32)
    target: str = Field(primary_key=True, max_length=32)
    since: datetime = Field(sa_type=UtcDateTime)
