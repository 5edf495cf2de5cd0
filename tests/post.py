"""A mail server for the tests, on this machine: takes mail, or fails in the ways servers do."""

from __future__ import annotations

import asyncio
import email
import email.policy
from asyncio import Transport
from collections import Counter
from collections.abc import Callable, Iterator
from email.message import EmailMessage

import pytest
from aiosmtpd.controller import Controller
from aiosmtpd.smtp import SMTP, Envelope, Session

from tests.flows.server import free_port


class Post:
    """What arrived, and how the server behaves. `refusals`: answer to RCPT by address. `after_data`: what happens once it has all
    ("take", "refuse", or "drop": the mail is taken and the connection lost before the answer). `most`: connections it takes.
    `on_arrival`: called, in a thread, with the address of each mail before it is answered."""

    def __init__(self) -> None:
        self.arrived: list[tuple[str, EmailMessage]] = []
        self.refusals: dict[str, str] = {}
        self.after_data: list[str] = []
        self.most = 1000
        self.on_arrival: Callable[[str], object] = lambda recipient: None
        self.here = 0
        self.url = ""

    @property
    def times(self) -> Counter[str]:
        """How often each Message-ID arrived."""
        return Counter(str(message["message-id"]) for _recipient, message in self.arrived)

    async def handle_RCPT(self, server: SMTP, session: Session, envelope: Envelope, address: str, options: list[str]) -> str:
        """The library's own name."""
        if address in self.refusals:
            return self.refusals[address]
        envelope.rcpt_tos.append(address)
        return "250 OK"

    async def handle_DATA(self, server: SMTP, session: Session, envelope: Envelope) -> str:
        """The library's own name."""
        manner = self.after_data.pop(0) if self.after_data else "take"
        message = email.message_from_bytes(envelope.content, policy=email.policy.default)
        if manner != "refuse":
            self.arrived.append((envelope.rcpt_tos[0], message))
            await asyncio.to_thread(self.on_arrival, envelope.rcpt_tos[0])
        if manner == "drop":
            server.transport.abort()
        return "554 No" if manner == "refuse" else "250 OK"


class Counting(SMTP):
    """Takes so many connections at a time and no more."""

    def connection_made(self, transport: Transport) -> None:
        """Refuse one too many, as servers do."""
        handler = self.event_handler
        handler.here += 1
        if handler.here > handler.most:
            transport.write(b"421 Too many connections\r\n")
            transport.close()
            return
        super().connection_made(transport)

    def connection_lost(self, error: Exception | None) -> None:
        """One less."""
        self.event_handler.here -= 1
        if self.transport is not None:
            super().connection_lost(error)


class Door(Controller):
    """Counts who comes in."""

    def factory(self) -> SMTP:
        """The library's own name."""
        return Counting(self.handler, **self.SMTP_kwargs)


@pytest.fixture
def post() -> Iterator[Post]:
    """A running server; `post.url` is where."""
    handler = Post()
    port = free_port()
    controller = Door(handler, hostname="127.0.0.1", port=port)
    controller.start()
    handler.url = f"smtp://127.0.0.1:{port}"
    yield handler
    controller.stop()
