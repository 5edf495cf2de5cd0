"""How an appointment comes back, as a person says it, and the iCalendar rule (RFC 5545) that says the same. Pure.

A series keeps its wall time across summer time: rules are worked out in the zone of the first appointment. A month or a year
without the wanted day takes its last one: the 31st becomes 30 April, 29 February becomes the 28th.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import UTC, date, datetime, time, timedelta
from typing import Any

from icalendar.prop import vRecur

from rxapp.core.i18n import _, plain_date, plural, translate

MOST_EVERY = 99
"""Longest step between two appointments, in its unit."""
MOST_TIMES = 1_000
"""Most appointments asked for by number."""

UNITS = ("jour", "semaine", "mois", "an")
_FREQUENCIES = dict(zip(UNITS, ("DAILY", "WEEKLY", "MONTHLY", "YEARLY"), strict=True))
_SURE_DAYS = 28
"""Every month has these days."""
_WEEKDAYS = ("MO", "TU", "WE", "TH", "FR", "SA", "SU")
_EACH = {
    "jour": (_("Tous les jours"), ("Tous les {n} jours", "Tous les {n} jours")),
    "semaine": (_("Toutes les semaines"), ("Toutes les {n} semaines", "Toutes les {n} semaines")),
    "mois": (_("Tous les mois"), ("Tous les {n} mois", "Tous les {n} mois")),
    "an": (_("Tous les ans"), ("Tous les {n} ans", "Tous les {n} ans")),
}
OTHER_RULE = _("Se répète selon la règle de son calendrier d’origine")


@dataclass(frozen=True)
class Repeat:
    """Every ``every`` days, weeks, months or years (``unit`` of `UNITS`), to the day ``until`` included, or ``count`` times."""

    unit: str
    every: int = 1
    until: date | None = None
    count: int | None = None


def rule_of(repeat: Repeat, start: date | datetime) -> vRecur:
    """The rule of a series that begins at ``start`` (aware, or a day)."""
    rule: dict[str, Any] = {"FREQ": _FREQUENCIES[repeat.unit]}
    if repeat.every > 1:
        rule["INTERVAL"] = repeat.every
    if repeat.unit == "mois" and start.day > _SURE_DAYS:
        rule |= {"BYMONTHDAY": list(range(_SURE_DAYS, start.day + 1)), "BYSETPOS": -1}
    if repeat.unit == "an" and (start.month, start.day) == (2, 29):
        rule |= {"BYMONTH": 2, "BYMONTHDAY": [28, 29], "BYSETPOS": -1}
    if repeat.count is not None:
        rule["COUNT"] = repeat.count
    if repeat.until is not None:
        rule["UNTIL"] = last_instant(repeat.until, start)
    return vRecur(rule)


def last_instant(day: date, start: date | datetime) -> date | datetime:
    """``day`` as the UNTIL of a series like ``start``: a day, or its last second in that zone, in UTC as RFC 5545 asks."""
    if not isinstance(start, datetime):
        return day
    return datetime.combine(day, time(23, 59, 59), start.tzinfo).astimezone(UTC)


def repeat_of(rule: vRecur | None, start: date | datetime) -> Repeat | None:
    """What a rule says, when `Repeat` can say it; None for no rule and for the others."""
    if rule is None:
        return None
    unit = next((unit for unit, name in _FREQUENCIES.items() if _one(rule, "FREQ") == name), None)
    if unit is None:
        return None
    count = times(rule)
    said = Repeat(unit, int(_one(rule, "INTERVAL") or 1), last_day(rule, start), count)
    return said if _bare(rule, start) == _bare(rule_of(said, start), start) else None


def repeat_words(rule: vRecur | None, start: date | datetime, lang: str) -> str:
    """« Toutes les 2 semaines, jusqu’au 4 mai 2027 »; "" for what does not repeat."""
    if rule is None:
        return ""
    repeat = repeat_of(rule, start)
    if repeat is None:
        return translate(OTHER_RULE, lang)
    once, more = _EACH[repeat.unit]
    words = translate(once, lang) if repeat.every == 1 else plural(*more, repeat.every, lang)
    if repeat.until is not None:
        return translate(_("{rythme}, jusqu’au {jour}"), lang, rythme=words, jour=plain_date(repeat.until, lang))
    if repeat.count is not None:
        number = plural("{n} fois", "{n} fois", repeat.count, lang)
        return translate(_("{rythme}, {fois}"), lang, rythme=words, fois=number)
    return words


def times(rule: vRecur) -> int | None:
    """How many appointments the rule makes; None when no number ends it."""
    count = _one(rule, "COUNT")
    return None if count is None else int(count)


def ended(rule: vRecur, *, until: date | datetime | None = None, count: int | None = None) -> vRecur:
    """The same rule with another end, or none."""
    kept = {name: values for name, values in rule.items() if name.upper() not in ("UNTIL", "COUNT")}
    end = {"UNTIL": until} if until is not None else {"COUNT": count} if count is not None else {}
    return vRecur(kept | end)


def _one(rule: vRecur, part: str) -> Any:
    value = rule.get(part)
    return value[0] if isinstance(value, list) else value


def last_day(rule: vRecur, start: date | datetime) -> date | None:
    """The last day on which the rule lets an appointment begin; None when no day ends it."""
    until = _one(rule, "UNTIL")
    if not isinstance(until, datetime):
        return until
    if not isinstance(start, datetime):
        return until.date()
    there = until.astimezone(start.tzinfo)
    return there.date() - timedelta(days=there.time() < start.time())


def _bare(rule: vRecur, start: date | datetime) -> dict[str, list[str]]:
    """The parts of a rule without its end, its week start, and what only repeats the day it begins on."""
    parts = {
        name.upper(): [str(value) for value in (values if isinstance(values, list) else [values])]
        for name, values in rule.items()
    }
    for name in ("UNTIL", "COUNT", "WKST"):
        parts.pop(name, None)
    implied = {
        "INTERVAL": ["1"],
        "BYDAY": [_WEEKDAYS[start.weekday()]] if parts.get("FREQ") == ["WEEKLY"] else None,
        "BYMONTHDAY": [str(start.day)] if parts.get("FREQ") in (["MONTHLY"], ["YEARLY"]) else None,
        "BYMONTH": [str(start.month)] if parts.get("FREQ") == ["YEARLY"] else None,
    }
    leap = (start.month, start.day) == (2, 29)
    return {name: values for name, values in parts.items() if values != implied.get(name) or (name == "BYMONTH" and leap)}
