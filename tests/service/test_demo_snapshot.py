"""Starting a demonstration afresh: what the first day is put back as, and when it is made anew."""

from __future__ import annotations

import os
import shutil
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import replace
from datetime import timedelta
from pathlib import Path

import pytest
from sqlalchemy import delete, func, select
from sqlmodel import SQLModel

from rxapp.accounts.identity import identity_of
from rxapp.accounts.opening import account_by_login, label_of
from rxapp.accounts.sessions import start_session
from rxapp.core import audit, limits
from rxapp.core.blobs import BlobStore
from rxapp.core.clock import FixedClock
from rxapp.core.crypto import KeyRing
from rxapp.core.db import Database
from rxapp.core.keys import PersonKeyRow, destroy_person_key
from rxapp.demo import first_day, reset
from rxapp.demo.people import make_demo
from rxapp.notices.service import wake_with
from rxapp.wiring import join_rooms

pytestmark = pytest.mark.skipif(
    "RXAPP_TEST_POSTGRES_URL" in os.environ, reason="a first day is kept where the database is a file"
)


def small(database: Database) -> None:
    """A first day that costs little: people, and one document beside them."""
    make_demo(database)
    keep(database, "premierjour01", b"sealed bytes")


def keep(database: Database, blob_id: str, content: bytes) -> None:
    with database.blobs.writer(blob_id) as writer:
        writer.write(content)
        writer.commit()


def start(database: Database) -> str:
    """Start afresh; the id of Camille's account, another one each time it is made."""
    first_day.put_back(database, small)
    with database.read() as uow:
        return account_by_login(uow, "camille.martin").id


def count(database: Database, table: type[SQLModel] | str) -> int:
    known = SQLModel.metadata.tables[table if isinstance(table, str) else table.__tablename__]
    with database.read() as uow:
        return uow.session.execute(select(func.count()).select_from(known)).scalar_one()


@contextmanager
def woken() -> Iterator[list[bool]]:
    calls: list[bool] = []
    stop = wake_with(lambda: calls.append(True))
    yield calls
    stop()


def test_its_documents_are_in_their_place_the_first_time_and_each_time_after(database: Database) -> None:
    place = database.blobs.path("premierjour01")
    start(database)
    assert place.read_bytes() == b"sealed bytes"
    written = place.stat().st_ino
    start(database)
    assert place.stat().st_ino == written, "what nobody touched is not written again"
    database.blobs.delete("premierjour01")
    start(database)
    assert place.read_bytes() == b"sealed bytes"


def test_what_happened_since_is_no_more(database: Database) -> None:
    first = start(database)
    people = count(database, PersonKeyRow)
    with database.uow() as uow:
        account = account_by_login(uow, "camille.martin")
        start_session(uow, account=account, label=label_of(uow, account), address="192.0.2.9", device="essai")
        limits.hit(uow, "essai", limit=1, window=timedelta(hours=1))
        destroy_person_key(uow, account.person_id)
        uow.commit()
    keep(database, "ajoute000001", b"of that day")
    database.blobs.delete("premierjour01")
    keep(database, "premierjour01", b"written over")
    database.settings.ledger_file.write_text("of that day")
    assert count(database, "login_session") == 1
    with woken() as calls:
        assert start(database) == first
    assert calls
    assert (count(database, "login_session"), count(database, "limits"), count(database, PersonKeyRow)) == (0, 0, people)
    assert list(database.blobs.ids()) == ["premierjour01"]
    assert database.blobs.path("premierjour01").read_bytes() == b"sealed bytes"
    assert not database.settings.ledger_file.exists()
    with database.read() as uow:
        assert identity_of(uow, account_by_login(uow, "camille.martin").person_id).full_name == "Camille Martin"
        assert all(audit.verify(uow, person).ok for person in audit.people(uow))


def test_who_reads_meanwhile_sees_one_state_and_who_comes_after_the_other(database: Database) -> None:
    start(database)
    with database.uow() as uow:
        uow.session.execute(delete(PersonKeyRow))
        uow.commit()
    with database.read() as uow:
        query = select(func.count()).select_from(PersonKeyRow)
        assert uow.session.execute(query).scalar_one() == 0
        start(database)
        assert uow.session.execute(query).scalar_one() == 0
    assert count(database, PersonKeyRow) > 0
    assert database.empty_log()
    with database.whole_file() as file:
        assert file.execute("PRAGMA integrity_check").fetchone() == ("ok",)
        assert file.execute("PRAGMA journal_mode").fetchone() == ("wal",)


def test_it_is_made_anew_when_it_is_no_more_true(database: Database, clock: FixedClock) -> None:
    ids = [start(database)]
    clock.advance(first_day.GOOD_FOR - timedelta(seconds=1))
    assert start(database) == ids[0], "still of this hour"
    for step in (timedelta(seconds=1), timedelta(days=1), timedelta(days=-2)):
        clock.advance(step)
        ids.append(start(database))
    with database.uow() as uow:
        uow.session.connection().exec_driver_sql("UPDATE alembic_version SET version_num = '0001'")
        uow.commit()
    ids.append(start(database))
    assert len(set(ids)) == len(ids)
    assert start(database) == ids[-1]
    with database.read() as uow:
        assert uow.session.connection().exec_driver_sql("SELECT version_num FROM alembic_version").scalar() != "0001"


def test_it_is_made_anew_after_midnight_however_young(database: Database, clock: FixedClock) -> None:
    clock.advance(timedelta(hours=13, minutes=59))  # 23:59 in Paris
    first = start(database)
    clock.advance(timedelta(minutes=2))
    assert start(database) != first


def test_another_master_key_has_a_first_day_of_its_own(database: Database, tmp_path: Path, empty_database_file: Path) -> None:
    first = start(database)
    there = tmp_path / "ailleurs"
    settings = replace(
        database.settings,
        data_dir=there,
        database_url=f"sqlite:///{there / 'carnet.sqlite3'}",
        blob_url=f"file:{there / 'blobs'}",
    )
    settings.make_data_dir()
    shutil.copy(empty_database_file, settings.sqlite_file)
    other = Database(settings, database.clock, KeyRing(os.urandom(32)), BlobStore(settings.blob_root))
    try:
        assert start(other) != first
        with other.read() as uow:
            assert identity_of(uow, account_by_login(uow, "camille.martin").person_id).full_name == "Camille Martin"
    finally:
        other.dispose()
    assert start(database) == first


def test_nothing_of_the_making_stays_in_the_folder(database: Database) -> None:
    start(database)
    names = {path.name.removeprefix("carnet.sqlite3") for path in database.settings.data_dir.iterdir()}
    assert names <= {"", "-wal", "-shm", "-writer", "blobs"}


def test_a_making_that_fails_changes_nothing(database: Database) -> None:
    start(database)
    database.clock.advance(timedelta(days=1))
    people = count(database, PersonKeyRow)

    def fails(apart: Database) -> None:
        make_demo(apart)
        raise RuntimeError("half way")

    with pytest.raises(RuntimeError, match="half way"):
        first_day.put_back(database, fails)
    assert count(database, PersonKeyRow) == people


@pytest.mark.parametrize("verb", [reset.start_afresh, reset.erase, lambda real: first_day.put_back(real, small)])
def test_real_people_have_no_first_day(database: Database, verb) -> None:
    make_demo(database)
    people = count(database, PersonKeyRow)
    database.settings = replace(database.settings, demo=False)
    with pytest.raises(PermissionError):
        verb(database)
    assert count(database, PersonKeyRow) == people


def test_the_whole_demonstration_twice_and_erased(database: Database) -> None:
    join_rooms()
    reset.start_afresh(database)
    once = {name: count(database, name) for name in SQLModel.metadata.tables}
    held = set(database.blobs.ids())
    with database.uow() as uow:
        uow.session.execute(delete(PersonKeyRow))
        uow.commit()
    reset.start_afresh(database)
    assert {name: count(database, name) for name in SQLModel.metadata.tables} == once
    assert set(database.blobs.ids()) == held
    reset.erase(database)
    assert not any(count(database, name) for name in SQLModel.metadata.tables)
    assert not list(database.blobs.ids())
