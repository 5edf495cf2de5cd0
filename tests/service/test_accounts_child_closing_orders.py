"""Closing a child's record while orders go on: each parent says what becomes of each, and what one waits for is waited for."""

from __future__ import annotations

from datetime import timedelta

import pytest
from sqlalchemy import select

from rxapp.accounts import closing_views, service
from rxapp.accounts.closing import LONGEST_WAIT
from rxapp.accounts.models import Guardianship
from rxapp.core.policy import Actor
from rxapp.pharmacy import service as pharmacy
from rxapp.sharing import service as sharing
from rxapp.sharing.service import Wish
from tests.accounts import refused
from tests.agenda import account_of
from tests.closing import Leaving, leaving
from tests.pharmacy import LILAS, counter, home
from tests.service.test_accounts_child_closing import acts, ask, child, readable, told, two

__all__ = ["counter", "home", "leaving", "two"]

CANCEL, WAIT = "annuler", "attendre"
STOPPED = "Le carnet d’un enfant ne se ferme plus"


def send(leaving: Leaving) -> str:
    return leaving.counter.send(person=leaving.leo)


def share(leaving: Leaving, person: str | None = None) -> None:
    """Make a link to the summary of a profile: Léo's when nobody is named."""
    wish = Wish("Dr Untel", "jour", summary=True)
    with leaving.database.uow() as uow:
        context = service.context_for(uow, leaving.nadia)
        sharing.make(uow, actor=leaving.nadia, context=context, person_id=person or leaving.leo, wish=wish)
        uow.commit()


def shown(leaving: Leaving, actor: Actor) -> dict[str, tuple[list[str], str]]:
    """The orders that a parent is asked about: what may become of each, and what is chosen."""
    with leaving.database.uow() as uow:
        found = closing_views.child_orders(uow, actor=actor, child_id=leaving.leo, lang="fr")
        uow.commit()
    return {one.id: ([option.id for option in one.options], one.chosen) for one in found}


def test_each_order_wants_a_choice_and_nothing_happens_without(two: tuple[Leaving, Actor]) -> None:
    leaving, _karim = two
    own, leos = leaving.counter.send(), send(leaving)
    assert shown(leaving, leaving.nadia) == {leos: ([CANCEL, WAIT], "")}
    for choices in ({}, {leos: "laisser"}, {own: CANCEL}):
        assert refused(ask, leaving, leaving.nadia, choices=choices).errors == {f"commande-{leos}": "fermeture.choix"}
    ask(leaving, leaving.nadia, choices={leos: CANCEL})
    assert leaving.counter.state(leos)[0] == "sent", "until all ask, nothing is cancelled"
    assert leaving.counter.state(own)[0] == "sent"


def test_what_both_cancel_is_cancelled_and_closed_at_once(two: tuple[Leaving, Actor]) -> None:
    leaving, karim = two
    leos = send(leaving)
    ask(leaving, leaving.nadia, choices={leos: CANCEL})
    assert ask(leaving, karim, choices={leos: CANCEL}).done
    assert leaving.counter.state(leos)[0] == "cancelled"
    assert not readable(leaving)


@pytest.mark.parametrize("first", [WAIT, CANCEL])
def test_what_one_waits_for_holds_and_it_closes_by_itself(two: tuple[Leaving, Actor], first: str) -> None:
    leaving, karim = two
    leos, other = send(leaving), send(leaving)
    second = CANCEL if first == WAIT else WAIT
    ask(leaving, leaving.nadia, choices={leos: first, other: CANCEL})
    if first == WAIT:
        assert shown(leaving, karim) == {leos: ([WAIT], WAIT), other: ([CANCEL, WAIT], "")}
    asked = ask(leaving, karim, choices={leos: second, other: CANCEL})
    assert (asked.done, asked.waits) == (False, True)
    assert [leaving.counter.state(one)[0] for one in (leos, other)] == ["sent", "cancelled"]
    assert "Le carnet d’un enfant va se fermer" in told(leaving, leaving.nadia)
    for actor in (leaving.nadia, karim):
        seen = child(leaving, actor)
        assert "dès que les commandes attendues seront remises" in seen.closing.words
        assert (seen.closing.mine, seen.closing.now) == (True, False)
    assert acts(leaving, leaving.leo).count("enfant.fermeture_attend") == 1
    leaving.counter.clock.advance(timedelta(days=1))
    assert service.advance_children(leaving.database) == ()
    assert readable(leaving)
    leaving.counter.to_ready(leos)
    leaving.counter.hand_over(leos)
    service.advance_children(leaving.database)
    assert not readable(leaving)
    assert leaving.counter.state(leos)[0] == "collected"
    for actor in (leaving.nadia, karim):
        assert acts(leaving, actor.person_id)[-1] == "enfant.fermeture"
        assert "Le carnet d’un enfant est fermé" in told(leaving, actor)
    with leaving.database.read() as uow:
        rows = uow.session.execute(select(Guardianship).where(Guardianship.child_id == leaving.leo)).scalars().all()
        assert {(row.closes_asked_at, row.closes_choices, row.closes_until) for row in rows} == {(None, "", None)}
    assert service.advance_children(leaving.database) == ()


def test_an_order_that_began_since_somebody_asked_is_waited_for(two: tuple[Leaving, Actor]) -> None:
    leaving, karim = two
    ask(leaving, leaving.nadia, choices={})
    leos = send(leaving)
    asked = ask(leaving, karim, choices={leos: CANCEL})
    assert (asked.done, asked.waits) == (False, True)
    service.advance_children(leaving.database)
    assert (leaving.counter.state(leos)[0], readable(leaving)) == ("sent", True)
    leaving.counter.to_ready(leos)
    leaving.counter.hand_over(leos)
    service.advance_children(leaving.database)
    assert not readable(leaving)


def test_nothing_new_begins_while_it_waits(two: tuple[Leaving, Actor]) -> None:
    leaving, karim = two
    leos = send(leaving)
    for parent in (leaving.nadia, karim):
        ask(leaving, parent, choices={leos: WAIT})
    assert refused(send, leaving).code == "fermeture.carnet_en_cours"
    assert refused(share, leaving).code == "fermeture.carnet_en_cours"
    leaving.counter.send()
    share(leaving, leaving.nadia.person_id)
    with leaving.database.uow() as uow:
        service.keep_child(uow, actor=karim, child_id=leaving.leo)
        uow.commit()
    send(leaving)
    share(leaving)


def test_a_parent_alone_may_wait_too(leaving: Leaving) -> None:
    leos = send(leaving)
    assert ask(leaving, leaving.nadia, choices={leos: WAIT}).waits
    assert child(leaving, leaving.nadia).closing.words.startswith("Vous avez demandé que ce carnet soit fermé.")
    assert readable(leaving)
    leaving.counter.do(pharmacy.cancel, order_id=leos, version=leaving.counter.state(leos)[1])
    service.advance_children(leaving.database)
    assert not readable(leaving)


def test_what_no_pharmacy_ever_ends_is_ended_on_the_last_day(leaving: Leaving) -> None:
    """Also once the wish of a parent would be over, had it waited for somebody."""
    leos = send(leaving)
    leaving.counter.step(pharmacy.receive, leos)
    ask(leaving, leaving.nadia, choices={leos: WAIT})
    leaving.counter.clock.advance(LONGEST_WAIT - timedelta(seconds=1))
    service.advance_children(leaving.database)
    assert readable(leaving)
    leaving.counter.clock.advance(timedelta(seconds=1))
    service.advance_children(leaving.database)
    assert not readable(leaving)
    assert leaving.counter.state(leos)[0] == "cancelled"


def test_one_that_is_refused_may_go_elsewhere_and_is_waited_for_there(leaving: Leaving) -> None:
    leos = send(leaving)
    ask(leaving, leaving.nadia, choices={leos: WAIT})
    leaving.counter.step(pharmacy.refuse, leos, reason="out_of_stock")
    service.advance_children(leaving.database)
    given = {"order_id": leos, "pharmacy_id": leaving.counter.lilas, "key": "ailleurs"}
    other = leaving.counter.do(pharmacy.send_elsewhere, **given)
    assert shown(leaving, leaving.nadia)[other][1] == WAIT
    service.advance_children(leaving.database)
    assert readable(leaving)
    leaving.counter.to_ready(other, LILAS)
    leaving.counter.hand_over(other, LILAS)
    service.advance_children(leaving.database)
    assert not readable(leaving)


def test_either_takes_it_back_while_it_waits(two: tuple[Leaving, Actor]) -> None:
    leaving, karim = two
    leos = send(leaving)
    ask(leaving, leaving.nadia, choices={leos: WAIT})
    ask(leaving, karim, choices={leos: WAIT})
    with leaving.database.uow() as uow:
        service.keep_child(uow, actor=karim, child_id=leaving.leo)
        uow.commit()
    leaving.counter.to_ready(leos)
    leaving.counter.hand_over(leos)
    service.advance_children(leaving.database)
    assert readable(leaving)
    assert child(leaving, leaving.nadia).closing.words.startswith("Vous demandez depuis le")
    assert STOPPED in told(leaving, leaving.nadia)
    assert STOPPED not in told(leaving, karim)


def test_a_wish_ends_with_the_account_of_who_wished(two: tuple[Leaving, Actor]) -> None:
    leaving, karim = two
    leos = send(leaving)
    ask(leaving, leaving.nadia, choices={leos: WAIT})
    leaving.close({one.id: "laisser" for one in leaving.view().orders})
    assert ask(leaving, karim, choices={leos: WAIT}).waits
    with leaving.database.read() as uow:
        mine = select(Guardianship).where(Guardianship.guardian_id == leaving.nadia.person_id)
        link = uow.session.execute(mine.where(Guardianship.child_id == leaving.leo)).scalar_one()
        assert (link.closes_asked_at, link.closes_choices, link.closes_until) == (None, "", None)


def test_somebody_who_comes_to_act_meanwhile_is_asked_too(leaving: Leaving) -> None:
    leos = send(leaving)
    ask(leaving, leaving.nadia, choices={leos: WAIT})
    leaving.add_parent()
    leaving.counter.to_ready(leos)
    leaving.counter.hand_over(leos)
    service.advance_children(leaving.database)
    assert readable(leaving)
    assert "l’autre parent" in child(leaving, leaving.nadia).closing.words
    assert told(leaving, leaving.nadia).count(STOPPED) == 1


def test_a_child_who_comes_of_age_meanwhile_keeps_their_record(leaving: Leaving) -> None:
    leos = send(leaving)
    ask(leaving, leaving.nadia, choices={leos: WAIT})
    leaving.counter.clock.set(leaving.counter.clock.now().replace(year=2050))
    service.advance_children(leaving.database)
    assert readable(leaving)


def test_it_is_for_who_acts_for_the_child(leaving: Leaving) -> None:
    leos = send(leaving)
    stranger = account_of(leaving.counter.home.town, leaving.counter.home.town.register("Sami", order=19), "Sami")
    assert refused(shown, leaving, stranger).code == "introuvable"
    assert refused(ask, leaving, stranger, choices={leos: CANCEL}).code == "introuvable"
