"""The demonstration tells one story: its documents say what the profile says, on days when somebody works."""

from __future__ import annotations

from datetime import date

import pytest

from rxapp.accounts import access_views
from rxapp.accounts.opening import account_by_login
from rxapp.accounts.people import context_for
from rxapp.accounts.standing import actor_of
from rxapp.core.db import Database
from rxapp.demo import paul, reset
from rxapp.demo.days import working_day
from rxapp.demo.pieces import Piece
from rxapp.record import views
from rxapp.wiring import join_rooms

DAYS = [date(2026, 11, 28), date(2027, 1, 1), date(2027, 3, 29), date(2028, 2, 29), date(2028, 7, 14)]


def said(piece: Piece) -> str:
    return " ".join(piece.sheet.lines)


@pytest.mark.parametrize(
    ("day", "works"),
    [
        (date(2026, 11, 27), date(2026, 11, 27)),
        (date(2026, 11, 29), date(2026, 11, 27)),
        (date(2027, 1, 1), date(2026, 12, 31)),
        (date(2027, 3, 29), date(2027, 3, 26)),  # Easter Monday
    ],
)
def test_an_act_is_of_a_working_day(day: date, works: date) -> None:
    assert working_day(day) == works


@pytest.mark.parametrize("today", DAYS, ids=str)
def test_old_prescriptions_list_what_was_taken_that_year(today: date) -> None:
    pieces = list(paul.documents(today))
    assert len(pieces) == paul.DOCUMENTS
    for piece in (one for one in pieces if one.category == "ordonnance"):
        ago = today.year - piece.sheet.day.year
        for drug in (paul.METFORMIN, paul.AMLODIPINE, paul.ATORVASTATIN):
            assert (f"{drug.name} {drug.dose}" in said(piece)) == (ago <= drug.since), piece.sheet
        if ago != paul.COUGH:
            assert ("Ramipril 2,5 mg" in said(piece)) == (paul.COUGH < ago <= paul.PRESSURE), piece.sheet


@pytest.mark.parametrize("today", DAYS, ids=str)
def test_what_happens_once_is_told_once_and_nothing_of_a_diabetes_before_it(today: date) -> None:
    pieces = list(paul.documents(today))
    for word in ("coloscopie", "cataracte", "genou"):
        assert sum(word in one.sheet.title for one in pieces) <= 1, word
    early = [said(one) for one in pieces if today.year - one.sheet.day.year > paul.DIABETES]
    assert not any("diabét" in text for text in early)


def test_nobody_works_on_a_sunday_or_a_holiday_but_at_a_birth_and_a_doctor_finds_a_patient(database: Database) -> None:
    join_rooms()
    assert reset.fill(database)
    with database.read() as uow:
        for login in ("camille.martin", "paul.durand", "awa.diallo", "jade.bernard"):
            actor = actor_of(uow, account_by_login(uow, login).id)
            context = context_for(uow, actor)
            for person in (actor.person_id, *context.guardian_of):
                for row in views.documents_page(uow, actor=actor, context=context, person_id=person, lang="fr").rows:
                    if "accouchement" not in row.title and "8e jour" not in row.title:
                        day = date.fromisoformat(row.act_date_iso)
                        assert working_day(day) == day, row.title
        doctor = actor_of(uow, account_by_login(uow, "dr.moreau").id)
        assert [one.name for one in access_views.patients_page(uow, actor=doctor, lang="fr")] == ["Paul Durand"]
