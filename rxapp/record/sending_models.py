"""Table of what professionals and establishments send into records."""

from __future__ import annotations

from datetime import datetime
from enum import StrEnum

from sqlalchemy import CheckConstraint, Index, LargeBinary
from sqlmodel import Column, Field, SQLModel

from rxapp.core.db import UtcDateTime, new_id


class SendingState(StrEnum):
    """Life of a sending: being handed over, put aside because its traits are not wholly somebody's, filed, or given up; or held
    back first, until its sender has announced what it says.
    """

    HELD = "held"
    COMING = "coming"
    WAITING = "waiting"
    DELIVERED = "delivered"
    REFUSED = "refused"


class Sending(SQLModel, table=True):
    """One file on its way from a sender into a record.

    ``content``: who it is for and what it is called, sealed under the key of the sender's safe; empty once it was erased.
    ``document_id``: the file there, until it is filed or goes. ``person_id`` and ``filed_id``: the record and the document, once
    it is filed. ``again_at``: when it is looked at again while it waits, or handed over by itself while it is held; ``until``:
    when it is given up then.
    """

    __tablename__ = "sending"
    __table_args__ = (
        CheckConstraint("(person_id IS NULL) = (filed_id IS NULL)", name="ck_sending_filed"),
        Index("ix_sending_list", "sender_id", "sent_at", "id"),
        Index("ix_sending_state", "state", "again_at"),
        Index("ix_sending_person", "person_id"),
    )

    id: str = Field(default_factory=new_id, primary_key=True, max_length=32)
    sender_id: str = Field(max_length=32)
    sent_at: datetime = Field(sa_column=Column(UtcDateTime, nullable=False))
    state: str = Field(max_length=12)
    document_id: str | None = Field(default=None, max_length=32, nullable=True)
    person_id: str | None = Field(default=None, max_length=32, nullable=True)
    filed_id: str | None = Field(default=None, max_length=32, nullable=True)
    again_at: datetime | None = Field(default=None, sa_column=Column(UtcDateTime, nullable=True))
    until: datetime | None = Field(default=None, sa_column=Column(UtcDateTime, nullable=True))
    content: bytes = Field(default=b"", sa_column=Column(LargeBinary, nullable=False))
