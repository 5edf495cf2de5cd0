"""Series: when they take place, across summer time and month ends, and what changing some or all of them gives."""

from __future__ import annotations

from datetime import UTC, date, datetime, timedelta
from itertools import pairwise
from zoneinfo import ZoneInfo

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from rxapp.agenda import changes
from rxapp.agenda.changes import Scope
from rxapp.agenda.fields import Form, Slot, Words, read
from rxapp.agenda.repeat import Repeat, repeat_of
from rxapp.agenda.series import Series, instant, new_series, words_of
from tests.accounts import refused

PARIS = ZoneInfo("Europe/Paris")
NOW = datetime(2026, 11, 23, 9, tzinfo=UTC)
FAR = datetime(2100, 1, 1, tzinfo=UTC)


def series(form: Form, uid: str = "u") -> Series:
    wanted = read(form)
    return new_series(uid, wanted.words, wanted.slot, wanted.repeat, NOW)


def weekly(**more: object) -> Series:
    return series(Form(**{"title": "Kiné", "day": "1/10/2026", "start": "9h30", "repeat": "semaine", "count": "6"} | more))


def starts(one: Series | None, until: datetime = FAR) -> list[str]:
    assert one is not None
    return [f"{at.start:%d/%m %H:%M}" for at in one.between(instant(one.start) - timedelta(days=40), until)]


def change(one: Series, key: str, scope: Scope, **form: object) -> tuple[Series | None, Series | None]:
    shown = one.find(key)
    assert shown is not None
    same = repeat_of(one.rule, one.start)
    words = words_of(shown.event)
    filled = {
        "title": words.title,
        "day": f"{shown.start:%d/%m/%Y}",
        "start": f"{shown.start:%H:%M}",
        "end": f"{shown.end:%H:%M}",
        "repeat": same.unit if same else "garder",
        "every": str(same.every) if same else "1",
        "count": str(same.count or "") if same else "",
        "until": f"{same.until:%d/%m/%Y}" if same and same.until else "",
    }
    return changes.change(one, key, scope, read(Form(**filled | form)), uid="v", now=NOW)


KEY_3 = "20261015T073000Z"


def test_one_time() -> None:
    once = series(Form(title="Dentiste", day="26/11/2026", start="9h30"))
    assert starts(once) == ["26/11 09:30"]
    assert once.find("").start == datetime(2026, 11, 26, 9, 30, tzinfo=PARIS)
    assert once.find("20261126") is None
    assert once.months() == (date(2026, 11, 1), date(2026, 11, 30))


def test_a_series_keeps_its_hour_when_summer_time_ends() -> None:
    assert starts(weekly()) == ["01/10 09:30", "08/10 09:30", "15/10 09:30", "22/10 09:30", "29/10 09:30", "05/11 09:30"]
    assert [one.key[9:13] for one in weekly().between(NOW - timedelta(days=90), FAR)] == ["0730"] * 4 + ["0830"] * 2


def test_what_is_written_is_read_back() -> None:
    one = weekly(notes="Apporter ; l’ordonnance, \\ et\nla carte", place="1, rue X")
    again = Series.parse(one.text())
    assert again.digest() == one.digest()
    assert words_of(again.master) == words_of(one.master)
    assert starts(again) == starts(one)


@pytest.mark.parametrize(
    ("day", "unit", "wanted"),
    [
        ("31/1/2027", "mois", ["31/01", "28/02", "31/03", "30/04"]),
        ("30/1/2028", "mois", ["30/01", "29/02", "30/03", "30/04"]),
        ("29/2/2028", "an", ["29/02", "28/02", "28/02", "28/02", "29/02"]),
    ],
)
def test_month_ends(day: str, unit: str, wanted: list[str]) -> None:
    one = series(Form(title="x", day=day, all_day=True, repeat=unit, count=str(len(wanted))))
    assert [f"{at.start:%d/%m}" for at in one.between(instant(one.start), FAR)] == wanted


def test_until_includes_its_day() -> None:
    assert starts(weekly(count="", until="15/10/2026"))[-1] == "15/10 09:30"
    days = series(Form(title="x", day="1/10/2026", all_day=True, repeat="jour", until="3/10/2026"))
    assert len(days.between(instant(days.start), FAR)) == 3
    assert days.months() == (date(2026, 10, 1), date(2026, 10, 31))


def test_without_an_end_there_is_no_last_month() -> None:
    assert weekly(count="").months() == (date(2026, 10, 1), None)


def test_cancel_one() -> None:
    left = changes.cancel(weekly(), KEY_3, Scope.ONE, NOW)
    assert "15/10 09:30" not in starts(left)
    assert len(starts(left)) == 5
    assert left.find(KEY_3) is None
    assert left.sequence == 1


def test_cancel_the_following() -> None:
    left = changes.cancel(weekly(), KEY_3, Scope.FOLLOWING, NOW)
    assert starts(left) == ["01/10 09:30", "08/10 09:30"]
    assert changes.cancel(weekly(), "20261001T073000Z", Scope.FOLLOWING, NOW) is None


def test_cancel_each_leaves_nothing() -> None:
    left = weekly(count="2")
    for key in ("20261001T073000Z", "20261008T073000Z"):
        left = changes.cancel(left, key, Scope.ONE, NOW)
    assert left is None


def test_move_one_and_then_move_it_again_and_cancel_it() -> None:
    moved, new = change(weekly(), KEY_3, Scope.ONE, day="16/10/2026", start="11h", end="11h30", title="Kiné (remplaçant)")
    assert new is None
    assert starts(moved)[2] == "16/10 11:00"
    assert words_of(moved.find(KEY_3).event).title == "Kiné (remplaçant)"
    again, _ = change(Series.parse(moved.text()), KEY_3, Scope.ONE, day="2/12/2026")
    assert starts(again)[-1] == "02/12 11:00"
    assert len(again.events) == 2
    assert again.months()[1] == date(2026, 12, 31)
    left = changes.cancel(again, KEY_3, Scope.ONE, NOW)
    assert len(starts(left)) == 5
    assert len(left.events) == 1


def test_move_the_following_makes_two_series() -> None:
    first, _ = change(weekly(), "20261029T083000Z", Scope.ONE, day="30/10/2026")
    old, new = change(first, KEY_3, Scope.FOLLOWING, day="16/10/2026", start="14h", end="15h")
    assert starts(old) == ["01/10 09:30", "08/10 09:30"]
    assert starts(new) == ["16/10 14:00", "23/10 14:00", "30/10 09:30", "06/11 14:00"]
    assert new.uid == "v"
    assert str(new.master["RELATED-TO"]) == "u"


def test_the_first_and_the_following_are_all() -> None:
    only, new = change(weekly(), "20261001T073000Z", Scope.FOLLOWING, start="8h", end="9h")
    assert new is None
    assert {start[-5:] for start in starts(only)} == {"08:00"}


def test_move_all_takes_exceptions_along() -> None:
    once = changes.cancel(weekly(), "20261008T073000Z", Scope.ONE, NOW)
    twice, _ = change(once, "20261022T073000Z", Scope.ONE, start="18h", end="18h30")
    moved, _ = change(twice, KEY_3, Scope.ALL, day="16/10/2026", start="7h", end="7h30")
    assert starts(moved) == ["02/10 07:00", "16/10 07:00", "22/10 18:00", "30/10 07:00", "06/11 07:00"]
    back, _ = change(moved, "20261016T050000Z", Scope.ALL, day="15/10/2026", start="9h30", end="10h")
    assert starts(back) == ["01/10 09:30", "15/10 09:30", "22/10 18:00", "29/10 09:30", "05/11 09:30"]


def test_words_of_all_reach_the_occurrences_that_had_none_of_their_own() -> None:
    moved, _ = change(weekly(), KEY_3, Scope.ONE, start="11h", end="12h")
    renamed, _ = change(moved, "20261001T073000Z", Scope.ALL, title="Kinésithérapie")
    assert words_of(renamed.find(KEY_3).event).title == "Kinésithérapie"
    assert renamed.sequence == moved.sequence


def test_another_rhythm_keeps_what_it_still_makes() -> None:
    once = changes.cancel(weekly(count=""), KEY_3, Scope.ONE, NOW)
    changed, _ = change(once, "20261001T073000Z", Scope.ALL, repeat="semaine", every="2", count="3")
    assert starts(changed) == ["01/10 09:30", "29/10 09:30"]
    single, _ = change(once, "20261008T073000Z", Scope.ALL, repeat="")
    assert starts(single) == ["08/10 09:30"]


def test_whole_days_become_hours() -> None:
    days = series(Form(title="Jeûne", day="1/10/2026", all_day=True, repeat="mois", count="3"))
    assert [one.key for one in days.between(NOW - timedelta(days=99), FAR)] == ["20261001", "20261101", "20261201"]
    timed, _ = changes.change(
        days,
        "20261101",
        Scope.ALL,
        read(Form(title="Jeûne", day="2/11/2026", start="8h", repeat="mois", count="3")),
        uid="v",
        now=NOW,
    )
    assert starts(timed) == ["02/10 08:00", "02/11 08:00", "02/12 08:00"]


def test_a_rule_too_rich_for_our_form_is_kept_and_moves_by_hours_only() -> None:
    rich = weekly(count="4")
    rich.master["RRULE"]["BYDAY"] = ["TH", "SA"]
    assert starts(rich) == ["01/10 09:30", "03/10 09:30", "08/10 09:30", "10/10 09:30"]
    later, _ = change(rich, "20261003T073000Z", Scope.ALL, start="10h", end="11h")
    assert starts(later) == ["01/10 10:00", "03/10 10:00", "08/10 10:00", "10/10 10:00"]
    error = refused(change, rich, "20261003T073000Z", Scope.ALL, day="4/10/2026")
    assert error.code == "rendezvous.serie_complexe"
    old, new = change(rich, "20261008T073000Z", Scope.FOLLOWING, start="12h", end="13h")
    assert (starts(old), starts(new)) == (["01/10 09:30", "03/10 09:30"], ["08/10 12:00", "10/10 12:00"])


@pytest.mark.parametrize("key", ["", "x", "20261014T073000Z", "20261015", "99999999T999999Z", "20261119T083000Z"])
def test_an_occurrence_that_is_none(key: str) -> None:
    assert refused(changes.cancel, weekly(), key, Scope.ONE, NOW).code == "rendezvous.occurrence"


@settings(max_examples=60, deadline=None)
@given(
    day=st.dates(date(2024, 1, 1), date(2030, 12, 28)),
    hour=st.times().filter(lambda at: not 1 <= at.hour <= 3).map(lambda at: at.replace(second=0, microsecond=0)),
    unit=st.sampled_from(["jour", "semaine", "mois"]),
    every=st.integers(1, 5),
)
def test_a_series_keeps_its_wall_time_across_both_changes(day: date, hour, unit: str, every: int) -> None:
    begin = datetime.combine(day, hour, PARIS)
    one = new_series("u", Words("x"), Slot(begin, begin + timedelta(minutes=30)), Repeat(unit, every), NOW)
    seen = Series.parse(one.text()).between(begin, begin + timedelta(days=400))
    assert len(seen) > 1
    assert {at.start.time() for at in seen} == {hour}
    assert {at.start.tzinfo for at in seen} == {PARIS}
    gaps = {(after.start.date() - before.start.date()).days for before, after in pairwise(seen)}
    assert gaps == {every * (1 if unit == "jour" else 7)} if unit != "mois" else max(gaps) <= 31 * every


@settings(max_examples=40, deadline=None)
@given(out=st.sets(st.integers(0, 29), max_size=8), moved=st.sets(st.integers(0, 29), max_size=5))
def test_exceptions_take_away_what_they_say_and_nothing_else(out: set[int], moved: set[int]) -> None:
    one = weekly(count="30")
    keys = [at.key for at in one.between(NOW - timedelta(days=99), FAR)]
    for number in sorted(moved):
        one, _ = change(one, keys[number], Scope.ONE, start="20h", end="21h")
    for number in sorted(out):
        one = changes.cancel(one, keys[number], Scope.ONE, NOW)
    left = Series.parse(one.text()).between(NOW - timedelta(days=99), FAR)
    assert [at.key for at in left] == [key for number, key in enumerate(keys) if number not in out]
    assert {at.key for at in left if at.start.hour == 20} == {keys[number] for number in moved - out}
