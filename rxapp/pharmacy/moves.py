"""Making one move: the table asked, the version compared, the row appended, the order set, the other side told, the line written.

Everything that moves an order comes through `make`; nothing else writes `state` or `version`.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime, timedelta

from sqlalchemy import select, update
from sqlmodel import col

from rxapp.core.db import UnitOfWork
from rxapp.core.errors import DomainError
from rxapp.core.policy import Actor
from rxapp.pharmacy import acts, spelling, telling
from rxapp.pharmacy.content import seal_move
from rxapp.pharmacy.life import LIVE, OPEN_LINES, LineState, Move, Side, State, after, require_line
from rxapp.pharmacy.looks import note
from rxapp.pharmacy.models import Order, OrderDocument, OrderLine, OrderMove, Pharmacy
from rxapp.pharmacy.places import delay_end

TAKEN_WITHIN = timedelta(hours=2)
"""Open hours within which a pharmacy takes an order; then it expires, and another pharmacy is proposed. A choice of ours."""
BEGUN_WITHIN = TAKEN_WITHIN
"""Open hours within which it begins to prepare what it took; then both sides are told, and nothing ends by itself."""
REMINDED_AFTER = timedelta(days=2)
"""How long after it is ready its owner is reminded. A choice of ours."""
KEPT_READY = timedelta(days=7)
"""How long it waits once ready, then it expires. A choice of ours."""
SEEN_AFTER = timedelta(days=90)
"""How long the pharmacy still sees an order that it handed over. A choice of ours, not the law: the register that the law has a
pharmacy keep for ten years (Code de la santé publique, R. 5132-9 and R. 5132-10) is its own, outside Carnet (decision 030)."""


@dataclass(frozen=True)
class Moving:
    """Who moves what, as it was when they looked: ``version`` is the one they saw."""

    uow: UnitOfWork
    order: Order
    actor: Actor
    side: Side
    version: int


def make(moving: Moving, move: Move, *, details: dict[str, object] | None = None) -> State:
    """Make a move; returns where the order stands now.

    Raises DomainError ``commande.interdit``, or ``commande.entretemps.…`` (quand) when the order was moved since that version:
    nothing is changed then, and the words say what happened.
    """
    uow, order = moving.uow, moving.order
    uow.keep(uow.session.get(Pharmacy, order.pharmacy_id))
    _lock(uow, order)
    if order.version != moving.version:
        raise meanwhile(order)
    before = State(order.state)
    now_state = after(moving.side, move, before)
    append(uow, order, actor=moving.actor, side=moving.side, move=move, before=before, now=now_state)
    _set(uow, order, now_state)
    if now_state not in LIVE:
        end(uow, order, moving.side)
    uow.session.add(order)
    uow.session.flush()
    write_line(uow, moving.actor, order, acts.OF_MOVE[move], **(details or {}))
    telling.moved(uow, order, side=moving.side, move=move, actor=moving.actor)
    return now_state


def append(uow: UnitOfWork, order: Order, *, actor: Actor, side: Side, move: Move, before: State | None, now: State) -> OrderMove:
    """Append the row of a move; the first one has version 1. The database refuses one that the table does not have."""
    row = OrderMove(
        order_id=order.id,
        version=1 if before is None else order.version + 1,
        at=uow.clock.now(),
        account_id=actor.account_id,
        side=side,
        move=move,
        from_state=before or "",
        to_state=now,
    )
    seal_move(uow, order, row, {"actor": actor.label})
    uow.session.add(row)
    uow.session.flush()
    return row


def meanwhile(order: Order) -> DomainError:
    """What happened since somebody looked."""
    if order.state == State.SENT:  # a version that never was
        return DomainError("commande.interdit")
    return DomainError(f"commande.entretemps.{order.state}", quand=order.moved_at)


def require_current(uow: UnitOfWork, order: Order, version: int, *states: State) -> None:
    """For what changes an order without moving it. Raises as `make` does."""
    _lock(uow, order)
    if order.version != version:
        raise meanwhile(order)
    if order.state not in states:
        raise DomainError("commande.interdit")


def require_going_on(uow: UnitOfWork, order: Order) -> None:
    """For what changes what is said of an order, wherever it stands: it is held, so that two who do lose nothing of each other's.

    Raises DomainError ``commande.interdit`` once it is over.
    """
    _lock(uow, order)
    if order.state not in LIVE:
        raise DomainError("commande.interdit")


def due_at(uow: UnitOfWork, order: Order, state: State) -> datetime | None:
    """When time will decide something of an order that is in this state since now."""
    now = uow.clock.now()
    if state in (State.SENT, State.RECEIVED):
        pharmacy = uow.session.get(Pharmacy, order.pharmacy_id)
        return delay_end(pharmacy, now, TAKEN_WITHIN if state is State.SENT else BEGUN_WITHIN) if pharmacy else now
    return now + REMINDED_AFTER if state is State.READY else None


def kept_until(order: Order) -> datetime | None:
    """When an order that is ready expires if nobody comes for it; None for any other."""
    if order.state != State.READY or order.due_at is None:
        return None
    return order.due_at if order.reminded else order.due_at + (KEPT_READY - REMINDED_AFTER)


def write_line(uow: UnitOfWork, actor: Actor, order: Order, action: str, **details: object) -> None:
    """One line in the person's history; none for what a minor keeps secret, since a parent reads that history."""
    if order.secret:
        return
    pharmacy = uow.session.get(Pharmacy, order.pharmacy_id)
    details.setdefault("label", spelling.name(pharmacy.name) if pharmacy else "")
    note(uow, actor, order.person_id, action, item=order.id, **details)


def lines_of(uow: UnitOfWork, order: Order) -> list[OrderLine]:
    """The lines of an order, in the order of the prescription."""
    wanted = select(OrderLine).where(OrderLine.order_id == order.id).order_by(col(OrderLine.position), col(OrderLine.id))
    return list(uow.session.execute(wanted).scalars())


def move_line(row: OrderLine, side: Side, now: LineState) -> None:
    """Take a line to another state. Raises DomainError ``commande.ligne_interdit``."""
    require_line(side, LineState(row.state), now)
    row.state = now
    row.version += 1


def end(uow: UnitOfWork, order: Order, side: Side) -> None:
    """What the end of an order ends: its hold on the prescription, its open lines, the pharmacy's access but for its delay."""
    documents = update(OrderDocument).where(OrderDocument.order_id == order.id).values(live=False)
    uow.session.execute(documents.execution_options(synchronize_session="fetch"))
    left = LineState.DECLINED if side is Side.PHARMACY else LineState.CANCELLED
    for row in lines_of(uow, order):
        if row.state in OPEN_LINES:
            move_line(row, side, left)
            uow.session.add(row)
    order.seen_until = uow.clock.now() + SEEN_AFTER if order.state == State.COLLECTED else None


def _set(uow: UnitOfWork, order: Order, state: State) -> None:
    """Compare and set: the order is at the version that was compared, or somebody won."""
    changed = (
        update(Order)
        .where(col(Order.id) == order.id, col(Order.version) == order.version, col(Order.state) == order.state)
        .values(
            state=state, version=order.version + 1, moved_at=uow.clock.now(), due_at=due_at(uow, order, state), reminded=False
        )
        .execution_options(synchronize_session="evaluate")
    )
    if uow.session.execute(changed).rowcount != 1:
        raise DomainError("base.occupee")


def _lock(uow: UnitOfWork, order: Order) -> None:
    """See the order as it is now, and hold it until the end of the transaction where the database has many writers."""
    uow.session.flush()
    wanted = select(Order).where(Order.id == order.id).with_for_update()
    uow.session.execute(wanted.execution_options(populate_existing=True)).scalar_one()
