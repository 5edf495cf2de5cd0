"""When an appointment takes place, as one says it in French and in English. Pure."""

from __future__ import annotations

from datetime import date, datetime, timedelta

from babel.dates import get_timezone_location

from rxapp.agenda.series import Happening, day_of
from rxapp.core.clock import PARIS
from rxapp.core.i18n import _, long_date, plain_date, relative_day, time_of_day, translate

_ANY_DAY = date(2026, 1, 1)
_LOCALES = {"fr": "fr_FR", "en": "en_GB"}


def shown(when: date | datetime) -> date | datetime:
    """As it is shown: in its own zone when its clocks differ from those of Paris then, else in Paris."""
    if not isinstance(when, datetime):
        return when
    there = when.astimezone(PARIS)
    return when if when.utcoffset() and when.utcoffset() != there.utcoffset() else there


def first_day(one: Happening) -> date:
    """The day it begins, as shown."""
    return day_of(shown(one.start))


def last_day(one: Happening) -> date:
    """The last day it takes place, as shown; one that ends at midnight has not touched the next day."""
    end = shown(one.end)
    if isinstance(end, datetime):
        return max(first_day(one), (end - timedelta(microseconds=1)).date())
    return end - timedelta(days=1)


def hours_label(one: Happening, lang: str) -> str:
    """« 9 h 30 – 10 h 00 », « toute la journée », « 22 h 00, jusqu’au 27 novembre 2026 », with the place of another zone."""
    day, last = first_day(one), last_day(one)
    begins = translate(_("toute la journée"), lang) if one.all_day else _hour(shown(one.start), lang)
    if last > day:
        return translate(_("{debut}, jusqu’au {jour}"), lang, debut=begins, jour=plain_date(last, lang))
    if one.all_day:
        return begins
    hours = begins if one.end == one.start else f"{begins} – {_hour(shown(one.end), lang)}"
    city = city_of(one.start, lang)
    return translate(_("{heures} (heure de {ville})"), lang, heures=hours, ville=city) if city else hours


def start_label(one: Happening, lang: str) -> str:
    """« 9 h 30 »; "" for a whole day."""
    return "" if one.all_day else _hour(shown(one.start), lang)


def when_label(one: Happening, today: date, lang: str) -> str:
    """« jeudi 26 novembre 2026 à 9 h 30, dans 3 jours »."""
    day = first_day(one)
    words = long_date(day, lang)
    if not one.all_day:
        words = translate(_("{jour} à {heure}"), lang, jour=words, heure=_hour(shown(one.start), lang))
    return f"{words}, {relative_day(day, today, lang)}"


def city_of(when: date | datetime, lang: str) -> str:
    """The city that names its zone when its clocks are not those of Paris, else ""."""
    there = shown(when)
    if not isinstance(there, datetime) or there.tzinfo == PARIS:
        return ""
    return get_timezone_location(there.tzinfo, locale=_LOCALES[lang], return_city=True)


def _hour(when: date | datetime, lang: str) -> str:
    # the wall clock of whichever zone, on a day on which Paris skips no hour
    return time_of_day(datetime.combine(_ANY_DAY, when.time(), PARIS), lang)
