"""From letter to account: right, wrong, foreign, expired, used and sixth-try codes; twins; asking again; refusing."""

import time
from datetime import UTC, date, datetime, timedelta

import pytest
from sqlalchemy import select

from rxapp.accounts import service, views
from rxapp.accounts.activation import expires_at
from rxapp.accounts.code import in_groups, new_code
from rxapp.accounts.models import Account, ActivationCode, CodeRequest, Person
from rxapp.accounts.nir import fictional_nir
from rxapp.accounts.steady import FLOOR
from rxapp.core import audit
from rxapp.core.clock import FixedClock
from rxapp.core.db import Database
from rxapp.core.errors import message
from rxapp.core.policy import SYSTEM_ACTOR, Role
from rxapp.notices.models import Departure
from rxapp.notices.views import departures_page
from tests.accounts import BORN, PASSWORD, URL, Resident, Town, refused

SECOND = timedelta(seconds=1)


@pytest.fixture
def town(database: Database) -> Town:
    return Town(database)


def letters_left(town: Town) -> int:
    with town.database.read() as uow:
        return len(uow.session.execute(select(Departure.id).where(Departure.kind == "letter")).all())


def latest_code(town: Town, who: Resident) -> str:
    """The code as it is read in the latest letter."""
    with town.database.read() as uow:
        page = departures_page(uow, actor=SYSTEM_ACTOR, lang="fr", person_id=who.id, kind="letter")
    line = next(line for line in page.items[0].body.splitlines() if line.startswith("Code confidentiel"))
    return line.partition(" : ")[2]


def test_a_letter_becomes_an_account(town: Town) -> None:
    who = town.register()
    ticket = town.check(who, in_groups(town.write_to(who).code).lower())
    assert (ticket.given_names, ticket.for_parents, ticket.twins) == ("Nadia", False, ())
    signed_in = town.open(ticket)
    principal = town.principal(signed_in)
    assert principal is not None
    assert (principal.role, principal.person_id, principal.label) == (Role.PATIENT, who.id, "Nadia Petit")
    assert town.sign_in("Nadia.Petit").person_id == who.id
    with town.database.read() as uow:
        mail = departures_page(uow, actor=SYSTEM_ACTOR, lang="fr", kind="mail").items[0]
        assert mail.recipient == "nadia@exemple.fr"
        assert audit.verify(uow, who.id).ok


@pytest.mark.parametrize(
    "sent",
    [
        datetime(2026, 3, 1, 9, 0, tzinfo=UTC),
        datetime(2026, 10, 1, 8, 0, tzinfo=UTC),
        datetime(2026, 12, 1, 9, 0, tzinfo=UTC),
    ],
    ids=["into summer time", "into winter time", "neither"],
)
def test_valid_until_the_last_second_of_42_days(town: Town, clock: FixedClock, sent: datetime) -> None:
    clock.set(sent)
    who = town.register()
    issued = town.write_to(who)
    clock.set(issued.expires_at - SECOND)
    assert town.check(who, issued.code)
    clock.set(issued.expires_at)
    refusal = refused(town.check, who, issued.code)
    assert refusal.code == "activation.expiree"
    assert refusal.params == {"date": expires_at(sent)}
    assert "a expiré le" in message(refusal, "fr")


def test_an_expired_code_is_told_only_to_who_holds_it(town: Town, clock: FixedClock) -> None:
    who = town.register()
    town.write_to(who)
    clock.advance(timedelta(days=50))
    assert refused(town.check, who, new_code()).code == "activation.refusee"


def test_a_used_code_points_to_sign_in(town: Town) -> None:
    who = town.register()
    issued = town.write_to(who)
    town.open(town.check(who, issued.code))
    refusal = refused(town.check, who, issued.code)
    assert refusal.code == "activation.utilisee"
    assert "Connectez-vous" in message(refusal, "fr")


def test_five_wrong_tries_and_it_is_void(town: Town) -> None:
    who = town.register()
    issued = town.write_to(who)
    for _ in range(4):
        assert refused(town.check, who, new_code()).code == "activation.refusee"
    assert town.check(who, issued.code)
    assert refused(town.check, who, new_code()).code == "activation.refusee"
    assert refused(town.check, who, issued.code).code == "activation.annulee"


def test_a_ticket_falls_with_its_code(town: Town) -> None:
    who = town.register()
    ticket = town.check(who, town.write_to(who).code)
    town.write_to(who)
    assert refused(town.open, ticket).code == "activation.a_refaire"


def test_typing_mistakes_count_for_nothing(town: Town) -> None:
    who = town.register()
    code = town.write_to(who).code
    wrong = code[:-1] + ("0" if code[-1] != "0" else "1")
    for _ in range(8):
        refusal = refused(town.check, who, wrong)
        assert isinstance(refusal, service.FieldErrors)
        assert refusal.errors == {"code": "code.cle"}
    assert town.check(who, code)


def test_every_field_is_told_at_once(town: Town) -> None:
    with town.database.uow() as uow:
        refusal = refused(service.check_code, uow, nir="123", birth_date=None, code="", address="192.0.2.1")
    assert refusal.errors == {"nir": "nir.longueur", "naissance": "naissance.vide", "code": "code.vide"}
    assert refusal.words("fr")["nir"] == "Il faut 15 caractères avec la clé ; vous en avez donné 3."
    assert refusal.words("en")["code"] == "Enter the code printed in the letter."


def test_somebody_elses_code_is_just_wrong(town: Town) -> None:
    one, other = town.register(order=1), town.register("Hugo", order=2)
    town.write_to(one)
    foreign = town.write_to(other).code
    assert refused(town.check, one, foreign).code == "activation.refusee"
    assert town.check(other, foreign)


def test_a_right_code_with_another_birth_date_is_just_wrong(town: Town) -> None:
    who = town.register()
    code = town.write_to(who).code
    assert refused(town.check, Resident(who.id, who.nir, date(1991, 3, 15)), code).code == "activation.refusee"


@pytest.mark.parametrize("department", ["2A", "2B"])
def test_a_corsican_opens_their_space(town: Town, department: str) -> None:
    who = town.register(department=department)
    assert town.open(town.check(who, town.write_to(who).code)).person_id == who.id


def test_one_live_code_per_person(town: Town) -> None:
    who = town.register()
    first, second = town.write_to(who), town.write_to(who)
    assert refused(town.check, who, first.code).code == "activation.remplacee"
    assert town.check(who, second.code)


def test_no_code_is_kept_in_clear(town: Town) -> None:
    who = town.register()
    code = town.write_to(who).code
    raw = b"".join(path.read_bytes() for path in town.database.settings.data_dir.iterdir() if path.is_file())
    for secret in (code, in_groups(code), who.nir.number, "Nadia", "Petit", "1991-03-14", "rue des Exemples"):
        assert secret.encode() not in raw


# --- who exists is never told -------------------------------------------------------------------------------------------


def test_a_wrong_code_and_nobody_get_the_same_words_and_the_same_work(town: Town) -> None:
    known = town.register()
    town.write_to(known)
    nobody = Resident("", fictional_nir("F", BORN, 77), BORN)
    refused(town.check, nobody, new_code(), address="192.0.2.9")
    answers, works = [], []
    for who in (known, nobody):
        town_address = f"192.0.2.{len(works) + 10}"
        with town.statements() as seen:
            answers.append(refused(town.check, who, new_code(), address=town_address))
        works.append([statement.split("(")[0] for statement in seen])
    assert answers[0].code == answers[1].code == "activation.refusee"
    assert message(answers[0], "fr") == message(answers[1], "fr")
    assert works[0] == works[1]
    assert len(works[0]) > 5


def test_no_answer_comes_before_the_floor(town: Town) -> None:
    known = town.register()
    code = town.write_to(known).code
    nobody = Resident("", fictional_nir("F", BORN, 77), BORN)

    def check(who: Resident, typed: str) -> service.ActivationTicket:
        return service.check_letter(
            town.database, nir=str(who.nir), birth_date=who.birth_date.isoformat(), code=typed, address="192.0.2.1"
        )

    for who in (known, nobody):
        start = time.monotonic()
        assert refused(check, who, new_code()).code == "activation.refusee"
        assert time.monotonic() - start >= FLOOR
    assert check(known, code).given_names == "Nadia"


def test_asking_for_a_letter_does_the_same_work_whoever_is_named(town: Town) -> None:
    known = town.register()
    town.write_to(known)
    opened = town.register("Awa", order=5)
    town.open(town.check(opened, town.write_to(opened).code), "awa.diallo")
    nobody = Resident("", fictional_nir("F", BORN, 77), BORN)
    town.ask(nobody, address="192.0.2.9")
    works = []
    for number, who in enumerate((known, opened, nobody)):
        with town.statements() as seen, town.database.uow() as uow:
            answer = service.request_new_code(uow, nir=str(who.nir), birth_date=who.birth_date, address=f"192.0.2.{number + 10}")
        assert answer is None
        works.append([statement.split("(")[0] for statement in seen])
    assert works[0] == works[1] == works[2]
    assert not any("person" in statement for statement in works[0])


# --- asking for a new letter --------------------------------------------------------------------------------------------


def test_a_new_letter_leaves_and_its_code_opens(town: Town, clock: FixedClock) -> None:
    who = town.register()
    issued = town.write_to(who)
    clock.advance(timedelta(days=43))
    assert refused(town.check, who, issued.code).code == "activation.expiree"
    assert town.ask(who) == 1
    assert town.open(town.check(who, latest_code(town, who))).person_id == who.id
    with town.database.read() as uow:
        assert uow.session.execute(select(CodeRequest)).first() is None


def test_thirty_seconds_between_two_requests_from_one_place(town: Town, clock: FixedClock) -> None:
    who = town.register()
    assert town.ask(who) == 1
    clock.advance(timedelta(seconds=29))
    refusal = refused(town.ask, who)
    assert refusal.code == "activation.patienter"
    assert message(refusal, "fr").endswith("dans 1 seconde.")
    assert town.ask(Resident("", fictional_nir("F", BORN, 77), BORN), address="192.0.2.2") == 0
    clock.advance(SECOND)
    assert town.ask(who) == 0


def test_once_a_day_and_five_in_ninety_days(town: Town, clock: FixedClock) -> None:
    who = town.register()
    assert town.ask(who) == 1
    clock.advance(timedelta(days=1) - SECOND)
    assert town.ask(who) == 0
    clock.advance(SECOND + timedelta(minutes=1))
    for _ in range(4):
        assert town.ask(who) == 1
        clock.advance(timedelta(days=2))
    assert town.ask(who) == 0
    clock.advance(timedelta(days=82))
    assert town.ask(who) == 1


def test_the_insurance_s_own_letters_do_not_count_in_the_pace(town: Town) -> None:
    who = town.register()
    town.write_to(who)
    assert town.ask(who) == 1


def test_no_letter_leaves_for_a_space_that_is_open_or_for_nobody(town: Town, clock: FixedClock) -> None:
    who = town.register()
    town.open(town.check(who, town.write_to(who).code))
    before = letters_left(town)
    assert town.ask(who) == 0
    clock.advance(timedelta(minutes=1))
    assert town.ask(Resident("", fictional_nir("F", BORN, 77), BORN)) == 0
    assert letters_left(town) == before
    assert refused(town.write_to, who).code == "activation.deja_ouverte"


def test_a_request_that_cannot_be_read_holds_up_nobody(town: Town, clock: FixedClock) -> None:
    who = town.register()
    with town.database.uow() as uow:
        uow.session.add(CodeRequest(at=clock.now() - timedelta(hours=1), asked=b"damaged"))
        uow.commit()
    assert town.ask(who) == 1
    with town.database.read() as uow:
        assert uow.session.execute(select(CodeRequest)).first() is None


# --- twins and children -------------------------------------------------------------------------------------------------

TWINS_BORN = date(2022, 6, 23)


@pytest.fixture
def twins(town: Town) -> tuple[Resident, Resident]:
    nir = fictional_nir("F", TWINS_BORN, 8)
    return (
        town.register("Zoé", birth_date=TWINS_BORN, nir=nir),
        town.register("Tom", birth_date=TWINS_BORN, nir=nir),
    )


def add_child(town: Town, parent: service.SignedIn, ticket: service.ActivationTicket, chosen: str | None = None) -> str:
    with town.database.uow() as uow:
        child = service.activate_child(uow, actor=town.actor(parent), ticket=ticket.token, chosen=chosen)
        uow.commit()
    return child


def test_the_code_decides_which_twin(town: Town, twins: tuple[Resident, Resident]) -> None:
    zoe, tom = twins
    parent = town.settle()
    codes = {who.id: town.write_to(who).code for who in twins}
    ticket = town.check(zoe, codes[tom.id])
    assert (ticket.given_names, ticket.twins, ticket.for_parents) == ("Tom", ("Tom", "Zoé"), True)
    assert refused(add_child, town, parent, ticket, "Zoé").code == "activation.jumeau"
    assert refused(add_child, town, parent, ticket, None).code == "activation.jumeau"
    assert add_child(town, parent, ticket, "tom") == tom.id
    assert add_child(town, parent, town.check(tom, codes[zoe.id]), "Zoe") == zoe.id
    with town.database.read() as uow:
        cards = views.my_people(uow, actor=town.actor(parent), lang="fr")
    assert [card.usual_name for card in cards] == ["Nadia", "Tom", "Zoé"]


def test_a_wrong_try_counts_for_both_twins(town: Town, twins: tuple[Resident, Resident]) -> None:
    for who in twins:
        town.write_to(who)
    for _ in range(5):
        refused(town.check, twins[0], new_code())
    with town.database.read() as uow:
        codes = uow.session.execute(select(ActivationCode)).scalars().all()
    assert [(code.tries, code.void_reason) for code in codes] == [(5, "tries")] * 2


def test_a_letter_asked_for_twins_leaves_for_each_or_for_the_one_named(
    town: Town, clock: FixedClock, twins: tuple[Resident, Resident]
) -> None:
    assert town.ask(twins[0]) == 2
    clock.advance(timedelta(days=2))
    assert town.ask(twins[0], given_name="zoe") == 1
    clock.advance(timedelta(days=2))
    assert town.ask(twins[0], given_name="Paul") == 0


def test_a_child_s_letter_opens_no_account(town: Town, twins: tuple[Resident, Resident]) -> None:
    ticket = town.check(twins[0], town.write_to(twins[0]).code)
    assert refused(town.open, ticket).code == "activation.enfant"


def test_adding_a_child_is_written_under_both_names(town: Town, twins: tuple[Resident, Resident]) -> None:
    zoe = twins[0]
    parent = town.settle()
    add_child(town, parent, town.check(zoe, town.write_to(zoe).code), "Zoé")
    actor = town.actor(parent)
    with town.database.read() as uow:
        context = service.context_for(uow, actor)
        assert context.guardian_of == {zoe.id}
        lines = audit.history_page(uow, actor=actor, person_id=zoe.id, context=context, lang="fr")
    assert (lines[0].action_label, lines[0].actor_label, lines[0].on_behalf_label) == (
        "Espace ouvert",
        "Nadia Petit",
        "Zoé Petit",
    )
    assert lines[1].action_label == "Nadia Petit peut agir pour Zoé Petit"


def test_a_second_parent_needs_a_letter_of_their_own(town: Town, clock: FixedClock, twins: tuple[Resident, Resident]) -> None:
    zoe = twins[0]
    mother, father = town.settle(), town.settle("Marc", login="marc.petit", order=2)
    code = town.write_to(zoe).code
    add_child(town, mother, town.check(zoe, code), "Zoé")
    assert refused(town.check, zoe, code).code == "activation.utilisee"
    clock.advance(timedelta(minutes=1))
    assert town.ask(zoe, given_name="Zoé") == 1
    add_child(town, father, town.check(zoe, latest_code(town, zoe)), "Zoé")
    clock.advance(timedelta(days=1))
    town.ask(zoe, given_name="Zoé")
    mother = town.sign_in()
    assert refused(add_child, town, mother, town.check(zoe, latest_code(town, zoe)), "Zoé").code == "activation.deja_rattache"


def test_an_adult_s_letter_makes_no_guardian(town: Town) -> None:
    parent = town.settle()
    adult = town.register("Hugo", order=2)
    assert refused(add_child, town, parent, town.check(adult, town.write_to(adult).code)).code == "activation.majeur"


def test_guardianship_ends_on_the_eighteenth_birthday_in_paris(town: Town, clock: FixedClock) -> None:
    parent = town.settle()
    child = town.register("Léa", order=9, birth_date=date(2010, 6, 15))
    add_child(town, parent, town.check(child, town.write_to(child).code))
    actor = town.actor(parent)
    clock.set(datetime(2028, 6, 14, 21, 59, 59, tzinfo=UTC))
    with town.database.read() as uow:
        assert service.context_for(uow, actor).guardian_of == {child.id}
    clock.set(datetime(2028, 6, 14, 22, 0, tzinfo=UTC))
    with town.database.read() as uow:
        assert service.context_for(uow, actor).guardian_of == frozenset()
        assert len(views.my_people(uow, actor=actor, lang="fr")) == 1


def test_from_sixteen_one_opens_one_s_own_space(town: Town) -> None:
    young = town.register("Léa", order=9, birth_date=date(2010, 11, 23))
    ticket = town.check(young, town.write_to(young).code)
    assert not ticket.for_parents
    assert town.open(ticket, "lea.petit").person_id == young.id


# --- opening and refusing -----------------------------------------------------------------------------------------------


def open_with(town: Town, ticket: service.ActivationTicket, **answers: str) -> dict[str, str]:
    good = {"login": "nadia.petit", "email": "nadia@exemple.fr", "password": PASSWORD}
    refusal = refused(
        service.open_account,
        town.database,
        ticket=ticket.token,
        address="192.0.2.1",
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
        uow.commit()
    assert refusal.pdf.startswith(b"%PDF-")
    assert refused(town.open, ticket).code == "activation.a_refaire"
    assert refused(town.check, who, issued.code).code == "activation.refus_fait"
    with town.database.read() as uow:
        assert uow.session.get(Person, who.id).refused_at == clock.now()
        assert audit.receipt(uow, who.id).hash.startswith(refusal.reference)
    clock.advance(timedelta(days=1))
    assert town.ask(who) == 1
    assert town.open(town.check(who, latest_code(town, who))).person_id == who.id
    with town.database.read() as uow:
        assert uow.session.get(Person, who.id).refused_at is None


def test_one_place_cannot_try_without_end(town: Town, clock: FixedClock) -> None:
    who = town.register()
    for _ in range(20):
        refused(town.check, who, new_code())
    refusal = refused(town.check, who, new_code())
    assert refusal.code == "activation.trop_d_essais"
    assert message(refusal, "fr").endswith("dans 15 minutes.")
    issued = town.write_to(who)
    assert town.check(who, issued.code, address="192.0.2.9")
    clock.advance(timedelta(minutes=15))
    assert town.check(who, issued.code)


def test_only_the_operator_and_the_system_send_letters(town: Town) -> None:
    who = town.register()
    parent = town.settle("Awa", login="awa.diallo", order=5)
    with town.database.uow() as uow:
        refusal = refused(service.issue_code, uow, actor=town.actor(parent), person_id=who.id, public_url=URL)
    assert refusal.code == "introuvable"
