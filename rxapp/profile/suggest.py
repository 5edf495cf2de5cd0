"""Words to choose from while one types: short open lists, never a guess; whatever else is typed stays as typed.

Each line of a list is one thing in French and in English, so that what somebody chose in one language is read in the other. The
lists are written for Carnet (the licence of its code); names of medicines come from the pharmacy's list, which callers bring.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from functools import cache
from pathlib import Path

from rxapp.core.finding import folded_words
from rxapp.core.i18n import LANGUAGES

_FOLDER = Path(__file__).parent / "lists"
MOST = 8
OWN_LISTS = ("allergenes", "maladies", "operations", "handicaps", "aides")


@cache
def words_of_list(name: str) -> tuple[Mapping[str, str], ...]:
    """Every line of a list, in its order: its words by language."""
    lines = (_FOLDER / f"{name}.txt").read_text(encoding="utf-8").splitlines()
    told = (line for line in lines if line.strip() and not line.startswith("#"))
    return tuple(dict(zip(LANGUAGES, map(str.strip, line.split("|")), strict=True)) for line in told)


def suggest(name: str, typed: str, lang: str, limit: int = MOST) -> Sequence[str]:
    """Words of a list in `lang`, found in either language: each typed word begins one of theirs; those that begin so first.

    None for a single letter or an unknown list.
    """
    wanted = folded_words(typed)
    if name not in OWN_LISTS or sum(map(len, wanted)) < 2:
        return ()
    found = []
    for ways, line in _folded(name, lang):
        said = [words for words in ways if all(any(word.startswith(one) for word in words) for one in wanted)]
        if said:
            found.append((not any(words[0].startswith(wanted[0]) for words in said), line[lang]))
    found.sort(key=lambda pair: pair[0])
    return tuple(words for _later, words in found[:limit])


def in_language(name: str, words: str, lang: str) -> str:
    """The words of a line of a list in `lang`, where they are exactly those of one; else as they stand."""
    line = _lines(name).get(words.casefold()) if name in OWN_LISTS else None
    return words if line is None or line[lang].casefold() == words.casefold() else line[lang]


@cache
def _folded(name: str, lang: str) -> tuple[tuple[tuple[tuple[str, ...], ...], Mapping[str, str]], ...]:
    """Each line with its folded words in each language, in the alphabetical order of `lang`."""
    lines = sorted(words_of_list(name), key=lambda line: folded_words(line[lang]))
    return tuple((tuple(tuple(folded_words(line[one])) for one in LANGUAGES), line) for line in lines)


@cache
def _lines(name: str) -> Mapping[str, Mapping[str, str]]:
    return {line[lang].casefold(): line for line in words_of_list(name) for lang in LANGUAGES}
