"""What is pressed in a conversation is done in that one, or nowhere: the tab has moved to another one before it arrives."""

from __future__ import annotations

from typing import Any

import pytest

from rxapp.core.policy import NO_CONTEXT
from tests.carnet import Tab, carnet
from tests.helping import go
from tests.http.test_acts_seen import CHANGED
from tests.http.test_historique import SHELL, do, vars_of
from tests.http.test_messages import ACTS, PICK, SEND, WRITE, Inbox, inbox, sending
from tests.http.test_pro import TALK

__all__ = ["carnet", "inbox"]

QUESTIONS = ("ask_to_add", "ask_to_file", "file_one", "withdraw", "block", "archive", "unarchive")
OF_ONE = {
    "ask_to_withdraw": {"message_id": "m"},
    "ask_to_report": {"message_id": "m"},
    "ask_to_block": {"account_id": "a"},
    "unblock": {"account_id": "a"},
    "add": {"account_id": "a"},
    "file": {"message_id": "m", "document_id": "d"},
    "look_for": {"typed": "h"},
    "report": {"form_data": {"raison": "rude", "mots": ""}},
    "file_whole": {"form_data": {}},
}
PATIENTS: list[tuple[str, str, dict[str, Any]]] = [
    *((ACTS, name, {}) for name in QUESTIONS),
    *((ACTS, name, payload) for name, payload in OF_ONE.items()),
]
IN_THE_BOX: list[tuple[str, str, dict[str, Any]]] = [
    *((WRITE, name, {}) for name in ("take_newer", "keep_mine", "drop", "restore")),
    (PICK, "pick", {}),
    (PICK, "search", {"typed": ""}),
    (PICK, "attach", {"document_id": "d"}),
    (PICK, "detach", {"document_id": "d"}),
]
PROFESSIONALS: list[tuple[str, dict[str, Any]]] = [
    *((name, {}) for name in ("take_newer", "keep_mine")),
    ("ask", {"dialog": "close"}),
    ("detach", {"document_id": "d"}),
    ("insert", {"place": "0"}),
    ("assign", {"form_data": {"compte": "a"}}),
    ("end", {"form_data": {"raison": "answered", "mots": ""}}),
]


def said(tab: Tab, name: str, payload: dict[str, Any], path: str) -> str:
    return vars_of(do(tab, name, payload, path), SHELL).get("words", {}).get("text", "")


def moved(inbox: Inbox, address: str, login: str) -> tuple[Tab, str, str, str]:
    """A tab that went from one conversation to another; both, and the address of the second."""
    one, other = inbox.start("Un", subject="Premier"), inbox.start("Deux", subject="Second")
    tab = inbox.carnet.tab(inbox.carnet.session_of(login))
    tab.start(address + one)
    go(tab, address + other)
    return tab, one, other, address + other


def test_what_was_pressed_in_the_conversation_before_is_done_in_neither(inbox: Inbox) -> None:
    tab, one, other, path = moved(inbox, "/messages/", "paul.durand")
    before = [inbox.page(talk) for talk in (one, other)]
    for state, name, payload in PATIENTS:
        assert said(tab, f"{state}.{name}", {"seen": one, **payload}, path) == CHANGED, name
    for state, name, payload in IN_THE_BOX:
        assert said(tab, f"{state}.{name}", {"seen": inbox.place(one), **payload}, path) == CHANGED, name
    assert [inbox.page(talk) for talk in (one, other)] == before
    do(tab, f"{ACTS}.archive", {"seen": other}, path)
    assert [inbox.page(talk).archived for talk in (one, other)] == [False, True]
    tab.close()


@pytest.mark.parametrize(("name", "payload"), PROFESSIONALS)
def test_the_same_at_the_desk(inbox: Inbox, name: str, payload: dict[str, Any]) -> None:
    tab, one, other, path = moved(inbox, "/pro?conversation=", "dr.moreau")
    assert said(tab, f"{TALK}.{name}", {"seen": one, **payload}, path) == CHANGED
    assert [inbox.page(talk).closed for talk in (one, other)] == [False, False]
    tab.close()


def test_the_desk_closes_the_conversation_in_sight(inbox: Inbox) -> None:
    tab, one, other, path = moved(inbox, "/pro?conversation=", "dr.moreau")
    closed = {"seen": other, "form_data": {"raison": "answered", "mots": ""}}
    assert said(tab, f"{TALK}.end", closed, path).startswith("La conversation est close.")
    assert [inbox.page(talk).closed for talk in (one, other)] == [False, True]
    tab.close()


def test_a_file_that_arrives_later_goes_with_the_message_it_was_chosen_for(inbox: Inbox) -> None:
    tab, one, other, path = moved(inbox, "/messages/", "paul.durand")
    paper = inbox.paper(aside=True)
    seen = vars_of(do(tab, f"{PICK}.added", {"place": inbox.place(one), "ids": [paper]}, path), WRITE)
    assert "attached" not in seen
    assert [inbox.held(talk).draft.documents for talk in (one, other)] == [(paper,), ()]
    do(tab, f"{SEND}.send", sending(inbox, one, "Voici la photo"), path)
    assert [piece.document_id for piece in inbox.page(one).rows[-1].attachments] == [paper]
    tab.close()


def test_a_file_for_the_answer_of_the_conversation_before(inbox: Inbox) -> None:
    tab, one, other, path = moved(inbox, "/pro?conversation=", "dr.moreau")
    paper = inbox.paper(inbox.moreau, aside=True, context=NO_CONTEXT)
    do(tab, f"{TALK}.attach", {"place": one, "ids": [paper]}, path)
    go(tab, f"/pro?conversation={one}")
    do(tab, f"{TALK}.send", {"form_data": {"texte": "Voici", "lieu": one, "cle": "cle-un"}}, path)
    assert [piece.document_id for piece in inbox.page(one).rows[-1].attachments] == [paper]
    assert [len(inbox.page(other).rows)] == [1]
    tab.close()
