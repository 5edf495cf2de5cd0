"""No impossible history: random moves by random actors, every forbidden move tried through the code and through the database."""

from __future__ import annotations

import itertools
import random
from concurrent.futures import ThreadPoolExecutor
from datetime import timedelta

import pytest
import sqlalchemy as sa
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from sqlalchemy.exc import IntegrityError

from rxapp.core.db import Database, new_id
from rxapp.core.errors import DomainError
from rxapp.core.policy import SYSTEM_ACTOR
from rxapp.pharmacy import delays, moves, service
from rxapp.pharmacy.life import LIFE, LINE_LIFE, LIVE, LineState, Move, Side, State
from rxapp.pharmacy.models import Order, OrderLine, OrderMove, Pharmacy
from rxapp.pharmacy.moves import Moving
from tests.accounts import refused
from tests.pharmacy import ANNE, BRUNO, LILAS, Counter, counter, home

__all__ = ["counter", "home"]

ALLOWED = {one.key for one in LIFE}
WAY = {
    State.SENT: (),
    State.RECEIVED: (Move.RECEIVE,),
    State.PREPARING: (Move.RECEIVE, Move.PREPARE),
    State.READY: (Move.RECEIVE, Move.PREPARE, Move.READY),
    State.COLLECTED: (Move.RECEIVE, Move.PREPARE, Move.READY, Move.HAND_OVER),
    State.REFUSED: (Move.REFUSE,),
    State.CANCELLED: (Move.CANCEL,),
    State.EXPIRED: (Move.EXPIRE,),
}


def actor_for(counter: Counter, side: Side):
    return {Side.PATIENT: counter.home.nadia, Side.PHARMACY: ANNE, Side.SYSTEM: SYSTEM_ACTOR}[side]


def brought_to(counter: Counter, uow, order: Order, state: State) -> None:
    """Take an order to a state by allowed moves."""
    for move in WAY[state]:
        side = next(one.side for one in LIFE if one.move == move and one.before == order.state)
        moves.make(Moving(uow, order, actor_for(counter, side), side, order.version), move)
    assert order.state == state


def written(database: Database, order_id: str) -> list[tuple]:
    with database.read() as uow:
        rows = uow.session.execute(
            sa.select(OrderMove).where(OrderMove.order_id == order_id).order_by(OrderMove.version)
        ).scalars()
        return [(row.version, row.side, row.move, row.from_state, row.to_state) for row in rows]


def is_possible(rows: list[tuple], state: str, version: int) -> bool:
    """A history that begins by a sending, whose moves are of the table and follow each other, and whose end is the state."""
    keys = [f"{side}|{move}|{before}|{after}" for _version, side, move, before, after in rows]
    chained = all(earlier[4] == later[3] for earlier, later in itertools.pairwise(rows))
    numbered = [row[0] for row in rows] == list(range(1, version + 1))
    return set(keys) <= ALLOWED and chained and numbered and rows[0][2] == "send" and rows[-1][4] == state


@pytest.mark.parametrize("state", list(State))
def test_every_move_that_the_table_does_not_have_is_refused_by_the_code(counter: Counter, state: State) -> None:
    order_id = counter.send()
    with counter.database.uow() as uow:
        order = uow.session.get(Order, order_id)
        brought_to(counter, uow, order, state)
        uow.commit()
    before = written(counter.database, order_id)
    for side, move in itertools.product(Side, Move):
        if any((one.side, one.move, one.before) == (side, move, state) for one in LIFE):
            continue
        with counter.database.uow() as uow:
            order = uow.session.get(Order, order_id)
            moving = Moving(uow, order, actor_for(counter, side), side, order.version)
            assert refused(moves.make, moving, move).code == "commande.interdit", (side, move)
    assert written(counter.database, order_id) == before


@pytest.mark.parametrize("state", list(State))
def test_every_move_that_the_table_does_not_have_is_refused_by_the_database(counter: Counter, state: State) -> None:
    """Whoever writes: (side × move × from × to) by plain SQL, of an order that is in each state."""
    order_id = counter.send()
    with counter.database.uow() as uow:
        order = uow.session.get(Order, order_id)
        brought_to(counter, uow, order, state)
        uow.commit()
        version, now = order.version, uow.clock.now()
    taken = []
    for side, move, before, after in itertools.product(Side, Move, ("", *State), State):
        with counter.database.uow() as uow:
            row = OrderMove(
                order_id=order_id,
                version=version + 1,
                at=now,
                account_id="x",
                side=side,
                move=move,
                from_state=before,
                to_state=after,
            )
            uow.session.add(row)
            try:
                uow.session.flush()
            except IntegrityError:
                continue
            taken.append(f"{side}|{move}|{before}|{after}")
    assert sorted(taken) == sorted(one.key for one in LIFE if one.before == state)


STATEMENTS = {
    "a state without its move": "UPDATE pharmacy_order SET state = 'ready' WHERE id = :id",
    "a version without its move": "UPDATE pharmacy_order SET version = 9 WHERE id = :id",
    "a state back": "UPDATE pharmacy_order SET state = 'sent', version = 1 WHERE id = :id",
    "an actor": "UPDATE order_move SET account_id = 'x' WHERE order_id = :id",
    "an instant": "UPDATE order_move SET at = '2020-01-01 00:00:00' WHERE order_id = :id",
    "a step": "UPDATE order_move SET to_state = 'ready' WHERE order_id = :id AND version = 2",
    "a version": "UPDATE order_move SET version = 7 WHERE order_id = :id AND version = 2",
    "an order that begins ready": (
        "INSERT INTO pharmacy_order SELECT 'x', person_id, pharmacy_id, 'ready', 1, secret, placed_by, placed_at, moved_at, "
        "due_at, reminded, promised_at, seen_until, :blob, code_hash, code_tries, follows, content FROM pharmacy_order "
        "WHERE id = :id"
    ),
    "a step that is skipped": (
        "INSERT INTO order_move SELECT order_id, 4, at, account_id, 'patient', 'cancel', 'received', 'cancelled', content "
        "FROM order_move WHERE order_id = :id AND version = 2"
    ),
    "another beginning": (
        "INSERT INTO order_move SELECT order_id, 3, at, account_id, 'patient', 'send', '', 'sent', content "
        "FROM order_move WHERE order_id = :id AND version = 2"
    ),
    "a beginning over it": (
        "INSERT INTO pharmacy_order SELECT id, person_id, pharmacy_id, 'sent', 1, secret, placed_by, placed_at, moved_at, "
        "due_at, reminded, promised_at, seen_until, once_index, code_hash, code_tries, follows, content FROM pharmacy_order "
        "WHERE id = :id ON CONFLICT (id) DO UPDATE SET state = 'sent', version = 1"
    ),
    "another pharmacy": "UPDATE pharmacy_order SET pharmacy_id = (SELECT max(id) FROM pharmacy WHERE id <> pharmacy_id) "
    "WHERE id = :id",
    "another person": "UPDATE pharmacy_order SET person_id = 'x' WHERE id = :id",
    "a secret told": "UPDATE pharmacy_order SET secret = NOT secret WHERE id = :id",
    "the words of a move": "UPDATE order_move SET content = :blob WHERE order_id = :id",
    "a line elsewhere": "UPDATE order_line SET order_id = 'x' WHERE order_id = :id",
    "a version of a line back": "UPDATE order_line SET version = 0 WHERE order_id = :id",
    "a line begun again": (
        "INSERT INTO order_line SELECT id, order_id, line_id, position, 'preparation', 1, content FROM order_line "
        "WHERE order_id = :id ON CONFLICT (id) DO UPDATE SET state = 'preparation'"
    ),
    "a line that is born done": "INSERT INTO order_line VALUES ('x', :id, 'y', 1, 'completed', 1, :blob)",
    "a line that comes back": "UPDATE order_line SET state = 'preparation' WHERE order_id = :id",
}


@pytest.mark.parametrize("statement", STATEMENTS.values(), ids=STATEMENTS.keys())
def test_plain_sql_rewrites_nothing(counter: Counter, statement: str) -> None:
    document = counter.paper()
    counter.type_lines(document, "zopiclone")
    order_id = counter.send(document)
    counter.step(service.receive, order_id)
    counter.change(order_id, 0, LineState.DECLINED, reason="stock")
    with counter.database.uow() as uow, pytest.raises(IntegrityError, match="a move that the table does not have"):
        uow.session.execute(sa.text(statement), {"id": order_id, "blob": b"\1"} if ":blob" in statement else {"id": order_id})
    assert counter.state(order_id) == ("received", 2)


def test_the_words_of_a_move_may_be_erased(counter: Counter) -> None:
    order_id = counter.send()
    with counter.database.uow() as uow:
        uow.session.execute(sa.update(OrderMove).where(OrderMove.order_id == order_id).values(content=b""))
        uow.commit()
    assert [step.by for step in counter.order(order_id).steps] == [""]


def test_the_database_knows_the_same_moves_of_lines(counter: Counter) -> None:
    """Each pair of states of a line, tried by plain SQL."""
    order_id = counter.send()
    ways = {(before, after) for _side, before, after in LINE_LIFE if before != after}
    reach = {LineState.PREPARATION: ()} | {state: (state,) for _b, state in ways if (LineState.PREPARATION, state) in ways}
    reach[LineState.COMPLETED] = (LineState.IN_PROGRESS, LineState.COMPLETED)
    for before, after in itertools.permutations(LineState, 2):
        with counter.database.uow() as uow:
            line = OrderLine(id=new_id(), order_id=order_id, line_id="x", position=0, content=b"")
            uow.session.add(line)
            uow.session.flush()
            for state in (*reach[before],):
                uow.session.execute(sa.update(OrderLine).where(OrderLine.id == line.id).values(state=state))
            last = sa.update(OrderLine).where(OrderLine.id == line.id).values(state=after)
            if (before, after) in ways:
                uow.session.execute(last)
            else:
                with pytest.raises(IntegrityError, match="a move that the table does not have"):
                    uow.session.execute(last)


def test_many_staff_on_few_orders_write_no_impossible_history(counter: Counter) -> None:
    """Eight at once, each at the version they read a moment before: whoever comes second is told, and changes nothing."""
    orders = [counter.send() for _n in range(4)]
    codes = {order_id: counter.code(order_id) for order_id in orders}
    won = []

    def work(seed: int) -> None:
        chance = random.Random(seed)  # noqa: S311 - a test's moves
        for _step in range(15):
            order_id, verb = chance.choice(orders), chance.choice(sorted(VERBS))
            version = counter.state(order_id)[1]
            if _attempt(counter, order_id, chance.choice(("anne", "bruno", "nadia")), verb, version, codes[order_id]):
                won.append((order_id, verb))

    with ThreadPoolExecutor(8) as pool:
        list(pool.map(work, range(8)))
    for order_id in orders:
        state, version = counter.state(order_id)
        assert is_possible(written(counter.database, order_id), state, version)
        moved = [verb for one, verb in won if one == order_id and verb != "promise"]
        assert len(moved) == version - 1


ACTORS = ("nadia", "stranger", "zoe", "anne", "bruno", "lilas", "time", "close", "end")
VERBS = {
    "receive": service.receive,
    "prepare": service.prepare,
    "ready": service.make_ready,
    "resume": service.resume,
    "refuse": service.refuse,
    "hand_over": service.hand_over,
    "cancel": service.cancel,
    "promise": service.promise,
}


@settings(max_examples=60, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(
    st.lists(
        st.tuples(st.sampled_from(ACTORS), st.sampled_from(sorted(VERBS)), st.integers(-1, 1), st.booleans()),
        min_size=1,
        max_size=25,
    )
)
def test_random_moves_by_random_actors_never_write_an_impossible_history(counter: Counter, steps: list[tuple]) -> None:
    document = counter.paper()
    counter.type_lines(document, "metformine", "sitagliptine")
    order_id = counter.send(document)
    code = counter.code(order_id)
    for who, verb, off, right in steps:
        before = counter.state(order_id)
        done = _attempt(counter, order_id, who, verb, before[1] + off, code if right else "000000")
        after = counter.state(order_id)
        rows = written(counter.database, order_id)
        assert is_possible(rows, *after)
        assert after[1] - before[1] in (0, 1)
        if who in ("stranger", "zoe", "lilas"):
            assert after == before
            assert not done
        if done and verb != "promise" and who not in ("time", "close", "end"):
            assert after[1] == before[1] + 1
            assert off == 0
        if before[0] not in LIVE:
            assert after == before
    _reopen(counter)


def _attempt(counter: Counter, order_id: str, who: str, verb: str, version: int, code: str) -> bool:
    people = {"anne": ANNE, "bruno": BRUNO, "lilas": LILAS}
    given = {"refuse": {"reason": "legal"}, "hand_over": {"code": code}}.get(verb, {})
    try:
        if who == "time":
            counter.clock.advance(timedelta(hours=30))
            service.advance(counter.database)
        elif who == "close":
            with counter.database.uow() as uow:
                uow.session.get(Pharmacy, counter.marche).closed_at = uow.clock.now()
                uow.commit()
            delays.advance(counter.database)
        elif who == "end":
            with counter.database.uow() as uow:
                service.end_all(uow, person_id=counter.home.nadia.person_id)
                uow.commit()
        elif who in people:
            if verb == "cancel":
                counter.do(service.cancel, actor=people[who], order_id=order_id, version=version)
            else:
                counter.at_counter(VERBS[verb], people[who], order_id=order_id, version=version, **given)
        else:
            actor = getattr(counter.home, who)
            if verb == "cancel":
                counter.do(service.cancel, actor=actor, order_id=order_id, version=version)
            else:
                counter.at_counter(VERBS[verb], actor, order_id=order_id, version=version, **given)
    except DomainError:
        return False
    return True


def _reopen(counter: Counter) -> None:
    """For the next example on the same database."""
    with counter.database.uow() as uow:
        uow.session.get(Pharmacy, counter.marche).closed_at = None
        service.end_all(uow, person_id=counter.home.nadia.person_id)
        uow.commit()
