"""From a letter's ticket to an account, or to a refusal."""

from dataclasses import replace
from datetime import timedelta

from sqlalchemy import select

from rxapp.accounts import service, views
from rxapp.accounts.code import new_code
from rxapp.accounts.models import Account, Person
from rxapp.accounts.nir import fictional_nir
from rxapp.core import audit
from rxapp.core.clock import FixedClock
from rxapp.core.errors import message
from rxapp.core.policy import SYSTEM_ACTOR
from tests.accounts import BORN, PASSWORD, Town, refused

SECOND = timedelta(seconds=1)


def open_with(town: Town, ticket: service.ActivationTicket, **answers: str) -> dict[str, str]:
    good = {"login": "nadia.petit", "email": "nadia@exemple.fr", "password": PASSWORD, "address": "192.0.2.1"}
    refusal = refused(
        service.open_account,
        town.database,
        ticket=ticket.token,
        device="Firefox",
        **(good | answers),
    )
    return refusal.errors


def test_errors_beside_each_field_and_nothing_lost(town: Town) -> None:
    town.settle("Awa", login="awa.diallo", order=5)
    who = town.register()
    ticket = town.check(who, town.write_to(who).code)
    assert open_with(town, ticket, login="", email="", password="") == {
        "identifiant": "identifiant.vide",
        "courriel": "courriel.vide",
        "mot_de_passe": "mot_de_passe.vide",
    }
    cases = {
        "no": "identifiant.longueur",
        "é" * 5: "identifiant.forme",
        "nadia@petit": "identifiant.forme",
        who.nir.number: "identifiant.numero",
        who.nir.number[:13]: "identifiant.numero",
        " AWA.Diallo ": "identifiant.pris",
    }
    for login, code in cases.items():
        assert open_with(town, ticket, login=login) == {"identifiant": code}
    for email in ("nadia", "nadia@", "a@b", "a b@exemple.fr", "a@exemple..fr", "a@exemple.fr\nbcc: x@y.fr", "a@e.fr" + "x" * 250):
        assert open_with(town, ticket, email=email) == {"courriel": "courriel.forme"}
    for password in ("Nadia-Petit-Nadia", "Petit14031991Petit", "azertyuiop123"):
        assert open_with(town, ticket, password=password).keys() == {"mot_de_passe"}
    assert town.open(ticket).person_id == who.id


def test_a_ticket_stands_half_an_hour_even_past_the_end_of_the_code(town: Town, clock: FixedClock) -> None:
    who = town.register()
    issued = town.write_to(who)
    clock.set(issued.expires_at - SECOND)
    ticket = town.check(who, issued.code)
    clock.advance(timedelta(minutes=30) - SECOND)
    assert town.open(ticket).person_id == who.id


def test_a_ticket_ends(town: Town, clock: FixedClock) -> None:
    who = town.register()
    ticket = town.check(who, town.write_to(who).code)
    clock.advance(timedelta(minutes=30))
    assert refused(town.open, ticket).code == "activation.a_refaire"


def test_a_ticket_opens_once(town: Town) -> None:
    who = town.register()
    ticket = town.check(who, town.write_to(who).code)
    town.open(ticket)
    assert refused(town.open, ticket, "other.login").code == "activation.a_refaire"
    with town.database.read() as uow:
        assert len(uow.session.execute(select(Account.id)).all()) == 1


def test_refusing_gives_a_receipt_and_a_later_letter_still_opens(town: Town, clock: FixedClock) -> None:
    who = town.register()
    issued = town.write_to(who)
    ticket = town.check(who, issued.code)
    with town.database.uow() as uow:
        refusal = service.refuse_space(uow, ticket=ticket.token)
        (waiting,) = views.waiting_people(uow, actor=SYSTEM_ACTOR, lang="fr")
        assert waiting.status_label == "Espace refusé"
        uow.commit()
    assert refusal.pdf.startswith(b"%PDF-")
    assert refused(town.open, ticket).code == "activation.a_refaire"
    assert refused(town.check, who, issued.code).code == "activation.refus_fait"
    with town.database.read() as uow:
        assert uow.session.get(Person, who.id).refused_at == clock.now()
        assert audit.receipt(uow, who.id).hash.startswith(refusal.reference)
    clock.advance(timedelta(days=1))
    assert town.ask(who) == 1
    assert town.open(town.check(who, town.latest_code(who))).person_id == who.id
    with town.database.read() as uow:
        assert uow.session.get(Person, who.id).refused_at is None


def test_a_ticket_cannot_ask_without_end_which_identifiers_are_taken(town: Town, clock: FixedClock) -> None:
    town.settle("Awa", login="awa.diallo", order=5)
    who = town.register()
    ticket = town.check(who, town.write_to(who).code)
    for number in range(20):
        assert open_with(town, ticket, login="awa.diallo", address=f"192.0.2.{number}") == {"identifiant": "identifiant.pris"}
    refusal = refused(town.open, ticket)
    assert (refusal.code, refusal.params) == ("activation.patienter_ouverture", {"attente": timedelta(minutes=15)})
    assert message(refusal, "fr") == "Trop d’essais. Réessayez dans 15 minutes."
    assert message(refusal, "en") == "Too many tries. Try again in 15 minutes."
    clock.advance(timedelta(minutes=15))
    assert town.open(ticket).person_id == who.id


def test_one_place_cannot_try_to_open_without_end(town: Town, clock: FixedClock) -> None:
    who = town.register()
    ticket = town.check(who, town.write_to(who).code)
    for number in range(60):
        made_up = replace(ticket, token=f"made-up-{number}")
        assert refused(town.open, made_up).code == "activation.a_refaire"
    assert refused(town.open, ticket).code == "activation.patienter_ouverture"
    assert town.open(ticket, address="192.0.2.2").person_id == who.id


def test_who_is_over_a_limit_waits_for_no_turn_to_write(town: Town) -> None:
    who = town.register()
    ticket = town.check(who, town.write_to(who).code)

    def check() -> None:
        service.check_letter(
            town.database, nir=str(fictional_nir("F", BORN, 77)), birth_date=BORN, code=new_code(), address="192.0.2.1"
        )

    for _ in range(20):
        open_with(town, ticket, email="")
        refused(check)

    with town.database.uow(), town.statements() as seen:
        assert refused(town.open, ticket).code == "activation.patienter_ouverture"
        assert refused(check).code == "activation.trop_d_essais"
    assert {statement.split()[0] for statement in seen} == {"BEGIN", "SELECT"}
