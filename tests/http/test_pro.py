"""`/pro` as tabs see it: what comes in shows by itself, a draft is never overwritten, however many tries make one message."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any

import pytest

from rxapp.accounts.opening import account_by_login
from rxapp.accounts.standing import actor_of
from rxapp.core.db import new_id
from rxapp.core.policy import SYSTEM_ACTOR, Actor
from rxapp.inbox import pace, service, views
from rxapp.state import talks
from tests.carnet import Carnet, Tab, carnet
from tests.http.test_historique import SHELL, do, vars_of

__all__ = ["carnet"]

STATE = f"{SHELL}.rxapp___state___pro____pro_state"
LIST = f"{SHELL}.rxapp___state___pro_list____pro_list_state"
TALK = f"{SHELL}.rxapp___state___pro_talk____pro_talk_state"
OWN = f"{SHELL}.rxapp___state___pro_settings____pro_settings_state"
SETTINGS = f"{SHELL}.rxapp___state___parametres____parametres_state"
SUBJECT, BODY = "Douleur au genou", "Depuis lundi, en descendant l’escalier."


@dataclass
class Desk:
    """Paul, who writes; Dr Moreau, and as many tabs of hers as one likes; Dr Haddad works with her for a while."""

    carnet: Carnet
    paul: Actor
    moreau: Actor
    haddad: Actor

    def write(self, text: str = BODY, subject: str = SUBJECT, documents: tuple[str, ...] = ()) -> str:
        """A conversation that Paul begins with Dr Moreau."""
        given = {"person_id": self.paul.person_id, "to": (self.moreau.account_id,), "subject": subject, "text": text}
        return self.carnet.run(talks.send(self.paul, **given, key=new_id(), document_ids=documents)).conversation_id

    def answer(self, conversation_id: str, text: str, who: Actor | None = None) -> None:
        given = {"conversation_id": conversation_id, "text": text, "key": new_id()}
        self.carnet.run(talks.send(who or self.paul, **given))

    def texts(self, conversation_id: str, who: Actor | None = None) -> list[str]:
        return [row.text for row in self.page(conversation_id, who).rows]

    def page(self, conversation_id: str, who: Actor | None = None) -> views.ConversationPage:
        return talks.look(views.conversation_page, who or self.paul, conversation_id=conversation_id, lang="fr")

    def desk(self, path: str = "/pro", login: str = "dr.moreau") -> tuple[Tab, dict[str, Any]]:
        """A tab of somebody's, in a session of its own."""
        tab = self.carnet.tab(self.carnet.session_of(login))
        seen = tab.start(path)
        return tab, {"frames": seen, **seen_in(seen)}

    def open(self, conversation_id: str, login: str = "dr.moreau") -> tuple[Tab, dict[str, Any]]:
        return self.desk(f"/pro?conversation={conversation_id}", login)


def seen_in(frames: list[str]) -> dict[str, Any]:
    return {**vars_of(frames, STATE), **vars_of(frames, LIST), **vars_of(frames, OWN), **vars_of(frames, TALK)}


@pytest.fixture
def desk(carnet: Carnet, monkeypatch: pytest.MonkeyPatch) -> Iterator[Desk]:
    monkeypatch.setattr(pace, "MOST_AN_HOUR", 10**6)  # one Paul writes in every test of a run
    with carnet.runtime.db.uow() as uow:
        paul, moreau, haddad = (
            actor_of(uow, account_by_login(uow, login).id) for login in ("paul.durand", "dr.moreau", "dr.haddad")
        )
        service.set_who_may_start(uow, actor=moreau, who="everybody")
        service.join_practice(uow, actor=SYSTEM_ACTOR, account_id=haddad.account_id, with_account=moreau.account_id)
        uow.commit()
    yield Desk(carnet, paul, moreau, haddad)
    with carnet.runtime.db.uow() as uow:
        for row in views.inbox_page(uow, actor=paul, person_id=paul.person_id, lang="fr", limit=50).rows:
            service.mark_read(uow, actor=paul, conversation_id=row.id)
            service.archive(uow, actor=paul, conversation_id=row.id)
        service.leave_practice(uow, actor=SYSTEM_ACTOR, account_id=haddad.account_id)
        service.set_absence(uow, actor=moreau, away_from=None, away_to=None)
        service.set_templates(uow, actor=moreau, templates=())
        uow.commit()


def ids(seen: dict[str, Any]) -> list[str]:
    return [line["row"]["id"] for line in seen["lines"]]


def send(tab: Tab, place: str, text: str, key: str = "") -> list[str]:
    return do(tab, f"{TALK}.send", {"form_data": {"texte": text, "lieu": place, "cle": key or new_id()}})


def keep(tab: Tab, place: str, text: str, revision: int = 0, name: str = "essai") -> dict[str, Any]:
    typed = {"texte": text, "lieu": place, "cle": "", "revision": str(revision), "essai": name}
    return vars_of(do(tab, f"{TALK}.keep", {"form_data": typed}), TALK)


def test_a_patient_is_told_that_the_page_is_the_professionals(carnet: Carnet) -> None:
    tab = carnet.tab(carnet.session_of("paul.durand"))
    assert '"path":"/parametres?raison=professionnels"' in "\n".join(tab.start("/pro"))
    there = carnet.tab(carnet.session_of("paul.durand"))
    seen = vars_of(there.start("/parametres?raison=professionnels"), SETTINGS)
    assert (seen["turned_away"], seen["from_desk"]) == (True, True)


@pytest.mark.parametrize("login", ["dr.moreau", "chu.valbois"])
def test_professionals_and_establishments_land_at_their_messages(carnet: Carnet, login: str) -> None:
    fields = {"identifiant": login, "mot_de_passe": "Demo-Sante-2026!"}
    assert carnet.ask("POST", "/session", data=fields).headers["location"] == "/pro"


def test_a_message_that_comes_in_shows_at_once_and_says_whose_it_is(desk: Desk) -> None:
    tab, _seen = desk.desk()
    other, theirs = desk.desk(login="chu.valbois")
    made = desk.write()
    frames = tab.until(f'"{made}"')
    now = vars_of(frames, LIST)
    assert (ids(now)[0], now["lines"][0]["row"]["unread"], now["lines"][0]["row"]["subject"]) == (made, True, SUBJECT)
    assert vars_of([*frames, *tab.settle()], SHELL)["words"]["text"] == "Nouveau message de Paul Durand"
    assert BODY not in "\n".join(frames), "the list gives no text"
    assert made not in "\n".join([*theirs["frames"], *other.settle()])


def test_an_open_conversation_shows_what_comes_in_and_the_other_side_sees_it_read(desk: Desk) -> None:
    made = desk.write()
    tab, seen = desk.open(made)
    assert (seen["page"]["subject"], seen["page"]["person_name"]) == (SUBJECT, "Paul Durand")
    assert [row["text"] for row in seen["page"]["rows"]] == [BODY]
    assert desk.page(made).rows[0].read is True
    desk.answer(made, "Et maintenant le coude.")
    frames = tab.until("le coude")
    assert [row["text"] for row in vars_of(frames, TALK)["page"]["rows"]] == [BODY, "Et maintenant le coude."]
    assert "box" not in vars_of(frames, TALK), "the box is not sent again while one types"
    tab.settle()
    assert all(row.read for row in desk.page(made).rows)


def test_what_comes_while_nobody_looks_at_the_desk_stays_unread_until_somebody_does(desk: Desk) -> None:
    made = desk.write()
    tab, _seen = desk.open(made)
    path = f"/pro?conversation={made}"
    do(tab, f"{STATE}.looked_at", {"visible": False}, path)
    desk.answer(made, "Pendant la pause.")
    seen = vars_of([*tab.settle(), *tab.settle()], TALK)
    assert "page" not in seen
    assert "page" not in seen_in([*do(tab, f"{STATE}.open", {}, path), *tab.settle()]), "the network is back, nobody else is"
    row = desk.page(made).rows[-1]
    assert (row.read, row.can_withdraw) == (False, True)
    frames = do(tab, f"{STATE}.looked_at", {"visible": True}, path)
    assert [row["text"] for row in vars_of(frames, TALK)["page"]["rows"]] == [BODY, "Pendant la pause."]
    assert desk.page(made).rows[-1].read is True


def test_an_answer_is_one_message_however_often_it_is_sent(desk: Desk) -> None:
    made = desk.write()
    tab, _seen = desk.open(made)
    key = new_id()
    outcomes = [vars_of(send(tab, made, "Venez jeudi.", key), TALK)["outcome"] for _click in range(3)]
    assert [(one["key"], one["done"]) for one in outcomes] == [(key, True)] * 3
    assert len({one["count"] for one in outcomes}) == 3
    assert desk.texts(made) == [BODY, "Venez jeudi."]


@pytest.mark.parametrize("text", ["", "  \n\t ", "\u200b\u2060"])
def test_an_empty_answer_is_refused_beside_the_box(desk: Desk, text: str) -> None:
    made = desk.write()
    tab, _seen = desk.open(made)
    said = send(tab, made, text)
    assert vars_of(said, SHELL)["errors"].keys() == {"texte"}
    assert vars_of(said, TALK)["outcome"]["done"] is False
    assert desk.texts(made) == [BODY]


def test_what_is_written_is_shown_as_text_and_only_safe_addresses_are_links(desk: Desk) -> None:
    text = "<script>alert(1)</script>\nhttps://ameli.fr/x et javascript:alert(1) et https://a@evil.fr"
    made = desk.write(text)
    _tab, seen = desk.open(made)
    parts = seen["page"]["rows"][0]["parts"]
    assert "".join(part["text"] for part in parts) == text
    assert [part["href"] for part in parts if part["href"]] == ["https://ameli.fr/x"]


def test_a_draft_is_there_on_another_device_and_goes_with_the_message(desk: Desk) -> None:
    made = desk.write()
    tab, _seen = desk.open(made)
    assert keep(tab, made, "Je regarde", name="un") == {"revision": 1, "kept": "un"}
    _other, seen = desk.open(made)
    assert (seen["box"]["text"], seen["revision"]) == ("Je regarde", 1)
    assert next(line["row"]["draft"] for line in seen["lines"] if line["row"]["id"] == made) is True
    send(tab, made, "Je regarde cela.")
    _third, after = desk.open(made)
    assert after["box"]["text"] == ""


def test_a_newer_draft_is_offered_and_overwrites_nothing_by_itself(desk: Desk) -> None:
    made = desk.write()
    one, _seen = desk.open(made)
    two, _seen = desk.open(made)
    keep(one, made, "Du téléphone")
    offered = keep(two, made, "De l’ordinateur")
    assert (offered["newer"]["there"], offered["newer"]["text"]) == (True, "Du téléphone")
    assert "kept" not in offered
    assert "box" not in offered
    mine = vars_of(do(two, f"{TALK}.keep_mine", {}), TALK)
    assert (mine["newer"]["there"], mine["revision"]) == (False, 1)
    assert keep(two, made, "De l’ordinateur", 1)["revision"] == 2
    keep(one, made, "Du téléphone, encore", 1)
    taken = vars_of(do(one, f"{TALK}.take_newer", {}), TALK)
    assert (taken["box"]["text"], taken["revision"], taken["newer"]["there"]) == ("De l’ordinateur", 2, False)


def test_what_is_kept_when_a_conversation_is_left_is_of_that_one(desk: Desk) -> None:
    one, two = desk.write(subject="Un"), desk.write(subject="Deux")
    tab, _seen = desk.open(one)
    seen = seen_in(do(tab, f"{STATE}.open", {}, f"/pro?conversation={two}"))
    assert seen["box"]["place"] == two
    assert "box" not in keep(tab, one, "Dit trop vite")
    assert seen_in(do(tab, f"{STATE}.open", {}, f"/pro?conversation={one}"))["box"]["text"] == "Dit trop vite"


def test_a_message_is_withdrawn_while_nobody_has_read_it(desk: Desk) -> None:
    made = desk.write()
    tab, _seen = desk.open(made)
    row = vars_of(send(tab, made, "Une erreur"), TALK)["page"]["rows"][-1]
    assert (row["can_withdraw"], row["mine"]) == (True, True)
    taken = vars_of(do(tab, f"{TALK}.withdraw", {"message_id": row["id"]}), TALK)["page"]["rows"][-1]
    assert (taken["withdrawn"], taken["text"]) == (True, "Message retiré")
    read = vars_of(send(tab, made, "Lue aussitôt"), TALK)["page"]["rows"][-1]
    desk.page(made)
    said = do(tab, f"{TALK}.withdraw", {"message_id": read["id"]})
    assert vars_of(said, SHELL)["words"]["text"] == "Ce message a déjà été lu\u00a0: il ne peut plus être retiré."
    assert desk.texts(made)[-1] == "Lue aussitôt"


def test_a_colleague_is_told_at_once_of_a_conversation_that_is_theirs(desk: Desk) -> None:
    made = desk.write()
    colleague, _seen = desk.desk(login="dr.haddad")
    tab, _seen = desk.open(made)
    asked = vars_of(do(tab, f"{TALK}.ask", {"dialog": "assign"}), TALK)
    assert [one["id"] for one in asked["colleagues"]] == [desk.moreau.account_id, desk.haddad.account_id]
    done = do(tab, f"{TALK}.assign", {"form_data": {"compte": desk.haddad.account_id}})
    assert vars_of(done, SHELL)["words"]["text"].startswith("Conversation confiée à Dr")
    row = next(line["row"] for line in vars_of(done, LIST)["lines"] if line["row"]["id"] == made)
    assert (row["assigned"], "Haddad" in row["answers"]) == (False, True)
    assert made in ids(vars_of(colleague.until(f'"{made}"'), LIST))
    _mine, theirs = desk.desk("/pro?vue=a-moi", login="dr.haddad")
    assert made in ids(theirs)
    _mine, hers = desk.desk("/pro?vue=a-moi")
    assert made not in ids(hers)


def test_nobody_of_another_practice_answers(desk: Desk) -> None:
    made = desk.write()
    tab, _seen = desk.open(made)
    do(tab, f"{TALK}.ask", {"dialog": "assign"})
    said = do(tab, f"{TALK}.assign", {"form_data": {"compte": new_id()}})
    assert vars_of(said, SHELL)["errors"] == {"compte": "Ce compte ne travaille pas dans votre cabinet."}
    assert [one.name for one in desk.page(made).professionals if one.assigned] == [desk.moreau.label]


def test_a_closed_conversation_stays_readable_and_says_why(desk: Desk) -> None:
    made = desk.write()
    tab, _seen = desk.open(made)
    do(tab, f"{TALK}.ask", {"dialog": "close"})
    said = do(tab, f"{TALK}.end", {"form_data": {"raison": "", "mots": ""}})
    assert vars_of(said, SHELL)["errors"] == {"raison": "Choisissez une raison."}
    page = vars_of(do(tab, f"{TALK}.end", {"form_data": {"raison": "visit", "mots": "Prenez rendez-vous."}}), TALK)["page"]
    assert (page["closed"], page["can_write"], page["closed_words"]) == (True, False, "Prenez rendez-vous.")
    assert desk.texts(made) == [BODY]
    late = send(tab, made, "Trop tard")
    assert vars_of(late, SHELL)["words"]["text"].startswith("Cette conversation est close.")
    assert desk.texts(made) == [BODY]


def test_another_professional_sees_nothing_of_a_conversation(desk: Desk) -> None:
    made = desk.write()
    tab, seen = desk.open(made, login="chu.valbois")
    assert seen["missing"] is True
    tries = [
        send(tab, made, "Bonjour"),
        do(tab, f"{TALK}.keep", {"form_data": {"texte": "x", "lieu": made, "cle": "", "revision": "0", "essai": "x"}}),
        do(tab, f"{STATE}.archive", {"conversation_id": made}),
        do(tab, f"{TALK}.ask", {"dialog": "assign"}),
    ]
    said = "\n".join([*seen["frames"], *(frame for frames in tries for frame in frames)])
    assert BODY not in said
    assert SUBJECT not in said
    assert desk.texts(made) == [BODY]


def test_the_list_is_narrowed_by_its_address(desk: Desk) -> None:
    made = desk.write(subject="Ordonnance de lunettes")
    _tab, unread = desk.desk("/pro?vue=non-lues")
    assert made in ids(unread)
    _tab, found = desk.desk("/pro?q=lunettes")
    assert ids(found) == [made]
    assert found["narrowed"] is True
    _tab, none = desk.desk("/pro?q=orthodontie")
    assert ids(none) == []
    _tab, theirs = desk.desk(f"/pro?patient={desk.paul.person_id}")
    assert made in ids(theirs)
    assert {line["row"]["person_id"] for line in theirs["lines"]} == {desk.paul.person_id}
    tab, _seen = desk.open(made)
    gone = do(tab, f"{STATE}.archive", {"conversation_id": made})
    assert '"path":"/pro"' in "\n".join(gone)
    _tab, archived = desk.desk("/pro?vue=archivees")
    assert made in ids(archived)
    desk.answer(made, "Une précision")
    _tab, back = desk.desk()
    assert made in ids(back)


def test_templates_are_kept_and_inserted(desk: Desk) -> None:
    tab, seen = desk.desk("/pro?vue=reglages")
    assert (seen["screen"], seen["templates"]) == ("settings", [])
    do(tab, f"{OWN}.edit", {"place": -1})
    said = do(tab, f"{OWN}.keep_template", {"form_data": {"titre": "Rappel", "texte_modele": " "}})
    assert vars_of(said, SHELL)["errors"].keys() == {"texte_modele"}
    kept = do(tab, f"{OWN}.keep_template", {"form_data": {"titre": "Rappel", "texte_modele": "Rappelez-moi demain."}})
    assert vars_of(kept, OWN)["templates"] == [{"place": 0, "title": "Rappel", "text": "Rappelez-moi demain."}]
    talk, _seen = desk.open(desk.write())
    asked = vars_of(do(talk, f"{TALK}.ask", {"dialog": "templates"}), TALK)
    assert [one["label"] for one in asked["templates"]] == ["Rappel"]
    put = vars_of(do(talk, f"{TALK}.insert", {"place": "0"}), TALK)
    assert (put["inserted"], put["insertions"], put["dialog"]) == ("Rappelez-moi demain.", 1, "")
    gone = do(tab, f"{OWN}.remove_template", {"place": 0, "title": "Autre"})
    assert vars_of(gone, SHELL)["words"]["kind"] == "error"
    assert vars_of(do(tab, f"{OWN}.remove_template", {"place": 0, "title": "Rappel"}), OWN)["templates"] == []


def test_an_absence_is_answered_once(desk: Desk) -> None:
    tab, _seen = desk.desk("/pro?vue=reglages")
    wrong = {"debut": "demain", "fin": "01/12/2026", "message": "Absente"}
    assert vars_of(do(tab, f"{OWN}.be_away", {"form_data": wrong}), SHELL)["errors"].keys() == {"debut"}
    past = {"debut": "01/11/2026", "fin": "02/11/2026", "message": "Absente"}
    assert vars_of(do(tab, f"{OWN}.be_away", {"form_data": past}), SHELL)["errors"].keys() == {"fin"}
    silent = {"debut": "23/11/2026", "fin": "01/12/2026", "message": " "}
    assert vars_of(do(tab, f"{OWN}.be_away", {"form_data": silent}), SHELL)["errors"].keys() == {"message"}
    kept = vars_of(do(tab, f"{OWN}.be_away", {"form_data": silent | {"message": "De retour le 2."}}), OWN)
    assert (kept["away"], kept["away_from"], kept["away_to"]) == (True, "23/11/2026", "01/12/2026")
    made = desk.write()
    desk.answer(made, "Vous êtes là ?")
    assert desk.texts(made) == [BODY, "De retour le 2.", "Vous êtes là ?"]
    assert vars_of(do(tab, f"{OWN}.be_back", {}), OWN)["away_from"] == ""
    assert desk.texts(desk.write()) == [BODY]


def test_who_may_begin_is_chosen_and_holds(desk: Desk) -> None:
    tab, seen = desk.desk("/pro?vue=reglages")
    assert (seen["who"], len(seen["who_options"])) == ("everybody", 3)
    assert vars_of(do(tab, f"{OWN}.choose_who", {"form_data": {"qui": "nobody"}}), OWN)["who"] == "nobody"
    with pytest.raises(Exception, match=r"message\.refuse_nouvelles"):
        desk.write()
    assert vars_of(do(tab, f"{OWN}.choose_who", {"form_data": {"qui": "x"}}), SHELL)["words"]["kind"] == "error"


def test_the_whole_conversation_is_printed_and_older_messages_have_an_address(desk: Desk) -> None:
    made = desk.write("Message 1")
    for number in range(2, 56):
        desk.answer(made, f"Message {number}", desk.moreau if number % 2 else desk.paul)
    _tab, seen = desk.open(made)
    assert seen["page"]["rows"][0]["seq"] == 26
    assert seen["earlier"] == f"/pro?conversation={made}&avant=26"
    _tab, before = desk.desk(seen["earlier"])
    assert [row["seq"] for row in before["page"]["rows"]] == list(range(1, 26))
    assert before["latest"] == f"/pro?conversation={made}"
    _tab, paper = desk.desk(f"/pro?conversation={made}&imprimer=oui")
    assert (paper["screen"], len(paper["page"]["rows"]), paper["cut"]) == ("print", 55, False)
