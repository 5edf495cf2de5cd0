"""Open tabs without a browser: Engine.IO over real WebSockets, the frames that the screens themselves send."""

from __future__ import annotations

import asyncio
import json
import secrets
import time
from urllib.parse import urlsplit

from simple_websocket import AioClient

NAMESPACE = "/_event"
OPENED_A_SECOND = 200
_EVENT = f"42{NAMESPACE},"


class Tab:
    """One tab: a socket that sends events and waits for their answer."""

    def __init__(self, socket: AioClient) -> None:
        self._socket = socket

    @classmethod
    async def open(cls, url: str, cookie: str = "") -> Tab:
        """Connect to the live channel of a server, as the browser that holds `cookie`."""
        address = urlsplit(url).netloc
        query = f"token={secrets.token_hex(16)}&EIO=4&transport=websocket"
        headers = {"Origin": url, **({"Cookie": cookie} if cookie else {})}
        socket = await AioClient.connect(f"ws://{address}{NAMESPACE}/?{query}", headers=headers)
        tab = cls(socket)
        await tab._expect("0")
        await socket.send(f"40{NAMESPACE},")
        await tab._expect(f"40{NAMESPACE}")
        return tab

    async def seconds(self, name: str) -> float:
        """Send an event without arguments; seconds until its answer is here."""
        where = {"pathname": "/accueil", "asPath": "/accueil", "query": {}}
        frame = _EVENT + json.dumps(["event", {"name": name, "payload": {}, "router_data": where}])
        begun = time.perf_counter()
        await self._socket.send(frame)
        await self._expect(_EVENT)
        return time.perf_counter() - begun

    async def close(self) -> None:
        """Leave."""
        await self._socket.close()

    async def _expect(self, start: str) -> str:
        while True:
            text = await self._socket.receive(timeout=30)
            if text is None:
                raise TimeoutError(f"no frame starting with {start!r} came")
            if text == "2":
                await self._socket.send("3")
            elif text.startswith(start):
                return text


async def opened(count: int, url: str, cookie: str = "") -> list[Tab]:
    """`count` tabs, no faster than the gate lets one place open them."""
    tabs: list[Tab] = []
    while len(tabs) < count:
        tabs.append(await Tab.open(url, cookie))
        if count > 1:
            await asyncio.sleep(1 / OPENED_A_SECOND)
    return tabs
