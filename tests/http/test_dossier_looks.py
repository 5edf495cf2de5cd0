"""`/dossier` of a child as a tab sees it: the child's history says that a parent read the list."""

from __future__ import annotations

from sqlalchemy import select

from rxapp.accounts import service
from rxapp.accounts.opening import account_by_login
from rxapp.core import audit
from rxapp.core.audit import AuditEntry
from rxapp.core.policy import SYSTEM_ACTOR, Actor, Role
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
