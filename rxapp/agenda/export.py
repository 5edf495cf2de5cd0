"""Appointments as an iCalendar file for other programs: a download, or what an address gives. Pure.

Written by `icalendar`: lines folded at 75 bytes, CRLF, texts escaped (RFC 5545).
"""

from __future__ import annotations

from collections.abc import Iterable
from copy import deepcopy
from datetime import date, timedelta
from functools import cache

from icalendar import Calendar, Event, Timezone, TimezoneDaylight, TimezoneStandard
from icalendar.prop import vDuration, vRecur

from rxapp.agenda.fields import ZONE
from rxapp.agenda.series import PRODUCT, Series, words_of, write_words

REFRESH = timedelta(hours=1)
"""How often a program that subscribes should look again."""
_TIMES = ("DTSTART", "DTEND", "RRULE", "EXDATE", "RDATE", "RECURRENCE-ID", "SEQUENCE", "DTSTAMP")
_KNOWN_FROM, _KNOWN_TO = date(1990, 1, 1), date(2050, 1, 1)


def calendar_file(events: Iterable[Event], *, name: str, refreshed: bool) -> bytes:
    """The file. ``refreshed``: it is an address that programs come back to."""
    calendar = Calendar()
    calendar.add("prodid", PRODUCT)
    calendar.add("version", "2.0")
    calendar.add("calscale", "GREGORIAN")
    calendar.add("method", "PUBLISH")
    calendar.add("x-wr-calname", name)
    if refreshed:
        # icalendar leaves out the VALUE that RFC 7986 asks for
        calendar.add("refresh-interval", vDuration(REFRESH), parameters={"VALUE": "DURATION"})
        calendar.add("x-published-ttl", vDuration(REFRESH))
    for event in events:
        calendar.add_component(event)
    for zone in sorted(calendar.get_missing_tzids()):
        calendar.subcomponents.insert(0, _zone(zone))
    return calendar.to_ical()


def whole(series: Series, *, whose: str = "") -> list[Event]:
    """The components with all they say. ``whose`` comes before the title when a calendar holds several persons."""
    events = deepcopy(series.events)
    for event in events if whose else ():
        event["SUMMARY"] = type(event["SUMMARY"])(f"{whose} : {event['SUMMARY']}") if "SUMMARY" in event else whose
    return events


def announced(series: Series, *, whose: str = "") -> list[Event]:
    """The components as programs show them: most have no place for whom one meets, so the title says it."""
    events = deepcopy(series.events)
    for event in events:
        said = words_of(event)
        known = said.with_whom and said.with_whom.casefold() not in said.title.casefold()
        title = " – ".join(filter(None, (said.title, said.with_whom if known else "")))
        write_words(event, type(said)(f"{whose} : {title}" if whose else title, said.with_whom, said.place, said.notes))
    return events


def hidden(series: Series, *, uid: str, busy: str) -> list[Event]:
    """The times alone, under the word ``busy`` and an identifier that tells nothing of where it came from."""
    events = []
    for event in series.events:
        bare = Event()
        bare.add("uid", uid)
        for name in _TIMES:
            if name in event:
                bare[name] = deepcopy(event[name])
        bare.add("summary", busy)
        bare.add("class", "PRIVATE")
        events.append(bare)
    return events


def _zone(name: str) -> Timezone:
    return deepcopy(_paris() if name == ZONE else _other_zone(name))


@cache
def _other_zone(name: str) -> Timezone:
    return Timezone.from_tzid(name, first_date=_KNOWN_FROM, last_date=_KNOWN_TO)


@cache
def _paris() -> Timezone:
    """Europe/Paris since 1996, by its two rules: shorter than a list of dates, and without an end."""
    zone = Timezone()
    zone.add("tzid", ZONE)
    summer, winter = TimezoneDaylight(), TimezoneStandard()
    for part, month, start, before, after, name in (
        (summer, 3, "19960331T020000", 1, 2, "CEST"),
        (winter, 10, "19961027T030000", 2, 1, "CET"),
    ):
        part["DTSTART"] = start
        part.add("tzoffsetfrom", timedelta(hours=before))
        part.add("tzoffsetto", timedelta(hours=after))
        part.add("tzname", name)
        part["RRULE"] = vRecur({"FREQ": "YEARLY", "BYMONTH": month, "BYDAY": "-1SU"})
        zone.add_component(part)
    return zone
