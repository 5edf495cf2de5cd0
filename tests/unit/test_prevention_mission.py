"""The calendar of the mission's text, as of 3 June 2024."""

from __future__ import annotations

from datetime import date, timedelta

import pytest

from rxapp.prevention.engine import as_shown, calendar
from rxapp.prevention.facts import Obligation
from rxapp.prevention.rulebook import book
from tests.prevention import JUNE, TODAY, born, lines, owed

NEWBORN = born("2024-06-03", "M")


def test_a_newborn_has_exactly_20_examinations_before_and_after_2025() -> None:
    """2024: with the one of the first month; 2025: without it, with the one of the 7th year. 20 both times."""
    for birth, as_of, sign in (("2024-06-03", JUNE, "cx-lt1m"), ("2026-11-23", TODAY, "cx-y07")):
        exams = {due.rule for due in calendar(born(birth), (), as_of) if due.rule.startswith("cx-")}
        assert len(exams) == 20
        assert sign in exams
    mandatory = [due for due in calendar(NEWBORN, (), JUNE) if due.rule.startswith("cx-")]
    assert {due.obligation for due in mandatory} == {Obligation.MANDATORY}
    assert {due.rule: due.certificate for due in mandatory if due.certificate} == {"cx-08d": 1, "cx-m09": 2, "cx-m24-25": 3}


def test_eleven_vaccinations_are_mandatory_for_infants() -> None:
    mandatory = {
        disease
        for due in calendar(NEWBORN, (), JUNE)
        if due.obligation is Obligation.MANDATORY
        for disease in book().version(due.rule, due.version).against
    }
    assert len(mandatory) == 11
    assert "meningococcus_b" not in mandatory


def test_dental_examinations_every_three_years_then_every_year() -> None:
    assert [due.detail["age"] for due in owed(NEWBORN, "dx-mtdents", JUNE)] == ["3", "6", "9", "12", "15", "18", "21", "24"]
    today = [due.detail["age"] for due in owed(born("2026-11-01"), "dx-mtdents", TODAY)]
    assert today == [str(age) for age in range(3, 25)]


def test_adults_have_a_yearly_dental_examination() -> None:
    [due] = owed(born("1980-05-05"), "dx-adult", JUNE)
    assert (due.due_from, due.due_to) == (date(2024, 4, 1), None)


def test_check_ups_at_18_45_60_and_70() -> None:
    starts = {due.rule: due.due_from for due in calendar(NEWBORN, (), JUNE) if due.rule.startswith("ck-")}
    ages = {rule: day.year - 2024 for rule, day in starts.items()}
    assert ages == {"ck-bilan-18": 18, "ck-bilan-45": 45, "ck-bilan-60": 60, "ck-bilan-70": 70}
    assert {(day.month, day.day) for day in starts.values()} == {(6, 3)}


def test_screenings_are_in_the_law_but_were_not_shown_yet() -> None:
    """The text of June 2024 announces them; the view of what was shown leaves them out until August 2025."""
    woman = born("1970-01-01")
    for day, shown in ((JUNE, False), (date(2025, 8, 1), True)):
        dues = calendar(woman, (), day)
        assert any(due.rule == "sc-breast" for due in dues)
        assert any(due.rule == "sc-breast" for due in as_shown(dues, day)) is shown


def test_school_visits_are_left_out_unless_asked_for() -> None:
    child = born("2020-03-03")
    assert not any(due.rule.startswith("sx-") for due in calendar(child, (), TODAY))
    asked = calendar(child, (), TODAY, include_hidden=True)
    assert {due.rule for due in asked if due.rule.startswith("sx-")} == {"sx-y12"} | {
        due.rule for due in asked if due.rule == "sx-y06"
    }
    assert {due.rule for due in calendar(born("2022-12-01"), (), TODAY, include_hidden=True)} >= {"sx-3-4", "sx-y06", "sx-y12"}


def test_a_month_before_the_check_ups_nobody_knew_of_them() -> None:
    assert not lines(born("2000-01-01"), "ck-bilan-18", date(2024, 5, 28))
    assert lines(born("2000-01-01"), "ck-bilan-18", date(2024, 5, 29))


@pytest.mark.parametrize("days", [0, 1, 2])
def test_an_edition_changes_on_the_day_of_its_publication(days: int) -> None:
    """The decree on meningococci was published on 6 July 2024."""
    day = date(2024, 7, 5) + timedelta(days=days)
    assert bool(owed(NEWBORN, "vx-menacwy-infant", day)) is (days >= 1)
    [menc] = owed(NEWBORN, "vx-menc", day)[:1]
    assert menc.due_to == (date(2024, 12, 31) if days else None)
