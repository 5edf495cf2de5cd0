"""What was told to an account reaches its open pages: each tab leaves its name here, and its own marked handler is called.

The call goes through the guard as a browser's does, so that a session that is over gets nothing; it is no sign of life. Nothing
waits for it meanwhile: no task, no socket. For one server process; several would tell each other through Redis.
"""

from __future__ import annotations

import asyncio
from collections.abc import Callable, Coroutine
from contextvars import Context
from dataclasses import dataclass
from functools import partial
from typing import Any, TypeVar

import reflex as rx
from reflex_base.event import Event
from reflex_base.event.context import EventContext

from rxapp.core import work

R = TypeVar("R")

FIRST = 0.06
"""Seconds that the tab which acts leaves to the others: they show what was said in less."""


@dataclass(frozen=True, slots=True)
class _Tab:
    account_id: str
    event: str


class News:
    """The tabs by token. For the server's event loop."""

    def __init__(self) -> None:
        self._tabs: dict[str, _Tab] = {}
        self._called: set[str] = set()
        self._under_way: set[asyncio.Task[Any]] = set()
        self._bring: Callable[..., asyncio.Task[list[asyncio.Future]] | None] = lambda accounts, but="": None

    def attend(self, token: str, account_id: str, event: str) -> None:
        """From now on this tab shows that account; `event`: full name of the handler that looks again. Each page says its own."""
        self._tabs[token] = _Tab(account_id, event)
        self._called.discard(token)

    def answered(self, token: str) -> None:
        """A tab looks again now: what comes from here on is news once more."""
        self._called.discard(token)

    def bringer(self, app: rx.App) -> Callable[..., asyncio.Task[list[asyncio.Future]]]:
        """What tells the open tabs of some accounts that there is news, ``but`` one of them; its task gives their looks."""

        def bring(accounts: frozenset[str], but: str = "") -> asyncio.Task[list[asyncio.Future]]:
            return self._start(self._tell(app, accounts, but))

        self._bring = bring
        return bring

    def tell(self, *account_ids: str) -> None:
        """Tell the open tabs of some accounts, from a handler."""
        self._bring(frozenset(account_ids))

    def tell_others(self, *account_ids: str) -> None:
        """The same, without the tab whose handler this is: it shows by itself what it did."""
        self._bring(frozenset(account_ids), but=_acting())

    async def show_others(self, *account_ids: str) -> None:
        """The same, and wait until their tabs have looked, `FIRST` seconds at most: what the tab that acts reads for itself would
        keep them waiting, and it knows what it did."""
        called = self._bring(frozenset(account_ids), but=_acting())
        if called is None:
            return
        begun = asyncio.get_running_loop().time()
        done, _late = await asyncio.wait([called], timeout=FIRST)
        looks = [look for one in done for look in one.result()]
        if looks:
            await asyncio.wait(looks, timeout=max(0.0, begun + FIRST - asyncio.get_running_loop().time()))

    def tell_others_of(self, whom: Callable[..., tuple[str, ...]], *given: object) -> None:
        """As `tell_others`, of whoever a read gives, once the page of this handler has its answer: it waits for neither."""
        acting = _acting()
        self._start(self._tell_of(partial(whom, *given), acting, asyncio.current_task() if acting else None))

    async def rest(self) -> None:
        """Wait until every tab was called that is to be."""
        while self._under_way:
            await asyncio.wait(self._under_way)

    def _start(self, telling: Coroutine[Any, Any, R]) -> asyncio.Task[R]:
        # In a context of its own: in that of a handler Reflex would lend the other tabs the cookie of who acts.
        task = asyncio.get_running_loop().create_task(telling, context=Context())
        self._under_way.add(task)
        task.add_done_callback(self._under_way.discard)
        return task

    async def _tell_of(self, whom: Callable[[], tuple[str, ...]], but: str, answering: asyncio.Task[Any] | None) -> None:
        if answering is not None:  # its task ends once what it changed is on its way: reading beside it would keep that waiting
            await asyncio.wait([answering])
        self._bring(frozenset(await work.run(whom)), but=but)

    async def _tell(self, app: rx.App, accounts: frozenset[str], but: str) -> list[asyncio.Future]:
        looks = []
        is_open = app.event_namespace.token_to_sid
        self._tabs = {token: tab for token, tab in self._tabs.items() if token in is_open}
        self._called &= self._tabs.keys()
        for token, tab in list(self._tabs.items()):
            # one that was called and has not looked yet will see this too
            if tab.account_id in accounts and token != but and token not in self._called:
                self._called.add(token)
                looks.append(await app.event_processor.enqueue(token, Event(name=tab.event, payload={})))
        return looks


def _acting() -> str:
    """The tab whose handler this is, "" outside of any."""
    try:
        return EventContext.get().token
    except LookupError:
        return ""


NEWS = News()
