"""Searching conversations: those of which subject, names or texts say every piece of what was typed. What is opened is bounded.

Everything is sealed, so texts are opened in order, some conversations at a time, until a page is found or enough was opened; the
search then says where to go on.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime

from sqlalchemy import Select, select
from sqlmodel import col

from rxapp.accounts.identity import names_of
from rxapp.accounts.staff import staff_named
from rxapp.core.clock import paris_date
from rxapp.core.db import UnitOfWork
from rxapp.core.finding import Term, day_words, has_all, terms_of, words_of
from rxapp.core.policy import Actor
from rxapp.inbox.content import open_body, open_conversation
from rxapp.inbox.models import Conversation, ConversationBox, Message, Participant
from rxapp.inbox.paging import going_on, ordered, place_of
from rxapp.inbox.sight import cuts_of

OPENED_AT_MOST = 5_000
"""Messages that one search opens before it stops."""
_AT_ONCE = 100
"""Conversations looked at together."""
_TEXTS_AT_ONCE = 500
"""Messages taken out of the database together, about."""

Row = tuple[ConversationBox, Conversation]


@dataclass(frozen=True)
class Hits:
    """What was found, in the order of the list. ``last``: the conversation to go on after, None at the end of the list.

    ``stopped``: it was not found to the end because enough was opened. ``said``: by conversation, the text that says it, where
    the row does not.
    """

    found: tuple[Row, ...]
    last: ConversationBox | None
    stopped: bool = False
    said: Mapping[str, str] = field(default_factory=dict)


def matching(uow: UnitOfWork, actor: Actor, wanted: Select, query: str, *, after: str | None, limit: int, lang: str) -> Hits:
    """The first conversations of a list, a selection of (box, conversation), that say what was typed.

    A text that its reader has not read yet is not looked into: its author may still withdraw it.
    """
    terms, found, opened = terms_of(query), [], 0
    said: dict[str, str] = {}
    if not terms:
        return Hits((), None)
    while batch := uow.session.execute(ordered(going_on(wanted, after)).limit(_AT_ONCE)).all():
        rows = [row for _box, row in batch]
        beside, texts = _beside(uow, actor, rows), _Texts(uow, actor, rows)
        for box, row in batch:
            text, count = _says((box, row), beside, texts, terms, lang)
            opened += count
            if text is not None:
                found.append((box, row))
                said[row.id] = text
            if len(found) == limit or opened >= OPENED_AT_MOST:
                return Hits(tuple(found), box, stopped=len(found) < limit, said=said)
        if len(batch) < _AT_ONCE:
            break
        after = place_of(batch[-1][0])
    return Hits(tuple(found), None, said=said)


def staff_names(uow: UnitOfWork, parts: Iterable[Participant], cuts: Mapping[str, datetime]) -> dict[str, tuple[str, ...]]:
    """The names of the professionals of conversations, in the order they came; ``cuts``: not of those who came later."""
    parts = sorted(parts, key=lambda one: (one.since, one.account_id))
    parts = [one for one in parts if one.conversation_id not in cuts or one.since < cuts[one.conversation_id]]
    named = staff_named(uow, {one.account_id for one in parts})
    found: dict[str, tuple[str, ...]] = {}
    for one in parts:
        if one.account_id in named:
            found[one.conversation_id] = (*found.get(one.conversation_id, ()), named[one.account_id].name)
    return found


def _beside(uow: UnitOfWork, actor: Actor, rows: Sequence[Conversation]) -> dict[str, str]:
    """What each conversation says in its row: subject, names, day."""
    ids = [row.id for row in rows]
    parts = uow.session.execute(select(Participant).where(col(Participant.conversation_id).in_(ids))).scalars()
    staff, people = staff_names(uow, parts, cuts_of(uow, actor, ids)), names_of(uow, {row.person_id for row in rows})
    said = {row.id: open_conversation(uow, row) for row in rows if row.person_id in people}
    return {
        row.id: words_of(said[row.id].subject, said[row.id].issuer, *staff.get(row.id, ()), people[row.person_id])
        for row in rows
        if row.id in said
    }


class _Texts:
    """The messages of some conversations that the actor has read or wrote, the latest first, a few conversations at a time."""

    def __init__(self, uow: UnitOfWork, actor: Actor, rows: Sequence[Conversation]) -> None:
        self._uow, self._actor = uow, actor
        self._coming = list(rows)
        self._held: dict[str, list[Message]] = {}

    def of(self, row: Conversation) -> Sequence[Message]:
        """Those of one conversation, asked for in the order in which they were given."""
        if row.id not in self._held:
            while self._coming[0].id != row.id:
                self._coming.pop(0)
            self._held = self._taken()
        return self._held[row.id]

    def _taken(self) -> dict[str, list[Message]]:
        held: dict[str, list[Message]] = {}
        weight = 0
        for row in self._coming:
            weight += row.last_seq
            if held and weight > _TEXTS_AT_ONCE:
                break
            held[row.id] = []
        read = (col(ConversationBox.conversation_id) == col(Message.conversation_id)) & (
            col(ConversationBox.account_id) == self._actor.account_id
        )
        wanted = (
            select(Message)
            .join(ConversationBox, read)
            .where(col(Message.conversation_id).in_(list(held)), col(Message.withdrawn_at).is_(None))
            .where((col(Message.seq) <= col(ConversationBox.read_seq)) | (col(Message.author) == self._actor.account_id))
            .order_by(col(Message.conversation_id), col(Message.seq).desc())
        )
        for message in self._uow.session.execute(wanted.limit(max(OPENED_AT_MOST, _TEXTS_AT_ONCE))).scalars():
            held[message.conversation_id].append(message)
        return held

    def opened(self, message: Message) -> str:
        """What one says."""
        return open_body(self._uow, message)


def _says(place: Row, beside: dict[str, str], texts: _Texts, terms: Sequence[Term], lang: str) -> tuple[str | None, int]:
    """The text with which a conversation says it all ("" when its row does, None when nothing does); how many were opened."""
    box, row = place
    if row.id not in beside:
        return None, 0
    words = beside[row.id] + day_words(paris_date(box.last_at), lang)
    if has_all(words, terms):
        return "", 0
    opened = 0
    for message in texts.of(row):
        opened += 1
        text = texts.opened(message)
        if has_all(words + words_of(text), terms):
            return text, opened
    return None, opened
