"""`/messages`: a second professional, the whole conversation in the record or on paper, and what is sent when all has changed."""

from __future__ import annotations

import pytest
from sqlalchemy import text

from rxapp.accounts.opening import account_by_login
from rxapp.accounts.standing import actor_of
from rxapp.core.policy import NO_CONTEXT
from rxapp.inbox import service, views
from rxapp.record import views as record
from rxapp.state import talks
from tests.carnet import carnet
from tests.http.test_historique import SHELL, do, vars_of
from tests.http.test_messages import ACTS, PICK, SEND, STATE, WRITE, Inbox, go, inbox, key, opened, put_away, sending, texts

__all__ = ["carnet", "inbox"]

JOIN = f"{SHELL}.rxapp___state___messages_join____messages_join_state"


def titles(inbox: Inbox) -> list[str]:
    """All of them: other tests may have filled more than a page."""
    found, cursor = [], None
    while True:
        given = {"person_id": inbox.paul.person_id, "lang": "fr", "after": cursor}
        page = talks.look(record.documents_page, inbox.paul, **given)
        found += [row.title for row in page.rows]
        if not (cursor := page.next_cursor):
            return found


def said(frames: list[str]) -> str:
    return vars_of(frames, SHELL)["words"]["text"]


def test_who_is_added_is_there_and_reads_what_was_said(inbox: Inbox) -> None:
    talk = inbox.start("Un texte d’avant")
    path = f"/messages/{talk}"
    tab, _seen = opened(inbox, path)
    seen = vars_of(do(tab, f"{ACTS}.ask_to_add", {}, path), JOIN)
    names = [card["name"] for card in seen["cards"]]
    assert "Dr Karim Haddad" in names
    assert "Dr Anne Moreau" not in names, "who takes part already"
    refused = next(card for card in seen["cards"] if card["id"] == inbox.haddad.account_id)
    assert (refused["accepts"], refused["why_not"][:19]) == (False, "Ce professionnel n’")
    seen = vars_of(do(tab, f"{ACTS}.look_for", {"typed": "haddad"}, path), JOIN)
    assert [card["name"] for card in seen["cards"]] == ["Dr Karim Haddad"]
    assert "n’accepte pas" in said(do(tab, f"{ACTS}.add", {"account_id": inbox.haddad.account_id}, path))
    with inbox.carnet.runtime.db.uow() as uow:
        service.set_who_may_start(uow, actor=inbox.haddad, who="everybody")
        uow.commit()
    frames = do(tab, f"{ACTS}.add", {"account_id": inbox.haddad.account_id}, path)
    assert said(frames) == "Dr Karim Haddad prend part à la conversation."
    assert [one["name"] for one in vars_of(frames, STATE)["detail"]["professionals"]] == ["Dr Anne Moreau", "Dr Karim Haddad"]
    assert vars_of(frames, JOIN) == {"where": "", "query": "", "cards": [], "more": False}
    assert inbox.page(talk, inbox.haddad).rows[0].text == "Un texte d’avant"
    tab.close()


def test_nobody_is_added_who_was_not_shown_nor_elsewhere(inbox: Inbox) -> None:
    one, other = inbox.start("Une"), inbox.start("Autre")
    tab, _seen = opened(inbox, f"/messages/{one}")
    assert said(do(tab, f"{ACTS}.add", {"account_id": inbox.haddad.account_id}, f"/messages/{one}")) == "Introuvable."
    do(tab, f"{ACTS}.ask_to_add", {}, f"/messages/{one}")
    assert said(do(tab, f"{ACTS}.add", {"account_id": inbox.paul.account_id}, f"/messages/{one}")) == "Introuvable."
    frames = go(tab, f"/messages/{other}")
    assert vars_of(frames, JOIN)["cards"] == []
    assert said(do(tab, f"{ACTS}.add", {"account_id": inbox.haddad.account_id}, f"/messages/{other}")) == "Introuvable."
    assert [len(inbox.page(talk).professionals) for talk in (one, other)] == [1, 1]
    tab.close()


@pytest.mark.parametrize("pieces", [True, False], ids=["with-what-came", "alone"])
def test_a_conversation_is_filed_with_what_came_or_without(inbox: Inbox, pieces: bool) -> None:
    talk = inbox.start("Bonjour", subject="%PDF-1.7")
    sent = [inbox.paper(inbox.moreau, aside=True, context=NO_CONTEXT) for _piece in range(2)]
    inbox.answer(talk, "Voici les résultats", document_ids=tuple(sent))
    before, path = titles(inbox), f"/messages/{talk}"
    tab, _seen = opened(inbox, path)
    assert vars_of(do(tab, f"{ACTS}.ask_to_file", {}, path), ACTS)["received"] == 2
    frames = do(tab, f"{ACTS}.file_whole", {"form_data": {"pieces": "on"} if pieces else {}}, path)
    assert said(frames) == "La conversation est dans le dossier."
    seen = vars_of(frames, ACTS)
    assert (seen["question"], seen["filed_in"]) == ("", talk)
    after = titles(inbox)
    assert len(after) - len(before) == (3 if pieces else 1)
    assert any(title.startswith("Conversation avec Dr Anne Moreau") for title in after)
    assert talks.look(views.count_received, inbox.paul, conversation_id=talk) == (0 if pieces else 2)
    tab.close()


def test_nothing_is_filed_that_was_not_asked_here(inbox: Inbox) -> None:
    one, other = inbox.start("Une"), inbox.start("Autre")
    before = titles(inbox)
    tab, _seen = opened(inbox, f"/messages/{one}")
    do(tab, f"{ACTS}.ask_to_file", {}, f"/messages/{one}")
    go(tab, f"/messages/{other}")
    assert said(do(tab, f"{ACTS}.file_whole", {"form_data": {}}, f"/messages/{other}")) == "Introuvable."
    assert titles(inbox) == before
    tab.close()


def test_paper_has_the_whole_conversation_and_stands_still(inbox: Inbox) -> None:
    talk = inbox.start("Le premier")
    for number in range(51):
        inbox.answer(talk, f"Réponse {number}")
    tab, frames = opened(inbox, f"/messages/{talk}")
    assert vars_of(frames, STATE)["ways"]["printing"] == f"/messages/{talk}?imprimer=oui"
    seen = vars_of(go(tab, f"/messages/{talk}?imprimer=oui"), STATE)
    assert (seen["screen"], len(seen["detail"]["rows"]), texts(seen)[0]) == ("print", 52, "Le premier")
    assert seen["printed"]
    assert seen["ways"]["back"] == f"/messages/{talk}"
    inbox.answer(talk, "Pendant l’impression")
    assert "detail" not in vars_of(tab.settle(), STATE)
    assert vars_of(go(tab, "/messages/" + "0" * 32 + "?imprimer=oui"), STATE)["missing"] is True
    tab.close()


def test_what_goes_with_a_message_goes_with_it_when_the_server_knows_nothing_of_the_page(inbox: Inbox) -> None:
    """The page sends again once the server has begun anew: what was joined is in the draft."""
    talk, paper = inbox.start(), inbox.paper()
    path = f"/messages/{talk}"
    tab, _seen = opened(inbox, path)
    do(tab, f"{PICK}.attach", {"document_id": paper}, path)
    tab.close()
    other, _seen = opened(inbox, "/messages")
    do(other, f"{SEND}.send", sending(inbox, talk, "Avec la radio"), "/messages")
    last = inbox.page(talk).rows[-1]
    assert (last.text, [piece.document_id for piece in last.attachments]) == ("Avec la radio", [paper])
    other.close()


def test_nothing_leaves_of_a_parent_who_speaks_for_a_child_no_more(inbox: Inbox) -> None:
    with inbox.carnet.runtime.db.uow() as uow:
        camille = actor_of(uow, account_by_login(uow, "camille.martin").id)
        about = {**talks.who(uow, camille), "person_id": min(talks.who(uow, camille)["context"].guardian_of)}
        given = {"to": (inbox.moreau.account_id,), "subject": "Fièvre", "text": "Depuis hier", "key": key()}
        talk = service.start(uow, **about, **given).conversation_id
        uow.commit()
    child = about["person_id"]
    tab, path = inbox.carnet.tab(inbox.carnet.session_of("camille.martin")), f"/messages/{talk}"
    tab.start(path)
    new = inbox.carnet.tab(inbox.carnet.session_of("camille.martin"))
    writing = f"/messages?ecrire=message&a={inbox.moreau.account_id}"
    new.start("/messages")
    do(new, f"{SHELL}.choose_person", {"person_id": child}, "/messages")
    assert vars_of(go(new, writing), WRITE)["box"]["place"] == f"{child}/nouveau"
    with inbox.carnet.runtime.db.uow() as uow:
        kept = dict(uow.session.execute(text("select id, ends_on from guardianship")).all())
        uow.session.execute(text("update guardianship set ends_on = starts_on"))
        uow.commit()
    try:
        typed = {"texte": "Et maintenant ?", "cle": key()}
        frames = do(tab, f"{SEND}.send", {"form_data": typed | {"lieu": f"{child}/{talk}"}}, path)
        begun = {"form_data": typed | {"lieu": f"{child}/nouveau", "objet": "Autre"}}
        for told in (frames, do(new, f"{SEND}.send", begun, writing)):
            assert any("_redirect" in frame and "/parametres/proches" in frame for frame in told), "the page that says why"
            assert (vars_of(told, STATE)["detail"]["id"], vars_of(told, WRITE)["box"]["place"]) == ("", "")
        assert [row.text for row in inbox.page(talk, inbox.moreau).rows] == ["Depuis hier"]
    finally:
        with inbox.carnet.runtime.db.uow() as uow:
            for one, ends_on in kept.items():
                uow.session.execute(text("update guardianship set ends_on = :ends where id = :id"), {"ends": ends_on, "id": one})
            put_away(uow, camille, views.inbox_page(uow, **about, lang="fr").rows)
            uow.commit()
        tab.close()
        new.close()
