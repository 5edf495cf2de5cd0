"""What ended badly and is sent again: what takes it up, while the account waits to be closed too; a pharmacy that closed."""

from __future__ import annotations

from datetime import timedelta

import pytest

from rxapp.accounts.models import AccountClosing
from rxapp.pharmacy import parting, service, views
from rxapp.pharmacy.models import Order, Pharmacy
from rxapp.pharmacy.service import State
from tests.accounts import refused
from tests.pharmacy import ANNE, LILAS, Counter, counter, extract, home

__all__ = ["counter", "home"]


def refuse(counter: Counter, order_id: str, reason: str = "unreadable") -> None:
    counter.step(service.refuse, order_id, reason=reason)


def close_pharmacy(counter: Counter, pharmacy_id: str) -> None:
    with counter.database.uow() as uow:
        uow.session.get(Pharmacy, pharmacy_id).closed_at = uow.clock.now()
        uow.commit()
    service.advance(counter.database)


def papers_of(counter: Counter, order_id: str) -> list[str]:
    return [document_id for document_id, _title in counter.order(order_id).documents]


def waits(counter: Counter, *order_ids: str) -> None:
    """Nadia asked that her account be closed once these are over."""
    with counter.database.uow() as uow:
        now = uow.clock.now()
        row = AccountClosing(
            account_id=counter.home.nadia.account_id,
            asked_at=now,
            until=now + timedelta(days=30),
            waits_for=" ".join(order_ids),
        )
        uow.session.add(row)
        uow.commit()


def waited_for(counter: Counter) -> str:
    with counter.database.read() as uow:
        return uow.session.get(AccountClosing, counter.home.nadia.account_id).waits_for


def test_another_photograph_takes_the_place_of_the_one_that_could_not_be_read(counter: Counter) -> None:
    first = counter.send()
    refuse(counter, first)
    assert not counter.order(first).row.followed
    again = counter.send(follows=first)
    assert counter.order(first).follower == again
    assert counter.order(again).follows == first
    assert counter.order(again, actor=ANNE).follows == ""


def test_one_that_takes_its_place_and_is_given_up_leaves_it_to_be_sent_again(counter: Counter) -> None:
    first = counter.send()
    refuse(counter, first)
    again = counter.send(follows=first)
    counter.do(service.cancel, order_id=again, version=1)
    seen = counter.order(first)
    assert (seen.row.followed, seen.follower, seen.elsewhere) == (False, "", True)


def shown(counter: Counter, *order_ids: str) -> list[bool]:
    """Whether each is still to be sent again, as the first page tells it."""
    rows = {row.id: row for row in counter.look(views.orders_page, person_id=counter.home.nadia.person_id, lang="fr").rows}
    return [(rows[one].state == "refused" or rows[one].closed) and not rows[one].followed for one in order_ids]


def test_one_given_up_that_was_sent_again_itself_goes_on_taking_the_place_of_the_first(counter: Counter) -> None:
    first = counter.send()
    refuse(counter, first)
    second = counter.send(follows=first)
    counter.do(service.cancel, order_id=second, version=1)
    third = counter.send(*papers_of(counter, second), follows=second)
    assert shown(counter, first) == [False]
    assert (counter.order(first).follower, counter.order(second).follower) == (second, third)
    counter.do(service.cancel, order_id=third, version=1)
    assert shown(counter, first) == [True], "nothing goes on for it any more"
    by_hand = counter.send(*papers_of(counter, third))
    assert (shown(counter, first), counter.order(third).follower) == ([False], by_hand)


@pytest.mark.parametrize("named", [True, False])
def test_one_whose_pharmacy_closed_is_alone_to_be_sent_again(counter: Counter, named: bool) -> None:
    first = counter.send()
    refuse(counter, first)
    document = papers_of(counter, first)
    second = counter.send(*document, follows=first if named else None)
    counter.clock.advance(timedelta(minutes=5))
    close_pharmacy(counter, counter.marche)
    assert shown(counter, first, second) == [False, True]
    assert counter.order(first).follower == second
    counter.do(service.send_elsewhere, order_id=second, pharmacy_id=counter.lilas, key="ailleurs")
    assert shown(counter, first, second) == [False, False]


@pytest.mark.parametrize(
    ("reason", "taken_up"),
    [("unreadable", True), ("expired", True), ("too_early", False), ("out_of_stock", False), ("legal", False)],
)
def test_another_prescription_takes_up_only_what_asked_for_another(counter: Counter, reason: str, taken_up: bool) -> None:
    first = counter.send()
    until = {"until": counter.clock.today() + timedelta(days=9)} if reason == "too_early" else {}
    counter.step(service.refuse, first, reason=reason, **until)
    another = counter.send(follows=first)
    assert counter.order(another).follows == (first if taken_up else "")
    assert counter.order(first).row.followed is taken_up
    same = counter.send(*papers_of(counter, first), counter.paper(), follows=first)
    assert counter.order(same).follows == first, "with one of its own it does"


def test_another_prescription_does_not_take_up_what_nobody_took(counter: Counter) -> None:
    first = counter.send()
    counter.at(counter.clock.now() + timedelta(days=1))
    assert counter.order(first).row.state == "expired"
    assert counter.order(counter.send(follows=first)).follows == ""


@pytest.mark.parametrize("end", ["live", "collected", "stranger", "unknown"])
def test_only_ones_own_order_that_ended_badly_is_taken_up(counter: Counter, end: str) -> None:
    actor = counter.home.stranger if end == "stranger" else counter.home.nadia
    first = "f" * 32 if end == "unknown" else counter.send(actor=actor)
    if end == "collected":
        counter.to_ready(first)
        counter.hand_over(first)
    elif end == "stranger":
        refuse(counter, first)
    again = counter.send(follows=first)
    assert counter.order(again).follows == ""


def test_an_open_order_never_names_a_secret_one_nor_a_secret_one_an_open_one(counter: Counter) -> None:
    zoe, nadia = counter.home.zoe, counter.home.nadia
    secret = counter.send(actor=zoe, secret=True)
    refuse(counter, secret)
    openly = counter.send(actor=zoe, follows=secret)
    assert counter.order(openly, actor=nadia).follows == ""
    refuse(counter, openly)
    kept = counter.send(actor=zoe, secret=True, follows=openly)
    seen = counter.order(openly, actor=nadia)
    assert (seen.row.followed, seen.follower) == (False, "")
    assert counter.order(kept, actor=zoe).follows == ""


def test_while_the_account_waits_what_was_refused_goes_to_the_same_pharmacy_again(counter: Counter) -> None:
    document = counter.paper()
    first = counter.send(document)
    waits(counter, first)
    refuse(counter, first, "out_of_stock")
    assert refused(counter.send, document).code == "fermeture.en_cours", "it says why"
    assert refused(counter.send, document, follows="e" * 32).code == "fermeture.en_cours"
    again = counter.send(document, follows=first)
    assert (counter.state(again), waited_for(counter)) == (("sent", 1), again)


@pytest.mark.parametrize("state", [State.SENT, State.READY])
def test_one_whose_pharmacy_closed_goes_elsewhere_in_one_click(counter: Counter, state: State) -> None:
    order_id = counter.send()
    if state is State.READY:
        counter.to_ready(order_id)
    close_pharmacy(counter, counter.marche)
    seen = counter.order(order_id)
    assert (seen.row.state, seen.row.closed, seen.elsewhere) == ("cancelled", True, True)
    made = counter.do(service.send_elsewhere, order_id=order_id, pharmacy_id=counter.lilas, key="ailleurs")
    assert counter.order(made, actor=LILAS).row.state == "sent"
    assert counter.order(order_id).follower == made


def test_a_pharmacy_that_comes_back_leaves_what_ended_with_it_to_be_sent_again(counter: Counter) -> None:
    order_id = counter.send()
    close_pharmacy(counter, counter.marche)
    counter.load(extract())
    assert counter.found(query="marche").rows[0].reachable
    seen = counter.order(order_id)
    assert (seen.row.closed, seen.elsewhere) == (True, True)
    again = counter.send(*papers_of(counter, order_id), follows=order_id)
    assert counter.order(order_id).follower == again


def test_one_that_the_person_gave_up_offers_nothing_also_when_the_pharmacy_closes_later(counter: Counter) -> None:
    order_id = counter.send()
    counter.do(service.cancel, order_id=order_id, version=1)
    close_pharmacy(counter, counter.marche)
    seen = counter.order(order_id)
    assert (seen.row.closed, seen.elsewhere) == (False, False)


def test_an_account_that_waits_goes_on_waiting_for_one_whose_pharmacy_closed(counter: Counter) -> None:
    ended, given_up = counter.send(), counter.send()
    counter.do(service.cancel, order_id=given_up, version=1)
    close_pharmacy(counter, counter.marche)
    with counter.database.read() as uow:
        assert parting.goes_on(uow, [ended])
        assert not parting.goes_on(uow, [given_up])
        assert uow.session.get(Order, ended).state == State.CANCELLED
