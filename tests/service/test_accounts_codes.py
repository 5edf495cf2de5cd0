"""Asking for a new letter: who gets one, how often, and who may send them."""

from datetime import timedelta

from sqlalchemy import select

from rxapp.accounts import service
from rxapp.accounts.models import CodeRequest
from rxapp.accounts.nir import fictional_nir
from rxapp.core.clock import FixedClock
from rxapp.core.errors import message
from rxapp.notices.models import Departure
from tests.accounts import BORN, URL, Resident, Town, refused

SECOND = timedelta(seconds=1)


def letters_left(town: Town) -> int:
    with town.database.read() as uow:
        return len(uow.session.execute(select(Departure.id).where(Departure.kind == "letter")).all())


def test_a_new_letter_leaves_and_its_code_opens(town: Town, clock: FixedClock) -> None:
    who = town.register()
    issued = town.write_to(who)
    clock.advance(timedelta(days=43))
    assert refused(town.check, who, issued.code).code == "activation.expiree"
    assert town.ask(who) == 1
    assert town.open(town.check(who, town.latest_code(who))).person_id == who.id
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


def test_only_the_operator_and_the_system_send_letters(town: Town) -> None:
    who = town.register()
    parent = town.settle("Awa", login="awa.diallo", order=5)
    with town.database.uow() as uow:
        refusal = refused(service.issue_code, uow, actor=town.actor(parent), person_id=who.id, public_url=URL)
    assert refusal.code == "introuvable"
