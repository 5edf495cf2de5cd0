"""State of `/`: why one was sent here."""

from __future__ import annotations

from rxapp.state.handler import handler
from rxapp.state.shell import Shell

REASONS = frozenset({"fin", "inactif", "session", "refus", "ferme"})


class IndexState(Shell):
    """The reason in the address, if it is one we know."""

    reason: str = ""

    @handler(public=True)
    async def open(self):
        """Read the address."""
        reason = self.router.url.query_parameters.get("raison", "")
        self.reason = reason if reason in REASONS else ""
