"""What the address of `/officine` says: the board or one column of it, an order, its papers to print, the hours. Pure."""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass, replace
from urllib.parse import urlencode

from rxapp.pharmacy.service import State

PAGE = "/officine"
HOURS = "horaires"
LABEL, SHEET = "etiquette", "fiche"
COLUMNS = {
    "envoyees": State.SENT,
    "recues": State.RECEIVED,
    "preparation": State.PREPARING,
    "pretes": State.READY,
    "remises": State.COLLECTED,
}
"""The columns of the board, by their word in the address."""
MOST_LETTERS = 100
"""Longest search kept."""

_SHAPES = {
    "vue": re.compile(HOURS),
    "colonne": re.compile("|".join(COLUMNS)),
    "apres": re.compile(r"[0-9T:+.\-]{10,40}\|[0-9a-f]{32}"),
    "commande": re.compile(r"[0-9a-f]{32}"),
    "imprimer": re.compile(f"{LABEL}|{SHEET}"),
}


@dataclass(frozen=True, slots=True)
class Asked:
    """What is asked for; an empty field asks for nothing. Fields in the order of `_NAMES`."""

    view: str = ""
    column: str = ""
    query: str = ""
    after: str = ""
    order: str = ""
    paper: str = ""

    @property
    def screen(self) -> str:
        """Which screen this is: "order", "label", "sheet", "hours" or "board"."""
        if self.order:
            return {LABEL: "label", SHEET: "sheet"}.get(self.paper, "order")
        return "hours" if self.view else "board"

    def but(self, **changes: str) -> Asked:
        """The same with other values, from the first row on."""
        return replace(self, **({"after": ""} | changes))

    def board(self) -> Asked:
        """The board behind an order or the hours."""
        return replace(self, view="", order="", paper="")

    def address(self) -> str:
        """Address of the page that shows exactly this; equal askings have equal addresses."""
        said = {name: getattr(self, field) for name, field in _NAMES.items() if getattr(self, field)}
        return f"{PAGE}?{urlencode(said)}" if said else PAGE


_NAMES = {
    "vue": "view",
    "colonne": "column",
    "recherche": "query",
    "apres": "after",
    "commande": "order",
    "imprimer": "paper",
}


def read(parameters: Mapping[str, str]) -> Asked:
    """What an address asks for. Whatever is not one of ours counts as not asked."""
    given = {"query": " ".join(parameters.get("recherche", "").split())[:MOST_LETTERS].strip()}
    for name, shape in _SHAPES.items():
        value = parameters.get(name, "")
        if value.isascii() and shape.fullmatch(value):
            given[_NAMES[name]] = value
    return Asked(**given)
