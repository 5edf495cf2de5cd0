"""The life line is pure: marks are put on their day, what comes next is chosen, nothing outside of the life stays."""

from __future__ import annotations

from datetime import date, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from rxapp.prevention.lifeline import KINDS, MOST_MARKS, STATES, Line, Mark, horizon, line_of, when_words

TODAY = date(2026, 11, 26)
BORN = date(2020, 9, 1)


def mark(day: date, state: str = "later", kind: str = "rendezvous", name: str = "") -> Mark:
    return Mark(name or f"{day}.{state}.{kind}", day.isoformat(), kind, state, "Pédiatre", "un jour")


def line(*marks: Mark, born: date = BORN, lang: str = "fr") -> Line:
    return line_of("p", "Léo", "6 ans", born, TODAY, marks, lang)


def test_a_mark_stands_on_its_day_with_its_words() -> None:
    made = line(mark(BORN + timedelta(days=30), "done"), mark(TODAY + timedelta(days=3), "booked"))
    assert [one.at for one in made.marks] == [30, made.today + 3]
    assert [one.state_label for one in made.marks] == ["Fait", "Rendez-vous pris"]
    assert (made.birth, made.today_label, made.chosen) == ("2020-09-01", "Aujourd’hui, 26 novembre 2026", 1)
    assert line(mark(TODAY, "due"), lang="en").marks[0].state_label == "To do"


@pytest.mark.parametrize(
    ("born", "end"),
    [
        (BORN, date(2039, 9, 1)),
        (date(2008, 11, 27), date(2027, 11, 27)),
        (date(2008, 11, 26), date(2036, 11, 26)),
        (date(1954, 4, 1), date(2036, 11, 26)),
        (date(2008, 2, 29), date(2036, 11, 26)),
        (date(2024, 2, 29), date(2043, 2, 28)),
    ],
)
def test_a_childs_line_goes_past_majority_and_an_adults_ten_years_ahead(born: date, end: date) -> None:
    assert horizon(born, TODAY) == end


def test_the_next_appointment_comes_first_then_what_is_to_be_done() -> None:
    """What is to be done stands in cards of its own beside the line."""
    booked, due = mark(TODAY + timedelta(days=3), "booked"), mark(TODAY - timedelta(days=9), "overdue")
    made = line(booked, due, mark(TODAY - timedelta(days=200), "done"))
    assert made.marks[made.chosen].state == "booked"
    asked = line(due, mark(TODAY + timedelta(days=3), "later"))
    assert asked.marks[asked.chosen].state == "overdue"
    assert line(booked, mark(TODAY + timedelta(days=1), "later")).marks[0].state == "later"
    assert line(mark(TODAY - timedelta(days=200), "done")).chosen == 0
    assert line().chosen == -1


def test_an_appointment_that_is_over_is_past_and_never_what_comes_next() -> None:
    over, coming = mark(TODAY, "past"), mark(TODAY + timedelta(days=90), "later")
    made = line(over, coming)
    assert (made.marks[0].state_label, made.marks[made.chosen].state) == ("Passé", "later")
    assert line(over, lang="en").marks[0].state_label == "Past"


def test_what_is_to_be_checked_comes_after_what_is_to_be_done_and_soon() -> None:
    check = mark(TODAY - timedelta(days=2000), "check")
    assert line(check, lang="en").marks[0].state_label == "To check"
    for state, day in (("due", TODAY - timedelta(days=3)), ("soon", TODAY + timedelta(days=3)), ("booked", TODAY)):
        made = line(check, mark(day, state))
        assert made.marks[made.chosen].state == state
    made = line(check, mark(TODAY + timedelta(days=900), "later"))
    assert made.marks[made.chosen].state == "check"


def test_on_one_day_the_more_urgent_is_drawn_over_the_other() -> None:
    states = [one.state for one in line(*(mark(TODAY, state) for state in STATES)).marks]
    assert states == ["done", "past", "later", "check", "soon", "booked", "due", "overdue"]


@given(st.lists(st.dates(date(1900, 1, 1), date(2100, 12, 31)), max_size=200), st.dates(date(1900, 1, 1), TODAY))
def test_marks_stay_within_the_life_in_order_and_bounded(days: list[date], born: date) -> None:
    made = line(*(mark(day, name=str(place)) for place, day in enumerate(days)), born=born)
    places = [one.at for one in made.marks]
    assert places == sorted(places)
    assert all(0 <= at <= made.end for at in places)
    assert len(places) <= MOST_MARKS
    assert -1 <= made.chosen < max(1, len(places))


def test_of_too_many_the_nearest_to_today_stay() -> None:
    days = [TODAY - timedelta(days=n) for n in range(MOST_MARKS + 50)]
    made = line(*(mark(day, "done") for day in days))
    assert len(made.marks) == MOST_MARKS
    assert made.marks[-1].at == made.today
    assert made.marks[0].at == made.today - MOST_MARKS + 1


def test_every_word_of_a_mark_has_its_english() -> None:
    from rxapp.core import i18n

    known = i18n.catalogue("en").entries
    assert [word for word in (*STATES.values(), *KINDS.values(), "Aujourd’hui, {jour}") if word not in known] == []
    assert when_words(TODAY + timedelta(days=3), TODAY, "fr") == "29 novembre 2026, dans 3 jours"
