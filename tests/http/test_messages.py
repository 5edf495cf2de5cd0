"""`/messages` as a tab sees it: the list, a conversation that grows by itself, drafts, sending once, what one does to one."""

from __future__ import annotations

import json
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from itertools import count
from typing import Any

import pytest
from sqlalchemy import text

from rxapp.accounts.opening import account_by_login
from rxapp.accounts.standing import actor_of
from rxapp.core.db import UnitOfWork
from rxapp.core.policy import SYSTEM_ACTOR, Actor
from rxapp.inbox import pace, service, views
from rxapp.record.intake import Intake
from rxapp.state import talks
from tests import samples
from tests.carnet import Carnet, Tab, carnet
from tests.http.test_historique import SHELL, do, vars_of
from tests.http.test_pharmacie import go

__all__ = ["carnet"]

STATE = f"{SHELL}.rxapp___state___messages____messages_state"
WRITE = f"{SHELL}.rxapp___state___messages_write____messages_write_state"
SEND = f"{SHELL}.rxapp___state___messages_send____messages_send_state"
PICK = f"{SHELL}.rxapp___state___messages_pick____messages_pick_state"
WHO = f"{SHELL}.rxapp___state___messages_who____messages_who_state"
ACTS = f"{SHELL}.rxapp___state___messages_acts____messages_acts_state"
KEYS = count(1)


def key() -> str:
    return f"essai-{next(KEYS)}"


@dataclass
class Inbox:
    """Paul, who writes; Dr Moreau, who lets everybody begin; Dr Haddad, who lets nobody."""

    carnet: Carnet
    paul: Actor
    moreau: Actor
    haddad: Actor

    def start(self, text: str = "Bonjour docteur", *, subject: str = "Traitement", **given: Any) -> str:
        about = {"person_id": self.paul.person_id, "to": (self.moreau.account_id,), "subject": subject, "key": key()}
        return self.carnet.run(talks.send(self.paul, **about, text=text, **given)).conversation_id

    def answer(self, conversation_id: str, text: str, **given: Any) -> str:
        sent = {"conversation_id": conversation_id, "text": text, "key": key()}
        return self.carnet.run(talks.send(self.moreau, **sent, **given)).message_id

    def act(self, verb: Any, conversation_id: str, actor: Actor | None = None, **given: Any) -> Any:
        return self.carnet.run(talks.act(verb, actor or self.paul, conversation_id=conversation_id, **given))

    def page(self, conversation_id: str, actor: Actor | None = None) -> views.ConversationPage:
        return talks.look(views.conversation_page, actor or self.paul, conversation_id=conversation_id, lang="fr")

    def held(self, conversation_id: str = "") -> views.DraftView:
        about = {"person_id": self.paul.person_id, "conversation_id": conversation_id, "lang": "fr"}
        return talks.look(views.draft, self.paul, **about)

    def place(self, conversation_id: str = "nouveau") -> str:
        return f"{self.paul.person_id}/{conversation_id}"

    def paper(self, actor: Actor | None = None, **given: Any) -> str:
        """A document of the record; received aside for a message when ``given`` says so."""
        data, actor = samples.png(), actor or self.paul
        about = {"actor": actor, "context": given.pop("context", None) or talks_context(self.carnet, actor)}
        about |= {"person_id": self.paul.person_id, "file_name": "radio.png", "declared_size": len(data)}
        receive = service.receive if given.pop("aside", False) else Intake.open
        with receive(self.carnet.runtime.db, **about) as intake:
            intake.feed(data)
            return intake.finish().id


def talks_context(carnet: Carnet, actor: Actor) -> Any:
    with carnet.runtime.db.read() as uow:
        return talks.who(uow, actor)["context"]


@pytest.fixture
def inbox(carnet: Carnet, monkeypatch: pytest.MonkeyPatch) -> Iterator[Inbox]:
    monkeypatch.setattr(pace, "MOST_AN_HOUR", 10**6)  # one Paul writes in every test of a run
    with carnet.runtime.db.uow() as uow:
        actors = [actor_of(uow, account_by_login(uow, login).id) for login in ("paul.durand", "dr.moreau", "dr.haddad")]
        service.set_who_may_start(uow, actor=actors[1], who="everybody")
        service.set_who_may_start(uow, actor=actors[2], who="nobody")
        uow.commit()
    made = Inbox(carnet, *actors)
    yield made
    with carnet.runtime.db.uow() as uow:
        about = {**talks.who(uow, made.paul), "person_id": made.paul.person_id}
        service.unblock(uow, **about, account_id=made.moreau.account_id)
        service.set_absence(uow, actor=made.moreau, away_from=None, away_to=None)
        service.drop_draft(uow, **about, revision=views.draft(uow, **about, lang="fr").revision)
        while rows := views.inbox_page(uow, **about, lang="fr", limit=50).rows:
            put_away(uow, made.paul, rows)
        while rows := views.pro_inbox(uow, actor=made.moreau, lang="fr", limit=50).rows:
            put_away(uow, made.moreau, rows)
        uow.commit()


def put_away(uow: UnitOfWork, actor: Actor, rows: Sequence[views.InboxRow]) -> None:
    """Everybody of this run has one inbox: a test leaves nothing in it."""
    for row in rows:
        service.mark_read(uow, **talks.who(uow, actor), conversation_id=row.id)
        service.archive(uow, **talks.who(uow, actor), conversation_id=row.id)


def opened(inbox: Inbox, path: str) -> tuple[Tab, list[str]]:
    tab = inbox.carnet.tab(inbox.carnet.session_of("paul.durand"))
    return tab, tab.start(path)


def sending(inbox: Inbox, place: str, text: str, **given: str) -> dict[str, Any]:
    return {"form_data": {"texte": text, "lieu": inbox.place(place), "cle": key()} | given}


def keeping(inbox: Inbox, place: str, text: str, revision: int, **given: str) -> dict[str, Any]:
    return {"form_data": sending(inbox, place, text)["form_data"] | {"revision": str(revision), "essai": "e1"} | given}


def texts(seen: dict[str, object]) -> list[str]:
    return [row["text"] for row in seen["detail"]["rows"]]


def listed(seen: dict[str, object]) -> list[dict[str, Any]]:
    return [one["row"] for one in seen["rows"]]


def test_the_list_says_who_what_and_what_is_unread_first(inbox: Inbox) -> None:
    first = inbox.start(subject="Premier")
    inbox.start(subject="Second")
    inbox.answer(first, "Oui.")
    tab, frames = opened(inbox, "/messages")
    rows = listed(vars_of(frames, STATE))
    assert (rows[0]["id"], rows[0]["subject"], rows[0]["names"], rows[0]["unread"]) == (first, "Premier", "Dr Anne Moreau", True)
    assert rows[0]["first"] == "", "what is unread is not given away by the list"
    assert (rows[1]["subject"], rows[1]["first"], rows[1]["pieces"]) == ("Second", "Bonjour docteur", False)
    assert vars_of(frames, SHELL)["new_messages"] >= 1
    tab.close()


def test_how_a_message_begins_is_for_the_person_alone(inbox: Inbox) -> None:
    """A parent opens a conversation of the child's to read it, which leaves a line; the professional's list shows none."""
    with inbox.carnet.runtime.db.uow() as uow:
        camille = actor_of(uow, account_by_login(uow, "camille.martin").id)
        child = min(talks.who(uow, camille)["context"].guardian_of)
        about = {**talks.who(uow, camille), "person_id": child}
        given = {"to": (inbox.moreau.account_id,), "subject": "Fièvre", "text": "Depuis ce matin", "key": key()}
        service.start(uow, **about, **given)
        uow.commit()
    rows = talks.look(views.inbox_page, camille, person_id=child, lang="fr").rows
    assert [(row.subject, row.first) for row in rows] == [("Fièvre", "")]
    with inbox.carnet.runtime.db.read() as uow:
        assert {row.first for row in views.pro_inbox(uow, actor=inbox.moreau, lang="fr").rows} == {""}
    with inbox.carnet.runtime.db.uow() as uow:
        put_away(uow, camille, rows)
        uow.commit()


def test_each_view_has_its_address(inbox: Inbox) -> None:
    there, away, read = inbox.start(subject="Là"), inbox.start(subject="Rangée"), inbox.start(subject="Lue")
    inbox.answer(there, "Oui.")
    inbox.act(service.archive, away)
    with inbox.carnet.runtime.db.uow() as uow:
        about = {"person_id": inbox.paul.person_id, "subject": "Dépistage", "text": "Bonjour.", "issuer": "Assurance Maladie"}
        told = service.inform(uow, actor=SYSTEM_ACTOR, **about, key=key()).conversation_id
        uow.commit()
    seen = {}
    for view in ("", "non-lus", "archives", "information"):
        tab, frames = opened(inbox, f"/messages?vue={view}" if view else "/messages")
        seen[view] = [row["id"] for row in listed(vars_of(frames, STATE))]
        tab.close()
    assert {there, read, told} <= set(seen[""])
    assert away not in seen[""]
    assert there in seen["non-lus"]
    assert read not in seen["non-lus"]
    assert seen["archives"][0] == away
    assert seen["information"] == [told]


def test_a_search_finds_what_was_written(inbox: Inbox) -> None:
    found = inbox.start("Le pansement colle-t-il à la peau ?", subject="Question")
    tab, frames = opened(inbox, "/messages?q=pansement")
    assert [row["id"] for row in listed(vars_of(frames, STATE))] == [found]
    assert vars_of(go(tab, "/messages?q=introuvablement"), STATE)["rows"] == []
    tab.close()


def test_a_long_list_goes_on_at_its_own_address(inbox: Inbox) -> None:
    for number in range(22):
        inbox.start(subject=f"Numéro {number}")
    tab, frames = opened(inbox, "/messages")
    seen = vars_of(frames, STATE)
    assert len(seen["rows"]) == 20
    following = vars_of(go(tab, seen["ways"]["following"]), STATE)
    assert {row["id"] for row in listed(following)}.isdisjoint({row["id"] for row in listed(seen)})
    assert following["ways"]["first"] == "/messages"
    tab.close()


def test_an_answer_shows_by_itself_on_the_open_page_and_says_of_whom(inbox: Inbox) -> None:
    talk = inbox.start()
    tab, _seen = opened(inbox, f"/messages/{talk}")
    inbox.answer(talk, "Venez demain à dix heures.")
    frames = tab.until("Venez demain") + tab.settle()
    assert texts(vars_of(frames, STATE)) == ["Bonjour docteur", "Venez demain à dix heures."]
    words = vars_of(frames, SHELL)["words"]["text"]
    assert words == "Nouveau message de Dr Anne Moreau"
    tab.close()


def test_an_answer_shows_in_the_open_list_and_is_counted(inbox: Inbox) -> None:
    talk = inbox.start()
    tab, frames = opened(inbox, "/messages")
    before = vars_of(frames, SHELL)["new_messages"]
    inbox.answer(talk, "Oui, demain")
    frames = tab.until('"new_messages') + tab.settle()
    assert listed(vars_of(frames, STATE))[0]["id"] == talk
    assert vars_of(frames, SHELL)["new_messages"] == before + 1
    assert vars_of(frames, SHELL)["words"]["text"] == "Nouveau message de Dr Anne Moreau"
    tab.close()


def test_what_comes_while_nobody_looks_stays_unread_until_somebody_does(inbox: Inbox) -> None:
    talk = inbox.start()
    path = f"/messages/{talk}"
    tab, _seen = opened(inbox, path)
    do(tab, f"{STATE}.looked_at", {"visible": False}, path)
    inbox.answer(talk, "Une réponse dans l’onglet caché")
    frames = tab.until('"new_messages') + tab.settle()
    assert "detail" not in vars_of(frames, STATE)
    assert not inbox.page(talk, inbox.moreau).rows[-1].read
    frames = do(tab, f"{STATE}.looked_at", {"visible": True}, path)
    assert texts(vars_of(frames, STATE))[-1] == "Une réponse dans l’onglet caché"
    assert inbox.page(talk, inbox.moreau).rows[-1].read
    tab.close()


def test_the_network_that_is_back_is_nobody_who_looks(inbox: Inbox) -> None:
    talk = inbox.start()
    path = f"/messages/{talk}"
    tab, _seen = opened(inbox, path)
    do(tab, f"{STATE}.looked_at", {"visible": False}, path)
    inbox.answer(talk, "Pendant la coupure")
    tab.settle()
    assert "detail" not in vars_of(go(tab, path), STATE)
    inbox.answer(talk, "Et après")
    tab.settle()
    assert [row.read for row in inbox.page(talk, inbox.moreau).rows if row.mine] == [False, False]
    do(tab, f"{STATE}.looked_at", {"visible": True}, path)
    assert [row.read for row in inbox.page(talk, inbox.moreau).rows if row.mine] == [True, True]
    tab.close()


def test_a_closed_conversation_says_why_there_is_no_box(inbox: Inbox) -> None:
    talk = inbox.start()
    path = f"/messages/{talk}"
    tab, _seen = opened(inbox, path)
    inbox.act(service.close, talk, inbox.moreau, why="visit", words="Prenez rendez-vous.")
    detail = vars_of(tab.until('"closed":true'), STATE)["detail"]
    assert (detail["can_write"], detail["closed_words"]) == (False, "Prenez rendez-vous.")
    assert "Un rendez-vous est nécessaire" in detail["closed_label"]
    frames = do(tab, f"{SEND}.send", sending(inbox, talk, "Trop tard"), path)
    assert "close" in vars_of(frames, SHELL)["words"]["text"]
    tab.close()


def test_a_conversation_is_archived_and_taken_out(inbox: Inbox) -> None:
    talk = inbox.start()
    path = f"/messages/{talk}"
    tab, _seen = opened(inbox, path)
    assert vars_of(do(tab, f"{ACTS}.archive", {}, path), STATE)["detail"]["archived"] is True
    assert vars_of(do(tab, f"{ACTS}.unarchive", {}, path), STATE)["detail"]["archived"] is False
    tab.close()


def test_older_messages_have_their_address(inbox: Inbox) -> None:
    talk = inbox.start("Numéro 1")
    for number in range(2, 54):
        inbox.answer(talk, f"Numéro {number}")
    tab, frames = opened(inbox, f"/messages/{talk}")
    seen = vars_of(frames, STATE)
    assert (len(seen["detail"]["rows"]), texts(seen)[-1]) == (30, "Numéro 53")
    seen = vars_of(go(tab, seen["ways"]["earlier"]), STATE)
    assert texts(seen) == [f"Numéro {number}" for number in range(1, 24)]
    assert seen["ways"]["latest"] == f"/messages/{talk}"
    tab.close()


def test_what_is_no_conversation_of_the_reader_is_not_there(inbox: Inbox) -> None:
    talk = inbox.start("Pour Paul seul", subject="Objet de Paul")
    other = inbox.carnet.tab(inbox.carnet.session_of("awa.diallo"))
    other.start("/messages")
    for path in (f"/messages/{talk}", "/messages/0123456789abcdef0123456789abcdef", "/messages/rien"):
        frames = go(other, path)
        assert vars_of(frames, STATE)["missing"] is True
        assert "Paul" not in json.dumps(vars_of(frames, STATE))
    frames = do(other, f"{SEND}.send", sending(inbox, talk, "Je passe"), f"/messages/{talk}")
    assert vars_of(frames, WRITE)["outcome"]["done"] is False
    assert len(inbox.page(talk).rows) == 1
    other.close()


def test_nothing_of_a_conversation_stays_on_the_pages_after_it(inbox: Inbox) -> None:
    talk = inbox.start("Bonjour. " * 20 + "Une confidence")
    tab, frames = opened(inbox, f"/messages/{talk}")
    assert "Une confidence" in "\n".join(frames)
    go(tab, "/messages")
    tab.event("reflex___state____state.hydrate", {}, "/messages")
    assert "Une confidence" not in "\n".join(tab.settle())
    tab.close()


def test_a_draft_stays_with_its_conversation_when_a_closed_one_opens(inbox: Inbox) -> None:
    one, closed = inbox.start(subject="Ouverte"), inbox.start(subject="Close")
    inbox.act(service.close, closed, inbox.moreau, why="visit")
    tab, _seen = opened(inbox, f"/messages/{one}")
    do(tab, f"{WRITE}.keep", keeping(inbox, one, "Un secret de la première", 0), f"/messages/{one}")
    go(tab, f"/messages/{one}")
    go(tab, f"/messages/{closed}")
    tab.event("reflex___state____state.hydrate", {}, f"/messages/{closed}")
    assert "Un secret de la première" not in "\n".join(tab.settle())
    assert vars_of(go(tab, f"/messages/{one}"), WRITE)["box"]["text"] == "Un secret de la première"
    tab.close()


def test_what_was_chosen_from_or_begun_stays_on_its_screen(inbox: Inbox) -> None:
    talk = inbox.start()
    inbox.paper()
    tab, _seen = opened(inbox, f"/messages/{talk}")
    do(tab, f"{PICK}.pick", {}, f"/messages/{talk}")
    seen = vars_of(go(tab, "/messages"), PICK)
    assert (seen["picking"], seen["papers"]) == ("", [])
    path = f"/messages?ecrire=message&a={inbox.moreau.account_id}"
    go(tab, path)
    do(tab, f"{WRITE}.keep", keeping(inbox, "nouveau", "Mot commencé", inbox.held().revision), path)
    assert vars_of(go(tab, "/messages?ecrire=destinataire"), WHO)["begun"]["words"] == "Mot commencé"
    assert vars_of(go(tab, "/messages"), WHO)["begun"]["words"] == "Mot commencé"
    assert vars_of(go(tab, f"/messages/{talk}"), WHO)["begun"]["words"] == ""
    tab.close()


def test_who_may_keep_nothing_from_their_parents_is_told_so_and_nothing_leaves(inbox: Inbox) -> None:
    path = f"/messages?ecrire=message&a={inbox.moreau.account_id}"
    tab, _seen = opened(inbox, path)
    frames = do(tab, f"{SEND}.send", sending(inbox, "nouveau", "Entre nous", objet="Caché", secret="on"), path)
    assert "De 16 à 18 ans seulement" in vars_of(frames, SHELL)["words"]["text"]
    assert vars_of(frames, WRITE)["outcome"]["done"] is False
    tab.close()


def test_what_was_read_of_a_child_goes_when_one_speaks_for_them_no_more(inbox: Inbox) -> None:
    with inbox.carnet.runtime.db.uow() as uow:
        camille = actor_of(uow, account_by_login(uow, "camille.martin").id)
        about = {**talks.who(uow, camille), "person_id": min(talks.who(uow, camille)["context"].guardian_of)}
        given = {"to": (inbox.moreau.account_id,), "subject": "Fièvre de l’enfant", "text": "Depuis hier", "key": key()}
        talk = service.start(uow, **about, **given).conversation_id
        uow.commit()
    tab, path = inbox.carnet.tab(inbox.carnet.session_of("camille.martin")), f"/messages/{talk}"
    tab.start(path)
    with inbox.carnet.runtime.db.uow() as uow:
        kept = dict(uow.session.execute(text("select id, ends_on from guardianship")).all())
        uow.session.execute(text("update guardianship set ends_on = starts_on"))
        uow.commit()
    try:
        told = do(tab, f"{STATE}.look_again", {}, path)
        assert any("_redirect" in frame and "/parametres/proches" in frame for frame in told)
        tab.event("reflex___state____state.hydrate", {}, path)
        for frames in (told, tab.settle()):
            assert "Fièvre de l’enfant" not in "\n".join(frames)
            seen = vars_of(frames, STATE), vars_of(frames, WRITE)
            assert (seen[0]["detail"]["id"], seen[0]["rows"], seen[1]["box"]["place"]) == ("", [], "")
    finally:
        with inbox.carnet.runtime.db.uow() as uow:
            for one, ends_on in kept.items():
                uow.session.execute(text("update guardianship set ends_on = :ends where id = :id"), {"ends": ends_on, "id": one})
            put_away(uow, camille, views.inbox_page(uow, **about, lang="fr").rows)
            uow.commit()
        tab.close()
