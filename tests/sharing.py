"""Links on a real database: a family, what they share, and somebody who holds the link."""

from __future__ import annotations

from dataclasses import dataclass

import pytest
from sqlalchemy import select

from rxapp.accounts import service as accounts
from rxapp.core.chain import AuditEntry
from rxapp.core.db import Database
from rxapp.core.errors import DomainError
from rxapp.core.policy import Actor
from rxapp.record import service as record
from rxapp.record import views as documents
from rxapp.record.intake import Intake
from rxapp.sharing import opening, service, views
from rxapp.sharing.lasting import Happening
from rxapp.sharing.service import Made, Wish
from rxapp.sharing.standing import Guest
from rxapp.wiring import join_rooms
from tests.agenda import Home

TEXT = b"Compte rendu : rien a signaler.\n" * 4
ADDRESS = "198.51.100.7"


@dataclass
class Desk:
    """What people do with links."""

    home: Home

    @property
    def db(self) -> Database:
        return self.home.town.database

    def add(self, title: str, *, actor: Actor | None = None, person: str = "", secret: bool = False) -> str:
        who = actor or self.home.nadia
        with self.db.read() as uow:
            context = accounts.context_for(uow, who)
        whose = {"actor": who, "context": context, "person_id": person or who.person_id, "file_name": "note.txt"}
        with Intake.open(self.db, **whose, declared_size=len(TEXT), secret=secret) as intake:
            intake.feed(TEXT)
            return intake.finish(title=title, category="biologie").id

    def make(self, *ids: str, actor: Actor | None = None, person: str = "", summary: bool = False, **wished: object) -> Made:
        who = actor or self.home.nadia
        wish = Wish(**{"recipient": "Dr Untel", "lasting": "jour"} | wished, documents=ids, summary=summary)
        return self.home.do(service.make, actor=who, person_id=person or who.person_id, wish=wish)

    def stop(self, made: Made, actor: Actor | None = None) -> None:
        self.home.do(service.stop, actor=actor, share_id=made.id)

    def give(self, made: Made, code: str = "") -> opening.Opened:
        return opening.open_share(self.db, secret=secret_of(made), typed=code or made.code, address=ADDRESS)

    def tried(self, made: Made) -> None:
        """What is noted once a link that is over was answered."""
        opening.note_tried(self.db, secret=secret_of(made), address=ADDRESS, asked_at=self.db.clock.now())

    def guest(self, made: Made, opened: opening.Opened | None = None) -> Guest:
        token = (opened or self.give(made)).token
        with self.db.read() as uow:
            found = opening.guest_of(uow, secret=secret_of(made), token=token, address=ADDRESS)
        assert found is not None
        return found

    def shown(self, guest: Guest) -> list[str]:
        with self.db.read() as uow:
            return [one.title for one in views.shown_items(uow, guest, "fr")]

    def look(self, guest: Guest, position: int = 1) -> None:
        """Look at a document, as the page does."""
        with self.db.read() as uow:
            ref = views.shown_item(uow, guest, position, "fr").document_id
        with self.db.uow() as uow:
            record.consulted(uow, actor=guest.actor, context=guest.context, document_id=ref)
            uow.commit()
        opening.note(self.db, guest, position, Happening.SEEN)

    def cards(self, actor: Actor | None = None, person: str = "") -> tuple[views.ShareCard, ...]:
        who = actor or self.home.nadia
        return self.home.look(views.shares, actor=who, person_id=person or who.person_id)

    def version(self, document_id: str, actor: Actor) -> int:
        return self.home.look(documents.document_detail, actor=actor, document_id=document_id).version

    def lines(self, person: str = "") -> list[str]:
        """The acts of links and documents in somebody's history."""
        with self.db.read() as uow:
            wanted = select(AuditEntry.action).where(AuditEntry.person_id == (person or self.home.nadia.person_id))
            acts = uow.session.execute(wanted.order_by(AuditEntry.seq)).scalars()
            return [act for act in acts if act.partition(".")[0] in ("lien", "document", "acces")]


def secret_of(made: Made) -> str:
    """What the address of a link holds."""
    return made.path.removeprefix("/partage/")


def is_over(desk: Desk, made: Made) -> bool:
    """Whether a link answers like one that never was."""
    try:
        desk.give(made)
    except DomainError as error:
        return error.code == "lien.fini"
    return False


@pytest.fixture
def desk(home: Home) -> Desk:
    join_rooms()
    return Desk(home)
