"""`/agenda` and `/accueil` as a tab sees them: what the address asks for, adding, clashes, cancelling and coming back, files."""

from __future__ import annotations

import re
from datetime import timedelta
from urllib.parse import quote

import pytest

from rxapp.accounts.nir import fictional_nir
from rxapp.accounts.opening import account_by_login
from rxapp.accounts.people import register_person
from rxapp.api.screens import Screens
from rxapp.build import SCREENS
from rxapp.core.policy import SYSTEM_ACTOR
from rxapp.demo.people import born
from tests.carnet import Carnet, Tab, carnet
from tests.http.test_historique import SHELL, vars_of

__all__ = ["carnet"]

STATE = f"{SHELL}.rxapp___state___agenda____agenda_state"
FORM = f"{SHELL}.rxapp___state___agenda_form____agenda_form_state"
CALENDARS = f"{SHELL}.rxapp___state___agenda_calendars____agenda_calendars_state"
HOME = f"{SHELL}.rxapp___state___accueil____accueil_state"
TYPED = {
    "motif": "Kiné",
    "avec": "M. Petit",
    "lieu": "",
    "jour": "15/12/2026",
    "debut": "9h30",
    "fin": "",
    "notes": "",
    "pour": None,
}


class Page:
    """One tab on `/agenda` that goes from address to address."""

    def __init__(self, carnet: Carnet, login: str, path: str = "/agenda") -> None:
        self.tab: Tab = carnet.tab(carnet.session_of(login))
        self.frames = self.tab.start(path)
        self.path = path

    def go(self, path: str) -> list[str]:
        """Open another address, as the router does."""
        self.path = path
        self.frames = self.do(f"{STATE}.open")
        return self.frames

    def do(self, name: str, **payload: object) -> list[str]:
        self.tab.event(name, self.tab.seeing(name, payload), self.path)
        self.frames = self.tab.settle()
        return self.frames

    def save(self, **typed: str) -> list[str]:
        return self.do(f"{FORM}.save", form_data=TYPED | typed)

    def seen(self, state: str = STATE) -> dict[str, object]:
        return vars_of(self.frames, state)

    @property
    def words(self) -> str:
        return vars_of(self.frames, SHELL).get("words", {}).get("text", "")

    def rows(self, path: str = "/agenda") -> list[dict]:
        self.go(path)
        groups = self.seen().get("groups", [])
        return [booked["row"] for group in groups for booked in group["rows"]]


def cleared(carnet: Carnet, login: str) -> Page:
    """The page of someone whose agenda is emptied first."""
    from sqlalchemy import delete

    from rxapp.agenda.models import Appointment

    with carnet.runtime.db.uow() as uow:
        person = account_by_login(uow, login).person_id
        uow.session.execute(delete(Appointment).where(Appointment.person_id == person))
        uow.commit()
    return Page(carnet, login)


def test_an_appointment_is_added_and_listed(carnet: Carnet) -> None:
    page = cleared(carnet, "awa.diallo")
    assert page.seen()["screen"] == "list"
    page.go("/agenda?ajouter=1&jour=2026-12-15")
    assert page.seen(FORM)["draft"]["day"] == "15/12/2026"
    assert '"path":"/agenda"' in "\n".join(page.save())
    (row,) = page.rows()
    assert (row["title"], row["day"], row["start_label"]) == ("Kiné", "2026-12-15", "9\u00a0h\u00a030")
    assert page.words == "Le rendez-vous est dans l’agenda."
    assert page.rows("/agenda?q=petit")
    assert page.rows("/agenda?q=dentiste") == []


def test_what_is_added_in_the_past_is_said_to_be_there(carnet: Carnet) -> None:
    page = cleared(carnet, "awa.diallo")
    page.go("/agenda?ajouter=1")
    page.save(jour="15/12/2025")
    assert page.rows() == []
    assert page.words == "Le rendez-vous est dans l’agenda, parmi les passés."
    assert page.seen()["added_past"] is True
    assert [row["title"] for row in page.rows("/agenda?quand=passes")] == ["Kiné"]
    assert page.seen()["added_past"] is False
    page.go("/agenda?ajouter=1")
    page.save()
    assert [row["title"] for row in page.rows()] == ["Kiné"]
    assert page.words == "Le rendez-vous est dans l’agenda."
    assert page.seen().get("added_past", False) is False
    page.go("/agenda?vue=mois&mois=2025-12&ajouter=1")
    page.save(jour="16/12/2025")
    page.go("/agenda?vue=mois&mois=2025-12&jour=2025-12-16")
    assert [booked["row"]["title"] for booked in page.seen()["day_rows"]] == ["Kiné"]
    page.go("/agenda")
    assert page.seen().get("added_past", False) is False
    page.go("/agenda?vue=mois&mois=2026-12&ajouter=1")
    page.save(jour="17/12/2025")
    page.go("/agenda?vue=mois&mois=2026-12")
    assert page.seen()["added_past"] is True
    assert page.seen()["ways"]["past"] == "/agenda?quand=passes"


def test_what_is_wrong_is_said_beside_each_box_and_nothing_is_kept(carnet: Carnet) -> None:
    page = cleared(carnet, "awa.diallo")
    page.go("/agenda?ajouter=1")
    page.save(jour="38/12/2026", debut="", repetition="jour", nombre="zéro", motif="", avec="")
    wrong = vars_of(page.frames, SHELL)["errors"]
    assert set(wrong) == {"motif", "jour", "debut", "nombre"}
    assert wrong["jour"] == "Cette date n’existe pas. Écrivez-la comme 26/11/2026."
    assert "draft" not in page.seen(FORM)
    assert page.rows() == []


def test_a_clash_is_told_before_it_is_kept_and_kept_when_sent_again(carnet: Carnet) -> None:
    page = cleared(carnet, "awa.diallo")
    page.go("/agenda?ajouter=1")
    page.save()
    page.go("/agenda?ajouter=1")
    page.save(motif="Dentiste", debut="9h45")
    assert [row["title"] for row in page.seen(FORM)["clashes"]] == ["Kiné"]
    page.save(motif="Dentiste", debut="9h50")
    assert page.seen(FORM)["told"] == 2
    page.save(motif="Dentiste", debut="9h50")
    assert [(row["title"], row["overlaps"]) for row in page.rows()] == [("Kiné", True), ("Dentiste", True)]


def test_a_series_changes_for_one_the_following_or_all(carnet: Carnet) -> None:
    page = cleared(carnet, "awa.diallo")
    page.go("/agenda?ajouter=1")
    series = {"repetition": "semaine", "une_fois_sur": "2", "nombre": "4"}
    page.save(**series)
    rows = page.rows()
    page.go(f"/agenda?rendezvous={rows[1]['id']}&occurrence={rows[1]['occurrence']}&modifier=1")
    assert page.seen(FORM)["draft"]["day"] == "29/12/2026"
    page.save(**series, jour="30/12/2026", debut="14 h", portee="une")
    assert [(row["day"], row["start_label"]) for row in page.rows()] == [
        ("2026-12-15", "9\u00a0h\u00a030"),
        ("2026-12-30", "14\u00a0h\u00a000"),
        ("2027-01-12", "9\u00a0h\u00a030"),
        ("2027-01-26", "9\u00a0h\u00a030"),
    ]
    assert page.words == "Le rendez-vous est modifié."


@pytest.mark.parametrize(("scope", "left"), [("une", 3), ("suite", 1), ("toutes", 0)])
def test_a_cancellation_is_taken_back_within_ten_seconds(carnet: Carnet, scope: str, left: int) -> None:
    page = cleared(carnet, "awa.diallo")
    page.go("/agenda?ajouter=1")
    page.save(repetition="semaine", nombre="4")
    row = page.rows()[1]
    page.go(f"/agenda?rendezvous={row['id']}&occurrence={row['occurrence']}")
    page.do(f"{STATE}.ask_what_to_cancel")
    assert page.seen()["choosing"] is True
    page.do(f"{STATE}.cancel", scope=scope)
    assert page.seen()["undo_text"] == "«\N{NO-BREAK SPACE}Kiné\N{NO-BREAK SPACE}» est annulé."
    assert len(page.rows()) == left
    page.do(f"{STATE}.take_back")
    assert page.words == "«\N{NO-BREAK SPACE}Kiné\N{NO-BREAK SPACE}» est de nouveau dans l’agenda."
    assert len(page.rows()) == 4


def test_after_ten_seconds_it_stays_cancelled(carnet: Carnet) -> None:
    page = cleared(carnet, "paul.durand")
    page.go("/agenda?ajouter=1")
    page.save()
    page.go(f"/agenda?rendezvous={page.rows()[0]['id']}")
    page.do(f"{STATE}.ask_what_to_cancel")
    with carnet.later(timedelta(seconds=11)):
        page.do(f"{STATE}.take_back")
        assert page.seen().get("undo_text", "") == ""
        assert page.rows() == []


def test_somebody_elses_appointment_does_not_exist(carnet: Carnet) -> None:
    paul = cleared(carnet, "paul.durand")
    paul.go("/agenda?ajouter=1")
    paul.save(motif="MARQUEUR-PRIVE")
    row = paul.rows()[0]
    awa = Page(carnet, "awa.diallo", f"/agenda?rendezvous={row['id']}")
    assert awa.seen()["missing"] is True
    assert "MARQUEUR" not in "\n".join(awa.frames)
    awa.go(f"/agenda?rendezvous={row['id']}&modifier=1")
    awa.save()
    awa.do(f"{STATE}.cancel", scope="toutes")
    assert awa.words == "Introuvable."
    assert len(paul.rows()) == 1
    assert (
        carnet.ask("GET", f"/api/agenda/rendezvous/{row['id']}.ics", cookies=carnet.session_of("awa.diallo")).status_code == 404
    )
    mine = carnet.ask("GET", f"/api/agenda/rendezvous/{row['id']}.ics", cookies=carnet.session_of("paul.durand"))
    assert (mine.status_code, b"MARQUEUR-PRIVE" in mine.content) == (200, True)
    assert mine.headers["content-disposition"] == 'attachment; filename="rendez-vous.ics"'


def test_an_appointment_of_nobody_of_the_family_is_refused(carnet: Carnet) -> None:
    page = cleared(carnet, "awa.diallo")
    with carnet.runtime.db.read() as uow:
        stranger = account_by_login(uow, "paul.durand").person_id
    page.go("/agenda?ajouter=1")
    page.do(f"{FORM}.choose_for", person_id=stranger)
    assert page.words == "Introuvable."
    page.do(f"{CALENDARS}.subscribe", form_data={"pour": stranger})
    assert page.words == "Introuvable."
    page.do(f"{FORM}.bring", document_id="a" * 32)
    assert page.words == "Introuvable."


def test_the_family_is_seen_together_and_a_parents_look_is_written(carnet: Carnet) -> None:
    from sqlalchemy import select

    from rxapp.core.chain import AuditEntry

    page = cleared(carnet, "camille.martin")
    people = {one["label"]: one["id"] for one in vars_of(page.frames, SHELL)["people"]}
    page.go("/agenda?ajouter=1")
    page.do(f"{FORM}.choose_for", person_id=people["Inès Martin"])
    page.save(motif="Vaccins")
    page.go("/agenda?ajouter=1")
    page.do(f"{FORM}.choose_for", person_id=people["Camille Martin"])
    page.save(motif="Tension", debut="18h")
    seen = [(row["title"], row["person_label"]) for row in page.rows("/agenda?qui=famille")]
    assert ("Vaccins", "Inès") in seen
    assert ("Tension", "Camille") in seen
    assert [one["label"] for one in page.seen()["lines"]] == ["Camille Martin", "Léo Martin", "Inès Martin"]
    with carnet.runtime.db.read() as uow:
        lines = select(AuditEntry.action).where(AuditEntry.person_id == people["Inès Martin"])
        assert "agenda.consultation" in set(uow.session.execute(lines).scalars())


def test_whom_an_appointment_is_for_stays_when_the_page_opens_anew(carnet: Carnet) -> None:
    page = cleared(carnet, "camille.martin")
    people = {one["label"]: one["id"] for one in vars_of(page.frames, SHELL)["people"]}
    address = f"/agenda?ajouter=1&personne={people['Camille Martin']}"
    page.go(address)
    page.do(f"{FORM}.choose_for", person_id=people["Inès Martin"])
    page.go(address)
    page.save(motif="Vaccins")
    page.go("/agenda")
    page.go(address)
    page.save(motif="Tension", debut="18h")
    seen = {row["title"]: row["person_label"] for row in page.rows("/agenda?qui=famille")}
    assert (seen["Vaccins"], seen["Tension"]) == ("Inès", "Camille")


def test_a_month_and_a_day_are_in_the_address(carnet: Carnet) -> None:
    page = cleared(carnet, "awa.diallo")
    page.go("/agenda?ajouter=1")
    page.save()
    page.go("/agenda?vue=mois&mois=2026-12&jour=2026-12-15")
    seen = page.seen()
    assert (seen["month"]["label"], seen["day"]["label"]) == ("décembre 2026", "mardi 15 décembre 2026")
    assert [booked["row"]["title"] for booked in seen["day_rows"]] == ["Kiné"]
    assert seen["ways"]["following"] == "/agenda?vue=mois&mois=2027-01"
    assert seen["ways"]["add_that_day"] == "/agenda?jour=2026-12-15&ajouter=1"


def cells_of(page: Page) -> dict[str, dict]:
    return {cell["day"]: cell for week in page.seen()["month"]["weeks"] for cell in week}


def test_a_month_shows_what_is_to_plan_and_whose(carnet: Carnet) -> None:
    page = Page(carnet, "camille.martin")
    people = {one["label"]: one["id"] for one in vars_of(page.frames, SHELL)["people"]}
    ines = {}
    for month in ("2026-12", "2027-01", "2027-02", "2027-03"):
        page.go(f"/agenda?vue=mois&mois={month}&qui=famille")
        ines = {
            day: [one for one in cell["foreseen"] if one["person_label"] == "Inès"]
            for day, cell in cells_of(page).items()
            if any(one["person_label"] == "Inès" for one in cell["foreseen"])
        }
        if ines:
            break
    assert ines
    assert page.seen()["any_foreseen"] is True
    day, (first, *_others) = next(iter(ines.items()))
    assert people["Inès Martin"] in first["href"]
    assert first["edge_label"] in {"Dès ce jour", "Dernier jour", "Ce jour-là"}
    page.go(f"/agenda?vue=mois&mois={day[:7]}&jour={day}&qui=famille")
    assert first in page.seen()["day_foreseen"]
    assert {one["day"] for one in page.seen()["day_foreseen"]} == {day}


def test_a_minor_alone_is_offered_a_secret_one(carnet: Carnet) -> None:
    from rxapp.accounts.opening import add_account
    from rxapp.accounts.service import NewAccount
    from rxapp.core.policy import Role

    login = "zoe.essai"
    with carnet.runtime.db.uow() as uow:
        if account_by_login(uow, login) is None:
            birth = born(uow.clock.today(), years=16, months=2)
            nir = fictional_nir("F", birth, 77)
            given = {"birth_date": birth, "family_name": "Essai", "given_names": "Zoé", "postal_address": ("1 rue",)}
            person = register_person(uow, actor=SYSTEM_ACTOR, nir=nir.number, sex="F", **given)
            add_account(uow, new=NewAccount(Role.PATIENT, login, "zoe@exemple.fr", "x", person_id=person))
        uow.commit()
    page = Page(carnet, login)
    page.go("/agenda?ajouter=1")
    assert page.seen(FORM)["may_hide"] is True
    page.save(secret="oui")
    assert page.rows()[0]["secret"] is True
    grown = cleared(carnet, "awa.diallo")
    grown.go("/agenda?ajouter=1")
    grown.save(secret="oui")
    assert grown.rows()[0]["secret"] is False


def test_the_home_page_tells_what_comes_next_for_each(carnet: Carnet) -> None:
    page = cleared(carnet, "camille.martin")
    page.go("/agenda?ajouter=1")
    page.save(jour="24/11/2026", debut="10h")
    page.go("/agenda?ajouter=1")
    page.save(motif="Dentiste", jour="24/11/2026", debut="10h15")
    page.save(motif="Dentiste", jour="24/11/2026", debut="10h15")
    home = Page(carnet, "camille.martin", "/accueil")
    seen = home.seen(HOME)
    assert [line["label"] for line in seen["lines"]] == ["Camille Martin", "Léo Martin", "Inès Martin"]
    marks = {mark["label"]: mark["state"] for mark in seen["lines"][0]["marks"]}
    assert marks["Kiné"] == "booked"
    assert {mark["kind"] for mark in seen["lines"][2]["marks"]} >= {"vaccin", "examen", "rendezvous"}
    assert len(seen["todo"]) == 3
    (card,) = [card for card in seen["todo"] if card["title"] == "Camille\u00a0: Kiné"]
    assert card["state_label"] == "Deux rendez-vous en même temps"
    assert re.fullmatch(r"/agenda\?vue=mois&mois=2026-11&jour=2026-11-24&personne=[0-9a-f]{32}", card["href"])
    cleared(carnet, "camille.martin")


@pytest.mark.parametrize(("language", "words"), [("fr", "Ajouter un rendez-vous"), ("en", "Add an appointment")])
def test_the_first_paint_says_what_can_be_done(language: str, words: str) -> None:
    screens = Screens(SCREENS, websocket="ws://localhost:3000", demo=True)
    html = screens.page("/agenda", language=language).plain.decode()
    assert html.count("<h1") == 1
    assert words in html
    assert " style=" not in html


def test_who_is_not_signed_in_comes_back_to_the_same_view(carnet: Carnet) -> None:
    answer = carnet.ask("GET", "/agenda?vue=mois&mois=2026-12")
    assert answer.headers["location"] == "/?suite=" + quote("/agenda?vue=mois&mois=2026-12", safe="")
