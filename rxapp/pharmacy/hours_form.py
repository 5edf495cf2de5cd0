"""Hours as a pharmacy types them: « 8h30-12h30, 14h-19h30 » for a day, « 24/12/2026 9h-17h » for a day of its own. Pure."""

from __future__ import annotations

import re
from collections.abc import Callable
from dataclasses import dataclass
from datetime import date, datetime, time, timedelta
from itertools import pairwise
from typing import Any

from rxapp.accounts.errors import FieldErrors
from rxapp.core.errors import DomainError
from rxapp.pharmacy.hours import DAY, Closure, Day, Duty, Hours, Span

DAYS = ("lundi", "mardi", "mercredi", "jeudi", "vendredi", "samedi", "dimanche")
"""Names of the fields of the week, Monday first."""
MOST_LINES = 60
"""Most closures, special days or duties that a pharmacy may say at once."""

_TIME = r"(\d{1,2})\s*(?:h|:)\s*(\d{2})?"
_SPAN = re.compile(rf"\s*{_TIME}\s*(?:-|–|à|to)\s*{_TIME}\s*")
_DATE = r"(\d{1,2})/(\d{1,2})/(\d{4})"
_ISO = re.compile(r"\b(\d{4})-(\d{2})-(\d{2})\b")


@dataclass(frozen=True)
class HoursForm:
    """As it is typed. ``week``: seven texts, Monday first. The others: one entry per line.

    ``closures``: « 01/08/2026 - 15/08/2026 », with « plus tard » behind when orders are taken for the reopening. ``special``:
    « 24/12/2026 9h-17h », or « fermé ». ``duties``: « 25/12/2026 9h - 26/12/2026 9h ».
    """

    week: tuple[str, ...] = ("",) * 7
    on_holidays: bool = False
    closures: str = ""
    special: str = ""
    duties: str = ""


def read(form: HoursForm) -> Hours:
    """The hours that were typed. Raises FieldErrors: a code beside each wrong field."""
    errors: dict[str, DomainError | str] = {}

    def field(name: str, reading: Callable[[str], Any], text: str) -> Any:
        try:
            return reading(text)
        except DomainError as error:
            errors[name] = error
            return ()

    week = tuple(field(name, spans_of, text) for name, text in zip(DAYS, form.week, strict=True))
    closures = field("fermetures", lambda text: tuple(map(_closure, _lines(text))), form.closures)
    special = field("jours", lambda text: tuple(map(_special, _lines(text))), form.special)
    duties = field("gardes", lambda text: tuple(map(_duty, _lines(text))), form.duties)
    if errors:
        raise FieldErrors(errors)
    return Hours(week, form.on_holidays, closures, special, duties)


def spans_of(text: str) -> Day:
    """« 8h30-12h30, 14h-19h30 »; "" is closed. Raises DomainError ``horaires.forme`` or ``horaires.ordre``."""
    spans = sorted(_span(piece) for piece in re.split(r"[,;]|\bet\b|\band\b", text) if piece.strip())
    if any(before[1] > after[0] for before, after in pairwise(spans)):
        raise DomainError("horaires.ordre")
    return tuple(spans)


def day_text(spans: Day) -> str:
    """The inverse of `spans_of`."""
    return ", ".join(f"{_time_text(first)}-{_time_text(last)}" for first, last in spans)


def form_of(hours: Hours) -> HoursForm:
    """The form that gives these hours."""
    return HoursForm(
        tuple(map(day_text, hours.week)),
        hours.on_holidays,
        "\n".join(f"{one.first:%d/%m/%Y} - {one.last:%d/%m/%Y}" + (" plus tard" if one.later else "") for one in hours.closures),
        "\n".join(f"{day:%d/%m/%Y} {day_text(spans) or 'fermé'}" for day, spans in hours.special),
        "\n".join(f"{_moment_text(one.start)} - {_moment_text(one.end)}" for one in hours.duties),
    )


def _span(text: str) -> Span:
    found = _SPAN.fullmatch(text)
    if found is None:
        raise DomainError("horaires.forme")
    first, last = _minutes(found[1], found[2]), _minutes(found[3], found[4])
    if first >= last:
        raise DomainError("horaires.ordre")
    return first, last


def _minutes(hour: str, minute: str | None) -> int:
    minutes = int(hour) * 60 + int(minute or 0)
    if int(minute or 0) > 59 or minutes > DAY:
        raise DomainError("horaires.forme")
    return minutes


def _time_text(minutes: int) -> str:
    return f"{minutes // 60}h{minutes % 60:02}" if minutes % 60 else f"{minutes // 60}h"


def _moment_text(moment: datetime) -> str:
    return f"{moment:%d/%m/%Y} {_time_text(moment.hour * 60 + moment.minute)}"


def _lines(text: str) -> list[str]:
    lines = [_ISO.sub(r"\3/\2/\1", line.strip()) for line in text.splitlines() if line.strip()]
    if len(lines) > MOST_LINES:
        raise DomainError("horaires.trop", maximum=MOST_LINES)
    return lines


def _date(day: str, month: str, year: str) -> date:
    try:
        return date(int(year), int(month), int(day))
    except ValueError:
        raise DomainError("horaires.jour") from None


def _closure(line: str) -> Closure:
    found = re.fullmatch(rf"{_DATE}(?:\s*(?:-|–|au|to)\s*{_DATE})?\s*(plus tard|later)?", line)
    if found is None:
        raise DomainError("horaires.jour")
    first = _date(*found.group(1, 2, 3))
    last = _date(*found.group(4, 5, 6)) if found[4] else first
    if last < first:
        raise DomainError("horaires.ordre")
    return Closure(first, last, later=found[7] is not None)


def _special(line: str) -> tuple[date, Day]:
    found = re.fullmatch(rf"{_DATE}\s*:?\s*(.+)", line)
    if found is None:
        raise DomainError("horaires.jour")
    said = found[4].strip()
    return _date(*found.group(1, 2, 3)), () if said in ("fermé", "closed") else spans_of(said)


def _duty(line: str) -> Duty:
    found = re.fullmatch(rf"{_DATE}\s+{_TIME}\s*(?:-|–|au|to)\s*{_DATE}\s+{_TIME}", line)
    if found is None:
        raise DomainError("horaires.garde")
    start = _moment(_date(*found.group(1, 2, 3)), found[4], found[5])
    end = _moment(_date(*found.group(6, 7, 8)), found[9], found[10])
    if not start < end <= start + timedelta(days=7):
        raise DomainError("horaires.ordre")
    return Duty(start, end)


def _moment(day: date, hour: str, minute: str | None) -> datetime:
    return datetime.combine(day, time()) + timedelta(minutes=_minutes(hour, minute))
