"""What became of a closed record's key: the row of the archive says it, and the ledger says it again outside the database."""

from __future__ import annotations

from datetime import datetime, timedelta

from rxapp.core.db import UnitOfWork
from rxapp.core.ledger import Fate, LedgerLine

from .models import PersonArchive

_SOONEST = timedelta(microseconds=1)


def changed(uow: UnitOfWork, row: PersonArchive) -> None:
    """Something became of the key, which the ledger is to say: later than all it said of this person, be the clock set back."""
    now = uow.clock.now()
    row.changed_at = now if row.changed_at is None else max(now, row.changed_at + _SOONEST)
    row.noted = row.wiped = False
    uow.session.add(row)


def due(row: PersonArchive) -> datetime | None:
    """When a closed record is destroyed: on its last day, or with the end of a letter that gives it back; None when never."""
    if row.destroy_at is None or row.letter_until is None:
        return row.destroy_at
    return max(row.destroy_at, row.letter_until)


def line_of(row: PersonArchive) -> LedgerLine:
    """What the ledger is to say of a row."""
    if row.destroyed_at is not None:
        fate = Fate.DESTROYED
    elif row.sealed is None:
        fate = Fate.REOPENED
    else:
        fate = Fate.ARCHIVED
    return LedgerLine(row.person_id, fate, row.changed_at, due(row), row.asked, row.reference, row.archived_at)
