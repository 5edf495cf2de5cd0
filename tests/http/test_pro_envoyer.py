"""`/pro/envoyer` and the person's page, as tabs see them: what is sent shows by itself in the record it is for."""

from __future__ import annotations

import json
import re
from collections.abc import Iterator
from typing import Any

import pytest
from sqlalchemy import select

from rxapp.accounts.identity import identity_of
from rxapp.accounts.opening import account_by_login
from rxapp.accounts.standing import actor_of
from rxapp.core.policy import Actor
from rxapp.record import delivering, sending, service
from rxapp.record.sending_models import Sending
from rxapp.state.news import NEWS
from tests import samples
from tests.carnet import Carnet, Tab, carnet
from tests.http.test_historique import SHELL, vars_of

__all__ = ["carnet"]

STATE = f"{SHELL}.rxapp___state___pro_envoyer____pro_envoyer_state"
DOSSIER = f"{SHELL}.rxapp___state___dossier____dossier_state"
PRO, PLACE = "chu.valbois", "/pro/envoyer"


def actor(carnet: Carnet, login: str) -> Actor:
    with carnet.runtime.db.read() as uow:
        return actor_of(uow, account_by_login(uow, login).id)


def put(carnet: Carnet, cookies: str, data: bytes, name: str = "resultat.txt") -> dict[str, Any]:
    headers = {"x-carnet-nom": name, "content-length": str(len(data))}
    answer = carnet.ask("POST", "/api/documents?envoi=1", cookies=cookies, headers=headers, content=data)
    assert answer.status_code == 201, answer.text
    return answer.json()


def form_of(carnet: Carnet, login: str, **changed: str) -> dict[str, str]:
    who = actor(carnet, login)
    with carnet.runtime.db.read() as uow:
        one = identity_of(uow, who.person_id)
    said = {"nir": str(one.nir), "naissance": f"{one.birth_date:%d/%m/%Y}", "nom": one.family_name, "prenoms": one.given_names}
    return {**said, "categorie": "biologie", "date": "20/11/2026", "titre_0": "Bilan", **changed}


@pytest.fixture
def desk(carnet: Carnet) -> Iterator[tuple[Tab, str]]:
    cookies = carnet.session_of(PRO)
    tab = carnet.tab(cookies)
    tab.start(PLACE)
    yield tab, cookies
    tab.close()


def hand_over(carnet: Carnet) -> None:
    """Until nothing is on its way: the server hands over by itself too, one pass at a time."""
    wanted = select(Sending.id).where(Sending.state == "coming")
    while True:
        delivering.deliver_due(carnet.runtime.db)
        with carnet.runtime.db.read() as uow:
            if uow.session.execute(wanted).first() is None:
                return


def send(tab: Tab, form: dict[str, str]) -> list[str]:
    tab.event(f"{STATE}.send", {"form_data": form}, PLACE)
    return tab.settle()


def test_it_arrives_while_the_person_looks_at_their_record(carnet: Carnet, desk: tuple[Tab, str]) -> None:
    tab, cookies = desk
    person = carnet.tab(carnet.session_of("awa.diallo"))
    person.start("/dossier")
    received = put(carnet, cookies, samples.text("Glycémie 0,92 g/L"))
    tab.event(f"{STATE}.added", {"ids": [received["id"]]}, PLACE)
    assert vars_of(tab.settle(), STATE)["files"][0]["title"] == "resultat"
    frames = send(tab, form_of(carnet, "awa.diallo"))
    assert any("vue=envois" in frame for frame in frames)
    hand_over(carnet)
    seen = person.until("vient d’arriver", "vient d\\u2019arriver")
    assert "Bilan" in "".join(seen)
    person.run(NEWS.rest())
    tab.event(f"{STATE}.look_again")
    assert vars_of(tab.settle(), STATE)["rows"][0]["state"] == "delivered"
    person.close()


def test_wrong_traits_answer_the_same_and_wait(carnet: Carnet, desk: tuple[Tab, str]) -> None:
    tab, cookies = desk
    said = []
    for n, changed in enumerate(({}, {"prenoms": "Personne"})):
        received = put(carnet, cookies, samples.text(f"essai {n}"))
        tab.event(f"{STATE}.added", {"ids": [received["id"]]}, PLACE)
        tab.settle()
        frames = send(tab, form_of(carnet, "awa.diallo", **changed))
        seen = vars_of(frames, STATE)
        said.append((seen["files"], [frame for frame in frames if "_redirect" in frame]))
    assert said[0] == said[1]
    assert len(said[0][1]) == 1
    hand_over(carnet)
    other = carnet.tab(cookies)
    seen = vars_of(other.start(f"{PLACE}?vue=attente"), STATE)
    assert [row["state"] for row in seen["rows"]] == ["waiting"]
    amending = f"{PLACE}?vue=attente&corriger={seen['rows'][0]['id']}"
    other.close()
    other = carnet.tab(cookies)
    assert vars_of(other.start(amending), STATE)["typed"]["given_names"] == "Personne"
    traits = {
        name: value for name, value in form_of(carnet, "awa.diallo").items() if name in ("nir", "naissance", "nom", "prenoms")
    }
    other.event(f"{STATE}.amend", other.seeing(f"{STATE}.amend", {"form_data": traits}), amending)
    other.settle()
    hand_over(carnet)
    other.event(f"{STATE}.look_again")
    assert vars_of(other.settle(), STATE).get("waiting", 0) == 0
    other.close()


def test_everything_that_is_wrong_is_told_at_once_and_nothing_leaves(carnet: Carnet, desk: tuple[Tab, str]) -> None:
    tab, _cookies = desk
    form = form_of(carnet, "awa.diallo", nir="1 23", naissance="", nom=" ", prenoms="", categorie="x", date="demain")
    errors = vars_of(send(tab, form), SHELL)["errors"]
    assert set(errors) == {"nir", "naissance", "nom", "prenoms", "categorie", "date", "fichiers"}


def test_nobody_else_puts_anything_in_a_safe(carnet: Carnet) -> None:
    data = samples.text()
    for login in ("awa.diallo", "pharmacie.marche", "admin"):
        headers = {"x-carnet-nom": "a.txt", "content-length": str(len(data))}
        answer = carnet.ask("POST", "/api/documents?envoi=1", cookies=carnet.session_of(login), headers=headers, content=data)
        assert (answer.status_code, json.loads(answer.text)["code"]) == (404, "introuvable")


def test_what_was_filed_opens_without_a_pencil_and_is_new_no_more(carnet: Carnet, desk: tuple[Tab, str]) -> None:
    tab, cookies = desk
    received = put(carnet, cookies, samples.text("Compte rendu à lire"))
    tab.event(f"{STATE}.added", {"ids": [received["id"]]}, PLACE)
    tab.settle()
    send(tab, form_of(carnet, "paul.durand", titre_0="À lire"))
    hand_over(carnet)
    sending.sweep(carnet.runtime.db)
    service.sweep(carnet.runtime.db)
    gone = carnet.ask("GET", f"/api/documents/{received['id']}", cookies=cookies)
    assert gone.status_code == 404
    person = carnet.tab(carnet.session_of("paul.durand"))
    frames = "".join(person.start("/dossier?q=%C3%80%20lire"))
    assert '"filed":true' in frames.replace(" ", "")
    assert '"fresh":true' in frames.replace(" ", "")
    person.close()
    authors = set(re.findall(r'"author_label": ?"([^"]*)"', frames))
    assert authors - {""} == {"Envoyé par CHU de Valbois"}  # not by Carnet, which handed it over
    listed, opened = carnet.tab(cookies), carnet.tab(cookies)
    (href,) = {row["href"] for row in vars_of(listed.start(f"{PLACE}?vue=envois"), STATE)["rows"] if row["title"] == "À lire"}
    reread = vars_of(opened.start(href), f"{SHELL}.rxapp___state___pro_patients____pro_patients_state")
    listed.close()
    opened.close()
    assert (reread["screen"], reread["detail"]["row"]["title"], reread["back"]) == ("document", "À lire", f"{PLACE}?vue=envois")


def test_a_result_to_announce_arrives_once_it_is_shown(carnet: Carnet, desk: tuple[Tab, str]) -> None:
    tab, cookies = desk
    received = put(carnet, cookies, samples.text("Biopsie : à annoncer"))
    tab.event(f"{STATE}.added", {"ids": [received["id"]]}, PLACE)
    tab.settle()
    send(tab, form_of(carnet, "awa.diallo", titre_0="Biopsie", annonce="oui"))
    hand_over(carnet)
    person = carnet.tab(carnet.session_of("awa.diallo"))
    assert "Biopsie" not in "".join(person.start("/dossier"))
    listing = carnet.tab(cookies)
    (row,) = vars_of(listing.start(f"{PLACE}?vue=annoncer"), STATE)["rows"]
    assert (row["title"], row["state"]) == ("Biopsie", "held")
    listing.event(f"{STATE}.show", {"sending_id": row["id"]}, PLACE)
    assert vars_of(listing.settle(), SHELL)["words"]["kind"] == "done"
    hand_over(carnet)
    assert "Biopsie" in "".join(person.until("vient d’arriver", "vient d\\u2019arriver"))
    for one in (listing, person):
        one.close()
