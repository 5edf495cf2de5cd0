"""Whether the traits that a sender typed are those of one person. Pure.

Number and birth date have already found the candidates: nobody, one person, or twins. Names decide, whatever their spelling: the
family name whole, the given names whole or as many as were typed from the first on. A compound given name (« Marie-Claude ») is
one name: it is never taken for the beginning of another's.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable
from dataclasses import dataclass
from datetime import date


@dataclass(frozen=True)
class Traits:
    """What a sender knows of a person, checked. ``nir``: 15 characters."""

    nir: str
    born: date
    family_name: str
    given_names: str


@dataclass(frozen=True)
class Candidate:
    """Somebody who bears that number and was born that day."""

    person_id: str
    family_name: str
    given_names: str


def the_one(candidates: Iterable[Candidate], traits: Traits, fold: Callable[[str], str]) -> str | None:
    """The id of the one person whose names these are; None when there is nobody, or when two could be meant.

    ``fold``: what makes two spellings of one name equal.
    """
    family, given = fold(traits.family_name), _names(traits.given_names, fold)
    if not family or not given:
        return None
    bearers = [one for one in candidates if fold(one.family_name) == family]
    whole = [one for one in bearers if fold(one.given_names) == "".join(given)]
    begun = whole or [one for one in bearers if _names(one.given_names, fold)[: len(given)] == given]
    return begun[0].person_id if len(begun) == 1 else None


def _names(text: str, fold: Callable[[str], str]) -> list[str]:
    return [name for name in map(fold, text.split()) if name]
