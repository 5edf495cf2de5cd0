"""Somebody else is inside an account: its owner comes back, and what they hold opens nothing more than it should."""

from __future__ import annotations

from datetime import date, timedelta

from rxapp.accounts import passkeys, people, second_factor, service
from rxapp.accounts.models import Person
from rxapp.core import audit
from rxapp.core.policy import SYSTEM_ACTOR, Actor
from tests.accounts import PASSWORD, URL, refused
from tests.passkeys import Authenticator
from tests.safety import ELSEWHERE, NEW, Guarded, guarded
from tests.service.test_accounts_forgotten import Posted, posted, staff
from tests.service.test_accounts_passkeys import add, ask, enter

__all__ = ["guarded", "posted"]


def hold(guarded: Guarded, login: str = "nadia.petit", actor: Actor = SYSTEM_ACTOR) -> tuple[bytes, ...]:
    guarded.tick()
    with guarded.database.uow() as uow:
        ended = service.hold_account(uow, actor=actor, login=login, public_url=URL)
        uow.commit()
    return ended


def test_the_operator_gives_an_account_back_to_its_owner(posted: Posted) -> None:
    """The thief has the password, a second factor and a passkey; a letter brings her back: they cannot sign in to end it."""
    thief, key = posted.guarded, Authenticator()
    thief.protect()
    add(thief, key, thief.shown(ahead=1))
    step = thief.first_step()
    thief.ask_link()
    link, session = thief.link(), thief.opened
    assert hold(thief) == (service.hash_token(session.token),)
    assert posted.town.principal(session) is None
    assert refused(thief.give, step, thief.shown(ahead=2)).code == "second.perime"
    assert refused(thief.reset, link).code == "oubli.lien"
    assert refused(posted.town.sign_in).code == "connexion.refusee"
    assert refused(enter, thief, key.sign(ask(thief))).code == "passe.refusee"
    assert posted.ask() == 1
    assert posted.choose(posted.ticket()) == ()
    thief.opened = posted.town.sign_in(password=NEW)
    assert "plus rien ne l’ouvre" in "".join(thief.happened())
    assert "/mot-de-passe-oublie" in thief.mail("Votre compte Carnet est mis à l’abri")
    with thief.database.read() as uow:
        lines = audit.history_page(uow, actor=thief.nadia, person_id=posted.who.id)
    assert "compte.abri" in {line.action for line in lines}


def test_a_link_by_e_mail_brings_back_too_and_nothing_half_done_comes_through(guarded: Guarded) -> None:
    thief, key = guarded.nadia, Authenticator()
    options = passkeys.begin_passkey(guarded.database, actor=thief, password=PASSWORD)
    second_factor.begin(guarded.database, actor=thief, password=PASSWORD)
    hold(guarded)
    assert refused(passkeys.add_passkey, guarded.database, actor=thief, answer=key.make(options)).code == "passe.refusee"
    with guarded.database.uow() as uow:
        assert refused(second_factor.confirm, uow, actor=thief, code="123456", public_url=URL).code == "second.a_refaire"
    guarded.ask_link()
    guarded.reset(guarded.link())
    assert isinstance(guarded.town.sign_in(password=NEW), service.SignedIn)


def test_staff_too_and_the_operator_alone(guarded: Guarded) -> None:
    staff(guarded)
    hold(guarded, "dr.moreau")
    assert refused(guarded.town.sign_in, "dr.moreau").code == "connexion.refusee"
    assert refused(hold, guarded, "personne").code == "introuvable"
    assert refused(hold, guarded, actor=guarded.nadia).code == "introuvable"
    assert guarded.town.principal(guarded.opened)


def test_the_letter_of_a_minor_with_an_account_makes_nobody_her_guardian(guarded: Guarded) -> None:
    town = guarded.town
    lina = town.register("Lina", order=5, birth_date=date(2010, 3, 1))
    town.open(town.check(lina, town.write_to(lina).code), "lina.petit")
    guarded.clock.advance(timedelta(days=2))
    with town.database.uow() as uow:
        asked = {"nir": str(lina.nir), "birth_date": lina.birth_date, "address": ELSEWHERE}
        service.request_new_code(uow, **asked, reset=True)
    assert service.answer_requests(town.database) == 1
    ticket = town.check(lina, town.latest_code(lina)).token
    stranger = town.actor(town.settle("Karim", login="karim.petit", order=2))
    with town.database.uow() as uow:
        assert refused(service.activate_child, uow, actor=stranger, ticket=ticket).code == "activation.deja_ouverte"
        assert refused(service.refuse_space, uow, ticket=ticket).code == "activation.deja_ouverte"
        assert people.minor_children(uow, stranger.person_id) == ()
        assert uow.session.get(Person, lina.id).refused_at is None
        assert service.letter_link(uow, ticket=ticket).login == "lina.petit", "the letter still serves"
