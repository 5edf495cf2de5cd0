"""Taking turns: what one person asks for at once never keeps the others waiting."""

import asyncio
from collections.abc import AsyncIterator, Callable
from concurrent.futures import ThreadPoolExecutor
from contextlib import asynccontextmanager
from contextvars import copy_context
from dataclasses import dataclass
from functools import partial
from typing import ParamSpec, TypeVar

from rxapp.core.errors import DomainError

P = ParamSpec("P")
R = TypeVar("R")


@dataclass
class _Crowd:
    """What one person has under way or waiting: `here` counts both."""

    free: asyncio.Semaphore
    here: int = 0


class Turns:
    """At most `each` things of one person go on at once; `line` more wait, in their order. For one event loop."""

    def __init__(self, *, each: int, line: int) -> None:
        self._each, self._most = each, each + line
        self._crowds: dict[str, _Crowd] = {}

    @asynccontextmanager
    async def of(self, whose: str) -> AsyncIterator[None]:
        """Wait for a turn of this person and hold it. Raises `DomainError("demandes.trop")` when the line is full."""
        crowd = self._crowds.setdefault(whose, _Crowd(asyncio.Semaphore(self._each)))
        if crowd.here >= self._most:
            raise DomainError("demandes.trop")
        crowd.here += 1
        try:
            async with crowd.free:
                yield
        finally:
            crowd.here -= 1
            if not crowd.here:
                del self._crowds[whose]


class FairPool:
    """Threads for what may take long. One person's calls hold `each` of them at most, so the others' always find one."""

    def __init__(self, threads: int, *, each: int, line: int, name: str) -> None:
        self._turns = Turns(each=each, line=line)
        self._threads = ThreadPoolExecutor(threads, thread_name_prefix=name)

    async def run(self, whose: str, fn: Callable[P, R], /, *args: P.args, **kwargs: P.kwargs) -> R:
        """Call `fn` in a thread when it is this person's turn. Raises `DomainError("demandes.trop")`, and what `fn` raises."""
        async with self._turns.of(whose):
            call = partial(copy_context().run, partial(fn, *args, **kwargs))
            running = asyncio.get_running_loop().run_in_executor(self._threads, call)
            running.add_done_callback(_seen)
            try:
                return await asyncio.shield(running)
            finally:
                await asyncio.wait([running])  # who stops waiting gives the turn back with the thread, not before


def _seen(done: asyncio.Future[object]) -> None:
    """Of a call whose person has stopped waiting, an error has nobody to read it."""
    if not done.cancelled():
        done.exception()
