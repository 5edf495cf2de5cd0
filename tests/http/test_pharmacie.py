"""`/pharmacie` as a tab sees it: each sending is its own, a question has a reader, what was not seen is not accepted."""

from __future__ import annotations

from datetime import timedelta
from typing import Any

import pytest
from sqlalchemy import select

from rxapp.accounts.nir import fictional_nir
from rxapp.accounts.opening import account_by_login, add_account
from rxapp.accounts.people import register_person
from rxapp.accounts.service import NewAccount
from rxapp.accounts.standing import actor_of
from rxapp.core.chain import AuditEntry
from rxapp.core.db import new_id
from rxapp.core.errors import DomainError
from rxapp.core.policy import NO_CONTEXT, SYSTEM_ACTOR, Actor, Role
from rxapp.demo.people import born
from rxapp.pharmacy import service, views
from rxapp.record.intake import Intake
from rxapp.state import orders
from rxapp.state.todo_orders import from_pharmacy
from tests import samples
from tests.access import mask
from tests.carnet import Tab, carnet
from tests.http.test_historique import SHELL, do, vars_of
from tests.http.test_officine import Town, town

__all__ = ["carnet", "town"]

STATE = f"{SHELL}.rxapp___state___pharmacie____pharmacie_state"
PLACES = f"{SHELL}.rxapp___state___pharmacie_places____pharmacie_places_state"
SEND = f"{SHELL}.rxapp___state___pharmacie_send____pharmacie_send_state"
ON_LOAD = "reflex___state____state.reflex___state____on_load_internal_state.on_load_internal"


WISHES = {"form_data": {"question": "", "porteur": ""}}


def patient(town: Town, path: str) -> tuple[Tab, list[str]]:
    tab = town.carnet.tab(town.carnet.session_of("paul.durand"))
    return tab, tab.start(path)


def go(tab: Tab, path: str) -> list[str]:
    """Another page of the same tab."""
    tab.event(ON_LOAD, {}, path)
    return [*tab.settle(), *tab.settle()]


def prescription(town: Town, who: Actor | None = None) -> str:
    data, who = samples.png(), who or town.paul
    given = {"actor": who, "context": NO_CONTEXT, "person_id": who.person_id, "file_name": "ordonnance.png"}
    with Intake.open(town.carnet.runtime.db, **given, declared_size=len(data)) as intake:
        intake.feed(data)
        return intake.finish().id


def wishes(town: Town, *documents: str) -> str:
    return f"/pharmacie?envoyer=souhaits&ordonnance={'.'.join(documents)}&pharmacie={town.marche}"


def send(tab: Tab, path: str, **form: str) -> list[str]:
    return do(tab, f"{SEND}.send", {"form_data": {"question": "", "porteur": "", **form}}, path)


def mine(town: Town) -> tuple[views.OrderRow, ...]:
    """All the orders of Paul, the latest first: what other tests left him are among them."""
    rows, after = [], None
    while True:
        page = orders.look(views.orders_page, town.paul, person_id=town.paul.person_id, lang="fr", limit=50, after=after)
        rows, after = [*rows, *page.rows], page.next_cursor
        if not after:
            return tuple(rows)


def clerk(town: Town) -> Actor:
    with town.carnet.runtime.db.read() as uow:
        return actor_of(uow, account_by_login(uow, "pharmacie.marche").id)


def at_counter(town: Town, verb: Any, order_id: str, **given: Any) -> None:
    town.carnet.run(orders.act(verb, clerk(town), order_id=order_id, **given))


def test_what_was_given_up_may_be_sent_again_from_the_same_tab(town: Town) -> None:
    path = wishes(town, prescription(town))
    tab, _seen = patient(town, path)
    before = len(mine(town))
    send(tab, path)
    first = mine(town)[0]
    town.cancel(first.id)
    go(tab, "/pharmacie")
    go(tab, path)
    send(tab, path)
    assert len(mine(town)) == before + 2
    assert mine(town)[0].live
    tab.close()


def test_two_clicks_make_one_order(town: Town) -> None:
    path = wishes(town, prescription(town))
    tab, _seen = patient(town, path)
    before = len(mine(town))
    for _click in range(2):
        tab.event(f"{SEND}.send", tab.seeing(f"{SEND}.send", WISHES), path)
    tab.settle()
    tab.settle()
    assert len(mine(town)) == before + 1
    tab.close()


def test_nothing_is_shared_but_what_was_open_as_it_was_sent(town: Town) -> None:
    path = wishes(town, prescription(town))
    tab, seen = patient(town, path)
    assert not vars_of(seen, SEND).get("sharing")
    send(tab, path, allergies="Pénicilline", traitements="Kardégic")  # the boxes were not open
    assert not town.detail(mine(town)[0].id).shared
    again = wishes(town, prescription(town))
    go(tab, again)
    assert vars_of(do(tab, f"{SEND}.share", {}, again), SEND)["sharing"] is True
    send(tab, again, partage="oui", allergies="Pénicilline", traitements="Kardégic")
    detail = town.detail(mine(town)[0].id)
    assert (detail.allergies, detail.treatments) == ("Pénicilline", "Kardégic")
    tab.close()


def test_what_was_shared_last_is_proposed_only_once_it_is_asked_for(town: Town) -> None:
    town.send(shared=service.Shared("Pénicilline", "Kardégic"))
    path = wishes(town, prescription(town))
    tab, seen = patient(town, path)
    assert "Pénicilline" not in "\n".join(seen)
    before = vars_of(do(tab, f"{SEND}.share", {}, path), SEND)["shared_before"]
    assert (before["allergies"], before["treatments"]) == ("Pénicilline", "Kardégic")
    assert before["day_label"]
    emptied = vars_of(do(tab, f"{SEND}.clear_shared", {}, path), SEND)["shared_before"]
    assert set(emptied.values()) == {""}
    closed = vars_of(do(tab, f"{SEND}.share_nothing", {}, path), SEND)
    assert closed["sharing"] is False
    tab.close()


def test_what_is_too_long_is_said_beside_its_box_and_sends_nothing(town: Town) -> None:
    path = wishes(town, prescription(town))
    tab, _seen = patient(town, path)
    before = len(mine(town))
    frames = send(tab, path, partage="oui", allergies="a" * 501, traitements="b" * 501)
    assert set(vars_of(frames, SHELL)["errors"]) == {"allergies", "traitements"}
    assert len(mine(town)) == before
    tab.close()


def test_another_line_of_the_prescription_is_not_the_same_again(town: Town) -> None:
    order_id = town.send("Paracétamol", "Ibuprofène")
    (paper,) = (document for document, _title in town.detail(order_id).documents)
    town.cancel(order_id)
    one, other = (row.id for row in orders.look(views.prescription, town.paul, document_id=paper, lang="fr"))
    given = {"person_id": town.paul.person_id, "pharmacy_id": town.marche, "document_ids": [paper]}
    first = town.carnet.run(orders.send(service.send, town.paul, **given, key=new_id(), wishes=service.Wishes(lines=(one,))))
    at_counter(town, service.refuse, first, version=1, reason="out_of_stock")
    town.carnet.run(orders.send(service.send, town.paul, **given, key=new_id(), wishes=service.Wishes(lines=(other,))))
    assert town.detail(first).follower == ""


def test_a_renewal_is_on_the_first_page_and_goes_to_where_it_was_dispensed(town: Town, monkeypatch: pytest.MonkeyPatch) -> None:
    clock, paper = town.carnet.runtime.clock, prescription(town)
    form = service.LineForm("Lévothyroxine", days="30", renewals="1")
    line = orders.write(service.type_line, town.paul, document_id=paper, form=form)
    given = {"person_id": town.paul.person_id, "pharmacy_id": town.marche, "document_ids": [paper], "key": new_id()}
    order_id = town.carnet.run(orders.send(service.send, town.paul, **given, wishes=service.Wishes()))
    for version, verb in enumerate((service.receive, service.prepare, service.make_ready), start=1):
        at_counter(town, verb, order_id, version=version)
    at_counter(town, service.hand_over, order_id, version=4, code=town.code(order_id))
    assert f"renouveler-{line}" not in cards(town)
    today = clock.today()
    with monkeypatch.context() as later:
        later.setattr(clock, "today", lambda: today + timedelta(days=25))
        (card,) = (one for one in from_pharmacy(town.paul, [town.paul.person_id], "fr") if one.id == f"renouveler-{line}")
        assert card.href == f"/pharmacie?envoyer=souhaits&ordonnance={paper}&ligne={line}&pharmacie={town.marche}"
        later.setattr(clock, "today", lambda: today + timedelta(days=56))
        assert f"renouveler-{line}" not in cards(town), "it stays on its own page, and asks no more"


def cards(town: Town) -> set[str]:
    """What waits for Paul at the pharmacy, on his first page."""
    return {card.id for card in from_pharmacy(town.paul, [town.paul.person_id], "fr")}


def test_a_masked_prescription_leaves_once_its_question_was_read(town: Town) -> None:
    masked = prescription(town)
    mask(town.carnet.runtime.db, masked)
    path, before = wishes(town, masked), len(mine(town))
    tab, _seen = patient(town, path)
    for _click in range(2):
        tab.event(f"{SEND}.send", tab.seeing(f"{SEND}.send", WISHES), path)
    frames = [*tab.settle(), *tab.settle()]
    asked = vars_of(frames, SEND)["consent"]
    assert len(mine(town)) == before, "a second click is no answer to a question that came after it"
    other = wishes(town, masked, prescription(town))
    go(tab, other)
    send(tab, other, accord=str(asked))
    assert len(mine(town)) == before, "nor is the answer about another sending"
    asked = vars_of(send(tab, other), SEND)["consent"]
    send(tab, other, accord=str(asked))
    assert len(mine(town)) == before + 1
    tab.close()


def test_a_masked_prescription_goes_elsewhere_once_its_question_was_read(town: Town) -> None:
    masked = prescription(town)
    mask(town.carnet.runtime.db, masked)
    given = {"person_id": town.paul.person_id, "pharmacy_id": town.marche, "document_ids": [masked], "key": new_id()}
    order_id = town.carnet.run(orders.send(service.send, town.paul, **given, wishes=service.Wishes(hidden_agreed=True)))
    at_counter(town, service.refuse, order_id, version=1, reason="out_of_stock")
    before = len(mine(town))
    path = f"/pharmacie?commande={order_id}"
    tab, seen = patient(town, path)
    there = vars_of(seen, STATE)["offers"][0]
    asked = vars_of(do(tab, f"{STATE}.send_to", {"pharmacy_id": there["id"]}, path), PLACES)["masked"]
    assert (asked["order_id"], asked["pharmacy"]) == (order_id, there["name"])
    assert vars_of(do(tab, f"{PLACES}.disagree", {}, path), PLACES)["masked"]["token"] == ""
    do(tab, f"{PLACES}.agree", {"token": asked["token"]}, path)
    assert len(mine(town)) == before, "it was declined"
    path = f"/pharmacie?ailleurs={order_id}"
    go(tab, path)
    asked = vars_of(do(tab, f"{PLACES}.send_there", {"order_id": order_id, "pharmacy_id": there["id"]}, path), PLACES)["masked"]
    do(tab, f"{PLACES}.agree", {"token": "un autre"}, path)
    assert len(mine(town)) == before, "it answers the question that was on screen, or nothing"
    for _click in range(2):
        do(tab, f"{PLACES}.agree", {"token": asked["token"]}, path)
    assert len(mine(town)) == before + 1
    assert (mine(town)[0].pharmacy_id, mine(town)[0].live) == (there["id"], True)
    tab.close()


def test_a_replacement_that_was_not_seen_is_not_accepted(town: Town) -> None:
    order_id = town.send("Doliprane")
    at_counter(town, service.receive, order_id, version=1)
    line = town.detail(order_id).lines[0]
    at_counter(town, service.propose, order_id, line_id=line.id, version=line.version, replacement="Générique X")
    path = f"/pharmacie?commande={order_id}"
    tab, seen = patient(town, path)
    shown = vars_of(seen, STATE)["detail"]["lines"][0]
    at_counter(town, service.propose, order_id, line_id=line.id, version=shown["version"], replacement="Tout autre Y")
    tab.until("Tout autre Y")
    frames = do(tab, f"{STATE}.answer", {"line_id": line.id, "version": shown["version"], "accept": True}, path)
    assert town.detail(order_id).lines[0].answer == ""
    assert "a changé entre-temps" in vars_of(frames, SHELL)["words"]["text"]
    tab.close()


def test_nothing_stays_of_an_order_on_the_pages_after_it(town: Town) -> None:
    order_id = town.send("Paracétamol")
    code = town.code(order_id)
    tab, seen = patient(town, f"/pharmacie?commande={order_id}")
    assert code in "\n".join(seen)
    go(tab, "/pharmacie")
    tab.event("reflex___state____state.hydrate", {}, "/pharmacie")
    assert code not in "\n".join(tab.settle())
    tab.close()


def test_an_account_taken_off_its_counter_keeps_nothing_of_it(town: Town) -> None:
    town.send("Paracétamol")
    board, seen = town.counter()
    assert "Durand" in "\n".join(seen["frames"])
    with town.carnet.runtime.db.uow() as uow:
        service.detach(uow, actor=SYSTEM_ACTOR, account_id=clerk(town).account_id)
        uow.commit()
    go(board, "/officine")
    board.event("reflex___state____state.hydrate", {}, "/officine")
    assert "Durand" not in "\n".join(board.settle())
    board.close()


@pytest.mark.parametrize("apres", ["0001-01-01T00:00:00%2B23:59%7C" + "a" * 32, "rien", "%7C"])
def test_a_place_in_the_list_that_is_none_counts_as_not_asked(town: Town, apres: str) -> None:
    tab, seen = patient(town, f"/pharmacie?apres={apres}")
    assert vars_of(seen, SHELL).get("words", {"kind": ""})["kind"] != "error"
    tab.close()


def minor(town: Town) -> Actor:
    """Zoé, sixteen, and her account."""
    with town.carnet.runtime.db.uow() as uow:
        account = account_by_login(uow, "zoe.pharmacie")
        if account is None:
            birth = born(uow.clock.today(), years=16, months=2)
            about = {"birth_date": birth, "family_name": "Essai", "given_names": "Zoé", "postal_address": ("1 rue",)}
            nir = fictional_nir("F", birth, 78)
            person = register_person(uow, actor=SYSTEM_ACTOR, nir=nir.number, sex="F", **about)
            account = add_account(uow, new=NewAccount(Role.PATIENT, "zoe.pharmacie", "zp@exemple.fr", "x", person_id=person))
        zoe = actor_of(uow, account_by_login(uow, "zoe.pharmacie").id)
        uow.commit()
    return zoe


def test_what_a_minor_types_for_a_secret_order_is_not_in_the_record(town: Town) -> None:
    zoe = minor(town)
    document = prescription(town, zoe)
    path = wishes(town, document)
    tab = town.carnet.tab(town.carnet.session_of("zoe.pharmacie"))
    assert vars_of(tab.start("/pharmacie?envoyer=ordonnance"), SEND)["may_hide"] is True
    go(tab, path)
    assert vars_of(do(tab, f"{SEND}.keep_secret", {"secret": True}, path), SEND)["secret"] is True
    do(tab, f"{SEND}.type_line", {"form_data": {"medicament": "Lévonorgestrel"}}, path)
    without = vars_of(do(tab, f"{SEND}.keep_secret", {"secret": False}, path), SEND)
    assert (without["secret"], without["lines"]) == (False, []), "it goes in no order that a parent sees"
    with_it = vars_of(do(tab, f"{SEND}.keep_secret", {"secret": True}, path), SEND)
    assert [one["row"]["drug"] for one in with_it["lines"]] == ["Lévonorgestrel"]
    about = {"person_id": zoe.person_id, "lang": "fr", "live": True}
    before = {row.id for row in orders.look(views.orders_page, zoe, **about).rows}
    send(tab, path)
    (row,) = (row for row in orders.look(views.orders_page, zoe, **about).rows if row.id not in before)
    assert (row.secret, row.lines) == (True, 1)
    with town.carnet.runtime.db.read() as uow:
        mine = select(AuditEntry.action).where(AuditEntry.person_id == zoe.person_id)
        assert not [act for act in uow.session.execute(mine).scalars() if act.startswith("pharmacie.")]
    town.carnet.run(orders.act(service.cancel, zoe, order_id=row.id, version=row.version))
    tab.close()


def test_a_grown_up_keeps_no_order_from_anybody(town: Town) -> None:
    path = wishes(town, prescription(town))
    tab, _seen = patient(town, path)
    do(tab, f"{SEND}.keep_secret", {"secret": True}, path)
    send(tab, path)
    assert mine(town)[0].secret is False
    tab.close()


def test_a_line_that_is_typed_and_not_added_is_not_lost_by_sending(town: Town) -> None:
    path = wishes(town, prescription(town))
    tab, _seen = patient(town, path)
    before = len(mine(town))
    do(tab, f"{SEND}.begin_line", {}, path)
    do(tab, f"{SEND}.suggest", {"typed": "Doliprane"}, path)
    frames = send(tab, path)
    assert vars_of(frames, SHELL)["errors"] == {"medicament": "Ajoutez cette ligne, ou effacez-la."}
    assert len(mine(town)) == before
    added = vars_of(do(tab, f"{SEND}.type_line", {"form_data": {"medicament": "Doliprane"}}, path), SEND)
    assert (added["typing"], [one["row"]["drug"] for one in added["lines"]]) == (False, ["Doliprane"])
    do(tab, f"{SEND}.begin_line", {}, path)
    do(tab, f"{SEND}.suggest", {"typed": "Ibuprofène"}, path)
    assert vars_of(do(tab, f"{SEND}.drop_line", {}, path), SEND)["typing"] is False
    do(tab, f"{SEND}.begin_line", {}, path)
    send(tab, path)
    assert [line.drug for line in town.detail(mine(town)[0].id).lines] == ["Doliprane"]
    tab.close()


def test_a_line_typed_for_no_prescription_is_refused_in_words(town: Town) -> None:
    tab, _seen = patient(town, "/pharmacie")
    frames = do(tab, f"{SEND}.type_line", {"form_data": {"medicament": "x"}}, "/pharmacie")
    assert "Incident" not in str(vars_of(frames, SHELL)["words"])
    tab.close()


def test_a_code_that_opens_nothing_any_more_says_so_on_the_open_page(town: Town) -> None:
    order_id = town.send("Paracétamol")
    for version, verb in enumerate((service.receive, service.prepare, service.make_ready), start=1):
        at_counter(town, verb, order_id, version=version)
    tab, seen = patient(town, f"/pharmacie?commande={order_id}")
    assert vars_of(seen, STATE)["detail"]["code_blocked"] is False
    wrong = "000 000" if town.code(order_id) != "000 000" else "111 111"
    for _try in range(5):
        with pytest.raises(DomainError):
            at_counter(town, service.hand_over, order_id, version=4, code=wrong)
    assert vars_of(tab.until('"code_blocked":true'), STATE)["detail"]["code_blocked"] is True
    tab.close()
