"""The engine: what is due for a person, from when to when, as it could be known on a day. Pure: no clock, no database.

Two dates are kept apart. What was published by ``as_of`` is known, the rest is not; among what is known, the version in force on
the day a step falls due is the one that counts. `docs/prevention-rules.md` tells the conventions.
"""

from __future__ import annotations

from collections.abc import Iterable
from datetime import date

from rxapp.prevention import recurrence, series
from rxapp.prevention.asked import Asked
from rxapp.prevention.editions import Entry, edition
from rxapp.prevention.facts import Due, Event, Person
from rxapp.prevention.lines import quick
from rxapp.prevention.rulebook import RuleBook
from rxapp.prevention.rulebook import book as this_book


def calendar(
    person: Person,
    events: Iterable[Event],
    as_of: date,
    *,
    book: RuleBook | None = None,
    include_hidden: bool = False,
) -> tuple[Due, ...]:
    """Every line of the person's calendar on ``as_of``, in the order of the rule book: done, upcoming (for life), due, overdue.

    ``events`` after ``as_of`` and codes no rule knows are left out. ``include_hidden``: with the rules that the public calendar
    never shows. Raises `PersonError` (a `ValueError` with a code) for a person or an event that cannot be.
    """
    known = edition(book or this_book(), as_of)
    asked = Asked(person, events, as_of, known.book.seasons)
    found: list[Due] = []
    age, told = asked.age_days, asked.events
    usual = not (include_hidden or asked.expecting)
    for entry in known.usual[asked.sex] if usual else known.entries:
        if not entry.under <= age <= entry.over and entry.id not in told:
            continue
        if entry.quick is not None and not entry.hidden:
            if (line := quick(entry, entry.quick, asked)) is not None:
                found.append(line)
        elif usual and entry.by_steps:
            series.lines(entry, asked, known.by_id, found)
        elif usual or ((include_hidden or not entry.hidden) and entry.sex in (None, asked.sex)):
            add_lines(entry, asked, known.by_id, found)
    return tuple(found)


def add_lines(entry: Entry, asked: Asked, others: dict[str, Entry], out: list[Due]) -> None:
    """Add the lines of one rule to ``out``."""
    rule = entry.newest
    if rule.steps:
        series.lines(entry, asked, others, out)
    elif rule.ages:
        recurrence.by_age(entry, asked, out)
    elif rule.phases:
        recurrence.by_phase(entry, asked, out)
    else:
        recurrence.lines(entry, asked, out)


def as_shown(dues: Iterable[Due], as_of: date, *, book: RuleBook | None = None) -> tuple[Due, ...]:
    """Only the lines that the public calendar showed on ``as_of``: their version had surfaced by then."""
    shelf = book or this_book()
    return tuple(due for due in dues if _surfaced(due, as_of, shelf))


def _surfaced(due: Due, as_of: date, book: RuleBook) -> bool:
    surfaced = book.version(due.rule, due.version).surfaced_from
    return surfaced is not None and surfaced <= as_of


def mistakes(events: Iterable[Event], as_of: date, *, book: RuleBook | None = None) -> tuple[tuple[str, Event], ...]:
    """The events the engine leaves out, each with why: "unknown" (a code no rule knows) or "future" (after ``as_of``)."""
    codes = (book or this_book()).codes
    found = []
    for event in events:
        if event.rule not in codes:
            found.append(("unknown", event))
        elif event.date > as_of:
            found.append(("future", event))
    return tuple(found)
