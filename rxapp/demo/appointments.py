"""The demonstration appointments: Camille and her doctor, the children's paediatrician, Paul's physiotherapy every two weeks.

They are written by the people's own accounts, like anybody's.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date, timedelta

from rxapp.accounts.people import context_for
from rxapp.agenda import service
from rxapp.agenda.service import Form
from rxapp.core.db import Database
from rxapp.core.policy import Actor, Role
from rxapp.demo.people import Demo

GP = {"with_whom": "Dr Anne Moreau", "place": "5 place de l’Église, 00120 Valbois"}
PAEDIATRICIAN = {"with_whom": "Dr Karim Haddad", "place": "9 allée des Acacias, 00120 Valbois"}
PHYSIO = {"with_whom": "Sarah Nguyen, kinésithérapeute", "place": "18 rue du Pont, 00120 Valbois"}
DENTIST = {"with_whom": "Dr Lucie Bernard, dentiste", "place": "14 rue du Pont, 00120 Valbois"}
_MONDAY, _TUESDAY, _WEDNESDAY, _THURSDAY = range(4)


@dataclass(frozen=True)
class _Planned:
    """An appointment to make: whose agenda, whose account."""

    person: str
    login: str
    form: Form


def make_demo_appointments(database: Database, demo: Demo) -> int:
    """Add the demonstration appointments; returns how many."""
    labels = {"camille.martin": "Camille Martin", "paul.durand": "Paul Durand"}
    made = 0
    with database.uow() as uow:
        for planned in _all(uow.clock.today()):
            account = demo.accounts[planned.login]
            actor = Actor(account.account_id, Role.PATIENT, account.person_id, labels[planned.login])
            service.add(
                uow, actor=actor, context=context_for(uow, actor), person_id=demo.people[planned.person], form=planned.form
            )
            made += 1
        uow.commit()
    return made


def _all(today: date) -> Iterator[_Planned]:
    for days, weekday, start, title in (
        (12, _TUESDAY, "18:15", "Suivi de la tension"),
        (-170, _TUESDAY, "18:15", "Suivi de la tension"),
    ):
        yield _Planned("Camille", "camille.martin", _form(today, days, weekday, start, title, **GP))
    yield _Planned("Camille", "camille.martin", _form(today, 40, _THURSDAY, "08:30", "Contrôle annuel", **DENTIST))
    yield _Planned(
        "Inès",
        "camille.martin",
        _form(
            today,
            9,
            _WEDNESDAY,
            "09:30",
            "Vaccins et examen",
            **PAEDIATRICIAN,
            notes="Apporter le carnet papier et un body de rechange.",
        ),
    )
    yield _Planned("Inès", "camille.martin", _form(today, -35, _WEDNESDAY, "10:00", "Examen du premier mois", **PAEDIATRICIAN))
    yield _Planned("Léo", "camille.martin", _form(today, 26, _WEDNESDAY, "16:30", "Examen de 6 ans", **PAEDIATRICIAN))
    yield _Planned("Léo", "camille.martin", _form(today, -210, _WEDNESDAY, "16:00", "Vue et audition", **PAEDIATRICIAN))
    knee = _form(today, -80, _MONDAY, "09:00", "Kinésithérapie du genou", **PHYSIO, end="09:30", repeat="semaine", every="2")
    yield _Planned("Paul", "paul.durand", knee)
    yield _Planned("Paul", "paul.durand", _form(today, 16, _THURSDAY, "11:00", "Renouvellement d’ordonnance", **GP))


def _form(today: date, days: int, weekday: int, start: str, title: str, **more: str) -> Form:
    """A form for that weekday, ``days`` from today or a few days later."""
    day = today + timedelta(days=days)
    day += timedelta(days=(weekday - day.weekday()) % 7)
    return Form(title=title, day=day.isoformat(), start=start, **more)
