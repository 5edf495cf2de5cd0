"""The receipt of a history over HTTP: whose it is, who gets it, and that it checks against the chain."""

from __future__ import annotations

import csv
import io
import json
import re
from time import monotonic, sleep

import pytest
from sqlalchemy import func, select

from rxapp.accounts import service
from rxapp.accounts.opening import account_by_login
from rxapp.core import audit
from rxapp.core.policy import SYSTEM_ACTOR, Actor, Role, Rule
from rxapp.core.receipts import Outcome, compare, read_receipt
from tests.carnet import Carnet, carnet

__all__ = ["carnet"]

ADDRESS = "/api/historique/recu"


def person_of(carnet: Carnet, login: str) -> str:
    with carnet.runtime.db.read() as uow:
        return account_by_login(uow, login).person_id


def child_of(carnet: Carnet, login: str) -> str:
    person = person_of(carnet, login)
    with carnet.runtime.db.read() as uow:
        return min(service.context_for(uow, Actor("x", Role.PATIENT, person, "x")).guardian_of)


def refusals(carnet: Carnet, person: str) -> int:
    with carnet.runtime.db.read() as uow:
        count = select(func.count()).where(audit.AuditEntry.person_id == person, audit.AuditEntry.action == "acces.refuse")
        return uow.session.execute(count).scalar_one()


@pytest.mark.parametrize("asked", ["", "?personne={person}"])
def test_one_keeps_ones_own(carnet: Carnet, asked: str) -> None:
    person = person_of(carnet, "camille.martin")
    answer = carnet.ask("GET", ADDRESS + asked.format(person=person), cookies=carnet.session_of("camille.martin"))
    assert answer.status_code == 200
    assert answer.headers["content-type"] == "text/plain; charset=utf-8"
    assert re.fullmatch(r'attachment; filename="carnet-recu-2026-11-\d\d\.txt"', answer.headers["content-disposition"])
    assert answer.headers["cache-control"] == "private, no-store"
    assert "Dossier de Camille Martin" in answer.text
    with carnet.runtime.db.read() as uow:
        assert compare(uow, person, read_receipt(answer.text)).outcome is Outcome.INTACT


def test_a_parent_keeps_a_childs(carnet: Carnet) -> None:
    child = child_of(carnet, "camille.martin")
    answer = carnet.ask("GET", f"{ADDRESS}?personne={child}", cookies=carnet.session_of("camille.martin"))
    assert answer.status_code == 200
    assert "Martin" in answer.text
    assert "Camille" not in answer.text
    with carnet.runtime.db.read() as uow:
        assert compare(uow, child, read_receipt(answer.text)).outcome is Outcome.INTACT


def test_it_speaks_the_language_of_the_screen(carnet: Carnet) -> None:
    cookies = carnet.session_of("camille.martin") + "; carnet_langue=en"
    assert "Record of Camille Martin" in carnet.ask("GET", ADDRESS, cookies=cookies).text


@pytest.mark.parametrize("who", ["", "carnet_session=" + "x" * 43])
def test_without_a_session_there_is_none(carnet: Carnet, who: str) -> None:
    answer = carnet.ask("GET", ADDRESS, cookies=who)
    assert (answer.status_code, answer.json()["code"]) == (401, "session.absente")


@pytest.mark.parametrize("login", ["awa.diallo", "dr.moreau", "chu.valbois", "pharmacie.lilas", "admin"])
def test_somebody_elses_is_like_one_that_does_not_exist(carnet: Carnet, login: str) -> None:
    cookies = carnet.session_of(login)
    said = {
        (answer.status_code, answer.content, answer.headers["cache-control"])
        for wanted in (person_of(carnet, "paul.durand"), "f" * 32, "", "'; --", "%00", "x" * 2000)
        for answer in [carnet.ask("GET", f"{ADDRESS}?personne={wanted}", cookies=cookies)]
    }
    assert len(said) == 1
    assert said.pop()[0] == 404


def test_who_was_refused_is_in_the_owners_history(carnet: Carnet) -> None:
    paul = person_of(carnet, "paul.durand")
    before = refusals(carnet, paul)
    carnet.ask("GET", f"{ADDRESS}?personne={paul}", cookies=carnet.session_of("awa.diallo"))
    bound = monotonic() + 5
    while refusals(carnet, paul) == before and monotonic() < bound:
        sleep(0.01)
    assert refusals(carnet, paul) == before + 1


def test_only_reading_is_offered(carnet: Carnet) -> None:
    cookies = carnet.session_of("camille.martin")
    assert carnet.ask("POST", ADDRESS, cookies=cookies).status_code in {404, 405}
    assert carnet.ask("HEAD", ADDRESS, cookies=cookies).content == b""


LINES = "/api/historique/lignes"


def taken(carnet: Carnet, login: str, kind: str, query: str = "") -> list[dict[str, object]]:
    """The lines of a file, each by the names of its columns."""
    answer = carnet.ask("GET", f"{LINES}.{kind}?{query}", cookies=carnet.session_of(login))
    assert answer.status_code == 200
    assert answer.headers["cache-control"] == "private, no-store"
    assert answer.headers["content-disposition"].endswith(f"historique.{kind}")
    if kind == "json":
        return json.loads(answer.content)
    return list(csv.DictReader(io.StringIO(answer.content.decode("utf-8-sig")), delimiter=";"))


def test_the_whole_history_leaves_as_a_file_and_it_is_in_it(carnet: Carnet) -> None:
    person = person_of(carnet, "paul.durand")
    with carnet.runtime.db.uow() as uow:
        for _line in range(450):
            audit.record(uow, person_id=person, actor=SYSTEM_ACTOR, action="acces.refuse", details={})
        uow.commit()
    rows = taken(carnet, "paul.durand", "json")
    assert [row["ligne"] for row in rows] == list(range(len(rows), 0, -1))
    assert rows[0]["acte"] == "Historique téléchargé"
    sheet = taken(carnet, "paul.durand", "csv")
    assert [int(row["Ligne"]) for row in sheet] == list(range(len(rows) + 1, 0, -1))
    assert list(sheet[0]) == ["Ligne", "Instant", "Date", "Acte", "À propos", "Par", "Pour", "D’où", "De quel droit", "Code"]


@pytest.mark.parametrize("kind", ["csv", "json"])
def test_what_is_looked_for_leaves_alone(carnet: Carnet, kind: str) -> None:
    person = person_of(carnet, "paul.durand")
    with carnet.runtime.db.uow() as uow:
        audit.record(uow, person_id=person, actor=SYSTEM_ACTOR, action="acces.refuse", details={})
        uow.commit()
    rows = taken(carnet, "paul.durand", kind, "acte=refus&periode=7")
    assert {row["code" if kind == "json" else "Code"] for row in rows} == {"acces.refuse"}
    assert len(taken(carnet, "paul.durand", "json", "periode=1999")) == 0


def test_the_right_by_which_a_professional_looked_goes_along(carnet: Carnet) -> None:
    person = person_of(carnet, "paul.durand")
    doctor = Actor("m" * 32, Role.PROFESSIONAL, None, "Dr Anne Moreau")
    with carnet.runtime.db.uow() as uow:
        audit.record(uow, person_id=person, actor=doctor, action="document.consulte", details={}, right=Rule.EMERGENCY)
        uow.commit()
    newest = taken(carnet, "paul.durand", "json", "acte=documents")[0]
    assert (newest["code"], newest["droit"]) == ("document.consulte", "en urgence")
    assert taken(carnet, "paul.durand", "csv", "acte=documents")[0]["De quel droit"] == "en urgence"


def test_where_others_are_is_not_told(carnet: Carnet) -> None:
    person = person_of(carnet, "paul.durand")
    doctor = Actor("m" * 32, Role.PROFESSIONAL, None, "Dr Anne Moreau", session_id="s" * 32, address="198.51.100.7")
    with carnet.runtime.db.uow() as uow:
        audit.record(uow, person_id=person, actor=doctor, action="document.consulte", details={})
        uow.commit()
    rows = taken(carnet, "paul.durand", "json")
    assert next(row["depuis"] for row in rows if row["code"] == "document.consulte") == "réseau local"
    assert "198.51.100.7" not in json.dumps(rows)


@pytest.mark.parametrize("kind", ["csv", "json"])
@pytest.mark.parametrize("login", ["awa.diallo", "dr.moreau", "admin"])
def test_somebody_elses_lines_are_like_those_that_do_not_exist(carnet: Carnet, kind: str, login: str) -> None:
    cookies = carnet.session_of(login)
    said = {
        (answer.status_code, answer.content)
        for wanted in (person_of(carnet, "paul.durand"), "f" * 32, "'; --")
        for answer in [carnet.ask("GET", f"{LINES}.{kind}?personne={wanted}", cookies=cookies)]
    }
    assert len(said) == 1
    assert said.pop()[0] == 404
    assert carnet.ask("GET", f"{LINES}.{kind}").status_code == 401
