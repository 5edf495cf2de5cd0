"""The lists: a person's conversations, a professional's, by patient. At most 50 rows at a time, unread first, then the latest.

A row of `boxes` is all that orders a list, so that one costs the same with a hundred messages and with a hundred thousand. A
parent's look at a child's list is given once it is in the child's history. A professional's list shows names and subjects, which
were sent to them: the line of the sending says so, and that is all it gives; texts are read one conversation at a time.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import ColumnElement, Integer, Select, and_, cast, exists, false, func, select, true
from sqlmodel import col

from rxapp.accounts.identity import names_of
from rxapp.accounts.standing import not_left
from rxapp.core import i18n
from rxapp.core.db import UnitOfWork
from rxapp.core.keys import PersonKeyRow
from rxapp.core.policy import NO_CONTEXT, Actor, Context, Role, can_see
from rxapp.inbox.content import open_body, open_conversation, open_names
from rxapp.inbox.looks import owe_conversation, owe_list
from rxapp.inbox.models import Conversation, ConversationBox, Message, MessageDraft, Participant
from rxapp.inbox.paging import going_on, ordered, place_of
from rxapp.inbox.rows import InboxPage, InboxRow, PatientRow
from rxapp.inbox.search import matching, staff_names
from rxapp.inbox.sight import conversations_of, cuts_of, is_closed, is_quiet, require_professional, sees_secrets
from rxapp.record.names import graphemes

MOST_ROWS = 50
MOST_FIRST = 100
"""Signs of how a message begins."""
_PEOPLE_AT_ONCE = 200
MOST_COUNTED = 100
"""A count of what is unread stops there: « 99+ » says enough."""


def inbox_page(
    uow: UnitOfWork,
    *,
    actor: Actor,
    context: Context = NO_CONTEXT,
    person_id: str,
    lang: str,
    query: str = "",
    kind: str = "",
    unread: bool = False,
    archived: bool = False,
    after: str | None = None,
    limit: int = 20,
) -> InboxPage:
    """A person's conversations in the list of the actor. A cursor that is not ours counts as none.

    ``query``: words of subjects, texts and names. ``kind``: "talk" or "information" alone. ``unread``: those alone. ``archived``:
    those put away instead of the others. Raises DomainError ``introuvable``.
    """
    owe_list(uow, actor=actor, context=context, person_id=person_id)
    wanted = _boxes(actor, archived=archived, unread=unread, kind=kind).where(ConversationBox.person_id == person_id)
    if not sees_secrets(actor, context, person_id):
        wanted = wanted.where(col(Conversation.secret).is_(False))
    return _found(uow, actor, context, wanted, query, after, limit, lang)


def pro_inbox(
    uow: UnitOfWork,
    *,
    actor: Actor,
    lang: str,
    person_id: str = "",
    query: str = "",
    unread: bool = False,
    mine: bool = False,
    archived: bool = False,
    after: str | None = None,
    limit: int = 20,
) -> InboxPage:
    """The conversations of a professional, of one patient alone when one is given; as `inbox_page` for the rest.

    ``mine``: those that are theirs to answer alone.

    What a search finds in texts is a look at each conversation it gives. Raises DomainError ``introuvable``.
    """
    require_professional(actor)
    wanted = _boxes(actor, archived=archived, unread=unread)
    if person_id:
        wanted = wanted.where(ConversationBox.person_id == person_id)
    if mine:
        theirs = (Participant.conversation_id == ConversationBox.conversation_id, Participant.account_id == actor.account_id)
        wanted = wanted.where(exists().where(*theirs, col(Participant.assigned) == true()))
    return _found(uow, actor, NO_CONTEXT, wanted, query, after, limit, lang)


def patients(
    uow: UnitOfWork, *, actor: Actor, lang: str, archived: bool = False, limit: int = MOST_ROWS
) -> tuple[PatientRow, ...]:
    """The people in a professional's inbox, those with something unread first, then the latest; ``archived``: in the archives.

    Raises ``introuvable``.
    """
    require_professional(actor)
    mine = (*_there(actor), col(ConversationBox.archived) == (true() if archived else false()))
    people = _first_people(uow, mine, max(1, min(limit, MOST_ROWS)))
    waiting, latest = func.sum(cast(ConversationBox.unread, Integer)), func.max(ConversationBox.last_at)
    wanted = (
        select(ConversationBox.person_id, func.count(), waiting, latest)
        .where(*mine, col(ConversationBox.person_id).in_(people))
        .group_by(col(ConversationBox.person_id))
        .order_by((waiting > 0).desc(), latest.desc(), col(ConversationBox.person_id))
    )
    found, names = uow.session.execute(wanted).all(), names_of(uow, set(people))
    return tuple(
        PatientRow(who, names[who], count, int(unread or 0), at.isoformat(), i18n.date_time(at, lang))
        for who, count, unread, at in found
        if who in names
    )


def _first_people(uow: UnitOfWork, mine: Sequence, limit: int) -> list[str]:
    """The people of the first conversations of a list, in its order, so that no more of it is counted than is shown."""
    people: list[str] = []
    while len(people) < limit:
        wanted = select(ConversationBox.person_id).where(*mine, col(ConversationBox.person_id).not_in(people))
        batch = uow.session.execute(ordered(wanted).limit(_PEOPLE_AT_ONCE)).scalars().all()
        people += dict.fromkeys(batch)
        if len(batch) < _PEOPLE_AT_ONCE:
            break
    return people[:limit]


def unread_count(uow: UnitOfWork, *, actor: Actor, context: Context = NO_CONTEXT, person_id: str = "") -> int:
    """How many conversations of the actor's lists are unread, at most `MOST_COUNTED`; of one person when one is given.

    What is about somebody whose key is gone cannot be read any more: it waits for nobody.
    """
    chosen = [*_there(actor), col(ConversationBox.unread) == true(), col(ConversationBox.archived) == false()]
    if actor.role is Role.PATIENT:
        mine = {actor.person_id, *context.guardian_of} - {None}
        if person_id and can_see(actor, conversations_of(person_id), context):
            mine.add(person_id)  # of somebody whom the actor helps, when they are asked for alone
        chosen.append(col(ConversationBox.person_id).in_(mine & {person_id} if person_id else mine))
    elif person_id:
        chosen.append(ConversationBox.person_id == person_id)
    readable = col(PersonKeyRow.person_id) == col(ConversationBox.person_id)
    some = select(ConversationBox.conversation_id).join(PersonKeyRow, readable).where(*chosen).limit(MOST_COUNTED).subquery()
    return uow.session.execute(select(func.count()).select_from(some)).scalar_one()


def _there(actor: Actor) -> tuple[ColumnElement[bool], ...]:
    """What exists of an account's boxes: for a professional nothing of somebody who left."""
    mine = (ConversationBox.account_id == actor.account_id,)
    return mine if actor.role is Role.PATIENT else (*mine, not_left(col(ConversationBox.person_id)))


def _boxes(actor: Actor, *, archived: bool, unread: bool, kind: str = "") -> Select:
    wanted = (
        select(ConversationBox, Conversation)
        .join(Conversation, col(Conversation.id) == col(ConversationBox.conversation_id))
        .where(*_there(actor))
        .where(col(ConversationBox.archived) == (true() if archived else false()))
        .where(col(ConversationBox.patient) == (true() if actor.role is Role.PATIENT else false()))
    )
    if unread:
        wanted = wanted.where(col(ConversationBox.unread) == true())
    return wanted.where(ConversationBox.kind == kind) if kind in ("talk", "information") else wanted


def _found(
    uow: UnitOfWork, actor: Actor, context: Context, wanted: Select, query: str, after: str | None, limit: int, lang: str
) -> InboxPage:
    limit = max(1, min(limit, MOST_ROWS))
    if not query.strip():
        found = uow.session.execute(ordered(going_on(wanted, after)).limit(limit + 1)).all()
        following = place_of(found[limit - 1][0]) if len(found) > limit else None
        return InboxPage(_rows(uow, actor, found[:limit], lang), following)
    hits = matching(uow, actor, wanted, query, after=after, limit=limit, lang=lang)
    if actor.role is not Role.PATIENT:
        for _box, row in hits.found:
            owe_conversation(uow, actor=actor, context=context, row=row)
    following = place_of(hits.last) if hits.last is not None else None
    own = {row.id for _box, row in hits.found if row.person_id == actor.person_id}
    said = {one: text for one, text in hits.said.items() if text and one in own}
    return InboxPage(_rows(uow, actor, hits.found, lang), following, partial=hits.stopped, said=said)


@dataclass(frozen=True)
class _Latest:
    """The latest message of a conversation: who wrote it, whether documents go with it, how it begins."""

    by: str = ""
    pieces: bool = False
    first: str = ""


@dataclass(frozen=True)
class _Beside:
    """What stands beside the rows of a page, looked up at once: names of people, professionals, answers under way."""

    people: dict[str, str]
    staff: dict[str, tuple[str, ...]]
    answers: dict[str, tuple[str, ...]]
    assigned: frozenset[str]
    drafted: frozenset[str]
    latest: dict[str, _Latest]
    cuts: dict[str, datetime]


def _rows(
    uow: UnitOfWork, actor: Actor, found: Iterable[tuple[ConversationBox, Conversation]], lang: str
) -> tuple[InboxRow, ...]:
    """In words; those of somebody whose key is gone cannot be read any more, and are left out."""
    found = list(found)
    people = names_of(uow, {box.person_id for box, _row in found})
    found = [(box, row) for box, row in found if box.person_id in people]
    beside = _beside(uow, actor, [row.id for _box, row in found], people)
    return tuple(_row(uow, box, row, beside, lang) for box, row in found)


def _beside(uow: UnitOfWork, actor: Actor, ids: list[str], people: dict[str, str]) -> _Beside:
    parts = uow.session.execute(select(Participant).where(col(Participant.conversation_id).in_(ids))).scalars().all()
    writing = select(MessageDraft.place).where(
        MessageDraft.account_id == actor.account_id, col(MessageDraft.place).in_(ids), MessageDraft.content != b""
    )
    cuts = cuts_of(uow, actor, ids)
    return _Beside(
        people=people,
        staff=staff_names(uow, parts, cuts),
        answers=staff_names(uow, [one for one in parts if one.assigned and one.conversation_id not in cuts], cuts),
        assigned=frozenset(one.conversation_id for one in parts if one.account_id == actor.account_id and one.assigned),
        drafted=frozenset(uow.session.execute(writing).scalars()),
        latest=_latest(
            uow,
            actor,
            ids,
            {one.conversation_id for one in parts if one.account_id == actor.account_id and one.until_seq is not None},
        ),
        cuts=cuts,
    )


def _latest(uow: UnitOfWork, actor: Actor, ids: list[str], but: set[str]) -> dict[str, _Latest]:
    """What the latest message of each conversation is, ``but`` of those that go on without whoever asks.

    How it begins is for the person alone and once it is read (docs/decisions/042): anybody else reads a conversation by opening
    it, which leaves a line.
    """
    last = (Conversation.id == Message.conversation_id, Conversation.last_seq == Message.seq)
    wanted = select(Message).join(Conversation, and_(*last)).where(col(Message.conversation_id).in_(ids))
    rows = uow.session.execute(wanted).scalars()
    return {
        row.conversation_id: _Latest(
            open_names(uow, row).author,
            pieces=row.attachments > 0 and row.withdrawn_at is None,
            first=_first(open_body(uow, row)) if actor.person_id == row.person_id else "",
        )
        for row in rows
        if row.conversation_id not in but
    }


def _first(text: str) -> str:
    """How a message begins, on one line."""
    signs = graphemes(" ".join(text[: 8 * MOST_FIRST].split()))
    return "".join(signs) if len(signs) <= MOST_FIRST else "".join(signs[:MOST_FIRST]).rstrip() + "…"


def _row(uow: UnitOfWork, box: ConversationBox, row: Conversation, beside: _Beside, lang: str) -> InboxRow:
    said, latest = open_conversation(uow, row), beside.latest.get(row.id, _Latest())
    closed = is_closed(row, beside.cuts.get(row.id))
    return InboxRow(
        id=row.id,
        person_id=row.person_id,
        person_name=beside.people[row.person_id],
        subject=said.subject,
        names=said.issuer or ", ".join(beside.staff.get(row.id, ())),
        information=row.kind == "information",
        unread=box.unread,
        archived=box.archived,
        closed=closed,
        hidden=is_quiet(uow, row),
        assigned=row.id in beside.assigned,
        answers=", ".join(beside.answers.get(row.id, ())),
        draft=row.id in beside.drafted and not closed,
        at=box.last_at.isoformat(),
        at_label=i18n.near_time(box.last_at, uow.clock.today(), lang),
        at_full=i18n.date_time(box.last_at, lang),
        by=latest.by,
        pieces=latest.pieces,
        first="" if box.unread else latest.first,
    )
