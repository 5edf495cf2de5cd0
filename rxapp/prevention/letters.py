"""Prevention messages between the table and the rest: sealed, opened, closed, found again."""

from __future__ import annotations

import json
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date, datetime

from sqlalchemy import select
from sqlmodel import col

from rxapp.core.clock import paris_date
from rxapp.core.crypto import open_text, seal
from rxapp.core.db import UnitOfWork, new_id
from rxapp.core.errors import DomainError
from rxapp.core.keys import person_key
from rxapp.core.policy import Actor, Context, Item, require
from rxapp.prevention.facts import Due, Fact, Obligation, Status
from rxapp.prevention.models import PreventionMessage
from rxapp.prevention.sight import occasion
from rxapp.prevention.store import calendar_of

_TABLE = PreventionMessage.__tablename__
_DEEPEST = 50
MOST_KEPT = 300
"""How many of the latest messages about a person are read to know what was told."""


@dataclass(frozen=True, slots=True)
class Letter:
    """One message in clear. ``line``: the line of the calendar as it was when the message was written.

    ``ended``: "" while it holds, else "replaced", "over" or "refused".
    """

    id: str
    line: Due
    sent_at: datetime
    ended: str | None = None
    ended_at: datetime | None = None
    replaced_by: str | None = None

    @property
    def rule(self) -> str:
        return self.line.rule

    @property
    def version(self) -> date:
        return self.line.version

    @property
    def key(self) -> tuple[str, int, str]:
        """Which line of the calendar it is about."""
        return self.line.rule, self.line.dose or 0, occasion(self.line)

    @property
    def sent_on(self) -> date:
        """The day it was sent, in Paris."""
        return paris_date(self.sent_at)

    def differs(self, line: Due, today: date) -> bool:
        """Whether a line says something else now. What is due "from now on" moves with the day and is no change."""
        was, now = self.line, line
        if (was.version, was.due_to, was.obligation) != (now.version, now.due_to, now.obligation):
            return True
        return was.due_from != now.due_from and now.due_from != today

    def same_occasion(self, line: Due, today: date) -> bool:
        """Whether the message was about this very occasion: the same window."""
        return self.line.due_from == line.due_from or line.due_from == today


def write(uow: UnitOfWork, account_id: str, person_id: str, line: Due, today: date, number: int) -> Letter:
    """Keep a new message. ``number``: how many there were for this line; the same one twice fails the transaction."""
    once = f"{line.rule}|{line.dose or 0}|{occasion(line)}|{number}"
    row = PreventionMessage(
        id=new_id(),
        account_id=account_id,
        person_id=person_id,
        once_index=uow.keyring.blind_index("prevention.message", f"{account_id}|{person_id}|{once}"),
        content=b"",
        sent_at=uow.clock.now(),
    )
    place = {"table": _TABLE, "column": "content", "row": row.id, "person": person_id}
    row.content = seal(person_key(uow, person_id), json.dumps(_packed(line)), **place)
    uow.session.add(row)
    uow.session.flush()
    return Letter(row.id, line, row.sent_at)


def latest(uow: UnitOfWork, account_id: str, person_id: str, limit: int) -> tuple[Letter, ...]:
    """The latest messages of an account about a person, the latest first."""
    mine = (PreventionMessage.account_id == account_id, PreventionMessage.person_id == person_id)
    order = (col(PreventionMessage.sent_at).desc(), col(PreventionMessage.id).desc())
    rows = uow.session.execute(select(PreventionMessage).where(*mine).order_by(*order).limit(limit)).scalars()
    return tuple(opened(uow, row) for row in rows)


def opened(uow: UnitOfWork, row: PreventionMessage) -> Letter:
    """The message in clear."""
    place = {"table": _TABLE, "column": "content", "row": row.id, "person": row.person_id}
    held = json.loads(open_text(person_key(uow, row.person_id), row.content, **place))
    return Letter(row.id, _unpacked(held), row.sent_at, row.ended, row.ended_at, row.replaced_by)


def close(uow: UnitOfWork, message_id: str, why: str, *, by: str | None = None) -> None:
    """A message holds no more: "replaced" (``by`` another), "over" or "refused"."""
    row = uow.session.get(PreventionMessage, message_id)
    row.ended, row.ended_at, row.replaced_by = why, uow.clock.now(), by
    uow.session.add(row)


def reopen(uow: UnitOfWork, message_id: str) -> None:
    """A message holds again."""
    row = uow.session.get(PreventionMessage, message_id)
    row.ended = row.ended_at = row.replaced_by = None
    uow.session.add(row)


def heir(uow: UnitOfWork, message_id: str) -> PreventionMessage | None:
    """The message, or the last of those that replaced it."""
    row = uow.session.get(PreventionMessage, message_id)
    for _step in range(_DEEPEST):
        if row is None or row.replaced_by is None:
            return row
        row = uow.session.get(PreventionMessage, row.replaced_by)
    return row


def row_of(uow: UnitOfWork, *, actor: Actor, context: Context, message_id: str) -> PreventionMessage:
    """One's own message about a person one still speaks for. Raises DomainError ``introuvable``."""
    row = uow.session.get(PreventionMessage, message_id)
    if row is None:
        raise DomainError("introuvable")
    require(actor, "see", Item("message", owner=row.person_id, author=row.account_id), context)
    require(actor, "see", calendar_of(row.person_id), context)
    return row


def _packed(line: Due) -> dict[str, object]:
    return {
        "rule": line.rule,
        "version": line.version.isoformat(),
        "dose": line.dose,
        "from": line.due_from.isoformat() if line.due_from else None,
        "to": line.due_to.isoformat() if line.due_to else None,
        "status": line.status.value,
        "obligation": line.obligation.value,
        "certificate": line.certificate,
        "detail": dict(line.detail),
        "facts": [[fact.code, dict(fact.values)] for fact in line.facts],
    }


def _unpacked(held: Mapping[str, object]) -> Due:
    def day(name: str) -> date | None:
        return date.fromisoformat(held[name]) if held[name] else None

    return Due(
        rule=held["rule"],
        version=date.fromisoformat(held["version"]),
        dose=held["dose"],
        due_from=day("from"),
        due_to=day("to"),
        status=Status(held["status"]),
        obligation=Obligation(held["obligation"]),
        certificate=held["certificate"],
        detail=held["detail"],
        facts=tuple(Fact(code, values) for code, values in held["facts"]),
    )
