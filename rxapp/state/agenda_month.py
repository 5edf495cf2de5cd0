"""The month of `/agenda`: what is booked, and what the provisional calendar foresees, each on its day."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date

from rxapp.accounts import views as accounts
from rxapp.agenda.month import Foreseen, MonthGrid, month_grid, with_foreseen
from rxapp.core.i18n import _, translate
from rxapp.core.policy import Actor
from rxapp.prevention.foreseen import foreseen
from rxapp.runtime import current
from rxapp.state.todo import brief

MOST_FORESEEN = 200
"""Marks of one month: more than a family of ten has."""
_EDGES = {"first": _("Dès ce jour"), "last": _("Dernier jour"), "only": _("Ce jour-là")}


@dataclass(frozen=True, slots=True)
class Shown:
    """A month, and all that is to plan in it."""

    grid: MonthGrid
    foreseen: tuple[Foreseen, ...]


def month(actor: Actor, people: Sequence[str], wanted: str, language: str) -> Shown:
    """A month as a grid, of people this actor sees."""
    with current().db.read() as uow:
        context = accounts.context_for(uow, actor)
        given = {"actor": actor, "context": context, "people": people, "lang": language}
        grid = month_grid(uow, **given, month=wanted)
        first, last = (date.fromisoformat(grid.weeks[week][day].day) for week, day in ((0, 0), (-1, -1)))
        found = foreseen(uow, **given, first=first, last=last)[:MOST_FORESEEN]
        names = {card.id: card.usual_name for card in accounts.my_people(uow, actor=actor, lang=language)}
    marks = tuple(
        Foreseen(
            day=one.day,
            person_label=names.get(one.person_id, ""),
            title=brief(one.title),
            edge_label=translate(_EDGES[one.edge], language),
            when_label=one.when_label,
            href=one.href,
        )
        for one in found
    )
    return Shown(with_foreseen(grid, marks, language), marks)
