"""Sheets are set in the type of the screens, and stay light enough to be sent and kept by the thousand."""

from __future__ import annotations

import io
from dataclasses import replace
from datetime import UTC, date, datetime

import pikepdf
import pypdfium2
import pytest

from rxapp.accounts.letters import HelpSheet, activation_pdf, closing_pdf, destruction_pdf, help_pdf, refusal_pdf
from rxapp.prevention import certificate
from rxapp.profile import sheets
from tests.unit.test_accounts_letters import LETTER
from tests.unit.test_profile_sheets import WHO, full, pages_of, sheet

AT = datetime(2026, 11, 23, 9, 5, tzinfo=UTC)
TOLD = {"reference": "0123456789abcdef", "public_url": "https://carnet.exemple.fr", "lang": "fr"}
_DAYS = (date(2026, 1, 1), date(2026, 12, 31))
HELP = HelpSheet("Paul Durand", "Awa Diallo", "voir le dossier", *_DAYS, "0123456789abcdef", made=_DAYS[0])
OPERATOR = ("Clinique #[Valbois]", "1 rue *des* Lilas", "carnet@valbois.example")
SHEETS = {
    "letter": lambda name: activation_pdf(replace(LETTER, full_name=name, given_names=name)),
    "parents": lambda name: activation_pdf(replace(LETTER, full_name=name, given_names=name, for_parents=True)),
    "reset": lambda name: activation_pdf(replace(LETTER, full_name=name, given_names=name, for_reset=True)),
    "refusal": lambda name: refusal_pdf(full_name=name, at=AT, reference="0123456789abcdef"),
    "closing": lambda name: closing_pdf(full_name=name, at=AT, last_day=date(2036, 11, 23), operator=OPERATOR, **TOLD),
    "destruction": lambda name: destruction_pdf(closed_at=AT, destroyed_at=AT, asked=True, **TOLD),
    "help": lambda name: help_pdf(replace(HELP, person=name), public_url="https://carnet.exemple.fr", lang="fr"),
    "summary": lambda name: sheets.summary_pdf(full(3, 40)),
    "card": lambda name: sheets.card_pdf(full(3, 40)),
}
LONG, UNDRAWN = "W" * 80, "Inconnu \U0001f496"
TOLD_LOST = {"fr": "Certains caractères n’ont pas pu être dessinés", "en": "Some characters could not be drawn"}
MM = 72 / 25.4


def shots(*row: str, lang: str = "fr") -> bytes:
    return certificate.pdf(certificate.Certificate(WHO, date(2026, 11, 27), lang, (certificate.Group("Rage", (row,)),)))


def parts(text: str) -> sheets.Sheet:
    return sheet(*(sheets.Section(code, code, (sheets.Line(text),)) for code in ("allergies", "groupe", "traitements")))


def signs_of(pdf: bytes, which: str) -> list[tuple[float, float]]:
    """Where each of these signs begins and ends on its line, in millimetres from the left of the page."""
    found = []
    with pypdfium2.PdfDocument(pdf) as opened:
        for page in opened:
            text = page.get_textpage()
            boxes = ((text.get_text_range(at, 1), text.get_charbox(at)) for at in range(text.count_chars()))
            found += [(box[0] / MM, box[2] / MM) for sign, box in boxes if sign in which]
    return found


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


@pytest.mark.parametrize("name", ["letter", "refusal", "closing", "help"])
def test_a_name_without_spaces_stays_on_its_sheet(name: str) -> None:
    signs = signs_of(SHEETS[name](LONG), "W")
    assert len(signs) >= 20
    assert max(end for _start, end in signs) <= 210 - 14


def test_a_vaccination_without_spaces_stays_in_its_columns() -> None:
    pdf = shots("5 mars 2020", "V" * 80, "L0" * 40, f"{'G' * 80}, {'P' * 80}")
    columns = {"V": (48, 107), "L0": (107, 135), "G": (135, 194), "P": (135, 194)}
    for which, (left, right) in columns.items():
        signs = [one for one in signs_of(pdf, which[-1]) if one[0] > left]
        assert len(signs) >= 40
        assert max(end for _start, end in signs) <= right


def test_a_word_that_fits_is_not_broken() -> None:
    assert "anticonstitutionnellement" in pages_of(shots("", "anticonstitutionnellement " * 3, "", ""))[0]


@pytest.mark.parametrize("text", [LONG, "W " * 40, "mot " + LONG])
def test_a_line_of_the_card_ends_on_the_card(text: str) -> None:
    pdf = sheets.card_pdf(parts(text))
    signs = signs_of(pdf, "W")
    assert len(signs) == 3 * text.count("W")  # nothing has slipped out of sight, and nothing is cut
    faces = [(19 + 3.5, 19 + 85.6 - 3.5), (19 + 85.6 + 3.5, 19 + 171.2 - 3.5)]
    assert all(any(left <= start and end <= right for left, right in faces) for start, end in signs)


def test_a_long_word_stays_in_the_columns_of_the_summary() -> None:
    signs = signs_of(sheets.summary_pdf(parts(LONG)), "W")
    assert len(signs) == 3 * 80
    assert all(end <= 101.5 or (start >= 108.5 and end <= 195.5) for start, end in signs)


@pytest.mark.parametrize("lang", ["fr", "en"])
def test_signs_that_could_not_be_drawn_are_told_of_and_only_they(lang: str) -> None:
    for text, told in (("Priorix", False), ("Ольга", False), (UNDRAWN, True), ("漢", True)):
        assert (TOLD_LOST[lang] in pages_of(shots("", text, "", "", lang=lang))[0]) == told, text
    for name in ("letter", "refusal", "help"):
        assert TOLD_LOST["fr"] in pages_of(SHEETS[name](UNDRAWN))[0]
    for made in (sheets.card_pdf, sheets.summary_pdf):
        assert TOLD_LOST[lang] in pages_of(made(replace(parts(UNDRAWN), lang=lang)))[0]
        assert TOLD_LOST[lang] not in pages_of(made(replace(parts("Arachide"), lang=lang)))[0]
