"""Campaigns: which one is open or comes next, and whether its dates are known on the day asked about."""

from __future__ import annotations

from datetime import date, timedelta
from functools import lru_cache
from typing import NamedTuple

from rxapp.prevention.rulebook import Season

EARLY = timedelta(days=60)
"""A dose up to so long before a campaign counts for it."""


class Campaign(NamedTuple):
    """One campaign as known on a day. ``confirmed``: its dates were read, not guessed; only then is ``end`` worth showing."""

    season: str
    start: date
    end: date
    confirmed: bool


@lru_cache(maxsize=512)
def campaign(season: Season, day: date, as_of: date) -> Campaign:
    """The first campaign not over on ``day``, as known on ``as_of``."""
    for year in (day.year - 1, day.year, day.year + 1):
        found = _of_year(season, year, as_of)
        if found.end >= day:
            return found
    raise AssertionError("a campaign lasts less than a year")


def _of_year(season: Season, year: int, as_of: date) -> Campaign:
    (month, first), (last_month, last) = season.expected
    name = f"{year}-{(year + 1) % 100:02d}"
    for row in season.table:
        if row.season == name and row.start <= as_of:
            end = row.announced_end if row.announced_end is not None and as_of <= row.announced_end else row.end
            return Campaign(name, row.start, end, row.confidence == "v")
    crosses = (last_month, last) < (month, first)
    return Campaign(name, date(year, month, first), date(year + crosses, last_month, last), False)
