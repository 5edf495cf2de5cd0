"""Birth dates as people type them, and what an age allows. Ages are counted on the date it is in Paris."""

from __future__ import annotations

import re
from contextlib import suppress
from datetime import date

from rxapp.core.errors import DomainError

# From this age a letter is written to the person and opens their own space; younger, to the parents.
OWN_SPACE_AGE = 16
MAJORITY = 18
_TYPED = re.compile(r"(\d{1,2})[\s/.\-]+(\d{1,2})[\s/.\-]+(\d{4})", re.ASCII)
_RUN_TOGETHER = re.compile(r"(\d{2})(\d{2})(\d{4})", re.ASCII)


def parse_birth_date(text: str, today: date) -> date:
    """A date typed as day/month/year, run together (04091979), or given by a date field as year-month-day.

    Raises DomainError ``naissance.vide``, ``naissance.forme`` or ``naissance.future``.
    """
    text = text.strip()
    if not text:
        raise DomainError("naissance.vide")
    day = _read(text)
    if day is None:
        raise DomainError("naissance.forme")
    if day > today:
        raise DomainError("naissance.future")
    return day


def _read(text: str) -> date | None:
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
