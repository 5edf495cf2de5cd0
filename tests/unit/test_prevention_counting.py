"""Which lines of the calendar an injection counts for: a wrong one would move a date, so nothing is guessed."""

from __future__ import annotations

from datetime import date, timedelta

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from rxapp.prevention import law, vaccines
from rxapp.prevention.counting import Place, place
from rxapp.prevention.durations import Span, add
from rxapp.prevention.engine import calendar
from rxapp.prevention.facts import Event, Person, Status
from rxapp.prevention.rulebook import book
from tests.prevention import TODAY, Vector, vectors

BABY, CHILD, TEEN, YOUNG, GROWN, OLD = "2024-01-10", "2018-01-10", "2008-01-10", "1996-01-10", "1979-01-10", "1954-01-10"
VECTORS = [one for name in ("given_vectors.json", "own_vectors.json") for one in vectors(name)]


def placed(born: str, age: Span, product: str, *events: tuple[str, int], against: tuple[str, ...] = (), sex: str = "F") -> Place:
    """Where an injection at an age goes; ``events``: rules and months of age."""
    person = Person(date.fromisoformat(born), sex)
    before = [Event(rule, add(person.birth_date, Span(months))) for rule, months in events]
    day = add(person.birth_date, age)
    return place(person, before, product=product, against=vaccines.against_of(product) or against, day=day)


@pytest.mark.parametrize(
    ("born", "age", "product", "counted"),
    [
        (BABY, Span(2), "Hexyon", ["vx-hexa"]),
        (BABY, Span(0, 42), "Vaxelis", ["vx-hexa"]),
        ("2012-01-10", Span(2), "infanrix hexa", ["vx-hexa"]),
        (BABY, Span(2), "prevenar13", ["vx-pcv"]),
        (BABY, Span(2), "Rotarix", ["vx-rota"]),
        (BABY, Span(5), "Neisvac", ["vx-menc"]),
        (BABY, Span(6), "Nimenrix", ["vx-menacwy-infant"]),
        (BABY, Span(12), "Priorix", ["vx-mmr"]),
        ("2010-01-10", Span(12), "ProQuad", ["vx-mmr-catchup"]),
        ("1985-01-10", Span(360), "M-M-RVaxPro", ["vx-mmr-catchup"]),
        ("2026-09-10", Span(1), "Beyfortus", ["vx-rsv-mab"]),
        (CHILD, Span(72), "Infanrix Tetra", ["vx-dtcap-6y"]),
        (TEEN, Span(135), "Gardasil 9", ["vx-hpv"]),
        (TEEN, Span(195), "Gardasil 9", ["vx-hpv-catchup"]),
        (TEEN, Span(197), "Bexsero", ["vx-menb-15-24"]),
        (GROWN, Span(303), "Repevax", ["vx-dtcap-25"]),
        (GROWN, Span(543), "Revaxis", ["vx-dtp-45"]),
        (OLD, Span(781), "Revaxis", ["vx-dtp-65"]),
        (OLD, Span(865), "Shingrix", ["vx-zoster-65"]),
        (OLD, Span(865), "Prevenar 20", ["vx-pneumo-65"]),
        (OLD, Span(865), "Efluelda", ["vx-flu-65"]),
        ("1950-09-10", Span(901), "Abrysvo", ["vx-rsv-75"]),
        # what the calendar does not foresee
        (YOUNG, Span(366), "Stamaril", []),
        (YOUNG, Span(366), "Vaxigrip", []),
        ("2014-01-10", Span(89), "Nimenrix", []),
        (GROWN, Span(480), "Gardasil 9", []),
    ],
)
def test_a_plain_dose_goes_where_the_calendar_expects_it(born: str, age: Span, product: str, counted: list[str]) -> None:
    where = placed(born, age, product)
    assert (list(where.counted), where.ask) == (counted, False)


@pytest.mark.parametrize(
    ("born", "age", "product", "near"),
    [
        (BABY, Span(2), "Pentavac", "vx-hexa"),  # without hepatitis B
        (BABY, Span(2), "Pneumovax", "vx-pcv"),  # not the infants' one
        (BABY, Span(9), "Priorix", "vx-mmr"),  # before twelve months
        (CHILD, Span(71), "Infanrix Tetra", "vx-dtcap-6y"),
        ("1981-01-10", Span(543), "Revaxis", "vx-dtp-45"),  # with pertussis since 2025
        (OLD, Span(865), "Zostavax", "vx-zoster-65"),
        (OLD, Span(865), "Prevenar 13", "vx-pneumo-65"),
        ("1960-01-10", Span(435), "Vaccin tétanique Pasteur", "vx-dtcap-25"),
    ],
)
def test_what_only_comes_near_is_asked_about(born: str, age: Span, product: str, near: str) -> None:
    where = placed(born, age, product)
    assert where.ask
    assert where.counted == ()
    assert near in where.offered


def test_an_early_booster_is_asked_about_once_the_one_before_was_given() -> None:
    assert placed("2015-01-10", Span(126), "Repevax").counted == ("vx-dtcap-6y",)
    again = placed("2015-01-10", Span(126), "Repevax", ("vx-dtcap-6y", 72))
    assert again.ask
    assert "vx-dtcap-11-13" in again.offered


def test_a_series_goes_on_as_it_was_begun() -> None:
    assert placed(TEEN, Span(181), "Gardasil 9", ("vx-hpv", 174)).counted == ("vx-hpv",)
    assert placed(TEEN, Span(198), "Gardasil 9", ("vx-hpv-catchup", 193)).counted == ("vx-hpv-catchup",)


def test_one_injection_counts_for_a_booster_and_for_a_pregnancy() -> None:
    assert placed(YOUNG, Span(366), "Boostrixtetra", ("lmp", 360)).counted == ("vx-preg-pertussis", "vx-dtcap-25")
    assert placed(YOUNG, Span(362), "Boostrixtetra", ("lmp", 360)).counted == ("vx-dtcap-25",), "too early in the pregnancy"
    assert placed(YOUNG, Span(375), "Boostrixtetra", ("lmp", 360)).counted == ("vx-dtcap-25",), "it is over"
    assert placed(YOUNG, Span(366), "Boostrixtetra", sex="M").offered == ("vx-dtcap-25",)


def test_diseases_are_those_of_the_rules_and_every_product_has_some() -> None:
    asked = {code for one in book().versions for code in one.against}
    assert asked <= set(vaccines.diseases())
    for name in vaccines.names():
        against = vaccines.against_of(name)
        assert against
        assert set(against) <= set(vaccines.diseases())
        assert vaccines.name_of(name.upper()) == name
    assert len({vaccines.folded(name) for name in vaccines.names()}) == len(vaccines.names())
    assert vaccines.listed(["measles", "tetanus", "covid", "hpv"], "fr") == "Tétanos, rougeole, papillomavirus (HPV), Covid-19"


@pytest.mark.parametrize("vector", VECTORS, ids=lambda one: one.id)
def test_the_worked_cases_come_out_the_same_from_injections_alone(vector: Vector) -> None:
    """Each vaccine of a case is told as its product and day: what is owed is the same as with the rule that the case names."""
    told = [_told(one, vector) for one in vector.events]
    assert _owed(vector.person, told, vector.as_of) == _owed(vector.person, vector.events, vector.as_of)


def _told(event: Event, vector: Vector) -> Event:
    if not (law.known(event.rule) and law.is_vaccine(event.rule)):
        return event
    product = event.details.get("product") or next((one for one in vaccines.names() if _is_for(event.rule, one)), "")
    others = [one for one in vector.events if one is not event]
    against = law.version_of(event.rule, None).against
    (rule,) = place(vector.person, others, product=product, against=against, day=event.date).counted
    return Event(rule, event.date, event.dose, event.details)


def _is_for(rule: str, product: str) -> bool:
    return vaccines.fits(rule, product) and set(vaccines.against_of(product)) == set(law.version_of(rule, None).against)


def _owed(person: Person, events: object, as_of: date) -> list[tuple[object, ...]]:
    lines = [one for one in calendar(person, events, as_of) if one.status is not Status.DONE]
    return [(one.rule, one.dose, one.due_from, one.due_to, one.status, one.earliest) for one in lines]


people = st.builds(
    Person,
    st.dates(date(1935, 1, 1), TODAY),
    st.sampled_from("FM"),
    st.frozensets(st.sampled_from(["preterm", "tb_risk", "msm"])),
)


@settings(max_examples=300, deadline=None)
@given(people, st.sampled_from(vaccines.names()), st.data())
def test_a_dose_never_counts_before_its_age_nor_for_what_it_does_not_protect_against(
    person: Person, product: str, data: st.DataObject
) -> None:
    day = data.draw(st.dates(person.birth_date, TODAY))
    rules = [one.id for one in book().versions if one.kind == "vaccine"]
    days = st.dates(person.birth_date, TODAY)
    before = data.draw(st.lists(st.builds(Event, st.sampled_from(rules), days), max_size=5))
    against = vaccines.against_of(product)
    where = place(person, before, product=product, against=against, day=day)
    assert set(where.counted) <= set(where.offered)
    assert len(set(where.offered)) == len(where.offered)
    assert not (where.ask and not where.offered)
    series = []
    for rule in where.counted:
        version = next((one for one in reversed(book().by_id[rule]) if one.valid_from <= day), book().by_id[rule][0])
        assert set(version.against) <= set(against)
        assert vaccines.fits(rule, product)
        first = version.steps[0] if version.steps else None
        youngest = (first.min_age or first.start) if first and first.anchor == "birth" else version.audience.min_age
        if youngest and not version.variants:
            assert day >= add(person.birth_date, youngest)
        if version.audience.until_age:
            assert day < add(person.birth_date, version.audience.until_age)
        series.append(version.series)
    assert len(set(series)) == len(series) or "grossesse" in series, "one injection is one step of a series"


@settings(max_examples=200, deadline=None)
@given(people, st.sampled_from(vaccines.names()), st.data())
def test_a_dose_that_counts_takes_nothing_else_out_of_the_calendar(person: Person, product: str, data: st.DataObject) -> None:
    """What an injection moves are the lines of the diseases it protects against, and no other."""
    day = data.draw(st.dates(max(person.birth_date, TODAY - timedelta(days=900)), TODAY))
    against = set(vaccines.against_of(product))
    where = place(person, [], product=product, against=against, day=day)
    done = [Event(rule, day, None, {"product": product}) for rule in where.counted]
    moved = set(_owed(person, [], TODAY)) ^ set(_owed(person, done, TODAY))
    for rule, *_line in moved:
        codes = {code for one in book().by_id[rule] for code in one.against}
        # menC and ACWY stand for each other in the rules
        assert codes & against or (rule.startswith("vx-men") and any(code.startswith("meningo") for code in against))
