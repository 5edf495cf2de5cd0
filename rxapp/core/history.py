"""Searching a history: the lines of a kind of act, of somebody, or that say some words. What is read is bounded.

Kind and author are plain columns; words are sealed, so lines are opened in order until enough of them say what is looked for. A
search that stops before the first line says where to go on.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime, time, timedelta
from itertools import islice

from sqlalchemy import func, select

from rxapp.core import audit
from rxapp.core.audit import HistoryLine
from rxapp.core.chain import AuditEntry
from rxapp.core.clock import PARIS, paris_date
from rxapp.core.db import UnitOfWork
from rxapp.core.finding import day_words, has_all, terms_of, words_of
from rxapp.core.i18n import _
from rxapp.core.policy import NO_CONTEXT, Actor, Context

OPENED_AT_MOST = 2_000
"""Lines that one search opens before it stops."""

READS_AT_MOST = 200
"""Runs of neighbouring lines that one search reads before it stops."""

MOST_PEOPLE = 30

OTHERS = "autres"
"""In place of an account: everybody but who asks. One looks for what others did, among one's own acts and looks."""

KINDS: Mapping[str, tuple[str, tuple[str, ...]]] = {
    "urgence": (_("Accès en urgence"), ("acces.urgence",)),
    "refus": (_("Accès refusés"), ("acces.refuse",)),
    "acces": (_("Qui peut lire ou agir"), ("acces.", "aide.", "droit.", "parent.")),
    "documents": (_("Documents"), ("document.", "lien.")),
    "profil": (_("Profil médical"), ("profil.",)),
    "mesures": (_("Mesures"), ("mesure.",)),
    "agenda": (_("Agenda"), ("rendezvous.", "agenda.", "calendrier.")),
    "prevention": (_("Prévention"), ("prevention.", "vaccin")),
    "pharmacie": (_("Pharmacie"), ("pharmacie.",)),
    "messages": (_("Messages"), ("message.",)),
    "historique": (_("Historique"), ("historique.",)),
    "espace": (_("Espace et connexions"), ("",)),
}
"""Kinds of acts: their words, and how the codes of their acts begin. An act is of the first kind that has its beginning."""


def kind_of(code: str) -> str:
    """The key of `KINDS` that an act is of."""
    return next(key for key, (_words, starts) in KINDS.items() if code.startswith(starts))


@dataclass(frozen=True)
class Wanted:
    """What is looked for; an empty field asks for nothing. kind: a key of `KINDS`. account: of who acted, or `OTHERS`.

    since, until: days in Paris, both included.
    """

    query: str = ""
    kind: str = ""
    account: str = ""
    since: date | None = None
    until: date | None = None


@dataclass(frozen=True)
class Found:
    """Lines, newest first; `following` goes back as `after` for those that follow, 0 when the search reached the first line."""

    lines: tuple[HistoryLine, ...]
    following: int


@dataclass(frozen=True)
class Author:
    """Somebody who acted, under their latest name."""

    account: str
    label: str


def find(
    uow: UnitOfWork,
    *,
    actor: Actor,
    person_id: str,
    wanted: Wanted,
    after: int | None = None,
    limit: int,
    lang: str,
    context: Context = NO_CONTEXT,
) -> Found:
    """At most `limit` lines that are what is wanted, before the line `after`.

    Raises `DomainError("introuvable")` when the actor may not see this history.
    """
    whose = {"actor": actor, "person_id": person_id, "context": context}
    audit.require_history(uow, **whose)
    terms = terms_of(wanted.query)
    numbers = _numbers(uow, actor, person_id, wanted, after)
    found: list[HistoryLine] = []
    reached = 0
    for run in islice(_runs(numbers[:OPENED_AT_MOST]), READS_AT_MOST):
        for line in audit.history_page(uow, **whose, after=run[0] + 1, limit=len(run), lang=lang):
            if has_all(_text(line, lang), terms):
                found.append(line)
                if len(found) > limit:
                    return Found(tuple(found[:limit]), found[limit - 1].seq)
        reached = run[-1]
    return Found(tuple(found), reached if numbers and reached > numbers[-1] else 0)


def kinds(uow: UnitOfWork, *, actor: Actor, person_id: str, context: Context = NO_CONTEXT) -> tuple[str, ...]:
    """Keys of `KINDS` that this history holds, in the usual order."""
    audit.require_history(uow, actor=actor, person_id=person_id, context=context)
    held = {kind_of(code) for code in _codes(uow, person_id)}
    return tuple(key for key in KINDS if key in held)


def years(uow: UnitOfWork, *, actor: Actor, person_id: str, context: Context = NO_CONTEXT) -> tuple[int, ...]:
    """The years that this history covers, the latest first, from those of its last and its first line."""
    audit.require_history(uow, actor=actor, person_id=person_id, context=context)
    ends = [
        uow.session.execute(select(AuditEntry.at).where(AuditEntry.person_id == person_id).order_by(order).limit(1)).scalar()
        for order in (AuditEntry.seq, AuditEntry.seq.desc())
    ]
    first, last = (paris_date(end).year if end else 0 for end in ends)
    return tuple(range(last, first - 1, -1)) if first else ()


def authors(uow: UnitOfWork, *, actor: Actor, person_id: str, lang: str, context: Context = NO_CONTEXT) -> tuple[Author, ...]:
    """Who acted in this history, the latest first, at most `MOST_PEOPLE`; an erased latest line leaves no name to show."""
    whose = {"actor": actor, "person_id": person_id, "context": context}
    audit.require_history(uow, **whose)
    latest = func.max(AuditEntry.seq)
    query = select(AuditEntry.actor_account_id, latest).where(AuditEntry.person_id == person_id)
    rows = uow.session.execute(query.group_by(AuditEntry.actor_account_id).order_by(latest.desc()).limit(MOST_PEOPLE)).all()
    lines = ((account, audit.history_page(uow, **whose, after=seq + 1, limit=1, lang=lang)) for account, seq in rows)
    return tuple(Author(account, line.actor_label) for account, (line,) in lines if line.actor_label)


def _numbers(uow: UnitOfWork, actor: Actor, person_id: str, wanted: Wanted, after: int | None) -> Sequence[int]:
    """Numbers of the lines of that kind and author, newest first: one more than a search opens, to know whether some are left."""
    query = select(AuditEntry.seq).where(AuditEntry.person_id == person_id).order_by(AuditEntry.seq.desc())
    if after is not None:
        query = query.where(AuditEntry.seq < after)
    if wanted.account == OTHERS:
        query = query.where(AuditEntry.actor_account_id != actor.account_id)
    elif wanted.account:
        query = query.where(AuditEntry.actor_account_id == wanted.account)
    if wanted.kind:
        query = query.where(AuditEntry.action.in_([code for code in _codes(uow, person_id) if kind_of(code) == wanted.kind]))
    if wanted.since:
        query = query.where(AuditEntry.at >= _midnight(wanted.since))
    if wanted.until:
        query = query.where(AuditEntry.at < _midnight(wanted.until + timedelta(days=1)))
    return uow.session.execute(query.limit(OPENED_AT_MOST + 1)).scalars().all()


def _codes(uow: UnitOfWork, person_id: str) -> Sequence[str]:
    """The acts that a history holds."""
    return uow.session.execute(select(AuditEntry.action).where(AuditEntry.person_id == person_id).distinct()).scalars().all()


def _midnight(day: date) -> datetime:
    """The first instant of a day in Paris."""
    return datetime.combine(day, time(), PARIS)


def _runs(numbers: Sequence[int]) -> Iterator[list[int]]:
    """Neighbouring numbers together, as long as one page of history may be."""
    run: list[int] = []
    for number in numbers:
        if run and (number != run[-1] - 1 or len(run) == audit.MOST_LINES):
            yield run
            run = []
        run.append(number)
    if run:
        yield run


def _text(line: HistoryLine, lang: str) -> str:
    said = words_of(line.action_label, line.detail_label, line.actor_label, line.on_behalf_label)
    return said + day_words(paris_date(datetime.fromisoformat(line.at_iso)), lang)
