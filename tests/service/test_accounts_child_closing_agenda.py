"""Closing a child's record while appointments are to come: kept with it, or called off where every parent chooses so."""

from __future__ import annotations

from datetime import timedelta

import pytest
from sqlalchemy import select

from rxapp.accounts import closing_views, service
from rxapp.accounts.closing_views import OngoingView
from rxapp.agenda import acts
from rxapp.agenda.models import Appointment
from rxapp.agenda.service import Form
from rxapp.core.chain import AuditEntry
from rxapp.core.policy import Actor
from tests.accounts import refused
from tests.closing import Leaving, leaving
from tests.pharmacy import counter, home
from tests.service.test_accounts_child_closing import ask, pass_the_days, readable, two

__all__ = ["counter", "home", "leaving", "two"]

KEEP, CANCEL, WAIT = "garder", "annuler", "attendre"
LATER = Form(title="Bilan", day="02/02/2027", start="9h")


def shown(leaving: Leaving, actor: Actor, child_id: str = "", lang: str = "fr") -> tuple[OngoingView, ...]:
    with leaving.database.read() as uow:
        return closing_views.child_orders(uow, actor=actor, child_id=child_id or leaving.leo, lang=lang)


def cancelled(leaving: Leaving, *appointments: str) -> list[bool]:
    with leaving.database.read() as uow:
        return [uow.session.get(Appointment, one).cancelled_at is not None for one in appointments]


def test_they_are_one_thing_to_choose_about_after_the_orders(two: tuple[Leaving, Actor]) -> None:
    leaving, karim = two
    assert shown(leaving, karim) == ()
    leaving.counter.home.add(leaving.leo)
    leaving.counter.home.add(leaving.leo, form=LATER)
    leaving.counter.home.add()
    order = leaving.counter.send(person=leaving.leo)
    orders, agenda = shown(leaving, karim)
    assert orders.id == order
    assert (agenda.id, agenda.title, agenda.chosen) == (f"rendez-vous-{leaving.leo}", "2 rendez-vous à venir", KEEP)
    assert [option.id for option in agenda.options] == [KEEP, CANCEL]
    assert agenda.options[0].label == "Les garder avec le dossier, sans rappel"
    assert shown(leaving, karim, lang="en")[1].title == "2 appointments to come"


@pytest.mark.parametrize(
    ("first", "second", "gone"), [(CANCEL, CANCEL, True), (CANCEL, KEEP, False), (KEEP, CANCEL, False), ("", "", False)]
)
def test_they_are_called_off_only_where_every_parent_chooses_so(
    two: tuple[Leaving, Actor], first: str, second: str, gone: bool
) -> None:
    leaving, karim = two
    leos = [leaving.counter.home.add(leaving.leo), leaving.counter.home.add(leaving.leo, form=LATER)]
    own, name = leaving.counter.home.add(), f"rendez-vous-{leaving.leo}"
    ask(leaving, leaving.nadia, choices={name: first} if first else {})
    assert cancelled(leaving, *leos) == [False, False], "until all ask, nothing is called off"
    assert shown(leaving, leaving.nadia)[0].chosen == (first or KEEP)
    assert ask(leaving, karim, choices={name: second} if second else {}).done
    assert not readable(leaving)
    assert cancelled(leaving, *leos) == [gone, gone]
    assert cancelled(leaving, own) == [False]
    with leaving.database.read() as uow:
        lines = select(AuditEntry.action).where(AuditEntry.person_id == leaving.leo, AuditEntry.action == acts.ALL_CANCELLED)
        assert len(uow.session.execute(lines).scalars().all()) == int(gone)


def test_what_was_chosen_holds_when_the_record_closes_by_itself(two: tuple[Leaving, Actor]) -> None:
    leaving, karim = two
    later, order = leaving.counter.home.add(leaving.leo, form=LATER), leaving.counter.send(person=leaving.leo)
    name = f"rendez-vous-{leaving.leo}"
    for parent in (leaving.nadia, karim):
        ask(leaving, parent, choices={order: WAIT, name: CANCEL})
    assert cancelled(leaving, later) == [False]
    leaving.counter.clock.advance(timedelta(days=31))
    service.advance_children(leaving.database)
    assert not readable(leaving)
    assert cancelled(leaving, later) == [True]


def test_a_choice_that_they_do_not_allow_is_refused(two: tuple[Leaving, Actor]) -> None:
    leaving, karim = two
    leaving.counter.home.add(leaving.leo)
    name = f"rendez-vous-{leaving.leo}"
    assert refused(ask, leaving, karim, choices={name: WAIT}).errors == {f"commande-{name}": "fermeture.choix"}


def test_what_a_young_person_keeps_secret_is_neither_counted_nor_called_off(two: tuple[Leaving, Actor]) -> None:
    leaving, _karim = two
    home, zoe = leaving.counter.home, leaving.counter.home.zoe
    forms = (Form(title="x", day="26/11/2026", start="9h"), LATER)
    secret = [home.add(zoe.person_id, actor=zoe, form=form, secret=True) for form in forms]
    assert shown(leaving, leaving.nadia, zoe.person_id) == ()
    plain = home.add(zoe.person_id, form=LATER)
    (agenda,) = shown(leaving, leaving.nadia, zoe.person_id)
    assert agenda.title == "1 rendez-vous à venir"
    assert "26 novembre" not in agenda.state_label
    assert ask(leaving, leaving.nadia, child=zoe.person_id, choices={agenda.id: CANCEL}).day
    assert cancelled(leaving, *secret, plain) == [False, False, False], "not before it is closed"
    pass_the_days(leaving, zoe)
    assert cancelled(leaving, *secret, plain) == [False, False, True]
