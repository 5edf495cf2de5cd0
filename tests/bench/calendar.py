"""The calendar of one person: how many persons a second on one processor, beside making the same lines without working them out.

The floor fills in as many frozen `Due` as the calendars have lines, in a bare loop: the least that an answer of that shape costs
in this language. What is above it is the rules.

Twice: as if no two persons were born on one day (what was worked out for a birthday is forgotten before each round), and in the
order of birth dates with four persons a day, as when a whole population is gone through (France has some two thousand).
"""

from __future__ import annotations

import time
from collections.abc import Sequence
from datetime import date

from rxapp.prevention.asked import ages_of, birth_fact
from rxapp.prevention.engine import calendar
from rxapp.prevention.facts import Due, Event, Obligation, Person, Status
from tests.bench.figures import Figure, Target, alone, beside, in_turn
from tests.bench.population import AS_OF, people

PERSONS, ROUNDS = 4000, 11
_Population = Sequence[tuple[Person, tuple[Event, ...]]]


def run(_: object) -> list[Figure]:
    """Persons a second (a median of several rounds, processor time), and microseconds a person beside the floor."""
    population = list(people(PERSONS))
    lines = sum(len(calendar(person, events, AS_OF)) for person, events in population)
    told = sum(len(events) for _, events in population)
    shared = sorted((each for each in population for _ in range(4)), key=lambda each: each[0].birth_date)
    ours, together, floor = in_turn(ROUNDS, lambda: _calendars(population), lambda: _calendars(shared), lambda: _bare(lines))
    size = f"{told / PERSONS:.0f} events and {lines / PERSONS:.0f} lines each"
    return [
        alone(f"calendars a second, {size}", [1_000_000 / each for each in ours], "persons/s", Target(least=5000), digits=0),
        alone("the same in the order of birth dates, 4 a day", [1_000_000 / each for each in together], "persons/s", digits=0),
        beside("calendar of one person, floor: its lines filled in", ours, floor, "µs"),
    ]


def _calendars(population: _Population) -> float:
    """Microseconds a person."""
    for memory in (ages_of, birth_fact):
        memory.cache_clear()
    start = time.process_time()
    for person, events in population:
        calendar(person, events, AS_OF)
    return (time.process_time() - start) / len(population) * 1_000_000


def _bare(lines: int) -> float:
    """Microseconds a person for as many lines, nothing worked out."""
    day, due, must = date(2024, 6, 3), Status.DUE, Obligation.MANDATORY
    start = time.process_time()
    for _ in range(lines):
        Due("cx-08d", day, None, day, day, due, must, None, None, None, {}, ())
    return (time.process_time() - start) / PERSONS * 1_000_000
