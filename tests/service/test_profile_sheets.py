"""What a sheet is made of: what its reader sees, none known apart from not answered, vaccinations, a line in the history."""

from __future__ import annotations

import re

import pytest

from rxapp.core.policy import NO_CONTEXT, Actor, Refused
from rxapp.prevention import service as prevention
from rxapp.prevention.fields import DoneForm
from rxapp.prevention.whole import whole
from rxapp.profile import service, sheets
from rxapp.profile.sheets import Sheet
from tests.agenda import Home, home
from tests.profile import Profiles

__all__ = ["home"]


@pytest.fixture
def profiles(home: Home) -> Profiles:
    return Profiles(home)


def made(
    profiles: Profiles, kind: str = sheets.SUMMARY, *, actor: Actor | None = None, person: str = "", lang: str = "fr"
) -> Sheet:
    who = actor or profiles.nadia
    return profiles.home.do(sheets.gather, actor=who, person_id=person or who.person_id, kind=kind, lang=lang)


def said(sheet: Sheet) -> dict[str, list[str]]:
    return {one.code: [" | ".join(filter(None, (line.name, line.text))) for line in one.lines] for one in sheet.sections}


def test_what_is_not_answered_is_not_the_same_as_none_known(profiles: Profiles) -> None:
    assert said(made(profiles)) == {"allergies": ["Non renseigné"], "traitements": ["Non renseigné"]}
    whose = {"actor": profiles.nadia, "person_id": profiles.nadia.person_id}
    for part in ("allergies", "contacts"):
        profiles.home.do(service.say_none, **whose, part=part)
    assert said(made(profiles, lang="en")) == {
        "allergies": ["No known allergy | said on 23 November 2026"],
        "traitements": ["Not answered"],
        "contacts": ["Nobody to call | said on 23 November 2026"],
    }


def test_a_summary_says_what_holds_and_what_was_done(profiles: Profiles) -> None:
    profiles.add("allergies", substance="Pollen", gravite="legere")
    profiles.add("allergies", substance="Arachide", gravite="grave", reaction="Gêne pour respirer", depuis="2019")
    profiles.add("traitements", medicament="Ramipril", fin="2020")
    profiles.add("maladies", maladie="Asthme", etat="en_cours", note="a\n\nb")
    profiles.add("maladies", maladie="Otites", etat="passee")
    form = DoneForm(day="01/10/2026", product="Repevax")
    profiles.home.do(
        prevention.note_done, actor=profiles.nadia, person_id=profiles.nadia.person_id, rule="vx-dtcap-25", form=form
    )
    told = said(made(profiles))
    assert told["allergies"] == ["Arachide | Gêne pour respirer · Grave · Depuis 2019", "Pollen | Légère"]
    assert told["traitements"] == ["Non renseigné"], "nobody said that there is none"
    assert told["maladies"] == ["Asthme | a b", "Otites | Passée"]
    (shot,) = told["vaccinations"]
    assert shot.endswith("| 1er octobre 2026, Repevax")


@pytest.mark.parametrize(
    ("lang", "told"),
    [
        ("fr", "Papillomavirus (HPV) | 1er octobre 2026, Gardasil 9, dose 1"),
        ("en", "Human papillomavirus (HPV) | 1 October 2026, Gardasil 9, dose 1"),
    ],
)
def test_one_dose_given_is_never_said_to_be_all_that_a_series_asks(profiles: Profiles, lang: str, told: str) -> None:
    form = DoneForm(day="01/10/2026", product="Gardasil 9")
    given = {"actor": profiles.nadia, "person_id": profiles.nadia.person_id}
    profiles.home.do(prevention.note_done, **given, rule="vx-hpv-catchup", dose=1, form=form)
    assert said(made(profiles, lang=lang))["vaccinations"] == [told]
    (noted,) = profiles.home.look(whole, **given, lang=lang).done
    assert not re.search(r"\d doses", noted.title)


def test_none_now_is_said_beside_what_is_over(profiles: Profiles) -> None:
    """Who has stopped every treatment says so, keeps what they took, and the sheet tells on which day it was said."""
    nadia, lines = profiles.nadia, ["Aucun traitement en cours | dit le 23 novembre 2026"]
    old = profiles.add("traitements", medicament="Ramipril", fin="2020")
    profiles.home.do(service.say_none, actor=nadia, person_id=nadia.person_id, part="traitements")
    profiles.add("traitements", medicament="Aspirine", fin="2019")
    assert said(made(profiles))["traitements"] == lines
    assert said(made(profiles, sheets.CARD))["traitements"] == lines
    shown = profiles.seen()["traitements"]
    assert (bool(shown.none_label), len(shown.past)) == (True, 2)
    edited = {"actor": nadia, "entry_id": old, "version": 1, "form": {"medicament": "Ramipril"}}
    profiles.home.do(service.edit, **edited)
    assert said(made(profiles))["traitements"] == ["Ramipril"]
    assert not profiles.seen()["traitements"].none_label, "taken up again: nothing says that there is none"
    profiles.home.do(service.edit, **edited | {"version": 2, "form": {"medicament": "Ramipril", "fin": "2021"}})
    assert said(made(profiles))["traitements"] == ["Non renseigné"]


@pytest.mark.parametrize(("due", "told"), [("10/2026", True), ("26/10/2026", True), ("25/10/2026", False), ("05/2019", False)])
def test_a_pregnancy_goes_on_until_four_weeks_after_its_date(profiles: Profiles, due: str, told: bool) -> None:
    profiles.add("grossesse", etat="en_cours", terme=due)
    assert ("grossesse" in said(made(profiles))) is told
    shown = profiles.seen()["grossesse"]
    assert (bool(shown.now), bool(shown.past)) == (told, not told)


def test_a_card_says_what_counts_in_an_emergency(profiles: Profiles) -> None:
    profiles.add("allergies", substance="Arachide", reaction="Gêne pour respirer", depuis="2019", note="x")
    profiles.add("maladies", maladie="Otites", etat="passee")
    profiles.add("contacts", nom="Léa", relation="Sœur", telephone="06 00 00 00 00")
    profiles.add("habitudes", tabac="jour")
    assert said(made(profiles, sheets.CARD)) == {
        "allergies": ["Arachide | Gêne pour respirer"],
        "contacts": ["Léa | Sœur · 06\u00a000\u00a000\u00a000\u00a000"],
        "traitements": ["Non renseigné"],
    }


def test_each_sheet_leaves_one_line_and_no_other(profiles: Profiles) -> None:
    made(profiles, person=profiles.leo)
    made(profiles, sheets.CARD, person=profiles.leo)
    assert profiles.lines(profiles.leo) == [
        ("Résumé du profil médical téléchargé", "", "Léo Petit"),
        ("Carte d’urgence téléchargée", "", "Léo Petit"),
    ]
    assert profiles.home.acts(profiles.leo) == []
    made(profiles)
    assert profiles.lines(lang="en") == [("Summary of the medical profile downloaded", "", "")]


def test_a_parents_sheet_holds_nothing_that_is_kept(profiles: Profiles) -> None:
    profiles.add("traitements", actor=profiles.zoe, secret=True, medicament="Pilule")
    assert said(made(profiles, actor=profiles.zoe))["traitements"] == ["Pilule"]
    assert said(made(profiles, person=profiles.zoe.person_id))["traitements"] == ["Non renseigné"]


def test_nobody_else_gets_one(profiles: Profiles) -> None:
    whose = {"actor": profiles.stranger, "context": NO_CONTEXT, "person_id": profiles.nadia.person_id}
    for kind in (sheets.SUMMARY, sheets.CARD):
        with profiles.db.uow() as uow, pytest.raises(Refused):
            sheets.gather(uow, **whose, kind=kind, lang="fr")
