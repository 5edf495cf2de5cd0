"""What a minor orders in secret: after each act of theirs or of their pharmacy, a parent sees and may do what they could before.

Zoé and the pharmacy act by chance. All that her mother can look at is compared before and after, months ahead included, and so is
the answer to each of her mother's acts, tried and rolled back.
"""

from __future__ import annotations

import contextlib
import random
from collections.abc import Callable
from dataclasses import asdict
from datetime import timedelta

import pytest
from sqlalchemy import func, select

from rxapp.core import audit
from rxapp.core.db import new_id
from rxapp.core.errors import DomainError
from rxapp.core.policy import Refused
from rxapp.notices.models import Notice
from rxapp.pharmacy import service, views
from rxapp.pharmacy.models import Order
from rxapp.pharmacy.service import LineForm, LineState, Wishes
from rxapp.record import previews
from rxapp.record import service as record
from tests.pharmacy import ANNE, BRUNO, LILAS, Counter, counter, home

__all__ = ["counter", "home"]

FORM = LineForm(drug="lévonorgestrel", days="28", renewals="1")


def answer_to(counter: Counter, verb: Callable, **given) -> str:
    """What the mother would be answered, or that it would be done; it never is."""
    who = counter.home.nadia
    try:
        with counter.database.uow() as uow:
            verb(uow, actor=who, context=counter.home.context(uow, who), **given)
            return "done"
    except DomainError as error:
        if isinstance(error, Refused):
            audit.note_refusal(counter.database, error)
        return f"{error.code} {error.params}"


def seen_by_the_mother(counter: Counter, document: str, orders: list[str]) -> dict[str, object]:
    """Everything that she can look at about Zoé and her prescription, and the answer to whatever she may try."""
    nadia, zoe = counter.home.nadia, counter.home.zoe.person_id
    rows = counter.look(views.prescription, document_id=document)
    now = counter.clock.now()
    ahead = []
    for days in (30, 90):
        counter.clock.set(now + timedelta(days=days))
        ahead.append(counter.look(views.renewals, person_id=zoe))
    counter.clock.set(now)
    tried = {"person_id": zoe, "document_ids": [document], "key": "essai"}
    with counter.database.read() as uow:
        lines = audit.history_page(uow, actor=nadia, person_id=zoe, context=counter.home.context(uow, nadia), limit=200)
        told = uow.session.execute(select(func.count()).where(Notice.account_id == nadia.account_id)).scalar_one()
    order = {"order_id": orders[-1] if orders else "f" * 32}
    return {
        "lines": [asdict(row) for row in rows],
        "next": ahead,
        "orders": counter.look(views.orders_page, person_id=zoe),
        "shared": [counter.look(views.last_shared, person_id=zoe, secret=one) for one in (False, True)],
        "favourites": counter.look(views.favourites, person_id=zoe),
        "history": [(one.action, one.detail_label, one.actor_label) for one in lines if one.action != "pharmacie.liste"],
        "bell": told,
        "send": [answer_to(counter, service.send, pharmacy_id=one, **tried) for one in (counter.marche, counter.lilas)],
        "open": answer_to(counter, views.order_detail, lang="fr", **order),
        "cancel": answer_to(counter, service.cancel, version=1, **order),
        "code": answer_to(counter, service.renew_code, **order),
        "change": [answer_to(counter, service.change_prescribed, line_id=row.id, version=row.version, form=FORM) for row in rows],
        "remove": [answer_to(counter, service.remove_prescribed, line_id=row.id, version=row.version) for row in rows],
        "type": answer_to(counter, service.type_line, document_id=document, form=FORM),
    }


def act_in_secret(counter: Counter, dice: random.Random, document: str, orders: list[str]) -> None:
    """Something that Zoé or a pharmacy does about her secret orders; what makes no sense is refused and changes nothing."""
    zoe, staff = counter.home.zoe, dice.choice((ANNE, BRUNO, LILAS))
    where = dice.choice((counter.marche, counter.lilas))
    if not orders or dice.random() < 0.15:
        with contextlib.suppress(DomainError):
            told = Wishes(shared=service.Shared("Latex"))
            orders.append(counter.send(document, actor=zoe, secret=True, pharmacy_id=where, wishes=told))
        return
    order_id = orders[-1]
    version = counter.state(order_id)[1]
    moved = {"order_id": order_id, "version": version}
    line = dice.choice(counter.order(order_id, actor=zoe).lines)
    on_line = {"order_id": order_id, "line_id": line.id, "version": line.version}
    change = service.LineChange(dice.choice((LineState.ON_HOLD, LineState.PREPARATION)), reason="stock")
    acts: tuple[Callable[[], object], ...] = (
        lambda: counter.at_counter(service.receive, staff, **moved),
        lambda: counter.at_counter(service.prepare, staff, **moved),
        lambda: counter.at_counter(service.make_ready, staff, **moved),
        lambda: counter.at_counter(service.hand_over, staff, code=counter.code(order_id, actor=zoe), **moved),
        lambda: counter.at_counter(service.refuse, staff, reason="out_of_stock", **moved),
        lambda: counter.at_counter(service.type_line_at_counter, staff, order_id=order_id, document_id=document, form=FORM),
        lambda: counter.do(service.type_line, actor=zoe, document_id=document, form=FORM, secret=True),
        lambda: counter.do(service.remove_prescribed, actor=zoe, **_last_line(counter, document)),
        lambda: counter.at_counter(service.propose, staff, replacement="Générique", **on_line),
        lambda: counter.at_counter(service.change_line, staff, change=change, **on_line),
        lambda: counter.do(service.answer, actor=zoe, accept=True, **on_line),
        lambda: counter.do(service.name_bearer, actor=zoe, order_id=order_id, name="Inès"),
        lambda: counter.do(service.cancel, actor=zoe, **moved),
        lambda: orders.append(counter.do(service.send_elsewhere, actor=zoe, order_id=order_id, pharmacy_id=where, key=new_id())),
        lambda: _looked_at(counter, staff, order_id, document),
    )
    try:
        dice.choice(acts)()
    except Refused as refused:
        audit.note_refusal(counter.database, refused)
    except DomainError:
        return


def _last_line(counter: Counter, document: str) -> dict[str, object]:
    """The last line that Zoé sees of her prescription, when it is her own secret."""
    (*_others, line) = counter.look(views.prescription, actor=counter.home.zoe, document_id=document)
    return {"line_id": line.id if line.secret else "f" * 32, "version": line.version}


def _looked_at(counter: Counter, staff, order_id: str, document: str) -> None:
    """The staff opens the order, then what was sent with it."""
    counter.order(order_id, actor=staff)
    counter.at_counter(record.consulted, staff, document_id=document)
    counter.at_counter(record.downloaded, staff, document_id=document)


@pytest.mark.parametrize("seed", range(8))
def test_a_parent_sees_and_may_do_what_they_could_before(counter: Counter, seed: int) -> None:
    dice, zoe = random.Random(seed), counter.home.zoe  # noqa: S311 - dice
    document = counter.paper(person=zoe.person_id, actor=zoe)
    counter.do(service.type_line, actor=zoe, document_id=document, form=FORM)
    orders: list[str] = []
    seen_by_the_mother(counter, document, orders)  # her first look leaves its own line
    before = seen_by_the_mother(counter, document, orders)
    assert before["send"] == ["done", "done"]
    for _act in range(20):
        act_in_secret(counter, dice, document, orders)
        assert seen_by_the_mother(counter, document, orders) == before
    with counter.database.read() as uow:
        assert uow.session.execute(select(func.count()).where(Order.secret)).scalar_one() == len(orders)


def secret_one(counter: Counter) -> tuple[str, str]:
    zoe = counter.home.zoe
    document = counter.paper(person=zoe.person_id, actor=zoe)
    counter.do(service.type_line, actor=zoe, document_id=document, form=LineForm(drug="lévonorgestrel"))
    return document, counter.send(document, actor=zoe, secret=True)


def test_the_minor_and_the_counter_know_what_was_handed_over_in_secret(counter: Counter) -> None:
    zoe = counter.home.zoe
    document, order_id = secret_one(counter)
    counter.to_ready(order_id)
    counter.step(service.hand_over, order_id, code=counter.code(order_id, actor=zoe))
    assert [row.left for row in counter.look(views.prescription, actor=zoe, document_id=document)] == [0]
    assert [row.left for row in counter.look(views.prescription, document_id=document)] == [1]
    with pytest.raises(DomainError, match=r"ordonnance\.epuisee"):
        counter.send(document, actor=zoe, secret=True)
    again = counter.send(document, person=zoe.person_id)
    assert [line.spent for line in counter.order(again).lines] == [False]
    for actor in (zoe, ANNE):
        assert [line.spent for line in counter.order(again, actor=actor).lines] == [True]


def test_a_minor_does_not_send_one_prescription_twice(counter: Counter) -> None:
    zoe = counter.home.zoe
    document, _order = secret_one(counter)
    for secret in (True, False):
        with pytest.raises(DomainError, match=r"ordonnance\.deja_envoyee"):
            counter.send(document, actor=zoe, secret=secret)
    counter.send(document, person=zoe.person_id)
    for secret in (True, False):
        with pytest.raises(DomainError, match=r"ordonnance\.deja_envoyee"):
            counter.send(document, actor=zoe, secret=secret)


def test_lines_that_a_minor_types_in_secret_are_theirs_alone(counter: Counter) -> None:
    zoe = counter.home.zoe
    document = counter.paper(person=zoe.person_id, actor=zoe)
    before = counter.acts(zoe.person_id, prefix="")
    typed = counter.do(service.type_line, actor=zoe, document_id=document, form=FORM, secret=True)
    (row,) = counter.look(views.prescription, actor=zoe, document_id=document)
    assert (row.secret, row.changeable, row.source_label) == (True, True, "Saisie par vous")
    with counter.database.read() as uow:
        given = {"actor": counter.home.nadia, "context": counter.home.context(uow, counter.home.nadia), "lang": "fr"}
        assert views.prescription(uow, **given, document_id=document) == ()
    with pytest.raises(DomainError, match=r"ordonnance\.ligne"):
        counter.send(document, actor=zoe, wishes=Wishes(lines=(typed,)))
    order_id = counter.send(document, actor=zoe, secret=True, wishes=Wishes(lines=(typed,)))
    assert [line.drug for line in counter.order(order_id, actor=ANNE).lines] == ["lévonorgestrel"]
    assert [act for act in counter.acts(zoe.person_id, prefix="") if "liste" not in act] == before


def test_what_a_minor_had_in_secret_is_proposed_again_to_her_alone(counter: Counter) -> None:
    zoe = counter.home.zoe
    document = counter.paper(person=zoe.person_id, actor=zoe)
    counter.do(service.type_line, actor=zoe, document_id=document, form=FORM, secret=True)
    order_id = counter.send(document, actor=zoe, secret=True)
    counter.to_ready(order_id)
    counter.step(service.hand_over, order_id, code=counter.code(order_id, actor=zoe))

    def proposed(actor) -> list[str]:
        with counter.database.read() as uow:
            given = {"actor": actor, "context": counter.home.context(uow, actor), "person_id": zoe.person_id}
            rows = views.renewals(uow, **given, lang="fr") if views.has_renewals(uow, **given) else ()
            return [row.drug for row in rows]

    counter.clock.advance(timedelta(days=22))
    assert proposed(zoe) == []
    counter.clock.advance(timedelta(days=1))
    assert (proposed(zoe), proposed(counter.home.nadia)) == (["lévonorgestrel"], [])
    counter.send(document, actor=zoe, secret=True)
    assert proposed(zoe) == []


@pytest.mark.parametrize("of_zoe", [True, False])
def test_nobody_else_types_lines_in_secret(counter: Counter, of_zoe: bool) -> None:
    who, whose = counter.home.nadia, counter.home.zoe if of_zoe else counter.home.nadia
    document = counter.paper(person=whose.person_id, actor=whose)
    with pytest.raises(DomainError, match=r"commande\.secret"):
        counter.do(service.type_line, actor=who, document_id=document, form=FORM, secret=True)


def test_a_parent_is_not_told_that_they_typed_what_their_child_did(counter: Counter) -> None:
    document, _order = secret_one(counter)
    assert [row.source_label for row in counter.look(views.prescription, document_id=document)] == ["Saisie par un proche"]


def test_lines_typed_at_the_counter_of_a_secret_order_stay_in_secret_ones(counter: Counter) -> None:
    zoe = counter.home.zoe
    document, order_id = secret_one(counter)
    counter.step(service.receive, order_id)
    counter.at_counter(service.type_line_at_counter, order_id=order_id, document_id=document, form=FORM)
    assert len(counter.look(views.prescription, actor=zoe, document_id=document)) == 2
    (_first, typed) = counter.look(views.prescription, actor=zoe, document_id=document)
    with pytest.raises(DomainError, match="introuvable"):
        counter.do(service.remove_prescribed, line_id=typed.id, version=typed.version)
    open_one = {"person": zoe.person_id, "wishes": Wishes(lines=(typed.id,))}
    with pytest.raises(DomainError, match=r"ordonnance\.ligne"):
        counter.send(document, **open_one)
    counter.step(service.refuse, order_id, reason="out_of_stock")
    elsewhere = counter.do(service.send_elsewhere, actor=zoe, order_id=order_id, pharmacy_id=counter.lilas, key="ailleurs")
    assert len(counter.order(elsewhere, actor=LILAS).lines) == 2
    assert [len(counter.order(counter.send(document, person=zoe.person_id), actor=who).lines) for who in (ANNE,)] == [1]


def test_the_staff_that_comes_back_to_a_secret_order_leaves_no_line(counter: Counter) -> None:
    document, order_id = secret_one(counter)
    counter.step(service.refuse, order_id, reason="legal")
    before = counter.acts(counter.home.zoe.person_id, prefix="")
    looks = (
        lambda uow: views.order_detail(uow, actor=ANNE, order_id=order_id, lang="fr"),
        lambda uow: previews.original(
            uow, actor=ANNE, context=counter.home.context(uow, ANNE), document_id=document, action="download"
        ),
    )
    for look in looks:
        with counter.database.read() as uow, pytest.raises(DomainError, match="introuvable") as met:
            look(uow)
        assert not isinstance(met.value, Refused)
    assert counter.acts(counter.home.zoe.person_id, prefix="") == before


def test_a_secret_order_goes_elsewhere_once_its_owner_is_of_age(counter: Counter) -> None:
    zoe = counter.home.zoe
    document, order_id = secret_one(counter)
    counter.step(service.refuse, order_id, reason="out_of_stock")
    with counter.database.uow() as uow:
        record_row = uow.session.get(record.Document, document)
        record_row.act_date = (counter.clock.now() + timedelta(days=700)).date()
        uow.commit()
    counter.clock.advance(timedelta(days=720))
    again = counter.do(service.send_elsewhere, actor=zoe, order_id=order_id, pharmacy_id=counter.lilas, key="x")
    assert counter.order(again, actor=zoe).row.secret is False
