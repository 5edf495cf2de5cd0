"""Tables of the pharmacy: the directory, who works where, who goes where, orders and their moves, prescriptions as data.

The directory is public and in clear. Of orders, plain columns are what a board sorts and what the table of moves needs; all that
a person or a pharmacy wrote is sealed under the person's key, bound to its row.
"""

from __future__ import annotations

from datetime import date, datetime

from sqlalchemy import CheckConstraint, Index, LargeBinary, String, Text, UniqueConstraint, text
from sqlmodel import Field, SQLModel

from rxapp.core.db import UtcDateTime, new_id

_STATES = "('sent', 'received', 'preparing', 'ready', 'collected', 'refused', 'cancelled', 'expired')"
_LINE_STATES = "('preparation', 'in-progress', 'on-hold', 'completed', 'declined', 'cancelled')"
_LIVE = text("live")
_USUAL = text("usual")
_DUE = text("due_at IS NOT NULL")


class Pharmacy(SQLModel, table=True):
    """A pharmacy of the public directory. ``x`` and ``y`` are metres in the projection ``zone``, None when unknown.

    ``needle``: words to search in. ``hours`` and ``note`` are what the pharmacy wrote itself (`hours.Hours` as JSON, "" when it
    never did); an import leaves them. ``closed_at``: when it left the directory.
    """

    __tablename__ = "pharmacy"
    __table_args__ = (Index("ix_pharmacy_postcode", "postcode", "id"),)

    id: str = Field(default_factory=new_id, primary_key=True, max_length=32)
    finess: str = Field(sa_type=String(9), unique=True)
    name: str = Field(max_length=120)
    address: str = Field(default="", max_length=240)
    postcode: str = Field(default="", sa_type=String(5))
    town: str = Field(default="", max_length=80)
    phone: str = Field(default="", max_length=20)
    needle: str = Field(default="", sa_type=Text)
    x: float | None = None
    y: float | None = None
    zone: str = Field(default="", max_length=24)
    hours: str = Field(default="", sa_type=Text)
    note: str = Field(default="", sa_type=Text)
    version: int = 1
    updated_at: datetime = Field(sa_type=UtcDateTime)
    closed_at: datetime | None = Field(default=None, sa_type=UtcDateTime, nullable=True)


class PharmacyStaff(SQLModel, table=True):
    """An account that works at the counter of a pharmacy: one person, one account, one pharmacy."""

    __tablename__ = "pharmacy_staff"

    account_id: str = Field(primary_key=True, max_length=32)
    pharmacy_id: str = Field(foreign_key="pharmacy.id", max_length=32, index=True)
    since: datetime = Field(sa_type=UtcDateTime)


class PharmacyChoice(SQLModel, table=True):
    """A favourite of a person; at most one is the usual pharmacy."""

    __tablename__ = "pharmacy_choice"
    __table_args__ = (Index("uq_pharmacy_choice_usual", "person_id", unique=True, sqlite_where=_USUAL, postgresql_where=_USUAL),)

    person_id: str = Field(primary_key=True, max_length=32)
    pharmacy_id: str = Field(primary_key=True, foreign_key="pharmacy.id", max_length=32)
    usual: bool = False
    chosen_at: datetime = Field(sa_type=UtcDateTime)


class Order(SQLModel, table=True):
    """What a person asks of one pharmacy. ``state`` and ``version`` change only together, each time with a row of `OrderMove`.

    ``due_at``: when time will decide something. ``seen_until``: once it is over, until when the pharmacy still sees it.
    ``once_index``: of the key that makes a double click one order. ``code_hash``: HMAC of the pick-up code under the pepper.
    ``secret``: a minor keeps it from their parents. ``follows``: the order that ended badly and that this one sends elsewhere.
    """

    __tablename__ = "pharmacy_order"
    __table_args__ = (
        CheckConstraint(f"state IN {_STATES}", name="ck_pharmacy_order_state"),
        CheckConstraint("version >= 1", name="ck_pharmacy_order_version"),
        Index("ix_pharmacy_order_board", "pharmacy_id", "state", "placed_at", "id"),
        Index("ix_pharmacy_order_person", "person_id", "placed_at", "id"),
        Index("ix_pharmacy_order_due", "due_at", "id", sqlite_where=_DUE, postgresql_where=_DUE),
    )

    id: str = Field(default_factory=new_id, primary_key=True, max_length=32)
    person_id: str = Field(max_length=32)
    pharmacy_id: str = Field(foreign_key="pharmacy.id", max_length=32)
    state: str = Field(default="sent", sa_type=String(12))
    version: int = 1
    secret: bool = False
    placed_by: str = Field(max_length=32)
    placed_at: datetime = Field(sa_type=UtcDateTime)
    moved_at: datetime = Field(sa_type=UtcDateTime)
    due_at: datetime | None = Field(default=None, sa_type=UtcDateTime, nullable=True)
    reminded: bool = False
    """Whether the reminder of a ready order was told, or that one which was taken is not begun."""
    promised_at: datetime | None = Field(default=None, sa_type=UtcDateTime, nullable=True)
    seen_until: datetime | None = Field(default=None, sa_type=UtcDateTime, nullable=True)
    once_index: bytes = Field(sa_type=LargeBinary, unique=True)
    code_hash: bytes = Field(sa_type=LargeBinary)
    code_tries: int = 0
    follows: str | None = Field(default=None, max_length=32)
    content: bytes = Field(default=b"", sa_type=LargeBinary)
    """Sealed `content.OrderContent`."""


class OrderMove(SQLModel, table=True):
    """One move of an order, appended and never changed. ``content``: sealed, the name of who moved and why."""

    __tablename__ = "order_move"

    order_id: str = Field(primary_key=True, foreign_key="pharmacy_order.id", max_length=32)
    version: int = Field(primary_key=True)
    at: datetime = Field(sa_type=UtcDateTime)
    account_id: str = Field(max_length=32)
    side: str = Field(sa_type=String(8))
    move: str = Field(sa_type=String(12))
    from_state: str = Field(default="", sa_type=String(12))
    to_state: str = Field(sa_type=String(12))
    content: bytes = Field(default=b"", sa_type=LargeBinary)


class OrderDocument(SQLModel, table=True):
    """A document of the record sent with an order. ``live`` as long as the order is: one prescription is in one live order.

    ``secret``: as the order; those are counted apart, since one that a parent sends must not be refused because of them.
    """

    __tablename__ = "order_document"
    __table_args__ = (
        Index("uq_order_document_live", "document_id", "secret", unique=True, sqlite_where=_LIVE, postgresql_where=_LIVE),
        Index("ix_order_document", "document_id", "order_id"),
    )

    order_id: str = Field(primary_key=True, foreign_key="pharmacy_order.id", max_length=32)
    document_id: str = Field(primary_key=True, max_length=32)
    live: bool = True
    secret: bool = False


class PrescriptionLine(SQLModel, table=True):
    """One line of a prescription as data, sealed: drug, dose, rhythm, duration, renewals, whether it may be substituted.

    ``source``: who typed it, "person" or "pharmacy"; "prescriber" is for lines that arrive structured. ``dispensed``: how many
    times it was handed over; ``dispensed_on``: the last day (Paris) it was. ``dispensed_secretly``: how many times more, in
    orders that a minor keeps from their parents; ``secret``: typed for such an order, by them or at the counter, so that it is
    theirs alone.
    """

    __tablename__ = "prescription_line"
    __table_args__ = (
        CheckConstraint("source IN ('person', 'pharmacy', 'prescriber')", name="ck_prescription_line_source"),
        UniqueConstraint("document_id", "position", name="uq_prescription_line_position"),
        Index("ix_prescription_line_person", "person_id", "dispensed_on", "id"),
    )

    id: str = Field(default_factory=new_id, primary_key=True, max_length=32)
    person_id: str = Field(max_length=32)
    document_id: str = Field(max_length=32)
    position: int
    source: str = Field(sa_type=String(12))
    typed_by: str = Field(max_length=32)
    typed_at: datetime = Field(sa_type=UtcDateTime)
    version: int = 1
    dispensed: int = 0
    dispensed_on: date | None = None
    dispensed_secretly: int = 0
    secret: bool = False
    content: bytes = Field(sa_type=LargeBinary)
    """Sealed `lines.Line`."""


class OrderLine(SQLModel, table=True):
    """One line in one order: what was asked, sealed as it was then, and where it stands."""

    __tablename__ = "order_line"
    __table_args__ = (
        CheckConstraint(f"state IN {_LINE_STATES}", name="ck_order_line_state"),
        Index("ix_order_line", "order_id", "position", "id"),
    )

    id: str = Field(default_factory=new_id, primary_key=True, max_length=32)
    order_id: str = Field(foreign_key="pharmacy_order.id", max_length=32)
    line_id: str = Field(max_length=32, index=True)
    position: int
    state: str = Field(default="preparation", sa_type=String(12))
    version: int = 1
    content: bytes = Field(sa_type=LargeBinary)
    """Sealed `content.LineContent`."""
