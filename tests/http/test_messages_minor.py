"""What a minor keeps from their parents: nothing of it becomes theirs to see unasked, and the professional knows."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import timedelta

import pytest

from rxapp.accounts.opening import account_by_login
from rxapp.accounts.standing import actor_of
from rxapp.core.policy import NO_CONTEXT, Actor
from rxapp.inbox import pace, service, views
from rxapp.pages import pro, pro_talk
from rxapp.record import views as record
from rxapp.state import talks
from rxapp.state.pro_list import ProListState as List
from tests import samples
from tests.carnet import Carnet, Tab, carnet
from tests.http.test_historique import do, vars_of
from tests.http.test_messages import ACTS, STATE, go, key, put_away
from tests.http.test_messages_together import said
from tests.http.test_pro import LIST, TALK

__all__ = ["carnet"]


@dataclass
class Kept:
    """Jade, sixteen, and Dr Moreau, who answered with a document; her mother Sophie."""

    carnet: Carnet
    jade: Actor
    sophie: Actor
    moreau: Actor

    def talk(self, *, secret: bool = True) -> str:
        about = {"person_id": self.jade.person_id, "to": (self.moreau.account_id,), "subject": "Contraception", "secret": secret}
        made = self.carnet.run(talks.send(self.jade, **about, text="Bonjour", key=key())).conversation_id
        data = samples.png()
        given = {"actor": self.moreau, "context": NO_CONTEXT, "person_id": self.jade.person_id}
        with service.receive(self.carnet.runtime.db, **given, file_name="resultat.png", declared_size=len(data)) as intake:
            intake.feed(data)
            paper = intake.finish().id
        self.carnet.run(talks.send(self.moreau, conversation_id=made, text="Voici", key=key(), document_ids=(paper,)))
        return made

    def piece(self, talk: str) -> dict[str, str]:
        last = talks.look(views.conversation_page, self.jade, conversation_id=talk, lang="fr").rows[-1]
        return {"message_id": last.id, "document_id": last.attachments[0].document_id}

    def record_of_jade(self, actor: Actor) -> int:
        return talks.look(record.documents_page, actor, person_id=self.jade.person_id, lang="fr").total

    def open(self, talk: str) -> tuple[Tab, str]:
        tab, path = self.carnet.tab(self.carnet.session_of("jade.bernard")), f"/messages/{talk}"
        tab.start(path)
        return tab, path


@pytest.fixture
def kept(carnet: Carnet, monkeypatch: pytest.MonkeyPatch) -> Iterator[Kept]:
    monkeypatch.setattr(pace, "MOST_AN_HOUR", 10**6)
    with carnet.runtime.db.uow() as uow:
        actors = [actor_of(uow, account_by_login(uow, name).id) for name in ("jade.bernard", "sophie.bernard", "dr.moreau")]
        service.set_who_may_start(uow, actor=actors[2], who="everybody")
        uow.commit()
    yield Kept(carnet, *actors)
    with carnet.runtime.db.uow() as uow:
        about = {**talks.who(uow, actors[0]), "person_id": actors[0].person_id}
        put_away(uow, actors[0], views.inbox_page(uow, **about, lang="fr", limit=50).rows)
        put_away(uow, actors[2], views.pro_inbox(uow, actor=actors[2], lang="fr", limit=50).rows)
        uow.commit()


def test_one_document_of_a_secret_conversation_is_asked_about_before_parents_see_it(kept: Kept) -> None:
    talk = kept.talk()
    tab, path = kept.open(talk)
    before = kept.record_of_jade(kept.sophie)
    asked = do(tab, f"{ACTS}.file", kept.piece(talk), path)
    assert vars_of(asked, ACTS)["question"] == "ranger-un"
    assert kept.record_of_jade(kept.sophie) == before
    assert vars_of(do(tab, f"{ACTS}.close", {}, path), ACTS)["question"] == ""
    assert "words" not in vars_of(do(tab, f"{ACTS}.file_one", {}, path), ACTS), "it was given up"
    assert kept.record_of_jade(kept.sophie) == before
    do(tab, f"{ACTS}.file", kept.piece(talk), path)
    frames = do(tab, f"{ACTS}.file_one", {}, path)
    assert said(frames) == "Le document est dans le dossier."
    assert vars_of(frames, STATE)["detail"]["rows"][-1]["attachments"][0]["in_record"] is True
    assert kept.record_of_jade(kept.sophie) == before + 1
    tab.close()


def test_what_is_answered_in_another_conversation_files_nothing(kept: Kept) -> None:
    one, other = kept.talk(), kept.talk()
    tab, path = kept.open(one)
    before = kept.record_of_jade(kept.jade)
    do(tab, f"{ACTS}.file", kept.piece(one), path)
    go(tab, f"/messages/{other}")
    assert said(do(tab, f"{ACTS}.file_one", {}, f"/messages/{other}")) == "Introuvable."
    assert kept.record_of_jade(kept.jade) == before
    tab.close()


def test_what_parents_may_read_anyway_is_filed_at_once(kept: Kept) -> None:
    talk = kept.talk(secret=False)
    tab, path = kept.open(talk)
    before = kept.record_of_jade(kept.sophie)
    assert said(do(tab, f"{ACTS}.file", kept.piece(talk), path)) == "Le document est dans le dossier."
    assert kept.record_of_jade(kept.sophie) == before + 1
    tab.close()


def test_the_professional_is_told_that_it_is_secret_in_the_list_the_conversation_and_on_paper(kept: Kept) -> None:
    secret, plain = kept.talk(), kept.talk(secret=False)
    tab = kept.carnet.tab(kept.carnet.session_of("dr.moreau"))
    seen = vars_of(tab.start(f"/pro?conversation={secret}"), LIST)
    assert {line["row"]["id"]: line["row"]["hidden"] for line in seen["lines"]}.items() >= {(secret, True), (plain, False)}
    assert vars_of(go(tab, f"/pro?conversation={plain}"), TALK)["page"]["hidden"] is False
    assert vars_of(go(tab, f"/pro?conversation={secret}"), TALK)["page"]["hidden"] is True
    assert vars_of(go(tab, f"/pro?conversation={secret}&imprimer=oui"), TALK)["printed"]
    tab.close()
    for part in (pro_talk._head, pro_talk.printed):
        assert "les parents ne la voient nulle part" in str(part())
    assert r"Secr\u00e8te" in str(pro._line(List.lines[0]))


def test_at_18_a_conversation_is_secret_from_nobody(kept: Kept) -> None:
    talk = kept.talk()
    with kept.carnet.later(timedelta(days=3 * 366)):
        for actor in (kept.jade, kept.moreau):
            page = talks.look(views.conversation_page, actor, conversation_id=talk, lang="fr")
            assert (page.secret, page.hidden) == (True, False)
        before = kept.record_of_jade(kept.jade)
        tab, path = kept.open(talk)
        assert said(do(tab, f"{ACTS}.file", kept.piece(talk), path)) == "Le document est dans le dossier."
        assert kept.record_of_jade(kept.jade) == before + 1
        tab.close()
