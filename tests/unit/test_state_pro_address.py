"""The address of `/pro` and what it asks for are the same thing said twice."""

from __future__ import annotations

from urllib.parse import parse_qsl, urlsplit

import pytest
from hypothesis import given
from hypothesis import strategies as st

from rxapp.state.pro_address import ARCHIVED, MINE, SETTINGS, UNREAD, Asked, read

A, B = "a" * 32, "b" * 32
IDS = st.one_of(st.just(""), st.text("0123456789abcdef", min_size=32, max_size=32))


def said(address: str) -> Asked:
    return read(dict(parse_qsl(urlsplit(address).query)))


@given(
    view=st.sampled_from(("", UNREAD, MINE, ARCHIVED, SETTINGS)),
    patient=IDS,
    query=st.text("abcé '&=?#%+ ", max_size=30).map(lambda text: " ".join(text.split())),
    after=st.sampled_from(("", f"1.1795000000000000.{A}")),
    conversation=IDS,
    before=st.sampled_from(("", "1", "51", "999999999")),
    printing=st.sampled_from(("", "oui")),
)
def test_an_address_says_exactly_what_is_asked(**asked: str) -> None:
    wanted = Asked(**asked)
    assert said(wanted.address()) == wanted


@pytest.mark.parametrize(
    ("asked", "screen"),
    [
        (Asked(), "list"),
        (Asked(view=UNREAD, patient=A), "list"),
        (Asked(view=SETTINGS), "settings"),
        (Asked(view=SETTINGS, conversation=A), "one"),
        (Asked(conversation=A, before="51"), "one"),
        (Asked(conversation=A, printing="oui"), "print"),
        (Asked(printing="oui"), "list"),
    ],
)
def test_what_is_open_makes_the_screen(asked: Asked, screen: str) -> None:
    assert asked.screen == screen


@pytest.mark.parametrize(
    "parameters",
    [
        {"conversation": "../../etc"},
        {"conversation": A + "\n"},
        {"conversation": A.upper()},
        {"avant": "0"},
        {"avant": "-1"},
        {"avant": "1" * 10},
        {"avant": "١"},
        {"vue": "tout"},
        {"patient": "é" * 32},
        {"imprimer": "1"},
        {"apres": "é"},
    ],
)
def test_what_is_not_ours_counts_as_not_asked(parameters: dict[str, str]) -> None:
    assert read(parameters) == Asked()


def test_a_conversation_opens_beside_the_same_list() -> None:
    there = Asked(view=MINE, patient=A, query="genou", after=f"0.1.{B}", conversation=B, before="51")
    assert there.opened(A) == Asked(view=MINE, patient=A, query="genou", after=f"0.1.{B}", conversation=A)
    assert there.listed() == Asked(view=MINE, patient=A, query="genou", after=f"0.1.{B}")
    assert there.listed(after="").but(view="") == Asked(patient=A, query="genou")
