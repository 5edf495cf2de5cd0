"""Tables of the outbox: what is to be told, by which way, what people chose, and the log of what left.

Rows are written in the transaction of the act that causes them. What they say and to whom is sealed; in clear stays what the
dispatcher needs to find its work: whose, of which kind, when.
"""

from __future__ import annotations

from datetime import datetime

from sqlalchemy import CheckConstraint, Index, LargeBinary, String, UniqueConstraint, false, text
from sqlmodel import Field, SQLModel

from rxapp.core.db import UtcDateTime, new_id

_NOT_SAID = text("state = 'waiting'")


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


class Notice(SQLModel, table=True):
    """One piece of news for one account, about one person, told once at ``due_at``.

    ``content`` is sealed under the key of the person it is about. The three indexes are keyed hashes of the marks rooms give:
    ``once`` (told once for ever to this account), ``occasion`` (of which only the latest due is told), ``topic`` (taken back
    together). ``passed``: a later one of its occasion took its place, or it held no more when its time came.
    """

    __tablename__ = "notice"
    __table_args__ = (
        UniqueConstraint("account_id", "once_index", name="uq_notice_once"),
        CheckConstraint("state IN ('waiting', 'told', 'passed', 'withdrawn')", name="ck_notice_state"),
        Index("ix_notice_due", "due_at", "id", sqlite_where=_NOT_SAID, postgresql_where=_NOT_SAID),
        Index("ix_notice_list", "account_id", "state", "told_at", "id"),
        Index("ix_notice_occasion", "account_id", "occasion_index"),
        Index("ix_notice_topic", "topic_index"),
    )

    id: str = Field(default_factory=new_id, primary_key=True, max_length=32)
    account_id: str = Field(max_length=32)
    person_id: str = Field(max_length=32, index=True)
    kind: str = Field(sa_type=String(16))
    state: str = Field(default="waiting", sa_type=String(10))
    once_index: bytes = Field(sa_type=LargeBinary)
    occasion_index: bytes = Field(sa_type=LargeBinary)
    topic_index: bytes = Field(sa_type=LargeBinary)
    content: bytes = Field(sa_type=LargeBinary)
    in_app: bool = True
    """Whether it is in the bell: what the account chose when it was told."""
    mailed: bool = Field(default=False, sa_column_kwargs={"server_default": false()})
    """Whether its room writes an e-mail of its own about it: then none says that there is news."""
    created_at: datetime = Field(sa_type=UtcDateTime)
    due_at: datetime = Field(sa_type=UtcDateTime)
    told_at: datetime | None = Field(default=None, sa_type=UtcDateTime, nullable=True)
    read_at: datetime | None = Field(default=None, sa_type=UtcDateTime, nullable=True)
    withdrawn_at: datetime | None = Field(default=None, sa_type=UtcDateTime, nullable=True)


class Delivery(SQLModel, table=True):
    """One e-mail or one push on its way: of a notice, or of a mail that a room wrote itself (``departure_id``).

    A worker that carries it holds it by ``lease_owner``; ``lease_until`` is an instant of the machine's clock, never of the
    demonstration's. ``doubtful`` counts the times it was sent again without knowing whether the time before had arrived.
    """

    __tablename__ = "delivery"
    __table_args__ = (
        CheckConstraint("channel IN ('mail', 'push')", name="ck_delivery_channel"),
        CheckConstraint("state IN ('waiting', 'sent', 'dropped', 'failed')", name="ck_delivery_state"),
        CheckConstraint("(notice_id IS NULL) <> (departure_id IS NULL)", name="ck_delivery_of_one"),
        Index("ix_delivery_next", "channel", "next_try_at", "id", sqlite_where=_NOT_SAID, postgresql_where=_NOT_SAID),
        Index("ix_delivery_lease", "lease_owner"),
    )

    id: str = Field(default_factory=new_id, primary_key=True, max_length=32)
    notice_id: str | None = Field(default=None, foreign_key="notice.id", max_length=32, index=True)
    departure_id: str | None = Field(default=None, foreign_key="departure.id", max_length=32, index=True)
    account_id: str | None = Field(default=None, max_length=32)
    kind: str | None = Field(default=None, sa_type=String(16), nullable=True)
    """Of a mail that a room wrote: whose choices it follows, as which kind of news. None: it leaves whatever was chosen."""
    subscription_id: str | None = Field(default=None, max_length=32)
    """Of a push: the device. None in a demonstration, for who has none: it then leaves to the log alone."""
    channel: str = Field(sa_type=String(8))
    state: str = Field(default="waiting", sa_type=String(8))
    attempts: int = 0
    doubtful: int = 0
    created_at: datetime = Field(sa_type=UtcDateTime)
    next_try_at: datetime = Field(sa_type=UtcDateTime)
    lease_owner: str | None = Field(default=None, max_length=80)
    lease_until: datetime | None = Field(default=None, sa_type=UtcDateTime, nullable=True)
    ended_at: datetime | None = Field(default=None, sa_type=UtcDateTime, nullable=True)


class NoticeChoices(SQLModel, table=True):
    """What an account chose about its notices, sealed: switches, quiet hours, delays. No row: nothing was changed."""

    __tablename__ = "notice_choices"

    account_id: str = Field(primary_key=True, max_length=32)
    person_id: str | None = Field(default=None, max_length=32)
    content: bytes = Field(sa_type=LargeBinary)


class PushSubscription(SQLModel, table=True):
    """A browser that shows notifications for an account; its address and keys are sealed. One browser has one account."""

    __tablename__ = "push_subscription"

    id: str = Field(default_factory=new_id, primary_key=True, max_length=32)
    account_id: str = Field(max_length=32, index=True)
    person_id: str | None = Field(default=None, max_length=32)
    endpoint_index: bytes = Field(sa_type=LargeBinary, unique=True)
    content: bytes = Field(sa_type=LargeBinary)
    created_at: datetime = Field(sa_type=UtcDateTime)
