"""People for the tests of accounts: registered, written to, and activated with the real services."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import date

import pytest
from sqlalchemy import event

from rxapp.accounts import service
from rxapp.accounts.nir import Nir, fictional_nir
from rxapp.core.db import Database
from rxapp.core.errors import DomainError
from rxapp.core.policy import SYSTEM_ACTOR, Actor
from rxapp.notices.views import departures_page

PASSWORD = "quatre moules jaunes"
BORN = date(1991, 3, 14)
URL = "http://localhost:3000"


@dataclass(frozen=True)
class Resident:
    """Someone registered: what a first sign-in asks, but for the code."""

    id: str
    nir: Nir
    birth_date: date


@dataclass(frozen=True)
class Town:
    """A database and what people do in it."""

    database: Database

    def register(
        self,
        given_names: str = "Nadia",
        *,
        order: int = 1,
        birth_date: date = BORN,
        nir: Nir | None = None,
        department: str = "00",
    ) -> Resident:
        number = nir or fictional_nir("F", birth_date, order, department=department)
        with self.database.uow() as uow:
            person_id = service.register_person(
                uow,
                actor=SYSTEM_ACTOR,
                nir=str(number),
                birth_date=birth_date,
                family_name="Petit",
                given_names=given_names,
                postal_address=("1 rue des Exemples", "00100 Valbois"),
            )
            uow.commit()
        return Resident(person_id, number, birth_date)

    def write_to(self, who: Resident) -> service.IssuedCode:
        with self.database.uow() as uow:
            issued = service.issue_code(uow, actor=SYSTEM_ACTOR, person_id=who.id, public_url=URL)
            uow.commit()
        return issued

    def check(self, who: Resident, code: str, *, address: str = "192.0.2.1") -> service.ActivationTicket:
        with self.database.uow() as uow:
            return service.check_code(uow, nir=str(who.nir), birth_date=who.birth_date, code=code, address=address)

    def ask(self, who: Resident, *, given_name: str = "", address: str = "192.0.2.1") -> int:
        """Ask for a new letter and answer; returns how many left."""
        with self.database.uow() as uow:
            service.request_new_code(uow, nir=str(who.nir), birth_date=who.birth_date, given_name=given_name, address=address)
        return service.answer_requests(self.database)

    def latest_code(self, who: Resident) -> str:
        """The code as it is read in the latest letter."""
        with self.database.read() as uow:
            page = departures_page(uow, actor=SYSTEM_ACTOR, lang="fr", person_id=who.id, kind="letter")
        line = next(line for line in page.items[0].body.splitlines() if line.startswith("Code confidentiel"))
        return line.partition(" : ")[2]

    def open(
        self,
        ticket: service.ActivationTicket,
        login: str = "nadia.petit",
        *,
        email: str = "nadia@exemple.fr",
        address: str = "192.0.2.1",
    ) -> service.SignedIn:
        return service.open_account(
            self.database,
            ticket=ticket.token,
            login=login,
            email=email,
            password=PASSWORD,
            address=address,
            device="Firefox",
        )

    def settle(self, given_names: str = "Nadia", *, login: str = "nadia.petit", order: int = 1) -> service.SignedIn:
        """Register someone and open their account with their letter."""
        who = self.register(given_names, order=order)
        return self.open(self.check(who, self.write_to(who).code), login)

    def sign_in(
        self,
        login: str = "nadia.petit",
        password: str = PASSWORD,
        *,
        address: str = "192.0.2.1",
        known_device: str | None = None,
    ) -> service.SignedIn:
        return service.sign_in(
            self.database, login=login, password=password, address=address, device="Firefox", known_device=known_device
        )

    def principal(self, signed_in: service.SignedIn) -> service.Principal | None:
        with self.database.read() as uow:
            return service.check_session(uow, service.hash_token(signed_in.token))

    def actor(self, signed_in: service.SignedIn) -> Actor:
        principal = self.principal(signed_in)
        assert principal is not None
        return principal.actor("192.0.2.1")

    @contextmanager
    def statements(self) -> Iterator[list[str]]:
        """Every SQL statement sent while inside, in order."""
        seen: list[str] = []

        def note(_connection, _cursor, statement: str, *_rest: object) -> None:
            seen.append(statement)

        engines = (self.database._writer, self.database._passing, self.database._reader)
        for engine in engines:
            event.listen(engine, "before_cursor_execute", note)
        try:
            yield seen
        finally:
            for engine in engines:
                event.remove(engine, "before_cursor_execute", note)


def refused(act: Callable[..., object], *args: object, **kwargs: object) -> DomainError:
    """The refusal that an act meets."""
    with pytest.raises(DomainError) as raised:
        act(*args, **kwargs)
    return raised.value
