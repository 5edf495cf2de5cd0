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
