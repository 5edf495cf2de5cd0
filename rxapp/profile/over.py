"""What of a profile is over on a day, and what may be said beside it. Pure: values and a day in, an answer out."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date, timedelta

from rxapp.profile import when
from rxapp.profile.parts import DUE, ENDS, PAST, STATE, Part

_LONGEST = timedelta(days=28)
"""After the date of a pregnancy: none goes on longer."""


def is_past(values: Mapping[str, str], today: date) -> bool:
    """Whether what an entry tells of is over on a day."""
    ends = values.get(ENDS, "")
    return values.get(STATE) == PAST or bool(ends and when.last_day(ends) < today) or is_overdue(values, today)


def is_overdue(values: Mapping[str, str], today: date) -> bool:
    """Whether a pregnancy is said to go on more than four weeks after its date: it is over, and nobody said how."""
    due = values.get(DUE, "")
    return values.get(STATE) == "en_cours" and bool(due) and when.last_day(due) + _LONGEST < today


def contradicts(part: Part, values: Mapping[str, str], today: date) -> bool:
    """Whether an entry cannot stand beside « rien de connu » of its part."""
    return not (part.of_now and is_past(values, today))
