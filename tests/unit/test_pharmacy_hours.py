"""Opening hours: the week, holidays, closures, duty, both nights when clocks change; and hours as they are typed."""

from __future__ import annotations

from datetime import UTC, date, datetime, timedelta
from zoneinfo import ZoneInfo

import pytest
from hypothesis import given
from hypothesis import strategies as st

from rxapp.accounts.errors import FieldErrors
from rxapp.pharmacy import hours, hours_form
from rxapp.pharmacy.hours import Closure, Duty, Hours
from rxapp.pharmacy.hours_form import HoursForm

PARIS = ZoneInfo("Europe/Paris")
WEEK = hours_form.read(HoursForm(week=("8h30-12h30, 14h-19h30",) * 5 + ("9h-12h30", "")))


def at(text: str, zone: ZoneInfo = PARIS) -> datetime:
    return datetime.fromisoformat(text).replace(tzinfo=zone).astimezone(UTC)


@pytest.mark.parametrize(
    ("moment", "expected"),
    [
        ("2026-11-26T08:29:59", False),
        ("2026-11-26T08:30", True),
        ("2026-11-26T12:29:59", True),
        ("2026-11-26T12:30", False),
        ("2026-11-26T14:00", True),
        ("2026-11-28T13:00", False),  # Saturday afternoon
        ("2026-11-29T10:00", False),  # Sunday
        ("2026-11-11T10:00", False),  # a Wednesday, Armistice
    ],
)
def test_the_week(moment: str, expected: bool) -> None:
    assert hours.is_open(WEEK, at(moment), PARIS) is expected


def test_the_next_opening_is_now_later_today_or_after_the_weekend() -> None:
    def following(moment: str) -> datetime:
        return hours.next_opening(WEEK, at(moment), PARIS)

    assert following("2026-11-26T09:00") == at("2026-11-26T09:00")
    assert following("2026-11-26T13:00") == at("2026-11-26T14:00")
    assert following("2026-11-28T12:30") == at("2026-11-30T08:30")
    assert following("2026-11-10T20:00") == at("2026-11-12T08:30")
    assert hours.next_opening(Hours(), at("2026-11-26T09:00"), PARIS) is None


@pytest.mark.parametrize("night", ["2026-03-29", "2026-10-25"])
def test_hours_are_those_of_the_wall_on_both_sides_of_a_change_of_clocks(night: str) -> None:
    """Open from 23:00 to 24:00 the day before and 0:00 to 6:00 that night: 6 or 8 hours of the world in all."""
    daily = Hours(week=(((0, 6 * 60), (23 * 60, 24 * 60)),) * 7, on_holidays=True)
    before = at(night) - timedelta(hours=1)
    closes = hours.closes_at(daily, before, PARIS)
    assert closes == at(f"{night}T06:00")
    assert closes - before == timedelta(hours=6 if night.startswith("2026-03") else 8)
    assert hours.is_open(daily, at(f"{night}T05:59"), PARIS)
    assert not hours.is_open(daily, at(f"{night}T06:00"), PARIS)


def test_an_opening_at_an_hour_that_does_not_exist_is_an_hour_later() -> None:
    night = Hours(week=(((2 * 60 + 30, 8 * 60),),) * 7)
    assert hours.next_opening(night, at("2026-03-29T00:00"), PARIS) == datetime(2026, 3, 29, 1, 30, tzinfo=UTC)
    assert not hours.is_open(night, datetime(2026, 3, 29, 1, 0, tzinfo=UTC), PARIS)


def test_the_order_of_what_counts() -> None:
    said = Hours(
        week=WEEK.week,
        closures=(Closure(date(2026, 12, 24), date(2026, 12, 26), later=True),),
        special=((date(2026, 12, 24), ((540, 600),)), (date(2026, 12, 27), ((540, 600),))),
        duties=(Duty(datetime.fromisoformat("2026-12-25T09:00"), datetime.fromisoformat("2026-12-26T09:00")),),
    )
    assert not hours.is_open(said, at("2026-12-24T09:30"), PARIS)
    assert hours.is_open(said, at("2026-12-25T22:00"), PARIS)
    assert hours.on_duty(said, at("2026-12-25T22:00"), PARIS)
    assert not hours.on_duty(said, at("2026-12-26T09:00"), PARIS)
    assert hours.next_opening(said, at("2026-12-26T09:00"), PARIS) == at("2026-12-27T09:00")
    assert hours.closure_on(said, date(2026, 12, 25)).later


def test_a_delay_is_counted_in_open_time() -> None:
    def after(moment: str, span: timedelta) -> datetime:
        return hours.after_open_time(WEEK, at(moment), span, PARIS)

    assert after("2026-11-26T09:00", timedelta(hours=2)) == at("2026-11-26T11:00")
    assert after("2026-11-26T11:30", timedelta(hours=2)) == at("2026-11-26T15:00")
    assert after("2026-11-28T12:00", timedelta(hours=1)) == at("2026-11-30T09:00")
    assert hours.after_open_time(Hours(), at("2026-11-26T09:00"), timedelta(hours=1), PARIS) is None


def test_overseas_has_its_own_clock() -> None:
    reunion = hours.zone_of("97400")
    assert hours.is_open(WEEK, at("2026-11-26T09:00", reunion), reunion)
    assert not hours.is_open(WEEK, at("2026-11-26T09:00", reunion), hours.zone_of("75001"))


def test_easter_and_its_holidays() -> None:
    assert {date(2026, 4, 6), date(2026, 5, 14), date(2026, 5, 25)} <= hours.holidays(2026)
    assert date(2027, 3, 29) in hours.holidays(2027)
    assert date(2038, 4, 26) in hours.holidays(2038)
    assert all(len(hours.holidays(year)) >= 10 for year in range(2020, 2060))


spans = st.lists(st.integers(0, 48), unique=True, max_size=6).map(
    lambda halves: tuple((first * 30, last * 30) for first, last in zip(sorted(halves)[::2], sorted(halves)[1::2], strict=False))
)
weeks = st.tuples(*[spans] * 7)


@given(weeks, st.integers(0, 270 * 1440))
def test_the_next_opening_is_open_and_nothing_before_it_is(week: tuple, minutes: int) -> None:
    said, now = Hours(week=week), datetime(2026, 3, 1, tzinfo=UTC) + timedelta(minutes=minutes)
    opens = hours.next_opening(said, now, PARIS)
    if opens is None:
        assert not any(week)
        return
    assert opens >= now
    assert hours.is_open(said, opens, PARIS)
    steps = range(0, min(int((opens - now).total_seconds() // 60), 3 * 1440), 15)
    assert not any(hours.is_open(said, now + timedelta(minutes=step), PARIS) for step in steps)
    closes = hours.closes_at(said, opens, PARIS)
    assert not hours.is_open(said, closes, PARIS) or closes - opens > timedelta(days=55)


@given(weeks)
def test_hours_are_read_back_as_they_were_kept_and_typed(week: tuple) -> None:
    said = Hours(week, True, (Closure(date(2026, 8, 1), date(2026, 8, 15), later=True),), ((date(2026, 12, 24), week[0]),))
    assert Hours.parse(said.text()) == said
    assert hours_form.read(hours_form.form_of(said)) == hours_form.read(hours_form.form_of(Hours.parse(said.text())))


def test_what_is_typed_is_forgiven_or_told_beside_its_field() -> None:
    assert hours_form.spans_of("14:00 - 19:30 ; 8h–12h") == ((480, 720), (840, 1170))
    assert hours_form.spans_of("0h-24h") == ((0, 1440),)
    form = HoursForm(
        week=("8h30", "12h-8h", "8h-12h, 11h-14h", "25h-26h", "", "", ""),
        closures="bientôt",
        special="31/02/2026 9h-12h",
        duties="25/12/2026 9h",
    )
    with pytest.raises(FieldErrors) as raised:
        hours_form.read(form)
    assert raised.value.errors == {
        "lundi": "horaires.forme",
        "mardi": "horaires.ordre",
        "mercredi": "horaires.ordre",
        "jeudi": "horaires.forme",
        "fermetures": "horaires.jour",
        "jours": "horaires.jour",
        "gardes": "horaires.garde",
    }


def test_closures_days_and_duties_are_lines() -> None:
    said = hours_form.read(
        HoursForm(
            closures="01/08/2026 - 15/08/2026 plus tard\n2026-11-02",
            special="24/12/2026 9h-17h\n31/12/2026 fermé",
            duties="25/12/2026 9h - 26/12/2026 9h",
        )
    )
    assert said.closures == (
        Closure(date(2026, 8, 1), date(2026, 8, 15), later=True),
        Closure(date(2026, 11, 2), date(2026, 11, 2)),
    )
    assert said.special == ((date(2026, 12, 24), ((540, 1020),)), (date(2026, 12, 31), ()))
    assert hours_form.read(hours_form.form_of(said)) == said
