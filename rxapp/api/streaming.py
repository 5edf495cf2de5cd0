"""Giving what is sealed as it is opened: pieces of 1 MiB, the next ones opened in a thread while these are being sent."""

from __future__ import annotations

import asyncio
from collections.abc import AsyncGenerator, Callable, Iterator
from itertools import islice

from rxapp.core import work
from rxapp.record.contents import Content

ASK_AGAIN = 1.0
"""Seconds after which what leaves slowly is asked about again: what leaves at once is over before."""


def opened(content: Content, start: int, length: int) -> tuple[Iterator[bytes], list[bytes]]:
    """The pieces of a part, and the first ones of them: call it in a thread."""
    pieces = content.pieces(start, length)
    return pieces, _some(pieces)


async def ahead(
    first: list[bytes], pieces: Iterator[bytes], content: Content, *, may: Callable[[], bool], every: float = 0.0
) -> AsyncGenerator[bytes, None]:
    """The pieces as they are to be sent; the content is closed at the end, whoever leaves first.

    ``may``: asked in a thread before a batch leaves, ``every`` so many seconds; nothing follows once it says no, and the answer
    stays cut short.
    """
    coming, now = asyncio.ensure_future(work.run(_some, pieces)), asyncio.get_running_loop().time
    try:
        batch, asked = first, now()
        while batch:
            if now() - asked >= every:
                if not await work.run(may):
                    return
                asked = now()
            for piece in batch:
                yield piece
            batch = await coming
            coming = asyncio.ensure_future(work.run(_some, pieces)) if batch else coming
    finally:
        await asyncio.wait([coming])
        content.close()


def _some(pieces: Iterator[bytes], most: int = 2) -> list[bytes]:
    """The next pieces: fewer trips to the thread than one by one."""
    return list(islice(pieces, most))
