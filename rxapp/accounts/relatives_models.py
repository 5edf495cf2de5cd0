"""Who is invited to act for somebody: the other parent of a child, an adult who helps another. Sealed as in `models.py`."""

from __future__ import annotations

from datetime import date, datetime

from sqlalchemy import CheckConstraint, Index, LargeBinary, String, false, text
from sqlmodel import Field, SQLModel

from rxapp.core.db import UtcDateTime, new_id

_LASTING = text("ended_at IS NULL")


class GuardianInvitation(SQLModel, table=True):
    """A parent asks that another one may act for a child. ``asked`` (sealed) holds who is meant, by identity traits.

    Written whoever is named, and matched later, as `CodeRequest` is: ``invited_id`` stays empty for nobody. Then ``asked`` keeps
    the given name alone. ``state``: "asked", "open" (matched or not), "accepted", "declined" or "withdrawn"; one that stays
    open is over at ``until``, and a declined one shows like it to who asked.
    """

    __tablename__ = "guardian_invitation"
    __table_args__ = (
        CheckConstraint("state IN ('asked', 'open', 'accepted', 'declined', 'withdrawn')", name="ck_guardian_invitation_state"),
        Index("ix_guardian_invitation_state", "state", "at"),
    )

    id: str = Field(default_factory=new_id, primary_key=True, max_length=32)
    child_id: str = Field(foreign_key="person.id", max_length=32, index=True)
    asker_id: str = Field(foreign_key="person.id", max_length=32)
    invited_id: str | None = Field(default=None, foreign_key="person.id", max_length=32, index=True, nullable=True)
    at: datetime = Field(sa_type=UtcDateTime)
    until: datetime = Field(sa_type=UtcDateTime)
    state: str = Field(default="asked", sa_type=String(12))
    asked: bytes = Field(sa_type=LargeBinary)


class Helping(SQLModel, table=True):
    """An adult who lets another act for them in some scopes, up to the day ``until`` (Paris date), included.

    Asked for by identifier and birth date (``asked``, sealed under the person's key): ``helper_id`` is empty until somebody is
    found who bears both, for ever if nobody does; the person is not told which. ``started_on``: the day the helper accepted.
    ``declined_at``: they did not, which the person is not told either. ``scopes``: of `core.policy.HelpScope`. ``told``: the
    helper wants the person's news. ``reference``: of the attestation.
    """

    __tablename__ = "helping"
    __table_args__ = (
        CheckConstraint("person_id <> helper_id", name="ck_helping_two_people"),
        CheckConstraint("started_on IS NULL OR helper_id IS NOT NULL", name="ck_helping_by_somebody"),
        CheckConstraint("started_on IS NULL OR declined_at IS NULL", name="ck_helping_one_answer"),
        CheckConstraint("(started_on IS NULL) = (reference IS NULL)", name="ck_helping_reference"),
        Index("uq_helping_lasting", "person_id", "helper_id", unique=True, sqlite_where=_LASTING, postgresql_where=_LASTING),
    )

    id: str = Field(default_factory=new_id, primary_key=True, max_length=32)
    person_id: str = Field(foreign_key="person.id", max_length=32, index=True)
    helper_id: str | None = Field(default=None, foreign_key="person.id", max_length=32, nullable=True, index=True)
    scopes: str = Field(sa_type=String(60))
    until: date
    asked: bytes = Field(sa_type=LargeBinary)
    asked_at: datetime = Field(sa_type=UtcDateTime)
    looked_at: datetime | None = Field(default=None, sa_type=UtcDateTime, nullable=True, index=True)
    started_on: date | None = None
    declined_at: datetime | None = Field(default=None, sa_type=UtcDateTime, nullable=True)
    ended_at: datetime | None = Field(default=None, sa_type=UtcDateTime, nullable=True)
    told: bool = Field(default=False, sa_column_kwargs={"server_default": false()})
    reference: str | None = Field(default=None, sa_type=String(16), nullable=True)


class HelpPaper(SQLModel, table=True):
    """An attestation that is still to be filed in the record of ``person_id``: what holds of a help on the day ``made_on``.

    ``ended_on``: the help ends with it. The row goes in the transaction that files it. ``due_at``: when it is tried (again).
    """

    __tablename__ = "help_paper"

    id: str = Field(default_factory=new_id, primary_key=True, max_length=32)
    helping_id: str = Field(foreign_key="helping.id", max_length=32, index=True)
    person_id: str = Field(foreign_key="person.id", max_length=32)
    made_on: date
    until: date
    ended_on: date | None = None
    reference: str = Field(sa_type=String(16))
    due_at: datetime = Field(sa_type=UtcDateTime, index=True)
