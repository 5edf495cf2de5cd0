"""What the address of `/agenda` says: which screen, whose agendas, which month, day or appointment. Pure: address ↔ asking."""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass, replace
from urllib.parse import urlencode

PAGE = "/agenda"
FAMILY = "famille"
PAST = "passes"
MONTH, CALENDARS, FORESEEN = "mois", "calendriers", "prevoir"
MOST_LETTERS = 100
"""Longest search kept."""

_SHAPES = {
    "vue": re.compile(f"{MONTH}|{CALENDARS}|{FORESEEN}"),
    "quand": re.compile(PAST),
    "qui": re.compile(FAMILY),
    "mois": re.compile(r"(19|20|21)\d\d-(0[1-9]|1[0-2])"),
    "jour": re.compile(r"(19|20|21)\d\d-(0[1-9]|1[0-2])-(0[1-9]|[12]\d|3[01])"),
    "apres": re.compile(r"[0-9A-Za-z.]{1,80}"),
    "rendezvous": re.compile(r"[0-9a-f]{32}"),
    "occurrence": re.compile(r"\d{8}(T\d{6}Z)?"),
    "import": re.compile(r"[0-9a-f]{32}"),
    "ajouter": re.compile("1"),
    "modifier": re.compile("1"),
    "personne": re.compile(r"[0-9a-f]{32}"),
    "regle": re.compile(r"[a-z0-9-]{1,40}"),
    "dose": re.compile(r"\d{1,2}"),
}


@dataclass(frozen=True, slots=True)
class Asked:
    """What is asked for; an empty field asks for nothing. Fields in the order of `_NAMES`."""

    view: str = ""
    when: str = ""
    who: str = ""
    query: str = ""
    month: str = ""
    day: str = ""
    after: str = ""
    appointment: str = ""
    occurrence: str = ""
    imported: str = ""
    adding: str = ""
    changing: str = ""
    person: str = ""
    rule: str = ""
    dose: str = ""

    @property
    def screen(self) -> str:
        """Which screen this is: "form", "one", "import", "month", "calendars", "foreseen" or "list"."""
        if self.adding or (self.appointment and self.changing):
            return "form"
        if self.appointment:
            return "one"
        if self.imported:
            return "import"
        return {MONTH: "month", CALENDARS: "calendars", FORESEEN: "foreseen"}.get(self.view, "list")

    @property
    def narrowed(self) -> bool:
        """Whether some appointments may be left out of the list."""
        return bool(self.query)

    def but(self, **changes: str) -> Asked:
        """The same with other values, from the first row on."""
        return replace(self, **({"after": ""} | changes))

    def whole(self) -> Asked:
        """The list or month behind this: without one appointment, form or file."""
        nothing = dict.fromkeys(("appointment", "occurrence", "imported", "adding", "changing", "person", "rule", "dose"), "")
        return replace(self, **nothing)

    def address(self) -> str:
        """Address of the page that shows exactly this; equal askings have equal addresses."""
        said = {name: getattr(self, field) for name, field in _NAMES.items() if getattr(self, field)}
        return f"{PAGE}?{urlencode(said)}" if said else PAGE


_NAMES = {
    "vue": "view",
    "quand": "when",
    "qui": "who",
    "q": "query",
    "mois": "month",
    "jour": "day",
    "apres": "after",
    "rendezvous": "appointment",
    "occurrence": "occurrence",
    "import": "imported",
    "ajouter": "adding",
    "modifier": "changing",
    "personne": "person",
    "regle": "rule",
    "dose": "dose",
}


def read(parameters: Mapping[str, str]) -> Asked:
    """What an address asks for. Whatever is not one of ours counts as not asked."""
    given = {"query": " ".join(parameters.get("q", "").split())[:MOST_LETTERS]}
    for name, shape in _SHAPES.items():
        value = parameters.get(name, "")
        if value.isascii() and shape.fullmatch(value):
            given[_NAMES[name]] = value
    return Asked(**given)


def one_address(appointment_id: str, occurrence: str = "") -> str:
    """The address of one appointment, or of one occurrence of a series."""
    return Asked(appointment=appointment_id, occurrence=occurrence).address()
