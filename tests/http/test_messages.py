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
from rxapp.core import i18n
from rxapp.core.db import UnitOfWork
from rxapp.core.policy import SYSTEM_ACTOR, Actor
from rxapp.inbox import pace, service, views
from rxapp.pages import messages_write, pro_talk
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


def test_an_answer_is_sent_once_and_empties_the_draft(inbox: Inbox) -> None:
    talk = inbox.start()
    path = f"/messages/{talk}"
    tab, _seen = opened(inbox, path)
    do(tab, f"{WRITE}.keep", keeping(inbox, talk, "Merci beau", 0), path)
    assert inbox.held(talk).draft.text == "Merci beau"
    payload = sending(inbox, talk, "Merci beaucoup")
    for _click in range(2):
        tab.event(f"{SEND}.send", payload, path)
    frames = [*tab.settle(), *tab.settle()]
    assert [row.text for row in inbox.page(talk).rows] == ["Bonjour docteur", "Merci beaucoup"]
    assert vars_of(frames, WRITE)["outcome"] == {"key": payload["form_data"]["cle"], "done": True, "count": 2}
    assert inbox.held(talk).draft.text == ""
    tab.close()


def test_a_draft_is_in_the_box_of_the_next_device(inbox: Inbox) -> None:
    talk = inbox.start()
    path = f"/messages/{talk}"
    tab, _seen = opened(inbox, path)
    frames = do(tab, f"{WRITE}.keep", keeping(inbox, talk, "À finir", 0), path)
    assert vars_of(frames, WRITE)["kept"] == "e1"
    other, frames = opened(inbox, path)
    assert vars_of(frames, WRITE)["box"]["text"] == "À finir"
    tab.close()
    other.close()


def test_a_newer_draft_from_elsewhere_is_offered_and_overwritten_by_nobody(inbox: Inbox) -> None:
    talk = inbox.start()
    path = f"/messages/{talk}"
    (one, _seen), (other, _too) = opened(inbox, path), opened(inbox, path)
    do(one, f"{WRITE}.keep", keeping(inbox, talk, "Du téléphone", 0), path)
    seen = vars_of(do(other, f"{WRITE}.keep", keeping(inbox, talk, "De l’ordinateur", 0), path), WRITE)
    assert (seen["newer"]["there"], seen["newer"]["text"]) == (True, "Du téléphone")
    assert "kept" not in seen
    assert inbox.held(talk).draft.text == "Du téléphone"
    do(other, f"{WRITE}.keep_mine", {}, path)
    do(other, f"{WRITE}.keep", keeping(inbox, talk, "De l’ordinateur", 1), path)
    assert inbox.held(talk).draft.text == "De l’ordinateur"
    frames = do(one, f"{WRITE}.keep", keeping(inbox, talk, "Du téléphone encore", 1), path)
    assert vars_of(frames, WRITE)["newer"]["text"] == "De l’ordinateur"
    assert vars_of(do(one, f"{WRITE}.take_newer", {}, path), WRITE)["box"]["text"] == "De l’ordinateur"
    one.close()
    other.close()


def test_a_document_that_is_joined_meanwhile_is_no_other_device(inbox: Inbox) -> None:
    """A draft that leaves while a document is being joined stands on the revision before."""
    talk, paper = inbox.start(), inbox.paper()
    path = f"/messages/{talk}"
    tab, _seen = opened(inbox, path)
    do(tab, f"{PICK}.attach", {"document_id": paper}, path)
    seen = vars_of(do(tab, f"{WRITE}.keep", keeping(inbox, talk, "Voici", 0), path), WRITE)
    assert "newer" not in seen
    assert (inbox.held(talk).draft.text, inbox.held(talk).draft.documents) == ("Voici", (paper,))
    tab.close()


def test_a_new_message_goes_to_who_was_chosen_with_what_was_joined(inbox: Inbox) -> None:
    paper = inbox.paper()
    tab, frames = opened(inbox, "/messages?ecrire=destinataire&q=moreau")
    (choice,) = vars_of(frames, WHO)["choices"]
    assert (choice["card"]["name"], choice["card"]["accepts"]) == ("Dr Anne Moreau", True)
    onward = vars_of(go(tab, choice["href"]), WHO)["onward"]
    go(tab, onward)
    frames = do(tab, f"{PICK}.attach", {"document_id": paper}, onward)
    assert [one["id"] for one in vars_of(frames, WRITE)["attached"]] == [paper]
    frames = do(tab, f"{SEND}.send", sending(inbox, "nouveau", "Voici la radio", objet="Radio du genou"), onward)
    assert '"_redirect"' in "\n".join(frames)
    with inbox.carnet.runtime.db.read() as uow:
        row = views.pro_inbox(uow, actor=inbox.moreau, lang="fr").rows[0]
    assert (row.subject, row.person_name) == ("Radio du genou", "Paul Durand")
    page = inbox.page(row.id, inbox.moreau)
    assert [one.document_id for one in page.rows[0].attachments] == [paper]
    assert vars_of(go(tab, onward), WRITE)["box"]["text"] == "", "the next one begins with nothing"
    tab.close()


def test_a_file_of_this_device_goes_with_the_message_and_stays_out_of_the_record(inbox: Inbox) -> None:
    talk = inbox.start()
    path, data = f"/messages/{talk}", samples.png()
    cookies = inbox.carnet.session_of("paul.durand")
    address = f"/api/documents?message=1&personne={inbox.paul.person_id}&lieu={inbox.place(talk)}"
    said = inbox.carnet.ask("POST", address, cookies=cookies, headers={"x-carnet-nom": "plaie.png"}, content=data)
    document = said.json()["id"]
    tab, _seen = opened(inbox, path)
    do(tab, f"{PICK}.added", {"ids": [document]}, path)
    do(tab, f"{SEND}.send", sending(inbox, talk, "Une photo"), path)
    (piece,) = inbox.page(talk).rows[-1].attachments
    assert (piece.document_id, piece.in_record, piece.can_file) == (document, False, True)
    message = inbox.page(talk).rows[-1].id
    frames = do(tab, f"{ACTS}.file", {"message_id": message, "document_id": document}, path)
    assert vars_of(frames, STATE)["detail"]["rows"][-1]["attachments"][0]["in_record"] is True
    tab.close()


def test_a_file_is_sent_for_the_place_where_one_writes() -> None:
    """What arrives once another conversation is open is told from what is sent there by its address."""
    sides = (messages_write.answer(), "messages_write_state"), (pro_talk.conversation(), "pro_talk_state")
    for part, state in sides:
        _before, _sign, after = json.dumps(part.render(), default=str).partition("&lieu=")
        assert f'____{state}.box_rx_state_?.[\\"place\\"]' in after[:200]


def test_who_may_not_be_written_to_says_why_and_cannot_be_chosen(inbox: Inbox) -> None:
    tab, frames = opened(inbox, "/messages?ecrire=destinataire&q=haddad")
    (choice,) = vars_of(frames, WHO)["choices"]
    assert (choice["card"]["accepts"], choice["href"]) == (False, "")
    assert "n’accepte pas" in choice["card"]["why_not"]
    path = f"/messages?ecrire=message&a={inbox.haddad.account_id}"
    go(tab, path)
    frames = do(tab, f"{SEND}.send", sending(inbox, "nouveau", "Quand même", objet="Essai"), path)
    assert "n’accepte pas" in vars_of(frames, SHELL)["words"]["text"]
    assert vars_of(frames, WRITE)["outcome"]["done"] is False
    tab.close()


def test_an_absence_is_told_before_one_writes(inbox: Inbox) -> None:
    today = inbox.carnet.runtime.clock.today()
    with inbox.carnet.runtime.db.uow() as uow:
        service.set_absence(uow, actor=inbox.moreau, away_from=today, away_to=today, text="Absente aujourd’hui.")
        uow.commit()
    tab, frames = opened(inbox, f"/messages?ecrire=message&a={inbox.moreau.account_id}")
    assert vars_of(frames, WRITE)["to"][0]["away_until"] == i18n.near_date(today, today, "fr")
    tab.close()


@pytest.mark.parametrize(
    ("objet", "text", "field"),
    [
        ("", "Bonjour", "objet"),
        ("Objet", "   \n\u200b ", "texte"),
        ("Objet", "a" * 20_001, "texte"),
        ("", "", "objet texte"),
    ],
)
def test_what_is_wrong_is_said_beside_its_box(inbox: Inbox, objet: str, text: str, field: str) -> None:
    path = f"/messages?ecrire=message&a={inbox.moreau.account_id}"
    tab, _seen = opened(inbox, path)
    frames = do(tab, f"{SEND}.send", sending(inbox, "nouveau", text, objet=objet), path)
    assert list(vars_of(frames, SHELL)["errors"]) == field.split()
    assert vars_of(frames, WRITE)["outcome"]["done"] is False
    tab.close()


def test_naughty_strings_come_back_as_the_text_they_are(inbox: Inbox) -> None:
    talk = inbox.start()
    path = f"/messages/{talk}"
    tab, _seen = opened(inbox, path)
    naughty = "<script>alert(1)</script> ' OR 1=1 -- ${{7*7}} \u202etxt\u202c http://exemple.fr/a"
    do(tab, f"{SEND}.send", sending(inbox, talk, naughty), path)
    row = inbox.page(talk).rows[-1]
    assert row.text == naughty.replace("\u202e", "").replace("\u202c", "")
    assert [(part.href, part.host) for part in row.parts if part.href] == [("http://exemple.fr/a", "exemple.fr")]
    tab.close()


def test_emergency_words_are_answered_while_one_types_and_block_nothing(inbox: Inbox) -> None:
    talk = inbox.start()
    path = f"/messages/{talk}"
    tab, _seen = opened(inbox, path)
    typed = "J’ai une douleur dans la poitrine depuis ce matin"
    seen = vars_of(do(tab, f"{WRITE}.check", {"form_data": {"texte": typed, "essai": "r1"}}, path), WRITE)
    assert (seen["checked"], [one["numbers"] for one in seen["warnings"]]) == ("r1", [["15", "112"]])
    do(tab, f"{SEND}.send", sending(inbox, talk, typed), path)
    assert inbox.page(talk).rows[-1].text == typed
    tab.close()


def test_a_message_is_taken_back_while_nobody_has_read_it(inbox: Inbox) -> None:
    talk = inbox.start("À reprendre")
    path = f"/messages/{talk}"
    tab, frames = opened(inbox, path)
    row = vars_of(frames, STATE)["detail"]["rows"][0]
    assert row["can_withdraw"]
    do(tab, f"{ACTS}.ask_to_withdraw", {"message_id": row["id"]}, path)
    seen = vars_of(do(tab, f"{ACTS}.withdraw", {}, path), STATE)
    assert (texts(seen), seen["detail"]["rows"][0]["withdrawn"]) == (["Message retiré"], True)
    tab.close()


def test_a_message_that_was_read_meanwhile_stays(inbox: Inbox) -> None:
    talk = inbox.start("Déjà lu")
    path = f"/messages/{talk}"
    tab, frames = opened(inbox, path)
    row = vars_of(frames, STATE)["detail"]["rows"][0]
    inbox.page(talk, inbox.moreau)
    do(tab, f"{ACTS}.ask_to_withdraw", {"message_id": row["id"]}, path)
    frames = do(tab, f"{ACTS}.withdraw", {}, path)
    assert "déjà été lu" in vars_of(frames, SHELL)["words"]["text"]
    assert inbox.page(talk).rows[0].text == "Déjà lu"
    assert vars_of(frames, STATE)["detail"]["rows"][0]["read"] is True
    tab.close()


def test_a_message_is_reported_once_with_a_reason(inbox: Inbox) -> None:
    talk = inbox.start()
    message = inbox.answer(talk, "Des propos")
    path = f"/messages/{talk}"
    tab, _seen = opened(inbox, path)
    do(tab, f"{ACTS}.ask_to_report", {"message_id": message}, path)
    frames = do(tab, f"{ACTS}.report", {"form_data": {"raison": "", "mots": ""}}, path)
    assert list(vars_of(frames, SHELL)["errors"]) == ["raison"]
    frames = do(tab, f"{ACTS}.report", {"form_data": {"raison": "rude", "mots": "Blessant"}}, path)
    assert vars_of(frames, ACTS)["question"] == ""
    do(tab, f"{ACTS}.ask_to_report", {"message_id": message}, path)
    frames = do(tab, f"{ACTS}.report", {"form_data": {"raison": "rude", "mots": ""}}, path)
    assert "déjà signalé" in vars_of(frames, SHELL)["words"]["text"]
    tab.close()


def test_who_is_blocked_writes_no_more_and_may_be_unblocked(inbox: Inbox) -> None:
    talk = inbox.start()
    path = f"/messages/{talk}"
    tab, _seen = opened(inbox, path)
    seen = vars_of(do(tab, f"{ACTS}.ask_to_block", {"account_id": inbox.moreau.account_id}, path), ACTS)
    assert seen["name"] == "Dr Anne Moreau"
    detail = vars_of(do(tab, f"{ACTS}.block", {}, path), STATE)["detail"]
    assert (detail["can_write"], detail["professionals"][0]["blocked"]) == (False, True)
    assert "Vous avez bloqué" in detail["why_not"]
    detail = vars_of(do(tab, f"{ACTS}.unblock", {"account_id": inbox.moreau.account_id}, path), STATE)["detail"]
    assert (detail["can_write"], detail["professionals"][0]["blocked"]) == (True, False)
    tab.close()


def test_what_is_asked_in_one_conversation_is_not_carried_out_in_another(inbox: Inbox) -> None:
    one, other = inbox.start("Une"), inbox.start("Autre")
    for ask, asked, act, given in (
        ("ask_to_block", {"account_id": inbox.moreau.account_id}, "block", {}),
        ("ask_to_withdraw", {"message_id": inbox.page(one).rows[0].id}, "withdraw", {}),
        ("ask_to_report", {"message_id": inbox.page(one).rows[0].id}, "report", {"form_data": {"raison": "rude", "mots": ""}}),
    ):
        tab, _seen = opened(inbox, f"/messages/{one}")
        seen = vars_of(do(tab, f"{ACTS}.{ask}", asked, f"/messages/{one}"), ACTS)
        assert seen["where"] == one
        go(tab, f"/messages/{other}")
        frames = do(tab, f"{ACTS}.{act}", given, f"/messages/{other}")
        assert vars_of(frames, SHELL)["words"]["kind"] == "error"
        tab.close()
    assert [inbox.page(talk).professionals[0].blocked for talk in (one, other)] == [False, False]
    assert not inbox.page(one).rows[0].withdrawn


def test_documents_are_chosen_for_the_place_where_the_choice_was_opened(inbox: Inbox) -> None:
    one, other = inbox.start("Une"), inbox.start("Autre")
    inbox.paper()
    tab, _seen = opened(inbox, f"/messages/{one}")
    seen = vars_of(do(tab, f"{PICK}.pick", {}, f"/messages/{one}"), PICK)
    assert (seen["picking"], seen["papers"] != []) == (inbox.place(one), True)
    assert vars_of(go(tab, f"/messages/{other}"), WRITE)["box"]["place"] == inbox.place(other)
    seen = vars_of(do(tab, f"{PICK}.pick", {}, f"/messages/{other}"), PICK)
    assert seen["picking"] == inbox.place(other)
    tab.close()


def test_nobody_who_takes_no_part_is_blocked_from_here(inbox: Inbox) -> None:
    talk = inbox.start()
    path = f"/messages/{talk}"
    tab, _seen = opened(inbox, path)
    frames = do(tab, f"{ACTS}.ask_to_block", {"account_id": inbox.haddad.account_id}, path)
    assert vars_of(frames, SHELL)["words"]["kind"] == "error"
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
    assert vars_of(go(tab, "/messages"), WHO)["begun"]["words"] == ""
    tab.close()


def test_who_may_keep_nothing_from_their_parents_is_told_so_and_nothing_leaves(inbox: Inbox) -> None:
    path = f"/messages?ecrire=message&a={inbox.moreau.account_id}"
    tab, _seen = opened(inbox, path)
    frames = do(tab, f"{SEND}.send", sending(inbox, "nouveau", "Entre nous", objet="Caché", secret="on"), path)
    assert "personne mineure" in vars_of(frames, SHELL)["words"]["text"]
    assert vars_of(frames, WRITE)["outcome"]["done"] is False
    tab.close()


def test_an_act_on_a_message_is_told_to_those_of_its_own_conversation(inbox: Inbox, monkeypatch: pytest.MonkeyPatch) -> None:
    with inbox.carnet.runtime.db.uow() as uow:
        camille = actor_of(uow, account_by_login(uow, "camille.martin").id)
        about = {**talks.who(uow, camille), "person_id": camille.person_id}
        given = {"to": (inbox.moreau.account_id,), "subject": "À elle", "text": "Bonjour", "key": key()}
        hers = service.start(uow, **about, **given).conversation_id
        uow.commit()
    told: list[str] = []
    monkeypatch.setattr(talks.NEWS, "tell_others", lambda *accounts: told.extend(accounts))
    mine = inbox.start("À reprendre")
    told.clear()
    inbox.act(service.withdraw, hers, message_id=inbox.page(mine).rows[0].id)
    assert inbox.paul.account_id in told
    assert camille.account_id not in told
    with inbox.carnet.runtime.db.uow() as uow:
        put_away(uow, camille, views.inbox_page(uow, **about, lang="fr").rows)
        uow.commit()


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
