"""The time. Nobody else in the product asks the machine for it."""

import json
import os
from datetime import UTC, date, datetime, time, timedelta
from pathlib import Path
from typing import Protocol
from zoneinfo import ZoneInfo

from rxapp.core.errors import DomainError

PARIS = ZoneInfo("Europe/Paris")
"""Legal ages and windows are days in this time zone."""


class Clock(Protocol):
    """Gives the present: an aware UTC instant, or the day it is in Paris. ``outside``: the instant on other machines, which a
    demonstration that travels leaves alone.
    """

    def now(self) -> datetime: ...

    def today(self) -> date: ...

    def outside(self) -> datetime: ...


def paris_date(instant: datetime) -> date:
    """The day it is in Paris at an aware instant."""
    if instant.tzinfo is None:
        raise ValueError("an instant without a time zone has no day in Paris")
    return instant.astimezone(PARIS).date()


def day_starts(day: date) -> datetime:
    """The first instant of a day in Paris, in UTC."""
    return datetime.combine(day, time(), PARIS).astimezone(UTC)


class SystemClock:
    """The real time."""

    def now(self) -> datetime:
        return datetime.now(UTC)

    def today(self) -> date:
        return paris_date(self.now())

    def outside(self) -> datetime:
        return self.now()


class FixedClock:
    """A time that moves only when told to; for tests."""

    def __init__(self, instant: datetime) -> None:
        self.set(instant)

    def now(self) -> datetime:
        return self._instant

    def today(self) -> date:
        return paris_date(self._instant)

    def outside(self) -> datetime:
        return self._instant

    def set(self, instant: datetime) -> None:
        """Put the clock at an aware instant."""
        if instant.tzinfo is None:
            raise ValueError("a clock is set to an aware instant")
        self._instant = instant.astimezone(UTC)

    def advance(self, step: timedelta) -> None:
        """Move the clock by `step`."""
        self._instant += step


class DemoClock:
    """The real time plus an offset kept in a small JSON file, so that the server and the command line agree.

    `start` is the instant at which the demonstration begins; the same start found in the file is not applied twice,
    so a restarted demonstration goes on from where it was.
    """

    def __init__(self, path: Path, start: datetime | None = None) -> None:
        self._path = path
        self._stamp: tuple[int, int, int] | None = None
        self._offset = timedelta(0)
        self._base = timedelta(0)
        self._start = start.astimezone(UTC).isoformat() if start else None
        if start and self._stored_start() != self._start:
            self._base = start - datetime.now(UTC)
            self._write(self._base)

    def now(self) -> datetime:
        self._refresh()
        return datetime.now(UTC) + self._offset

    def today(self) -> date:
        return paris_date(self.now())

    def outside(self) -> datetime:
        return datetime.now(UTC)

    def travel(self, step: timedelta) -> None:
        """Move forward by `step`. Raises `DomainError("horloge.passe")` for a step into the past."""
        if step < timedelta(0):
            raise DomainError("horloge.passe")
        self._refresh()
        self._write(self._offset + step)

    def travel_to(self, day: date) -> None:
        """Move to `day`, at the same hour in Paris. Raises `DomainError("horloge.passe")` for a day that is past."""
        here = self.now().astimezone(PARIS)
        there = datetime.combine(day, here.time(), PARIS)
        self.travel(there.astimezone(UTC) - here.astimezone(UTC))

    def reset(self) -> None:
        """Come back to the real time, or to the demonstration's own start when it has one."""
        self._refresh()
        self._write(self._base)

    def _stored_start(self) -> str | None:
        if not self._path.exists():
            return None
        return json.loads(self._path.read_text("utf-8"))["start"]

    def _refresh(self) -> None:
        try:
            found = os.stat(self._path)
        except FileNotFoundError:
            self._stamp, self._offset = None, self._base
            return
        stamp = (found.st_mtime_ns, found.st_ino, found.st_size)
        if stamp != self._stamp:
            kept = json.loads(self._path.read_text("utf-8"))
            self._offset = timedelta(seconds=kept["offset"])
            self._base = timedelta(seconds=kept["base"])
            self._start = kept["start"]
            self._stamp = stamp

    def _write(self, offset: timedelta) -> None:
        kept = {"start": self._start, "base": self._base.total_seconds(), "offset": offset.total_seconds()}
        draft = self._path.with_name(f"{self._path.name}.{os.getpid()}")
        self._path.parent.mkdir(parents=True, exist_ok=True)
        draft.write_text(json.dumps(kept), "utf-8")
        os.replace(draft, self._path)
        self._refresh()
