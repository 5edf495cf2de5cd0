"""What is carried on paper: two pages at most however much there is, one card, nothing that becomes markup, both languages."""

from __future__ import annotations

from datetime import date

import pypdfium2
import pytest

from rxapp.accounts.identity import Identity
from rxapp.accounts.nir import fictional_nir
from rxapp.profile import sheets
from rxapp.profile.parts import BY_CODE
from rxapp.profile.sheets import Line, Section, Sheet

BORN = date(1954, 4, 2)
WHO = Identity("p", fictional_nir("M", BORN, 1), BORN, "Durand", "Paul", "M", ())


def sheet(*sections: Section, lang: str = "fr") -> Sheet:
    return Sheet(WHO, date(2026, 11, 27), lang, sections)


def pages_of(pdf: bytes) -> list[str]:
    document = pypdfium2.PdfDocument(pdf)
    try:
        return [" ".join(page.get_textpage().get_text_range().replace("\xa0", " ").split()) for page in document]
    finally:
        document.close()


def full(lines: int, letters: int) -> Sheet:
    codes = (*sheets._ORDER, "vaccinations", *sheets._PEOPLE)
    return sheet(*(Section(code, code, tuple(Line("W" * letters, "m " * letters) for _line in range(lines))) for code in codes))


def test_a_summary_says_what_there_is() -> None:
    allergies = Section("allergies", "Allergies", (Line("Pénicilline", "Urticaire"), Line("#strong[x] $y$ *z*")))
    (page,) = pages_of(sheets.summary_pdf(sheet(allergies)))
    for words in (
        "Paul Durand",
        "Naissance : 2 avril 1954",
        "Fait le 27 novembre 2026",
        "Pénicilline Urticaire",
        "#strong[x] $y$ *z*",
    ):
        assert words in page


@pytest.mark.parametrize(("lines", "letters"), [(1, 2000), (30, 40), (400, 160), (8, 400)])
def test_a_summary_has_two_pages_at_most_and_says_what_it_leaves_out(lines: int, letters: int) -> None:
    pages = pages_of(sheets.summary_pdf(full(lines, letters)))
    assert len(pages) <= 2
    text = " ".join(pages)
    assert all(code in text for code in (*sheets._ORDER, *sheets._PEOPLE))
    if lines == 400:
        assert "à lire dans Carnet" in text


@pytest.mark.parametrize(("lines", "letters"), [(2, 10), (1, 40)])
def test_the_columns_of_a_page_are_about_as_long_as_each_other(lines: int, letters: int) -> None:
    document = pypdfium2.PdfDocument(sheets.summary_pdf(full(lines, letters)))
    try:
        (page,) = document
        text, middle = page.get_textpage(), page.get_width() / 2
        boxes = [text.get_charbox(at) for at in range(text.count_chars()) if text.get_text_range(at, 1).strip()]
    finally:
        document.close()
    ends = [min(low for left, low, *_rest in boxes if low > 50 and (left < middle) is first) for first in (True, False)]
    assert abs(ends[0] - ends[1]) < 120


@pytest.mark.parametrize(("lines", "letters"), [(0, 0), (1, 10), (400, 160)])
def test_a_card_is_one_page_and_nothing_leaves_it(lines: int, letters: int) -> None:
    codes = (*sheets._FRONT, *sheets._BACK)
    held = (Section(code, BY_CODE[code].title, tuple(Line("n" * letters) for _line in range(lines))) for code in codes)
    (page,) = pages_of(sheets.card_pdf(sheet(*(one for one in held if one.lines))))
    assert "Carte d’urgence" in page
    if lines:
        assert all(BY_CODE[code].title in page for code in codes)
    if lines == 400:
        assert "et 398 autres, à lire dans Carnet" in page


HEARS = "Appareils auditifs des deux côtés · Articuler sans crier, parler de face"


def card(*told: tuple[str, tuple[Line, ...]]) -> Sheet:
    return sheet(*(Section(code, BY_CODE[code].title, lines) for code, lines in told))


def halves(pdf: bytes) -> dict[str, tuple[str, float]]:
    """What each half of a card says, and the size of its smallest letters in points."""
    document = pypdfium2.PdfDocument(pdf)
    try:
        page = document[0]
        text, (width, height), found = page.get_textpage(), page.get_size(), {}
        for name, left in (("front", 0), ("back", width / 2)):
            box = {"left": left, "right": left + width / 2, "top": height - 100, "bottom": height - 260}
            shown = [
                at for at in range(text.count_chars()) if _is_in(text.get_charbox(at), box) and text.get_text_range(at, 1).strip()
            ]
            said = " ".join(text.get_text_bounded(**box).replace("\xa0", " ").split())
            found[name] = said, round(min(pypdfium2.raw.FPDFText_GetFontSize(text, at) for at in shown), 2)
    finally:
        document.close()
    return found


def _is_in(letter: tuple[float, ...], box: dict[str, float]) -> bool:
    return box["left"] < letter[0] < box["right"] and box["bottom"] < letter[1] < box["top"]


def test_the_letters_of_a_card_grow_until_each_half_is_full_and_nothing_is_cut() -> None:
    allergies = ("allergies", (Line("Pénicilline", "Urticaire, gêne pour respirer · Grave"), Line("Iode")))
    drugs = tuple(Line(name, "5 mg · 1 le matin") for name in ("Ramipril", "Atorvastatine", "Kardégic", "Metformine"))
    hears = ("handicap", (Line("Entend mal", HEARS),))
    made = halves(sheets.card_pdf(card(allergies, ("traitements", drugs), hears)))
    assert HEARS in made["back"][0]
    assert "…" not in made["back"][0] + made["front"][0]
    assert (made["front"][1], made["back"][1] >= 9) == (11, True)


@pytest.mark.parametrize(("lines", "letters"), [(1, 2000), (2, 60), (4, 100), (9, 60), (400, 160)])
def test_the_letters_of_a_card_are_never_too_small_to_be_read(lines: int, letters: int) -> None:
    held = tuple(Line("n" * min(letters, 40), "mots divers " * (letters // 10)) for _line in range(lines))
    made = halves(sheets.card_pdf(card(*((code, held) for code in sheets.ON_CARD))))
    assert min(size for _said, size in made.values()) >= 7.5
    assert "Médecin traitant" in made["back"][0]


def test_a_card_sets_a_name_apart() -> None:
    made = sheets.card_pdf(card(("allergies", (Line("Pénicilline", "Urticaire"),))))
    document = pypdfium2.PdfDocument(made)
    try:
        page = document[0].get_textpage()
        text = page.get_text_range()
        weights = [pypdfium2.raw.FPDFText_GetFontWeight(page, text.index(word)) for word in ("Pénicilline", "Urticaire")]
    finally:
        document.close()
    assert weights[0] > weights[1]


def test_sheets_are_in_the_language_asked() -> None:
    section = Section("allergies", "Allergies", (Line("Pénicilline"),))
    english = pages_of(sheets.summary_pdf(sheet(section, lang="en")))[0] + pages_of(sheets.card_pdf(sheet(section, lang="en")))[0]
    for words in ("Summary of the medical profile", "Born: 2 April 1954", "Emergency card", "Cut out the frame"):
        assert words in english


def test_signs_that_no_font_has_do_not_stop_a_sheet() -> None:
    assert pages_of(sheets.summary_pdf(sheet(Section("allergies", "Allergies", (Line("花粉 🌻 ‏عشب"),)))))


def test_the_same_sheet_is_the_same_bytes() -> None:
    held = sheet(Section("allergies", "Allergies", (Line("Pénicilline"),)))
    assert sheets.summary_pdf(held) == sheets.summary_pdf(held)
