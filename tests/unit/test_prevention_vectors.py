"""The worked cases: those given with the issue, and our own, whose days are worked out a second time from their derivations."""

from __future__ import annotations

import re
from datetime import date, timedelta

import pytest
from dateutil.relativedelta import relativedelta

from rxapp.prevention.engine import calendar
from rxapp.prevention.facts import Status
from tests.prevention import Vector, told, vectors

GIVEN, OWN = vectors("given_vectors.json"), vectors("own_vectors.json")
COMPARED = ("rule", "dose", "due_from", "due_to", "status", "obligation", "certificate")
MORE = ("age", "season", "phase", "doses_needed", "earliest")
_UNITS = {"d": "days", "w": "weeks", "m": "months", "y": "years"}


@pytest.mark.parametrize("vector", [*GIVEN, *OWN], ids=lambda vector: vector.id)
def test_what_must_be_there_is_there(vector: Vector) -> None:
    lines = [told(due) for due in calendar(vector.person, vector.events, vector.as_of)]
    for wanted in vector.contains:
        asked = {key: wanted[key] for key in (*COMPARED, *MORE) if wanted.get(key) is not None}
        asked |= {key: str(asked[key]) for key in ("age", "doses_needed") if key in asked}
        of_rule = [line for line in lines if line["rule"] == wanted["rule"]]
        assert any(asked.items() <= line.items() for line in of_rule), (asked, of_rule)


@pytest.mark.parametrize("vector", [*GIVEN, *OWN], ids=lambda vector: vector.id)
def test_a_day_that_a_case_leaves_open_is_open(vector: Vector) -> None:
    """`null` as last day means open or not fixed: no line of the cases needs more than the first of the two."""
    lines = [told(due) for due in calendar(vector.person, vector.events, vector.as_of)]
    for wanted in vector.contains:
        if wanted["due_to"] is None and wanted["status"] != "done":
            same = {key: wanted[key] for key in ("rule", "due_to", "status")}
            assert any(same.items() <= line.items() for line in lines), wanted


@pytest.mark.parametrize("vector", [*GIVEN, *OWN], ids=lambda vector: vector.id)
def test_what_must_not_be_there_is_not(vector: Vector) -> None:
    owed = [due for due in calendar(vector.person, vector.events, vector.as_of) if due.status is not Status.DONE]
    for words in vector.absent:
        rule, *qualified = words.split()
        match qualified:
            case ["age", age]:
                assert not [due for due in owed if due.rule == rule and due.detail["age"] == age], words
            case ["before", day]:
                assert not [due for due in owed if due.rule == rule and due.due_from < date.fromisoformat(day)], words
            case _:
                assert qualified == []
                assert not [due for due in owed if due.rule == rule], words


@pytest.mark.parametrize("vector", [*GIVEN, *OWN], ids=lambda vector: vector.id)
def test_the_days_of_a_case_follow_from_its_derivation(vector: Vector) -> None:
    """Another arithmetic than the engine's says the same days as were typed."""
    anchors = {"b": vector.person.birth_date}
    for event in vector.events:
        if event.rule == "lmp":
            anchors |= {"l": event.date, "p": event.date + timedelta(days=14)}
    for wanted in vector.contains:
        first, _, last = wanted["derive"].partition("..")
        for words, day in ((first, wanted.get("due_from")), (last, wanted["due_to"])):
            if words not in ("", "-"):
                assert day == _derived(words, anchors).isoformat(), wanted


def _derived(words: str, anchors: dict[str, date]) -> date:
    if words.startswith("="):
        return date.fromisoformat(words[1:])
    if both := re.fullmatch(r"max\((.+),(.+)\)", words):
        return max(_derived(part, anchors) if part[0] in "bple" else date.fromisoformat(part) for part in both.groups())
    anchor = re.match(r"e(\d{4}-\d{2}-\d{2})|[bpl]", words)
    day = date.fromisoformat(anchor[1]) if anchor[1] else anchors[anchor[0]]
    for sign, size, unit in re.findall(r"([+-])(\d+)([dwmy])", words[anchor.end() :]):
        step = relativedelta(**{_UNITS[unit]: int(size)})
        day = day + step if sign == "+" else day - step
    return day


def test_all_cases_are_read() -> None:
    assert [vector.id for vector in GIVEN] == [f"V{number:02d}" for number in range(1, 30, 2)]
    titles = {re.sub(r"\D", "", vector.id) for vector in OWN}
    assert {f"{number:02d}" for number in range(2, 31, 2)} <= titles
