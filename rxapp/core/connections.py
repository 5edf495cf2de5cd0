"""Who stands behind each open socket: an in-process register filled by the edge and read by the guard.

The browser never sees the session behind a connection: the edge takes the cookie out of the socket's headers and leaves a
reference that is worth nothing outside this process. A closed or revoked connection is forgotten at once.
"""

from __future__ import annotations

import secrets
from collections.abc import Callable
from dataclasses import dataclass
from threading import Lock


@dataclass(frozen=True, slots=True)
class Visitor:
    """What a request or socket brings along, before anything of it is believed.

    token_hash: SHA-256 of the session cookie, or None. visit: identity of an anonymous browser (random cookie).
    language: "fr" or "en". address: the client's. device: its User-Agent.
    """

    token_hash: bytes | None
    visit: str
    language: str
    address: str
    device: str = ""


@dataclass(frozen=True, slots=True, eq=False)
class Connection:
    """One open socket; `close` ends it from the server's side."""

    reference: str
    visitor: Visitor
    close: Callable[[], None]


class Connections:
    """Register of open sockets by reference, and by session for revocation."""

    def __init__(self) -> None:
        self._by_reference: dict[str, Connection] = {}
        self._lock = Lock()
        self._listeners: list[Callable[[], object]] = []

    def open(self, visitor: Visitor, close: Callable[[], None]) -> Connection:
        """Register a socket and return its connection; the reference is random and never reused."""
        connection = Connection(secrets.token_hex(12), visitor, close)
        with self._lock:
            self._by_reference[connection.reference] = connection
        return connection

    def forget(self, connection: Connection) -> None:
        """Forget a closed socket."""
        with self._lock:
            self._by_reference.pop(connection.reference, None)

    def visitor(self, reference: str) -> Visitor | None:
        """The visitor behind a reference, or None when that socket is gone."""
        connection = self._by_reference.get(reference)
        return connection.visitor if connection else None

    def end_session(self, token_hash: bytes) -> int:
        """Close every socket of one session; returns how many there were."""
        with self._lock:
            doomed = [c for c in self._by_reference.values() if c.visitor.token_hash == token_hash]
        for connection in doomed:
            connection.close()
        for tell in tuple(self._listeners):
            tell()
        return len(doomed)

    def when_ended(self, tell: Callable[[], object]) -> Callable[[], None]:
        """Call ``tell``, from any thread, each time a session was ended; returns what stops that."""
        self._listeners.append(tell)
        return lambda: self._listeners.remove(tell)

    def end_all(self) -> None:
        """Close every socket."""
        with self._lock:
            doomed = list(self._by_reference.values())
        for connection in doomed:
            connection.close()


CONNECTIONS = Connections()
REFERENCE_HEADER = "x-carnet-connexion"
