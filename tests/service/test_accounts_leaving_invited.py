"""Invitations while an account waits to be closed: none is sent nor taken up, and whoever invites learns nothing of it."""

from __future__ import annotations

from datetime import timedelta

import pytest
from sqlalchemy import select

from rxapp.accounts import helping, service
from rxapp.accounts.models import AccountClosing
from rxapp.accounts.relatives_models import GuardianInvitation
from rxapp.core.policy import Actor
from tests.accounts import URL, Town, refused
from tests.relatives import Kin, kin
from tests.service.test_accounts_helping import Pair, pair

__all__ = ["kin", "pair"]


def leave(town: Town, actor: Actor, *, stay: bool = False) -> None:
    """A closing of theirs waits for an order; or they call it off."""
    with town.database.uow() as uow:
        if stay:
            service.keep_account(uow, actor=actor)
        else:
            until = uow.clock.now() + timedelta(days=30)
            uow.session.add(
                AccountClosing(account_id=actor.account_id, asked_at=uow.clock.now(), until=until, waits_for="x" * 32)
            )
        uow.commit()


def test_who_leaves_asks_nobody_to_help(pair: Pair) -> None:
    leave(pair.town, pair.paule)
    assert refused(pair.ask).code == "fermeture.en_cours"
    leave(pair.town, pair.paule, stay=True)
    assert pair.ask()


def test_who_leaves_is_asked_as_anybody_and_takes_up_no_help_before_they_stay(pair: Pair) -> None:
    leave(pair.town, pair.karim)
    row = pair.ask()
    waiting = pair.view(pair.paule).helpers
    assert pair.look_for() == 1
    assert pair.view(pair.paule).helpers == waiting, "nothing tells that they leave"
    answer = {"actor": pair.karim, "helping_id": row}
    assert refused(pair.do, helping.accept, **answer, public_url=URL).code == "fermeture.en_cours"
    assert pair.helps() == set()
    leave(pair.town, pair.karim, stay=True)
    pair.do(helping.accept, **answer, public_url=URL)
    assert pair.helps() != set()


def test_who_leaves_may_still_decline(pair: Pair) -> None:
    row = pair.ask()
    pair.look_for()
    leave(pair.town, pair.karim)
    pair.do(helping.decline, actor=pair.karim, helping_id=row)
    assert pair.view(pair.karim).asked == ()


def test_a_help_that_goes_on_is_not_made_longer_by_who_leaves(pair: Pair) -> None:
    row = pair.begin()
    leave(pair.town, pair.paule)
    given = {"actor": pair.paule, "helping_id": row, "until": pair.view(pair.karim).last_day}
    assert refused(pair.do, helping.renew, **given).code == "fermeture.en_cours"
    assert pair.helps() != set(), "it goes on until the account closes"


@pytest.mark.parametrize("who", ["nadia", "karim"])
def test_neither_invites_nor_becomes_a_parent_who_leaves(kin: Kin, who: str) -> None:
    """Nadia invites Karim for Zoé."""
    if who == "nadia":
        leave(kin.town, kin.nadia)
        assert refused(kin.invite).code == "fermeture.en_cours"
        return
    leave(kin.town, kin.karim)
    assert kin.invite() == 1
    with kin.town.database.read() as uow:
        (invitation,) = uow.session.execute(select(GuardianInvitation.id)).scalars().all()
    given = {"actor": kin.karim, "invitation_id": invitation}
    assert refused(kin.do, service.accept_invitation, **given).code == "fermeture.en_cours"
    assert not kin.acts_for(kin.karim)
    leave(kin.town, kin.karim, stay=True)
    kin.do(service.accept_invitation, **given)
    assert kin.acts_for(kin.karim)
