"""Refusals in the history of the person concerned: told once, never a flood, and nowhere when they concern nobody."""

from dataclasses import replace

import pytest
from sqlalchemy import select

from rxapp.core import audit
from rxapp.core.audit import AuditEntry, history_page
from rxapp.core.clock import FixedClock
from rxapp.core.db import Database, UnitOfWork, new_id
from rxapp.core.errors import DomainError
from rxapp.core.keys import create_person_key
from rxapp.core.policy import Actor, Item, Refused, Role, require

PERSON = "c" * 32
CAMILLE = Actor("a" * 32, Role.PATIENT, PERSON, "Camille Martin", address="203.0.113.7")
PAUL = Actor("b" * 32, Role.PATIENT, "d" * 32, "Paul Durand")


def test_a_refusal_is_written_for_the_owner(database: Database):
    with database.uow() as uow:
        create_person_key(uow, PERSON)
        uow.commit()
    with pytest.raises(DomainError) as refused, database.uow():
        require(PAUL, "download", Item("document", PERSON))
    with database.uow() as uow:
        audit.record_refusal(uow, refused.value)
        uow.commit()
    with database.read() as uow:
        (line,) = history_page(uow, actor=CAMILLE, person_id=PERSON)
    assert (line.actor_label, line.action_label) == ("Paul Durand", "Accès refusé")


def test_a_stranger_who_insists_fills_no_history(database: Database, clock: FixedClock):
    with database.uow() as uow:
        create_person_key(uow, PERSON)
        uow.commit()
    at_home, at_work = (replace(PAUL, session_id=name) for name in ("session-1", "session-2"))

    def lines() -> int:
        with database.read() as uow:
            return audit.receipt(uow, PERSON).seq

    def insist(actor: Actor, action: str = "see", kind: str = "document") -> int:
        for _time in range(3):
            audit.note_refusal(database, Refused(actor, action, Item(kind, PERSON)))
        return lines()

    assert insist(at_home) == 1
    assert insist(at_home, "download") == 2, "another act is another line"
    assert insist(at_home, kind="history") == 3, "another kind is another line"
    assert insist(at_work) == 4, "another session is another line"
    with database.uow():  # somebody writes: what is noted already waits for no turn
        assert insist(at_home) == 4
    clock.advance(audit.ONE_LOOK)
    assert insist(at_home) == 5, "ten minutes later it is told again"
    audit.note_refusal(database, Refused(at_home, "see", Item("document", new_id())))
    audit.note_refusal(database, Refused(at_home, "see", Item("document", None)))


def test_a_refusal_about_nobody_is_written_nowhere(uow: UnitOfWork):
    with pytest.raises(DomainError) as refused:
        require(PAUL, "see", Item("document", None))
    audit.record_refusal(uow, refused.value)
    assert uow.session.execute(select(AuditEntry)).first() is None
