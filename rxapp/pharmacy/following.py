"""Which order sends again what another one asked in vain: by « envoyer ailleurs », or by hand. Nothing a pharmacy is told."""

from __future__ import annotations

from sqlalchemy import select
from sqlalchemy.orm import aliased
from sqlmodel import col

from rxapp.core.db import UnitOfWork
from rxapp.core.policy import Actor, Role
from rxapp.pharmacy.life import ENDED_BADLY, LIVE, State
from rxapp.pharmacy.models import Order, OrderDocument, OrderLine


def followers(uow: UnitOfWork, actor: Actor, orders: list[Order]) -> dict[str, str]:
    """Of those orders: by id, the one that sends it again and was not cancelled: one that names it, else one sent by hand."""
    over = [order for order in orders if order.state not in LIVE]
    if not over or actor.role is Role.PHARMACY:
        return {}
    going = (col(Order.follows).in_([order.id for order in over]), col(Order.state) != State.CANCELLED)
    named = select(Order.follows, Order.id).where(*going)
    found = {first: then for first, then in uow.session.execute(named.order_by(col(Order.placed_at), col(Order.id)))}
    alone = [order.id for order in over if order.state in ENDED_BADLY and order.id not in found]
    return _by_hand(uow, alone) | found if alone else found


def _by_hand(uow: UnitOfWork, order_ids: list[str]) -> dict[str, str]:
    """The latest order of the same prescription, as secret, made after it ended and not cancelled, with one of its lines."""
    first, then, sent, again = aliased(Order), aliased(Order), aliased(OrderDocument), aliased(OrderDocument)
    pairs = (
        select(first.id, then.id, then.placed_at)
        .join(sent, col(sent.order_id) == col(first.id))
        .join(again, col(again.document_id) == col(sent.document_id))
        .join(then, col(then.id) == col(again.order_id))
        .where(
            col(first.id).in_(order_ids),
            col(then.person_id) == col(first.person_id),
            col(then.secret) == col(first.secret),
            col(then.placed_at) >= col(first.moved_at),
            col(then.id) != col(first.id),
            col(then.state) != State.CANCELLED,
        )
        .distinct()
        .order_by(then.placed_at, then.id)
    )
    found = [(one, other) for one, other, _at in uow.session.execute(pairs)]
    lines = _lines(uow, {order_id for pair in found for order_id in pair})
    same = ((one, other) for one, other in found if not lines[one] or not lines[other] or lines[one] & lines[other])
    return dict(same)


def _lines(uow: UnitOfWork, order_ids: set[str]) -> dict[str, set[str]]:
    held: dict[str, set[str]] = {order_id: set() for order_id in order_ids}
    wanted = select(OrderLine.order_id, OrderLine.line_id).where(col(OrderLine.order_id).in_(order_ids))
    for order_id, line_id in uow.session.execute(wanted):
        held[order_id].add(line_id)
    return held
