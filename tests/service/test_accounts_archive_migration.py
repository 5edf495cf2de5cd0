"""The archive's table comes and goes: never while a record is sealed in it."""

from __future__ import annotations

from collections.abc import Callable

import pytest
from sqlalchemy import text

from alembic import command
from rxapp.core.db import Database, migrate
from rxapp.core.engines import migration_engine
from rxapp.core.migration import alembic_config
from tests.closing import Leaving, leaving
from tests.pharmacy import counter, home
from tests.service.test_accounts_archive import archive

__all__ = ["counter", "home", "leaving"]


def moved(database: Database, move: Callable[..., None], revision: str) -> None:
    database.dispose()
    engine = migration_engine(database.settings)
    try:
        with engine.begin() as connection:
            config = alembic_config()
            config.attributes |= {"connection": connection, "settings": database.settings}
            move(config, revision)
    finally:
        engine.dispose()


def test_an_older_version_is_refused_while_a_record_is_sealed(leaving: Leaving) -> None:
    leaving.close()
    sealed = archive(leaving).sealed
    with pytest.raises(RuntimeError, match="could never be reopened"):
        moved(leaving.database, command.downgrade, "0011")
    assert archive(leaving).sealed == sealed


def test_without_one_it_is_taken_away_and_comes_back(leaving: Leaving) -> None:
    moved(leaving.database, command.downgrade, "0011")
    migrate(leaving.database.settings)
    leaving.close()
    assert archive(leaving).sealed is not None


def test_the_day_of_the_last_change_is_found_for_what_was_sealed_before(leaving: Leaving) -> None:
    leaving.close()
    moved(leaving.database, command.downgrade, "0012")
    with leaving.database.read() as uow:
        columns = uow.session.execute(text("SELECT * FROM person_archive")).keys()
        assert "changed_at" not in columns
    leaving.database.dispose()
    migrate(leaving.database.settings)
    assert archive(leaving).changed_at == archive(leaving).archived_at
