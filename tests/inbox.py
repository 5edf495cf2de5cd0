"""A family, the professionals they write to, on a real database, and the verbs a test of the inbox needs."""

from __future__ import annotations

import itertools
from dataclasses import dataclass, field

import pytest
from sqlalchemy import select

from rxapp.accounts.models import Account
from rxapp.core.chain import AuditEntry
from rxapp.core.db import new_id
from rxapp.core.policy import NO_CONTEXT, SYSTEM_ACTOR, Actor, Context, Role
from rxapp.inbox import service, views
from rxapp.inbox.models import Message
from rxapp.wiring import join_rooms
from tests import samples
from tests.agenda import Home, home

__all__ = ["home"]

MOREAU = Actor("a" * 31 + "1", Role.PROFESSIONAL, None, "Dr Anne Moreau", session_id="s-moreau")
SECRETARY = Actor("a" * 31 + "2", Role.PROFESSIONAL, None, "Secrétariat du Dr Moreau", session_id="s-secretariat")
HADDAD = Actor("a" * 31 + "3", Role.PROFESSIONAL, None, "Dr Karim Haddad", session_id="s-haddad")
CHU = Actor("a" * 31 + "4", Role.ESTABLISHMENT, None, "CHU de Valbois", session_id="s-chu")
MARCHE = Actor("a" * 31 + "5", Role.PHARMACY, None, "Pharmacie du Marché", session_id="s-marche")
STAFF = (MOREAU, SECRETARY, HADDAD, CHU, MARCHE)


@dataclass
class Post:
    """The family of `Home`. Dr Moreau lets everybody begin, Dr Haddad those who wrote before, the CHU nobody."""

    home: Home
    keys: itertools.count = field(default_factory=itertools.count)

    @property
    def database(self):
        return self.home.town.database

    @property
    def clock(self):
        return self.database.clock

    @property
    def nadia(self) -> Actor:
        return self.home.nadia

    def do(self, verb, *, actor: Actor | None = None, **given):
        """A verb in a transaction of its own."""
        who = actor or self.nadia
        with self.database.uow() as uow:
            done = verb(uow, actor=who, **self.standing(uow, verb, who), **given)
            uow.commit()
        return done

    def look(self, view, *, actor: Actor | None = None, lang: str = "fr", **given):
        who = actor or self.nadia
        if "lang" in view.__annotations__:
            given["lang"] = lang
        with self.database.read() as uow:
            return view(uow, actor=who, **self.standing(uow, view, who), **given)

    def standing(self, uow, verb, who: Actor) -> dict[str, Context]:
        return {"context": self.context(uow, who)} if "context" in verb.__annotations__ else {}

    def context(self, uow, who: Actor) -> Context:
        return self.home.context(uow, who) if who.person_id else NO_CONTEXT

    def start(self, text: str = "Bonjour docteur", *, actor: Actor | None = None, person: str | None = None, **given):
        who = actor or self.nadia
        given = {"to": (MOREAU.account_id,), "subject": "Question", "key": f"k{next(self.keys)}", **given}
        return self.do(service.start, actor=who, person_id=person or who.person_id, text=text, **given)

    def reply(self, conversation_id: str, text: str = "Bien reçu", *, actor: Actor = MOREAU, **given):
        given.setdefault("key", f"k{next(self.keys)}")
        return self.do(service.reply, actor=actor, conversation_id=conversation_id, text=text, **given)

    def page(self, conversation_id: str, *, actor: Actor | None = None, **given) -> views.ConversationPage:
        return self.look(views.conversation_page, actor=actor, conversation_id=conversation_id, **given)

    def list(self, person: str | None = None, *, actor: Actor | None = None, **given) -> tuple[views.InboxRow, ...]:
        who = actor or self.nadia
        if who.role is not Role.PATIENT:
            return self.look(views.pro_inbox, actor=who, **given).rows
        return self.look(views.inbox_page, actor=who, person_id=person or who.person_id, **given).rows

    def texts(self, conversation_id: str, *, actor: Actor | None = None) -> list[str]:
        return [row.text for row in self.page(conversation_id, actor=actor).rows]

    def file(self, data: bytes = b"", name: str = "scan.txt", *, actor: Actor | None = None, person: str | None = None) -> str:
        """A file received for a message, by the door that every document goes through."""
        who, data = actor or self.nadia, data or samples.text()
        with self.database.read() as uow:
            context = self.context(uow, who)
        whose = person or who.person_id
        given = {"person_id": whose, "file_name": name, "declared_size": len(data)}
        with service.receive(self.database, actor=who, context=context, **given) as intake:
            intake.feed(data)
            return intake.finish().id

    def acts(self, person: str | None = None, prefix: str = "message.") -> list[str]:
        """The acts of this room in somebody's history."""
        with self.database.read() as uow:
            mine = select(AuditEntry.action).where(AuditEntry.person_id == (person or self.nadia.person_id))
            acts = uow.session.execute(mine.order_by(AuditEntry.seq)).scalars()
            return [act for act in acts if act.startswith(prefix)]

    def rows(self, conversation_id: str) -> list[tuple[int, str]]:
        """Number and author of the messages as they are in the database."""
        with self.database.read() as uow:
            wanted = select(Message.seq, Message.author).where(Message.conversation_id == conversation_id)
            return [tuple(row) for row in uow.session.execute(wanted.order_by(Message.seq))]


def open_staff(home: Home, *actors: Actor) -> None:
    """Accounts for professionals, without the passwords that other tests go through."""
    with home.town.database.uow() as uow:
        for actor in actors:
            uow.session.add(
                Account(
                    id=actor.account_id,
                    role=actor.role,
                    login_index=new_id().encode(),
                    login=b"",
                    password_hash="",
                    display_name=actor.label,
                    created_at=uow.clock.now(),
                    password_changed_at=uow.clock.now(),
                )
            )
        uow.commit()


@pytest.fixture
def post(home: Home) -> Post:
    join_rooms()
    open_staff(home, *STAFF)
    made = Post(home)
    together = {"account_id": SECRETARY.account_id, "with_account": MOREAU.account_id}
    made.do(service.join_practice, actor=SYSTEM_ACTOR, **together)
    made.do(service.set_who_may_start, actor=MOREAU, who=service.WhoMayStart.EVERYBODY)
    made.do(service.set_who_may_start, actor=CHU, who=service.WhoMayStart.NOBODY)
    return made
