"""Tables of the medical profile: what it says now, what it said before, what is linked, and the parts where nothing is known.

Whatever tells something about health is sealed under the person's key, the part an entry belongs to included. In clear stays what
queries need: whose it is, who wrote it first, whether a minor keeps it, how often it was written again, and instants.
"""

from __future__ import annotations

from datetime import datetime

from sqlalchemy import Index, LargeBinary, UniqueConstraint
from sqlmodel import Field, SQLModel

from rxapp.core.db import UtcDateTime, new_id


class ProfileEntry(SQLModel, table=True):
    """One entry as it is now. ``content`` (sealed JSON): part, values by field, and who wrote them.

    ``version`` counts from 1. ``secret``: a minor keeps it from their parents. ``removed_at``: taken away; the row is
    erased, with its versions and links, once that cannot be undone.
    """

    __tablename__ = "profile_entry"
    __table_args__ = (Index("ix_profile_entry_person", "person_id", "removed_at"),)

    id: str = Field(default_factory=new_id, primary_key=True, max_length=32)
    person_id: str = Field(max_length=32)
    content: bytes = Field(sa_type=LargeBinary)
    version: int = 1
    created_by: str = Field(max_length=32)
    created_at: datetime = Field(sa_type=UtcDateTime)
    written_at: datetime = Field(sa_type=UtcDateTime)
    removed_at: datetime | None = Field(default=None, sa_type=UtcDateTime, nullable=True)
    secret: bool = False


class ProfileVersion(SQLModel, table=True):
    """What an entry said before it was written again. ``secret``: a minor kept the entry while it said that."""

    __tablename__ = "profile_version"
    __table_args__ = (UniqueConstraint("entry_id", "version", name="uq_profile_version"),)

    id: str = Field(default_factory=new_id, primary_key=True, max_length=32)
    entry_id: str = Field(max_length=32)
    person_id: str = Field(max_length=32, index=True)
    version: int
    content: bytes = Field(sa_type=LargeBinary)
    written_at: datetime = Field(sa_type=UtcDateTime)
    secret: bool = False


class ProfilePart(SQLModel, table=True):
    """A part of which nothing is known. ``what_index`` (blind) finds it; ``content`` (sealed JSON): which, and who said so."""

    __tablename__ = "profile_part"
    __table_args__ = (UniqueConstraint("person_id", "what_index", name="uq_profile_part_what"),)

    id: str = Field(default_factory=new_id, primary_key=True, max_length=32)
    person_id: str = Field(max_length=32)
    what_index: bytes = Field(sa_type=LargeBinary)
    content: bytes = Field(sa_type=LargeBinary)
    created_by: str = Field(max_length=32)
    created_at: datetime = Field(sa_type=UtcDateTime)


class ProfileLink(SQLModel, table=True):
    """An entry and what it has to do with: ``content`` (sealed JSON) names another entry or a document."""

    __tablename__ = "profile_link"
    __table_args__ = (UniqueConstraint("entry_id", "what_index", name="uq_profile_link_what"),)

    id: str = Field(default_factory=new_id, primary_key=True, max_length=32)
    entry_id: str = Field(max_length=32)
    person_id: str = Field(max_length=32, index=True)
    what_index: bytes = Field(sa_type=LargeBinary)
    content: bytes = Field(sa_type=LargeBinary)
    created_by: str = Field(max_length=32)
    created_at: datetime = Field(sa_type=UtcDateTime)
