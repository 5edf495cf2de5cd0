"""A record on a real database and real files, with the verbs a test of the record needs."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

import pytest
from sqlalchemy import select

from rxapp.core.chain import AuditEntry
from rxapp.core.clock import FixedClock
from rxapp.core.db import Database
from rxapp.core.keys import create_person_key
from rxapp.core.policy import NO_CONTEXT, Actor, Context, Role
from rxapp.record import previews, views
from rxapp.record.contents import Content
from rxapp.record.intake import Intake, Received
from rxapp.record.models import Document

PERSON, CHILD, STRANGER = "a" * 32, "b" * 32, "c" * 32
CAMILLE = Actor("compte-camille", Role.PATIENT, PERSON, "Camille Martin")
OTHER = Actor("compte-paul", Role.PATIENT, STRANGER, "Paul Durand")
PARENT = Context(guardian_of=frozenset({CHILD}))


@dataclass
class Record:
    """One person's record and the verbs a test needs."""

    db: Database
    clock: FixedClock

    def open(self, data: bytes, name: str, person: str = PERSON, actor: Actor = CAMILLE, context: Context = NO_CONTEXT) -> Intake:
        return Intake.open(self.db, actor=actor, context=context, person_id=person, file_name=name, declared_size=len(data))

    def add(self, data: bytes, name: str, *, block: int = 40_000, **given: object) -> Received:
        with self.open(data, name) as intake:
            for at in range(0, len(data), block):
                intake.feed(data[at : at + block])
            return intake.finish(**given)

    def bytes_of(self, document_id: str, actor: Actor = CAMILLE) -> bytes:
        with self.db.read() as uow:
            found = previews.original(uow, actor=actor, context=NO_CONTEXT, document_id=document_id, action="download")
        with Content(self.db.blobs, found.blob, found.size) as content:
            return b"".join(content.pieces())

    def page(self, **chosen: object) -> views.Page:
        with self.db.read() as uow:
            return views.documents_page(uow, actor=CAMILLE, person_id=PERSON, **{"lang": "fr", **chosen})

    def detail(self, document_id: str, lang: str = "fr") -> views.DocumentDetail:
        with self.db.read() as uow:
            return views.document_detail(uow, actor=CAMILLE, document_id=document_id, lang=lang)

    def show(self, document_id: str, what: str = previews.PAGE, page: int = 1) -> previews.Made:
        return previews.show(self.db, actor=CAMILLE, context=NO_CONTEXT, document_id=document_id, what=what, page=page)

    def do(self, verb, document_id: str, **given: object) -> object:
        with self.db.uow() as uow:
            done = verb(uow, actor=CAMILLE, document_id=document_id, **given)
            uow.commit()
            return done

    def acts(self, person: str = PERSON) -> list[str]:
        with self.db.read() as uow:
            return list(
                uow.session.execute(
                    select(AuditEntry.action).where(AuditEntry.person_id == person).order_by(AuditEntry.seq)
                ).scalars()
            )

    def rows(self) -> int:
        with self.db.read() as uow:
            return len(uow.session.execute(select(Document.id)).all())

    def files(self) -> list[Path]:
        return [path for path in self.db.blobs.root.rglob("*") if path.is_file()]

    def nothing_left(self) -> bool:
        return not self.rows() and not self.files() and not self.acts()


@pytest.fixture
def record(database: Database, clock: FixedClock) -> Iterator[Record]:
    with database.uow() as uow:
        for person in (PERSON, CHILD, STRANGER):
            create_person_key(uow, person)
        uow.commit()
    return Record(database, clock)
