"""An order that waits, or that a pharmacy refused, on `/pharmacie`: each offers the next step, and goes elsewhere by itself."""

from __future__ import annotations

from datetime import timedelta

import pytest

from rxapp.pharmacy import service, views
from rxapp.pharmacy.models import Order
from tests.carnet import carnet
from tests.http.test_historique import do, vars_of
from tests.http.test_officine import Town, town
from tests.http.test_pharmacie import PLACES, STATE, at_counter, cards, go, mine, patient, send, wishes

__all__ = ["carnet", "town"]


def test_a_late_order_offers_other_pharmacies_and_keeps_its_code(town: Town) -> None:
    order_id = town.send()
    at_counter(town, service.receive, order_id, version=1)
    with town.carnet.runtime.db.uow() as uow:
        uow.session.get(Order, order_id).reminded = True
        uow.commit()
    path = f"/pharmacie?commande={order_id}"
    tab, seen = patient(town, path)
    shown = vars_of(seen, STATE)
    assert (shown["detail"]["row"]["late"], bool(shown["code"])) == (True, True)
    do(tab, f"{STATE}.send_to", {"pharmacy_id": shown["offers"][0]["id"]}, path)
    assert town.detail(order_id).row.state == "cancelled"
    assert mine(town)[0].state == "sent"
    tab.close()


def test_each_refused_order_goes_elsewhere_by_itself(town: Town) -> None:
    sent = [town.send("Paracétamol"), town.send("Ibuprofène")]
    for order_id in sent:
        at_counter(town, service.refuse, order_id, version=1, reason="out_of_stock")
    before = len(mine(town))
    tab, seen = patient(town, f"/pharmacie?commande={sent[0]}")
    lilas = vars_of(seen, STATE)["offers"][0]["id"]
    for order_id in sent:
        path = f"/pharmacie?commande={order_id}"
        go(tab, path)
        do(tab, f"{STATE}.send_to", {"pharmacy_id": lilas}, path)
    assert len(mine(town)) == before + 2
    assert all(row.followed for row in mine(town) if row.id in sent)
    tab.close()


@pytest.mark.parametrize("reason", views.REASONS)
def test_after_each_refusal_there_is_a_next_step_and_another_pharmacy(town: Town, reason: str) -> None:
    order_id = town.send("Paracétamol")
    soon = town.carnet.runtime.clock.today() + timedelta(days=9)
    at_counter(town, service.refuse, order_id, version=1, reason=reason, until=soon if reason == "too_early" else None)
    tab, seen = patient(town, f"/pharmacie?commande={order_id}")
    shown = vars_of(seen, STATE)
    papers = ".".join(paper[0] for paper in shown["detail"]["documents"])
    assert shown["detail"]["next_step"]
    assert (shown["detail"]["elsewhere"], len(shown["offers"]) > 0) == (True, True)
    assert shown["again"] == f"{wishes(town, papers)}&suite={order_id}"
    assert shown["by_hand"] == f"/pharmacie?envoyer=pharmacie&ordonnance={papers}&suite={order_id}"
    assert shown["anew"] == f"/pharmacie?envoyer=ordonnance&pharmacie={town.marche}&suite={order_id}"
    tab.close()


def test_the_pharmacy_that_said_no_is_not_offered_again(town: Town) -> None:
    order_id = town.send("Paracétamol")
    at_counter(town, service.refuse, order_id, version=1, reason="out_of_stock")
    tab, seen = patient(town, f"/pharmacie?ailleurs={order_id}")
    found = vars_of(seen, PLACES)
    listed = [place["row"]["id"] for place in (*found.get("mine", []), *found["others"])]
    assert listed
    assert town.marche not in listed
    tab.close()


def test_what_was_sent_again_leads_to_the_new_order_and_asks_nothing_more(town: Town) -> None:
    order_id = town.send("Paracétamol")
    at_counter(town, service.refuse, order_id, version=1, reason="unreadable")
    assert f"commande-{order_id}" in cards(town)
    (paper,) = (document for document, _title in town.detail(order_id).documents)
    path = wishes(town, paper)
    tab, _seen = patient(town, path)
    send(tab, path)
    again = mine(town)[0].id
    assert (town.detail(order_id).row.followed, town.detail(order_id).follower) == (True, again)
    assert f"commande-{order_id}" not in cards(town)
    town.cancel(again)
    assert town.detail(order_id).follower == "", "given up, so that the first one still waits for what to do"
    tab.close()
