"""A download that stops in the middle, for what happens meanwhile."""

from __future__ import annotations

import asyncio
from collections.abc import Callable

from tests.carnet import ORIGIN, WAIT, Carnet

MIB = 1024 * 1024
AHEAD = 4 * MIB
"""What may be on its way already: two pieces being sent, and two opened meanwhile."""
HEAVY = b"une ligne de texte\n" * (12 * MIB // 19)
"""More than what is ever on its way at once."""


class Download:
    """A download that waits in the middle, spoken to as a server does."""

    def __init__(self, carnet: Carnet, cookies: str, path: str) -> None:
        self.carnet, self.cookies, self.path = carnet, cookies, path
        self.status = self.size = self.received = 0
        self.asked = False

    def during(self, change: Callable[[], object]) -> None:
        """Begin, stop after the first piece, let something happen, then take all that still comes."""
        task, goes_on = self.carnet.run(self._begin())
        change()

        async def end() -> None:
            goes_on.set()
            await asyncio.wait_for(task, WAIT)

        self.carnet.run(end())

    async def _begin(self) -> tuple[asyncio.Task[None], asyncio.Event]:
        goes_on, reached = asyncio.Event(), asyncio.Event()

        async def receive() -> dict[str, object]:
            if self.asked:
                await asyncio.Event().wait()
            self.asked = True
            return {"type": "http.request", "body": b"", "more_body": False}

        async def send(message: dict[str, object]) -> None:
            if message["type"] == "http.response.start":
                self.status = message["status"]
                self.size = int(dict(message["headers"])[b"content-length"])
                return
            self.received += len(message.get("body", b""))
            if self.received and not goes_on.is_set():
                reached.set()
                await goes_on.wait()

        task = asyncio.create_task(self.carnet.app(self._scope(), receive, send))
        await asyncio.wait_for(reached.wait(), WAIT)
        return task, goes_on

    def _scope(self) -> dict[str, object]:
        headers = [(b"host", ORIGIN.partition("://")[2].encode()), (b"cookie", self.cookies.encode())]
        return {
            "type": "http",
            "asgi": {"version": "3.0"},
            "http_version": "1.1",
            "method": "GET",
            "scheme": "http",
            "path": self.path,
            "raw_path": self.path.encode(),
            "query_string": b"",
            "root_path": "",
            "headers": headers,
            "client": ("192.0.2.9", 1),
            "server": ("127.0.0.1", 3000),
            "state": {},
        }
