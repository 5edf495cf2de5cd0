"""Searching a history: the lines of a kind of act, of somebody, or that say some words. What is read is bounded.

Kind and author are plain columns; words are sealed, so lines are opened in order until enough of them say what is looked for. A
search that stops before the first line says where to go on.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from itertools import islice

from sqlalchemy import func, or_, select

from rxapp.core import audit
from rxapp.core.audit import HistoryLine
from rxapp.core.chain import AuditEntry
from rxapp.core.clock import paris_date
from rxapp.core.db import UnitOfWork
from rxapp.core.finding import day_words, has_all, terms_of, words_of
from rxapp.core.i18n import _
from rxapp.core.policy import NO_CONTEXT, Actor, Context

OPENED_AT_MOST = 2_000
"""Lines that one search opens before it stops."""

READS_AT_MOST = 200
"""Runs of neighbouring lines that one search reads before it stops."""

MOST_PEOPLE = 30

KINDS: Mapping[str, tuple[str, tuple[str, ...]]] = {
    "documents": (_("Documents"), ("document", "lien")),
    "profil": (_("Profil médical"), ("profil",)),
    "mesures": (_("Mesures"), ("mesure",)),
    "agenda": (_("Agenda"), ("rendezvous", "agenda", "calendrier")),
    "prevention": (_("Prévention"), ("prevention",)),
    "pharmacie": (_("Pharmacie"), ("pharmacie",)),
    "messages": (_("Messages"), ("message",)),
    "espace": (
        _("Espace et connexions"),
        ("espace", "session", "mot_de_passe", "langue", "lettre", "parent", "personne", "notifications", "compte", "emporter"),
    ),
    "historique": (_("Historique et accès refusés"), ("historique", "acces")),
}
"""Kinds of acts: their words, and how the codes of their acts begin."""


@dataclass(frozen=True)
class Wanted:
    """What is looked for; an empty field asks for nothing. kind: a key of `KINDS`. account: id of the account that acted."""

    query: str = ""
    kind: str = ""
    account: str = ""


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
    numbers = _numbers(uow, person_id, wanted, after)
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
    codes = uow.session.execute(select(AuditEntry.action).where(AuditEntry.person_id == person_id).distinct()).scalars()
    held = {code.partition(".")[0] for code in codes}
    return tuple(key for key, (_words, starts) in KINDS.items() if held & set(starts))


def authors(uow: UnitOfWork, *, actor: Actor, person_id: str, lang: str, context: Context = NO_CONTEXT) -> tuple[Author, ...]:
    """Who acted in this history, the latest first, at most `MOST_PEOPLE`; an erased latest line leaves no name to show."""
    whose = {"actor": actor, "person_id": person_id, "context": context}
    audit.require_history(uow, **whose)
    latest = func.max(AuditEntry.seq)
    query = select(AuditEntry.actor_account_id, latest).where(AuditEntry.person_id == person_id)
    rows = uow.session.execute(query.group_by(AuditEntry.actor_account_id).order_by(latest.desc()).limit(MOST_PEOPLE)).all()
    lines = ((account, audit.history_page(uow, **whose, after=seq + 1, limit=1, lang=lang)) for account, seq in rows)
    return tuple(Author(account, line.actor_label) for account, (line,) in lines if line.actor_label)


def _numbers(uow: UnitOfWork, person_id: str, wanted: Wanted, after: int | None) -> Sequence[int]:
    """Numbers of the lines of that kind and author, newest first: one more than a search opens, to know whether some are left."""
    query = select(AuditEntry.seq).where(AuditEntry.person_id == person_id).order_by(AuditEntry.seq.desc())
    if after is not None:
        query = query.where(AuditEntry.seq < after)
    if wanted.account:
        query = query.where(AuditEntry.actor_account_id == wanted.account)
    if wanted.kind:
        _words, starts = KINDS[wanted.kind]
        query = query.where(or_(*(AuditEntry.action.startswith(f"{start}.", autoescape=True) for start in starts)))
    return uow.session.execute(query.limit(OPENED_AT_MOST + 1)).scalars().all()


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
