"""What is shown around a hit: on one line, not too long, with the words that were looked for marked."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from rxapp.core import excerpts
from rxapp.core.excerpts import LENGTH, excerpt
from rxapp.core.finding import folded_words, terms_of

FAR = "mot " * 300


def shown(text: str, query: str) -> str:
    return "".join(f"[{piece.text}]" if piece.hit else piece.text for piece in excerpt(text, terms_of(query)))


@pytest.mark.parametrize(
    ("text", "query", "expected"),
    [
        ("Kyste du foie.", "kyste", "[Kyste] du foie."),
        ("Kyste du foie.", "foi ky", "[Kyste] du [foie]."),
        ("Un œdème, puis des œdèmes", "oedeme", "Un [œdème], puis des [œdèmes]"),
        ("L’hôpital\n\n  d’Angers", "hopital angers", "L’[hôpital] d’[Angers]"),
        ("Kyste du foie.", "rein", ""),
        ("Kyste du foie.", "", ""),
        ("Vu le 12/03/2024.", "12/03/2024", "Vu le [12]/[03]/[2024]."),
        ("KYSTE_RENAL du foie", "renal", "[KYSTE_RENAL] du foie"),
        ("", "kyste", ""),
    ],
)
def test_words_are_marked_as_they_stand(text: str, query: str, expected: str) -> None:
    assert shown(text, query) == expected


def test_a_hit_far_away_is_shown_among_its_neighbours() -> None:
    said = shown(f"{FAR} le kyste est stable {FAR}", "kyste")
    assert said.startswith("… mot ")
    assert said.endswith(" …")
    assert "mot le [kyste] est stable mot" in said


def test_the_place_that_says_most_is_shown() -> None:
    said = shown(f"un kyste {FAR} un kyste du foie {FAR}", "foie kyste")
    assert "[kyste] du [foie]" in said


def test_a_long_text_and_many_words_are_looked_through_quickly(monkeypatch: pytest.MonkeyPatch) -> None:
    folded: list[str] = []

    def counting(word: str) -> list[str]:
        folded.append(word)
        return folded_words(word)

    monkeypatch.setattr(excerpts, "folded_words", counting)
    text = " ".join(f"é{number % 5_000}" for number in range(12_000))
    assert shown(text, " ".join(f"rein{number}" for number in range(64))) == ""
    assert len(folded) == 5_000


def test_the_first_words_of_a_long_search_are_marked() -> None:
    letters = "abcdefghijklmnop"
    said = shown(" ".join(letter * 2 for letter in letters), " ".join(letter * 2 for letter in letters))
    assert said.count("[") == 10
    assert said.startswith("[aa] [bb]")


@given(st.text(max_size=2_000), st.text(max_size=20))
def test_an_excerpt_is_part_of_its_text_and_short(text: str, query: str) -> None:
    pieces = excerpt(text, terms_of(query))
    said = "".join(piece.text for piece in pieces)
    assert len(said) <= LENGTH + 60 or any(len(word) > LENGTH for word in text.split())
    assert said.removeprefix("… ").removesuffix(" …").strip() in " ".join(text.split())
    assert not pieces or any(piece.hit for piece in pieces)
