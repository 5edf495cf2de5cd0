"""A stranger's calendar file turned into components of ours: what we keep, in words and zones we know. Pure.

Runs only in the process of `reading_worker.py`: whatever a file makes the parser do ends with that process. Kept are texts,
times, repetition, exceptions and whether it is held; alarms, attachments and the rest are dropped with a remark.
"""

from __future__ import annotations

import hashlib
import re
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from datetime import date, datetime, timedelta
from itertools import islice
from time import process_time
from types import FrameType

from dateutil.rrule import rrulestr
from icalendar import Calendar, Component, Event

from rxapp.agenda.fields import MOST, clean
from rxapp.agenda.series import MOST_EXCEPTIONS, Series, day_of, instant, key_of
from rxapp.agenda.stranger import NO_TITLE, Raw, add_repetition, component_of, first, original_of, sequence_of, stamp_of, text_of
from rxapp.agenda.zones import Remark
from rxapp.core.errors import DomainError

MOST_EVENTS = 1_000
"""Appointments read in one file."""
MOST_COMPONENTS = 10_000
EACH_SECONDS = 0.5
"""Processor time the rule of one appointment may cost."""
ALL_SECONDS = 8
"""Processor time a whole file may cost."""
_NAMELESS = "sans-identifiant-"
_MALFORMED = (ValueError, KeyError, IndexError, TypeError, AttributeError, OverflowError, RecursionError)
"""What parsers raise when a file surprises them."""
_YEAR = timedelta(days=366)
_BEGIN = re.compile(rb"^BEGIN:", re.IGNORECASE | re.MULTILINE)
_BEGIN_EVENT = re.compile(rb"^BEGIN:VEVENT", re.IGNORECASE | re.MULTILINE)


@dataclass
class Item:
    """One appointment of a file, or one occurrence of a series that is elsewhere. ``text`` "" when there is none to take.

    ``occurrence``: the key of that occurrence, "" for the whole. ``cancelled``: it no longer takes place.
    """

    uid: str
    sequence: int
    stamp: str
    title: str
    begins: str = ""
    text: str = ""
    occurrence: str = ""
    cancelled: bool = False
    remarks: list[Remark] = field(default_factory=list)
    refused: Remark | None = None


@dataclass
class Reading:
    """A file as it was read. ``remarks`` are about the whole."""

    items: list[Item]
    remarks: list[Remark]


class _TooLong(Exception):
    """The rule of one appointment cost more than it may."""


def read_file(data: bytes, today: date) -> Reading:
    """Read a whole file. Raises DomainError ``ics.…`` when nothing of it can be taken."""
    end = process_time() + ALL_SECONDS
    remarks: list[Remark] = []
    text = _decoded(data, remarks)
    _check_size(data)
    try:
        calendars = [one for one in Calendar.from_ical(text, multiple=True) if one.name == "VCALENDAR"]
        groups = _grouped(calendars, remarks)
    except _MALFORMED:
        raise DomainError("ics.illisible") from None
    if not groups:
        raise DomainError("ics.sans_rendezvous")
    items: list[Item] = []
    for uid, group in groups.items():
        items += _items(uid, group, today)
        if process_time() > end:
            raise DomainError("ics.trop_complexe")
    return Reading(items, remarks)


def _decoded(data: bytes, remarks: list[Remark]) -> str:
    if not data.strip():
        raise DomainError("ics.vide")
    if data[:2] in (b"\xff\xfe", b"\xfe\xff"):
        text = data.decode("utf-16", "replace")
    else:
        try:
            text = data.decode("utf-8-sig")
        except UnicodeDecodeError:
            text = data.decode("cp1252", "replace")
            remarks.append(("ics.remarque.encodage", {}))
    if not re.search(r"^\s*BEGIN:VCALENDAR", text[:4096], re.IGNORECASE | re.MULTILINE):
        raise DomainError("ics.pas_un_calendrier")
    return text.replace("\x00", "")


def _check_size(data: bytes) -> None:
    if len(_BEGIN_EVENT.findall(data)) > MOST_EVENTS:
        raise DomainError("ics.trop_de_rendezvous", maximum=MOST_EVENTS)
    if len(_BEGIN.findall(data)) > MOST_COMPONENTS:
        raise DomainError("ics.trop_complexe")


def _grouped(calendars: list[Component], remarks: list[Remark]) -> dict[str, list[Raw]]:
    groups: dict[str, list[Raw]] = {}
    for calendar in calendars:
        zone, method = str(calendar.get("X-WR-TIMEZONE", "")), str(calendar.get("METHOD", "")).upper()
        for component in calendar.subcomponents:
            if isinstance(component, Event):
                cancels = method == "CANCEL" or str(component.get("STATUS", "")).upper() == "CANCELLED"
                raw = Raw(component, zone, cancels, method == "REQUEST")
                groups.setdefault(_uid(component), []).append(raw)
            elif component.name != "VTIMEZONE" and ("ics.remarque.autres", {}) not in remarks:
                remarks.append(("ics.remarque.autres", {}))
    return groups


def _uid(event: Event) -> str:
    """Its identifier; one made of what it says when it has none, so that the same file is known again."""
    uid = clean(str(first(event.get("UID", ""))))[:500]
    return uid or f"{_NAMELESS}{hashlib.sha256(event.to_ical()).hexdigest()[:40]}"


def _items(uid: str, group: list[Raw], today: date) -> Iterator[Item]:
    """The appointment with the occurrences that differ; without it, each occurrence for itself."""
    whole = any("RECURRENCE-ID" not in raw.event for raw in group)
    for raws in [group] if whole else [[raw] for raw in group]:
        latest = max(raws, key=_version)
        item = Item(uid, sequence_of(latest.event), stamp_of(latest.event), _title(raws[0]))
        if uid.startswith(_NAMELESS):
            item.remarks.append(("ics.remarque.sans_identifiant", {}))
        try:
            with _limited():
                (_fill if whole else _fill_occurrence)(item, raws, today)
        except DomainError as error:
            item.refused = (error.code, {name: str(value) for name, value in error.params.items()})
        except _TooLong:
            item.refused = ("ics.sans_fin", {})
        except _MALFORMED:
            item.refused = ("ics.illisible", {})
        for raw in raws:
            item.remarks += [remark for remark in raw.remarks if remark not in item.remarks]
        yield item


def _version(raw: Raw) -> tuple[int, str]:
    return sequence_of(raw.event), stamp_of(raw.event)


@contextmanager
def _limited() -> Iterator[None]:
    """At most `EACH_SECONDS` of processor time inside, looked at on every call: a shut-in process may set no alarm."""
    end = process_time() + EACH_SECONDS

    def watch(_frame: FrameType, _event: str, _what: object) -> None:
        if process_time() > end:
            raise _TooLong

    sys.setprofile(watch)
    try:
        yield
    finally:
        sys.setprofile(None)


def _fill(item: Item, group: list[Raw], today: date) -> None:
    chosen = max((raw for raw in group if "RECURRENCE-ID" not in raw.event), key=_version)
    master = component_of(chosen, item.uid, item.sequence)
    item.begins, item.cancelled = master.start.isoformat(), chosen.cancels
    add_repetition(chosen, master)
    series = Series([master])
    for raw in _latest_each([raw for raw in group if "RECURRENCE-ID" in raw.event]):
        original = original_of(raw, master.start)
        if raw.cancels:
            series.set_dates("EXDATE", [*series.left_out, original])
        else:
            event = component_of(raw, item.uid, item.sequence)
            event.add("recurrence-id", original)
            series.events.append(event)
    if not series.repeats:
        series.events = series.events[:1]
        series.set_dates("EXDATE", [])
    _check_cost(series, today)
    item.text = series.text()


def _fill_occurrence(item: Item, group: list[Raw], _today: date) -> None:
    (raw,) = _latest_each(group)
    original = original_of(raw, None)
    item.occurrence, item.cancelled, item.begins = key_of(original), raw.cancels, original.isoformat()
    if not raw.cancels:
        event = component_of(raw, item.uid, item.sequence)
        item.begins, item.text = event.start.isoformat(), Series([event]).text()


def _latest_each(raws: list[Raw]) -> list[Raw]:
    """Of each occurrence, what is said last."""
    kept: dict[str, Raw] = {}
    for raw in sorted(raws, key=_version):
        if str(raw.event["RECURRENCE-ID"].params.get("RANGE", "")).upper() == "THISANDFUTURE":
            raise DomainError("ics.regle")
        kept[raw.event["RECURRENCE-ID"].to_ical().decode()] = raw
    if len(kept) > MOST_EXCEPTIONS:
        raise DomainError("ics.trop_d_exceptions", maximum=MOST_EXCEPTIONS)
    return list(kept.values())


def _check_cost(series: Series, today: date) -> None:
    """Ask a series what every look at an agenda will ask, while its time is counted."""
    if series.rule is not None:
        naive = not isinstance(series.start, datetime)
        start = datetime.combine(series.start, datetime.min.time()) if naive else series.start
        made = list(islice(rrulestr(series.rule.to_ical().decode(), dtstart=start), 2))
        if not made:
            raise DomainError("ics.sans_fin")
    for begin in (series.start, max(day_of(series.start), today)):
        series.between(instant(begin), instant(begin) + _YEAR)
    series.months()


def _title(raw: Raw) -> str:
    return clean(text_of(raw.event, "SUMMARY"))[: MOST["title"]] or NO_TITLE
