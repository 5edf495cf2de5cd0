"""Bringing a database to the schema this code expects, and refusing one from a newer version."""

from collections.abc import Iterator
from contextlib import contextmanager

from sqlalchemy import Connection, inspect, text
from sqlalchemy.exc import DatabaseError

from rxapp.core.engines import WriterTurn, migration_engine, reader_engine
from rxapp.core.settings import ROOT, Settings


class DatabaseTooNew(Exception):
    """The database was made by a newer version than this code; using it could lose data."""

    def __init__(self, revision: str) -> None:
        super().__init__(
            f"La base de données vient d’une version plus récente de Carnet (révision {revision}). "
            "Rien n’a été modifié : installez la version la plus récente, ou restaurez une sauvegarde de celle-ci. "
            f"/ The database comes from a newer version of Carnet (revision {revision}). "
            "Nothing was changed: install the newest version, or restore a backup made with this one."
        )
        self.revision = revision


class DatabaseUnreadable(Exception):
    """The database file is damaged or is none; nothing was changed."""

    def __init__(self, settings: Settings) -> None:
        super().__init__(
            f"La base de données ({settings.sqlite_file}) est abîmée, ou n’en est pas une. Rien n’a été modifié : gardez ce "
            "fichier, et restaurez votre sauvegarde à sa place. / The database is damaged, or is none. Nothing was changed: "
            "keep that file, and restore your backup in its place."
        )


@contextmanager
def readable(settings: Settings) -> Iterator[None]:
    """Use the database within it. Raises `DatabaseUnreadable` in place of what SQLite says of a damaged file."""
    try:
        yield
    except DatabaseError as failure:
        said = str(failure.orig)
        if settings.is_sqlite and ("not a database" in said or "malformed" in said):
            raise DatabaseUnreadable(settings) from failure
        raise


def check_pages(settings: Settings) -> None:
    """Look at every page of a SQLite file. Raises `DatabaseUnreadable` when one is damaged."""
    if not settings.is_sqlite or not settings.sqlite_file.exists():
        return
    engine = reader_engine(settings)
    try:
        with readable(settings), engine.connect() as connection:
            if connection.execute(text("PRAGMA quick_check(1)")).scalar() != "ok":
                raise DatabaseUnreadable(settings)
    finally:
        engine.dispose()


def check_version(settings: Settings) -> str | None:
    """The revision of the database, None when it is new. Raises `DatabaseTooNew` for a revision unknown to this code,
    `DatabaseUnreadable` for a file that is no database or a damaged one."""
    if settings.is_sqlite and not settings.sqlite_file.exists():
        return None
    engine = reader_engine(settings)
    try:
        with readable(settings), engine.connect() as connection:
            return _known_revision(connection)
    finally:
        engine.dispose()


def migrate(settings: Settings) -> None:
    """Bring the database to the newest schema, in one transaction.

    The master key is read when histories of before are to be chained anew. Raises `DatabaseTooNew`, `DatabaseUnreadable`,
    `MasterKeyMissing`.
    """
    from alembic import command

    settings.make_data_dir()
    turn = WriterTurn(settings)
    engine = migration_engine(settings)
    try:
        with readable(settings), turn.taken(), engine.begin() as connection:
            _known_revision(connection)
            config = alembic_config()
            config.attributes |= {"connection": connection, "settings": settings}
            command.upgrade(config, "head")
            _check_references(connection)
    finally:
        engine.dispose()
        turn.close()


def alembic_config():
    """Alembic's configuration, found beside the code whatever the current folder."""
    from alembic.config import Config

    config = Config(str(ROOT / "alembic.ini"))
    config.set_main_option("script_location", str(ROOT / "alembic").replace("%", "%%"))
    return config


def _known_revision(connection: Connection) -> str | None:
    if not inspect(connection).has_table("alembic_version"):
        return None
    revision = connection.execute(text("SELECT version_num FROM alembic_version")).scalar()
    if revision is not None and revision not in _revisions():
        raise DatabaseTooNew(revision)
    return revision


def newest_revision() -> str | None:
    """The revision that this code brings a database to."""
    from alembic.script import ScriptDirectory

    return ScriptDirectory.from_config(alembic_config()).get_current_head()


def _revisions() -> set[str]:
    from alembic.script import ScriptDirectory

    return {script.revision for script in ScriptDirectory.from_config(alembic_config()).walk_revisions()}


def _check_references(connection: Connection) -> None:
    """SQLite rebuilds tables without watching foreign keys: look at them before the commit."""
    if connection.dialect.name != "sqlite":
        return
    broken = connection.execute(text("PRAGMA foreign_key_check")).first()
    if broken is not None:
        raise RuntimeError(f"a migration left a broken reference in table {broken[0]}; nothing was changed")
