"""The gate of the live channel: who may open a socket, how much they may say, and what Reflex gets to see of them.

Origin, address, size and frames a second are checked here, and each frame by `frames`. Cookies go no further than this module, so
that neither a log nor a state can hold one; and a tab's token is bound to who stands behind the socket, so that somebody else's
token opens nothing. A frame that does not pass is dropped in silence; a flood closes the socket.
"""

from __future__ import annotations

import asyncio
import hashlib
import re
from collections.abc import Awaitable, Callable, MutableMapping
from contextlib import AbstractContextManager
from time import monotonic
from typing import Any
from urllib.parse import parse_qsl

from rxapp.accounts.limits import place
from rxapp.api.crowd import MAX_SOCKETS, MAX_SOCKETS_PER_PLACE, Crowd
from rxapp.api.frames import NAMESPACE, Conversation
from rxapp.api.visitor import Cookies, Headers, header
from rxapp.core.connections import CONNECTIONS, REFERENCE_HEADER, Connection, Visitor

Scope = MutableMapping[str, Any]
Message = MutableMapping[str, Any]
Receive = Callable[[], Awaitable[Message]]
Send = Callable[[Message], Awaitable[None]]
ASGIApp = Callable[[Scope, Receive, Send], Awaitable[None]]

MAX_FRAME = 64 * 1024
FRAMES_PER_SECOND = 60
FRAMES_BURST = 180
MAX_DROPPED = 50
OPENINGS_PER_SECOND = 10
OPENINGS_BURST = 600
CLOSE_POLICY = 1008
CLOSE_TOO_BIG = 1009
CLOSE_ENDED = 4401
_TOKEN = re.compile(r"[A-Za-z0-9_-]{1,64}")
_SHOWN_HEADERS = {b"host", b"origin", b"user-agent", b"connection", b"upgrade"}


class Bucket:
    """A token bucket: `rate` a second, `burst` at once."""

    def __init__(self, rate: float, burst: float) -> None:
        self._rate, self._burst, self._level, self._at = rate, burst, burst, monotonic()

    def take(self) -> bool:
        """Whether one more may pass now."""
        self._fill()
        if self._level < 1:
            return False
        self._level -= 1
        return True

    @property
    def full(self) -> bool:
        """Whether nothing has been taken for a while, so that nothing is lost by forgetting it."""
        self._fill()
        return self._level >= self._burst

    def _fill(self) -> None:
        now = monotonic()
        self._level = min(self._burst, self._level + (now - self._at) * self._rate)
        self._at = now


class Ear:
    """Waits for frames until told to stop: while somebody waits for one, Granian sends no close."""

    def __init__(self, receive: Receive) -> None:
        self._receive = receive
        self._waiting: asyncio.Future[Message] | None = None
        self._stopped = False

    async def hear(self) -> Message | None:
        """The next message, or None once stopped."""
        if self._stopped:
            return None
        self._waiting = asyncio.ensure_future(self._receive())
        try:
            return await self._waiting
        except asyncio.CancelledError:
            if not self._stopped:
                raise
            return None
        finally:
            self._waiting = None

    async def stop(self) -> None:
        """Wait for nothing any more; whoever waited gets None."""
        self._stopped = True
        if (waiting := self._waiting) is not None:
            waiting.cancel()
            await asyncio.wait({waiting})


class Doors:
    """How many sockets are open, in all and from each place, and how fast one place opens them (each leaves a tab's state)."""

    def __init__(self) -> None:
        self._open = Crowd(most=MAX_SOCKETS, each=MAX_SOCKETS_PER_PLACE)
        self._pace: dict[str, Bucket] = {}

    def admit(self, address: str) -> bool:
        """Whether one more may open from there; counts it against the pace."""
        if not self._open.has_room(address):
            return False
        if len(self._pace) > 2 * MAX_SOCKETS:
            self._pace = {name: bucket for name, bucket in self._pace.items() if not bucket.full}
        return self._pace.setdefault(place(address), Bucket(OPENINGS_PER_SECOND, OPENINGS_BURST)).take()

    def passing(self, address: str) -> AbstractContextManager[None]:
        """Counts one open socket."""
        return self._open.passing(address)


def bound_query(query: bytes, visitor: Visitor) -> bytes | None:
    """The only query Reflex gets: a WebSocket of its own, and a token that nobody but this visitor can name. None: refused."""
    asked = dict(parse_qsl(query.decode("latin-1"), keep_blank_values=True))
    token = asked.get("token", "")
    if (asked.get("EIO"), asked.get("transport")) != ("4", "websocket") or "sid" in asked or not _TOKEN.fullmatch(token):
        return None
    who = visitor.token_hash.hex() if visitor.token_hash else visitor.visit
    return f"EIO=4&transport=websocket&token={hashlib.sha256(f'{who}|{token}'.encode()).hexdigest()[:32]}".encode()


class SocketGate:
    """ASGI middleware for the live channel only."""

    def __init__(self, app: ASGIApp, *, origin: str, cookies: Cookies, known_event: Callable[[str], bool]) -> None:
        self._app, self._origin, self._cookies, self._known = app, origin, cookies, known_event
        self._doors = Doors()

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Serve one socket; refused ones are answered before the handshake ends."""
        headers = scope["headers"]
        visitor = self._cookies.read(headers, scope.get("client"))
        query = bound_query(scope.get("query_string", b""), visitor)
        if (
            scope["path"].rstrip("/") != NAMESPACE
            or header(headers, b"origin") != self._origin
            or not (visitor.token_hash or visitor.visit)
            or query is None
            or not self._doors.admit(visitor.address)
        ):
            await receive()
            await send({"type": "websocket.close", "code": CLOSE_POLICY, "reason": ""})
            return
        with self._doors.passing(visitor.address):
            await self._serve({**scope, "query_string": query}, receive, send, visitor)

    async def _serve(self, scope: Scope, receive: Receive, send: Send, visitor: Visitor) -> None:
        loop = asyncio.get_running_loop()
        closed = asyncio.Event()
        ear = Ear(receive)

        async def end(code: int) -> None:
            if not closed.is_set():
                closed.set()
                CONNECTIONS.forget(connection)
                await ear.stop()
                await send({"type": "websocket.close", "code": code, "reason": ""})

        async def sending(message: Message) -> None:
            if not closed.is_set():
                await send(message)

        def end_from_any_thread() -> None:
            asyncio.run_coroutine_threadsafe(end(CLOSE_ENDED), loop)

        connection = CONNECTIONS.open(visitor, end_from_any_thread)
        shown = {**scope, "headers": _shown(scope["headers"], connection)}
        try:
            await self._app(shown, self._gated(ear, end, closed), sending)
        finally:
            closed.set()
            CONNECTIONS.forget(connection)

    def _gated(self, ear: Ear, end: Callable[[int], Awaitable[None]], closed: asyncio.Event) -> Receive:
        bucket = Bucket(FRAMES_PER_SECOND, FRAMES_BURST)
        conversation = Conversation(self._known)
        dropped = 0

        async def gated() -> Message:
            nonlocal dropped
            while True:
                message = await ear.hear()
                if message is None:
                    return {"type": "websocket.disconnect", "code": CLOSE_ENDED, "reason": ""}
                if message["type"] != "websocket.receive":
                    return message
                text = message.get("text")
                if len(text if text is not None else message.get("bytes") or b"") > MAX_FRAME:
                    await end(CLOSE_TOO_BIG)
                elif dropped > MAX_DROPPED or not bucket.take():
                    await end(CLOSE_POLICY)
                elif text is not None and not closed.is_set() and conversation.admits(text):
                    return message
                if closed.is_set():
                    return {"type": "websocket.disconnect", "code": CLOSE_POLICY, "reason": ""}
                dropped += 1

        return gated


def _shown(headers: Headers, connection: Connection) -> list[tuple[bytes, bytes]]:
    """What Reflex sees of the browser: never a cookie, nor anything it could take for our own reference."""
    kept = [(key, value) for key, value in headers if key in _SHOWN_HEADERS or key.startswith(b"sec-websocket-")]
    return [*kept, (REFERENCE_HEADER.encode(), connection.reference.encode())]
