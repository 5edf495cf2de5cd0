"""What a closing does to appointments to come: kept with the record, or called off, as chosen; a child's go on."""

from __future__ import annotations

from datetime import timedelta

import pytest
from sqlalchemy import event, select

from rxapp.accounts import service
from rxapp.agenda import acts, reminders
from rxapp.agenda.models import Appointment
from rxapp.agenda.service import Form
from rxapp.agenda.store import AROUND
from rxapp.core.chain import AuditEntry
from tests.closing import Leaving, leaving
from tests.pharmacy import counter, home

__all__ = ["counter", "home", "leaving"]


def cancelled(leaving: Leaving, appointment_id: str) -> bool:
    with leaving.database.read() as uow:
        return uow.session.get(Appointment, appointment_id).cancelled_at is not None


def test_they_are_kept_unless_one_calls_them_off(leaving: Leaving) -> None:
    own, leos = leaving.counter.home.add(), leaving.counter.home.add(leaving.leo)
    (one,) = leaving.view().others
    assert (one.id, one.title, one.chosen) == ("rendez-vous", "1 rendez-vous à venir", "garder")
    assert [option.id for option in one.options] == ["garder", "annuler"]
    assert one.options[0].label == "Le garder avec le dossier, sans rappel"
    assert one.state_label == "Le prochain\u00a0: jeudi 26 novembre 2026 à 9\u00a0h\u00a030, dans 3 jours"
    leaving.counter.home.add()
    assert leaving.view().others[0].options[0].label == "Les garder avec le dossier, sans rappel"
    leaving.close()
    assert [cancelled(leaving, one) for one in (own, leos)] == [False, False]


def test_they_are_called_off_and_a_child_s_go_on(leaving: Leaving) -> None:
    own, leos = leaving.counter.home.add(), leaving.counter.home.add(leaving.leo)
    leaving.close({"rendez-vous": "annuler"})
    assert [cancelled(leaving, one) for one in (own, leos)] == [True, False]


def test_they_are_called_off_only_once_the_account_closes(leaving: Leaving) -> None:
    own, order = leaving.counter.home.add(), leaving.counter.send()
    leaving.close({order: "attendre", "rendez-vous": "annuler"})
    assert not cancelled(leaving, own)
    assert leaving.view().others[0].chosen == "annuler"
    leaving.keep()
    leaving.counter.clock.advance(timedelta(days=31))
    service.advance(leaving.database)
    assert (leaving.is_closed(), cancelled(leaving, own)) == (False, False)


def test_what_was_chosen_holds_when_the_account_closes_by_itself(leaving: Leaving) -> None:
    own, order = leaving.counter.home.add(form=Form(title="Bilan", day="02/02/2027", start="9h")), leaving.counter.send()
    leaving.close({order: "attendre", "rendez-vous": "annuler"})
    later = leaving.counter.home.add(form=Form(title="Suite", day="03/02/2027", start="9h"))
    leaving.counter.clock.advance(timedelta(days=31))
    service.advance(leaving.database)
    assert leaving.is_closed()
    assert [cancelled(leaving, one) for one in (own, later)] == [True, True]


def fill(leaving: Leaving) -> None:
    """400 to come over two years, what is going on, a series that began, one over."""
    add, nadia = leaving.counter.home.add, leaving.nadia
    today = leaving.counter.clock.now()
    for n in range(400):
        day = f"{1 + n % 28:02d}/{1 + n // 28 % 12:02d}/{2027 + n // 336}"
        add(actor=nadia, form=Form(title=f"Séance {n}", day=day, start="9h30"))
    add(
        actor=nadia,
        form=Form(title="Hospitalisation", day=f"{today - AROUND:%d/%m/%Y}", last_day=f"{today + AROUND:%d/%m/%Y}", all_day=True),
    )
    add(actor=nadia, form=Form(title="Kiné", day="05/10/2026", start="9h", repeat="semaine"))
    add(actor=nadia, form=Form(title="Bilan", day="02/11/2026", start="9h"))


def test_however_many_there_are_they_are_counted_and_called_off_at_once(leaving: Leaving) -> None:
    fill(leaving)
    (one,) = leaving.view().others
    assert (one.title, one.state_label[:26]) == ("402 rendez-vous à venir", "Le prochain\u00a0: dimanche 22 ")
    said: list[str] = []
    engine = leaving.database._writer
    event.listen(engine, "before_cursor_execute", note := lambda *given: said.append(given[2]))
    try:
        leaving.close({"rendez-vous": "annuler"})
    finally:
        event.remove(engine, "before_cursor_execute", note)
    assert len([one for one in said if "appointment" in one]) < 40
    with leaving.database.read() as uow:
        rows = uow.session.execute(select(Appointment).where(Appointment.cancelled_at.is_(None))).scalars().all()
        assert len(rows) == 2  # what took place of the series, and what is over
        lines = select(AuditEntry.action).where(AuditEntry.action.like("rendezvous.annulation%"))
        assert uow.session.execute(lines).scalars().all() == [acts.ALL_CANCELLED]


def test_a_sealed_record_is_no_error_and_is_looked_at_once(leaving: Leaving, caplog: pytest.LogCaptureFixture) -> None:
    own = leaving.counter.home.add(form=Form(title="Kiné", day="05/10/2027", start="9h", repeat="semaine"))
    leaving.close()
    leaving.counter.clock.advance(timedelta(days=30))
    for _turn in range(2):
        while reminders.extend(leaving.database):
            pass
    assert [line.message for line in caplog.records if line.name == "carnet.agenda"] == []
    with leaving.database.read() as uow:
        assert uow.session.get(Appointment, own).planned_until == reminders.ALL_SAID
