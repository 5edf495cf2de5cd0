"""Days that are known more or less: a year, a month or a day, kept as « 2019 », « 2019-03 » or « 2019-03-26 ». Pure."""

from __future__ import annotations

import re
from calendar import monthrange
from contextlib import suppress
from datetime import date

from rxapp.core.i18n import month_of, plain_date

_DAY = re.compile(r"(\d{1,2})[\s/.\-]+(\d{1,2})[\s/.\-]+(\d{4})", re.ASCII)
_DAY_TOGETHER = re.compile(r"(\d{2})(\d{2})(\d{4})", re.ASCII)
_MONTH = re.compile(r"(\d{1,2})[\s/.\-]+(\d{4})", re.ASCII)
_FIRST_YEAR = 1800
_ISO = re.compile(r"(\d{4})(?:-(\d{2}))?(?:-(\d{2}))?", re.ASCII)


def parse(typed: str) -> str:
    """What was typed, day first (26/3/2019, 3/2019, 2019) or as a date field gives it; "" when it is no date."""
    text = typed.strip()
    for shape in (_DAY, _DAY_TOGETHER):
        if found := shape.fullmatch(text):
            return _made(int(found[3]), int(found[2]), int(found[1]))
    if found := _MONTH.fullmatch(text):
        return _made(int(found[2]), int(found[1]))
    if found := _ISO.fullmatch(text):
        return _made(*(int(piece) for piece in found.groups() if piece))
    return ""


def first_day(known: str) -> date:
    """The first day it may have been."""
    year, month, day = _pieces(known)
    return date(year, month or 1, day or 1)


def last_day(known: str) -> date:
    """The last day it may have been."""
    year, month, day = _pieces(known)
    return date(year, month or 12, day or monthrange(year, month or 12)[1])


def words(known: str, lang: str) -> str:
    """« 26 mars 2019 », « mars 2019 », « 2019 »."""
    year, month, day = _pieces(known)
    if not month:
        return str(year)
    return plain_date(date(year, month, day), lang) if day else month_of(date(year, month, 1), lang)


def typed(known: str) -> str:
    """As it is typed, day first: « 26/03/2019 », « 03/2019 », « 2019 »; "" for nothing."""
    return "/".join(reversed(known.split("-")))


def _made(year: int, month: int | None = None, day: int | None = None) -> str:
    with suppress(ValueError):
        if date(year, 1 if month is None else month, 1 if day is None else day).year >= _FIRST_YEAR:
            return "-".join((f"{year:04}", *(f"{piece:02}" for piece in (month, day) if piece is not None)))
    return ""


def _pieces(known: str) -> tuple[int, int, int]:
    year, month, day = (*(int(piece) for piece in known.split("-")), 0, 0)[:3]
    return year, month, day
