"""What a professional reads of a profile in an emergency: what the emergency card says, in full, and vaccinations."""

from __future__ import annotations

from rxapp.core.db import UnitOfWork
from rxapp.core.policy import Actor, Context
from rxapp.profile import store
from rxapp.profile.looks import owe_look
from rxapp.profile.sheets import Section, section, vaccinations

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


def urgent_summary(uow: UnitOfWork, *, actor: Actor, context: Context, person_id: str, lang: str) -> tuple[Section, ...]:
    """The parts that say something, what matters most first. The history holds the look. Raises DomainError ``introuvable``."""
    whose = {"actor": actor, "context": context, "person_id": person_id}
    owe_look(uow, **whose)
    entries, today = store.entries(uow, **whose), uow.clock.today()
    unknown = {one.part for one in store.nones(uow, **whose)}
    found = [section(code, entries, code in unknown, today, lang, brief=False) for code in PARTS]
    return tuple(one for one in (*found, vaccinations(uow, **whose, lang=lang)) if one.lines)
