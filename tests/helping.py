"""Paul of the demonstration helped by Awa, in scopes that a test chooses."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import dataclass

import pytest
from sqlalchemy import delete, update

from rxapp.accounts import helping
from rxapp.accounts import service as accounts
from rxapp.accounts.helping import Invitation
from rxapp.accounts.identity import identity_of
from rxapp.accounts.opening import account_by_login
from rxapp.accounts.relatives_models import Helping, HelpPaper
from rxapp.accounts.standing import actor_of
from rxapp.core.db import Database
from rxapp.core.policy import NO_CONTEXT, Actor, HelpScope
from rxapp.inbox import service as inbox
from rxapp.inbox.models import ConversationBox
from rxapp.record.intake import Intake
from tests import samples
from tests.carnet import ROOT, Carnet, Tab

HELPED, HELPER = "paul.durand", "awa.diallo"
ON_LOAD = f"{ROOT}.reflex___state____on_load_internal_state.on_load_internal"
URL = "http://localhost:3000"


@dataclass
class Help:
    """One application; `row`: the help that goes on."""

    carnet: Carnet
    paul: Actor
    awa: Actor
    row: str = ""

    @property
    def db(self) -> Database:
        return self.carnet.runtime.db

    @property
    def person(self) -> str:
        """Whose record is helped with."""
        assert self.paul.person_id is not None
        return self.paul.person_id

    def write(self, verb: Callable[..., object], **given: object):
        with self.db.uow() as uow:
            done = verb(uow, **given)
            uow.commit()
        return done

    def ask(self, *scopes: HelpScope) -> str:
        """Paul asks Awa, who finds the invitation."""
        with self.db.read() as uow:
            born = identity_of(uow, self.awa.person_id or "").birth_date.isoformat()
        asked = Invitation(HELPER, born, tuple(scopes) or tuple(HelpScope), self.last_day())
        self.row = self.write(helping.invite, actor=self.paul, invitation=asked)
        helping.answer_invitations(self.db)
        return self.row

    def begin(self, *scopes: HelpScope) -> str:
        self.ask(*scopes)
        self.write(helping.accept, actor=self.awa, helping_id=self.row, public_url=URL)
        return self.row

    def end(self, actor: Actor | None = None) -> None:
        self.write(helping.end, actor=actor or self.paul, helping_id=self.row, public_url=URL)

    def last_day(self) -> str:
        return helping.latest_day(self.carnet.runtime.clock.today()).isoformat()

    def paper(self) -> str:
        """A document in Paul's record, that he added himself."""
        data = samples.text()
        given = {"actor": self.paul, "context": NO_CONTEXT, "person_id": self.person, "file_name": "note.txt"}
        with Intake.open(self.db, **given, declared_size=len(data)) as intake:
            intake.feed(data)
            return intake.finish().id

    def open_inbox(self) -> Actor:
        """Dr Moreau, to whom anybody may write."""
        moreau = actor_named(self.carnet, "dr.moreau")
        self.write(inbox.set_who_may_start, actor=moreau, who="everybody")
        return moreau

    def as_awa(self, verb: Callable[..., object], *, read: bool = False, kept: bool = False, **given: object):
        """Something that Awa asks of a room, with what she may do today; `kept` or only tried."""
        with self.db.read() if read else self.db.uow() as uow:
            done = verb(uow, actor=self.awa, context=accounts.context_for(uow, self.awa), **given)
            if kept:
                uow.commit()
        return done


def actor_named(carnet: Carnet, login: str) -> Actor:
    with carnet.runtime.db.read() as uow:
        account = account_by_login(uow, login)
        assert account is not None
        found = actor_of(uow, account.id)
    assert found is not None
    return found


def go(tab: Tab, path: str) -> list[str]:
    """Another page of the same tab."""
    tab.event(ON_LOAD, {}, path)
    return [*tab.settle(), *tab.settle()]


@pytest.fixture
def help(carnet: Carnet) -> Iterator[Help]:
    made = Help(carnet, actor_named(carnet, HELPED), actor_named(carnet, HELPER))
    _forget(carnet)
    yield made
    _forget(carnet)


def _forget(carnet: Carnet) -> None:
    with carnet.runtime.db.uow() as uow:
        uow.session.execute(delete(HelpPaper))
        uow.session.execute(delete(Helping))
        # What was said here is out of every list.
        uow.session.execute(update(ConversationBox).values(archived=True, unread=False))
        uow.session.connection().exec_driver_sql("DELETE FROM limits")
        uow.commit()
