"""A child's record is closed by all who act for the child, each from their own account; sealed, given back, destroyed as any."""

from __future__ import annotations

import asyncio
from datetime import datetime, time, timedelta
from pathlib import Path

import pytest
from sqlalchemy import select, update

from rxapp import wiring
from rxapp.accounts import relatives_views, service
from rxapp.accounts import views as people
from rxapp.accounts.activation import VALIDITY
from rxapp.accounts.archive import ON_REQUEST
from rxapp.accounts.child_notice import DAYS
from rxapp.accounts.child_wishes import ASKED_FOR
from rxapp.accounts.identity import identity_of, open_account_text, seal_account
from rxapp.accounts.majority import Watch
from rxapp.accounts.models import Account, AccountClosing, Guardianship, PersonArchive
from rxapp.accounts.passwords import hash_password
from rxapp.accounts.people import context_for
from rxapp.accounts.standing import accounts_for
from rxapp.core import audit
from rxapp.core.archive_key import private_half
from rxapp.core.chain import AuditEntry
from rxapp.core.clock import PARIS
from rxapp.core.keys import has_key, person_key
from rxapp.core.policy import SYSTEM_ACTOR, Actor
from rxapp.notices import views as notices
from rxapp.notices.dispatch import Dispatcher
from rxapp.notices.models import Departure
from rxapp.prevention import campaign
from tests.accounts import PASSWORD, URL, refused
from tests.closing import Leaving, leaving
from tests.pharmacy import counter, home
from tests.restoring import copied, restored

__all__ = ["counter", "home", "leaving"]


@pytest.fixture
def two(leaving: Leaving) -> tuple[Leaving, Actor]:
    """Nadia and Karim, Léo's two parents, each with a password."""
    wiring.join_rooms()
    karim = leaving.add_parent()
    with leaving.database.uow() as uow:
        account = uow.session.get(Account, karim.account_id)
        place = {"account_id": account.id, "person_id": account.person_id}
        account.password_hash = hash_password(uow.keyring.pepper, PASSWORD)
        account.email = seal_account(person_key(uow, account.person_id), "email", "karim@exemple.fr", **place)
        uow.session.add(account)
        uow.commit()
    return leaving, karim


def ask(leaving: Leaving, actor: Actor, *, child: str = "", **given) -> service.ChildClosing:
    given = {"password": PASSWORD, "confirmed": True, "choices": {}} | given
    return service.close_child(leaving.database, actor=actor, child_id=child or leaving.leo, **given)


def child(leaving: Leaving, actor: Actor, who: str = "") -> relatives_views.ChildView | None:
    with leaving.database.read() as uow:
        found = relatives_views.relatives(uow, actor=actor, lang="fr")
    return next((one for one in found.children if one.id == (who or leaving.leo)), None)


def readable(leaving: Leaving, who: str = "") -> bool:
    with leaving.database.read() as uow:
        return has_key(uow, who or leaving.leo)


def family(leaving: Leaving, actor: Actor) -> list[str]:
    with leaving.database.read() as uow:
        return [one.id for one in people.my_people(uow, actor=actor, lang="fr")]


def acts(leaving: Leaving, person_id: str | None) -> list[str]:
    with leaving.database.read() as uow:
        lines = select(AuditEntry.action).where(AuditEntry.person_id == person_id).order_by(AuditEntry.seq)
        return list(uow.session.execute(lines).scalars())


def told(leaving: Leaving, actor: Actor) -> list[str]:
    async def once() -> None:
        dispatcher = Dispatcher(leaving.database, told=lambda accounts: None)
        try:
            await dispatcher.once()
        finally:
            await dispatcher.close()

    asyncio.run(once())
    with leaving.database.read() as uow:
        return [one.title for one in notices.notices_page(uow, actor=actor, lang="fr").items]


def pass_the_days(leaving: Leaving, young: Actor) -> tuple[bytes, ...]:
    """The days to object pass on a server that runs: it reminds two days before the end."""
    end = leaving.counter.clock.today() + timedelta(days=DAYS + 1)
    leaving.counter.clock.set(datetime.combine(end - timedelta(days=2), time(9), PARIS))
    told(leaving, young)
    leaving.counter.clock.set(datetime.combine(end, time(9), PARIS))
    return service.advance_children(leaving.database)


def reopen(leaving: Leaving, archive_key: tuple[str, str]) -> service.IssuedCode:
    with leaving.database.uow() as uow:
        given = {"private": private_half(archive_key[0], ""), "where": "cle", "public_url": URL}
        issued = service.reopen(uow, which=leaving.leo, **given)
        uow.commit()
    return issued


def use_letter(leaving: Leaving, actor: Actor, issued: service.IssuedCode) -> None:
    with leaving.database.read() as uow:
        who = identity_of(uow, leaving.leo)
    with leaving.database.uow() as uow:
        typed = {"nir": str(who.nir), "birth_date": f"{who.birth_date:%d/%m/%Y}", "code": issued.code}
        ticket = service.check_code(uow, address="192.0.2.1", **typed)
        uow.commit()
    with leaving.database.uow() as uow:
        service.activate_child(uow, actor=actor, ticket=ticket.token)
        uow.commit()


def test_one_parent_asks_and_waits_and_the_other_one_closes(two: tuple[Leaving, Actor]) -> None:
    leaving, karim = two
    assert ask(leaving, leaving.nadia) == service.ChildClosing()
    assert readable(leaving)
    mine, theirs = child(leaving, leaving.nadia), child(leaving, karim)
    assert (mine.closing.mine, theirs.closing.mine) == (True, False)
    assert mine.closing.words.startswith("Vous demandez depuis le")
    assert theirs.closing.words.startswith("Nadia")
    assert "Fermer le carnet d’un enfant" in told(leaving, karim)
    assert ask(leaving, leaving.nadia) == service.ChildClosing()  # twice is once
    assert acts(leaving, leaving.leo).count("enfant.fermeture_demandee") == 1
    assert ask(leaving, karim).done
    assert not readable(leaving)
    for actor in (leaving.nadia, karim):
        assert child(leaving, actor) is None
        assert leaving.leo not in family(leaving, actor)
        assert acts(leaving, actor.person_id)[-1] == "enfant.fermeture"
    with leaving.database.read() as uow:
        assert leaving.leo not in context_for(uow, leaving.nadia).guardian_of
        assert accounts_for(uow, leaving.leo) == ()
        assert audit.verify(uow, leaving.leo).ok
    assert "Le carnet d’un enfant est fermé" in told(leaving, leaving.nadia)


def test_both_parents_get_the_receipt(two: tuple[Leaving, Actor]) -> None:
    leaving, karim = two
    ask(leaving, leaving.nadia)
    ask(leaving, karim)
    with leaving.database.read() as uow:
        for actor in (leaving.nadia, karim):
            sent = uow.session.execute(select(Departure).where(Departure.person_id == actor.person_id)).scalars().all()
            assert any(one.attachment for one in sent), actor.label


def test_who_has_no_address_is_told_the_reference_instead(two: tuple[Leaving, Actor]) -> None:
    leaving, karim = two
    with leaving.database.uow() as uow:
        uow.session.execute(update(Account).where(Account.id == leaving.nadia.account_id).values(email=None))
        uow.commit()
    ask(leaving, leaving.nadia)
    ask(leaving, karim)
    told(leaving, leaving.nadia)
    with leaving.database.read() as uow:
        closed = notices.notices_page(uow, actor=leaving.nadia, lang="fr").items[0].text.replace("\u00a0", " ")
        reference = uow.session.execute(select(AccountClosing.reference)).scalars().one()
    assert closed == f"Le carnet de Léo est fermé : ses parents l’ont demandé. Gardez la référence {reference}."


def test_with_nobody_else_one_closes_alone(leaving: Leaving) -> None:
    wiring.join_rooms()
    assert child(leaving, leaving.nadia).alone
    assert ask(leaving, leaving.nadia).done
    assert not readable(leaving)


def test_everything_that_runs_by_itself_goes_on(two: tuple[Leaving, Actor]) -> None:
    leaving, karim = two
    ask(leaving, leaving.nadia)
    ask(leaving, karim)
    campaign.run(leaving.database)
    Watch().run(leaving.database)
    service.answer_invitations(leaving.database)
    service.put_away_left(leaving.database)
    told(leaving, karim)
    leaving.counter.clock.advance(timedelta(days=12 * 365))
    Watch().run(leaving.database)
    campaign.run(leaving.database)


@pytest.mark.parametrize("given", [{"password": "pas le bon"}, {"password": ""}, {"confirmed": False}])
def test_the_password_and_the_box_are_asked_for(leaving: Leaving, given: dict) -> None:
    error = refused(ask, leaving, leaving.nadia, **given)
    assert error.code == "formulaire.a_revoir"
    assert readable(leaving)
    assert child(leaving, leaving.nadia).closing.words == ""


def test_all_that_is_wrong_is_said_at_once_and_a_right_password_gives_its_try_back(leaving: Leaving) -> None:
    wrong = refused(ask, leaving, leaving.nadia, password="", confirmed=False)
    assert wrong.errors == {
        "mot_de_passe_actuel": "fermeture.mot_de_passe_vide",
        "confirmation": "fermeture.confirmation_enfant",
    }
    wrong = refused(ask, leaving, leaving.nadia, password="pas le bon", confirmed=False)
    assert set(wrong.errors) == {"mot_de_passe_actuel", "confirmation"}
    for _time in range(11):
        assert set(refused(ask, leaving, leaving.nadia, confirmed=False).errors) == {"confirmation"}


def test_it_is_for_who_acts_for_the_child(two: tuple[Leaving, Actor]) -> None:
    leaving, karim = two
    home = leaving.counter.home
    for actor, who in (
        (home.stranger, leaving.leo),
        (karim, home.zoe.person_id),
        (home.zoe, home.zoe.person_id),
        (karim, "0" * 32),
    ):
        assert refused(ask, leaving, actor, child=who).code == "introuvable"


def test_it_is_taken_back_and_lasts_thirty_days(two: tuple[Leaving, Actor]) -> None:
    leaving, karim = two
    ask(leaving, leaving.nadia)
    with leaving.database.uow() as uow:
        service.keep_child(uow, actor=leaving.nadia, child_id=leaving.leo)
        uow.commit()
    assert child(leaving, karim).closing.words == ""
    assert acts(leaving, leaving.leo)[-1] == "enfant.fermeture_annulee"
    assert "Fermer le carnet d’un enfant" not in told(leaving, karim)
    assert not ask(leaving, karim).done
    leaving.counter.clock.advance(ASKED_FOR)
    assert child(leaving, leaving.nadia).closing.words == ""
    assert not ask(leaving, leaving.nadia).done
    assert readable(leaving)


def test_a_letter_gives_it_back_to_both(two: tuple[Leaving, Actor], archive_key: tuple[str, str]) -> None:
    leaving, karim = two
    ask(leaving, leaving.nadia)
    ask(leaving, karim)
    issued = reopen(leaving, archive_key)
    assert readable(leaving)
    for actor in (leaving.nadia, karim):  # nobody reads while the letter is on its way
        assert child(leaving, actor) is None
        with leaving.database.read() as uow:
            assert leaving.leo not in context_for(uow, actor).guardian_of
            assert accounts_for(uow, leaving.leo) == ()
    assert refused(ask, leaving, leaving.nadia).code == "introuvable"
    use_letter(leaving, leaving.nadia, issued)
    for actor in (leaving.nadia, karim):
        assert leaving.leo in family(leaving, actor)
    assert acts(leaving, leaving.leo)[-1] == "compte.reouverture"
    assert service.put_away_left(leaving.database) == 0
    assert child(leaving, leaving.nadia).closing.words == ""
    with leaving.database.read() as uow:
        assert uow.session.execute(select(Account).where(Account.person_id == leaving.leo)).first() is None


def test_a_letter_that_is_not_used_leaves_it_sealed_again(two: tuple[Leaving, Actor], archive_key: tuple[str, str]) -> None:
    leaving, karim = two
    ask(leaving, leaving.nadia)
    ask(leaving, karim)
    reopen(leaving, archive_key)
    leaving.counter.clock.advance(VALIDITY + timedelta(days=2))
    assert service.put_away_left(leaving.database) == 1
    assert not readable(leaving)


def test_it_is_destroyed_as_any(two: tuple[Leaving, Actor]) -> None:
    leaving, karim = two
    ask(leaving, leaving.nadia)
    ask(leaving, karim)
    with leaving.database.uow() as uow:
        service.ask_destruction(uow, which=leaving.leo)
        uow.commit()
    leaving.counter.clock.advance(ON_REQUEST + timedelta(days=1))
    assert service.destroy_due(leaving.database) == 1
    with leaving.database.read() as uow:
        assert uow.session.get(PersonArchive, leaving.leo).destroyed_at is not None
        assert uow.session.execute(select(Guardianship).where(Guardianship.child_id == leaving.leo)).first() is None
        assert uow.session.execute(select(Account).where(Account.person_id == leaving.leo)).first() is None
    assert child(leaving, leaving.nadia) is None


def test_a_backup_from_before_is_sealed_again(two: tuple[Leaving, Actor], tmp_path: Path) -> None:
    leaving, karim = two
    with copied(leaving.database, tmp_path / "copie") as copy:
        ask(leaving, leaving.nadia)
        ask(leaving, karim)
        with restored(leaving.database, copy) as again:
            assert service.replay(again) == service.Replayed(1, 0)
            with again.read() as uow:
                assert not has_key(uow, leaving.leo)
                assert leaving.leo not in context_for(uow, leaving.nadia).guardian_of
            assert service.replay(again) == service.Replayed()


def test_a_young_person_with_an_account_is_told_of_the_first_wish(leaving: Leaving) -> None:
    wiring.join_rooms()
    home = leaving.counter.home
    zoe = home.zoe
    leaving.counter.at_counter(service.attach_child, SYSTEM_ACTOR, guardian_id=add_karim(leaving), child_id=zoe.person_id)
    assert not ask(leaving, leaving.nadia, child=zoe.person_id).done
    with leaving.database.read() as uow:
        mine = relatives_views.relatives(uow, actor=zoe, lang="fr").myself
    assert mine.closing.words.startswith("Nadia")
    assert "Fermer votre carnet" in told(leaving, zoe)


def test_a_young_person_s_own_letter_gives_it_back(leaving: Leaving, archive_key: tuple[str, str]) -> None:
    """Who had an account opens it again; no parent does it for them."""
    wiring.join_rooms()
    zoe = leaving.counter.home.zoe
    with leaving.database.uow() as uow:
        account = uow.session.get(Account, zoe.account_id)
        place = {"account_id": account.id, "person_id": account.person_id}
        account.login = seal_account(person_key(uow, zoe.person_id), "login", "zoe.petit", **place)
        uow.session.add(account)
        uow.commit()
    ask(leaving, leaving.nadia, child=zoe.person_id)
    assert pass_the_days(leaving, zoe) == ()
    assert not readable(leaving, zoe.person_id)
    with leaving.database.uow() as uow:
        given = {"private": private_half(archive_key[0], ""), "where": "cle", "public_url": URL}
        issued = service.reopen(uow, which=zoe.person_id, **given)
        who = identity_of(uow, zoe.person_id)
        assert open_account_text(uow, uow.session.get(Account, zoe.account_id), "login") == "zoe.petit"
        uow.commit()
    with leaving.database.uow() as uow:
        typed = {"nir": str(who.nir), "birth_date": f"{who.birth_date:%d/%m/%Y}", "code": issued.code}
        ticket = service.check_code(uow, address="192.0.2.1", **typed)
        uow.commit()
    with leaving.database.uow() as uow:
        assert refused(service.activate_child, uow, actor=leaving.nadia, ticket=ticket.token).code == "activation.sa_lettre"


def add_karim(leaving: Leaving) -> str:
    return leaving.add_parent().person_id or ""


def test_who_left_is_waited_for_no_more(two: tuple[Leaving, Actor]) -> None:
    """A parent whose account is closed acts no more: nobody waits for them."""
    leaving, karim = two
    ask(leaving, karim)
    leaving.close({one.id: "annuler" for one in leaving.view().orders})
    assert ask(leaving, karim).done


def test_what_was_asked_by_who_acts_no_more_counts_for_nothing(two: tuple[Leaving, Actor]) -> None:
    leaving, karim = two
    ask(leaving, karim)
    with leaving.database.uow() as uow:
        yesterday = uow.clock.today()
        uow.session.execute(update(Guardianship).where(Guardianship.guardian_id == karim.person_id).values(ends_on=yesterday))
        uow.commit()
    assert child(leaving, leaving.nadia).closing.words == ""
