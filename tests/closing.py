"""Somebody who may close her account: Nadia of `Counter`, with an identifier, a password, an e-mail and sessions of her own."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import timedelta

import pytest

from rxapp.accounts import closing_views, opening, passkeys, second_factor, service, totp
from rxapp.accounts.identity import login_index, seal_account
from rxapp.accounts.models import Account
from rxapp.accounts.passwords import hash_password
from rxapp.accounts.places import Visit
from rxapp.core.db import Database
from rxapp.core.keys import person_key
from rxapp.core.policy import SYSTEM_ACTOR, Actor, Role
from tests.accounts import PASSWORD, URL
from tests.agenda import account_of
from tests.passkeys import Authenticator
from tests.pharmacy import Counter

LOGIN, EMAIL = "nadia.petit", "nadia@exemple.fr"


@dataclass
class Leaving:
    """A `Counter` whose Nadia signs in, and what she does to leave."""

    counter: Counter

    @property
    def database(self):
        return self.counter.database

    @property
    def nadia(self) -> Actor:
        return self.counter.home.nadia

    @property
    def leo(self) -> str:
        return self.counter.home.leo

    def sign_in(self, password: str = PASSWORD, *, address: str = "192.0.2.1") -> service.SignedIn:
        return self.counter.home.town.sign_in(LOGIN, password, address=address)

    def actor(self, device: str = "Firefox", *, at: str = "192.0.2.1") -> Actor:
        """Nadia with a session of her own."""
        given = {"login": LOGIN, "password": PASSWORD, "address": at, "device": device}
        return self.counter.home.town.actor(service.sign_in(self.database, **given))

    def close(self, choices: dict[str, str] | None = None, *, actor: Actor | None = None, **given) -> service.Closing:
        given = {"password": PASSWORD, "confirmed": True, "token_hash": bytes(32)} | given
        return service.close_account(self.database, actor=actor or self.nadia, choices=choices or {}, **given)

    def view(self, *, actor: Actor | None = None, lang: str = "fr") -> closing_views.ClosingView:
        with self.database.read() as uow:
            return closing_views.closing_view(uow, actor=actor or self.nadia, lang=lang)

    def keep(self) -> None:
        with self.database.uow() as uow:
            service.keep_account(uow, actor=self.nadia)
            uow.commit()

    def is_closed(self) -> bool:
        with self.database.read() as uow:
            return uow.session.get(Account, self.nadia.account_id).closed_at is not None

    def add_parent(self) -> Actor:
        """Karim, Léo's other parent."""
        who = self.counter.home.town.register("Karim", order=9)
        actor = account_of(self.counter.home.town, who, "Karim")
        self.counter.at_counter(service.attach_child, SYSTEM_ACTOR, guardian_id=who.id, child_id=self.leo)
        return actor


@dataclass
class Means:
    """All that protects an account: an authenticator, ten codes on paper, a passkey."""

    leaving: Leaving
    actor: Actor
    secret: bytes
    paper: Sequence[str]
    key: Authenticator

    def shown(self) -> str:
        """What the authenticator shows a minute later."""
        self.leaving.counter.clock.advance(timedelta(minutes=1))
        return totp.code_of(self.secret, totp.step_at(self.leaving.counter.clock.now()))

    def touch(self) -> service.SignedIn:
        """Sign in with the passkey."""
        asked = passkeys.ask_passkey(self.leaving.database, address="192.0.2.1")
        visit = Visit("192.0.2.1", "Firefox")
        return passkeys.sign_in_with_passkey(self.leaving.database, answer=self.key.sign(asked), visit=visit)


def protect(leaving: Leaving, nadia: Actor) -> Means:
    """Nadia, as she is signed in, protects her account."""
    database = leaving.database
    secret = totp.secret_of(second_factor.begin(database, actor=nadia, password=PASSWORD).text)
    made = Means(leaving, nadia, secret, (), Authenticator())
    with database.uow() as uow:
        made.paper, _ended = second_factor.confirm(uow, actor=nadia, code=made.shown(), public_url=URL)
        uow.commit()
    asked = passkeys.begin_passkey(database, actor=nadia, password=PASSWORD, code=made.shown())
    passkeys.add_passkey(database, actor=nadia, answer=made.key.make(asked))
    return made


def open_again(database: Database, nadia: Actor) -> None:
    """The account that was closed, opened as her letter opens it, once the operator brought the key back."""
    with database.uow() as uow:
        hashed = hash_password(uow.keyring.pepper, PASSWORD)
        opening.add_account(uow, new=opening.NewAccount(Role.PATIENT, LOGIN, EMAIL, hashed, None, nadia.person_id, "fr"))
        uow.commit()


@pytest.fixture
def leaving(counter: Counter) -> Leaving:
    made = Leaving(counter)
    with made.database.uow() as uow:
        account = uow.session.get(Account, made.nadia.account_id)
        key, place = person_key(uow, account.person_id), {"account_id": account.id, "person_id": account.person_id}
        account.login_index = login_index(uow.keyring, LOGIN)
        account.login = seal_account(key, "login", LOGIN, **place)
        account.email = seal_account(key, "email", EMAIL, **place)
        account.password_hash = hash_password(uow.keyring.pepper, PASSWORD)
        uow.session.add(account)
        uow.commit()
    return made
