"""Names to choose from while a line is typed: a short open list of international non-proprietary names, never a guess."""

from __future__ import annotations

from functools import cache
from pathlib import Path

from rxapp.core.finding import folded_words

_FILE = Path(__file__).with_name("medicines.txt")
MOST = 8


@cache
def names() -> tuple[str, ...]:
    """Every name of the list, in alphabetical order."""
    lines = _FILE.read_text(encoding="utf-8").splitlines()
    return tuple(line.strip() for line in lines if line.strip() and not line.startswith("#"))


def suggest(typed: str, limit: int = MOST) -> tuple[str, ...]:
    """Names each of whose typed words begins one of their words; those that begin by it first. None for a single letter."""
    wanted = folded_words(typed)
    if sum(map(len, wanted)) < 2:
        return ()
    found = [(words, name) for words, name in _folded() if all(any(w.startswith(t) for w in words) for t in wanted)]
    found.sort(key=lambda pair: not pair[0][0].startswith(wanted[0]))
    return tuple(name for _words, name in found[:limit])


@cache
def _folded() -> tuple[tuple[tuple[str, ...], str], ...]:
    return tuple((tuple(folded_words(name)), name) for name in names())
