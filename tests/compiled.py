"""What was compiled for the database of one test serves for the next: all of them are alike.

SQLAlchemy keeps the statements that it has compiled by engine and by the engine's dialect. An application has its engines from
start to end; a test has new ones, and would spend a fifth of its time compiling the same again. Engines of SQLite files only: a
server's dialect depends on what it found there.
"""

from __future__ import annotations

from sqlalchemy import Dialect
from sqlalchemy.util import LRUCache

from rxapp.core.db import Database

_dialects: dict[str, Dialect] = {}
_statements = LRUCache(4_000)


def share(database: Database) -> None:
    """Have a database's engines use, and add to, what others of this process have compiled."""
    for engine in (database._writer, database._passing, database._reader, database._glancer):
        if engine is not None and engine.dialect.name == "sqlite":
            engine.dialect = _dialects.setdefault("sqlite", engine.dialect)
            engine._compiled_cache = _statements
