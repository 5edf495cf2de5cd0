"""Calendar arithmetic: months clamped to their end, birthdays of 29 February, and the refusal of anything else."""

from __future__ import annotations

from datetime import date

import pytest
from dateutil.relativedelta import relativedelta
from hypothesis import given
from hypothesis import strategies as st

from rxapp.prevention.durations import Ages, Span, add, age_in_years, parse


@pytest.mark.parametrize(
    ("text", "span"),
    [
        ("P0D", Span()),
        ("P2M", Span(2)),
        ("P11Y", Span(132)),
        ("P1Y6M", Span(18)),
        ("P8W", Span(0, 56)),
        ("P13W6D", Span(0, 97)),
        ("P130Y", Span(1560)),
    ],
)
def test_durations_are_read(text: str, span: Span) -> None:
    assert parse(text) == span
    assert parse(str(span)) == span


@pytest.mark.parametrize("text", ["", "P", "2M", "P2", "PT2H", "P-1M", "P2M ", "p2m", "P2D1M", "P1.5Y", "P131Y", "P٢M", "P2M\n"])
def test_anything_else_is_no_duration(text: str) -> None:
    with pytest.raises(ValueError, match="duration"):
        parse(text)


@pytest.mark.parametrize(
    ("day", "span", "result"),
    [
        ("2026-08-31", "P6M", "2027-02-28"),
        ("2026-08-31", "P18M", "2028-02-29"),
        ("2026-12-31", "P2M", "2027-02-28"),
        ("2024-02-29", "P1Y", "2025-02-28"),
        ("2024-02-29", "P4Y", "2028-02-29"),
        ("2024-02-29", "P100Y", "2124-02-29"),
        ("2000-02-29", "P100Y", "2100-02-28"),
        ("2024-01-30", "P1M1D", "2024-03-01"),
        ("2024-12-15", "P1M", "2025-01-15"),
        ("2024-05-27", "P8D", "2024-06-04"),
    ],
)
def test_a_span_later(day: str, span: str, result: str) -> None:
    assert add(date.fromisoformat(day), parse(span)) == date.fromisoformat(result)
    assert Ages(date.fromisoformat(day))[parse(span)] == date.fromisoformat(result)


def test_past_the_last_year_there_is_none() -> None:
    with pytest.raises(OverflowError):
        add(date(9999, 12, 1), Span(1))


_DAYS = st.dates(date(1900, 1, 1), date(2100, 12, 31))
_SPANS = st.builds(Span, st.integers(0, 1560), st.integers(0, 400))


@given(_DAYS, _SPANS)
def test_it_agrees_with_another_arithmetic(day: date, span: Span) -> None:
    other = day + relativedelta(months=span.months)
    assert add(day, span) == Ages(day)[span] == other + relativedelta(days=span.days)


@given(_DAYS, _DAYS)
def test_an_age_is_between_two_birthdays(birth: date, day: date) -> None:
    if day >= birth:
        age = age_in_years(birth, day)
        assert add(birth, Span(12 * age)) <= day < add(birth, Span(12 * age + 12))
    else:
        assert age_in_years(birth, day) < 0 or day.year == birth.year
