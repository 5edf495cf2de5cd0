"""Letters: asking for a new one, how often, who may send them, and handing them over to be printed."""

from datetime import timedelta

from sqlalchemy import select

from rxapp.accounts import service
from rxapp.accounts.models import CodeRequest
from rxapp.accounts.nir import fictional_nir
from rxapp.core import audit
from rxapp.core.clock import FixedClock
from rxapp.core.errors import message
from rxapp.core.policy import SYSTEM_ACTOR, Actor
from rxapp.notices.models import Departure
from rxapp.notices.views import departure_pdf, departures_page, waiting_letters
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


# --- handing letters over -----------------------------------------------------------------------------------------------


def hand_over(town: Town, departure_id: str, *, actor: Actor = SYSTEM_ACTOR, erase: bool = True) -> bytes:
    with town.database.uow() as uow:
        pdf = service.hand_over_letter(uow, actor=actor, departure_id=departure_id, erase=erase)
        uow.commit()
    return pdf


def waiting(town: Town) -> tuple[str, ...]:
    with town.database.read() as uow:
        return waiting_letters(uow, actor=SYSTEM_ACTOR)


def kept(town: Town) -> list[tuple[bool, bool, bool]]:
    """Of each letter, the oldest first: whether its words, its sheet and the hour it was handed over are there."""
    with town.database.read() as uow:
        rows = uow.session.execute(select(Departure).where(Departure.kind == "letter").order_by(Departure.at, Departure.id))
        return [(row.body is not None, row.attachment is not None, row.handed_at is not None) for row in rows.scalars()]


def test_a_letter_handed_over_says_nothing_any_more(town: Town) -> None:
    who = town.register()
    issued = town.write_to(who)
    (letter,) = waiting(town)
    assert hand_over(town, letter) == issued.pdf
    assert (waiting(town), kept(town)) == ((), [(False, False, True)])
    assert refused(hand_over, town, letter).code == "introuvable"
    signed_in = town.open(town.check(who, issued.code))
    with town.database.read() as uow:
        assert refused(departure_pdf, uow, actor=SYSTEM_ACTOR, departure_id=letter).code == "introuvable"
        shown = departures_page(uow, actor=SYSTEM_ACTOR, lang="fr", kind="letter").items[0]
        lines = audit.history_page(uow, actor=town.actor(signed_in), person_id=who.id, lang="fr")
    assert (shown.subject, shown.body, shown.has_pdf) == ("Votre carnet de santé numérique vous attend", "", False)
    assert "1 rue des Exemples" in shown.recipient
    assert "Lettre d’activation remise pour impression" in [line.action_label for line in lines]


def test_a_letter_that_could_not_be_written_down_still_waits(town: Town) -> None:
    town.write_to(town.register())
    (letter,) = waiting(town)
    with town.database.uow() as uow:
        service.hand_over_letter(uow, actor=SYSTEM_ACTOR, departure_id=letter, erase=True)
    assert (waiting(town), kept(town)) == ((letter,), [(True, True, False)])


def test_a_demonstration_keeps_what_letters_say(town: Town) -> None:
    town.write_to(town.register())
    hand_over(town, *waiting(town), erase=False)
    assert (waiting(town), kept(town)) == ((), [(True, True, True)])


def test_what_a_letter_says_goes_with_its_code(town: Town, clock: FixedClock) -> None:
    for order in (1, 2):
        town.write_to(town.register(order=order))
    hand_over(town, waiting(town)[0], erase=False)
    for days, erased in ((42, 0), (2, 2), (1, 0)):
        clock.advance(timedelta(days=days))
        with town.database.uow() as uow:
            assert service.erase_dead_letters(uow) == erased
            uow.commit()
    assert waiting(town) == ()
    assert [words or sheet for words, sheet, _handed in kept(town)] == [False, False]


def test_only_the_operator_and_the_system_take_letters(town: Town) -> None:
    signed_in = town.settle()
    (letter,) = waiting(town)
    actor = town.actor(signed_in)
    assert refused(hand_over, town, letter, actor=actor).code == "introuvable"
    with town.database.read() as uow:
        assert refused(waiting_letters, uow, actor=actor).code == "introuvable"
    assert waiting(town) == (letter,)
