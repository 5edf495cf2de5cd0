"""What was told to an account reaches its open pages: each tab leaves its name here, and its own marked handler is called.

The call goes through the guard as a browser's does, so that a session that is over gets nothing; it is no sign of life. Nothing
waits for it meanwhile: no task, no socket. For one server process; several would tell each other through Redis.
"""

from __future__ import annotations

import asyncio
from collections.abc import Callable
from contextvars import Context
from dataclasses import dataclass

import reflex as rx
from reflex_base.event import Event
from reflex_base.event.context import EventContext


@dataclass(frozen=True, slots=True)
class _Tab:
    account_id: str
    event: str


class News:
    """The tabs by token. For the server's event loop."""

    def __init__(self) -> None:
        self._tabs: dict[str, _Tab] = {}
        self._called: set[str] = set()
        self._under_way: set[asyncio.Task[None]] = set()
        self._bring: Callable[..., object] = lambda accounts, but="": None

    def attend(self, token: str, account_id: str, event: str) -> None:
        """From now on this tab shows that account; `event`: full name of the handler that looks again. Each page says its own."""
        self._tabs[token] = _Tab(account_id, event)
        self._called.discard(token)

    def answered(self, token: str) -> None:
        """A tab looks again now: what comes from here on is news once more."""
        self._called.discard(token)

    def bringer(self, app: rx.App) -> Callable[..., None]:
        """What tells the open tabs of some accounts that there is news, ``but`` one of them."""

        def bring(accounts: frozenset[str], but: str = "") -> None:
            # In a context of its own: in that of a handler Reflex would lend the other tabs the cookie of who acts.
            task = asyncio.get_running_loop().create_task(self._tell(app, accounts, but), context=Context())
            self._under_way.add(task)
            task.add_done_callback(self._under_way.discard)

        self._bring = bring
        return bring

    def tell(self, *account_ids: str) -> None:
        """Tell the open tabs of some accounts, from a handler."""
        self._bring(frozenset(account_ids))

    def tell_others(self, *account_ids: str) -> None:
        """The same, without the tab whose handler this is: it shows by itself what it did."""
        try:
            acting = EventContext.get().token
        except LookupError:  # outside of any tab
            acting = ""
        self._bring(frozenset(account_ids), but=acting)

    async def rest(self) -> None:
        """Wait until every tab was called that is to be."""
        while self._under_way:
            await asyncio.wait(self._under_way)

    async def _tell(self, app: rx.App, accounts: frozenset[str], but: str) -> None:
        is_open = app.event_namespace.token_to_sid
        self._tabs = {token: tab for token, tab in self._tabs.items() if token in is_open}
        self._called &= self._tabs.keys()
        for token, tab in list(self._tabs.items()):
            # one that was called and has not looked yet will see this too
            if tab.account_id in accounts and token != but and token not in self._called:
                self._called.add(token)
                await app.event_processor.enqueue(token, Event(name=tab.event, payload={}))


NEWS = News()
