"""Birth dates as people type them, and what an age allows. Ages are counted on the date it is in Paris."""

from __future__ import annotations

import re
from contextlib import suppress
from datetime import date, timedelta

from rxapp.core.errors import DomainError

# From this age a letter is written to the person and opens their own space; younger, to the parents.
OWN_SPACE_AGE = 16
MAJORITY = 18
HANDOVER_MONTHS = 17 * 12 + 9
"""Age in months from which the end of the parents' access is explained."""
_TYPED = re.compile(r"(\d{1,2})[\s/.\-]+(\d{1,2})[\s/.\-]+(\d{4})", re.ASCII)
_RUN_TOGETHER = re.compile(r"(\d{2})(\d{2})(\d{4})", re.ASCII)


def parse_birth_date(text: str, today: date) -> date:
    """A date typed as day/month/year, run together (04091979), or given by a date field as year-month-day.

    Raises DomainError ``naissance.vide``, ``naissance.forme`` or ``naissance.future``.
    """
    text = text.strip()
    if not text:
        raise DomainError("naissance.vide")
    day = typed_day(text)
    if day is None:
        raise DomainError("naissance.forme")
    if day > today:
        raise DomainError("naissance.future")
    return day


def typed_day(text: str) -> date | None:
    """A day typed as `parse_birth_date` takes it, whenever it is; None for anything else."""
    text = text.strip()
    for shape in (_TYPED, _RUN_TOGETHER):
        if typed := shape.fullmatch(text):
            with suppress(ValueError):
                return date(int(typed[3]), int(typed[2]), int(typed[1]))
    with suppress(ValueError):
        return date.fromisoformat(text)
    return None


def age_on(birth_date: date, day: date) -> int:
    """Whole years on ``day``; someone born on 29 February grows a year older on 1 March in common years."""
    return day.year - birth_date.year - ((day.month, day.day) < (birth_date.month, birth_date.day))


def is_minor(birth_date: date, day: date) -> bool:
    """Under 18 on ``day``, a date in Paris."""
    return age_on(birth_date, day) < MAJORITY


def needs_parent(birth_date: date, day: date) -> bool:
    """Too young on ``day`` for an account of their own: the letter is for the parents."""
    return age_on(birth_date, day) < OWN_SPACE_AGE


def months_on(birth_date: date, day: date) -> int:
    """Whole months lived on ``day``; a month that has no such day is full on the first of the next one."""
    return (day.year - birth_date.year) * 12 + day.month - birth_date.month - (day.day < birth_date.day)


def day_of_months(birth_date: date, months: int) -> date:
    """The first day on which somebody has lived that many months: born on 29 February, 18 years on 1 March."""
    year, month = divmod(birth_date.year * 12 + birth_date.month - 1 + months, 12)
    with suppress(ValueError):
        return date(year, month + 1, birth_date.day)
    beyond = date(year, month + 1, 28) + timedelta(days=4)
    return beyond.replace(day=1)


def majority_day(birth_date: date) -> date:
    """The Paris date at whose first instant somebody is 18."""
    return day_of_months(birth_date, MAJORITY * 12)


def handover_day(birth_date: date) -> date:
    """The day somebody is 17 years and 9 months old."""
    return day_of_months(birth_date, HANDOVER_MONTHS)


def may_keep_secret(birth_date: date, day: date) -> bool:
    """Whether somebody may keep things from their parents: from 16, and as long as parents act for them."""
    return not needs_parent(birth_date, day) and is_minor(birth_date, day)
