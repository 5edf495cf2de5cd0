"""Forgets what tabs leave behind: Reflex keeps the state of every tab, with all it shows, for half an hour after its last word.

Anybody may open tabs; what strangers hold in memory goes soon after they are closed. A little later, not at once: a phone that
sleeps loses its socket and finds what was typed when it wakes. Tabs of people who are signed in are kept as Reflex keeps them,
until their session is ended: what they show then goes at once, so that nothing of a closed record is left in the server.
"""

from __future__ import annotations

import asyncio
import contextlib
import logging
import time
from collections.abc import Collection
from typing import Any

import reflex as rx
from reflex.istate.manager.memory import StateManagerMemory
from reflex.istate.manager.redis import StateManagerRedis
from reflex.istate.manager.token import BaseStateToken
from reflex.state import BaseState, State

from rxapp.accounts import sessions
from rxapp.core import work
from rxapp.core.connections import CONNECTIONS
from rxapp.runtime import current
from rxapp.state.shell import Shell

KEPT = 120.0
"""Seconds a stranger's tab is kept once its socket is closed."""
LOOK_EVERY = 30.0

_SHELL_NAME = Shell.get_full_name()
_SHELL = _SHELL_NAME.split(".")
log = logging.getLogger("carnet.tabs")


class Tabs:
    """The tabs of one application, and since when each has had no socket."""

    def __init__(self, app: rx.App) -> None:
        self._app = app
        self._closed: dict[str, float] = {}

    def forget(self, now: float) -> int:
        """Drop the strangers' tabs that have been closed long enough; `now` in seconds. Returns how many went.

        Call on the event loop. Where states are in Redis there is nothing to do: they weigh on no process.
        """
        manager = self._app.state_manager
        if not isinstance(manager, StateManagerMemory):
            return 0
        open_now = self._app.event_namespace.token_to_sid
        closed = {token: self._closed.get(token, now) for token in manager.states if token not in open_now}
        old = [token for token, since in closed.items() if now - since >= KEPT and not _session_of(manager.states[token])]
        gone = [token for token in old if _drop(manager, token)]
        self._closed = {token: since for token, since in closed.items() if token not in gone}
        return len(gone)

    async def forget_ended(self) -> int:
        """Drop what the tabs of sessions that were ended show. Returns how many went; one at work goes the next time."""
        manager = self._app.state_manager
        held = await _bound(manager)
        ended = await work.run(_ended_among, set(held.values())) if held else set()
        gone = 0
        for token in [token for token, session_id in held.items() if session_id in ended]:
            if isinstance(manager, StateManagerMemory):
                gone += _drop(manager, token)
            else:
                gone += await _delete(manager, token)
        return gone


async def _bound(manager: Any) -> dict[str, str]:
    """The session behind each tab whose state is kept, by the tab's token."""
    if isinstance(manager, StateManagerMemory):
        return {token: whose for token, root in manager.states.items() if (whose := _session_of(root))}
    found = {}
    if isinstance(manager, StateManagerRedis):
        async for key in manager.redis.scan_iter(match=f"*_{_SHELL_NAME}", count=1000):
            kept = await manager.redis.get(key)
            whose = _session_in(BaseState._deserialize(data=kept)) if kept else ""
            if whose:
                found[key.decode().removesuffix(f"_{_SHELL_NAME}")] = whose
    return found


async def _delete(manager: StateManagerRedis, ident: str) -> int:
    token = BaseStateToken(ident=ident, cls=State)
    keys = [token._state_key(one) for one in manager._get_required_state_classes(State, subclasses=True)]
    await manager.redis.delete(*keys)
    return 1


def _ended_among(session_ids: Collection[str]) -> set[str]:
    with current().db.read() as uow:
        return sessions.ended_among(uow, session_ids)


def _session_of(root: Any) -> str:
    return _session_in(root.get_substate(_SHELL))


def _session_in(shell: Any) -> str:
    """The session a tab was bound to by the guard, "" for a stranger's."""
    return shell._bound_to.removeprefix("s:") if shell._bound_to.startswith("s:") else ""


def _drop(manager: StateManagerMemory, ident: str) -> bool:
    token = BaseStateToken(ident=ident, cls=State)
    lock = manager._states_locks.get(token.lock_key)
    if lock is not None and lock.locked():
        return False
    manager._purge_token(token)
    return True


async def forget_tabs(app: rx.App) -> None:
    """Look again and again while the server runs, and as soon as a session is ended."""
    tabs, called, loop = Tabs(app), asyncio.Event(), asyncio.get_running_loop()
    stop = CONNECTIONS.when_ended(lambda: loop.call_soon_threadsafe(called.set))
    try:
        while True:
            with contextlib.suppress(TimeoutError):
                async with asyncio.timeout(LOOK_EVERY):  # `wait_for` may lose a cancellation that comes with the call
                    await called.wait()
            called.clear()
            try:
                tabs.forget(time.monotonic())
                await tabs.forget_ended()
            except Exception as failure:
                log.error("closed tabs could not be forgotten: %s", type(failure).__name__)
    finally:
        stop()
