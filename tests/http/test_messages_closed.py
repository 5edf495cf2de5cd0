"""A conversation that is closed under what somebody is writing: nothing is lost unsaid, and one may write again."""

from __future__ import annotations

import pytest

from rxapp.core.db import new_id
from rxapp.inbox import service, views
from rxapp.inbox.service import Draft
from rxapp.state import talks
from tests.carnet import carnet
from tests.http.test_historique import do, vars_of
from tests.http.test_messages import STATE, WRITE, Inbox, go, inbox, keeping, opened
from tests.http.test_pro import TALK, Desk, desk

__all__ = ["carnet", "desk", "inbox"]


def close(inbox: Inbox, talk: str) -> None:
    inbox.act(service.close, talk, inbox.moreau, why="answered", words="Au revoir")


def test_what_was_kept_for_a_conversation_that_is_closed_is_shown_to_who_wrote_it(inbox: Inbox) -> None:
    talk = inbox.start()
    path = f"/messages/{talk}"
    tab, _seen = opened(inbox, path)
    do(tab, f"{WRITE}.keep", keeping(inbox, talk, "Et encore une question", 0), path)
    close(inbox, talk)
    assert vars_of([*tab.settle(), *tab.settle()], WRITE)["unsent"] == "Et encore une question"
    late = do(tab, f"{WRITE}.keep", keeping(inbox, talk, "Et encore une question, longue", 1), path)
    assert vars_of(late, WRITE)["unsent"] == "Et encore une question, longue", "the box keeps itself as it goes"
    tab.close()
    again, frames = opened(inbox, path)
    assert vars_of(frames, WRITE)["unsent"] == "Et encore une question, longue"
    assert vars_of(go(again, "/messages"), WRITE)["unsent"] == ""
    again.close()


def test_nothing_is_unsent_where_one_may_write(inbox: Inbox) -> None:
    talk = inbox.start()
    path = f"/messages/{talk}"
    tab, _seen = opened(inbox, path)
    frames = do(tab, f"{WRITE}.keep", keeping(inbox, talk, "Une question", 0), path)
    assert vars_of(frames, WRITE).get("unsent", "") == ""
    tab.close()


def test_one_may_write_again_to_those_of_a_closed_conversation_whom_one_has_not_blocked(inbox: Inbox) -> None:
    with inbox.carnet.runtime.db.uow() as uow:
        service.set_who_may_start(uow, actor=inbox.haddad, who="everybody")
        uow.commit()
    talk = inbox.start()
    inbox.act(service.add_professional, talk, account_id=inbox.haddad.account_id)
    path = f"/messages/{talk}"
    tab, frames = opened(inbox, path)
    assert vars_of(frames, STATE)["ways"]["again"] == ""
    close(inbox, talk)
    ways = vars_of([*tab.settle(), *tab.settle()], STATE)["ways"]
    both = f"{inbox.moreau.account_id}.{inbox.haddad.account_id}"
    assert (ways["again"], ways["again_to"]) == (f"/messages?ecrire=message&a={both}", "Dr Anne Moreau, Dr Karim Haddad")
    assert [card["name"] for card in vars_of(go(tab, ways["again"]), WRITE)["to"]] == ["Dr Anne Moreau", "Dr Karim Haddad"]
    inbox.act(service.block, talk, person_id=inbox.paul.person_id, account_id=inbox.moreau.account_id)
    assert vars_of(go(tab, path), STATE)["ways"]["again_to"] == "Dr Karim Haddad"
    tab.close()


@pytest.mark.parametrize("text", ["Je voulais dire", ""], ids=["begun", "empty"])
def test_closing_says_that_an_answer_begun_will_not_leave_and_throws_it_away(desk: Desk, text: str) -> None:
    talk = desk.write()
    path = f"/pro?conversation={talk}"
    tab, seen = desk.open(talk)
    form = {"texte": text, "lieu": talk, "cle": new_id(), "revision": str(seen["revision"]), "essai": "e1"}
    do(tab, f"{TALK}.keep", {"form_data": form}, path)
    assert vars_of(do(tab, f"{TALK}.ask", {"dialog": "close"}, path), TALK).get("begun", False) is bool(text)
    frames = do(tab, f"{TALK}.end", {"form_data": {"raison": "answered", "mots": ""}}, path)
    assert vars_of(frames, TALK)["page"]["closed"] is True
    left = do(tab, f"{TALK}.keep", {"form_data": form | {"revision": "1", "texte": "Je voulais dire aussi"}}, path)
    assert vars_of(left, TALK).get("unsent", "") == "", "the box that leaves the page keeps nothing"
    about = {"person_id": desk.paul.person_id, "conversation_id": talk, "lang": "fr"}
    assert talks.look(views.draft, desk.moreau, **about).draft == Draft()
    tab.close()


def test_what_a_colleague_closed_shows_what_one_was_writing(desk: Desk) -> None:
    talk = desk.write()
    desk.carnet.run(talks.act(service.assign, desk.moreau, conversation_id=talk, account_id=desk.haddad.account_id))
    path = f"/pro?conversation={talk}"
    tab, seen = desk.open(talk)
    form = {"texte": "Presque fini", "lieu": talk, "cle": new_id(), "revision": str(seen["revision"]), "essai": "e1"}
    do(tab, f"{TALK}.keep", {"form_data": form}, path)
    desk.carnet.run(talks.act(service.close, desk.haddad, conversation_id=talk, why="answered"))
    assert vars_of(tab.settle(), TALK)["unsent"] == "Presque fini"
    tab.close()
    again, seen = desk.open(talk)
    assert seen["unsent"] == "Presque fini"
    assert vars_of(go(again, "/pro"), TALK)["unsent"] == ""
    again.close()
