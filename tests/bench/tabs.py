"""Open tabs without a browser: Engine.IO over real WebSockets, the frames that the screens themselves send."""

from __future__ import annotations

import asyncio
import json
import secrets
import time
from urllib.parse import urlsplit

NAMESPACE = "/_event"
PATIENCE = 30
"""Seconds an answer may take before the benchmark gives up."""
_EVENT = f"42{NAMESPACE},"
_HANDSHAKE = (
    "GET {path} HTTP/1.1\r\nHost: {host}\r\nOrigin: {origin}\r\nCookie: {cookie}\r\nUpgrade: websocket\r\n"
    "Connection: Upgrade\r\nSec-WebSocket-Version: 13\r\nSec-WebSocket-Key: Y2FybmV0LWJlbmNoLXRhYg==\r\n\r\n"
)


class Socket:
    """A WebSocket of text frames, as thin as can be, so that what is measured is the server."""

    def __init__(self, reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        self._reader, self._writer = reader, writer

    @classmethod
    async def open(cls, url: str, path: str, cookie: str) -> Socket:
        """Connect and shake hands. Raises ConnectionError when the server refuses."""
        where = urlsplit(url)
        reader, writer = await asyncio.open_connection("127.0.0.1", where.port)
        writer.write(_HANDSHAKE.format(path=path, host=where.netloc, origin=url, cookie=cookie).encode())
        answer = await reader.readuntil(b"\r\n\r\n")
        if b" 101 " not in answer.partition(b"\r\n")[0]:
            raise ConnectionError(answer.decode("latin-1"))
        return cls(reader, writer)

    def send(self, text: str) -> None:
        """One text frame, masked with zeros."""
        data = text.encode()
        size = bytes([0x80 | len(data)]) if len(data) < 126 else b"\xfe" + len(data).to_bytes(2, "big")
        self._writer.write(b"\x81" + size + bytes(4) + data)

    async def receive(self) -> str:
        """The next text frame. Raises ConnectionError at a close."""
        while True:
            kind, size = await self._reader.readexactly(2)
            if size > 125:
                size = int.from_bytes(await self._reader.readexactly(2 if size == 126 else 8), "big")
            data = await self._reader.readexactly(size)
            if kind == 0x88:
                raise ConnectionError(f"closed with {int.from_bytes(data[:2], 'big')}")
            if kind == 0x81:
                return data.decode()

    async def close(self) -> None:
        """Hang up."""
        self._writer.close()
        await self._writer.wait_closed()


class Tab:
    """One tab: a socket that sends events and waits for their answer."""

    def __init__(self, socket: Socket) -> None:
        self._socket = socket

    @classmethod
    async def open(cls, url: str, cookie: str = "") -> Tab:
        """Connect to the live channel of a server, as the browser that holds `cookie`."""
        path = f"{NAMESPACE}/?token={secrets.token_hex(16)}&EIO=4&transport=websocket"
        tab = cls(await Socket.open(url, path, cookie))
        await tab._expect("0")
        tab._socket.send(f"40{NAMESPACE},")
        await tab._expect(f"40{NAMESPACE}")
        return tab

    async def seconds(self, name: str, payload: dict[str, object] | None = None) -> float:
        """Send an event; seconds until its answer is here."""
        where = {"pathname": "/accueil", "asPath": "/accueil", "query": {}}
        frame = _EVENT + json.dumps(["event", {"name": name, "payload": payload or {}, "router_data": where}])
        begun = time.perf_counter()
        self._socket.send(frame)
        await self._expect(_EVENT)
        return time.perf_counter() - begun

    async def idle(self) -> None:
        """Stay open, and answer whether one is there, until cancelled or the server ends it."""
        while True:
            if await self._socket.receive() == "2":
                self._socket.send("3")

    async def close(self) -> None:
        """Leave."""
        await self._socket.close()

    async def _expect(self, start: str) -> None:
        async with asyncio.timeout(PATIENCE):
            while not (text := await self._socket.receive()).startswith(start):
                if text == "2":
                    self._socket.send("3")


async def opened(count: int, url: str, cookie: str = "") -> list[Tab]:
    """`count` tabs."""
    return [await Tab.open(url, cookie) for _ in range(count)]
