"""An appointment or a series of them as iCalendar components: made, read, and asked when it takes place. Pure.

The first component is the appointment; the others are occurrences that differ, told by their RECURRENCE-ID. Zones are names of
the IANA database. A series begins at most once a day (`reading.py` refuses the others), which keeps every question short.
"""

from __future__ import annotations

import hashlib
from collections.abc import Iterable, Sequence
from copy import deepcopy
from dataclasses import dataclass
from datetime import UTC, date, datetime, time, timedelta
from functools import cached_property

from icalendar import Calendar, Event
from icalendar.prop import vDDDLists, vRecur
from recurring_ical_events import CalendarQuery
from recurring_ical_events import Occurrence as Found

from rxapp.agenda.fields import LAST_DAY, Slot, Words, later
from rxapp.agenda.repeat import MOST_TIMES, Repeat, last_day, rule_of, times
from rxapp.core.clock import PARIS

MOST_OCCURRENCES = 5_000
"""Occurrences looked at to answer one question."""
MOST_EXCEPTIONS = 400
"""Most days of a series that differ, are left out or are added."""
PRODUCT = "-//Carnet//Agenda//FR"
_DAY = timedelta(days=1)
_TIMES = ("DTSTART", "DTEND", "RRULE", "RDATE", "EXDATE", "RECURRENCE-ID")
_WORDS = ("SUMMARY", "CONTACT", "LOCATION", "DESCRIPTION")


class _Query(CalendarQuery):
    """Gives the occurrences themselves: copying each into a component costs ten times more."""

    def _occurrences_to_components(self, occurrences: list[Found]) -> list[Found]:
        return occurrences


@dataclass(frozen=True)
class Happening:
    """One time it takes place. ``key`` names it within its series, wherever it was moved; ``event`` holds its words."""

    key: str
    start: date | datetime
    end: date | datetime
    event: Event

    @property
    def begins(self) -> datetime:
        return instant(self.start)

    @property
    def ends(self) -> datetime:
        return instant(self.end)

    @property
    def all_day(self) -> bool:
        return not isinstance(self.start, datetime)


class Series:
    """The components of one appointment. Treated as a value: what changes it makes another (`changes.py`)."""

    def __init__(self, events: Sequence[Event]) -> None:
        self.events = sorted(events, key=lambda event: "RECURRENCE-ID" in event)

    @classmethod
    def parse(cls, text: str) -> Series:
        """Read back what `text` wrote; a file of somebody else's goes through `reading.py`."""
        return cls(Calendar.from_ical(text).events)

    def text(self) -> str:
        """Its iCalendar text, without the zones, whose names say enough here."""
        calendar = Calendar()
        calendar.add("prodid", PRODUCT)
        calendar.add("version", "2.0")
        for event in self.events:
            calendar.add_component(event)
        return calendar.to_ical().decode()

    def copy(self) -> Series:
        return Series(deepcopy(self.events))

    @property
    def master(self) -> Event:
        """The appointment itself; of an invitation to one occurrence only, that occurrence."""
        return self.events[0]

    @property
    def overrides(self) -> list[Event]:
        """The occurrences that differ."""
        return [event for event in self.events if "RECURRENCE-ID" in event]

    @property
    def uid(self) -> str:
        return str(self.master.get("UID", ""))

    @property
    def sequence(self) -> int:
        return max(int(event.get("SEQUENCE", 0)) for event in self.events)

    @property
    def start(self) -> date | datetime:
        return self.master.start

    @property
    def rule(self) -> vRecur | None:
        return self.master.get("RRULE")

    @property
    def repeats(self) -> bool:
        return "RRULE" in self.master or "RDATE" in self.master

    @cached_property
    def _query(self) -> _Query:
        calendar = Calendar()
        for event in self.events:
            calendar.add_component(event)
        return _Query(calendar)

    def between(self, after: datetime, before: datetime) -> list[Happening]:
        """What takes place, even in part, from ``after`` to ``before`` (aware, not included), in order.

        At most `MOST_OCCURRENCES`: a longer span gives its beginning.
        """
        if not self.repeats:
            found = [Happening("", self.start, end_of(self.master), self.master)]
        else:
            # the library compares days with instants in the zone of the series: a day on each side makes up for it
            found = [self._happening(one) for one in self._query.between(after - _DAY, before + _DAY)]
        seen = [one for one in found if _overlaps(one.begins, one.ends, after, before)]
        return sorted(seen, key=lambda one: (one.begins, one.key))[:MOST_OCCURRENCES]

    def _happening(self, found: Found) -> Happening:
        if not found.recurrence_ids:
            return Happening(key_of(found.start), found.start, found.end, self.master)
        changed = next(event for event in self.overrides if _naive_utc(event["RECURRENCE-ID"].dt) == found.recurrence_ids[0])
        return Happening(key_of(changed["RECURRENCE-ID"].dt), changed.start, end_of(changed), changed)

    def find(self, key: str) -> Happening | None:
        """The occurrence of that key, wherever it was moved; None when the series has none."""
        if not self.repeats:
            return self.between(instant(self.start), instant(self.start) + _DAY)[0] if key == "" else None
        moved = next((event for event in self.overrides if key_of(event["RECURRENCE-ID"].dt) == key), None)
        at = moved.start if moved is not None else when_of(key, self.start)
        if at is None:
            return None
        return next((one for one in self.between(instant(at), instant(at) + _DAY) if one.key == key), None)

    def first_key(self) -> str:
        """The key of its first occurrence; "" for what does not repeat."""
        begin = instant(self.months()[0])
        spans = (begin + timedelta(days=days) for days in (62, 366, 40 * 366)) if self.repeats else ()
        return next((found[0].key for end in spans if (found := self.between(begin, end))), "")

    def originals(self, before: date | datetime) -> list[date | datetime]:
        """When the rule makes it begin before then, whatever was moved or left out since."""
        bare = deepcopy(self.master)
        bare.pop("EXDATE", None)
        span = Series([bare]).between(instant(self.start), instant(before))
        return [one.start for one in span if one.begins < instant(before)]

    def months(self) -> tuple[date, date | None]:
        """First day of the month of its beginning, last day of the month of its end; None when nothing ends it."""
        starts = [self.start, *self.added, *(event.start for event in self.overrides)]
        first = min(day_of(start) for start in starts)
        last = self._last_day()
        return first.replace(day=1), None if last is None else _month_end(last)

    def _last_day(self) -> date | None:
        length = day_of(end_of(self.master)) - day_of(self.start)
        ends = [day_of(end_of(event)) for event in self.events] + [day_of(start) + length for start in self.added]
        if self.rule is not None:
            by_day, by_number = last_day(self.rule, self.start), times(self.rule)
            if by_day is not None:
                ends.append(by_day + length)
            elif by_number is not None and by_number <= MOST_TIMES:
                made = self.originals(LAST_DAY)
                ends.append(day_of(made[-1]) + length if made else LAST_DAY)
            else:
                return None
        return min(max(ends), LAST_DAY)

    @property
    def left_out(self) -> list[date | datetime]:
        """The beginnings that do not take place."""
        return _listed(self.master, "EXDATE")

    @property
    def added(self) -> list[date | datetime]:
        """The beginnings that no rule makes."""
        return _listed(self.master, "RDATE")

    def set_dates(self, name: str, dates: Iterable[date | datetime]) -> None:
        """Write EXDATE or RDATE anew."""
        self.master.pop(name, None)
        kept = sorted(set(dates), key=instant)
        if kept:
            self.master.add(name, kept)

    def digest(self, *, words: bool = True) -> str:
        """The same for two that say the same, whoever stamped them and when; without ``words``, that take place alike."""
        plain = self.copy()
        for name, dates in (("EXDATE", plain.left_out), ("RDATE", plain.added)):
            plain.set_dates(name, dates)
        names = (*_TIMES, *_WORDS) if words else _TIMES
        said = sorted(b"|".join(_line(event, name) for name in names) for event in plain.events)
        return hashlib.sha256(b"\n".join(said)).hexdigest()


def new_series(uid: str, words: Words, slot: Slot, repeat: Repeat | None, now: datetime) -> Series:
    """An appointment that nobody has yet."""
    event = Event()
    event.add("uid", uid)
    event.add("sequence", 0)
    event.add("created", now)
    write_words(event, words)
    write_slot(event, slot)
    if repeat is not None:
        event["RRULE"] = rule_of(repeat, slot.start)
    series = Series([event])
    stamp(series, now, bump=False)
    return series


def stamp(series: Series, now: datetime, *, bump: bool) -> None:
    """Date the components; ``bump`` when their times or their being held changed, which calendars count (RFC 5546)."""
    number = series.sequence + bump
    for event in series.events:
        for name in ("DTSTAMP", "LAST-MODIFIED", "SEQUENCE"):
            event.pop(name, None)
        event.add("dtstamp", now.replace(microsecond=0))
        event.add("last-modified", now.replace(microsecond=0))
        event.add("sequence", number)


def words_of(event: Event) -> Words:
    """What a component says."""
    return Words(*(_text(event, name) for name in ("SUMMARY", "CONTACT", "LOCATION", "DESCRIPTION")))


def write_words(event: Event, words: Words) -> None:
    """Say it anew; an empty text leaves no property."""
    said = {"SUMMARY": words.title, "CONTACT": words.with_whom, "LOCATION": words.place, "DESCRIPTION": words.notes}
    for name, text in said.items():
        event.pop(name, None)
        if text:
            event.add(name, text)


def slot_of(event: Event) -> Slot:
    """When a component takes place."""
    return Slot(event.start, end_of(event))


def write_slot(event: Event, slot: Slot) -> None:
    """Put it at another time."""
    for name in ("DTSTART", "DTEND", "DURATION"):
        event.pop(name, None)
    event.add("dtstart", slot.start)
    event.add("dtend", slot.end)


def end_of(event: Event) -> date | datetime:
    """When a component ends: a day without an end lasts that day, an instant ends at once (RFC 5545)."""
    if "DTEND" in event:
        return event["DTEND"].dt
    return event.start if isinstance(event.start, datetime) else event.start + _DAY


def instant(when: date | datetime) -> datetime:
    """An instant; a day begins at midnight in Paris."""
    return when if isinstance(when, datetime) else datetime.combine(when, time(), PARIS)


def day_of(when: date | datetime) -> date:
    """The day on the wall where it takes place."""
    return when.date() if isinstance(when, datetime) else when


def key_of(original: date | datetime) -> str:
    """The name of an occurrence: the day or the instant (UTC) at which its rule makes it begin."""
    if isinstance(original, datetime):
        return original.astimezone(UTC).strftime("%Y%m%dT%H%M%SZ")
    return original.strftime("%Y%m%d")


def when_of(key: str, like: date | datetime) -> date | datetime | None:
    """The beginning that a key names, of the kind and in the zone of ``like``; None when it is no key of such a series."""
    try:
        if isinstance(like, datetime):
            return datetime.strptime(key, "%Y%m%dT%H%M%SZ").replace(tzinfo=UTC).astimezone(like.tzinfo)
        return datetime.strptime(key, "%Y%m%d").replace(tzinfo=UTC).date()
    except ValueError:
        return None


def keeps_length(start: date | datetime, slot: Slot) -> date | datetime:
    """The end of something as long as ``slot`` that begins at ``start``."""
    if isinstance(start, datetime):
        return later(start, instant(slot.end) - instant(slot.start))
    return start + (slot.end - slot.start)


def _overlaps(begins: datetime, ends: datetime, after: datetime, before: datetime) -> bool:
    return begins < before and (ends > after or begins == ends == after)


def _line(event: Event, name: str) -> bytes:
    value = event.get(name, "")
    zone = str(value.params.get("TZID", "")) if hasattr(value, "params") else ""
    return name.encode() + zone.encode() + (value.to_ical() if value else b"")


def _text(event: Event, name: str) -> str:
    value = event.get(name, "")
    return str(value[0] if isinstance(value, list) else value)


def _listed(event: Event, name: str) -> list[date | datetime]:
    value = event.get(name, [])
    lists = value if isinstance(value, list) else [value]
    return [one.dt for each in lists if isinstance(each, vDDDLists) for one in each.dts]


def _naive_utc(when: date | datetime) -> datetime:
    if isinstance(when, datetime):
        return when.astimezone(UTC).replace(tzinfo=None)
    return datetime.combine(when, time())


def _month_end(day: date) -> date:
    following = (day.replace(day=1) + timedelta(days=32)).replace(day=1)
    return following - _DAY
