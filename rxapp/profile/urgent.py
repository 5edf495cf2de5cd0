"""What a professional reads of a profile on a screen, in full: in an emergency what the emergency card says, else what their
profession opens once the person allows them; and vaccinations.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace

from rxapp.core.db import UnitOfWork
from rxapp.core.policy import VACCINATIONS, Actor, Context, can_see
from rxapp.prevention.store import calendar_of
from rxapp.profile import store
from rxapp.profile.looks import owe_look
from rxapp.profile.sheets import Section, days_of, section, vaccinations

PARTS = (
    "allergies",
    "traitements",
    "maladies",
    "grossesse",
    "groupe",
    "handicap",
    "contacts",
    "confiance",
    "directives",
    "medecin",
)
WHOLE = (*PARTS[:4], "operations", *PARTS[4:6], "famille", "habitudes", *PARTS[6:], "don")
"""Every part, what matters most first."""


def urgent_summary(uow: UnitOfWork, *, actor: Actor, context: Context, person_id: str, lang: str) -> tuple[Section, ...]:
    """The parts of the emergency card that say something, what matters most first; as `allowed_summary` otherwise."""
    return _summary(uow, {"actor": actor, "context": context, "person_id": person_id}, PARTS, lang)


def allowed_summary(uow: UnitOfWork, *, actor: Actor, context: Context, person_id: str, lang: str) -> tuple[Section, ...]:
    """The parts that a professional's profession opens, each look in the history; nothing, and no look, where it opens none.

    Of a profile that says nothing to them nothing is said, « Non renseigné » neither: one that is hidden reads the same.
    """
    return _summary(uow, {"actor": actor, "context": context, "person_id": person_id}, WHOLE, lang)


def _summary(uow: UnitOfWork, whose: dict, parts: Sequence[str], lang: str) -> tuple[Section, ...]:
    actor, context, person_id = whose["actor"], whose["context"], whose["person_id"]
    found: list[Section] = []
    if can_see(actor, store.profile_of(person_id), context):
        owe_look(uow, **whose)
        codes = [code for code in parts if store.sees_part(actor, context, person_id, code)]
        if store.entries(uow, **whose) or store.nones(uow, **whose):
            found = _sections(uow, whose, codes, lang)
    if can_see(actor, replace(calendar_of(person_id), category=VACCINATIONS), context):
        found.append(vaccinations(uow, **whose, lang=lang))
    return tuple(one for one in found if one.lines)


def _sections(uow: UnitOfWork, whose: dict, codes: Sequence[str], lang: str) -> list[Section]:
    entries, today = store.entries(uow, **whose), uow.clock.today()
    unknown = days_of(store.nones(uow, **whose))
    return [section(code, entries, unknown.get(code), today, lang, brief=False) for code in codes]
