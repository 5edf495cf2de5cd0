"""What the address of `/pharmacie` says: orders, one of them, sending in three steps, or pharmacies. Pure: address ↔ asking."""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass, replace
from urllib.parse import urlencode

PAGE = "/pharmacie"
OVER = "terminees"
PLACES, EVERYTHING = "pharmacies", "tout"
PAPERS, PLACE, WISHES = "ordonnance", "pharmacie", "souhaits"
STEPS = (PAPERS, PLACE, WISHES)
"""The three steps of sending."""
MOST_LETTERS = 100
"""Longest search kept."""
MOST_PAPERS = 5

_ID = r"[0-9a-f]{32}"
_SHAPES = {
    "commande": re.compile(_ID),
    "envoyer": re.compile("|".join(STEPS)),
    "ordonnance": re.compile(rf"{_ID}(\.{_ID}){{0,{MOST_PAPERS - 1}}}"),
    "ligne": re.compile(_ID),
    "pharmacie": re.compile(_ID),
    "ailleurs": re.compile(_ID),
    "suite": re.compile(_ID),
    "vue": re.compile(f"{PLACES}|{EVERYTHING}"),
    "quand": re.compile(OVER),
    "pres": re.compile(r"\d{5}"),
    "apres": re.compile(r"[ -~]{1,200}"),
}


@dataclass(frozen=True, slots=True)
class Asked:
    """What is asked for; an empty field asks for nothing. ``papers``: ids of the prescriptions, joined by dots.

    ``elsewhere``: an order to send to another pharmacy as it is; ``follows``: one that is taken up again, from the first step on.
    """

    order: str = ""
    sending: str = ""
    papers: str = ""
    line: str = ""
    pharmacy: str = ""
    elsewhere: str = ""
    follows: str = ""
    view: str = ""
    when: str = ""
    query: str = ""
    near: str = ""
    after: str = ""

    @property
    def screen(self) -> str:
        """Which screen this is: "one", "papers", "place", "wishes", "elsewhere", "places" or "list".

        A step whose choices are missing is the first that misses one.
        """
        if self.order:
            return "one"
        if self.elsewhere:
            return "elsewhere"
        if self.sending:
            if not self.papers or self.sending == PAPERS:
                return "papers"
            return "place" if not self.pharmacy or self.sending == PLACE else "wishes"
        return "places" if self.view == PLACES else "list"

    @property
    def paper_ids(self) -> tuple[str, ...]:
        """The prescriptions, each once."""
        return tuple(dict.fromkeys(self.papers.split("."))) if self.papers else ()

    def but(self, **changes: str) -> Asked:
        """The same with other values, from the first row on."""
        return replace(self, **({"after": ""} | changes))

    def with_paper(self, document_id: str) -> Asked:
        """The same with one more prescription, or without it when it is there; unchanged when there is no more room."""
        ids = self.paper_ids
        if document_id in ids:
            return self.but(papers=".".join(one for one in ids if one != document_id), line="")
        return self if len(ids) >= MOST_PAPERS else self.but(papers=".".join((*ids, document_id)), line="")

    def step(self, step: str) -> Asked:
        """Another step of the same sending; what was searched stays in its own step."""
        return self.but(sending=step, query="", near="", view="")

    def address(self) -> str:
        """Address of the page that shows exactly this; equal askings have equal addresses."""
        said = {name: getattr(self, field) for name, field in _NAMES.items() if getattr(self, field)}
        return f"{PAGE}?{urlencode(said)}" if said else PAGE


_NAMES = {
    "commande": "order",
    "envoyer": "sending",
    "ordonnance": "papers",
    "ligne": "line",
    "pharmacie": "pharmacy",
    "ailleurs": "elsewhere",
    "suite": "follows",
    "vue": "view",
    "quand": "when",
    "q": "query",
    "pres": "near",
    "apres": "after",
}


def read(parameters: Mapping[str, str]) -> Asked:
    """What an address asks for. Whatever is not one of ours counts as not asked."""
    given = {"query": " ".join(parameters.get("q", "").split())[:MOST_LETTERS]}
    for name, shape in _SHAPES.items():
        value = parameters.get(name, "")
        if value.isascii() and shape.fullmatch(value):
            given[_NAMES[name]] = value
    return Asked(**given)


def order_address(order_id: str) -> str:
    """The address of one order."""
    return Asked(order=order_id).address()
