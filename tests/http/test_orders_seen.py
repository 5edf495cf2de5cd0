"""What is pressed for one order is done to that one, or to none: the tab has moved to another one before it arrives."""

from __future__ import annotations

from typing import Any

from tests.carnet import Tab, carnet
from tests.helping import go
from tests.http.test_acts_seen import CHANGED
from tests.http.test_historique import SHELL, do, vars_of
from tests.http.test_officine import ORDER, Town, town
from tests.http.test_pharmacie import PLACES, SEND, STATE, mine, patient, prescription, wishes

__all__ = ["carnet", "town"]

OF_A_PATIENT: list[tuple[str, dict[str, Any]]] = [
    *((name, {}) for name in ("begin_sharing", "clear_shared", "stop_sharing", "renew_code", "ask_to_cancel")),
    ("answer", {"line_id": "l", "version": 1, "accept": True}),
    ("give_up", {"line_id": "l", "version": 1}),
    ("name_bearer", {"form_data": {"porteur": "Un voisin"}}),
    ("share", {"form_data": {"allergies": "Pénicilline", "traitements": ""}}),
    ("cancel", {"version": 1}),
    ("send_to", {"pharmacy_id": "p"}),
]
AT_THE_COUNTER: list[tuple[str, dict[str, Any]]] = [
    ("step", {"version": 1, "move": "receive"}),
    ("hand_over", {"form_data": {"code": "ABCDEF", "version": "1"}}),
    ("ask", {"dialog": "refuse"}),
    ("ask_line", {"dialog": "wait", "line_id": "l", "version": 1}),
    ("refuse", {"form_data": {"raison": "other", "jour": "", "mots": "Non"}}),
    ("promise", {"form_data": {"jour": "", "heure": "", "mot": ""}}),
    ("line_to", {"line_id": "l", "version": 1, "state": "in-progress"}),
    ("say_of_line", {"form_data": {"raison": "", "part": "", "jour": "", "heure": "", "medicament": "", "mot": ""}}),
    ("type_line", {"form_data": {"medicament": "Doliprane"}}),
]


def said(tab: Tab, name: str, payload: dict[str, Any], path: str) -> str:
    return vars_of(do(tab, name, payload, path), SHELL).get("words", {}).get("text", "")


def test_an_order_gets_what_was_pressed_on_its_own_page(town: Town) -> None:
    one, other = town.send("Doliprane"), town.send("Spasfon")
    before = [town.detail(order) for order in (one, other)]
    tab, _seen = patient(town, f"/pharmacie?commande={one}")
    path = f"/pharmacie?commande={other}"
    go(tab, path)
    for name, payload in OF_A_PATIENT:
        assert said(tab, f"{STATE}.{name}", {"seen": one, **payload}, path) == CHANGED, name
    assert [town.detail(order) for order in (one, other)] == before
    assert said(tab, f"{STATE}.cancel", {"seen": other, "version": 1}, path).startswith("La commande est annulée.")
    assert [town.detail(order).row.live for order in (one, other)] == [True, False]
    tab.close()


def test_the_counter_does_to_an_order_what_was_pressed_on_its_own_page(town: Town) -> None:
    one, other = town.send("Doliprane"), town.send("Spasfon")
    tab, _seen = town.counter(f"/officine?commande={one}")
    path = f"/officine?commande={other}"
    go(tab, path)
    for name, payload in AT_THE_COUNTER:
        assert said(tab, f"{ORDER}.{name}", {"seen": one, **payload}, path) == CHANGED, name
    assert [town.version(order) for order in (one, other)] == [1, 1]
    do(tab, f"{ORDER}.step", {"seen": other, "version": 1, "move": "receive"}, path)
    assert [town.version(order) for order in (one, other)] == [1, 2]
    tab.close()


def test_what_is_sent_is_what_was_on_screen(town: Town) -> None:
    """From one sending to another, or back to the choice of its prescriptions."""
    first, second = wishes(town, prescription(town)), wishes(town, prescription(town))
    tab, seen = patient(town, first)
    begun, before = vars_of(seen, SEND)["begun"], len(mine(town))
    form = {"form_data": {"question": "", "porteur": ""}}
    for path in (second, second.replace("souhaits", "ordonnance")):
        go(tab, path)
        assert said(tab, f"{SEND}.send", {"seen": begun, **form}, path) == CHANGED
        typed = {"form_data": {"medicament": "Doliprane"}}
        assert said(tab, f"{SEND}.type_line", {"seen": begun, **typed}, path) == CHANGED
    assert len(mine(town)) == before
    now = vars_of(go(tab, second), SEND)["begun"]
    assert "_redirect" in "".join(do(tab, f"{SEND}.send", {"seen": now, **form}, second))
    assert len(mine(town)) == before + 1
    tab.close()


def test_a_pharmacy_becomes_one_of_whose_list_it_was_pressed_in(town: Town) -> None:
    path = "/pharmacie?vue=pharmacies"
    tab, seen = patient(town, path)
    assert vars_of(seen, PLACES)["found_for"] == town.paul.person_id
    late = {"seen": "f" * 32, "pharmacy_id": town.marche}
    assert said(tab, f"{PLACES}.choose", {**late, "usual": True}, path) == CHANGED
    assert said(tab, f"{PLACES}.forget", late, path) == CHANGED
    tab.close()
