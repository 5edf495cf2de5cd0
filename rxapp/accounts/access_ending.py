"""Pages that show a record let go of it when what they were allowed ends: past its last day, or once the person leaves."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date

from sqlalchemy import select
from sqlmodel import col

from rxapp.core import lookers
from rxapp.core.db import Database, UnitOfWork

from .access_models import RecordAccess
from .granted import readers_of
from .granting import Standing
from .standing import accounts_for


class LastDays:
    """Has the pages look again whose last day has passed, once for each day: a page is of the process that shows it, so the day
    that was seen last is kept there. Days are of Paris.
    """

    def __init__(self) -> None:
        self._seen: date | None = None

    def run(self, db: Database) -> int:
        """To be called all the time; it reads on the first call of a day alone. Returns how many accesses ended."""
        today, seen = db.clock.today(), self._seen
        if seen is None or today <= seen:
            self._seen = today
            return 0
        with db.uow() as uow:
            over = (RecordAccess.state == Standing.ALLOWED, col(RecordAccess.until) >= seen, col(RecordAccess.until) < today)
            rows = uow.session.execute(select(RecordAccess.person_id, RecordAccess.account_id).where(*over)).all()
            for person_id, account_id in rows:
                lookers.look_again(uow, [account_id, *accounts_for(uow, person_id)])
            uow.commit()
        self._seen = today
        return len(rows)


def end_of(uow: UnitOfWork, _account_id: str, people: Sequence[str]) -> None:
    """Nobody speaks for these people any more: whoever has a record open, in an emergency too, looks again."""
    for person_id in people:
        lookers.look_again(uow, readers_of(uow, person_id))
