"""What the address of `/dossier` says: the filters, and where the rows start. Pure: address ↔ filters."""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass, replace
from urllib.parse import urlencode

from rxapp.core.origin import TAKEN_OVER
from rxapp.core.policy import SYSTEM_ACTOR

PAGE = "/dossier"
MOST_LETTERS = 200
"""Longest search kept."""

_CATEGORY = re.compile(r"[a-z_]{1,40}")
_YEAR = re.compile(r"(19|20|21)\d\d")
_AUTHOR = re.compile(f"[0-9a-f]{{32}}|{SYSTEM_ACTOR.account_id}|{TAKEN_OVER}")
"""An account, Carnet itself, or what a copy of another Carnet brought."""
_CURSOR = re.compile(r"[0-9a-f.-]{1,80}")


@dataclass(frozen=True, slots=True)
class Filters:
    """What is asked for; an empty field asks for nothing. `after`: cursor of the last row already seen."""

    query: str = ""
    category: str = ""
    year: str = ""
    author: str = ""
    after: str = ""

    @property
    def narrowed(self) -> bool:
        """Whether some documents may be left out."""
        return bool(self.query or self.category or self.year or self.author)

    def starting(self, after: str | None) -> Filters:
        """The same filters from another row; from the first with None."""
        return replace(self, after=after or "")

    def address(self) -> str:
        """Address of the page that shows exactly this; equal filters have equal addresses."""
        pairs = zip(_NAMES, (self.query, self.category, self.year, self.author, self.after), strict=True)
        said = urlencode([(name, value) for name, value in pairs if value])
        return f"{PAGE}?{said}" if said else PAGE


_NAMES = ("q", "categorie", "annee", "auteur", "apres")


def read(parameters: Mapping[str, str]) -> Filters:
    """The filters of an address. Whatever is not one of ours counts as not asked."""

    def given(name: str, shape: re.Pattern[str]) -> str:
        value = parameters.get(name, "")
        return value if shape.fullmatch(value) else ""

    return Filters(
        query=" ".join(parameters.get("q", "").split())[:MOST_LETTERS],
        category=given("categorie", _CATEGORY),
        year=given("annee", _YEAR),
        author=given("auteur", _AUTHOR),
        after=given("apres", _CURSOR),
    )
