"""Clocks: days in Paris, a clock that stands still, and one that travels for the demonstration."""

import json
from datetime import UTC, date, datetime, timedelta
from pathlib import Path

import pytest

from rxapp.core.clock import PARIS, DemoClock, FixedClock, SystemClock, paris_date
from rxapp.core.errors import DomainError

SECOND = timedelta(seconds=1)


@pytest.fixture
def file(tmp_path: Path) -> Path:
    return tmp_path / "data" / "clock.json"


def real() -> datetime:
    return SystemClock().now()


@pytest.mark.parametrize(
    ("instant", "day"),
    [
        (datetime(2026, 1, 31, 22, 59, tzinfo=UTC), date(2026, 1, 31)),
        (datetime(2026, 1, 31, 23, 0, tzinfo=UTC), date(2026, 2, 1)),
        (datetime(2026, 7, 31, 21, 59, tzinfo=UTC), date(2026, 7, 31)),
        (datetime(2026, 7, 31, 22, 0, tzinfo=UTC), date(2026, 8, 1)),
    ],
)
def test_the_day_is_the_one_in_paris(instant: datetime, day: date):
    assert paris_date(instant) == day
    assert FixedClock(instant).today() == day


def test_a_naive_instant_is_refused():
    naive = datetime(2026, 1, 1)  # noqa: DTZ001 - the point of the test
    with pytest.raises(ValueError, match="time zone"):
        paris_date(naive)
    with pytest.raises(ValueError, match="aware"):
        FixedClock(naive)


def test_the_system_clock_is_aware_utc():
    assert real().tzinfo is UTC
    assert SystemClock().today() in {paris_date(real()), paris_date(real() - SECOND)}


def test_a_fixed_clock_moves_only_when_told(clock: FixedClock):
    before = clock.now()
    assert clock.now() == before
    clock.advance(timedelta(days=1))
    assert clock.now() - before == timedelta(days=1)


def test_the_demonstration_starts_at_the_real_time(file: Path):
    assert abs(DemoClock(file).now() - real()) < SECOND


def test_travel_is_shared_by_every_process(file: Path):
    here, there = DemoClock(file), DemoClock(file)
    there.now()
    here.travel(timedelta(weeks=6))
    assert abs(there.now() - real() - timedelta(weeks=6)) < SECOND
    there.reset()
    assert abs(here.now() - real()) < SECOND


def test_travel_only_goes_forward(file: Path):
    clock = DemoClock(file)
    with pytest.raises(DomainError, match=r"horloge\.passe"):
        clock.travel(-SECOND)
    with pytest.raises(DomainError, match=r"horloge\.passe"):
        clock.travel_to(clock.today() - timedelta(days=1))


def test_travel_to_a_day_keeps_the_hour_in_paris_across_summer_time(file: Path):
    clock = DemoClock(file, datetime(2026, 10, 20, 8, 30, tzinfo=UTC))
    clock.travel_to(date(2026, 11, 3))
    there = clock.now().astimezone(PARIS)
    assert there.date() == date(2026, 11, 3)
    assert (there.hour, there.minute) == (10, 30)


def test_a_start_given_by_the_environment_is_applied_once(file: Path):
    start = datetime(2026, 11, 23, 9, tzinfo=UTC)
    clock = DemoClock(file, start)
    assert abs(clock.now() - start) < SECOND
    clock.travel(timedelta(days=2))
    again = DemoClock(file, start)
    assert abs(again.now() - start - timedelta(days=2)) < SECOND
    DemoClock(file).reset()
    assert abs(again.now() - start) < SECOND
    assert json.loads(file.read_text())["start"] == start.isoformat()


def test_another_start_replaces_the_first(file: Path):
    DemoClock(file, datetime(2026, 11, 23, 9, tzinfo=UTC))
    other = datetime(2027, 1, 1, tzinfo=UTC)
    assert abs(DemoClock(file, other).now() - other) < SECOND
