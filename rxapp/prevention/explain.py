"""How a date came about: which version was chosen and why, the sums, the facts, the sources; or why there is nothing."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from datetime import date

from rxapp.prevention.asked import Asked
from rxapp.prevention.durations import Span, add
from rxapp.prevention.editions import Entry, edition
from rxapp.prevention.engine import calendar
from rxapp.prevention.facts import Due, Event, Fact, Person, Status
from rxapp.prevention.rulebook import RuleBook, RuleVersion, Source, Step
from rxapp.prevention.rulebook import book as this_book
from rxapp.prevention.series import plan_of, satisfied, taken_by
from rxapp.prevention.windows import excluded_by


@dataclass(frozen=True, slots=True)
class VersionChoice:
    """One version of the rule. ``choice``: "in_force", "not_published", "later", "ended" on the day asked about."""

    valid_from: date
    valid_to: date | None
    published_on: date
    choice: str


@dataclass(frozen=True, slots=True)
class Sum:
    """One sum behind a line: ``start`` + ``span`` = ``result``, or a day that counts by itself (``start`` None).

    ``code``: "from", "until" (excluded), "through", "min_age", "min_interval", "every", "deferred", "valid_from", "valid_to",
    "until_age", "age", "next_age".
    """

    code: str
    start: date | None
    span: Span | None
    result: date


@dataclass(frozen=True, slots=True)
class Explanation:
    """Everything behind one rule for one person. ``lines`` and ``sums`` go together. ``reasons``: why nothing is owed."""

    rule: str
    as_of: date
    versions: tuple[VersionChoice, ...]
    lines: tuple[Due, ...]
    sums: tuple[tuple[Sum, ...], ...]
    reasons: tuple[Fact, ...]
    sources: tuple[Source, ...]


def explain(person: Person, events: Iterable[Event], rule: str, as_of: date, *, book: RuleBook | None = None) -> Explanation:
    """How the lines of ``rule`` came about. Raises `KeyError` for an unknown rule, `PersonError` as `calendar`."""
    shelf = book or this_book()
    versions = shelf.by_id[rule]
    events = tuple(events)
    known = edition(shelf, as_of)
    asked = Asked(person, events, as_of, shelf.seasons)
    lines = tuple(due for due in calendar(person, events, as_of, book=shelf, include_hidden=True) if due.rule == rule)
    entry = known.by_id.get(rule)
    owed = any(due.status is not Status.DONE for due in lines)
    reasons = () if owed else tuple(_reasons(entry, asked))
    sums = tuple(tuple(_sums(shelf, due, asked)) for due in lines)
    sources = {source.id: source for version in versions if version.known(as_of) for source in version.sources}
    choices = tuple(_choice(version, as_of) for version in versions)
    return Explanation(rule, as_of, choices, lines, sums, reasons, tuple(sources.values()))


def _choice(version: RuleVersion, as_of: date) -> VersionChoice:
    end = version.end_known(as_of)
    if not version.known(as_of):
        choice = "not_published"
    elif version.valid_from > as_of:
        choice = "later"
    elif end is not None and end < as_of:
        choice = "ended"
    else:
        choice = "in_force"
    return VersionChoice(version.valid_from, end, version.published_on, choice)


def _reasons(entry: Entry | None, asked: Asked) -> Iterator[Fact]:
    if entry is None:
        yield Fact("not_published")
        return
    if entry.hidden:
        yield Fact("hidden")
    audience = entry.newest.audience
    if audience.sex not in ("any", asked.sex):
        yield Fact("sex", {"sex": asked.sex})
    if (audience.born_from and asked.birth < audience.born_from) or (audience.born_to and asked.birth > audience.born_to):
        yield Fact("born_outside", {"date": asked.birth.isoformat()})
    if audience.condition and audience.condition.isdisjoint(asked.conditions):
        yield Fact("condition_missing", {"codes": ", ".join(sorted(audience.condition))})
    if left_out := excluded_by(audience, asked):
        yield Fact("excluded", {"codes": ", ".join(sorted(left_out))})
    if satisfied(entry, asked):
        yield Fact("taken_over")
    if asked.as_of.toordinal() - asked.birth.toordinal() > entry.over:
        yield Fact("age_passed")
    anchors = {step.anchor for step in entry.newest.steps} & {"lmp", "pregnancy_start", "delivery"}
    if anchors and not anchors & asked.anchors.keys():
        yield Fact("anchor_missing", {"codes": ", ".join(sorted(anchors))})
    if all(known.end is not None and known.end < asked.as_of for known in entry.known):
        yield Fact("ended")


def _sums(book: RuleBook, due: Due, asked: Asked) -> Iterator[Sum]:
    rule = book.version(due.rule, due.version)
    if "age" in due.detail:
        for code, years in (("age", int(due.detail["age"])), ("next_age", int(due.detail["age"]) + 1)):
            yield _sum(code, asked.birth, Span(12 * years))
    elif rule.steps:
        yield from _step_sums(edition(book, asked.as_of).by_id[due.rule], rule, due, asked)
    elif rule.recurrence is not None and rule.recurrence.every is not None and due.status is not Status.DONE:
        yield from _repeat_sums(rule, due, asked)
    if due.status is Status.DONE:
        return
    if due.due_from == rule.valid_from:
        yield Sum("valid_from", None, None, rule.valid_from)
    if rule.audience.until_age is not None:
        yield _sum("until_age", asked.birth, rule.audience.until_age)


def _step_sums(entry: Entry, rule: RuleVersion, due: Due, asked: Asked) -> Iterator[Sum]:
    dates = taken_by(entry, asked, asked.events.get(rule.id)).dates
    step = plan_of(rule, asked, dates).step(due.dose or 1)
    if step is None:
        return
    prev = _last_done(due)
    base = _anchor_day(step, asked, dates, prev)
    if base is not None:
        yield _sum("from", base, step.start)
    end_base = asked.anchors.get(step.end_anchor) if step.end_anchor else base
    if step.end is not None and end_base is not None:
        yield _sum("through" if step.through else "until", end_base, step.end)
    if step.min_age is not None:
        yield _sum("min_age", asked.birth, step.min_age)
    if step.min_interval is not None and prev is not None and due.status is not Status.DONE:
        yield _sum("min_interval", prev, step.min_interval)


def _repeat_sums(rule: RuleVersion, due: Due, asked: Asked) -> Iterator[Sum]:
    last = _last_done(due)
    if last is None:
        yield _sum("from", asked.birth, rule.recurrence.if_never)
    else:
        yield _sum("every", last, rule.recurrence.every)
    for defer in rule.recurrence.defer:
        for event in asked.of(defer.event)[-1:]:
            yield _sum("deferred", event.date, defer.by)


def _anchor_day(step: Step, asked: Asked, dates: tuple[date, ...], prev: date | None) -> date | None:
    match step.anchor:
        case "birth":
            return asked.birth
        case "prev":
            return prev
        case "first":
            return dates[0] if dates else None
    return asked.anchors.get(step.anchor)


def _last_done(due: Due) -> date | None:
    found = [fact.values["date"] for fact in due.facts if fact.code == "last_done"]
    return date.fromisoformat(found[-1]) if found else None


def _sum(code: str, start: date, span: Span) -> Sum:
    return Sum(code, start, span, add(start, span))
