"""Tables of appointments, secret calendar addresses and files waiting to be imported.

Whatever tells something about health is sealed under the person's key. In clear stays what queries need: whose it is, the
months an appointment may fall in, and instants of the machine.
"""

from __future__ import annotations

from datetime import date, datetime

from sqlalchemy import CheckConstraint, Index, LargeBinary, String, UniqueConstraint
from sqlmodel import Field, SQLModel

from rxapp.core.db import UtcDateTime, new_id


class Appointment(SQLModel, table=True):
    """One appointment or one series of them.

    ``uid_index`` finds it again by its calendar identifier within the person's agenda. ``visible_from`` is the first day of the
    month it begins in, ``visible_until`` the last day of the month it ends in (None: it has no end): months, so that the
    days of somebody's appointments are not in clear. ``secret``: a minor keeps it from their parents.
    """

    __tablename__ = "appointment"
    __table_args__ = (
        UniqueConstraint("person_id", "uid_index", name="uq_appointment_uid"),
        Index("ix_appointment_months", "person_id", "cancelled_at", "visible_until", "visible_from"),
        Index("ix_appointment_planned", "cancelled_at", "planned_until"),
    )

    id: str = Field(default_factory=new_id, primary_key=True, max_length=32)
    person_id: str = Field(max_length=32)
    uid_index: bytes = Field(sa_type=LargeBinary)
    calendar: bytes = Field(sa_type=LargeBinary)
    """Sealed: its iCalendar text, the appointment first, then the occurrences that differ."""
    extras: bytes = Field(sa_type=LargeBinary)
    """Sealed JSON: documents to bring, the provisional card it answers, the file it came from."""
    visible_from: date
    visible_until: date | None = None
    repeats: bool = False
    planned_until: datetime | None = Field(default=None, sa_type=UtcDateTime, nullable=True)
    """Reminders are announced for the occurrences that begin before this instant; None when none is.

    An instant that is past marks it to be planned again, and what has fallen due since as still to be announced.
    """
    created_by: str = Field(max_length=32)
    created_at: datetime = Field(sa_type=UtcDateTime)
    version: int = 1
    """Grows with each change; a stale one is refused."""
    cancelled_at: datetime | None = Field(default=None, sa_type=UtcDateTime, nullable=True)
    secret: bool = False


class Feed(SQLModel, table=True):
    """A secret address from which a calendar program reads. Only the SHA-256 of its 256 random bits is kept."""

    __tablename__ = "calendar_feed"
    __table_args__ = (
        CheckConstraint("scope IN ('person', 'family')", name="ck_calendar_feed_scope"),
        CheckConstraint("(scope = 'person') = (person_id IS NOT NULL)", name="ck_calendar_feed_person"),
    )

    id: str = Field(default_factory=new_id, primary_key=True, max_length=32)
    account_id: str = Field(max_length=32, index=True)
    secret_hash: bytes = Field(sa_type=LargeBinary, unique=True)
    scope: str = Field(sa_type=String(8))
    person_id: str | None = Field(default=None, max_length=32)
    hide_details: bool = False
    created_at: datetime = Field(sa_type=UtcDateTime)
    revoked_at: datetime | None = Field(default=None, sa_type=UtcDateTime, nullable=True)
    read_on: date | None = None
    """The last day (Paris) it was read: the day that is in the history."""


class CalendarImport(SQLModel, table=True):
    """A calendar file that was read and waits for the person's choice, sealed under their key; gone after an hour."""

    __tablename__ = "calendar_import"

    id: str = Field(default_factory=new_id, primary_key=True, max_length=32)
    account_id: str = Field(max_length=32)
    person_id: str = Field(max_length=32)
    created_at: datetime = Field(sa_type=UtcDateTime, index=True)
    content: bytes = Field(sa_type=LargeBinary)
