"""What the life line says of an appointment: booked before, past after, never done since nobody said so."""

from __future__ import annotations

from dataclasses import fields

import pytest

from rxapp.agenda.views import OccurrenceRow
from rxapp.state.lifeline import of_appointment


@pytest.mark.parametrize(("past", "state"), [(True, "past"), (False, "booked")])
def test_an_appointment_is_booked_then_past(past: bool, state: str) -> None:
    blank = {one.name: "" for one in fields(OccurrenceRow)}
    row = OccurrenceRow(**blank | {"id": "r", "title": "Pédiatre", "with_whom": "Dr Moreau", "place": "Lyon", "past": past})
    mark = of_appointment(row, "fr")
    assert (mark.kind, mark.state, mark.label, mark.why) == ("rendezvous", state, "Pédiatre", "Avec Dr Moreau · Lyon")
