"""Words to choose from while one types: short open lists, never a guess; whatever else is typed stays as typed.

The lists are written for Carnet (the licence of its code); names of medicines come from the pharmacy's list, which callers bring.
"""

from __future__ import annotations

from collections.abc import Sequence
from functools import cache
from pathlib import Path

from rxapp.core.finding import folded_words

_FOLDER = Path(__file__).parent / "lists"
MOST = 8
OWN_LISTS = ("allergenes", "maladies")


@cache
def words_of_list(name: str) -> tuple[str, ...]:
    """Every line of a list, in its order."""
    lines = (_FOLDER / f"{name}.txt").read_text(encoding="utf-8").splitlines()
    return tuple(line.strip() for line in lines if line.strip() and not line.startswith("#"))


def suggest(name: str, typed: str, limit: int = MOST) -> Sequence[str]:
    """Lines of a list each of whose typed words begins one of their words; none for a single letter or an unknown list."""
    wanted = folded_words(typed)
    if name not in OWN_LISTS or sum(map(len, wanted)) < 2:
        return ()
    found = [(words, line) for words, line in _folded(name) if all(any(w.startswith(t) for w in words) for t in wanted)]
    found.sort(key=lambda pair: not pair[0][0].startswith(wanted[0]))
    return tuple(line for _words, line in found[:limit])


@cache
def _folded(name: str) -> tuple[tuple[tuple[str, ...], str], ...]:
    return tuple((tuple(folded_words(line)), line) for line in words_of_list(name))
