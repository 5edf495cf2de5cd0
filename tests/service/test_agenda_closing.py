"""What a closing does to appointments to come: kept with the record, or called off, as chosen; a child's go on."""

from __future__ import annotations

from rxapp.agenda.models import Appointment
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
    leaving.close()
    assert [cancelled(leaving, one) for one in (own, leos)] == [False, False]


def test_they_are_called_off_and_a_child_s_go_on(leaving: Leaving) -> None:
    own, leos = leaving.counter.home.add(), leaving.counter.home.add(leaving.leo)
    leaving.close({"rendez-vous": "annuler"})
    assert [cancelled(leaving, one) for one in (own, leos)] == [True, False]
