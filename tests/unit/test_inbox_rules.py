"""Who may write, begin and withdraw: every combination of what bears on it, against the sentence that says who may."""

from __future__ import annotations

import itertools
from datetime import date, timedelta

from hypothesis import given
from hypothesis import strategies as st

from rxapp.core import errors
from rxapp.inbox import service
from rxapp.inbox.rules import (
    Side,
    Starting,
    WhoMayStart,
    Withdrawing,
    Writing,
    is_away,
    require_colleague,
    require_side,
    why_not_start,
    why_not_withdraw,
    why_not_write,
)
from tests.accounts import refused

YES_NO = (False, True)


def test_who_may_write_is_said_for_every_case() -> None:
    for side, information, closed, blocked, gone, others in itertools.product(Side, YES_NO, YES_NO, YES_NO, YES_NO, (0, 1, 3)):
        said = why_not_write(Writing(side, information, closed, blocked, gone, others))
        heard = others > 0 if side is Side.PATIENT else not (blocked or gone)
        may = information if side is Side.SYSTEM else not information and not closed and heard
        assert (said == "") is may, (side, information, closed, blocked, gone, others)
        assert not said or said in errors.declared()


def test_who_may_begin_is_said_for_every_case() -> None:
    for who, known, blocked in itertools.product(WhoMayStart, YES_NO, YES_NO):
        said = why_not_start(Starting(who, known, blocked))
        may = not blocked and (who is WhoMayStart.EVERYBODY or (who is WhoMayStart.KNOWN and known))
        assert (said == "") is may
        assert not said or said in errors.declared()


def test_only_ones_own_unread_message_is_withdrawn() -> None:
    for facts in itertools.starmap(Withdrawing, itertools.product(YES_NO, repeat=5)):
        said = why_not_withdraw(facts)
        may = facts.own and not (facts.automatic or facts.withdrawn or facts.closed or facts.read)
        assert (said == "") is may
        assert not said or said in errors.declared()


@given(st.dates(), st.integers(0, 400), st.integers(-500, 500))
def test_an_absence_holds_from_its_first_day_to_its_last(first: date, length: int, far: int) -> None:
    try:
        last, today = first + timedelta(days=length), first + timedelta(days=far)
    except OverflowError:
        return
    assert is_away(first, last, today) is (0 <= far <= length)
    assert not is_away(None, None, today)


def test_an_act_of_the_other_side_does_not_exist() -> None:
    assert refused(require_side, Side.PATIENT, Side.PROFESSIONAL).code == "introuvable"
    assert require_side(Side.PATIENT, Side.PATIENT) is None
    assert refused(require_colleague, "a", "b").code == "message.autre_cabinet"
    assert require_colleague("a", "a") is None


def test_reasons_are_few_and_short() -> None:
    assert len(service.CLOSINGS) == 5
    assert all(len(key) <= 16 for key in (*service.CLOSINGS, *service.REPORTS))
