"""A family with agendas, on a real database, and the verbs a test of the agenda needs."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date

import pytest
from sqlalchemy import select

from rxapp.accounts import service as accounts
from rxapp.accounts.models import Account
from rxapp.agenda import feeds, service, views
from rxapp.agenda.service import Form
from rxapp.core.chain import AuditEntry
from rxapp.core.db import UnitOfWork
from rxapp.core.policy import SYSTEM_ACTOR, Actor, Context, Role
from tests.accounts import Resident, Town

PLAIN = Form(title="Pédiatre", with_whom="Dr Moreau", place="1 rue des Exemples", day="26/11/2026", start="9h30", end="10h")


@dataclass
class Home:
    """Nadia, her son Léo (8), her daughter Zoé (16, with an account of her own), and a stranger."""

    town: Town
    nadia: Actor
    zoe: Actor
    stranger: Actor
    leo: str

    def context(self, uow: UnitOfWork, actor: Actor) -> Context:
        return accounts.context_for(uow, actor)

    def do(self, verb, *args, actor: Actor | None = None, **given):
        """A verb in a transaction of its own."""
        who = actor or self.nadia
        with self.town.database.uow() as uow:
            done = verb(uow, *args, actor=who, context=self.context(uow, who), **given)
            uow.commit()
        return done

    def look(self, view, *, actor: Actor | None = None, lang: str = "fr", **given):
        who = actor or self.nadia
        with self.town.database.read() as uow:
            return view(uow, actor=who, context=self.context(uow, who), lang=lang, **given)

    def add(self, person: str | None = None, *, actor: Actor | None = None, form: Form = PLAIN, **given) -> str:
        who = actor or self.nadia
        return self.do(service.add, actor=who, person_id=person or who.person_id, form=form, **given)

    def rows(self, person: str | None = None, *, actor: Actor | None = None, **given) -> tuple[views.OccurrenceRow, ...]:
        who = actor or self.nadia
        return self.look(views.upcoming, actor=who, people=[person or who.person_id], **given).rows

    def detail(
        self, appointment_id: str, occurrence: str = "", *, actor: Actor | None = None, **given
    ) -> views.AppointmentDetail:
        return self.look(views.appointment, actor=actor, appointment_id=appointment_id, occurrence=occurrence, **given)

    def give(self, path: str) -> feeds.Given | None:
        with self.town.database.read() as uow:
            return feeds.give(uow, path.removeprefix("/calendrier/").removesuffix(".ics"))

    def acts(self, person: str | None = None) -> list[str]:
        """The acts of this room in somebody's history."""
        with self.town.database.read() as uow:
            mine = select(AuditEntry.action).where(AuditEntry.person_id == (person or self.nadia.person_id))
            all_acts = uow.session.execute(mine.order_by(AuditEntry.seq)).scalars()
            return [act for act in all_acts if act.partition(".")[0] in ("rendezvous", "agenda", "calendrier")]


def account_of(town: Town, who: Resident, name: str) -> Actor:
    """An account for someone registered, without the letter that the tests of accounts go through."""
    with town.database.uow() as uow:
        account = Account(
            id=who.id[::-1],
            role="patient",
            person_id=who.id,
            login_index=who.id.encode(),
            login=b"",
            password_hash="",
            created_at=uow.clock.now(),
            password_changed_at=uow.clock.now(),
        )
        uow.session.add(account)
        uow.commit()
    return Actor(who.id[::-1], Role.PATIENT, who.id, f"{name} Petit", session_id=f"s-{name}")


@pytest.fixture
def home(town: Town) -> Home:
    nadia, stranger = town.register("Nadia"), town.register("Paul", order=2)
    leo = town.register("Léo", order=3, birth_date=date(2018, 5, 4))
    zoe = town.register("Zoé", order=4, birth_date=date(2010, 5, 4))
    actors = [account_of(town, who, name) for who, name in ((nadia, "Nadia"), (zoe, "Zoé"), (stranger, "Paul"))]
    with town.database.uow() as uow:
        for child in (leo, zoe):
            accounts.attach_child(uow, actor=SYSTEM_ACTOR, guardian_id=nadia.id, child_id=child.id)
        uow.commit()
    return Home(town, *actors, leo.id)
