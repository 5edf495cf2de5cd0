"""A measure as it is typed, checked: numbers as people write them, the day and the hour it was taken. Pure."""

from __future__ import annotations

import re
from collections.abc import Sequence
from contextlib import suppress
from dataclasses import dataclass
from datetime import date, datetime, time
from decimal import Decimal

from rxapp.accounts.errors import FieldErrors
from rxapp.core.clock import PARIS, paris_date
from rxapp.core.errors import DomainError
from rxapp.core.i18n import LANGUAGES
from rxapp.measures import errors as errors  # declares the words
from rxapp.measures.kinds import Kind, Unit, bounds_label, is_likely, is_possible, value_label
from rxapp.record.names import unmarked

MOST_NOTE = 500
"""Longest note, in characters."""
DOUBT = "mesure.est_ce_bien"
"""Asked, not refused: the same sent again, and sure, is kept."""
BOXES = ("valeur", "valeur2")
NOON = time(12)
_NUMBER = re.compile(r"\d{1,7}(?:[.,]\d{1,6})?", re.ASCII)
_GROUPED = re.compile(r"[1-9]\d{0,2}(?:,\d{3})+|[1-9]\d{0,2}(?:\.\d{3})+", re.ASCII)
"""Thousands as the English write them, or the Germans: what is counted whole is read so, and never as three decimals."""
_BOTH = re.compile(r"\s*([^/]+)/([^/]+)", re.ASCII)
_SPACES = re.compile(r"[\s\u00a0\u202f'’]")
_DAY = re.compile(r"(\d{1,2})[\s/.\-]+(\d{1,2})[\s/.\-]+(\d{4})", re.ASCII)
_DAY_TOGETHER = re.compile(r"(\d{2})(\d{2})(\d{4})", re.ASCII)
_ISO = re.compile(r"\d{4}-\d{2}-\d{2}", re.ASCII)
_HOUR = re.compile(r"(\d{1,2})\s*(?:[h:.]\s*(\d{2})?)?(?::\d{2})?", re.ASCII | re.IGNORECASE)


@dataclass(frozen=True, slots=True)
class Form:
    """A measure as typed. ``day`` and ``hour`` empty: now; ``unit`` empty: the first of its kind."""

    value: str = ""
    value2: str = ""
    unit: str = ""
    day: str = ""
    hour: str = ""
    note: str = ""


@dataclass(frozen=True, slots=True)
class Taken:
    """The same, checked: what was measured and at which minute."""

    kind: Kind
    unit: Unit
    values: tuple[Decimal, ...]
    at: datetime
    note: str


def read(kind: Kind, form: Form, *, born: date, now: datetime, sure: bool = False) -> Taken:
    """A measure. ``sure``: whoever typed it was asked whether it is so, and said yes.

    Raises FieldErrors (``valeur``, ``valeur2``, ``unite``, ``jour``, ``heure``, ``note``); `DOUBT` beside ``valeur`` asks.
    """
    wrong: dict[str, DomainError] = {}
    unit = kind.unit(form.unit) if form.unit else kind.default
    if unit is None:
        wrong["unite"] = DomainError("mesure.unite")
        unit = kind.default
    values = _values(kind, unit, form, wrong)
    at = _instant(form, born, now, wrong)
    note = "\n".join(" ".join(unmarked(line).split()) for line in form.note.strip().splitlines())
    if len(note) > MOST_NOTE:
        wrong["note"] = DomainError("mesure.note_longue", maximum=MOST_NOTE, n=len(note))
    if wrong or at is None:
        raise FieldErrors(wrong)
    if not sure and not is_likely(kind, unit, values, born=born, on=paris_date(at)):
        raise FieldErrors({"valeur": DomainError(DOUBT, valeur=labels(kind, unit, values))})
    return Taken(kind, unit, values, at, note)


def labels(kind: Kind, unit: Unit, values: Sequence[Decimal]) -> dict[str, str]:
    """What was measured, in each language."""
    return {lang: value_label(kind, unit, values, lang) for lang in LANGUAGES}


def only_doubts(error: FieldErrors) -> bool:
    """Whether nothing is wrong: one is only asked whether it is so."""
    return set(error.errors.values()) == {DOUBT}


def parse_number(typed: str, decimals: int = 6) -> Decimal | None:
    """« 72,5 », « 72.5 », « 12 500 »; “12,500” too of what has no ``decimals``. None when it is no number."""
    text = _SPACES.sub("", typed)
    if decimals == 0 and _GROUPED.fullmatch(text):
        text = re.sub("[.,]", "", text)
    return Decimal(text.replace(",", ".")) if _NUMBER.fullmatch(text) else None


def parse_day(typed: str) -> date | None:
    """A day typed day first, run together, or given by a date field; None when it is none."""
    text = typed.strip()
    with suppress(ValueError):
        for shape in (_DAY, _DAY_TOGETHER):
            if found := shape.fullmatch(text):
                return date(int(found[3]), int(found[2]), int(found[1]))
        if _ISO.fullmatch(text):
            return date.fromisoformat(text)
    return None


def parse_hour(typed: str) -> time | None:
    """« 9h30 », « 9 h », « 09:30 »; None when it is no hour."""
    found = _HOUR.fullmatch(typed.strip())
    if found is None:
        return None
    with suppress(ValueError):
        return time(int(found[1]), int(found[2] or 0))
    return None


def _values(kind: Kind, unit: Unit, form: Form, wrong: dict[str, DomainError]) -> tuple[Decimal, ...]:
    typed = [form.value, form.value2]
    if len(kind.boxes) == 2 and not form.value2.strip() and (both := _BOTH.fullmatch(form.value)):
        typed = [both[1], both[2]]
    values: list[Decimal] = []
    for box, text in zip(BOXES, typed[: len(kind.boxes)], strict=False):
        value = parse_number(text, unit.decimals)
        if not text.strip():
            wrong[box] = DomainError("mesure.vide")
        elif value is None:
            wrong[box] = DomainError("mesure.nombre")
        elif -value.normalize().as_tuple().exponent > unit.decimals:
            wrong[box] = DomainError("mesure.decimales", n=unit.decimals)
        else:
            values.append(value)
    if any(box in wrong for box in BOXES):
        return ()
    if not is_possible(kind, unit, values):
        for place, (box, value) in enumerate(zip(BOXES, values, strict=False)):
            low, high = kind.possible[place]
            if not low <= value * unit.factor <= high:
                wrong[box] = DomainError("mesure.impossible", bornes=bounds_label(kind, unit, place))
    elif len(values) == 2 and values[0] <= values[1]:
        wrong["valeur2"] = DomainError("mesure.tension_ordre")
    return tuple(values)


def _instant(form: Form, born: date, now: datetime, wrong: dict[str, DomainError]) -> datetime | None:
    """The minute it was taken; without an hour, now today and noon on another day."""
    today, hour = paris_date(now), parse_hour(form.hour) if form.hour.strip() else None
    day = parse_day(form.day) if form.day.strip() else today
    if form.hour.strip() and hour is None:
        wrong["heure"] = DomainError("mesure.heure")
    if day is None:
        wrong["jour"] = DomainError("mesure.jour")
    elif day > today:
        wrong["jour"] = DomainError("mesure.futur")
    elif day < born:
        wrong["jour"] = DomainError("mesure.avant_naissance", naissance=born)
    if day is None or "jour" in wrong or "heure" in wrong:
        return None
    this_minute = now.replace(second=0, microsecond=0)
    if hour is None:
        return this_minute if day == today else _at(day, NOON, now)
    at = _at(day, hour, now)
    if at > this_minute:
        wrong["heure"] = DomainError("mesure.futur")
        return None
    return at


def _at(day: date, hour: time, now: datetime) -> datetime:
    return datetime.combine(day, hour, PARIS).astimezone(now.tzinfo)
