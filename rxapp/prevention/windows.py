"""Windows: from when to when a step is owed, across the versions that are in force on the days it falls on.

Each version gives a stretch, cut to the days on which it is in force; stretches that touch are one. The first stretch that is not
over answers: it starts on the first day on which any version made the step due.
"""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date, timedelta
from typing import NamedTuple

from rxapp.prevention.asked import Asked
from rxapp.prevention.durations import add
from rxapp.prevention.editions import Entry, Known, closes
from rxapp.prevention.facts import Fact, Status
from rxapp.prevention.rulebook import Audience, RuleVersion, Step
from rxapp.prevention.seasons import campaign

_ONE = timedelta(days=1)
NEVER = date(9999, 12, 30)
"""The cap of what is owed for ever."""


class Stretch(NamedTuple):
    """Days on which one version asks something. ``deadline``: last day of its window (None: open). ``cap``: last day owed."""

    start: date
    deadline: date | None
    cap: date
    rule: RuleVersion
    earliest: date | None = None


class Given(NamedTuple):
    """The first dose of a series and the one just before a step; None when it was not received."""

    first: date | None = None
    prev: date | None = None


NOTHING_GIVEN = Given()


def for_them(audience: Audience, asked: Asked) -> bool:
    """Whether a version is for this person, ages aside."""
    if audience.sex != "any" and audience.sex != asked.sex:
        return False
    if audience.born_from is not None and asked.birth < audience.born_from:
        return False
    if audience.born_to is not None and asked.birth > audience.born_to:
        return False
    if audience.condition and audience.condition.isdisjoint(asked.conditions):
        return False
    return not (audience.exclude and excluded_by(audience, asked))


def excluded_by(audience: Audience, asked: Asked) -> frozenset[str]:
    """The codes for which this person is left out."""
    return audience.exclude & asked.conditions | audience.exclude.intersection(asked.events)


def stretch_of(entry: Entry, known: Known, step: Step, asked: Asked, given: Given) -> Stretch | None:
    """The days on which ``step`` is owed under one version; None when it never is."""
    rule = known.rule
    found = window(step, asked, given)
    if found is None:
        return None
    start, deadline = found
    earliest = earliest_day(step, asked, given)
    if earliest is not None and earliest > start:
        start = earliest
        if deadline is not None and start > deadline:
            if closes(step, rule):
                return None
            deadline = None
    if step.first_season or step.within_season:
        return _in_season(entry, known, step, asked, (start, deadline))
    return cut(entry, known, asked, start, deadline, deadline if closes(step, rule) else None, earliest)


def window(step: Step, asked: Asked, given: Given) -> tuple[date, date | None] | None:
    """First and last day of a step by its text alone; None when a day it is counted from is not known."""
    if step.anchor == "birth":
        start = asked.ages[step.start]
        end = None if step.end is None else asked.ages[step.end]
    else:
        found = _from_anchor(step, asked, given)
        if found is None:
            return None
        start, end = found
    return (start, end) if end is None or step.through else (start, end - _ONE)


def cut(
    entry: Entry,
    known: Known,
    asked: Asked,
    start: date,
    deadline: date | None,
    cap: date | None,
    earliest: date | None = None,
) -> Stretch | None:
    """A window cut to the ages of the audience and to the days on which the version is in force."""
    rule = known.rule
    audience, ages = rule.audience, asked.ages
    last = NEVER if cap is None else cap
    if audience.until_age is not None:
        last = min(last, ages[audience.until_age] - _ONE)
    if entry.next_start is not None:
        last = min(last, ages[entry.next_start] - _ONE)
    if audience.min_age is not None:
        start = max(start, ages[audience.min_age])
    if start < rule.valid_from:
        if deadline is not None and deadline < rule.valid_from:
            return None
        start = rule.valid_from
    if known.end is not None and known.end < last:
        last = known.end
        if deadline is None or deadline > last:
            deadline = last
    return Stretch(start, deadline, last, rule, earliest) if start <= last else None


def stitch(stretches: Sequence[Stretch | None], as_of: date) -> Stretch | None:
    """The stretch of days that answers on ``as_of``; its rule is the version in force on the day it is about."""
    if len(stretches) == 1:
        only = stretches[0]
        return only if only is not None and only.cap >= as_of else None
    whole: Stretch | None = None
    for part in stretches:
        if part is None:
            continue
        if whole is not None and part.start <= whole.cap + _ONE:
            rule = part.rule if part.start <= max(as_of, whole.start) else whole.rule
            whole = Stretch(whole.start, part.deadline, part.cap, rule, part.earliest)
        elif whole is not None and whole.cap >= as_of:
            return whole
        else:
            whole = part
    return whole if whole is not None and whole.cap >= as_of else None


def status_of(stretch: Stretch, as_of: date) -> Status:
    """Where a stretch stands on ``as_of``, which it is not past."""
    if as_of < stretch.start:
        return Status.UPCOMING
    return Status.OVERDUE if stretch.deadline is not None and as_of > stretch.deadline else Status.DUE


def earliest_day(step: Step, asked: Asked, given: Given) -> date | None:
    """The first day the step may be done by the minimum age and interval; None when no minimum is known."""
    found = None if step.min_age is None else asked.ages[step.min_age]
    if given.prev is not None and step.min_interval is not None:
        after = add(given.prev, step.min_interval)
        found = after if found is None or after > found else found
    return found


def anchor_facts(step: Step, asked: Asked) -> tuple[Fact, ...]:
    """The day of a pregnancy that a step is counted from."""
    names = (step.anchor, step.end_anchor)
    return tuple(Fact("anchor", {name: asked.anchors[name].isoformat()}) for name in names if name in asked.anchors)


def _from_anchor(step: Step, asked: Asked, given: Given) -> tuple[date, date | None] | None:
    """First day, and last one before `through` is looked at, of a step that is not counted from birth."""
    base = _anchor(step.anchor, asked, given)
    if step.end_anchor is None:
        return None if base is None else (add(base, step.start), None if step.end is None else add(base, step.end))
    end = asked.anchors.get(step.end_anchor)
    if base is None and end is None:
        return None
    start = end if base is None else add(base, step.start)
    return start, None if end is None or step.end is None else add(end, step.end)


def _anchor(name: str, asked: Asked, given: Given) -> date | None:
    if name == "prev":
        return given.prev
    if name == "first":
        return given.first
    return asked.anchors.get(name)


def _in_season(entry: Entry, known: Known, step: Step, asked: Asked, window: tuple[date, date | None]) -> Stretch | None:
    """A window cut to a campaign: the first one of a life, or the one in which it falls."""
    start, deadline = window
    book_seasons = asked.seasons
    if step.first_season is not None:
        camp = campaign(book_seasons[step.first_season], asked.birth, asked.as_of)
        return cut(entry, known, asked, max(start, camp.start), camp.end if camp.confirmed else None, camp.end)
    camp = campaign(book_seasons[step.within_season], start, asked.as_of)
    end = camp.end if deadline is None else min(deadline, camp.end)
    return cut(entry, known, asked, max(start, camp.start), end, end) if max(start, camp.start) <= end else None
