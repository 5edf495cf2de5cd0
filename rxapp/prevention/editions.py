"""What of the rule book can be known on a day, arranged once for all persons asked about on it.

Between two publications nothing changes, so there are as many editions as publications.
"""

from __future__ import annotations

from bisect import bisect_right
from dataclasses import dataclass
from datetime import date
from functools import lru_cache

from rxapp.prevention.durations import Span
from rxapp.prevention.rulebook import Audience, RuleBook, RuleVersion, Step

ALWAYS = 10**6
"""More days than anyone lives."""


@dataclass(frozen=True, slots=True, eq=False)
class Known:
    """A version that is known, with the end that is known of it."""

    rule: RuleVersion
    end: date | None


@dataclass(frozen=True, slots=True, eq=False)
class Entry:
    """One rule id: its known versions, oldest first, and what helps to leave it out quickly.

    ``over``, ``under``: days of age past which, before which, it asks nothing.
    ``multiple``: its doses are numbered. ``next_start``: the age at which the
    next of a chain takes over; ``later`` and ``chain``: the ids after it, and all of them. ``stand_in``: the age at which a
    later examination of the series has taken its place. ``caught_up_by``: the id that takes over when it was not begun.
    ``by_steps``: made of steps. ``quick``: the one step of a rule so plain that nothing but birth and its own events bears on it.
    ``most``: its most doses.
    ``at_ages``: the ages of an offer, in all versions. ``may_be_moot``, ``may_move``: other rules bear on it, so look at them.
    """

    id: str
    known: tuple[Known, ...]
    newest: RuleVersion
    multiple: bool
    pregnancy: bool
    keeps_owed: bool
    over: int
    under: int
    sex: str | None
    hidden: bool
    next_start: Span | None = None
    later: tuple[str, ...] = ()
    chain: tuple[str, ...] = ()
    stand_in: Span | None = None
    caught_up_by: str | None = None
    quick: Step | None = None
    by_steps: bool = False
    most: int = 1
    may_be_moot: bool = False
    may_move: bool = False
    at_ages: tuple[int, ...] = ()


@dataclass(frozen=True, slots=True, eq=False)
class Edition:
    """All entries known together, and those that may concern women and men who are not pregnant nor were lately."""

    book: RuleBook
    entries: tuple[Entry, ...]
    by_id: dict[str, Entry]
    usual: dict[str, tuple[Entry, ...]]


@lru_cache(maxsize=8)
def _turns(book: RuleBook) -> list[date]:
    days = {rule.published_on for rule in book.versions} | {rule.end_published_on for rule in book.versions}
    return sorted(day for day in days if day is not None)


def edition(book: RuleBook, as_of: date) -> Edition:
    """The rules as they could be known on ``as_of``."""
    turns = _turns(book)
    place = bisect_right(turns, as_of)
    return _edition(book, turns[place - 1] if place else date.min)


@lru_cache(maxsize=256)
def _edition(book: RuleBook, as_of: date) -> Edition:
    known = {
        key: tuple(Known(rule, rule.end_known(as_of)) for rule in versions if rule.known(as_of))
        for key, versions in book.by_id.items()
    }
    newest = {key: versions[-1].rule for key, versions in known.items() if versions}
    entries = tuple(_entry(key, known[key], newest) for key in newest)
    usual = {
        sex: tuple(entry for entry in entries if entry.sex in (None, sex) and not entry.pregnancy and not entry.hidden)
        for sex in ("F", "M")
    }
    return Edition(book, entries, {entry.id: entry for entry in entries}, usual)


def _entry(key: str, known: tuple[Known, ...], newest: dict[str, RuleVersion]) -> Entry:
    rule = newest[key]
    later = _chain(key, newest)
    caught_up_by = next((other for other, version in newest.items() if version.catches_up == key), None)
    takes_over = newest.get(rule.then) if rule.then else None
    chain = tuple(other for other in newest if other in later or other == key or key in _chain(other, newest))
    return Entry(
        id=key,
        known=known,
        newest=rule,
        multiple=len(rule.steps) > 1,
        pregnancy=_is_pregnancy(rule),
        keeps_owed=rule.kind == "vaccine" or (rule.kind == "exam" and rule.obligation == "mandatory"),
        over=_over(known),
        under=_under(rule),
        sex=None if rule.audience.sex == "any" else rule.audience.sex,
        hidden=rule.surfaced_from is None,
        next_start=takes_over.steps[0].start if takes_over else None,
        later=later,
        chain=chain if len(chain) > 1 else (),
        stand_in=_stand_in(rule, newest),
        caught_up_by=caught_up_by,
        may_be_moot=bool(later or rule.satisfied_by or caught_up_by or rule.catches_up),
        may_move=bool(rule.gives_way_to or rule.complete_before or any(step.after_earlier for step in rule.steps)),
        quick=_quick(known),
        by_steps=bool(rule.steps),
        at_ages=tuple(sorted({age for each in known for age in each.rule.ages})),
        most=max((step.n for each in known for step in _all_steps(each.rule)), default=1),
    )


def _quick(known: tuple[Known, ...]) -> Step | None:
    rule, audience = known[0].rule, known[0].rule.audience
    plain = len(known) == 1 and known[0].end is None and len(rule.steps) == 1
    plain = plain and audience == Audience(until_age=audience.until_age) and not rule.obligation_by_birth
    if not plain or rule.variants or rule.catch_up or rule.continues or rule.counts or rule.satisfied_by or rule.complete_before:
        return None
    if rule.gives_way_to or rule.catches_up or rule.lifetime_once:
        return None
    step = rule.steps[0]
    simple = Step(1, "birth", step.start, step.end, step.through, certificate=step.certificate, closes=step.closes)
    return step if step == simple else None


def _chain(key: str, newest: dict[str, RuleVersion]) -> tuple[str, ...]:
    found: list[str] = []
    following = newest[key].then
    while following in newest and following not in found:
        found.append(following)
        following = newest[following].then
    return tuple(found)


def _is_pregnancy(rule: RuleVersion) -> bool:
    return bool(rule.audience.condition & {"pregnant", "postpartum"})


def _stand_in(rule: RuleVersion, newest: dict[str, RuleVersion]) -> Span | None:
    if rule.kind != "exam" or not _from_birth(rule) or rule.steps[0].end is None:
        return None
    ends = _days(rule.steps[0].end)
    starts = [
        other.steps[0].start
        for other in newest.values()
        if other.series == rule.series
        and other.steps
        and other.steps[0].anchor == "birth"
        and _days(other.steps[0].start) >= ends
    ]
    return min(starts, key=_days, default=None)


def _from_birth(rule: RuleVersion) -> bool:
    return bool(rule.steps) and rule.steps[0].anchor == "birth"


def _over(known: tuple[Known, ...]) -> int:
    """The most days of age at which some version may still ask something."""
    found = [_last_age(each.rule) for each in known]
    return ALWAYS if None in found else max(_days(span) for span in found) + 2


def _under(rule: RuleVersion) -> int:
    """The fewest days of age at which the campaign at hand may concern someone; other rules tell what is years ahead."""
    campaign = rule.recurrence is not None and rule.recurrence.season is not None
    return rule.audience.min_age.months * 30 - 366 if campaign and rule.audience.min_age else 0


def _last_age(rule: RuleVersion) -> Span | None:
    if _is_pregnancy(rule):
        return None
    limits = [rule.audience.until_age] if rule.audience.until_age else []
    if rule.ages:
        limits.append(Span((rule.ages[-1] + 1) * 12))
    if rule.steps and all(_ends(step, rule) for step in _all_steps(rule)):
        limits.append(max((step.end for step in _all_steps(rule)), key=_days))
    if rule.phases:
        limits.append(rule.phases[-1].until)
    return min(limits, key=_days, default=None)


def _all_steps(rule: RuleVersion) -> list[Step]:
    lists = (rule.steps, *(part.steps for part in (*rule.variants, *rule.catch_up, *rule.continues)))
    return [step for steps in lists for step in steps]


def _ends(step: Step, rule: RuleVersion) -> bool:
    return step.anchor == "birth" and step.end is not None and closes(step, rule)


def closes(step: Step, rule: RuleVersion) -> bool:
    """Whether nothing is owed past the window: an offer, unlike mandatory examinations and vaccines, unless the rule says."""
    if step.closes is not None:
        return step.closes
    return not (rule.kind == "vaccine" or (rule.kind == "exam" and rule.obligation == "mandatory"))


def _days(span: Span) -> int:
    return span.months * 31 + span.days
