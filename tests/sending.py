"""Professionals and establishments who send into records, with the family of `tests.inbox`."""

from __future__ import annotations

import asyncio
from dataclasses import dataclass

import pytest
from sqlalchemy import select

from rxapp.accounts.identity import identity_of
from rxapp.core.chain import AuditEntry
from rxapp.core.policy import NO_CONTEXT, Actor
from rxapp.notices import views as notices
from rxapp.notices.dispatch import Dispatcher
from rxapp.record import delivering, safe, sending, sending_views, service, views
from rxapp.record.matching import Traits
from rxapp.record.models import Document
from rxapp.record.sending_models import Sending
from tests import samples
from tests.inbox import CHU, Post

REPORT = samples.pdf()


@dataclass
class Mailroom:
    """The verbs that a test of sending needs; the CHU sends when nobody is named."""

    post: Post

    @property
    def database(self):
        return self.post.database

    def traits(self, person_id: str, **changed: object) -> Traits:
        """All the traits of somebody, some of them changed."""
        with self.database.read() as uow:
            one = identity_of(uow, person_id)
        said = {"nir": one.nir.number, "born": one.birth_date} | {"family_name": one.family_name, "given_names": one.given_names}
        return Traits(**{**said, **changed})

    def put(self, data: bytes = REPORT, name: str = "Compte rendu.pdf", *, actor: Actor = CHU) -> str:
        """A file into the safe of who sends."""
        given = {"actor": actor, "context": NO_CONTEXT, "file_name": name, "declared_size": len(data)}
        with safe.receive(self.database, **given) as intake:
            intake.feed(data)
            return intake.finish().id

    def send(
        self,
        traits: Traits,
        *files: str,
        title: str = "Compte rendu de consultation",
        actor: Actor = CHU,
        secret: bool = False,
        announced: bool = False,
    ) -> str:
        """Send files of the safe, or a new one; returns the id of the first sending, which nobody has looked at yet."""
        wanted = [(one, title) for one in files or (self.put(actor=actor),)]
        given = {"traits": traits, "files": wanted, "category": "compte_rendu", "act_date": self.post.clock.today()}
        given |= {"secret": secret, "announced": announced}
        with self.database.uow() as uow:
            sent = sending.send(uow, actor=actor, **given)
            uow.commit()
        return sent[0]

    def deliver(self, *given: object, **more: object) -> str:
        """Send, and have it handed over."""
        sent = self.send(*given, **more)
        delivering.deliver_due(self.database)
        return sent

    def do(self, verb, *, actor: Actor = CHU, **given):
        """A verb of senders in a transaction of its own."""
        with self.database.uow() as uow:
            done = verb(uow, actor=actor, **given)
            uow.commit()
        return done

    def row(self, sending_id: str) -> Sending | None:
        with self.database.read() as uow:
            return uow.session.get(Sending, sending_id)

    def state(self, sending_id: str) -> str:
        row = self.row(sending_id)
        return row.state if row else ""

    def page(self, *, actor: Actor = CHU, **asked: str) -> sending_views.SendingPage:
        with self.database.read() as uow:
            return sending_views.sendings_page(uow, actor=actor, lang="fr", **asked)

    def record_of(self, actor: Actor, person_id: str = "") -> tuple[views.DocumentRow, ...]:
        """The documents that somebody sees in a record, their own when none is named."""
        return self.post.look(views.documents_page, actor=actor, person_id=person_id or actor.person_id).rows

    def safe_files(self, actor: Actor = CHU) -> int:
        """How many files lie in a safe, once what has gone is swept."""
        service.sweep(self.database)
        with self.database.read() as uow:
            return len(uow.session.execute(select(Document.id).where(Document.person_id == actor.account_id)).all())

    def acts(self, person_id: str) -> list[tuple[str, str]]:
        """Acts about documents and their actors' accounts in somebody's history."""
        with self.database.read() as uow:
            wanted = select(AuditEntry.action, AuditEntry.actor_account_id).where(AuditEntry.person_id == person_id)
            return [tuple(row) for row in uow.session.execute(wanted.order_by(AuditEntry.seq)) if row[0].startswith("document.")]

    def news(self, actor: Actor) -> list[tuple[str, str]]:
        """Title and address of what an account was told of documents."""
        asyncio.run(Dispatcher(self.database).once())
        page = self.post.look(notices.notices_page, actor=actor)
        return [(row.title, row.href) for row in page.items]


@pytest.fixture
def mailroom(post: Post) -> Mailroom:
    return Mailroom(post)
