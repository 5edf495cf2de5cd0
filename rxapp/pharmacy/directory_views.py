"""What a pharmacy reads of itself, to change it."""

from __future__ import annotations

from dataclasses import dataclass

from rxapp.core.db import UnitOfWork
from rxapp.core.policy import Actor, require
from rxapp.pharmacy import hours_form
from rxapp.pharmacy.directory import own_row
from rxapp.pharmacy.hours_form import HoursForm
from rxapp.pharmacy.places import PharmacyRow, hours_of, rows_of
from rxapp.pharmacy.sight import pharmacy_item


@dataclass(frozen=True)
class HoursView:
    """The actor's pharmacy, its hours as they are typed; ``version`` goes back with a change."""

    pharmacy: PharmacyRow
    form: HoursForm
    note: str
    version: int


def own_hours(uow: UnitOfWork, *, actor: Actor, lang: str) -> HoursView:
    """What the actor's pharmacy says of itself. Raises DomainError ``introuvable``."""
    row = own_row(uow, actor)
    require(actor, "see", pharmacy_item(row.id, actor))
    hours = hours_of(row)
    form = hours_form.form_of(hours) if hours else HoursForm()
    return HoursView(rows_of(uow, [row], lang)[0], form, row.note, row.version)
