"""Histories of before their chain took a key: made anew when they held, left broken when they did not."""

from __future__ import annotations

import hashlib
import json

import pytest
from sqlalchemy import select, text

from alembic import command
from rxapp.core import audit
from rxapp.core.assembly import database_for
from rxapp.core.audit import AuditEntry, Verification
from rxapp.core.chain import _canonical, hash_of, said_in
from rxapp.core.crypto import MasterKeyMissing, load_master_key, seal
from rxapp.core.db import Database, UnitOfWork, migrate
from rxapp.core.engines import migration_engine
from rxapp.core.keys import create_person_key, destroy_person_key, person_key
from rxapp.core.migration import alembic_config
from rxapp.core.policy import Actor, Role
from rxapp.core.settings import Settings

GOOD, TAMPERED, GONE = "a" * 32, "b" * 32, "c" * 32
LINES = 4


def to_before(settings: Settings) -> None:
    """The schema as it was; nothing but histories changed since."""
    engine = migration_engine(settings)
    with engine.begin() as connection:
        config = alembic_config()
        config.attributes |= {"connection": connection, "settings": settings}
        command.upgrade(config, "0003")
    engine.dispose()


def lines(uow: UnitOfWork, person: str) -> list[AuditEntry]:
    query = select(AuditEntry).where(AuditEntry.person_id == person).order_by(AuditEntry.seq)
    return list(uow.session.execute(query).scalars())


def chain_as_before(uow: UnitOfWork, person: str) -> None:
    """A history by the old rule: the digest is SHA-256 over salt and words. Its second line is erased."""
    create_person_key(uow, person)
    actor = Actor("compte", Role.PATIENT, person, "Élodie Martin")
    for number in range(LINES):
        audit.record(uow, person_id=person, actor=actor, action="essai", details={"label": f"Bilan {number}"})
    audit.erase(uow, lines(uow, person)[1].id)
    previous = audit.START
    for line in lines(uow, person):
        said = said_in(line, person_key(uow, person))
        if said is not None:
            words = _canonical({name: value for name, value in said.items() if name != "from"})
            place = {"table": "audit_entries", "column": "payload", "row": line.id, "person": person}
            line.payload = seal(person_key(uow, person), words, **place)
            line.digest = hashlib.sha256(line.salt + words).digest()
        line.prev_hash = previous
        line.hash = previous = hash_of(line)


@pytest.fixture
def before(settings: Settings) -> Settings:
    settings.make_data_dir()
    load_master_key(settings.master_key_file, create=True)
    to_before(settings)
    db = database_for(settings)
    with db.uow() as uow:
        for person in (GOOD, TAMPERED, GONE):
            chain_as_before(uow, person)
        uow.session.flush()
        uow.session.execute(text("UPDATE audit_entries SET action = 'x' WHERE person_id = :p AND seq = 3"), {"p": TAMPERED})
        destroy_person_key(uow, GONE)
        uow.commit()
    db.dispose()
    return settings


def opened(settings: Settings) -> Database:
    return database_for(settings)


def test_what_held_holds_under_the_key_and_what_did_not_stays_broken(before: Settings) -> None:
    db = opened(before)
    with db.read() as uow:
        assert audit.verify(uow, GOOD) == Verification(False, 0, 1)
        said = [json.dumps(said_in(line, person_key(uow, GOOD))) for line in lines(uow, GOOD)]
    db.dispose()
    migrate(before)
    db = opened(before)
    with db.read() as uow:
        assert audit.verify(uow, GOOD) == Verification(True, LINES + 1, None, 1)
        assert [json.dumps(said_in(line, person_key(uow, GOOD))) for line in lines(uow, GOOD)] == said
        assert audit.verify(uow, TAMPERED).broken_at == 1
        assert audit.verify(uow, GONE) == Verification(True, LINES + 1, None, 1)
    with db.uow() as uow:
        uow.session.execute(text("UPDATE audit_entries SET salt = NULL, payload = NULL WHERE seq = 4"))
        assert audit.verify(uow, GOOD).broken_at == 4
    db.dispose()


def test_nothing_is_migrated_without_the_key(before: Settings) -> None:
    kept = before.master_key_file.read_bytes()
    before.master_key_file.unlink()
    with pytest.raises(MasterKeyMissing):
        migrate(before)
    before.master_key_file.write_bytes(kept)
    db = opened(before)
    with db.read() as uow:
        assert uow.session.execute(text("SELECT version_num FROM alembic_version")).scalar_one() == "0003"
    db.dispose()
