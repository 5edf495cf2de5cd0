"""In which group a line of the calendar stands, and which are the most urgent. Pure."""

from __future__ import annotations

from datetime import date, timedelta

from rxapp.prevention.facts import Due, Obligation, Status

SOON = timedelta(days=60)
CLOSED_LATELY = timedelta(days=90)
"""A window that closed longer ago is the past, not an alarm."""
LONG_AGO = timedelta(days=365)
"""What has been due for longer, with nothing noted, is to be checked with a doctor rather than done in a hurry."""

OVERDUE, DUE, CHECK, SOON_GROUP, LATER, DONE, PAST, ASIDE = (
    "overdue",
    "due",
    "check",
    "soon",
    "later",
    "done",
    "past",
    "aside",
)
GROUPS = (OVERDUE, DUE, SOON_GROUP, CHECK, LATER, DONE, PAST, ASIDE)
TO_DO = (OVERDUE, DUE, SOON_GROUP, CHECK)
_FIRST = {Obligation.MANDATORY: 0, Obligation.RECOMMENDED: 1, Obligation.OPTIONAL: 2}


def group_of(line: Due, today: date, *, vaccine: bool) -> str:
    """The group of a line: one of `GROUPS`, but for what a reader set aside."""
    if line.status is Status.DONE:
        return DONE
    if line.detail.get("history"):
        return PAST
    if line.detail.get("after_dose"):
        return LATER
    if line.due_to is not None and line.due_to < today:
        if not vaccine and line.obligation is not Obligation.MANDATORY:
            return CHECK  # an offer that is still worth talking over, not something one is late for
        if today - line.due_to <= CLOSED_LATELY:
            return OVERDUE
        return CHECK if vaccine else PAST
    if line.due_from is not None and line.due_from > today:
        return SOON_GROUP if line.due_from - today <= SOON else LATER
    if none_recorded(line) and (vaccine or line.due_to is None) and (line.due_from is None or today - line.due_from > LONG_AGO):
        return CHECK
    return DUE


def none_recorded(line: Due) -> bool:
    """Whether nothing was noted, which is not the same as not done."""
    return any(fact.code == "none_recorded" for fact in line.facts)


def order(line: Due, group: str) -> tuple[object, ...]:
    """Sorts the lines of one group: mandatory first among what is to do, the latest first among what is done."""
    start, end = line.due_from or date.min, line.due_to or date.max
    if group == DONE:
        return (-(line.done_on or date.min).toordinal(), line.rule, line.dose or 0)
    if group in (OVERDUE, DUE, CHECK):
        return (_FIRST[line.obligation], end, start, line.rule, line.dose or 0)
    return (start, _FIRST[line.obligation], line.rule, line.dose or 0)
