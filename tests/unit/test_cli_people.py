"""`rxapp person`: who acts for a child, as the operator knows it."""

from __future__ import annotations

from datetime import date

from rxapp.accounts.nir import fictional_nir
from rxapp.demo.people import born
from tests.commands import Demo, Done, Run, demo, first_days, refused, rxapp

__all__ = ["demo", "first_days", "rxapp"]

MORNING = {"DEMO": "1", "NOW": "2026-11-26T10:00:00+01:00"}
TODAY = date(2026, 11, 26)
SOPHIE = ("F", born(TODAY, years=44, months=3), 9)
JADE = ("F", born(TODAY, years=16, months=2), 10)
AWA = ("F", born(TODAY, years=24, months=1), 5)


def person(rxapp: Run, verb: str, parent: tuple[str, date, int], child: tuple[str, date, int], *more: str) -> Done:
    named = []
    for whose, (sex, day, order) in (("parent", parent), ("enfant", child)):
        named += [f"--nir-{whose}", str(fictional_nir(sex, day, order)), f"--naissance-{whose}", day.isoformat()]
    return rxapp("person", verb, *named, *more, **MORNING)


def test_a_parent_is_attached_once_and_detached_on_a_day(rxapp: Run, demo: Demo) -> None:
    demo(NOW=MORNING["NOW"])
    done = person(rxapp, "attach", AWA, JADE)
    assert done.returncode == 0, done.stderr
    assert [line[:11] for line in done.stdout.splitlines()] == ["Ce parent a", "This parent"]
    refused(person(rxapp, "attach", AWA, JADE), "déjà dans votre espace")
    done = person(rxapp, "detach", AWA, JADE, "--on", "2027-01-15")
    assert "15 janvier 2027" in done.stdout
    assert "15 January 2027" in done.stdout


def test_without_a_day_it_is_today_and_then_there_is_nobody_to_detach(rxapp: Run, demo: Demo) -> None:
    demo(NOW=MORNING["NOW"])
    assert "26 novembre 2026" in person(rxapp, "detach", SOPHIE, JADE).stdout
    refused(person(rxapp, "detach", SOPHIE, JADE), "n’agit pas pour cet enfant", "does not act for this child")


def test_nobody_by_that_name_nor_a_child_of_age(rxapp: Run, demo: Demo) -> None:
    demo(NOW=MORNING["NOW"])
    refused(person(rxapp, "attach", ("M", date(1980, 1, 2), 7), JADE), "Personne n’est inscrit", "Nobody is registered")
    refused(person(rxapp, "attach", SOPHIE, AWA), "personne majeure")
