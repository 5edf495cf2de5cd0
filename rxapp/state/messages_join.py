"""Who else may take part in the conversation that is open on `/messages`; asking and adding are `messages_acts.py`."""

from __future__ import annotations

from collections.abc import Collection

from rxapp.core import work
from rxapp.inbox import views
from rxapp.inbox.views import ProfessionalCard
from rxapp.state import talks
from rxapp.state.shell import Shell

AT_ONCE = 20


class MessagesJoinState(Shell):
    """``where``: the conversation it is asked in, "" when it is not. ``more``: the directory holds others than ``cards``."""

    where: str = ""
    query: str = ""
    cards: list[ProfessionalCard] = []
    more: bool = False

    # -- for handlers -------------------------------------------------------------------------------------------------

    def _forget(self) -> None:
        """Keep nothing of whom one looked for."""
        self.where, self.query, self.cards, self.more = "", "", [], False

    async def _find(self, person_id: str, there: Collection[str], query: str) -> None:
        """Some of the directory that say ``query``, but for those who are ``there`` already."""
        given = {"person_id": person_id, "lang": self.language, "query": query, "limit": AT_ONCE}
        page = await work.run(talks.look, views.directory, self._actor, **given)
        self.query, self.more = query, bool(page.next_cursor)
        self.cards = [card for card in page.rows if card.id not in there]
