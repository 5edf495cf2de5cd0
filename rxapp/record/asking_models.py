"""Table of what professionals ask: to read the record of somebody whom they name by identity traits."""

from __future__ import annotations

from datetime import datetime

from sqlalchemy import Index, LargeBinary
from sqlmodel import Column, Field, SQLModel

from rxapp.core.db import UtcDateTime, new_id


class AccessRequest(SQLModel, table=True):
    """One request. ``content``: whom it names, sealed under the key of the professional's safe. ``looked``: it was looked for,
    found or not, and is not any more; then the number is forgotten, but for keyed hashes that tell whose it was.
    """

    __tablename__ = "access_request"
    __table_args__ = (Index("ix_access_request_list", "account_id", "asked_at"), Index("ix_access_request_due", "looked"))

    id: str = Field(default_factory=new_id, primary_key=True, max_length=32)
    account_id: str = Field(max_length=32)
    asked_at: datetime = Field(sa_column=Column(UtcDateTime, nullable=False))
    looked: bool = False
    content: bytes = Field(sa_column=Column(LargeBinary, nullable=False))
