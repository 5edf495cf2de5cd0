"""The first day of a demonstration, kept by the process that made it, so that starting afresh costs a copy and not a making.

It is made in a folder of its own, where no chore of the server meets a half-made town, and held in memory: it cannot outlive the
code, the master key or the settings that made it. Demonstration only, and only where the database is a file.
"""

from __future__ import annotations

import sqlite3
from collections.abc import Callable
from contextlib import closing
from dataclasses import dataclass, replace
from datetime import datetime, timedelta
from pathlib import Path
from tempfile import TemporaryDirectory
from threading import Lock
from weakref import WeakKeyDictionary

from rxapp.core.blobs import BlobStore
from rxapp.core.chain import forget_chain_keys
from rxapp.core.clock import paris_date
from rxapp.core.db import Database, migrate
from rxapp.core.settings import BLOB_DIRECTORY, DATABASE_FILE
from rxapp.notices.service import prepare_after

GOOD_FOR = timedelta(hours=1)
"""How old a first day may be: what it says of « now » and « today » is to be true."""

Stamp = tuple[int, int, int]


@dataclass(frozen=True)
class _FirstDay:
    """``rows``: the database, as a file; ``blobs``: sealed bytes by id; ``stamps``: each file as it was last put in its place."""

    made_at: datetime
    revision: str
    rows: bytes
    blobs: dict[str, bytes]
    stamps: dict[str, Stamp]

    def is_good(self, database: Database) -> bool:
        """Whether it may stand for one made now: of this day and hour, for a database of the same schema."""
        now = database.clock.now()
        if not timedelta(0) <= now - self.made_at < GOOD_FOR or paris_date(now) != paris_date(self.made_at):
            return False
        with database.whole_file() as file:
            return self.revision == _revision(file)


_kept: WeakKeyDictionary[Database, _FirstDay] = WeakKeyDictionary()
_one_by_one = Lock()


def put_back(database: Database, fill: Callable[[Database], object]) -> None:
    """Replace everything by the first day, which `fill` makes in an empty database when none is kept that is still good.

    Raises PermissionError outside a demonstration.
    """
    if not database.settings.demo:
        raise PermissionError("only a demonstration has a first day")
    with _one_by_one:
        kept = _kept.get(database)
        if kept is None or not kept.is_good(database):
            kept = _kept[database] = _made(database, fill)
        _replace_by(database, kept)


def _replace_by(database: Database, kept: _FirstDay) -> None:
    database.settings.ledger_file.unlink(missing_ok=True)  # it tells of people who are there again
    _put_blobs(database.blobs, kept)
    with closing(sqlite3.connect(":memory:")) as rows, database.whole_file() as file:
        rows.deserialize(kept.rows)
        rows.backup(file)  # one transaction: who reads meanwhile goes on with what they see
    for blob_id in set(database.blobs.ids()) - kept.blobs.keys():
        database.blobs.delete(blob_id)
    database.keyring.forget()
    forget_chain_keys()
    with database.uow() as uow:
        prepare_after(uow)
        uow.commit()


def _made(database: Database, fill: Callable[[Database], object]) -> _FirstDay:
    """A first day, made apart with the clock and the keys of this demonstration."""
    with TemporaryDirectory(prefix="carnet-premier-jour-", dir=database.settings.data_dir) as folder:
        root = Path(folder)
        own = replace(
            database.settings,
            data_dir=root,
            database_url=f"sqlite:///{root / DATABASE_FILE}",
            blob_url=f"file:{root / BLOB_DIRECTORY}",
        )
        migrate(own)
        apart = Database(own, database.clock, database.keyring, BlobStore(own.blob_root))
        try:
            made_at = database.clock.now()
            fill(apart)
        finally:
            apart.dispose()
        blobs = {blob_id: apart.blobs.path(blob_id).read_bytes() for blob_id in apart.blobs.ids()}
        with closing(sqlite3.connect(own.sqlite_file)) as alone:
            alone.execute("PRAGMA journal_mode=DELETE")  # one file, whole; memory knows no write-ahead log
            revision = _revision(alone)
        return _FirstDay(made_at, revision, own.sqlite_file.read_bytes(), blobs, {})


def _put_blobs(store: BlobStore, kept: _FirstDay) -> None:
    """Every document of the first day in its place, whole; those that nobody touched since stay as they are."""
    for blob_id, content in kept.blobs.items():
        found = _stamp(store.path(blob_id))
        if found is not None and found == kept.stamps.get(blob_id):
            continue
        store.delete(blob_id)
        with store.writer(blob_id) as writer:
            writer.write(content)
            writer.commit()
        found = _stamp(store.path(blob_id))
        if found is not None:
            kept.stamps[blob_id] = found


def _stamp(path: Path) -> Stamp | None:
    """What changes when a file is written or replaced; None when there is none."""
    try:
        found = path.stat()
    except FileNotFoundError:
        return None
    return found.st_ino, found.st_mtime_ns, found.st_size


def _revision(connection: sqlite3.Connection) -> str:
    return connection.execute("SELECT version_num FROM alembic_version").fetchone()[0]
