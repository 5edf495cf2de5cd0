"""Somebody else is inside an account: its owner comes back, and what they hold opens nothing more than it should."""

from __future__ import annotations

from dataclasses import replace
from datetime import date, timedelta

from sqlalchemy import func, select

from rxapp.accounts import events, passkeys, passwords, people, second_factor, service, totp
from rxapp.accounts.models import Person
from rxapp.agenda import feeds
from rxapp.core import audit
from rxapp.core.policy import SYSTEM_ACTOR, Actor, Role
from rxapp.notices import service as notices
from rxapp.notices.models import PushSubscription
from rxapp.wiring import join_rooms
from tests.accounts import PASSWORD, URL, refused
from tests.devices import Browser
from tests.passkeys import Authenticator
from tests.safety import ELSEWHERE, NEW, Guarded, field_codes, guarded
from tests.service.test_accounts_forgotten import Posted, hand, posted, staff
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


def test_what_gives_without_a_session_stops_too(guarded: Guarded) -> None:
    """A calendar address and a browser that shows notifications, of the owner or of whoever made them."""
    join_rooms()
    who = guarded.nadia
    with guarded.database.uow() as uow:
        path = feeds.make(uow, actor=who, context=people.context_for(uow, who)).path
        notices.subscribe(uow, actor=who, device=Browser().device)
        uow.commit()
    secret = path.removeprefix("/calendrier/").removesuffix(".ics")

    def gives() -> tuple[bool, int]:
        with guarded.database.read() as uow:
            devices = uow.session.execute(select(func.count()).select_from(PushSubscription)).scalar_one()
            return feeds.give(uow, secret) is not None, devices

    assert gives() == (True, 1)
    hold(guarded)
    assert gives() == (False, 0)
    assert "adresses de calendrier" in guarded.mail("Votre compte Carnet est mis à l’abri")


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


def protected_staff(guarded: Guarded) -> Actor:
    """A professional of a real instance, who has an e-mail address and an authenticator."""
    guarded.database.settings = replace(guarded.database.settings, demo=False)
    kept = passwords.hash_password(guarded.database.keyring.pepper, PASSWORD)
    with guarded.database.uow() as uow:
        new = service.NewAccount(Role.PROFESSIONAL, "dr.blanc", "blanc@exemple.fr", kept, display_name="Dr Blanc")
        actor = Actor(service.open_staff_account(uow, actor=SYSTEM_ACTOR, new=new), Role.PROFESSIONAL, None, "Dr Blanc")
        uow.commit()
    guarded.secret = totp.secret_of(second_factor.begin(guarded.database, actor=actor, password=PASSWORD).text)
    with guarded.database.uow() as uow:
        second_factor.confirm(uow, actor=actor, code=guarded.shown(), public_url=URL)
        uow.commit()
    return actor


def test_the_operator_s_link_takes_the_factor_away_when_it_is_used(guarded: Guarded) -> None:
    """Not when it is printed: whoever knows the password would set up theirs first."""
    actor = protected_staff(guarded)
    token = hand(guarded, "dr.blanc", without_factor=True)
    assert isinstance(guarded.town.sign_in("dr.blanc"), service.NextStep)
    body = dict(guarded.mails("blanc@exemple.fr"))["Un lien pour choisir un nouveau mot de passe"]
    assert "retire aussi le second facteur" in body.replace("\n", " ")
    with guarded.database.read() as uow:
        assert not service.open_link(uow, token=token).wants_code
        assert "lien remis par l’exploitant" in "".join(event.label for event in events.recent(uow, actor=actor, lang="fr"))
    assert field_codes(refused(guarded.reset, hand(guarded, "dr.blanc"))) == {"code": "second.code_vide"}
    guarded.reset(token)
    signed_in = guarded.town.sign_in("dr.blanc", NEW)
    assert (type(signed_in), signed_in.enrolling) == (service.SignedIn, True)
    with guarded.database.read() as uow:
        assert "Second facteur retiré" in {event.label for event in events.recent(uow, actor=actor, lang="fr")}
    assert "le second facteur est retiré" in dict(guarded.mails("blanc@exemple.fr"))["Votre mot de passe Carnet a changé"]


def test_the_letter_of_a_minor_with_an_account_makes_nobody_her_guardian(guarded: Guarded) -> None:
    town = guarded.town
    lina = town.register("Lina", order=5, birth_date=date(2010, 3, 1))
    guarded.opened = town.open(town.check(lina, town.write_to(lina).code), "lina.petit")
    guarded.protect()  # without, no letter leaves before 18
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


def test_the_letter_of_a_minor_takes_no_second_factor_away(guarded: Guarded) -> None:
    """It comes to where her parents live."""
    town = guarded.town
    lina = town.register("Lina", order=5, birth_date=date(2010, 3, 1))
    guarded.opened = town.open(town.check(lina, town.write_to(lina).code), "lina.petit")
    guarded.protect()
    posted = Posted(town, guarded)
    assert posted.ask() == 1
    ticket = posted.ticket()
    with town.database.read() as uow:
        assert service.letter_link(uow, ticket=ticket) == service.ResetLink("lina.petit", True, (), True)
    assert refused(posted.choose, ticket, without_factor=True).code == "oubli.mineur"
    assert refused(posted.choose, ticket).code == "formulaire.a_revoir"
    assert posted.choose(ticket, code=guarded.codes[0])
    assert isinstance(town.sign_in("lina.petit", NEW), service.NextStep)
