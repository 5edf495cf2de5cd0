"""Putting the room together from the settings: what the server, the command line and the tests all start with."""

from sqlalchemy import inspect, select
from sqlmodel import Session

from rxapp.core.blobs import BlobStore
from rxapp.core.clock import Clock, DemoClock, SystemClock
from rxapp.core.crypto import KeyRing, MasterKeyUnusable, SealBroken, load_master_key
from rxapp.core.db import Database
from rxapp.core.engines import reader_engine
from rxapp.core.keys import PersonKeyRow
from rxapp.core.migration import readable
from rxapp.core.settings import Settings


def clock_for(settings: Settings) -> Clock:
    """The real time, or the clock that travels in the demonstration."""
    return DemoClock(settings.clock_file, settings.now) if settings.demo else SystemClock()


def keyring_for(settings: Settings) -> KeyRing:
    """The keys of this instance. The demonstration makes its master key when nothing was sealed yet.

    Raises `MasterKeyMissing`, `MasterKeyUnusable` when the key does not open what the database holds, or `ArchiveKeyUnusable`.
    """
    wrapped = _any_wrapped_key(settings)
    settings.make_data_dir()
    keyring = KeyRing(load_master_key(settings.master_key_file, create=settings.demo and wrapped is None))
    if wrapped is not None:
        try:
            keyring.unwrap(wrapped)
        except SealBroken:
            raise MasterKeyUnusable(settings.master_key_file) from None
    keyring.archive_public = settings.archive_public()
    return keyring


def database_for(settings: Settings) -> Database:
    """The database, migrated already, with its clock, keys and files."""
    return Database(settings, clock_for(settings), keyring_for(settings), BlobStore(settings.blob_root))


def _any_wrapped_key(settings: Settings) -> bytes | None:
    """The wrapped key of some person, None when the database holds nobody."""
    if settings.is_sqlite and not settings.sqlite_file.exists():
        return None
    engine = reader_engine(settings)
    try:
        with readable(settings), Session(engine) as session:
            if not inspect(session.connection()).has_table(PersonKeyRow.__tablename__):
                return None
            return session.execute(select(PersonKeyRow.wrapped).limit(1)).scalar()
    finally:
        engine.dispose()
