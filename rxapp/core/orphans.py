"""Files that no table knows: what a crash between a file and its row leaves behind.

They are sealed with keys that no longer exist, so they only take room. Removing one too many would lose a document, so every
doubt leaves them: files younger than a week (one may be on its way to its row; or an older copy of the database was put in
place, and there is a week to notice), a database that knows none of the files, more orphans than crashes make.
"""

import logging
from datetime import timedelta

from sqlalchemy import column, inspect, select, table

from rxapp.core.clock import SystemClock
from rxapp.core.db import Database, UnitOfWork

YOUNG = timedelta(days=7)
MOST = 50
"""More than this at once is no crash: more likely files and database do not belong together."""

_BATCH = 1000
_log = logging.getLogger(__name__)


def sweep_orphans(db: Database) -> int:
    """Remove old files that no table knows; returns how many went.

    The files are listed before the tables are read: what is written meanwhile is not among them. A table knows a file by a column
    named `blob_id`, whatever room it belongs to: the database itself is asked, so that no table can be forgotten here.
    """
    # files bear the machine's time, whatever the demonstration's clock says
    orphans = set(db.blobs.written_before(SystemClock().now() - YOUNG))
    files = len(orphans)
    with db.read() as uow:
        _forget_known(uow, orphans)
    if not orphans:
        return 0
    if len(orphans) > MOST or len(orphans) == files:
        _log.error("%d of %d old files are known to no table: is this their database? None was removed", len(orphans), files)
        return 0
    for blob_id in orphans:
        db.blobs.delete(blob_id)
    return len(orphans)


def _forget_known(uow: UnitOfWork, blob_ids: set[str]) -> None:
    connection = uow.session.connection()
    tables = inspect(connection)
    for name in tables.get_table_names():
        if any(one["name"] == "blob_id" for one in tables.get_columns(name)):
            known = connection.execution_options(yield_per=_BATCH).execute(select(table(name, column("blob_id")).c.blob_id))
            blob_ids.difference_update(known.scalars())
