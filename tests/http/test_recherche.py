"""`/recherche` as a tab sees it: one's own rooms, a child's, an adult's whom one helps, and what is kept from whom."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from urllib.parse import urlencode

import pytest
from sqlalchemy import func, select

from rxapp.agenda import service as agenda
from rxapp.agenda.service import Form
from rxapp.core.chain import AuditEntry
from rxapp.core.policy import NO_CONTEXT, Actor, HelpScope
from rxapp.inbox import pace
from rxapp.inbox import views as inbox
from rxapp.profile import service as profile
from rxapp.record import reading
from rxapp.record import service as record
from rxapp.record.intake import Intake
from rxapp.record.needles import needles
from rxapp.state import talks
from rxapp.state.recherche import MOST_LETTERS, SHOWN
from tests import samples
from tests.carnet import Carnet, Tab, carnet
from tests.helping import HELPER, Help, actor_named, go, help
from tests.http.test_historique import SHELL, do, vars_of
from tests.http.test_messages import key, put_away

__all__ = ["carnet", "help"]

STATE = f"{SHELL}.rxapp___state___recherche____recherche_state"
ROOMS = ("documents", "entries", "conversations", "appointments")


def address(query: str) -> str:
    return f"/recherche?{urlencode({'q': query})}"


def opened(carnet: Carnet, login: str, query: str) -> tuple[Tab, dict[str, object]]:
    tab = carnet.tab(carnet.session_of(login))
    return tab, vars_of(tab.start(address(query)), STATE)


def titles(seen: dict[str, object]) -> dict[str, list[str]]:
    """What was found, by room; rooms with nothing left out."""
    found = {room: [hit["title"] for hit in (seen.get(room) or {"hits": []})["hits"]] for room in ROOMS}
    return {room: hits for room, hits in found.items() if hits}


def marked(hit: dict) -> str:
    return "".join(f"[{piece['text']}]" if piece["hit"] else piece["text"] for piece in hit["pieces"])


def file(carnet: Carnet, actor: Actor, words: str, title: str, *, secret: bool = False) -> str:
    data = samples.pdf(1, words)
    given = {"actor": actor, "context": NO_CONTEXT, "person_id": actor.person_id, "file_name": "r.pdf", "secret": secret}
    with Intake.open(carnet.runtime.db, **given, declared_size=len(data)) as intake:
        intake.feed(data)
        made = intake.finish(title=title).id
    reading.read_due(carnet.runtime.db)
    return made


def remove(carnet: Carnet, actor: Actor, *document_ids: str) -> None:
    with carnet.runtime.db.uow() as uow:
        for document_id in document_ids:
            record.trash(uow, actor=actor, document_id=document_id)
        uow.commit()


@dataclass
class Planted:
    """Paul with the word « zébrule » in each room that he searches in."""

    help: Help
    document: str

    def helped_by(self, scope: HelpScope, path: str) -> Tab:
        """A tab of Awa, who helps him in one scope, with his record open on a page."""
        self.help.begin(scope)
        tab = self.help.carnet.tab(self.help.carnet.session_of(HELPER))
        tab.start(path)
        do(tab, f"{SHELL}.choose_person", {"person_id": self.help.person}, path)
        return tab


@pytest.fixture
def paul(help: Help, monkeypatch: pytest.MonkeyPatch) -> Iterator[Planted]:
    monkeypatch.setattr(pace, "MOST_AN_HOUR", 10**6)
    moreau = help.open_inbox()
    mine = {"actor": help.paul, "person_id": help.person}
    document = file(help.carnet, help.paul, "On note une zébrule du genou gauche.", "Radiographie")
    said = {"medicament": "Doliprane", "note": "contre la zébrule"}
    entry = help.write(profile.add, part="traitements", form=said, **mine)
    meeting = Form(title="Contrôle de la zébrule", day="30/11/2026", start="9h30", end="10h")
    appointment = help.write(agenda.add, form=meeting, **mine)
    asked = {"person_id": help.person, "to": (moreau.account_id,), "subject": "Genou", "text": "Ma zébrule me gêne."}
    help.carnet.run(talks.send(help.paul, **asked, key=key()))
    yield Planted(help, document)
    remove(help.carnet, help.paul, document)
    help.write(profile.remove, actor=help.paul, entry_id=entry, version=1)
    help.write(agenda.cancel, actor=help.paul, appointment_id=appointment, version=1)
    with help.db.uow() as uow:
        put_away(uow, help.paul, inbox.inbox_page(uow, actor=help.paul, person_id=help.person, lang="fr", limit=50).rows)
        uow.commit()


def test_one_word_finds_what_each_room_says(paul: Help) -> None:
    tab, seen = opened(paul.help.carnet, "paul.durand", "ZEBRU")
    assert {room: set(found) for room, found in titles(seen).items()} == {
        "documents": {"Radiographie"},
        "entries": {"Doliprane"},
        "conversations": {"Genou"},
        "appointments": {"Contrôle de la zébrule"},
    }
    assert seen["found_label"] == f"{sum(map(len, titles(seen).values()))} résultats"
    document, entry, talk = (seen[room]["hits"][0] for room in ROOMS[:3])
    assert document["href"] == f"/dossier/{paul.document}"
    assert marked(document).startswith("On note une [zébrule] du genou gauche.")
    assert entry["href"] == "/profil#traitements"
    assert marked(entry) == "contre la [zébrule]"
    assert marked(talk) == "Ma [zébrule] me gêne."
    again = vars_of(go(tab, address("zébrule introuvable")), STATE)
    assert titles(again) == {}
    assert again["nothing_found"]
    tab.close()


def test_the_list_of_documents_finds_it_as_well(paul: Help) -> None:
    tab = paul.help.carnet.tab(paul.help.carnet.session_of("paul.durand"))
    seen = vars_of(tab.start("/dossier?q=zebrule"), f"{SHELL}.rxapp___state___dossier____dossier_state")
    assert [row["title"] for year in seen["years_shown"] for row in year["rows"]] == ["Radiographie"]
    assert [piece["text"] for piece in seen["said"][paul.document] if piece["hit"]] == ["zébrule"]
    tab.close()


@pytest.mark.parametrize(
    ("scope", "rooms"),
    [
        (HelpScope.SEE, {"documents"}),
        (HelpScope.MESSAGES, set()),  # a conversation that began before the help is not in the helper's list
        (HelpScope.AGENDA, {"appointments"}),
    ],
)
def test_a_helper_searches_in_their_scopes_alone(paul: Help, scope: HelpScope, rooms: set[str]) -> None:
    tab = paul.helped_by(scope, "/parametres")
    seen = vars_of(go(tab, address("zébrule")), STATE)
    assert set(titles(seen)) - {"conversations"} == rooms
    assert "entries" not in titles(seen)
    assert scope is HelpScope.MESSAGES or "conversations" not in titles(seen)
    tab.close()


def test_who_helps_with_the_pharmacy_alone_searches_in_their_own_record(paul: Help) -> None:
    tab = paul.helped_by(HelpScope.PHARMACY, "/pharmacie")
    frames = go(tab, address("zébrule"))
    assert titles(vars_of(frames, STATE)) == {}
    assert vars_of(frames, SHELL)["subject"] == paul.help.awa.person_id
    tab.close()


def test_a_search_in_somebody_elses_record_is_in_their_history(paul: Help) -> None:
    tab = paul.helped_by(HelpScope.SEE, "/parametres")
    before = looks(paul.help)
    go(tab, address("zébrule"))
    assert looks(paul.help) == before + 1
    tab.close()


def looks(help: Help) -> int:
    listed = select(func.count()).where(AuditEntry.person_id == help.person, AuditEntry.action == record.LISTED)
    with help.db.read() as uow:
        return uow.session.execute(listed).scalar_one()


def test_a_parent_does_not_find_what_a_minor_keeps(carnet: Carnet) -> None:
    jade = actor_named(carnet, "jade.bernard")
    kept = file(carnet, jade, "Une zibeline.", "Secret", secret=True)
    shown = file(carnet, jade, "Une zibeline aussi.", "Montré")
    tab, seen = opened(carnet, "jade.bernard", "zibeline")
    assert sorted(titles(seen)["documents"]) == ["Montré", "Secret"]
    tab.close()
    tab = carnet.tab(carnet.session_of("sophie.bernard"))
    tab.start("/accueil")
    do(tab, f"{SHELL}.choose_person", {"person_id": jade.person_id}, "/accueil")
    seen = vars_of(go(tab, address("zibeline")), STATE)
    assert titles(seen) == {"documents": ["Montré"]}
    assert seen["documents"]["hits"][0]["pieces"] == [], "a text is read by opening it, which leaves a line"
    assert seen["found_label"] == "1 résultat"
    tab.close()
    remove(carnet, jade, kept, shown)


def test_more_than_a_few_leads_to_the_list(carnet: Carnet) -> None:
    awa = actor_named(carnet, "awa.diallo")
    made = [file(carnet, awa, "Une zorille.", f"Note {n}") for n in range(SHOWN + 1)]
    tab, seen = opened(carnet, "awa.diallo", "zorille")
    assert len(titles(seen)["documents"]) == SHOWN
    assert seen["documents"]["all"] == "/dossier?q=zorille"
    assert seen["found_label"] == f"{SHOWN + 1} résultats"
    tab.close()
    remove(carnet, awa, *made)


def test_nothing_typed_looks_for_nothing(paul: Planted, carnet: Carnet) -> None:
    for query in ("", "   ", "!?"):
        tab, seen = opened(carnet, "paul.durand", query)
        assert titles(seen) == {}
        tab.close()
        tab, seen = opened(carnet, "awa.diallo", query)
        assert titles(seen) == {}
        tab.close()
    tab, seen = opened(carnet, "awa.diallo", "x" * 5_000)
    assert seen["query"] == "x" * MOST_LETTERS
    tab.close()


def test_what_a_search_opened_goes_with_the_session(carnet: Carnet) -> None:
    awa = actor_named(carnet, "awa.diallo")
    cookies = carnet.session_of("awa.diallo")
    tab = carnet.tab(cookies)
    tab.start(address("note"))
    tab.close()
    assert awa.account_id in {key[0] for key in needles._shelves}
    carnet.ask("POST", "/session/fin", cookies=cookies)
    assert awa.account_id not in {key[0] for key in needles._shelves}


def test_what_is_looked_for_is_in_no_log(carnet: Carnet, caplog: pytest.LogCaptureFixture) -> None:
    with caplog.at_level("INFO"):
        tab, _seen = opened(carnet, "awa.diallo", "hippocampe")
        carnet.ask("GET", address("hippocampe"), cookies=carnet.session_of("awa.diallo"))
        tab.close()
    assert "hippocampe" not in caplog.text
