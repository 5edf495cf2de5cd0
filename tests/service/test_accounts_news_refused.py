"""The e-mails that the accounts' room writes itself about relatives follow what one chose of that kind, and one's quiet hours."""

from __future__ import annotations

import asyncio
from datetime import time, timedelta

import pytest
from sqlalchemy import select

from rxapp.accounts import service
from rxapp.core.policy import SYSTEM_ACTOR, Actor
from rxapp.notices import service as notices
from rxapp.notices.dispatch import Dispatcher
from rxapp.notices.models import Delivery
from rxapp.notices.views import departures_page
from tests.closing import Leaving, leaving
from tests.pharmacy import counter, home
from tests.service.test_accounts_child_closing import ask, two

__all__ = ["counter", "home", "leaving", "two"]

ASKED = "Une demande vous attend dans Carnet"


def mails(leaving: Leaving) -> list[str]:
    """Subjects of what was written to Nadia, the latest first."""
    with leaving.database.read() as uow:
        found = departures_page(uow, actor=SYSTEM_ACTOR, lang="fr", kind="mail").items
    return [one.subject for one in found if one.recipient == "nadia@exemple.fr"]


def states(leaving: Leaving) -> list[str]:
    with leaving.database.read() as uow:
        return list(uow.session.execute(select(Delivery.state).where(Delivery.account_id == leaving.nadia.account_id)).scalars())


def switch(leaving: Leaving, *, on: bool = False, kind: str = "proche") -> None:
    leaving.counter.at_counter(notices.switch, leaving.nadia, kind=kind, channel="mail", on=on)


def carry(leaving: Leaving, later: timedelta = timedelta(0)) -> None:
    leaving.counter.clock.advance(later)
    asyncio.run(Dispatcher(leaving.database).once())


def quiet(leaving: Leaving) -> None:
    """From ten to noon: it is ten in Paris."""
    leaving.counter.at_counter(notices.choose_quiet_hours, leaving.nadia, begins=time(10), ends=time(12))


def test_it_leaves_at_once_for_who_refuses_nothing(two: tuple[Leaving, Actor]) -> None:
    leaving, karim = two
    switch(leaving, kind="message")
    ask(leaving, karim)
    carry(leaving)
    assert (mails(leaving)[0], states(leaving)) == (ASKED, ["sent"])


def test_none_is_written_to_who_refuses_the_kind_until_they_want_it_again(two: tuple[Leaving, Actor]) -> None:
    leaving, karim = two
    switch(leaving)
    ask(leaving, karim)
    carry(leaving)
    assert (mails(leaving), states(leaving)) == ([], [])
    switch(leaving, on=True)
    with leaving.database.uow() as uow:
        service.keep_child(uow, actor=karim, child_id=leaving.leo)
        uow.commit()
    ask(leaving, karim)
    assert mails(leaving)[0] == ASKED


def test_in_quiet_hours_it_waits_until_they_are_over(two: tuple[Leaving, Actor]) -> None:
    leaving, karim = two
    quiet(leaving)
    ask(leaving, karim)
    carry(leaving)
    assert states(leaving) == ["waiting"]
    carry(leaving, timedelta(hours=2))
    assert states(leaving) == ["sent"]


@pytest.mark.parametrize("after", [False, True], ids=["while it waits", "as it is carried"])
def test_one_that_waits_leaves_no_more_once_the_kind_is_refused(
    two: tuple[Leaving, Actor], monkeypatch: pytest.MonkeyPatch, after: bool
) -> None:
    """Where the switch came between its look and its write, the carrier asks again."""
    leaving, karim = two
    quiet(leaving)
    ask(leaving, karim)
    if after:
        monkeypatch.setattr("rxapp.notices.choices.drop_written", lambda *_given, **_named: None)
    switch(leaving)
    assert states(leaving) == (["waiting"] if after else ["dropped"])
    carry(leaving, timedelta(hours=2))
    assert states(leaving) == ["dropped"]


def test_what_is_about_the_account_itself_leaves_whatever_was_refused(two: tuple[Leaving, Actor]) -> None:
    leaving, _karim = two
    quiet(leaving)
    switch(leaving)
    leaving.sign_in()
    carry(leaving)
    assert mails(leaving)[0] == "Nouvelle connexion à votre compte Carnet"
    with leaving.database.read() as uow:
        assert uow.session.execute(select(Delivery.state).where(Delivery.account_id.is_(None))).scalars().all() == ["sent"]
