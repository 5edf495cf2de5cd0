"""One component of a stranger's file as one of ours: words, times in zones we know, repetition. Pure; see `reading.py`."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, field
from datetime import UTC, date, datetime, timedelta
from typing import Any

from icalendar import Event
from icalendar.prop import vDDDLists, vDDDTypes, vRecur

from rxapp.agenda.fields import FIRST_DAY, LAST_DAY, LONGEST, MOST, Slot, Words, clean
from rxapp.agenda.repeat import ended, last_day, last_instant, times
from rxapp.agenda.series import MOST_EXCEPTIONS, Series, day_of, instant, write_slot, write_words
from rxapp.agenda.zones import Remark, settled
from rxapp.core.errors import DomainError

MOST_REPEATED = 1_000
"""Times a rule may repeat by number."""
MOST_STEP = 1_000
NO_TITLE = "Rendez-vous"
_RULE_PARTS = {
    "FREQ",
    "INTERVAL",
    "COUNT",
    "UNTIL",
    "BYDAY",
    "BYMONTHDAY",
    "BYMONTH",
    "BYYEARDAY",
    "BYWEEKNO",
    "BYSETPOS",
    "WKST",
}


@dataclass
class Raw:
    """A component as it came, with what its calendar says for it: its zone, whether it cancels, whether it invites.

    ``remarks``: what there is to know of what is taken of it.
    """

    event: Event
    zone: str
    cancels: bool
    invites: bool
    remarks: list[Remark] = field(default_factory=list)

    def note(self, remark: Remark) -> None:
        """Tell it once."""
        if remark not in self.remarks:
            self.remarks.append(remark)


def component_of(raw: Raw, uid: str, sequence: int) -> Event:
    """A component of ours that says the same, without its repetition. Raises DomainError."""
    start = _time(raw, "DTSTART")
    if start is None:
        raise DomainError("ics.sans_date")
    if not FIRST_DAY <= day_of(start) <= LAST_DAY:
        raise DomainError("ics.date_loin")
    event = Event()
    event.add("uid", uid)
    event.add("sequence", sequence)
    event.add("dtstamp", datetime.fromisoformat(stamp_of(raw.event)) if stamp_of(raw.event) else instant(start))
    write_words(event, _words(raw))
    write_slot(event, Slot(start, _end(raw, start)))
    for name, code in (("ATTACH", "ics.remarque.pieces"), ("VALARM", "ics.remarque.rappels")):
        if name in raw.event or any(part.name == name for part in raw.event.subcomponents):
            raw.note((code, {}))
    return event


def _time(raw: Raw, name: str) -> date | datetime | None:
    prop = first(raw.event.get(name))
    if not isinstance(prop, vDDDTypes) or not isinstance(prop.dt, date):
        return None
    when, remark = settled(prop, raw.zone)
    if remark is not None:
        raw.note(remark)
    return when


def _end(raw: Raw, start: date | datetime) -> date | datetime:
    end = _time(raw, "DTEND")
    length = first(raw.event.get("DURATION"))
    if end is None and isinstance(getattr(length, "dt", None), timedelta):
        end = start + length.dt if isinstance(start, datetime) else start + max(length.dt, timedelta(days=1))
    usual = start if isinstance(start, datetime) else start + timedelta(days=1)
    if end is None:
        return usual
    if isinstance(start, datetime) != isinstance(end, datetime) or instant(end) < instant(start):
        raw.note(("ics.remarque.fin_ignoree", {}))
        return usual
    if instant(end) - instant(start) > LONGEST:
        raise DomainError("rendezvous.trop_long")
    return end.astimezone(start.tzinfo) if isinstance(start, datetime) else max(end, usual)


def _words(raw: Raw) -> Words:
    organizer = first(raw.event.get("ORGANIZER"))
    host = str(organizer.params.get("CN", "")) if raw.invites and organizer is not None else ""
    said = {
        "title": text_of(raw.event, "SUMMARY"),
        "with_whom": text_of(raw.event, "CONTACT") or ("" if "@" in host else host),
        "place": text_of(raw.event, "LOCATION"),
        "notes": text_of(raw.event, "DESCRIPTION"),
    }
    kept = {name: clean(text, lines=name == "notes") for name, text in said.items()}
    for name, text in kept.items():
        if len(text) > MOST[name]:
            kept[name] = text[: MOST[name] - 1].rstrip() + "…"
            raw.note(("ics.remarque.coupe", {}))
    if not kept["title"] and not kept["with_whom"]:
        kept["title"] = NO_TITLE
    return Words(**kept)


def add_repetition(raw: Raw, event: Event) -> None:
    """Give ``event`` the rule, the added days and those left out. Raises DomainError."""
    series = Series([event])
    rule = raw.event.get("RRULE")
    if not isinstance(rule, vRecur | None) or "EXRULE" in raw.event:
        raise DomainError("ics.regle")
    if rule is not None:
        event["RRULE"] = _checked_rule(rule, event.start)
    for name in ("RDATE", "EXDATE"):
        dates = [_like(when, event.start) for when in _dates(raw, name)]
        if len(dates) > MOST_EXCEPTIONS:
            raise DomainError("ics.trop_d_exceptions", maximum=MOST_EXCEPTIONS)
        series.set_dates(name, [day for day in dates if FIRST_DAY <= day_of(day) <= LAST_DAY])


def _checked_rule(rule: vRecur, start: date | datetime) -> vRecur:
    parts = {name.upper(): value for name, value in rule.items()}
    frequency = str(first(parts.get("FREQ", ""))).upper()
    if frequency in ("HOURLY", "MINUTELY", "SECONDLY") or parts.keys() & {"BYHOUR", "BYMINUTE", "BYSECOND"}:
        raise DomainError("ics.trop_frequent")
    if frequency not in ("DAILY", "WEEKLY", "MONTHLY", "YEARLY") or not parts.keys() <= _RULE_PARTS:
        raise DomainError("ics.regle")
    step, count = int(first(parts.get("INTERVAL", 1))), times(rule)
    if not 1 <= step <= MOST_STEP or (count is not None and count < 1):
        raise DomainError("ics.regle")
    if count is not None and count > MOST_REPEATED:
        raise DomainError("ics.trop_de_fois", maximum=MOST_REPEATED)
    until = last_day(rule, start) if "UNTIL" in parts else None
    if until is not None and until < day_of(start):
        until = day_of(start)
    return ended(rule, until=None if until is None else last_instant(min(until, LAST_DAY), start), count=count)


def _dates(raw: Raw, name: str) -> Iterator[date | datetime]:
    value = raw.event.get(name, [])
    for each in value if isinstance(value, list) else [value]:
        if not isinstance(each, vDDDLists):
            raise DomainError("ics.regle")
        for one in each.dts:
            begin = one.dt[0] if isinstance(one.dt, tuple) else one.dt
            prop = vDDDTypes(begin)
            prop.params = each.params
            when, remark = settled(prop, raw.zone)
            if remark is not None:
                raw.note(remark)
            yield when


def original_of(raw: Raw, start: date | datetime | None) -> date | datetime:
    """Which occurrence it is of, as a series that begins at ``start`` counts them. Raises DomainError."""
    when = _time(raw, "RECURRENCE-ID")
    if when is None:
        raise DomainError("ics.sans_date")
    return when if start is None else _like(when, start)


def _like(when: date | datetime, start: date | datetime) -> date | datetime:
    """The same beginning as the series counts them: days for days, instants of its zone for instants."""
    if not isinstance(start, datetime):
        return day_of(when)
    if not isinstance(when, datetime):
        return datetime.combine(when, start.time(), start.tzinfo)
    return when.astimezone(start.tzinfo)


def text_of(event: Event, name: str) -> str:
    """What a text property says; "" when it is absent."""
    return str(first(event.get(name, "")))


def sequence_of(event: Event) -> int:
    """Its place among the versions of the same appointment."""
    try:
        return max(0, min(int(first(event.get("SEQUENCE", 0))), 2**31))
    except (TypeError, ValueError):
        return 0


def stamp_of(event: Event) -> str:
    """When it was last said, as ISO in UTC; "" when it does not tell."""
    for name in ("DTSTAMP", "LAST-MODIFIED"):
        when = getattr(first(event.get(name)), "dt", None)
        if isinstance(when, datetime):
            return (when if when.tzinfo else when.replace(tzinfo=UTC)).astimezone(UTC).isoformat()
    return ""


def first(value: Any) -> Any:
    """The value of a property, or the first when a file gives several."""
    return value[0] if isinstance(value, list) and value else value
