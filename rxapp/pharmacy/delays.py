"""What time decides: an order not taken expires, one that is ready is reminded then expires, those of a closed pharmacy end; one
that was taken and not begun is late, and never ends for that.

Each order is a transaction of its own, so that one that fails stops no other and nobody waits.
"""

from __future__ import annotations

import logging
from collections.abc import Sequence
from datetime import datetime, timedelta

from sqlalchemy import Select, and_, or_, select, update
from sqlmodel import col

from rxapp.core.db import Database, UnitOfWork
from rxapp.core.errors import DomainError
from rxapp.core.policy import SYSTEM_ACTOR
from rxapp.pharmacy import moves, telling
from rxapp.pharmacy.life import LIVE, Move, Side, State
from rxapp.pharmacy.models import Order, Pharmacy, PharmacyStaff
from rxapp.pharmacy.moves import BEGUN_WITHIN, KEPT_READY, REMINDED_AFTER, Moving
from rxapp.pharmacy.places import delay_end

log = logging.getLogger("carnet.pharmacy")

AT_ONCE = 100
"""Most orders that one call looks at."""
AGAIN = timedelta(hours=1)
"""How long one that failed is left alone."""


def advance(db: Database) -> int:
    """Do what is due by now; returns how many orders were looked at."""
    with db.read() as uow:
        due = select(Order.id).where(col(Order.due_at) <= uow.clock.now()).order_by(col(Order.due_at), col(Order.id))
        gone = (
            select(Order.id)
            .join(Pharmacy, col(Pharmacy.id) == col(Order.pharmacy_id))
            .where(col(Pharmacy.closed_at).is_not(None), col(Order.state).in_(LIVE))
        )
        some = gone.order_by(col(Order.moved_at), col(Order.id)).limit(AT_ONCE)
        ids = [row for wanted in (due.limit(AT_ONCE), some, _undelayed()) for row in uow.session.execute(wanted).scalars()]
    for order_id in dict.fromkeys(ids):
        _one(db, order_id)
    return len(ids)


def end_all(uow: UnitOfWork, *, person_id: str) -> int:
    """Cancel, as Carnet itself, every order of a person that goes on, since their account closes; returns how many."""
    wanted = select(Order).where(Order.person_id == person_id, col(Order.state).in_(LIVE)).order_by(col(Order.placed_at))
    live: Sequence[Order] = uow.session.execute(wanted).scalars().all()
    for order in live:
        moves.make(_moving(uow, order), Move.CANCEL)
    return len(live)


def _one(db: Database, order_id: str) -> None:
    try:
        with db.uow() as uow:
            order = uow.session.get(Order, order_id)
            if order is not None:
                _decide(uow, order)
            uow.commit()
    except Exception as failure:
        log.error("an order could not be moved: %s", failure.code if isinstance(failure, DomainError) else type(failure).__name__)
        with db.uow() as uow:
            undelayed = and_(col(Order.state) == State.RECEIVED, col(Order.reminded).is_(False))
            later = update(Order).where(col(Order.id) == order_id, or_(col(Order.due_at).is_not(None), undelayed))
            uow.session.execute(later.values(due_at=uow.clock.now() + AGAIN))
            uow.commit()


def _decide(uow: UnitOfWork, order: Order) -> None:
    now = uow.clock.now()
    pharmacy = uow.session.get(Pharmacy, order.pharmacy_id)
    if order.due_at is None and order.state == State.RECEIVED and not order.reminded and pharmacy is not None:
        order.due_at = delay_end(pharmacy, order.moved_at, BEGUN_WITHIN)
        uow.session.add(order)
    if order.state in LIVE and (pharmacy is None or pharmacy.closed_at is not None):
        moves.make(_moving(uow, order), Move.CANCEL)
    elif order.due_at is None or order.due_at > now:
        return
    elif order.state == State.READY and not order.reminded:
        order.reminded, order.due_at = True, order.due_at + (KEPT_READY - REMINDED_AFTER)
        uow.session.add(order)
        telling.to_patient(uow, order, telling.REMINDER, mark=f"{order.version}|rappel", fin=order.due_at)
    elif order.state == State.RECEIVED and not order.reminded and pharmacy is not None:
        _late(uow, order, pharmacy, now)
    elif order.state in (State.SENT, State.READY):
        moves.make(_moving(uow, order), Move.EXPIRE)
    else:
        order.due_at = None
        uow.session.add(order)


def _undelayed() -> Select:
    """Orders taken before there was a delay to begin them: it is counted from when they were taken.

    By the counters that somebody works at, so that the index of the board finds them.
    """
    counters = select(PharmacyStaff.pharmacy_id)
    taken = (col(Order.pharmacy_id).in_(counters), Order.state == State.RECEIVED)
    wanted = select(Order.id).where(*taken, col(Order.due_at).is_(None), col(Order.reminded).is_(False))
    return wanted.order_by(col(Order.placed_at), col(Order.id)).limit(AT_ONCE)


def _late(uow: UnitOfWork, order: Order, pharmacy: Pharmacy, now: datetime) -> None:
    """Taken and not begun: told to both sides, unless an hour is promised or the person knows why a line waits."""
    if order.promised_at is not None and order.promised_at > now:
        order.due_at = order.promised_at
    elif order.promised_at is None and (end := delay_end(pharmacy, order.moved_at, BEGUN_WITHIN)) > now:
        order.due_at = end  # it failed before its delay was counted, and was left alone for less than that
    elif telling.waits(uow, order):
        order.due_at = moves.due_at(uow, order, State.RECEIVED)
    else:
        mark = f"{order.version}|retard|{order.due_at}"
        order.reminded, order.due_at = True, None
        telling.to_patient(uow, order, telling.LATE, mark=mark)
        telling.to_staff(uow, order, telling.LATE_HERE, mark=mark)
    uow.session.add(order)


def _moving(uow: UnitOfWork, order: Order) -> Moving:
    return Moving(uow, order, SYSTEM_ACTOR, Side.SYSTEM, order.version)
