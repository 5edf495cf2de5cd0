"""What the calendar foresees on given days: the first and the last day of each window that nothing answers yet.

A view, as `views.py`: computed from what this reader may see, and from nothing else.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import date
from typing import Literal

from rxapp.core.db import UnitOfWork
from rxapp.core.policy import NO_CONTEXT, Actor, Context
from rxapp.prevention import placing, words
from rxapp.prevention.facts import Due
from rxapp.prevention.sight import booked
from rxapp.prevention.views import grouped, href_of, id_of, looked

Edge = Literal["first", "last", "only"]
_TOLD = (placing.OVERDUE, placing.DUE, placing.SOON_GROUP, placing.CHECK, placing.LATER)
"""The groups of what is still to do: neither done, nor past, nor set aside by this reader."""


@dataclass(frozen=True, slots=True)
class Foreseen:
    """A line of the calendar on one of its days, ISO: the first of its window, the last, or the only one (``edge``).

    ``when_label`` says the whole window; ``href`` is its card.
    """

    person_id: str
    day: str
    edge: Edge
    title: str
    when_label: str
    href: str


def foreseen(
    uow: UnitOfWork,
    *,
    actor: Actor,
    context: Context = NO_CONTEXT,
    people: Sequence[str],
    first: date,
    last: date,
    lang: str,
) -> tuple[Foreseen, ...]:
    """What begins or falls due from ``first`` to ``last`` (both included) for these people and has no appointment, by day.

    Raises DomainError ``introuvable``.
    """
    found = [one for person_id in people for one in _of(uow, actor, context, person_id, first, last, lang)]
    return tuple(sorted(found, key=lambda one: (one.day, one.edge != "last", one.title)))


def _of(
    uow: UnitOfWork, actor: Actor, context: Context, person_id: str, first: date, last: date, lang: str
) -> Iterator[Foreseen]:
    seen = looked(uow, actor=actor, context=context, person_id=person_id)
    held = [(line, code) for code, lines in grouped(seen).items() if code in _TOLD for line in lines]
    near = [(line, code, days) for line, code in held if (days := list(_days(line, first, last)))]
    taken = booked(uow, actor=actor, context=context, person_id=person_id, lang=lang) if near else {}
    for line, code, days in near:
        if code != placing.LATER and (line.rule, str(line.dose or "")) in taken:
            continue
        for day, edge in days:
            yield Foreseen(
                person_id=person_id,
                day=day.isoformat(),
                edge=edge,
                title=words.title_of(line, lang),
                when_label=words.window(line, seen.today, lang),
                href=href_of(person_id, id_of(line)),
            )


def _days(line: Due, first: date, last: date) -> Iterator[tuple[date, Edge]]:
    """The days of a window that are within these; what waits for an earlier dose has none yet."""
    start, end = line.due_from, line.due_to
    if line.detail.get("after_dose"):
        return
    if start is not None and start == end:
        edges: tuple[tuple[date | None, Edge], ...] = ((start, "only"),)
    else:
        edges = ((start, "first"), (end, "last"))
    for day, edge in edges:
        if day is not None and first <= day <= last:
            yield day, edge
