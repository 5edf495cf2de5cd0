"""What is read of access: for a person the professionals and how each stands, for a professional the people who allow them."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from sqlalchemy import select
from sqlmodel import col

from rxapp.core import i18n
from rxapp.core.db import UnitOfWork
from rxapp.core.errors import DomainError
from rxapp.core.finding import has_all, terms_of, words_of
from rxapp.core.i18n import _, translate
from rxapp.core.policy import Actor, Context, Role, require

from .access_models import RecordAccess
from .allowing import access_of
from .granted import allowing, profession_of
from .granting import Standing, standing
from .identity import identities_of
from .professions import profession_label
from .staff import LISTED, staff_named, staff_page
from .views import age_label

MOST_FOUND = 20
MOST_ROWS = 200

_WORDS = {
    Standing.ASKED: _("Demande à lire le dossier"),
    Standing.ALLOWED: _("Lit le dossier"),
    Standing.REFUSED: _("Demande refusée"),
    Standing.BLOCKED: _("Bloqué"),
    Standing.ENDED: _("Ne lit plus le dossier"),
}
_ALONE = _("Lit les documents, pas le profil médical")
"""Of who is allowed since before professionals read profiles."""


@dataclass(frozen=True)
class AccessRow:
    """One professional and how they stand. ``until_label``: « jusqu’au 3 mai 2027 » or ""; ``state``: a `Standing` or "".

    ``documents_alone``: they are allowed since before professionals read profiles.
    """

    account_id: str
    name: str
    profession_label: str
    state: str
    state_label: str
    since_label: str
    until_label: str
    until: str
    gone: bool
    documents_alone: bool = False


@dataclass(frozen=True)
class PatientRow:
    """Somebody who allows a professional."""

    person_id: str
    name: str
    born_label: str
    age_label: str
    until_label: str


def access_rows(uow: UnitOfWork, *, actor: Actor, context: Context, person_id: str, lang: str) -> tuple[AccessRow, ...]:
    """The professionals of a record: those who ask first, then those who read, blocked, and past ones.

    Raises DomainError ``introuvable``.
    """
    require(actor, "list", access_of(person_id), context)
    wanted = select(RecordAccess).where(RecordAccess.person_id == person_id).order_by(col(RecordAccess.since).desc())
    rows = uow.session.execute(wanted.limit(MOST_ROWS)).scalars().all()
    names = staff_named(uow, [row.account_id for row in rows])
    found = []
    for row in rows:
        who = names.get(row.account_id)
        if who is not None:
            state = standing(row.state, row.until, uow.clock.today())
            until = row.until if state is Standing.ALLOWED else None
            alone = state is Standing.ALLOWED and not row.profile
            found.append(
                AccessRow(
                    row.account_id,
                    who.name,
                    profession_label(profession_of(uow, row.account_id), lang),
                    state.value,
                    translate(_ALONE if alone else _WORDS[state], lang),
                    i18n.date_time(row.since, lang),
                    translate(_("jusqu’au {jour} compris"), lang, jour=i18n.long_date(until, lang)) if until else "",
                    until.isoformat() if until else "",
                    who.closed,
                    alone,
                )
            )
    order = list(_WORDS)
    return tuple(sorted(found, key=lambda row: order.index(Standing(row.state))))


def found_professionals(
    uow: UnitOfWork, *, actor: Actor, context: Context, person_id: str, query: str, lang: str
) -> tuple[AccessRow, ...]:
    """Professionals of the directory whose name says what is typed, how each stands; nobody while nothing is typed."""
    known = {row.account_id: row for row in access_rows(uow, actor=actor, context=context, person_id=person_id, lang=lang)}
    terms = terms_of(query)
    found: list[AccessRow] = []
    place: tuple[str, str] | None = None
    roles = [role for role in LISTED if role is Role.PROFESSIONAL]
    while terms and len(found) < MOST_FOUND and (batch := staff_page(uow, roles=roles, after=place)):
        place = (batch[-1].name, batch[-1].id)
        for one in batch:
            if has_all(words_of(one.name), terms):
                label = profession_label(profession_of(uow, one.id), lang)
                found.append(known.get(one.id) or AccessRow(one.id, one.name, label, "", "", "", "", "", gone=False))
    return tuple(found[:MOST_FOUND])


def accounts_of(uow: UnitOfWork, person_id: str) -> tuple[str, ...]:
    """The professionals who read a record or are blocked, the latest first."""
    states = (Standing.ALLOWED, Standing.BLOCKED)
    wanted = select(RecordAccess.account_id).where(RecordAccess.person_id == person_id, col(RecordAccess.state).in_(states))
    return tuple(uow.session.execute(wanted.order_by(col(RecordAccess.since).desc()).limit(MOST_ROWS)).scalars())


def patient(uow: UnitOfWork, *, actor: Actor, person_id: str, lang: str) -> PatientRow:
    """Somebody who lets a professional read their record today. Raises DomainError ``introuvable``."""
    found = _patients(uow, actor, [person_id], lang)
    if not found:
        raise DomainError("introuvable")
    return found[0]


def patients_page(uow: UnitOfWork, *, actor: Actor, query: str = "", lang: str) -> tuple[PatientRow, ...]:
    """The people who let a professional read their record today, by name, the first 200. Raises DomainError ``introuvable``."""
    terms = terms_of(query)
    found = [row for row in _patients(uow, actor, None, lang) if has_all(words_of(row.name), terms)]
    return tuple(found[:MOST_ROWS])


def _patients(uow: UnitOfWork, actor: Actor, which: Sequence[str] | None, lang: str) -> list[PatientRow]:
    """All who let a professional read today, or those of some people."""
    if actor.role is not Role.PROFESSIONAL:
        raise DomainError("introuvable")
    allowed = allowing(uow, actor.account_id)
    people = identities_of(uow, allowed if which is None else allowed & set(which))
    wanted = select(RecordAccess.person_id, RecordAccess.until).where(RecordAccess.account_id == actor.account_id)
    until, today = {person_id: last for person_id, last in uow.session.execute(wanted)}, uow.clock.today()
    found = []
    for one in sorted(people.values(), key=lambda one: (one.family_name.casefold(), one.given_names.casefold(), one.person_id)):
        last = until[one.person_id]
        label = translate(_("jusqu’au {jour} compris"), lang, jour=i18n.long_date(last, lang)) if last else ""
        born = i18n.plain_date(one.birth_date, lang)
        found.append(PatientRow(one.person_id, one.full_name, born, age_label(one.birth_date, today, lang), label))
    return found
