"""State of `/messages` and `/messages/[conversation]`: the conversations of the open record, and one that grows by itself.

What the address asks for is `messages_address.py`; writing is `messages_write.py`, whom one writes to `messages_who.py`, what one
does to a conversation `messages_acts.py`.
"""

from __future__ import annotations

from dataclasses import dataclass

from rxapp.core import audit, work
from rxapp.core.errors import DomainError
from rxapp.core.i18n import _
from rxapp.core.policy import Actor, Refused
from rxapp.inbox import views
from rxapp.inbox.views import ConversationPage, InboxRow
from rxapp.runtime import current
from rxapp.state import talks
from rxapp.state.handler import PATIENT, handler
from rxapp.state.messages_address import ARCHIVED, INFORMATION, TEXT, UNREAD, Asked, read
from rxapp.state.messages_join import MessagesJoinState
from rxapp.state.messages_pick import MessagesPickState
from rxapp.state.messages_who import MessagesWhoState
from rxapp.state.messages_write import MessagesWriteState
from rxapp.state.news import NEWS
from rxapp.state.shell import Shell, leaves_records

AT_ONCE = 20


@dataclass(frozen=True, slots=True)
class Listed:
    """One conversation in the list: its row, where it opens, whether it is the one that is open."""

    row: InboxRow
    href: str
    here: bool


@dataclass(frozen=True, slots=True)
class Ways:
    """Addresses of the other screens from this one; an empty one leads nowhere. ``again``: to write to those of a conversation
    that is closed, ``again_to``: their names.
    """

    all: str = Asked().address()
    unread: str = Asked(view=UNREAD).address()
    archived: str = Asked(view=ARCHIVED).address()
    information: str = Asked(view=INFORMATION).address()
    back: str = Asked().address()
    following: str = ""
    first: str = ""
    earlier: str = ""
    latest: str = ""
    printing: str = ""
    again: str = ""
    again_to: str = ""


@leaves_records
class MessagesState(Shell):
    """What the page shows. ``screen``: "" before the first load, then one of `Asked.screen`. ``shown``: the conversation in the
    address that all this answers to, also when there is none (``missing``). ``cut``: a search stopped before the end, or the
    earliest messages are not on paper. ``printed``: when what goes on paper was made. ``opened``: how often what is open was
    opened again; the page then says whether it is in sight.
    """

    screen: str = ""
    shown: str = ""
    missing: bool = False
    asked: Asked = Asked()
    ways: Ways = Ways()
    rows: list[Listed] = []
    listed_for: str = ""
    cut: bool = False
    printed: str = ""
    detail: ConversationPage = views.NOTHING
    opened: int = 0
    _looked_at: bool = True
    _anew: bool = False
    _read_in: str = ""

    @handler(roles=PATIENT)
    async def open(self):
        """Load what the address asks for."""
        came_back = self._came_back
        await self._open_shell()
        token, looker = self.router.session.client_token, f"{MessagesState.get_full_name()}.look_again"
        NEWS.attend(token, self._principal.account_id, looker)
        before, self.asked = self.asked, read(self.router.url.path, self.router.url.query_parameters)
        self._looked_at, self.missing = self._looked_at or self.shown != self.asked.conversation, False
        known = self.asked == before and self.detail.id == self.asked.conversation
        if self.asked.screen == "one" and (known or (came_back and not self.detail.id)):
            # loaded anew, or the network is back, perhaps to a server that has forgotten: whether somebody looks, the page says
            self._looked_at, self._anew, self.opened = False, True, talks.another()
        if self.detail.id != self.asked.conversation:
            self.detail = views.NOTHING
        await self._forget_others()
        try:
            await self._load()
        except DomainError as error:
            if error.code != "introuvable":
                raise
            self.missing, self.detail = True, views.NOTHING
            if isinstance(error, Refused):
                work.spawn(audit.note_refusal, current().db, error)
            if self.asked.screen == "one":
                await self._load_list()
        finally:
            self.screen, self.shown = self.asked.screen, self.asked.conversation

    @handler(roles=PATIENT, by_itself=True)
    async def look_again(self):
        """A message came, was read or taken back, or something else was told: what is open first, then the list.

        What is typed stays. What came in a page that nobody looks at is not read yet: it is shown once somebody does.
        """
        if self.screen == "one" and not self.missing and self._looked_at:
            await self._look_again_at_one()
        return MessagesState.look_beside

    @handler(roles=PATIENT, by_itself=True)
    async def look_beside(self):
        """The same for the list and for what is counted, and for what another device wrote meanwhile."""
        if self.screen == "one" and self.detail.id and self._looked_at:
            await (await self.get_state(MessagesWriteState))._resume(self.detail, first=False)
        if self.screen in ("one", "list"):
            try:
                await self._look_again_at_list()
            except DomainError as error:  # the record is theirs no longer
                if error.code != "introuvable":
                    raise
                self.rows, self.listed_for = [], ""
        await self._count()

    @handler(roles=PATIENT, by_itself=True)
    async def looked_at(self, visible: bool):
        """The page came into sight, or left it: no sign of life, a telephone does that by itself."""
        came, self._looked_at = visible and not self._looked_at, visible
        if not came or self.screen != "one" or self.missing:
            return None
        first, self._anew = self._anew, False
        await self._look_again_at_one(first=first)
        return MessagesState.look_beside

    # -- for handlers -------------------------------------------------------------------------------------------------

    async def _leave_record(self) -> None:
        """Another record is open: nothing of this one stays in the browser, whichever page shows."""
        self.shown, self.detail, self.rows, self.listed_for, self.ways = "", views.NOTHING, [], "", Ways()
        self.screen, self.asked = "", Asked()
        for kind in (MessagesWriteState, MessagesPickState, MessagesWhoState, MessagesJoinState, *_asking):
            (await self.get_state(kind))._forget()

    async def _forget_others(self) -> None:
        """Nothing of a screen stays in the browser once another one shows."""
        write, pick = await self.get_state(MessagesWriteState), await self.get_state(MessagesPickState)
        if self.asked.screen not in ("one", "new"):
            write._forget()
        if self.asked.screen != "one" or not pick.picking.endswith(f"/{self.asked.conversation}"):
            pick._forget()
        if self.asked.screen != "who":  # the list shows anew what was begun
            (await self.get_state(MessagesWhoState))._forget()
        join = await self.get_state(MessagesJoinState)
        if join.where != self.asked.conversation or self.asked.screen != "one":
            join._forget()

    async def _load(self) -> None:
        asked = self.asked
        if asked.screen == "who":
            await (await self.get_state(MessagesWhoState))._find(asked)
        elif asked.screen == "new":
            await (await self.get_state(MessagesWriteState))._begin(asked)
        elif asked.screen == "print":
            await self._load_print()
        else:
            if asked.screen == "one" and (self._looked_at or not (self.detail.id or self._anew)):
                await self._load_one(first=True)
            await self._load_list()
            if asked == Asked():
                await (await self.get_state(MessagesWhoState))._find_begun()
            await self._count()

    async def _load_one(self, *, first: bool = False, resume: bool = True) -> None:
        """The conversation, read by that; whichever record was open, its own is."""
        about = {"conversation_id": self.asked.conversation, "before": int(self.asked.before or 0) or None, "limit": talks.SHOWN}
        known = views.NOTHING if first or self._read_in != self.language else self.detail
        self._read_in = self.language
        whose = self.detail.person_id if self.detail.id == self.asked.conversation else ""
        given = {**about, "about": whose, "lang": self.language, "known": known}
        detail = await work.run(talks.look, views.conversation_page, self._actor, **given)
        if first:
            self._open_record(detail.person_id)
        before = self.detail.last_seq if detail.id == self.detail.id else 0
        self.detail = detail
        if any(row.seq > before and not row.mine for row in detail.rows):  # read now: the other side sees that
            NEWS.tell_others_of(_onlookers, detail.id)
        if resume:
            await (await self.get_state(MessagesWriteState))._resume(detail, first=first)

    async def _load_print(self) -> None:
        """The whole conversation, to go on paper; it stays as it was asked for."""
        wanted = {"conversation_id": self.asked.conversation, "lang": self.language}
        whole = await work.run(talks.look, views.printed, self._actor, **wanted)
        self._open_record(whole.page.person_id)
        self.detail, self.printed, self.cut = whole.page, whole.printed_label, whole.cut
        self.ways = Ways(back=self.asked.but(after=self.asked.after).address())
        NEWS.tell_others(*await work.run(_onlookers, whole.page.id))  # read now
        await self._count()

    async def _look_again_at_one(self, *, first: bool = False) -> None:
        before = self.detail.last_seq
        try:
            await self._load_one(first=first, resume=first)
        except DomainError as error:
            if error.code != "introuvable":
                raise
            self.missing, self.detail, self.rows, self.listed_for = True, views.NOTHING, [], ""
            (await self.get_state(MessagesWriteState))._forget()
            (await self.get_state(MessagesPickState))._forget()
            return
        came = [row for row in self.detail.rows if row.seq > before and not row.mine]
        if came:
            self._say(_("Nouveau message de {nom}"), nom=came[-1].author_label)

    async def _load_list(self) -> None:
        asked = self.asked
        page = await work.run(_list, self._actor, self.subject, asked, self.language)
        self.rows = [_listed(row, asked) for row in page.rows]
        self.listed_for, self.cut = self.subject, page.partial
        cursor, earlier = page.next_cursor, self.detail.earlier
        whole, to = asked.listed(after=""), _to_again(self.detail)
        self.ways = Ways(
            all=whole.but(view="").address(),
            unread=whole.but(view=UNREAD).address(),
            archived=whole.but(view=ARCHIVED).address(),
            information=whole.but(view=INFORMATION).address(),
            back=asked.listed().address(),
            following=whole.but(after=cursor).address() if cursor else "",
            first=whole.address() if asked.after else "",
            earlier=asked.but(before=str(earlier), after=asked.after).address() if earlier else "",
            latest=asked.but(after=asked.after).address() if asked.before else "",
            printing=asked.but(after=asked.after, printing="oui").address() if asked.conversation else "",
            again=Asked(writing=TEXT, to=".".join(one.id for one in to)).address() if to else "",
            again_to=", ".join(one.name for one in to),
        )

    async def _look_again_at_list(self) -> None:
        before = max((one.row.at for one in self.rows), default="")
        await self._load_list()
        came = [one.row for one in self.rows if one.row.unread and one.row.at > before]
        if came and not self.asked.query:
            self._say(_("Nouveau message de {nom}"), nom=came[0].by or came[0].names)


_asking: list[type[Shell]] = []


def asks(kind: type[Shell]) -> type[Shell]:
    """For the state of what is asked about a conversation, which forgets it once another record is opened."""
    _asking.append(kind)
    return kind


def _listed(row: InboxRow, asked: Asked) -> Listed:
    return Listed(row, asked.but(conversation=row.id, after=asked.after).address(), row.id == asked.conversation)


def _to_again(page: ConversationPage) -> list[views.ProfessionalRow]:
    return [one for one in page.professionals if one.name and not one.blocked] if page.closed else []


def _onlookers(conversation_id: str) -> tuple[str, ...]:
    with current().db.read() as uow:
        return views.onlookers(uow, conversation_id)


def _list(actor: Actor, person_id: str, asked: Asked, language: str) -> views.InboxPage:
    view = {"unread": asked.view == UNREAD, "archived": asked.view == ARCHIVED}
    kind = INFORMATION if asked.view == INFORMATION else ""
    given = {"person_id": person_id, "lang": language, "query": asked.query, "after": asked.after or None, "limit": AT_ONCE}
    return talks.look(views.inbox_page, actor, about=person_id, **given, **view, kind=kind)
