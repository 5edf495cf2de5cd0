"""The history of acts: any rewriting is seen, an erasure is not one, and a person reads it in words."""

from dataclasses import replace
from datetime import UTC, datetime, timedelta

import pytest
from sqlalchemy import event, select, text, update

from rxapp.core import audit
from rxapp.core.audit import AuditEntry, Receipt, Verification, declare_actions, history_page, verify
from rxapp.core.chain import hash_of
from rxapp.core.clock import FixedClock
from rxapp.core.db import Database, UnitOfWork, new_id
from rxapp.core.errors import DomainError
from rxapp.core.keys import create_person_key, destroy_person_key
from rxapp.core.policy import Actor, Context, Role

PERSON = "c" * 32
CAMILLE = Actor("a" * 32, Role.PATIENT, PERSON, "Camille Martin", address="203.0.113.7")
PAUL = Actor("b" * 32, Role.PATIENT, "d" * 32, "Paul Durand")

declare_actions({"essai.ajout": "Document « {title} » ajouté", "essai.lecture": "Document ouvert", "essai.label": "Vu : {label}"})


@pytest.fixture
def chain(uow: UnitOfWork, clock: FixedClock) -> list[AuditEntry]:
    create_person_key(uow, PERSON)
    lines = []
    for number in range(1, 6):
        clock.advance(timedelta(minutes=1))
        lines.append(write(uow, title=f"Bilan {number}"))
    uow.session.flush()
    return lines


def write(uow: UnitOfWork, action: str = "essai.ajout", actor: Actor = CAMILLE, **details: object) -> AuditEntry:
    line = audit.record(uow, person_id=PERSON, actor=actor, action=action, details=details, item="doc1")
    return uow.session.get_one(AuditEntry, line.id)


def alter(uow: UnitOfWork, statement: str, **values: object) -> None:
    uow.session.execute(text(statement), values | {"person": PERSON})


def broken_at(uow: UnitOfWork, kept: Receipt | None = None) -> int | None:
    found = verify(uow, PERSON, kept)
    assert found.ok is (found.broken_at is None)
    return found.broken_at


def test_a_chain_verifies(uow: UnitOfWork, chain: list[AuditEntry]):
    assert verify(uow, PERSON) == Verification(True, 5)
    assert [line.seq for line in chain] == [1, 2, 3, 4, 5]
    assert chain[0].prev_hash == audit.START
    assert chain[4].prev_hash == chain[3].hash


def test_an_empty_chain_verifies(uow: UnitOfWork, clock: FixedClock):
    assert verify(uow, PERSON) == Verification(True, 0)
    assert audit.receipt(uow, PERSON) == Receipt(0, "00" * 32, clock.now())


def test_chains_of_two_people_are_apart(uow: UnitOfWork, chain: list[AuditEntry]):
    create_person_key(uow, "e" * 32)
    other = audit.record(uow, person_id="e" * 32, actor=PAUL, action="essai.lecture", details={})
    assert other.seq == 1
    assert verify(uow, "e" * 32).ok
    assert verify(uow, PERSON).lines == 5


@pytest.mark.parametrize(
    ("column", "value"),
    [
        ("at", datetime(2020, 1, 1, tzinfo=UTC)),
        ("actor_account_id", "someone else"),
        ("action", "essai.lecture"),
        ("id", "another"),
        ("salt", b"0" * 16),
        ("payload", bytes(range(80))),
        ("digest", bytes(32)),
        ("prev_hash", bytes(32)),
        ("hash", bytes(32)),
        ("salt", None),
        ("payload", None),
    ],
)
def test_a_changed_line_is_seen(uow: UnitOfWork, chain: list[AuditEntry], column: str, value: object):
    line = (AuditEntry.person_id == PERSON) & (AuditEntry.seq == 3)
    uow.session.execute(update(AuditEntry.__table__).where(line).values({column: value}))
    assert broken_at(uow) == 3


def test_a_changed_last_line_is_seen(uow: UnitOfWork, chain: list[AuditEntry]):
    alter(uow, "UPDATE audit_entries SET action = 'x' WHERE person_id = :person AND seq = 5")
    assert broken_at(uow) == 5


@pytest.mark.parametrize("seq", [1, 2, 4])
def test_a_removed_line_is_seen(uow: UnitOfWork, chain: list[AuditEntry], seq: int):
    alter(uow, "DELETE FROM audit_entries WHERE person_id = :person AND seq = :seq", seq=seq)
    assert broken_at(uow) == seq


def test_a_removed_line_with_the_others_renumbered_is_seen(uow: UnitOfWork, chain: list[AuditEntry]):
    alter(uow, "DELETE FROM audit_entries WHERE person_id = :person AND seq = 2")
    for seq in (3, 4, 5):
        alter(uow, "UPDATE audit_entries SET seq = seq - 1 WHERE person_id = :person AND seq = :seq", seq=seq)
    assert broken_at(uow) == 2


def test_lines_put_in_another_order_are_seen(uow: UnitOfWork, chain: list[AuditEntry]):
    for old, new in ((2, 99), (3, 2), (99, 3)):
        statement = "UPDATE audit_entries SET seq = :new WHERE person_id = :person AND seq = :old"
        alter(uow, statement, old=old, new=new)
    assert broken_at(uow) == 2


def test_words_moved_from_another_line_are_seen(uow: UnitOfWork, chain: list[AuditEntry]):
    words = {"payload": chain[1].payload, "salt": chain[1].salt}
    alter(uow, "UPDATE audit_entries SET payload = :payload, salt = :salt WHERE person_id = :person AND seq = 3", **words)
    assert broken_at(uow) == 3


def test_a_cut_tail_is_seen_against_a_receipt(uow: UnitOfWork, chain: list[AuditEntry]):
    kept = audit.receipt(uow, PERSON)
    write(uow, title="après le reçu")
    assert verify(uow, PERSON, kept).ok
    alter(uow, "DELETE FROM audit_entries WHERE person_id = :person AND seq > 3")
    assert verify(uow, PERSON).ok
    assert broken_at(uow, kept) == 4


def chained_again(uow: UnitOfWork, lines: list[AuditEntry]) -> None:
    """What an intruder can do with the database alone: the hashes take no key."""
    previous = lines[0].prev_hash
    for line in lines:
        line.prev_hash = previous
        line.hash = previous = hash_of(line)
    uow.session.flush()


def test_lines_changed_and_chained_again_without_the_key_are_seen(uow: UnitOfWork, chain: list[AuditEntry]):
    chain[1].action = "essai.lecture"
    chained_again(uow, chain[1:])
    assert broken_at(uow) == 2


def test_a_line_removed_and_the_others_chained_again_without_the_key_is_seen(uow: UnitOfWork, chain: list[AuditEntry]):
    alter(uow, "DELETE FROM audit_entries WHERE person_id = :person AND seq = 2")
    chain[2].prev_hash = chain[0].hash
    for line in chain[2:]:
        line.seq -= 1
        uow.session.flush()
    chained_again(uow, chain[2:])
    assert broken_at(uow) == 2


def test_a_chain_made_again_with_the_key_is_seen_against_a_receipt(uow: UnitOfWork, chain: list[AuditEntry]):
    kept = audit.receipt(uow, PERSON)
    alter(uow, "DELETE FROM audit_entries WHERE person_id = :person")
    uow.session.expire_all()
    for number in range(1, 7):
        write(uow, title=f"Bilan {number}")
    assert verify(uow, PERSON).ok
    assert broken_at(uow, kept) == 5


def test_a_receipt_of_nothing_holds_for_any_chain(uow: UnitOfWork, chain: list[AuditEntry], clock: FixedClock):
    assert verify(uow, PERSON, Receipt(0, "00" * 32, clock.now())).ok


def test_a_receipt_can_be_kept_on_paper(uow: UnitOfWork, chain: list[AuditEntry]):
    kept = audit.receipt(uow, PERSON)
    assert Receipt.parse(kept.to_text()) == kept
    assert Receipt.parse(f"  {kept.to_text().replace(' ', chr(10))} ") == kept


@pytest.mark.parametrize(
    "words", ["", "1 2 3", "x " + "00" * 32 + " 2026-11-23T09:00:00+00:00", "1 " + "00" * 32 + " 2026-11-23T09:00:00"]
)
def test_what_is_no_receipt_is_refused(words: str):
    with pytest.raises(ValueError):  # noqa: PT011 - any reason will do
        Receipt.parse(words)


def test_an_erased_line_keeps_the_chain_whole(uow: UnitOfWork, chain: list[AuditEntry], clock: FixedClock):
    kept = audit.receipt(uow, PERSON)
    audit.erase(uow, chain[2].id)
    audit.erase(uow, chain[2].id)
    assert verify(uow, PERSON, kept) == Verification(True, 6, None, 1)
    assert (chain[2].payload, chain[2].salt) == (None, None)
    newest, *_, third, _second, _first = history_page(uow, actor=CAMILLE, person_id=PERSON)
    assert newest.action_label == "Contenu de la ligne 3 de l’historique effacé"
    assert newest.actor_label == "Carnet"
    assert (third.actor_label, third.detail_label) == ("", "Ligne effacée")
    assert third.action_label == "Document «\u00a0…\u00a0» ajouté"


BLANK = "UPDATE audit_entries SET payload = NULL, salt = NULL WHERE person_id = :person AND seq = :seq"


def test_a_line_blanked_without_a_word_is_seen(uow: UnitOfWork, chain: list[AuditEntry]):
    kept = audit.receipt(uow, PERSON)
    alter(uow, BLANK, seq=3)
    assert verify(uow, PERSON, kept) == Verification(False, 5, 3, 1)
    audit.erase(uow, chain[1].id)
    assert broken_at(uow) == 3, "another line's erasure does not cover it"


def test_an_erased_line_whose_erasure_is_cut_off_is_seen(uow: UnitOfWork, chain: list[AuditEntry]):
    audit.erase(uow, chain[2].id)
    alter(uow, "DELETE FROM audit_entries WHERE person_id = :person AND seq = 6")
    assert broken_at(uow) == 3


def test_what_says_an_erasure_stays(uow: UnitOfWork, chain: list[AuditEntry]):
    audit.erase(uow, chain[2].id)
    said = uow.session.execute(select(AuditEntry).where(AuditEntry.seq == 6)).scalar_one()
    audit.erase(uow, said.id)
    assert verify(uow, PERSON) == Verification(True, 6, None, 1)
    alter(uow, BLANK, seq=6)
    assert broken_at(uow) == 3


def test_an_erased_line_is_no_less_bound_than_another(uow: UnitOfWork, chain: list[AuditEntry]):
    audit.erase(uow, chain[2].id)
    uow.session.flush()
    lines = list(uow.session.execute(select(AuditEntry).order_by(AuditEntry.seq)).scalars())
    lines[2].action = "essai.lecture"
    chained_again(uow, lines[2:])
    assert broken_at(uow) == 4


def test_erasing_what_is_not_there(uow: UnitOfWork):
    with pytest.raises(DomainError, match="introuvable"):
        audit.erase(uow, new_id())


def test_a_chain_still_verifies_when_the_person_key_is_destroyed(uow: UnitOfWork, chain: list[AuditEntry]):
    destroy_person_key(uow, PERSON)
    assert verify(uow, PERSON).ok
    alter(uow, "UPDATE audit_entries SET action = 'x' WHERE person_id = :person AND seq = 2")
    assert broken_at(uow) == 2


def test_nothing_personal_is_readable_on_disk(database: Database):
    with database.uow() as uow:
        create_person_key(uow, PERSON)
        audit.record(
            uow,
            person_id=PERSON,
            actor=CAMILLE,
            action="essai.ajout",
            details={"title": "Sérologie"},
            item="doc1",
            on_behalf="Léo Martin",
        )
        uow.commit()
    for path in database.settings.data_dir.glob("carnet*"):
        content = path.read_bytes()
        for word in ("Camille", "Léo Martin", "Sérologie", "203.0.113.7", "doc1"):
            assert word.encode() not in content


def test_a_line_costs_one_select_and_one_insert(uow: UnitOfWork, chain: list[AuditEntry]):
    seen = []
    engine = uow.session.get_bind()

    def note(_connection, _cursor, statement: str, *_rest: object) -> None:
        seen.append(statement.split()[0])

    event.listen(engine, "before_cursor_execute", note)
    audit.record(uow, person_id=PERSON, actor=CAMILLE, action="essai.ajout", details={"title": "x"})
    event.remove(engine, "before_cursor_execute", note)
    assert seen == ["SELECT", "INSERT"]


def test_the_number_of_a_line_is_unique(uow: UnitOfWork, chain: list[AuditEntry]):
    (unique,) = [c for c in AuditEntry.__table__.constraints if c.name == "uq_audit_entries_person_seq"]
    assert [column.name for column in unique.columns] == ["person_id", "seq"]


def test_a_history_is_read_in_words(uow: UnitOfWork, chain: list[AuditEntry]):
    line = history_page(uow, actor=CAMILLE, person_id=PERSON, limit=1)[0]
    assert line.seq == 5
    assert line.at_iso == "2026-11-23T09:05:00+00:00"
    assert line.at_label == "23 novembre 2026 à 10\u00a0h\u00a005"
    assert line.actor_label == "Camille Martin"
    assert line.on_behalf_label == ""
    assert line.action == "essai.ajout"
    assert line.action_label == "Document «\u00a0Bilan 5\u00a0» ajouté"
    assert line.detail_label == ""
    english = history_page(uow, actor=CAMILLE, person_id=PERSON, limit=1, lang="en")[0]
    assert english.at_label == "23 November 2026 at 10:05"


def test_a_label_is_shown_beside_the_act_unless_it_is_in_it(uow: UnitOfWork, chain: list[AuditEntry]):
    write(uow, "essai.lecture", label="Radio du genou")
    write(uow, "essai.label", label="Radio du genou")
    write(uow, "inconnu", label="Radio du genou")
    unknown, inside, beside = history_page(uow, actor=CAMILLE, person_id=PERSON, limit=3)
    assert (beside.action_label, beside.detail_label) == ("Document ouvert", "Radio du genou")
    assert (inside.action_label, inside.detail_label) == ("Vu\u00a0: Radio du genou", "")
    assert (unknown.action_label, unknown.detail_label) == ("inconnu", "Radio du genou")


def test_acting_for_a_child_is_under_both_names(uow: UnitOfWork, chain: list[AuditEntry]):
    audit.record(uow, person_id=PERSON, actor=PAUL, action="essai.lecture", details={}, on_behalf="Camille Martin")
    line = history_page(uow, actor=CAMILLE, person_id=PERSON, limit=1)[0]
    assert (line.actor_label, line.on_behalf_label) == ("Paul Durand", "Camille Martin")


def test_pages_follow_each_other_newest_first(uow: UnitOfWork, chain: list[AuditEntry]):
    first = history_page(uow, actor=CAMILLE, person_id=PERSON, limit=2)
    second = history_page(uow, actor=CAMILLE, person_id=PERSON, limit=2, after=first[-1].seq)
    third = history_page(uow, actor=CAMILLE, person_id=PERSON, limit=2, after=second[-1].seq)
    assert [[line.seq for line in page] for page in (first, second, third)] == [[5, 4], [3, 2], [1]]


def test_a_page_is_never_unbounded(uow: UnitOfWork, chain: list[AuditEntry]):
    for _ in range(audit.MOST_LINES):
        write(uow, "essai.lecture")
    assert len(history_page(uow, actor=CAMILLE, person_id=PERSON, limit=10**6)) == audit.MOST_LINES
    assert len(history_page(uow, actor=CAMILLE, person_id=PERSON, limit=-5)) == 1


def test_a_line_that_does_not_open_is_shown_as_such(uow: UnitOfWork, chain: list[AuditEntry]):
    alter(uow, "UPDATE audit_entries SET payload = :blob WHERE person_id = :person AND seq = 5", blob=b"\0")
    uow.session.expire_all()
    assert history_page(uow, actor=CAMILLE, person_id=PERSON, limit=1)[0].detail_label == "Ligne illisible"


def test_a_history_belongs_to_its_person(uow: UnitOfWork, chain: list[AuditEntry]):
    with pytest.raises(DomainError, match="introuvable"):
        history_page(uow, actor=PAUL, person_id=PERSON)
    parent = Context(guardian_of=frozenset({PERSON}))
    assert len(history_page(uow, actor=PAUL, person_id=PERSON, context=parent)) == 5
    uow.commit()
    assert history_page(uow, actor=CAMILLE, person_id=PERSON, limit=1)[0].action_label == "Historique consulté"


def test_a_person_without_a_key_has_no_history(uow: UnitOfWork):
    with pytest.raises(DomainError, match="introuvable"):
        audit.record(uow, person_id=new_id(), actor=CAMILLE, action="essai.lecture", details={})


def test_an_act_has_one_meaning():
    declare_actions({"essai.lecture": "Document ouvert"})
    with pytest.raises(ValueError, match=r"essai\.lecture"):
        declare_actions({"essai.lecture": "Autre chose"})
    assert "essai.lecture" in audit.declared_actions()


def test_lines_are_frozen(uow: UnitOfWork, chain: list[AuditEntry]):
    line = history_page(uow, actor=CAMILLE, person_id=PERSON, limit=1)[0]
    assert replace(line, seq=9) != line
    with pytest.raises(AttributeError):
        line.seq = 9
