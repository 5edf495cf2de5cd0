"""The demonstration's past: the same doors, at another moment, so that every history reads in the order of its days."""

from __future__ import annotations

from copy import copy
from datetime import date, datetime, time, timedelta

from rxapp.core.clock import PARIS, FixedClock
from rxapp.core.db import Database

OPENED = timedelta(days=45)
"""How long ago its people opened their space."""

FILED = timedelta(days=39)
"""How long ago whatever is older came into a record: the profile was written the day before."""


def at(database: Database, instant: datetime) -> Database:
    """The doors of `database` with their clock stopped at an aware instant; one engine, one set of files."""
    then = copy(database)
    then.clock = FixedClock(instant)
    return then


def filed_on(database: Database, day: date) -> Database:
    """The doors of `database` when a document of that day came in: in its evening, or `FILED` ago for all that is older."""
    first = database.clock.now() - FILED
    evening = datetime.combine(day, time(18, 30), PARIS)
    return at(database, min(max(evening, first), database.clock.now()))
