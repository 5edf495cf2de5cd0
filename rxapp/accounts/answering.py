"""Requests that were written down whoever was named, and are answered later, out of sight of whoever asked."""

from __future__ import annotations

import logging
from collections.abc import Callable

from sqlalchemy import delete, select

from rxapp.core.db import Database, UnitOfWork
from rxapp.core.errors import passes

from .models import CodeRequest, ResetRequest

_BATCH = 20
_log = logging.getLogger(__name__)


def answer_each(
    database: Database, table: type[CodeRequest | ResetRequest], answer: Callable[[UnitOfWork, str, str], int]
) -> int:
    """Answer what waits in a table, the oldest first; returns the sum of what ``answer`` returns.

    Each is a transaction of its own; one that cannot be read is logged and dropped, so that it never holds up the others. Raises
    DomainError when the disk is full or busy.
    """
    sent = 0
    with database.read() as uow:
        waiting = uow.session.execute(select(table.id).order_by(table.at).limit(_BATCH)).scalars().all()
    for request_id in waiting:
        try:
            with database.uow() as uow:
                sent += answer(uow, request_id, database.settings.public_url)
                uow.commit()
        except Exception as failure:
            if passes(failure):
                raise  # the request waits for the next call
            _log.error("a request could not be answered: %s", type(failure).__name__)
            with database.uow() as uow:
                uow.session.execute(delete(table).where(table.id == request_id))
                uow.commit()
    return sent
