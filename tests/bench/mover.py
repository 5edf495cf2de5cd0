"""One process of `moves`: so many of the staff at once, each at what they saw a moment before; prints what they did as JSON.

python -m tests.bench.mover FIRST STAFF MOVES    the database is that of the environment
"""

from __future__ import annotations

import json
import random
import sys
import time
from collections import Counter
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from contextlib import closing
from dataclasses import dataclass, field

from sqlalchemy import select
from sqlmodel import col

from rxapp import runtime
from rxapp.accounts.people import context_for
from rxapp.accounts.standing import actor_of
from rxapp.core.db import Database
from rxapp.core.errors import DomainError
from rxapp.core.policy import Actor
from rxapp.core.settings import Settings
from rxapp.pharmacy import service, views
from rxapp.pharmacy.life import LIFE, LIVE, LineState, Move, Side
from rxapp.pharmacy.models import Order, OrderLine, PharmacyStaff

HOT = 8
"""Orders of a pharmacy for which half of the moves are: where people meet."""
VERBS: dict[Move, Callable[..., object]] = {
    Move.RECEIVE: service.receive,
    Move.PREPARE: service.prepare,
    Move.READY: service.make_ready,
    Move.RESUME: service.resume,
    Move.REFUSE: service.refuse,
    Move.HAND_OVER: service.hand_over,
}
_RARE = {Move.REFUSE: 0.004, Move.HAND_OVER: 0.006, Move.HAND_PART: 0.0}
_CANCELS, _LINES, _STRANGERS, _STALE, _ANYTHING = 0.004, 0.15, 0.02, 0.05, 0.1


@dataclass
class Done:
    """``won``: order, version made, account, move. ``lines``: line, version made. ``seconds``: of each move that was made."""

    won: list[tuple[str, int, str, str]] = field(default_factory=list)
    lines: list[tuple[str, int]] = field(default_factory=list)
    refused: Counter[str] = field(default_factory=Counter)
    seconds: list[float] = field(default_factory=list)


@dataclass(frozen=True)
class Staff:
    """One of the counter, the orders of their pharmacy, and those of another one."""

    db: Database
    actor: Actor
    orders: list[str]
    foreign: list[str]
    chance: random.Random

    def once(self, done: Done) -> bool:
        """Look at an order, then do something to it; whether a move was made."""
        order_id, version, state = self._looked_at()
        begun = time.perf_counter()
        try:
            if self.chance.random() < _LINES:
                done.lines.append(self._line(order_id))
                return False
            made = self._cancel(order_id, version) if self.chance.random() < _CANCELS else self._move(order_id, version, state)
        except DomainError as error:
            done.refused[error.code.partition(".")[2] or error.code] += 1
            return False
        done.seconds.append(time.perf_counter() - begun)
        done.won.append((order_id, version + 1, *made))
        return True

    def _looked_at(self) -> tuple[str, int, str]:
        some = self.foreign if self.chance.random() < _STRANGERS else self.orders
        with self.db.read() as uow:
            known = select(Order.id, Order.version, Order.state).where(col(Order.id).in_(some), col(Order.state).in_(LIVE))
            rows = uow.session.execute(known.order_by(Order.id)).all()
        row = self.chance.choice(rows[:HOT] if self.chance.random() < 0.5 else rows)
        return row.id, row.version - (self.chance.random() < _STALE), row.state

    def _move(self, order_id: str, version: int, state: str) -> tuple[str, str]:
        moves = [one.move for one in LIFE if (one.side, one.before) == (Side.PHARMACY, state)]
        if self.chance.random() < _ANYTHING:
            moves = list(VERBS)
        move = self.chance.choices(moves, [_RARE.get(one, 1.0) for one in moves])[0]
        given = {Move.REFUSE: {"reason": "out_of_stock"}, Move.HAND_OVER: {"code": self._code(order_id)}}.get(move, {})
        with self.db.uow() as uow:
            VERBS[move](uow, actor=self.actor, order_id=order_id, version=version, **given)
            uow.commit()
        return self.actor.account_id, move

    def _cancel(self, order_id: str, version: int) -> tuple[str, str]:
        with self.db.uow() as uow:
            patient = actor_of(uow, uow.session.get(Order, order_id).placed_by)
            service.cancel(uow, actor=patient, context=context_for(uow, patient), order_id=order_id, version=version)
            uow.commit()
        return patient.account_id, Move.CANCEL

    def _line(self, order_id: str) -> tuple[str, int]:
        with self.db.read() as uow:
            lines = uow.session.execute(select(OrderLine.id, OrderLine.version).where(OrderLine.order_id == order_id)).all()
        line = self.chance.choice(lines)
        wanted = self.chance.choice((LineState.ON_HOLD, LineState.PREPARATION, LineState.IN_PROGRESS))
        given = {"line_id": line.id, "version": line.version, "change": service.LineChange(wanted, reason="stock")}
        with self.db.uow() as uow:
            made = service.change_line(uow, actor=self.actor, order_id=order_id, **given)
            uow.commit()
        return line.id, made

    def _code(self, order_id: str) -> str:
        with self.db.read() as uow:
            patient = actor_of(uow, uow.session.get(Order, order_id).placed_by)
            try:
                return views.pickup_code(uow, actor=patient, context=context_for(uow, patient), order_id=order_id)
            except DomainError:
                return "000000"


def everybody(db: Database) -> list[Staff]:
    """The staff of every pharmacy, in one order for all processes."""
    with db.read() as uow:
        rows = uow.session.execute(select(PharmacyStaff).order_by(PharmacyStaff.account_id)).scalars().all()
        orders: dict[str, list[str]] = {}
        for order_id, pharmacy_id in uow.session.execute(select(Order.id, Order.pharmacy_id).order_by(Order.id)):
            orders.setdefault(pharmacy_id, []).append(order_id)
        actors = [actor_of(uow, row.account_id) for row in rows]
    where = sorted(orders)
    other = dict(zip(where, where[1:] + where[:1], strict=True))
    return [
        Staff(db, actor, orders[row.pharmacy_id], orders[other[row.pharmacy_id]], random.Random(place))  # noqa: S311
        for place, (row, actor) in enumerate(zip(rows, actors, strict=True))
    ]


def main(first: int, staff: int, moves: int) -> None:
    """Let them work until they made so many moves together."""
    with closing(runtime.build(Settings.from_env())) as wired:
        some = everybody(wired.db)[first : first + staff]
        done = Done()

        def work(one: Staff) -> None:
            while len(done.won) < moves:
                one.once(done)

        with ThreadPoolExecutor(staff) as pool:
            list(pool.map(work, some))
    json.dump(vars(done), sys.stdout)


if __name__ == "__main__":
    main(*map(int, sys.argv[1:]))
