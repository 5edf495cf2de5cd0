"""Forgets what strangers' closed tabs leave behind: Reflex keeps the state of every tab for half an hour after its last word.

Anybody may open tabs; what they hold in memory goes soon after they are closed. A little later, not at once: a phone that sleeps
loses its socket and finds what was typed when it wakes. Tabs of people who are signed in are kept as Reflex keeps them.
"""

from __future__ import annotations

import asyncio
import logging
import time
from typing import Any

import reflex as rx
from reflex.istate.manager.memory import StateManagerMemory
from reflex.istate.manager.token import BaseStateToken
from reflex.state import State

from rxapp.state.shell import Shell

KEPT = 120.0
"""Seconds a stranger's tab is kept once its socket is closed."""
LOOK_EVERY = 30.0

_SHELL = Shell.get_full_name().split(".")
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
        old = [token for token, since in closed.items() if now - since >= KEPT and _of_a_stranger(manager.states[token])]
        gone = [token for token in old if _drop(manager, token)]
        self._closed = {token: since for token, since in closed.items() if token not in gone}
        return len(gone)


def _of_a_stranger(root: Any) -> bool:
    return not root.get_substate(_SHELL)._bound_to.startswith("s:")


def _drop(manager: StateManagerMemory, ident: str) -> bool:
    token = BaseStateToken(ident=ident, cls=State)
    lock = manager._states_locks.get(token.lock_key)
    if lock is not None and lock.locked():
        return False
    manager._purge_token(token)
    return True


async def forget_strangers(app: rx.App) -> None:
    """Look again and again while the server runs."""
    tabs = Tabs(app)
    while True:
        await asyncio.sleep(LOOK_EVERY)
        try:
            tabs.forget(time.monotonic())
        except Exception as failure:
            log.error("closed tabs could not be forgotten: %s", type(failure).__name__)
