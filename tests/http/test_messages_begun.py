"""A new message that was begun and not sent: it is found again, says for whom it was, and may be thrown away."""

from __future__ import annotations

from rxapp.core import i18n
from rxapp.inbox import service
from rxapp.inbox.service import Draft
from rxapp.state import talks
from tests.carnet import carnet
from tests.http.test_historique import SHELL, do, vars_of
from tests.http.test_messages import PICK, SEND, STATE, WHO, WRITE, Inbox, go, inbox, keeping, opened, sending

__all__ = ["carnet", "inbox"]


def begin(inbox: Inbox, text: str = "Bonjour docteur,", **given: str) -> str:
    """A message to Dr Moreau that one leaves; the address of the boxes."""
    path = f"/messages?ecrire=message&a={inbox.moreau.account_id}"
    tab, _seen = opened(inbox, path)
    do(tab, f"{WRITE}.keep", keeping(inbox, "nouveau", text, inbox.held().revision, **{"objet": "Une question", **given}), path)
    tab.close()
    return path


def test_what_was_begun_waits_in_the_list_and_goes_on_from_there(inbox: Inbox) -> None:
    path = begin(inbox)
    tab, frames = opened(inbox, "/messages")
    assert vars_of(frames, WHO)["begun"] == {"words": "Une question", "href": path}
    seen = vars_of(go(tab, path), WRITE)
    assert (seen["taken_up"], seen["box"]["text"], seen.get("for_whom", "")) == (True, "Bonjour docteur,", "")
    do(tab, f"{SEND}.send", sending(inbox, "nouveau", "Bonjour docteur, merci.", objet="Une question"), path)
    assert vars_of(go(tab, "/messages"), WHO)["begun"]["href"] == ""
    tab.close()


def test_a_text_begun_for_somebody_else_says_so(inbox: Inbox) -> None:
    begin(inbox)
    tab, frames = opened(inbox, f"/messages?ecrire=message&a={inbox.haddad.account_id}")
    assert (vars_of(frames, WRITE)["taken_up"], vars_of(frames, WRITE)["for_whom"]) == (True, "Dr Anne Moreau")
    both = f"{inbox.haddad.account_id}.{inbox.moreau.account_id}"
    assert vars_of(go(tab, f"/messages?ecrire=message&a={both}"), WRITE)["for_whom"] == "", "one more is nobody else"
    tab.close()


def test_what_was_begun_is_thrown_away_and_may_come_back(inbox: Inbox) -> None:
    path = begin(inbox)
    tab, _seen = opened(inbox, path)
    frames = do(tab, f"{WRITE}.drop", {}, path)
    seen = vars_of(frames, WRITE)
    assert (seen["box"]["text"], seen["box"]["subject"], seen["taken_up"]) == ("", "", False)
    assert (seen["undo_text"], inbox.held().draft.text) == ("Le brouillon est effacé.", "")
    seen = vars_of(do(tab, f"{WRITE}.restore", {}, path), WRITE)
    assert (seen["box"]["subject"], seen["undo_text"], inbox.held().draft.text) == ("Une question", "", "Bonjour docteur,")
    frames = do(tab, f"{WRITE}.restore", {}, path)
    assert vars_of(frames, SHELL)["words"]["kind"] == "error", "it came back once"
    do(tab, f"{WRITE}.drop", {}, path)
    do(tab, f"{WRITE}.too_late", {}, path)
    assert vars_of(do(tab, f"{WRITE}.restore", {}, path), SHELL)["words"]["kind"] == "error"
    assert inbox.held().draft.text == ""
    tab.close()


def test_what_comes_back_says_again_for_whom_it_was(inbox: Inbox) -> None:
    begin(inbox)
    path = f"/messages?ecrire=message&a={inbox.haddad.account_id}"
    tab, _seen = opened(inbox, path)
    assert vars_of(do(tab, f"{WRITE}.drop", {}, path), WRITE)["for_whom"] == ""
    assert vars_of(do(tab, f"{WRITE}.restore", {}, path), WRITE)["for_whom"] == "Dr Anne Moreau"
    do(tab, f"{WRITE}.keep", keeping(inbox, "nouveau", "Bonjour docteur, b", inbox.held().revision), path)
    assert inbox.held().draft.to == (inbox.moreau.account_id,), "one letter more makes it nobody else's"
    tab.close()
    tab, frames = opened(inbox, path)
    assert vars_of(frames, WRITE)["for_whom"] == "Dr Anne Moreau"
    frames = do(tab, f"{WRITE}.keep", keeping(inbox, "nouveau", "", inbox.held().revision), path)
    assert vars_of(frames, WRITE)["for_whom"] == "", "emptied, what comes next is for who is named"
    do(tab, f"{WRITE}.keep", keeping(inbox, "nouveau", "Bonjour", inbox.held().revision), path)
    assert inbox.held().draft.to == (inbox.haddad.account_id,)
    tab.close()


def test_documents_alone_say_for_whom_they_were_joined(inbox: Inbox) -> None:
    path, paper = f"/messages?ecrire=message&a={inbox.moreau.account_id}", inbox.paper()
    tab, _seen = opened(inbox, path)
    do(tab, f"{PICK}.attach", {"document_id": paper}, path)
    tab.close()
    tab, frames = opened(inbox, f"/messages?ecrire=message&a={inbox.haddad.account_id}")
    seen = vars_of(frames, WRITE)
    assert (seen["taken_up"], seen["for_whom"], [one["id"] for one in seen["attached"]]) == (True, "Dr Anne Moreau", [paper])
    tab.close()


def test_what_was_begun_for_who_is_gone_says_so_and_may_be_thrown_away(inbox: Inbox) -> None:
    gone = "f" * 32
    draft = Draft(text="Bonjour docteur,", subject="Une question", to=(gone,))
    given = {"person_id": inbox.paul.person_id, "draft": draft, "revision": inbox.held().revision}
    talks.write(service.keep_draft, inbox.paul, **given)
    tab, frames = opened(inbox, f"/messages?ecrire=message&a={inbox.haddad.account_id}")
    assert vars_of(frames, WRITE)["for_whom"] == "quelqu’un qui n’est plus ici"
    path = vars_of(go(tab, "/messages"), WHO)["begun"]["href"]
    frames = go(tab, path)
    assert vars_of(frames, STATE)["missing"] is True
    assert (vars_of(frames, WRITE)["for_whom"], vars_of(frames, WRITE)["box"]["text"]) == (
        "quelqu’un qui n’est plus ici",
        "Bonjour docteur,",
    )
    do(tab, f"{WRITE}.drop", {}, path)
    assert inbox.held().draft == Draft()
    assert vars_of(go(tab, "/messages"), WHO)["begun"]["href"] == ""
    tab.close()


def test_what_was_thrown_away_comes_back_nowhere_else(inbox: Inbox) -> None:
    path, talk = begin(inbox), inbox.start()
    tab, _seen = opened(inbox, path)
    do(tab, f"{WRITE}.drop", {}, path)
    seen = vars_of(go(tab, f"/messages/{talk}"), WRITE)
    assert seen["undo_text"] == ""
    frames = do(tab, f"{WRITE}.restore", {}, f"/messages/{talk}")
    assert vars_of(frames, SHELL)["words"]["kind"] == "error"
    assert inbox.held(talk).draft == Draft()
    tab.close()


def test_what_is_sent_meanwhile_ends_the_time_to_bring_it_back(inbox: Inbox) -> None:
    path = begin(inbox)
    tab, _seen = opened(inbox, path)
    do(tab, f"{WRITE}.drop", {}, path)
    seen = vars_of(do(tab, f"{SEND}.send", sending(inbox, "nouveau", "Autre chose", objet="Autre"), path), WRITE)
    assert seen["undo_text"] == ""
    tab.close()


def test_what_was_typed_since_stays_below_what_comes_back(inbox: Inbox) -> None:
    path, paper = begin(inbox), inbox.paper()
    tab, _seen = opened(inbox, path)
    do(tab, f"{WRITE}.drop", {}, path)
    do(tab, f"{WRITE}.keep", keeping(inbox, "nouveau", "Autre chose", inbox.held().revision, objet="Autre"), path)
    do(tab, f"{PICK}.attach", {"document_id": paper}, path)
    do(tab, f"{WRITE}.restore", {}, path)
    kept = inbox.held().draft
    assert (kept.subject, kept.text) == ("Autre", "Une question\n\nBonjour docteur,\n\nAutre chose")
    assert kept.documents == (paper,)
    tab.close()


def test_a_subject_alone_that_speaks_of_an_emergency_says_whom_to_call(inbox: Inbox) -> None:
    path = begin(inbox, text="Rappelez-moi", objet="Envie de mourir")
    tab, frames = opened(inbox, path)
    assert [one["numbers"][0] for one in vars_of(frames, WRITE)["warnings"]] == ["3114"]
    typed = "Douleur dans la poitrine\nRappelez-moi"
    seen = vars_of(do(tab, f"{WRITE}.check", {"form_data": {"texte": typed, "essai": "r1"}}, path), WRITE)
    assert [one["title"] for one in seen["warnings"]] == [i18n.translate("Si c’est une urgence, appelez maintenant", "fr")]
    tab.close()
