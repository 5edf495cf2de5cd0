"""Professionals who read records, with the family of `tests.inbox`: Dr Moreau is a doctor, Dr Haddad a nurse here."""

from __future__ import annotations

from dataclasses import dataclass

import pytest
from sqlalchemy import select

from rxapp.accounts import access_views, allowing
from rxapp.accounts import service as accounts
from rxapp.accounts.models import Account
from rxapp.accounts.professions import Profession
from rxapp.core.chain import AuditEntry
from rxapp.core.db import Database
from rxapp.core.policy import EVERYBODY, Actor, Context
from rxapp.record import asking, hiding, views
from rxapp.record.intake import Intake
from rxapp.record.matching import Traits
from rxapp.record.models import Document
from rxapp.record.veils import put_veils
from tests.inbox import HADDAD, MOREAU, Post
from tests.sending import Mailroom

TEXT = b"Compte rendu : rien a signaler.\n" * 4


@dataclass
class Surgery:
    """The verbs that a test of access needs; Nadia decides and Dr Moreau reads when nobody is named."""

    post: Post

    @property
    def db(self):
        return self.post.database

    @property
    def nadia(self) -> Actor:
        return self.post.nadia

    def context(self, actor: Actor) -> Context:
        with self.db.read() as uow:
            return accounts.context_for(uow, actor)

    def decide(self, verb, *, actor: Actor | None = None, person: str = "", who: Actor = MOREAU, **given: object) -> None:
        actor = actor or self.nadia
        whose = {"actor": actor, "context": self.context(actor), "person_id": person or self.nadia.person_id}
        with self.db.uow() as uow:
            verb(uow, **whose, account_id=who.account_id, **given)
            uow.commit()

    def allow(self, who: Actor = MOREAU, until: str = "", **given: object) -> None:
        self.decide(allowing.allow, who=who, until=until, **given)

    def traits(self, person_id: str, **changed: object) -> Traits:
        return Mailroom(self.post).traits(person_id, **changed)

    def ask(self, traits: Traits | None = None, actor: Actor = MOREAU) -> None:
        asking.ask(self.db, actor=actor, traits=traits or self.traits(self.nadia.person_id))
        asking.look_for(self.db)

    def rows(self, actor: Actor | None = None, person: str = "") -> list[tuple[str, str]]:
        """Who stands how with a record, as the person reads it."""
        actor = actor or self.nadia
        whose = {"actor": actor, "context": self.context(actor), "person_id": person or self.nadia.person_id}
        with self.db.read() as uow:
            return [(row.name, row.state) for row in access_views.access_rows(uow, **whose, lang="fr")]

    def patients(self, actor: Actor = MOREAU) -> list[str]:
        with self.db.read() as uow:
            return [row.person_id for row in access_views.patients_page(uow, actor=actor, lang="fr")]

    def add(self, title: str, category: str = "compte_rendu", *, actor: Actor | None = None, person: str = "", **given) -> str:
        actor = actor or self.nadia
        whose = {"actor": actor, "context": self.context(actor), "person_id": person or self.nadia.person_id}
        with Intake.open(self.db, **whose, file_name="note.txt", declared_size=len(TEXT), **given) as intake:
            intake.feed(TEXT)
            return intake.finish(title=title, category=category).id

    def titles(self, actor: Actor = MOREAU, person: str = "", **asked: object) -> list[str]:
        """What is in the list of a record for somebody, the titles in order."""
        return sorted(row.title for row in self.page(actor, person, **asked).rows)

    def page(self, actor: Actor = MOREAU, person: str = "", **asked: object) -> views.Page:
        whose = {"actor": actor, "context": self.context(actor), "person_id": person or self.nadia.person_id}
        with self.db.uow() as uow:
            found = views.documents_page(uow, **whose, lang="fr", **asked)
            uow.commit()
        return found

    def open(self, document_id: str, actor: Actor = MOREAU) -> str:
        """The title of a document that somebody opens."""
        with self.db.uow() as uow:
            given = {"actor": actor, "context": self.context(actor), "document_id": document_id}
            found = views.document_detail(uow, **given, lang="fr")
            uow.commit()
        return found.row.title

    def hide(self, document_id: str, *targets: str, actor: Actor | None = None) -> None:
        actor = actor or self.nadia
        whose = {"actor": actor, "context": self.context(actor), "document_id": document_id}
        with self.db.read() as uow:
            version = views.document_detail(uow, **whose, lang="fr").version
        with self.db.uow() as uow:
            hiding.hide(uow, **whose, version=version, targets=targets)
            uow.commit()

    def acts(self, person: str = "") -> list[str]:
        """The acts of access and documents in somebody's history."""
        with self.db.read() as uow:
            wanted = select(AuditEntry.action).where(AuditEntry.person_id == (person or self.nadia.person_id))
            found = uow.session.execute(wanted.order_by(AuditEntry.seq)).scalars()
            return [act for act in found if act.partition(".")[0] in ("acces", "document")]


def give_profession(post: Post, actor: Actor, profession: Profession) -> None:
    """Say of a professional's account what its user is."""
    with post.database.uow() as uow:
        uow.session.get(Account, actor.account_id).profession = profession
        uow.commit()


def mask(database: Database, document_id: str) -> None:
    """Hide a document from every professional."""
    with database.uow() as uow:
        put_veils(uow, uow.session.get(Document, document_id), frozenset({EVERYBODY}))
        uow.commit()


@pytest.fixture
def surgery(post: Post) -> Surgery:
    give_profession(post, MOREAU, Profession.DOCTOR)
    give_profession(post, HADDAD, Profession.NURSE)
    return Surgery(post)
