"""State of `/dossier/partages`: the links of the open record, what was done through each, and stopping them."""

from __future__ import annotations

from collections.abc import Callable

from rxapp.accounts import service as accounts
from rxapp.core import work
from rxapp.core.i18n import _
from rxapp.core.policy import Actor
from rxapp.runtime import current
from rxapp.sharing import service, views
from rxapp.sharing.views import ShareCard
from rxapp.state.handler import PATIENT, handler
from rxapp.state.news import NEWS
from rxapp.state.shell import Shell


class PartagesState(Shell):
    """The list. ``shown_for``: whose links these are; ``forbidden``: one helps this person, and shares nothing of theirs."""

    shown_for: str = ""
    forbidden: bool = False
    live: list[ShareCard] = []
    past: list[ShareCard] = []
    changed: int = 0

    @handler(roles=PATIENT)
    async def open(self):
        """Load the page; it looks again by itself when somebody opens a link."""
        await self._open_shell()
        token, looker = self.router.session.client_token, f"{PartagesState.get_full_name()}.look_again"
        NEWS.attend(token, self._principal.account_id, looker)
        await self._load()

    @handler(roles=PATIENT, by_itself=True)
    async def look_again(self):
        """Something was done through a link."""
        await self._count()
        await self._load()

    @handler(roles=PATIENT)
    async def stop(self, share_id: str):
        """Stop a link for good."""
        await work.run(_do, service.stop, self._actor, share_id=share_id)
        self.changed += 1
        await self._load()
        self._say(_("Le partage est arrêté : ce lien n’ouvre plus rien."))

    async def _load(self) -> None:
        self.forbidden = self.subject in self._helps
        found = () if self.forbidden else await work.run(_shares, self._actor, self.subject, self.language)
        self.live, self.past = [one for one in found if one.live], [one for one in found if not one.live]
        self.shown_for = self.subject


def _shares(actor: Actor, person_id: str, language: str) -> tuple[ShareCard, ...]:
    with current().db.read() as uow:
        context = accounts.context_for(uow, actor)
        return views.shares(uow, actor=actor, context=context, person_id=person_id, lang=language)


def _do(verb: Callable[..., object], actor: Actor, **given: object) -> object:
    with current().db.uow() as uow:
        done = verb(uow, actor=actor, context=accounts.context_for(uow, actor), **given)
        uow.commit()
    return done
