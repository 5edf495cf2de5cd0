"""Address and what `/officine` shows are the same thing said twice; what is typed there is read, its errors find their box."""

from __future__ import annotations

from dataclasses import replace
from datetime import UTC, date, datetime
from urllib.parse import parse_qsl, urlsplit

import pytest
from hypothesis import given
from hypothesis import strategies as st

from rxapp.accounts.errors import FieldErrors
from rxapp.core.errors import DomainError
from rxapp.pages import officine_order, officine_print
from rxapp.pharmacy.life import moves_of
from rxapp.pharmacy.refusals import HOLDS as REASONS_TO_WAIT
from rxapp.pharmacy.service import Move, Side, State
from rxapp.pharmacy.views import NOTHING
from rxapp.state.officine_address import COLUMNS, MOST_LETTERS, Asked, read
from rxapp.state.officine_board import NEXT, Came, _card, moment, standing
from rxapp.state.officine_order import BOXES
from rxapp.state.officine_reading import beside, day_of, instant_of

HEX = st.text("0123456789abcdef", min_size=32, max_size=32)
CURSOR = HEX.map(lambda one: f"2026-11-26T08:30:00.123456+00:00|{one}")
ASKED = st.builds(
    Asked,
    view=st.sampled_from(["", "horaires"]),
    column=st.sampled_from(["", *COLUMNS]),
    query=st.text(max_size=MOST_LETTERS).map(lambda text: " ".join(text.split())),
    after=st.just("") | CURSOR,
    order=st.just("") | HEX,
    paper=st.sampled_from(["", "etiquette", "fiche"]),
)


def from_address(address: str) -> Asked:
    return read(dict(parse_qsl(urlsplit(address).query)))


@given(ASKED)
def test_an_address_gives_back_what_it_asks(asked: Asked) -> None:
    assert from_address(asked.address()) == asked


@pytest.mark.parametrize(
    ("address", "screen"),
    [
        ("/officine", "board"),
        ("/officine?colonne=pretes&recherche=martin", "board"),
        ("/officine?vue=horaires", "hours"),
        (f"/officine?colonne=pretes&commande={'a' * 32}", "order"),
        (f"/officine?commande={'a' * 32}&imprimer=etiquette", "label"),
        (f"/officine?commande={'a' * 32}&imprimer=fiche", "sheet"),
        ("/officine?imprimer=fiche", "board"),
    ],
)
def test_each_screen_has_its_address(address: str, screen: str) -> None:
    assert from_address(address).screen == screen


@pytest.mark.parametrize(
    "parameters",
    [
        {"colonne": "refusees"},
        {"commande": "A" * 32},
        {"commande": "a" * 31},
        {"apres": "x|y"},
        {"vue": "horaire"},
        {"imprimer": "tout"},
        {"inconnu": "1"},
    ],
)
def test_what_is_not_ours_counts_as_not_asked(parameters: dict[str, str]) -> None:
    assert read(parameters) == Asked()


def test_another_choice_starts_again_at_the_first_card() -> None:
    asked = Asked(column="pretes", after="2026-11-26T08:30:00+00:00|" + "a" * 32)
    assert asked.but(query="martin") == Asked(column="pretes", query="martin")


def test_the_board_behind_an_order_keeps_its_column_and_search() -> None:
    asked = Asked(column="recues", query="martin", order="a" * 32, paper="fiche")
    assert asked.board() == Asked(column="recues", query="martin")


@pytest.mark.parametrize("state", NEXT)
def test_a_card_offers_a_move_that_its_state_allows(state: State) -> None:
    assert NEXT[state] in moves_of(Side.PHARMACY, state)
    assert NEXT[state] is not Move.REFUSE


def test_a_moment_says_the_day_only_when_it_is_another() -> None:
    now = datetime(2026, 11, 26, 15, 0, tzinfo=UTC)
    assert moment(datetime(2026, 11, 26, 8, 5, tzinfo=UTC), now, "fr") == "9\u00a0h\u00a005"
    assert moment(datetime(2026, 11, 27, 16, 0, tzinfo=UTC), now, "fr") == "demain, 17\u00a0h\u00a000"
    assert moment(datetime(2026, 11, 26, 23, 30, tzinfo=UTC), now, "en") == "tomorrow, 00:30"


@pytest.mark.parametrize(
    ("moved", "french", "english"),
    [
        (datetime(2026, 11, 26, 8, 5, tzinfo=UTC), "depuis 9\u00a0h\u00a005", "since 09:05"),
        (datetime(2026, 11, 25, 8, 5, tzinfo=UTC), "depuis hier, 9\u00a0h\u00a005", "since yesterday, 09:05"),
        (datetime(2026, 11, 17, 0, 29, tzinfo=UTC), "depuis 9 jours", "for 9 days"),
        (datetime(2026, 11, 24, 22, 59, tzinfo=UTC), "depuis 2 jours", "for 2 days"),
    ],
)
def test_how_long_an_order_stands_reads_as_one_says_it(moved: datetime, french: str, english: str) -> None:
    now = datetime(2026, 11, 26, 15, 0, tzinfo=UTC)
    assert (standing(moved, now, "fr"), standing(moved, now, "en")) == (french, english)


@pytest.mark.parametrize("secret", [True, False])
def test_a_card_bears_the_mark_of_what_a_minor_keeps_secret(secret: bool) -> None:
    now = datetime(2026, 11, 26, 15, 0, tzinfo=UTC)
    row = replace(NOTHING.row, id="a" * 32, state=State.SENT, moved=now.isoformat(), secret=secret)
    assert _card(row, Asked(), False, now, "fr").secret is secret


def test_the_order_and_its_sheet_say_that_it_is_secret_and_the_label_does_not() -> None:
    says = {one.__name__: "secret" in str(one()) for one in (officine_order.order, officine_print.sheet, officine_print.label)}
    assert says == {"order": True, "sheet": True, "label": False}


@pytest.mark.parametrize(
    ("new", "french", "english"),
    [
        (1, "Nouvelle commande n° 7F3A2B.", "New order no. 7F3A2B."),
        (3, "3 nouvelles commandes, dont la n° 7F3A2B.", "3 new orders, no. 7F3A2B among them."),
    ],
)
def test_what_came_in_is_said_with_how_many(new: int, french: str, english: str) -> None:
    heard = Came(frozenset(), tuple("abc"[:new]), "7F3A2B")
    assert (heard.words("fr"), heard.words("en")) == (french, english)


@pytest.mark.parametrize("typed", ["17 h", "17h00", "17:00", "1700"])
def test_an_hour_is_that_of_the_clock_on_the_wall(typed: str) -> None:
    assert instant_of("2026-11-26", typed) == datetime(2026, 11, 26, 16, 0, tzinfo=UTC)


def test_no_hour_promises_none() -> None:
    assert instant_of("2026-11-26", "  ") is None


@pytest.mark.parametrize(("day", "hour"), [("2026-11-26", "25h"), ("2026-11-26", "tantôt"), ("demain", "17h"), ("", "17h")])
def test_an_hour_that_is_none_is_said_beside_its_box(day: str, hour: str) -> None:
    with pytest.raises(FieldErrors) as wrong:
        instant_of(day, hour)
    assert wrong.value.errors == {"heure": "commande.heure_forme"}


@pytest.mark.parametrize("typed", ["26/11/2027", " 26 / 11 / 2027", "26112027", "2027-11-26"])
def test_a_day_is_typed_as_elsewhere(typed: str) -> None:
    assert day_of(typed) == date(2027, 11, 26)


@pytest.mark.parametrize("typed", ["31/02/2027", "demain", "26/11"])
def test_a_day_that_does_not_exist_is_said_beside_its_box(typed: str) -> None:
    assert day_of("  ") is None
    with pytest.raises(DomainError) as wrong:
        day_of(typed)
    told = beside(wrong.value, BOXES)
    assert isinstance(told, FieldErrors)
    assert told.errors == {"jour": "refus.jour_forme"}


@pytest.mark.parametrize(
    ("code", "box"),
    [
        ("refus.raison", "raison"),
        ("refus.jour", "jour"),
        ("commande.heure", "heure"),
        ("commande.proposition_vide", "medicament"),
    ],
)
def test_an_error_of_one_box_stands_beside_it(code: str, box: str) -> None:
    told = beside(DomainError(code), BOXES)
    assert isinstance(told, FieldErrors)
    assert told.errors == {box: code}


def test_an_error_of_the_whole_stays_whole() -> None:
    error = DomainError("commande.interdit")
    assert beside(error, BOXES) is error


def test_the_counter_offers_reasons_that_exist_and_says_them_all() -> None:
    from rxapp.components.officine_order import HOLDS

    assert {code for code, _words in HOLDS} == set(REASONS_TO_WAIT) - {"replacement", "declined"}
