"""The engine, rule by rule where a vector does not go: what is done, put off, moot, closed, and what cannot be."""

from __future__ import annotations

from dataclasses import FrozenInstanceError, replace
from datetime import date, timedelta

import pytest

from rxapp.prevention.engine import calendar, mistakes
from rxapp.prevention.facts import Fact, Status
from rxapp.prevention.refusals import PersonError
from tests.prevention import JUNE, TODAY, born, did, lines, on, owed


def codes(facts: tuple[Fact, ...]) -> set[str]:
    return {fact.code for fact in facts}


# ------------------------------------------------------------------ what cannot be


@pytest.mark.parametrize(
    ("person", "events", "code"),
    [
        (born("2026-11-24"), (), "personne.naissance_future"),
        (born("1896-11-23"), (), "personne.age"),
        (born("1900-12-31"), (), "personne.age"),
        (born("1990-01-01", "X"), (), "personne.sexe"),
        (born("2020-02-29"), (did("vx-hexa", "2020-02-28", 1),), "personne.avant_naissance"),
        (born("2020-02-29"), (did("vx-hexa", "2020-05-28", 0),), "personne.dose"),
        (born("2020-02-29"), (did("vx-hexa", "2020-05-28", 99),), "personne.dose"),
    ],
)
def test_what_cannot_be_is_refused_with_its_code(person, events, code: str) -> None:
    with pytest.raises(PersonError) as refused:
        calendar(person, events, TODAY)
    assert refused.value.code == code == str(refused.value)
    assert isinstance(refused.value, ValueError)
    assert refused.value.said("fr") != refused.value.said("en")


def test_born_today_and_very_old_are_answered() -> None:
    assert calendar(born("2026-11-23"), (), TODAY)
    assert calendar(born("1904-11-23"), (), TODAY)


def test_what_is_unknown_or_to_come_is_left_out_and_told() -> None:
    events = (did("vx-hexa", "2026-12-01", 1), did("yoga", "2026-01-01"), did("colonoscopy_full", "2026-01-01"))
    assert calendar(born("2025-11-01"), events, TODAY) == calendar(born("2025-11-01"), events[2:], TODAY)
    assert mistakes(events, TODAY) == (("future", events[0]), ("unknown", events[1]))


def test_a_line_is_frozen() -> None:
    due = calendar(born("2025-11-01"), (), TODAY)[0]
    with pytest.raises(FrozenInstanceError):
        due.dose = 3
    assert replace(due, dose=3).dose == 3


# ------------------------------------------------------------------ doses


def test_doses_without_number_count_in_their_order() -> None:
    baby = born("2026-01-15")
    numbered = (did("vx-hexa", "2026-03-15", 1), did("vx-hexa", "2026-05-15", 2))
    bare = tuple(replace(event, dose=None) for event in reversed(numbered))
    assert lines(baby, "vx-hexa", TODAY, *bare) == lines(baby, "vx-hexa", TODAY, *numbered)


def test_a_dose_told_twice_counts_once() -> None:
    baby = born("2026-01-15")
    found = lines(baby, "vx-hexa", TODAY, did("vx-hexa", "2026-03-15", 1), did("vx-hexa", "2026-03-17", 1))
    assert [(due.dose, due.status) for due in found] == [(1, Status.DONE), (2, Status.DUE), (3, Status.UPCOMING)]
    assert found[0].done_on == date(2026, 3, 17)


def test_the_second_dose_alone_means_the_first_was_given() -> None:
    found = lines(born("2026-01-15"), "vx-hexa", TODAY, did("vx-hexa", "2026-05-15", 2))
    assert [(due.dose, due.status) for due in found] == [(2, Status.DONE), (3, Status.UPCOMING)]


@pytest.mark.parametrize(
    ("events", "early"),
    [
        ([did("vx-hexa", "2026-02-20", 1)], {"date": "2026-02-20", "earliest": "2026-02-26"}),
        ([did("vx-hexa", "2026-02-26", 1)], None),
        ([did("vx-hexa", "2026-03-15", 1), did("vx-hexa", "2026-05-09", 2)], {"date": "2026-05-09", "earliest": "2026-05-10"}),
        ([did("vx-hexa", "2026-03-15", 1), did("vx-hexa", "2026-05-10", 2)], None),
    ],
)
def test_a_dose_given_too_early_is_accepted_and_to_be_checked(events, early) -> None:
    """Six weeks after 15 January is 26 February; eight weeks after 15 March is 10 May."""
    done = [due for due in lines(born("2026-01-15"), "vx-hexa", TODAY, *events) if due.status is Status.DONE][-1]
    found = [fact.values for fact in done.facts if fact.code == "given_early"]
    assert found == ([early] if early else [])


def test_a_dose_not_given_holds_the_next_one_back() -> None:
    second = owed(born("2026-01-15"), "vx-hexa", TODAY)[1]
    assert (second.due_from, second.status) == (date(2026, 5, 15), Status.DUE)
    assert (second.earliest, second.detail["after_dose"]) == (TODAY + timedelta(weeks=8), "1")


def test_rotavirus_stops_at_24_weeks_unless_the_product_has_longer() -> None:
    baby, at_25_weeks = born("2026-06-01"), on("2026-06-01") + timedelta(weeks=25)
    first = did("vx-rota", "2026-08-03", 1)
    assert not owed(baby, "vx-rota", at_25_weeks, first)
    assert [due.dose for due in owed(baby, "vx-rota", at_25_weeks, replace(first, details={"product": "RotaTeq"}))] == [2, 3]
    assert [due.dose for due in owed(baby, "vx-rota", on("2026-09-01"), first)] == [2]


def test_meningococcal_b_follows_the_age_it_was_begun_at() -> None:
    """Begun at 14 months: 2 doses 2 months apart, a booster 12 to 23 months after the second."""
    child = born("2025-01-10")
    first, second = did("vx-menb", "2026-03-20", 1), did("vx-menb", "2026-05-22", 2)
    assert [(due.dose, due.due_from) for due in owed(child, "vx-menb", TODAY, first)] == [(2, date(2026, 5, 20))]
    [booster] = owed(child, "vx-menb", TODAY, first, second)
    assert (booster.due_from, booster.due_to) == (date(2027, 5, 22), date(2028, 4, 22))


def test_acwy_given_after_the_first_birthday_is_enough() -> None:
    child = born("2024-01-10")
    assert not owed(child, "vx-menacwy-infant", TODAY, did("vx-menacwy-infant", "2025-02-01", 1))
    [second] = owed(child, "vx-menacwy-infant", TODAY, did("vx-menacwy-infant", "2025-01-05", 1))
    assert (second.dose, second.due_from) == (2, date(2025, 7, 5))


def test_a_measles_vaccine_of_childhood_counts_for_the_catch_up() -> None:
    man = born("1990-01-01", "M")
    once, twice = did("vx-mmr", "1991-02-01", 1), did("vx-mmr", "1995-02-01", 2)
    assert [due.dose for due in owed(man, "vx-mmr-catchup", TODAY, once)] == [2]
    assert not owed(man, "vx-mmr-catchup", TODAY, once, twice)
    assert not owed(man, "vx-mmr-catchup", TODAY, once, did("vx-mmr-catchup", "2025-02-01"))
    assert not owed(born("1979-12-31"), "vx-mmr-catchup", TODAY)
    assert not owed(born("1990-01-01", "F", "pregnant"), "vx-mmr-catchup", TODAY)


def test_hpv_is_never_asked_twice() -> None:
    boy = born("2010-01-01", "M")
    assert not owed(boy, "vx-hpv", TODAY)
    assert [due.dose for due in owed(boy, "vx-hpv-catchup", TODAY)] == [1]
    begun = did("vx-hpv", "2024-12-20", 1)
    assert [(due.dose, due.status) for due in owed(boy, "vx-hpv", TODAY, begun)] == [(2, Status.OVERDUE)]
    assert not owed(boy, "vx-hpv-catchup", TODAY, begun)
    caught = did("vx-hpv-catchup", "2026-10-01", 1)
    assert [(due.dose, due.due_from) for due in owed(boy, "vx-hpv-catchup", TODAY, caught)] == [
        (2, date(2026, 12, 1)),
        (3, date(2027, 4, 1)),
    ]
    assert not owed(boy, "vx-hpv", TODAY, caught)


def test_hepatitis_b_is_left_to_the_hexavalent_vaccine_of_small_children() -> None:
    assert not owed(born("2023-05-05"), "vx-hepb-catchup", TODAY)
    [due] = owed(born("2019-05-05"), "vx-hepb-catchup", TODAY)
    assert due.due_from == date(2025, 5, 5)
    three = [did("vx-hexa", f"2019-{month:02d}-10", dose) for dose, month in enumerate((7, 9, 12), 1)]
    assert not owed(born("2019-05-05"), "vx-hepb-catchup", TODAY, *three)
    assert not owed(born("2010-11-23"), "vx-hepb-catchup", TODAY)


def test_a_later_booster_makes_the_earlier_ones_moot() -> None:
    man = born("1958-04-02", "M")
    assert [due.rule for due in calendar(man, (), TODAY) if due.rule.startswith(("vx-dtp", "vx-dtcap"))] == [
        "vx-dtp-65",
        "vx-dtp-75",
        "vx-dtp-85",
        "vx-dtp-95",
    ]
    given = (did("vx-dtp-75", "2026-01-01"),)
    assert not owed(man, "vx-dtp-65", TODAY, *given)


# ------------------------------------------------------------------ examinations, offers, what comes again


def test_a_missed_examination_is_overdue_then_history() -> None:
    child = born("2025-01-10")
    [due] = lines(child, "cx-m09", date(2025, 10, 10))
    assert (due.status, due.detail) == (Status.OVERDUE, {})
    [due] = lines(child, "cx-m09", date(2025, 12, 10))
    assert (due.status, due.detail) == (Status.OVERDUE, {"history": "later_exam"})
    assert lines(child, "cx-m09", date(2043, 1, 9))
    assert not lines(child, "cx-m09", date(2043, 1, 10))


def test_an_offer_that_has_closed_yields_nothing() -> None:
    woman = born("1975-11-24")
    assert owed(woman, "ck-bilan-45", TODAY)
    assert not owed(woman, "ck-bilan-45", TODAY + timedelta(days=1))
    assert owed(born("2010-01-01"), "dx-mtdents", date(2026, 12, 31))[0].detail["age"] == "16"
    [done] = lines(woman, "ck-bilan-45", TODAY, did("ck-bilan-45", "2025-06-01"))
    assert (done.status, done.done_on) == (Status.DONE, date(2025, 6, 1))


def test_an_offer_used_at_an_age_is_told_by_it_or_by_its_day() -> None:
    child = born("2018-06-10")
    for event in (did("dx-mtdents", "2026-07-01"), did("dx-mtdents", "2026-06-01", age="8")):
        ages = {due.detail["age"]: due.status for due in lines(child, "dx-mtdents", TODAY, event)}
        assert ages["8"] is Status.DONE
        assert "7" not in ages
        assert ages["9"] is Status.UPCOMING


def test_a_teenage_dental_examination_counts_for_the_adult_rhythm() -> None:
    [due] = owed(born("2001-06-10"), "dx-adult", TODAY, did("dx-mtdents", "2026-05-01"))
    assert (due.due_from, due.status) == (date(2027, 5, 1), Status.UPCOMING)


def test_the_last_round_ends_with_the_age_limit() -> None:
    woman = born("1953-01-01")
    [due] = owed(woman, "sc-breast", TODAY, did("sc-breast", "2024-03-01"))
    assert (due.due_from, due.due_to) == (date(2026, 3, 1), date(2027, 12, 31))
    assert not owed(woman, "sc-breast", TODAY, did("sc-breast", "2026-03-01"))
    assert not owed(woman, "sc-breast", date(2028, 1, 1))


def test_a_colonoscopy_puts_the_test_off_and_is_told() -> None:
    [due] = owed(born("1966-07-07", "M"), "sc-colorectal", TODAY, did("colonoscopy_full", "2023-02-01"))
    assert (due.due_from, due.status) == (date(2028, 2, 1), Status.UPCOMING)
    assert Fact("deferred_by", {"event": "colonoscopy_full", "date": "2023-02-01"}) in due.facts


@pytest.mark.parametrize("result", ["positive", "HSIL", "anormal"])
@pytest.mark.parametrize("rule", ["sc-breast", "sc-colorectal", "sc-cervix"])
def test_no_next_date_after_a_result_to_follow(rule: str, result: str) -> None:
    [done] = lines(born("1972-01-01"), rule, TODAY, did(rule, "2025-01-01", result=result))
    assert done.status is Status.DONE
    assert "follow_up" in codes(done.facts)
    assert owed(born("1972-01-01"), rule, TODAY, did(rule, "2025-01-01", result="Negative "))


def test_an_operation_ends_a_screening_whether_told_as_a_condition_or_an_event() -> None:
    assert owed(born("1980-01-01"), "sc-cervix", TODAY)
    assert not owed(born("1980-01-01", "F", "total_hysterectomy"), "sc-cervix", TODAY)
    assert not owed(born("1980-01-01"), "sc-cervix", TODAY, did("total_hysterectomy", "2020-01-01"))


def test_cervical_screening_of_immunosuppressed_women() -> None:
    young, older = born("2000-01-01", "F", "immunosuppressed"), born("1990-01-01", "F", "immunosuppressed")
    [due] = owed(young, "sc-cervix", TODAY, did("sc-cervix", "2026-02-01", test="cytology"))
    assert (due.due_from, due.detail["phase"]) == (date(2027, 2, 1), "cytology")
    [due] = owed(older, "sc-cervix", TODAY, did("sc-cervix", "2025-02-01", test="HPV test"))
    assert due.due_from == date(2028, 2, 1)


def test_cervical_screening_does_not_go_back_when_the_test_changes() -> None:
    """A cytology missed at 29 is still due at 30, as an HPV test."""
    woman, first = born("1996-03-01"), did("sc-cervix", "2024-08-01", test="cytology")
    [before] = owed(woman, "sc-cervix", date(2026, 2, 28), first)
    [after] = owed(woman, "sc-cervix", date(2026, 3, 1), first)
    assert (before.due_from, before.detail["phase"]) == (date(2025, 8, 1), "cytology 2")
    assert (after.due_from, after.detail["phase"]) == (date(2025, 8, 1), "hpv")


# ------------------------------------------------------------------ campaigns


@pytest.mark.parametrize(
    ("day", "first", "last", "status"),
    [
        ("2025-06-01", "2025-10-15", None, Status.UPCOMING),  # not announced yet: expected
        ("2025-10-14", "2025-10-14", "2026-01-31", Status.DUE),
        ("2026-01-31", "2025-10-14", "2026-01-31", Status.DUE),
        ("2026-02-15", "2025-10-14", "2026-02-28", Status.DUE),  # prolonged
        ("2026-03-01", "2026-10-15", None, Status.UPCOMING),
        ("2026-11-23", "2026-10-13", None, Status.DUE),  # a guess: no last day
        ("2031-12-01", "2031-10-15", None, Status.DUE),
    ],
)
def test_a_campaign_has_a_last_day_only_when_it_was_read(day: str, first: str, last: str | None, status: Status) -> None:
    [due] = owed(born("1950-01-01"), "vx-flu-65", on(day))
    assert (due.due_from, due.due_to, due.status) == (on(first), last and on(last), status)
    [season] = [fact.values for fact in due.facts if fact.code == "season"]
    assert season["confirmed"] == ("yes" if last else "no")


def test_a_campaign_done_leads_to_the_next() -> None:
    found = lines(born("1950-01-01"), "vx-flu-65", TODAY, did("vx-flu-65", "2026-10-20"))
    assert [(due.status, due.detail["season"]) for due in found] == [(Status.DONE, "2026-27"), (Status.UPCOMING, "2027-28")]
    last_year = lines(born("1950-01-01"), "vx-flu-65", TODAY, did("vx-flu-65", "2025-11-20"))
    assert [due.status for due in last_year] == [Status.DONE, Status.DUE]


def test_a_campaign_begins_with_the_birthday_that_falls_in_it() -> None:
    assert not owed(born("1962-03-01"), "vx-flu-65", TODAY)
    [due] = owed(born("1961-12-24"), "vx-flu-65", TODAY)
    assert (due.due_from, due.status) == (date(2026, 12, 24), Status.UPCOMING)


def test_nirsevimab_is_for_the_first_season_only() -> None:
    [due] = owed(born("2026-11-10"), "vx-rsv-mab", TODAY)
    assert (due.due_from, due.due_to, due.detail["season"]) == (date(2026, 11, 10), None, "2026-27")
    assert not owed(born("2025-12-10"), "vx-rsv-mab", TODAY)
    mother = born("2026-11-10", "F", "mother_vaccinated_rsv_more_than_14_days_before_birth")
    assert not owed(mother, "vx-rsv-mab", TODAY)


# ------------------------------------------------------------------ pregnancy


def test_a_pregnancy_is_known_by_its_days_alone() -> None:
    woman = born("1994-02-11")
    for event in (did("lmp", "2026-07-06"), did("pregnancy_start", "2026-07-20")):
        [due] = lines(woman, "px-3", TODAY, event)
        assert (due.due_from, due.due_to, due.status) == (date(2026, 11, 20), date(2026, 12, 19), Status.DUE)
        assert "anchor" in codes(due.facts)
    assert not lines(born("1994-02-11", "M"), "px-3", TODAY, did("lmp", "2026-07-06"))


@pytest.mark.parametrize("end", ["delivery", "pregnancy_end"])
def test_what_has_ended_asks_no_more_examinations(end: str) -> None:
    events = (did("lmp", "2026-01-06"), did(end, "2026-10-06"))
    assert not lines(born("1994-02-11", "F", "pregnant"), "px-7", TODAY, *events)
    assert bool(owed(born("1994-02-11"), "dx-preg", TODAY, *events)) is (end == "delivery")


def test_an_earlier_pregnancy_says_nothing_of_this_one() -> None:
    events = (did("lmp", "2023-01-06"), did("px-1", "2023-03-01"), did("delivery", "2023-10-06"), did("lmp", "2026-07-06"))
    [due] = lines(born("1994-02-11"), "px-1", TODAY, *events)
    assert due.status is Status.OVERDUE
    assert not lines(born("1994-02-11"), "px-1", TODAY, *events[:3])


def test_pregnant_without_a_day_only_has_what_needs_none() -> None:
    found = calendar(born("1994-02-11", "F", "pregnant"), (), TODAY)
    assert {due.rule for due in found if due.rule.startswith(("px-", "vx-preg"))} == {"vx-preg-flu", "vx-preg-covid"}


def test_the_postnatal_examination_counts_from_the_birth() -> None:
    [due] = lines(born("1994-02-11"), "px-postnatal", TODAY, did("delivery", "2026-10-10"))
    assert (due.due_from, due.due_to) == (date(2026, 11, 21), date(2026, 12, 5))


def test_the_rsv_vaccine_is_given_once_in_a_life() -> None:
    events = (did("lmp", "2024-04-20"), did("vx-preg-rsv", "2024-12-10"), did("delivery", "2025-01-20"), did("lmp", "2026-05-04"))
    assert not lines(born("1994-02-11"), "vx-preg-rsv", TODAY, *events)
    assert owed(born("1994-02-11"), "vx-preg-rsv", TODAY, *events[3:])


def test_dental_offer_after_birth_by_edition() -> None:
    """12 days until 31 March 2025, 6 months since."""
    woman = born("1993-04-04")
    assert not owed(woman, "dx-preg", JUNE, did("delivery", "2024-05-10"))
    [due] = owed(woman, "dx-preg", JUNE, did("delivery", "2024-05-25"))
    assert due.due_to == date(2024, 6, 6)
    [again] = owed(woman, "dx-preg", date(2025, 4, 2), did("delivery", "2025-03-01"))
    assert (again.due_from, again.due_to) == (date(2025, 4, 1), date(2025, 9, 1))


# ------------------------------------------------------------------ facts


def test_nothing_recorded_is_a_fact_not_a_no() -> None:
    [due] = owed(born("1982-06-15", "M"), "vx-dtcap-25", TODAY)
    assert codes(due.facts) == {"birth_date", "none_recorded"}
    [due] = owed(born("1970-06-15"), "sc-breast", TODAY)
    assert codes(due.facts) == {"birth_date", "sex", "none_recorded"}


def test_what_a_line_rests_on_is_told() -> None:
    [due] = owed(born("1970-06-15"), "sc-breast", TODAY, did("sc-breast", "2024-06-15"))
    assert Fact("last_done", {"date": "2024-06-15"}) in due.facts
    assert "none_recorded" not in codes(due.facts)
    [due] = owed(born("1960-07-01", "M", "chronic_resp_or_cardiac"), "vx-rsv-75", TODAY)
    assert Fact("condition", {"code": "chronic_resp_or_cardiac"}) in due.facts
    [two] = [due for due in owed(born("2026-01-15"), "vx-hexa", TODAY, did("vx-hexa", "2026-03-15", 1)) if due.dose == 2]
    assert {"birth_date", "doses", "last_done"} <= codes(two.facts)


# ------------------------------------------------------------------ noted twice, and never owed


@pytest.mark.parametrize("numbers", [(None, None), (1, None), (None, 1), (1, 1), (1, 2), (2, 1)])
def test_an_injection_noted_twice_is_one_dose(numbers: tuple[int | None, int | None]) -> None:
    once = calendar(born("2010-05-01", "F"), (did("vx-hpv-catchup", "2026-09-01"),), TODAY)
    twice = [did("vx-hpv-catchup", "2026-09-01", number) for number in numbers]
    again = calendar(born("2010-05-01", "F"), twice, TODAY)
    assert [(due.rule, due.dose, due.status) for due in again] == [(due.rule, due.dose, due.status) for due in once]
    assert [due.dose for due in again if due.rule == "vx-hpv-catchup" and due.status is Status.DONE] == [1]


def test_an_injection_that_counts_for_two_rules_is_one_dose_of_either() -> None:
    events = [did(rule, "2026-09-01") for rule in ("vx-hpv", "vx-hpv-catchup")]
    owed_still = [due.dose for due in calendar(born("2010-05-01", "F"), events, TODAY) if due.rule == "vx-hpv-catchup"]
    assert 2 in owed_still


@pytest.mark.parametrize("birth", ["2018-01-01", "2020-05-01", "2024-02-29"])
def test_what_gives_way_for_ever_is_not_told(birth: str) -> None:
    first = (date.fromisoformat(birth) + timedelta(days=370)).isoformat()
    for event in (did("vx-mmr", first, 1), did("vx-mmr-catchup", first, 1)):
        assert all(due.due_from.year < 9999 for due in calendar(born(birth), (event,), TODAY))
