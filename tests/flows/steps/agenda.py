"""Steps for the agenda: days counted from the day the demonstration lives, rows of the list, calendar files, the life line."""

from __future__ import annotations

import os
import re
from datetime import date, timedelta

from icalendar import Calendar
from playwright.sync_api import Locator, expect
from pytest_bdd import step

from tests.calendars import like_a_booking_site
from tests.flows.phrases import phrase, typographic
from tests.flows.scene import Scene
from tests.flows.server import MORNING
from tests.flows.steps.record import KINDS

_TODAY = "() => new Date().toLocaleDateString('en-CA', {timeZone: 'Europe/Paris'})"


def _day(scene: Scene, ahead: str) -> date:
    """The day it will be, from the morning on which our own server begins; one that was there before lives at today's date."""
    elsewhere = os.environ.get("CARNET_BASE_URL")
    today = scene.page.evaluate(_TODAY) if elsewhere else MORNING.partition("T")[0]
    return date.fromisoformat(today) + timedelta(days=int(ahead))


def _rows(scene: Scene, title: str) -> Locator:
    return scene.page.locator("main .doc-row").filter(has=scene.page.locator(".doc-title", has_text=typographic(title)))


@step(phrase("je remplis le jour {champ} avec le jour qu'il sera dans {n:d} jours"))
def fill_day(scene: Scene, champ: str, n: str) -> None:
    scene.awake()
    scene.box(champ).fill(f"{_day(scene, n):%d/%m/%Y}")


@step(phrase("j'ajoute le rendez-vous {motif} dans {n:d} jours à {heure}"))
def add(scene: Scene, motif: str, n: str, heure: str) -> None:
    add_on(scene, motif, f"{_day(scene, n):%d/%m/%Y}", heure)


@step(phrase("j'ajoute le rendez-vous {motif} le {jour} à {heure}"))
def add_on(scene: Scene, motif: str, jour: str, heure: str) -> None:
    scene.open("/agenda?ajouter=1")
    scene.box("Motif").fill(typographic(motif))
    scene.box("Jour").fill(jour)
    scene.box("Heure").fill(heure)
    scene.clickable("Enregistrer").click()
    expect(scene.page.locator("#conflit, main .doc-row").first).to_be_visible()


@step(phrase("j'ouvre le rendez-vous {titre}"))
def open_one(scene: Scene, titre: str) -> None:
    scene.awake()
    _rows(scene, titre).first.locator(".doc-title").click()
    expect(scene.page.get_by_role("heading", level=1)).to_have_text(typographic(titre))


@step(phrase("le rendez-vous {titre} est dans la liste"))
def is_listed(scene: Scene, titre: str) -> None:
    expect(_rows(scene, titre).first).to_be_visible()


@step(phrase("le rendez-vous {titre} n'est pas dans la liste"))
def is_not_listed(scene: Scene, titre: str) -> None:
    expect(scene.page.get_by_role("heading", level=1)).to_have_text("Agenda")
    expect(_rows(scene, titre)).to_have_count(0)


@step(phrase("le rendez-vous {titre} est {n:d} fois dans la liste"))
def is_listed_times(scene: Scene, titre: str, n: str) -> None:
    expect(_rows(scene, titre)).to_have_count(int(n))


@step(phrase("je retiens combien de fois {titre} est dans la liste"))
def note_first(scene: Scene, titre: str) -> None:
    expect(_rows(scene, titre).first).to_be_visible()
    scene.addresses[titre] = _rows(scene, titre).first.inner_text()


@step(phrase("le premier rendez-vous {titre} n'est plus le même"))
def first_has_gone(scene: Scene, titre: str) -> None:
    expect(scene.page.get_by_role("heading", level=1)).to_have_text("Agenda")
    expect(_rows(scene, titre).first).not_to_have_text(scene.addresses[titre], use_inner_text=True)


@step(phrase("j'ouvre le mois qu'il sera dans {n:d} jours"))
def open_month(scene: Scene, n: str) -> None:
    scene.open(f"/agenda?vue=mois&mois={_day(scene, n):%Y-%m}")


@step(phrase("j'ouvre le jour qu'il sera dans {n:d} jours"))
def open_day(scene: Scene, n: str) -> None:
    scene.page.locator(f'a.day-number[href$="jour={_day(scene, n).isoformat()}"]').click()


@step(phrase("j'ouvre le mois où commence un acte à prévoir pour {prenom}"))
def open_month_foreseen(scene: Scene, prenom: str) -> None:
    """From this month on, the first whose days hold something to plan for that person."""
    scene.open("/agenda?vue=mois&qui=famille")
    for _month in range(12):
        expect(scene.page.locator("table.month")).to_be_visible()
        if _hollow(scene, prenom).count():
            return
        shown = scene.page.locator(".month-name").inner_text()
        scene.clickable("Mois suivant").click()
        expect(scene.page.locator(".month-name")).not_to_have_text(shown, use_inner_text=True)
    raise AssertionError(f"rien à prévoir pour {prenom} en un an")


@step(phrase("le mois montre en creux ce qui est à prévoir pour {prenom}"))
def month_is_hollow(scene: Scene, prenom: str) -> None:
    """The mark is another shape than that of what is booked, and has words."""
    line = _hollow(scene, prenom).first
    expect(line.locator(".hollow")).to_be_visible()
    expect(line.get_by_role("link", name=re.compile(rf"À prévoir, .*{prenom}"))).to_be_visible()
    expect(scene.page.locator(".month-key")).to_contain_text("À prévoir")


@step(phrase("j'ouvre le jour de cet acte"))
def open_day_foreseen(scene: Scene) -> None:
    scene.page.locator("td:has(.line-hollow) a.day-number").first.click()


def _hollow(scene: Scene, name: str) -> Locator:
    return scene.page.locator("td .line-hollow", has_text=name)


@step(phrase("je donne la confirmation d'un rendez-vous pris en ligne"))
def give_confirmation(scene: Scene) -> None:
    _give_mail(scene, like_a_booking_site())


@step(phrase("je donne l'annulation de ce rendez-vous"))
def give_cancellation(scene: Scene) -> None:
    _give_mail(scene, like_a_booking_site(1, cancelled=True))


def _give_mail(scene: Scene, content: bytes) -> None:
    ahead = f"{_day(scene, '12'):%Y%m%d}".encode()
    _give(scene, "rendez-vous.ics", content.replace(b"20261126", ahead))


@step(phrase("je donne le fichier de calendrier {nom}, qui est {genre}"))
def give_file(scene: Scene, nom: str, genre: str) -> None:
    _give(scene, nom, KINDS[genre]())


def _give(scene: Scene, name: str, content: bytes) -> None:
    scene.awake()
    with scene.page.expect_file_chooser() as chooser:
        scene.clickable("Choisir un fichier .ics").click()
    chooser.value.set_files({"name": name, "mimeType": "text/calendar", "buffer": content})


@step(phrase("un calendrier abonné à cette adresse montre {titre}"))
def subscribed_sees(scene: Scene, titre: str) -> None:
    address = scene.page.locator("[data-copied]").inner_text()
    scene.addresses["abonnement"] = address
    answer = scene.people.bench.request.get(address)
    assert answer.status == 200
    titles = [str(event["SUMMARY"]) for event in Calendar.from_ical(answer.body()).events]
    assert any(typographic(titre) in title for title in titles), titles


@step(phrase("un calendrier abonné à cette adresse ne reçoit plus rien"))
def subscribed_gets_nothing(scene: Scene) -> None:
    assert scene.people.bench.request.get(scene.addresses["abonnement"]).status == 404


@step(phrase("je vais au début de la frise"))
def line_start(scene: Scene) -> None:
    scene.page.get_by_role("slider").first.focus()
    scene.page.keyboard.press("Home")


@step(phrase("la frise montre {etendue}"))
def line_spans(scene: Scene, etendue: str) -> None:
    extents = scene.page.get_by_role("group", name="Étendue de la frise")
    expect(extents.get_by_role("button", pressed=True)).to_have_text(etendue)


@step(phrase("la frise dit {texte}"))
def line_says(scene: Scene, texte: str) -> None:
    expect(scene.page.get_by_role("slider").first).to_have_attribute("aria-valuetext", re.compile(re.escape(typographic(texte))))
