"""What one may do to an appointment or a series: change it, cancel it, for one occurrence, the following ones, or all. Pure.

« This and the following » makes two series of one, as calendar programs do: none of them understands RANGE=THISANDFUTURE alike.
"""

from __future__ import annotations

from collections.abc import Callable
from copy import deepcopy
from dataclasses import replace
from datetime import date, datetime, timedelta
from enum import StrEnum

from icalendar import Event
from icalendar.prop import vRecur

from rxapp.agenda.fields import Slot, Wanted, Words
from rxapp.agenda.repeat import Repeat, ended, last_day, last_instant, repeat_of, rule_of, times
from rxapp.agenda.series import (
    Happening,
    Series,
    day_of,
    instant,
    keeps_length,
    key_of,
    new_series,
    stamp,
    when_of,
    words_of,
    write_slot,
    write_words,
)
from rxapp.core.errors import DomainError

_DAY = timedelta(days=1)
Move = Callable[[date | datetime], date | datetime]


Changed = tuple[Series, Series | None]
"""What a series becomes, and the new one that leaves it or None."""


class Scope(StrEnum):
    """How much of a series an act is about."""

    ONE = "une"
    FOLLOWING = "suite"
    ALL = "toutes"


def change(
    series: Series, key: str, scope: Scope, wanted: Wanted, *, uid: str, now: datetime
) -> tuple[Series | None, Series | None]:
    """The series changed from its occurrence ``key``: what the old one becomes (None when it stays), and a new one or None.

    ``uid`` names the new one. Raises DomainError ``rendezvous.occurrence`` or ``rendezvous.serie_complexe``.
    """
    one = _occurrence(series, key)
    if series.rule is not None and wanted.repeat == repeat_of(series.rule, series.start):
        wanted = replace(wanted, keeps_rule=True)
    if not series.repeats or scope == Scope.ALL or (scope == Scope.FOLLOWING and _is_first(series, key)):
        return _change_all(series, one, wanted, now), None
    if scope == Scope.ONE:
        return _change_one(series, one, wanted, now), None
    return _truncated(series, key, now), _split_off(series, one, wanted, uid, now)


def cancel(series: Series, key: str, scope: Scope, now: datetime) -> Series | None:
    """The series without its occurrence ``key`` (and the following ones); None when nothing is left of it.

    Raises DomainError ``rendezvous.occurrence``.
    """
    if not series.repeats or scope == Scope.ALL:
        return None
    _occurrence(series, key)
    if scope == Scope.FOLLOWING:
        return None if _is_first(series, key) else _truncated(series, key, now)
    left = series.copy()
    left.events = [event for event in left.events if _key(event) != key]
    left.set_dates("EXDATE", [*left.left_out, when_of(key, left.start)])
    stamp(left, now, bump=True)
    return left if _takes_place(left) else None


def held_no_more(series: Series, now: datetime) -> Series:
    """The same, said to be cancelled."""
    gone = series.copy()
    for event in gone.events:
        event.pop("STATUS", None)
        event.add("status", "CANCELLED")
    stamp(gone, now, bump=True)
    return gone


def renumber(series: Series, last: int, now: datetime) -> None:
    """Make these components newer than a version numbered ``last``."""
    for event in series.events:
        event.pop("SEQUENCE", None)
        event.add("sequence", last)
    stamp(series, now, bump=True)


def moved(before: Series, after: Series) -> bool:
    """Whether times differ, and not only words."""
    return before.digest(words=False) != after.digest(words=False)


def _occurrence(series: Series, key: str) -> Happening:
    one = series.find(key)
    if one is None:
        raise DomainError("rendezvous.occurrence")
    return one


def _is_first(series: Series, key: str) -> bool:
    at = when_of(key, series.start)
    return at is not None and not series.originals(at)


def _takes_place(series: Series) -> bool:
    """Whether a series with an end still has an occurrence; one without an end has."""
    first, last = series.months()
    return last is None or bool(series.between(instant(first), instant(last + _DAY)))


def _key(event: Event) -> str:
    return key_of(event["RECURRENCE-ID"].dt) if "RECURRENCE-ID" in event else ""


def _change_one(series: Series, one: Happening, wanted: Wanted, now: datetime) -> Series:
    changed = series.copy()
    event = next((event for event in changed.overrides if _key(event) == one.key), None)
    if event is None:
        event = Event()
        event.add("uid", changed.uid)
        event.add("recurrence-id", when_of(one.key, changed.start))
        changed.events.append(event)
    write_words(event, wanted.words)
    write_slot(event, wanted.slot)
    stamp(changed, now, bump=moved(series, changed))
    return changed


def _change_all(series: Series, one: Happening, wanted: Wanted, now: datetime) -> Series:
    changed = series.copy()
    before, master = words_of(series.master), changed.master
    move = _mover(one, wanted.slot)
    start = move(series.start) if wanted.keeps_rule or wanted.repeat is not None else wanted.slot.start
    write_words(master, wanted.words)
    write_slot(master, Slot(start, keeps_length(start, wanted.slot)))
    _write_rule(changed, series, wanted, move)
    changed.set_dates("RDATE", map(move, series.added) if wanted.keeps_rule else [])
    _carry(changed, series, move, before, wanted.words)
    stamp(changed, now, bump=moved(series, changed))
    return changed


def _split_off(series: Series, one: Happening, wanted: Wanted, uid: str, now: datetime) -> Series:
    """The new series of the occurrences from ``one`` on."""
    at = when_of(one.key, series.start)
    rest = new_series(uid, wanted.words, wanted.slot, wanted.repeat, now)
    rest.master.add("related-to", series.uid)
    later_ones = series.copy()
    later_ones.events = [event for event in later_ones.events if "RECURRENCE-ID" not in event or not _precedes(event, at)]
    for name, dates in (("EXDATE", later_ones.left_out), ("RDATE", later_ones.added)):
        later_ones.set_dates(name, [day for day in dates if instant(day) >= instant(at)])
    rest.events += later_ones.overrides
    for event in rest.overrides:
        event["UID"] = rest.master["UID"]
    move = _mover(one, wanted.slot)
    if wanted.keeps_rule:
        _write_rule(rest, series, wanted, move, made=len(series.originals(at)))
        rest.set_dates("RDATE", [move(day) for day in later_ones.added if day != at])
    _carry(rest, later_ones, move, words_of(series.master), wanted.words)
    return rest


def _truncated(series: Series, key: str, now: datetime) -> Series:
    """The occurrences before ``key``."""
    at = when_of(key, series.start)
    kept = series.copy()
    kept.events = [event for event in kept.events if "RECURRENCE-ID" not in event or _precedes(event, at)]
    if kept.rule is not None:
        kept.master["RRULE"] = ended(kept.rule, until=last_instant(day_of(at) - _DAY, series.start))
    for name, dates in (("EXDATE", kept.left_out), ("RDATE", kept.added)):
        kept.set_dates(name, [day for day in dates if instant(day) < instant(at)])
    stamp(kept, now, bump=True)
    return kept


def _precedes(event: Event, at: date | datetime) -> bool:
    return instant(event["RECURRENCE-ID"].dt) < instant(at)


def _mover(one: Happening, slot: Slot) -> Move:
    """Where a beginning of the series goes when ``one`` goes to ``slot``: as many days away, and at its new hour."""
    days = day_of(slot.start) - day_of(one.start)
    hours_move = isinstance(one.start, datetime) and isinstance(slot.start, datetime)

    def move(start: date | datetime) -> date | datetime:
        if not isinstance(slot.start, datetime):
            return day_of(start) + days
        if hours_move and isinstance(start, datetime):
            gap = slot.start.replace(tzinfo=None) - one.start.replace(tzinfo=None)
            return (start.replace(tzinfo=None) + gap).replace(tzinfo=slot.start.tzinfo)
        return datetime.combine(day_of(start) + days, slot.start.time(), slot.start.tzinfo)

    return move


def _write_rule(changed: Series, before: Series, wanted: Wanted, move: Move, *, made: int = 0) -> None:
    """The wanted rhythm, or the series' own rule moved along; ``made``: occurrences that stay with an older series."""
    rule = before.rule
    if not wanted.keeps_rule or rule is None:
        changed.master.pop("RRULE", None)
        if wanted.repeat is not None:
            changed.master["RRULE"] = rule_of(wanted.repeat, changed.start)
        return
    changed.master["RRULE"] = _moved_rule(rule, before.start, changed.start, move, made)


def _moved_rule(rule: vRecur, start: date | datetime, new: date | datetime, move: Move, made: int) -> vRecur:
    count, until = times(rule), last_day(rule, start)
    count = None if count is None else count - made
    if until is not None:
        until = until + (day_of(move(start)) - day_of(start))
    said = repeat_of(rule, start)
    if said is not None:
        return rule_of(Repeat(said.unit, said.every, until, count), new)
    if day_of(move(start)) != day_of(start):
        raise DomainError("rendezvous.serie_complexe")
    return ended(rule, until=None if until is None else last_instant(until, new), count=count)


def _carry(changed: Series, before: Series, move: Move, old: Words, new: Words) -> None:
    """Take the exceptions of ``before`` along; those the new rhythm does not make are gone."""
    changed.set_dates("EXDATE", [])
    if not changed.repeats:
        changed.events = changed.events[:1]
        return
    made = Series([deepcopy(changed.master)])
    changed.set_dates("EXDATE", [day for day in map(move, before.left_out) if made.find(key_of(day)) is not None])
    kept = [changed.master]
    for event in changed.overrides:
        original = move(event["RECURRENCE-ID"].dt)
        if made.find(key_of(original)) is None:
            continue
        event.pop("RECURRENCE-ID")
        event.add("recurrence-id", original)
        write_words(event, _follow(words_of(event), old, new))
        kept.append(event)
    changed.events = kept


def _follow(own: Words, old: Words, new: Words) -> Words:
    """An occurrence keeps the words it has of its own, and takes the series' new ones for the rest."""
    pairs = zip(_parts(own), _parts(old), _parts(new), strict=True)
    return Words(*(after if mine == before else mine for mine, before, after in pairs))


def _parts(words: Words) -> tuple[str, ...]:
    return (words.title, words.with_whom, words.place, words.notes)
