"""What is read of accesses in an emergency: for the person who, why and until when; for a professional whose record is open."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace

from sqlalchemy import select
from sqlmodel import col

from rxapp.core import i18n
from rxapp.core.db import UnitOfWork
from rxapp.core.errors import DomainError
from rxapp.core.i18n import _, translate
from rxapp.core.policy import Actor, Context, Item, Refused, Role, require

from .emergency import reason_is_theirs, reason_of
from .emergency_models import EmergencyAccess
from .emergency_standing import reading
from .granted import may_read, profession_of
from .identity import identities_of, identity_of
from .professions import profession_label
from .staff import staff_named

MOST_ROWS = 50


@dataclass(frozen=True)
class EmergencyRow:
    """One access, as the person reads of it. ``lasts``: it is open now; ``disputed``: it was disputed.

    ``allowed``: the person lets that professional read now, which disputing it ends.
    """

    id: str
    name: str
    profession_label: str
    reason: str
    when_label: str
    state_label: str
    lasts: bool
    disputed: bool
    allowed: bool


@dataclass(frozen=True)
class OpenRecord:
    """A record that a professional reads in an emergency now."""

    person_id: str
    name: str
    born_label: str
    until_label: str


def emergency_rows(uow: UnitOfWork, *, actor: Actor, context: Context, person_id: str, lang: str) -> tuple[EmergencyRow, ...]:
    """The accesses to a record, the latest first. Raises DomainError ``introuvable``."""
    require(actor, "list", Item("access", owner=person_id), context)
    wanted = select(EmergencyAccess).where(EmergencyAccess.person_id == person_id)
    rows = uow.session.execute(wanted.order_by(col(EmergencyAccess.opened_at).desc()).limit(MOST_ROWS)).scalars().all()
    names = staff_named(uow, {row.account_id for row in rows})
    withheld = bool(rows) and actor.person_id != person_id and reason_is_theirs(uow, person_id)
    why = translate(_("lue par la personne seule"), lang) if withheld else ""
    allowed = {account_id for account_id in names if may_read(uow, account_id, person_id)}
    found = [
        _row(uow, row, names[row.account_id].name, lang, row.account_id in allowed) for row in rows if row.account_id in names
    ]
    return tuple(replace(row, reason=why or row.reason) for row in found)


@dataclass(frozen=True)
class GoingOn:
    """An access that goes on, of somebody of the family; ``first_name``: whose record, "" for one's own."""

    id: str
    person_id: str
    name: str
    first_name: str
    state_label: str


def going_on(uow: UnitOfWork, *, actor: Actor, context: Context, people: Sequence[str], lang: str) -> list[GoingOn]:
    """The accesses that go on to these records, the latest first. Raises DomainError ``introuvable``."""
    for person_id in people:
        require(actor, "list", Item("access", owner=person_id), context)
    now = (col(EmergencyAccess.until) > uow.clock.now(), col(EmergencyAccess.over).is_(False))
    wanted = select(EmergencyAccess).where(col(EmergencyAccess.person_id).in_(people), *now)
    rows = uow.session.execute(wanted.order_by(col(EmergencyAccess.opened_at).desc())).scalars().all() if people else ()
    names, found = staff_named(uow, {row.account_id for row in rows}) if rows else {}, []
    for row in rows:
        if row.account_id not in names or not (shown := _row(uow, row, names[row.account_id].name, lang)).lasts:
            continue
        first = "" if row.person_id == actor.person_id else identity_of(uow, row.person_id).usual_name
        found.append(GoingOn(row.id, row.person_id, shown.name, first, shown.state_label))
    return found


def open_records(uow: UnitOfWork, *, actor: Actor, lang: str) -> tuple[OpenRecord, ...]:
    """The records that a professional reads so now. Raises DomainError ``introuvable``."""
    if actor.role is not Role.PROFESSIONAL:
        raise DomainError("introuvable")
    people, _hidden = reading(uow, actor.account_id, profession_of(uow, actor.account_id))
    wanted = select(EmergencyAccess).where(
        EmergencyAccess.account_id == actor.account_id,
        col(EmergencyAccess.person_id).in_(people),
        col(EmergencyAccess.until) > uow.clock.now(),
        col(EmergencyAccess.over).is_(False),
    )
    rows = uow.session.execute(wanted.order_by(col(EmergencyAccess.until))).scalars().all() if people else ()
    who = identities_of(uow, {row.person_id for row in rows}) if rows else {}
    said = _("jusqu’à {heure}")
    return tuple(
        OpenRecord(
            row.person_id,
            who[row.person_id].full_name,
            i18n.plain_date(who[row.person_id].birth_date, lang),
            translate(said, lang, heure=i18n.time_of_day(row.until, lang)),
        )
        for row in rows
    )


def open_record_of(uow: UnitOfWork, *, actor: Actor, person_id: str, lang: str) -> OpenRecord:
    """One of them. Raises `Refused`, the same whether there is such a record or not."""
    for one in open_records(uow, actor=actor, lang=lang) if actor.role is Role.PROFESSIONAL else ():
        if one.person_id == person_id:
            return one
    raise Refused(actor, "list", Item("document", owner=person_id))


def _row(uow: UnitOfWork, row: EmergencyAccess, name: str, lang: str, allowed: bool = False) -> EmergencyRow:
    profession = profession_of(uow, row.account_id)
    going_on = row.disputed_at is None and not row.over and row.until > uow.clock.now()
    lasts = going_on and row.person_id in reading(uow, row.account_id, profession)[0]
    if row.disputed_at is not None:
        state = translate(_("Contesté le {date}"), lang, date=i18n.date_time(row.disputed_at, lang))
    elif lasts:
        state = translate(_("En cours, jusqu’à {heure}"), lang, heure=i18n.time_of_day(row.until, lang))
    else:
        state = translate(_("Terminé"), lang)
    label = profession_label(profession, lang)
    said = (reason_of(uow, row), i18n.date_time(row.opened_at, lang), state)
    return EmergencyRow(row.id, name, label, *said, lasts, row.disputed_at is not None, allowed)
