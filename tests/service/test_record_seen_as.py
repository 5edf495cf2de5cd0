"""« Voir comme » one's pharmacy: what the orders going on need, against what opens at the counter."""

from __future__ import annotations

from datetime import timedelta

import pytest
from sqlalchemy import update

from rxapp.core.policy import EVERYBODY, SYSTEM_ACTOR, Actor
from rxapp.pharmacy import service, sight
from rxapp.pharmacy.models import Pharmacy, PharmacyStaff
from rxapp.record import explaining
from tests.access import Surgery, surgery
from tests.accounts import refused
from tests.inbox import HADDAD, MARCHE, MOREAU, post
from tests.pharmacy import MARCHE_NUMBER, Counter, counter, home

__all__ = ["counter", "home", "post", "surgery"]


@pytest.fixture(autouse=True)
def at_work(counter: Counter, surgery: Surgery) -> None:
    """Somebody with an account works at the market pharmacy."""
    counter.at_counter(service.attach, SYSTEM_ACTOR, account_id=MARCHE.account_id, finess=MARCHE_NUMBER)


def seen(surgery: Surgery, actor: Actor | None = None, person: str = "") -> list[str]:
    actor = actor or surgery.nadia
    given = {"actor": actor, "context": surgery.context(actor), "person_id": person or surgery.nadia.person_id}
    with surgery.db.uow() as uow:
        found = explaining.seen_as(uow, **given, whom=explaining.PHARMACY, lang="fr")
        uow.commit()
    return [row.title for row in found.rows]


def test_ones_pharmacy_sees_what_an_order_needs(surgery: Surgery, counter: Counter) -> None:
    sent, kept = surgery.add("Ordonnance", "ordonnance"), surgery.add("Autre", "ordonnance")
    assert seen(surgery) == []
    order = counter.send(sent)
    assert (seen(surgery), surgery.open(sent, MARCHE)) == (["Ordonnance"], "Ordonnance")
    assert refused(surgery.open, kept, MARCHE).code == "introuvable"
    surgery.hide(sent, EVERYBODY)  # a pharmacy keeps what its orders need
    assert (seen(surgery), surgery.open(sent, MARCHE)) == (["Ordonnance"], "Ordonnance")
    counter.to_ready(order)
    counter.hand_over(order)
    counter.clock.advance(timedelta(days=400))
    assert seen(surgery) == []
    assert refused(surgery.open, sent, MARCHE).code == "introuvable"


def test_two_pharmacies_of_one_name_are_both_told(surgery: Surgery, counter: Counter) -> None:
    paper = surgery.add("Ordonnance", "ordonnance")
    order = counter.send(paper)
    counter.to_ready(order)
    counter.hand_over(order)
    counter.send(paper, pharmacy_id=counter.lilas)
    with surgery.db.uow() as uow:
        uow.session.execute(update(Pharmacy).values(name="Pharmacie du Centre"))
        uow.session.add(PharmacyStaff(account_id=HADDAD.account_id, pharmacy_id=counter.lilas, since=uow.clock.now()))
        uow.commit()
    with surgery.db.read() as uow:
        told = {one.actor.account_id: one.label for one in sight.holders(uow, paper, "fr")}
    assert told == dict.fromkeys((MARCHE.account_id, HADDAD.account_id), "Pharmacie du Centre")


def test_a_parent_is_told_nothing_of_what_a_minor_keeps(surgery: Surgery, counter: Counter) -> None:
    zoe = surgery.post.home.zoe
    paper = surgery.add("Ordonnance", "ordonnance", actor=zoe, person=zoe.person_id)
    counter.send(paper, actor=zoe, secret=True)
    assert seen(surgery, zoe, zoe.person_id) == ["Ordonnance"]
    assert seen(surgery, surgery.nadia, zoe.person_id) == []
    assert refused(seen, surgery, MOREAU).code == "introuvable"
