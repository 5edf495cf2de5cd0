"""What a person writes about a document, and how words are compared."""

from __future__ import annotations

from datetime import date

import pytest
from hypothesis import given
from hypothesis import strategies as st

from rxapp.core import errors as core_errors
from rxapp.core.errors import DomainError
from rxapp.core.finding import has_all, terms_of
from rxapp.core.i18n import catalogue
from rxapp.record import cautions, errors, previews
from rxapp.record.categories import CATEGORIES
from rxapp.record.contents import needle_of
from rxapp.record.details import checked_category, checked_date, checked_note, checked_title, suggested_date

TODAY = date(2026, 11, 23)


@pytest.mark.parametrize(
    "raw", ["23/11/2026", "23.11.2026", "23 11 2026", "23-11-2026", "23112026", "2026-11-23", date(2026, 11, 23)]
)
def test_a_day_is_read(raw: str | date) -> None:
    assert checked_date(raw, TODAY) == TODAY


@pytest.mark.parametrize(
    ("raw", "code"),
    [
        ("24/11/2026", "document.date_future"),
        ("1899-12-31", "document.date_ancienne"),
        ("31/02/2020", "document.date_illisible"),
        ("1/1/99999999999", "document.date_illisible"),
        ("23/11/26", "document.date_illisible"),
        ("demain", "document.date_illisible"),
        ("", "document.date_illisible"),
    ],
)
def test_a_wrong_day_is_told(raw: str, code: str) -> None:
    with pytest.raises(DomainError) as refused:
        checked_date(raw, TODAY)
    assert refused.value.code == code
    assert suggested_date(raw, TODAY) is None


def test_title_note_and_category() -> None:
    assert checked_title("  Prise\tde\nsang \u202e ") == "Prise de sang"
    assert checked_note("a\r\nb\x00") == "a\nb"
    assert checked_category("biologie") == "biologie"
    for call, code in (
        (lambda: checked_title(" \u200b"), "document.titre_vide"),
        (lambda: checked_category("x"), "document.categorie"),
    ):
        with pytest.raises(DomainError) as refused:
            call()
        assert refused.value.code == code


def test_words_are_compared_without_accents() -> None:
    needle = needle_of("Échographie du cœur", "Œdème", "radio_genou.pdf")
    for query in ("echo", "coeur", "cœur", "OEDEME", "genou", "radio du"):
        assert has_all(needle, terms_of(query)), query
    assert not has_all(needle, terms_of("chographie"))


@given(st.text())
def test_a_text_is_found_by_its_own_words(text: str) -> None:
    needle = needle_of(text)
    assert has_all(needle, terms_of(text))


def test_every_sentence_is_in_english() -> None:
    sentences = [*errors.MESSAGES.values(), *CATEGORIES.values(), *cautions.WARNINGS.values(), *previews.CARD_FIELDS.values()]
    english = catalogue("en").entries
    missing = [s for s in sentences if s not in english]
    assert not missing
    for code, template in errors.MESSAGES.items():
        assert core_errors.declared()[code] == template
