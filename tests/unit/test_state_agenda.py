"""Address and what `/agenda` shows are the same thing said twice; the form says what the agenda is given."""

from __future__ import annotations

from dataclasses import replace
from urllib.parse import parse_qsl, urlsplit

import pytest
from hypothesis import given
from hypothesis import strategies as st

from rxapp.agenda.fields import Form as Fields
from rxapp.agenda.fields import read as read_fields
from rxapp.state.agenda_address import MOST_LETTERS, Asked, one_address, read
from rxapp.state.agenda_form import NAMES, AppointmentForm, _fields
from rxapp.state.todo import MOST, Todo, most_urgent

HEX = st.text("0123456789abcdef", min_size=32, max_size=32)
ASKED = st.builds(
    Asked,
    view=st.sampled_from(["", "mois", "calendriers"]),
    when=st.sampled_from(["", "passes"]),
    who=st.sampled_from(["", "famille"]),
    query=st.text(max_size=MOST_LETTERS).map(lambda text: " ".join(text.split())),
    month=st.sampled_from(["", "2026-12", "1999-01"]),
    day=st.sampled_from(["", "2026-12-03"]),
    after=st.just("") | HEX.map(lambda one: f"20261126T083000Z.{one}.20261126"),
    appointment=st.just("") | HEX,
    occurrence=st.sampled_from(["", "20261126", "20261126T083000Z"]),
    imported=st.just("") | HEX,
    adding=st.sampled_from(["", "1"]),
    changing=st.sampled_from(["", "1"]),
)


def from_address(address: str) -> Asked:
    return read(dict(parse_qsl(urlsplit(address).query)))


@given(ASKED)
def test_an_address_gives_back_what_it_asks(asked: Asked) -> None:
    assert from_address(asked.address()) == asked


@pytest.mark.parametrize(
    ("address", "screen"),
    [
        ("/agenda", "list"),
        ("/agenda?quand=passes&qui=famille&q=dentiste", "list"),
        ("/agenda?vue=mois&mois=2026-12", "month"),
        ("/agenda?vue=calendriers", "calendars"),
        (f"/agenda?rendezvous={'a' * 32}&occurrence=20261126T083000Z", "one"),
        (f"/agenda?rendezvous={'a' * 32}&modifier=1", "form"),
        ("/agenda?jour=2026-12-03&ajouter=1", "form"),
        (f"/agenda?import={'b' * 32}", "import"),
    ],
)
def test_each_screen_has_its_address(address: str, screen: str) -> None:
    asked = from_address(address)
    assert asked.screen == screen
    assert asked.address() == address


@pytest.mark.parametrize(
    "strange",
    [
        {"vue": "semaine"},
        {"qui": "tous"},
        {"mois": "2026-13"},
        {"mois": "٢٠٢٦-12"},
        {"jour": "2026-12-32"},
        {"rendezvous": "../x"},
        {"rendezvous": "A" * 32},
        {"occurrence": "<script>"},
        {"import": "x"},
        {"ajouter": "oui"},
        {"apres": "a b"},
        {"q": " \n "},
    ],
)
def test_what_is_not_ours_counts_as_not_asked(strange: dict[str, str]) -> None:
    assert read(strange) == Asked()


def test_behind_one_appointment_stands_the_list_it_came_from() -> None:
    asked = Asked(who="famille", query="kiné", appointment="a" * 32, occurrence="20261126", changing="1")
    assert asked.whole() == Asked(who="famille", query="kiné")
    assert replace(Asked(who="famille"), after="x").but(when="passes") == Asked(who="famille", when="passes")
    assert one_address("a" * 32, "20261126") == f"/agenda?rendezvous={'a' * 32}&occurrence=20261126"


def test_boxes_that_do_not_show_count_for_nothing() -> None:
    once = AppointmentForm(motif="x", jour="26/11/2026", debut="9h30", une_fois_sur="2", jusqu_au="faux", nombre="faux")
    fields = _fields(once, "Europe/Paris", ("a",))
    assert (fields.every, fields.until, fields.count, fields.documents) == ("1", "", "", ("a",))
    whole = AppointmentForm(
        motif="x", jour="26/11/2026", debut="25h", fin="26h", toute_la_journee="oui", dernier_jour="27/11/2026"
    )
    assert read_fields(_fields(whole, "Europe/Paris", ())).slot.all_day
    timed = AppointmentForm(motif="x", jour="26/11/2026", debut="9h30", dernier_jour="faux")
    assert not read_fields(_fields(timed, "Europe/Paris", ())).slot.all_day


def test_each_field_of_the_agenda_has_its_box() -> None:
    boxes = set(AppointmentForm.model_fields) | {"documents"}
    assert set(NAMES.values()) <= boxes
    assert set(NAMES) == set(Fields.__dataclass_fields__) - {"all_day"}


def test_three_cards_at_most_what_is_to_settle_first() -> None:
    cards = [
        Todo(str(n), mark, f"2026-12-0{n}", "", "", "", "", "")
        for n, mark in enumerate(("soon", "todo", "soon", "todo", "todo"), 1)
    ]
    assert [card.id for card in most_urgent(cards)] == ["2", "4", "5"]
    assert len(most_urgent(cards)) == MOST
