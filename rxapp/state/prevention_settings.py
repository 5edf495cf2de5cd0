"""State of the part of `/parametres` on prevention messages: for oneself and each child, one switch."""

from __future__ import annotations

from dataclasses import dataclass

from rxapp.accounts import service as accounts
from rxapp.accounts import views as people
from rxapp.core import work
from rxapp.core.i18n import _
from rxapp.core.policy import Actor
from rxapp.prevention import mailbox, service
from rxapp.prevention.campaigns import ALL
from rxapp.runtime import current
from rxapp.state.handler import PATIENT, handler
from rxapp.state.shell import Shell


@dataclass(frozen=True, slots=True)
class Receiving:
    """Whether messages about one person come."""

    id: str
    label: str
    refused: bool


class PreventionSettingsState(Shell):
    """The people whose messages one may receive."""

    receiving: list[Receiving] = []

    @handler(roles=PATIENT)
    async def load(self):
        """Load who is there."""
        self.receiving = await work.run(_receiving, self._actor, self.language)

    @handler(roles=PATIENT)
    async def stop(self, person_id: str):
        """Refuse every message about a person, at once."""
        await work.run(_choose, self._actor, person_id, True)
        self.receiving = await work.run(_receiving, self._actor, self.language)
        self._say(_("C’est fait : ces messages ne viendront plus. Le calendrier reste."))

    @handler(roles=PATIENT)
    async def resume(self, person_id: str):
        """Let them come again."""
        await work.run(_choose, self._actor, person_id, False)
        self.receiving = await work.run(_receiving, self._actor, self.language)
        self._say(_("Ces messages peuvent de nouveau venir."))


def _receiving(actor: Actor, language: str) -> list[Receiving]:
    with current().db.read() as uow:
        context = accounts.context_for(uow, actor)
        return [
            Receiving(one.id, one.name, mailbox.refuses_all(uow, actor=actor, context=context, person_id=one.id))
            for one in people.my_people(uow, actor=actor, lang=language)
        ]


def _choose(actor: Actor, person_id: str, refuse: bool) -> None:
    verb = service.refuse if refuse else service.accept
    with current().db.uow() as uow:
        verb(uow, actor=actor, context=accounts.context_for(uow, actor), person_id=person_id, campaign=ALL)
        uow.commit()
