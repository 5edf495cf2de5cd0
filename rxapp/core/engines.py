"""Connections to the database, set up so that SQLite and PostgreSQL behave alike.

SQLite: one connection writes at a time, over all processes of the machine, because versions before 3.51.3 can corrupt their
WAL when two connections write and checkpoint together. PostgreSQL: writers take one advisory lock, for the same order.
"""

import fcntl
import os
import threading
import time
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from sqlalchemy import URL, Connection, Engine, NullPool, QueuePool, create_engine, event, text

from rxapp.core.errors import DomainError
from rxapp.core.folders import private_directory
from rxapp.core.settings import Settings

BUSY_SECONDS = 15.0
"""How long a writer waits for its turn before it gives up."""

READERS = 8
GLANCE_MILLISECONDS = 20
"""Longest wait of a glance: the event loop stands still meanwhile."""

_DURABLE = ("PRAGMA journal_mode=WAL", "PRAGMA synchronous=FULL", "PRAGMA secure_delete=ON")
"""What is committed stays, and what is deleted goes: its place is written over, as not every build of SQLite does."""

_PASSING = ("PRAGMA journal_mode=WAL", "PRAGMA synchronous=NORMAL", "PRAGMA secure_delete=ON")
"""The same without waiting for the disk: a power cut may take back the last moments, a crash does not."""

_ADVISORY_LOCK = 0x4361726E  # "Carn"


def writer_engine(settings: Settings, *, passing: bool = False) -> Engine:
    """An engine whose every transaction may write. ``passing``: whose commit is there for everybody before it is on the disk."""
    if settings.is_sqlite:
        engine = _sqlite_engine(settings, "BEGIN IMMEDIATE", poolclass=QueuePool, pool_size=1, max_overflow=0)
        _on_connect(engine, *(_PASSING if passing else _DURABLE), "PRAGMA foreign_keys=ON")
        return engine
    given = {"pool_size": 4, "max_overflow": 4, "pool_pre_ping": True, "hide_parameters": True}
    if passing:
        given["connect_args"] = {"options": "-c synchronous_commit=off"}
    engine = create_engine(settings.database_url, **given)
    _on_begin(engine, f"SELECT pg_advisory_xact_lock({_ADVISORY_LOCK})")
    return engine


def reader_engine(settings: Settings) -> Engine:
    """An engine whose transactions see one unmoving state and cannot write."""
    if settings.is_sqlite:
        engine = _sqlite_engine(settings, "BEGIN", poolclass=QueuePool, pool_size=READERS, max_overflow=READERS)
        _on_connect(engine, "PRAGMA query_only=ON")
        return engine
    return create_engine(
        settings.database_url,
        pool_size=READERS,
        max_overflow=READERS,
        pool_pre_ping=True,
        hide_parameters=True,
        isolation_level="REPEATABLE READ",
        execution_options={"postgresql_readonly": True},
    )


def glance_engine(settings: Settings) -> Engine | None:
    """An engine whose every statement stands alone and sees the newest state; None where it would travel over a network."""
    if not settings.is_sqlite:
        return None
    engine = _sqlite_engine(settings, None, poolclass=QueuePool, pool_size=1, max_overflow=0)
    _on_connect(engine, "PRAGMA query_only=ON", f"PRAGMA busy_timeout={GLANCE_MILLISECONDS}")
    return engine


def migration_engine(settings: Settings) -> Engine:
    """An engine for schema changes: transactional, and without foreign keys so that SQLite tables can be rebuilt."""
    if settings.is_sqlite:
        engine = _sqlite_engine(settings, "BEGIN IMMEDIATE", poolclass=NullPool)
        _on_connect(engine, *_DURABLE)
        return engine
    return create_engine(settings.database_url, poolclass=NullPool, hide_parameters=True)


class WriterTurn:
    """Gives the right to write to one thread of one process at a time; on PostgreSQL the server does it."""

    def __init__(self, settings: Settings) -> None:
        self._path: Path | None = None
        if settings.is_sqlite:
            self._path = settings.sqlite_file.with_name(f"{settings.sqlite_file.name}-writer")
        self._lock = threading.Lock()
        self._holder: int | None = None
        self._file: int | None = None

    @contextmanager
    def taken(self) -> Iterator[None]:
        """Hold the turn. Raises `DomainError("base.occupee")` when it does not come in time."""
        if self._path is None:
            yield
            return
        if self._holder == threading.get_ident():
            raise RuntimeError("a unit of work was opened for writing inside another one")
        if not self._lock.acquire(timeout=BUSY_SECONDS):
            raise DomainError("base.occupee")
        try:
            self._lock_file()
            self._holder = threading.get_ident()
            yield
        finally:
            self._holder = None
            self._unlock_file()
            self._lock.release()

    def close(self) -> None:
        """Forget the lock file; the turn can still be taken again."""
        with self._lock:
            if self._file is not None:
                os.close(self._file)
                self._file = None

    def _lock_file(self) -> None:
        if self._file is None:
            self._file = os.open(self._path, os.O_RDWR | os.O_CREAT | os.O_CLOEXEC, 0o600)
        deadline = time.monotonic() + BUSY_SECONDS
        while True:
            try:
                fcntl.flock(self._file, fcntl.LOCK_EX | fcntl.LOCK_NB)
                return
            except BlockingIOError:
                if time.monotonic() > deadline:
                    raise DomainError("base.occupee") from None
                time.sleep(0.002)

    def _unlock_file(self) -> None:
        if self._file is not None:
            fcntl.flock(self._file, fcntl.LOCK_UN)


def _sqlite_engine(settings: Settings, begin: str | None, **options: object) -> Engine:
    path = settings.sqlite_file
    private_directory(path.parent)
    os.close(os.open(path, os.O_RDWR | os.O_CREAT, 0o600))
    url = URL.create("sqlite", database=str(path))
    engine = create_engine(url, connect_args={"check_same_thread": False}, hide_parameters=True, **options)
    _on_connect(engine, f"PRAGMA busy_timeout={int(BUSY_SECONDS * 1000)}")
    if begin is not None:
        _on_begin(engine, begin)
    return engine


def _on_connect(engine: Engine, *statements: str) -> None:
    @event.listens_for(engine, "connect")
    def prepare(dbapi_connection, _record) -> None:
        dbapi_connection.isolation_level = None
        cursor = dbapi_connection.cursor()
        for statement in statements:
            cursor.execute(statement)
        cursor.close()


def _on_begin(engine: Engine, statement: str) -> None:
    first = text(statement)

    @event.listens_for(engine, "begin")
    def begin(connection: Connection) -> None:
        connection.execute(first)
