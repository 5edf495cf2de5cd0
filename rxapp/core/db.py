"""The unit of work: everything a verb reads and writes happens in one transaction, or not at all."""

import logging
import sqlite3
from collections import deque
from collections.abc import Callable, Hashable, Iterator
from contextlib import closing, contextmanager
from typing import TypeVar

from sqlalchemy import CursorResult, Engine, Executable
from sqlalchemy.exc import OperationalError
from sqlalchemy.exc import TimeoutError as PoolTimeout
from sqlmodel import Session

from rxapp.core.blobs import BlobStore
from rxapp.core.clock import Clock
from rxapp.core.columns import UtcDateTime, new_id
from rxapp.core.crypto import KeyRing, PersonKey
from rxapp.core.engines import WriterTurn, glance_engine, reader_engine, writer_engine
from rxapp.core.errors import DomainError
from rxapp.core.migration import DatabaseTooNew, DatabaseUnreadable, check_pages, check_version, migrate, newest_revision
from rxapp.core.settings import Settings

__all__ = [
    "Database",
    "DatabaseTooNew",
    "DatabaseUnreadable",
    "UnitOfWork",
    "UtcDateTime",
    "check_pages",
    "check_version",
    "migrate",
    "new_id",
    "newest_revision",
]

Row = TypeVar("Row")

MOST_KEPT = 200
"""Rows that one unit of work holds: what goes through a whole table does not hold all of it."""

_EMPTYING_MILLISECONDS = 50
"""How long emptying the log waits for those who read: it is tried again, and others wait for their turn meanwhile."""

_log = logging.getLogger(__name__)


class UnitOfWork:
    """One transaction, with what a verb needs beside it. Made by `Database.uow` and `Database.read`."""

    def __init__(
        self,
        session: Session,
        clock: Clock,
        keyring: KeyRing,
        blobs: BlobStore,
        *,
        writes: bool,
        operator: tuple[str, ...] = (),
    ) -> None:
        self.session = session
        self.operator = operator
        self.clock = clock
        self.keyring = keyring
        self.blobs = blobs
        self.writes = writes
        self.person_keys: dict[str, PersonKey] = {}
        self._kept: deque[object] = deque(maxlen=MOST_KEPT)
        self._waiting: list[Callable[[], object]] = []
        self._due: list[Callable[[], object]] = []
        self._owed: dict[Hashable, Callable[[UnitOfWork], object] | None] = {}
        self._lasting = False

    def ask(self, statement: Executable, **given: object) -> CursorResult:
        """What a statement that is made once for the process gives, as plain rows, with what was written here before.

        ``given``: what it says by `bindparam`. For what every page or act asks: made anew for each call, and through the session,
        the same costs five times as much. One that writes leaves the rows that the session holds as they are.
        """
        self.session.flush()
        return self.session.connection().execute(statement, given)

    def keep(self, row: Row) -> Row:
        """Hold a row that will be asked for again by its key: until the end that costs no statement more."""
        self._kept.append(row)
        return row

    def owe(self, what: Hashable, write: Callable[["UnitOfWork"], object] | None, *, passing: bool = False) -> None:
        """Have `write` called before anything read here is given: at the commit, or at the end in a transaction of its own.

        `what` names it, so that it is written once; None instead of `write` when it is found to be written already. ``passing``:
        what a power cut may take back, so that nobody waits for the disk; never a line of a history.
        """
        self._owed.setdefault(what, write)
        self._lasting = self._lasting or (write is not None and not passing)

    def knows(self, what: Hashable) -> bool:
        """Whether `what` is owed here, or known to be written."""
        return what in self._owed

    @property
    def owes_for_good(self) -> bool:
        """Whether what is owed must be on the disk before what was read may be given."""
        return self._lasting

    @property
    def owes(self) -> bool:
        """Whether something is still to be written before what was read may be given."""
        return any(self._owed.values())

    def pay(self, writing: "UnitOfWork") -> None:
        """Write what is owed, in `writing`."""
        for what, write in self._owed.items():
            if write is not None:
                write(writing)
                self._owed[what] = None

    def after_commit(self, act: Callable[[], object]) -> None:
        """Call `act` once this transaction is committed and its turn to write given back; never if it rolls back."""
        self._waiting.append(act)

    def commit(self) -> None:
        """Make the writes durable. Raises `DomainError("stockage.plein")` when the disk is full."""
        if not self.writes:
            raise RuntimeError("this unit of work only reads")
        self.pay(self)
        self.session.commit()
        self._due += self._waiting
        self._waiting = []

    def run_due(self) -> None:
        """Run what waited for the commit. A failure is logged: the write itself has succeeded."""
        for act in self._due:
            try:
                act()
            except Exception as failure:
                _log.error("after a commit, %r failed with %s", act, type(failure).__name__)


class Glance(UnitOfWork):
    """One that nobody ends: what must leave a line is not read through it, and it holds nothing."""

    def keep(self, row: Row) -> Row:
        return row

    def owe(self, what: Hashable, write: Callable[[UnitOfWork], object] | None, *, passing: bool = False) -> None:
        raise RuntimeError("what leaves a line in a history is read in a unit of work that ends")


class Database:
    """The doors to the data: `uow()` to write, `read()` to look."""

    def __init__(self, settings: Settings, clock: Clock, keyring: KeyRing, blobs: BlobStore) -> None:
        self.settings = settings
        self.clock = clock
        self.keyring = keyring
        self.blobs = blobs
        self._turn = WriterTurn(settings)
        self._writer = writer_engine(settings)
        self._passing = writer_engine(settings, passing=True)
        self._reader = reader_engine(settings)
        self._glancer = glance_engine(settings)
        self._glance: UnitOfWork | None = None

    @contextmanager
    def uow(self) -> Iterator[UnitOfWork]:
        """A unit of work that may write, one at a time. It rolls back unless `commit()` was called; what it owes stays owed.

        Raises `DomainError("base.occupee")` when its turn does not come, `DomainError("stockage.plein")` on a full disk.
        """
        with self._written(self._writer) as uow:
            yield uow

    @contextmanager
    def _written(self, engine: Engine) -> Iterator[UnitOfWork]:
        uow = None
        try:
            with self._turn.taken(), self._session(engine) as session:
                uow = self._unit(session, writes=True)
                try:
                    yield uow
                except PoolTimeout as failure:  # every connection is taken by writers who wait for their turn
                    raise DomainError("base.occupee") from failure
                except OperationalError as failure:
                    words = _in_words(failure)
                    if words is None:
                        raise
                    raise words from failure
            self._settle(uow)
        finally:
            if uow is not None:
                uow.run_due()

    def _unit(self, session: Session, *, writes: bool) -> UnitOfWork:
        operator = self.settings.operator_contact
        return UnitOfWork(session, self.clock, self.keyring, self.blobs, writes=writes, operator=operator)

    @contextmanager
    def read(self) -> Iterator[UnitOfWork]:
        """A unit of work that only reads, from one unmoving state; it waits for no writer unless what it read leaves a line.

        Raises `DomainError("base.occupee")` when the line could not be written: what was read is not given then.
        """
        with self._session(self._reader) as session:
            uow = self._unit(session, writes=False)
            yield uow
        self._settle(uow)

    def glance(self) -> UnitOfWork | None:
        """For one short statement on a primary key, from one thread: cheaper than the change of thread that `read` asks for.

        Each statement sees what was last committed. None when the database is not in a file of this machine.
        """
        if self._glance is None and self._glancer is not None:
            self._glance = Glance(self._session(self._glancer), self.clock, self.keyring, self.blobs, writes=False)
        return self._glance

    def empty_log(self) -> bool:
        """Empty the write-ahead log into the database: what was deleted is then in neither. False while somebody reads.

        Raises `DomainError("base.occupee")`.
        """
        if not self.settings.is_sqlite:
            return True
        with self.whole_file() as file, closing(file.cursor()) as cursor:
            waits = cursor.execute("PRAGMA busy_timeout").fetchone()[0]
            cursor.execute(f"PRAGMA busy_timeout={_EMPTYING_MILLISECONDS}")
            try:
                busy, _frames, _done = cursor.execute("PRAGMA wal_checkpoint(TRUNCATE)").fetchone()
            finally:
                cursor.execute(f"PRAGMA busy_timeout={waits}")
        return not busy

    @contextmanager
    def whole_file(self) -> Iterator[sqlite3.Connection]:
        """The SQLite file itself, outside any transaction, while nobody else writes. Raises `DomainError("base.occupee")`."""
        with self._turn.taken(), closing(self._writer.raw_connection()) as connection:
            yield connection.driver_connection

    def dispose(self) -> None:
        """Close every connection."""
        if self._glance is not None:
            self._glance.session.close()
            self._glance = None
        if self._glancer is not None:
            self._glancer.dispose()
        self._reader.dispose()
        self._writer.dispose()
        self._passing.dispose()
        self._turn.close()

    def _settle(self, uow: UnitOfWork) -> None:
        """Write what is still owed for what was read."""
        if uow.owes:
            with self._written(self._writer if uow.owes_for_good else self._passing) as writing:
                uow.pay(writing)
                writing.commit()

    @staticmethod
    def _session(engine) -> Session:
        return Session(engine, expire_on_commit=False)


def _in_words(failure: OperationalError) -> DomainError | None:
    """What a person may read about it, when there is something."""
    cause = str(failure.orig)
    if "disk is full" in cause or "No space left" in cause:
        return DomainError("stockage.plein")
    if "database is locked" in cause:
        return DomainError("base.occupee")
    return None
