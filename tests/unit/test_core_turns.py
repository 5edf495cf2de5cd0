"""One person's many requests wait for each other, in order and within bounds, and never make another person wait."""

from __future__ import annotations

import asyncio
import threading
from contextvars import ContextVar

import pytest

from rxapp.core.errors import DomainError
from rxapp.core.turns import FairPool, Turns

LANGUAGE: ContextVar[str] = ContextVar("language", default="fr")


async def idle() -> None:
    """Let every task that can go on go on."""
    for _ in range(20):
        await asyncio.sleep(0)


class Scene:
    """Tasks that hold a turn until they are let go."""

    def __init__(self, turns: Turns) -> None:
        self.turns = turns
        self.entered: list[str] = []
        self.gates: dict[str, asyncio.Event] = {}

    def enter(self, whose: str, name: str) -> asyncio.Task[None]:
        self.gates[name] = asyncio.Event()
        return asyncio.create_task(self._hold(whose, name))

    async def _hold(self, whose: str, name: str) -> None:
        async with self.turns.of(whose):
            self.entered.append(name)
            await self.gates[name].wait()


def test_the_next_comes_in_when_one_leaves_and_others_do_not_wait() -> None:
    async def scene() -> None:
        hall = Scene(Turns(each=2, line=9))
        tasks = [hall.enter("camille", name) for name in "abcd"] + [hall.enter("paul", "p")]
        await idle()
        assert hall.entered == ["a", "b", "p"]
        hall.gates["b"].set()
        await idle()
        assert hall.entered == ["a", "b", "p", "c"]
        for gate in hall.gates.values():
            gate.set()
        await asyncio.gather(*tasks)
        assert hall.entered[-1] == "d"
        assert not hall.turns._crowds, "nothing is kept about who has left"

    asyncio.run(scene())


def test_a_full_line_says_so_and_moves_again() -> None:
    async def scene() -> None:
        hall = Scene(Turns(each=1, line=2))
        tasks = [hall.enter("camille", name) for name in "abc"]
        await idle()
        with pytest.raises(DomainError, match=r"demandes\.trop"):
            await hall.enter("camille", "d")
        tasks[1].cancel()
        await idle()
        tasks.append(hall.enter("camille", "e"))
        for gate in hall.gates.values():
            gate.set()
        await asyncio.gather(*tasks, return_exceptions=True)
        assert hall.entered == ["a", "c", "e"]

    asyncio.run(scene())


def test_one_person_never_holds_every_thread() -> None:
    release = threading.Event()
    pool = FairPool(2, each=1, line=50, name="essai")

    async def scene() -> None:
        slow = [asyncio.create_task(pool.run("camille", release.wait, 30)) for _ in range(20)]
        await idle()
        LANGUAGE.set("en")
        assert await pool.run("paul", lambda *, who: f"{who} {LANGUAGE.get()}", who="paul") == "paul en"
        assert not any(task.done() for task in slow)
        release.set()
        assert all(await asyncio.gather(*slow))
        with pytest.raises(ValueError, match="invalid literal"):
            await pool.run("camille", int, "x")

    asyncio.run(scene())


def test_who_stops_waiting_gives_the_turn_back_with_the_thread() -> None:
    release, started = threading.Event(), threading.Semaphore(0)
    pool = FairPool(2, each=1, line=50, name="essai")

    def work(fails: bool) -> None:
        started.release()
        release.wait(30)
        if fails:
            raise ValueError

    async def scene() -> None:
        left = asyncio.create_task(pool.run("camille", work, True))
        await asyncio.to_thread(started.acquire)
        left.cancel()
        after = asyncio.create_task(pool.run("camille", work, False))
        await idle()
        assert not left.done()
        assert not started.acquire(blocking=False), "the thread is still at work: the next one must wait"
        release.set()
        await after
        assert left.cancelled()

    asyncio.run(scene())
