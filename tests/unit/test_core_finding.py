"""What one types finds words by their beginning and days however they are written."""

from datetime import date

import pytest

from rxapp.core.finding import day_words, has_all, terms_of, words_of

TEXT = words_of("Bilan 12,5 g", "CHU de Valbois") + day_words(date(2025, 3, 12), "fr")


@pytest.mark.parametrize(
    "typed",
    ["bilan", "VALB", "mars", "12 mars 2025", "12/03/2025", "12/3/2025", "12.03.2025", "2025-03-12", "12/03/25", "03/2025",
     "12/03", "mercredi", "2025", "12,5", "bilan mars", "chu 2025"],
)  # fmt: skip
def test_what_is_there_is_found(typed: str) -> None:
    assert has_all(TEXT, terms_of(typed))


@pytest.mark.parametrize(
    "typed", ["avril", "13/03/2025", "12/04", "2024", "2", "20", "albois", "bilan avril", "march", "03/2024"]
)
def test_what_is_not_there_is_not_found(typed: str) -> None:
    assert not has_all(TEXT, terms_of(typed))


def test_days_are_named_in_the_reader_s_language() -> None:
    assert has_all(day_words(date(2025, 3, 12), "en"), terms_of("12 march"))


def test_signs_alone_ask_for_nothing() -> None:
    assert terms_of(" … « » ") == []
