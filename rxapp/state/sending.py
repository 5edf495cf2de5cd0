"""State of what is on its way while one looks at another page."""

from __future__ import annotations

from rxapp.core.i18n import _
from rxapp.record.names import clean_name, graphemes
from rxapp.state.handler import PATIENT, handler
from rxapp.state.shell import Shell

MOST_SIGNS = 50
"""Longest file name inside a sentence, in graphemes; its end stays, which says what kind of file it is."""
_END = 12


class SendingState(Shell):
    """It holds nothing: it says what has just arrived."""

    @handler(roles=PATIENT)
    async def kept(self, name: str):
        """A file chosen on another page has been kept. `name` is what this browser calls it: it is shown, nothing more."""
        self._say(_("« {fichier} » est ajouté au dossier."), fichier=brief_name(clean_name(name)))


def brief_name(name: str) -> str:
    """A file name short enough for a sentence."""
    signs = graphemes(name)
    if len(signs) <= MOST_SIGNS:
        return name
    return "".join((*signs[: MOST_SIGNS - _END - 1], "…", *signs[-_END:]))
