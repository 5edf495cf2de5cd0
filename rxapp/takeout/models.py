"""The table of copies: one at most of a person for an account, for a day at the longest."""

from __future__ import annotations

from datetime import datetime
from enum import StrEnum

from sqlalchemy import BigInteger, CheckConstraint, Index, LargeBinary, UniqueConstraint
from sqlmodel import Column, Field, SQLModel

from rxapp.core.db import UtcDateTime


class State(StrEnum):
    """Being made, ready to be taken, or given up (`failure` says why)."""

    MAKING = "making"
    READY = "ready"
    FAILED = "failed"


class Takeout(SQLModel, table=True):
    """One copy. What is in it is in the sealed blob alone; without `key_salt` it opens no more.

    ``done`` and ``total``: bytes of documents, for the progress. ``size``: bytes of what is downloaded.
    ``until``: it is destroyed then.
    """

    __tablename__ = "takeout"
    __table_args__ = (
        UniqueConstraint("account_id", "person_id", name="uq_takeout_one"),
        CheckConstraint("state IN ('making', 'ready', 'failed')", name="ck_takeout_state"),
        Index("ix_takeout_until", "until"),
    )

    id: str = Field(primary_key=True, max_length=32)
    account_id: str = Field(max_length=32)
    person_id: str = Field(max_length=32)
    session_id: str = Field(max_length=32)
    state: str = Field(max_length=8)
    locked: bool = False
    """Sealed with a passphrase too, which nobody here keeps."""
    blob_id: str = Field(max_length=32)
    key_salt: bytes = Field(sa_column=Column(LargeBinary(16), nullable=False))
    size: int = Field(default=0, sa_type=BigInteger)
    done: int = Field(default=0, sa_type=BigInteger)
    total: int = Field(default=0, sa_type=BigInteger)
    files: int = 0
    missing: int = 0
    """Documents that could not be read, or went meanwhile."""
    failure: str = Field(default="", max_length=32)
    begun_at: datetime = Field(sa_column=Column(UtcDateTime, nullable=False))
    until: datetime = Field(sa_column=Column(UtcDateTime, nullable=False))
