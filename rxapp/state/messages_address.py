"""What the addresses of `/messages` say: which conversations, one of them and which part of it, or a new one. Pure."""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass, replace
from urllib.parse import urlencode

PAGE = "/messages"
UNREAD, ARCHIVED, INFORMATION = "non-lus", "archives", "information"
WHO, TEXT = "destinataire", "message"
STEPS = (WHO, TEXT)
"""The two steps of a new conversation."""
MOST_LETTERS = 100
"""Longest search kept."""
MOST_TO = 5
"""Professionals of one conversation, as the room says."""

_ID = r"[0-9a-f]{32}"
_SHAPES = {
    "vue": re.compile("|".join((UNREAD, ARCHIVED, INFORMATION))),
    "apres": re.compile(r"[ -~]{1,200}"),
    "ecrire": re.compile("|".join(STEPS)),
    "a": re.compile(rf"{_ID}(\.{_ID}){{0,{MOST_TO - 1}}}"),
    "avant": re.compile(r"[1-9]\d{0,8}"),
    "imprimer": re.compile("oui"),
}


@dataclass(frozen=True, slots=True)
class Asked:
    """What is asked for; an empty field asks for nothing. ``to``: ids of professionals, joined by dots.

    ``before``: the messages of the conversation that came before this one of its numbers.
    """

    conversation: str = ""
    view: str = ""
    query: str = ""
    after: str = ""
    writing: str = ""
    to: str = ""
    before: str = ""
    printing: str = ""

    @property
    def screen(self) -> str:
        """Which screen this is: "one", "print", "who", "new" or "list". A message for nobody yet begins with whom it is for."""
        if self.conversation:
            return "print" if self.printing else "one"
        if self.writing:
            return "new" if self.to and self.writing == TEXT else "who"
        return "list"

    @property
    def to_ids(self) -> tuple[str, ...]:
        """The professionals, each once."""
        return tuple(dict.fromkeys(self.to.split("."))) if self.to else ()

    def but(self, **changes: str) -> Asked:
        """The same with other values, from the first row on."""
        return replace(self, **({"after": "", "before": "", "printing": ""} | changes))

    def listed(self, **changes: str) -> Asked:
        """The list beside, without what is open."""
        return replace(self, **({"conversation": "", "writing": "", "to": "", "before": "", "printing": ""} | changes))

    def with_one(self, account_id: str) -> Asked:
        """The same with one more professional, or without them when they are there; unchanged when there is no more room."""
        ids = self.to_ids
        if account_id in ids:
            return self.but(to=".".join(one for one in ids if one != account_id))
        return self if len(ids) >= MOST_TO else self.but(to=".".join((*ids, account_id)))

    def address(self) -> str:
        """Address of the page that shows exactly this; equal askings have equal addresses."""
        said = {name: getattr(self, field) for name, field in _NAMES.items() if getattr(self, field)}
        page = f"{PAGE}/{self.conversation}" if self.conversation else PAGE
        return f"{page}?{urlencode(said)}" if said else page


_NAMES = {
    "vue": "view",
    "q": "query",
    "apres": "after",
    "ecrire": "writing",
    "a": "to",
    "avant": "before",
    "imprimer": "printing",
}


def read(path: str, parameters: Mapping[str, str]) -> Asked:
    """What an address asks for. Whatever is not one of ours counts as not asked."""
    given = {"query": " ".join(parameters.get("q", "").split())[:MOST_LETTERS]}
    for name, shape in _SHAPES.items():
        value = parameters.get(name, "")
        if value.isascii() and shape.fullmatch(value):
            given[_NAMES[name]] = value
    parts = path.strip("/").split("/")
    return Asked(conversation=parts[1][:32] if len(parts) > 1 else "", **given)


def conversation_address(conversation_id: str) -> str:
    """The address of one conversation."""
    return Asked(conversation=conversation_id).address()
