"""How Alembic reaches the database: through the connection it is given, or through the settings of the environment."""

import sqlalchemy as sa
from sqlmodel import SQLModel
from sqlmodel.sql.sqltypes import AutoString

import rxapp.accounts.access_models
import rxapp.accounts.models
import rxapp.accounts.relatives_models
import rxapp.agenda.models
import rxapp.core.audit
import rxapp.core.checkpoints
import rxapp.core.keys
import rxapp.core.limits
import rxapp.inbox.models
import rxapp.measures.models
import rxapp.notices.models
import rxapp.pharmacy.models
import rxapp.prevention.models
import rxapp.profile.models
import rxapp.record.asking_models
import rxapp.record.models
import rxapp.record.sending_models
import rxapp.sharing.models
import rxapp.takeout.models  # noqa: F401 - these imports fill SQLModel.metadata
from alembic import context
from rxapp.core.db import UtcDateTime
from rxapp.core.engines import migration_engine
from rxapp.core.settings import Settings


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
    settings = context.config.attributes["settings"] = Settings.from_env()
    engine = migration_engine(settings)
    with engine.begin() as connection:
        run(connection)
    engine.dispose()
