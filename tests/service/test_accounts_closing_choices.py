"""Closing one's account: a choice for each help that goes on, and for each child whom nobody else looks after."""

from __future__ import annotations

from datetime import timedelta

import pytest
from sqlalchemy import select

from rxapp.accounts import helping, helping_views, invitations, opening, service
from rxapp.accounts.birth import majority_day
from rxapp.accounts.closing import LONGEST_WAIT
from rxapp.accounts.helping import Invitation
from rxapp.accounts.identity import identity_of, seal_account
from rxapp.accounts.models import Account, Person
from rxapp.accounts.passwords import hash_password
from rxapp.accounts.relatives_models import GuardianInvitation
from rxapp.core.clock import day_starts
from rxapp.core.keys import person_key
from rxapp.core.policy import Actor, Role
from rxapp.notices import views as notices
from tests.accounts import PASSWORD, URL, refused
from tests.closing import Leaving, leaving
from tests.pharmacy import counter, home
from tests.relatives import dispatch
from tests.safety import field_codes

__all__ = ["counter", "home", "leaving"]


def ask_help(leaving: Leaving, actor: Actor, login: str, born: str = "1991-03-14") -> str:
    asked = Invitation(login, born, ("voir",), "2027-05-31")
    with leaving.database.uow() as uow:
        row = helping.invite(uow, actor=actor, invitation=asked)
        uow.commit()
    helping.answer_invitations(leaving.database)
    return row


def begin_help(leaving: Leaving, actor: Actor, login: str, by: Actor) -> str:
    row = ask_help(leaving, actor, login)
    with leaving.database.uow() as uow:
        helping.accept(uow, actor=by, helping_id=row, public_url=URL)
        uow.commit()
    return row


def karim_of(leaving: Leaving) -> Actor:
    """An adult who is nobody's parent."""
    return leaving.counter.home.town.actor(leaving.counter.home.town.settle("Karim", login="karim.petit", order=31))


def helpers_of(leaving: Leaving, actor: Actor) -> list[str]:
    with leaving.database.read() as uow:
        return [one.id for one in helping_views.helpers_view(uow, actor=actor, lang="fr").helpers]


def test_each_help_has_its_choice_and_goes_with_the_account_unless_another_is_made(leaving: Leaving) -> None:
    karim = karim_of(leaving)
    given = begin_help(leaving, karim, "nadia.petit", leaving.nadia)
    asked = ask_help(leaving, leaving.nadia, "personne.ici")
    helps = leaving.view().helps
    assert [(one.id, one.title, one.chosen) for one in helps] == [
        (asked, "Votre invitation à personne.ici, sans réponse", "garder"),
        (given, "Vous aidez Karim Petit", "garder"),
    ]
    assert [[option.label for option in one.options][1] for one in helps] == [
        "La retirer dès aujourd’hui",
        "Y mettre fin dès aujourd’hui",
    ]
    assert leaving.view(lang="en").helps[1].title == "You help Karim Petit"
    leaving.close()
    assert helpers_of(leaving, karim) == []


def test_help_that_is_to_end_today_ends_while_the_closing_waits(leaving: Leaving) -> None:
    karim = karim_of(leaving)
    ends = begin_help(leaving, leaving.nadia, "karim.petit", karim)
    stays = begin_help(leaving, karim, "nadia.petit", leaving.nadia)
    order = leaving.counter.send()
    leaving.close({order: "attendre", ends: "annuler"})
    assert not leaving.is_closed()
    assert helpers_of(leaving, leaving.nadia) == []
    assert helpers_of(leaving, karim) == [stays]
    assert [(one.id, one.chosen) for one in leaving.view().helps] == [(stays, "garder")]
    dispatch(leaving.counter.home.town)
    with leaving.database.read() as uow:
        told = notices.notices_page(uow, actor=karim, lang="fr").items
    assert "Une aide a pris fin" in [one.title for one in told]
    leaving.keep()
    assert helpers_of(leaving, karim) == [stays]


def test_nobody_ends_the_help_of_others(leaving: Leaving) -> None:
    """An id that is not among one's own is of nothing that goes on, and changes nothing."""
    karim, paule = karim_of(leaving), leaving.counter.home.town.settle("Paule", login="paule.petit", order=33)
    theirs = begin_help(leaving, karim, "paule.petit", leaving.counter.home.town.actor(paule))
    leaving.close({theirs: "annuler"})
    assert helpers_of(leaving, karim) == [theirs]


def test_a_child_whom_nobody_else_looks_after_is_a_choice_and_others_are_said(leaving: Leaving) -> None:
    seen = leaving.view()
    (leo,) = seen.alone
    assert (leo.id, leo.title, leo.chosen) == (leaving.leo, "Le carnet de Léo", "laisser")
    assert [option.id for option in leo.options] == ["laisser", "attendre"]
    assert leo.state_label.startswith("Personne d’autre ne suit le carnet de Léo")
    (zoe,) = seen.children
    assert zoe.startswith("Zoé garde son propre compte")
    leaving.add_parent()
    seen = leaving.view()
    assert seen.alone == ()
    assert any("l’autre parent continue" in one for one in seen.children)


def test_an_account_waits_until_another_parent_looks_after_the_child(leaving: Leaving) -> None:
    leaving.close({leaving.leo: "attendre"})
    assert not leaving.is_closed()
    assert leaving.view().alone[0].chosen == "attendre"
    assert leaving.view().waited == ("Le carnet de Léo, suivi par l’autre parent",)
    service.advance(leaving.database)
    assert not leaving.is_closed()
    leaving.add_parent()
    service.advance(leaving.database)
    assert leaving.is_closed()


def invite_father(leaving: Leaving) -> None:
    """Nadia invites Karim, who has no account yet, to look after Léo."""
    who = leaving.counter.home.town.register("Karim", order=9)
    named = {"nir": str(who.nir), "birth_date": str(who.birth_date), "given_name": "Karim", "address": "192.0.2.1"}
    with leaving.database.uow() as uow:
        invitations.invite(uow, actor=leaving.nadia, child_id=leaving.leo, **named)
        uow.commit()


def test_who_waits_for_the_other_parent_invites_them_meanwhile(leaving: Leaving) -> None:
    leaving.close({leaving.leo: "attendre"})
    invite_father(leaving)
    with leaving.database.read() as uow:
        (sent,) = uow.session.execute(select(GuardianInvitation)).scalars().all()
    assert (sent.child_id, sent.asker_id) == (leaving.leo, leaving.nadia.person_id)


def test_who_waits_for_something_else_still_invites_nobody(leaving: Leaving) -> None:
    leaving.close({leaving.counter.send(): "attendre"})
    assert refused(invite_father, leaving).code == "fermeture.en_cours"


def test_thirty_days_later_the_account_closes_all_the_same(leaving: Leaving) -> None:
    leaving.close({leaving.leo: "attendre"})
    leaving.counter.clock.advance(LONGEST_WAIT - timedelta(minutes=1))
    service.advance(leaving.database)
    assert not leaving.is_closed()
    leaving.counter.clock.advance(timedelta(minutes=1))
    service.advance(leaving.database)
    assert leaving.is_closed()


def test_a_child_with_an_account_closes_it_from_18_on(leaving: Leaving) -> None:
    zoe = leaving.counter.home.zoe
    with leaving.database.uow() as uow:
        day = majority_day(identity_of(uow, zoe.person_id).birth_date)
        account = uow.session.get(Account, zoe.account_id)
        account.password_hash = hash_password(uow.keyring.pepper, PASSWORD)
        place = {"account_id": account.id, "person_id": account.person_id}
        account.login = seal_account(person_key(uow, account.person_id), "login", "zoe.petit", **place)
        uow.commit()
    leaving.counter.clock.set(day_starts(day) - timedelta(minutes=1))
    assert refused(leaving.close, actor=zoe).code == "fermeture.mineur_seul"
    leaving.counter.clock.set(day_starts(day))
    assert leaving.view(actor=zoe).refusal == ""
    leaving.close(actor=zoe)
    with leaving.database.read() as uow:
        assert uow.session.get(Person, zoe.person_id).closed_at is not None
        assert uow.session.get(Person, leaving.nadia.person_id).closed_at is None


@pytest.mark.parametrize("own", [True, False])
def test_a_child_who_comes_of_age_keeps_nobody_waiting(leaving: Leaving, own: bool) -> None:
    with leaving.database.read() as uow:
        born = identity_of(uow, leaving.leo).birth_date
    of_age = born.replace(year=born.year + 18) - timedelta(days=9)
    leaving.counter.clock.advance(timedelta(days=(of_age - leaving.database.clock.today()).days))
    leaving.close({leaving.leo: "attendre"})
    leaving.counter.clock.advance(timedelta(days=8))
    service.advance(leaving.database)
    assert not leaving.is_closed()
    leaving.counter.clock.advance(timedelta(days=2))
    if own:
        with leaving.database.uow() as uow:
            hashed = hash_password(uow.keyring.pepper, PASSWORD)
            opening.add_account(uow, new=opening.NewAccount(Role.PATIENT, "leo.petit", "", hashed, None, leaving.leo, "fr"))
            uow.commit()
    service.advance(leaving.database)
    assert leaving.is_closed()


def test_a_choice_that_a_child_does_not_allow_is_refused_beside_it(leaving: Leaving) -> None:
    assert field_codes(refused(leaving.close, {leaving.leo: "annuler"})) == {f"commande-{leaving.leo}": "fermeture.choix"}
    assert not leaving.is_closed()
