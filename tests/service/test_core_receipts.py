"""A kept receipt beside the chain: read back from whatever surrounds it, and every way of tampering told apart."""

import os
from datetime import timedelta

import pytest
from sqlalchemy import text

from rxapp.core import audit
from rxapp.core.audit import Receipt
from rxapp.core.clock import FixedClock
from rxapp.core.db import UnitOfWork
from rxapp.core.errors import DomainError, message
from rxapp.core.keys import create_person_key
from rxapp.core.policy import Actor, Role
from rxapp.core.receipts import Comparison, Outcome, compare, read_receipt, receipt_text

PERSON, OTHER = "c" * 32, "d" * 32
CAMILLE = Actor("a" * 32, Role.PATIENT, PERSON, "Camille Martin")


@pytest.fixture
def kept(uow: UnitOfWork, clock: FixedClock) -> Receipt:
    """The receipt of a chain of three lines, which has five now."""
    for person in (PERSON, OTHER):
        create_person_key(uow, person)
        write(uow, person, 3)
    receipt = audit.receipt(uow, PERSON)
    clock.advance(timedelta(days=3))
    write(uow, PERSON, 2)
    return receipt


def write(uow: UnitOfWork, person: str, lines: int) -> None:
    for _line in range(lines):
        audit.record(uow, person_id=person, actor=CAMILLE, action="acces.refuse", details={})
    uow.session.flush()


def alter(uow: UnitOfWork, statement: str, **values: object) -> None:
    uow.session.execute(text(statement), values | {"person": PERSON})


@pytest.mark.parametrize("lang", ["fr", "en"])
def test_the_file_is_read_back(kept: Receipt, lang: str) -> None:
    written = receipt_text(kept, "Léo Martin", bytes(range(32)), lang)
    assert "Léo Martin" in written
    assert message("introuvable", lang) not in written
    assert read_receipt(written) == kept
    assert read_receipt(written.replace("\n", "\r\n")) == kept
    assert read_receipt("> " + kept.to_text().replace(kept.hash, kept.hash.upper())) == kept
    assert read_receipt(kept.to_text().replace(" ", "\n   ")) == kept


@pytest.mark.parametrize(
    ("pasted", "code"),
    [
        ("", "recu.vide"),
        (" \n\t ", "recu.vide"),
        ("bonjour", "recu.illisible"),
        (f"3 {'a' * 64}", "recu.illisible"),
        (f"3 {'a' * 63} 2026-11-23T09:00:00+00:00", "recu.illisible"),
        (f"0 {'a' * 64} 2026-11-23T09:00:00+00:00", "recu.illisible"),
        (f"-3 {'a' * 64} 2026-11-23T09:00:00+00:00", "recu.illisible"),
        (f"3 {'a' * 64} 2026-11-23T09:00:00", "recu.illisible"),
        (f"3 {'a' * 64} 2026-13-45T99:00:00+00:00", "recu.illisible"),
        (f"{'9' * 5000} {'a' * 64} 2026-11-23T09:00:00+00:00", "recu.illisible"),
        (f"٣ {'a' * 64} 2026-11-23T09:00:00+00:00", "recu.illisible"),
    ],
)
def test_what_is_no_receipt_is_said(pasted: str, code: str) -> None:
    with pytest.raises(DomainError) as refused:
        read_receipt(pasted)
    assert refused.value.code == code
    assert message(refused.value, "fr") != message(refused.value, "en")


def test_a_chain_that_only_grew_holds_the_receipt(uow: UnitOfWork, kept: Receipt) -> None:
    found = compare(uow, PERSON, kept)
    assert found == Comparison(Outcome.INTACT, kept, 5)
    assert found.added == 2


def test_an_erased_line_is_no_tampering(uow: UnitOfWork, kept: Receipt) -> None:
    first = uow.session.execute(text("SELECT id FROM audit_entries WHERE person_id = :p AND seq = 1"), {"p": PERSON}).scalar_one()
    audit.erase(uow, first)
    assert compare(uow, PERSON, kept).outcome is Outcome.INTACT


def test_a_changed_line_is_named(uow: UnitOfWork, kept: Receipt) -> None:
    alter(uow, "UPDATE audit_entries SET actor_account_id = 'x' WHERE person_id = :person AND seq = 2")
    found = compare(uow, PERSON, kept)
    assert (found.outcome, found.broken_at) == (Outcome.BROKEN, 2)


def test_a_cut_end_is_seen(uow: UnitOfWork, kept: Receipt) -> None:
    alter(uow, "DELETE FROM audit_entries WHERE person_id = :person AND seq > 2")
    assert audit.verify(uow, PERSON).ok
    found = compare(uow, PERSON, kept)
    assert (found.outcome, found.lines, found.added) == (Outcome.CUT, 2, 0)


def test_a_chain_written_anew_is_seen(uow: UnitOfWork, kept: Receipt) -> None:
    alter(uow, "DELETE FROM audit_entries WHERE person_id = :person")
    write(uow, PERSON, 5)
    assert audit.verify(uow, PERSON).ok
    assert compare(uow, PERSON, kept).outcome is Outcome.REWRITTEN


def test_the_receipt_of_somebody_else_does_not_fit(uow: UnitOfWork, kept: Receipt) -> None:
    assert compare(uow, OTHER, kept).outcome is Outcome.REWRITTEN
    made_up = Receipt(3, os.urandom(32).hex(), kept.at)
    assert compare(uow, PERSON, made_up).outcome is Outcome.REWRITTEN
