"""The words of documents: read once, bounded, sealed, and gone with their document."""

from __future__ import annotations

import tempfile
from datetime import timedelta
from itertools import chain, repeat
from pathlib import Path
from types import SimpleNamespace

import pytest
from sqlalchemy import select, update

from rxapp.core.finding import folded_words
from rxapp.record import reading, service
from rxapp.record.answers import MAX_WORDS
from rxapp.record.contents import key_of
from rxapp.record.found import documents
from rxapp.record.models import Document, DocumentText, Reading
from rxapp.record.rendition import workshop
from tests import samples
from tests.record import CAMILLE, OTHER, PERSON, STRANGER, Record, record
from tests.remains import WORD, in_clear

__all__ = ["record"]

READ = {
    "rapport.pdf": lambda: samples.pdf(2, f"Kyste {WORD}"),
    "note.txt": lambda: samples.text(f"Vu un {WORD} hier.\n", "cp1252"),
    "cr.xml": lambda: samples.cda(body=f"Suites {WORD}."),
    "autour.xml": lambda: samples.cda_around(samples.pdf(1, WORD)),
}


def text_of(record: Record, document_id: str) -> str:
    with record.db.read() as uow:
        return reading.texts_of(uow, key_of(uow, PERSON), PERSON, [document_id]).get(document_id, "")


def state_of(record: Record, document_id: str) -> str:
    with record.db.read() as uow:
        return uow.session.execute(select(Document.reading).where(Document.id == document_id)).scalar_one()


@pytest.mark.parametrize("name", READ)
def test_the_words_of_a_document_are_read(record: Record, name: str) -> None:
    document_id = record.add(READ[name](), name).id
    assert reading.read_due(record.db) == 1
    assert WORD in folded_words(text_of(record, document_id))
    assert state_of(record, document_id) in (Reading.DONE, Reading.SCAN)
    assert reading.read_due(record.db) == 0


def test_a_picture_says_nothing(record: Record) -> None:
    document_id = record.add(samples.jpeg(), "photo.jpg").id
    reading.read_due(record.db)
    assert text_of(record, document_id) == ""
    assert reading.read_due(record.db) == 0


def test_no_word_is_readable_anywhere(record: Record, tmp_path: Path) -> None:
    document_id = record.add(samples.pdf(2, WORD), "rapport.pdf").id
    reading.read_due(record.db)
    assert WORD in text_of(record, document_id)
    temporary = [path for path in Path(tempfile.gettempdir()).glob("*") if path.is_file() and path.stat().st_size < 10_000_000]
    assert not in_clear(tmp_path, record.db.blobs.root)
    assert not [path for path in temporary if WORD.encode() in path.read_bytes()]


def test_what_is_read_of_one_document_is_bounded(record: Record) -> None:
    document_id = record.add(samples.text("mot " * MAX_WORDS), "long.txt").id
    reading.read_due(record.db)
    assert 0 < len(text_of(record, document_id)) <= MAX_WORDS


def test_one_that_ends_its_reader_is_tried_twice(record: Record, monkeypatch: pytest.MonkeyPatch) -> None:
    document_id = record.add(samples.pdf(), "rapport.pdf").id
    record.db.blobs.delete(blob_of(record, document_id))
    assert [reading.read_due(record.db) for _ in range(3)] == [1, 1, 0]
    assert state_of(record, document_id) == Reading.AGAIN


def test_a_bomb_is_given_up(record: Record) -> None:
    document_id = record.add(samples.pdf_bomb(), "bombe.pdf").id
    reading.read_due(record.db)
    assert state_of(record, document_id) in (Reading.DONE, Reading.SCAN, Reading.TRIED)
    assert len(text_of(record, document_id)) <= MAX_WORDS
    workshop().start()


def test_what_a_server_began_and_did_not_end_is_read_by_the_next(record: Record) -> None:
    document_id = record.add(samples.pdf(1, WORD), "rapport.pdf").id
    with record.db.uow() as uow:
        uow.session.execute(update(Document).values(reading=Reading.TRIED))
        uow.commit()
    reading.read_due(record.db)
    assert WORD in text_of(record, document_id)


def test_the_words_go_with_their_document(record: Record) -> None:
    document_id = record.add(samples.pdf(1, WORD), "rapport.pdf").id
    reading.read_due(record.db)
    record.do(service.trash, document_id)
    assert not reading.read_due(record.db)
    record.clock.advance(service.UNDO)
    service.sweep(record.db)
    assert texts(record) == 0


def test_the_words_go_with_their_record(record: Record) -> None:
    record.add(samples.pdf(1, WORD), "rapport.pdf")
    reading.read_due(record.db)
    with record.db.uow() as uow:
        service.destroy_record(uow, PERSON)
        uow.commit()
    assert texts(record) == 0


def test_a_deleted_document_is_not_read_until_it_comes_back(record: Record) -> None:
    document_id = record.add(samples.pdf(1, WORD), "rapport.pdf").id
    record.do(service.trash, document_id)
    assert reading.read_due(record.db) == 0
    record.do(service.restore, document_id)
    assert reading.read_due(record.db) == 1
    assert WORD in text_of(record, document_id)


@pytest.mark.parametrize(
    ("raw", "tidy"),
    [
        ("un   mot\t la", "un mot la"),
        ("hospi\x02\r\ntalisation", "hospitalisation"),
        ("fin\r\n\r\n  suite", "fin\nsuite"),
        ("à\u202ebon", "àbon"),
        ("", ""),
    ],
)
def test_words_are_tidied(raw: str, tidy: str) -> None:
    assert reading.tidied(raw) == tidy


def blob_of(record: Record, document_id: str) -> str:
    with record.db.read() as uow:
        return uow.session.execute(select(Document.blob_id).where(Document.id == document_id)).scalar_one()


def texts(record: Record) -> int:
    with record.db.read() as uow:
        return len(uow.session.execute(select(DocumentText.document_id)).all())


def found(record: Record, query: str, **more: object) -> list[str]:
    return [row.id for row in record.page(query=query, **more).rows]


def test_a_search_finds_what_a_document_says(record: Record) -> None:
    document_id = record.add(samples.pdf(2, "Kyste œdémateux du foie"), "rapport.pdf", title="Bilan").id
    other = record.add(samples.text("Tension normale."), "note.txt", title="Autre").id
    assert found(record, "kyste") == []
    reading.read_due(record.db)
    assert found(record, "KYSTE oedem") == [document_id]
    assert found(record, "bilan foie") == [document_id]
    assert found(record, "tension") == [other]
    assert found(record, "kyste tension") == []


def test_what_was_opened_for_a_search_follows_the_record(record: Record) -> None:
    document_id = record.add(samples.pdf(1, "Kyste"), "rapport.pdf", title="Bilan").id
    reading.read_due(record.db)
    assert found(record, "kyste bilan") == [document_id]
    record.do(service.edit, document_id, version=1, title="Contrôle", note="à revoir")
    assert found(record, "kyste bilan") == []
    assert found(record, "kyste controle revoir") == [document_id]
    late = record.add(samples.pdf(1, "Kyste aussi"), "b.pdf", title="Second").id
    assert found(record, "second") == [late]
    reading.read_due(record.db)
    assert set(found(record, "kyste")) == {document_id, late}
    record.do(service.trash, document_id)
    assert found(record, "kyste") == [late]
    record.do(service.restore, document_id)
    assert set(found(record, "kyste")) == {document_id, late}


def test_what_is_not_read_yet_is_said(record: Record) -> None:
    asked = {"actor": CAMILLE, "person_id": PERSON, "lang": "fr", "query": "kyste", "limit": 5}
    record.add(samples.pdf(1, "Kyste"), "rapport.pdf")
    with record.db.read() as uow:
        before = documents(uow, **asked)
    assert (before.total, before.waiting) == (0, 1)
    reading.read_due(record.db)
    with record.db.read() as uow:
        after = documents(uow, **asked)
    assert (after.total, after.waiting) == (1, 0)
    assert [piece.text for piece in after.rows[0].pieces if piece.hit] == ["Kyste"]


def test_the_folded_words_of_one_text_are_bounded(record: Record) -> None:
    many = " ".join(f"mot{number}" for number in range(12_000))
    document_id = record.add(samples.text(many), "long.txt").id
    reading.read_due(record.db)
    with record.db.read() as uow:
        sealed = uow.session.execute(select(DocumentText.needle)).scalar_one()
        needle = reading.open_needle(key_of(uow, PERSON), PERSON, document_id, sealed)
    assert len(needle) == reading.MOST_FOLDED
    assert found(record, "mot7") == [document_id]


def test_a_text_that_says_nothing_of_a_search_is_not_opened_for_it(record: Record) -> None:
    spoken = record.add(samples.text("Kyste du foie."), "a.txt").id
    silent = record.add(samples.text("Tension normale."), "b.txt").id
    reading.read_due(record.db)
    with record.db.read() as uow:
        texts = reading.texts_of(uow, key_of(uow, PERSON), PERSON, [spoken, silent], ["rein", "kys"])
    assert texts == {spoken: "Kyste du foie."}


def read_one_by_one(record: Record, monkeypatch: pytest.MonkeyPatch, names: dict[str, str]) -> list[str]:
    """Names of the documents in the order in which they are read, one in each pass."""
    monkeypatch.setattr(reading, "AT_ONCE", 1)
    order: list[str] = []
    while reading.read_due(record.db):
        order += [name for one, name in names.items() if state_of(record, one) == Reading.DONE and name not in order]
    return order


def test_each_person_has_one_document_read_in_turn(record: Record, monkeypatch: pytest.MonkeyPatch) -> None:
    assert reading.read_due(record.db) == 0
    names: dict[str, str] = {}
    for name, person, actor in (("paul", STRANGER, OTHER), *((f"camille {n}", PERSON, CAMILLE) for n in range(3))):
        record.clock.advance(timedelta(minutes=1))
        with record.open(samples.text(f"Mot {name}."), "note.txt", person=person, actor=actor) as intake:
            intake.feed(samples.text(f"Mot {name}."))
            names[intake.finish().id] = name
    assert read_one_by_one(record, monkeypatch, names) == ["camille 2", "paul", "camille 1", "camille 0"]


def test_a_pass_ends_in_time(record: Record, monkeypatch: pytest.MonkeyPatch) -> None:
    for name in ("a.txt", "b.txt"):
        record.add(samples.text(f"Mot {name}"), name)
    now = chain([0.0, 0.0, 0.0], repeat(reading.PASS_SECONDS + 1))
    monkeypatch.setattr(reading, "time", SimpleNamespace(monotonic=lambda: next(now)))
    assert [reading.read_due(record.db) for _ in range(2)] == [1, 1]
