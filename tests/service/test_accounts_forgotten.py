"""A forgotten password: nobody learns who has an account, a link serves once, a letter is no way around a second factor."""

from __future__ import annotations

from datetime import timedelta

import pytest
from sqlalchemy import func, select

from rxapp.accounts import limits, passwords, second_factor, service, totp
from rxapp.accounts.identity import identity_of
from rxapp.accounts.models import PasswordReset, ResetRequest
from rxapp.accounts.places import Visit
from rxapp.core import audit
from rxapp.core.policy import SYSTEM_ACTOR, Actor, Role
from rxapp.notices.views import departures_page
from tests.accounts import PASSWORD, URL, Resident, Town, refused
from tests.safety import ELSEWHERE, NEW, Guarded, field_codes, guarded

__all__ = ["guarded"]


def test_a_link_lets_one_choose_another_password(guarded: Guarded) -> None:
    other = guarded.town.sign_in()
    assert guarded.ask_link() == 1
    body = guarded.mail("Choisir un nouveau mot de passe")
    for said in ("nadia.petit", "Safari sur iPhone", ELSEWHERE, "23 novembre 2026"):
        assert said in body
    token = guarded.link()
    with guarded.database.read() as uow:
        assert service.open_link(uow, token=token) == service.ResetLink("nadia.petit", False)
    ended = guarded.reset(token)
    assert set(ended) == {service.hash_token(one.token) for one in (guarded.opened, other)}
    assert guarded.town.principal(guarded.opened) is None
    assert refused(guarded.town.sign_in).code == "connexion.refusee"
    guarded.opened = guarded.town.sign_in(password=NEW)
    assert "Toutes les sessions sont terminées" in guarded.mail("Votre mot de passe Carnet a changé")
    with guarded.database.read() as uow:
        lines = audit.history_page(uow, actor=guarded.nadia, person_id=guarded.nadia.person_id)
    assert [line.action for line in lines][1:3] == ["oubli.fait", "oubli.lien"]
    assert {"Mot de passe oublié\u00a0: lien envoyé par e-mail", "Mot de passe oublié\u00a0: un nouveau a été choisi"} <= set(
        guarded.happened()
    )


def test_a_link_serves_once_for_half_an_hour(guarded: Guarded) -> None:
    guarded.ask_link()
    first = guarded.link()
    guarded.clock.advance(timedelta(minutes=1))
    guarded.ask_link()
    second = guarded.link()
    guarded.reset(second)
    for used in (first, second, "", "x" * 43):
        assert refused(guarded.reset, used).code == "oubli.lien"
    guarded.ask_link()
    late = guarded.link()
    guarded.clock.advance(timedelta(minutes=30))
    assert refused(guarded.reset, late).code == "oubli.lien"
    with guarded.database.uow() as uow:
        assert service.open_link(uow, token=late) is None
        assert service.purge_passing(uow) == 3


def test_a_changed_password_ends_the_links(guarded: Guarded) -> None:
    guarded.ask_link()
    token = guarded.link()
    service.change_password(guarded.database, actor=guarded.nadia, current=PASSWORD, new=NEW)
    assert refused(guarded.reset, token, "tramway violet parasol 9").code == "oubli.lien"


def test_the_second_factor_is_asked_for_with_a_link(guarded: Guarded) -> None:
    guarded.protect()
    guarded.ask_link()
    token = guarded.link()
    with guarded.database.read() as uow:
        assert service.open_link(uow, token=token).wants_code
    assert field_codes(refused(guarded.reset, token)) == {"code": "second.code_vide"}
    assert field_codes(refused(guarded.reset, token, "court")) == {
        "code": "second.code_vide",
        "mot_de_passe": "mot_de_passe.court",
    }
    assert field_codes(refused(guarded.reset, token, code="000000")) == {"code": "second.refuse"}
    assert field_codes(refused(guarded.reset, token, code=guarded.shown())) == {"code": "second.refuse"}, "it set it up"
    guarded.reset(token, code=guarded.shown(ahead=1))
    assert isinstance(guarded.town.sign_in(password=NEW), service.NextStep)


def test_the_code_of_a_link_is_not_tried_without_end(guarded: Guarded) -> None:
    guarded.protect()
    guarded.ask_link()
    token = guarded.link()
    for _number in range(4):
        wrong = refused(guarded.reset, token, code="000000")
        assert field_codes(wrong) == {"code": "second.refuse"}
    assert wrong.words("fr")["code"].endswith(" Encore 1 essai avant une pause de 15 minutes.")
    assert refused(guarded.reset, token, code="000000").words("fr")["code"].endswith(" Réessayez dans 15 minutes.")
    assert field_codes(refused(guarded.reset, token, code=guarded.shown(ahead=1))) == {"code": "second.patienter"}


def test_the_new_password_must_be_a_good_one(guarded: Guarded) -> None:
    guarded.ask_link()
    token = guarded.link()
    for password, code in (("", "vide"), ("court", "court"), ("nadia.petit.1991", "devinable"), ("motdepasse1234", "courant")):
        assert field_codes(refused(guarded.reset, token, password)) == {"mot_de_passe": f"mot_de_passe.{code}"}
    assert guarded.reset(token)


def test_whoever_is_named_the_same_is_done(guarded: Guarded) -> None:
    """The same statements, and one row, sealed: the account is looked for later."""
    works = []
    for named in ("nadia.petit", "NADIA@exemple.fr", "personne.du.tout", "personne@exemple.fr", "\x00" * 8, "é" * 500):
        with guarded.database.uow() as uow, guarded.town.statements() as seen:
            service.ask_link(uow, named=named, visit=Visit(ELSEWHERE, "x"))
        works.append([statement.split("(")[0] for statement in seen if "limits" not in statement])
        with guarded.database.uow() as uow:
            (row,) = uow.session.execute(select(ResetRequest)).scalars()
            assert len(named) < 8 or named.encode() not in row.asked
            uow.session.delete(row)
            uow.commit()
    assert works[0] == ["BEGIN IMMEDIATE", "INSERT INTO reset_request "]
    assert all(work == works[0] for work in works)
    assert not guarded.mails()[1:]


def test_nobody_named_is_told_so(guarded: Guarded) -> None:
    for named in ("", "   "):
        assert field_codes(refused(guarded.ask_link, named)) == {"identifiant": "connexion.identifiant_vide"}


def test_by_e_mail_every_account_of_the_address_is_named(guarded: Guarded) -> None:
    guarded.town.settle("Karim", login="karim.petit", order=2)
    assert guarded.ask_link("Nadia@Exemple.FR") == 2
    said = "".join(body for _subject, body in guarded.mails())
    assert "« nadia.petit »" in said.replace("\u00a0", " ")
    assert "« karim.petit »" in said.replace("\u00a0", " ")
    assert guarded.ask_link("personne@exemple.fr") == 0
    assert guarded.ask_link("nadia.petit@ailleurs") == 0


def test_who_asks_too_often_waits_and_the_owner_is_not_flooded(guarded: Guarded) -> None:
    assert [guarded.ask_link(address=f"203.0.113.{number}") for number in range(5)] == [1, 1, 1, 0, 0]
    for _number in range(10):
        guarded.ask_link("personne", address="203.0.113.99")
    assert refused(guarded.ask_link, "personne", address="203.0.113.99").code == "oubli.patienter"
    guarded.clock.advance(timedelta(hours=1))
    assert guarded.ask_link(address="203.0.113.99") == 1


def staff(guarded: Guarded) -> str:
    """The account of a professional, who has no e-mail."""
    kept = passwords.hash_password(guarded.database.keyring.pepper, PASSWORD)
    with guarded.database.uow() as uow:
        new = service.NewAccount(Role.PROFESSIONAL, "dr.moreau", "", kept, display_name="Dr Anne Moreau")
        account_id = service.open_staff_account(uow, actor=SYSTEM_ACTOR, new=new)
        uow.commit()
    return account_id


def test_closed_accounts_and_those_without_e_mail_get_nothing(guarded: Guarded) -> None:
    staff(guarded)
    assert guarded.ask_link("dr.moreau") == 0
    guarded.ask_link()
    token = guarded.link()
    closing = {"password": PASSWORD, "confirmed": True, "token_hash": bytes(32), "choices": {}}
    service.close_account(guarded.database, actor=guarded.nadia, **closing)
    assert guarded.ask_link() == 0
    assert refused(guarded.reset, token).code == "oubli.lien"


def test_a_request_that_cannot_be_read_holds_up_no_other(guarded: Guarded, caplog: pytest.LogCaptureFixture) -> None:
    with guarded.database.uow() as uow:
        uow.session.add(ResetRequest(at=guarded.clock.now(), asked=b"\x01 not sealed"))
        uow.commit()
    assert guarded.ask_link() == 1
    assert [record.getMessage() for record in caplog.records] == ["a request could not be answered: SealBroken"]
    with guarded.database.read() as uow:
        assert uow.session.execute(select(func.count()).select_from(ResetRequest)).scalar_one() == 0


def test_what_the_mail_said_goes_with_the_link(guarded: Guarded) -> None:
    """A demonstration keeps it for its bench."""
    guarded.ask_link()
    token = guarded.link()
    with guarded.database.uow() as uow:
        assert service.purge_passing(uow) == 0
        uow.commit()
    assert guarded.link() == token
    guarded.reset(token)
    for keep, left in ((True, token), (False, "")):
        with guarded.database.uow() as uow:
            service.purge_passing(uow, keep_words=keep)
            if not keep:
                uow.commit()
        assert (token in "".join(body for _subject, body in guarded.mails())) is bool(left)


def test_only_the_hash_of_a_link_is_kept(guarded: Guarded) -> None:
    guarded.ask_link()
    token = guarded.link()
    with guarded.database.read() as uow:
        (row,) = uow.session.execute(select(PasswordReset)).scalars()
    assert row.token_hash == service.hash_token(token)
    assert len(token) >= 43


# -- by letter --------------------------------------------------------------------------------------------------------


class Posted:
    """Nadia, who has an account, and the letter she asks for."""

    def __init__(self, town: Town, guarded: Guarded) -> None:
        self.guarded, self.town = guarded, town
        with town.database.read() as uow:
            who = identity_of(uow, guarded.opened.person_id)
        self.who = Resident(who.person_id, who.nir, who.birth_date)

    def ask(self) -> int:
        self.guarded.tick()
        with self.town.database.uow() as uow:
            asked = {"nir": str(self.who.nir), "birth_date": self.who.birth_date, "address": ELSEWHERE}
            service.request_new_code(uow, **asked, reset=True)
        return service.answer_requests(self.town.database)

    def ticket(self) -> str:
        return self.town.check(self.who, self.town.latest_code(self.who), address=ELSEWHERE).token

    def choose(self, ticket: str, password: str = NEW, *, without_factor: bool = False, code: str = "") -> tuple[bytes, ...]:
        self.guarded.tick()
        given = {"ticket": ticket, "password": password, "without_factor": without_factor, "code": code}
        return service.reset_by_letter(self.town.database, **given, visit=Visit(ELSEWHERE, "x"))


@pytest.fixture
def posted(town: Town, guarded: Guarded) -> Posted:
    return Posted(town, guarded)


def test_a_letter_lets_one_choose_another_password(posted: Posted) -> None:
    assert posted.ask() == 1
    with posted.town.database.read() as uow:
        (letter,) = departures_page(uow, actor=SYSTEM_ACTOR, lang="fr", kind="letter", limit=1).items
    assert letter.subject == "Choisir un nouveau mot de passe"
    assert "/mot-de-passe-oublie/code" in letter.body
    assert "elle ne servira plus" in posted.guarded.mail("Une lettre pour choisir un nouveau mot de passe")
    ticket = posted.ticket()
    with posted.town.database.read() as uow:
        assert service.letter_link(uow, ticket=ticket) == service.ResetLink("nadia.petit", False)
    assert posted.choose(ticket) == (service.hash_token(posted.guarded.opened.token),)
    posted.guarded.opened = posted.town.sign_in(password=NEW)
    assert refused(posted.choose, ticket).code == "activation.a_refaire"
    assert "Mot de passe oublié\u00a0: lettre envoyée" in posted.guarded.happened()


def test_a_letter_leaves_the_second_factor_unless_it_is_said_lost(posted: Posted) -> None:
    posted.guarded.protect()
    posted.ask()
    posted.choose(posted.ticket())
    assert isinstance(posted.town.sign_in(password=NEW), service.NextStep)
    posted.guarded.clock.advance(timedelta(days=2))
    posted.ask()
    posted.choose(posted.ticket(), "tramway violet parasol 9", without_factor=True)
    assert isinstance(posted.town.sign_in(password="tramway violet parasol 9"), service.SignedIn)
    assert "le second facteur est retiré" in posted.guarded.mail("Votre mot de passe Carnet a changé")
    with posted.town.database.read() as uow:
        assert not second_factor.is_on(uow, posted.guarded.opened.account_id)


def test_signing_in_makes_the_letter_useless(posted: Posted) -> None:
    """Whoever empties her letter box gets nothing as long as she goes on as before."""
    posted.ask()
    code = posted.town.latest_code(posted.who)
    ticket = posted.ticket()
    posted.town.sign_in()
    assert refused(posted.choose, ticket).code == "activation.a_refaire"
    assert refused(posted.town.check, posted.who, code).code == "activation.connecte"


def test_a_first_step_alone_leaves_the_letter(posted: Posted) -> None:
    """Who lost her telephone still knows her password: trying it must not take the letter away."""
    posted.guarded.protect()
    posted.ask()
    assert isinstance(posted.town.sign_in(), service.NextStep)
    assert posted.choose(posted.ticket(), without_factor=True)


def test_letters_follow_the_pace_of_letters(posted: Posted) -> None:
    assert posted.ask() == 1
    posted.guarded.clock.advance(timedelta(minutes=1))
    assert posted.ask() == 0
    posted.guarded.clock.advance(timedelta(days=1))
    assert posted.ask() == 1


def test_who_has_no_account_gets_no_such_letter_and_the_other_way_round(posted: Posted) -> None:
    hugo = posted.town.register("Hugo", order=7)
    with posted.town.database.uow() as uow:
        service.request_new_code(uow, nir=str(hugo.nir), birth_date=hugo.birth_date, address=ELSEWHERE, reset=True)
    assert service.answer_requests(posted.town.database) == 0
    posted.guarded.clock.advance(limits.BETWEEN_REQUESTS)
    assert posted.town.ask(posted.who) == 0
    ticket = posted.town.check(hugo, posted.town.write_to(hugo).code).token
    assert refused(posted.choose, ticket).code == "oubli.pas_ouvert"
    posted.guarded.clock.advance(timedelta(days=1))
    posted.ask()
    assert refused(posted.town.open, posted.town.check(posted.who, posted.town.latest_code(posted.who))).code == (
        "activation.deja_ouverte"
    )


def test_the_letter_of_a_closed_account_opens_nothing(posted: Posted) -> None:
    posted.ask()
    ticket = posted.ticket()
    closing = {"password": PASSWORD, "confirmed": True, "token_hash": bytes(32), "choices": {}}
    service.close_account(posted.town.database, actor=posted.guarded.nadia, **closing)
    assert refused(posted.choose, ticket).code == "activation.a_refaire"
    posted.guarded.clock.advance(timedelta(days=1))
    assert posted.ask() == 0


# -- by the operator --------------------------------------------------------------------------------------------------


def hand(guarded: Guarded, login: str, *, without_factor: bool = False, actor: Actor = SYSTEM_ACTOR) -> str:
    with guarded.database.uow() as uow:
        link, until = service.hand_link(uow, actor=actor, login=login, without_factor=without_factor, public_url=URL)
        uow.commit()
    assert until == guarded.clock.now() + timedelta(minutes=30)
    return link.partition("#")[2]


def test_the_operator_hands_a_link_to_staff_and_to_no_patient(guarded: Guarded) -> None:
    actor = Actor(staff(guarded), Role.PROFESSIONAL, None, "Dr Anne Moreau")
    setup = second_factor.begin(guarded.database, actor=actor, password=PASSWORD)
    guarded.secret = totp.secret_of(setup.text)
    with guarded.database.uow() as uow:
        second_factor.confirm(uow, actor=actor, code=guarded.shown(), public_url=URL)
        uow.commit()
    token = hand(guarded, "dr.moreau")
    assert field_codes(refused(guarded.reset, token)) == {"code": "second.code_vide"}
    token = hand(guarded, "dr.moreau", without_factor=True)
    guarded.reset(token)
    assert isinstance(guarded.town.sign_in("dr.moreau", NEW), service.SignedIn)
    assert refused(hand, guarded, "nadia.petit").code == "oubli.patient"
    assert refused(hand, guarded, "personne").code == "introuvable"
    assert refused(hand, guarded, "dr.moreau", actor=guarded.nadia).code == "introuvable"


def test_an_address_is_found_in_whatever_form_it_is_typed(guarded: Guarded) -> None:
    who = guarded.town.register("Zoé", order=9)
    ticket = guarded.town.check(who, guarded.town.write_to(who).code).token
    given = {"ticket": ticket, "login": "zoe.petit", "password": PASSWORD, "address": ELSEWHERE, "device": "x"}
    service.open_account(guarded.database, **given, email="Zo\u0065\u0301@Exemple.fr")
    assert guarded.ask_link("ZO\u00c9@exemple.fr") == 1
    assert guarded.ask_link("zo\u0065\u0301@exemple.fr") == 1
