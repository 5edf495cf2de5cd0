"""What the operator decides of who acts for a child: both parents are told, in the app and by e-mail."""

from __future__ import annotations

from datetime import date

import pytest

from rxapp.accounts import service
from rxapp.core.policy import SYSTEM_ACTOR, Actor
from rxapp.notices.views import departures_page
from tests.accounts import URL
from tests.outbox import Office
from tests.relatives import Kin, kin

__all__ = ["kin"]

MAIL = "Qui agit pour un enfant a changé dans Carnet"


def mails(kin: Kin, actor: Actor) -> list[str]:
    with kin.town.database.read() as uow:
        page = departures_page(uow, actor=SYSTEM_ACTOR, lang="fr", person_id=actor.person_id, kind="mail")
    return [one.subject for one in page.items if one.subject == MAIL]


def join(kin: Kin) -> None:
    both = {"guardian_id": kin.karim.person_id, "child_id": kin.zoe.person_id}
    kin.do(service.join_parent, actor=SYSTEM_ACTOR, **both, public_url=URL)


@pytest.fixture
def reached(kin: Kin) -> Kin:
    """Both parents have an e-mail."""
    for actor, name in ((kin.nadia, "nadia"), (kin.karim, "karim")):
        Office.give_mail(_Desk(kin), actor, f"{name}@exemple.fr")
    return kin


class _Desk:
    """As much of an `Office` as giving somebody an e-mail takes."""

    def __init__(self, kin: Kin) -> None:
        self.db = kin.town.database


def test_both_parents_are_told_who_was_attached(reached: Kin) -> None:
    join(reached)
    for actor in (reached.nadia, reached.karim):
        assert reached.told(actor) == ["Qui agit pour un enfant a changé"]
        assert mails(reached, actor) == [MAIL]
    assert reached.told(reached.zoe) == []


@pytest.mark.parametrize(("day", "to_him"), [(date(2026, 11, 26), "Vous n’agissez plus pour un enfant"), (date(2027, 1, 1), "")])
def test_both_parents_are_told_who_was_detached(reached: Kin, day: date, to_him: str) -> None:
    """Who acts no more from today on is told so once; who does so later, before and on that day."""
    reached.at(date(2026, 11, 26))
    join(reached)
    for actor in (reached.nadia, reached.karim):
        reached.told(actor)
    reached.at(date(2026, 11, 26), hour=10)
    both = {"guardian_id": reached.karim.person_id, "child_id": reached.zoe.person_id}
    reached.do(service.detach_child, actor=SYSTEM_ACTOR, **both, on=day, public_url=URL)
    assert reached.told(reached.nadia)[0] == "Qui agit pour un enfant change"
    assert reached.told(reached.karim)[0] == (to_him or "Qui agit pour un enfant change")
    for actor in (reached.nadia, reached.karim):
        assert mails(reached, actor) == [MAIL, MAIL]
    if not to_him:
        reached.at(day)
        reached.watch()
        assert reached.told(reached.karim)[0] == "Vous n’agissez plus pour un enfant"
