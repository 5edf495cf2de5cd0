"""What was decided about who acts for a child: nobody but who decided it undoes it, whichever way it is tried."""

from __future__ import annotations

from datetime import date, timedelta

import pytest

from rxapp.accounts import service
from rxapp.core.errors import DomainError
from rxapp.core.policy import SYSTEM_ACTOR, Actor
from tests.relatives import Kin, kin

__all__ = ["kin"]


def decide(kin: Kin, who: Actor, on: date) -> None:
    given = {"guardian_id": who.person_id, "child_id": kin.zoe.person_id, "on": on}
    kin.do(service.detach_child, actor=SYSTEM_ACTOR, **given)


def received(kin: Kin) -> list[str]:
    return [one.id for one in kin.page(kin.karim).received]


def accept(kin: Kin, invitation_id: str) -> None:
    kin.do(service.accept_invitation, actor=kin.karim, invitation_id=invitation_id)


def test_a_parent_who_stops_earlier_does_not_stay_longer(kin: Kin) -> None:
    today = kin.clock.today()
    decide(kin, kin.nadia, today + timedelta(days=30))
    sooner = (today + timedelta(days=29)).isoformat()
    kin.do(service.stop_acting, actor=kin.nadia, child_id=kin.zoe.person_id, day=sooner)
    with pytest.raises(DomainError, match=r"proches\.decide"):
        kin.do(service.keep_acting, actor=kin.nadia, child_id=kin.zoe.person_id)
    kin.at(today + timedelta(days=60))
    assert not kin.acts_for(kin.nadia)


def test_one_invitation_is_accepted_the_others_are_over(kin: Kin) -> None:
    kin.invite()
    kin.invite()
    first, other = received(kin)
    accept(kin, first)
    assert received(kin) == []
    with pytest.raises(DomainError, match="introuvable"):
        accept(kin, other)


@pytest.mark.parametrize("again", [True, False], ids=["invited again", "invited before"])
def test_no_invitation_undoes_a_decision(kin: Kin, again: bool) -> None:
    kin.invite()
    (invitation,) = received(kin)
    if again:
        accept(kin, invitation)
        decide(kin, kin.karim, kin.clock.today())
        kin.invite()
        assert received(kin) == []
    else:
        attach = {"guardian_id": kin.karim.person_id, "child_id": kin.zoe.person_id}
        kin.do(service.attach_child, actor=SYSTEM_ACTOR, origin=service.Origin.OPERATOR, **attach)
        decide(kin, kin.karim, kin.clock.today())
        with pytest.raises(DomainError, match=r"proches\.decide"):
            accept(kin, invitation)
    assert not kin.acts_for(kin.karim)


def test_whoever_is_about_to_stop_appoints_nobody(kin: Kin) -> None:
    kin.invite()
    (invitation,) = received(kin)
    decide(kin, kin.nadia, kin.clock.today() + timedelta(days=1))
    with pytest.raises(DomainError, match="introuvable"):
        accept(kin, invitation)
    with pytest.raises(DomainError, match=r"proches\.finit"):
        kin.invite()
