"""How what one types is looked for: words without accent or case by their beginning, and days as people write them. Pure.

A text to look into is its words, each behind a space. The days of a text stand beside its words as marks of their own (`#…`), so
that « 2 » finds the 2nd of a month and not every year that begins with it.
"""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Sequence
from datetime import date, timedelta
from functools import lru_cache

from rxapp.core.i18n import long_date

Term = tuple[tuple[str, ...], ...]
"""One piece of a search: ways of being there, each of them beginnings of words that must all be found."""

_WORD = re.compile(r"\w+")
_DAY_FIRST = re.compile(r"(\d{1,2})[/.-](\d{1,2})[/.-](\d{2}|\d{4})", re.ASCII)
_YEAR_FIRST = re.compile(r"(\d{4})-(\d{1,2})-(\d{1,2})", re.ASCII)
_MONTH = re.compile(r"(\d{1,2})[/.-](\d{4})", re.ASCII)
_DAY = re.compile(r"(\d{1,2})/(\d{1,2})", re.ASCII)
_NUMBER = re.compile(r"\d{1,2}|\d{4}", re.ASCII)


def folded_words(text: str) -> list[str]:
    """Words as they are compared: no accent, no case, œ and æ written out."""
    low = text.casefold().replace("œ", "oe").replace("æ", "ae")
    plain = "".join(sign for sign in unicodedata.normalize("NFKD", low) if not unicodedata.combining(sign))
    return _WORD.findall(plain.replace("_", " "))


def words_of(*texts: str) -> str:
    """What a search looks into: every word once, each behind a space."""
    words = dict.fromkeys(word for text in texts for word in folded_words(text))
    return "".join(f" {word}" for word in words)


@lru_cache(4096)
def day_words(day: date, lang: str) -> str:
    """A day as it may be looked for: its names in `lang`, its numbers in the ways people write them."""
    d, m, y = f"{day.day:02}", f"{day.month:02}", f"{day.year:04}"
    return f"{_day_names(day.weekday(), day.month, lang)} #{d}/{m}/{y} #{d}/{m}/{y[2:]} #{m}/{y} #{d}. #{y}"


@lru_cache(512)
def _day_names(weekday: int, month: int, lang: str) -> str:
    """The words of a long date, which its weekday and its month tell: in some year one of the first seven days is one."""
    first = date(2024, month, 1)
    day = first + timedelta(days=(weekday - first.weekday()) % 7)
    return "".join(f" {word}" for word in folded_words(long_date(day, lang)) if word.isalpha())


def terms_of(query: str) -> list[Term]:
    """The pieces of what was typed, each once; none when it holds no word."""
    return list(dict.fromkeys(term for piece in query.split() if (term := _term(piece))))


def has_all(text: str, terms: Sequence[Term]) -> bool:
    """Whether each piece is in the text, one way or another."""
    return all(any(all(start in text for start in way) for way in term) for term in terms)


def _term(piece: str) -> Term:
    words = tuple(f" {word}" for word in folded_words(piece))
    mark = _day_mark(piece)
    return tuple(way for way in (words, (mark,) if mark else ()) if way)


def _day_mark(piece: str) -> str:
    """The mark of the day, month or year that was typed, "" for anything else."""
    if found := _YEAR_FIRST.fullmatch(piece):
        return f" #{int(found[3]):02}/{int(found[2]):02}/{found[1]}"
    if found := _DAY_FIRST.fullmatch(piece):
        return f" #{int(found[1]):02}/{int(found[2]):02}/{found[3]}"
    if found := _MONTH.fullmatch(piece):
        return f" #{int(found[1]):02}/{found[2]}"
    if found := _DAY.fullmatch(piece):
        return f" #{int(found[1]):02}/{int(found[2]):02}/"
    if _NUMBER.fullmatch(piece):
        return f" #{piece}" if len(piece) == 4 else f" #{int(piece):02}."
    return ""
