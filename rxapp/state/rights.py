"""State of the part of `/parametres` on refusals: what a person allows of their record, one switch each."""

from __future__ import annotations

from rxapp.accounts import rights
from rxapp.accounts.rights import RightView
from rxapp.core import work
from rxapp.core.i18n import _
from rxapp.core.policy import Actor
from rxapp.runtime import current
from rxapp.state.handler import PATIENT, handler
from rxapp.state.shell import Shell


class RightsState(Shell):
    """What is allowed now."""

    rights: list[RightView] = []

    @handler(roles=PATIENT)
    async def load(self):
        """Load what is allowed."""
        self.rights = await work.run(_view, self._actor, self.language)

    @handler(roles=PATIENT)
    async def switch(self, right: str, allowed: bool):
        """Allow or refuse, at once."""
        self.rights = await work.run(_choose, self._actor, self.language, right, allowed)
        label = rights.label_of_right(right, self.language)
        self._say(_("Vous l’acceptez : {choix}.") if allowed else _("Vous le refusez : {choix}."), choix=label)


def _view(actor: Actor, language: str) -> list[RightView]:
    with current().db.read() as uow:
        return list(rights.rights_view(uow, actor=actor, lang=language))


def _choose(actor: Actor, language: str, right: str, allowed: bool) -> list[RightView]:
    with current().db.uow() as uow:
        rights.choose(uow, actor=actor, right=right, allowed=allowed)
        uow.commit()
    return _view(actor, language)
