"""A new message that was begun and not sent: it is found again, says for whom it was, and may be thrown away."""

from __future__ import annotations

from rxapp.core import i18n
from tests.carnet import carnet
from tests.http.test_historique import SHELL, do, vars_of
from tests.http.test_messages import SEND, WHO, WRITE, Inbox, go, inbox, keeping, opened, sending

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


def test_a_subject_alone_that_speaks_of_an_emergency_says_whom_to_call(inbox: Inbox) -> None:
    path = begin(inbox, text="Rappelez-moi", objet="Envie de mourir")
    tab, frames = opened(inbox, path)
    assert [one["numbers"][0] for one in vars_of(frames, WRITE)["warnings"]] == ["3114"]
    typed = "Douleur dans la poitrine\nRappelez-moi"
    seen = vars_of(do(tab, f"{WRITE}.check", {"form_data": {"texte": typed, "essai": "r1"}}, path), WRITE)
    assert [one["title"] for one in seen["warnings"]] == [i18n.translate("Si c’est une urgence, appelez maintenant", "fr")]
    tab.close()
