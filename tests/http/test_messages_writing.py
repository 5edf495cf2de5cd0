"""`/messages` where one writes: drafts that nobody overwrites, sending once, what goes with a message, what is refused."""

from __future__ import annotations

import json

import pytest

from rxapp.core import i18n
from rxapp.inbox import service, views
from rxapp.pages import messages_write, pro_talk
from rxapp.state.news import NEWS
from tests import samples
from tests.carnet import carnet
from tests.http.test_historique import SHELL, do, vars_of
from tests.http.test_messages import ACTS, PICK, SEND, STATE, WHO, WRITE, Inbox, inbox, keeping, opened, sending
from tests.http.test_pharmacie import go

__all__ = ["carnet", "inbox"]


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
    do(tab, f"{PICK}.added", {"place": inbox.place(talk), "ids": [document]}, path)
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


def test_what_failed_once_it_had_left_is_no_second_message(inbox: Inbox, monkeypatch: pytest.MonkeyPatch) -> None:
    talk = inbox.start()
    path = f"/messages/{talk}"
    tab, _seen = opened(inbox, path)
    payload = sending(inbox, talk, "Une seule fois")

    async def fails(*_accounts: str) -> None:
        raise RuntimeError("after the commit")

    with monkeypatch.context() as broken:
        broken.setattr(NEWS, "show_others", fails)
        frames = do(tab, f"{SEND}.send", payload, path)
    assert vars_of(frames, SHELL)["words"]["kind"] == "error"
    assert '"outcome' not in "\n".join(frames), "the page goes on trying under the same key"
    seen = vars_of(do(tab, f"{SEND}.send", payload, path), WRITE)
    assert seen["outcome"]["done"] is True
    assert [row.text for row in inbox.page(talk).rows] == ["Bonjour docteur", "Une seule fois"]
    tab.close()
