"""`/dossier/partager` and `/dossier/partages` as a page calls them: what is ticked, made, opened and stopped."""

from __future__ import annotations

import json
import re
from collections.abc import Iterator

import pytest

from rxapp.accounts import profile_veils
from rxapp.accounts import service as accounts
from rxapp.accounts.opening import account_by_login
from rxapp.core.policy import EVERYBODY, NO_CONTEXT, Actor, HelpScope, Role
from rxapp.record import hiding
from rxapp.record.intake import Intake
from rxapp.sharing import service
from tests.carnet import ROOT, Carnet, Tab, carnet
from tests.helping import HELPER, Help, go, help
from tests.http.test_historique import vars_of

__all__ = ["carnet", "help"]

SHELL = f"{ROOT}.rxapp___state___shell____shell"
MAKE, LIST = "rxapp___state___partager____partager_state", "rxapp___state___partages____partages_state"
NOTE = b"Compte rendu : rien a signaler.\n"


def person(carnet: Carnet, login: str = "sophie.bernard") -> Actor:
    with carnet.runtime.db.read() as uow:
        account = account_by_login(uow, login)
        return Actor(account.id, Role.PATIENT, account.person_id, "Sophie Bernard")


def add(carnet: Carnet, actor: Actor, title: str) -> str:
    with carnet.runtime.db.read() as uow:
        context = accounts.context_for(uow, actor)
    whose = {"actor": actor, "context": context, "person_id": actor.person_id, "file_name": "note.txt"}
    with Intake.open(carnet.runtime.db, **whose, declared_size=len(NOTE)) as intake:
        intake.feed(NOTE)
        return intake.finish(title=title).id


@pytest.fixture
def sophie(carnet: Carnet) -> Actor:
    actor = person(carnet)
    with carnet.runtime.db.uow() as uow:
        service.destroy(uow, actor.person_id or "", [])
        uow.commit()
    return actor


@pytest.fixture
def tab(carnet: Carnet, sophie: Actor) -> Iterator[Tab]:
    opened = carnet.tab(carnet.session_of("sophie.bernard"))
    yield opened
    opened.close()


def call(tab: Tab, state: str, name: str, path: str, **payload: object) -> str:
    tab.event(f"{SHELL}.{state}.{name}", tab.seeing(f"{SHELL}.{state}.{name}", payload), path)
    return "".join(tab.settle())


def form(**fields: str) -> dict[str, object]:
    return {"form_data": fields}


def made(tab: Tab, **fields: str) -> str:
    wanted = {"destinataire": "Dr Untel", "duree": "jour"} | fields
    return call(tab, MAKE, "make", "/dossier/partager", **form(**wanted))


def test_a_link_is_made_shown_once_and_stopped(carnet: Carnet, sophie: Actor, tab: Tab) -> None:
    document = add(carnet, sophie, "Bilan sanguin")
    tab.start(f"/dossier/partager?document={document}")
    said = made(tab)
    url = re.search(r"http://localhost:3000(/partage/[\w-]{43})", said)
    code = re.search(r'"code":"([0-9A-Z]{4}-[0-9A-Z]{4})"', said)
    assert url
    assert code
    opened = carnet.ask("POST", url[1], data={"code": code[1]})
    assert opened.status_code == 303
    again = call(tab, MAKE, "open", "/dossier/partager")
    assert url[1] not in again
    listed = call(tab, LIST, "open", "/dossier/partages")
    assert "Ouvert avec le bon code" in listed
    assert url[1] not in listed
    (share,) = re.findall(r'"id":"([0-9a-f]{32})","recipient":"Dr Untel"', listed)
    assert "Le partage est arr" in call(tab, LIST, "stop", "/dossier/partages", share_id=share)
    cookie = opened.headers["set-cookie"].partition(";")[0]
    assert carnet.ask("GET", url[1], cookies=cookie).status_code == 404


def test_what_is_wrong_is_said_beside_its_box(carnet: Carnet, sophie: Actor, tab: Tab) -> None:
    tab.start("/dossier/partager")
    said = made(tab, destinataire="", duree="date", jour="hier")
    errors = json.loads(re.search(r'"errors_rx_state_":(\{.*?\})', said)[1])
    assert set(errors) == {"destinataire", "jour", "documents"}


def test_who_agreed_to_show_a_document_is_asked_again_once_they_tick_the_summary(carnet: Carnet, sophie: Actor, tab: Tab) -> None:
    document = add(carnet, sophie, "Bilan masqué")
    with carnet.runtime.db.uow() as uow:
        hiding.hide(uow, actor=sophie, document_id=document, version=1, targets=[EVERYBODY])
        given = {"actor": sophie, "context": NO_CONTEXT, "person_id": sophie.person_id or ""}
        profile_veils.hide(uow, **given, target=EVERYBODY, on=True)
        uow.commit()
    tab.start(f"/dossier/partager?document={document}")
    asked = made(tab)
    assert '"hidden_names_rx_state_":["Bilan masqué"]' in asked
    agreed = re.search(r'"consent_rx_state_":"([0-9a-f]+)"', asked)[1]
    call(tab, MAKE, "tick_summary", "/dossier/partager", on=True)
    asked = made(tab, accord=agreed)
    assert '"hidden_names_rx_state_":["Bilan masqué","Résumé du profil médical"]' in asked
    agreed = re.search(r'"consent_rx_state_":"([0-9a-f]+)"', asked)[1]
    assert "/partage/" in made(tab, accord=agreed)
    with carnet.runtime.db.uow() as uow:
        profile_veils.hide(uow, **given, target=EVERYBODY, on=False)
        uow.commit()


def test_who_agreed_is_asked_again_of_what_was_hidden_since(carnet: Carnet, sophie: Actor, tab: Tab) -> None:
    documents = [add(carnet, sophie, name) for name in ("Bilan masqué", "Radio")]
    given = {"actor": sophie, "context": NO_CONTEXT, "person_id": sophie.person_id or ""}
    with carnet.runtime.db.uow() as uow:
        hiding.hide(uow, actor=sophie, document_id=documents[0], version=1, targets=[EVERYBODY])
        uow.commit()
    tab.start(f"/dossier/partager?document={documents[0]}")
    call(tab, MAKE, "tick", "/dossier/partager", document_id=documents[1], on=True)
    call(tab, MAKE, "tick_summary", "/dossier/partager", on=True)
    asked = made(tab)
    assert "Ceci est masqué à des professionnels" in asked
    with carnet.runtime.db.uow() as uow:
        profile_veils.hide(uow, **given, target=EVERYBODY, on=True)
        uow.commit()
    asked = made(tab, accord=re.search(r'"consent_rx_state_":"([0-9a-f]+)"', asked)[1])
    assert '"hidden_names_rx_state_":["Bilan masqué","Résumé du profil médical"]' in asked
    with carnet.runtime.db.uow() as uow:
        hiding.hide(uow, actor=sophie, document_id=documents[1], version=1, targets=[EVERYBODY])
        uow.commit()
    asked = made(tab, accord=re.search(r'"consent_rx_state_":"([0-9a-f]+)"', asked)[1])
    assert '"hidden_names_rx_state_":["Bilan masqué","Radio","Résumé du profil médical"]' in asked
    assert "/partage/" in made(tab, accord=re.search(r'"consent_rx_state_":"([0-9a-f]+)"', asked)[1])
    with carnet.runtime.db.uow() as uow:
        profile_veils.hide(uow, **given, target=EVERYBODY, on=False)
        uow.commit()


def test_nobody_ticks_what_is_not_theirs(carnet: Carnet, sophie: Actor, tab: Tab) -> None:
    camille = person(carnet, "camille.martin")
    theirs = add(carnet, camille, "Radio de Camille")
    mine = add(carnet, sophie, "Bilan")
    tab.start("/dossier/partager")
    call(tab, MAKE, "tick", "/dossier/partager", document_id=mine, on=True)
    assert "Radio de Camille" not in call(tab, MAKE, "tick", "/dossier/partager", document_id=theirs, on=True)
    assert "introuvable" in call(tab, LIST, "stop", "/dossier/partages", share_id="x" * 32).lower()


def test_an_open_page_hears_that_a_link_was_opened(carnet: Carnet, sophie: Actor, tab: Tab) -> None:
    wish = service.Wish("Dr Untel", "jour", "", (add(carnet, sophie, "Bilan"),))
    with carnet.runtime.db.uow() as uow:
        link = service.make(uow, actor=sophie, person_id=sophie.person_id or "", wish=wish)
        uow.commit()
    tab.start("/dossier/partages")
    carnet.ask("POST", link.path, data={"code": link.code})
    assert any("Ouvert avec le bon code" in frame for frame in tab.until("Ouvert avec le bon code"))


@pytest.mark.parametrize(("path", "state"), [("/dossier/partager", MAKE), ("/dossier/partages", LIST)])
def test_a_helper_is_told_that_they_share_nothing_of_whom_they_help(help: Help, path: str, state: str) -> None:
    """These are pages of the record, which a helper who sees documents has open."""
    help.begin(HelpScope.SEE)
    tab = help.carnet.tab(help.carnet.session_of(HELPER))
    own = vars_of(tab.start(path), f"{SHELL}.{state}")
    assert (own["shown_for"], own.get("forbidden", False)) == (help.awa.person_id, False)
    go(tab, f"/dossier?personne={help.person}")
    theirs = vars_of(go(tab, path), f"{SHELL}.{state}")
    assert (theirs["shown_for"], theirs["forbidden"]) == (help.person, True)
    tab.close()
