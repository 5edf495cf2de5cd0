"""The days on which somebody works: where no act of the demonstration falls on a Sunday or on the first of January."""

from __future__ import annotations

from datetime import date, timedelta

from rxapp.pharmacy.hours import holidays

_SATURDAY = 5


def working_day(day: date) -> date:
    """That day, or the last one before it that is neither of a weekend nor a public holiday."""
    while day.weekday() >= _SATURDAY or day in holidays(day.year):
        day -= timedelta(days=1)
    return day
