"""Moves forged through the socket: for every role and every state, each move that the table does not have changes nothing."""

from __future__ import annotations

from typing import Any

import pytest

from rxapp.core.policy import SYSTEM_ACTOR
from rxapp.pharmacy import moves, service
from rxapp.pharmacy.life import LIFE, Move, Side, State
from rxapp.pharmacy.models import Order
from rxapp.pharmacy.moves import Moving
from tests.carnet import Tab, carnet
from tests.http.test_officine import ORDER, STATE, Town, town
from tests.http.test_pharmacie import STATE as PAGE
from tests.http.test_pharmacie import clerk

__all__ = ["carnet", "town"]

ALLOWED = {(one.side, one.move, one.before) for one in LIFE}
SIDES = {"pharmacie.marche": Side.PHARMACY, "paul.durand": Side.PATIENT}
"""Who stands on a side of the orders of this test; everybody else stands on none."""
LOGINS = (*SIDES, "pharmacie.lilas", "camille.martin", "dr.moreau", "chu.valbois", "admin")
TO_STATE = {
    State.SENT: (),
    State.RECEIVED: (service.receive,),
    State.PREPARING: (service.receive, service.prepare),
    State.READY: (service.receive, service.prepare, service.make_ready),
}


def ordered(town: Town, state: State) -> tuple[str, str]:
    """An order of Paul's in that state, by the verbs of its sides; its id, and the code that would open it."""
    order_id = town.send("Paracétamol")
    code = town.code(order_id)
    with town.carnet.runtime.db.uow() as uow:
        given = {"actor": clerk(town), "order_id": order_id}
        for version, verb in enumerate(TO_STATE.get(state, TO_STATE[State.READY] if state is State.COLLECTED else ()), start=1):
            verb(uow, **given, version=version)
        order = uow.session.get(Order, order_id)
        if state is State.COLLECTED:
            service.hand_over(uow, **given, version=order.version, code=code)
        elif state is State.REFUSED:
            service.refuse(uow, **given, version=order.version, reason="legal")
        elif state in (State.CANCELLED, State.EXPIRED):
            move = Move.CANCEL if state is State.CANCELLED else Move.EXPIRE
            moves.make(Moving(uow, order, SYSTEM_ACTOR, Side.SYSTEM, order.version), move)
        uow.commit()
    return order_id, code


def where(town: Town, order_id: str) -> tuple[str, int]:
    with town.carnet.runtime.db.read() as uow:
        order = uow.session.get(Order, order_id)
        return order.state, order.version


def forge(tab: Tab, move: Move, order_id: str, version: int, code: str, path: str) -> None:
    """Every way a browser has to ask for a move, whatever the page offers."""

    def ask(name: str, **payload: Any) -> None:
        tab.event(name, tab.seeing(name, payload), path)

    ask(f"{STATE}.advance", order_id=order_id, version=version, move=move.value)
    ask(f"{ORDER}.step", version=version, move=move.value)
    if move in (Move.HAND_OVER, Move.HAND_PART):
        ask(f"{ORDER}.hand_over", form_data={"code": code, "version": str(version)})
    if move is Move.REFUSE:
        ask(f"{ORDER}.ask", dialog="refuse")
        ask(f"{ORDER}.refuse", form_data={"raison": "legal", "jour": "", "mots": ""})
    if move is Move.CANCEL:
        ask(f"{PAGE}.cancel", version=version)
    tab.settle()


@pytest.mark.parametrize("state", list(State))
def test_no_forged_move_changes_an_order(town: Town, state: State) -> None:
    order_id, code = ordered(town, state)
    before = where(town, order_id)
    assert before[0] == state
    tried = 0
    for login in LOGINS:
        for page in ("/officine", "/pharmacie"):
            path = f"{page}?commande={order_id}"
            tab = town.carnet.tab(town.carnet.session_of(login))
            tab.start(path)
            for move in Move:
                side = SIDES.get(login)
                if side is not None and (side, move, state) in ALLOWED:
                    continue
                forge(tab, move, order_id, before[1], code, path)
                assert where(town, order_id) == before, (login, page, move)
                tried += 1
            tab.close()
    assert tried >= 2 * (len(LOGINS) * len(Move) - len(Move))


@pytest.mark.parametrize("one", [one for one in LIFE if one.side is not Side.SYSTEM and one.before], ids=lambda one: one.key)
def test_the_same_ways_make_the_moves_of_the_table(town: Town, one: Any) -> None:
    """So that the refusals above are of the table, and of nothing else."""
    if one.move is Move.HAND_PART:
        order_id = town.send("Paracétamol", "Ibuprofène")
        with town.carnet.runtime.db.uow() as uow:
            given = {"actor": clerk(town), "order_id": order_id}
            service.receive(uow, **given, version=1)
            line = town.detail(order_id).lines[1]
            change = service.LineChange(service.LineState.ON_HOLD, reason="stock")
            service.change_line(uow, **given, line_id=line.id, version=line.version, change=change)
            service.prepare(uow, **given, version=2)
            service.make_ready(uow, **given, version=3)
            uow.commit()
        code = town.code(order_id)
    else:
        order_id, code = ordered(town, one.before)
    version = where(town, order_id)[1]
    login = next(login for login, side in SIDES.items() if side is one.side)
    path = f"{'/officine' if one.side is Side.PHARMACY else '/pharmacie'}?commande={order_id}"
    tab = town.carnet.tab(town.carnet.session_of(login))
    tab.start(path)
    forge(tab, one.move, order_id, version, code, path)
    assert where(town, order_id) == (one.after, version + 1)
    tab.close()
