"""A population for the benchmarks of prevention: ages spread evenly from 0 to 95, everything the calendar asks done in its time.

Vaccines: every dose due by that age, a few days late. Examinations of childhood and M'T dents: those under 25. Adults: a dental
check and, by age, screenings in the years since 2016; a flu shot every autumn from 65. All made from one seed.
"""

from __future__ import annotations

import random
from collections.abc import Iterator
from datetime import date, timedelta

from rxapp.prevention.durations import Span, add
from rxapp.prevention.facts import Event, Person

AS_OF = date(2026, 11, 23)
OLDEST_DAYS = 95 * 365
_DOSES = {
    "vx-hexa": (2, 4, 11),
    "vx-pcv": (2, 4, 11),
    "vx-rota": (2, 3),
    "vx-menb": (3, 5, 12),
    "vx-menacwy-infant": (6, 12),
    "vx-mmr": (12, 16),
    "vx-hpv": (134, 141),
    "vx-zoster-65": (782, 785),
}
_SINGLE = {
    "vx-dtcap-6y": 72,
    "vx-dtcap-11-13": 133,
    "vx-menacwy-teen": 134,
    "vx-dtcap-25": 300,
    "vx-dtp-45": 540,
    "vx-dtp-65": 780,
    "vx-pneumo-65": 781,
    "vx-dtp-75": 900,
    "vx-rsv-75": 901,
    "vx-dtp-85": 1020,
}
_EXAMS = {
    "cx-08d": 0, "cx-m02": 1, "cx-m03": 2, "cx-m04": 3, "cx-m05": 4, "cx-m06": 5, "cx-m09": 8, "cx-m12": 11, "cx-m13": 12,
    "cx-m16-18": 16, "cx-m24-25": 23, "cx-y03": 25, "cx-y04": 37, "cx-y05": 49, "cx-y06": 61, "cx-y07": 73, "cx-8-9": 97,
    "cx-11-13": 134, "cx-15-16": 181,
}  # fmt: skip
_CHECKUPS = {"ck-bilan-18": 222, "ck-bilan-45": 545, "ck-bilan-60": 725, "ck-bilan-70": 845}


def people(count: int, seed: int = 3) -> Iterator[tuple[Person, tuple[Event, ...]]]:
    """So many persons, each with what happened to them by `AS_OF`."""
    chance = random.Random(seed)  # noqa: S311 - the same people each time
    for _ in range(count):
        birth = AS_OF - timedelta(days=chance.randrange(OLDEST_DAYS))
        person = Person(birth, chance.choice("FM"))
        events = [event for event in _life(person, chance) if birth <= event.date <= AS_OF]
        yield person, tuple(events)


def _life(person: Person, chance: random.Random) -> Iterator[Event]:
    def at(months: int) -> date:
        return add(person.birth_date, Span(months, 3 + chance.randrange(18)))

    for rule, ages in _DOSES.items():
        for number, months in enumerate(ages, 1):
            yield Event(rule, at(months), number)
    for rule, months in _SINGLE.items():
        yield Event(rule, at(months))
    age = (AS_OF - person.birth_date).days // 365
    if age < 25:
        yield from (Event(rule, at(months)) for rule, months in _EXAMS.items())
        yield from (Event("dx-mtdents", at(12 * years + 2)) for years in range(3, 25, 3))
    yield from (Event(rule, day) for rule, months in _CHECKUPS.items() if (day := at(months)) >= date(2024, 5, 30))
    years = range(2016, 2027)
    yield from (Event("dx-adult", day) for year in years if (day := date(year, 3, 9)).year - person.birth_date.year >= 26)
    yield from _screenings(person, age)
    yield from (Event("vx-flu-65", date(year, 11, 3)) for year in range(person.birth_date.year + 66, 2026))


def _screenings(person: Person, age: int) -> Iterator[Event]:
    for year in range(2016, 2027, 2):
        if 50 <= year - person.birth_date.year <= 74:
            yield Event("sc-colorectal", date(year, 4, 4), details={"result": "negative"})
            if person.sex == "F":
                yield Event("sc-breast", date(year, 5, 5), details={"result": "negative"})
    if person.sex == "F" and 31 <= age <= 65:
        yield Event("sc-cervix", date(2023, 2, 2), details={"test": "hpv", "result": "negative"})
