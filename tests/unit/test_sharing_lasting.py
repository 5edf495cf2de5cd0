"""How long a link lasts, and its code as people type it."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as some

from rxapp.accounts.code import ALPHABET
from rxapp.core.clock import PARIS
from rxapp.core.errors import DomainError
from rxapp.sharing.lasting import CODE_LENGTH, MOST_DAYS, in_groups, lasts, new_code, read_code, until

NOW = datetime(2026, 11, 23, 9, 0, tzinfo=UTC)


@pytest.mark.parametrize(
    ("lasting", "day", "ends"),
    [
        ("heure", "", NOW + timedelta(hours=1)),
        ("jour", "", NOW + timedelta(days=1)),
        ("semaine", "", NOW + timedelta(days=7)),
        ("date", "23/11/2026", datetime(2026, 11, 24, tzinfo=PARIS)),
        ("date", "2026-12-23", datetime(2026, 12, 24, tzinfo=PARIS)),
    ],
)
def test_a_link_ends_when_it_was_said(lasting: str, day: str, ends: datetime) -> None:
    assert until(lasting, day, NOW) == ends


@pytest.mark.parametrize(
    ("lasting", "day", "code"),
    [
        ("toujours", "", "lien.duree"),
        ("", "", "lien.duree"),
        ("date", "", "lien.jour_vide"),
        ("date", "  ", "lien.jour_vide"),
        ("date", "31/02/2027", "lien.jour"),
        ("date", "1/1/99999999999", "lien.jour"),
        ("date", "22/11/2026", "lien.jour_passe"),
        ("date", "24/12/2026", "lien.jour_tard"),
        ("date", "23/11/9999", "lien.jour_tard"),
    ],
)
def test_no_link_lasts_for_ever(lasting: str, day: str, code: str) -> None:
    with pytest.raises(DomainError) as raised:
        until(lasting, day, NOW)
    assert raised.value.code == code


def test_a_day_with_a_change_of_hour_ends_at_midnight_in_paris() -> None:
    assert until("date", "25/10/2026", datetime(2026, 10, 20, 9, tzinfo=UTC)) == datetime(2026, 10, 25, 23, tzinfo=UTC)


@given(day=some.dates())
def test_whatever_day_is_asked_a_link_is_over_in_a_month(day) -> None:
    try:
        ends = until("date", day.isoformat(), NOW)
    except DomainError:
        return
    assert NOW < ends <= NOW + timedelta(days=MOST_DAYS + 1)


def test_what_ended_or_is_past_opens_no_more() -> None:
    later = NOW + timedelta(hours=1)
    assert lasts(None, later, NOW)
    assert not lasts(None, NOW, NOW)
    assert not lasts(NOW, later, NOW)


@given(code=some.text(ALPHABET, min_size=CODE_LENGTH, max_size=CODE_LENGTH))
def test_a_code_is_read_however_it_is_written(code: str) -> None:
    grouped = in_groups(code)
    assert len(grouped) == CODE_LENGTH + 1
    ways = (code, grouped, grouped.lower(), f"  {grouped.replace('-', ' – ')} ", code.replace("0", "O").replace("1", "l"))
    assert {read_code(way) for way in ways} == {code}


@pytest.mark.parametrize("typed", ["", "7QK2", "7QK2-M9XDA", "7QK2-M9X!", "7QK2-M9XU", "é" * 8, "x" * 5000])
def test_what_no_code_can_be_is_seen(typed: str) -> None:
    assert read_code(typed) == ""


def test_codes_are_drawn_from_the_whole_alphabet() -> None:
    drawn = "".join(new_code() for _ in range(200))
    assert set(drawn) == set(ALPHABET)
