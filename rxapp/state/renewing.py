"""What may be ordered again, and where ordering it leads: to the usual pharmacy, else to the one that dispensed it last."""

from __future__ import annotations

from dataclasses import dataclass
from functools import cache

from rxapp.core.db import UnitOfWork
from rxapp.core.errors import DomainError
from rxapp.core.policy import Actor, Context
from rxapp.pharmacy import views
from rxapp.pharmacy.views import PharmacyRow, PrescribedRow
from rxapp.state.pharmacie_address import PLACE, WISHES, Asked


@dataclass(frozen=True, slots=True)
class Renewal:
    """A line that may be dispensed again, where ordering it leads, and at which pharmacy, "" when one is to be chosen."""

    row: PrescribedRow
    href: str
    pharmacy: str


def proposed(uow: UnitOfWork, *, actor: Actor, context: Context, person_id: str, lang: str) -> list[Renewal]:
    """The renewals of a person. Raises DomainError ``introuvable``."""
    whose = {"actor": actor, "context": context, "person_id": person_id, "lang": lang}
    rows = views.renewals(uow, **whose)
    usual = next((one.pharmacy for one in views.favourites(uow, **whose) if one.usual), None) if rows else None

    @cache
    def taking(pharmacy_id: str) -> PharmacyRow | None:
        try:
            found = views.pharmacy_view(uow, actor=actor, pharmacy_id=pharmacy_id, lang=lang)
        except DomainError:
            return None
        return found if found.reachable else None

    return [_renewal(row, usual if usual and usual.reachable else taking(row.last_pharmacy)) for row in rows]


def _renewal(row: PrescribedRow, pharmacy: PharmacyRow | None) -> Renewal:
    asked = Asked(sending=PLACE, papers=row.document_id, line=row.id)
    if pharmacy is None:
        return Renewal(row, asked.address(), "")
    return Renewal(row, asked.but(pharmacy=pharmacy.id, sending=WISHES).address(), pharmacy.name)
