"""`/historique` as a tab sees it: pages by address, whose lines, what the checks answer."""

from __future__ import annotations

import json
import re

import pytest
from sqlalchemy import select

from rxapp.accounts import service
from rxapp.accounts.opening import account_by_login
from rxapp.core import audit
from rxapp.core.audit import AuditEntry
from rxapp.core.db import UnitOfWork
from rxapp.core.policy import SYSTEM_ACTOR, Actor, Role
from rxapp.state.historique import LINES
from tests.carnet import ROOT, Carnet, Tab, carnet

__all__ = ["carnet"]

SHELL = f"{ROOT}.rxapp___state___shell____shell"
STATE = f"{SHELL}.rxapp___state___historique____historique_state"
SUFFIX = "_rx_state_"


def vars_of(frames: list[str], state: str = STATE) -> dict[str, object]:
    """What a state's vars became, the last value of each."""
    found: dict[str, object] = {}
    for frame in frames:
        if frame.startswith("42/_event,"):
            for update in json.loads(frame.partition(",")[2])[1:]:
                found |= (update.get("delta") or {}).get(state, {}) if isinstance(update, dict) else {}
    return {name.removesuffix(SUFFIX): value for name, value in found.items()}


def opened(carnet: Carnet, login: str, path: str = "/historique") -> tuple[Tab, list[str]]:
    tab = carnet.tab(carnet.session_of(login))
    return tab, tab.start(path)


def numbers(seen: dict[str, object]) -> list[int]:
    return [act["number"] for day in seen["days"] for act in day["acts"]]


def do(tab: Tab, name: str, payload: dict[str, object], path: str = "/historique") -> list[str]:
    tab.event(name, tab.seeing(name, payload), path)
    return tab.settle()


def lines_of(carnet: Carnet, count: int) -> None:
    """Give Paul at least that many lines."""
    with carnet.runtime.db.uow() as uow:
        person = account_by_login(uow, "paul.durand").person_id
        for _line in range(count):
            audit.record(uow, person_id=person, actor=SYSTEM_ACTOR, action="acces.refuse", details={})
        uow.commit()


def test_pages_follow_one_another_to_the_first_line(carnet: Carnet) -> None:
    lines_of(carnet, 2 * LINES + 3)
    path, seen = "/historique", []
    while path:
        tab, frames = opened(carnet, "paul.durand", path)
        page = vars_of(frames)
        assert 0 < len(numbers(page)) <= LINES
        seen += numbers(page)
        path = page.get("older", "")
        tab.close()
    assert seen == list(range(seen[0], 0, -1))
    assert page["total"] == seen[0]


@pytest.mark.parametrize(
    ("asked", "first"),
    [("12", 11), ("1", 0), ("abc", None), ("-3", None), ("٣", None), ("9" * 30, None), ("", None)],
)
def test_the_address_names_the_page(carnet: Carnet, asked: str, first: int | None) -> None:
    lines_of(carnet, 20)
    page = vars_of(opened(carnet, "paul.durand", f"/historique?avant={asked}")[1])
    found = numbers(page) if "days" in page else []
    assert (found[0] if found else 0) == (page["total"] if first is None else first)


def test_lines_are_the_open_records_alone(carnet: Carnet) -> None:
    tab, frames = opened(carnet, "camille.martin")
    mine, people = vars_of(frames), vars_of(frames, SHELL)["people"]
    child = next(person for person in people if "Léo" in person["label"])
    assert mine["shown_for"] == people[0]["id"]
    with carnet.runtime.db.uow() as uow:
        for person, pharmacy in ((people[0]["id"], "Pharmacie du Nord"), (child["id"], "Pharmacie du Sud")):
            by = Actor("c" * 32, Role.PHARMACY, None, "Anne Roux")
            audit.record(uow, person_id=person, actor=by, action="pharmacie.commande_receive", details={"label": pharmacy})
        uow.commit()
    for shown, (own, other) in ((people[0], ("Nord", "Sud")), (child, ("Sud", "Nord"))):
        do(tab, f"{SHELL}.choose_person", {"person_id": shown["id"]})
        page = vars_of(do(tab, f"{STATE}.open", {}))
        said = json.dumps(page["days"], ensure_ascii=False)
        assert page["shown_for"] == shown["id"]
        assert f"Pharmacie du {own}" in said
        assert f"Pharmacie du {other}" not in said
    tab.close()


def test_a_parent_stands_under_both_names(carnet: Carnet) -> None:
    with carnet.runtime.db.uow() as uow:
        account = account_by_login(uow, "camille.martin")
        actor = Actor(account.id, Role.PATIENT, account.person_id, "Camille Martin")
        child = min(service.context_for(uow, actor).guardian_of)
        audit.record(uow, person_id=child, actor=actor, action="acces.refuse", details={}, on_behalf="Enfant Martin")
        uow.commit()
    tab, _frames = opened(carnet, "camille.martin")
    do(tab, f"{SHELL}.choose_person", {"person_id": child})
    newest = vars_of(do(tab, f"{STATE}.open", {}))["days"][0]["acts"][0]
    assert (newest["actor"], newest["on_behalf"]) == ("Camille Martin", "Enfant Martin")


def test_a_pharmacy_that_acts_is_named_once(carnet: Carnet) -> None:
    with carnet.runtime.db.uow() as uow:
        person = account_by_login(uow, "paul.durand").person_id
        for by in ("Pharmacie du Marché", "Anne Roux"):
            actor = Actor("c" * 32, Role.PHARMACY, None, by)
            details = {"label": "Pharmacie du Marché"}
            audit.record(uow, person_id=person, actor=actor, action="pharmacie.commande_receive", details=details)
        uow.commit()
    tab, frames = opened(carnet, "paul.durand")
    anne, marche = vars_of(frames)["days"][0]["acts"][:2]
    assert (anne["actor"], anne["detail"]) == ("Anne Roux", "Pharmacie du Marché")
    assert (marche["actor"], marche["detail"]) == ("Pharmacie du Marché", "")
    tab.close()


@pytest.mark.parametrize(
    ("cookies", "words"),
    [("", "L’historique est en ordre."), ("; carnet_langue=en", "The history is in order.")],
)
def test_a_sound_chain_is_said_sound(carnet: Carnet, cookies: str, words: str) -> None:
    tab = carnet.tab(carnet.session_of("paul.durand") + cookies)
    tab.start("/historique")
    check = vars_of(do(tab, f"{STATE}.verify", {}))["check"]
    assert (check["kind"], check["title"]) == ("done", words)
    assert re.search(r"\d", check["text"])


def compare(tab: Tab, pasted: str) -> dict[str, object]:
    return vars_of(do(tab, f"{STATE}.compare", {"form_data": {"recu": pasted}})).get("comparison", {})


def test_a_kept_receipt_is_compared(carnet: Carnet) -> None:
    cookies = carnet.session_of("camille.martin")
    kept = carnet.ask("GET", "/api/historique/recu", cookies=cookies).text
    line = re.search(r"^\d+ \w{64} .*$", kept, re.M)[0]
    number, digest, at = line.split()
    tab = carnet.tab(cookies)
    people = vars_of(tab.start("/historique"), SHELL)["people"]
    assert compare(tab, kept)["title"] == "Rien n’a été modifié ni coupé."
    assert compare(tab, f"{int(number) + 500} {digest} {at}")["title"] == "L’historique a été coupé."
    assert compare(tab, f"{number} {'0' * 64} {at}")["title"] == "L’historique n’est plus celui de votre reçu."
    do(tab, f"{SHELL}.choose_person", {"person_id": people[1]["id"]})
    do(tab, f"{STATE}.open", {})
    other = compare(tab, kept)
    assert (other["kind"], "Camille Martin" in other["text"]) == ("info", True)


def test_what_is_no_receipt_is_said_beside_the_box(carnet: Carnet) -> None:
    tab, _frames = opened(carnet, "camille.martin")
    said = vars_of(do(tab, f"{STATE}.compare", {"form_data": {"recu": "bonjour"}}), SHELL)
    assert said["errors"]["recu"].startswith("Ce texte n’est pas un reçu")


def test_tampering_is_said_with_its_line(carnet: Carnet) -> None:
    lines_of(carnet, 5)

    def put(uow: UnitOfWork, person: str, who: str) -> str:
        """Say that somebody else did line 3; returns who it was."""
        line = uow.session.execute(select(AuditEntry).where(AuditEntry.person_id == person, AuditEntry.seq == 3)).scalar_one()
        was, line.actor_account_id = line.actor_account_id, who
        uow.commit()
        return was

    with carnet.runtime.db.uow() as uow:
        person = account_by_login(uow, "paul.durand").person_id
        was = put(uow, person, "x")
    try:
        tab, _frames = opened(carnet, "paul.durand")
        check = vars_of(do(tab, f"{STATE}.verify", {}))["check"]
        assert (check["kind"], check["title"]) == ("error", "L’historique a été modifié.")
        assert "La ligne 3 " in check["text"]
    finally:
        with carnet.runtime.db.uow() as uow:
            put(uow, person, was)


def test_a_search_of_the_address_shows_only_what_it_found(carnet: Carnet) -> None:
    lines_of(carnet, 5)
    page = vars_of(opened(carnet, "paul.durand", "/historique?acte=refus&q=refuse")[1])
    assert {act["words"] for day in page["days"] for act in day["acts"]} == {"Accès refusé"}
    assert page["narrowed"]
    assert page["found_label"].endswith("lignes trouvées")
    assert {kind["id"] for kind in page["kinds"]} >= {"espace", "refus"}
    account = next(one["id"] for one in page["people_seen"] if one["label"] == "Paul Durand")
    mine = vars_of(opened(carnet, "paul.durand", f"/historique?qui={account}")[1])
    assert {act["actor"] for day in mine["days"] for act in day["acts"]} == {"Paul Durand"}


def test_those_of_others_are_an_address(carnet: Carnet) -> None:
    lines_of(carnet, 5)
    page = vars_of(opened(carnet, "paul.durand", "/historique?qui=autres")[1])
    assert page["people_seen"][0] == {"id": "autres", "label": "Les autres que moi"}
    others = {act["actor"] for day in page["days"] for act in day["acts"]}
    assert others
    assert "Paul Durand" not in others


def test_the_page_before_is_an_address(carnet: Carnet) -> None:
    lines_of(carnet, 2 * LINES + 3)
    first = vars_of(opened(carnet, "paul.durand")[1])
    second = vars_of(opened(carnet, "paul.durand", first["older"])[1])
    third = vars_of(opened(carnet, "paul.durand", second["older"])[1])
    assert second["newer"] == "/historique"
    again = vars_of(opened(carnet, "paul.durand", third["newer"])[1])
    assert len(numbers(again)) == LINES
    assert numbers(again)[-1] == numbers(third)[0] + 1
