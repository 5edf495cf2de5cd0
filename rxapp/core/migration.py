"""Bringing a database to the schema this code expects, and refusing one from a newer version."""

from sqlalchemy import Connection, inspect, text

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


def check_version(settings: Settings) -> str | None:
    """The revision of the database, None when it is new. Raises `DatabaseTooNew` for a revision unknown to this code."""
    if settings.is_sqlite and not settings.sqlite_file.exists():
        return None
    engine = reader_engine(settings)
    try:
        with engine.connect() as connection:
            return _known_revision(connection)
    finally:
        engine.dispose()


def migrate(settings: Settings) -> None:
    """Bring the database to the newest schema, in one transaction. Raises `DatabaseTooNew`."""
    from alembic import command

    settings.make_data_dir()
    turn = WriterTurn(settings)
    engine = migration_engine(settings)
    try:
        with turn.taken(), engine.begin() as connection:
            _known_revision(connection)
            config = alembic_config()
            config.attributes["connection"] = connection
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
