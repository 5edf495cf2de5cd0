"""Tables of the inbox: practices, conversations, who takes part, messages, what is attached, drafts, choices.

Plain columns are what order, count and the triggers need. What anybody wrote is sealed under the key of the person the
conversation is about, bound to its row; what a professional chose for themself, under the key of the instance.
"""

from __future__ import annotations

from datetime import date, datetime

from sqlalchemy import CheckConstraint, Index, LargeBinary, String, UniqueConstraint
from sqlmodel import Field, SQLModel

from rxapp.core.db import UtcDateTime, new_id


class PracticeMember(SQLModel, table=True):
    """An account that works with others. One without a row is a practice of its own, under its own id."""

    __tablename__ = "practice_member"

    account_id: str = Field(primary_key=True, max_length=32)
    practice_id: str = Field(max_length=32, index=True)
    since: datetime = Field(sa_type=UtcDateTime)


class Conversation(SQLModel, table=True):
    """What is said about one person. ``last_seq`` and ``last_at``: of its latest message, kept for the lists.

    ``kind``: "talk", or "information", which nobody answers. ``secret``: a minor keeps it from their parents.
    ``closed_why``: a key of `rules.CLOSINGS`, "" while it is open.
    """

    __tablename__ = "conversation"
    __table_args__ = (
        CheckConstraint("kind IN ('talk', 'information')", name="ck_conversation_kind"),
        CheckConstraint("state IN ('open', 'closed')", name="ck_conversation_state"),
        CheckConstraint("(state = 'closed') = (closed_at IS NOT NULL)", name="ck_conversation_closed"),
        Index("ix_conversation_person", "person_id", "last_at", "id"),
    )

    id: str = Field(default_factory=new_id, primary_key=True, max_length=32)
    person_id: str = Field(max_length=32)
    kind: str = Field(default="talk", sa_type=String(12))
    secret: bool = False
    state: str = Field(default="open", sa_type=String(8))
    closed_why: str = Field(default="", sa_type=String(16))
    closed_by: str = Field(default="", max_length=32)
    closed_at: datetime | None = Field(default=None, sa_type=UtcDateTime, nullable=True)
    started_by: str = Field(max_length=32)
    started_at: datetime = Field(sa_type=UtcDateTime)
    last_seq: int = 0
    last_at: datetime = Field(sa_type=UtcDateTime)
    content: bytes = Field(default=b"", sa_type=LargeBinary)
    """Sealed `content.ConversationContent`."""
    closing: bytes = Field(default=b"", sa_type=LargeBinary)
    """Sealed, the words of who closed it."""


class Participant(SQLModel, table=True):
    """A professional of a conversation. The person's own side is not written here: who speaks for them is asked each time.

    ``assigned``: answers for their practice, and is told of what comes. ``until_seq``: the last message they see, once the
    person has blocked them. ``for_account``: the colleague who had them answer.
    """

    __tablename__ = "conversation_participant"
    __table_args__ = (Index("ix_conversation_participant_account", "account_id", "person_id"),)

    conversation_id: str = Field(primary_key=True, foreign_key="conversation.id", max_length=32)
    account_id: str = Field(primary_key=True, max_length=32)
    person_id: str = Field(max_length=32)
    practice_id: str = Field(max_length=32)
    role: str = Field(sa_type=String(16))
    assigned: bool = True
    for_account: str = Field(default="", max_length=32)
    since: datetime = Field(sa_type=UtcDateTime)
    until_seq: int | None = None


class ConversationBox(SQLModel, table=True):
    """A conversation in the list of one account: up to where it was read, whether it is put away. ``last_at`` as it is there."""

    __tablename__ = "conversation_box"
    __table_args__ = (
        Index("ix_conversation_box_all", "account_id", "archived", "unread", "last_at", "conversation_id", "person_id"),
        Index("ix_conversation_box_person", "account_id", "person_id", "archived", "unread", "last_at", "conversation_id"),
        Index("ix_conversation_box_kind", "account_id", "person_id", "kind", "archived", "unread", "last_at", "conversation_id"),
        Index("ix_conversation_box_of", "conversation_id"),
    )

    account_id: str = Field(primary_key=True, max_length=32)
    conversation_id: str = Field(primary_key=True, foreign_key="conversation.id", max_length=32)
    person_id: str = Field(max_length=32)
    patient: bool
    """Whether the account speaks for the person, or is a professional."""
    kind: str = Field(sa_type=String(12))
    last_at: datetime = Field(sa_type=UtcDateTime)
    read_seq: int = 0
    unread: bool = False
    archived: bool = False


class Message(SQLModel, table=True):
    """One message, appended and never changed but for its withdrawal, which empties ``body``.

    ``side``: "patient", "professional" or "system". ``automatic``: an absence answered. ``once_index``: of the key that makes
    two clicks one message. ``names``: sealed, who wrote and for whom.
    """

    __tablename__ = "conversation_message"
    __table_args__ = (
        CheckConstraint("side IN ('patient', 'professional', 'system')", name="ck_conversation_message_side"),
        CheckConstraint("seq >= 1", name="ck_conversation_message_seq"),
        CheckConstraint("(withdrawn_at IS NULL) = (length(body) > 0)", name="ck_conversation_message_body"),
        UniqueConstraint("conversation_id", "seq", name="uq_conversation_message_seq"),
    )

    id: str = Field(default_factory=new_id, primary_key=True, max_length=32)
    conversation_id: str = Field(foreign_key="conversation.id", max_length=32)
    person_id: str = Field(max_length=32)
    seq: int
    side: str = Field(sa_type=String(12))
    author: str = Field(max_length=32)
    author_role: str = Field(sa_type=String(16))
    automatic: bool = False
    sent_at: datetime = Field(sa_type=UtcDateTime)
    withdrawn_at: datetime | None = Field(default=None, sa_type=UtcDateTime, nullable=True)
    attachments: int = 0
    once_index: bytes = Field(sa_type=LargeBinary, unique=True)
    names: bytes = Field(sa_type=LargeBinary)
    body: bytes = Field(sa_type=LargeBinary)


class Attachment(SQLModel, table=True):
    """A document sent with a message. ``aside``: it was received for this and is in nobody's list until it is filed.

    ``gone``: it was destroyed since. ``content``: sealed, its title, kind and size as they were when it left.
    """

    __tablename__ = "conversation_attachment"
    __table_args__ = (Index("ix_conversation_attachment_document", "document_id", "message_id"),)

    message_id: str = Field(primary_key=True, foreign_key="conversation_message.id", max_length=32)
    document_id: str = Field(primary_key=True, max_length=32)
    position: int = 0
    aside: bool = False
    gone: bool = False
    content: bytes = Field(sa_type=LargeBinary)


class MessageDraft(SQLModel, table=True):
    """What an account is writing in a conversation, or to begin one about a person (``place`` "new").

    ``revision`` grows with each change, and with the sending, which empties ``content``.
    """

    __tablename__ = "message_draft"

    account_id: str = Field(primary_key=True, max_length=32)
    person_id: str = Field(primary_key=True, max_length=32)
    place: str = Field(primary_key=True, max_length=32)
    revision: int = 0
    kept_at: datetime = Field(sa_type=UtcDateTime)
    content: bytes = Field(default=b"", sa_type=LargeBinary)


class ProfessionalBlock(SQLModel, table=True):
    """A person hears no more from a professional: in the conversations that parents may see, or (``secret``) in the others."""

    __tablename__ = "professional_block"

    person_id: str = Field(primary_key=True, max_length=32)
    account_id: str = Field(primary_key=True, max_length=32)
    secret: bool = Field(default=False, primary_key=True)
    by_account: str = Field(max_length=32)
    at: datetime = Field(sa_type=UtcDateTime)


class DocumentDispute(SQLModel, table=True):
    """The conversation in which a person disputes a document with whoever filed it; ``secret``: a minor's own."""

    __tablename__ = "document_dispute"
    __table_args__ = (Index("ix_document_dispute_person", "person_id"),)

    document_id: str = Field(primary_key=True, max_length=32)
    secret: bool = Field(primary_key=True)
    conversation_id: str = Field(foreign_key="conversation.id", max_length=32)
    person_id: str = Field(max_length=32)
    at: datetime = Field(sa_type=UtcDateTime)


class MessageReport(SQLModel, table=True):
    """Somebody says that a message should not have been written. ``content``: their words, sealed under the instance key."""

    __tablename__ = "message_report"
    __table_args__ = (
        UniqueConstraint("message_id", "account_id", name="uq_message_report"),
        Index("ix_message_report_at", "at", "id"),
    )

    id: str = Field(default_factory=new_id, primary_key=True, max_length=32)
    message_id: str = Field(foreign_key="conversation_message.id", max_length=32)
    account_id: str = Field(max_length=32)
    reason: str = Field(sa_type=String(16))
    at: datetime = Field(sa_type=UtcDateTime)
    content: bytes = Field(sa_type=LargeBinary)


class InboxChoices(SQLModel, table=True):
    """What a professional chose. ``absence``: a number that grows with each absence, so that each is answered with once.

    ``content``: sealed under the instance key, the absence message and the templates.
    """

    __tablename__ = "inbox_choices"
    __table_args__ = (
        CheckConstraint("who_may_start IN ('nobody', 'known', 'everybody')", name="ck_inbox_choices_who"),
        CheckConstraint("(away_from IS NULL) = (away_to IS NULL)", name="ck_inbox_choices_away"),
    )

    account_id: str = Field(primary_key=True, max_length=32)
    who_may_start: str = Field(default="known", sa_type=String(12))
    absence: int = 0
    away_from: date | None = None
    away_to: date | None = None
    content: bytes = Field(sa_type=LargeBinary)
