"""Of the rows of a list those of the first screen are drawn first, whatever years they are of; none is lost or moved."""

from __future__ import annotations

from dataclasses import dataclass

import pytest

from rxapp.state.dossier import FIRST_SCREEN, by_year


@dataclass(frozen=True)
class Row:
    id: int
    year: int


@pytest.mark.parametrize(
    ("years", "first"),
    [
        ([2026] * 50, [FIRST_SCREEN]),
        ([2026] * 5, [5]),
        ([2026] * 5 + [2025] * 45, [5, FIRST_SCREEN - 5]),
        ([2026] * 20 + [2025] * 30, [FIRST_SCREEN, 0]),
        (list(range(2026, 2006, -1)), [1] * FIRST_SCREEN + [0] * (20 - FIRST_SCREEN)),
        ([], []),
    ],
)
def test_the_first_screen_is_drawn_first(years: list[int], first: list[int]) -> None:
    rows = [Row(*pair) for pair in enumerate(years)]
    shown = by_year(rows)
    assert [group.first for group in shown] == first
    assert [row for group in shown for row in group.rows] == rows
