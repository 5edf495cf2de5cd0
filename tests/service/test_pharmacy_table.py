"""The table of moves, tried whole through the verbs that screens call: every verb × every kind of actor × every state."""

from __future__ import annotations

import itertools
from collections.abc import Callable

import pytest

from rxapp.core.errors import DomainError
from rxapp.core.policy import SYSTEM_ACTOR, Actor, Role
from rxapp.pharmacy import service, views
from rxapp.pharmacy.life import LIFE, LINE_LIFE, LIVE, LineState, Move, Side, State
from rxapp.pharmacy.service import LineChange
from tests.accounts import refused
from tests.pharmacy import ANNE, BRUNO, LILAS, Counter, counter, home
from tests.service.test_pharmacy_moves import written

__all__ = ["counter", "home"]

COUNTER_VERBS: dict[Move, Callable] = {
    Move.RECEIVE: service.receive,
    Move.PREPARE: service.prepare,
    Move.READY: service.make_ready,
    Move.RESUME: service.resume,
    Move.HAND_OVER: service.hand_over,
    Move.REFUSE: service.refuse,
}
OTHERS = (
    LILAS,
    Actor("sans-officine", Role.PHARMACY, None, "Sans officine"),
    Actor("compte-dr", Role.PROFESSIONAL, None, "Dr Moreau"),
    Actor("compte-chu", Role.ESTABLISHMENT, None, "CHU"),
    Actor("compte-admin", Role.OPERATOR, None, "Exploitant"),
)
L = LineState


def ordered(counter: Counter, state: State) -> str:
    """An order with a line, brought to a state by the verbs."""
    document = counter.paper()
    counter.type_lines(document, "metformine", renewals="3")
    order_id = counter.send(document)
    if state is State.REFUSED:
        counter.step(service.refuse, order_id, reason="legal")
    elif state is State.CANCELLED:
        counter.do(service.cancel, order_id=order_id, version=1)
    elif state is State.EXPIRED:
        counter.at(counter.clock.now().replace(hour=23))
    else:
        way = (State.RECEIVED, State.PREPARING, State.READY, State.COLLECTED)
        verbs = (service.receive, service.prepare, service.make_ready)
        for _state, verb in zip(way[: way.index(state) + 1] if state in way else (), verbs, strict=False):
            counter.step(verb, order_id)
        if state is State.COLLECTED:
            counter.hand_over(order_id)
    assert counter.state(order_id)[0] == state
    return order_id


def outcome(counter: Counter, verb: Callable, actor: Actor, **given) -> str:
    """ "done" or the code of the refusal; nothing of it stays."""
    with counter.database.uow() as uow:
        context = {} if actor.role is not Role.PATIENT else {"context": counter.home.context(uow, actor)}
        if verb in COUNTER_VERBS.values() or verb in (service.promise, service.change_line, service.propose):
            context = {}
        try:
            verb(uow, actor=actor, **context, **given)
        except DomainError as error:
            return error.code
    return "done"


@pytest.mark.parametrize("state", list(State))
def test_a_verb_does_what_the_table_has_for_its_side_and_nothing_for_anybody_else(counter: Counter, state: State) -> None:
    order_id = ordered(counter, state)
    code = counter.code(order_id) if state in LIVE else "000000"
    history, version = written(counter.database, order_id), counter.state(order_id)[1]
    allowed = {(one.side, one.move) for one in LIFE if one.before == state}
    home = counter.home
    people = (home.nadia, home.zoe, home.stranger)
    for move, verb in COUNTER_VERBS.items():
        given = {Move.REFUSE: {"reason": "legal"}, Move.HAND_OVER: {"code": code}}.get(move, {})
        asked = {"order_id": order_id, "version": version, **given}
        for actor in (ANNE, BRUNO):
            done = outcome(counter, verb, actor, **asked) == "done"
            assert done is ((Side.PHARMACY, move) in allowed), (actor.label, move)
            assert outcome(counter, verb, actor, **asked | {"version": version + 1}) != "done"
            assert outcome(counter, verb, actor, **asked | {"version": version - 1}) != "done"
        for actor in (*people, *OTHERS):
            assert outcome(counter, verb, actor, **asked) == "introuvable", (actor.label, move)
        assert outcome(counter, verb, SYSTEM_ACTOR, **asked) in ("introuvable", "commande.interdit")
    asked = {"order_id": order_id, "version": version}
    assert (outcome(counter, service.cancel, home.nadia, **asked) == "done") is ((Side.PATIENT, Move.CANCEL) in allowed)
    assert outcome(counter, service.cancel, home.nadia, **asked | {"version": version + 1}) != "done"
    for actor in (home.zoe, home.stranger, ANNE, BRUNO, SYSTEM_ACTOR, *OTHERS):
        assert outcome(counter, service.cancel, actor, **asked) == "introuvable", actor.label
    assert written(counter.database, order_id) == history


@pytest.mark.parametrize("state", list(State))
def test_what_changes_an_order_without_moving_it_is_its_sides_alone_while_it_lives(counter: Counter, state: State) -> None:
    order_id = ordered(counter, state)
    line = counter.order(order_id).lines[0]
    version, home = counter.state(order_id)[1], counter.home
    worked_on = state in (State.RECEIVED, State.PREPARING, State.READY)
    on_line = {"order_id": order_id, "line_id": line.id, "version": line.version}
    hold = LineChange(L.ON_HOLD, reason="stock")
    theirs = (
        (service.promise, {"order_id": order_id, "version": version, "note": "x"}, worked_on),
        (service.change_line, {**on_line, "change": hold}, worked_on),
        (service.propose, {**on_line, "replacement": "x"}, worked_on),
    )
    mine = (
        (service.name_bearer, {"order_id": order_id, "name": "x"}, state in LIVE),
        (service.renew_code, {"order_id": order_id}, state in LIVE),
        (service.give_up_line, on_line, state in LIVE),
        (views.pickup_code, {"order_id": order_id}, state in LIVE),
    )
    for acts, side, others in ((theirs, ANNE, (home.nadia, SYSTEM_ACTOR)), (mine, home.nadia, (ANNE, BRUNO, SYSTEM_ACTOR))):
        for verb, given, right in acts:
            assert (outcome(counter, verb, side, **given) == "done") is right, verb
            for actor in (home.zoe, home.stranger, *others, *OTHERS):
                assert outcome(counter, verb, actor, **given) in ("introuvable", "commande.interdit"), (verb, actor.label)
    assert counter.state(order_id)[1] == version


WAYS = {
    L.PREPARATION: (),
    L.IN_PROGRESS: (L.IN_PROGRESS,),
    L.ON_HOLD: (L.ON_HOLD,),
    L.DECLINED: (L.DECLINED,),
}


@pytest.mark.parametrize(("before", "after"), list(itertools.product(WAYS, LineState)))
def test_the_staff_takes_a_line_where_the_table_says(counter: Counter, before: LineState, after: LineState) -> None:
    order_id = ordered(counter, State.RECEIVED)
    for state in WAYS[before]:
        counter.change(order_id, 0, state, reason="stock")
    line = counter.order(order_id).lines[0]
    change = LineChange(after, reason="stock")
    given = {"order_id": order_id, "line_id": line.id, "change": change}
    by_hand = after not in (L.COMPLETED, L.CANCELLED)  # the code and the patient do that
    right = by_hand and (Side.PHARMACY, before, after) in LINE_LIFE
    assert (outcome(counter, service.change_line, ANNE, version=line.version, **given) == "done") is right
    for stale in (line.version - 1, line.version + 1):
        assert outcome(counter, service.change_line, ANNE, version=stale, **given) != "done"


def test_nothing_is_handed_over_when_nothing_is_ready_any_more(counter: Counter) -> None:
    order_id = ordered(counter, State.READY)
    counter.change(order_id, 0, L.ON_HOLD, reason="stock")
    assert refused(counter.hand_over, order_id).code == "commande.rien_de_pret"
    assert counter.state(order_id) == ("ready", 4)


def test_the_last_line_given_up_cancels_the_order(counter: Counter) -> None:
    document = counter.paper()
    counter.type_lines(document, "metformine", "gliclazide")
    order_id = counter.send(document)
    for n in (0, 1):
        line = counter.order(order_id).lines[n]
        counter.do(service.give_up_line, order_id=order_id, line_id=line.id, version=1)
        assert counter.state(order_id)[0] == ("sent", "cancelled")[n]
    assert counter.acts()[-2:] == ["pharmacie.ligne", "pharmacie.commande_cancel"]


def test_a_proposal_without_a_yes_is_taken_back_by_what_follows(counter: Counter) -> None:
    order_id = ordered(counter, State.RECEIVED)
    for answered in (False, True):
        line = counter.order(order_id).lines[0]
        on_line = {"order_id": order_id, "line_id": line.id}
        counter.at_counter(service.propose, version=line.version, replacement="Générique", **on_line)
        if answered:
            counter.do(service.answer, version=line.version + 1, accept=True, **on_line)
        counter.change(order_id, 0, L.IN_PROGRESS)
        line = counter.order(order_id).lines[0]
        assert (line.replacement, line.answer) == (("Générique", "accepted") if answered else ("", ""))


def test_elsewhere_asks_for_what_was_not_handed_over(counter: Counter) -> None:
    document = counter.paper()
    counter.type_lines(document, "metformine", "gliclazide", renewals="2")
    order_id = counter.send(document)
    counter.step(service.receive, order_id)
    counter.change(order_id, 1, L.ON_HOLD, reason="stock")
    counter.step(service.prepare, order_id)
    counter.step(service.make_ready, order_id)
    counter.hand_over(order_id)
    counter.step(service.refuse, order_id, reason="out_of_stock")
    again = counter.do(service.send_elsewhere, order_id=order_id, pharmacy_id=counter.lilas, key="x")
    assert [line.drug for line in counter.order(again).lines] == ["gliclazide"]


def test_the_pharmacy_that_comes_back_is_told_how_it_ended_and_no_more(counter: Counter) -> None:
    order_id = ordered(counter, State.CANCELLED)
    before = counter.acts(prefix="")
    assert refused(counter.step, service.receive, order_id).code == "commande.entretemps.cancelled"
    assert refused(counter.step, service.receive, order_id, LILAS).code == "introuvable"
    assert counter.acts(prefix="") == before
