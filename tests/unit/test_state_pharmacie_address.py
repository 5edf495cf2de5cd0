"""The address of `/pharmacie` and what it asks for are the same thing said twice."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from rxapp.state.pharmacie_address import MOST_PAPERS, PAPERS, PLACE, STEPS, WISHES, Asked, order_address, read

A, B, C = "a" * 32, "b" * 32, "c" * 32
IDS = st.text("0123456789abcdef", min_size=32, max_size=32)


def said(address: str) -> Asked:
    from urllib.parse import parse_qsl, urlsplit

    return read(dict(parse_qsl(urlsplit(address).query)))


@given(
    order=st.one_of(st.just(""), IDS),
    sending=st.sampled_from(("", *STEPS)),
    papers=st.lists(IDS, max_size=MOST_PAPERS).map(".".join),
    pharmacy=st.one_of(st.just(""), IDS),
    query=st.text("abcé '&=?#%+ ", max_size=30).map(lambda text: " ".join(text.split())),
    near=st.sampled_from(("", "00120", "75011")),
)
def test_an_address_says_exactly_what_is_asked(**asked: str) -> None:
    wanted = Asked(**asked)
    assert said(wanted.address()) == wanted


@pytest.mark.parametrize(
    ("asked", "screen"),
    [
        (Asked(), "list"),
        (Asked(when="terminees"), "list"),
        (Asked(view="pharmacies"), "places"),
        (Asked(order=A, sending=WISHES), "one"),
        (Asked(elsewhere=A), "elsewhere"),
        (Asked(sending=PAPERS, papers=A), "papers"),
        (Asked(sending=PLACE), "papers"),
        (Asked(sending=WISHES, papers=A), "place"),
        (Asked(sending=WISHES, pharmacy=B), "papers"),
        (Asked(sending=PLACE, papers=A, pharmacy=B), "place"),
        (Asked(sending=WISHES, papers=A, pharmacy=B), "wishes"),
    ],
)
def test_a_step_that_misses_a_choice_is_the_first_that_does(asked: Asked, screen: str) -> None:
    assert asked.screen == screen


@pytest.mark.parametrize(
    "parameters",
    [
        {"commande": "../../etc"},
        {"commande": A + "\n"},
        {"ordonnance": ".".join([A] * (MOST_PAPERS + 1))},
        {"envoyer": "tout"},
        {"pres": "0012"},
        {"pres": "٠٠١٢٠"},
        {"apres": "x" * 201},
        {"vue": "autre"},
        {"inconnu": "1"},
    ],
)
def test_what_is_not_one_of_ours_counts_as_not_asked(parameters: dict[str, str]) -> None:
    assert read(parameters) == Asked()


def test_a_prescription_is_chosen_once_and_left_out_again() -> None:
    one = Asked(sending=PAPERS).with_paper(A)
    two = one.with_paper(B)
    assert two.paper_ids == (A, B)
    assert two.with_paper(A).paper_ids == (B,)
    assert one.with_paper(A).papers == ""


def test_there_is_room_for_five() -> None:
    full = Asked(sending=PAPERS, papers=".".join(f"{n}" * 32 for n in range(MOST_PAPERS)))
    assert full.with_paper(C) == full


def test_the_choices_stay_from_step_to_step_and_what_was_searched_does_not() -> None:
    asked = Asked(sending=PLACE, papers=A, pharmacy=B, query="lilas", near="00120", after="x")
    assert asked.step(WISHES) == Asked(sending=WISHES, papers=A, pharmacy=B)


def test_an_order_has_an_address() -> None:
    assert order_address(A) == f"/pharmacie?commande={A}"
