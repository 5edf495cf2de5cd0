"""Blocking work, done in threads so that the event loop never waits: one slow query would freeze everybody."""

import asyncio
import logging
from collections.abc import Callable
from concurrent.futures import Future, ThreadPoolExecutor
from contextvars import copy_context
from functools import partial
from typing import ParamSpec, TypeVar

P = ParamSpec("P")
R = TypeVar("R")

_log = logging.getLogger(__name__)

DATABASE_THREADS = 8
HASH_THREADS = 2

_work = ThreadPoolExecutor(DATABASE_THREADS, thread_name_prefix="work")
_hash = ThreadPoolExecutor(HASH_THREADS, thread_name_prefix="hash")
_apart = ThreadPoolExecutor(1, thread_name_prefix="apart")


async def run(fn: Callable[P, R], /, *args: P.args, **kwargs: P.kwargs) -> R:
    """Call `fn` in the pool for database, files and encryption (8 threads)."""
    return await _run(_work, partial(fn, *args, **kwargs))


async def run_to_end(fn: Callable[P, R], /, *args: P.args, **kwargs: P.kwargs) -> R:
    """`run` for what the server does by itself: whoever stops it waits for the thread; nothing is at work after the end."""
    return await _to_end(_work, partial(fn, *args, **kwargs))


async def run_apart(fn: Callable[P, R], /, *args: P.args, **kwargs: P.kwargs) -> R:
    """`run_to_end` in the one thread for what may take long and nobody waits for."""
    return await _to_end(_apart, partial(fn, *args, **kwargs))


async def _to_end(pool: ThreadPoolExecutor, call: Callable[[], R]) -> R:
    running = asyncio.ensure_future(_run(pool, call))
    try:
        return await asyncio.shield(running)
    finally:
        await asyncio.wait([running])


async def hash_run(fn: Callable[P, R], /, *args: P.args, **kwargs: P.kwargs) -> R:
    """Call `fn` in the pool for password hashing (2 threads): a rush of sign-ins queues here and nowhere else."""
    return await _run(_hash, partial(fn, *args, **kwargs))


async def _run(pool: ThreadPoolExecutor, call: Callable[[], R]) -> R:
    return await asyncio.get_running_loop().run_in_executor(pool, copy_context().run, call)


def spawn(fn: Callable[P, object], /, *args: P.args, **kwargs: P.kwargs) -> None:
    """Call `fn` later in the database pool, for what nobody waits for; a failure is logged by its name alone."""
    _work.submit(copy_context().run, partial(fn, *args, **kwargs)).add_done_callback(_tell_failure)


def _tell_failure(done: Future[object]) -> None:
    failure = done.exception()
    if failure is not None:
        _log.error("background work failed with %s", type(failure).__name__)
