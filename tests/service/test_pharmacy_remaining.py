"""The counter reads how often a line still may be dispensed, and from which day, before it dispenses."""

from __future__ import annotations

from datetime import timedelta

import pytest

from rxapp.pharmacy import service
from rxapp.pharmacy.service import LineForm
from tests.pharmacy import ANNE, LILAS, Counter, counter, home

__all__ = ["counter", "home"]


def prescription(counter: Counter, drug: str = "lévothyroxine", **given) -> str:
    document = counter.paper()
    counter.type_lines(document, drug, **given)
    return document


def read(counter: Counter, order_id: str, actor=ANNE, **given) -> list[tuple[str, str, bool]]:
    return [(line.left_label, line.due_label, line.early) for line in counter.order(order_id, actor=actor, **given).lines]


def test_what_is_left_of_a_line_is_read_before_and_after_it_is_handed_over(counter: Counter) -> None:
    order_id = counter.send(prescription(counter, renewals="2"))
    assert read(counter, order_id) == [("encore 3 délivrances", "", False)]
    assert read(counter, order_id, lang="en") == [("3 more dispensings", "", False)]
    counter.to_ready(order_id)
    counter.hand_over(order_id)
    assert read(counter, order_id) == [("", "à partir du 18 décembre 2026", True)]
    again = counter.send(counter.order(order_id).documents[0][0])
    assert read(counter, again) == [("encore 2 délivrances", "à partir du 18 décembre 2026", True)]


@pytest.mark.parametrize("secret", [False, True])
def test_a_pharmacy_learns_nothing_by_what_it_handed_over_of_what_is_dispensed_elsewhere_since(
    counter: Counter, secret: bool
) -> None:
    zoe = counter.home.zoe
    document = counter.paper(person=zoe.person_id, actor=zoe)
    counter.type_lines(document, "désogestrel", renewals="1")
    first = counter.send(document, actor=zoe)
    counter.to_ready(first)
    counter.step(service.hand_over, first, code=counter.code(first, actor=zoe))
    held = counter.order(first, actor=ANNE)
    counter.clock.advance(timedelta(days=26))
    second = counter.send(document, actor=zoe, secret=secret, pharmacy_id=counter.lilas)
    assert read(counter, second, LILAS) == [("encore 1 délivrance", "à partir du 18 décembre 2026", False)]
    counter.to_ready(second, LILAS)
    counter.step(service.hand_over, second, LILAS, code=counter.code(second, actor=zoe))
    after = counter.order(first, actor=ANNE)
    assert read(counter, first) == [("", "à partir du 18 décembre 2026", False)]
    assert (after.lines[0].spent, after.row) == (held.lines[0].spent, held.row)


def test_a_line_that_was_not_handed_over_promises_no_day(counter: Counter) -> None:
    document = counter.paper()
    counter.type_lines(document, "fer", "zinc", renewals="1")
    order_id = counter.send(document)
    counter.step(service.receive, order_id)
    counter.change(order_id, 1, service.LineState.DECLINED, reason="stock")
    for verb in (service.prepare, service.make_ready):
        counter.step(verb, order_id)
    counter.hand_over(order_id)
    assert read(counter, order_id) == [("", "à partir du 18 décembre 2026", True), ("", "", False)]


def test_an_order_that_comes_too_early_is_seen_as_such_at_any_counter_until_its_day(counter: Counter) -> None:
    document = prescription(counter, renewals="1")
    first = counter.send(document)
    counter.to_ready(first)
    counter.hand_over(first)
    second = counter.send(document, pharmacy_id=counter.lilas)
    assert read(counter, second, LILAS) == [("encore 1 délivrance", "à partir du 18 décembre 2026", True)]
    counter.clock.advance(timedelta(days=25))
    assert read(counter, second, LILAS) == [("encore 1 délivrance", "à partir du 18 décembre 2026", False)]
    counter.to_ready(second, LILAS)
    counter.hand_over(second, LILAS)
    assert read(counter, second, LILAS) == [("", "", False)], "it was the last time: no day is promised"


def test_a_line_without_renewals_or_without_a_duration_promises_no_more_than_is_known(counter: Counter) -> None:
    plain = counter.send(prescription(counter))
    assert read(counter, plain) == [("", "", False)]
    document = counter.paper()
    counter.do(service.type_line, document_id=document, form=LineForm("paracétamol", renewals="1"))
    endless = counter.send(document)
    counter.to_ready(endless)
    counter.hand_over(endless)
    assert read(counter, endless) == [("", "", False)]
    assert read(counter, counter.send(document)) == [("encore 1 délivrance", "", False)]


def test_what_a_minor_was_given_in_secret_counts_at_the_counter_and_not_for_a_parent(counter: Counter) -> None:
    zoe, nadia = counter.home.zoe, counter.home.nadia
    document = counter.paper(person=zoe.person_id)
    counter.type_lines(document, "désogestrel", renewals="1")
    secret = counter.send(document, actor=zoe, secret=True)
    counter.to_ready(secret)
    counter.step(service.hand_over, secret, code=counter.code(secret, actor=zoe))
    open_one = counter.send(document, actor=nadia, person=zoe.person_id)
    assert read(counter, open_one) == [("encore 1 délivrance", "à partir du 18 décembre 2026", True)]
    assert read(counter, open_one, nadia) == [("", "", False)]


def test_the_database_is_asked_no_more_for_lines_that_were_never_dispensed(counter: Counter) -> None:
    plain = counter.send(prescription(counter, "fer"))
    renewable = counter.send(prescription(counter, "acide folique", renewals="3"))

    def statements(order_id: str) -> int:
        with counter.home.town.statements() as asked:
            counter.order(order_id, actor=ANNE)
        return len(asked)

    statements(plain), statements(renewable)  # the looks are in the history from here on
    assert statements(plain) == statements(renewable) > 0
