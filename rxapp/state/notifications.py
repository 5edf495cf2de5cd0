"""State of `/notifications`: what the account was told, the latest first; it changes by itself."""

from __future__ import annotations

from rxapp.core import work
from rxapp.core.policy import Actor
from rxapp.notices import service as notices
from rxapp.notices import views
from rxapp.notices.views import NoticesPage, NoticeView
from rxapp.runtime import current
from rxapp.state.handler import EVERYONE, handler
from rxapp.state.news import NEWS
from rxapp.state.shell import Shell


class NotificationsState(Shell):
    """Twenty notices. `older`: address of the following ones, "" when there are none. `later`: these are not the first."""

    notices: list[NoticeView] = []
    older: str = ""
    later: bool = False
    marked: int = 0

    @handler(roles=EVERYONE)
    async def open(self):
        """Load the page; `?apres=` is the last notice of the page before."""
        await self._open_shell()
        NEWS.attend(
            self.router.session.client_token, self._principal.account_id, f"{NotificationsState.get_full_name()}.look_again"
        )
        await self._load()

    @handler(roles=EVERYONE, by_itself=True)
    async def look_again(self):
        """Something was told, or read in another tab."""
        await self._load()

    @handler(roles=EVERYONE)
    async def read(self, notice_id: str):
        """One notice was opened, or marked as read."""
        await work.run(_read, self._actor, notice_id)
        NEWS.tell(self._principal.account_id)
        await self._load()

    @handler(roles=EVERYONE)
    async def read_all(self):
        """Everything is read."""
        await work.run(_read_all, self._actor)
        NEWS.tell(self._principal.account_id)
        self.marked += 1
        await self._load()

    async def _load(self) -> None:
        after = self.router.url.query_parameters.get("apres", "")
        page, self.unread = await work.run(_page, self._actor, self.language, after)
        self.notices, self.later = list(page.items), bool(after)
        self.older = f"/notifications?apres={page.after}" if page.after else ""


def _page(actor: Actor, language: str, after: str) -> tuple[NoticesPage, int]:
    with current().db.read() as uow:
        page = views.notices_page(uow, actor=actor, lang=language, after=after or None)
        return page, views.unread_count(uow, actor=actor)


def _read(actor: Actor, notice_id: str) -> None:
    with current().db.uow() as uow:
        notices.mark_read(uow, actor=actor, notice_id=notice_id)
        uow.commit()


def _read_all(actor: Actor) -> None:
    with current().db.uow() as uow:
        notices.mark_all_read(uow, actor=actor)
        uow.commit()
