"""Searching conversations: those of which subject, names or texts say every piece of what was typed. What is opened is bounded.

Everything is sealed, so texts are opened in order, some conversations at a time, until a page is found or enough was opened; the
search then says where to go on.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
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
from rxapp.inbox.sight import cuts_of, last_seen

OPENED_AT_MOST = 20_000
"""Messages that one search opens before it stops."""
_AT_ONCE = 100
"""Conversations looked at together."""

Row = tuple[ConversationBox, Conversation]


@dataclass(frozen=True)
class Hits:
    """What was found, in the order of the list. ``last``: the conversation to go on after, None at the end of the list.

    ``stopped``: it was not found to the end because enough was opened.
    """

    found: tuple[Row, ...]
    last: ConversationBox | None
    stopped: bool = False


def matching(uow: UnitOfWork, actor: Actor, wanted: Select, query: str, limit: int, lang: str) -> Hits:
    """The first conversations of a list, an ordered selection of (box, conversation), that say what was typed."""
    terms, found, opened = terms_of(query), [], 0
    if not terms:
        return Hits((), None)
    offset = 0
    while batch := uow.session.execute(wanted.offset(offset).limit(_AT_ONCE)).all():
        offset += len(batch)
        beside = _beside(uow, actor, [row for _box, row in batch])
        for box, row in batch:
            says, count = _says(uow, actor, (box, row), beside, terms, lang)
            opened += count
            if says:
                found.append((box, row))
            if len(found) == limit or opened >= OPENED_AT_MOST:
                return Hits(tuple(found), box, stopped=len(found) < limit)
        if len(batch) < _AT_ONCE:
            break
    return Hits(tuple(found), None)


def staff_names(uow: UnitOfWork, parts: Iterable[Participant], cuts: Mapping[str, datetime]) -> dict[str, tuple[str, ...]]:
    """The names of the professionals of conversations, in the order they came; ``cuts``: not of those who came later."""
    parts = sorted(parts, key=lambda one: (one.since, one.account_id))
    parts = [one for one in parts if one.since <= cuts.get(one.conversation_id, one.since)]
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


def _says(
    uow: UnitOfWork, actor: Actor, place: Row, beside: dict[str, str], terms: Sequence[Term], lang: str
) -> tuple[bool, int]:
    """Whether a conversation says it all, in its row and one of its texts together; how many texts were opened."""
    box, row = place
    if row.id not in beside:
        return False, 0
    words = beside[row.id] + day_words(paris_date(box.last_at), lang)
    if has_all(words, terms):
        return True, 0
    texts = select(Message).where(Message.conversation_id == row.id, Message.seq <= last_seen(uow, row, actor))
    opened = 0
    for message in uow.session.execute(texts.order_by(col(Message.seq).desc()).limit(OPENED_AT_MOST)).scalars():
        opened += 1
        if has_all(words + words_of(open_body(uow, message)), terms):
            return True, opened
    return False, opened
