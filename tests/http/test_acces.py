"""`/parametres/acces` and `/pro/patients` as tabs see them: asked, allowed, read, withdrawn; the other page follows by itself."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import datetime, time, timedelta
from typing import Any

import pytest
from sqlalchemy import delete

from rxapp.accounts.access_ending import LastDays
from rxapp.accounts.access_models import RecordAccess
from rxapp.accounts.opening import account_by_login
from rxapp.accounts.standing import actor_of
from rxapp.core import lookers
from rxapp.core.clock import PARIS
from rxapp.core.policy import EVERYBODY, NO_CONTEXT, Actor
from rxapp.record import asking
from rxapp.record.asking_models import AccessRequest
from rxapp.record.intake import Intake
from rxapp.record.models import Document
from rxapp.record.veils import put_veils
from rxapp.state.news import NEWS
from tests.carnet import Carnet, Tab, carnet
from tests.http.test_historique import SHELL, do, vars_of
from tests.http.test_pharmacie import go
from tests.http.test_pro_envoyer import form_of

__all__ = ["carnet"]

STATE = f"{SHELL}.rxapp___state___acces____acces_state"
PATIENTS = f"{SHELL}.rxapp___state___pro_patients____pro_patients_state"
PAGE, PRO = "/parametres/acces", "/pro/patients"
TEXT = b"Rien a signaler.\n" * 4
TRAITS = ("nir", "naissance", "nom", "prenoms")


@dataclass
class Two:
    """Paul, who decides, and Dr Moreau, who reads."""

    carnet: Carnet
    paul: Actor
    moreau: Actor

    def tab(self, login: str, path: str) -> tuple[Tab, list[str]]:
        tab = self.carnet.tab(self.carnet.session_of(login))
        return tab, tab.start(path)

    def act(self, name: str, **payload: object) -> list[str]:
        """One act of Paul's on the page."""
        tab, _seen = self.tab("paul.durand", PAGE)
        frames = do(tab, f"{STATE}.{name}", payload, PAGE)
        tab.close()
        return frames

    def allow(self, until: str = "") -> list[str]:
        return self.act("allow", form_data={"compte": self.moreau.account_id, "jusqu_au": until})

    def add(self, title: str) -> str:
        """A document of Paul's."""
        context = {"actor": self.paul, "context": NO_CONTEXT, "person_id": self.paul.person_id, "file_name": "note.txt"}
        with Intake.open(self.carnet.runtime.db, **context, declared_size=len(TEXT)) as intake:
            intake.feed(TEXT)
            return intake.finish(title=title, category="compte_rendu").id

    def patients(self, login: str = "dr.moreau", path: str = PRO) -> dict[str, Any]:
        tab, seen = self.tab(login, path)
        tab.close()
        return vars_of(seen, PATIENTS)

    @property
    def record(self) -> str:
        return f"{PRO}?dossier={self.paul.person_id}"


@pytest.fixture
def two(carnet: Carnet) -> Iterator[Two]:
    with carnet.runtime.db.read() as uow:
        actors = [actor_of(uow, account_by_login(uow, login).id) for login in ("paul.durand", "dr.moreau")]
    yield Two(carnet, *actors)
    with carnet.runtime.db.uow() as uow:
        uow.session.execute(delete(RecordAccess))
        uow.session.execute(delete(AccessRequest))
        uow.commit()


def test_asked_allowed_read_and_withdrawn(two: Two) -> None:
    form = {name: form_of(two.carnet, "paul.durand")[name] for name in TRAITS}
    asking_tab, seen = two.tab("dr.moreau", PRO)
    assert vars_of(seen, PATIENTS)["lines"] == []
    shown = do(asking_tab, f"{PATIENTS}.ask", {"form_data": form}, PRO)
    assert vars_of(shown, SHELL)["words"]["kind"] == "done"
    asking.look_for(two.carnet.runtime.db)
    deciding, seen = two.tab("paul.durand", PAGE)
    (row,) = vars_of(seen, STATE)["asking"]
    assert (row["name"], row["profession_label"]) == ("Dr Anne Moreau", "Médecin")
    assert two.patients(path=two.record)["screen"] == "missing"
    report = two.add("Compte rendu")
    two.allow()
    deciding.run(NEWS.rest())
    (known,) = vars_of(do(deciding, f"{STATE}.look_again", {}, PAGE), STATE)["known"]
    assert known["state"] == "allowed"
    (line,) = two.patients()["lines"]
    assert line["href"] == two.record
    page = two.patients(path=two.record)
    assert (page["screen"], page["record"]["name"]) == ("record", "Paul Durand")
    one = next(line for line in page["record"]["lines"] if line["row"]["id"] == report)
    detail = two.patients(path=one["href"])
    assert (detail["screen"], detail["detail"]["row"]["id"]) == ("document", one["row"]["id"])
    cookies = two.carnet.session_of("dr.moreau")
    assert two.carnet.ask("GET", f"/api/documents/{one['row']['id']}", cookies=cookies).status_code == 200
    two.act("withdraw", account_id=two.moreau.account_id)
    assert two.carnet.ask("GET", f"/api/documents/{one['row']['id']}", cookies=cookies).status_code == 404
    for path in (two.record, one["href"]):
        left = two.patients(path=path)
        assert (left["screen"], left["record"]["lines"], left["detail"]["row"]["title"]) == ("missing", [], "")
    for tab in (asking_tab, deciding):
        tab.close()


def test_an_open_page_lets_go_at_once(two: Two) -> None:
    two.allow()
    tab, seen = two.tab("dr.moreau", two.record)
    assert vars_of(seen, PATIENTS)["screen"] == "record"
    two.act("block", account_id=two.moreau.account_id)
    tab.run(NEWS.rest())
    left = vars_of([*tab.settle(), *tab.settle()], PATIENTS)
    assert (left["screen"], left["record"]["lines"]) == ("missing", [])
    tab.close()


def test_an_open_page_lets_go_after_the_last_day(two: Two) -> None:
    clock, chore = two.carnet.runtime.clock, LastDays()
    midnight = datetime.combine(clock.today() + timedelta(days=1), time(), PARIS)
    with two.carnet.later(midnight - clock.now() - timedelta(minutes=2)):
        chore.run(two.carnet.runtime.db)
        two.allow(f"{clock.today():%d/%m/%Y}")
        tab, seen = two.tab("dr.moreau", two.record)
        assert vars_of(seen, PATIENTS)["screen"] == "record"
        clock.travel(timedelta(minutes=4))
        told: list[frozenset[str]] = []
        stop = lookers.listen(told.append)
        assert [chore.run(two.carnet.runtime.db) for _again in range(3)] == [1, 0, 0]
        stop()
        assert two.moreau.account_id in told[0]
        tab.run(NEWS.rest())
        left = vars_of([*tab.settle(), *tab.settle()], PATIENTS)
        assert (left["screen"], left["record"]["lines"]) == ("missing", [])
    tab.close()


def test_a_wrong_day_is_said_beside_its_field(two: Two) -> None:
    seen = two.allow("01/01/2020")
    assert vars_of(seen, SHELL)["errors"]["jusqu_au"].startswith("Ce jour est passé")
    assert vars_of(seen, STATE)["wrong"] == two.moreau.account_id
    assert two.patients()["lines"] == []


def test_a_professional_is_found_by_name(two: Two) -> None:
    tab, seen = two.tab("paul.durand", f"{PAGE}?q=haddad")
    (row,) = vars_of(seen, STATE)["found"]
    assert (row["name"], row["state"]) == ("Dr Karim Haddad", "")
    assert len(vars_of(seen, STATE)["table"]) == 13
    tab.close()


def test_an_establishment_reads_nothing_and_asks_nothing(two: Two) -> None:
    page = two.patients("chu.valbois")
    assert (page["screen"], page["may_ask"]) == ("list", False)
    assert two.patients("chu.valbois", two.record)["screen"] == "missing"
    tab, _seen = two.tab("chu.valbois", PRO)
    form = {name: form_of(two.carnet, "paul.durand")[name] for name in TRAITS}
    assert vars_of(do(tab, f"{PATIENTS}.ask", {"form_data": form}, PRO), SHELL)["words"]["text"] == "Introuvable."
    tab.close()


def test_a_parent_decides_for_a_child_and_nobody_for_a_stranger(two: Two) -> None:
    with two.carnet.runtime.db.read() as uow:
        stranger = account_by_login(uow, "awa.diallo").person_id
    tab, seen = two.tab("paul.durand", f"{PAGE}?personne={stranger}")
    assert vars_of(seen, SHELL)["aside"].startswith("Vous n’agissez pas pour cette personne")
    tab.close()


WHO = f"{SHELL}.rxapp___state___document_access____document_access_state"


def plain(words: str) -> str:
    return words.replace("\u00a0", " ")


def test_a_document_says_who_opens_it_and_hides(two: Two) -> None:
    """The sentence and what happens agree; the page that has it open lets go at once."""
    report = two.add("Compte rendu")
    two.allow()
    page = f"/dossier/{report}"
    tab, seen = two.tab("paul.durand", page)
    found = vars_of([*seen, *do(tab, f"{WHO}.load", {"document_id": report}, page)], WHO)["openers"]
    (named,) = (one for one in found["named"] if one["target"] == two.moreau.account_id)
    assert named["opens"]
    assert plain(named["sentence"]) == "Oui : vous l’autorisez, et sa profession ouvre « Compte rendu »."
    social = next(one for one in found["professions"] if one["label"] == "Assistant social, assistante sociale")
    assert (social["opens"], plain(social["sentence"])) == (False, "Non : sa profession n’ouvre pas « Compte rendu ».")
    address = f"{PRO}?dossier={two.paul.person_id}&document={report}"
    reading, seen = two.tab("dr.moreau", address)
    assert (vars_of(seen, PATIENTS)["screen"], vars_of(seen, PATIENTS)["record"]["name"]) == ("document", "Paul Durand")
    other = go(reading, f"{PRO}?dossier={'f' * 32}&document={report}")
    assert vars_of(other, PATIENTS)["record"]["name"] == ""
    go(reading, address)
    hidden = vars_of(do(tab, f"{WHO}.hide", {"seen": report, "target": "*", "on": True}, page), WHO)["openers"]
    assert (hidden["everybody"], [one["opens"] for one in hidden["named"]]) == (True, [False])
    reading.run(NEWS.rest())
    frames = [*reading.settle(), *reading.settle()]
    left = vars_of(frames, PATIENTS)
    assert (left["screen"], left["detail"]["row"]["title"]) == ("", "")
    assert two.record in "".join(frames)  # the rest of the record goes on, whatever became of the document
    assert vars_of(go(reading, two.record), SHELL)["words"]["text"] == "Ce document n’est plus partagé avec vous."
    shown = vars_of(do(tab, f"{WHO}.hide", {"seen": report, "target": "*", "on": False}, page), WHO)["openers"]
    assert not shown["everybody"]
    assert two.patients(path=address)["screen"] == "document"
    for one in (tab, reading):
        one.close()


def test_a_stranger_is_told_nothing_of_who_opens(two: Two) -> None:
    report = two.add("Compte rendu")
    tab, _seen = two.tab("awa.diallo", "/dossier")
    for name, payload in (("load", {"document_id": report}), ("hide", {"seen": "", "target": "*", "on": True})):
        said = vars_of(do(tab, f"{WHO}.{name}", payload, "/dossier"), SHELL)
        assert said["words"]["text"] == "Introuvable."
    tab.close()


def test_a_record_is_seen_as_somebody_else_would(two: Two) -> None:
    report = two.add("Compte rendu")
    for whom, sees in (("infirmier", True), ("assistant_social", False), ("boulanger", False)):
        tab, seen = two.tab("paul.durand", f"{PAGE}?comme={whom}")
        rows = vars_of(seen, STATE)["seen_rows"]
        assert (report in {row["id"] for row in rows}) is sees
        tab.close()


def test_a_document_that_is_not_there_reads_as_one_that_is_hidden(two: Two) -> None:
    """Same words, same way on, whatever the reason; of a record that is not open nothing more is said than before."""
    report = two.add("Compte rendu")
    two.allow()
    said = []
    with two.carnet.runtime.db.uow() as uow:
        put_veils(uow, uow.session.get(Document, report), frozenset({EVERYBODY}))
        uow.commit()
    for one in (report, "f" * 32):
        tab, seen = two.tab("dr.moreau", f"{two.record}&document={one}")
        assert two.record in "".join(seen)
        said.append(vars_of(go(tab, two.record), SHELL)["words"])
        tab.close()
    assert said[0] == said[1]
    two.act("withdraw", account_id=two.moreau.account_id)
    assert two.patients(path=f"{two.record}&document={report}")["screen"] == "missing"
