"""`/messages` and `/pro`: what is done twice, sent again, or comes back to a page that nobody looks at."""

from __future__ import annotations

from datetime import datetime, time, timedelta

import pytest

from rxapp.accounts.opening import account_by_login
from rxapp.accounts.standing import actor_of
from rxapp.core.clock import PARIS
from rxapp.core.i18n import translate
from rxapp.core.policy import NO_CONTEXT
from rxapp.inbox import service, views
from rxapp.record import service as record
from rxapp.state import talks
from tests.carnet import carnet
from tests.http.test_historique import SHELL, do, vars_of
from tests.http.test_messages import ACTS, PICK, SEND, STATE, WRITE, Inbox, go, inbox, key, opened, put_away, sending, texts
from tests.http.test_messages_together import JOIN, said, titles
from tests.http.test_pro import TALK

__all__ = ["carnet", "inbox"]

DESK = TALK.replace("pro_talk____pro_talk_state", "pro____pro_state")


def test_a_message_with_a_document_is_one_however_often_it_is_sent(inbox: Inbox) -> None:
    talk, paper = inbox.start(), inbox.paper()
    path = f"/messages/{talk}"
    tab, _seen = opened(inbox, path)
    do(tab, f"{PICK}.attach", {"document_id": paper}, path)
    payload = sending(inbox, talk, "Avec la radio")
    for count in (1, 2, 3):
        frames = do(tab, f"{SEND}.send", payload, path)
        assert said(frames) == "Message envoyé."
        assert vars_of(frames, WRITE)["outcome"] == {"key": payload["form_data"]["cle"], "done": True, "count": count}
    other, _seen = opened(inbox, path)
    assert vars_of(do(other, f"{SEND}.send", payload, path), WRITE)["outcome"]["done"] is True, "the server began anew"
    rows = inbox.page(talk).rows
    assert [(row.text, len(row.attachments)) for row in rows] == [("Bonjour docteur", 0), ("Avec la radio", 1)]
    tab.close()
    other.close()


def test_a_conversation_that_begins_twice_is_one_and_is_gone_to_each_time(inbox: Inbox) -> None:
    path, paper = f"/messages?ecrire=message&a={inbox.moreau.account_id}", inbox.paper()
    tab, _seen = opened(inbox, path)
    do(tab, f"{PICK}.attach", {"document_id": paper}, path)
    payload = sending(inbox, "nouveau", "Avec la radio", objet="Une seule fois")
    gone = [do(tab, f"{SEND}.send", payload, path) for _click in range(2)]
    (made,) = [one.id for one in inbox.carnet.run(listed(inbox)) if one.subject == "Une seule fois"]
    assert all(f'"path":"/messages/{made}"' in "\n".join(frames) for frames in gone)
    tab.close()


async def listed(inbox: Inbox) -> tuple[views.InboxRow, ...]:
    return talks.look(views.inbox_page, inbox.paul, person_id=inbox.paul.person_id, lang="fr", limit=50).rows


def test_a_professionals_answer_with_a_document_is_one_however_often_it_is_sent(inbox: Inbox) -> None:
    talk, paper = inbox.start(), inbox.paper(inbox.moreau, aside=True, context=NO_CONTEXT)
    path, tab = f"/pro?conversation={talk}", inbox.carnet.tab(inbox.carnet.session_of("dr.moreau"))
    tab.start(path)
    do(tab, f"{TALK}.attach", {"place": talk, "ids": [paper]}, path)
    payload = {"form_data": {"texte": "Voici", "lieu": talk, "cle": key()}}
    outcomes = [vars_of(do(tab, f"{TALK}.send", payload, path), TALK)["outcome"] for _click in range(3)]
    assert [(one["done"], one["count"]) for one in outcomes] == [(True, 1), (True, 2), (True, 3)]
    assert [(row.text, len(row.attachments)) for row in inbox.page(talk).rows] == [("Bonjour docteur", 0), ("Voici", 1)]
    tab.close()


def test_no_answer_leaves_without_the_document_that_went_with_it(inbox: Inbox) -> None:
    one, other = inbox.start("Une"), inbox.start("Autre")
    paper = inbox.paper(inbox.moreau, aside=True, context=NO_CONTEXT)
    tab = inbox.carnet.tab(inbox.carnet.session_of("dr.moreau"))
    tab.start(f"/pro?conversation={one}")
    do(tab, f"{TALK}.attach", {"place": one, "ids": [paper]}, f"/pro?conversation={one}")
    go(tab, f"/pro?conversation={other}")
    with inbox.carnet.later(record.KEPT_ASIDE):
        record.sweep(inbox.carnet.runtime.db)
    frames = do(tab, f"{TALK}.send", {"form_data": {"texte": "Voici", "lieu": one, "cle": key()}}, f"/pro?conversation={other}")
    assert said(frames) == "Un document joint n’existe plus. Retirez-le du message, puis recommencez."
    assert vars_of(frames, TALK)["outcome"]["done"] is False
    assert texts({"detail": {"rows": [{"text": row.text} for row in inbox.page(one).rows]}}) == ["Une"]
    tab.close()


def test_only_documents_that_this_tab_showed_go_with_its_message(inbox: Inbox) -> None:
    talk, paper = inbox.start(), inbox.paper()
    path = f"/messages/{talk}"
    tab, _seen = opened(inbox, path)
    go(tab, "/messages")
    other, _seen = opened(inbox, path)
    do(other, f"{PICK}.attach", {"document_id": paper}, path)
    do(tab, f"{SEND}.send", sending(inbox, talk, "Sans rien"), "/messages")
    last = inbox.page(talk).rows[-1]
    assert (last.text, last.attachments) == ("Sans rien", ())
    tab.close()
    other.close()


def test_a_new_message_whose_page_is_gone_is_not_sent_and_that_is_said(inbox: Inbox) -> None:
    tab, _seen = opened(inbox, "/messages")
    frames = do(tab, f"{SEND}.send", sending(inbox, "nouveau", "Bonjour", objet="Autre"), "/messages")
    assert said(frames) == translate("Rien n’a été envoyé : rouvrez votre message et renvoyez-le.", "fr")
    assert vars_of(frames, WRITE)["outcome"]["done"] is False
    tab.close()


def test_two_clicks_file_a_conversation_once(inbox: Inbox) -> None:
    path = f"/messages/{inbox.start()}"
    tab, _seen = opened(inbox, path)
    before = len(titles(inbox))
    do(tab, f"{ACTS}.ask_to_file", {}, path)
    for _click in range(2):
        do(tab, f"{ACTS}.file_whole", {"form_data": {}}, path)
    assert len(titles(inbox)) - before == 1
    tab.close()


def test_two_clicks_add_somebody_once_and_nothing_is_wrong(inbox: Inbox) -> None:
    path = f"/messages/{inbox.start()}"
    with inbox.carnet.runtime.db.uow() as uow:
        service.set_who_may_start(uow, actor=inbox.haddad, who="everybody")
        uow.commit()
    tab, _seen = opened(inbox, path)
    do(tab, f"{ACTS}.ask_to_add", {}, path)
    do(tab, f"{ACTS}.add", {"account_id": inbox.haddad.account_id}, path)
    frames = do(tab, f"{ACTS}.add", {"account_id": inbox.haddad.account_id}, path)
    assert vars_of(frames, SHELL).get("words", {"kind": ""})["kind"] != "error"
    tab.close()


def test_a_page_out_of_sight_that_is_back_marks_nothing_as_read(inbox: Inbox) -> None:
    """The network left before it could say that it is out of sight."""
    talk = inbox.start()
    path = f"/messages/{talk}"
    inbox.answer(talk, "Avant la coupure")
    tab, _seen = opened(inbox, path)
    inbox.carnet.run(quiet())
    inbox.answer(talk, "Et encore")
    frames = go(tab, path)
    assert vars_of(frames, STATE)["opened"] > 0
    do(tab, f"{STATE}.looked_at", {"visible": False}, path)
    assert [row.read for row in inbox.page(talk, inbox.moreau).rows if row.mine] == [True, False]
    frames = do(tab, f"{STATE}.looked_at", {"visible": True}, path)
    assert texts(vars_of(frames, STATE))[-1] == "Et encore"
    tab.close()


async def quiet() -> None:
    """The open tabs are forgotten: what comes now comes while the network is away."""
    talks.NEWS._tabs = {}


def test_a_desk_out_of_sight_that_is_back_marks_nothing_as_read(inbox: Inbox) -> None:
    talk = inbox.start()
    path, tab = f"/pro?conversation={talk}", inbox.carnet.tab(inbox.carnet.session_of("dr.moreau"))
    tab.start(path)
    inbox.carnet.run(quiet())
    inbox.carnet.run(talks.send(inbox.paul, conversation_id=talk, text="Et encore", key=key()))
    go(tab, path)
    assert [row.read for row in inbox.page(talk).rows] == [True, False]
    do(tab, f"{DESK}.looked_at", {"visible": True}, path)
    assert [row.read for row in inbox.page(talk).rows] == [True, True]
    tab.close()


def test_a_page_out_of_sight_marks_nothing_as_read_either_when_the_server_began_anew(inbox: Inbox) -> None:
    talk = inbox.start()
    path = f"/messages/{talk}"
    inbox.answer(talk, "Pendant l’arrêt")
    tab = inbox.carnet.tab(inbox.carnet.session_of("paul.durand"))
    frames = tab.start(path, again=True)
    shown = vars_of(frames, STATE)
    assert (shown["screen"], shown["opened"] > 0) == ("one", True)
    assert [row.read for row in inbox.page(talk, inbox.moreau).rows if row.mine] == [False]
    frames = do(tab, f"{STATE}.looked_at", {"visible": True}, path)
    assert texts(vars_of(frames, STATE))[-1] == "Pendant l’arrêt"
    assert [row.read for row in inbox.page(talk, inbox.moreau).rows if row.mine] == [True]
    tab.close()


def test_a_desk_out_of_sight_marks_nothing_as_read_either_when_the_server_began_anew(inbox: Inbox) -> None:
    talk = inbox.start()
    path, tab = f"/pro?conversation={talk}", inbox.carnet.tab(inbox.carnet.session_of("dr.moreau"))
    tab.start(path, again=True)
    assert [row.read for row in inbox.page(talk).rows] == [False]
    frames = do(tab, f"{DESK}.looked_at", {"visible": True}, path)
    assert [row["text"] for row in vars_of(frames, TALK)["page"]["rows"]] == ["Bonjour docteur"]
    assert [row.read for row in inbox.page(talk).rows] == [True]
    tab.close()


def test_what_leaves_from_a_desk_that_nobody_looks_at_reads_nothing(inbox: Inbox) -> None:
    """It was on its way, and the network is back."""
    talk = inbox.start()
    path, tab = f"/pro?conversation={talk}", inbox.carnet.tab(inbox.carnet.session_of("dr.moreau"))
    tab.start(path)
    do(tab, f"{DESK}.looked_at", {"visible": False}, path)
    inbox.carnet.run(talks.send(inbox.paul, conversation_id=talk, text="Et encore", key=key()))
    do(tab, f"{TALK}.send", {"form_data": {"texte": "Bien reçu", "lieu": talk, "cle": key()}}, path)
    assert [row.read for row in inbox.page(talk).rows if row.mine] == [True, False]
    do(tab, f"{DESK}.looked_at", {"visible": True}, path)
    assert [row.read for row in inbox.page(talk).rows if row.mine] == [True, True]
    tab.close()


def test_whom_the_person_blocked_is_no_business_of_the_others(inbox: Inbox) -> None:
    talk = inbox.start()
    with inbox.carnet.runtime.db.uow() as uow:
        service.set_who_may_start(uow, actor=inbox.haddad, who="everybody")
        who = talks.who(uow, inbox.paul)
        about = {"person_id": inbox.paul.person_id, "account_id": inbox.haddad.account_id}
        service.add_professional(uow, **who, conversation_id=talk, account_id=inbox.haddad.account_id)
        service.block(uow, **who, **about)
        uow.commit()
    try:
        seen = [{one.name: one.blocked for one in inbox.page(talk, actor).professionals} for actor in (inbox.paul, inbox.moreau)]
        assert seen == [{"Dr Anne Moreau": False, "Dr Karim Haddad": True}, {"Dr Anne Moreau": False, "Dr Karim Haddad": False}]
    finally:
        with inbox.carnet.runtime.db.uow() as uow:
            service.unblock(uow, **talks.who(uow, inbox.paul), **about)
            uow.commit()


def test_another_record_lets_nothing_of_this_one_come_back(inbox: Inbox) -> None:
    with inbox.carnet.runtime.db.uow() as uow:
        camille = actor_of(uow, account_by_login(uow, "camille.martin").id)
        about = {**talks.who(uow, camille), "person_id": min(talks.who(uow, camille)["context"].guardian_of)}
        given = {"to": (inbox.moreau.account_id,), "subject": "Fièvre de l’enfant", "text": "Depuis hier", "key": key()}
        talk = service.start(uow, **about, **given).conversation_id
        uow.commit()
    tab, path = inbox.carnet.tab(inbox.carnet.session_of("camille.martin")), f"/messages/{talk}"
    tab.start(path)
    do(tab, f"{ACTS}.ask_to_block", {"account_id": inbox.moreau.account_id}, path)
    do(tab, f"{ACTS}.ask_to_add", {}, path)
    assert said(do(tab, f"{SHELL}.choose_person", {"person_id": "0" * 32}, path)) == "Introuvable."
    frames = do(tab, f"{SHELL}.choose_person", {"person_id": camille.person_id}, path)
    assert (vars_of(frames, JOIN)["cards"], vars_of(frames, ACTS)["name"], vars_of(frames, ACTS)["where"]) == ([], "", "")
    frames = do(tab, f"{STATE}.look_again", {}, path)
    tab.event("reflex___state____state.hydrate", {}, "/messages")
    assert "Fièvre de l’enfant" not in "\n".join([*frames, *tab.settle()])
    with inbox.carnet.runtime.db.uow() as uow:
        put_away(uow, camille, views.inbox_page(uow, **about, lang="fr").rows)
        uow.commit()
    tab.close()


def test_who_takes_no_part_is_told_nothing(inbox: Inbox, monkeypatch: pytest.MonkeyPatch) -> None:
    talk, told = inbox.start(), []
    monkeypatch.setattr(talks.NEWS, "tell_others", lambda *accounts: told.append(set(accounts)))
    about = {"person_id": inbox.paul.person_id}
    inbox.act(service.unblock, talk, **about, account_id=inbox.haddad.account_id)
    inbox.act(service.block, talk, **about, account_id=inbox.moreau.account_id)
    inbox.act(service.unblock, talk, **about, account_id=inbox.moreau.account_id)
    seen = [(inbox.haddad.account_id in one, inbox.moreau.account_id in one) for one in told]
    assert seen == [(False, True)] * 3


def test_a_page_that_stays_open_over_midnight_is_put_into_words_again(inbox: Inbox) -> None:
    clock = inbox.carnet.runtime.clock
    midnight = datetime.combine(clock.today() + timedelta(days=2), time.min, PARIS)
    with inbox.carnet.later(midnight - clock.now() - timedelta(minutes=2)):
        talk = inbox.start()
        tab, frames = opened(inbox, f"/messages/{talk}")
        assert vars_of(frames, STATE)["detail"]["rows"][0]["at_label"].startswith("aujourd’hui, ")
        clock.travel(timedelta(minutes=4))
        seen = vars_of([*do(tab, f"{STATE}.look_again", {}, f"/messages/{talk}"), *tab.settle()], STATE)
    assert seen["detail"]["rows"][0]["at_label"].startswith("hier, ")
    assert next(one["row"] for one in seen["rows"] if one["row"]["id"] == talk)["at_label"].startswith("hier, ")
    tab.close()
