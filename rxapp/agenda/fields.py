"""What a person types about an appointment, checked: words, day, hours, rhythm. Pure.

Days « 4/9/2026 », « 04092026 », « 2026-09-04 »; hours « 9h30 », « 9:30 », « 0930 », « 14 h », “2:30 pm”. Past days are taken: one
also writes down what has been.
"""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Callable
from contextlib import suppress
from dataclasses import dataclass
from datetime import date, datetime, time, timedelta
from functools import cache
from typing import TypeVar
from zoneinfo import ZoneInfo, available_timezones

from rxapp.accounts.errors import FieldErrors
from rxapp.agenda import errors  # noqa: F401 - the sentences of what is wrong
from rxapp.agenda.repeat import MOST_EVERY, MOST_TIMES, UNITS, Repeat
from rxapp.core.errors import DomainError

MOST = {"title": 120, "with_whom": 120, "place": 200, "notes": 2_000}
"""Longest texts, in characters."""
MOST_DOCUMENTS = 20
FIRST_DAY, LAST_DAY = date(1900, 1, 1), date(2100, 12, 31)
USUAL_LENGTH = timedelta(minutes=30)
"""How long an appointment lasts when no end is given."""
LONGEST = timedelta(days=366)
KEPT = "garder"
"""The rhythm of a series whose rule is left as it is."""
ZONE = "Europe/Paris"

_DAY = re.compile(r"(\d{1,2})[\s/.\-]+(\d{1,2})[\s/.\-]+(\d{4})", re.ASCII)
_DAY_RUN_TOGETHER = re.compile(r"(\d{2})(\d{2})(\d{4})", re.ASCII)
_TIME_RUN_TOGETHER = re.compile(r"(\d{2})(\d{2})()", re.ASCII)
_TIME = re.compile(r"(\d{1,2})(?:\s*(?:h|:|\.)\s*(\d{2})?)?(?:\s*(am|pm))?", re.ASCII)
T = TypeVar("T")


@dataclass(frozen=True)
class Form:
    """The fields as typed. ``last_day`` is for what ends on another day; ``repeat`` is "", a unit of `UNITS`, or `KEPT`."""

    title: str = ""
    with_whom: str = ""
    place: str = ""
    notes: str = ""
    day: str = ""
    start: str = ""
    end: str = ""
    last_day: str = ""
    all_day: bool = False
    zone: str = ZONE
    repeat: str = ""
    every: str = "1"
    until: str = ""
    count: str = ""
    documents: tuple[str, ...] = ()


@dataclass(frozen=True)
class Words:
    """What an appointment says."""

    title: str
    with_whom: str = ""
    place: str = ""
    notes: str = ""


@dataclass(frozen=True)
class Slot:
    """When: two aware instants of one zone, or two days, the end not included."""

    start: date | datetime
    end: date | datetime

    @property
    def all_day(self) -> bool:
        return not isinstance(self.start, datetime)


@dataclass(frozen=True)
class Wanted:
    """A form that holds. ``repeat`` None: once; ``keeps_rule``: the series' own rule stays."""

    words: Words
    slot: Slot
    repeat: Repeat | None
    keeps_rule: bool
    documents: tuple[str, ...]


class _Reading:
    """Reads fields one by one and remembers what is wrong with each."""

    def __init__(self) -> None:
        self.errors: dict[str, DomainError | str] = {}

    def field(self, name: str, read: Callable[..., T], *args: object) -> T | None:
        try:
            return read(*args)
        except DomainError as error:
            self.errors[name] = error
            return None


def read(form: Form) -> Wanted:
    """The form, checked. Raises `FieldErrors` with a code for each field of `Form` that is wrong."""
    reading = _Reading()
    words = _words(reading, form)
    slot = _slot(reading, form)
    repeat = _repeat(reading, form, slot)
    if len(form.documents) > MOST_DOCUMENTS:
        reading.errors["documents"] = DomainError("rendezvous.trop_de_documents", maximum=MOST_DOCUMENTS)
    if reading.errors or slot is None:
        raise FieldErrors(reading.errors)
    return Wanted(words, slot, repeat, form.repeat == KEPT, tuple(dict.fromkeys(form.documents)))


def clean(text: str, *, lines: bool = False) -> str:
    """Text as it is kept: NFC, no control or direction marks, spaces joined; line ends stay when ``lines``."""
    text = unicodedata.normalize("NFC", text.replace("\r\n", "\n").replace("\r", "\n"))
    kept = (sign if sign == "\n" or not _is_mark(sign) else " " if sign == "\t" else "" for sign in text)
    rows = ("".join(kept) if lines else "".join(kept).replace("\n", " ")).split("\n")
    return "\n".join(" ".join(row.split()) for row in rows).strip()


def _is_mark(sign: str) -> bool:
    return unicodedata.category(sign) in ("Cc", "Cf", "Cs", "Cn", "Co", "Zl", "Zp") and sign not in "\u200d\ufe0e\ufe0f"


def _words(reading: _Reading, form: Form) -> Words:
    said = {name: clean(getattr(form, name), lines=name == "notes") for name in MOST}
    for name, text in said.items():
        if len(text) > MOST[name]:
            reading.errors[name] = DomainError("rendezvous.texte_long", maximum=MOST[name])
    if not said["title"] and not said["with_whom"]:
        reading.errors["title"] = "rendezvous.titre_vide"
    return Words(**said)


def _slot(reading: _Reading, form: Form) -> Slot | None:
    day = reading.field("day", read_day, form.day)
    last = reading.field("last_day", read_day, form.last_day) if form.last_day.strip() else day
    if form.all_day:
        slot = None if day is None or last is None else Slot(day, last + timedelta(days=1))
    else:
        slot = _timed(reading, form, day, last)
    if slot is not None and slot.end <= slot.start:
        reading.errors["last_day" if form.last_day.strip() else "end"] = "rendezvous.fin_avant"
    elif slot is not None and slot.end - slot.start > LONGEST:
        reading.errors["last_day"] = "rendezvous.trop_long"
    return slot


def _timed(reading: _Reading, form: Form, day: date | None, last: date | None) -> Slot | None:
    zone = reading.field("zone", read_zone, form.zone)
    start = reading.field("start", read_time, form.start)
    end = reading.field("end", read_time, form.end) if form.end.strip() or form.last_day.strip() else None
    if day is None or last is None or zone is None or start is None or "end" in reading.errors:
        return None
    begins = reading.field("start", wall_time, day, start, zone)
    if begins is None:
        return None
    if end is None:
        return Slot(begins, later(begins, USUAL_LENGTH))
    ends = reading.field("end", wall_time, last, end, zone)
    return None if ends is None else Slot(begins, ends)


def _repeat(reading: _Reading, form: Form, slot: Slot | None) -> Repeat | None:
    if form.repeat in ("", KEPT):
        return None
    if form.repeat not in UNITS:
        reading.errors["repeat"] = "rendezvous.rythme"
        return None
    every = reading.field("every", _whole, form.every or "1", MOST_EVERY)
    until = reading.field("until", read_day, form.until) if form.until.strip() else None
    count = reading.field("count", _whole, form.count, MOST_TIMES) if form.count.strip() else None
    if until is not None and count is not None:
        reading.errors["until"] = "rendezvous.fin_double"
    if until is not None and slot is not None and until < _day_of(slot.start):
        reading.errors["until"] = "rendezvous.fin_serie"
    return Repeat(form.repeat, every or 1, until, count)


def _day_of(when: date | datetime) -> date:
    return when.date() if isinstance(when, datetime) else when


def read_day(text: str) -> date:
    """A day as typed. Raises DomainError ``rendezvous.jour_vide``, ``jour_forme`` or ``jour_loin``."""
    text = " ".join(text.split())
    if not text:
        raise DomainError("rendezvous.jour_vide")
    day = None
    with suppress(ValueError):
        typed = _DAY.fullmatch(text) or _DAY_RUN_TOGETHER.fullmatch(text)
        day = date(int(typed[3]), int(typed[2]), int(typed[1])) if typed else date.fromisoformat(text)
    if day is None:
        raise DomainError("rendezvous.jour_forme")
    if not FIRST_DAY <= day <= LAST_DAY:
        raise DomainError("rendezvous.jour_loin")
    return day


def read_time(text: str) -> time:
    """An hour as typed. Raises DomainError ``rendezvous.heure_vide`` or ``rendezvous.heure_forme``."""
    text = " ".join(text.split()).lower()
    if not text:
        raise DomainError("rendezvous.heure_vide")
    typed = _TIME.fullmatch(text) or _TIME_RUN_TOGETHER.fullmatch(text)
    with suppress(ValueError):
        if typed and typed[3]:
            return time(_on_24_hours(int(typed[1]), typed[3]), int(typed[2] or 0))
        if typed:
            return time(int(typed[1]), int(typed[2] or 0))
    raise DomainError("rendezvous.heure_forme")


def _on_24_hours(hour: int, half: str) -> int:
    if not 1 <= hour <= 12:
        raise ValueError("an hour of half a day is from 1 to 12")
    return hour % 12 + (12 if half == "pm" else 0)


def read_zone(name: str) -> ZoneInfo:
    """A zone of the IANA database. Raises DomainError ``rendezvous.fuseau``."""
    if name not in known_zones():
        raise DomainError("rendezvous.fuseau")
    return ZoneInfo(name)


@cache
def known_zones() -> frozenset[str]:
    """The names of the zones of the IANA database."""
    return frozenset(available_timezones())


def wall_time(day: date, hour: time, zone: ZoneInfo) -> datetime:
    """The instant a wall clock shows ``hour``, the first when there are two.

    Raises DomainError ``rendezvous.heure_sautee`` when it never does.
    """
    instant = datetime.combine(day, hour, zone)
    if later(instant, timedelta(0)).replace(tzinfo=None) != instant.replace(tzinfo=None):
        raise DomainError("rendezvous.heure_sautee")
    return instant


def later(instant: datetime, length: timedelta) -> datetime:
    """``length`` of real time after ``instant``, in the same zone."""
    return (instant.astimezone(ZoneInfo("UTC")) + length).astimezone(instant.tzinfo)


def _whole(text: str, most: int) -> int:
    text = text.strip()
    if not (text.isascii() and text.isdigit() and len(text) < 6 and 1 <= int(text) <= most):
        raise DomainError("rendezvous.intervalle", maximum=most)
    return int(text)
