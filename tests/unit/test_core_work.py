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
