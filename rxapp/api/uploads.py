"""Receiving one document as the raw body of a request, sealed as it comes; the answer is `documents.py`'s."""

from __future__ import annotations

import asyncio
import contextlib
from urllib.parse import unquote

from starlette.requests import ClientDisconnect, Request

from rxapp.accounts.sessions import SIGN_OF_LIFE_EVERY
from rxapp.api.request import Requests
from rxapp.core import work
from rxapp.core.errors import DomainError
from rxapp.core.policy import Actor, Context
from rxapp.record import places
from rxapp.record.intake import MAX_FILE, Intake, Received

BLOCK = 512 * 1024
"""Bytes gathered before they go to the thread that hashes and seals."""

DRAINED = MAX_FILE + (8 << 20)
"""Most bytes of a refused upload read and thrown away, so that any browser gets to read the refusal."""
DRAINED_OF_STRANGERS = 1 << 20
"""The same for who is not signed in. The connection is closed then; Chromium reads the answer all the same."""


async def receive(requests: Requests, request: Request, actor: Actor, context: Context) -> Received:
    """Take the body in, in the actor's turn, check it and keep it. Raises DomainError; nothing of a refused file stays."""
    length = request.headers.get("content-length", "")
    if not (length.isascii() and length.isdigit() and len(length) < 16):
        raise DomainError("fichier.taille_inconnue")
    async with places.receiving.of(actor.account_id):
        intake = await work.run(
            Intake.open,
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
            # even when this task is cancelled, nothing of a cut upload may stay
            await asyncio.shield(asyncio.ensure_future(work.run(intake.abort)))


async def _pump(requests: Requests, request: Request, intake: Intake) -> None:
    """Feed the body as it comes. One block is sealed in a thread while the next arrives; no more is held.

    Every minute it looks who is there: what arrives is a sign of life, and nothing more is read once the session is over.
    """
    block: list[bytes] = []
    gathered, looked = 0, requests.clock.now()
    sealing: asyncio.Future[None] | None = None
    async for chunk in request.stream():
        block.append(chunk)
        gathered += len(chunk)
        if gathered >= BLOCK:
            if sealing is not None:
                await sealing
            sealing = asyncio.ensure_future(work.run(intake.feed, *block))
            sealing.add_done_callback(_seen)
            block, gathered = [], 0
            if requests.clock.now() - looked >= SIGN_OF_LIFE_EVERY:
                looked = requests.clock.now()
                if await requests.principal(request) is None:
                    raise DomainError("requete.session")
    if sealing is not None:
        await sealing
    if block:
        await work.run(intake.feed, *block)


def _seen(done: asyncio.Future[None]) -> None:
    """The first error is the one told; one that comes after the connection was cut has nobody to read it."""
    if not done.cancelled():
        done.exception()


async def drain(request: Request, left: int) -> None:
    """Read what is left of a refused body, up to `left` bytes: some browsers read no answer before they have sent it all."""
    with contextlib.suppress(ClientDisconnect, RuntimeError):
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
