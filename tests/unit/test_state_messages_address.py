"""The addresses of `/messages` and what they ask for are the same thing said twice."""

from __future__ import annotations

from urllib.parse import parse_qsl, urlsplit

import pytest
from hypothesis import given
from hypothesis import strategies as st

from rxapp.inbox.rules import MOST_TO as MOST_OF_THE_ROOM
from rxapp.state.messages_address import ARCHIVED, INFORMATION, MOST_TO, STEPS, TEXT, UNREAD, WHO, Asked, read

A, B = "a" * 32, "b" * 32
IDS = st.text("0123456789abcdef", min_size=32, max_size=32)


def said(address: str) -> Asked:
    parts = urlsplit(address)
    return read(parts.path, dict(parse_qsl(parts.query)))


@given(
    conversation=st.one_of(st.just(""), IDS),
    view=st.sampled_from(("", UNREAD, ARCHIVED, INFORMATION)),
    query=st.text("abcé '&=?#%+ ", max_size=30).map(lambda text: " ".join(text.split())),
    writing=st.sampled_from(("", *STEPS)),
    to=st.lists(IDS, max_size=MOST_TO).map(".".join),
    before=st.one_of(st.just(""), st.integers(1, 99_999).map(str)),
    printing=st.sampled_from(("", "oui")),
)
def test_an_address_says_exactly_what_is_asked(**asked: str) -> None:
    wanted = Asked(**asked)
    assert said(wanted.address()) == wanted


@pytest.mark.parametrize(
    ("asked", "screen"),
    [
        (Asked(), "list"),
        (Asked(view=UNREAD), "list"),
        (Asked(conversation=A, writing=WHO), "one"),
        (Asked(conversation=A, printing="oui"), "print"),
        (Asked(printing="oui"), "list"),
        (Asked(writing=WHO), "who"),
        (Asked(writing=TEXT), "who"),
        (Asked(writing=WHO, to=A), "who"),
        (Asked(writing=TEXT, to=A), "new"),
    ],
)
def test_a_step_whose_choice_is_missing_is_the_choice(asked: Asked, screen: str) -> None:
    assert asked.screen == screen


@pytest.mark.parametrize(
    "address",
    ["/messages?vue=tout", "/messages?a=rien", "/messages?avant=-1", "/messages?avant=0", "/messages?ecrire=non", "/messages/"],
)
def test_whatever_is_not_ours_is_not_asked(address: str) -> None:
    assert said(address) == Asked()


def test_choosing_twice_leaves_out_and_there_is_room_for_five() -> None:
    assert Asked().with_one(A).with_one(B).to_ids == (A, B)
    assert Asked(to=A).with_one(A).to == ""
    full = Asked(to=".".join(f"{place:032x}" for place in range(MOST_TO)))
    assert full.with_one(A) is full
    assert MOST_TO == MOST_OF_THE_ROOM


def test_the_list_beside_keeps_its_filters_and_its_place() -> None:
    asked = Asked(conversation=A, view=ARCHIVED, query="genou", after="1.2.x", before="7")
    assert asked.listed() == Asked(view=ARCHIVED, query="genou", after="1.2.x")
