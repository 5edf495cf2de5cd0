"""Who acts for a child and until when: ended by a parent for themself, by the operator, never by one parent for the other."""

from datetime import date, timedelta

import pytest
from sqlalchemy import select

from rxapp.accounts import service, standing
from rxapp.core.policy import SYSTEM_ACTOR
from rxapp.notices.models import Delivery, Notice
from tests.accounts import URL, refused
from tests.relatives import Kin, dispatch, kin

__all__ = ["kin"]


def second_parent(kin: Kin) -> None:
    kin.invite()
    (asked,) = kin.page(kin.karim).received
    kin.do(service.accept_invitation, actor=kin.karim, invitation_id=asked.id)


def speaking(kin: Kin) -> set[str]:
    with kin.town.database.read() as uow:
        return set(standing.accounts_for(uow, kin.zoe.person_id))


def test_the_page_tells_who_acts_since_when_by_what_and_until_when(kin: Kin) -> None:
    second_parent(kin)
    for child in (kin.child(), kin.child(kin.karim), kin.page(kin.zoe).myself):
        assert [(one.name, one.since, one.ends) for one in child.guardians] == [
            ("Karim Petit", "23 novembre 2026", ""),
            ("Nadia Petit", "23 novembre 2026", ""),
        ]
        assert [one.by for one in child.guardians] == ["sur invitation de l’autre parent", "par l’exploitant de ce Carnet"]
        assert child.majority == "4 mai 2028"
    assert [one.is_me for one in kin.child().guardians] == [False, True]
    assert kin.page(kin.zoe).children == []
    assert kin.child().name == "Zoé Petit"


def test_a_child_under_16_keeps_nothing(kin: Kin) -> None:
    leo = kin.town.register("Léo", order=7, birth_date=date(2010, 12, 1))
    with kin.town.database.uow() as uow:
        service.attach_child(uow, actor=SYSTEM_ACTOR, guardian_id=kin.karim.person_id, child_id=leo.id)
        uow.commit()
    assert kin.child().keeps
    assert not kin.child(kin.karim).keeps
    kin.at(date(2026, 12, 1), hour=0)
    assert kin.child(kin.karim).keeps


def test_a_parent_ends_it_for_themself_from_a_day_on(kin: Kin) -> None:
    second_parent(kin)
    kin.do(service.stop_acting, actor=kin.nadia, child_id=kin.zoe.person_id, day="1/12/2026")
    assert (kin.child().ends, kin.child().can_stay) == ("1er décembre 2026", True)
    assert kin.page(kin.zoe).myself.guardians[1].ends == "1er décembre 2026"
    kin.at(date(2026, 11, 30), hour=23)
    assert kin.acts_for(kin.nadia)
    kin.at(date(2026, 12, 1), hour=0)
    assert not kin.acts_for(kin.nadia)
    assert kin.acts_for(kin.karim)
    assert speaking(kin) == {kin.karim.account_id, kin.zoe.account_id}
    assert kin.page(kin.nadia).children == []
    (ended,) = kin.page(kin.nadia).ended
    assert ended.words.replace("\u00a0", " ") == (
        "Vous n’agissez plus pour Zoé Petit depuis le 1er décembre 2026 : vous l’avez décidé."
    )
    assert kin.acts(kin.zoe.person_id)[-1] == kin.acts(kin.nadia.person_id)[-1] == "parent.fin"


@pytest.mark.parametrize(
    ("typed", "code"),
    [
        ("", "proches.jour"),
        ("demain", "proches.jour"),
        ("31/02/2027", "proches.jour"),
        ("22/11/2026", "proches.jour_passe"),
        ("04/05/2028", "proches.jour_tard"),
        ("01/01/2999", "proches.jour_tard"),
    ],
)
def test_the_day_is_today_or_later_and_before_the_majority(kin: Kin, typed: str, code: str) -> None:
    stop = {"actor": kin.nadia, "child_id": kin.zoe.person_id, "day": typed}
    assert refused(kin.do, service.stop_acting, **stop).errors == {"jour": code}
    assert kin.acts_for(kin.nadia)


def test_today_is_at_once_and_open_pages_are_told(kin: Kin) -> None:
    kin.looked.clear()
    kin.do(service.stop_acting, actor=kin.nadia, child_id=kin.zoe.person_id, day="23/11/2026")
    assert not kin.acts_for(kin.nadia)
    assert {kin.nadia.account_id, kin.zoe.account_id} <= frozenset().union(*kin.looked)
    assert kin.told(kin.nadia) == ["Vous n’agissez plus pour un enfant"]
    assert kin.told(kin.zoe) == ["Un de vos parents n’agit plus pour vous"]


def test_it_is_called_off_before_the_day_and_not_after(kin: Kin) -> None:
    stop = {"actor": kin.nadia, "child_id": kin.zoe.person_id}
    kin.do(service.stop_acting, **stop, day="1/12/2026")
    kin.do(service.keep_acting, **stop)
    kin.at(date(2026, 12, 2))
    assert kin.acts_for(kin.nadia)
    kin.do(service.stop_acting, **stop, day="5/12/2026")
    kin.at(date(2026, 12, 5))
    assert refused(kin.do, service.keep_acting, **stop).code == "introuvable"
    assert refused(kin.do, service.stop_acting, **stop, day="6/12/2026").code == "introuvable"


def test_neither_a_stranger_nor_the_child_nor_the_other_parent_ends_it(kin: Kin) -> None:
    """The verb has no room for naming another parent: each ends their own alone."""
    for actor in (kin.karim, kin.zoe):
        stop = {"actor": actor, "child_id": kin.zoe.person_id}
        assert refused(kin.do, service.stop_acting, **stop, day="1/12/2026").code == "introuvable"
        assert refused(kin.do, service.keep_acting, **stop).code == "introuvable"
    second_parent(kin)
    kin.do(service.stop_acting, actor=kin.karim, child_id=kin.zoe.person_id, day="24/11/2026")
    kin.at(date(2026, 11, 25))
    assert kin.acts_for(kin.nadia)


def test_the_operator_ends_it_on_a_day_and_the_parent_cannot_undo_it(kin: Kin) -> None:
    whose = {"guardian_id": kin.nadia.person_id, "child_id": kin.zoe.person_id}
    for actor in (kin.nadia, kin.zoe, kin.karim):
        assert refused(kin.do, service.detach_child, actor=actor, **whose, on=date(2026, 12, 1)).code == "introuvable"
    kin.do(service.detach_child, actor=SYSTEM_ACTOR, **whose, on=date(2026, 12, 1))
    mine = {"actor": kin.nadia, "child_id": kin.zoe.person_id}
    assert not kin.child().can_stay
    assert refused(kin.do, service.keep_acting, **mine).code == "proches.decide"
    assert refused(kin.do, service.stop_acting, **mine, day="15/01/2027").errors == {"jour": "proches.jour_tard"}
    kin.at(date(2026, 12, 1))
    assert not kin.acts_for(kin.nadia)
    assert "sur décision" in kin.page(kin.nadia).ended[0].words


def test_a_decision_of_last_week_counts_at_once_and_never_before_it_began(kin: Kin) -> None:
    whose = {"guardian_id": kin.nadia.person_id, "child_id": kin.zoe.person_id}
    assert kin.do(service.detach_child, actor=SYSTEM_ACTOR, **whose, on=date(2026, 11, 1)) == date(2026, 11, 23)
    assert not kin.acts_for(kin.nadia)
    assert refused(kin.do, service.detach_child, actor=SYSTEM_ACTOR, **whose, on=date(2026, 12, 1)).code == "proches.aucun"


@pytest.mark.parametrize("on", [date(2026, 11, 23), date(2026, 12, 1)])
def test_what_the_operator_ends_is_told_by_one_e_mail_the_one_with_its_own_words(kin: Kin, on: date) -> None:
    whose = {"guardian_id": kin.nadia.person_id, "child_id": kin.zoe.person_id}
    kin.do(service.detach_child, actor=SYSTEM_ACTOR, **whose, on=on, public_url=URL)
    assert kin.told(kin.nadia)
    with kin.town.database.read() as uow:
        ways = select(Delivery.channel).join(Notice, Notice.id == Delivery.notice_id)
        assert "mail" not in uow.session.execute(ways.where(Notice.account_id == kin.nadia.account_id)).scalars().all()


def test_a_page_is_told_on_the_day_by_itself_once(kin: Kin) -> None:
    kin.do(service.stop_acting, actor=kin.nadia, child_id=kin.zoe.person_id, day="1/12/2026")
    kin.at(date(2026, 11, 30), hour=23)
    kin.looked.clear()
    kin.watch()
    assert kin.looked == []
    kin.clock.advance(timedelta(hours=1))
    kin.watch()
    assert kin.nadia.account_id in frozenset().union(*kin.looked)
    assert kin.told(kin.nadia) == ["Vous n’agissez plus pour un enfant"]
    kin.looked.clear()
    kin.watch()
    assert kin.looked == []


def test_who_ended_it_may_be_attached_again(kin: Kin) -> None:
    kin.do(service.stop_acting, actor=kin.nadia, child_id=kin.zoe.person_id, day="23/11/2026")
    whose = {"guardian_id": kin.nadia.person_id, "child_id": kin.zoe.person_id}
    kin.do(service.attach_child, actor=SYSTEM_ACTOR, **whose)
    assert kin.acts_for(kin.nadia)
    assert len(kin.child().guardians) == 1
    dispatch(kin.town)


def test_a_parent_is_told_whether_the_child_signs_in_themself(kin: Kin) -> None:
    """What closing the record, or acting no more, means to a child with an account is said before it is done."""
    lou = kin.town.register("Lou Anne", order=7, birth_date=date(2012, 1, 15))
    with kin.town.database.uow() as uow:
        service.attach_child(uow, actor=SYSTEM_ACTOR, guardian_id=kin.nadia.person_id, child_id=lou.id)
        uow.commit()
    children = {one.id: (one.signs_in, one.called) for one in kin.page(kin.nadia).children}
    assert children == {kin.zoe.person_id: (True, "Zoé"), lou.id: (False, "Lou")}
