"""When a line of a prescription was last handed over, and by which pharmacy."""

from __future__ import annotations

from collections.abc import Collection
from dataclasses import dataclass
from datetime import date

from sqlalchemy import select
from sqlmodel import col

from rxapp.core.clock import paris_date
from rxapp.core.db import UnitOfWork
from rxapp.pharmacy.life import LineState, Move
from rxapp.pharmacy.models import Order, OrderLine, OrderMove, PrescriptionLine


@dataclass(frozen=True)
class Handed:
    """``day``: in Paris. Of a line that was handed over in part of an order, the day on which the rest was: never too early."""

    day: date
    pharmacy_id: str


def last_handed(uow: UnitOfWork, rows: Collection[PrescriptionLine], *, secrets: bool) -> dict[str, Handed]:
    """By line, as far as the one who asks may know; ``secrets``: in a minor's secret orders too."""
    given = (Move.HAND_PART, Move.HAND_OVER)
    wanted = (
        select(OrderLine.line_id, OrderMove.at, Order.pharmacy_id)
        .join(Order, col(Order.id) == col(OrderLine.order_id))
        .join(OrderMove, col(OrderMove.order_id) == col(Order.id))
        .where(
            col(OrderLine.line_id).in_([row.id for row in rows]),
            OrderLine.state == LineState.COMPLETED,
            col(OrderMove.move).in_(given),
        )
    )
    if not secrets:
        wanted = wanted.where(col(Order.secret).is_(False))
    moves = uow.session.execute(wanted.order_by(col(OrderMove.at), col(Order.id)))
    return {line_id: Handed(paris_date(at), pharmacy_id) for line_id, at, pharmacy_id in moves}
