"""The directory of pharmacies: loaded from a FINESS extract, and what a pharmacy writes of itself.

Loading again updates, closes what is gone, reopens what is back, and leaves what the pharmacies wrote. It goes by small
transactions, so that nobody waits: interrupted, it is run again.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import func, select, update
from sqlmodel import col

from rxapp.core.db import Database, UnitOfWork
from rxapp.core.errors import DomainError
from rxapp.core.finding import words_of
from rxapp.core.policy import Actor, Role, require
from rxapp.pharmacy import hours_form
from rxapp.pharmacy.fields import clean_note
from rxapp.pharmacy.finess import Entry, Extract
from rxapp.pharmacy.hours_form import HoursForm
from rxapp.pharmacy.models import Pharmacy, PharmacyStaff
from rxapp.pharmacy.sight import OPERATING, pharmacy_item, pharmacy_of

AT_ONCE = 500
"""Pharmacies written in one transaction."""
MOST_GONE = 0.2
"""Of those that are open, the part that one loading may close: beyond, the file is more likely cut than the country."""
FEW = 10
"""A directory of fewer open pharmacies is not watched for that."""


@dataclass(frozen=True)
class Loaded:
    """What a loading did. ``unplaced``: pharmacies of the file without coordinates."""

    added: int = 0
    changed: int = 0
    unchanged: int = 0
    closed: int = 0
    unplaced: int = 0
    unreadable: int = 0
    twice: int = 0


def load(db: Database, extract: Extract, *, actor: Actor, force: bool = False) -> Loaded:
    """Make the directory that of the extract.

    Raises DomainError ``introuvable`` for an actor who may not, ``finess.aucune_pharmacie``, ``finess.trop_de_fermetures`` (n)
    when more than `MOST_GONE` would close and that is not forced; nothing is written then.
    """
    require(actor, "register", OPERATING)
    if not extract.entries:
        raise DomainError("finess.aucune_pharmacie")
    with db.read() as uow:
        gone = _gone(uow, extract)
        still = uow.session.execute(select(func.count()).where(col(Pharmacy.closed_at).is_(None))).scalar_one()
    if still >= FEW and len(gone) > still * MOST_GONE and not force:
        raise DomainError("finess.trop_de_fermetures", n=len(gone))
    counted = [0, 0, 0]
    entries = list(extract.entries.values())
    for some in _pieces(entries):
        with db.uow() as uow:
            for place, n in enumerate(_write(uow, some)):
                counted[place] += n
            uow.commit()
    for some in _pieces(gone):
        with db.uow() as uow:
            uow.session.execute(update(Pharmacy).where(col(Pharmacy.id).in_(some)).values(closed_at=uow.clock.now()))
            uow.commit()
    unplaced = sum(entry.x is None for entry in entries)
    return Loaded(*counted, len(gone), unplaced, extract.unreadable, extract.twice)


def attach(uow: UnitOfWork, *, actor: Actor, account_id: str, finess: str) -> str:
    """Have an account work at a pharmacy from now on; returns the pharmacy's id. Each person at the counter has their own.

    The caller knows that the account is a pharmacy's. Raises DomainError ``introuvable``, ``pharmacie.inconnue``.
    """
    require(actor, "register", OPERATING)
    row = uow.session.execute(select(Pharmacy).where(Pharmacy.finess == finess.strip().upper())).scalar_one_or_none()
    if row is None:
        raise DomainError("pharmacie.inconnue")
    staff = uow.session.get(PharmacyStaff, account_id) or PharmacyStaff(
        account_id=account_id, pharmacy_id=row.id, since=uow.clock.now()
    )
    if staff.pharmacy_id != row.id:
        staff.pharmacy_id, staff.since = row.id, uow.clock.now()
    uow.session.add(staff)
    uow.session.flush()
    return row.id


def detach(uow: UnitOfWork, *, actor: Actor, account_id: str) -> bool:
    """Have an account work at no pharmacy from now on: it sees no order any more; whether it worked at one.

    Raises DomainError ``introuvable``.
    """
    require(actor, "register", OPERATING)
    row = uow.session.get(PharmacyStaff, account_id)
    if row is not None:
        uow.session.delete(row)
        uow.session.flush()
    return row is not None


def write_hours(uow: UnitOfWork, *, actor: Actor, version: int, form: HoursForm, note: str = "") -> int:
    """The pharmacy of the actor says when it is open, and a word to everybody; returns the new version.

    Raises DomainError ``introuvable``, ``pharmacie.perimee`` when somebody changed it since; FieldErrors.
    """
    row = own_row(uow, actor)
    require(actor, "edit", pharmacy_item(row.id, actor))
    if row.version != version:
        raise DomainError("pharmacie.perimee")
    said = hours_form.read(form).text()
    changed = (
        update(Pharmacy)
        .where(Pharmacy.id == row.id, Pharmacy.version == version)
        .values(hours=said, note=clean_note(note), version=version + 1)
    )
    if uow.session.execute(changed.execution_options(synchronize_session="fetch")).rowcount != 1:
        raise DomainError("pharmacie.perimee")
    return version + 1


def own_row(uow: UnitOfWork, actor: Actor) -> Pharmacy:
    """The pharmacy at whose counter the actor works. Raises DomainError ``introuvable``."""
    pharmacy_id = pharmacy_of(uow, actor) if actor.role is Role.PHARMACY else None
    row = uow.session.get(Pharmacy, pharmacy_id) if pharmacy_id else None
    if row is None:
        raise DomainError("introuvable")
    return row


def _gone(uow: UnitOfWork, extract: Extract) -> list[str]:
    """Ids of the open pharmacies that the extract does not have."""
    rows = uow.session.execute(select(Pharmacy.id, Pharmacy.finess).where(col(Pharmacy.closed_at).is_(None)))
    return [row.id for row in rows if row.finess not in extract.entries]


def _write(uow: UnitOfWork, entries: Sequence[Entry]) -> tuple[int, int, int]:
    """Add and change; returns how many were added, changed, left as they were."""
    numbers = [entry.finess for entry in entries]
    known = {row.finess: row for row in uow.session.execute(select(Pharmacy).where(col(Pharmacy.finess).in_(numbers))).scalars()}
    added = changed = 0
    now = uow.clock.now()
    for entry in entries:
        row = known.get(entry.finess)
        if row is None:
            added += 1
            row = Pharmacy(finess=entry.finess, name=entry.name, updated_at=now)
            _fill(row, entry, now)
        elif not _fill(row, entry, now):
            continue
        else:
            changed += 1
        uow.session.add(row)
    return added, changed, len(entries) - added - changed


def _fill(row: Pharmacy, entry: Entry, now: datetime) -> bool:
    """Put what the extract says into the row; whether that changed anything. A place it no longer tells stays known."""
    said: dict[str, object] = {
        "name": entry.name,
        "address": entry.address,
        "postcode": entry.postcode,
        "town": entry.town,
        "phone": entry.phone,
        "needle": words_of(entry.name, entry.town, entry.postcode, entry.address),
        "closed_at": None,
    }
    if entry.x is not None:
        said |= {"x": entry.x, "y": entry.y, "zone": entry.zone}
    differs = {name: value for name, value in said.items() if getattr(row, name) != value}
    for name, value in differs.items():
        setattr(row, name, value)
    if differs:
        row.updated_at = now
    return bool(differs)


def _pieces(some: list) -> list[list]:
    return [some[start : start + AT_ONCE] for start in range(0, len(some), AT_ONCE)]
