"""Calendar files taken into an agenda: what is new, changed, the same, cancelled; known again by UID and SEQUENCE."""

from __future__ import annotations

from dataclasses import replace
from datetime import timedelta

import pytest

from rxapp.agenda import feeds, imports, reader, service
from rxapp.agenda.import_words import Tally
from rxapp.agenda.imports import ImportPreview
from rxapp.core.clock import FixedClock
from tests import calendars
from tests.accounts import refused
from tests.agenda import PLAIN, Home, home
from tests.calendars import calendar, event

__all__ = ["home"]


def receive(home: Home, data: bytes, person: str | None = None) -> str:
    reading = reader.read(data, home.town.database.clock.today())
    return home.do(imports.receive, person_id=person or home.nadia.person_id, reading=reading)


def preview(home: Home, import_id: str, **given: object) -> ImportPreview:
    return home.look(imports.preview, import_id=import_id, **given)


def take(home: Home, data: bytes, person: str | None = None) -> list[str]:
    """Statuses of the preview, everything that can be chosen being taken."""
    import_id = receive(home, data, person)
    rows = preview(home, import_id).rows
    home.do(imports.commit, import_id=import_id, numbers={row.number for row in rows if row.can_choose})
    return [row.status for row in rows]


def starts(home: Home) -> list[str]:
    return [row.begins[:16] for row in home.rows()]


def test_a_confirmation_is_shown_then_taken(home: Home) -> None:
    import_id = receive(home, calendars.like_a_booking_site())
    assert home.rows() == ()
    seen = preview(home, import_id)
    (row,) = seen.rows
    assert (row.title, row.status_label, row.chosen) == ("Consultation de suivi", "Nouveau", True)
    assert row.when_label == "jeudi 26 novembre 2026 à 9\u00a0h\u00a030, dans 3 jours"
    assert row.remarks == ("Les rappels du fichier ne sont pas repris\u00a0: Carnet a les siens.",)
    assert seen.summary == "1 rendez-vous à ajouter"
    assert preview(home, import_id, lang="en").rows[0].status_label == "New"
    assert home.do(imports.commit, import_id=import_id, numbers={0}).total == 1
    assert [(row.title, row.with_whom) for row in home.rows()] == [("Consultation de suivi", "Dr Moreau")]
    assert home.acts() == ["rendezvous.importation"]
    assert refused(preview, home, import_id).code == "ics.expire"


def test_what_is_not_chosen_is_not_taken(home: Home) -> None:
    import_id = receive(home, calendars.like_google())
    assert home.do(imports.commit, import_id=import_id, numbers={1, 7}).total == 1
    assert [row.title for row in home.rows()] == ["Dentiste"]
    import_id = receive(home, calendars.like_google())
    home.do(imports.drop, import_id=import_id)
    assert refused(home.do, imports.commit, import_id=import_id, numbers={0}).code == "ics.expire"


def test_what_is_added_changed_and_cancelled_is_counted_apart(home: Home) -> None:
    take(home, calendar(event("a"), event("b"), event("c")))
    moved = event("b", "SEQUENCE:1", start=";TZID=Europe/Paris:20261127T093000")
    gone = event("c", "SEQUENCE:1", "STATUS:CANCELLED")
    import_id = receive(home, calendar(event("a"), moved, gone, event("d"), event("e")))
    assert preview(home, import_id).summary == "2 rendez-vous à ajouter, 1 à modifier, 1 à annuler"
    assert preview(home, import_id, lang="en").summary == "2 appointments to add, 1 to change, 1 to cancel"
    assert home.do(imports.commit, import_id=import_id, numbers=set(range(5))) == Tally(added=2, changed=1, cancelled=1)


def test_the_same_twice_is_one(home: Home) -> None:
    for _ in range(2):
        take(home, calendars.like_google())
    assert take(home, calendars.like_google()) == ["identique", "identique"]
    assert len({row.id for row in home.rows()}) == 2
    assert home.acts() == ["rendezvous.importation"]


def test_a_later_version_moves_it_and_an_older_one_does_not(home: Home) -> None:
    take(home, calendars.like_a_booking_site(1))
    assert take(home, calendars.like_a_booking_site(2, hour="1015")) == ["change"]
    assert starts(home) == ["2026-11-26T10:15"]
    import_id = receive(home, calendars.like_a_booking_site(1))
    (row,) = preview(home, import_id).rows
    assert (row.status, row.reason) == ("refuse", "L’agenda a déjà une version plus récente.")
    assert take(home, calendars.like_a_booking_site(2, hour="0800", stamp="20261001T080000Z")) == ["refuse"]
    assert take(home, calendars.like_a_booking_site(2, hour="1030", stamp="20261102T080000Z")) == ["change"]
    assert starts(home) == ["2026-11-26T10:30"]


def test_a_cancellation_cancels_it_and_comes_too_late_for_an_unknown_one(home: Home) -> None:
    assert take(home, calendars.like_a_booking_site(1, cancelled=True)) == ["refuse"]
    take(home, calendars.like_a_booking_site())
    assert take(home, calendars.like_a_booking_site(1, cancelled=True)) == ["annule"]
    assert home.rows() == ()
    assert take(home, calendars.like_a_booking_site(1, cancelled=True)) == ["identique"]
    assert take(home, calendars.like_a_booking_site(2)) == ["nouveau"]
    assert len(home.rows()) == 1


def test_an_older_invitation_does_not_put_back_what_a_file_cancelled(home: Home) -> None:
    take(home, calendars.like_a_booking_site())
    take(home, calendars.like_a_booking_site(4, cancelled=True))
    for sequence in (0, 4):
        import_id = receive(home, calendars.like_a_booking_site(sequence))
        (row,) = preview(home, import_id).rows
        assert (row.status, row.can_choose) == ("refuse", False)
        assert row.reason == "Ce rendez-vous a été annulé depuis\u00a0: cette version est plus ancienne que l’annulation."
        assert home.do(imports.commit, import_id=import_id, numbers={0}).total == 0
        assert home.rows() == ()
    assert take(home, calendars.like_a_booking_site(5, hour="1100")) == ["nouveau"]
    assert starts(home) == ["2026-11-26T11:00"]
    assert take(home, calendars.like_a_booking_site(4, cancelled=True)) == ["refuse"]
    assert take(home, calendars.like_a_booking_site(5, hour="1100")) == ["identique"]


def test_the_last_occurrences_cancellation_is_not_undone_by_the_first_file(home: Home) -> None:
    twice = calendar(event("s", "RRULE:FREQ=WEEKLY;COUNT=2", "DTEND;TZID=Europe/Paris:20261126T100000"))
    take(home, twice)
    for original in ("20261126T083000Z", "20261203T083000Z"):
        gone = event("s", f"RECURRENCE-ID:{original}", "SEQUENCE:1", start=f":{original}")
        assert take(home, calendar(gone, method="CANCEL")) == ["annule"]
    assert home.rows() == ()
    assert take(home, twice) == ["refuse"]


def test_what_was_cancelled_here_comes_back_only_when_asked(home: Home) -> None:
    take(home, calendars.like_a_booking_site(2))
    (row,) = home.rows()
    home.do(service.cancel, appointment_id=row.id, version=row.version)
    assert take(home, calendars.like_a_booking_site(1)) == ["refuse"]
    import_id = receive(home, calendars.like_a_booking_site(2))
    (found,) = preview(home, import_id).rows
    assert (found.status, found.can_choose, found.chosen) == ("nouveau", True, False)
    assert found.remarks[-1] == "Vous l’avez annulé dans Carnet\u00a0: le reprendre le remet dans l’agenda."
    home.do(imports.commit, import_id=import_id, numbers={0})
    (back,) = home.rows()
    assert (back.id, back.title) == (row.id, "Consultation de suivi")
    assert take(home, calendars.like_a_booking_site(2)) == ["identique"]


def test_what_was_changed_here_is_not_replaced_unasked(home: Home) -> None:
    take(home, calendars.like_a_booking_site())
    (row,) = home.rows()
    form = replace(home.detail(row.id).form, notes="Prendre le train de 8 h")
    home.do(service.change, appointment_id=row.id, version=1, form=form)
    assert take(home, calendars.like_a_booking_site()) == ["identique"]
    (found,) = preview(home, receive(home, calendars.like_a_booking_site(1, hour="1100"))).rows
    assert (found.status, found.can_choose, found.chosen) == ("change", True, False)
    assert "remplace vos changements" in found.remarks[-1]


def test_one_occurrence_changed_or_cancelled_by_its_own_file(home: Home) -> None:
    weekly = ("RRULE:FREQ=WEEKLY;COUNT=3", "DTEND;TZID=Europe/Paris:20261126T100000")
    take(home, calendar(event("s", *weekly)))
    second, third = ("RECURRENCE-ID;TZID=Europe/Paris:20261203T093000", "RECURRENCE-ID:20261210T083000Z")
    moved = event("s", second, "SEQUENCE:1", start=";TZID=Europe/Paris:20261204T110000")
    assert take(home, calendar(moved, method="REQUEST")) == ["change"]
    assert take(home, calendar(moved, method="REQUEST")) == ["identique"]
    gone = event("s", third, start=":20261210T083000Z")
    assert take(home, calendar(gone, method="CANCEL")) == ["annule"]
    assert take(home, calendar(gone, method="CANCEL")) == ["identique"]
    assert starts(home) == ["2026-11-26T09:30", "2026-12-04T11:00"]
    nowhere = event("s", "RECURRENCE-ID:20261211T083000Z", start=":20261211T083000Z")
    assert take(home, calendar(nowhere)) == ["refuse"]


def test_an_invitation_to_one_occurrence_only(home: Home) -> None:
    lone = calendar(event("s", "RECURRENCE-ID;TZID=Europe/Paris:20261203T093000", start=";TZID=Europe/Paris:20261204T110000"))
    assert take(home, lone) == ["nouveau"]
    assert take(home, lone) == ["identique"]
    assert starts(home) == ["2026-12-04T11:00"]
    assert take(home, lone.replace(b"SUMMARY", b"STATUS:CANCELLED\r\nSUMMARY")) == ["annule"]
    assert home.rows() == ()


def test_what_carnet_gives_it_knows_again(home: Home) -> None:
    weekly = home.add(form=replace(PLAIN, repeat="semaine", count="5", notes="a; b, c\\d\ne"))
    second = home.rows()[1].occurrence
    form = replace(home.detail(weekly, second).form, start="14h", end="15h")
    home.do(service.change, appointment_id=weekly, version=1, occurrence=second, scope="une", form=form)
    home.do(service.cancel, appointment_id=weekly, version=2, occurrence=home.rows()[2].occurrence, scope="une")
    home.add(form=replace(PLAIN, all_day=True, start="", end=""))
    home.add(form=replace(PLAIN, zone="Asia/Tokyo"))
    mine = home.do(feeds.download, people=[home.nadia.person_id], lang="fr")
    assert take(home, mine) == ["identique"] * 3
    assert take(home, mine, home.leo) == ["nouveau"] * 3
    assert [row.begins for row in home.rows(home.leo)] == [row.begins for row in home.rows()]


def test_refused_ones_say_why_and_cannot_be_chosen(home: Home) -> None:
    import_id = receive(home, calendar(event("bon"), event("bombe", "RRULE:FREQ=SECONDLY"), event("vide", start="")))
    rows = preview(home, import_id).rows
    assert [(row.status, row.can_choose) for row in rows] == [("nouveau", True), ("refuse", False), ("refuse", False)]
    assert rows[1].reason == "Il se répète plus d’une fois par jour."
    assert home.do(imports.commit, import_id=import_id, numbers={0, 1, 2}) == Tally(added=1)


def test_it_waits_an_hour_sealed_and_for_its_account_only(home: Home, clock: FixedClock, database) -> None:
    import_id = receive(home, calendar(event(title="MARQUEUR-PRIVE")))
    kept = b"".join(path.read_bytes() for path in database.settings.data_dir.rglob("*") if path.is_file())
    assert b"MARQUEUR-PRIVE" not in kept
    assert refused(home.look, imports.preview, actor=home.stranger, import_id=import_id).code == "introuvable"
    assert refused(home.do, imports.commit, actor=home.zoe, import_id=import_id, numbers={0}).code == "introuvable"
    with database.uow() as uow:
        assert imports.sweep(uow) == 0
        clock.advance(timedelta(hours=1))
        assert imports.sweep(uow) == 1
        uow.commit()
    assert refused(preview, home, import_id).code == "ics.expire"


def test_only_ones_own_and_childrens_agendas_take_files(home: Home) -> None:
    reading = reader.read(calendar(event()), home.town.database.clock.today())
    assert refused(home.do, imports.receive, actor=home.stranger, person_id=home.leo, reading=reading).code == "introuvable"
    assert take(home, calendar(event()), home.leo) == ["nouveau"]


def test_a_parents_file_does_not_meet_what_a_minor_keeps_secret(home: Home, database) -> None:
    secret = home.add(actor=home.zoe, form=replace(PLAIN, title="Secret"), secret=True)
    own = home.do(feeds.download, actor=home.zoe, people=[home.zoe.person_id], lang="fr")
    assert take(home, own, home.zoe.person_id) == ["nouveau"]
    assert {row.id for row in home.rows(home.zoe.person_id)}.isdisjoint({secret})


@pytest.mark.parametrize("bad", [{"x"}, {-1}, {10**9}, set()])
def test_numbers_of_nothing_take_nothing(home: Home, bad: set) -> None:
    assert home.do(imports.commit, import_id=receive(home, calendar(event())), numbers=bad) == Tally()
    assert home.rows() == ()
