"""Migrations: one start from nothing, no drift from the tables of the code, no harm to a newer or broken database."""

from pathlib import Path

import pytest
from alembic.autogenerate import compare_metadata
from alembic.migration import MigrationContext
from sqlalchemy import inspect, text
from sqlmodel import SQLModel

from rxapp.core.db import DatabaseTooNew, check_version, migrate
from rxapp.core.engines import migration_engine
from rxapp.core.migration import alembic_config
from rxapp.core.settings import ROOT, Settings


def run(settings: Settings, statement: str) -> None:
    engine = migration_engine(settings)
    with engine.begin() as connection:
        connection.execute(text(statement))
    engine.dispose()


def tables(settings: Settings) -> set[str]:
    engine = migration_engine(settings)
    with engine.connect() as connection:
        found = set(inspect(connection).get_table_names())
    engine.dispose()
    return found


def test_a_new_database_gets_every_table(settings: Settings):
    assert check_version(settings) is None
    migrate(settings)
    assert tables(settings) == set(SQLModel.metadata.tables) | {"alembic_version"}
    assert check_version(settings) is not None


def test_migrating_twice_changes_nothing(settings: Settings):
    migrate(settings)
    revision = check_version(settings)
    migrate(settings)
    assert check_version(settings) == revision


def test_the_migrations_and_the_code_describe_the_same_tables(settings: Settings):
    migrate(settings)
    engine = migration_engine(settings)
    with engine.connect() as connection:
        context = MigrationContext.configure(connection, opts={"compare_type": True})
        assert compare_metadata(context, SQLModel.metadata) == []
    engine.dispose()


def test_migrations_are_found_from_any_folder(settings: Settings, tmp_path: Path, monkeypatch: pytest.MonkeyPatch):
    monkeypatch.chdir(tmp_path)
    assert Path(alembic_config().get_main_option("script_location")) == ROOT / "alembic"
    migrate(settings)
    assert "audit_entries" in tables(settings)


def test_a_database_from_a_newer_version_is_refused_and_left_alone(settings: Settings):
    migrate(settings)
    run(settings, "UPDATE alembic_version SET version_num = '9999'")
    with pytest.raises(DatabaseTooNew) as caught:
        check_version(settings)
    assert "version plus récente" in str(caught.value)
    assert "newer version" in str(caught.value)
    with pytest.raises(DatabaseTooNew):
        migrate(settings)
    assert tables(settings) >= {"audit_entries"}


def test_a_migration_that_fails_leaves_nothing_half_done(settings: Settings):
    settings.make_data_dir()
    run(settings, "CREATE TABLE audit_entries (id VARCHAR(32))")
    with pytest.raises(Exception, match="audit_entries already exists"):
        migrate(settings)
    assert tables(settings) == {"audit_entries"}


def test_a_broken_reference_is_seen_before_the_commit(settings: Settings):
    settings.make_data_dir()
    run(settings, "CREATE TABLE parent (id INTEGER PRIMARY KEY)")
    run(settings, "CREATE TABLE child (parent_id INTEGER REFERENCES parent (id))")
    run(settings, "INSERT INTO child VALUES (1)")
    with pytest.raises(RuntimeError, match="broken reference in table child"):
        migrate(settings)
    assert tables(settings) == {"parent", "child"}


def test_the_database_is_private(settings: Settings):
    migrate(settings)
    assert settings.sqlite_file.stat().st_mode & 0o777 == 0o600
