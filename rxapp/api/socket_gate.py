"""The gate of the live channel: what a browser may send before anything of Reflex sees it.

Origin, size, frames a second and event names are checked here; cookies never go further than this module, so that neither a log
nor a state can hold one. A frame that does not pass is dropped in silence; a flood closes the socket.
"""

from __future__ import annotations

import asyncio
import json
from collections.abc import Awaitable, Callable, MutableMapping
from time import monotonic
from typing import Any

from rxapp.api import visitor as visitors
from rxapp.core.connections import CONNECTIONS, REFERENCE_HEADER, Connection

Scope = MutableMapping[str, Any]
Message = MutableMapping[str, Any]
Receive = Callable[[], Awaitable[Message]]
Send = Callable[[Message], Awaitable[None]]
ASGIApp = Callable[[Scope, Receive, Send], Awaitable[None]]

MAX_FRAME = 64 * 1024
FRAMES_PER_SECOND = 60
FRAMES_BURST = 180
MAX_DROPPED = 50
MAX_SOCKETS_PER_ADDRESS = 600
CLOSE_POLICY = 1008
CLOSE_TOO_BIG = 1009
CLOSE_ENDED = 4401
_NAMESPACE = "/_event"
_HIDDEN_HEADERS = {b"cookie", b"authorization", REFERENCE_HEADER.encode()}


class Bucket:
    """A token bucket: `rate` frames a second, `burst` at once."""

    def __init__(self, rate: float, burst: float) -> None:
        self._rate, self._burst, self._level, self._at = rate, burst, burst, monotonic()

    def take(self) -> bool:
        """Whether one more frame may pass now."""
        now = monotonic()
        self._level = min(self._burst, self._level + (now - self._at) * self._rate)
        self._at = now
        if self._level < 1:
            return False
        self._level -= 1
        return True


def frame_allowed(text: str, known: Callable[[str], bool]) -> bool:
    """Whether one Engine.IO text frame may pass: control frames, and events whose name and shape we know.

    known: tells whether an event name belongs to a handler that bears our mark (or to Reflex's own start of a page).
    """
    kind = text[:1]
    if kind in {"1", "2", "3", "5", "6"}:  # close, ping, pong, upgrade, noop
        return len(text) < 64
    if kind != "4" or len(text) < 2:
        return False
    packet = text[1]
    if packet == "1":  # leave the namespace
        return len(text) < 64
    if packet not in {"0", "2"}:  # connect or event; acknowledgements and binary packets are never sent by our screens
        return False
    namespace, _, body = text[2:].partition(",")
    if namespace != _NAMESPACE:
        return False
    if packet == "0" and not body:
        return True
    try:
        data = json.loads(body)
    except (ValueError, RecursionError):
        return False
    if packet == "0":
        return _connect_allowed(data, known)
    match data:
        case ["ping"]:
            return True
        case ["event", dict() as event]:
            return _event_allowed(event, known)
    return False


def _connect_allowed(auth: object, known: Callable[[str], bool]) -> bool:
    if not isinstance(auth, dict):
        return False
    events = [value for value in auth.values() if isinstance(value, dict)]
    return all(_event_allowed(event, known) for event in events)


def _event_allowed(event: dict[str, Any], known: Callable[[str], bool]) -> bool:
    name, payload = event.get("name"), event.get("payload", {})
    router_data = event.get("router_data", {})
    return isinstance(name, str) and isinstance(payload, dict) and isinstance(router_data, dict) and known(name)


class SocketGate:
    """ASGI middleware for the live channel only."""

    def __init__(self, app: ASGIApp, *, origin: str, known_event: Callable[[str], bool]) -> None:
        self._app, self._origin, self._known = app, origin, known_event

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Serve one socket; refused ones are answered before the handshake ends."""
        headers = scope["headers"]
        visitor = visitors.read(headers, scope.get("client"))
        if (
            not scope["path"].rstrip("/").endswith(_NAMESPACE)
            or visitors.header(headers, b"origin") != self._origin
            or not (visitor.token_hash or visitor.visit)
            or CONNECTIONS.count_from(visitor.address) >= MAX_SOCKETS_PER_ADDRESS
        ):
            await receive()
            await send({"type": "websocket.close", "code": CLOSE_POLICY, "reason": ""})
            return
        loop = asyncio.get_running_loop()
        closing = asyncio.Event()

        async def end() -> None:
            if not closing.is_set():
                closing.set()
                await send({"type": "websocket.close", "code": CLOSE_ENDED, "reason": ""})

        def close_from_any_thread() -> None:
            asyncio.run_coroutine_threadsafe(end(), loop)

        connection = CONNECTIONS.open(visitor, close_from_any_thread)
        inner = {**scope, "headers": self._shown(headers, connection)}
        try:
            await self._app(inner, self._gated(receive, send, closing), send)
        finally:
            closing.set()
            CONNECTIONS.forget(connection)

    @staticmethod
    def _shown(headers: list[tuple[bytes, bytes]], connection: Connection) -> list[tuple[bytes, bytes]]:
        kept = [(key, value) for key, value in headers if key.lower() not in _HIDDEN_HEADERS]
        return [*kept, (REFERENCE_HEADER.encode(), connection.reference.encode())]

    def _gated(self, receive: Receive, send: Send, closing: asyncio.Event) -> Receive:
        bucket = Bucket(FRAMES_PER_SECOND, FRAMES_BURST)
        dropped = 0

        async def close(code: int) -> Message:
            closing.set()
            await send({"type": "websocket.close", "code": code, "reason": ""})
            return {"type": "websocket.disconnect", "code": code, "reason": ""}

        async def gated() -> Message:
            nonlocal dropped
            while True:
                message = await receive()
                if message["type"] != "websocket.receive":
                    return message
                if closing.is_set():
                    return {"type": "websocket.disconnect", "code": CLOSE_ENDED, "reason": ""}
                text = message.get("text")
                if text is not None and len(text) > MAX_FRAME:
                    return await close(CLOSE_TOO_BIG)
                if not bucket.take():
                    return await close(CLOSE_POLICY)
                if text is not None and frame_allowed(text, self._known):
                    return message
                dropped += 1
                if dropped > MAX_DROPPED:
                    return await close(CLOSE_POLICY)

        return gated
