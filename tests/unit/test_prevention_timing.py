"""When a message is called for and when to look again; groups of cards; campaigns, questions and words cover every rule."""

from __future__ import annotations

import re
from datetime import UTC, date, datetime, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from rxapp.prevention import law, placing, timing, words
from rxapp.prevention.campaigns import BY_CODE, campaign_of
from rxapp.prevention.facts import Due, Event, Fact, Obligation, Person, Status
from rxapp.prevention.fields import parse_day
from rxapp.prevention.questions import BY_CODE as QUESTIONS
from rxapp.prevention.rulebook import book

TODAY = date(2026, 11, 23)
NONE = (Fact("none_recorded"),)


def line(start: int | None, end: int | None = None, *, facts: tuple[Fact, ...] = (), **given: object) -> Due:
    """A line due from and to so many days from today."""
    day = {name: None if gap is None else TODAY + timedelta(days=gap) for name, gap in (("due_from", start), ("due_to", end))}
    status = given.pop("status", Status.UPCOMING if start and start > 0 else Status.DUE)
    return Due("cx-y03", date(2019, 3, 1), None, **day, status=status, obligation=Obligation.MANDATORY, facts=facts, **given)


@given(st.dates(date(1900, 1, 1), date(2100, 1, 1)), st.integers(0, 6))
def test_their_day_is_one_in_seven_and_never_before(day: date, phase: int) -> None:
    theirs = timing.their_day(day, phase)
    assert timedelta(0) <= theirs - day < timedelta(days=7)
    assert theirs.toordinal() % 7 == phase
    assert timing.their_day(theirs, phase) == theirs


@given(st.integers(-400, 400), st.integers(0, 6), st.integers(0, 60))
def test_a_call_never_depends_on_how_often_one_looks(start: int, phase: int, later: int) -> None:
    """Between two of the days on which one looks anyway, nothing new is called for."""
    due = line(start)
    today = TODAY + timedelta(days=later)
    looked = timing.next_look([due], [], TODAY, phase, None)
    if timing.is_called(due, TODAY, phase, vaccine=False) or today >= looked:
        return
    assert not timing.is_called(due, today, phase, vaccine=False)


@pytest.mark.parametrize(
    ("due", "vaccine", "group"),
    [
        (line(-10, -91), False, placing.PAST),
        (line(-10, -90), False, placing.OVERDUE),
        (line(-10, -91), True, placing.CHECK),
        (line(-10, 0), False, placing.DUE),
        (line(0), False, placing.DUE),
        (line(60), False, placing.SOON_GROUP),
        (line(61), False, placing.LATER),
        (line(-366, facts=NONE), True, placing.CHECK),
        (line(-365, facts=NONE), True, placing.DUE),
        (line(-366), True, placing.DUE),
        (line(-366, 40, facts=NONE), False, placing.DUE),
        (line(-9, detail={"after_dose": "1"}), True, placing.LATER),
        (line(-40, -9, detail={"history": "later_exam"}), False, placing.PAST),
        (line(0, status=Status.DONE, done_on=TODAY), True, placing.DONE),
    ],
)
def test_in_which_group_a_line_stands(due: Due, vaccine: bool, group: str) -> None:
    assert placing.group_of(due, TODAY, vaccine=vaccine) == group


@pytest.mark.parametrize(
    ("due", "said", "english"),
    [
        (line(7, 20), "Du 30 novembre au 13 décembre 2026, dans 7 jours", "From 30 November to 13 December 2026, in 7 days"),
        (line(8, 27), "Du 1er au 20 décembre 2026, dans 8 jours", "From 1 December to 20 December 2026, in 8 days"),
        (line(7, 60), "Du 30 novembre 2026 au 22 janvier 2027, dans 7 jours", None),
        (line(-3, 4), "Jusqu’au 27 novembre 2026, dans 4 jours", "Until 27 November 2026, in 4 days"),
        (line(0), "Dès maintenant", "From now on"),
        (line(-1), "Depuis le 22 novembre 2026, hier", "Since 22 November 2026, yesterday"),
        (line(1), "À partir du 24 novembre 2026, demain", "From 24 November 2026, tomorrow"),
        (line(-9, -2), "La période prévue s’est terminée le 21 novembre 2026, il y a 2 jours", None),
        (line(0, detail={"after_dose": "1"}), "Après la dose 1", "After dose 1"),
    ],
)
def test_a_window_in_words_and_figures(due: Due, said: str, english: str | None) -> None:
    assert words.window(due, TODAY, "fr") == said
    assert english is None or words.window(due, TODAY, "en") == english


def test_every_rule_has_a_campaign_and_every_condition_its_question() -> None:
    for rule, versions in book().by_id.items():
        assert campaign_of(rule, versions[-1].kind) in set(BY_CODE) - {"autres"}
    # "msm" mattered until December 2025 alone: such a thing is not asked for nothing.
    implied = {"lmp", "delivery", "pregnancy_start", "pregnancy_end", "msm"}
    assert book().codes - set(book().by_id) - implied <= set(QUESTIONS)


def test_every_fact_of_the_engine_has_words_in_both_languages() -> None:
    """Over a population: no label is empty, a code or an ISO day."""
    seen: set[str] = set()
    people = [(Person(date(2026 - age, 5, 4), sex, frozenset(conditions)), age) for age, sex, conditions in _PEOPLE]
    for person, _age in people:
        events = [Event("lmp", date(2026, 7, 1)), Event("colonoscopy_full", date(2025, 1, 1))]
        events += [Event("vx-hexa", person.birth_date + timedelta(days=20), 1)]
        events += [Event("sc-cervix", date(2025, 1, 1), None, {"test": "hpv", "result": "positive"})]
        for due in law.lines(person, [one for one in events if one.date >= person.birth_date], TODAY):
            for fact in due.facts:
                seen.add(fact.code)
                for lang in ("fr", "en"):
                    label = words.fact_label(fact, lang)
                    assert label, fact.code
                    assert fact.code == "season" or not re.search(r"\d{4}-\d", label), label
    assert {"birth_date", "sex", "none_recorded", "last_done", "season", "deferred_by", "anchor", "follow_up"} <= seen


_PEOPLE = [(age, sex, ["pregnant", "immunosuppressed"]) for age in (0, 1, 6, 12, 17, 26, 34, 47, 58, 66, 76) for sex in "FM"]


def test_nobody_is_told_in_the_night() -> None:
    assert timing.told_at(datetime(2026, 11, 23, 2, tzinfo=UTC)) == datetime(2026, 11, 23, 8, tzinfo=UTC)
    assert timing.told_at(datetime(2026, 11, 23, 12, tzinfo=UTC)) == datetime(2026, 11, 23, 12, tzinfo=UTC)
    assert timing.told_at(datetime(2026, 7, 1, 2, tzinfo=UTC)) == datetime(2026, 7, 1, 7, tzinfo=UTC)


def test_an_age_that_nobody_has_reached_has_an_empty_calendar() -> None:
    assert law.lines(Person(date(1880, 1, 1), "F"), (), TODAY) == ()
    assert law.lines(Person(date(2030, 1, 1), "F"), (), TODAY) == ()


@pytest.mark.parametrize("typed", ["", "demain", "32/01/2026", "1/1/26", "2026-13-01", "٠١/٠١/٢٠٢٦", "01/01/20266"])
def test_what_is_no_day(typed: str) -> None:
    assert parse_day(typed) is None
