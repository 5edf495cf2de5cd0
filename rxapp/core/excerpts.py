"""The words around what a search found, and which of them were looked for. Pure."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass

from rxapp.core.finding import Term, folded_words

LENGTH = 130
"""Characters of an excerpt, about."""
_BEFORE = 40
"""Characters shown before the first word found, about."""
_PLACES = 30
"""Words found that are looked at to choose where the excerpt is taken."""
_STARTS = 10
"""Words of a search that an excerpt is looked for by."""
_NOTHING: frozenset[str] = frozenset()
_WORD = re.compile(r"\w+")


@dataclass(frozen=True, slots=True)
class Piece:
    """Some words of an excerpt. ``hit``: they were looked for."""

    text: str
    hit: bool = False


def excerpt(text: str, terms: Sequence[Term]) -> list[Piece]:
    """The part of a text that says most of what was looked for, on one line; none when it says nothing of it."""
    starts = starts_of(terms)
    if not starts:
        return []
    text = " ".join(text.split())
    found: list[tuple[int, int, frozenset[str]]] = []
    known: dict[str, frozenset[str]] = {}
    for word in _WORD.finditer(text):
        said = known.get(word.group())
        if said is None:
            said = known[word.group()] = _said(word.group(), starts)
        if said:
            found.append((word.start(), word.end(), said))
        if len(found) == _PLACES:
            break
    if not found:
        return []
    begin, end = _window(text, max(found, key=lambda place: (_richness(place[0], found), -place[0]))[0])
    inside = [(at, until) for at, until, _said in found if begin <= at and until <= end]
    return _pieces(text, begin, end, inside)


def starts_of(terms: Sequence[Term]) -> tuple[str, ...]:
    """Beginnings of the words that an excerpt is looked for by and marks: the first of them."""
    ways = (way.strip() for term in terms for ways in term for way in ways if not way.startswith(" #"))
    return tuple(dict.fromkeys(ways))[:_STARTS]


def _said(word: str, starts: tuple[str, ...]) -> frozenset[str]:
    """What of it a word of the text says."""
    folded = [word.lower()] if word.isascii() and "_" not in word else folded_words(word)
    hits = [one for one in folded if one.startswith(starts)]
    if not hits:
        return _NOTHING
    return frozenset(start for start in starts for one in hits if one.startswith(start))


def _richness(at: int, found: Sequence[tuple[int, int, frozenset[str]]]) -> int:
    """How much of what was looked for stands within an excerpt that begins there."""
    return len(frozenset().union(*(said for start, end, said in found if at <= start and end <= at + LENGTH - _BEFORE)))


def _window(text: str, at: int) -> tuple[int, int]:
    """From a little before a place on, whole words."""
    begin = max(0, at - _BEFORE)
    if begin:
        begin = text.find(" ", begin, at) + 1 or at
    end = begin + LENGTH
    if end >= len(text):
        return begin, len(text)
    cut = text.rfind(" ", at, end)
    return begin, cut if cut > at else end


def _pieces(text: str, begin: int, end: int, hits: Sequence[tuple[int, int]]) -> list[Piece]:
    pieces, place = [], begin
    for at, until in hits:
        pieces += [Piece(text[place:at]), Piece(text[at:until], hit=True)]
        place = until
    pieces.append(Piece(text[place:end]))
    if begin:
        pieces.insert(0, Piece("… "))
    if end < len(text):
        pieces.append(Piece(" …"))
    return [piece for piece in pieces if piece.text]
