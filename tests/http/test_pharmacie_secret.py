"""What a minor keeps for them on `/pharmacie`: sent again in secret by every link, and nothing of it in what parents read."""

from __future__ import annotations

import pytest

from rxapp.core.db import new_id
from rxapp.pharmacy import service, views
from rxapp.state import orders
from tests.carnet import Tab, carnet
from tests.http.test_historique import do, vars_of
from tests.http.test_officine import Town, town
from tests.http.test_pharmacie import SEND, STATE, at_counter, go, minor, prescription, send, wishes

__all__ = ["carnet", "town"]


def opened(town: Town, path: str = "/pharmacie") -> Tab:
    """A tab of the minor's."""
    minor(town)
    tab = town.carnet.tab(town.carnet.session_of("zoe.pharmacie"))
    tab.start(path)
    return tab


def sent(town: Town, document: str, *, secret: bool, **wished) -> str:
    zoe = minor(town)
    given = {
        "person_id": zoe.person_id,
        "pharmacy_id": town.marche,
        "document_ids": [document],
        "key": new_id(),
        "secret": secret,
    }
    return town.carnet.run(orders.send(service.send, zoe, **given, wishes=service.Wishes(**wished)))


def give_up(town: Town, order_id: str) -> None:
    zoe = minor(town)
    version = orders.look(views.order_detail, zoe, order_id=order_id, lang="fr").row.version
    town.carnet.run(orders.act(service.cancel, zoe, order_id=order_id, version=version))


@pytest.mark.parametrize("link", ["again", "by_hand", "anew"])
@pytest.mark.parametrize("secret", [True, False])
def test_what_is_sent_again_by_any_link_is_as_secret_as_it_was(town: Town, link: str, secret: bool) -> None:
    zoe = minor(town)
    document = prescription(town, zoe)
    first = sent(town, document, secret=secret)
    at_counter(town, service.refuse, first, version=1, reason="unreadable")
    tab = opened(town, wishes(town, prescription(town, zoe)))  # the tab has filled another sending, an open one
    there = vars_of(go(tab, f"/pharmacie?commande={first}"), STATE)[link]
    if link == "by_hand":
        there = f"{there}&pharmacie={town.marche}".replace("envoyer=pharmacie", "envoyer=souhaits")
    elif link == "anew":
        there = f"{there}&ordonnance={prescription(town, zoe)}".replace("envoyer=ordonnance", "envoyer=souhaits")
    assert vars_of(go(tab, there), SEND).get("secret", False) is secret
    send(tab, there)
    made = orders.look(views.order_detail, zoe, order_id=first, lang="fr").follower
    assert orders.look(views.is_kept_secret, zoe, order_id=made) is secret
    give_up(town, made)
    tab.close()


def test_what_was_shared_in_secret_is_proposed_for_no_order_that_parents_read(town: Town) -> None:
    zoe = minor(town)
    secret = sent(town, prescription(town, zoe), secret=True, shared=service.Shared("Latex"))
    openly = sent(town, prescription(town, zoe), secret=False)
    path = f"/pharmacie?commande={openly}"
    tab = opened(town, path)
    boxes = vars_of(do(tab, f"{STATE}.begin_sharing", {}, path), STATE)
    assert (boxes["sharing"], boxes.get("shared_before", {"allergies": ""})["allergies"]) == (True, "")
    also = sent(town, prescription(town, zoe), secret=True)
    there = f"/pharmacie?commande={also}"
    go(tab, there)
    kept = vars_of(do(tab, f"{STATE}.begin_sharing", {}, there), STATE)
    assert kept["shared_before"]["allergies"] == "Latex"
    for order_id in (secret, openly, also):
        give_up(town, order_id)
    tab.close()


def test_the_boxes_of_the_wizard_hold_what_was_shared_in_secret_only_while_the_order_is(town: Town) -> None:
    zoe = minor(town)
    secret = sent(town, prescription(town, zoe), secret=True, shared=service.Shared("Latex"))
    path = wishes(town, prescription(town, zoe))
    tab = opened(town, path)
    openly = vars_of(do(tab, f"{SEND}.share", {}, path), SEND)
    assert (openly["sharing"], openly.get("shared_before", {"allergies": ""})["allergies"]) == (True, "")
    do(tab, f"{SEND}.share_nothing", {}, path)
    do(tab, f"{SEND}.keep_secret", {"secret": True}, path)
    kept = vars_of(do(tab, f"{SEND}.share", {}, path), SEND)
    assert kept["shared_before"]["allergies"] == "Latex"
    emptied = vars_of(do(tab, f"{SEND}.keep_secret", {"secret": False}, path), SEND)
    assert emptied["shared_before"]["allergies"] == ""
    assert emptied["shared_edition"] > kept["shared_edition"], "what was typed in them goes too"
    give_up(town, secret)
    tab.close()


def test_what_is_kept_secret_stays_so_at_another_pharmacy_and_with_another_paper(town: Town) -> None:
    zoe = minor(town)
    first, second = wishes(town, prescription(town, zoe)), wishes(town, prescription(town, zoe))
    tab = opened(town, first)
    assert vars_of(do(tab, f"{SEND}.keep_secret", {"secret": True}), SEND)["secret"] is True
    for address in (first.replace(town.marche, new_id()), first, second):  # one that is not there is chosen again
        assert vars_of(go(tab, address), SEND).get("secret", True) is True
    send(tab, second)
    (latest,) = orders.look(views.orders_page, zoe, person_id=zoe.person_id, lang="fr", limit=1).rows
    assert latest.secret is True
    assert vars_of(go(tab, first), SEND).get("secret", False) is False
