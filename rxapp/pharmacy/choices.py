"""Where a person goes: favourite pharmacies, one of them the usual one. A parent chooses for a child."""

from __future__ import annotations

from dataclasses import dataclass

from sqlalchemy import func, select, update
from sqlmodel import col

from rxapp.core.db import UnitOfWork
from rxapp.core.errors import DomainError
from rxapp.core.policy import NO_CONTEXT, Actor, Context, require
from rxapp.pharmacy import acts, spelling
from rxapp.pharmacy.looks import note, owe_list
from rxapp.pharmacy.models import Pharmacy, PharmacyChoice
from rxapp.pharmacy.places import PharmacyRow, rows_of
from rxapp.pharmacy.sight import orders_of

MOST_FAVOURITES = 20


@dataclass(frozen=True)
class Favourite:
    """One of a person's pharmacies."""

    pharmacy: PharmacyRow
    usual: bool


def choose(
    uow: UnitOfWork, *, actor: Actor, context: Context = NO_CONTEXT, person_id: str, pharmacy_id: str, usual: bool = False
) -> None:
    """Make a pharmacy a favourite, or the usual one in place of another; again changes nothing.

    Raises DomainError ``introuvable``, ``pharmacie.fermee``, ``pharmacie.trop_de_favorites``.
    """
    require(actor, "choose", orders_of(person_id), context)
    pharmacy = uow.session.get(Pharmacy, pharmacy_id)
    if pharmacy is None:
        raise DomainError("introuvable")
    if pharmacy.closed_at is not None:
        raise DomainError("pharmacie.fermee")
    row = uow.session.get(PharmacyChoice, (person_id, pharmacy_id))
    if row is not None and row.usual == usual:
        return
    if row is None:
        _make_room(uow, person_id)
        row = PharmacyChoice(person_id=person_id, pharmacy_id=pharmacy_id, chosen_at=uow.clock.now())
    if usual:
        mine = update(PharmacyChoice).where(PharmacyChoice.person_id == person_id, col(PharmacyChoice.usual))
        uow.session.execute(mine.values(usual=False).execution_options(synchronize_session="fetch"))
    row.usual = usual
    uow.session.add(row)
    uow.session.flush()
    note(uow, actor, person_id, acts.USUAL_CHOSEN if usual else acts.FAVOURITE_ADDED, label=spelling.name(pharmacy.name))


def forget(uow: UnitOfWork, *, actor: Actor, context: Context = NO_CONTEXT, person_id: str, pharmacy_id: str) -> None:
    """A pharmacy is a favourite no more; again changes nothing. Raises DomainError ``introuvable``."""
    require(actor, "choose", orders_of(person_id), context)
    row = uow.session.get(PharmacyChoice, (person_id, pharmacy_id))
    if row is None:
        return
    pharmacy = uow.session.get(Pharmacy, pharmacy_id)
    uow.session.delete(row)
    uow.session.flush()
    note(uow, actor, person_id, acts.FAVOURITE_REMOVED, label=spelling.name(pharmacy.name) if pharmacy else "")


def favourites(
    uow: UnitOfWork, *, actor: Actor, context: Context = NO_CONTEXT, person_id: str, lang: str
) -> tuple[Favourite, ...]:
    """A person's pharmacies, the usual one first, then by name; at most `MOST_FAVOURITES`. Raises DomainError ``introuvable``."""
    owe_list(uow, actor=actor, context=context, person_id=person_id)
    mine = (
        select(Pharmacy, PharmacyChoice.usual)
        .join(PharmacyChoice, col(PharmacyChoice.pharmacy_id) == col(Pharmacy.id))
        .where(PharmacyChoice.person_id == person_id)
        .order_by(col(PharmacyChoice.usual).desc(), col(Pharmacy.name), col(Pharmacy.id))
    )
    found = uow.session.execute(mine.limit(MOST_FAVOURITES)).all()
    shown = rows_of(uow, [row for row, _usual in found], lang)
    return tuple(Favourite(row, usual) for row, (_pharmacy, usual) in zip(shown, found, strict=True))


def _make_room(uow: UnitOfWork, person_id: str) -> None:
    held = select(func.count()).where(PharmacyChoice.person_id == person_id)
    if uow.session.execute(held).scalar_one() >= MOST_FAVOURITES:
        raise DomainError("pharmacie.trop_de_favorites", maximum=MOST_FAVOURITES)
