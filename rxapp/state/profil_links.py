"""State of the dialog of links on `/profil`: what an entry has to do with, among entries and documents."""

from __future__ import annotations

from collections.abc import Callable

from rxapp.accounts import service as accounts
from rxapp.core import work
from rxapp.core.i18n import _
from rxapp.core.policy import Actor
from rxapp.profile import links
from rxapp.profile.linking import Linking, Other, linking
from rxapp.runtime import current
from rxapp.state.handler import PATIENT, beside, handler
from rxapp.state.profil import ProfilState


class ProfilLinksState(ProfilState):
    """The links of the entry ``linking`` of the page."""

    of: str = ""
    linked: list[Other] = []
    found: list[Other] = []
    searched: str = ""

    @handler(roles=PATIENT)
    async def ask_links(self, entry_id: str):
        """Open the dialog."""
        self.searched = ""
        await self._look(entry_id)
        self.linking, self.dialog = entry_id, "links"

    @handler(roles=PATIENT)
    @beside
    async def find(self, text: str):
        """Look for something to link."""
        self.searched = text[:100]
        await self._look(self.linking)

    @handler(roles=PATIENT)
    async def tie(self, seen: str, kind: str, other: str):
        """Link it."""
        await self._do(links.link, kind, other)
        self._say(_("Lié."))

    @handler(roles=PATIENT)
    async def untie(self, seen: str, kind: str, other: str):
        """Link it no more."""
        await self._do(links.unlink, kind, other)
        self._say(_("Le lien est retiré."))

    # -- for handlers -------------------------------------------------------------------------------------------------

    async def _in_sight(self) -> str:
        return self.linking

    async def _do(self, verb: Callable[..., object], kind: str, other: str) -> None:
        given = {"entry_id": self.linking, "kind": kind, "other_id": other}
        try:
            await work.run(_write, verb, self._actor, given)
        finally:
            await self._look(self.linking)
            await self._reload()

    async def _look(self, entry_id: str) -> None:
        found: Linking = await work.run(_read, self._actor, entry_id, self.searched, self.language)
        self.of, self.linked, self.found = found.title, found.linked, found.found


def _read(actor: Actor, entry_id: str, query: str, language: str) -> Linking:
    with current().db.read() as uow:
        context = accounts.context_for(uow, actor)
        return linking(uow, actor=actor, context=context, entry_id=entry_id, query=query, lang=language)


def _write(verb: Callable[..., object], actor: Actor, given: dict[str, object]) -> None:
    with current().db.uow() as uow:
        verb(uow, actor=actor, context=accounts.context_for(uow, actor), **given)
        uow.commit()
