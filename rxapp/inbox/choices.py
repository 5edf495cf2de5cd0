"""What a professional chose: who may begin a conversation with them, what is answered while they are away, their templates."""

from __future__ import annotations

from collections.abc import Collection, Sequence
from dataclasses import dataclass, replace
from datetime import date

from sqlalchemy import bindparam, select
from sqlmodel import col

from rxapp.core.db import UnitOfWork
from rxapp.core.errors import DomainError
from rxapp.core.policy import Actor
from rxapp.inbox.content import ChoicesContent, Template, open_choices, write_choices
from rxapp.inbox.models import InboxChoices
from rxapp.inbox.practices import practices_of
from rxapp.inbox.rules import MOST_TEMPLATES, Starting, WhoMayStart, checked_absence, is_away, why_not_start
from rxapp.inbox.sight import blocked_ids, knows, require_professional
from rxapp.inbox.text import clean_message, clean_subject


@dataclass(frozen=True)
class Absence:
    """An absence that holds today. ``number`` tells it from the ones before."""

    number: int
    away_from: date
    away_to: date
    text: str


def set_who_may_start(uow: UnitOfWork, *, actor: Actor, who: WhoMayStart | str) -> None:
    """Say who may begin a conversation. Those under way go on. Raises DomainError ``introuvable``."""
    require_professional(actor)
    if who not in set(WhoMayStart):
        raise DomainError("introuvable")
    row, said = _row(uow, actor.account_id)
    row.who_may_start = str(who)
    _write(uow, row, said)


def set_absence(uow: UnitOfWork, *, actor: Actor, away_from: date | None, away_to: date | None, text: str = "") -> None:
    """Answer to who writes between two days (Paris, both included), once for each conversation; None twice: no absence.

    Raises DomainError ``absence.dates``, ``absence.vide``, ``introuvable``; a code of `text`.
    """
    require_professional(actor)
    words = clean_message(text) if away_from and text.strip() else ""
    checked_absence(away_from, away_to, words, uow.clock.today())
    row, said = _row(uow, actor.account_id)
    if (row.away_from, row.away_to, said.absence) != (away_from, away_to, words):
        row.absence += 1
    row.away_from, row.away_to = away_from, away_to
    _write(uow, row, replace(said, absence=words))


def set_templates(uow: UnitOfWork, *, actor: Actor, templates: Sequence[Template]) -> None:
    """Keep these texts, in this order, in place of those kept before.

    Raises DomainError ``modele.trop``, ``modele.vide``, ``introuvable``; a code of `text`.
    """
    require_professional(actor)
    if len(templates) > MOST_TEMPLATES:
        raise DomainError("modele.trop", maximum=MOST_TEMPLATES)
    if not all(one.title.strip() and one.text.strip() for one in templates):
        raise DomainError("modele.vide")
    kept = tuple(Template(clean_subject(one.title), clean_message(one.text)) for one in templates)
    row, said = _row(uow, actor.account_id)
    _write(uow, row, replace(said, templates=kept))


_ABSENCE = select(*InboxChoices.__table__.columns).where(InboxChoices.account_id == bindparam("account"))


def absence_of(uow: UnitOfWork, account_id: str) -> Absence | None:
    """The absence of a professional today, None when they are there."""
    row = uow.ask(_ABSENCE, account=account_id).first()
    if row is None or not is_away(row.away_from, row.away_to, uow.clock.today()):
        return None
    return Absence(row.absence, row.away_from, row.away_to, open_choices(uow, row).absence)


def choices_of(uow: UnitOfWork, account_id: str) -> tuple[InboxChoices, ChoicesContent]:
    """What a professional chose, or what holds until they choose: those who wrote before may begin."""
    return _row(uow, account_id)


def who_may_start(uow: UnitOfWork, account_ids: Collection[str]) -> dict[str, WhoMayStart]:
    """What each of these professionals chose."""
    wanted = select(InboxChoices.account_id, InboxChoices.who_may_start).where(col(InboxChoices.account_id).in_(account_ids))
    chosen = {account_id: WhoMayStart(who) for account_id, who in uow.session.execute(wanted)}
    return dict.fromkeys(account_ids, WhoMayStart.KNOWN) | chosen


def start_refusals(
    uow: UnitOfWork, *, person_id: str, account_ids: Collection[str], secrets: bool, owed: bool = False
) -> dict[str, str]:
    """For each of these professionals the code of why a person may not begin with them, "" when they may.

    ``secrets``: whether what a minor keeps from their parents counts. ``owed``: they must hear it, whomever they let begin.
    """
    chosen, practices = who_may_start(uow, account_ids), practices_of(uow, account_ids)
    if owed:
        chosen = dict.fromkeys(account_ids, WhoMayStart.EVERYBODY)
    known = knows(uow, person_id, practices, secrets=secrets)
    blocked = blocked_ids(uow, person_id, secret=False) | (blocked_ids(uow, person_id, secret=True) if secrets else frozenset())
    return {one: why_not_start(Starting(chosen[one], known=one in known, blocked=one in blocked)) for one in account_ids}


def _row(uow: UnitOfWork, account_id: str) -> tuple[InboxChoices, ChoicesContent]:
    row = uow.session.get(InboxChoices, account_id)
    if row is None:
        return InboxChoices(account_id=account_id, content=b""), ChoicesContent()
    return row, open_choices(uow, row)


def _write(uow: UnitOfWork, row: InboxChoices, said: ChoicesContent) -> None:
    write_choices(uow, row, said)
    uow.session.add(row)
    uow.session.flush()
