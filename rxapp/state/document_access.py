"""State of « Qui peut ouvrir ceci ? » on the page of a document: who opens it, by which rule, and hiding it."""

from __future__ import annotations

from typing import Annotated

from pydantic import Field

from rxapp.accounts import service as accounts
from rxapp.core import work
from rxapp.core.i18n import _
from rxapp.core.policy import EVERYBODY, Actor
from rxapp.record import explaining, hiding
from rxapp.record.explaining import Openers
from rxapp.runtime import current
from rxapp.state.handler import PATIENT, handler
from rxapp.state.shell import Shell

Mark = Annotated[str, Field(max_length=40)]


class DocumentAccessState(Shell):
    """Who opens the document ``shown``; empty for a helper, whose it is not to decide."""

    shown: str = ""
    openers: Openers = Openers()
    changed: int = 0

    @handler(roles=PATIENT)
    async def load(self, document_id: str):
        """Say who opens a document."""
        self.shown, self.openers = "", Openers()
        await self._read(document_id)

    @handler(roles=PATIENT)
    async def hide(self, seen: str, target: str, on: bool):
        """Hide the document from somebody, or no more."""
        await work.run(_hide, self._actor, seen, self.openers.version, target, on)
        self.changed += 1
        await self._read(seen)
        still = [one.label for one in self.openers.named if one.opens]
        if on and target == EVERYBODY and still:
            words = _("C’est masqué, dès maintenant. Qui l’a reçu de vous autrement l’ouvre encore : {noms}.")
            self._say(words, noms=", ".join(still))
        else:
            self._say(_("C’est masqué, dès maintenant.") if on else _("Ce n’est plus masqué."))

    # -- for handlers -------------------------------------------------------------------------------------------------

    async def _in_sight(self) -> str:
        return self.shown

    async def _read(self, document_id: str) -> None:
        self.openers = await work.run(_openers, self._actor, document_id, self.language)
        self.shown = document_id


def _openers(actor: Actor, document_id: str, language: str) -> Openers:
    with current().db.read() as uow:
        context = accounts.context_for(uow, actor)
        return explaining.openers(uow, actor=actor, context=context, document_id=document_id, lang=language, may_hide=True)


def _hide(actor: Actor, document_id: str, version: int, target: str, on: bool) -> None:
    with current().db.uow() as uow:
        whose = {"actor": actor, "context": accounts.context_for(uow, actor), "document_id": document_id}
        before = explaining.targets_of(uow, **whose)
        targets = before | {target} if on else before - {target}
        hiding.hide(uow, **whose, version=version, targets=targets)
        uow.commit()
