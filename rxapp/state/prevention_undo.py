"""Ten seconds to take back what was just done about prevention, the same for every act."""

from __future__ import annotations

from collections.abc import Awaitable, Callable
from math import ceil

from rxapp.accounts import service as accounts
from rxapp.core import work
from rxapp.core.i18n import _, translate
from rxapp.core.policy import Actor
from rxapp.prevention import service
from rxapp.prevention.service import Undo
from rxapp.runtime import current
from rxapp.state.shell import Shell, Words


class UndoState(Shell):
    """What can be taken back now; pages of prevention derive from it."""

    undo_key: str = ""
    undo_text: str = ""
    undo_seconds: int = 0
    _undo: Undo | None = None

    def _offer(self, undo: Undo | None, sentence: str = "", **params: object) -> None:
        """Offer to take an act back; None forgets the one before."""
        self._undo = undo
        left = 0 if undo is None else ceil((undo.until - current().clock.now()).total_seconds())
        if undo is None or left <= 0:
            self.undo_text = self.undo_key = ""
            return
        self.undo_text = translate(sentence, self.language, **params)
        self.undo_key = "|".join((*undo.made, *undo.removed, *(undo.choice or ()), undo.until.isoformat()))
        self.undo_seconds = left
        self.words = Words("done", self.undo_text)

    async def _take_back(self, reload: Callable[[], Awaitable[None]]) -> None:
        """Undo the act on offer, if any; ``reload`` shows what is there then. A page calls it from a handler of its own."""
        undo = self._undo
        self._offer(None)
        if undo is None:
            return
        try:
            await work.run(_undo, self._actor, undo)
        finally:
            await reload()
        self._say(_("C’est annulé."))


def _undo(actor: Actor, undo: Undo) -> None:
    with current().db.uow() as uow:
        service.take_back(uow, actor=actor, context=accounts.context_for(uow, actor), undo=undo)
        uow.commit()
