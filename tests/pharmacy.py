"""Pharmacies, their staff, a family that sends prescriptions, on a real database, and the verbs a test needs."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from pathlib import Path

import pytest
from sqlalchemy import select

from rxapp.core.chain import AuditEntry
from rxapp.core.policy import SYSTEM_ACTOR, Actor, Role
from rxapp.demo.pharmacies import EXTRACT
from rxapp.pharmacy import finess, service, views
from rxapp.pharmacy.models import Pharmacy
from tests.agenda import Home, home

__all__ = ["home"]

ANNE = Actor("compte-anne", Role.PHARMACY, None, "Anne Roux", session_id="s-anne")
BRUNO = Actor("compte-bruno", Role.PHARMACY, None, "Bruno Lay", session_id="s-bruno")
LILAS = Actor("compte-lilas", Role.PHARMACY, None, "Lina Ormes", session_id="s-lilas")
MARCHE_NUMBER, LILAS_NUMBER = "000000015", "000000023"
HOURS = service.HoursForm(week=("9h-12h, 14h-19h",) * 6 + ("",))


@dataclass
class Counter:
    """The family of `Home`, the demonstration's directory, two people at the market pharmacy, one at the lilacs."""

    home: Home
    marche: str
    lilas: str

    @property
    def database(self):
        return self.home.town.database

    @property
    def clock(self):
        return self.database.clock

    def do(self, verb, *, actor: Actor | None = None, **given):
        """A verb in a transaction of its own."""
        return self.home.do(verb, actor=actor, **given)

    def look(self, view, *, actor: Actor | None = None, **given):
        return self.home.look(view, actor=actor, **given)

    def at_counter(self, verb, actor: Actor = ANNE, **given):
        """A verb that needs no context."""
        with self.database.uow() as uow:
            done = verb(uow, actor=actor, **given)
            uow.commit()
        return done

    def found(self, *, actor: Actor | None = None, lang: str = "fr", **given) -> views.PharmaciesPage:
        with self.database.read() as uow:
            return views.search(uow, actor=actor or self.home.nadia, lang=lang, **given)

    def load(self, content: bytes, **given) -> service.Loaded:
        return service.load(self.database, finess.read(content), actor=SYSTEM_ACTOR, **given)

    def acts(self, person: str | None = None) -> list[str]:
        """The acts of this room in somebody's history."""
        with self.database.read() as uow:
            mine = select(AuditEntry.action).where(AuditEntry.person_id == (person or self.home.nadia.person_id))
            acts = uow.session.execute(mine.order_by(AuditEntry.seq)).scalars()
            return [act for act in acts if act.startswith("pharmacie.")]

    def id_of(self, number: str) -> str:
        with self.database.read() as uow:
            return uow.session.execute(select(Pharmacy.id).where(Pharmacy.finess == number)).scalar_one()


def extract() -> bytes:
    """The demonstration's own."""
    return Path(EXTRACT).read_bytes()


@pytest.fixture
def counter(home: Home) -> Counter:
    made = Counter(home, "", "")
    made.load(extract())
    made.marche, made.lilas = made.id_of(MARCHE_NUMBER), made.id_of(LILAS_NUMBER)
    for actor, number in ((ANNE, MARCHE_NUMBER), (BRUNO, MARCHE_NUMBER), (LILAS, LILAS_NUMBER)):
        made.at_counter(service.attach, SYSTEM_ACTOR, account_id=actor.account_id, finess=number)
    for actor in (ANNE, LILAS):
        made.at_counter(service.write_hours, actor, version=1, form=HOURS)
    return made


BORN_LONG_AGO = date(1980, 1, 1)
