"""A backup that an operator makes and puts back: the database and its files go back to that instant, the ledger of keys stays."""

from __future__ import annotations

import shutil
import sqlite3
from collections.abc import Iterator
from contextlib import closing, contextmanager
from dataclasses import replace
from pathlib import Path

from sqlalchemy import make_url

from rxapp.core import chain
from rxapp.core.blobs import BlobStore
from rxapp.core.db import Database
from tests import postgres


def back_up(database: Database, folder: Path) -> Path:
    """What an operator copies away of a SQLite instance: its database and its files."""
    folder.mkdir()
    file = database.settings.sqlite_file
    with closing(sqlite3.connect(file)) as now, closing(sqlite3.connect(folder / file.name)) as kept:
        now.backup(kept)
    if database.settings.blob_root.exists():
        shutil.copytree(database.settings.blob_root, folder / database.settings.blob_root.name)
    return folder


def put_back(database: Database, folder: Path) -> Database:
    """Stop, put the copy in place of what is there, start again."""
    settings = database.settings
    database.dispose()
    for path in settings.data_dir.glob(f"{settings.sqlite_file.name}*"):
        path.unlink()
    shutil.copy(folder / settings.sqlite_file.name, settings.sqlite_file)
    if (kept := folder / settings.blob_root.name).exists():
        shutil.rmtree(settings.blob_root)
        shutil.copytree(kept, settings.blob_root)
    return _started_anew(database, replace(settings))


@contextmanager
def copied(database: Database, folder: Path) -> Iterator[str]:
    """A copy of the database, whatever server it is on; `restored` starts from it."""
    if database.settings.is_sqlite:
        yield str(back_up(database, folder))
        return
    database.dispose()  # a copy is made of a database that nobody is connected to
    with postgres.made(make_url(database.settings.database_url).database) as name:
        yield name


@contextmanager
def restored(database: Database, copy: str) -> Iterator[Database]:
    """The instance on that copy."""
    if database.settings.is_sqlite:
        again = put_back(database, Path(copy))
    else:
        again = _started_anew(database, replace(database.settings, database_url=postgres.address_of(copy)))
    yield again
    again.dispose()


def _started_anew(database: Database, settings) -> Database:
    database.keyring.forget()
    chain.forget_chain_keys()
    return Database(settings, database.clock, database.keyring, BlobStore(settings.blob_root))
