"""Tables of shares: a link with its code, what was ticked, and what was done through it.

Neither the link's secret nor its code is kept: a hash finds the one, a keyed index checks the other. Whom it is for is sealed
under the person's key (`core.crypto.seal`).
"""

from __future__ import annotations

from datetime import datetime

from sqlalchemy import CheckConstraint, Index, LargeBinary, String, false
from sqlmodel import Column, Field, SQLModel

from rxapp.core.db import UtcDateTime


class Share(SQLModel, table=True):
    """One link. ``wrong``: codes that were not the right one; ``ending``: of `lasting.Ending`, "" while it lasts.

    ``hidden``: a minor made it of what they keep from their parents, for whom it does not exist.
    """

    __tablename__ = "share"
    __table_args__ = (
        CheckConstraint("(ended_at IS NULL) = (ending = '')", name="ck_share_ending"),
        Index("ix_share_person", "person_id", "made_at"),
        Index("ix_share_account", "account_id"),
        Index("ix_share_until", "until"),
    )

    id: str = Field(primary_key=True, max_length=32)
    person_id: str = Field(max_length=32)
    account_id: str = Field(max_length=32)
    secret_hash: bytes = Field(sa_column=Column(LargeBinary, nullable=False, unique=True))
    code_index: bytes = Field(sa_column=Column(LargeBinary, nullable=False))
    made_at: datetime = Field(sa_column=Column(UtcDateTime, nullable=False))
    until: datetime = Field(sa_column=Column(UtcDateTime, nullable=False))
    ended_at: datetime | None = Field(default=None, sa_column=Column(UtcDateTime, nullable=True))
    ending: str = Field(default="", sa_type=String(12))
    wrong: int = 0
    hidden: bool = Field(default=False, sa_column_kwargs={"server_default": false()})
    recipient: bytes = Field(sa_column=Column(LargeBinary, nullable=False))


class ShareItem(SQLModel, table=True):
    """One thing that was ticked: its sort ("document") and its id. Gone once the thing is destroyed."""

    __tablename__ = "share_item"
    __table_args__ = (Index("ix_share_item_ref", "ref"),)

    share_id: str = Field(primary_key=True, foreign_key="share.id", max_length=32)
    position: int = Field(primary_key=True)
    kind: str = Field(max_length=12)
    ref: str = Field(max_length=32)


class ShareEvent(SQLModel, table=True):
    """Something done through a link, of `lasting.Happening`. A visit is an event too (``token_hash``, ``until``); what was looked
    at names the visit and the position, once each.
    """

    __tablename__ = "share_event"
    __table_args__ = (
        Index("ix_share_event_share", "share_id", "at"),
        Index("uq_share_event_seen", "visit_id", "kind", "position", unique=True),
    )

    id: str = Field(primary_key=True, max_length=32)
    share_id: str = Field(foreign_key="share.id", max_length=32)
    at: datetime = Field(sa_column=Column(UtcDateTime, nullable=False))
    kind: str = Field(max_length=8)
    token_hash: bytes | None = Field(default=None, sa_column=Column(LargeBinary, nullable=True, unique=True))
    until: datetime | None = Field(default=None, sa_column=Column(UtcDateTime, nullable=True))
    visit_id: str | None = Field(default=None, max_length=32, nullable=True)
    position: int | None = Field(default=None, nullable=True)
