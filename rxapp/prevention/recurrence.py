"""What comes again: so long after the last time, at given ages, in each campaign, or by phases of age with one test each."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date, timedelta
from itertools import chain

from rxapp.prevention.asked import PREGNANCY_ENDS, Asked
from rxapp.prevention.durations import Span, add, age_in_years
from rxapp.prevention.editions import Entry, Known
from rxapp.prevention.facts import Due, Event, Fact, Status
from rxapp.prevention.lines import NORMAL, base_facts, done_on_the_day
from rxapp.prevention.rulebook import Phase, RuleVersion
from rxapp.prevention.seasons import EARLY, Campaign, campaign
from rxapp.prevention.windows import Stretch, cut, for_them, status_of, stitch

_ONE = timedelta(days=1)


def lines(entry: Entry, asked: Asked) -> Iterator[Due]:
    """The lines of a rule that comes again after the last time, or in each campaign."""
    recurrence = entry.newest.recurrence
    if recurrence.season is not None:
        yield from _campaigns(entry, asked)
        return
    own = asked.of(entry.id)
    last = own[-1] if own else None
    if last is not None:
        follow = _to_follow(last)
        yield done_on_the_day(entry, asked, last, {}, *follow)
        if follow:
            return
    counted = [event for other in entry.newest.counts for event in asked.of(other)]
    latest = max(chain(own, counted), key=lambda event: event.date, default=None)
    found = stitch((_next(entry, known, asked, latest) for known in _theirs(entry, asked)), asked.as_of)
    if found is not None:
        yield _owed(entry, asked, found, latest, {}, _deferred(found.rule, asked))


def by_age(entry: Entry, asked: Asked) -> Iterator[Due]:
    """The lines of an offer made at given ages, each from one birthday to the day before the next."""
    done: dict[int, Event] = {}
    for event in asked.of(entry.id):
        done[_age_meant(event, asked)] = event
    ages = sorted({age for known in entry.known for age in known.rule.ages})
    own_age = age_in_years(asked.birth, asked.as_of)
    for age in ages:
        detail = {"age": str(age)}
        if age in done:
            start, end = asked.ages[Span(age * 12)], asked.ages[Span(age * 12 + 12)] - _ONE
            yield done_on_the_day_of_window(entry, asked, done[age], (start, end), detail)
            continue
        if age < own_age:
            continue
        found = stitch((_of_age(entry, known, asked, age) for known in entry.known if age in known.rule.ages), asked.as_of)
        if found is not None:
            yield _owed(entry, asked, found, None, detail)


def by_phase(entry: Entry, asked: Asked) -> Iterator[Due]:
    """The lines of a screening whose test changes with age."""
    own = asked.of(entry.id)
    phases = _phases(entry.newest, asked)
    if own:
        follow = _to_follow(own[-1])
        yield done_on_the_day(entry, asked, own[-1], {"phase": _test(own[-1], phases, asked)}, *follow)
        if follow:
            return
    start, label = _next_test(own, phases, asked)
    found = stitch((cut(entry, known, asked, start, None, None) for known in _theirs(entry, asked)), asked.as_of)
    if found is not None:
        yield _owed(entry, asked, found, own[-1] if own else None, {"phase": label})


def _theirs(entry: Entry, asked: Asked) -> Iterator[Known]:
    return (known for known in entry.known if for_them(known.rule.audience, asked))


def _to_follow(event: Event) -> tuple[Fact, ...]:
    result = event.details.get("result", "").strip().casefold()
    return () if result in NORMAL else (Fact("follow_up", {"result": result, "date": event.date.isoformat()}),)


def _deferred(rule: RuleVersion, asked: Asked) -> tuple[date, Fact] | None:
    """The latest day to which an event puts the next time off."""
    put_off = [
        (add(event.date, defer.by), Fact("deferred_by", {"event": defer.event, "date": event.date.isoformat()}))
        for defer in rule.recurrence.defer
        for event in asked.of(defer.event)[-1:]
    ]
    return max(put_off, key=lambda pair: pair[0], default=None)


def _next(entry: Entry, known: Known, asked: Asked, latest: Event | None) -> Stretch | None:
    recurrence = known.rule.recurrence
    start = asked.ages[recurrence.if_never] if latest is None else add(latest.date, recurrence.every)
    put_off = _deferred(known.rule, asked)
    if put_off is not None:
        start = max(start, put_off[0])
    found = cut(entry, known, asked, start, None, None)
    if found is None or add(found.start, recurrence.every) <= found.cap:
        return found
    return found._replace(deadline=found.cap)  # the last round: the age limit ends it


def _of_age(entry: Entry, known: Known, asked: Asked, age: int) -> Stretch | None:
    if not for_them(known.rule.audience, asked):
        return None
    start, end = asked.ages[Span(age * 12)], asked.ages[Span(age * 12 + 12)] - _ONE
    return cut(entry, known, asked, start, end, end)


def _age_meant(event: Event, asked: Asked) -> int:
    told = event.details.get("age", "")
    return int(told) if told.isascii() and told.isdigit() else age_in_years(asked.birth, event.date)


def _phases(rule: RuleVersion, asked: Asked) -> tuple[Phase, ...]:
    for variant in rule.variants:
        if variant.condition in asked.conditions and variant.phases:
            return variant.phases
    return rule.phases


def _test(event: Event, phases: tuple[Phase, ...], asked: Asked) -> str:
    """Which test was done: the one told, else the one of the age it was done at."""
    told = event.details.get("test", "").casefold()
    for phase in phases:
        if phase.phase in told:
            return phase.phase
    return next((phase.phase for phase in reversed(phases) if event.date >= asked.ages[phase.start]), phases[0].phase)


def _next_test(own: list[Event], phases: tuple[Phase, ...], asked: Asked) -> tuple[date, str]:
    """From when the next test is due and its name, numbered while the wait between tests changes."""
    first, last = phases[0], phases[-1]
    turn = asked.ages[last.start]
    if not own:
        return (turn, last.phase) if asked.as_of >= turn else (asked.ages[first.start], _named(first, 0))
    tests = [_test(event, phases, asked) for event in own]
    day = own[-1].date
    if tests[-1] == last.phase:
        done = tests.count(last.phase)
        return max(asked.ages[first.start], add(day, last.every[min(done, len(last.every)) - 1])), last.phase
    done = tests.count(first.phase)
    due = max(asked.ages[first.start], add(day, first.every[min(done, len(first.every)) - 1]))
    if due < turn:
        return due, _named(first, done) if asked.as_of < turn else last.phase
    return max(turn, add(day, last.after_other or last.every[0])), last.phase


def _named(phase: Phase, done: int) -> str:
    return f"{phase.phase} {done + 1}" if len(phase.every) > 1 else phase.phase


def _campaigns(entry: Entry, asked: Asked) -> Iterator[Due]:
    """The campaign that is open or comes next; the one after when this one is done."""
    season = asked.seasons[entry.newest.recurrence.season]
    begun = asked.anchors.get("lmp") if entry.pregnancy else None
    if entry.pregnancy and (asked.sex != "F" or "pregnant" not in asked.conditions):
        return
    camp = campaign(season, asked.as_of, asked.as_of)
    own = [event for event in asked.of(entry.id) if begun is None or event.date >= begun]
    if own and own[-1].date >= max(camp.start - EARLY, begun or date.min):
        yield done_on_the_day(entry, asked, own[-1], {"season": camp.season})
        camp = campaign(season, camp.end + _ONE, asked.as_of)
        if begun is not None:
            return
    elif own:
        yield done_on_the_day(entry, asked, own[-1], {})
    last = begun + PREGNANCY_ENDS if begun is not None else camp.end
    start = max(camp.start, begun) if begun is not None else camp.start
    if start > last:
        return
    found = stitch((_in_campaign(entry, known, asked, camp, start) for known in _theirs(entry, asked)), asked.as_of)
    if found is not None:
        facts = (Fact("season", _said(camp)),)
        yield _owed(entry, asked, found, own[-1] if own else None, {"season": camp.season}, None, facts)


def _in_campaign(entry: Entry, known: Known, asked: Asked, camp: Campaign, start: date) -> Stretch | None:
    return cut(entry, known, asked, start, camp.end if camp.confirmed else None, camp.end)


def _said(camp: Campaign) -> dict[str, str]:
    said = {"season": camp.season, "start": camp.start.isoformat(), "confirmed": "yes" if camp.confirmed else "no"}
    return said | ({"end": camp.end.isoformat()} if camp.confirmed else {})


def _owed(
    entry: Entry,
    asked: Asked,
    found: Stretch,
    last: Event | None,
    detail: dict[str, str],
    put_off: tuple[date, Fact] | None = None,
    more: tuple[Fact, ...] = (),
) -> Due:
    facts = base_facts(entry, asked, None, recorded=last is not None) + more
    if last is not None:
        facts += (Fact("last_done", {"date": last.date.isoformat()}),)
    if put_off is not None:
        facts += (put_off[1],)
    rule, start, deadline = found.rule, found.start, found.deadline
    status = status_of(found, asked.as_of)
    obligation = rule.obligation_for(asked.birth) if rule.obligation_by_birth else rule.obligation
    return Due(entry.id, rule.valid_from, None, start, deadline, status, obligation, None, None, None, detail, facts)


def done_on_the_day_of_window(entry: Entry, asked: Asked, event: Event, window: tuple[date, date], detail: dict[str, str]) -> Due:
    """The line of an offer made at an age, used."""
    line = done_on_the_day(entry, asked, event, detail)
    return Due(line.rule, line.version, None, *window, Status.DONE, line.obligation, None, None, event.date, detail, line.facts)
