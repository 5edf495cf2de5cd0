"""Address and filters of `/dossier` are the same thing said twice; a typed day is read as people write it."""

from urllib.parse import parse_qsl, urlsplit

import pytest
from hypothesis import given
from hypothesis import strategies as st

from rxapp.core.origin import TAKEN_OVER
from rxapp.state.document import read_day
from rxapp.state.dossier_filters import MOST_LETTERS, Filters, read

HEX = st.text("0123456789abcdef", min_size=32, max_size=32)
FILTERS = st.builds(
    Filters,
    query=st.text(max_size=MOST_LETTERS).map(lambda text: " ".join(text.split())),
    category=st.sampled_from(["", "biologie", "compte_rendu"]),
    year=st.sampled_from(["", "1999", "2026"]),
    author=st.just("") | HEX,
    after=st.just("") | HEX.map(lambda document: f"2026-11-23.1795426600062485.{document}"),
)


def from_address(address: str) -> Filters:
    return read(dict(parse_qsl(urlsplit(address).query)))


@given(FILTERS)
def test_an_address_gives_back_its_filters(filters: Filters) -> None:
    assert from_address(filters.address()) == filters


def test_no_filter_is_the_bare_address() -> None:
    assert Filters().address() == "/dossier"
    assert not Filters(after="x").narrowed
    assert Filters(year="2026").narrowed


def test_words_of_the_address_are_french() -> None:
    filters = Filters(query="prise de sang", category="biologie", year="2025", author="a" * 32)
    assert filters.address() == f"/dossier?q=prise+de+sang&categorie=biologie&annee=2025&auteur={'a' * 32}"


def test_what_carnet_made_is_chosen_by_its_author() -> None:
    assert read({"auteur": "system"}).author == "system"


def test_what_another_carnet_had_is_chosen_too() -> None:
    assert read({"auteur": TAKEN_OVER}).author == TAKEN_OVER


def test_the_following_rows_keep_the_filters() -> None:
    filters = Filters(query="bilan")
    assert filters.starting("2026-11-23.1.ab").address() == "/dossier?q=bilan&apres=2026-11-23.1.ab"
    assert filters.starting("2026-11-23.1.ab").starting(None) == filters


@pytest.mark.parametrize(
    "strange",
    [
        {"categorie": "../../etc"},
        {"annee": "20266"},
        {"annee": "٢٠٢٦"},
        {"annee": "-1"},
        {"auteur": "admin"},
        {"auteur": "A" * 32},
        {"apres": "<script>"},
        {"q": " \n "},
        {"page": "2"},
    ],
)
def test_what_is_not_ours_counts_as_not_asked(strange: dict[str, str]) -> None:
    assert read(strange) == Filters()


def test_a_search_is_one_line_and_bounded() -> None:
    assert read({"q": "  prise \n de   sang "}).query == "prise de sang"
    assert len(read({"q": "x" * 5_000}).query) == MOST_LETTERS


@pytest.mark.parametrize("typed", ["4/9/1979", "4 9 1979", "4.9.1979", "4-9-1979", " 4 / 9 / 1979 "])
def test_a_day_is_read_as_people_write_it(typed: str) -> None:
    assert read_day(typed) == "4/9/1979"


@pytest.mark.parametrize("typed", ["1979-09-04", "hier", "", "4/9/79"])
def test_other_words_are_left_to_the_record(typed: str) -> None:
    assert read_day(typed) == typed
