"""Quiet hours by the clocks of Paris, the nights they change included."""

from __future__ import annotations

from datetime import UTC, datetime, time, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from rxapp.core.clock import PARIS
from rxapp.notices.quiet import QuietHours

HOURS = st.times(min_value=time(0), max_value=time(23, 59)).map(lambda hour: hour.replace(second=0, microsecond=0))
INSTANTS = st.datetimes(datetime(2026, 1, 1), datetime(2030, 1, 1)).map(lambda when: when.replace(tzinfo=UTC))  # noqa: DTZ001
NIGHT = QuietHours(time(22), time(7))


@pytest.mark.parametrize(
    ("at", "ends"),
    [
        ((2026, 11, 23, 21, 59), None),
        ((2026, 11, 23, 22, 0), (2026, 11, 24, 7, 0)),
        ((2026, 11, 24, 6, 59), (2026, 11, 24, 7, 0)),
        ((2026, 11, 24, 7, 0), None),
        ((2027, 3, 27, 23, 0), (2027, 3, 28, 7, 0)),  # seven hours away: the clocks skip one
        ((2027, 10, 30, 23, 0), (2027, 10, 31, 7, 0)),  # nine
    ],
)
def test_a_night(at: tuple[int, ...], ends: tuple[int, ...] | None) -> None:
    instant = datetime(*at, tzinfo=PARIS)
    assert NIGHT.covers(instant) == (ends is not None)
    assert NIGHT.over_at(instant) == (datetime(*ends, tzinfo=PARIS) if ends else instant)


def test_an_end_that_the_clocks_skip_or_have_twice() -> None:
    skipped = QuietHours(time(1), time(2, 30))
    assert skipped.over_at(datetime(2027, 3, 28, 0, 30, tzinfo=UTC)) == datetime(2027, 3, 28, 1, 30, tzinfo=UTC)
    twice = QuietHours(time(1), time(2, 30))
    assert twice.over_at(datetime(2027, 10, 31, 0, 10, tzinfo=UTC)) == datetime(2027, 10, 31, 0, 30, tzinfo=UTC)
    assert twice.over_at(datetime(2027, 10, 31, 1, 10, tzinfo=UTC)) == datetime(2027, 10, 31, 1, 30, tzinfo=UTC)


@given(begins=HOURS, ends=HOURS, instant=INSTANTS)
def test_it_always_ends_within_a_day_at_an_hour_that_is_not_quiet(begins: time, ends: time, instant: datetime) -> None:
    quiet = QuietHours(begins, ends)
    over = quiet.over_at(instant)
    assert instant <= over <= instant + timedelta(hours=25)
    assert not quiet.covers(over)
