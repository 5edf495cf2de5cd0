"""What time and other events do to an order: it expires, is reminded, and ends with its pharmacy or its account."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta

from sqlalchemy import select

from rxapp.core import i18n
from rxapp.core.keys import PersonKeyRow
from rxapp.pharmacy import moves, service, views
from rxapp.pharmacy.models import Order, OrderMove, Pharmacy
from rxapp.pharmacy.service import LineState, State
from tests.accounts import refused
from tests.pharmacy import ANNE, Counter, counter, home

__all__ = ["counter", "home"]


def test_an_order_that_nobody_takes_expires_after_open_hours(counter: Counter) -> None:
    order_id = counter.send()  # Monday 10:00 in Paris, open until 12:00
    assert counter.at(datetime(2026, 11, 23, 10, 59, tzinfo=UTC)) == 0
    assert counter.at(datetime(2026, 11, 23, 11, 0, tzinfo=UTC)) == 1
    assert counter.state(order_id)[0] == "expired"
    assert counter.order(order_id).elsewhere
    counter.clock.set(datetime(2026, 11, 28, 17, 30, tzinfo=UTC))  # Saturday 18:30, half an hour before it closes
    late = counter.send()
    assert counter.at(datetime(2026, 11, 30, 9, 29, tzinfo=UTC)) == 0
    assert counter.at(datetime(2026, 11, 30, 9, 30, tzinfo=UTC)) == 1
    assert counter.state(late)[0] == "expired"


def test_an_order_that_cannot_be_moved_keeps_no_other_waiting(counter: Counter, caplog) -> None:
    broken, whole = counter.send(), counter.send(actor=counter.home.stranger)
    with counter.database.uow() as uow:  # a key that opens nothing
        keys = PersonKeyRow.__table__
        uow.session.execute(keys.update().where(keys.c.person_id == counter.home.nadia.person_id).values(wrapped=bytes(40)))
        uow.commit()
    assert counter.at(counter.clock.now() + timedelta(days=1)) == 2
    assert [counter.state(one)[0] for one in (broken, whole)] == ["sent", "expired"]
    assert "an order could not be moved" in caplog.text
    assert service.advance(counter.database) == 0
    assert counter.at(counter.clock.now() + timedelta(hours=1)) == 1


def test_a_ready_order_is_reminded_once_and_then_expires(counter: Counter) -> None:
    order_id = counter.send()
    counter.to_ready(order_id)
    ready = counter.clock.now()
    assert counter.at(ready + moves.REMINDED_AFTER) == 1
    assert counter.state(order_id)[0] == "ready"
    assert service.advance(counter.database) == 0
    counter.at(ready + moves.KEPT_READY)
    assert counter.state(order_id)[0] == "expired"
    assert counter.acts()[-1] == "pharmacie.commande_expire"


def test_until_when_it_is_kept_is_said_from_the_first_day_and_in_the_reminder(counter: Counter) -> None:
    order_id = counter.send()
    assert counter.order(order_id).row.kept_label == ""
    counter.to_ready(order_id)
    ready = counter.clock.now()
    end = i18n.date_time(ready + moves.KEPT_READY, "fr")
    assert counter.order(order_id).row.kept_label == end
    counter.at(ready + moves.REMINDED_AFTER)
    assert counter.order(order_id).row.kept_label == end
    counter.at(ready + moves.KEPT_READY)
    assert (counter.order(order_id).row.kept_label, counter.order(order_id).was_ready) == ("", True)


def test_an_order_that_nobody_took_was_never_ready(counter: Counter) -> None:
    order_id = counter.send()
    counter.at(counter.clock.now() + timedelta(days=2))
    assert (counter.state(order_id)[0], counter.order(order_id).was_ready) == ("expired", False)


def late(counter: Counter, order_id: str) -> bool:
    return counter.order(order_id).row.late


def test_an_order_taken_and_not_begun_is_late_and_never_ends_by_itself(counter: Counter) -> None:
    order_id = counter.send()  # Monday 10:00 in Paris, open until 12:00
    counter.step(service.receive, order_id)
    assert counter.at(datetime(2026, 11, 23, 10, 59, tzinfo=UTC)) == 0
    assert not late(counter, order_id)
    assert counter.at(datetime(2026, 11, 23, 11, 0, tzinfo=UTC)) == 1
    assert late(counter, order_id)
    assert counter.order(order_id).elsewhere
    with counter.database.read() as uow:
        (card,) = views.board(uow, actor=ANNE, state=State.RECEIVED, lang="fr").rows
    assert card.late
    assert counter.at(counter.clock.now() + timedelta(days=200)) == 0
    assert counter.state(order_id) == ("received", 2)
    counter.step(service.prepare, order_id)
    assert not late(counter, order_id)


def test_an_order_taken_before_there_was_a_delay_is_counted_from_when_it_was_taken(counter: Counter) -> None:
    old, recent, waiting = counter.send(), counter.send(), counter.send()
    counter.step(service.receive, old)
    counter.step(service.receive, waiting)
    counter.step(service.promise, waiting, at=datetime(2026, 11, 24, 9, 0, tzinfo=UTC))
    counter.clock.set(datetime(2026, 11, 23, 10, 0, tzinfo=UTC))
    counter.step(service.receive, recent)
    with counter.database.uow() as uow:
        for order_id in (old, recent, waiting):
            uow.session.get(Order, order_id).due_at = None
        uow.commit()
    assert counter.at(datetime(2026, 11, 23, 11, 0, tzinfo=UTC)) == 3
    assert [late(counter, one) for one in (old, recent, waiting)] == [True, False, False]
    assert service.advance(counter.database) == 0, "each has its delay from now on"
    counter.at(datetime(2026, 11, 23, 14, 0, tzinfo=UTC))  # an hour before noon, another from 14:00 in Paris
    assert [late(counter, one) for one in (old, recent, waiting)] == [True, True, False]
    counter.at(datetime(2026, 11, 24, 9, 0, tzinfo=UTC))
    assert late(counter, waiting)
    assert {counter.state(one)[0] for one in (old, recent, waiting)} == {"received"}


def break_key(counter: Counter) -> bytes:
    """Nadia's key opens nothing any more; returns it as it was."""
    keys = PersonKeyRow.__table__
    mine = keys.c.person_id == counter.home.nadia.person_id
    with counter.database.uow() as uow:
        whole = uow.session.execute(select(keys.c.wrapped).where(mine)).scalar_one()
        uow.session.execute(keys.update().where(mine).values(wrapped=bytes(40)))
        uow.commit()
    return whole


def mend_key(counter: Counter, whole: bytes) -> None:
    keys = PersonKeyRow.__table__
    with counter.database.uow() as uow:
        uow.session.execute(keys.update().where(keys.c.person_id == counter.home.nadia.person_id).values(wrapped=whole))
        uow.commit()


def test_an_order_without_a_delay_that_fails_is_left_alone_for_an_hour_and_then_decided(counter: Counter, caplog) -> None:
    order_id = counter.send()
    counter.step(service.receive, order_id)  # Monday 10:00 in Paris, open until 12:00
    with counter.database.uow() as uow:
        uow.session.get(Order, order_id).due_at = None
        uow.commit()
    whole = break_key(counter)
    assert counter.at(datetime(2026, 11, 23, 11, 0, tzinfo=UTC)) == 1
    assert "an order could not be moved" in caplog.text
    assert service.advance(counter.database) == 0, "not at every pass"
    mend_key(counter, whole)
    assert counter.at(datetime(2026, 11, 23, 11, 59, tzinfo=UTC)) == 0
    assert counter.at(datetime(2026, 11, 23, 12, 0, tzinfo=UTC)) == 1
    assert late(counter, order_id)


def test_one_that_failed_is_not_late_before_its_delay_is_over(counter: Counter) -> None:
    counter.clock.set(datetime(2026, 11, 23, 17, 0, tzinfo=UTC))  # 18:00 in Paris, an hour before it closes
    order_id = counter.send()
    counter.step(service.receive, order_id)
    with counter.database.uow() as uow:
        row = uow.session.get(Order, order_id)
        row.due_at = uow.clock.now() + timedelta(hours=1)
        uow.commit()
    assert counter.at(datetime(2026, 11, 23, 18, 0, tzinfo=UTC)) == 1
    assert not late(counter, order_id)
    assert counter.at(datetime(2026, 11, 24, 8, 59, tzinfo=UTC)) == 0
    assert counter.at(datetime(2026, 11, 24, 9, 0, tzinfo=UTC)) == 1
    assert late(counter, order_id)


def test_a_promised_hour_puts_the_delay_off(counter: Counter) -> None:
    order_id = counter.send()
    counter.step(service.receive, order_id)
    counter.at(counter.clock.now() + timedelta(hours=2))
    assert late(counter, order_id)
    hour = counter.clock.now() + timedelta(hours=5)
    counter.step(service.promise, order_id, at=hour)
    assert not late(counter, order_id)
    counter.at(hour - timedelta(seconds=1))
    assert not late(counter, order_id)
    counter.at(hour)
    assert late(counter, order_id)


def test_an_order_whose_line_waits_is_not_late(counter: Counter) -> None:
    document = counter.paper()
    counter.type_lines(document, "amoxicilline")
    order_id = counter.send(document)
    counter.step(service.receive, order_id)
    counter.change(order_id, 0, LineState.ON_HOLD, reason="stock")
    assert counter.at(datetime(2026, 11, 23, 11, 0, tzinfo=UTC)) == 1
    assert not late(counter, order_id)
    counter.change(order_id, 0, LineState.PREPARATION)
    assert counter.at(datetime(2026, 11, 23, 15, 0, tzinfo=UTC)) == 1  # two open hours later
    assert late(counter, order_id)


def test_a_late_order_goes_elsewhere_and_is_cancelled_where_it_was(counter: Counter) -> None:
    order_id = counter.send()
    counter.step(service.receive, order_id)
    elsewhere = {"order_id": order_id, "pharmacy_id": counter.lilas, "key": "ailleurs"}
    assert refused(counter.do, service.send_elsewhere, **elsewhere).code == "commande.interdit"
    counter.at(counter.clock.now() + timedelta(hours=2))
    made = counter.do(service.send_elsewhere, **elsewhere)
    assert (counter.state(order_id)[0], counter.state(made)[0]) == ("cancelled", "sent")
    assert counter.do(service.send_elsewhere, **elsewhere) == made, "a double click"
    assert refused(counter.order, order_id, actor=ANNE).code == "introuvable"


def test_a_late_order_that_cannot_go_elsewhere_stays_where_it_is(counter: Counter) -> None:
    order_id = counter.send()
    counter.step(service.receive, order_id)
    counter.at(counter.clock.now() + timedelta(hours=2))
    nowhere = {"order_id": order_id, "pharmacy_id": "f" * 32, "key": "ailleurs"}
    assert refused(counter.do, service.send_elsewhere, **nowhere).code == "introuvable"
    assert counter.state(order_id) == ("received", 2)


def test_a_pharmacy_that_leaves_the_directory_ends_its_orders(counter: Counter) -> None:
    order_id = counter.send()
    counter.step(service.receive, order_id)
    with counter.database.uow() as uow:
        uow.session.get(Pharmacy, counter.marche).closed_at = uow.clock.now()
        uow.commit()
    assert service.advance(counter.database) == 1
    assert counter.state(order_id)[0] == "cancelled"
    with counter.database.read() as uow:
        sides = uow.session.execute(select(OrderMove.side).where(OrderMove.order_id == order_id)).scalars().all()
    assert sides[-1] == "system"


def test_an_account_that_closes_ends_its_orders(counter: Counter) -> None:
    first, second = counter.send(), counter.send()
    counter.to_ready(second)
    with counter.database.uow() as uow:
        assert service.end_all(uow, person_id=counter.home.nadia.person_id) == 2
        uow.commit()
    assert {counter.state(one)[0] for one in (first, second)} == {"cancelled"}
