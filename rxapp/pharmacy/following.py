"""Which order sends again what another one asked in vain: by « envoyer ailleurs », or by hand. Nothing a pharmacy is told."""

from __future__ import annotations

from sqlalchemy import ColumnElement, and_, literal, or_, select
from sqlalchemy.orm import aliased
from sqlmodel import col

from rxapp.core.db import UnitOfWork
from rxapp.core.policy import Actor, Role
from rxapp.pharmacy.life import ENDED_BADLY, LIVE, Side, State
from rxapp.pharmacy.models import Order, OrderDocument, OrderLine, OrderMove


def followers(uow: UnitOfWork, actor: Actor, orders: list[Order]) -> dict[str, str]:
    """Of those orders: by id, the one that sends it again: one that names it, else one sent by hand.

    One that the person gave up counts only when it was itself sent again. One that Carnet itself cancelled counts: it is sent
    elsewhere in its turn, and is what remains to be done.
    """
    over = [order for order in orders if order.state not in LIVE]
    if not over or actor.role is Role.PHARMACY:
        return {}
    named = _named(uow, over)
    alone = [order.id for order in over if order.state in ENDED_BADLY and order.id not in named]
    return _by_hand(uow, alone) | named if alone else named


def by_carnet(order: type[Order]) -> ColumnElement[bool]:
    """For queries: that Carnet itself cancelled an order, its pharmacy having left, or nobody being left to fetch it."""
    ended = (OrderMove.order_id == order.id, OrderMove.side == Side.SYSTEM, OrderMove.to_state == State.CANCELLED)
    return and_(col(order.state) == State.CANCELLED, select(OrderMove.order_id).where(*ended).exists())


def ended_by_carnet(uow: UnitOfWork, order_ids: list[str]) -> set[str]:
    """Of those orders, the ones that Carnet itself cancelled; also once their pharmacy is back in the directory."""
    if not order_ids:
        return set()
    return set(uow.session.execute(select(Order.id).where(col(Order.id).in_(order_ids), by_carnet(Order))).scalars())


def _named(uow: UnitOfWork, orders: list[Order]) -> dict[str, str]:
    """By order, the latest that names it and counts. The names are a forest: each is read after those that name it."""
    theirs = col(Order.person_id).in_({order.person_id for order in orders})  # the index by person
    columns = (Order.id, Order.follows, Order.state, Order.placed_at)
    ids = [order.id for order in orders]
    chain = select(*columns, literal(1).label("depth")).where(theirs, col(Order.follows).in_(ids)).cte("chain", recursive=True)
    onward = select(*columns, (chain.c.depth + 1).label("depth")).join(chain, col(Order.follows) == chain.c.id).where(theirs)
    chain = chain.union_all(onward)
    deepest_first = select(chain).order_by(chain.c.depth.desc(), chain.c.placed_at.desc(), chain.c.id.desc())
    rows = uow.session.execute(deepest_first).all()
    cancelled = [row.id for row in rows if row.state == State.CANCELLED]
    counting = ended_by_carnet(uow, cancelled) | (_by_hand(uow, cancelled).keys() if cancelled else set())
    found: dict[str, str] = {}
    for row in rows:
        if row.state != State.CANCELLED or row.id in counting or row.id in found:
            found.setdefault(row.follows, row.id)
    return {order_id: found[order_id] for order_id in ids if order_id in found}


def _by_hand(uow: UnitOfWork, order_ids: list[str]) -> dict[str, str]:
    """The latest order of the same prescription, as secret, made after it ended and not given up, with one of its lines."""
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
            or_(col(then.state) != State.CANCELLED, by_carnet(then)),
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
