"""Sheets are set in the type of the screens, and stay light enough to be sent and kept by the thousand."""

from __future__ import annotations

import io
from dataclasses import replace
from datetime import UTC, date, datetime

import pikepdf
import pytest

from rxapp.accounts.letters import HelpSheet, activation_pdf, closing_pdf, destruction_pdf, help_pdf, refusal_pdf
from rxapp.profile import sheets
from tests.unit.test_accounts_letters import LETTER
from tests.unit.test_profile_sheets import full

AT = datetime(2026, 11, 23, 9, 5, tzinfo=UTC)
TOLD = {"reference": "0123456789abcdef", "public_url": "https://carnet.exemple.fr", "lang": "fr"}
HELP = HelpSheet("Paul Durand", "Awa Diallo", "voir le dossier", date(2026, 1, 1), date(2026, 12, 31), "0123456789abcdef")
SHEETS = {
    "letter": lambda name: activation_pdf(replace(LETTER, full_name=name, given_names=name)),
    "parents": lambda name: activation_pdf(replace(LETTER, full_name=name, given_names=name, for_parents=True)),
    "reset": lambda name: activation_pdf(replace(LETTER, full_name=name, given_names=name, for_reset=True)),
    "refusal": lambda name: refusal_pdf(full_name=name, at=AT, reference="0123456789abcdef"),
    "closing": lambda name: closing_pdf(full_name=name, at=AT, last_day=date(2036, 11, 23), **TOLD),
    "destruction": lambda name: destruction_pdf(closed_at=AT, destroyed_at=AT, asked=True, **TOLD),
    "help": lambda name: help_pdf(replace(HELP, person=name), public_url="https://carnet.exemple.fr", lang="fr"),
    "summary": lambda name: sheets.summary_pdf(full(3, 40)),
    "card": lambda name: sheets.card_pdf(full(3, 40)),
}


def fonts_of(pdf: bytes) -> set[str]:
    """Names of the fonts of all pages, without the six letters that say that a font is in part only."""
    with pikepdf.open(io.BytesIO(pdf)) as opened:
        fonts = [font for page in opened.pages for font in page.obj.Resources.Font.values()]
        return {str(font.BaseFont).removeprefix("/").split("+")[-1].split("-")[0] for font in fonts}


@pytest.mark.parametrize("sheet", SHEETS)
@pytest.mark.parametrize("name", ["Nadia Petit", "Łucja Şahin-Đorđević", "Œuvrard d’Ÿ"])
def test_a_sheet_is_set_in_the_type_of_the_screens_and_light(sheet: str, name: str) -> None:
    pdf = SHEETS[sheet](name)
    assert fonts_of(pdf) == {"AtkinsonHyperlegibleNext"}
    assert len(pdf) <= 200 * 1024


def test_letters_that_the_type_has_not_are_taken_from_elsewhere() -> None:
    assert {"AtkinsonHyperlegibleNext", "LibertinusSerif"} <= fonts_of(SHEETS["letter"]("Ольга Петрова"))
