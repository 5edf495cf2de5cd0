"""Appointments on a real database: added, changed, cancelled, listed; who may; what the history says; what is sealed."""

from __future__ import annotations

from dataclasses import replace
from datetime import UTC, datetime, timedelta
from functools import partial

import pytest
from sqlalchemy import select, text

from rxapp.accounts.service import FieldErrors
from rxapp.agenda import service, store, views
from rxapp.agenda.models import Appointment
from rxapp.agenda.month import month_grid
from rxapp.agenda.service import Form, Scope
from rxapp.core import audit
from rxapp.core.clock import FixedClock
from rxapp.record import service as papers
from tests.accounts import Town, refused
from tests.agenda import PLAIN, Home, home
from tests.record import Record

__all__ = ["home"]

WEEKLY = replace(PLAIN, title="Kiné", repeat="semaine", every="2", count="4")


def test_an_appointment_in_words(home: Home) -> None:
    home.add()
    (row,) = home.rows()
    assert (row.title, row.with_whom, row.place) == ("Pédiatre", "Dr Moreau", "1 rue des Exemples")
    assert row.when_label == "jeudi 26 novembre 2026 à 9\u00a0h\u00a030, dans 3 jours"
    assert row.hours_label == "9\u00a0h\u00a030 – 10\u00a0h\u00a000"
    assert (row.begins, row.day, row.person_label) == ("2026-11-26T09:30:00+01:00", "2026-11-26", "Nadia")
    (english,) = home.rows(lang="en")
    assert english.when_label == "Thursday 26 November 2026 at 09:30, in 3 days"
    assert (row.repeats, row.secret, row.past, row.overlaps) == (False,) * 4


def test_nothing_of_it_is_in_clear(home: Home, database) -> None:
    home.add(form=replace(PLAIN, notes="MARQUEUR-PRIVE", place="MARQUEUR-PRIVE"), rule="vaccin-MARQUEUR")
    kept = b"".join(path.read_bytes() for path in database.settings.data_dir.rglob("*") if path.is_file())
    assert b"MARQUEUR" not in kept
    assert b"diatre" not in kept
    assert b"20261126" not in kept
    with database.read() as uow:
        row = uow.session.execute(text("SELECT visible_from, visible_until, repeats FROM appointment")).one()
    assert tuple(row) == ("2026-11-01", "2026-11-30", 0)


def test_what_is_typed_wrong_is_told_beside_the_field_and_nothing_is_kept(home: Home) -> None:
    with pytest.raises(FieldErrors) as raised:
        home.add(form=Form(title="x", day="30/2/2026", start="25h"))
    assert raised.value.errors == {"day": "rendezvous.jour_forme", "start": "rendezvous.heure_forme"}
    assert home.rows() == ()
    assert home.acts() == []


@pytest.mark.parametrize("day", ["26/11/2025", "29/2/2024"])
def test_a_past_day_is_taken(home: Home, day: str) -> None:
    home.add(form=replace(PLAIN, day=day))
    assert home.rows() == ()
    (row,) = home.look(views.past, people=[home.nadia.person_id]).rows
    assert row.past


def test_a_parent_acts_for_a_child_under_both_names(home: Home, database) -> None:
    home.add(home.leo)
    assert [row.person_label for row in home.rows(home.leo)] == ["Léo"]
    with database.read() as uow:
        (_look, line, *_) = audit.history_page(uow, actor=home.nadia, person_id=home.leo, context=home.context(uow, home.nadia))
    assert (line.action_label, line.detail_label) == ("Rendez-vous ajouté", "Pédiatre")
    assert (line.actor_label, line.on_behalf_label) == ("Nadia Petit", "Léo Petit")


def test_nobody_else_does_or_sees_anything(home: Home) -> None:
    appointment_id = home.add()
    given = {"actor": home.stranger, "appointment_id": appointment_id, "version": 1}
    for verb, more in ((service.change, {"form": PLAIN}), (service.cancel, {})):
        assert refused(home.do, verb, **given, **more).code == "introuvable"
    for view in (views.upcoming, views.past):
        assert refused(home.look, view, actor=home.stranger, people=[home.nadia.person_id]).code == "introuvable"
    assert refused(home.detail, appointment_id, actor=home.stranger).code == "introuvable"
    assert refused(home.detail, "f" * 32, actor=home.stranger).code == "introuvable"
    assert refused(home.add, home.nadia.person_id, actor=home.stranger).code == "introuvable"
    assert refused(home.add, home.nadia.person_id, actor=home.zoe).code == "introuvable"
    assert len(home.rows()) == 1


def test_a_stale_form_overwrites_nothing(home: Home) -> None:
    appointment_id = home.add()
    home.do(service.change, appointment_id=appointment_id, version=1, form=replace(PLAIN, title="Dentiste"))
    for verb, more in ((service.change, {"form": PLAIN}), (service.cancel, {})):
        assert refused(home.do, verb, appointment_id=appointment_id, version=1, **more).code == "rendezvous.perime"
    assert home.rows()[0].title == "Dentiste"
    assert home.rows()[0].version == 2


def test_changing_words_and_moving_are_two_acts(home: Home) -> None:
    appointment_id = home.add()
    home.do(service.change, appointment_id=appointment_id, version=1, form=replace(PLAIN, notes="Carnet de santé"))
    home.do(service.change, appointment_id=appointment_id, version=2, form=replace(PLAIN, day="27/11/2026"))
    assert home.acts() == ["rendezvous.ajout", "rendezvous.changement", "rendezvous.deplacement"]


def test_a_series_and_its_exceptions(home: Home) -> None:
    appointment_id = home.add(form=WEEKLY)
    rows = home.rows()
    assert [row.day for row in rows] == ["2026-11-26", "2026-12-10", "2026-12-24", "2027-01-07"]
    assert {row.repeat_label for row in rows} == {"Toutes les 2 semaines, 4 fois"}
    home.do(service.cancel, appointment_id=appointment_id, version=1, occurrence=rows[2].occurrence, scope=Scope.ONE)
    moved = replace(home.detail(appointment_id, rows[1].occurrence).form, day="11/12/2026")
    home.do(service.change, appointment_id=appointment_id, version=2, occurrence=rows[1].occurrence, scope=Scope.ONE, form=moved)
    assert [row.day for row in home.rows()] == ["2026-11-26", "2026-12-11", "2027-01-07"]
    assert home.acts() == ["rendezvous.ajout", "rendezvous.annulation_une", "rendezvous.deplacement"]


def test_the_following_leave_as_a_series_of_their_own(home: Home) -> None:
    appointment_id = home.add(form=WEEKLY, rule="r", dose="1")
    third = home.rows()[2].occurrence
    form = replace(home.detail(appointment_id, third).form, start="14h", end="15h")
    new = home.do(service.change, appointment_id=appointment_id, version=1, occurrence=third, scope=Scope.FOLLOWING, form=form)
    assert new != appointment_id
    rows = home.rows()
    assert [(row.day, row.hours_label[:2]) for row in rows] == [
        ("2026-11-26", "9\u00a0"),
        ("2026-12-10", "9\u00a0"),
        ("2026-12-24", "14"),
        ("2027-01-07", "14"),
    ]
    assert [row.rule for row in rows] == ["r", "r", "", ""]


def test_cancelled_is_gone_from_every_list(home: Home) -> None:
    appointment_id = home.add(form=WEEKLY)
    home.do(service.cancel, appointment_id=appointment_id, version=1, scope=Scope.ALL)
    assert home.rows() == ()
    assert refused(home.detail, appointment_id).code == "rendezvous.annule"
    assert refused(home.do, service.cancel, appointment_id=appointment_id, version=2).code == "rendezvous.annule"


def test_the_form_of_a_detail_changes_nothing_when_sent_back(home: Home) -> None:
    for form in (
        PLAIN,
        replace(WEEKLY, count="", until="26/11/2027"),
        replace(PLAIN, all_day=True, start="", end="", last_day="28/11/2026"),
        replace(PLAIN, start="22h", end="6h", last_day="27/11/2026"),
        replace(PLAIN, zone="America/New_York"),
    ):
        appointment_id = home.add(form=form)
        before = home.detail(appointment_id)
        home.do(service.change, appointment_id=appointment_id, version=1, form=before.form)
        after = home.detail(appointment_id)
        assert after == replace(before, row=replace(before.row, version=2))


def test_another_zone_is_shown_as_its_wall_says(home: Home) -> None:
    appointment_id = home.add(form=replace(PLAIN, zone="America/New_York"))
    assert home.detail(appointment_id).row.hours_label.endswith("(heure de New York)")
    assert home.detail(appointment_id, lang="en").row.hours_label == "09:30 – 10:00 (New York time)"
    home.add(home.leo, form=replace(PLAIN, zone="Europe/Brussels"))
    assert home.rows(home.leo)[0].hours_label == "9\u00a0h\u00a030 – 10\u00a0h\u00a000"


def test_two_at_the_same_time_for_one_person_are_shown(home: Home) -> None:
    first = home.add()
    assert home.look(views.conflicts, person_id=home.nadia.person_id, form=PLAIN)[0].id == first
    assert home.look(views.conflicts, person_id=home.nadia.person_id, form=PLAIN, besides=first) == ()
    assert home.look(views.conflicts, person_id=home.nadia.person_id, form=replace(PLAIN, start="10h", end="11h")) == ()
    assert home.look(views.conflicts, person_id=home.leo, form=PLAIN) == ()
    home.add(form=replace(PLAIN, title="Dentiste", start="9h45", end="11h"))
    home.add(form=replace(PLAIN, title="Jeûne", all_day=True))
    home.add(home.leo)
    both = home.look(views.upcoming, people=[home.nadia.person_id, home.leo]).rows
    assert {(row.title, row.person_label): row.overlaps for row in both} == {
        ("Pédiatre", "Nadia"): True,
        ("Dentiste", "Nadia"): True,
        ("Jeûne", "Nadia"): False,
        ("Pédiatre", "Léo"): False,
    }


def test_lists_go_on_page_by_page(home: Home, clock: FixedClock) -> None:
    home.add(form=replace(PLAIN, repeat="jour"))
    home.add(form=replace(PLAIN, title="Lointain", day="1/1/2062"))
    people = [home.nadia.person_id]
    first = home.look(views.upcoming, people=people, limit=50)
    second = home.look(views.upcoming, people=people, after=first.next_cursor)
    days = [row.day for row in (*first.rows, *second.rows)]
    assert days == [f"{datetime(2026, 11, 26) + timedelta(days=n):%Y-%m-%d}" for n in range(100)]  # noqa: DTZ001 - days
    clock.set(datetime(2027, 3, 1, tzinfo=UTC))
    latest = home.look(views.past, people=people)
    older = home.look(views.past, people=people, after=latest.next_cursor)
    assert (latest.rows[0].day, older.rows[0].day, older.rows[-1].day) == ("2027-02-28", "2027-01-09", "2026-11-26")
    assert older.next_cursor is None
    assert home.look(views.upcoming, people=people, after="n’importe quoi") == home.look(views.upcoming, people=people)


def test_what_is_going_on_is_still_to_come(home: Home, clock: FixedClock) -> None:
    home.add()
    clock.set(datetime(2026, 11, 26, 8, 45, tzinfo=UTC))
    assert len(home.rows()) == 1
    clock.set(datetime(2026, 11, 26, 9, 0, tzinfo=UTC))
    assert home.rows() == ()


def test_a_month(home: Home) -> None:
    for hour in range(8, 15):
        home.add(form=replace(PLAIN, start=f"{hour}h", end=f"{hour}h30"))
    home.add(form=replace(PLAIN, title="Séjour", all_day=True, day="30/11/2026", last_day="2/12/2026"))
    grid = home.look(month_grid, people=[home.nadia.person_id], month="2026-11")
    assert (grid.label, grid.previous, grid.following) == ("novembre 2026", "2026-10", "2026-12")
    assert (grid.weekdays[0], grid.weeks[0][0].day, grid.weeks[-1][-1].day) == ("lun.", "2026-10-26", "2026-12-06")
    cells = {cell.day: cell for week in grid.weeks for cell in week}
    assert (len(cells["2026-11-26"].rows), cells["2026-11-26"].more_label) == (5, "2 autres")
    assert [day for day, cell in cells.items() if any(row.title == "Séjour" for row in cell.rows)] == [
        "2026-11-30",
        "2026-12-01",
        "2026-12-02",
    ]
    assert [day for day, cell in cells.items() if cell.is_today] == ["2026-11-23"]
    for odd in ("", "2026-13", "9999-01", "x"):
        assert home.look(month_grid, people=[home.nadia.person_id], month=odd).month == "2026-11"


def test_a_minors_secret_reaches_no_parent(home: Home) -> None:
    secret = home.add(actor=home.zoe, form=replace(PLAIN, title="Planning familial"), secret=True)
    home.add(actor=home.zoe, form=replace(PLAIN, title="Dentiste"))
    assert {row.title for row in home.rows(actor=home.zoe)} == {"Dentiste", "Planning familial"}
    (seen,) = home.rows(home.zoe.person_id)
    assert (seen.title, seen.overlaps) == ("Dentiste", False)
    assert len(home.look(views.conflicts, person_id=home.zoe.person_id, form=PLAIN)) == 1
    assert refused(home.detail, secret).code == "introuvable"
    assert home.acts(home.zoe.person_id) == ["rendezvous.ajout", "agenda.consultation"]
    home.do(service.cancel, actor=home.zoe, appointment_id=secret, version=1)
    assert home.acts(home.zoe.person_id) == ["rendezvous.ajout", "agenda.consultation"]


def test_a_secret_is_a_minors_own(home: Home) -> None:
    assert refused(home.add, secret=True).code == "rendezvous.secret"
    assert refused(home.add, home.zoe.person_id, secret=True).code == "rendezvous.secret"


def test_documents_to_bring_are_of_the_same_record(home: Home, database, clock: FixedClock) -> None:
    record = Record(database, clock)
    with record.open(b"Compte rendu", "bilan.txt", person=home.nadia.person_id, actor=home.nadia) as intake:
        intake.feed(b"Compte rendu")
        mine = intake.finish().id
    appointment_id = home.add(form=replace(PLAIN, documents=(mine,)))
    assert [document.title for document in home.detail(appointment_id).documents] == ["bilan"]
    for person, wrong in ((home.leo, mine), (None, "f" * 32)):
        with pytest.raises(FieldErrors) as raised:
            home.add(person, form=replace(PLAIN, documents=(wrong,)))
        assert raised.value.errors == {"documents": "rendezvous.documents"}
    assert [row.documents for row in home.rows()] == [1]
    home.do(papers.trash, document_id=mine)
    assert [row.documents for row in home.rows()] == [0]
    home.do(papers.restore, document_id=mine)
    assert [row.documents for row in home.rows()] == [1]
    with database.uow() as uow:
        uow.session.execute(text("DELETE FROM document"))
        uow.commit()
    home.do(service.change, appointment_id=appointment_id, version=1, form=replace(PLAIN, documents=(mine,), notes="x"))
    assert home.detail(appointment_id).documents == ()


def test_an_agenda_has_bounds(home: Home, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(store, "MOST_SERIES", 1)
    monkeypatch.setattr(store, "MOST_APPOINTMENTS", 2)
    home.add(form=WEEKLY)
    assert refused(home.add, form=WEEKLY).code == "rendezvous.trop_de_series"
    home.add()
    assert refused(home.add).code == "rendezvous.trop"
    home.add(home.leo)


def test_no_view_shows_a_childs_agenda_before_its_history_says_so(home: Home) -> None:
    appointment_id = home.add(home.leo)
    month = {"people": [home.leo], "month": "2026-12"}
    looks = (
        partial(home.rows, home.leo),
        partial(home.look, views.past, people=[home.leo]),
        partial(home.look, month_grid, **month),
        partial(home.look, views.conflicts, person_id=home.leo, form=PLAIN),
        partial(home.detail, appointment_id),
    )
    for number, look in enumerate(looks, 1):
        home.nadia = replace(home.nadia, session_id=f"session-{number}")
        for _time in range(2):
            look()
        assert home.acts(home.leo).count("agenda.consultation") == number
    home.rows()
    home.look(month_grid, **month | {"people": [home.nadia.person_id]})
    assert home.acts() == []


def test_who_looks_at_a_childs_agenda_is_noted_once(home: Home, clock: FixedClock) -> None:
    for _ in range(3):
        home.do(service.browsed, person_id=home.leo)
        home.do(service.browsed, person_id=home.nadia.person_id)
    assert home.acts(home.leo) == ["agenda.consultation"]
    assert home.acts() == []
    clock.advance(timedelta(minutes=11))
    home.do(service.browsed, person_id=home.leo)
    assert home.acts(home.leo) == ["agenda.consultation"] * 2


def test_two_hundred_appointments_are_listed_quickly_enough(home: Home, town: Town) -> None:
    for n in range(30):
        home.add(form=replace(PLAIN, day=f"{n % 28 + 1}/{n % 12 + 1}/2027"))
    with town.statements() as statements:
        grid = home.look(month_grid, people=[home.nadia.person_id], month="2027-01")
    assert sum(len(cell.rows) for week in grid.weeks for cell in week) == 3
    assert len(statements) < 20
    with town.database.read() as uow:
        assert len(uow.session.execute(select(Appointment.id)).all()) == 30
