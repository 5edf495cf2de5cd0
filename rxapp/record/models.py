"""Tables of the record: documents, what is shown of them, what they weigh.

Plain columns are what order, count and erase need; everything a person wrote or a file says is sealed under the
person's key (`core.crypto.seal`), bound to table, column, row and person.
"""

from __future__ import annotations

from datetime import date, datetime
from enum import StrEnum

from sqlalchemy import Index, LargeBinary, UniqueConstraint, false
from sqlmodel import Column, Field, SQLModel

from rxapp.core.db import UtcDateTime


class Status(StrEnum):
    """Life of a document: being received, kept, deleted less than ten seconds ago, its key gone and its file going.

    ``ASIDE``: received whole, to go with a message. ``SENT``: it went; neither is in a list until somebody files it.
    """

    RECEIVING = "receiving"
    ASIDE = "aside"
    SENT = "sent"
    READY = "ready"
    TRASHED = "trashed"
    ERASED = "erased"


class Reading(StrEnum):
    """Whether the words of a document are there to search in: not looked for yet, tried once, twice, read.

    What was tried twice and not read (a file that its reader does not survive) is left alone. ``SCAN``: read, but of what is a
    picture nothing: left to who reads pictures, when there is somebody. ``RESCAN``: they began and did not come back. ``HALF``:
    some page could not be read; after a second try that is all there is.
    """

    DUE = "due"
    TRIED = "tried"
    AGAIN = "again"
    SCAN = "scan"
    RESCAN = "rescan"
    HALF = "half"
    DONE = "done"


OUTSIDE = (Status.ASIDE, Status.SENT)
"""Received whole and in nobody's record."""


class Document(SQLModel, table=True):
    """One file of one person's record. `size` in bytes of the original; `pages` 0 when the idea has no meaning."""

    __tablename__ = "document"
    __table_args__ = (
        Index("ix_document_keyset", "person_id", "status", "act_date", "received_at", "id"),
        Index("ix_document_category", "person_id", "status", "category", "act_date", "received_at", "id"),
        Index("ix_document_life", "status", "deleted_at"),
        Index("ix_document_reading", "reading", "status"),
        Index("uq_document_sent_mark", "sent_mark", unique=True),
    )

    id: str = Field(primary_key=True, max_length=32)
    person_id: str = Field(max_length=32)
    status: str = Field(max_length=12)
    act_date: date
    received_at: datetime = Field(sa_column=Column(UtcDateTime, nullable=False))
    deleted_at: datetime | None = Field(default=None, sa_column=Column(UtcDateTime, nullable=True))
    category: str = Field(max_length=24)
    kind: str = Field(max_length=8)
    """`sniff.Kind`."""
    size: int
    pages: int = 0
    preview: str = Field(default="none", max_length=8)
    """What can be shown: "image", "text" or "none"."""
    warning: str = Field(default="", max_length=24)
    """Code of what a reader should know ("script", "attachments"), "" when nothing."""
    author_account_id: str = Field(max_length=32)
    author_role: str = Field(max_length=16)
    blob_id: str = Field(max_length=32)
    key_version: int = 1
    key_salt: bytes = Field(sa_column=Column(LargeBinary(16), nullable=False))
    """Random part of the document's key: once this row is gone, no copy of the blob can be opened."""
    version: int = 1
    """Grows with each change; a stale one is refused."""
    hidden: bool = Field(default=False, sa_column_kwargs={"server_default": false()})
    """A minor keeps it from their parents."""
    sent_mark: bytes | None = Field(default=None, sa_column=Column(LargeBinary, nullable=True))
    """Of what a professional or an establishment filed: keyed hash of sender, person and file, so that twice is once."""
    fresh: bool = Field(default=False, sa_column_kwargs={"server_default": false()})
    """Filed by a professional or an establishment, and not opened yet by those who speak for the person."""
    made: bool = Field(default=False, sa_column_kwargs={"server_default": false()})
    """Carnet made it: nobody changes what is said of it."""
    reading: str = Field(default=Reading.DUE, max_length=8, sa_column_kwargs={"server_default": Reading.DUE.value})
    """`Reading`: of its text, kept in `DocumentText`."""
    sha256: bytes = Field(default=b"", sa_column=Column(LargeBinary, nullable=False))
    title: bytes = Field(default=b"", sa_column=Column(LargeBinary, nullable=False))
    note: bytes = Field(default=b"", sa_column=Column(LargeBinary, nullable=False))
    file_name: bytes = Field(default=b"", sa_column=Column(LargeBinary, nullable=False))
    author_label: bytes = Field(default=b"", sa_column=Column(LargeBinary, nullable=False))
    needle: bytes = Field(default=b"", sa_column=Column(LargeBinary, nullable=False))
    """Sealed words of title, note and file name, folded for search: one opening per row."""


class DocumentVeil(SQLModel, table=True):
    """From whom a person hides one document: an account, a profession, everybody, everybody but its author (`policy`)."""

    __tablename__ = "document_veil"
    __table_args__ = (Index("ix_document_veil_person", "person_id"),)

    document_id: str = Field(primary_key=True, foreign_key="document.id", max_length=32)
    target: str = Field(primary_key=True, max_length=32)
    person_id: str = Field(max_length=32)
    since: datetime = Field(sa_column=Column(UtcDateTime, nullable=False))


class DocumentText(SQLModel, table=True):
    """The words that a document says, read once. Both sealed: ``needle`` folded for search, ``content`` as they stand."""

    __tablename__ = "document_text"
    __table_args__ = (Index("ix_document_text_person", "person_id"),)

    document_id: str = Field(primary_key=True, foreign_key="document.id", max_length=32)
    person_id: str = Field(max_length=32)
    needle: bytes = Field(sa_column=Column(LargeBinary, nullable=False))
    content: bytes = Field(sa_column=Column(LargeBinary, nullable=False))


class Rendition(SQLModel, table=True):
    """Something safe to show, made from a document: a thumbnail, one page, or its text. The blob is sealed."""

    __tablename__ = "rendition"
    __table_args__ = (
        UniqueConstraint("document_id", "kind", "page", name="uq_rendition"),
        Index("ix_rendition_person", "person_id", "kind", "created_at"),
    )

    id: str = Field(primary_key=True, max_length=32)
    document_id: str = Field(foreign_key="document.id", max_length=32)
    person_id: str = Field(max_length=32)
    kind: str = Field(max_length=8)
    """"thumb", "page" or "text"."""
    page: int = 1
    blob_id: str = Field(max_length=32)
    key_salt: bytes = Field(sa_column=Column(LargeBinary(16), nullable=False))
    media_type: str = Field(max_length=40)
    size: int
    created_at: datetime = Field(sa_column=Column(UtcDateTime, nullable=False))


class StorageUse(SQLModel, table=True):
    """What a person's record weighs, kept in the same transaction as the documents. Sizes in bytes."""

    __tablename__ = "storage_use"

    person_id: str = Field(primary_key=True, max_length=32)
    bytes: int = 0
    """Originals kept, those in the ten seconds of undo included."""


class DocumentTally(SQLModel, table=True):
    """How many ready documents a person has by facet, so that a count costs the same with 10 and 10,000.

    `facet` is "all" (value ""), "year", "category" or "author" (an account id).
    """

    __tablename__ = "document_tally"

    person_id: str = Field(primary_key=True, max_length=32)
    facet: str = Field(primary_key=True, max_length=12)
    value: str = Field(primary_key=True, max_length=32)
    documents: int = 0
