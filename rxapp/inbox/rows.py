"""Conversations in words, ready for a screen: frozen rows."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field

from rxapp.inbox.links import Part

__all__ = [
    "NOTHING",
    "AttachmentRow",
    "ConversationPage",
    "InboxPage",
    "InboxRow",
    "MessageRow",
    "Part",
    "PatientRow",
    "ProfessionalRow",
]


@dataclass(frozen=True)
class InboxRow:
    """One conversation in a list. ``names``: the other side, or who informs. ``at``: ISO instant of the latest message,
    ``at_label``: how near it is, ``at_full``: its date whatever the day, ``by``: who wrote it, ``pieces``: whether documents go
    with it, ``first``: how it begins, for the person it is about alone and once it is read.

    ``information``: nobody answers. ``hidden``: a minor keeps it from their parents. ``assigned``: for a professional, whether
    it is theirs to answer; ``answers``: the names of those who do. ``draft``: an answer waits to be sent.
    """

    id: str
    person_id: str
    person_name: str
    subject: str
    names: str
    information: bool
    unread: bool
    archived: bool
    closed: bool
    hidden: bool
    assigned: bool
    answers: str
    draft: bool
    at: str
    at_label: str
    at_full: str
    by: str
    pieces: bool
    first: str


@dataclass(frozen=True)
class InboxPage:
    """Some rows; ``next_cursor`` goes back as ``after``, None at the end. ``partial``: a search stopped before the end; the
    cursor goes on from there. ``said``: by conversation, the text in which a search found it, for the person it is about alone:
    anybody else reads a text by opening its conversation, which leaves a line. Never for a screen as it stands."""

    rows: tuple[InboxRow, ...]
    next_cursor: str | None
    partial: bool = False
    said: Mapping[str, str] = field(default_factory=dict)


@dataclass(frozen=True)
class PatientRow:
    """One person in a professional's inbox. ``unread``: conversations that wait to be read."""

    person_id: str
    name: str
    conversations: int
    unread: int
    at: str
    at_label: str


@dataclass(frozen=True)
class ProfessionalRow:
    """A professional of a conversation. ``for_label``: « pour Dr X », who had them answer.

    ``away_until``: the last day they are away, "" when they are there.
    """

    id: str
    name: str
    kind_label: str
    assigned: bool
    blocked: bool
    for_label: str
    away_until: str


@dataclass(frozen=True)
class AttachmentRow:
    """A document that went with a message; its bytes and preview are where those of any document are.

    ``gone``: it was destroyed since. ``in_record``: it is in the person's record. ``can_file``: this actor may put it there.
    """

    document_id: str
    title: str
    kind_label: str
    size_label: str
    gone: bool
    in_record: bool
    can_file: bool


@dataclass(frozen=True)
class MessageRow:
    """One message. ``side``: "patient", "professional", "system". ``author_label``: « Vous », or a name, with for whom.
    ``at_label`` says how near it is, ``at_full`` its date whatever the day.

    ``parts`` give back the text, links apart; none once ``withdrawn``, when ``text`` is the line that stays. ``read``: somebody
    of the other side has read it. ``automatic``: an absence answered.
    """

    id: str
    seq: int
    side: str
    mine: bool
    author_label: str
    at: str
    at_label: str
    at_full: str
    text: str
    parts: tuple[Part, ...]
    attachments: tuple[AttachmentRow, ...]
    withdrawn: bool
    automatic: bool
    read: bool
    can_withdraw: bool
    can_report: bool


@dataclass(frozen=True)
class ConversationPage:
    """One conversation: who is there, and some of its messages, the oldest first.

    ``earlier`` goes back as ``before`` for those before, 0 when these begin it. ``why_not``: why this actor cannot write, in
    words, "" when they can. ``closed_label``: when, by whom and why it was closed. ``last_seq``: of the latest message.
    ``person_first``: what the person is called. ``day``: the ISO day (Paris) on which all this was put into words.
    ``secret``: it was begun as one that a minor keeps from their parents; ``hidden``: it still is, the person being a minor.
    """

    id: str
    person_id: str
    person_name: str
    person_first: str
    subject: str
    issuer: str
    information: bool
    secret: bool
    hidden: bool
    closed: bool
    closed_label: str
    closed_words: str
    archived: bool
    professionals: tuple[ProfessionalRow, ...]
    rows: tuple[MessageRow, ...]
    earlier: int
    last_seq: int
    day: str
    can_write: bool
    why_not: str
    can_close: bool
    can_assign: bool
    can_add: bool


NOTHING = ConversationPage(
    **dict.fromkeys(
        ("id", "person_id", "person_name", "person_first", "subject", "issuer", "closed_label", "closed_words", "why_not", "day"),
        "",
    ),
    **dict.fromkeys(
        ("information", "secret", "hidden", "closed", "archived", "can_write", "can_close", "can_assign", "can_add"),
        False,
    ),
    **dict.fromkeys(("earlier", "last_seq"), 0),
    professionals=(),
    rows=(),
)
"""No conversation: what a screen holds before one is read."""
