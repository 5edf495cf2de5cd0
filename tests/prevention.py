"""What the tests of prevention share: worked cases, and short ways to ask the engine."""

from __future__ import annotations

import json
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date
from pathlib import Path
from typing import Any

from rxapp.prevention.casefile import case, row
from rxapp.prevention.engine import calendar
from rxapp.prevention.facts import Due, Event, Person, Status

FOLDER = Path(__file__).parent / "data" / "prevention"
JUNE = date(2024, 6, 3)
"""The day of the mission's text."""
TODAY = date(2026, 11, 23)


@dataclass(frozen=True)
class Vector:
    """One worked case and what is expected of it."""

    id: str
    person: Person
    events: tuple[Event, ...]
    as_of: date
    contains: tuple[Mapping[str, Any], ...]
    absent: tuple[str, ...]


def vectors(name: str) -> list[Vector]:
    """The worked cases of a file."""
    return [_vector(data) for data in json.loads((FOLDER / name).read_text(encoding="utf-8"))["vectors"]]


def _vector(data: Mapping[str, Any]) -> Vector:
    told = case(data)
    as_of = date.fromisoformat(data["as_of"])
    return Vector(data["id"], told.person, told.events, as_of, tuple(data["expect"]["contains"]), tuple(data["expect"]["absent"]))


def on(day: str) -> date:
    """A day written as 2024-06-03."""
    return date.fromisoformat(day)


def born(day: str, sex: str = "F", *conditions: str) -> Person:
    """A person."""
    return Person(on(day), sex, frozenset(conditions))


def did(rule: str, day: str, dose: int | None = None, **details: str) -> Event:
    """Something that happened."""
    return Event(rule, on(day), dose, details)


def lines(person: Person, rule: str, as_of: date, *events: Event) -> list[Due]:
    """The lines of one rule."""
    return [due for due in calendar(person, events, as_of) if due.rule == rule]


def owed(person: Person, rule: str, as_of: date, *events: Event) -> list[Due]:
    """The lines of one rule that are not done."""
    return [due for due in lines(person, rule, as_of, *events) if due.status is not Status.DONE]


def told(due: Due) -> dict[str, Any]:
    """A line as the contract writes it, with its details and its first possible day."""
    return {**row(due), **due.detail, "earliest": due.earliest and due.earliest.isoformat()}
