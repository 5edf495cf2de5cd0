"""Lines of a calendar: what was done and what is owed, with the facts each rests on."""

from __future__ import annotations

from datetime import date, timedelta
from typing import NamedTuple

from rxapp.prevention.asked import NONE_RECORDED, Asked, last_done
from rxapp.prevention.drafts import line
from rxapp.prevention.durations import add
from rxapp.prevention.editions import Entry, closes
from rxapp.prevention.facts import Due, Event, Fact, Status
from rxapp.prevention.rulebook import RuleVersion, Step
from rxapp.prevention.seasons import Campaign, campaign
from rxapp.prevention.windows import NEVER, NOTHING_GIVEN, Given, Stretch, anchor_facts, earliest_day, status_of, window

NORMAL = frozenset({"", "negative", "normal", "negatif", "négatif"})
"""Results after which the usual rhythm goes on; any other one is for a professional to follow."""
_DONE, _DUE, _UPCOMING, _OVERDUE = Status.DONE, Status.DUE, Status.UPCOMING, Status.OVERDUE
_ONE = timedelta(days=1)
_SEX = {sex: Fact("sex", {"sex": sex}) for sex in ("F", "M")}


class Owed(NamedTuple):
    """What else is known of a step owed: doses received and missing, why these steps, the dose it waits for."""

    received: int = 0
    missing: int = 1
    mode: str = ""
    waits_for: int | None = None
    given: Given = NOTHING_GIVEN


def quick(entry: Entry, step: Step, asked: Asked) -> Due | None:
    """The line, if any, of a rule of one plain step: the same as the long way, for the many rules that are so."""
    rule, ages = entry.newest, asked.ages
    events = asked.events.get(entry.id)
    start = ages[step.start]
    deadline = None if step.end is None else ages[step.end] if step.through else ages[step.end] - _ONE
    if not events:
        return _quick_owed(entry, step, asked, start, deadline)
    day = events[-1].date
    facts = (asked.birth_fact, last_done(day))
    return line(entry.id, rule.valid_from, None, start, deadline, _DONE, rule.obligation, step.certificate, None, day, {}, facts)


def _quick_owed(entry: Entry, step: Step, asked: Asked, start: date, deadline: date | None) -> Due | None:
    rule, ages, as_of = entry.newest, asked.ages, asked.as_of
    for other in entry.later:
        if other in asked.events:
            return None
    if start < rule.valid_from:
        if deadline is not None and deadline < rule.valid_from:
            return None
        start = rule.valid_from
    cap = deadline if deadline is not None and closes(step, rule) else NEVER
    for limit in (rule.audience.until_age, entry.next_start):
        if limit is not None and ages[limit] <= cap:
            cap = ages[limit] - _ONE
    if cap < as_of or start > cap:
        return None
    detail = {"closes_on": cap.isoformat()} if deadline is None and cap < NEVER else {}
    status = _UPCOMING if as_of < start else _DUE
    if deadline is not None and as_of > deadline:
        status = _OVERDUE
        detail |= history(entry, asked)
    version, obligation, certificate = rule.valid_from, rule.obligation, step.certificate
    return line(entry.id, version, None, start, deadline, status, obligation, certificate, None, None, detail, asked.base_none)


def season_said(camp: Campaign) -> dict[str, str]:
    """A campaign as the values of a fact; its last day only when its dates were read."""
    said = {"season": camp.season, "start": camp.start.isoformat(), "confirmed": "yes" if camp.confirmed else "no"}
    return said | ({"end": camp.end.isoformat()} if camp.confirmed else {})


def history(entry: Entry, asked: Asked) -> dict[str, str]:
    """What an examination past its window has more to say: that a later one has taken its place."""
    over = entry.stand_in is not None and asked.as_of >= asked.ages[entry.stand_in]
    return {"history": "later_exam"} if over else {}


def owed(entry: Entry, asked: Asked, found: Stretch, step: Step, more: Owed) -> Due:
    """The line of a step that is owed."""
    start, deadline, cap, rule, earliest = found
    status = status_of(found, asked.as_of)
    detail = {"closes_on": cap.isoformat()} if deadline is None and cap < NEVER else {}
    facts = base_facts(entry, asked, step, recorded=more.received > 0)
    if entry.multiple:
        detail["doses_needed"] = str(more.missing)
        if more.received:
            facts += (Fact("doses", {"received": str(more.received)}),)
    if more.mode:
        detail["mode"] = more.mode
    if more.given.prev is not None:
        facts += (last_done(more.given.prev),)
    if step.first_season is not None:
        said = season_said(campaign(asked.seasons[step.first_season], asked.birth, asked.as_of))
        detail = {"season": said["season"]}
        facts += (Fact("season", said),)
    if more.waits_for is not None and asked.as_of >= start:
        detail["after_dose"] = str(more.waits_for)
        earliest = earliest if step.min_interval is None else add(asked.as_of, step.min_interval)
    if status is _OVERDUE:
        detail |= history(entry, asked)
    dose = step.n if entry.multiple else None
    obligation = rule.obligation_for(asked.birth)
    return line(
        entry.id, rule.valid_from, dose, start, deadline, status, obligation, step.certificate, earliest, None, detail, facts
    )


def base_facts(entry: Entry, asked: Asked, step: Step | None, *, recorded: bool) -> tuple[Fact, ...]:
    """The facts every line of a rule rests on: birth or the days of a pregnancy, sex, conditions, that nothing is recorded."""
    audience = entry.newest.audience
    if audience.sex == "any" and not audience.condition and not entry.newest.variants:
        return asked.base if recorded else asked.base_none
    facts: tuple[Fact, ...] = (asked.birth_fact,) if not entry.pregnancy else anchor_facts(step, asked) if step else ()
    if audience.sex != "any":
        facts += (_SEX[asked.sex],)
    if asked.conditions:
        known = audience.condition | {variant.condition for variant in entry.newest.variants}
        facts += tuple(Fact("condition", {"code": code}) for code in sorted(known & asked.conditions))
    return facts if recorded else (*facts, NONE_RECORDED)


def done(entry: Entry, asked: Asked, events: list[Event], out: list[Due]) -> None:
    """The lines of what was received: one for each dose, the latest when one is told twice."""
    if not entry.multiple:
        if events:
            out.append(_done(entry, asked, events[-1], None, None))
        return
    before, last = None, 0
    if len(events) == 1 or all(event.dose == place for place, event in enumerate(events, 1)):
        for event in events:
            last = event.dose or last + 1
            out.append(_done(entry, asked, event, last, before))
            before = event.date
        return
    doses: dict[int, Event] = {}
    for event in events:
        last = event.dose or last + 1
        doses[last] = event
    for number in sorted(doses):
        out.append(_done(entry, asked, doses[number], number, before))
        before = doses[number].date


def _done(entry: Entry, asked: Asked, event: Event, number: int | None, before: date | None) -> Due:
    day = event.date
    known = entry.known
    rule = known[0].rule if len(known) == 1 else version_on(entry, day)
    steps, place = rule.steps, (number or 1) - 1
    step = steps[place] if place < len(steps) else None
    start, end, certificate = day, None, None
    facts = (asked.birth_fact, last_done(day))
    if step is not None:
        certificate = step.certificate
        if step.anchor != "birth":
            start, end = window(step, asked, Given(None, before)) or (day, None)
        else:
            start = asked.ages[step.start]
            if step.end is not None:
                end = asked.ages[step.end] if step.through else asked.ages[step.end] - _ONE
        if (step.min_age or step.min_interval) and _perhaps_early(step, day, start, before):
            early = earliest_day(step, asked, Given(None, before))
            if early is not None and day < early:
                facts += (Fact("given_early", {"date": day.isoformat(), "earliest": early.isoformat()}),)
    obligation = rule.obligation_for(asked.birth) if rule.obligation_by_birth else rule.obligation
    return line(entry.id, rule.valid_from, number, start, end, _DONE, obligation, certificate, None, day, {}, facts)


def _perhaps_early(step: Step, day: date, start: date, before: date | None) -> bool:
    """Whether a dose may have come before its minimum age or interval; worth counting only then."""
    if step.min_age is not None and day < start:
        return True
    interval = step.min_interval
    return interval is not None and before is not None and (day - before).days < interval.months * 31 + interval.days


def version_on(entry: Entry, day: date) -> RuleVersion:
    """The version in force on a day in the past; the nearest one when there was none yet."""
    known = entry.known
    if len(known) == 1:
        return known[0].rule
    found = known[0].rule
    for each in known:
        if each.rule.valid_from <= day:
            found = each.rule
    return found


def done_on_the_day(entry: Entry, asked: Asked, event: Event, detail: dict[str, str], *more: Fact) -> Due:
    """The line of something that comes again, done on a day: that day is its window."""
    day, rule = event.date, version_on(entry, event.date)
    facts = (*base_facts(entry, asked, None, recorded=True), last_done(day), *more)
    return line(entry.id, rule.valid_from, None, day, day, _DONE, rule.obligation, None, None, day, detail, facts)
