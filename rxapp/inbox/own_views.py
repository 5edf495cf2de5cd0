"""What an account reads of its own: its draft, what it chose, its colleagues; and for the operator what was reported."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import UTC, datetime

from sqlalchemy import select
from sqlmodel import col

from rxapp.accounts.staff import staff_named
from rxapp.core import i18n
from rxapp.core.db import UnitOfWork
from rxapp.core.i18n import translate
from rxapp.core.policy import NO_CONTEXT, Actor, Context, require
from rxapp.inbox.choices import choices_of
from rxapp.inbox.content import Draft, Template, open_draft, open_report
from rxapp.inbox.drafts import draft_row
from rxapp.inbox.models import Message, MessageReport
from rxapp.inbox.practices import colleagues_of
from rxapp.inbox.rules import REPORTS, WHO_WORDS, WhoMayStart, is_away
from rxapp.inbox.sight import OPERATING, require_professional

MOST_REPORTS = 1_000

_NEVER = datetime(1970, 1, 1, tzinfo=UTC)


@dataclass(frozen=True)
class DraftView:
    """What is being written. ``revision`` goes back with `keep_draft`: 0 when nothing ever was."""

    revision: int
    kept_label: str
    draft: Draft


@dataclass(frozen=True)
class InboxChoicesView:
    """What a professional chose. Days are ISO, "" without an absence; ``away``: whether it holds today."""

    who: str
    who_label: str
    options: tuple[tuple[str, str], ...]
    away_from: str
    away_to: str
    away: bool
    absence: str
    templates: tuple[Template, ...]


@dataclass(frozen=True)
class ReportRow:
    """A message that somebody reported: who wrote it and why it is reported, never what it says. ``words``: of who reports."""

    id: str
    author_label: str
    reason_label: str
    words: str
    at: str
    at_label: str


def draft(
    uow: UnitOfWork, *, actor: Actor, context: Context = NO_CONTEXT, person_id: str, conversation_id: str = "", lang: str
) -> DraftView:
    """What the actor is writing in a conversation, or to begin one about a person. Raises DomainError ``introuvable``."""
    row = draft_row(uow, actor, context, person_id, conversation_id)
    if row is None:
        return DraftView(0, "", Draft())
    return DraftView(row.revision, i18n.date_time(row.kept_at, lang) if row.content else "", open_draft(uow, row))


def own_choices(uow: UnitOfWork, *, actor: Actor, lang: str) -> InboxChoicesView:
    """What a professional chose for their inbox. Raises DomainError ``introuvable``."""
    require_professional(actor)
    row, said = choices_of(uow, actor.account_id)
    return InboxChoicesView(
        who=row.who_may_start,
        who_label=translate(WHO_WORDS[WhoMayStart(row.who_may_start)], lang),
        options=tuple((str(who), translate(words, lang)) for who, words in WHO_WORDS.items()),
        away_from=row.away_from.isoformat() if row.away_from else "",
        away_to=row.away_to.isoformat() if row.away_to else "",
        away=is_away(row.away_from, row.away_to, uow.clock.today()),
        absence=said.absence,
        templates=said.templates,
    )


def colleagues(uow: UnitOfWork, *, actor: Actor) -> tuple[tuple[str, str], ...]:
    """(id, name) of those of the same practice to whom a conversation may be handed. Raises DomainError ``introuvable``."""
    require_professional(actor)
    return tuple((one.id, one.name) for one in colleagues_of(uow, actor.account_id))


def reports(uow: UnitOfWork, *, actor: Actor, lang: str, limit: int = 50) -> tuple[ReportRow, ...]:
    """The latest messages reported, for the operator, at most `MOST_REPORTS`. Raises DomainError ``introuvable``."""
    require(actor, "list", OPERATING)
    wanted = select(MessageReport, Message.author, Message.side).join(Message, col(Message.id) == col(MessageReport.message_id))
    latest = wanted.order_by(col(MessageReport.at).desc(), col(MessageReport.id).desc()).limit(max(1, min(limit, MOST_REPORTS)))
    found = uow.session.execute(latest).all()
    named = staff_named(uow, {author for _row, author, _side in found})
    return tuple(
        ReportRow(
            id=row.id,
            author_label=named[author].name if author in named else "",
            reason_label=translate(REPORTS[row.reason], lang),
            words=open_report(uow, row),
            at=row.at.isoformat(),
            at_label=i18n.date_time(row.at, lang),
        )
        for row, author, _side in found
    )
