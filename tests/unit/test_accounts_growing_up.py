"""Days on which an age is reached: whatever the birth date, 29 February and summer time included."""

from datetime import date, datetime, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as some

from rxapp.accounts.birth import (
    age_on,
    day_of_months,
    handover_day,
    is_minor,
    majority_day,
    may_keep_secret,
    months_on,
)
from rxapp.core.clock import PARIS, paris_date

BORN = some.dates(date(1900, 1, 1), date(2060, 12, 31))
DAY = timedelta(days=1)


@pytest.mark.parametrize(
    ("born", "handover", "majority"),
    [
        (date(2010, 5, 4), date(2028, 2, 4), date(2028, 5, 4)),
        (date(2008, 2, 29), date(2025, 11, 29), date(2026, 3, 1)),
        (date(2012, 2, 29), date(2029, 11, 29), date(2030, 3, 1)),
        (date(2009, 5, 31), date(2027, 3, 1), date(2027, 5, 31)),
        (date(2009, 5, 29), date(2027, 3, 1), date(2027, 5, 29)),
        (date(2010, 5, 29), date(2028, 2, 29), date(2028, 5, 29)),
        (date(2008, 12, 31), date(2026, 10, 1), date(2026, 12, 31)),
        (date(2010, 1, 1), date(2027, 10, 1), date(2028, 1, 1)),
    ],
)
def test_the_days_that_count(born: date, handover: date, majority: date) -> None:
    assert (handover_day(born), majority_day(born)) == (handover, majority)


@given(BORN)
def test_the_majority_is_the_first_day_at_18(born: date) -> None:
    of_age = majority_day(born)
    assert (age_on(born, of_age), age_on(born, of_age - DAY)) == (18, 17)
    assert is_minor(born, of_age - DAY)
    assert not is_minor(born, of_age)


@given(BORN, some.integers(0, 12 * 110))
def test_a_month_is_full_on_one_day_and_not_before(born: date, months: int) -> None:
    full = day_of_months(born, months)
    assert months_on(born, full) == months
    assert months_on(born, full - DAY) == months - 1


@given(BORN)
def test_the_handover_lasts_three_months(born: date) -> None:
    assert timedelta(days=89) <= majority_day(born) - handover_day(born) <= timedelta(days=93)


@given(BORN, some.integers(-40, 40))
def test_secrets_are_from_16_to_18(born: date, near: int) -> None:
    for years in (16, 18):
        day = day_of_months(born, years * 12) + near * DAY
        assert may_keep_secret(born, day) == (16 <= age_on(born, day) < 18)


@given(some.dates(date(1996, 1, 1), date(2037, 12, 31)))
def test_the_day_begins_at_midnight_in_paris(day: date) -> None:
    """The last instant of the eve is a minor's, the first of the day is not: whether summer time begins then or ends."""
    midnight = datetime(day.year, day.month, day.day, tzinfo=PARIS)
    assert paris_date(midnight) == day
    assert paris_date(midnight - timedelta(microseconds=1)) == day - DAY
