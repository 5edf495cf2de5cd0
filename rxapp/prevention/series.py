"""Steps: examinations, single vaccines and doses in a row, with what was received, catch-up and what takes over."""

from __future__ import annotations

from datetime import date, timedelta
from itertools import groupby
from operator import attrgetter
from typing import NamedTuple

from rxapp.prevention.asked import MOST_DOSES, Asked
from rxapp.prevention.durations import add
from rxapp.prevention.editions import Entry, Known
from rxapp.prevention.facts import Due, Event
from rxapp.prevention.lines import Owed, done, owed
from rxapp.prevention.rulebook import RuleVersion, Step
from rxapp.prevention.windows import NEVER, Given, Stretch, for_them, stitch, stretch_of


class Plan(NamedTuple):
    """The steps one version asks of one person. ``mode``: "" as written, "variant", "catch_up" or "continues".

    ``given``: doses of another rule that count as the ones before.
    """

    steps: tuple[Step, ...]
    mode: str = ""
    given: Given | None = None

    def step(self, n: int) -> Step | None:
        """The step of that number, if it is one of them."""
        for step in self.steps:
            if step.n == n:
                return step
        return None


class Taken(NamedTuple):
    """The doses received: how many, and when, oldest first."""

    count: int
    dates: tuple[date, ...]


NOTHING_TAKEN = Taken(0, ())


def lines(entry: Entry, asked: Asked, others: dict[str, Entry], out: list[Due]) -> None:
    """Add the lines of a rule made of steps: what was done, then what is owed."""
    events = asked.events.get(entry.id)
    if entry.pregnancy:
        if entry.newest.lifetime_once and events:
            done(entry, asked, _of_this_pregnancy(events, asked), out)
            return
        if entry.newest.audience.condition.isdisjoint(asked.conditions):
            return
        events = _of_this_pregnancy(events, asked) if events else None
    if events:
        done(entry, asked, one_a_day(events) if entry.multiple else events, out)
        if not entry.multiple:
            return
    if asked.age_days > entry.over or (entry.may_be_moot and satisfied(entry, asked)):
        return
    taken = taken_by(entry, asked, events)
    if taken.count >= entry.most:
        return
    plans = [(known, plan_of(known.rule, asked, taken.dates)) for known in entry.known if for_them(known.rule.audience, asked)]
    if plans:
        _pending(entry, asked, taken, plans, others, out)


def taken_by(entry: Entry, asked: Asked, own: list[Event] | None) -> Taken:
    """What was received under this rule and those that count for it: on one day, one dose."""
    counts = entry.newest.counts
    if not counts:
        return Taken(received(own), _days(own)) if own else NOTHING_TAKEN
    count, days = 0, set[date]()
    for pool in (own or [], *(asked.of(other) for other in counts)):
        fresh = [event for event in pool if event.date not in days]
        count += received(fresh)
        days.update(event.date for event in fresh)
    return Taken(count, tuple(sorted(days)))


def received(events: list[Event]) -> int:
    """How many doses these events stand for: the highest number said, one more for each without a number."""
    count = 0
    for event in one_a_day(events):
        count = max(count, event.dose) if event.dose is not None else count + 1
    return count


def one_a_day(events: list[Event]) -> list[Event]:
    """Doses, oldest first, without those noted twice: two of one day are one injection.

    The lower number of theirs holds, since a dose too many would hide one that is owed.
    """
    if len(events) < 2:
        return events
    return [min(several, key=lambda event: event.dose or MOST_DOSES + 1) for _day, several in groupby(events, attrgetter("date"))]


def _days(events: list[Event]) -> tuple[date, ...]:
    return tuple(dict.fromkeys(event.date for event in events))


def plan_of(rule: RuleVersion, asked: Asked, dates: tuple[date, ...]) -> Plan:
    """The steps this version asks of this person, who received this rule's doses on ``dates``."""
    for variant in rule.variants:
        if variant.condition in asked.conditions and variant.steps:
            return Plan(variant.steps, "variant")
    if rule.continues and not dates:
        for row in rule.continues:
            others = asked.of(row.rule)
            if received(others) >= row.doses:
                return Plan(row.steps, "continues", Given(others[0].date, others[-1].date))
    if rule.catch_up:
        begun = dates[0] if dates else asked.as_of
        for row in rule.catch_up:
            if asked.ages[row.start_from] <= begun < asked.ages[row.start_until]:
                return Plan(row.steps, "catch_up")
    return Plan(rule.steps)


def satisfied(entry: Entry, asked: Asked) -> bool:
    """Whether something else makes this rule's steps moot."""
    events = asked.events
    for other in entry.later:
        if other in events:
            return True
    for other, doses in entry.newest.satisfied_by:
        if received(asked.of(other)) >= doses:
            return True
    if entry.caught_up_by is not None and entry.caught_up_by in events:
        return True
    other = entry.newest.catches_up
    return other is not None and other in events and entry.id not in events


def _of_this_pregnancy(events: list[Event], asked: Asked) -> list[Event]:
    begun = asked.anchors.get("lmp") or asked.anchors.get("delivery")
    return [event for event in events if begun is not None and event.date >= begun]


def _pending(
    entry: Entry,
    asked: Asked,
    taken: Taken,
    plans: list[tuple[Known, Plan]],
    others: dict[str, Entry],
    out: list[Due],
) -> None:
    only = plans[0] if len(plans) == 1 else None
    if only is not None:
        numbers = [step.n for step in only[1].steps if step.n > taken.count]
    else:
        numbers = sorted({step.n for _, plan in plans for step in plan.steps if step.n > taken.count})
    first, prev = (taken.dates[0], taken.dates[-1]) if taken.dates else (None, None)
    for n in numbers:
        is_next = n == numbers[0]
        given = Given(first, prev) if is_next and prev is not None else Given(first)
        found = _found(entry, asked, plans, n, given, is_next)
        if found is not None and entry.may_move:
            found = _adjusted(entry, asked, found, n, others)
        if found is None:
            continue
        plan = only[1] if only is not None else next(plan for known, plan in plans if known.rule is found.rule)
        step = plan.step(n)
        if step is None or not _wanted(step, entry, asked, found):
            continue
        waits = None if is_next else n - 1
        missing = sum(each.n > taken.count for each in plan.steps)
        more = Owed(taken.count, missing, plan.mode, waits, plan.given or given)
        out.append(owed(entry, asked, found, step, more))


def _found(entry: Entry, asked: Asked, plans: list[tuple[Known, Plan]], n: int, given: Given, is_next: bool) -> Stretch | None:
    """The stretch of step ``n`` across versions."""
    parts = [
        stretch_of(entry, known, step, asked, (plan.given or given) if is_next else given)
        for known, plan in plans
        if (step := plan.step(n)) is not None
    ]
    return stitch(parts, asked.as_of) if parts else None


def _wanted(step: Step, entry: Entry, asked: Asked, found: Stretch) -> bool:
    """Whether a step is worth telling: the product it needs was used, a catch-up has begun."""
    if step.product is not None and not _product(entry, asked, step.product):
        return False
    hides = entry.newest.catches_up or entry.newest.gives_way_to
    return not (hides and asked.as_of < found.start and entry.id not in asked.events and step.n == 1)


def _product(entry: Entry, asked: Asked, product: str) -> bool:
    return any(product.casefold() in event.details.get("product", "").casefold() for event in asked.of(entry.id))


def limit_by_product(rule: RuleVersion, asked: Asked) -> date | None:
    """The day before which a series must be complete, by the product used; the nearest one when it is not known."""
    if not rule.complete_before:
        return None
    used = [event.details.get("product", "").casefold() for event in asked.of(rule.id)]
    for product, span in rule.complete_before.items():
        if any(product.casefold() in name for name in used):
            return asked.ages[span]
    return asked.ages[rule.complete_before["any"]]


def _adjusted(entry: Entry, asked: Asked, found: Stretch, n: int, others: dict[str, Entry]) -> Stretch | None:
    """The stretch put off by an earlier booster or by the rule it gives way to, and ended by what must be complete."""
    start, cap = found.start, found.cap
    for step in found.rule.steps:
        if step.n == n and step.after_earlier is not None:
            past = [event.date for other in entry.chain if other != entry.id for event in asked.of(other)]
            start = max(start, add(max(past), step.after_earlier)) if past else start
    limit = limit_by_product(found.rule, asked)
    if limit is not None:
        cap = min(cap, limit - timedelta(days=1))
    if entry.newest.gives_way_to is not None:
        other = others.get(entry.newest.gives_way_to)
        if other is not None and for_them(other.newest.audience, asked):
            until = other.newest.audience.until_age
            start = NEVER if until is None else max(start, asked.ages[until])
    if start > cap or cap < asked.as_of or start == NEVER:
        return None
    return found if start == found.start and cap == found.cap else found._replace(start=start, cap=cap)
