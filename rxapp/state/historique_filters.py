"""What the address of `/historique` says: what is looked for, and before which line. Pure: address ↔ filters."""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass, replace
from urllib.parse import urlencode

from rxapp.core.history import KINDS, Wanted

PAGE = "/historique"
MOST_LETTERS = 200
"""Longest search kept."""

_ACCOUNT = re.compile(r"[0-9a-z-]{1,32}")


@dataclass(frozen=True, slots=True)
class Filters:
    """What is asked for; an empty field asks for nothing. before: number of the line the page ends before, 0 for the newest."""

    query: str = ""
    kind: str = ""
    account: str = ""
    before: int = 0

    @property
    def narrowed(self) -> bool:
        """Whether some lines may be left out."""
        return bool(self.query or self.kind or self.account)

    @property
    def wanted(self) -> Wanted:
        """The same for the search."""
        return Wanted(self.query, self.kind, self.account)

    def starting(self, before: int) -> Filters:
        """The same filters from another line."""
        return replace(self, before=before)

    def address(self) -> str:
        """Address of the page that shows exactly this; equal filters have equal addresses."""
        pairs = (("q", self.query), ("acte", self.kind), ("qui", self.account), ("avant", str(self.before or "")))
        said = urlencode([(name, value) for name, value in pairs if value])
        return f"{PAGE}?{said}" if said else PAGE


def read(parameters: Mapping[str, str]) -> Filters:
    """The filters of an address. Whatever is not one of ours counts as not asked."""
    kind, account, before = (parameters.get(name, "") for name in ("acte", "qui", "avant"))
    return Filters(
        query=" ".join(parameters.get("q", "").split())[:MOST_LETTERS],
        kind=kind if kind in KINDS else "",
        account=account if _ACCOUNT.fullmatch(account) else "",
        before=int(before) if before.isascii() and before.isdigit() and len(before) < 10 else 0,
    )
