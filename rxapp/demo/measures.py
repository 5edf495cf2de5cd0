"""The demonstration's measures: Léo and Inès grow, Paul watches his pressure, his weight and his sugar; Awa measures nothing."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import UTC, datetime, time, timedelta
from decimal import Decimal

from rxapp.accounts.identity import Identity, identity_of
from rxapp.accounts.people import context_for
from rxapp.accounts.standing import actor_of
from rxapp.core.clock import PARIS
from rxapp.core.db import Database
from rxapp.demo.people import Demo
from rxapp.measures import service
from rxapp.measures.fields import Taken
from rxapp.measures.kinds import BY_CODE

_INES = ((0, "3.310", "50", "34.5"), (8, "3.620", "51.5", "35.5"), (30, "4.350", "54", "37"), (63, "5.240", "57.5", "39"))
"""Days of age, kilograms, centimetres of height and of head."""
_LEO = ((0, "3.4", "50.5"), (1, "10.1", "76"), (2, "12.6", "88"), (3, "14.5", "96"), (4, "16.6", "103.5"), (5, "18.7", "110"))
"""Years of age, kilograms, centimetres."""
_PAUL = ("138/84", "142/86", "135/82", "139/81", "133/79", "136/83", "131/78", "134/80", "129/77", "132/79", "137/82", "130/78")
"""Blood pressure of the last twelve weeks, the latest last."""


def make_demo_measures(database: Database, demo: Demo) -> int:
    """Note them as their people would have; returns how many."""
    noted = 0
    with database.uow() as uow:
        now = uow.clock.now()
        for login, name, told in (
            ("camille.martin", "Inès", _ines),
            ("camille.martin", "Léo", _leo),
            ("paul.durand", "Paul", _paul),
        ):
            actor, person_id = actor_of(uow, demo.accounts[login].account_id), demo.people[name]
            taken = [one for one in told(identity_of(uow, person_id), now) if one.at < now]
            context = context_for(uow, actor)
            noted += service.add_many(uow, actor=actor, context=context, person_id=person_id, taken=taken)
        uow.commit()
    return noted


def _ines(who: Identity, _now: datetime) -> Iterator[Taken]:
    for days, weight, height, head in _INES:
        at = _at(datetime.combine(who.birth_date + timedelta(days=days), time(10, 30)))
        yield from (_taken("poids", at, weight), _taken("taille", at, height), _taken("crane", at, head))


def _leo(who: Identity, _now: datetime) -> Iterator[Taken]:
    for years, weight, height in _LEO:
        day = who.birth_date + timedelta(days=round(years * 365.25) + 9 * (years > 0))
        at = _at(datetime.combine(day, time(17)))
        yield from (_taken("poids", at, weight), _taken("taille", at, height))


def _paul(_who: Identity, now: datetime) -> Iterator[Taken]:
    this_morning = datetime.combine(now.astimezone(PARIS).date(), time(8))
    for place, pressure in enumerate(reversed(_PAUL)):
        yield _taken("tension", _at(this_morning - timedelta(weeks=place, days=1)), *pressure.split("/"))
    for months, weight in enumerate(("79.4", "79.8", "80.1", "80.9", "81.6", "82.3")):
        yield _taken("poids", _at(this_morning - timedelta(days=3 + 30 * months)), weight)
    for weeks, sugar in enumerate(("1.12", "1.21", "1.08", "1.3", "1.18", "1.26")):
        yield _taken("glycemie", _at(this_morning - timedelta(days=2 + 7 * weeks)), sugar, note="À jeun")


def _at(here: datetime) -> datetime:
    return here.replace(tzinfo=PARIS).astimezone(UTC)


def _taken(code: str, at: datetime, *values: str, note: str = "") -> Taken:
    kind = BY_CODE[code]
    return Taken(kind, kind.default, tuple(Decimal(one) for one in values), at, note)
