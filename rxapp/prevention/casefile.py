"""Cases in files: a person and what happened to them, as JSON, for the command line and the worked cases of the tests.

``{"person": {"birth_date", "sex", "conditions": []}, "events": [{"rule", "date", "dose", …}]}``. Other keys of an event are
details of it ("test", "result", "product", "age"); the days "lmp", "pregnancy_start" and "delivery" may be keys of the person.
"""

from __future__ import annotations

import json
import re
from dataclasses import dataclass
from datetime import date
from typing import Any

from rxapp.prevention.facts import Due, Event, Person
from rxapp.prevention.refusals import PersonError

_ISO = re.compile(r"\d{4}-\d{2}-\d{2}", re.ASCII)
_ANCHORS = ("lmp", "pregnancy_start", "delivery")


@dataclass(frozen=True, slots=True)
class Case:
    """One case; ``ignored``: the keys of the person that say nothing to the rules."""

    person: Person
    events: tuple[Event, ...]
    ignored: tuple[str, ...] = ()


def parse(text: str) -> Case:
    """The case a file tells. Raises `PersonError` that names the field."""
    try:
        data = json.loads(text)
    except (json.JSONDecodeError, RecursionError) as error:
        raise PersonError("dossier.json", ligne=getattr(error, "lineno", 1)) from error
    if not isinstance(data, dict) or not isinstance(data.get("person"), dict) or not isinstance(data.get("events", []), list):
        raise PersonError("dossier.forme")
    return case(data)


def case(data: dict[str, Any]) -> Case:
    """The case of a mapping already read."""
    told = data["person"]
    for key in ("birth_date", "sex"):
        if key not in told:
            raise PersonError("dossier.champ_absent", champ=f"person.{key}")
    conditions = told.get("conditions") or []
    if not isinstance(conditions, list) or not all(isinstance(code, str) for code in conditions):
        raise PersonError("dossier.champ", champ="person.conditions")
    if not isinstance(told["sex"], str):
        raise PersonError("dossier.champ", champ="person.sex")
    person = Person(_day(told["birth_date"], "person.birth_date"), told["sex"], frozenset(conditions))
    events = [_event(row, f"events[{number}]") for number, row in enumerate(data.get("events", []), 1)]
    events += [Event(key, _day(told[key], f"person.{key}")) for key in _ANCHORS if told.get(key) is not None]
    ignored = tuple(key for key in told if key not in ("birth_date", "sex", "conditions", *_ANCHORS))
    return Case(person, tuple(events), ignored)


def row(due: Due) -> dict[str, Any]:
    """One line of a calendar as the contract writes it."""
    return {
        "rule": due.rule,
        "dose": due.dose,
        "due_from": due.due_from and due.due_from.isoformat(),
        "due_to": due.due_to and due.due_to.isoformat(),
        "status": due.status.value,
        "obligation": due.obligation.value,
        "certificate": due.certificate,
    }


def _event(row: Any, place: str) -> Event:
    if not isinstance(row, dict):
        raise PersonError("dossier.champ", champ=place)
    for key in ("rule", "date"):
        if key not in row:
            raise PersonError("dossier.champ_absent", champ=f"{place}.{key}")
    if not isinstance(row["rule"], str) or not row["rule"]:
        raise PersonError("dossier.champ", champ=f"{place}.rule")
    dose = row.get("dose")
    if dose is not None and (not isinstance(dose, int) or isinstance(dose, bool)):
        raise PersonError("dossier.champ", champ=f"{place}.dose")
    details = {key: str(value) for key, value in row.items() if key not in ("rule", "date", "dose") and value is not None}
    return Event(row["rule"], _day(row["date"], f"{place}.date"), dose, details)


def iso_day(text: str) -> date | None:
    """The day written as 2024-06-03; None for anything else."""
    try:
        return date.fromisoformat(text) if _ISO.fullmatch(text) else None
    except ValueError:
        return None


def _day(value: Any, place: str) -> date:
    day = iso_day(value) if isinstance(value, str) else None
    if day is None:
        raise PersonError("dossier.champ", champ=place)
    return day
