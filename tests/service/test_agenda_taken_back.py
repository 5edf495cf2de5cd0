"""A cancellation is taken back within ten seconds, whole; one appointment is downloaded; a search finds what it says."""

from __future__ import annotations

from dataclasses import replace
from datetime import timedelta

import pytest
from icalendar import Calendar

from rxapp.agenda import feeds, service
from rxapp.agenda.service import Scope
from tests.accounts import refused
from tests.agenda import PLAIN, Home, home

__all__ = ["home"]

SERIES = replace(PLAIN, title="Kiné", repeat="semaine", every="2", count="4")


def cancelled(home: Home, appointment: str, scope: str = Scope.ALL, place: int = 0, **given) -> service.Before:
    row = home.rows(**given)[place]
    return home.do(
        service.cancel, appointment_id=appointment, version=row.version, occurrence=row.occurrence, scope=scope, **given
    )


@pytest.mark.parametrize("scope", list(Scope))
def test_a_cancellation_is_taken_back_whole(home: Home, scope: Scope) -> None:
    appointment = home.add(form=SERIES)
    before = [row.begins for row in home.rows()]
    kept = cancelled(home, appointment, scope, place=1)
    assert len(home.rows()) < len(before)
    home.do(service.take_back, before=kept)
    assert [row.begins for row in home.rows()] == before
    assert home.acts()[-1] == "rendezvous.retablissement"


def test_calendars_see_it_come_back(home: Home) -> None:
    """A program that has read the cancellation takes the higher number only."""
    appointment = home.add()
    home.do(service.take_back, before=cancelled(home, appointment))
    content = home.do(feeds.download_one, appointment_id=appointment, lang="fr")
    (event,) = Calendar.from_ical(content).events
    assert (int(event["SEQUENCE"]), event.get("STATUS")) == (2, None)


def test_too_late_or_changed_since_is_refused(home: Home) -> None:
    appointment = home.add()
    kept = cancelled(home, appointment)
    home.town.database.clock.advance(timedelta(seconds=11))
    assert refused(home.do, service.take_back, before=kept).code == "rendezvous.perime"
    other = home.add(form=SERIES)
    first = cancelled(home, other, Scope.ONE)
    cancelled(home, other, Scope.ONE)
    assert refused(home.do, service.take_back, before=first).code == "rendezvous.perime"


def test_nobody_else_takes_it_back(home: Home) -> None:
    kept = cancelled(home, home.add())
    assert refused(home.do, service.take_back, actor=home.stranger, before=kept).code == "introuvable"


def test_one_appointment_is_downloaded_and_said(home: Home) -> None:
    appointment = home.add()
    content = home.do(feeds.download_one, appointment_id=appointment, lang="fr")
    (event,) = Calendar.from_ical(content).events
    assert (event["SUMMARY"], event["LOCATION"]) == ("Pédiatre", "1 rue des Exemples")
    assert home.acts()[-1] == "rendezvous.telechargement"
    asked = {"actor": home.stranger, "appointment_id": appointment, "lang": "fr"}
    assert refused(home.do, feeds.download_one, **asked).code == "introuvable"


def test_a_secret_one_leaves_no_line_when_it_is_downloaded_or_put_back(home: Home) -> None:
    appointment = home.add(actor=home.zoe, secret=True)
    home.do(feeds.download_one, actor=home.zoe, appointment_id=appointment, lang="fr")
    (row,) = home.rows(actor=home.zoe)
    kept = home.do(service.cancel, actor=home.zoe, appointment_id=appointment, version=row.version)
    home.do(service.take_back, actor=home.zoe, before=kept)
    assert home.rows(actor=home.zoe)[0].secret
    assert home.acts(home.zoe.person_id) == []
    assert refused(home.do, service.take_back, before=kept).code == "introuvable"


@pytest.mark.parametrize(("query", "found"), [("pediatre", 1), ("PÉD exemples", 1), ("kine", 4), ("moreau", 5), ("dentiste", 0)])
def test_a_search_asks_for_each_word(home: Home, query: str, found: int) -> None:
    home.add()
    home.add(form=replace(SERIES, start="14h", end=""))
    assert len(home.rows(query=query)) == found
