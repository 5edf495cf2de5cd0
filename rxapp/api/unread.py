"""A request that is answered before it was read whole, and what follows on its connection.

The server lets go of such a connection; a browser that keeps it for its next request would find it closed under its feet.
"""

from __future__ import annotations

from rxapp.api.socket_gate import Message, Receive, Scope

CLOSE = (b"connection", b"close")


class Body:
    """The body of one request; `receive` gives it on, and `owed` tells whether some of it is still to come."""

    def __init__(self, scope: Scope, receive: Receive) -> None:
        self._receive = receive
        self._ends = scope.get("http_version", "1.1").startswith("1")
        self.owed = any(_announces_body(name, value) for name, value in scope["headers"])

    async def receive(self) -> Message:
        """The next part of the body."""
        message = await self._receive()
        self.owed = self.owed and message.get("more_body", False)
        return message

    @property
    def last_words(self) -> list[tuple[bytes, bytes]]:
        """What an answer that leaves now says of the connection (RFC 9112, 9.6); other versions of HTTP have no such header."""
        return [CLOSE] if self.owed and self._ends else []


def _announces_body(name: bytes, value: bytes) -> bool:
    return name == b"transfer-encoding" or (name == b"content-length" and value.strip() != b"0")
