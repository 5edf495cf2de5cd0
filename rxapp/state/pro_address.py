"""What the address of `/pro` says: which conversations, one of them and which part of it, or the settings. Pure."""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass, replace
from urllib.parse import urlencode

PAGE = "/pro"
UNREAD, MINE, ARCHIVED, SETTINGS = "non-lues", "a-moi", "archivees", "reglages"
MOST_LETTERS = 100
"""Longest search kept."""

_ID = r"[0-9a-f]{32}"
_SHAPES = {
    "vue": re.compile("|".join((UNREAD, MINE, ARCHIVED, SETTINGS))),
    "patient": re.compile(_ID),
    "apres": re.compile(r"[ -~]{1,200}"),
    "conversation": re.compile(_ID),
    "avant": re.compile(r"[1-9]\d{0,8}"),
    "imprimer": re.compile("oui"),
}


@dataclass(frozen=True, slots=True)
class Asked:
    """What is asked for; an empty field asks for nothing. ``before``: the messages that came before this one of its numbers."""

    view: str = ""
    patient: str = ""
    query: str = ""
    after: str = ""
    conversation: str = ""
    before: str = ""
    printing: str = ""

    @property
    def screen(self) -> str:
        """Which screen this is: "one", "print", "settings" or "list"."""
        if self.conversation:
            return "print" if self.printing else "one"
        return "settings" if self.view == SETTINGS else "list"

    def but(self, **changes: str) -> Asked:
        """The same with other values, from the first row on."""
        return replace(self, **({"after": ""} | changes))

    def listed(self, **changes: str) -> Asked:
        """The list beside, without what is open."""
        return replace(self, **({"conversation": "", "before": "", "printing": ""} | changes))

    def opened(self, conversation_id: str) -> Asked:
        """The same list with a conversation open, at its latest messages."""
        return replace(self, conversation=conversation_id, before="", printing="")

    def address(self) -> str:
        """Address of the page that shows exactly this; equal askings have equal addresses."""
        said = {name: getattr(self, field) for name, field in _NAMES.items() if getattr(self, field)}
        return f"{PAGE}?{urlencode(said)}" if said else PAGE


_NAMES = {
    "vue": "view",
    "patient": "patient",
    "q": "query",
    "apres": "after",
    "conversation": "conversation",
    "avant": "before",
    "imprimer": "printing",
}


def read(parameters: Mapping[str, str]) -> Asked:
    """What an address asks for. Whatever is not one of ours counts as not asked."""
    given = {"query": " ".join(parameters.get("q", "").split())[:MOST_LETTERS].strip()}
    for name, shape in _SHAPES.items():
        value = parameters.get(name, "")
        if value.isascii() and shape.fullmatch(value):
            given[_NAMES[name]] = value
    return Asked(**given)
