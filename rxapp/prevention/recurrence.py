"""What comes again: so long after the last time, at given ages, in each campaign, or by phases of age with one test each."""

from __future__ import annotations

from datetime import date, timedelta

from rxapp.prevention.asked import PREGNANCY_ENDS, Asked, last_done
from rxapp.prevention.drafts import line
from rxapp.prevention.durations import Span, add, age_in_years
from rxapp.prevention.editions import Entry, Known
from rxapp.prevention.facts import Due, Event, Fact, Status
from rxapp.prevention.lines import NORMAL, base_facts, done_on_the_day, season_said, version_on
from rxapp.prevention.rulebook import Phase, RuleVersion
from rxapp.prevention.seasons import EARLY, Campaign, campaign
from rxapp.prevention.windows import Stretch, cut, for_them, status_of, stitch

_ONE = timedelta(days=1)
_YEARS = tuple(Span(12 * years) for years in range(132))
_AGES = tuple(str(years) for years in range(132))


def lines(entry: Entry, asked: Asked, out: list[Due]) -> None:
    """Add the lines of a rule that comes again after the last time, or in each campaign."""
    recurrence = entry.newest.recurrence
    if recurrence.season is not None:
        _campaigns(entry, asked, out)
        return
    latest = last = asked.events[entry.id][-1] if entry.id in asked.events else None
    if last is not None:
        follow = _to_follow(last)
        out.append(done_on_the_day(entry, asked, last, {}, *follow))
        if follow:
            return
    for other in entry.newest.counts:
        if other in asked.events and (latest is None or asked.events[other][-1].date > latest.date):
            latest = asked.events[other][-1]
    found = stitch([_next(entry, known, asked, latest) for known in _theirs(entry, asked)], asked.as_of)
    if found is not None:
        out.append(_owed(entry, asked, found, latest, {}, _deferred(found.rule, asked)))


def by_age(entry: Entry, asked: Asked, out: list[Due]) -> None:
    """Add the lines of an offer made at given ages, each from one birthday to the day before the next."""
    done = {_age_meant(event, asked): event for event in asked.of(entry.id)}
    if done:
        for age in entry.at_ages:
            if age in done:
                out.append(_done_at(entry, asked, done[age], age))
    if asked.age_days > entry.over:
        return
    own_age = age_in_years(asked.birth, asked.as_of)
    for age in entry.at_ages:
        if age < own_age or age in done:
            continue
        found = stitch([_of_age(entry, known, asked, age) for known in entry.known if age in known.rule.ages], asked.as_of)
        if found is not None:
            out.append(_owed(entry, asked, found, None, {"age": _AGES[age]}))


def by_phase(entry: Entry, asked: Asked, out: list[Due]) -> None:
    """Add the lines of a screening whose test changes with age."""
    own = asked.of(entry.id)
    phases = _phases(entry.newest, asked)
    if own:
        follow = _to_follow(own[-1])
        out.append(done_on_the_day(entry, asked, own[-1], {"phase": _test(own[-1], phases, asked)}, *follow))
        if follow:
            return
    start, label = _next_test(own, phases, asked)
    found = stitch([cut(entry, known, asked, start, None, None) for known in _theirs(entry, asked)], asked.as_of)
    if found is not None:
        out.append(_owed(entry, asked, found, own[-1] if own else None, {"phase": label}))


def _done_at(entry: Entry, asked: Asked, event: Event, age: int) -> Due:
    day = event.date
    rule = version_on(entry, day)
    start, end = _birthdays(age, asked)
    facts = (asked.birth_fact, last_done(day))
    return line(
        entry.id, rule.valid_from, None, start, end, Status.DONE, rule.obligation, None, None, day, {"age": _AGES[age]}, facts
    )


def _theirs(entry: Entry, asked: Asked) -> list[Known]:
    return [known for known in entry.known if for_them(known.rule.audience, asked)]


def _to_follow(event: Event) -> tuple[Fact, ...]:
    result = event.details.get("result", "")
    if result in NORMAL:
        return ()
    result = result.strip().casefold()
    return () if result in NORMAL else (Fact("follow_up", {"result": result, "date": event.date.isoformat()}),)


def _deferred(rule: RuleVersion, asked: Asked) -> tuple[date, Fact] | None:
    """The latest day to which an event puts the next time off."""
    if not rule.recurrence.defer:
        return None
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
    start, end = _birthdays(age, asked)
    return cut(entry, known, asked, start, end, end)


def _birthdays(age: int, asked: Asked) -> tuple[date, date]:
    """From a birthday to the day before the next one."""
    return asked.ages[_YEARS[age]], asked.ages[_YEARS[age + 1]] - _ONE


def _age_meant(event: Event, asked: Asked) -> int:
    told = event.details.get("age")
    return int(told) if told and told.isascii() and told.isdigit() else age_in_years(asked.birth, event.date)


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


def _campaigns(entry: Entry, asked: Asked, out: list[Due]) -> None:
    """Add the campaign that is open or comes next; the one after when this one is done."""
    season = asked.seasons[entry.newest.recurrence.season]
    begun = asked.anchors.get("lmp") if entry.pregnancy else None
    if entry.pregnancy and (asked.sex != "F" or "pregnant" not in asked.conditions):
        return
    camp = campaign(season, asked.as_of, asked.as_of)
    own = asked.of(entry.id) if begun is None else [event for event in asked.of(entry.id) if event.date >= begun]
    if own and own[-1].date >= max(camp.start - EARLY, begun or date.min):
        out.append(done_on_the_day(entry, asked, own[-1], {"season": camp.season}))
        camp = campaign(season, camp.end + _ONE, asked.as_of)
        if begun is not None:
            return
    elif own:
        out.append(done_on_the_day(entry, asked, own[-1], {}))
    last = begun + PREGNANCY_ENDS if begun is not None else camp.end
    start = max(camp.start, begun or asked.person.birth_date)
    if start > last:
        return
    found = stitch([_in_campaign(entry, known, asked, camp, start) for known in _theirs(entry, asked)], asked.as_of)
    if found is not None:
        facts = (Fact("season", season_said(camp)),)
        out.append(_owed(entry, asked, found, own[-1] if own else None, {"season": camp.season}, None, facts))


def _in_campaign(entry: Entry, known: Known, asked: Asked, camp: Campaign, start: date) -> Stretch | None:
    return cut(entry, known, asked, start, camp.end if camp.confirmed else None, camp.end)


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
        facts += (last_done(last.date),)
    if put_off is not None:
        facts += (put_off[1],)
    rule, start, deadline = found.rule, found.start, found.deadline
    status = status_of(found, asked.as_of)
    return line(entry.id, rule.valid_from, None, start, deadline, status, rule.obligation, None, None, None, detail, facts)
