"""The vaccinations on paper: every dose under every disease, both languages, what its reader sees, a line in the history."""

from __future__ import annotations

import pytest

from rxapp.core.policy import Actor
from rxapp.prevention import certificate, doses
from rxapp.prevention.certificate import Certificate
from rxapp.prevention.dose_fields import DoseForm
from tests.accounts import refused
from tests.agenda import home
from tests.family import Health, health
from tests.service.test_prevention_doses import add, lines
from tests.unit.test_profile_sheets import pages_of

__all__ = ["health", "home"]


def made(health: Health, person: str, *, actor: Actor | None = None, lang: str = "fr") -> Certificate:
    return health.do(certificate.gather, actor=actor, person_id=person, lang=lang)


def told(sheet: Certificate) -> dict[str, list[tuple[str, ...]]]:
    return {group.title: list(group.rows) for group in sheet.groups}


def test_each_dose_is_under_each_disease_the_oldest_first(health: Health) -> None:
    add(health, health.leo, DoseForm(product="ProQuad", day="5/3/2021", lot="B2", giver="Dr Moreau", place="Cabinet", dose="2"))
    add(health, health.leo, DoseForm(product="Priorix", day="5/3/2020", lot="A1"))
    sheet = told(made(health, health.leo))
    first, second = ("5 mars 2020", "Priorix", "A1", ""), ("5 mars 2021", "ProQuad, dose 2", "B2", "Dr Moreau, Cabinet")
    assert list(sheet) == ["Rougeole", "Oreillons", "Rubéole", "Varicelle"]
    assert sheet["Rougeole"] == [first, second]
    assert sheet["Varicelle"] == [second]
    assert ("Relevé de vaccinations téléchargé", "") in lines(health, health.leo)


def test_what_the_calendar_noted_is_there_too(health: Health) -> None:
    health.done(health.leo, "vx-mmr", "5/3/2020", dose=1)
    assert told(made(health, health.leo, lang="en"))["Measles"] == [
        ("5 March 2020", "Measles, mumps, rubella (MMR), dose 1", "", "")
    ]


@pytest.mark.parametrize(
    ("lang", "words"),
    [
        ("fr", ("Relevé de vaccinations", "Ce n’est pas un certificat officiel", "Fièvre jaune", "Stamaril", "Y#1 *x* $y$")),
        ("en", ("Vaccination statement", "It is no official certificate", "Yellow fever", "Stamaril", "Y#1 *x* $y$")),
    ],
)
def test_the_sheet_says_what_it_is(health: Health, lang: str, words: tuple[str, ...]) -> None:
    add(health, health.leo, DoseForm(product="Stamaril", day="5/3/2026", lot="Y#1 *x* $y$"))
    text = " ".join(pages_of(certificate.pdf(made(health, health.leo, lang=lang))))
    for said in (*words, "Léo"):
        assert said in text


def test_an_empty_record_and_a_long_one(health: Health) -> None:
    assert "Aucune vaccination" in pages_of(certificate.pdf(made(health, health.leo)))[0]
    for year in range(2019, 2027):
        for month in (1, 3, 5, 7, 9):
            add(health, health.leo, DoseForm(against=("rabies", "cholera"), day=f"1/{month}/{year}", place="Lieu " * 12))
    pages = pages_of(certificate.pdf(made(health, health.leo)))
    assert len(pages) > 1
    assert " ".join(pages).count("1 septembre 2026") + " ".join(pages).count("1er septembre 2026") == 2


def test_a_parent_has_nothing_of_what_is_kept_from_them(health: Health) -> None:
    zoe = health.zoe.person_id
    health.do(doses.add, actor=health.zoe, person_id=zoe, form=DoseForm(product="Gardasil 9", day="5/11/2026"), secret=True)
    assert made(health, zoe).groups == ()
    assert made(health, zoe, actor=health.zoe).groups
    assert refused(lambda: made(health, health.leo, actor=health.stranger)).code == "introuvable"
