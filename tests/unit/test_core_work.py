"""Blocking work leaves the event loop free, and hashing cannot take all the threads."""

import asyncio
import threading
from contextvars import ContextVar

import pytest

from rxapp.core import work

LANGUAGE: ContextVar[str] = ContextVar("language", default="fr")


def test_work_runs_elsewhere_with_its_arguments_and_context():
    async def scene() -> tuple[str, str]:
        LANGUAGE.set("en")
        return await work.run(lambda a, *, b: (threading.current_thread().name, f"{a}{b}{LANGUAGE.get()}"), 1, b=2)

    name, result = asyncio.run(scene())
    assert name.startswith("work")
    assert result == "12en"


def test_an_error_comes_back():
    async def scene() -> None:
        await work.run(int, "x")

    with pytest.raises(ValueError, match="invalid literal"):
        asyncio.run(scene())


def test_what_the_server_does_by_itself_is_done_when_it_is_stopped():
    started, release, done = threading.Event(), threading.Event(), threading.Event()

    def slowly() -> None:
        started.set()
        release.wait(30)
        done.set()

    async def scene() -> None:
        task = asyncio.create_task(work.run_to_end(slowly))
        assert await work.run(started.wait, 30)
        task.cancel()
        await asyncio.sleep(0)
        assert not task.done()
        release.set()
        with pytest.raises(asyncio.CancelledError):
            await task
        assert done.is_set()

    asyncio.run(scene())


def test_hashing_has_two_threads_and_leaves_the_others_free():
    started, release = threading.Semaphore(0), threading.Event()

    def hash_slowly() -> bool:
        started.release()
        return release.wait(30)

    async def scene() -> None:
        hashes = asyncio.gather(*(work.hash_run(hash_slowly) for _ in range(6)))
        for _ in range(work.HASH_THREADS):
            assert await work.run(started.acquire, timeout=30)
        assert not await work.run(started.acquire, timeout=0.02)
        release.set()
        assert all(await hashes)

    asyncio.run(scene())
