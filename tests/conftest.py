"""What every test may ask for: a database of its own, a clock that stands still, fresh keys.

It is a SQLite file; with RXAPP_TEST_POSTGRES_URL the tests that ask for ``database`` run on that server (docs/operations.md).
"""

import os
import shutil
from collections import Counter
from collections.abc import Iterator
from datetime import UTC, datetime
from pathlib import Path

import pytest

from rxapp.accounts import passwords
from rxapp.core.archive_key import new_pair, public_half
from rxapp.core.blobs import BlobStore
from rxapp.core.clock import FixedClock
from rxapp.core.crypto import KeyRing
from rxapp.core.db import Database, UnitOfWork, migrate
from rxapp.core.settings import Settings
from tests import postgres
from tests.accounts import Town
from tests.compiled import share

CHEAP = 64
"""KiB that the hash of a password takes in tests, in the place of `passwords.MEMORY`: they open some thousand accounts, and what
hashing costs is the matter of those that ask for `costly_passwords`.
"""
passwords._CONTEXT.update(argon2__memory_cost=CHEAP)


def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    """Files that ask for the one application of the process last, the longest first.

    It does its chores beside whatever runs from then on: what a test puts in the place of a module's own would meet it there.
    """
    served = {item.path for item in items if "carnet" in getattr(item, "fixturenames", ())}
    long = Counter(item.path for item in items)
    items.sort(key=lambda item: (item.path in served, -long[item.path], item.path))


def settings_in(folder: Path) -> Settings:
    return Settings.from_env({"RXAPP_DATA_DIR": str(folder), "RXAPP_DEMO": "1"})


@pytest.fixture(scope="session")
def empty_database_file(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A database with every table and no row, made once and copied for each test."""
    settings = settings_in(tmp_path_factory.mktemp("template"))
    migrate(settings)
    return settings.sqlite_file


@pytest.fixture
def settings(tmp_path: Path) -> Settings:
    return settings_in(tmp_path / "data")


@pytest.fixture
def clock() -> FixedClock:
    return FixedClock(datetime(2026, 11, 23, 9, 0, tzinfo=UTC))


@pytest.fixture
def archive_key() -> tuple[str, str]:
    """Both halves of an archive key, as the operator gets them."""
    return new_pair()


@pytest.fixture
def keyring(archive_key: tuple[str, str]) -> KeyRing:
    made = KeyRing(os.urandom(32))
    made.archive_public = public_half(archive_key[1], "")
    return made


@pytest.fixture(scope="session")
def postgres_template(tmp_path_factory: pytest.TempPathFactory) -> Iterator[str]:
    """The name of an empty database with every table on the server of RXAPP_TEST_POSTGRES_URL, "" without one."""
    with postgres.template(tmp_path_factory) as name:
        yield name


@pytest.fixture
def database(
    settings: Settings, clock: FixedClock, keyring: KeyRing, empty_database_file: Path, postgres_template: str
) -> Iterator[Database]:
    settings.make_data_dir()
    with postgres.copied(settings, postgres_template) as used:
        if used.is_sqlite:
            shutil.copy(empty_database_file, used.sqlite_file)
        database = Database(used, clock, keyring, BlobStore(used.blob_root))
        share(database)
        yield database
        database.dispose()


@pytest.fixture
def costly_passwords() -> Iterator[None]:
    """Hashes cost what they cost on a server."""
    passwords._CONTEXT.update(argon2__memory_cost=passwords.MEMORY)
    passwords._nobody.cache_clear()
    yield
    passwords._CONTEXT.update(argon2__memory_cost=CHEAP)
    passwords._nobody.cache_clear()


@pytest.fixture
def town(database: Database) -> Town:
    """That database, and what people do in it."""
    return Town(database)


@pytest.fixture
def uow(database: Database) -> Iterator[UnitOfWork]:
    """A unit of work that may write; nothing outlives the test unless it commits."""
    with database.uow() as uow:
        yield uow
