"""An act is done to what the person saw, or to nothing: what the page before sends after the next one was loaded does nothing."""

from __future__ import annotations

from collections.abc import Iterator

import pytest

from rxapp.accounts.service import context_for
from rxapp.core.policy import NO_CONTEXT
from rxapp.record import views as record
from rxapp.record.intake import Intake
from tests import samples
from tests.carnet import Carnet, Tab, carnet
from tests.helping import actor_named, go
from tests.http.test_historique import SHELL, do, vars_of

__all__ = ["carnet"]

DOCUMENT = f"{SHELL}.rxapp___state___document____document_state"
OPENERS = f"{SHELL}.rxapp___state___document_access____document_access_state"
DISPUTE = f"{SHELL}.rxapp___state___document_contester____document_contester_state"
CHANGED = "La page a changé entre-temps\u00a0: rien n’a été fait."


class Desk:
    """Paul at a tab, and two of his documents, both as they came."""

    def __init__(self, carnet: Carnet) -> None:
        self.carnet, self.paul = carnet, actor_named(carnet, "paul.durand")
        self.first, self.second = self.add("Premier"), self.add("Second")
        self.tab: Tab = carnet.tab(carnet.session_of("paul.durand"))

    def add(self, title: str) -> str:
        data = samples.text(title)
        about = {"actor": self.paul, "person_id": self.paul.person_id, "file_name": "a.txt"}
        with Intake.open(self.carnet.runtime.db, **about, context=NO_CONTEXT, declared_size=len(data)) as intake:
            intake.feed(data)
            return intake.finish(title=title, category="autre").id

    def move(self) -> str:
        """From the first document to the second; the address of that."""
        self.tab.start(f"/dossier/{self.first}")
        page = f"/dossier/{self.second}"
        go(self.tab, page)
        return page

    def said(self, name: str, page: str, **payload: object) -> str:
        return vars_of(do(self.tab, name, payload, page), SHELL).get("words", {}).get("text", "")

    def stand(self) -> list[tuple[str, int]]:
        """Title and version of both, as long as they are in the record."""
        found = []
        with self.carnet.runtime.db.read() as uow:
            given = {"actor": self.paul, "context": context_for(uow, self.paul), "lang": "fr"}
            for one in (self.first, self.second):
                detail = record.document_detail(uow, **given, document_id=one)
                found.append((detail.row.title, detail.version))
        return found


@pytest.fixture
def desk(carnet: Carnet) -> Iterator[Desk]:
    desk = Desk(carnet)
    yield desk
    desk.tab.close()


TYPED = {"titre": "Tout autre chose", "date": "01/02/2020", "categorie": "autre", "note": ""}
LATE: list[tuple[str, dict[str, object]]] = [
    (f"{DOCUMENT}.remove", {}),
    (f"{DOCUMENT}.save", {"form_data": TYPED}),
    (f"{DOCUMENT}.keep", {"secret": True}),
    (f"{DOCUMENT}.edit", {}),
    (f"{OPENERS}.hide", {"target": "*", "on": True}),
    (f"{DISPUTE}.begin", {}),
    (f"{DISPUTE}.send", {"form_data": {"texte": "Ce n’est pas le mien."}}),
]


@pytest.mark.parametrize(("name", "payload"), LATE)
def test_what_the_document_before_sends_falls_on_neither(desk: Desk, name: str, payload: dict[str, object]) -> None:
    before, page = desk.stand(), desk.move()
    do(desk.tab, f"{OPENERS}.load", {"document_id": desk.second}, page)
    assert desk.said(name, page, seen=desk.first, **payload) == CHANGED
    assert desk.stand() == before


def test_the_document_in_sight_is_changed_and_deleted(desk: Desk) -> None:
    page = desk.move()
    do(desk.tab, f"{OPENERS}.load", {"document_id": desk.second}, page)
    assert desk.said(f"{DOCUMENT}.edit", page, seen=desk.second) == ""
    assert desk.said(f"{DOCUMENT}.save", page, seen=desk.second, form_data=TYPED) == "Les modifications sont enregistrées."
    assert [title for title, _version in desk.stand()] == ["Premier", "Tout autre chose"]
    assert desk.said(f"{OPENERS}.hide", page, seen=desk.second, target="*", on=True) == "C’est masqué, dès maintenant."
    assert desk.said(f"{DOCUMENT}.remove", page, seen=desk.second) == "«\u00a0Tout autre chose\u00a0» est supprimé."


def test_a_document_that_is_not_there_lets_go_of_the_one_before(desk: Desk) -> None:
    desk.tab.start(f"/dossier/{desk.first}")
    nowhere = f"/dossier/{'f' * 32}"
    go(desk.tab, nowhere)
    for name, payload in LATE[:4]:
        assert desk.said(name, nowhere, seen=desk.first, **payload) == CHANGED
