"""Tables of what a person said of their prevention, of what they set aside or refused, and of the messages they were sent.

Whatever tells something about health is sealed under the person's key: which rule, which day, which answer. In clear stays what
queries need: whose it is, who wrote it, whether a minor keeps it secret, and instants of the machine.
"""

from __future__ import annotations

from datetime import date, datetime

from sqlalchemy import CheckConstraint, Index, LargeBinary, String, UniqueConstraint
from sqlmodel import Field, SQLModel

from rxapp.core.db import UtcDateTime, new_id


class PreventionEntry(SQLModel, table=True):
    """Something done, or one answer about the person. ``content`` (sealed JSON) holds the rule or code, day, dose, details.

    ``version`` counts from 1: a vaccine is written again when its details are completed or corrected.
    ``secret``: a minor keeps it from their parents. ``removed_at``: taken away; the row is erased once that cannot be undone.
    """

    __tablename__ = "prevention_entry"
    __table_args__ = (
        CheckConstraint("kind IN ('done', 'answer')", name="ck_prevention_entry_kind"),
        Index("ix_prevention_entry_person", "person_id", "removed_at"),
    )

    id: str = Field(default_factory=new_id, primary_key=True, max_length=32)
    person_id: str = Field(max_length=32)
    kind: str = Field(sa_type=String(8))
    content: bytes = Field(sa_type=LargeBinary)
    created_by: str = Field(max_length=32)
    created_at: datetime = Field(sa_type=UtcDateTime)
    removed_at: datetime | None = Field(default=None, sa_type=UtcDateTime, nullable=True)
    secret: bool = False
    version: int = Field(default=1, sa_column_kwargs={"server_default": "1"})


class PreventionVersion(SQLModel, table=True):
    """What a line said before it was written again. ``secret``: a minor kept it while it said that."""

    __tablename__ = "prevention_version"
    __table_args__ = (UniqueConstraint("entry_id", "version", name="uq_prevention_version"),)

    id: str = Field(default_factory=new_id, primary_key=True, max_length=32)
    entry_id: str = Field(max_length=32)
    person_id: str = Field(max_length=32, index=True)
    version: int
    content: bytes = Field(sa_type=LargeBinary)
    secret: bool = False


class PreventionChoice(SQLModel, table=True):
    """What one account decided for itself about one person: a card set aside, a campaign or all messages refused.

    ``what_index`` (blind) finds it again; ``content`` (sealed JSON) says what, and why if they said. Nobody else sees it.
    """

    __tablename__ = "prevention_choice"
    __table_args__ = (
        CheckConstraint("kind IN ('aside', 'refusal')", name="ck_prevention_choice_kind"),
        UniqueConstraint("account_id", "person_id", "what_index", name="uq_prevention_choice_what"),
    )

    id: str = Field(default_factory=new_id, primary_key=True, max_length=32)
    account_id: str = Field(max_length=32)
    person_id: str = Field(max_length=32)
    kind: str = Field(sa_type=String(8))
    what_index: bytes = Field(sa_type=LargeBinary)
    content: bytes = Field(sa_type=LargeBinary)
    created_at: datetime = Field(sa_type=UtcDateTime)


class PreventionMessage(SQLModel, table=True):
    """One message to one account about one person. ``content`` (sealed JSON): rule, edition, window, facts it was computed from.

    ``once_index`` (blind) bears the occasion: nobody is told twice. ``ended``: why it no longer holds, None while it does.
    """

    __tablename__ = "prevention_message"
    __table_args__ = (
        CheckConstraint("ended IS NULL OR ended IN ('replaced', 'over', 'refused')", name="ck_prevention_message_ended"),
        CheckConstraint("(ended IS NULL) = (ended_at IS NULL)", name="ck_prevention_message_end"),
        UniqueConstraint("account_id", "person_id", "once_index", name="uq_prevention_message_once"),
        Index("ix_prevention_message_latest", "account_id", "person_id", "sent_at", "id"),
    )

    id: str = Field(default_factory=new_id, primary_key=True, max_length=32)
    account_id: str = Field(max_length=32)
    person_id: str = Field(max_length=32)
    once_index: bytes = Field(sa_type=LargeBinary)
    content: bytes = Field(sa_type=LargeBinary)
    sent_at: datetime = Field(sa_type=UtcDateTime)
    ended_at: datetime | None = Field(default=None, sa_type=UtcDateTime, nullable=True)
    ended: str | None = Field(default=None, sa_type=String(8), nullable=True)
    replaced_by: str | None = Field(default=None, max_length=32)
    reason_seen_at: datetime | None = Field(default=None, sa_type=UtcDateTime, nullable=True)


class PreventionWatch(SQLModel, table=True):
    """When the nightly campaign looks again at one person for one account.

    ``look_on`` is coarse: one day in seven, another one for each row, so that it tells neither a birth date nor an act.
    One row for each account, not for each person: what a minor keeps secret moves their own row alone.
    """

    __tablename__ = "prevention_watch"
    __table_args__ = (Index("ix_prevention_watch_look", "look_on", "account_id", "person_id"),)

    account_id: str = Field(primary_key=True, max_length=32)
    person_id: str = Field(primary_key=True, max_length=32)
    look_on: date


class PreventionEdition(SQLModel, table=True):
    """The rule book the watch was set with (one row): another one, and everybody is looked at again."""

    __tablename__ = "prevention_edition"

    id: int = Field(default=1, primary_key=True)
    digest: str = Field(max_length=64)
    since: datetime = Field(sa_type=UtcDateTime)
