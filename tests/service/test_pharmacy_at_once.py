"""Two who act on one order in the same instant: one wins, the other is told, and nothing is counted twice or lost."""

from __future__ import annotations

import threading
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from functools import partial

from sqlalchemy import select

from rxapp.core.errors import DomainError
from rxapp.pharmacy import service
from rxapp.pharmacy.models import Order
from tests.accounts import refused
from tests.pharmacy import ANNE, BRUNO, Counter, counter, home

__all__ = ["counter", "home"]


def test_cancel_and_accept_at_once_have_one_winner(counter: Counter) -> None:
    for _round in range(5):
        order_id = counter.send()
        told: list[str] = []
        gate = threading.Barrier(2)

        def attempt(act, gate=gate, told=told) -> None:
            gate.wait()
            try:
                act()
                told.append("won")
            except DomainError as error:
                told.append(error.code)

        acts = (
            lambda order_id=order_id: counter.do(service.cancel, order_id=order_id, version=1),
            lambda order_id=order_id: counter.at_counter(service.receive, order_id=order_id, version=1),
        )
        threads = [threading.Thread(target=attempt, args=(act,)) for act in acts]
        for thread in threads:
            thread.start()
        for thread in threads:
            thread.join()
        state, version = counter.state(order_id)
        assert version == 2
        assert sorted(told) == sorted(["won", f"commande.entretemps.{state}"])
    assert "acces.refuse" not in counter.acts(prefix="")


def at_once(*acts: Callable[[], object]) -> list[str]:
    """What each act gave, or the code of its refusal; all begin together."""
    gate = threading.Barrier(len(acts))

    def attempt(act: Callable[[], object]) -> str:
        gate.wait()
        try:
            return str(act())
        except DomainError as error:
            return error.code

    with ThreadPoolExecutor(len(acts)) as pool:
        return list(pool.map(attempt, acts))


def test_one_click_sent_twice_at_once_is_one_order_and_two_clicks_are_one_too(counter: Counter) -> None:
    document = counter.paper()
    once = at_once(*[partial(counter.send, document, key="clic")] * 4)
    assert len(set(once)) == 1
    other = counter.paper()
    places = (counter.marche, counter.lilas) * 2
    several = at_once(*(partial(counter.send, other, key=str(n), pharmacy_id=place) for n, place in enumerate(places)))
    assert several.count("ordonnance.deja_envoyee") == 3
    with counter.database.read() as uow:
        assert len(uow.session.execute(select(Order.id)).scalars().all()) == 2


def test_what_is_said_of_one_order_at_once_loses_nothing(counter: Counter) -> None:
    for _round in range(3):
        order_id = counter.send()
        given = {"order_id": order_id}
        shared = service.Shared("Latex", "Kardégic")
        at_once(
            partial(counter.do, service.name_bearer, **given, name="Sami Petit"),
            partial(counter.do, service.renew_code, **given),
            partial(counter.do, service.share, **given, shared=shared),
        )
        seen = counter.order(order_id, actor=ANNE)
        assert (seen.bearer, seen.allergies, seen.treatments) == ("Sami Petit", "Latex", "Kardégic")
        counter.to_ready(order_id)
        counter.hand_over(order_id)
        assert counter.state(order_id)[0] == "collected"


def test_two_staff_who_take_one_order_at_once_are_told_who_won(counter: Counter) -> None:
    order_id = counter.send()
    given = {"order_id": order_id, "version": 1}
    told = at_once(*(partial(counter.at_counter, service.receive, actor, **given) for actor in (ANNE, BRUNO, ANNE, BRUNO)))
    assert sorted(told) == ["commande.entretemps.received"] * 3 + ["received"]
    assert counter.state(order_id) == ("received", 2)


def test_wrong_codes_at_once_are_counted_each(counter: Counter) -> None:
    order_id = counter.send()
    counter.to_ready(order_id)
    code = counter.code(order_id)
    wrong = "000000" if code != "000 000" else "111111"
    given = {"order_id": order_id, "version": 4, "code": wrong}
    told = at_once(*[partial(counter.at_counter, service.hand_over, **given)] * 8)
    assert sorted(told) == ["retrait.bloque"] * 4 + ["retrait.faux"] * 4
    assert refused(counter.step, service.hand_over, order_id, code=code).code == "retrait.bloque"
