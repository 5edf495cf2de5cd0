"""What a person writes about a document, checked: title, day of the act, category, note. Pure."""

from __future__ import annotations

import re
from contextlib import suppress
from datetime import date

from rxapp.core.errors import DomainError
from rxapp.record.categories import CATEGORIES
from rxapp.record.names import clean_line, clean_text

MAX_TITLE = 200
"""Longest title, in graphemes."""
MAX_NOTE = 2_000
"""Longest note, in graphemes."""
FIRST_DAY = date(1900, 1, 1)
_DAYS = (re.compile(r"(\d{1,2})[\s/.\-]+(\d{1,2})[\s/.\-]+(\d{4})", re.ASCII), re.compile(r"(\d{2})(\d{2})(\d{4})", re.ASCII))


def checked_title(raw: str) -> str:
    """A title on one line. Raises `DomainError("document.titre_vide")`."""
    title = clean_line(raw, MAX_TITLE)
    if not title:
        raise DomainError("document.titre_vide")
    return title


def checked_note(raw: str) -> str:
    """A note, possibly empty."""
    return clean_text(raw, MAX_NOTE)


def checked_category(raw: str) -> str:
    """A known category code. Raises `DomainError("document.categorie")`."""
    if raw not in CATEGORIES:
        raise DomainError("document.categorie")
    return raw


def checked_date(raw: date | str, today: date) -> date:
    """The day of the act, not ahead of `today` (Paris). Raises `DomainError`: unreadable, future, before 1900."""
    day = raw if isinstance(raw, date) else _read(raw)
    if day > today:
        raise DomainError("document.date_future")
    if day < FIRST_DAY:
        raise DomainError("document.date_ancienne")
    return day


def suggested_date(raw: str, today: date) -> date | None:
    """The day a file gives of itself when it can be the day of an act, else None."""
    try:
        return checked_date(raw, today)
    except DomainError:
        return None


def _read(raw: str) -> date:
    text = raw.strip()
    for shape in _DAYS:
        if typed := shape.fullmatch(text):
            with suppress(ValueError):
                return date(int(typed[3]), int(typed[2]), int(typed[1]))
    try:
        return date.fromisoformat(text)
    except ValueError:
        raise DomainError("document.date_illisible") from None
