"""When a message is called for, and when to look again. Pure.

Days are coarse: each reader of each person has one day in seven, so that a day kept in clear tells no birth date. A message is
called for from the first such day on or after 28 days before it is due: whether one looks more often changes nothing, so nobody
can learn from the day a message comes that somebody else did something.
"""

from __future__ import annotations

from collections.abc import Iterable
from datetime import UTC, date, datetime, time, timedelta
from hashlib import sha256

from rxapp.core.clock import PARIS
from rxapp.prevention.facts import Due, Obligation, Status

LEAD = timedelta(days=28)
"""How long before it is due a message may come."""
LATE = timedelta(days=365)
"""How long after its window a vaccine still calls for a message."""
AGAIN = timedelta(days=365)
"""How long after a message the same one may come again, if nothing was done."""
FARTHEST = timedelta(days=360)
"""Everybody is looked at once in this time at least."""
MORNING = time(9)
"""Hour in Paris before which nobody is told: what the night found waits."""
_WEEK = 7
_LAST_DAY = date(9999, 12, 31) - timedelta(days=_WEEK)


def phase_of(account_id: str, person_id: str) -> int:
    """Which day of seven is theirs: 0 to 6."""
    return sha256(f"{account_id}|{person_id}".encode()).digest()[0] % _WEEK


def their_day(day: date, phase: int) -> date:
    """The first of their days on or after a day."""
    if day >= _LAST_DAY:
        return day
    return day + timedelta(days=(phase - day.toordinal()) % _WEEK)


def calls_from(line: Due, phase: int) -> date:
    """The day from which a line calls for a message."""
    return date.min if line.due_from is None else their_day(line.due_from - LEAD, phase)


def is_called(line: Due, today: date, phase: int, *, vaccine: bool) -> bool:
    """Whether a message is called for: soon or now, not optional, and still to be done (a vaccine can be caught up late)."""
    if not _may_call(line):
        return False
    late = today - line.due_to if line.due_to is not None else timedelta(0)
    return late <= (LATE if vaccine else timedelta(0)) and calls_from(line, phase) <= today


def next_look(lines: Iterable[Due], told: Iterable[date], today: date, phase: int, law: date | None) -> date:
    """The day to look again, after ``today``. ``told``: days of the messages that hold. ``law``: when the rules change next."""
    days = [calls_from(line, phase) for line in lines if _may_call(line)]
    days += [their_day(day + AGAIN, phase) for day in told]
    days.append(their_day(today + FARTHEST, phase))
    if law is not None:
        days.append(law)
    return min((day for day in days if day > today), default=their_day(today + FARTHEST, phase))


def told_at(now: datetime) -> datetime:
    """When to tell what is found now: at once, but not before the morning."""
    local = now.astimezone(PARIS)
    morning = datetime.combine(local.date(), MORNING, PARIS)
    return max(local, morning).astimezone(UTC)


def _may_call(line: Due) -> bool:
    waits = bool(line.detail.get("after_dose") or line.detail.get("history"))
    return line.status is not Status.DONE and line.obligation is not Obligation.OPTIONAL and not waits
