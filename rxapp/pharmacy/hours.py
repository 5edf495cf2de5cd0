"""When a pharmacy is open: weekly hours, public holidays, closures, days unlike the others, on duty. Pure: the instant is given.

A day's hours are those of the clock on its wall; across summer time an instant that does not exist is the one an hour later, and
one that comes twice is the first. Days are at most one day long: what goes beyond midnight is two spans.
"""

from __future__ import annotations

import json
from collections.abc import Iterator
from dataclasses import asdict, dataclass, field
from datetime import UTC, date, datetime, time, timedelta
from functools import lru_cache
from zoneinfo import ZoneInfo

Span = tuple[int, int]
"""Minutes since midnight, the first open and the first no longer open: (510, 750) is 8:30 to 12:30."""
Day = tuple[Span, ...]

DAY = 24 * 60
LOOKED_AHEAD = 60
"""Days within which the next opening is looked for: longer than any summer closure."""

_OVERSEAS = {
    "971": "America/Guadeloupe",
    "972": "America/Martinique",
    "973": "America/Cayenne",
    "974": "Indian/Reunion",
    "975": "America/Miquelon",
    "976": "Indian/Mayotte",
    "977": "America/St_Barthelemy",
    "978": "America/Marigot",
    "986": "Pacific/Wallis",
    "987": "Pacific/Tahiti",
    "988": "Pacific/Noumea",
}


@dataclass(frozen=True)
class Closure:
    """Closed from a day to another, both included. ``later``: orders are still taken, for the reopening."""

    first: date
    last: date
    later: bool = False


@dataclass(frozen=True)
class Duty:
    """On duty from one wall-clock time to another (naive, of the pharmacy's place): open whatever else says."""

    start: datetime
    end: datetime


@dataclass(frozen=True)
class Hours:
    """All that a pharmacy says of when it is open. ``week``: Monday first. ``special``: days with hours of their own."""

    week: tuple[Day, ...] = ((),) * 7
    on_holidays: bool = False
    closures: tuple[Closure, ...] = ()
    special: tuple[tuple[date, Day], ...] = ()
    duties: tuple[Duty, ...] = field(default=())

    def text(self) -> str:
        """As it is kept."""
        return json.dumps(asdict(self), default=lambda moment: moment.isoformat())

    @classmethod
    def parse(cls, text: str) -> Hours:
        """Read `text` back."""
        said = json.loads(text)
        return cls(
            week=tuple(_day(day) for day in said["week"]),
            on_holidays=said["on_holidays"],
            closures=tuple(
                Closure(date.fromisoformat(one["first"]), date.fromisoformat(one["last"]), one["later"])
                for one in said["closures"]
            ),
            special=tuple((date.fromisoformat(day), _day(spans)) for day, spans in said["special"]),
            duties=tuple(
                Duty(datetime.fromisoformat(one["start"]), datetime.fromisoformat(one["end"])) for one in said["duties"]
            ),
        )


_USUAL_DAY: Day = ((9 * 60, 12 * 60), (14 * 60, 19 * 60))
SUPPOSED = Hours(week=(*(_USUAL_DAY,) * 6, ()))
"""What delays are counted by when a pharmacy never said its hours; never shown as its hours."""


def zone_of(postcode: str) -> ZoneInfo:
    """The time of a place by its postcode."""
    return ZoneInfo(_OVERSEAS.get(postcode[:3], "Europe/Paris"))


def closure_on(hours: Hours, day: date) -> Closure | None:
    """The closure that a day falls in."""
    return next((one for one in hours.closures if one.first <= day <= one.last), None)


def day_spans(hours: Hours, day: date) -> Day:
    """A day's spans by the wall clock, duty apart: closure first, then hours of that very day, holidays, the week."""
    if closure_on(hours, day) is not None:
        return ()
    for which, spans in hours.special:
        if which == day:
            return spans
    if day in holidays(day.year) and not hours.on_holidays:
        return ()
    return hours.week[day.weekday()]


def is_open(hours: Hours, at: datetime, zone: ZoneInfo) -> bool:
    """Whether it is open at an instant; the last instant of a span is no longer in it."""
    return any(start <= at < end for start, end in _around(hours, at, zone, days=1))


def on_duty(hours: Hours, at: datetime, zone: ZoneInfo) -> bool:
    """Whether it is open because it is its turn."""
    return any(_instant(one.start, zone) <= at < _instant(one.end, zone) for one in hours.duties)


def next_opening(hours: Hours, at: datetime, zone: ZoneInfo) -> datetime | None:
    """The first instant from ``at`` on at which it is open (UTC); None when that is more than `LOOKED_AHEAD` days away."""
    found = next(_open_spans(hours, at, zone), None)
    return None if found is None else found[0]


def closes_at(hours: Hours, at: datetime, zone: ZoneInfo) -> datetime | None:
    """When what is open at ``at`` closes (UTC); None when it is closed then."""
    found = next(_open_spans(hours, at, zone), None)
    return None if found is None or found[0] > at else found[1]


def after_open_time(hours: Hours, at: datetime, span: timedelta, zone: ZoneInfo) -> datetime | None:
    """The instant at which it will have been open for ``span`` since ``at`` (UTC); None beyond `LOOKED_AHEAD` days."""
    left = span
    for start, end in _open_spans(hours, at, zone):
        if end - start >= left:
            return start + left
        left -= end - start
    return None


def _open_spans(hours: Hours, at: datetime, zone: ZoneInfo) -> Iterator[tuple[datetime, datetime]]:
    """Open spans from ``at`` on in order, joined where they touch or overlap, the one that goes on cut at ``at``."""
    current: tuple[datetime, datetime] | None = None
    for start, end in _around(hours, at, zone, days=LOOKED_AHEAD):
        if end <= at:
            continue
        start = max(start, at.astimezone(UTC))
        if current is not None and start <= current[1]:
            current = (current[0], max(current[1], end))
            continue
        if current is not None:
            yield current
        current = (start, end)
    if current is not None:
        yield current


def _around(hours: Hours, at: datetime, zone: ZoneInfo, *, days: int) -> list[tuple[datetime, datetime]]:
    """Spans as instants (UTC) from the day before ``at`` to so many days after, in order."""
    today = at.astimezone(zone).date()
    spans = [
        (_instant(_wall(day, first), zone), _instant(_wall(day, last), zone))
        for day in (today + timedelta(days=step) for step in range(-1, days + 1))
        for first, last in day_spans(hours, day)
    ]
    until = at + timedelta(days=days + 1)
    spans += [
        (start, end)
        for start, end in ((_instant(one.start, zone), _instant(one.end, zone)) for one in hours.duties)
        if start < until
    ]
    return sorted(span for span in spans if span[0] < span[1])


def _wall(day: date, minutes: int) -> datetime:
    return datetime.combine(day, time()) + timedelta(minutes=minutes)


def _instant(wall: datetime, zone: ZoneInfo) -> datetime:
    return wall.replace(tzinfo=zone).astimezone(UTC)


def _day(spans: list[list[int]]) -> Day:
    return tuple((first, last) for first, last in spans)


@lru_cache(64)
def holidays(year: int) -> frozenset[date]:
    """The eleven public holidays of France (Code du travail, L3133-1); those of Alsace and Moselle are closures to be said."""
    easter = _easter(year)
    fixed = ((1, 1), (5, 1), (5, 8), (7, 14), (8, 15), (11, 1), (11, 11), (12, 25))
    return frozenset({date(year, month, day) for month, day in fixed} | {easter + timedelta(days=after) for after in (1, 39, 50)})


def _easter(year: int) -> date:
    """Easter Sunday by the anonymous Gregorian computus (Meeus, Jones, Butcher)."""
    a, b, c = year % 19, year // 100, year % 100
    h = (19 * a + b - b // 4 - (b - (b + 8) // 25 + 1) // 3 + 15) % 30
    ell = (32 + 2 * (b % 4) + 2 * (c // 4) - h - c % 4) % 7
    m = (a + 11 * h + 22 * ell) // 451
    month, day = divmod(h + ell - 7 * m + 114, 31)
    return date(year, month, day + 1)
