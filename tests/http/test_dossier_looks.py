"""A child's record as a parent's tab sees it: whatever page shows a part of it, the child's history says so first."""

from __future__ import annotations

import pytest
from sqlalchemy import select

from rxapp.accounts import service
from rxapp.accounts.opening import account_by_login
from rxapp.core import audit
from rxapp.core.audit import AuditEntry
from rxapp.core.policy import SYSTEM_ACTOR, Actor, Role
from rxapp.record.intake import Intake
from tests import samples
from tests.carnet import ROOT, Carnet, carnet

__all__ = ["carnet"]

SHELL = f"{ROOT}.rxapp___state___shell____shell"
OPEN = f"{SHELL}.rxapp___state___dossier____dossier_state.open"


def lists_read(carnet: Carnet, person: str) -> int:
    with carnet.runtime.db.read() as uow:
        query = select(AuditEntry.id).where(AuditEntry.person_id == person, AuditEntry.action == "document.liste")
        return len(uow.session.execute(query).all())


def test_a_parent_who_reads_a_childs_list_is_in_the_childs_history(carnet: Carnet) -> None:
    with carnet.runtime.db.read() as uow:
        parent = account_by_login(uow, "camille.martin").person_id
        child = min(service.context_for(uow, Actor("x", Role.PATIENT, parent, "x")).guardian_of)
    before = lists_read(carnet, child)
    tab = carnet.tab(carnet.session_of("camille.martin"))
    tab.start("/dossier")
    tab.event(f"{SHELL}.choose_person", {"person_id": child}, "/dossier")
    for _visit in range(2):
        tab.event(OPEN, {}, "/dossier")
    tab.settle()
    tab.close()
    assert lists_read(carnet, child) == before + 1
    assert lists_read(carnet, parent) == 0
    with carnet.runtime.db.read() as uow:
        line = audit.history_page(uow, actor=SYSTEM_ACTOR, person_id=child, limit=1)[0]
    assert (line.action_label, line.actor_label) == ("Liste des documents consultée", "Camille Martin")
    assert "Martin" in line.on_behalf_label


LIST, LOOK, HISTORY = "document.liste", "document.consulte", "historique.consulte"
PAGES = {
    "accueil": ("/accueil", "accueil____accueil_state.open", LIST),
    "dossier": ("/dossier", "dossier____dossier_state.open", LIST),
    "added": ("/dossier", "dossier____dossier_state.added", LIST),
    "document": ("/dossier/{document}", "document____document_state.open", LOOK),
    "historique": ("/historique", "historique____historique_state.open", HISTORY),
    "verify": ("/historique", "historique____historique_state.verify", HISTORY),
}


def family(carnet: Carnet) -> tuple[str, str, str]:
    """A parent, their child, and a new document of the child."""
    db, data = carnet.runtime.db, samples.text()
    with db.read() as uow:
        account = account_by_login(uow, "camille.martin")
        parent = Actor(account.id, Role.PATIENT, account.person_id, "Camille Martin")
        context = service.context_for(uow, parent)
    child = min(context.guardian_of)
    with Intake.open(db, actor=parent, context=context, person_id=child, file_name="a.txt", declared_size=len(data)) as intake:
        intake.feed(data)
        return account.person_id, child, intake.finish().id


def looks(carnet: Carnet, person: str) -> list[str]:
    with carnet.runtime.db.read() as uow:
        query = select(AuditEntry.action).where(AuditEntry.person_id == person, AuditEntry.action.in_([LIST, LOOK, HISTORY]))
        return list(uow.session.execute(query.order_by(AuditEntry.seq)).scalars())


@pytest.mark.parametrize("name", PAGES)
def test_a_handler_that_gives_a_part_of_a_childs_record_leaves_its_line(carnet: Carnet, name: str) -> None:
    path, handler, act = PAGES[name]
    parent, child, document = family(carnet)
    path = path.format(document=document)
    tab = carnet.tab(carnet.session_of("camille.martin"))
    tab.start("/parametres")
    tab.event(f"{SHELL}.choose_person", {"person_id": child}, "/parametres")
    tab.settle()
    of_child, of_parent = looks(carnet, child), looks(carnet, parent)
    for _visit in range(2):
        tab.event(f"{SHELL}.rxapp___state___{handler}", {"ids": [document]} if name == "added" else {}, path)
        tab.settle()
    tab.close()
    assert looks(carnet, child)[len(of_child) :][-1:] == [act]
    assert looks(carnet, child)[len(of_child) :].count(act) == 1
    assert looks(carnet, parent) == of_parent
