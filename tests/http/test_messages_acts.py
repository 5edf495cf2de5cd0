"""`/messages`, what one does to a message or a conversation: taking back, reporting, blocking."""

from __future__ import annotations

import pytest

from rxapp.accounts.opening import account_by_login
from rxapp.accounts.standing import actor_of
from rxapp.inbox import service, views
from rxapp.state import talks
from tests.carnet import carnet
from tests.http.test_historique import SHELL, do, vars_of
from tests.http.test_messages import ACTS, PICK, STATE, WRITE, Inbox, inbox, key, opened, put_away, texts
from tests.http.test_pharmacie import go

__all__ = ["carnet", "inbox"]


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
