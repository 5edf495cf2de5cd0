"""State of `/pro`: a professional's inbox, alive, and what opens from it.

What the address asks for is `pro_address.py`, what is read `pro_reading.py`; the list is `pro_list.py`, one conversation
`pro_talk.py`, the settings `pro_settings.py`.
"""

from __future__ import annotations

import reflex as rx

from rxapp.core import audit, work
from rxapp.core.errors import DomainError
from rxapp.core.i18n import _, translate
from rxapp.core.policy import Refused
from rxapp.inbox import service
from rxapp.runtime import current
from rxapp.state import talks
from rxapp.state.handler import PROFESSIONALS, handler
from rxapp.state.news import NEWS
from rxapp.state.pro_address import Asked, read
from rxapp.state.pro_list import ProListState
from rxapp.state.pro_settings import ProSettingsState
from rxapp.state.pro_talk import ProTalkState
from rxapp.state.shell import Shell


class ProState(Shell):
    """What the page shows. ``screen``: "" before the first load, then one of `Asked.screen`. ``opened``: how often what is open
    was opened again; the page then says whether it is in sight.
    """

    screen: str = ""
    asked: Asked = Asked()
    opened: int = 0
    _shown: Asked = Asked()
    _anew: bool = False

    @handler(roles=PROFESSIONALS)
    async def open(self):
        """Load what the address asks for."""
        came_back = self._came_back
        await self._open_shell()
        NEWS.attend(self.router.session.client_token, self._principal.account_id, f"{ProState.get_full_name()}.look_again")
        self.asked = read(self.router.url.query_parameters)
        talk, again = await self.get_state(ProTalkState), self.asked == self._shown
        talk._looked_at = talk._looked_at or not again
        known = again and talk.page.id == self.asked.conversation
        if self.asked.screen == "one" and (known or (came_back and not talk.page.id)):
            # loaded anew, or the network is back, perhaps to a server that has forgotten: whether somebody looks, the page says
            talk._looked_at, self._anew, self.opened = False, True, talks.another()
        try:
            if talk._looked_at:
                await self._load(talk)
        except DomainError as error:
            if error.code != "introuvable":
                raise
            talk._leave()
            if isinstance(error, Refused):
                work.spawn(audit.note_refusal, current().db, error)
        finally:
            await (await self.get_state(ProListState))._load(self.asked)
            self.screen, self._shown = self.asked.screen, self.asked

    @handler(roles=PROFESSIONALS, by_itself=True)
    async def look_again(self):
        """Something was said, read or handed on: what is open first, then the list. What is being typed stays.

        What came in a page that nobody looks at is not read yet: it is shown once somebody does.
        """
        if (await self.get_state(ProTalkState))._looked_at:
            await self._look_again_at_one()
        return ProListState.look_again

    @handler(roles=PROFESSIONALS, by_itself=True)
    async def looked_at(self, visible: bool):
        """The page came into sight, or left it: no sign of life, a telephone does that by itself."""
        talk = await self.get_state(ProTalkState)
        came, talk._looked_at = visible and not talk._looked_at, visible
        if not came:
            return None
        first, self._anew = self._anew, False
        await self._look_again_at_one(first=first)
        return ProListState.look_again

    @handler(roles=PROFESSIONALS)
    async def archive(self, conversation_id: str):
        """Put a conversation away; a new message takes it out."""
        await talks.act(service.archive, self._actor, conversation_id=conversation_id)
        self._say_there(translate(_("La conversation est archivée."), self.language))
        return rx.redirect(self.asked.listed().address())

    @handler(roles=PROFESSIONALS)
    async def unarchive(self, conversation_id: str):
        """Take a conversation out of the archives."""
        await talks.act(service.unarchive, self._actor, conversation_id=conversation_id)
        await (await self.get_state(ProTalkState))._load(self.asked, opening=False)
        await (await self.get_state(ProListState))._load(self.asked)
        self._say(_("La conversation est sortie des archives."))

    # -- for handlers -------------------------------------------------------------------------------------------------

    async def _load(self, talk: ProTalkState) -> None:
        if self.asked.conversation:
            await talk._load(self.asked, opening=True)
        else:
            talk._forget()
        if self.asked.screen == "settings":
            await (await self.get_state(ProSettingsState))._begin()

    async def _look_again_at_one(self, *, first: bool = False) -> None:
        talk = await self.get_state(ProTalkState)
        if self.screen != "one" or talk.missing:
            return
        try:
            came = await talk._load(self.asked, opening=first)
        except DomainError as error:
            if error.code != "introuvable":
                raise
            talk._leave()
            return
        if came:
            self._say(_("Nouveau message de {nom}"), nom=came)
