"""What is to plan, put on the days of a month beside what is booked."""

from __future__ import annotations

from datetime import date, timedelta

import pytest

from rxapp.agenda.month import MOST_IN_A_DAY, DayCell, Foreseen, MonthGrid, with_foreseen

DAY = "2026-11-26"


def grid(booked: int) -> MonthGrid:
    """A month whose 26th has so many appointments; a cell holds the first of them."""
    cells = []
    for n in range(35):
        day = date(2026, 10, 26) + timedelta(days=n)
        here = booked if day.isoformat() == DAY else 0
        rows = tuple(range(min(here, MOST_IN_A_DAY)))
        cells.append(DayCell(day.isoformat(), day.day, "", True, False, rows, "", booked=here))
    return MonthGrid("2026-11", "", "", "", (), tuple(tuple(cells[n : n + 7]) for n in range(0, 35, 7)))


def to_plan(count: int, day: str = DAY) -> list[Foreseen]:
    return [Foreseen(day, "Léo", f"Examen {n}", "Dès ce jour", "", "/agenda") for n in range(count)]


def cell_of(month: MonthGrid, day: str = DAY) -> DayCell:
    return next(cell for week in month.weeks for cell in week if cell.day == day)


def test_each_is_on_its_day_and_the_others_stay() -> None:
    bare = grid(1)
    month = with_foreseen(bare, [*to_plan(1), *to_plan(2, "2026-11-27"), *to_plan(1, "2027-01-01")], "fr")
    assert [one.title for one in cell_of(month).foreseen] == ["Examen 0"]
    assert (cell_of(month).booked, cell_of(month).to_plan, cell_of(month).more_label) == (1, 1, "")
    assert cell_of(month, "2026-11-27").to_plan == 2
    assert cell_of(month, "2026-11-25") == cell_of(bare, "2026-11-25")
    assert sum(cell.to_plan for week in month.weeks for cell in week) == 3


@pytest.mark.parametrize("booked", [0, 1, 4, 5, 8])
@pytest.mark.parametrize("foreseen", [1, 2, 5, 9])
def test_a_full_day_shows_both_kinds_and_counts_what_it_leaves_out(booked: int, foreseen: int) -> None:
    cell = cell_of(with_foreseen(grid(booked), to_plan(foreseen), "fr"))
    shown = len(cell.rows) + len(cell.foreseen)
    assert shown <= MOST_IN_A_DAY
    assert len(cell.foreseen) >= 1
    assert (len(cell.rows) >= 1) == (booked > 0)
    left = booked + foreseen - shown
    assert cell.more_label == ("" if left == 0 else "1 autre" if left == 1 else f"{left} autres")
    assert (cell.booked, cell.to_plan) == (booked, foreseen)
