"""The floor under an answer: every way out waits for it, and nobody else does."""

from __future__ import annotations

import asyncio
import threading

import pytest

from rxapp.core import work
from rxapp.state import steady as module
from rxapp.state.steady import FLOOR, steady

LONG = 3600.0


@pytest.mark.parametrize("failure", [None, ValueError])
def test_every_way_out_waits_for_the_rest_of_the_floor(monkeypatch: pytest.MonkeyPatch, failure: type[Exception] | None) -> None:
    waits: list[float] = []

    async def noted(seconds: float) -> None:
        waits.append(seconds)

    async def scene(floor: float) -> None:
        async with steady(floor):
            if failure is not None:
                raise failure

    monkeypatch.setattr(module.asyncio, "sleep", noted)
    for floor in (LONG, 0.0):
        if failure is None:
            asyncio.run(scene(floor))
        else:
            with pytest.raises(failure):
                asyncio.run(scene(floor))
    assert LONG - 60 < waits[0] <= LONG
    assert waits[1] == 0.0
    assert FLOOR >= 0.05


def test_the_threads_are_free_while_the_floor_is_waited_for() -> None:
    """More strangers wait than there are threads; all threads meet all the same."""
    meeting = threading.Barrier(work.DATABASE_THREADS)

    async def stranger(asked: asyncio.Queue[None]) -> None:
        async with steady(LONG):
            await work.run(lambda: None)
            asked.put_nowait(None)

    async def scene() -> None:
        asked: asyncio.Queue[None] = asyncio.Queue()
        strangers = [asyncio.create_task(stranger(asked)) for _ in range(3 * work.DATABASE_THREADS)]
        for _ in strangers:
            await asked.get()
        places = await asyncio.gather(*(work.run(meeting.wait, 10) for _ in range(work.DATABASE_THREADS)))
        assert sorted(places) == list(range(work.DATABASE_THREADS))
        assert not any(task.done() for task in strangers)
        for task in strangers:
            task.cancel()
        await asyncio.gather(*strangers, return_exceptions=True)

    asyncio.run(scene())
