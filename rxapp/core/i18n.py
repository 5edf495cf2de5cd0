"""Two languages: French is the source, English comes from the catalogues in `rxapp/locales/en/`.

Dates, numbers and plurals are written as each language writes them, with the spaces that do not break a line.
"""

import re
import unicodedata
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date, datetime, time, timedelta
from functools import cache, lru_cache
from pathlib import Path
from zoneinfo import ZoneInfo

from babel import Locale
from babel.dates import format_date, format_datetime, format_time, get_day_names
from babel.messages.pofile import read_po
from babel.numbers import format_decimal

LANGUAGES = ("fr", "en")
LOCALES = Path(__file__).resolve().parents[1] / "locales"

_LOCALE = {"fr": Locale("fr", "FR"), "en": Locale("en", "GB")}
_PARIS = ZoneInfo("Europe/Paris")
_NARROW = "\u202f"
_NO_BREAK = "\u00a0"
_HOUR = {"fr": f"H{_NO_BREAK}'h'{_NO_BREAK}mm", "en": "HH:mm"}
_PARTED = re.compile("(?<=«) | (?=[»?!:;])")
_OF = re.compile(r"\b([Dd])e (\{(\w+)\})")
_SPOKEN_AS_VOWEL = re.compile(r"[aeiouœæ]|h(ec|el|en|er|il|ip|on|or|ub|ug|ya)|y[^aeiouy\W\d_]")
"""How a name begins that « de » leans on; an h is mute in the names that came by Latin or Greek."""
_UNITS = {"fr": ("o", "ko", "Mo", "Go", "To"), "en": ("B", "kB", "MB", "GB", "TB")}


@dataclass(frozen=True)
class Catalogue:
    """The translations of one language; `conflicts` are the sentences two files translate differently."""

    entries: dict[str, str | tuple[str, ...]]
    conflicts: tuple[str, ...]


def _(msgid: str) -> str:
    """Mark a French sentence for translation; returns it unchanged."""
    return msgid


@cache
def catalogue(lang: str) -> Catalogue:
    """Every `.po` file of a language, read once and merged; empty for French, the source."""
    entries: dict[str, str | tuple[str, ...]] = {}
    conflicts: list[str] = []
    for path in sorted((LOCALES / lang).glob("*.po")):
        with path.open("rb") as source:
            messages = read_po(source, locale=lang, abort_invalid=True)
        for entry in messages:
            words = entry.string
            if not entry.id or not words or "fuzzy" in entry.flags:
                continue
            msgid = entry.id[0] if isinstance(entry.id, (tuple, list)) else entry.id
            words = tuple(words) if isinstance(words, (tuple, list)) else words
            if entries.setdefault(msgid, words) != words:
                conflicts.append(msgid)
    return Catalogue(entries, tuple(conflicts))


def translate(msgid: str, lang: str, /, **params: object) -> str:
    """The sentence in `lang` with its `{name}` places filled; the French one when no translation exists."""
    words = kept_together(msgid) if lang == "fr" else catalogue(lang).entries.get(msgid, msgid)
    if isinstance(words, tuple):
        words = words[0]
    if not params:
        return words
    return (_elided(words, params) if lang == "fr" else words).format(**params)


def plural(one: str, many: str, n: int, lang: str, /, **params: object) -> str:
    """The right form for `n`, which also fills `{n}`. In French zero is singular."""
    single = abs(n) < 2 if lang == "fr" else abs(n) == 1
    words: object = _elided(kept_together(one if single else many), params)
    if lang != "fr":
        forms = catalogue(lang).entries.get(one)
        if isinstance(forms, tuple) and all(forms):
            words = forms[0 if single else -1]
    return str(words).format(**params | {"n": number(n, lang)})


@lru_cache(maxsize=8192)
def kept_together(french: str) -> str:
    """The sentence with quotes and ? ! : ; that no end of line parts from their words: sources are typed with plain spaces.

    The browser does the same to the sentences it makes (`assets/ui/i18n.js`).
    """
    return _PARTED.sub(_NO_BREAK, french)


def of_name(name: str) -> str:
    """A name after « de »: « d’Awa », « de Léo », « d’Hélène » but « de Hassan », « d’Yves » but « de Yann »."""
    return f"d’{name}" if _elides(name) else f"de {name}"


def _elides(name: str) -> bool:
    plain = "".join(one for one in unicodedata.normalize("NFD", name[:4].lower()) if not unicodedata.combining(one))
    return _SPOKEN_AS_VOWEL.match(plain) is not None


def _elided(french: str, params: Mapping[str, object]) -> str:
    """The sentence with « d’ » for « de » before each place whose value asks for it."""

    def said(place: re.Match[str]) -> str:
        return f"{place[1]}’{place[2]}" if _elides(str(params.get(place[3], ""))) else place[0]

    return _OF.sub(said, french) if "e {" in french else french


def number(value: float, lang: str, digits: int = 0) -> str:
    """A number with at most `digits` decimals, grouped as the language does."""
    return format_decimal(round(value, digits), format="#,##0." + "#" * digits, locale=_LOCALE[lang])


def long_date(day: date, lang: str) -> str:
    """« jeudi 26 novembre 2026 », « dimanche 1er novembre 2026 »; “Thursday 26 November 2026”."""
    return format_date(day, f"EEEE {_day_of_month(day, lang)} MMMM y", locale=_LOCALE[lang])


def plain_date(day: date, lang: str) -> str:
    """« 26 novembre 2026 »: a date without its day of the week."""
    return format_date(day, f"{_day_of_month(day, lang)} MMMM y", locale=_LOCALE[lang])


def short_weekday(day: date, lang: str) -> str:
    """« jeu. »; “Thu”."""
    return format_date(day, "EEE", locale=_LOCALE[lang])


def month_of(day: date, lang: str) -> str:
    """« novembre 2026 »; “November 2026”."""
    return format_date(day, "MMMM y", locale=_LOCALE[lang])


def short_date(day: date, lang: str) -> str:
    """« 26/11/2026 »; “26 Nov 2026”, which no reader takes for another month."""
    return format_date(day, "dd/MM/y" if lang == "fr" else "d MMM y", locale=_LOCALE[lang])


def time_of_day(instant: datetime, lang: str) -> str:
    """The hour in Paris: « 14 h 05 »; “14:05”."""
    return format_datetime(instant, _HOUR[lang], tzinfo=_PARIS, locale=_LOCALE[lang])


def wall_time(hour: time, lang: str) -> str:
    """An hour that is told without a day: « 14 h 05 »; “14:05”."""
    return format_time(hour, _HOUR[lang], locale=_LOCALE[lang])


def weekday(place: int, lang: str) -> str:
    """« lundi »; “Monday”. ``place``: 0 is Monday."""
    return get_day_names("wide", locale=_LOCALE[lang])[place]


def date_time(instant: datetime, lang: str) -> str:
    """The day and hour in Paris: « 26 novembre 2026 à 14 h 05 »; “26 November 2026 at 14:05”."""
    if instant.tzinfo is None:
        raise ValueError("an instant without a time zone cannot be shown")
    day = plain_date(instant.astimezone(_PARIS).date(), lang)
    return f"{day} {'à' if lang == 'fr' else 'at'} {time_of_day(instant, lang)}"


def near_date(day: date, today: date, lang: str) -> str:
    """A day with its name, and its year when that is another one: « lundi 30 novembre », « lundi 4 janvier 2027 »."""
    year = "" if day.year == today.year else " y"
    return format_date(day, f"EEEE {_day_of_month(day, lang)} MMMM{year}", locale=_LOCALE[lang])


def near_time(instant: datetime, today: date, lang: str) -> str:
    """When something was said, near or far: « aujourd’hui, 7 h 57 », « hier, 9 h 05 », « mardi 24 novembre, 5 h 53 ».

    ``today``: the day in Paris that it is read; on another one, other words are right.
    """
    day = instant.astimezone(_PARIS).date()
    gap = (day - today).days
    near = translate(_NEAR_DAYS[gap], lang) if gap in (-1, 0) else near_date(day, today, lang)
    return f"{near}, {time_of_day(instant, lang)}"


def file_size(size: int, lang: str) -> str:
    """A number of bytes in decimal units, one decimal under 10: « 1,2 Mo »; “1.2 MB”."""
    value, step = float(size), 0
    while step < len(_UNITS[lang]) - 1 and round(value, 1 if value < 9.95 and step else 0) >= 1000:
        value, step = value / 1000, step + 1
    digits = 1 if step and value < 9.95 else 0
    space = _NARROW if lang == "fr" else _NO_BREAK
    return f"{number(value, lang, digits)}{space}{_UNITS[lang][step]}"


def relative_day(day: date, today: date, lang: str) -> str:
    """How far a day is: « aujourd’hui », « demain », « dans 3 jours », « il y a 2 mois »."""
    gap = (day - today).days
    if gap in _NEAR_DAYS:
        return translate(_NEAR_DAYS[gap], lang)
    size = abs(gap)
    if size < 14:
        forms, n = _AHEAD["day"] if gap > 0 else _BEHIND["day"], size
    elif size < 61:
        forms, n = _AHEAD["week"] if gap > 0 else _BEHIND["week"], size // 7
    elif size < 730:
        forms, n = _AHEAD["month"] if gap > 0 else _BEHIND["month"], int(size / 30.4375)
    else:
        forms, n = _AHEAD["year"] if gap > 0 else _BEHIND["year"], int(size / 365.2425)
    return plural(*forms, n, lang)


def duration(span: timedelta, lang: str) -> str:
    """A length of time in its largest whole unit, rounded up: « 30 secondes », « 5 minutes », « 2 heures »."""
    seconds = max(1, -(-span // timedelta(seconds=1)))
    for limit, size, forms in _SPANS:
        if seconds < limit:
            return plural(*forms, -(-seconds // size), lang)
    return plural(*_DAYS, -(-seconds // 86400), lang)


def localised(value: object, lang: str) -> object:
    """A date, an instant, a length of time or a whole number as the language writes it; what is given in each language
    ({"fr": …, "en": …}) in this one; anything else as it is.
    """
    if isinstance(value, Mapping):
        return value.get(lang, "")
    if isinstance(value, datetime):
        return date_time(value, lang)
    if isinstance(value, date):
        return long_date(value, lang)
    if isinstance(value, timedelta):
        return duration(value, lang)
    if type(value) is int:
        return number(value, lang)
    return value


def _day_of_month(day: date, lang: str) -> str:
    return "d'er'" if lang == "fr" and day.day == 1 else "d"


_NEAR_DAYS = {-1: _("hier"), 0: _("aujourd’hui"), 1: _("demain")}
_AHEAD = {
    "day": ("dans {n} jour", "dans {n} jours"),
    "week": ("dans {n} semaine", "dans {n} semaines"),
    "month": ("dans {n} mois", "dans {n} mois"),
    "year": ("dans {n} an", "dans {n} ans"),
}
_BEHIND = {
    "day": ("il y a {n} jour", "il y a {n} jours"),
    "week": ("il y a {n} semaine", "il y a {n} semaines"),
    "month": ("il y a {n} mois", "il y a {n} mois"),
    "year": ("il y a {n} an", "il y a {n} ans"),
}
_DAYS = ("{n} jour", "{n} jours")
_SPANS = (
    (60, 1, ("{n} seconde", "{n} secondes")),
    (3600, 60, ("{n} minute", "{n} minutes")),
    (172800, 3600, ("{n} heure", "{n} heures")),
)
