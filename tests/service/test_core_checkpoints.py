"""Signed checkpoints: what is signed stays, its trees are made again, and a chain made anew behind them is found."""

from __future__ import annotations

from datetime import timedelta

import pytest
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PublicKey
from sqlalchemy import delete, select, text
from sqlalchemy.exc import IntegrityError

from rxapp.core import audit, checkpoints
from rxapp.core.checkpoints import Checkpoint, CheckpointLeaf
from rxapp.core.clock import FixedClock
from rxapp.core.db import Database
from rxapp.core.keys import create_person_key, destroy_person_key
from rxapp.core.merkle import is_included, leaf_hash
from rxapp.core.policy import SYSTEM_ACTOR

PEOPLE = [letter * 32 for letter in "abcde"]


def write(database: Database, *people: str) -> None:
    with database.uow() as uow:
        for person in people:
            audit.record(uow, person_id=person, actor=SYSTEM_ACTOR, action="acces.refuse", details={})
        uow.commit()


def sign(database: Database) -> int:
    with database.uow() as uow:
        made = checkpoints.make(uow)
        uow.commit()
    return made.size if made else 0


def check(database: Database) -> tuple[int, int | None]:
    with database.read() as uow:
        found = checkpoints.verify(uow)
    return found.count, found.broken


@pytest.fixture
def signed(database: Database, clock: FixedClock) -> Database:
    """Five people, three checkpoints: of all, of two, of one."""
    with database.uow() as uow:
        for person in PEOPLE:
            create_person_key(uow, person)
        uow.commit()
    write(database, *PEOPLE, PEOPLE[0])
    assert sign(database) == 5
    clock.advance(timedelta(days=1))
    write(database, PEOPLE[1], PEOPLE[3])
    assert sign(database) == 2
    write(database, PEOPLE[1])
    assert sign(database) == 1
    return database


def forge(database: Database, statement: str) -> None:
    """What somebody does who may do anything to the database: the triggers do not hold them."""
    with database.uow() as uow:
        for table in ("audit_checkpoint", "audit_checkpoint_leaf"):
            if database.settings.is_sqlite:
                for event in ("update", "delete"):
                    uow.session.execute(text(f"DROP TRIGGER {table}_no_{event}"))
            else:
                uow.session.execute(text(f"ALTER TABLE {table} DISABLE TRIGGER ALL"))
        uow.session.execute(text(statement), {"zeros": bytes(32)} if ":zeros" in statement else {})
        uow.commit()


def test_what_is_signed_verifies_and_nothing_new_signs_nothing(signed: Database) -> None:
    assert check(signed) == (3, None)
    assert sign(signed) == 0
    with signed.read() as uow:
        assert checkpoints.verify(uow).latest.startswith("3 ")


def test_it_is_due_once_a_day(database: Database, clock: FixedClock) -> None:
    with database.uow() as uow:
        create_person_key(uow, PEOPLE[0])
        uow.commit()
    for hours, count in ((0, 1), (1, 1), (24, 2)):
        clock.advance(timedelta(hours=hours))
        write(database, PEOPLE[0])
        checkpoints.make_due(database)
        assert check(database) == (count, None)


@pytest.mark.parametrize("table", ["audit_checkpoint", "audit_checkpoint_leaf"])
@pytest.mark.parametrize("statement", ["DELETE FROM {}", "UPDATE {} SET {} = 9"])
def test_what_is_signed_stays(signed: Database, table: str, statement: str) -> None:
    column = "size" if table == "audit_checkpoint" else "seq"
    with signed.uow() as uow, pytest.raises(IntegrityError):
        uow.session.execute(text(statement.format(table, column)))


@pytest.mark.parametrize(
    ("statement", "broken"),
    [
        ("UPDATE audit_checkpoint SET at = '2020-01-01 00:00:00.000000' WHERE number = 2", 2),
        ("UPDATE audit_checkpoint SET size = 4 WHERE number = 1", 1),
        ("UPDATE audit_checkpoint SET head = :zeros WHERE number = 2", 2),
        ("UPDATE audit_checkpoint SET previous = :zeros WHERE number = 3", 3),
        ("UPDATE audit_checkpoint SET signature = :zeros WHERE number = 3", 3),
        ("DELETE FROM audit_checkpoint WHERE number = 1", 1),
        ("DELETE FROM audit_checkpoint WHERE number = 3", 3),
        ("DELETE FROM audit_checkpoint_leaf WHERE checkpoint = 1 AND position = 4", 1),
        ("UPDATE audit_checkpoint_leaf SET hash = :zeros WHERE checkpoint = 2 AND position = 1", 2),
        ("UPDATE audit_checkpoint_leaf SET position = position + 9 WHERE checkpoint = 2", 2),
        (f"DELETE FROM audit_entries WHERE person_id = '{PEOPLE[4]}'", 1),  # noqa: S608 - a constant
        (f"UPDATE audit_entries SET hash = :zeros WHERE person_id = '{PEOPLE[3]}' AND seq = 2", 2),  # noqa: S608 - the same
    ],
)
def test_what_was_changed_behind_the_signature_is_found(signed: Database, statement: str, broken: int) -> None:
    forge(signed, statement)
    assert check(signed)[1] == broken


def test_a_chain_made_anew_with_every_key_is_found(signed: Database) -> None:
    with signed.uow() as uow:
        uow.session.execute(delete(audit.AuditEntry).where(audit.AuditEntry.person_id == PEOPLE[0]))
        uow.commit()
    write(signed, PEOPLE[0], PEOPLE[0])
    with signed.read() as uow:
        assert audit.verify(uow, PEOPLE[0]).ok
    assert check(signed) == (0, 1)


def test_erased_words_and_destroyed_keys_leave_it_whole(signed: Database) -> None:
    with signed.uow() as uow:
        line = select(audit.AuditEntry.id).where(audit.AuditEntry.person_id == PEOPLE[0], audit.AuditEntry.seq == 1)
        audit.erase(uow, uow.session.execute(line).scalar_one())
        destroy_person_key(uow, PEOPLE[1])
        uow.commit()
    assert check(signed) == (3, None)


@pytest.mark.parametrize(("person", "seq"), [(0, 2), (1, 3), (3, 2), (4, 1)])
def test_the_latest_signed_head_of_a_person_is_proven(signed: Database, person: int, seq: int) -> None:
    with signed.read() as uow:
        found = checkpoints.inclusion(uow, PEOPLE[person])
        line = select(audit.AuditEntry.hash).where(audit.AuditEntry.person_id == PEOPLE[person], audit.AuditEntry.seq == seq)
        digest = uow.session.execute(line).scalar_one()
    leaf = leaf_hash(f"{PEOPLE[person]}\n{seq}\n{digest.hex()}\n".encode())
    head = bytes.fromhex(found.statement.splitlines()[4])
    assert found.seq == seq
    assert is_included(leaf, found.position, found.size, found.proof, head)
    Ed25519PublicKey.from_public_bytes(found.public_key).verify(found.signature, found.statement.encode())


def test_nobody_who_was_not_signed_is_proven(signed: Database) -> None:
    with signed.read() as uow:
        assert checkpoints.inclusion(uow, "f" * 32) is None


def test_without_anybody_left_it_goes_too(signed: Database) -> None:
    with signed.uow() as uow:
        for person in PEOPLE:
            destroy_person_key(uow, person)
        uow.session.execute(delete(CheckpointLeaf))
        uow.session.execute(delete(Checkpoint))
        uow.commit()
    assert check(signed) == (0, None)
