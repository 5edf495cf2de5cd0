"""Allergies and treatments: nothing unless the person says so; to one pharmacy with one order, as long as it holds it."""

from __future__ import annotations

from datetime import timedelta

import pytest

from rxapp.accounts.errors import FieldErrors
from rxapp.core.i18n import long_date
from rxapp.pharmacy import moves, service, views
from rxapp.pharmacy.service import Shared, Wishes
from tests.accounts import refused
from tests.pharmacy import ANNE, LILAS, Counter, counter, home

__all__ = ["counter", "home"]

NOTHING_SHARED = Shared()
TOLD = Wishes(shared=Shared("Pénicilline (MARQUEUR)", "Levothyrox 75 µg"))


def shared(counter: Counter, order_id: str, **given) -> tuple[bool, str, str]:
    detail = counter.order(order_id, **given)
    return detail.shared, detail.allergies, detail.treatments


def last(counter: Counter, person: str, *, secret: bool = False, **given) -> views.SharedBefore:
    return counter.look(views.last_shared, person_id=person, lang="fr", secret=secret, **given)


def test_nothing_is_shared_unless_it_is_said(counter: Counter) -> None:
    plain, told = counter.send(), counter.send(wishes=TOLD)
    for actor in (None, ANNE):
        assert shared(counter, plain, actor=actor) == (False, "", "")
        assert shared(counter, told, actor=actor) == (True, "Pénicilline (MARQUEUR)", "Levothyrox 75 µg")


def test_what_is_left_empty_is_not_told(counter: Counter) -> None:
    assert shared(counter, counter.send(wishes=Wishes(shared=Shared(" \n", ""))), actor=ANNE) == (False, "", "")
    assert shared(counter, counter.send(wishes=Wishes(shared=Shared("", "Kardégic"))), actor=ANNE) == (True, "", "Kardégic")


def test_no_other_pharmacy_sees_it_also_when_the_order_is_sent_there(counter: Counter) -> None:
    order_id = counter.send(wishes=TOLD)
    assert refused(counter.order, order_id, actor=LILAS).code == "introuvable"
    counter.step(service.refuse, order_id, reason="out_of_stock")
    again = counter.do(service.send_elsewhere, order_id=order_id, pharmacy_id=counter.lilas, key="ailleurs")
    assert shared(counter, again, actor=LILAS) == (False, "", "")
    assert refused(counter.order, again, actor=ANNE).code == "introuvable"


@pytest.mark.parametrize("end", ["cancel", "refuse", "expire"])
def test_the_end_of_the_order_ends_it_for_the_pharmacy(counter: Counter, end: str) -> None:
    order_id = counter.send(wishes=TOLD)
    if end == "cancel":
        counter.do(service.cancel, order_id=order_id, version=1)
    elif end == "refuse":
        counter.step(service.refuse, order_id, reason="legal")
    else:
        counter.at(counter.clock.now() + timedelta(days=7))
    assert refused(counter.order, order_id, actor=ANNE).code == "introuvable"
    assert shared(counter, order_id) == (True, TOLD.shared.allergies, TOLD.shared.treatments)


def test_once_handed_over_it_is_seen_as_long_as_the_order(counter: Counter) -> None:
    order_id = counter.send(wishes=TOLD)
    counter.to_ready(order_id)
    counter.hand_over(order_id)
    assert shared(counter, order_id, actor=ANNE)[0]
    counter.clock.advance(moves.SEEN_AFTER)
    assert refused(counter.order, order_id, actor=ANNE).code == "introuvable"


def test_nothing_of_it_is_in_clear(counter: Counter) -> None:
    counter.send(wishes=TOLD)
    kept = b"".join(path.read_bytes() for path in counter.database.settings.data_dir.rglob("*") if path.is_file())
    assert b"MARQUEUR" not in kept
    assert b"Levothyrox" not in kept


def test_a_text_that_is_too_long_is_refused_and_never_cut(counter: Counter) -> None:
    document = counter.paper()
    with pytest.raises(FieldErrors) as wrong:
        counter.send(document, wishes=Wishes(shared=Shared("a" * 501, "b" * 501)))
    assert wrong.value.errors == {"allergies": "partage.trop_long", "treatments": "partage.trop_long"}
    order_id = counter.send(document, wishes=Wishes(shared=Shared("é" * 500, "👩‍👩‍👧" * 100)))
    assert shared(counter, order_id, actor=ANNE) == (True, "é" * 500, "👩‍👩‍👧" * 100)


def test_what_was_shared_last_is_proposed_with_its_day(counter: Counter) -> None:
    me = counter.home.nadia.person_id
    assert last(counter, me) == views.NEVER_SHARED
    counter.send(wishes=TOLD)
    day = long_date(counter.clock.today(), "fr")
    counter.clock.advance(timedelta(days=1))
    counter.send()
    found = last(counter, me)
    assert (found.allergies, found.treatments, found.day_label) == (TOLD.shared.allergies, TOLD.shared.treatments, day)
    counter.send(wishes=Wishes(shared=Shared("Aucune connue")))
    assert (last(counter, me).allergies, last(counter, me).treatments) == ("Aucune connue", "")


def test_it_is_proposed_to_those_who_speak_for_the_person_alone(counter: Counter) -> None:
    home = counter.home
    counter.send(person=home.leo, wishes=TOLD)
    assert last(counter, home.leo).allergies == TOLD.shared.allergies
    assert last(counter, home.nadia.person_id) == views.NEVER_SHARED, "a child's is not the parent's"
    assert refused(last, counter, home.leo, actor=home.stranger).code == "introuvable"
    assert refused(last, counter, home.leo, actor=ANNE).code == "introuvable"
    assert "pharmacie.liste" in counter.acts(home.leo), "a parent's look is in the history"


def test_what_a_minor_shares_in_secret_is_proposed_to_them_alone(counter: Counter) -> None:
    zoe = counter.home.zoe
    document = counter.paper(person=zoe.person_id, actor=zoe)
    counter.send(document, actor=zoe, secret=True, wishes=TOLD)
    assert last(counter, zoe.person_id, actor=zoe, secret=True).allergies == TOLD.shared.allergies
    assert last(counter, zoe.person_id, actor=zoe) == views.NEVER_SHARED, "nor for an order that parents read"
    for secret in (False, True):
        assert last(counter, zoe.person_id, secret=secret) == views.NEVER_SHARED
    counter.clock.advance(timedelta(minutes=1))
    counter.send(actor=zoe, wishes=Wishes(shared=Shared("Œuf")))
    for secret in (False, True):
        assert last(counter, zoe.person_id, actor=zoe, secret=secret).allergies == "Œuf"


def share(counter: Counter, order_id: str, shared: Shared, seen: Shared = NOTHING_SHARED, **given) -> None:
    counter.do(service.share, order_id=order_id, shared=shared, seen=seen, **given)


@pytest.mark.parametrize("steps", [0, 1, 2, 3])
def test_it_is_told_corrected_and_taken_back_while_the_order_goes_on(counter: Counter, steps: int) -> None:
    order_id = counter.send()
    for verb in (service.receive, service.prepare, service.make_ready)[:steps]:
        counter.step(verb, order_id)
    state = counter.state(order_id)
    first, second = Shared("Pénicilline", ""), Shared("Pénicilline", "Kardégic")
    share(counter, order_id, first)
    assert shared(counter, order_id, actor=ANNE) == (True, "Pénicilline", "")
    share(counter, order_id, second, seen=first)
    assert shared(counter, order_id, actor=ANNE) == (True, "Pénicilline", "Kardégic")
    share(counter, order_id, Shared(), seen=second)
    for actor in (None, ANNE):
        assert shared(counter, order_id, actor=actor) == (False, "", "")
    assert counter.state(order_id) == state, "where the order stands is not changed"
    assert [act for act in counter.acts() if "partage" in act] == ["pharmacie.partage"] * 2 + ["pharmacie.partage_retire"]
    assert last(counter, counter.home.nadia.person_id) == views.NEVER_SHARED, "what was taken back is proposed no more"


def test_what_was_taken_back_is_not_proposed_from_an_older_order_until_it_is_shared_again(counter: Counter) -> None:
    me = counter.home.nadia.person_id
    counter.send(wishes=TOLD)
    counter.clock.advance(timedelta(days=1))
    order_id = counter.send(wishes=Wishes(shared=Shared("Œuf")))
    share(counter, order_id, Shared(), seen=Shared("Œuf"))
    assert last(counter, me) == views.NEVER_SHARED
    counter.clock.advance(timedelta(days=1))
    plain = counter.send()
    assert last(counter, me) == views.NEVER_SHARED, "an order that never shared anything says nothing of it"
    share(counter, order_id, Shared("Latex"))
    assert last(counter, me).allergies == "Latex"
    share(counter, order_id, Shared(), seen=Shared("Latex"))
    share(counter, plain, Shared("Arachide"))
    assert last(counter, me).allergies == "Arachide"


def test_nobody_overwrites_what_they_did_not_read(counter: Counter) -> None:
    order_id = counter.send(wishes=TOLD)
    share(counter, order_id, Shared("Œuf", ""), seen=TOLD.shared)
    assert refused(share, counter, order_id, Shared("", "Kardégic"), seen=TOLD.shared).code == "partage.entretemps"
    assert refused(share, counter, order_id, Shared()).code == "partage.entretemps"
    assert shared(counter, order_id, actor=ANNE) == (True, "Œuf", "")
    share(counter, order_id, Shared("Œuf", ""), seen=TOLD.shared)  # a double click
    assert [act for act in counter.acts() if "partage" in act] == ["pharmacie.partage"]


@pytest.mark.parametrize("end", ["cancel", "refuse", "collect"])
def test_what_is_over_changes_no_more(counter: Counter, end: str) -> None:
    order_id = counter.send(wishes=TOLD)
    if end == "cancel":
        counter.do(service.cancel, order_id=order_id, version=1)
    elif end == "refuse":
        counter.step(service.refuse, order_id, reason="legal")
    else:
        counter.to_ready(order_id)
        counter.hand_over(order_id)
    assert refused(share, counter, order_id, Shared(), seen=TOLD.shared).code == "commande.interdit"
    assert shared(counter, order_id) == (True, TOLD.shared.allergies, TOLD.shared.treatments)


def test_only_who_speaks_for_the_person_changes_it(counter: Counter) -> None:
    home = counter.home
    order_id = counter.send(person=home.leo, wishes=TOLD)
    for actor in (home.stranger, ANNE, LILAS):
        given = {"actor": actor, "seen": TOLD.shared}
        assert refused(share, counter, order_id, Shared("Rien"), **given).code == "introuvable"
    share(counter, order_id, Shared("Œuf"), seen=TOLD.shared)
    assert shared(counter, order_id, actor=ANNE) == (True, "Œuf", "")
    with pytest.raises(FieldErrors):
        share(counter, order_id, Shared("a" * 501), seen=Shared("Œuf"))
    assert shared(counter, order_id, actor=ANNE) == (True, "Œuf", "")


def test_a_minors_secret_order_is_changed_without_a_trace_for_a_parent(counter: Counter) -> None:
    zoe = counter.home.zoe
    order_id = counter.send(actor=zoe, secret=True)
    before = counter.acts(zoe.person_id, "")
    share(counter, order_id, Shared("Latex"), actor=zoe)
    assert shared(counter, order_id, actor=ANNE) == (True, "Latex", "")
    assert refused(share, counter, order_id, Shared(), seen=Shared("Latex")).code == "introuvable"
    assert counter.acts(zoe.person_id, "") == before
