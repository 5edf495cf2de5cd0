"""The nightly campaign: each reader of each person who is due a look, in a small transaction of their own.

It costs what is due: an indexed range of days, read in batches by keyset. What one look sends and the day of the next one are
committed together, so an interrupted campaign that runs again misses nobody and tells nobody twice.
"""

from __future__ import annotations

import logging
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from datetime import date

from sqlalchemy import func, select, tuple_, update
from sqlmodel import col

from rxapp.core.db import Database, UnitOfWork
from rxapp.core.errors import DomainError
from rxapp.prevention import law, messages
from rxapp.prevention.models import PreventionEdition, PreventionWatch

BATCH = 500
"""How many are read at once."""

log = logging.getLogger("carnet.campaign")
Progress = Callable[[int], object]


@dataclass(frozen=True, slots=True)
class Outcome:
    """What a campaign did: readers looked at, messages sent, replaced and ended, and looks that failed."""

    looked: int = 0
    sent: int = 0
    replaced: int = 0
    ended: int = 0
    failed: int = 0


def due(db: Database) -> int:
    """How many looks are due today."""
    with db.read() as uow:
        query = select(func.count()).select_from(PreventionWatch).where(col(PreventionWatch.look_on) <= uow.clock.today())
        return uow.session.execute(query).scalar_one()


def run(db: Database, *, dry: bool = False, progress: Progress | None = None) -> Outcome:
    """Look at everybody who is due; ``progress`` is told 1 after each. ``dry``: write nothing, only count what would leave."""
    if not dry:
        follow_the_law(db)
    looked = sent = replaced = ended = failed = 0
    for account_id, person_id in _due(db):
        try:
            done = _one(db, account_id, person_id, dry)
            sent, replaced, ended = sent + done.sent, replaced + done.replaced, ended + done.ended
        except Exception as failure:
            failed += 1
            log.error("a look at a calendar failed with %s", type(failure).__name__)
        looked += 1
        if progress is not None:
            progress(1)
    return Outcome(looked, sent, replaced, ended, failed)


def follow_the_law(db: Database) -> bool:
    """Another rule book than the last time: everybody is looked at again. Returns whether that was so."""
    digest = law.digest()
    with db.read() as uow:
        held = uow.session.get(PreventionEdition, 1)
        if held is not None and held.digest == digest:
            return False
    with db.uow() as uow:
        held = uow.session.get(PreventionEdition, 1)
        if held is not None:
            today = uow.clock.today()
            uow.session.execute(update(PreventionWatch).where(col(PreventionWatch.look_on) > today).values(look_on=today))
        uow.session.merge(PreventionEdition(id=1, digest=digest, since=uow.clock.now()))
        uow.commit()
    return True


def _one(db: Database, account_id: str, person_id: str, dry: bool) -> messages.Settled:
    if dry:
        with db.read() as uow:
            return messages.settle(uow, account_id=account_id, person_id=person_id, tell=True, dry=True)
    with db.uow() as uow:
        watch = uow.session.get(PreventionWatch, (account_id, person_id))
        if watch is None or watch.look_on > uow.clock.today():
            return messages.Settled()  # another worker was here meanwhile
        try:
            done = messages.settle(uow, account_id=account_id, person_id=person_id, tell=True)
        except DomainError as refusal:
            if refusal.code != "introuvable":
                raise
            uow.session.rollback()
            uow.session.delete(uow.session.get(PreventionWatch, (account_id, person_id)))  # the person is gone
            done = messages.Settled()
        uow.commit()
    return done


def _due(db: Database) -> Iterator[tuple[str, str]]:
    """Those to look at, in the order of the index; each batch is read anew, so memory stays flat."""
    after: tuple[date, str, str] | None = None
    while True:
        with db.read() as uow:
            rows = _batch(uow, after)
        if not rows:
            return
        after = rows[-1]
        for _day, account_id, person_id in rows:
            yield account_id, person_id


def _batch(uow: UnitOfWork, after: tuple[date, str, str] | None) -> list[tuple[date, str, str]]:
    place = (col(PreventionWatch.look_on), col(PreventionWatch.account_id), col(PreventionWatch.person_id))
    query = select(*place).where(place[0] <= uow.clock.today()).order_by(*place).limit(BATCH)
    if after is not None:
        query = query.where(tuple_(*place) > tuple_(*after))
    return [tuple(row) for row in uow.session.execute(query)]
