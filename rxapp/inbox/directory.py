"""Whom one may write to: the professionals of this Carnet by name, each with whether they let a conversation begin."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from rxapp.accounts.staff import LISTED, StaffAccount, staff_named, staff_page
from rxapp.core import i18n
from rxapp.core.db import UnitOfWork
from rxapp.core.errors import DomainError
from rxapp.core.errors import message as in_words
from rxapp.core.finding import has_all, terms_of, words_of
from rxapp.core.i18n import translate
from rxapp.core.policy import NO_CONTEXT, Actor, Context, Role
from rxapp.inbox.choices import absence_of, start_refusals, who_may_start
from rxapp.inbox.conversation_views import KIND_WORDS
from rxapp.inbox.looks import owe_list
from rxapp.inbox.rules import WHO_WORDS, is_id, require_ids

MOST_ROWS = 50
_AT_ONCE = 500


@dataclass(frozen=True)
class ProfessionalCard:
    """A professional of the directory, as one person may write to them. ``kind``: "professional" or "establishment".

    ``who_label``: whom they let begin, shown before writing. ``accepts``: whether this person may; ``why_not`` in words if not.
    ``away_until``: the last day they are away, "" when they are there.
    """

    id: str
    name: str
    kind: str
    kind_label: str
    who_label: str
    accepts: bool
    why_not: str
    away_until: str


@dataclass(frozen=True)
class DirectoryPage:
    """Some professionals by name; ``next_cursor`` goes back as ``after``, None at the end."""

    rows: tuple[ProfessionalCard, ...]
    next_cursor: str | None


def directory(
    uow: UnitOfWork,
    *,
    actor: Actor,
    context: Context = NO_CONTEXT,
    person_id: str,
    lang: str,
    query: str = "",
    kind: str = "",
    accepting: bool = False,
    after: str | None = None,
    limit: int = 20,
) -> DirectoryPage:
    """Professionals whose name says what is typed. ``accepting``: those alone whom this person may write to first.

    Raises DomainError ``introuvable``.
    """
    owe_list(uow, actor=actor, context=context, person_id=person_id)
    limit, terms = max(1, min(limit, MOST_ROWS)), terms_of(query)
    roles = [role for role in LISTED if kind in ("", role)]
    place, found = _place(uow, after), []
    while roles and (batch := staff_page(uow, roles=roles, after=place, limit=_AT_ONCE)):
        place = (batch[-1].name, batch[-1].id)
        named = [one for one in batch if has_all(words_of(one.name), terms)]
        refusals = _refusals(uow, actor, person_id, named) if accepting else {}
        found += [one for one in named if not refusals.get(one.id)]
        if len(found) > limit or len(batch) < _AT_ONCE:
            break
    return DirectoryPage(_cards(uow, actor, person_id, found[:limit], lang), found[limit - 1].id if len(found) > limit else None)


def professional(
    uow: UnitOfWork, *, actor: Actor, context: Context = NO_CONTEXT, person_id: str, account_id: str, lang: str
) -> ProfessionalCard:
    """One professional of the directory. Raises DomainError ``introuvable``."""
    require_ids(account_id)
    owe_list(uow, actor=actor, context=context, person_id=person_id)
    who = staff_named(uow, {account_id}).get(account_id)
    if who is None or who.closed:
        raise DomainError("introuvable")
    return _cards(uow, actor, person_id, [who], lang)[0]


def _place(uow: UnitOfWork, after: str | None) -> tuple[str, str] | None:
    last = staff_named(uow, {after}).get(after) if after and is_id(after) else None
    return (last.name, last.id) if last is not None else None


def _refusals(uow: UnitOfWork, actor: Actor, person_id: str, staff: Sequence[StaffAccount]) -> dict[str, str]:
    secrets = actor.person_id == person_id
    return start_refusals(uow, person_id=person_id, account_ids=[one.id for one in staff], secrets=secrets)


def _cards(
    uow: UnitOfWork, actor: Actor, person_id: str, staff: Sequence[StaffAccount], lang: str
) -> tuple[ProfessionalCard, ...]:
    refusals, chosen = _refusals(uow, actor, person_id, staff), who_may_start(uow, [one.id for one in staff])
    return tuple(
        ProfessionalCard(
            id=one.id,
            name=one.name,
            kind=one.role,
            kind_label=translate(KIND_WORDS[Role(one.role)], lang),
            who_label=translate(WHO_WORDS[chosen[one.id]], lang),
            accepts=not refusals[one.id],
            why_not=_why_not(one, refusals[one.id], lang),
            away_until=_away(uow, one.id, lang),
        )
        for one in staff
    )


def _why_not(one: StaffAccount, refusal: str, lang: str) -> str:
    """Why they may not be written to first, in words; an establishment is no professional."""
    if not refusal:
        return ""
    of_its_own = one.role == Role.ESTABLISHMENT and refusal.startswith("message.refuse_")
    return in_words(f"{refusal}_etablissement" if of_its_own else refusal, lang)


def _away(uow: UnitOfWork, account_id: str, lang: str) -> str:
    away = absence_of(uow, account_id)
    return i18n.near_date(away.away_to, uow.clock.today(), lang) if away else ""
