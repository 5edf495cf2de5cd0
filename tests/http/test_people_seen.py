"""What is pressed in one record, one appointment or one sending is done there or nowhere: another one was opened meanwhile."""

from __future__ import annotations

from typing import Any

import pytest

from tests.carnet import Carnet, Tab, carnet
from tests.helping import actor_named, go
from tests.http.test_acts_seen import CHANGED
from tests.http.test_agenda_pages import FORM, TYPED, cleared
from tests.http.test_agenda_pages import STATE as AGENDA
from tests.http.test_historique import SHELL, do, vars_of
from tests.http.test_history_api import child_of
from tests.http.test_pro_envoyer import STATE as SENDING
from tests.security.matrix import changed, rows_of
from tests.security.things import Owner, settled

__all__ = ["carnet"]

UNDO = f"{SHELL}.rxapp___state___prevention_undo____undo_state"
CALENDAR = f"{UNDO}.rxapp___state___prevention_calendar____calendar_state"
PREVENTION = f"{UNDO}.rxapp___state___prevention____prevention_state"
DOSES = f"{UNDO}.rxapp___state___vaccinations____vaccinations_state"
MEASURES = f"{SHELL}.rxapp___state___mesures____mesures_state"
SHEET = f"{SHELL}.rxapp___state___mesures_file____mesures_file_state"
PROFILE = f"{SHELL}.rxapp___state___profil____profil_state"
ACCESS = f"{SHELL}.rxapp___state___acces____acces_state"
COPY = f"{SHELL}.rxapp___state___emporter____emporter_state"
SHARE = f"{SHELL}.rxapp___state___partager____partager_state"
WEIGHT, FORESEEN = "/profil/mesures?mesure=poids", "/agenda?vue=prevoir"

LATE: list[tuple[str, str, str, dict[str, Any]]] = [
    (WEIGHT, f"{MEASURES}.save", "/poids/", {"form_data": {"valeur": "62,5"}}),
    (WEIGHT, f"{SHEET}.read", "", {"form_data": {"texte": "jour;poids\n01/11/2026;62"}}),
    ("/profil/vaccinations", f"{DOSES}.save", "/", {"form_data": {"vaccin": "Revaxis", "jour": "01/11/2026"}}),
    ("/profil", f"{PROFILE}.add", "//", {"part": "allergies"}),
    ("/profil", f"{PROFILE}.set_none", "//", {"part": "allergies", "known": True}),
    ("/profil", f"{PROFILE}.save", "/allergies/", {"form_data": {"substance": "Pénicilline"}}),
    (FORESEEN, f"{CALENDAR}.note_done", "", {"form_data": {"jour": "01/11/2026"}}),
    (FORESEEN, f"{CALENDAR}.set_aside", "", {"form_data": {"raison": "refus"}}),
    (FORESEEN, f"{CALENDAR}.answer", "", {"form_data": {"reponse": "oui"}}),
    (FORESEEN, f"{CALENDAR}.bring_back", "", {"rule": "r"}),
    ("/prevention?onglet=choix", f"{PREVENTION}.refuse", "", {"campaign": ""}),
    ("/prevention?onglet=choix", f"{PREVENTION}.accept", "", {"campaign": ""}),
    ("/parametres/acces", f"{ACCESS}.block", "", {"account_id": "a"}),
    ("/parametres/acces", f"{ACCESS}.switch", "", {"right": "urgence", "allowed": True}),
    ("/parametres/acces", f"{ACCESS}.hide_profile", "", {"target": "*", "on": True}),
    ("/parametres/acces", f"{ACCESS}.allow", "", {"form_data": {"compte": "a"}}),
    ("/parametres/emporter", f"{COPY}.ask", "", {"form_data": {}}),
    ("/dossier/partager", f"{SHARE}.make", "", {"form_data": {"destinataire": "Dr Untel"}}),
    ("/dossier/partager", f"{SHARE}.tick_summary", "", {"on": True}),
]
"""The page, the act, what follows the person in what is seen, and what is sent with it."""


def said(tab: Tab, name: str, payload: dict[str, Any], path: str) -> str:
    return vars_of(do(tab, name, payload, path), SHELL).get("words", {}).get("text", "")


@pytest.fixture(scope="module")
def family(carnet: Carnet) -> list[Owner]:
    """Camille, and her child; what the server reads by itself has been read, whatever was added before."""
    settled(carnet)
    camille = actor_named(carnet, "camille.martin")
    child = child_of(carnet, "camille.martin")
    return [
        Owner("camille.martin", person, account, {}) for person, account in ((camille.person_id, camille.account_id), (child, ""))
    ]


@pytest.mark.parametrize(("page", "name", "rest", "payload"), LATE)
def test_what_was_pressed_in_ones_own_record_is_not_done_in_a_childs(
    carnet: Carnet, family: list[Owner], page: str, name: str, rest: str, payload: dict[str, Any]
) -> None:
    own, child = family
    tab = carnet.tab(carnet.session_of("camille.martin"))
    tab.start(page)
    assert tab.seeing(name, payload)["seen"].startswith(own.person_id)
    do(tab, f"{SHELL}.choose_person", {"person_id": child.person_id}, page)
    go(tab, page)
    before = [rows_of(carnet, one) for one in family]
    assert said(tab, name, {"seen": own.person_id + rest, **payload}, page) == CHANGED
    assert changed(carnet, family, before) == []
    tab.close()


def test_a_measure_is_kept_for_whom_the_form_was_drawn(carnet: Carnet, family: list[Owner]) -> None:
    """The same form of one's own weight, sent from the page of one's own height."""
    own = family[0]
    tab = carnet.tab(carnet.session_of("camille.martin"))
    tab.start(WEIGHT)
    height = "/profil/mesures?mesure=taille"
    go(tab, height)
    typed = {"form_data": {"valeur": "62,5"}}
    assert said(tab, f"{MEASURES}.save", {"seen": f"{own.person_id}/poids/", **typed}, height) == CHANGED
    tab.close()


def test_the_appointment_that_was_on_screen_is_the_one_that_is_cancelled_or_changed(carnet: Carnet) -> None:
    page = cleared(carnet, "awa.diallo")
    for motive in ("Premier", "Second"):
        page.go("/agenda?ajouter=1")
        page.save(motif=motive, jour="30/11/2026" if motive == "Premier" else "01/12/2026")
    first, second = page.rows()
    page.go(f"/agenda?rendezvous={first['id']}&modifier=1")
    form = page.seen(FORM)["edition"]
    page.go(f"/agenda?rendezvous={second['id']}&modifier=1")
    page.do(f"{FORM}.save", seen=str(form), form_data=TYPED | {"motif": "Premier, ailleurs"})
    assert page.words == CHANGED
    page.go(f"/agenda?rendezvous={second['id']}")
    seen = f"{first['id']}/{first['occurrence']}"
    for name, payload in (("ask_what_to_cancel", {}), ("cancel", {"scope": "toutes"})):
        page.do(f"{AGENDA}.{name}", seen=seen, **payload)
        assert page.words == CHANGED
    assert [row["title"] for row in page.rows()] == ["Premier", "Second"]
    page.go(f"/agenda?rendezvous={second['id']}")
    page.do(f"{AGENDA}.ask_what_to_cancel")
    assert [row["title"] for row in page.rows()] == ["Premier"]
    page.tab.close()


def test_traits_go_to_the_sending_they_were_typed_for(carnet: Carnet) -> None:
    tab = carnet.tab(carnet.session_of("chu.valbois"))
    one, other = "a" * 32, "b" * 32
    tab.start(f"/pro/envoyer?corriger={one}")
    path = f"/pro/envoyer?corriger={other}"
    go(tab, path)
    traits = {"form_data": {"nir": "1", "naissance": "01/01/1980", "nom": "Diallo", "prenoms": "Awa"}}
    assert said(tab, f"{SENDING}.amend", {"seen": one, **traits}, path) == CHANGED
    assert said(tab, f"{SENDING}.amend", {"seen": other, **traits}, path) != CHANGED
    tab.close()


def test_refusing_every_message_asks_once(carnet: Carnet) -> None:
    tab = carnet.tab(carnet.session_of("awa.diallo"))
    one = vars_of(tab.start("/prevention?onglet=choix"), PREVENTION)["refusals"][1]["campaign"]

    def asked(campaign: str) -> list[str]:
        frames = do(tab, f"{PREVENTION}.ask_refusal", {"campaign": campaign}, "/prevention?onglet=choix")
        return [one["campaign"] for one in vars_of(frames, PREVENTION)["stopping"]]

    assert asked("") == [""]
    assert asked(one) == [one, ""], "one campaign, or all of them"
