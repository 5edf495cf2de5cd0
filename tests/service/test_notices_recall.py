"""What a dispatcher holds already, dozens at a time, does not leave once it is refused, taken back, read or switched off."""

from __future__ import annotations

from collections.abc import Callable
from datetime import timedelta

import pytest

from rxapp.notices import service
from tests.agenda import home
from tests.outbox import Office, office
from tests.post import Post, post

__all__ = ["home", "office", "post"]

TWO = timedelta(days=2)


def _switch_off(office: Office, _notices: list[str]) -> None:
    office.do(service.switch, actor=office.home.nadia, kind="prevention", channel="mail", on=False)


def _refuse(office: Office, _notices: list[str]) -> None:
    office.do(service.withdraw, account_id=office.home.nadia.account_id, topic="dtp", told=False)


def _take_back(office: Office, _notices: list[str]) -> None:
    office.do(service.withdraw, account_id=office.home.nadia.account_id, topic="dtp")


def _read(office: Office, notices: list[str]) -> None:
    for notice in notices:
        office.do(service.mark_read, actor=office.home.nadia, notice_id=notice)


def _stop(office: Office, _notices: list[str]) -> None:
    office.do(service.stop, account_id=office.home.nadia.account_id)


@pytest.mark.parametrize("end", [_switch_off, _refuse, _take_back, _read, _stop])
def test_what_is_held_does_not_leave_once_it_is_over(
    office: Office, post: Post, end: Callable[[Office, list[str]], None]
) -> None:
    """One mail is at the server, eleven are held behind it; somebody else's go on."""
    office.with_server(post.url)
    post.most = 1
    notices = [office.announce(f"o{number}", topic="dtp") for number in range(12)]
    office.announce("zoe", actor=office.home.zoe, topic="dtp")
    clicks: list[str] = []

    def click(recipient: str) -> None:
        if recipient == "nadia@exemple.fr" and not clicks:
            clicks.append(recipient)
            end(office, notices)

    post.on_arrival = click
    office.dispatch(TWO)
    assert [recipient for recipient, _message in post.arrived].count("nadia@exemple.fr") == 1
    assert [recipient for recipient, _message in post.arrived].count("zoe@exemple.fr") == 1
    mails = [row for row in office.deliveries() if row.channel == "mail"]
    assert sorted(row.state for row in mails) == ["dropped"] * 11 + ["sent"] * 2
    assert {row.lease_owner for row in mails} == {None}


def test_a_refusal_that_is_undone_lets_what_it_held_back_leave_once(office: Office, post: Post) -> None:
    office.with_server(post.url)
    post.most = 1
    for number in range(4):
        office.announce(f"o{number}", topic="dtp")
    since = []

    def click(_recipient: str) -> None:
        if not since:
            since.append(office.clock.now())
            _refuse(office, [])

    post.on_arrival = click
    office.dispatch(TWO)
    assert len(post.arrived) == 1
    office.do(service.restore, topic="dtp", account_id=office.home.nadia.account_id, since=since[0])
    office.dispatch()
    assert (len(post.arrived), max(post.times.values())) == (4, 1)


def test_a_letter_that_a_room_wrote_leaves_whatever_was_switched_off(office: Office, post: Post) -> None:
    office.with_server(post.url)
    _switch_off(office, [])
    office.do(service.send_mail, person_id=None, recipient="x@exemple.fr", subject="Sujet", body="Corps")
    office.dispatch()
    assert len(post.arrived) == 1
