"""Calendar arithmetic of the rules: months and years as people count them, clamped to the end of the month.

A child born on 31 August is 6 months old on 28 February; one born on 29 February has birthdays on 28 February.
"""

from __future__ import annotations

import re
from datetime import date, timedelta
from typing import NamedTuple

_SHAPE = re.compile(r"P(?=.)(?:(\d{1,3})Y)?(?:(\d{1,4})M)?(?:(\d{1,3})W)?(?:(\d{1,3})D)?", re.ASCII)
_LENGTHS = (31, 28, 31, 30, 31, 30, 31, 31, 30, 31, 30, 31)
_ONE = timedelta(days=1)
LONGEST_MONTHS = 130 * 12


class Span(NamedTuple):
    """A length of time as the rules write it: whole calendar months, then days."""

    months: int = 0
    days: int = 0

    def __str__(self) -> str:
        years, months = divmod(self.months, 12)
        if months and self.months < 36:
            years, months = 0, self.months
        weeks, days = divmod(self.days, 7)
        parts = ((years, "Y"), (months, "M"), (weeks, "W"), (days, "D"))
        return "P" + ("".join(f"{size}{unit}" for size, unit in parts if size) or "0D")


def parse(text: str) -> Span:
    """A duration such as ``P2M``, ``P8W``, ``P13W6D``, ``P11Y``. Raises `ValueError` for anything else or over 130 years."""
    found = _SHAPE.fullmatch(text)
    if found is None:
        raise ValueError("not a duration")
    years, months, weeks, days = (int(part or 0) for part in found.groups())
    span = Span(years * 12 + months, weeks * 7 + days)
    if span.months > LONGEST_MONTHS:
        raise ValueError("a duration of more than 130 years")
    return span


def add(day: date, span: Span) -> date:
    """The day ``span`` later. Raises `OverflowError` past the year 9999."""
    months, days = span
    if months:
        years, month = divmod(day.month - 1 + months, 12)
        year, number = day.year + years, day.day
        if year > date.max.year:
            raise OverflowError("past the year 9999")
        if number > 28 and number > (most := _LENGTHS[month] + (month == 1 and _leap(year))):
            number = most
        day = date(year, month + 1, number)
    return day + timedelta(days=days) if days else day


def _leap(year: int) -> bool:
    return year % 4 == 0 and (year % 100 != 0 or year % 400 == 0)


def age_in_years(birth: date, day: date) -> int:
    """Completed years on ``day``; negative before birth."""
    years = day.year - birth.year
    return years - (day < add(birth, Span(years * 12))) if years >= 0 else years


def day_before(day: date) -> date:
    """The last day included when ``day`` is the first one that is not."""
    return day - _ONE


class Ages(dict[Span, date]):
    """The days on which a person born on ``birth`` reaches each age, worked out once."""

    def __init__(self, birth: date) -> None:
        super().__init__()
        self.birth = birth

    def __missing__(self, span: Span) -> date:
        birth, (months, days) = self.birth, span
        if days or birth.day > 28:
            day = add(birth, span)
        else:
            years, month = divmod(birth.month - 1 + months, 12)
            day = date(birth.year + years, month + 1, birth.day)
        self[span] = day
        return day
