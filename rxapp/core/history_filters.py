"""What the address of `/historique` says: what is looked for, and before which line. Pure: address ↔ filters."""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass, replace
from datetime import date, timedelta
from urllib.parse import urlencode

from rxapp.core.history import KINDS, Wanted

PAGE = "/historique"
MOST_LETTERS = 200
"""Longest search kept."""

PERIODS = ("7", "30", "365")
"""The latest so many days, today included."""

_YEAR = re.compile(r"(?:19|20)\d\d", re.ASCII)
_ACCOUNT = re.compile(r"[0-9a-z-]{1,32}")


@dataclass(frozen=True, slots=True)
class Filters:
    """What is asked for; an empty field asks for nothing. before: number of the line the page ends before, 0 for the newest.

    period: one of `PERIODS`, or a year.
    """

    query: str = ""
    kind: str = ""
    account: str = ""
    period: str = ""
    before: int = 0

    @property
    def narrowed(self) -> bool:
        """Whether some lines may be left out."""
        return bool(self.query or self.kind or self.account or self.period)

    def wanted(self, today: date) -> Wanted:
        """The same for the search, on a day."""
        since = until = None
        if self.period in PERIODS:
            since = today - timedelta(days=int(self.period) - 1)
        elif self.period:
            since, until = date(int(self.period), 1, 1), date(int(self.period), 12, 31)
        return Wanted(self.query, self.kind, self.account, since, until)

    def starting(self, before: int) -> Filters:
        """The same filters from another line."""
        return replace(self, before=before)

    def address(self) -> str:
        """Address of the page that shows exactly this; equal filters have equal addresses."""
        said = self.said()
        return f"{PAGE}?{said}" if said else PAGE

    def said(self) -> str:
        """What the address says after its question mark."""
        asked = (("q", self.query), ("acte", self.kind), ("qui", self.account), ("periode", self.period))
        return urlencode([(name, value) for name, value in (*asked, ("avant", str(self.before or ""))) if value])


def read(parameters: Mapping[str, str]) -> Filters:
    """The filters of an address. Whatever is not one of ours counts as not asked."""
    kind, account, before = (parameters.get(name, "") for name in ("acte", "qui", "avant"))
    period = parameters.get("periode", "")
    return Filters(
        query=" ".join(parameters.get("q", "").split())[:MOST_LETTERS],
        kind=kind if kind in KINDS else "",
        period=period if period in PERIODS or _YEAR.fullmatch(period) else "",
        account=account if _ACCOUNT.fullmatch(account) else "",
        before=int(before) if before.isascii() and before.isdigit() and len(before) < 10 else 0,
    )
