"""A young person is reminded before their record is closed, whatever their parents, the server or a backup did meanwhile."""

from __future__ import annotations

from contextlib import nullcontext
from datetime import date, datetime, time, timedelta
from pathlib import Path
from types import SimpleNamespace

import pytest
from click.testing import CliRunner

from rxapp.accounts import replaying, service
from rxapp.cli import reminders as timer
from rxapp.core.clock import PARIS
from rxapp.core.keys import has_key
from rxapp.core.policy import Actor
from tests.accounts import PASSWORD
from tests.closing import Leaving, leaving
from tests.pharmacy import counter, home
from tests.restoring import copied, restored
from tests.service.test_accounts_child_closing import readable, told
from tests.service.test_accounts_child_notice import (
    DAY,
    LAST,
    SOON,
    STOPPED,
    at,
    close,
    keep,
    mails,
    mine,
    oppose,
    remind,
    second_parent,
    zoe,
)

__all__ = ["counter", "home", "leaving", "zoe"]


def both_close(leaving: Leaving, zoe: Actor) -> tuple[Actor, Actor]:
    """Two parents who close a young person's record, which the young person is told of."""
    both = (leaving.nadia, second_parent(leaving, zoe))
    for parent in both:
        close(leaving, zoe, parent)
    assert SOON in told(leaving, zoe)
    return both


@pytest.mark.parametrize("takes_back", [0, 1])
def test_nobody_is_reminded_once_one_of_two_parents_took_it_back(leaving: Leaving, zoe: Actor, takes_back: int) -> None:
    both = both_close(leaving, zoe)
    keep(leaving, both[takes_back], zoe)
    at(leaving, DAY - timedelta(days=2), time(9))
    assert told(leaving, zoe) == [STOPPED]


@pytest.mark.parametrize("goes", [0, 1])
def test_they_are_reminded_though_one_of_two_parents_left(leaving: Leaving, zoe: Actor, goes: int) -> None:
    both = both_close(leaving, zoe)
    given = {"password": PASSWORD, "choices": {}, "confirmed": True, "token_hash": bytes(32)}
    service.close_account(leaving.database, actor=both[goes], **given)
    remind(leaving, zoe)
    at(leaving, DAY)
    assert not readable(leaving, zoe.person_id)


def test_asked_anew_they_are_reminded_before_the_new_day_alone(leaving: Leaving, zoe: Actor) -> None:
    close(leaving, zoe)
    assert told(leaving, zoe) == [SOON]
    at(leaving, date(2026, 11, 26), time(12))
    keep(leaving, leaving.nadia, zoe)
    assert told(leaving, zoe) == [STOPPED]
    again = close(leaving, zoe).day
    assert told(leaving, zoe) == [SOON]
    at(leaving, DAY - timedelta(days=2), time(9))
    assert told(leaving, zoe) == [SOON]
    remind(leaving, zoe, again)
    assert told(leaving, zoe) == [LAST, SOON]


def test_who_asks_and_takes_back_all_day_writes_to_them_once(leaving: Leaving, zoe: Actor) -> None:
    leaving.counter.clock.advance(timedelta(hours=8))
    for _ in range(6):
        close(leaving, zoe)
        assert told(leaving, zoe) == [SOON]
        keep(leaving, leaving.nadia, zoe)
        assert told(leaving, zoe) == [STOPPED]
        leaving.counter.clock.advance(timedelta(minutes=1))
    assert [subject for subject, _body in mails(leaving, zoe)].count(SOON) == 1
    assert len(mails(leaving, zoe)) <= 2
    day = close(leaving, zoe).day
    assert told(leaving, zoe) == [SOON]
    remind(leaving, zoe, day)
    assert told(leaving, zoe) == [LAST, SOON]


def test_a_server_that_was_off_tells_them_first(leaving: Leaving, zoe: Actor) -> None:
    close(leaving, zoe)
    at(leaving, date(2026, 12, 9), time(9))
    assert readable(leaving, zoe.person_id)
    assert told(leaving, zoe) == [LAST]
    assert LAST in [subject for subject, _body in mails(leaving, zoe)]
    assert mine(leaving, zoe).closing.day == "11 décembre 2026"
    at(leaving, date(2026, 12, 10), time(23, 59))
    assert readable(leaving, zoe.person_id)
    at(leaving, date(2026, 12, 11))
    assert not readable(leaving, zoe.person_id)


def test_reminded_on_the_last_day_they_have_a_whole_one_more(leaving: Leaving, zoe: Actor) -> None:
    close(leaving, zoe)
    at(leaving, date(2026, 11, 30), time(18))
    assert LAST in told(leaving, zoe)
    at(leaving, DAY)
    assert readable(leaving, zoe.person_id)
    assert told(leaving, zoe) == [LAST]
    at(leaving, DAY + timedelta(days=2))
    assert not readable(leaving, zoe.person_id)


def test_a_wish_that_a_backup_brings_back_is_told_before_it_closes(leaving: Leaving, zoe: Actor, tmp_path: Path) -> None:
    close(leaving, zoe)
    at(leaving, date(2026, 11, 25), time(9))
    with copied(leaving.database, tmp_path / "copy") as copy:
        oppose(leaving, zoe)
        leaving.counter.clock.set(datetime.combine(date(2026, 12, 3), time(9), PARIS))
        with restored(leaving.database, copy) as again:
            replaying.replay(again)
            service.advance_children(again)
            with again.read() as uow:
                assert has_key(uow, zoe.person_id)


def test_a_timer_closes_it_too(leaving: Leaving, zoe: Actor, monkeypatch: pytest.MonkeyPatch) -> None:
    close(leaving, zoe)
    remind(leaving, zoe)
    leaving.counter.clock.set(datetime.combine(DAY, time(9), PARIS))
    wired = SimpleNamespace(db=leaving.database, settings=leaving.database.settings)
    monkeypatch.setattr(timer, "opened", lambda settings: nullcontext(wired))
    assert CliRunner().invoke(timer.reminders, catch_exceptions=False).exit_code == 0
    assert not readable(leaving, zoe.person_id)
