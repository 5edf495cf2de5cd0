"""A PostgreSQL server for the tests, when RXAPP_TEST_POSTGRES_URL names one: a database of its own for each test.

The address is of a database that may be connected to, of a role that may create others: postgresql+psycopg://role@host:port/postgres.
"""

from __future__ import annotations

import os
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import replace

import pytest
from sqlalchemy import NullPool, create_engine, make_url, text

from rxapp.core.db import migrate, new_id
from rxapp.core.settings import Settings

URL = os.environ.get("RXAPP_TEST_POSTGRES_URL", "")


def _do(statement: str) -> None:
    engine = create_engine(URL, isolation_level="AUTOCOMMIT", poolclass=NullPool)
    with engine.connect() as connection:
        connection.execute(text(statement))


def address_of(name: str) -> str:
    """The address of a database of that server."""
    return make_url(URL).set(database=name).render_as_string(hide_password=False)


@contextmanager
def made(like: str = "template1") -> Iterator[str]:
    """The name of a new database, gone afterwards."""
    name = f"carnet_{new_id()}"
    _do(f"CREATE DATABASE {name} TEMPLATE {like}")
    try:
        yield name
    finally:
        _do(f"DROP DATABASE {name} WITH (FORCE)")


@contextmanager
def template(folders: pytest.TempPathFactory) -> Iterator[str]:
    """A database with every table and no row, "" when no server is named."""
    if not URL:
        yield ""
        return
    with made() as name:
        data = {"RXAPP_DATA_DIR": str(folders.mktemp("postgres")), "RXAPP_DEMO": "1", "RXAPP_DATABASE_URL": address_of(name)}
        migrate(Settings.from_env(data))
        yield name


@contextmanager
def copied(settings: Settings, like: str) -> Iterator[Settings]:
    """Settings on a copy of the template; as they are without one."""
    if not like:
        yield settings
        return
    with made(like) as name:
        yield replace(settings, database_url=address_of(name))
