"""What the address of `/pro/envoyer` says: the form, or what was sent, narrowed, turned, one of them being corrected. Pure."""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass, replace
from urllib.parse import urlencode

PAGE = "/pro/envoyer"
ALL, HELD, WAITING, DELIVERED, REFUSED = "envois", "annoncer", "attente", "remis", "refuses"
STATES = {HELD: "held", WAITING: "waiting", DELIVERED: "delivered", REFUSED: "refused"}
MOST_LETTERS = 100
"""Longest search kept."""
_SHAPES = {
    "vue": re.compile("|".join((ALL, *STATES))),
    "apres": re.compile(r"\d{1,17}\.[0-9a-f]{32}"),
    "corriger": re.compile(r"[0-9a-f]{32}"),
    "pour": re.compile(r"[0-9a-f]{32}"),
}


@dataclass(frozen=True, slots=True)
class Asked:
    """What is asked for; an empty field asks for nothing. ``amending``: the sending whose traits are being corrected.

    ``whom``: the patient that the form starts with.
    """

    view: str = ""
    query: str = ""
    after: str = ""
    amending: str = ""
    whom: str = ""

    @property
    def state(self) -> str:
        """The state that the list is narrowed to, "" for all."""
        return STATES.get(self.view, "")

    def but(self, **changes: str) -> Asked:
        """The same with other values, from the first row on and with nothing being corrected."""
        return replace(self, **({"after": "", "amending": "", "whom": ""} | changes))

    def address(self) -> str:
        """Address of the page that shows exactly this; equal askings have equal addresses."""
        named = {"vue": self.view, "q": self.query, "apres": self.after, "corriger": self.amending}
        named["pour"] = self.whom
        said = {name: value for name, value in named.items() if value}
        return f"{PAGE}?{urlencode(said)}" if said else PAGE


def read(parameters: Mapping[str, str]) -> Asked:
    """What an address asks for. Whatever is not one of ours counts as not asked."""
    given = {name: value for name in _SHAPES if _SHAPES[name].fullmatch(value := parameters.get(name, ""))}
    query = " ".join(parameters.get("q", "").split())[:MOST_LETTERS].strip()
    view = given.get("vue", ALL if query or "corriger" in given else "")
    whom = "" if view else given.get("pour", "")
    return Asked(view, query if view else "", given.get("apres", ""), given.get("corriger", ""), whom)
