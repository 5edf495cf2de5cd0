"""How Alembic reaches the database: through the connection it is given, or through the settings of the environment."""

import importlib
import importlib.util

import sqlalchemy as sa
from sqlmodel import SQLModel
from sqlmodel.sql.sqltypes import AutoString

from alembic import context
from rxapp.core.db import UtcDateTime
from rxapp.core.engines import migration_engine
from rxapp.core.settings import Settings

for name in (
    "rxapp.core.audit",
    "rxapp.core.keys",
    "rxapp.core.limits",
    "rxapp.accounts.models",
    "rxapp.record.models",
    "rxapp.notices.models",
):
    if importlib.util.find_spec(name) is not None:
        importlib.import_module(name)


def render_item(kind: str, item: object, _autogen: object) -> str | bool:
    """Write our column types as SQLAlchemy's own, so that old migrations never depend on today's code."""
    if kind == "type" and isinstance(item, UtcDateTime):
        return "sa.DateTime(timezone=True)"
    if kind == "type" and isinstance(item, AutoString):
        return f"sa.String(length={item.length})" if item.length else "sa.String()"
    return False


def run(connection: sa.Connection) -> None:
    """Run the migrations in the transaction of `connection`."""
    context.configure(
        connection=connection,
        target_metadata=SQLModel.metadata,
        compare_type=True,
        render_as_batch=connection.dialect.name == "sqlite",
        render_item=render_item,
        transactional_ddl=True,
    )
    with context.begin_transaction():
        context.run_migrations()


if context.is_offline_mode():
    raise SystemExit("Migrations run against a database: --sql is not available.")

given = context.config.attributes.get("connection")
if given is not None:
    run(given)
else:
    engine = migration_engine(Settings.from_env())
    with engine.begin() as connection:
        run(connection)
    engine.dispose()
