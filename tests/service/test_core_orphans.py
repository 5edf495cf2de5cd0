"""Files without a row: those a crash left go, and nothing that could still be somebody's does."""

from __future__ import annotations

import logging
import os
from datetime import timedelta

import pytest
from sqlalchemy import text

from rxapp.core.clock import SystemClock
from rxapp.core.db import Database
from rxapp.core.orphans import MOST, YOUNG, sweep_orphans
from tests import samples
from tests.record import Record, record

__all__ = ["record"]


def put(db: Database, name: str) -> str:
    with db.blobs.writer(name) as writer:
        writer.write(b"sealed")
        writer.commit()
    return name


def age(record: Record, days: float = 8) -> None:
    """Make every file that old."""
    at = (SystemClock().now() - timedelta(days=days)).timestamp()
    for path in record.files():
        os.utime(path, (at, at))


def test_only_what_no_table_knows_goes(record: Record) -> None:
    data = samples.pdf(2)
    document = record.add(data, "a.pdf").id
    record.show(document)
    orphan = put(record.db, "f" * 32)
    age(record)
    assert sweep_orphans(record.db) == 1
    assert orphan not in record.db.blobs.ids()
    assert record.show(document).data
    assert record.bytes_of(document) == data
    assert sweep_orphans(record.db) == 0


def test_what_is_on_its_way_stays(record: Record) -> None:
    record.add(samples.pdf(), "a.pdf")
    data = samples.pdf_of_size(300_000)
    with record.open(data, "b.pdf") as intake:
        intake.feed(data)
        intake._settle()  # the row, still without its words, has been there since the first bytes
        rendition = put(record.db, "e" * 32)  # written just before its row
        age(record, YOUNG / timedelta(days=1) - 0.01)
        assert sweep_orphans(record.db) == 0
        age(record)
        os.utime(record.db.blobs.path(rendition))
        assert sweep_orphans(record.db) == 0
        assert len(record.files()) == 3


def test_the_clock_of_a_demonstration_ages_nothing(record: Record) -> None:
    record.add(samples.pdf(), "a.pdf")
    put(record.db, "f" * 32)
    record.clock.advance(timedelta(days=400))
    assert sweep_orphans(record.db) == 0


@pytest.mark.parametrize("mishap", ["another database", "an older copy"])
def test_files_of_another_database_are_left_and_said(record: Record, caplog: pytest.LogCaptureFixture, mishap: str) -> None:
    known = 0 if mishap == "another database" else 1
    for _ in range(known):
        record.add(samples.text(), "a.txt")
    unknown = 3 if mishap == "another database" else MOST + 1
    for number in range(unknown):
        put(record.db, f"{number:032x}")
    age(record)
    with caplog.at_level(logging.ERROR):
        assert sweep_orphans(record.db) == 0
    assert len(record.files()) == known + unknown
    assert "is this their database?" in caplog.text


def test_a_table_of_any_room_keeps_its_files(record: Record) -> None:
    """A room that comes later names its files `blob_id` and needs no word here."""
    record.add(samples.text(), "a.txt")
    with record.db.uow() as uow:
        uow.session.execute(text("CREATE TABLE later_room (id TEXT, blob_id TEXT)"))
        uow.session.execute(text("INSERT INTO later_room VALUES ('1', :blob)"), {"blob": "d" * 32})
        uow.commit()
    put(record.db, "d" * 32)
    age(record)
    assert sweep_orphans(record.db) == 0
