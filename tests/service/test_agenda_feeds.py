"""Secret addresses: what they give, to whom they tell nothing, when they stop; and the file to download."""

from __future__ import annotations

import re
from dataclasses import replace
from datetime import UTC, datetime, timedelta
from zoneinfo import ZoneInfo

import pytest
from icalendar import Calendar
from sqlalchemy import text

from rxapp.agenda import export, feeds, service
from rxapp.core.clock import FixedClock
from tests.accounts import refused
from tests.agenda import PLAIN, Home, home

__all__ = ["home"]


def summaries(given: feeds.Given | bytes | None) -> list[str]:
    content = given.content if isinstance(given, feeds.Given) else given
    assert content is not None
    return sorted(str(event["SUMMARY"]) for event in Calendar.from_ical(content).events)


def make(home: Home, person: str | None = None, **given: object) -> feeds.NewFeed:
    return home.do(feeds.make, person_id=person, **given)


def test_an_address_gives_a_calendar_that_is_read_back_unchanged(home: Home) -> None:
    home.add(form=replace(PLAIN, notes="Un ; deux, trois \\ quatre\nCinq " + "é" * 200, repeat="mois", count="3"))
    given = home.give(make(home, home.nadia.person_id).path)
    calendar = Calendar.from_ical(given.content)
    assert calendar.to_ical() == given.content
    (event,) = calendar.events
    assert str(event["SUMMARY"]) == "Pédiatre – Dr Moreau"
    assert str(event["DESCRIPTION"]) == "Un ; deux, trois \\ quatre\nCinq " + "é" * 200
    assert all(len(line) <= 75 for line in given.content.split(b"\r\n"))
    assert given.content.count(b"\n") == given.content.count(b"\r\n")
    assert calendar["REFRESH-INTERVAL"].dt == timedelta(hours=1)
    assert b"REFRESH-INTERVAL;VALUE=DURATION:PT1H\r\n" in given.content
    assert b"X-PUBLISHED-TTL:PT1H\r\n" in given.content
    assert [str(zone["TZID"]) for zone in calendar.timezones] == ["Europe/Paris"]


def test_our_zone_says_what_the_zone_database_says(home: Home) -> None:
    zone = export._paris().to_tz(lookup_tzid=False)
    for month in range(1, 13):
        for hour in (0, 1, 3, 12):
            for day in (24, 25, 26, 27, 28):
                naive = datetime(2027, month, day, hour, 30)  # noqa: DTZ001 - the zones are what is compared
                assert naive.replace(tzinfo=zone).utcoffset() == naive.replace(tzinfo=ZoneInfo("Europe/Paris")).utcoffset(), naive


def test_the_secret_is_long_and_kept_nowhere(home: Home, database) -> None:
    path = make(home).path
    secret = re.fullmatch(r"/calendrier/([A-Za-z0-9_-]{43})\.ics", path)[1]
    kept = b"".join(file.read_bytes() for file in database.settings.data_dir.rglob("*") if file.is_file())
    assert secret.encode() not in kept
    assert home.give("/calendrier/" + "A" * 43 + ".ics") is None


def test_one_person_or_the_family(home: Home) -> None:
    home.add()
    home.add(home.leo, form=replace(PLAIN, title="Vaccin"))
    home.add(home.zoe.person_id, form=replace(PLAIN, title="Dentiste", with_whom=""))
    assert summaries(home.give(make(home, home.leo).path)) == ["Vaccin – Dr Moreau"]
    assert summaries(home.give(make(home).path)) == [
        "Léo : Vaccin – Dr Moreau",
        "Nadia : Pédiatre – Dr Moreau",
        "Zoé : Dentiste",
    ]


def test_hidden_details_say_busy_and_nothing_else(home: Home) -> None:
    appointment_id = home.add(home.leo, form=replace(PLAIN, notes="MARQUEUR", place="MARQUEUR", repeat="semaine", count="3"))
    rows = home.rows(home.leo)
    form = replace(home.detail(appointment_id, rows[1].occurrence).form, day="4/12/2026", title="MARQUEUR")
    home.do(service.change, appointment_id=appointment_id, version=1, occurrence=rows[1].occurrence, scope="une", form=form)
    given = home.give(make(home, hide_details=True).path)
    assert summaries(given) == ["Occupé", "Occupé"]
    for word in ("MARQUEUR", "diatre", "Moreau", "Exemples", "Léo", "Nadia"):
        assert word.encode() not in given.content
    assert {event["RECURRENCE-ID"].dt.day for event in Calendar.from_ical(given.content).events if "RECURRENCE-ID" in event} == {
        3
    }


def test_a_revoked_address_gives_nothing_like_an_unknown_one(home: Home) -> None:
    feed = make(home)
    home.do(lambda uow, *, actor, context: feeds.revoke(uow, actor=actor, feed_id=feed.id))
    assert home.give(feed.path) is None
    assert home.look(lambda uow, *, actor, context, lang: feeds.mine(uow, actor=actor, lang=lang)) == ()
    assert home.acts() == ["calendrier.adresse", "calendrier.revocation"]


def test_nobody_revokes_or_makes_for_others(home: Home) -> None:
    feed = make(home)
    error = refused(home.do, lambda uow, *, actor, context: feeds.revoke(uow, actor=actor, feed_id=feed.id), actor=home.stranger)
    assert error.code == "introuvable"
    assert refused(home.do, feeds.make, actor=home.stranger, person_id=home.leo).code == "introuvable"
    assert home.give(feed.path) is not None


def test_at_most_ten_at_a_time(home: Home) -> None:
    for _ in range(feeds.MOST_FEEDS):
        make(home)
    assert refused(make, home).code == "calendrier.trop"


def test_a_child_who_is_eighteen_leaves_the_family(home: Home, clock: FixedClock) -> None:
    home.add(home.zoe.person_id, form=replace(PLAIN, day="1/6/2028"))
    own, family = make(home, home.zoe.person_id).path, make(home).path
    assert len(summaries(home.give(family))) == 1
    clock.set(datetime(2028, 5, 4, 10, tzinfo=UTC))
    assert home.give(own) is None
    assert summaries(home.give(family)) == []


def test_a_closed_account_gives_nothing(home: Home, database) -> None:
    path = make(home).path
    with database.uow() as uow:
        uow.session.execute(text("UPDATE account SET closed_at = created_at"))
        uow.commit()
    assert home.give(path) is None


def test_a_secret_of_a_minor_is_in_their_own_calendar_only(home: Home) -> None:
    home.add(actor=home.zoe, form=replace(PLAIN, title="Planning familial"), secret=True)
    own = home.do(feeds.make, actor=home.zoe, person_id=home.zoe.person_id).path
    assert summaries(home.give(own)) == ["Planning familial – Dr Moreau"]
    for path in (make(home, home.zoe.person_id).path, make(home).path):
        assert summaries(home.give(path)) == []


def test_a_reading_is_one_line_a_day_in_each_history(home: Home, database, clock: FixedClock) -> None:
    path = make(home).path
    for hours in (0, 1, 2, 24):
        clock.advance(timedelta(hours=hours))
        given = home.give(path)
        if given.to_note:
            with database.uow() as uow:
                feeds.note_reading(uow, given.feed_id)
                uow.commit()
    assert home.acts() == ["calendrier.adresse", "calendrier.lecture", "calendrier.lecture"]
    assert home.acts(home.leo) == ["calendrier.lecture", "calendrier.lecture"]
    (view,) = home.look(lambda uow, *, actor, context, lang: feeds.mine(uow, actor=actor, lang=lang))
    assert view.read_label == "Lue pour la dernière fois le 24 novembre 2026"


def test_the_same_content_has_the_same_tag(home: Home) -> None:
    home.add()
    path = make(home).path
    first = home.give(path).etag
    assert home.give(path).etag == first
    home.add(form=replace(PLAIN, title="Autre"))
    assert home.give(path).etag != first


def test_old_ones_and_cancelled_ones_are_left_out(home: Home) -> None:
    home.add(form=replace(PLAIN, day="26/11/2020"))
    cancelled = home.add()
    home.do(service.cancel, appointment_id=cancelled, version=1)
    assert summaries(home.give(make(home).path)) == []


def test_a_download_holds_all_and_says_so_in_each_history(home: Home) -> None:
    home.add(form=replace(PLAIN, day="26/11/2020"))
    home.add(home.leo, form=replace(PLAIN, title="Vaccin"))
    content = home.do(feeds.download, people=[home.nadia.person_id, home.leo], lang="fr")
    assert summaries(content) == ["Léo : Vaccin", "Nadia : Pédiatre"]
    assert "agenda.exportation" in home.acts(home.leo)
    assert "agenda.exportation" in home.acts()
    assert refused(home.do, feeds.download, actor=home.stranger, people=[home.leo], lang="fr").code == "introuvable"


@pytest.mark.parametrize("zone", ["America/Montreal", "Asia/Kolkata", "Europe/London"])
def test_every_zone_used_is_described(home: Home, zone: str) -> None:
    home.add(form=replace(PLAIN, zone=zone, repeat="semaine"))
    calendar = Calendar.from_ical(home.give(make(home).path).content)
    assert [str(found["TZID"]) for found in calendar.timezones] == [zone]
