"""Reminders are planned a handful at a time: a click marks what is to be planned again, the dispatcher does it soon after."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator
from dataclasses import replace
from datetime import UTC, datetime, timedelta

import pytest
from sqlalchemy import select

from rxapp.agenda import imports, reader, reminders
from rxapp.agenda import service as agenda
from rxapp.agenda.models import Appointment
from rxapp.agenda.service import Scope
from rxapp.agenda.store import opened
from rxapp.core.keys import destroy_person_key
from rxapp.notices import outbox, service
from rxapp.notices.asking import Asked
from rxapp.notices.content import open_content
from rxapp.notices.models import Notice
from rxapp.record import service as papers
from rxapp.wiring import join_rooms
from tests.agenda import PLAIN, home
from tests.outbox import Office, office
from tests.record import Record

__all__ = ["home", "office"]

DAILY = replace(PLAIN, title="Pansement", repeat="jour", every="1", count="40")
BEGINS = datetime(2026, 11, 26, 8, 30, tzinfo=UTC)


class Spy:
    """`notices.service`, and how many rows each transaction wrote by it."""

    def __init__(self) -> None:
        self.written: Counter[int] = Counter()
        self.transactions: list[object] = []

    def __getattr__(self, name: str):
        verb = getattr(service, name)

        def counted(uow, **given):
            done = verb(uow, **given)
            if name in ("announce", "keep_only"):
                self.transactions.append(uow)
                self.written[id(uow)] += 1 if name == "announce" else done.taken
            return done

        return counted


@pytest.fixture
def spy() -> Iterator[Spy]:
    made = Spy()
    reminders.join(made)
    yield made
    join_rooms()


def choose(office: Office, *minutes: int) -> None:
    office.do(service.choose_delays, actor=office.home.nadia, minutes=minutes)


def planned(office: Office) -> None:
    """What the dispatcher does first, until there is nothing left of it."""
    while reminders.extend(office.db):
        pass


def waiting(office: Office) -> list[datetime]:
    return sorted(row.due_at for row in office.notices().values() if row.state == "waiting")


def tell(office: Office) -> int:
    """Tell what is due, with nothing planned first."""
    with office.db.uow() as uow:
        told = outbox.tell_due(uow, Asked(uow), outbox.Terms("http://localhost:3000", limit=50))
        uow.commit()
    return len(told)


def test_a_click_on_delays_writes_no_reminder_and_they_follow_a_handful_at_a_time(office: Office, spy: Spy) -> None:
    for _series in range(2):
        office.home.add(form=DAILY)
    planned(office)
    assert len(waiting(office)) == 2 * (40 + 35)  # a day before each; a week before those that are a week away
    before = {one: row.state for one, row in office.notices().items()}
    spy.written.clear()
    choose(office, 60)
    assert {one: row.state for one, row in office.notices().items()} == before
    assert not spy.written
    planned(office)
    assert waiting(office) == sorted([BEGINS + timedelta(days=day, minutes=-60) for day in range(40)] * 2)
    assert max(spy.written.values()) <= reminders.AT_ONCE


def test_adding_a_long_series_writes_a_handful_and_the_rest_follows(office: Office, spy: Spy) -> None:
    office.home.add(form=replace(DAILY, count="80"))
    assert max(spy.written.values()) == len(waiting(office)) == reminders.AT_ONCE
    planned(office)
    assert len(waiting(office)) == 80 + 75
    assert max(spy.written.values()) <= reminders.AT_ONCE


def test_a_delay_given_up_does_not_leave_before_it_is_planned_again(office: Office) -> None:
    office.home.add()
    choose(office, 60)
    office.clock.advance(timedelta(days=2))
    assert tell(office) == 0
    planned(office)
    office.clock.set(BEGINS - timedelta(minutes=60))
    assert tell(office) == 1


def test_a_delay_whose_time_comes_before_it_is_planned_is_not_lost(office: Office) -> None:
    office.home.add()
    choose(office, 2 * 1440)
    office.clock.set(BEGINS - timedelta(minutes=1441))
    planned(office)
    assert tell(office) == 1
    office.clock.set(BEGINS - timedelta(minutes=30))
    planned(office)
    assert tell(office) == 0


def test_what_was_told_is_not_told_again_whatever_delays_are_chosen(office: Office) -> None:
    office.home.add()
    office.clock.set(BEGINS - timedelta(days=1))
    assert tell(office) == 1
    for minutes in ((60,), (1440, 60), (1440,)):
        choose(office, *minutes)
        planned(office)
        assert tell(office) == 0
    (told,) = [row for row in office.notices().values() if row.state == "told"]
    assert told.due_at == BEGINS - timedelta(days=1)
    assert waiting(office) == []


def test_a_mail_of_a_delay_given_up_does_not_leave(office: Office) -> None:
    office.home.add()
    office.clock.set(BEGINS - timedelta(days=1))
    assert tell(office) == 1
    choose(office, 60)
    (tally,) = office.dispatch()
    assert tally.ended == {}
    assert {row.state for row in office.deliveries()} == {"dropped"}


def test_the_dispatcher_is_woken_and_plans_at_once(office: Office) -> None:
    woken = []
    stop = service.wake_with(lambda: woken.append(True))
    office.home.add()
    office.dispatch()
    woken.clear()
    choose(office, 60)
    stop()
    assert woken
    assert waiting(office) == [BEGINS - timedelta(days=1)]


def test_one_dispatcher_plans_what_was_asked_between_two_passes(office: Office, monkeypatch: pytest.MonkeyPatch) -> None:
    office.home.add(form=DAILY)
    advance = office.clock.advance

    def choose_meanwhile(step: timedelta) -> None:
        choose(office, 60)
        advance(step)

    monkeypatch.setattr(office.clock, "advance", choose_meanwhile)
    office.dispatch(timedelta(0))
    assert waiting(office) == [BEGINS + timedelta(days=day, minutes=-60) for day in range(40)]


def test_secret_and_other_peoples_appointments_keep_their_reminders(office: Office) -> None:
    office.home.add(actor=office.home.zoe, secret=True)
    office.home.add(office.home.leo)
    before = {one: row.state for one, row in office.notices().items() if row.account_id == office.home.zoe.account_id}
    choose(office)
    planned(office)
    after = office.notices()
    assert {one: after[one].state for one in before} == before
    assert {row.state for row in after.values() if row.account_id == office.home.nadia.account_id} == {"withdrawn"}


def test_one_occurrence_cancelled_takes_its_reminders_alone(office: Office) -> None:
    appointment = office.home.add(form=replace(DAILY, count="3"))
    planned(office)
    held = waiting(office)
    row = office.home.rows()[1]
    which = {"appointment_id": appointment, "version": row.version, "occurrence": row.occurrence}
    office.home.do(agenda.cancel, **which, scope=Scope.ONE)
    assert waiting(office) == [due for due in held if due != BEGINS]


def test_an_appointment_that_cannot_be_read_holds_up_no_other(office: Office) -> None:
    broken, whole = office.home.add(), office.home.add(form=replace(PLAIN, start="14h", end="15h"))
    choose(office, 60)
    with office.db.uow() as uow:
        uow.session.get(Appointment, broken).calendar = b"x" * 40
        uow.commit()
    planned(office)
    assert len(waiting(office)) == 2  # one a day before the broken one, as it was
    with office.db.read() as uow:
        until = dict(uow.session.execute(select(Appointment.id, Appointment.planned_until)).all())
    assert until[broken] == reminders.ALL_SAID
    assert until[whole] > office.clock.now()


def take(office: Office, *events: str) -> int:
    """Take every appointment of a calendar file."""
    lines = [line for event in events for line in ("BEGIN:VEVENT", *event.split(), "END:VEVENT")]
    data = "\r\n".join(["BEGIN:VCALENDAR", "VERSION:2.0", "PRODID:-//X//FR", *lines, "END:VCALENDAR", ""]).encode()
    reading = reader.read(data, office.clock.today())
    waits = office.home.do(imports.receive, person_id=office.home.nadia.person_id, reading=reading)
    return office.home.do(imports.commit, import_id=waits, numbers=set(range(len(events)))).total


def test_taking_a_file_of_series_writes_no_reminder_and_they_follow(office: Office, spy: Spy) -> None:
    series = "UID:{0}@x DTSTAMP:20261101T080000Z DTSTART:20261126T{0}0000Z SUMMARY:Soin RRULE:FREQ=DAILY;COUNT=40"
    assert take(office, series.format("10"), series.format("14")) == 2
    assert office.notices() == {}
    planned(office)
    assert len(waiting(office)) == 2 * (40 + 36)
    assert max(spy.written.values()) <= reminders.AT_ONCE


def test_a_file_that_moves_an_appointment_lets_no_old_reminder_leave(office: Office) -> None:
    moved = office.home.add()
    with office.db.read() as uow:
        uid = opened(uow, uow.session.get(Appointment, moved)).series.uid
    assert take(office, f"UID:{uid} SEQUENCE:5 DTSTAMP:20261124T080000Z DTSTART:20261128T083000Z SUMMARY:Soin") == 1
    office.clock.set(BEGINS - timedelta(days=1))
    assert tell(office) == 0
    planned(office)
    assert waiting(office) == [BEGINS + timedelta(days=1)]


def cancel(office: Office, scope: Scope) -> agenda.Before:
    row = office.home.rows()[0]
    which = {"appointment_id": row.id, "version": row.version, "occurrence": row.occurrence}
    return office.home.do(agenda.cancel, **which, scope=scope)


FORMS = {Scope.ALL: PLAIN, Scope.ONE: replace(DAILY, count="3"), Scope.FOLLOWING: replace(DAILY, count="3")}


@pytest.mark.parametrize("scope", [Scope.ALL, Scope.ONE])
def test_what_falls_due_while_a_cancellation_is_taken_back_is_told_once(office: Office, scope: Scope) -> None:
    office.home.add(form=FORMS[scope])
    office.clock.set(BEGINS - timedelta(days=1, seconds=3))
    planned(office)
    kept = cancel(office, scope)
    office.clock.advance(timedelta(seconds=5))
    planned(office)
    assert tell(office) == 0
    office.clock.advance(timedelta(seconds=2))
    office.home.do(agenda.take_back, before=kept)
    assert tell(office) == 1
    planned(office)
    assert tell(office) == 0


@pytest.mark.parametrize("scope", [Scope.ALL, Scope.ONE])
def test_what_was_due_and_not_told_yet_is_told_once_when_a_cancellation_is_taken_back(office: Office, scope: Scope) -> None:
    office.home.add(form=FORMS[scope])
    office.clock.set(BEGINS - timedelta(days=1))
    kept = cancel(office, scope)
    assert tell(office) == 0
    office.home.do(agenda.take_back, before=kept)
    assert tell(office) == 1


@pytest.mark.parametrize("scope", list(Scope))
def test_a_cancellation_taken_back_leaves_what_was_told_in_the_list_and_tells_nothing_twice(office: Office, scope: Scope) -> None:
    office.home.add(form=FORMS[scope])
    office.clock.set(BEGINS - timedelta(days=1))
    assert tell(office) == 1
    before = {one: (row.state, row.told_at, row.due_at) for one, row in office.notices().items()}
    kept = cancel(office, scope)
    office.clock.advance(timedelta(seconds=9))
    office.home.do(agenda.take_back, before=kept)
    planned(office)
    assert {one: (row.state, row.told_at, row.due_at) for one, row in office.notices().items()} == before
    assert tell(office) == 0
    assert len(office.deliveries()) == 1


def test_a_mail_that_would_have_left_meanwhile_leaves_once_after_all(office: Office) -> None:
    office.home.add()
    office.clock.set(BEGINS - timedelta(days=1))
    assert tell(office) == 1
    kept = cancel(office, Scope.ALL)
    office.dispatch()
    assert [row.state for row in office.deliveries()] == ["dropped"]
    office.home.do(agenda.take_back, before=kept)
    office.dispatch(timedelta(0))
    assert [row.state for row in office.deliveries()] == ["sent"]
    assert len(office.left("mail")) == 1


def test_delays_given_up_before_a_cancellation_do_not_come_back_with_it(office: Office) -> None:
    office.home.add()
    kept = cancel(office, Scope.ALL)
    choose(office, 60)
    office.home.do(agenda.take_back, before=kept)
    planned(office)
    assert waiting(office) == [BEGINS - timedelta(minutes=60)]


def test_a_reminder_speaks_of_documents_that_are_still_there(office: Office) -> None:
    record = Record(office.db, office.clock)
    nadia = office.home.nadia
    with record.open(b"Compte rendu", "bilan.txt", person=nadia.person_id, actor=nadia) as intake:
        intake.feed(b"Compte rendu")
        mine = intake.finish().id
    office.home.add(form=replace(PLAIN, documents=(mine,)))
    assert said(office) == {reminders.MINE_WITH_DOCUMENTS}
    office.home.do(papers.trash, document_id=mine)
    choose(office, 60)
    planned(office)
    assert said(office) == {reminders.MINE}


def said(office: Office) -> set[str]:
    """What the reminders that wait say."""
    with office.db.read() as uow:
        rows = uow.session.execute(select(Notice).where(Notice.state == "waiting")).scalars()
        return {open_content(uow, row).text for row in rows}


def test_a_reminder_to_be_planned_is_not_lost_by_a_cancellation_taken_back(office: Office) -> None:
    office.home.add()
    choose(office, 2 * 1440)
    office.clock.set(BEGINS - timedelta(days=2) + timedelta(seconds=1))
    kept = cancel(office, Scope.ALL)
    office.clock.advance(timedelta(seconds=5))
    office.home.do(agenda.take_back, before=kept)
    planned(office)
    assert tell(office) == 1


def test_an_appointment_that_a_file_brings_back_is_reminded_of_from_then_on(office: Office) -> None:
    given = "UID:soin@x SEQUENCE:{0} DTSTAMP:2026110{0}T080000Z DTSTART:{1}T083000Z SUMMARY:Soin"
    assert take(office, given.format(1, "20270301")) == 1
    planned(office)
    cancel(office, Scope.ALL)
    office.clock.set(datetime(2027, 2, 25, 12, tzinfo=UTC))
    planned(office)
    assert take(office, given.format(2, "20270301")) == 1
    planned(office)
    assert tell(office) == 0
    assert waiting(office) == [datetime(2027, 2, 28, 8, 30, tzinfo=UTC)]


def test_a_person_erased_holds_up_nobody(office: Office) -> None:
    office.home.add(office.home.leo)
    office.home.add()
    choose(office, 120)
    with office.db.uow() as uow:
        destroy_person_key(uow, office.home.leo)
        uow.commit()
    planned(office)
    assert BEGINS - timedelta(minutes=120) in waiting(office)
