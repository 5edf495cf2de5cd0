"""The unit of work on a real database: all or nothing, one writer, readers that never wait."""

import logging
import sqlite3
import threading
from datetime import UTC, datetime, timedelta, timezone

import pytest
from sqlalchemy import bindparam, delete, select, text
from sqlalchemy.exc import IntegrityError, OperationalError, StatementError
from sqlalchemy.exc import TimeoutError as PoolTimeout

from rxapp.core import engines
from rxapp.core.clock import FixedClock
from rxapp.core.db import Database, UnitOfWork, UtcDateTime, new_id
from rxapp.core.errors import DomainError
from rxapp.core.limits import LimitRow

NOON = datetime(2026, 11, 23, 12, tzinfo=UTC)


def add(uow: UnitOfWork, key: bytes) -> None:
    uow.session.add(LimitRow(key=key, hits=b"", expires_at=NOON))
    uow.session.flush()


def keys(database: Database) -> set[bytes]:
    with database.read() as uow:
        return set(uow.session.execute(select(LimitRow.key)).scalars())


def test_nothing_stays_without_commit(database: Database):
    with database.uow() as uow:
        add(uow, b"a")
    assert keys(database) == set()


def test_what_is_committed_stays(database: Database):
    with database.uow() as uow:
        add(uow, b"a")
        uow.commit()
        add(uow, b"b")
    assert keys(database) == {b"a"}


def test_an_error_undoes_everything(database: Database):
    with pytest.raises(DomainError), database.uow() as uow:  # noqa: PT012 - the unit as a whole fails
        add(uow, b"a")
        raise DomainError("introuvable")
    assert keys(database) == set()
    with database.uow() as uow:
        add(uow, b"b")
        uow.commit()
    assert keys(database) == {b"b"}


def test_rows_can_be_read_after_the_commit(database: Database):
    with database.uow() as uow:
        row = LimitRow(key=b"a", hits=b"", expires_at=NOON)
        uow.session.add(row)
        uow.commit()
    assert row.expires_at == NOON


def test_a_statement_made_once_sees_what_was_just_written(uow: UnitOfWork):
    held = select(LimitRow.key, LimitRow.expires_at).where(LimitRow.key.in_(bindparam("keys", expanding=True)))
    assert uow.ask(held, keys=[b"a", b"b"]).all() == []
    uow.session.add(LimitRow(key=b"a", hits=b"", expires_at=NOON))
    assert uow.ask(held, keys=[b"a", b"b"]).all() == [(b"a", NOON)]
    assert uow.ask(held, keys=[]).all() == []


def test_after_commit_runs_after_success_only(database: Database):
    seen = []
    with database.uow() as uow:
        uow.after_commit(lambda: seen.append("dropped"))
    with database.uow() as uow:
        uow.after_commit(lambda: seen.append("kept"))
        uow.commit()
        uow.after_commit(lambda: seen.append("too late"))
        assert seen == []
    assert seen == ["kept"]


def test_after_commit_may_write_in_its_turn(database: Database):
    def write_again() -> None:
        with database.uow() as inner:
            add(inner, b"later")
            inner.commit()

    with database.uow() as uow:
        uow.after_commit(write_again)
        uow.commit()
    assert keys(database) == {b"later"}


def test_after_commit_runs_even_when_what_follows_fails(database: Database):
    seen = []
    with pytest.raises(ZeroDivisionError), database.uow() as uow:  # noqa: PT012 - the unit as a whole fails
        uow.after_commit(lambda: seen.append(1))
        uow.commit()
        raise ZeroDivisionError
    assert seen == [1]


def test_a_failing_follow_up_is_logged_without_its_words(database: Database, caplog: pytest.LogCaptureFixture):
    def fail() -> None:
        raise RuntimeError("Camille Martin")

    with caplog.at_level(logging.ERROR), database.uow() as uow:
        uow.after_commit(fail)
        uow.commit()
    assert "RuntimeError" in caplog.text
    assert "Camille" not in caplog.text


def test_a_reader_cannot_write(database: Database):
    with database.read() as uow:
        with pytest.raises(RuntimeError, match="only reads"):
            uow.commit()
        with pytest.raises(OperationalError, match="readonly"):
            add(uow, b"a")


def test_a_reader_sees_one_unmoving_state_and_never_waits(database: Database):
    with database.read() as reader:
        query = text("SELECT count(*) FROM limits")
        assert reader.session.execute(query).scalar() == 0
        with database.uow() as writer:
            add(writer, b"a")
            assert reader.session.execute(query).scalar() == 0
            writer.commit()
        assert reader.session.execute(query).scalar() == 0
    assert keys(database) == {b"a"}


def test_a_glance_sees_each_commit_at_once_and_never_writes(database: Database):
    glance = database.glance()

    def seen() -> set[bytes]:
        return set(glance.session.connection().execute(select(LimitRow.key)).scalars())

    assert seen() == set()
    with database.uow() as uow:
        add(uow, b"a")
        assert seen() == set()
        uow.commit()
        assert seen() == {b"a"}
    with pytest.raises(OperationalError, match="readonly"):
        glance.session.connection().execute(text("DELETE FROM limits"))
    assert seen() == {b"a"}


def test_writers_take_turns(database: Database):
    def count_up() -> None:
        for _ in range(10):
            with database.uow() as uow:
                row = uow.session.get(LimitRow, b"n")
                row.hits = row.hits + b"."
                uow.session.add(row)
                uow.commit()

    with database.uow() as uow:
        add(uow, b"n")
        uow.commit()
    threads = [threading.Thread(target=count_up) for _ in range(8)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    with database.read() as uow:
        assert len(uow.session.get(LimitRow, b"n").hits) == 80


def test_a_second_process_waits_its_turn(database: Database, monkeypatch: pytest.MonkeyPatch):
    other = Database(database.settings, database.clock, database.keyring, database.blobs)
    monkeypatch.setattr(engines, "BUSY_SECONDS", 0.05)
    with database.uow() as uow:
        add(uow, b"a")
        with pytest.raises(DomainError, match=r"base\.occupee"), other.uow():
            pass
        uow.commit()
    with other.uow() as uow:
        add(uow, b"b")
        uow.commit()
    other.dispose()
    assert keys(database) == {b"a", b"b"}


def test_a_thread_that_waits_too_long_is_told(database: Database, monkeypatch: pytest.MonkeyPatch):
    monkeypatch.setattr(engines, "BUSY_SECONDS", 0.05)
    told = []

    def knock() -> None:
        try:
            with database.uow():
                told.append("in")
        except DomainError as error:
            told.append(error.code)

    with database.uow():
        thread = threading.Thread(target=knock)
        thread.start()
        thread.join()
    assert told == ["base.occupee"]


def test_who_finds_every_connection_taken_is_told_that_the_server_is_busy(database: Database):
    with pytest.raises(DomainError) as told, database.uow():
        raise PoolTimeout("every connection is taken")
    assert told.value.code == "base.occupee"


def test_a_unit_inside_another_is_a_mistake_of_ours(database: Database):
    with database.uow(), pytest.raises(RuntimeError, match="inside another"), database.uow():
        pass
    with database.uow() as uow:
        add(uow, b"a")


def test_the_pragmas_are_set(uow: UnitOfWork):
    def pragma(name: str) -> object:
        return uow.session.execute(text(f"PRAGMA {name}")).scalar()

    assert pragma("journal_mode") == "wal"
    assert pragma("synchronous") == 2
    assert pragma("foreign_keys") == 1
    assert pragma("busy_timeout") == 15000


@pytest.mark.parametrize("owed", [(True,), (False,), (True, False)], ids=["passing", "lasting", "both"])
def test_only_what_a_power_cut_may_take_back_waits_for_no_disk(database: Database, owed: tuple[bool, ...]):
    """A mark may; with a line of a history beside it, all is on the disk before anything is given."""
    said = []

    def write(writing: UnitOfWork) -> None:
        said.append(writing.session.execute(text("PRAGMA synchronous")).scalar())
        add(writing, bytes([len(said)]))

    with database.read() as uow:
        for place, passing in enumerate(owed):
            uow.owe(place, write, passing=passing)
    full, normal = 2, 1
    assert said == [normal if all(owed) else full] * len(owed)
    assert keys(database) == {bytes([place + 1]) for place in range(len(owed))}


def test_database_files_are_private(database: Database):
    with database.uow() as uow:
        add(uow, b"a")
        uow.commit()
    for path in database.settings.data_dir.glob("carnet*"):
        assert path.stat().st_mode & 0o077 == 0, path


def test_a_full_disk_is_said_in_words_and_nothing_is_lost(database: Database):
    with database.uow() as uow:
        add(uow, b"a")
        uow.commit()
    with pytest.raises(DomainError, match=r"stockage\.plein"), database.uow() as uow:  # noqa: PT012 - the unit as a whole fails
        pages = uow.session.execute(text("PRAGMA page_count")).scalar()
        uow.session.execute(text(f"PRAGMA max_page_count={pages}"))
        uow.session.add(LimitRow(key=b"b", hits=bytes(10**6), expires_at=NOON))
        uow.commit()
    assert keys(database) == {b"a"}


def test_a_constraint_is_not_mistaken_for_a_full_disk(database: Database):
    with pytest.raises(IntegrityError), database.uow() as uow:  # noqa: PT012 - the unit as a whole fails
        add(uow, b"a")
        uow.session.expunge_all()
        add(uow, b"a")


def test_another_database_fault_stays_what_it_is(database: Database):
    with pytest.raises(OperationalError, match="no such table"), database.uow() as uow:
        uow.session.execute(text("SELECT * FROM nowhere"))


@pytest.mark.parametrize("zone", [UTC, timezone(timedelta(hours=-5))])
def test_instants_come_back_aware_in_utc(database: Database, zone: timezone):
    instant = datetime(2026, 11, 23, 12, 0, 0, 123456, tzinfo=zone)
    with database.uow() as uow:
        uow.session.add(LimitRow(key=b"a", hits=b"", expires_at=instant))
        uow.commit()
    with database.read() as uow:
        found = uow.session.execute(select(LimitRow.expires_at)).scalar()
        assert found == instant
        assert found.tzinfo is UTC
        assert uow.session.execute(select(LimitRow.key).where(LimitRow.expires_at <= instant)).scalar() == b"a"


def test_naive_instants_are_refused(uow: UnitOfWork):
    uow.session.add(LimitRow(key=b"a", hits=b"", expires_at=NOON.replace(tzinfo=None)))
    with pytest.raises(StatementError, match="without a time zone"):
        uow.session.flush()
    uow.session.rollback()


def test_an_instant_may_be_absent():
    assert UtcDateTime().process_bind_param(None, None) is None
    assert UtcDateTime().process_result_value(None, None) is None


def test_identifiers_are_32_hexadecimal_digits():
    ids = {new_id() for _ in range(100)}
    assert len(ids) == 100
    assert all(len(i) == 32 and int(i, 16) for i in ids)


def test_what_the_database_needs_is_at_hand(uow: UnitOfWork, clock: FixedClock, database: Database):
    assert uow.clock is clock
    assert uow.keyring is database.keyring
    assert uow.blobs is database.blobs


@pytest.mark.parametrize("secure", [True, False])
def test_deleted_rows_leave_the_file(database: Database, secure: bool):
    """Off, the same look finds them: it is the setting that does it, not the luck of a reused page."""
    marks = [b"MARQUE-%03d" % number + b"x" * 60 for number in range(200)]
    with database.uow() as uow:
        assert uow.session.execute(text("PRAGMA secure_delete")).scalar() == 1
        if not secure:
            uow.session.execute(text("PRAGMA secure_delete=OFF"))
        for mark in marks:
            add(uow, mark)
        uow.commit()
    checkpoint(database)
    assert b"MARQUE" in database.settings.sqlite_file.read_bytes()
    with database.uow() as uow:
        uow.session.execute(delete(LimitRow))
        uow.commit()
    checkpoint(database)
    assert (b"MARQUE" in database.settings.sqlite_file.read_bytes()) is not secure


def checkpoint(database: Database) -> None:
    connection = sqlite3.connect(database.settings.sqlite_file)
    assert connection.execute("PRAGMA wal_checkpoint(TRUNCATE)").fetchone() == (0, 0, 0)
    connection.close()
