"""A copy of everything over plain HTTP, for the session that asked for it.

    GET  /api/emporter/ID    the archive, as an attachment; one Range is served, so that a cut download goes on
    HEAD /api/emporter/ID    that it is there, its type and size

Refusals are JSON {"code", "message"}; a copy of another session answers exactly like one that does not exist. No byte leaves
before its line is in the history. What is being sent asks again and again whether it may go on, and is cut short when it may not.
"""

from __future__ import annotations

import asyncio
from collections.abc import AsyncGenerator
from contextlib import aclosing

from starlette.requests import Request
from starlette.responses import Response, StreamingResponse
from starlette.routing import Route

from rxapp.api import streaming
from rxapp.api.ranges import chosen_range
from rxapp.api.request import Requests
from rxapp.core import work
from rxapp.core.db import Database
from rxapp.core.errors import DomainError
from rxapp.core.policy import Actor
from rxapp.record.contents import Content
from rxapp.record.names import content_disposition
from rxapp.takeout import service, views
from rxapp.takeout.giving import leaving
from rxapp.takeout.views import Given

_STATUS = {"introuvable": 404, "session.absente": 401, "requete.plage": 416, "stockage.absent": 404, "base.occupee": 503}
_HEADERS = {
    "cache-control": "private, no-store",
    "x-content-type-options": "nosniff",
    "content-security-policy": "sandbox; default-src 'none'",
}


class EmporterRoutes:
    """The route of one runtime."""

    def __init__(self, requests: Requests) -> None:
        self._requests = requests

    async def give(self, request: Request) -> Response:
        """The archive, or a part of it."""
        try:
            return await self._given(request, await self._requests.signed_in(request))
        except DomainError as error:
            return self._requests.refusal(request, error, _STATUS.get(error.code, 422), _HEADERS)

    async def _given(self, request: Request, actor: Actor) -> Response:
        takeout_id, db = request.path_params["takeout_id"], self._requests.db
        given = await work.run(_found, db, actor, takeout_id)
        start, length, partial = chosen_range(request.headers.get("range", ""), given.size)
        headers = _HEADERS | {"content-disposition": content_disposition(given.name), "accept-ranges": "bytes"}
        headers["content-length"] = str(length)
        if partial:
            headers["content-range"] = f"bytes {start}-{start + length - 1}/{given.size}"
        status = 206 if partial else 200
        if request.method == "HEAD":
            return Response(None, status, headers=headers, media_type=given.media_type)
        content = await work.run(Content, db.blobs, given.blob, given.size)
        reading = asyncio.ensure_future(work.run(streaming.opened, content, start, length))
        try:
            await asyncio.shield(work.run(_note, db, actor, takeout_id))
            pieces, first = await reading
        except BaseException:
            await asyncio.wait([reading])
            content.close()
            raise
        sent = _sent(streaming.ahead(first, pieces, content, may=lambda: _may_go_on(db, actor, takeout_id)), takeout_id)
        return StreamingResponse(sent, status, media_type=given.media_type, headers=headers)


async def _sent(pieces: AsyncGenerator[bytes, None], takeout_id: str) -> AsyncGenerator[bytes, None]:
    """The pieces, while the copy is known to be on its way."""
    with leaving(takeout_id):
        async with aclosing(pieces):
            async for piece in pieces:
                yield piece


def _found(db: Database, actor: Actor, takeout_id: str) -> Given:
    with db.read() as uow:
        return views.given(uow, actor=actor, takeout_id=takeout_id)


def _may_go_on(db: Database, actor: Actor, takeout_id: str) -> bool:
    try:
        with db.read() as uow:
            return views.may_go_on(uow, actor=actor, takeout_id=takeout_id)
    except DomainError:  # nobody can tell: it waits for no better moment
        return False


def _note(db: Database, actor: Actor, takeout_id: str) -> None:
    with db.uow() as uow:
        service.taken(uow, actor=actor, takeout_id=takeout_id)
        uow.commit()


def routes(requests: Requests) -> list[Route]:
    """The route of copies."""
    return [Route("/api/emporter/{takeout_id}", EmporterRoutes(requests).give, methods=["GET"])]
