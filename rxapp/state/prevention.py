"""State of `/prevention`: messages with their reason, refusals, what the editions changed; the calendar is a state beside.

The address says which tab (`?onglet=`), which message's reason is open (`?message=`) and, from a notice, whose (`?personne=`).
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field

from rxapp.accounts import service as accounts
from rxapp.core import work
from rxapp.core.errors import DomainError
from rxapp.core.i18n import _
from rxapp.core.policy import Actor
from rxapp.prevention import mailbox, messages, moved, service
from rxapp.prevention.campaigns import ALL
from rxapp.prevention.mailbox import MessagesPage, MessageView, RefusalView
from rxapp.prevention.moved import Change
from rxapp.prevention.service import Undo
from rxapp.runtime import current
from rxapp.state.handler import PATIENT, handler
from rxapp.state.prevention_calendar import CalendarState
from rxapp.state.prevention_undo import UndoState

TABS = ("messages", "reponses", "choix", "changements")
PAGE = "/prevention"


@dataclass(frozen=True, slots=True)
class _Loaded:
    page: MessagesPage = field(default_factory=lambda: MessagesPage([], [], ""))
    refusals: tuple[RefusalView, ...] = ()
    changes: tuple[Change, ...] = ()


class PreventionState(UndoState):
    """The page. ``loaded_for``: whose it shows, "" before the first load. ``reason``: the message whose reason is open."""

    loaded_for: str = ""
    tab: str = ""
    now: list[MessageView] = []
    before: list[MessageView] = []
    next_page: str = ""
    reason: str = ""
    refusals: list[RefusalView] = []
    changes: list[Change] = []
    refusing: bool = False
    stopping: list[RefusalView] = []
    all_refused: bool = False

    @handler(roles=PATIENT)
    async def open(self):
        """Load what the address asks for."""
        await self._open_shell()
        asked = self.router.url.query_parameters
        refused = await self._choose(asked)
        wanted = asked.get("onglet", "")
        self.tab = wanted if wanted in TABS else TABS[0]
        self.refusing = False
        calendar = await self.get_state(CalendarState)
        calendar._offer(None)
        calendar.dialog = ""
        if self.tab == "reponses":
            await calendar._show(self.subject, asked)
        await self._reload()
        if refused is not None:
            raise refused

    @handler(roles=PATIENT)
    async def ask_refusal(self, seen: str, campaign: str):
        """Show which messages a refusal stops, before anything is refused."""
        wanted = dict.fromkeys((campaign, ALL))  # all of them is asked for at once, not twice
        await self._reload()
        every = await work.run(_refusals, self._actor, self.subject, self.language)
        self.stopping = [one for code in wanted for one in every if one.campaign == code and not one.refused]
        self.refusing = bool(self.stopping)

    @handler(roles=PATIENT)
    async def close(self):
        """Refuse nothing."""
        self.refusing = False

    @handler(roles=PATIENT)
    async def refuse(self, seen: str, campaign: str):
        """Refuse a campaign, or all messages (""), at once."""
        undo = await work.run(_refuse, self._actor, self.subject, campaign)
        self.refusing = False
        await self._reload()
        self._offer(undo, _("C’est fait : ces messages ne viendront plus. Le calendrier reste."))

    @handler(roles=PATIENT)
    async def accept(self, seen: str, campaign: str):
        """Take a refusal back."""
        await work.run(_accept, self._actor, self.subject, campaign)
        await self._reload()
        self._say(_("Ces messages peuvent de nouveau venir."))

    @handler(roles=PATIENT)
    async def undo(self):
        """Take back the last refusal."""
        await self._take_back(self._reload)

    @handler(roles=PATIENT)
    async def too_late(self):
        """Ten seconds are over."""
        self._offer(None)

    # -- for handlers -------------------------------------------------------------------------------------------------

    async def _choose(self, asked: Mapping[str, str]) -> DomainError | None:
        """Open the record that the message is of. What is not there is said once the page has loaded."""
        self.reason = asked.get("message", "")[:32]
        if self.reason:
            try:
                self._open_record(await work.run(_reason_seen, self._actor, self.reason))
            except DomainError as error:
                self.reason = ""
                return error
        return None

    async def _reload(self) -> None:
        after = self.router.url.query_parameters.get("apres", "")[:32]
        loaded = await work.run(_load, self._actor, self.subject, self.tab, after, self.language)
        self.loaded_for = self.subject
        self.now, self.before = list(loaded.page.now), list(loaded.page.before)
        self.next_page = f"{PAGE}?onglet=messages&apres={loaded.page.next}" if loaded.page.next else ""
        self.refusals, self.changes = list(loaded.refusals), list(loaded.changes)
        self.all_refused = any(one.refused for one in loaded.refusals if one.campaign == ALL)


def _load(actor: Actor, person_id: str, tab: str, after: str, language: str) -> _Loaded:
    with current().db.read() as uow:
        whose = {"actor": actor, "context": accounts.context_for(uow, actor), "person_id": person_id}
        refusals = mailbox.refusals(uow, **whose, lang=language) if tab in ("messages", "choix") else ()
        if tab == "messages":
            return _Loaded(page=mailbox.messages_page(uow, **whose, lang=language, after=after), refusals=refusals)
        if tab == "changements":
            return _Loaded(changes=moved.changes(uow, **whose, lang=language))
        return _Loaded(refusals=refusals)


def _refusals(actor: Actor, person_id: str, language: str) -> tuple[RefusalView, ...]:
    with current().db.read() as uow:
        context = accounts.context_for(uow, actor)
        return mailbox.refusals(uow, actor=actor, context=context, person_id=person_id, lang=language)


def _reason_seen(actor: Actor, message_id: str) -> str:
    """Remember that the reason was read; returns whom the message is about."""
    with current().db.uow() as uow:
        whose = {"actor": actor, "context": accounts.context_for(uow, actor), "message_id": message_id}
        messages.reason_seen(uow, **whose)
        person_id = mailbox.person_of_message(uow, **whose)
        uow.commit()
    return person_id


def _refuse(actor: Actor, person_id: str, campaign: str) -> Undo:
    with current().db.uow() as uow:
        whose = {"actor": actor, "context": accounts.context_for(uow, actor), "person_id": person_id}
        undo = service.refuse(uow, **whose, campaign=campaign)
        uow.commit()
    return undo


def _accept(actor: Actor, person_id: str, campaign: str) -> None:
    with current().db.uow() as uow:
        whose = {"actor": actor, "context": accounts.context_for(uow, actor), "person_id": person_id}
        service.accept(uow, **whose, campaign=campaign)
        uow.commit()
