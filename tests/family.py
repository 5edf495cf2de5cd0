"""A family with prevention calendars, on a real database, and the verbs a test of prevention needs."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date, datetime

import pytest

from rxapp.accounts import arrivals
from rxapp.accounts import service as accounts
from rxapp.core.db import UnitOfWork
from rxapp.core.policy import SYSTEM_ACTOR, Actor
from rxapp.prevention import campaign, mailbox, messages, service, views
from rxapp.prevention.mailbox import MessageView
from rxapp.prevention.service import DoneForm, Undo
from rxapp.prevention.views import Card
from tests.accounts import Town
from tests.agenda import Home, account_of


@dataclass
class Outbox:
    """Stands where `notices.service` does: keeps what is announced, once for each mark."""

    told: dict[str, dict[str, object]] = field(default_factory=dict)

    def announce(self, uow: UnitOfWork, *, account_id: str, once: str, **given: object) -> None:
        """Keep it unless the mark is known."""
        self.told.setdefault(once, {"account_id": account_id, "facts": {}, **given})

    def withdraw(self, uow: UnitOfWork, **which: object) -> None:
        """What is told here was told."""

    def restore(self, uow: UnitOfWork, **which: object) -> None:
        """Nothing is ever taken back here."""

    def of(self, actor: Actor) -> list[dict[str, object]]:
        """What was announced to somebody."""
        return [one for one in self.told.values() if one["account_id"] == actor.account_id]


class Health:
    """A `Home` whose people have calendars: Nadia (35), Léo (8), Zoé (16, an account of her own), a stranger."""

    def __init__(self, home: Home, outbox: Outbox) -> None:
        self.home, self.outbox = home, outbox
        self.nadia, self.zoe, self.stranger, self.leo = home.nadia, home.zoe, home.stranger, home.leo
        self.database = home.town.database
        self.clock = self.database.clock

    @property
    def town(self) -> Town:
        return self.home.town

    def do(self, verb, *, actor: Actor | None = None, **given):
        """A verb in a transaction of its own."""
        return self.home.do(verb, actor=actor, **given)

    def look(self, view, *, actor: Actor | None = None, lang: str = "fr", **given):
        return self.home.look(view, actor=actor, lang=lang, **given)

    def cards(self, person: str, *, actor: Actor | None = None, lang: str = "fr") -> dict[str, Card]:
        """Every card of a calendar by its id."""
        groups = self.look(views.cards, actor=actor, lang=lang, person_id=person)
        return {card.id: card for group in groups for card in group.cards}

    def groups(self, person: str, *, actor: Actor | None = None) -> dict[str, list[str]]:
        """Ids of the cards of each group."""
        groups = self.look(views.cards, actor=actor, person_id=person)
        return {group.code: [card.id for card in group.cards] for group in groups}

    def done(self, person: str, rule: str, day: str, *, actor: Actor | None = None, dose: int | None = None, **given) -> Undo:
        secret = given.pop("secret", False)
        form = DoneForm(day=day, **given)
        return self.do(service.note_done, actor=actor, person_id=person, rule=rule, dose=dose, form=form, secret=secret)

    def campaign(self) -> campaign.Outcome:
        return campaign.run(self.database)

    def messages(self, person: str, *, actor: Actor | None = None, ended: bool = False) -> list[MessageView]:
        page = self.look(mailbox.messages_page, actor=actor, person_id=person)
        return page.before if ended else page.now

    def told_of(self, person: str, *, actor: Actor | None = None) -> set[str]:
        """Rules of the messages that hold."""
        return {one.rule for one in self.messages(person, actor=actor)}

    def at(self, day: date, hour: int = 10) -> None:
        """Put the clock on a day."""
        self.clock.set(datetime(day.year, day.month, day.day, hour, tzinfo=self.clock.now().tzinfo))

    def stands(self, facts: Mapping[str, object]) -> bool:
        with self.database.read() as uow:
            return messages.stands(uow, facts)

    def add_child(self, born: date, name: str = "Lou") -> str:
        """Another child of Nadia's."""
        child = self.town.register(name, order=7, birth_date=born).id
        with self.database.uow() as uow:
            accounts.attach_child(uow, actor=SYSTEM_ACTOR, guardian_id=self.nadia.person_id, child_id=child)
            uow.commit()
        return child

    def add_parent(self, child: str, name: str = "Karim") -> Actor:
        """Another parent of a child, with an account."""
        who = self.town.register(name, order=9)
        actor = account_of(self.town, who, name)
        with self.database.uow() as uow:
            accounts.attach_child(uow, actor=SYSTEM_ACTOR, guardian_id=who.id, child_id=child)
            uow.commit()
        return actor


@pytest.fixture
def health(home: Home):
    outbox = Outbox()
    before = list(messages._announcers)
    messages.join(outbox)
    arrivals.join(messages.watched)
    made = Health(home, outbox)
    for actor, people in ((made.nadia, (made.nadia.person_id, made.leo, made.zoe.person_id)), (made.zoe, (made.zoe.person_id,))):
        with made.database.uow() as uow:
            for person in people:
                messages.watched(uow, actor.account_id, person)
            uow.commit()
    yield made
    messages._announcers[:] = before
