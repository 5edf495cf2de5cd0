"""Receiving one document as the raw body of a request, sealed as it comes; the answer is `documents.py`'s."""

from __future__ import annotations

import asyncio
import contextlib
from collections.abc import AsyncIterator, Callable
from functools import partial
from urllib.parse import unquote

from starlette.requests import ClientDisconnect, Request

from rxapp.accounts.sessions import SIGN_OF_LIFE_EVERY
from rxapp.api.request import Requests
from rxapp.core import work
from rxapp.core.errors import DomainError
from rxapp.core.policy import Actor, Context
from rxapp.inbox import service as inbox
from rxapp.record import places, safe
from rxapp.record.intake import MAX_FILE, Intake, Received
from rxapp.record.sniff import HEAD_BYTES

BLOCK = 1024 * 1024
"""Bytes gathered before they go to a thread and to the disk."""

IDLE = 30.0
"""Seconds without a byte after which an upload is over."""
PATIENCE = 60.0
"""Seconds that the sender of an upload may lose in all, beside the time its bytes take at `LEAST`."""
LEAST = 8 * 1024
"""Bytes a second: what goes slower than that over its whole way is over. 50 MiB take 107 minutes then."""

DRAINED = MAX_FILE + (8 << 20)
"""Most bytes of a refused upload read and thrown away, so that any browser gets to read the refusal."""
DRAIN_SECONDS = 10.0
"""How long that may take. What is still to come then is cut off."""
UNREAD = frozenset({"requete.session", "session.absente", "envoi.trop_lent"})
"""Refusals that leave at once, whatever is still to come: nobody waits for a stranger, nor for who has stopped sending."""


async def receive(requests: Requests, request: Request, actor: Actor, context: Context) -> Received:
    """Take the body in, in the actor's turn, check it and keep it. Raises DomainError; nothing of a refused file stays."""
    length = request.headers.get("content-length", "")
    if not (length.isascii() and length.isdigit() and len(length) < 16):
        raise DomainError("fichier.taille_inconnue")
    async with places.receiving.of(actor.account_id):
        intake = await work.run(
            _door(request),
            requests.db,
            actor=actor,
            context=context,
            person_id=request.query_params.get("personne") or actor.person_id or "",
            file_name=_words(request, "x-carnet-nom", required=True),
            declared_size=int(length),
            standing=requests.standing(request, actor),
        )
        try:
            await _pump(requests, request, intake)
            return await places.checking.run(
                actor.account_id,
                intake.finish,
                title=_words(request, "x-carnet-titre"),
                act_date=_words(request, "x-carnet-date"),
                category=_words(request, "x-carnet-categorie"),
                note=_words(request, "x-carnet-note"),
            )
        except ClientDisconnect:
            raise DomainError("envoi.coupe") from None
        finally:
            if not intake.is_kept:  # even when this task is cancelled, nothing of a cut upload may stay
                await asyncio.shield(asyncio.ensure_future(work.run(intake.abort)))


def _door(request: Request) -> Callable[..., Intake]:
    """Where the file goes: with a message, into a sender's safe, or into a record."""
    asked = request.query_params
    if asked.get("message"):
        return inbox.receive
    return safe.receive if asked.get("envoi") else partial(Intake.open, secret=bool(asked.get("garde")))


async def _pump(requests: Requests, request: Request, intake: Intake) -> None:
    """Feed the body as it comes, sealed on its way. One block goes to the disk while the next arrives; no more is held.

    With the first bytes that come a minute after the last look, it looks who is there: what arrives is a sign of life, and
    nothing more is read once the session is over. Bytes come at least every `IDLE` seconds, however few.
    """
    block: list[bytes] = []
    gathered, looked = 0, requests.clock.now()
    begun = False
    writing: asyncio.Future[None] | None = None
    async for chunk in paced(request):
        block.append(intake.seal(chunk) if begun else chunk)
        gathered += len(chunk)
        if not begun and gathered >= HEAD_BYTES:
            await work.run(intake.feed, *block)
            block, gathered, begun = [], 0, True
        elif gathered >= BLOCK:
            if writing is not None:
                await writing
            writing = asyncio.ensure_future(work.run(intake.write, *block))
            writing.add_done_callback(_seen)
            block, gathered = [], 0
        if requests.clock.now() - looked >= SIGN_OF_LIFE_EVERY:
            looked = requests.clock.now()
            if await requests.principal(request) is None:
                raise DomainError("requete.session")
    if writing is not None:
        await writing
    if block:
        await work.run(intake.write if begun else intake.feed, *block)


def _seen(done: asyncio.Future[None]) -> None:
    """The first error is the one told; one that comes after the connection was cut has nobody to read it."""
    if not done.cancelled():
        done.exception()


class Pace:
    """How long one sender may be waited for. Only the waiting counts: what the server itself takes is not theirs."""

    def __init__(self) -> None:
        self.received, self.waited = 0, 0.0

    @property
    def left(self) -> float:
        """Seconds that the next bytes may take."""
        return min(IDLE, PATIENCE + self.received / LEAST - self.waited)

    def count(self, waited: float, chunk: bytes) -> None:
        """Some bytes have come, after so many seconds."""
        self.waited += waited
        self.received += len(chunk)


async def paced(request: Request) -> AsyncIterator[bytes]:
    """The body as it comes. Raises DomainError `envoi.trop_lent` when it comes too slowly, ClientDisconnect when it is cut."""
    stream, pace, now = request.stream(), Pace(), asyncio.get_running_loop().time
    while True:
        begun = now()
        try:
            async with asyncio.timeout(pace.left):
                chunk = await anext(stream, None)
        except TimeoutError:
            raise DomainError("envoi.trop_lent") from None
        if chunk is None:
            return
        pace.count(now() - begun, chunk)
        yield chunk


async def drain(request: Request) -> None:
    """Read what is left of a refused body, within bounds: some browsers read no answer before they have sent it all."""
    left = DRAINED
    with contextlib.suppress(ClientDisconnect, RuntimeError, TimeoutError):
        async with asyncio.timeout(DRAIN_SECONDS):
            async for chunk in request.stream():
                left -= len(chunk)
                if left < 0:
                    return


def _words(request: Request, name: str, *, required: bool = False) -> str:
    raw = request.headers.get(name, "")
    try:
        words = unquote(raw, errors="strict")
    except UnicodeDecodeError:
        raise DomainError("requete.nom") from None
    if required and not words.strip():
        raise DomainError("requete.nom")
    return words
