"""A month of agendas as a grid of weeks."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace
from datetime import date, datetime, time, timedelta

from babel.dates import format_date, get_day_names

from rxapp.agenda.fields import FIRST_DAY, LAST_DAY
from rxapp.agenda.views import OccurrenceRow, between
from rxapp.core.clock import PARIS
from rxapp.core.db import UnitOfWork
from rxapp.core.i18n import long_date, plural
from rxapp.core.policy import NO_CONTEXT, Actor, Context

MOST_IN_A_DAY = 5
"""Rows a day's cell holds; `DayCell.more` tells how many others there are."""
_LOCALES = {"fr": "fr_FR", "en": "en_GB"}
_DAY = timedelta(days=1)


@dataclass(frozen=True, slots=True)
class Foreseen:
    """Something to plan on one day, ISO: no appointment yet. ``person_label``: whose; ``edge_label``: « Dès ce jour »."""

    day: str
    person_label: str
    title: str
    edge_label: str
    when_label: str
    href: str


@dataclass(frozen=True)
class DayCell:
    """One day of the grid. ``rows``: what takes place that day; ``more_label``: « 2 autres », or "".

    ``foreseen``: what is to plan that day, put there by `with_foreseen`. ``booked`` and ``to_plan`` count all of each.
    """

    day: str
    number: int
    label: str
    in_month: bool
    is_today: bool
    rows: tuple[OccurrenceRow, ...]
    more_label: str
    foreseen: tuple[Foreseen, ...] = ()
    booked: int = 0
    to_plan: int = 0


@dataclass(frozen=True)
class MonthGrid:
    """A month in weeks from Monday. ``month``, ``previous`` and ``following`` are as in « 2026-11 » ("" beyond what is kept)."""

    month: str
    label: str
    previous: str
    following: str
    weekdays: tuple[str, ...]
    weeks: tuple[tuple[DayCell, ...], ...]


def month_grid(
    uow: UnitOfWork, *, actor: Actor, context: Context = NO_CONTEXT, people: Sequence[str], month: str, lang: str
) -> MonthGrid:
    """The month « 2026-11 »; one that cannot be read is the present one. Raises DomainError ``introuvable``."""
    first = _first_day(month, uow.clock.today())
    monday = first - first.weekday() * _DAY
    weeks = 6 if (_next(first) - monday).days > 35 else 5
    days = [monday + n * _DAY for n in range(weeks * 7)]
    after, before = (datetime.combine(day, time(), PARIS) for day in (days[0], days[-1] + _DAY))
    rows = between(uow, actor=actor, context=context, people=people, after=after, before=before, lang=lang)
    cells = [_cell(day, rows, first, uow.clock.today(), lang) for day in days]
    previous, following = (first - _DAY).replace(day=1), _next(first)
    return MonthGrid(
        month=f"{first:%Y-%m}",
        label=format_date(first, "MMMM y", locale=_LOCALES[lang]),
        previous=f"{previous:%Y-%m}" if previous >= FIRST_DAY else "",
        following=f"{following:%Y-%m}" if following <= LAST_DAY else "",
        weekdays=tuple(get_day_names("abbreviated", locale=_LOCALES[lang])[n] for n in range(7)),
        weeks=tuple(tuple(cells[n : n + 7]) for n in range(0, len(cells), 7)),
    )


def with_foreseen(grid: MonthGrid, foreseen: Sequence[Foreseen], lang: str) -> MonthGrid:
    """The same month with what is to plan on its days, after what takes place. Pure."""
    by_day: dict[str, list[Foreseen]] = {}
    for one in foreseen:
        by_day.setdefault(one.day, []).append(one)
    weeks = (
        tuple(_planned(cell, by_day[cell.day], lang) if cell.day in by_day else cell for cell in week) for week in grid.weeks
    )
    return replace(grid, weeks=tuple(weeks))


def _planned(cell: DayCell, foreseen: Sequence[Foreseen], lang: str) -> DayCell:
    room = max(1, MOST_IN_A_DAY - cell.booked)
    rows = cell.rows[: MOST_IN_A_DAY - min(room, len(foreseen))]
    others = cell.booked - len(rows) + max(0, len(foreseen) - room)
    return replace(cell, rows=rows, foreseen=tuple(foreseen[:room]), to_plan=len(foreseen), more_label=_more(others, lang))


def _more(others: int, lang: str) -> str:
    return plural("{n} autre", "{n} autres", others, lang) if others > 0 else ""


def _cell(day: date, rows: Sequence[OccurrenceRow], first: date, today: date, lang: str) -> DayCell:
    here = [row for row in rows if row.day <= day.isoformat() <= row.last_day]
    here.sort(key=lambda row: not row.all_day)
    return DayCell(
        day=day.isoformat(),
        number=day.day,
        label=long_date(day, lang),
        in_month=day.month == first.month,
        is_today=day == today,
        rows=tuple(here[:MOST_IN_A_DAY]),
        more_label=_more(len(here) - MOST_IN_A_DAY, lang),
        booked=len(here),
    )


def _first_day(month: str, today: date) -> date:
    try:
        first = date.fromisoformat(f"{month}-01")
    except ValueError:
        return today.replace(day=1)
    return first if FIRST_DAY <= first <= LAST_DAY else today.replace(day=1)


def _next(first: date) -> date:
    return (first + 32 * _DAY).replace(day=1)
