"""The life of an order as a table: whole, without a dead end, and the same in the docs."""

from __future__ import annotations

import itertools

import pytest

from rxapp.core import i18n
from rxapp.core.settings import ROOT
from rxapp.pharmacy import handbook, life
from rxapp.pharmacy.life import LIFE, LINE_LIFE, LIVE, LineState, Move, Side, State
from tests.accounts import refused

EVERYTHING = list(itertools.product(Side, Move, (None, *State)))


def test_one_move_leads_to_one_place() -> None:
    assert len({(one.side, one.move, one.before) for one in LIFE}) == len(LIFE)


@pytest.mark.parametrize(("side", "move", "state"), EVERYTHING)
def test_what_is_not_in_the_table_is_refused(side: Side, move: Move, state: State | None) -> None:
    allowed = {(one.side, one.move, one.before): one.after for one in LIFE}
    if (side, move, state) in allowed:
        assert life.after(side, move, state) == allowed[side, move, state]
    else:
        assert refused(life.after, side, move, state).code == "commande.interdit"


@pytest.mark.parametrize(("side", "before", "now"), list(itertools.product(Side, LineState, LineState)))
def test_what_is_not_in_the_table_of_lines_is_refused(side: Side, before: LineState, now: LineState) -> None:
    if (side, before, now) in LINE_LIFE:
        life.require_line(side, before, now)
    else:
        assert refused(life.require_line, side, before, now).code == "commande.ligne_interdit"


def test_an_order_that_lives_can_always_end_and_an_end_is_an_end() -> None:
    for state in State:
        moves = [one for one in LIFE if one.before == state]
        assert bool(moves) is (state in LIVE)
        assert state not in LIVE or {Side.PATIENT, Side.SYSTEM} <= {one.side for one in moves if one.after == State.CANCELLED}
    assert life.moves_of(Side.PHARMACY, State.READY) == (Move.RESUME, Move.HAND_PART, Move.HAND_OVER)
    assert not [one for one in LINE_LIFE if one[1] not in life.OPEN_LINES]


def test_every_state_has_its_words_in_both_languages() -> None:
    for words in (life.STATE_WORDS, life.LINE_WORDS):
        assert all(said in i18n.catalogue("en").entries for said in words.values())
    assert set(life.STATE_WORDS) == set(State)
    assert set(life.LINE_WORDS) == set(LineState)


def test_the_docs_hold_the_same_table() -> None:
    assert (ROOT / "docs" / "pharmacy-orders.md").read_text(encoding="utf-8") == handbook.page()
