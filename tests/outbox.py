"""Notices announced by the hundred, and the dispatcher that works them, without a server around."""

from __future__ import annotations

import asyncio
import dataclasses
from collections.abc import Callable, Iterator
from datetime import UTC, datetime, timedelta

import pytest
from sqlalchemy import select

from rxapp.accounts.identity import account_key, seal_account
from rxapp.accounts.models import Account
from rxapp.core.clock import FixedClock
from rxapp.core.db import Database
from rxapp.core.policy import SYSTEM_ACTOR, Actor
from rxapp.notices import lent, service
from rxapp.notices.dispatch import Dispatcher, Tally
from rxapp.notices.models import Delivery, Notice
from rxapp.notices.push import Pusher
from rxapp.notices.views import DepartureView, departures_page
from rxapp.wiring import join_rooms
from tests.agenda import Home

DUE = datetime(2026, 11, 25, 8, 30, tzinfo=UTC)


class Office:
    """Nadia and her family, their notices, and dispatchers on one database. `url`: the mail server, None for none."""

    def __init__(self, home: Home, clock: FixedClock) -> None:
        self.home, self.clock = home, clock
        self.told: list[str] = []
        self.holds: Callable[[str], bool] = lambda topic: True

    @property
    def db(self) -> Database:
        return self.home.town.database

    def announce(self, once: str = "o1", *, actor: Actor | None = None, due_at: datetime = DUE, **given: str) -> str:
        who = actor or self.home.nadia
        given = {"occasion": once, "topic": once, "title": "Titre", "text": "Quoi : {nom}", "href": "/agenda"} | given
        with self.db.uow() as uow:
            made = service.announce(
                uow,
                account_id=who.account_id,
                person_id=given.pop("person_id", who.person_id),
                kind=given.pop("kind", "prevention"),
                once=once,
                due_at=due_at,
                facts={"nom": "secret-de-sante", "topic": given["topic"]},
                **given,
            )
            uow.commit()
        return made

    def with_server(self, url: str | None, *, demo: bool = True) -> None:
        """From now on with that mail server, in a demonstration or not."""
        self.db.settings = dataclasses.replace(self.db.settings, smtp_url=url, demo=demo)

    def dispatch(self, *passes: timedelta, pusher: Pusher | None = None) -> list[Tally]:
        """One pass now, and one after each step of the clock, by one dispatcher."""

        async def work() -> list[Tally]:
            dispatcher = self.dispatcher(pusher)
            try:
                tallies = [await dispatcher.once()]
                for step in passes:
                    self.clock.advance(step)
                    tallies.append(await dispatcher.once())
            finally:
                await dispatcher.close()
            return tallies

        return asyncio.run(work())

    def dispatcher(self, pusher: Pusher | None = None) -> Dispatcher:
        return Dispatcher(self.db, told=self.told.extend, pusher=pusher)

    def notices(self) -> dict[str, Notice]:
        with self.db.read() as uow:
            return {row.id: row for row in uow.session.execute(select(Notice)).scalars()}

    def deliveries(self) -> list[Delivery]:
        with self.db.read() as uow:
            return list(uow.session.execute(select(Delivery).order_by(Delivery.channel, Delivery.created_at)).scalars())

    def left(self, kind: str, lang: str = "fr") -> list[DepartureView]:
        with self.db.read() as uow:
            return list(departures_page(uow, actor=SYSTEM_ACTOR, lang=lang, kind=kind, limit=50).items)

    def do(self, verb: Callable, **given: object) -> None:
        with self.db.uow() as uow:
            verb(uow, **given)
            uow.commit()

    def give_mail(self, actor: Actor, address: str, language: str = "fr") -> None:
        with self.db.uow() as uow:
            account = uow.session.get(Account, actor.account_id)
            key = account_key(uow, actor.person_id)
            account.email = seal_account(key, "email", address, account_id=account.id, person_id=actor.person_id)
            account.language = language
            uow.commit()


@pytest.fixture
def office(home: Home, clock: FixedClock) -> Iterator[Office]:
    """Nadia and her daughter have an e-mail; what is due is due in two days."""
    join_rooms()
    made = Office(home, clock)
    lent.ask(lambda uow, claim: made.holds(str(claim.facts["topic"])), "prevention")
    made.give_mail(home.nadia, "nadia@exemple.fr")
    made.give_mail(home.zoe, "zoe@exemple.fr", "en")
    yield made
    lent.ask(lambda uow, claim: True, "prevention")
