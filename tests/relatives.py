"""A family whose children grow up, on a real database, and the verbs a test of relatives needs."""

from __future__ import annotations

import asyncio
from dataclasses import dataclass
from datetime import date, datetime, time

import pytest
from sqlalchemy import select

from rxapp import wiring
from rxapp.accounts import relatives_views, service
from rxapp.accounts.majority import Watch
from rxapp.accounts.relatives_views import ChildView, RelativesView
from rxapp.core import lookers
from rxapp.core.chain import AuditEntry
from rxapp.core.clock import PARIS, FixedClock
from rxapp.core.policy import SYSTEM_ACTOR, Actor, Item, can_see
from rxapp.notices import views as notices
from rxapp.notices.dispatch import Dispatcher
from tests.accounts import Resident, Town
from tests.agenda import account_of


@dataclass
class Kin:
    """Nadia and her daughter Zoé, born on 4 May 2010, who has an account; Karim, who acts for nobody."""

    town: Town
    nadia: Actor
    karim: Actor
    zoe: Actor
    karim_is: Resident
    looked: list[frozenset[str]]

    @property
    def clock(self) -> FixedClock:
        return self.town.database.clock

    def at(self, day: date, hour: int = 9) -> None:
        """Put the clock on a day, at an hour in Paris."""
        self.clock.set(datetime.combine(day, time(hour), PARIS))

    def do(self, verb, *, actor: Actor, **given):
        """A verb in a transaction of its own."""
        with self.town.database.uow() as uow:
            done = verb(uow, actor=actor, **given)
            uow.commit()
        return done

    def page(self, actor: Actor, lang: str = "fr") -> RelativesView:
        with self.town.database.read() as uow:
            return relatives_views.relatives(uow, actor=actor, lang=lang)

    def child(self, actor: Actor | None = None) -> ChildView:
        (child,) = self.page(actor or self.nadia).children
        return child

    def invite(self, who: Resident | None = None, *, name: str = "Karim", actor: Actor | None = None) -> int:
        """Nadia invites somebody for Zoé; how many were reached."""
        meant = who or self.karim_is
        traits = {"nir": str(meant.nir), "birth_date": f"{meant.birth_date:%d/%m/%Y}", "given_name": name}
        asked = {"child_id": self.zoe.person_id, "address": "192.0.2.1"}
        self.do(service.invite, actor=actor or self.nadia, **asked, **traits)
        return service.answer_invitations(self.town.database)

    def watch(self) -> None:
        Watch().run(self.town.database)

    def acts_for(self, actor: Actor) -> bool:
        with self.town.database.read() as uow:
            context = service.context_for(uow, actor)
        return can_see(actor, Item("document", owner=self.zoe.person_id), context)

    def told(self, actor: Actor) -> list[str]:
        """Titles of the news of an account."""
        dispatch(self.town)
        with self.town.database.read() as uow:
            return [one.title for one in notices.notices_page(uow, actor=actor, lang="fr").items]

    def texts(self, actor: Actor) -> list[str]:
        """What the news of an account say under their titles."""
        with self.town.database.read() as uow:
            return [one.text for one in notices.notices_page(uow, actor=actor, lang="fr").items]

    def acts(self, person_id: str | None) -> list[str]:
        """What a history says of who acts for whom."""
        with self.town.database.read() as uow:
            lines = select(AuditEntry.action).where(AuditEntry.person_id == person_id).order_by(AuditEntry.seq)
            return [action for action in uow.session.execute(lines).scalars() if action.startswith("parent.")]


def dispatch(town: Town) -> None:
    """One pass of the dispatcher: what is due is told."""

    async def once() -> None:
        dispatcher = Dispatcher(town.database, told=lambda accounts: None)
        try:
            await dispatcher.once()
        finally:
            await dispatcher.close()

    asyncio.run(once())


@pytest.fixture
def kin(town: Town):
    wiring.join_rooms()
    nadia, karim = town.register("Nadia"), town.register("Karim", order=2)
    zoe = town.register("Zoé", order=4, birth_date=date(2010, 5, 4))
    actors = [account_of(town, who, name) for who, name in ((nadia, "Nadia"), (karim, "Karim"), (zoe, "Zoé"))]
    with town.database.uow() as uow:
        service.attach_child(uow, actor=SYSTEM_ACTOR, guardian_id=nadia.id, child_id=zoe.id)
        uow.commit()
    looked: list[frozenset[str]] = []
    stop = lookers.listen(looked.append)
    yield Kin(town, *actors, karim, looked)
    stop()
