"""E-mail by SMTP: a few lasting connections, each mail on its own, every way a server can fail told apart."""

from __future__ import annotations

import contextlib
from collections.abc import Callable
from dataclasses import dataclass, field
from datetime import datetime
from ipaddress import ip_address
from urllib.parse import parse_qs, unquote, urlsplit

from aiosmtplib import SMTP, SMTPException, SMTPResponseException, SMTPServerDisconnected, SMTPTimeoutError

from .parcels import End, Outcome, Parcel
from .words import is_address, mail_bytes

CONNECTIONS = 8
"""Connections to the server at a time: what small servers allow, and enough for hundreds a second on a near one."""
TIMEOUT = 30.0
"""Seconds a server may take for one answer."""
_MAILBOX = frozenset({550, 551, 552, 553, 501, 555, 556})
"""Answers to RCPT that are about this address and for good; others may be about us or about now."""


class Unreachable(Exception):
    """The server cannot be spoken to now: nothing is wrong with the mail. Says how, never with whom."""


@dataclass(frozen=True)
class Server:
    """Where mail goes, from `RXAPP_SMTP_URL`. TLS from the first byte (smtps), by STARTTLS elsewhere.

    Towards this machine itself STARTTLS is taken when it is offered, whatever its certificate; towards any other nothing is said
    without it.
    """

    host: str
    port: int
    tls: bool
    sender: str
    helo: str
    username: str | None = field(default=None, repr=False)
    password: str | None = field(default=None, repr=False)

    @classmethod
    def from_url(cls, smtp_url: str, public_url: str) -> Server:
        """Read `smtp://user:pass@host:port`; `?from=` gives the sender, else the user's own address, else carnet@<host>."""
        url, public = urlsplit(smtp_url), urlsplit(public_url).hostname or "localhost"
        tls = url.scheme == "smtps"
        user = unquote(url.username) if url.username else None
        asked = parse_qs(url.query).get("from", [user or ""])[0]
        return cls(
            host=url.hostname or "localhost",
            port=url.port or (465 if tls else 25 if _is_loopback(url.hostname or "localhost") else 587),
            tls=tls,
            sender=asked if is_address(asked) else f"carnet@{public}",
            helo=public,
            username=user,
            password=unquote(url.password) if url.password else None,
        )

    @property
    def must_start_tls(self) -> bool | None:
        """True: refuse to go on without STARTTLS. None: take it if it is offered. False: TLS is there already."""
        if self.tls:
            return False
        return None if _is_loopback(self.host) else True


class Line:
    """One connection, opened when first needed and after each loss. For one sender at a time."""

    def __init__(self, server: Server, public_url: str, now: Callable[[], datetime]) -> None:
        self._server, self._public_url, self._now = server, public_url, now
        self._client: SMTP | None = None

    async def carry(self, parcel: Parcel) -> Outcome:
        """Hand one mail over. Raises Unreachable when there is no server to hand it to."""
        if not is_address(parcel.recipient):
            return Outcome(End.REFUSED)
        message = mail_bytes(parcel, sender=self._server.sender, public_url=self._public_url, at=self._now())
        client = await self.open()
        told = False
        try:
            await client.mail(self._server.sender)
            await client.rcpt(parcel.recipient)
            told = True
            await client.data(message)
        except SMTPResponseException as answer:
            return await self._refused(answer, at_recipient=not told)
        except (SMTPServerDisconnected, SMTPTimeoutError, OSError):
            await self._drop()
            return Outcome(End.UNSURE if told else End.LATER)
        except SMTPException:
            await self._drop()
            return Outcome(End.LATER)
        return Outcome(End.SENT)

    async def close(self) -> None:
        """Take leave of the server."""
        client, self._client = self._client, None
        if client is not None:
            with contextlib.suppress(SMTPException, OSError):
                await client.quit(timeout=5)
            client.close()

    @property
    def is_open(self) -> bool:
        """Whether a server is at the other end, as far as is known."""
        return self._client is not None and self._client.is_connected

    async def open(self) -> SMTP:
        """Reach the server, if that is not done. Raises Unreachable."""
        if self._client is not None and self._client.is_connected:
            return self._client
        server = self._server
        client = SMTP(
            hostname=server.host,
            port=server.port,
            username=server.username,
            password=server.password,
            local_hostname=server.helo,
            timeout=TIMEOUT,
            use_tls=server.tls,
            start_tls=server.must_start_tls,
            validate_certs=server.tls or server.must_start_tls is True,
        )
        try:
            await client.connect()
        except (SMTPException, OSError) as failure:
            client.close()
            raise Unreachable(type(failure).__name__) from None
        self._client = client
        return client

    async def _refused(self, answer: SMTPResponseException, *, at_recipient: bool) -> Outcome:
        """The server said no: for good only when it is about this address."""
        try:
            await self._client.rset()
        except (SMTPException, OSError):
            await self._drop()
        for_good = answer.code in _MAILBOX if at_recipient else answer.code >= 500
        return Outcome(End.REFUSED if for_good else End.LATER)

    async def _drop(self) -> None:
        client, self._client = self._client, None
        if client is not None:
            client.close()


def _is_loopback(host: str) -> bool:
    try:
        return ip_address(host).is_loopback
    except ValueError:
        return host == "localhost"
