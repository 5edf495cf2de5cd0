"""Somebody who protects her account: Nadia of `Town`, her authenticator, what she types and what she is written."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field
from datetime import timedelta

import pytest

from rxapp.accounts import events, second_factor, service, totp
from rxapp.accounts.errors import FieldErrors
from rxapp.accounts.places import Visit
from rxapp.core.clock import FixedClock
from rxapp.core.policy import SYSTEM_ACTOR, Actor
from rxapp.notices.views import departures_page
from tests.accounts import PASSWORD, URL, Town

HOME, ELSEWHERE = "192.0.2.1", "198.51.100.7"
NEW = "violons bleus sous la neige"


@dataclass
class Guarded:
    """Nadia, signed in; `secret` once her authenticator is on."""

    town: Town
    clock: FixedClock
    opened: service.SignedIn
    secret: bytes = b""
    codes: Sequence[str] = field(default_factory=tuple)

    @property
    def database(self):
        return self.town.database

    @property
    def nadia(self) -> Actor:
        return self.town.actor(self.opened)

    def shown(self, *, ahead: int = 0) -> str:
        """What her authenticator shows now, or so many steps ahead."""
        return totp.code_of(self.secret, totp.step_at(self.clock.now()) + ahead)

    def protect(self) -> tuple[bytes, ...]:
        """Set an authenticator up; returns the hashes of the sessions that ended."""
        setup = second_factor.begin(self.database, actor=self.nadia, password=PASSWORD)
        self.secret = totp.secret_of(setup.text)
        with self.database.uow() as uow:
            self.codes, ended = second_factor.confirm(uow, actor=self.nadia, code=self.shown(), public_url=URL)
            uow.commit()
        return ended

    def first_step(self, password: str = PASSWORD, **given: str | None) -> service.NextStep:
        step = self.town.sign_in(password=password, **given)
        assert isinstance(step, service.NextStep)
        return step

    def give(self, step: service.NextStep, code: str, *, address: str = HOME, known_device: str | None = None):
        where = {"address": address, "device": "Mozilla/5.0 (Windows NT 10.0) Firefox/130.0"}
        return service.give_code(self.database, token=step.token, code=code, known_device=known_device, **where)

    def mails(self, login: str = "nadia@exemple.fr") -> list[tuple[str, str]]:
        """Subject and body of what she was written, the newest first."""
        with self.database.read() as uow:
            page = departures_page(uow, actor=SYSTEM_ACTOR, lang="fr", kind="mail")
        return [(item.subject, item.body) for item in page.items if item.recipient == login]

    def happened(self) -> list[str]:
        """The labels of her recent events, the newest first."""
        with self.database.read() as uow:
            return [event.label for event in events.recent(uow, actor=self.nadia, lang="fr")]

    def mail(self, subject: str) -> str:
        """The body of the latest with that subject."""
        return next(body for said, body in self.mails() if said == subject)

    def tick(self) -> None:
        """A second, so that what follows comes after."""
        self.clock.advance(timedelta(seconds=1))

    def ask_link(self, named: str = "nadia.petit", *, address: str = ELSEWHERE) -> int:
        self.tick()
        with self.database.uow() as uow:
            service.ask_link(uow, named=named, visit=Visit(address, "Mozilla/5.0 (iPhone) Safari/605"))
        return service.answer_resets(self.database)

    def link(self) -> str:
        """The token of the last link she was sent."""
        return self.mail("Choisir un nouveau mot de passe").partition("/mot-de-passe-oublie/nouveau#")[2].split()[0]

    def reset(self, token: str, password: str = NEW, code: str = "") -> tuple[bytes, ...]:
        self.tick()
        return service.reset_by_link(self.database, token=token, password=password, code=code, visit=Visit(ELSEWHERE, "Safari"))


def field_codes(error: Exception) -> dict[str, str]:
    """The code of each field that was refused."""
    assert isinstance(error, FieldErrors)
    return error.errors


@pytest.fixture
def guarded(town: Town, clock: FixedClock) -> Guarded:
    return Guarded(town, clock, town.settle())
