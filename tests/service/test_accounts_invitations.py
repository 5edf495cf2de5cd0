"""Inviting the other parent by identity traits: what who asks gets to know is the same whoever is named."""

from datetime import date, timedelta

import pytest
from sqlalchemy import select

from rxapp.accounts import farewell, service
from rxapp.accounts.identity import identity_of
from rxapp.accounts.invitations import OPEN_FOR, opened
from rxapp.accounts.nir import fictional_nir
from rxapp.accounts.relatives_models import GuardianInvitation
from rxapp.accounts.relatives_views import SentInvitation
from rxapp.core.i18n import plain_date
from tests.accounts import Resident, refused
from tests.relatives import Kin, kin

__all__ = ["kin"]

NOBODY = Resident("", fictional_nir("M", date(1985, 1, 2), 9), date(1985, 1, 2))


def sent(kin: Kin) -> list[tuple[str, str]]:
    """What Nadia sees of the invitations she sent."""
    return [(one.name, one.until) for one in kin.child().invitations]


def received(kin: Kin) -> str:
    (asked,) = kin.page(kin.karim).received
    return asked.id


def test_the_invited_sees_it_is_told_and_accepts(kin: Kin) -> None:
    assert kin.invite() == 1
    assert kin.told(kin.karim) == ["Une invitation vous attend"]
    (asked,) = kin.page(kin.karim).received
    assert (asked.asker, asked.child, asked.born) == ("Nadia Petit", "Zoé Petit", "4 mai 2010")
    assert not kin.acts_for(kin.karim)
    assert kin.do(service.accept_invitation, actor=kin.karim, invitation_id=asked.id) == kin.zoe.person_id
    assert kin.acts_for(kin.karim)
    assert sent(kin) == []
    assert kin.page(kin.karim).received == []
    assert "Une invitation est acceptée" in kin.told(kin.nadia)
    assert "Un autre parent peut agir pour vous" in kin.told(kin.zoe)
    assert kin.acts(kin.zoe.person_id) == ["parent.debut", "parent.invitation", "parent.debut"]


def test_the_invited_declines_without_a_reason_and_nobody_is_told(kin: Kin) -> None:
    kin.invite()
    before, looked = (sent(kin), kin.told(kin.nadia), kin.acts(kin.zoe.person_id)), list(kin.looked)
    kin.do(service.decline_invitation, actor=kin.karim, invitation_id=received(kin))
    assert (sent(kin), kin.told(kin.nadia), kin.acts(kin.zoe.person_id)) == before
    assert kin.looked == looked
    assert kin.page(kin.karim).received == []
    kin.clock.advance(OPEN_FOR + timedelta(days=1))
    assert sent(kin) == []


@pytest.mark.parametrize("end", ["left", "declined"])
def test_nobody_an_unanswered_one_and_a_declined_one_are_the_same_to_who_asks(kin: Kin, end: str) -> None:
    """Word for word and day for day, until the last instant; so are those whose name or birth date is wrong."""
    kin.invite()
    if end == "declined":
        kin.do(service.decline_invitation, actor=kin.karim, invitation_id=received(kin))
    kin.invite(NOBODY, name="Karim")
    kin.invite(name="Paul")
    first, *others = kin.child().invitations
    assert {(one.until) for one in others} == {first.until}
    assert [type(one) for one in (first, *others)] == [SentInvitation] * 3
    assert refused(kin.invite).code == "proches.trop_invitations", "a declined one counts as it shows"
    kin.at(kin.clock.today() + OPEN_FOR, hour=23)
    assert first.until == plain_date(kin.clock.today(), "fr")
    assert len(sent(kin)) == 3, "the day that is said counts to its end"
    kin.clock.advance(timedelta(hours=1))
    assert sent(kin) == []
    with kin.town.database.uow() as uow:
        assert service.purge_passing(uow) == 3  # whom they named is read by nobody any more
        assert not uow.session.execute(select(GuardianInvitation)).first()


def test_asking_looks_nobody_up(kin: Kin) -> None:
    """The statements of asking are the same whether somebody is named or nobody: neither words nor time tell."""
    seen = []
    for who, name in ((kin.karim_is, "Karim"), (NOBODY, "Karim"), (kin.karim_is, "Paul")):
        traits = {"nir": str(who.nir), "birth_date": f"{who.birth_date:%d/%m/%Y}", "given_name": name}
        with kin.town.statements() as statements:
            kin.do(service.invite, actor=kin.nadia, child_id=kin.zoe.person_id, address="192.0.2.1", **traits)
        seen.append([one for one in statements if "guardian_invitation" in one or "identity_index" in one])
    assert seen[0] == seen[1] == seen[2]
    assert not [one for one in seen[0] if "identity_index =" in one]


def test_what_was_asked_is_sealed_and_forgotten_once_brought(kin: Kin) -> None:
    kin.invite()
    with kin.town.database.read() as uow:
        row = uow.session.execute(select(GuardianInvitation)).scalar_one()
        assert opened(uow, row) == {"name": "Karim"}
    assert str(kin.karim_is.nir).encode() not in row.asked


@pytest.mark.parametrize("field", ["nir", "naissance", "prenom"])
def test_what_is_missing_is_said_and_counts_for_nothing(kin: Kin, field: str) -> None:
    traits = {"nir": str(kin.karim_is.nir), "birth_date": "14/03/1991", "given_name": "Karim"}
    wrong = {"nir": "nir", "naissance": "birth_date", "prenom": "given_name"}[field]
    asked = {"actor": kin.nadia, "child_id": kin.zoe.person_id, "address": "192.0.2.1"} | traits | {wrong: " "}
    for _again in range(10):
        assert list(refused(kin.do, service.invite, **asked).errors) == [field]


def test_only_a_parent_invites(kin: Kin) -> None:
    for actor in (kin.zoe, kin.karim):
        assert refused(kin.invite, actor=actor).code == "introuvable"
    kin.do(service.stop_acting, actor=kin.nadia, child_id=kin.zoe.person_id, day="23/11/2026")
    assert refused(kin.invite).code == "introuvable"


def test_nobody_but_the_invited_answers_and_once(kin: Kin) -> None:
    kin.invite()
    asked = received(kin)
    for actor in (kin.nadia, kin.zoe):
        for verb in (service.accept_invitation, service.decline_invitation):
            assert refused(kin.do, verb, actor=actor, invitation_id=asked).code == "introuvable"
    assert refused(kin.do, service.withdraw_invitation, actor=kin.karim, invitation_id=asked).code == "introuvable"
    kin.do(service.decline_invitation, actor=kin.karim, invitation_id=asked)
    assert refused(kin.do, service.accept_invitation, actor=kin.karim, invitation_id=asked).code == "introuvable"


def test_one_withdrawn_or_too_old_opens_nothing(kin: Kin) -> None:
    kin.invite()
    first = received(kin)
    kin.do(service.withdraw_invitation, actor=kin.nadia, invitation_id=first)
    assert kin.page(kin.karim).received == []
    assert kin.told(kin.karim) == [], "what was not told yet is dropped"
    assert refused(kin.do, service.accept_invitation, actor=kin.karim, invitation_id=first).code == "introuvable"
    kin.invite()
    second = received(kin)
    kin.clock.advance(OPEN_FOR + timedelta(days=1))
    assert refused(kin.do, service.accept_invitation, actor=kin.karim, invitation_id=second).code == "introuvable"


def test_one_of_a_parent_who_acts_no_more_opens_nothing(kin: Kin) -> None:
    kin.invite()
    asked = received(kin)
    kin.do(service.stop_acting, actor=kin.nadia, child_id=kin.zoe.person_id, day="23/11/2026")
    assert kin.page(kin.karim).received == []
    assert refused(kin.do, service.accept_invitation, actor=kin.karim, invitation_id=asked).code == "introuvable"


def test_the_only_parent_who_set_a_day_of_leaving_brings_the_other_one_before_it(kin: Kin) -> None:
    kin.do(service.stop_acting, actor=kin.nadia, child_id=kin.zoe.person_id, day="30/11/2026")
    assert kin.child().may_invite
    kin.invite()
    kin.do(service.accept_invitation, actor=kin.karim, invitation_id=received(kin))
    assert len(kin.child(kin.karim).guardians) == 2
    assert not kin.child().may_invite


def test_one_left_until_the_majority_opens_nothing(kin: Kin) -> None:
    kin.at(date(2028, 5, 3))
    kin.invite()
    asked = received(kin)
    kin.at(date(2028, 5, 4), hour=0)
    assert kin.page(kin.karim).received == []
    assert refused(kin.do, service.accept_invitation, actor=kin.karim, invitation_id=asked).code == "introuvable"


def test_neither_the_child_nor_a_parent_already_there_is_reached(kin: Kin) -> None:
    with kin.town.database.read() as uow:
        zoe = identity_of(uow, kin.zoe.person_id)
        nadia = identity_of(uow, kin.nadia.person_id)
    assert kin.invite(Resident(zoe.person_id, zoe.nir, zoe.birth_date), name="Zoé") == 0
    assert kin.invite(Resident(nadia.person_id, nadia.nir, nadia.birth_date), name="Nadia") == 0
    assert kin.page(kin.zoe).received == kin.page(kin.nadia).received == []


def test_two_parents_are_enough(kin: Kin) -> None:
    kin.invite()
    kin.do(service.accept_invitation, actor=kin.karim, invitation_id=received(kin))
    assert not kin.child().may_invite
    assert refused(kin.invite, NOBODY).code == "proches.deux_parents"


def test_the_pace_is_limited(kin: Kin) -> None:
    for _time in range(5):
        kin.invite(NOBODY)
        kin.do(service.withdraw_invitation, actor=kin.nadia, invitation_id=kin.child().invitations[0].id)
    assert refused(kin.invite, NOBODY).code == "proches.patienter"
    kin.clock.advance(timedelta(days=1, seconds=1))
    kin.invite(NOBODY)


def test_who_opens_an_account_later_is_told_then(kin: Kin) -> None:
    late = kin.town.register("Sami", order=8)
    assert kin.invite(late, name="Sami") == 1
    ticket = kin.town.check(late, kin.town.write_to(late).code)
    actor = kin.town.actor(kin.town.open(ticket, "sami.petit"))
    assert kin.told(actor) == ["Une invitation vous attend"]
    assert len(kin.page(actor).received) == 1


@pytest.mark.parametrize("who", ["nadia", "karim", "zoe"])
def test_a_destroyed_record_leaves_no_invitation(kin: Kin, who: str) -> None:
    kin.invite()
    with kin.town.database.uow() as uow:
        farewell.destroy(uow, getattr(kin, who).person_id, ())
        uow.commit()
    with kin.town.database.read() as uow:
        assert uow.session.execute(select(GuardianInvitation)).first() is None
