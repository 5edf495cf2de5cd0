"""Lines of a calendar: what was done and what is owed, with the facts each rests on."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date
from typing import NamedTuple

from rxapp.prevention.asked import NONE_RECORDED, Asked
from rxapp.prevention.durations import add
from rxapp.prevention.editions import Entry
from rxapp.prevention.facts import Due, Event, Fact, Status
from rxapp.prevention.rulebook import RuleVersion, Step
from rxapp.prevention.windows import NEVER, NOTHING_GIVEN, Given, Stretch, anchor_facts, earliest_day

NORMAL = frozenset({"", "negative", "normal", "negatif", "négatif"})
"""Results after which the usual rhythm goes on; any other one is for a professional to follow."""


class Owed(NamedTuple):
    """What else is known of a step owed: doses received and missing, why these steps, the dose it waits for."""

    received: int = 0
    missing: int = 1
    mode: str = ""
    waits_for: int | None = None
    given: Given = NOTHING_GIVEN


def owed(entry: Entry, asked: Asked, found: Stretch, step: Step, more: Owed) -> Due:
    """The line of a step that is owed."""
    as_of = asked.as_of
    start, deadline, cap, rule, earliest = found
    if as_of < start:
        status = Status.UPCOMING
    elif deadline is not None and as_of > deadline:
        status = Status.OVERDUE
    else:
        status = Status.DUE
    detail: dict[str, str] = {}
    facts = base_facts(entry, asked, step, recorded=more.received > 0)
    if entry.multiple:
        detail["doses_needed"] = str(more.missing)
        if more.received:
            facts += (Fact("doses", {"received": str(more.received)}),)
    if more.mode:
        detail["mode"] = more.mode
    if more.given.prev is not None:
        facts += (Fact("last_done", {"date": more.given.prev.isoformat()}),)
    if cap is not NEVER and deadline is None and cap < NEVER:
        detail["closes_on"] = cap.isoformat()
    if more.waits_for is not None and as_of >= start:
        detail["after_dose"] = str(more.waits_for)
        if step.min_interval is not None:
            earliest = add(as_of, step.min_interval)
    if status is Status.OVERDUE and entry.stand_in is not None and as_of >= asked.ages[entry.stand_in]:
        detail["history"] = "later_exam"
    return Due(
        entry.id,
        rule.valid_from,
        step.n if entry.multiple else None,
        start,
        deadline,
        status,
        rule.obligation_for(asked.birth) if rule.obligation_by_birth else rule.obligation,
        step.certificate,
        earliest,
        None,
        detail,
        facts,
    )


def base_facts(entry: Entry, asked: Asked, step: Step | None, *, recorded: bool) -> tuple[Fact, ...]:
    """The facts every line of a rule rests on: birth or the days of a pregnancy, sex, conditions, that nothing is recorded."""
    audience = entry.newest.audience
    if audience.sex == "any" and not audience.condition and not entry.newest.variants:
        return asked.base if recorded else asked.base_none
    facts: tuple[Fact, ...] = (asked.birth_fact,) if not entry.pregnancy else anchor_facts(step, asked) if step else ()
    if audience.sex != "any":
        facts += (Fact("sex", {"sex": asked.sex}),)
    known = audience.condition | {variant.condition for variant in entry.newest.variants}
    facts += tuple(Fact("condition", {"code": code}) for code in sorted(known & asked.conditions))
    return facts if recorded else (*facts, NONE_RECORDED)


def done(entry: Entry, asked: Asked, events: list[Event]) -> Iterator[Due]:
    """The lines of what was received: one for each dose, the latest when one is told twice."""
    if not entry.multiple:
        if events:
            yield _done(entry, asked, events[-1], None, None)
        return
    doses: dict[int, Event] = {}
    for event in events:
        number = event.dose if event.dose is not None else max(doses, default=0) + 1
        doses[number] = event
    before = None
    for number, event in sorted(doses.items()):
        yield _done(entry, asked, event, number, before)
        before = event.date


def _done(entry: Entry, asked: Asked, event: Event, number: int | None, before: date | None) -> Due:
    day = event.date
    rule = version_on(entry, day)
    step = _step(rule, number or 1)
    start, end, early = day, None, None
    if step is not None and step.anchor == "birth":
        start = asked.ages[step.start]
        if step.end is not None:
            end = asked.ages[step.end] if step.through else date.fromordinal(asked.ages[step.end].toordinal() - 1)
        if step.min_age is not None or before is not None:
            early = earliest_day(step, asked, Given(None, before))
    elif step is not None and before is not None:
        early = earliest_day(step, asked, Given(None, before))
    facts = (*asked.base, Fact("last_done", {"date": day.isoformat()}))
    if early is not None and day < early:
        facts += (Fact("given_early", {"date": day.isoformat(), "earliest": early.isoformat()}),)
    return Due(
        entry.id,
        rule.valid_from,
        number,
        start,
        end,
        Status.DONE,
        rule.obligation_for(asked.birth) if rule.obligation_by_birth else rule.obligation,
        step.certificate if step is not None else None,
        None,
        day,
        {},
        facts,
    )


def _step(rule: RuleVersion, n: int) -> Step | None:
    return rule.steps[n - 1] if n <= len(rule.steps) else None


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
    facts = (*base_facts(entry, asked, None, recorded=True), Fact("last_done", {"date": day.isoformat()}), *more)
    obligation = rule.obligation_for(asked.birth)
    return Due(entry.id, rule.valid_from, None, day, day, Status.DONE, obligation, None, None, day, detail, facts)
