"""The whole agenda of a person as one file, for a copy of everything: the line of that copy tells of it."""

from __future__ import annotations

from rxapp.accounts.identity import identity_of
from rxapp.agenda import export
from rxapp.agenda.service import owe_look
from rxapp.agenda.store import agenda, agenda_of
from rxapp.core.db import UnitOfWork
from rxapp.core.policy import NO_CONTEXT, Actor, Context, require


def whole_agenda(uow: UnitOfWork, *, actor: Actor, context: Context = NO_CONTEXT, person_id: str) -> tuple[bytes, int]:
    """The file (RFC 5545), and how many appointments and series it holds. Raises DomainError ``introuvable``."""
    require(actor, "export", agenda_of(person_id), context)
    owe_look(uow, actor=actor, context=context, person_id=person_id)
    plans = agenda(uow, actor=actor, context=context, people=[person_id])
    events = [event for plan in plans for event in export.whole(plan.series)]
    name = f"Carnet – {identity_of(uow, person_id).usual_name}"
    return export.calendar_file(events, name=name, refreshed=False), len(plans)
