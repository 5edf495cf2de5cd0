"""An open order of `/pharmacie` as a tab sees it: what is shared changes on both sides at once; what was said goes in time."""

from __future__ import annotations

from rxapp.pharmacy import service
from rxapp.pharmacy.models import Pharmacy
from tests.carnet import Tab, carnet
from tests.http.test_historique import SHELL, do, vars_of
from tests.http.test_officine import ORDER, Town, town
from tests.http.test_pharmacie import STATE, at_counter, cards, go, mine, patient, prescription, send, wishes

__all__ = ["carnet", "town"]


def opened(town: Town, **given: str) -> tuple[str, str, Tab]:
    order_id = town.send("Paracétamol", **given)
    path = f"/pharmacie?commande={order_id}"
    return order_id, path, patient(town, path)[0]


def share(tab: Tab, path: str, **form: str) -> list[str]:
    return do(tab, f"{STATE}.share", {"form_data": {"allergies": "", "traitements": "", **form}}, path)


def test_what_is_shared_later_corrected_and_taken_back_shows_at_the_counter_at_once(town: Town) -> None:
    order_id, path, tab = opened(town)
    desk, _seen = town.counter(f"/officine?commande={order_id}")
    do(tab, f"{STATE}.begin_sharing", {}, path)
    told = share(tab, path, allergies="Pénicilline")
    assert vars_of(told, SHELL)["words"]["text"] == "La pharmacie le voit maintenant."
    assert vars_of(told, STATE)["sharing"] is False
    desk.until("Pénicilline")
    begun = vars_of(do(tab, f"{STATE}.begin_sharing", {}, path), STATE)
    assert begun["shared_before"]["allergies"] == "Pénicilline"
    share(tab, path, allergies="Pénicilline", traitements="Kardégic")
    desk.until("Kardégic")
    do(tab, f"{STATE}.stop_sharing", {}, path)
    desk.until('"shared":false')
    assert not town.detail(order_id).shared
    again = vars_of(do(tab, f"{STATE}.begin_sharing", {}, path), STATE)["shared_before"]
    assert (again["allergies"], again["treatments"]) == ("Pénicilline", "Kardégic"), "what was taken back by mistake is not lost"
    left = vars_of(go(tab, "/pharmacie"), STATE)
    assert (left["sharing"], left["shared_before"]["allergies"]) == (False, "")
    tab.close()


def test_what_was_changed_in_another_tab_is_read_before_it_is_replaced(town: Town) -> None:
    order_id, path, tab = opened(town, shared=service.Shared("Œuf"))
    other = patient(town, path)[0]
    do(tab, f"{STATE}.begin_sharing", {}, path)
    do(other, f"{STATE}.begin_sharing", {}, path)
    share(other, path, allergies="Œuf, latex")
    said = share(tab, path, allergies="Œuf", traitements="Kardégic")
    assert "a changé entre-temps" in vars_of(said, SHELL)["words"]["text"]
    assert town.detail(order_id).allergies == "Œuf, latex"
    share(tab, path, allergies="Œuf, latex", traitements="Kardégic")
    assert town.detail(order_id).treatments == "Kardégic"
    tab.close()
    other.close()


def test_what_is_too_long_is_said_beside_its_box_and_changes_nothing(town: Town) -> None:
    order_id, path, tab = opened(town)
    do(tab, f"{STATE}.begin_sharing", {}, path)
    said = vars_of(share(tab, path, traitements="a" * 501), SHELL)
    assert list(said["errors"]) == ["traitements"]
    assert not town.detail(order_id).shared
    tab.close()


def test_that_it_was_sent_is_said_no_longer_once_the_pharmacy_answered(town: Town) -> None:
    path = wishes(town, prescription(town))
    tab, _seen = patient(town, path)
    send(tab, path)
    order_id = mine(town)[0].id
    there = f"/pharmacie?commande={order_id}"
    assert vars_of(go(tab, there), SHELL)["words"]["text"] == "La commande est envoyée."
    at_counter(town, service.receive, order_id, version=1)
    seen = tab.until('"received"')
    assert vars_of([*seen, *tab.settle()], SHELL)["words"]["text"] == ""
    tab.close()


def test_an_order_refused_before_its_page_shows_is_not_said_to_be_sent(town: Town) -> None:
    path = wishes(town, prescription(town))
    tab, _seen = patient(town, path)
    send(tab, path)
    order_id = mine(town)[0].id
    at_counter(town, service.refuse, order_id, version=1, reason="legal")
    seen = go(tab, f"/pharmacie?commande={order_id}")
    assert vars_of(seen, STATE)["detail"]["row"]["state"] == "refused"
    assert vars_of(seen, SHELL).get("words", {"text": ""})["text"] == ""
    tab.close()


def test_what_is_sent_again_from_a_refused_order_takes_its_place(town: Town) -> None:
    order_id, path, tab = opened(town)
    at_counter(town, service.refuse, order_id, version=1, reason="unreadable")
    anew = vars_of(go(tab, path), STATE)["anew"]
    there = f"{anew}&ordonnance={prescription(town)}".replace("envoyer=ordonnance", "envoyer=souhaits")
    go(tab, there)
    send(tab, there)
    assert town.detail(order_id).follower == mine(town)[0].id
    assert vars_of(go(tab, path), STATE)["detail"]["row"]["followed"] is True
    tab.close()


def test_one_whose_pharmacy_closed_is_on_the_first_page_and_goes_elsewhere(town: Town) -> None:
    order_id, path, tab = opened(town)
    db = town.carnet.runtime.db
    with db.uow() as uow:
        uow.session.get(Pharmacy, town.marche).closed_at = uow.clock.now()
        uow.commit()
    try:
        service.advance(db)
        assert f"commande-{order_id}" in cards(town)
        shown = vars_of(go(tab, path), STATE)
        assert (shown["detail"]["row"]["closed"], shown["detail"]["elsewhere"]) == (True, True)
        do(tab, f"{STATE}.send_to", {"pharmacy_id": shown["offers"][0]["id"]}, path)
        assert mine(town)[0].state == "sent"
        assert f"commande-{order_id}" not in cards(town)
    finally:
        with db.uow() as uow:
            uow.session.get(Pharmacy, town.marche).closed_at = None
            uow.commit()
    tab.close()


def test_an_order_that_is_not_ones_own_is_taken_up_by_nobody(town: Town) -> None:
    path = f"{wishes(town, prescription(town))}&suite={'0' * 32}"
    tab, seen = patient(town, path)
    assert vars_of(seen, STATE)["missing"] is True
    tab.close()


def test_the_counter_reads_what_is_left_of_a_line(town: Town) -> None:
    order_id = town.send("Lévothyroxine")
    desk, seen = town.counter(f"/officine?commande={order_id}")
    assert (seen["detail"]["lines"][0]["left_label"], seen["detail"]["lines"][0]["early"]) == ("", False)
    form = {"medicament": "Fer", "jours": "30", "renouvellements": "1"}
    do(desk, f"{ORDER}.step", {"version": 1, "move": "receive"})
    do(desk, f"{ORDER}.ask", {"dialog": "type"})
    lines = vars_of(do(desk, f"{ORDER}.type_line", {"form_data": form}), ORDER)["detail"]["lines"]
    assert [line["left_label"] for line in lines] == ["", "encore 2 délivrances"]
    desk.close()
