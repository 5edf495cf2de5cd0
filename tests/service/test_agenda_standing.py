"""A reminder is told only while the appointment is there, at the time it was announced for."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import replace
from datetime import datetime, timedelta

import pytest
from sqlalchemy import select, update

from rxapp.agenda import reminders, service
from rxapp.agenda.models import Appointment
from rxapp.core.clock import FixedClock
from rxapp.core.crypto import SealBroken
from rxapp.notices.content import open_content
from rxapp.notices.models import Notice
from rxapp.wiring import join_rooms
from tests.agenda import PLAIN, Home, home

__all__ = ["home"]


def announced(home: Home) -> Mapping[str, object]:
    """The facts of the only reminder."""
    with home.town.database.read() as uow:
        return open_content(uow, uow.session.execute(select(Notice)).scalar_one()).facts


def stands(home: Home, facts: Mapping[str, object]) -> bool:
    with home.town.database.read() as uow:
        return reminders.stands(uow, facts)


def test_a_reminder_stands_until_the_appointment_moves(home: Home) -> None:
    join_rooms()
    appointment = home.add()
    facts = announced(home)
    assert stands(home, facts)
    home.do(service.change, appointment_id=appointment, version=1, form=replace(PLAIN, title="Dentiste"))
    assert stands(home, facts)  # another word, the same time
    home.do(service.change, appointment_id=appointment, version=2, form=replace(PLAIN, start="11h", end="12h"))
    assert not stands(home, facts)
    home.do(service.change, appointment_id=appointment, version=3, form=PLAIN)
    assert stands(home, facts)


def test_a_reminder_of_what_is_cancelled_or_gone_does_not_stand(home: Home) -> None:
    join_rooms()
    appointment = home.add()
    facts = announced(home)
    assert not stands(home, {**facts, "rendezvous": "0" * 32})
    home.do(service.cancel, appointment_id=appointment, version=1)
    assert not stands(home, facts)


def test_only_a_changed_appointment_is_opened(home: Home) -> None:
    join_rooms()
    appointment = home.add()
    facts = announced(home)
    with home.town.database.uow() as uow:
        uow.session.execute(update(Appointment).where(Appointment.id == appointment).values(calendar=b"illisible"))
        uow.commit()
    assert stands(home, facts)
    before_versions_were_told = {name: value for name, value in facts.items() if name != "version"}
    for older in (before_versions_were_told, {**facts, "version": 0}):
        with pytest.raises(SealBroken):
            stands(home, older)


def test_appointments_are_looked_up_together(home: Home) -> None:
    join_rooms()
    ids = {home.add(), home.add(form=replace(PLAIN, day="27/11/2026"))}
    with home.town.database.read() as uow:
        rows = reminders.gather(uow, [{"rendezvous": one} for one in ids] + [{}])
        assert {row.id for row in rows} == ids


def test_nobody_is_reminded_of_what_has_begun(home: Home, clock: FixedClock) -> None:
    join_rooms()
    home.add()
    facts = announced(home)
    begins = facts["debut"]
    assert isinstance(begins, datetime)
    for later, still in ((-timedelta(minutes=1), True), (timedelta(0), False), (timedelta(days=365), False)):
        clock.set(begins + later)
        assert stands(home, facts) is still


def test_a_whole_day_is_reminded_of_until_it_is_over(home: Home, clock: FixedClock) -> None:
    join_rooms()
    home.add(form=replace(PLAIN, start="", end="", all_day=True))
    facts = announced(home)
    begins = facts["debut"]
    assert isinstance(begins, datetime)
    for later, still in ((timedelta(hours=23), True), (timedelta(days=1), False)):
        clock.set(begins + later)
        assert stands(home, facts) is still
