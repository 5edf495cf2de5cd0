"""Pharmacies, their staff, a family that sends prescriptions, on a real database, and the verbs a test needs."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, datetime
from pathlib import Path

import pytest
from sqlalchemy import select

from rxapp.core.chain import AuditEntry
from rxapp.core.db import new_id
from rxapp.core.keys import person_key
from rxapp.core.policy import SYSTEM_ACTOR, Actor, Role
from rxapp.demo.pharmacies import EXTRACT
from rxapp.pharmacy import finess, service, views
from rxapp.pharmacy.models import Order, Pharmacy
from rxapp.record.contents import seal_field
from rxapp.record.models import Document, Status
from rxapp.wiring import join_rooms
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

    def acts(self, person: str | None = None, prefix: str = "pharmacie.") -> list[str]:
        """The acts of this room in somebody's history."""
        with self.database.read() as uow:
            mine = select(AuditEntry.action).where(AuditEntry.person_id == (person or self.home.nadia.person_id))
            acts = uow.session.execute(mine.order_by(AuditEntry.seq)).scalars()
            return [act for act in acts if act.startswith(prefix)]

    def paper(
        self, title: str = "Ordonnance", *, person: str | None = None, actor: Actor | None = None, on: date | None = None
    ) -> str:
        """A prescription in somebody's record, without the file that the tests of the record go through."""
        whose, who = person or self.home.nadia.person_id, actor or self.home.nadia
        with self.database.uow() as uow:
            document = Document(
                id=new_id(),
                person_id=whose,
                status=Status.READY,
                act_date=on or uow.clock.today(),
                received_at=uow.clock.now(),
                category="ordonnance",
                kind="txt",
                size=1,
                author_account_id=who.account_id,
                author_role="patient",
                blob_id=new_id(),
                key_salt=bytes(16),
            )
            document.title = seal_field(person_key(uow, whose), whose, document.id, "title", title)
            uow.session.add(document)
            uow.commit()
            return document.id

    def send(self, *documents: str, actor: Actor | None = None, person: str | None = None, key: str = "", **given) -> str:
        """An order to the market pharmacy; a new prescription when none is given."""
        who = actor or self.home.nadia
        whose = person or who.person_id
        given.setdefault("pharmacy_id", self.marche)
        documents = documents or (self.paper(person=whose, actor=who),)
        return self.do(service.send, actor=who, person_id=whose, document_ids=documents, key=key or new_id(), **given)

    def type_lines(self, document: str, *drugs: str, **given) -> list[str]:
        forms = [service.LineForm(drug=drug, days="30", **given) for drug in drugs]
        return [self.do(service.type_line, document_id=document, form=form) for form in forms]

    def order(self, order_id: str, *, actor: Actor | None = None, lang: str = "fr") -> views.OrderDetail:
        return self.look(views.order_detail, actor=actor, order_id=order_id, lang=lang)

    def state(self, order_id: str) -> tuple[str, int]:
        """State and version as they are in the database."""
        with self.database.read() as uow:
            return tuple(uow.session.execute(select(Order.state, Order.version).where(Order.id == order_id)).one())

    def step(self, verb, order_id: str, actor: Actor = ANNE, **given):
        """A verb of the counter at the version that the order has."""
        return self.at_counter(verb, actor, order_id=order_id, version=self.state(order_id)[1], **given)

    def to_ready(self, order_id: str, actor: Actor = ANNE) -> None:
        for verb in (service.receive, service.prepare, service.make_ready):
            self.step(verb, order_id, actor)

    def code(self, order_id: str, *, actor: Actor | None = None) -> str:
        who = actor or self.home.nadia
        with self.database.read() as uow:
            return views.pickup_code(uow, actor=who, context=self.home.context(uow, who), order_id=order_id)

    def hand_over(self, order_id: str, actor: Actor = ANNE) -> None:
        self.step(service.hand_over, order_id, actor, code=self.code(order_id))

    def change(self, order_id: str, place: int, state: service.LineState, actor: Actor = ANNE, **given) -> None:
        """The staff takes a line to another state."""
        line = self.order(order_id).lines[place]
        change = service.LineChange(state, **given)
        self.at_counter(service.change_line, actor, order_id=order_id, line_id=line.id, version=line.version, change=change)

    def at(self, moment: datetime) -> int:
        """Put the clock there, and have time decide."""
        self.clock.set(moment)
        return service.advance(self.database)

    def id_of(self, number: str) -> str:
        with self.database.read() as uow:
            return uow.session.execute(select(Pharmacy.id).where(Pharmacy.finess == number)).scalar_one()


def extract() -> bytes:
    """The demonstration's own."""
    return Path(EXTRACT).read_bytes()


@pytest.fixture
def counter(home: Home) -> Counter:
    join_rooms()
    made = Counter(home, "", "")
    made.load(extract())
    made.marche, made.lilas = made.id_of(MARCHE_NUMBER), made.id_of(LILAS_NUMBER)
    for actor, number in ((ANNE, MARCHE_NUMBER), (BRUNO, MARCHE_NUMBER), (LILAS, LILAS_NUMBER)):
        made.at_counter(service.attach, SYSTEM_ACTOR, account_id=actor.account_id, finess=number)
    for actor in (ANNE, LILAS):
        made.at_counter(service.write_hours, actor, version=1, form=HOURS)
    return made
