"""State of `/connexion/code`: why one is asked again; the code itself is a native form (`api/session.py`)."""

from __future__ import annotations

from rxapp.state.handler import handler
from rxapp.state.shell import Shell


class ConnexionState(Shell):
    """`refused`: a code was refused on a browser without scripts, which learns it from the address alone."""

    refused: bool = False

    @handler(public=True)
    async def open(self):
        """Read the address."""
        self._show_operator()
        self.refused = self.router.url.query_parameters.get("raison", "") == "refus"
