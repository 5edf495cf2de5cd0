"""A letter's code: right, wrong, foreign, expired, used and sixth-try; who exists is never told."""

from datetime import UTC, date, datetime, timedelta

import pytest

from rxapp.accounts import service
from rxapp.accounts.activation import expires_at
from rxapp.accounts.code import in_groups, new_code
from rxapp.accounts.nir import fictional_nir
from rxapp.core import audit
from rxapp.core.clock import FixedClock
from rxapp.core.errors import message
from rxapp.core.policy import SYSTEM_ACTOR, Role
from rxapp.notices.views import departures_page
from tests.accounts import BORN, Resident, Town, refused

SECOND = timedelta(seconds=1)


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


@pytest.mark.parametrize(("late", "told"), [(timedelta(0), "activation.expiree"), (-6 * SECOND, "activation.annulee")])
@pytest.mark.parametrize("sent", [datetime(2026, 3, 1, 9, 0, tzinfo=UTC), datetime(2026, 10, 25, 0, 30, tzinfo=UTC)])
def test_wrong_tries_count_until_a_code_expires(
    town: Town, clock: FixedClock, sent: datetime, late: timedelta, told: str
) -> None:
    """Afterwards its holder reads when it expired, whatever others typed meanwhile."""
    clock.set(sent)
    who = town.register()
    issued = town.write_to(who)
    clock.set(issued.expires_at + late)
    for _ in range(5):
        refused(town.check, who, new_code())
        clock.advance(SECOND)
    assert refused(town.check, who, issued.code).code == told


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
    assert refusal.words("fr")["nir"] == "Il faut 15 caractères avec la clé\u00a0; vous en avez donné 3."
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


def test_a_wrong_code_and_nobody_get_the_same_words_and_the_same_work(town: Town, clock: FixedClock) -> None:
    """One whose code is alive, one whose code has expired, and nobody."""
    known = town.register()
    town.write_to(known)
    clock.advance(timedelta(days=43))
    late, known = known, town.register("Awa", order=2)
    town.write_to(known)
    nobody = Resident("", fictional_nir("F", BORN, 77), BORN)
    refused(town.check, nobody, new_code(), address="192.0.2.9")
    answers, works = [], []
    for who in (known, late, nobody):
        town_address = f"192.0.2.{len(works) + 10}"
        with town.statements() as seen:
            answers.append(refused(town.check, who, new_code(), address=town_address))
        works.append([statement.split("(")[0] for statement in seen])
    assert {answer.code for answer in answers} == {"activation.refusee"}
    assert len({message(answer, "fr") for answer in answers}) == 1
    assert works[0] == works[1] == works[2]
    assert len(works[0]) > 5


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
