"""Documents over plain HTTP: receive the raw bytes of one, give back an original or what is shown of it.

    POST /api/documents?personne=ID      body: the file; X-Carnet-Nom: its name, percent-encoded; Content-Length.
                                         Optional, percent-encoded: X-Carnet-Titre, -Date, -Categorie, -Note
                                         → 201 {"id", "title", "act_date", "category", "size", "sha256", "warning"}
    POST /api/documents?personne=ID&message=1   the same, to go with a message: in nobody's record (docs/decisions/041)
    POST /api/documents?envoi=1          the same, to be sent by identity traits (docs/decisions/078)
    GET  /api/documents/ID               the original, byte for byte, as an attachment; one Range is served
    GET  /api/documents/ID?apercu=1&page=N   what is shown of it (image, or plain text)
    GET  /api/documents/ID?vignette=1    its thumbnail
    HEAD /api/documents/ID               that it is there and its type: neither name nor exact size

Refusals are JSON {"code", "message"}, in the person's language. What a person may not see answers
exactly like what does not exist. No byte of a document leaves before its line is in the history (docs/security.md); HEAD
leaves none because it says less than the list does.
"""

from __future__ import annotations

import asyncio
import contextlib
from collections.abc import Callable, Coroutine
from functools import partial
from typing import Any

from starlette.requests import Request
from starlette.responses import JSONResponse, Response, StreamingResponse
from starlette.routing import Route

from rxapp.accounts import service as accounts
from rxapp.accounts import sessions
from rxapp.api import streaming, uploads, visitor
from rxapp.api.ranges import chosen_range
from rxapp.api.request import Requests
from rxapp.core import audit, errors, work
from rxapp.core.db import Database
from rxapp.core.errors import DomainError
from rxapp.core.policy import Actor, Context, Refused
from rxapp.record import places, previews, service, views
from rxapp.record.answers import PLAIN, Made
from rxapp.record.contents import Content
from rxapp.record.intake import Received
from rxapp.record.names import content_disposition
from rxapp.record.previews import Original
from rxapp.record.sniff import MEDIA_TYPES

_STATUS = {
    "introuvable": 404,
    "requete.session": 401,
    "envoi.trop_lent": 408,
    "fichier.taille_inconnue": 411,
    "fichier.trop_lourd": 413,
    "dossier.plein": 413,
    "dossier.trop_en_attente": 413,
    "requete.plage": 416,
    "stockage.absent": 500,
    "stockage.plein": 507,
    "base.occupee": 503,
    "demandes.trop": 503,
}
_HEADERS = {
    "cache-control": "private, no-store",
    "x-content-type-options": "nosniff",
    "content-security-policy": "sandbox; default-src 'none'",
}
_running: set[asyncio.Task[Any]] = set()


def routes(requests: Requests) -> list[Route]:
    """The two routes of documents."""

    async def receive(request: Request) -> Response:
        return await _answered(requests, request, _receive)

    async def give(request: Request) -> Response:
        return await _answered(requests, request, _give)

    return [
        Route("/api/documents", receive, methods=["POST"]),
        Route("/api/documents/{document_id}", give, methods=["GET"]),
    ]


Verb = Callable[[Requests, Request, Actor, Context, str], Coroutine[Any, Any, Response]]


async def _answered(requests: Requests, request: Request, verb: Verb) -> Response:
    """Find out who asks, do it, and put a refusal into their words."""
    lang = visitor.language_of(visitor.cookies(request.scope["headers"]))
    try:
        principal = await requests.principal(request)
        if principal is None:
            raise DomainError("requete.session")
        lang = principal.language
        actor = requests.actor(principal, request)
        return await verb(requests, request, actor, await requests.context(actor), lang)
    except DomainError as error:
        if isinstance(error, Refused):
            _in_background(work.run(audit.note_refusal, requests.db, error))
            error = DomainError("introuvable")
        if request.method == "POST" and error.code not in uploads.UNREAD:
            await uploads.drain(request)
        return _refusal(error, lang)


def _refusal(error: DomainError, lang: str) -> Response:
    content = {"code": error.code, "message": errors.message(error, lang)}
    return JSONResponse(content, _STATUS.get(error.code, 422), headers=_HEADERS)


def _in_background(job: Coroutine[Any, Any, Any]) -> None:
    """Run `job` after the answer, so that neither its length nor its failure shows in it."""

    async def quietly() -> None:
        with contextlib.suppress(DomainError):
            await job

    task = asyncio.create_task(quietly())
    _running.add(task)
    task.add_done_callback(_running.discard)


# --- receiving --------------------------------------------------------------------------------------------------


async def _receive(requests: Requests, request: Request, actor: Actor, context: Context, lang: str) -> Response:
    received = await uploads.receive(requests, request, actor, context)
    if received.preview == "image":
        thumbnail = {"actor": actor, "context": context, "document_id": received.id, "what": previews.THUMB}
        _in_background(places.drawing.run(actor.account_id, previews.prepare, requests.db, **thumbnail))
    return JSONResponse(_said(received, lang), 201, headers=_HEADERS)


def _said(received: Received, lang: str) -> dict[str, object]:
    return {
        "id": received.id,
        "title": received.title,
        "act_date": received.act_date.isoformat(),
        "category": received.category,
        "size": received.size,
        "sha256": received.sha256,
        "warning": views.warning_label(received.warning, lang),
    }


# --- giving -----------------------------------------------------------------------------------------------------


async def _give(requests: Requests, request: Request, actor: Actor, context: Context, lang: str) -> Response:
    asked = request.query_params
    document_id = request.path_params["document_id"]
    if request.method == "HEAD":
        return await _exists(requests, actor, context, document_id)
    if asked.get("vignette"):
        thumbnail = {"document_id": document_id, "what": previews.THUMB}
        return _shown(await places.shown(requests.db, actor=actor, context=context, **thumbnail), lang)
    if asked.get("apercu"):
        page = asked.get("page", "1")
        number = int(page) if page.isascii() and page.isdigit() and len(page) < 6 else 0
        sheet = {"document_id": document_id, "what": previews.PAGE, "page": number}
        return _shown(await places.shown(requests.db, actor=actor, context=context, **sheet), lang)
    db = requests.db
    may = partial(_may_go_on, db, actor, document_id)
    return await download(db, request, actor=actor, context=context, document_id=document_id, may=may)


async def _exists(requests: Requests, actor: Actor, context: Context, document_id: str) -> Response:
    original = await work.run(_original, requests.db, actor, context, document_id)
    answer = Response(media_type=MEDIA_TYPES[original.kind], headers=_HEADERS | {"accept-ranges": "bytes"})
    del answer.headers["content-length"]
    return answer


def _original(db: Database, actor: Actor, context: Context, document_id: str) -> Original:
    with db.read() as uow:
        return previews.original(uow, actor=actor, context=context, document_id=document_id)


def _shown(made: Made, lang: str) -> Response:
    headers = _HEADERS | {"content-disposition": "inline"}
    if made.media_type.startswith("image/"):
        return Response(made.data, media_type=made.media_type, headers=headers)
    return Response(previews.as_text(made, lang).encode(), media_type=PLAIN, headers=headers)


async def download(
    db: Database, request: Request, *, actor: Actor, context: Context, document_id: str, may: Callable[[], bool]
) -> StreamingResponse:
    """The original, whole or the one part that is asked for, once its line is in the history; ``may``: see `streaming.ahead`."""
    asked = request.headers.get("range", "")
    opened = await work.run(_open, db, actor, context, document_id, asked)
    original, content, file_name, (start, length, partial) = opened
    headers = _HEADERS | {
        "content-disposition": content_disposition(file_name),
        "content-length": str(length),
        "accept-ranges": "bytes",
    }
    if partial:
        headers["content-range"] = f"bytes {start}-{start + length - 1}/{original.size}"
    status = 206 if partial else 200
    media_type = MEDIA_TYPES[original.kind]
    reading = asyncio.ensure_future(work.run(streaming.opened, content, start, length))
    try:
        # nothing is given, not even a part, before it is written in the history
        await asyncio.shield(work.run(_note_download, db, actor, context, document_id))
        pieces, first = await reading
    except BaseException:
        await asyncio.wait([reading])
        content.close()
        raise
    sent = streaming.ahead(first, pieces, content, may=may, every=streaming.ASK_AGAIN)
    return StreamingResponse(sent, status, media_type=media_type, headers=headers)


def _may_go_on(db: Database, actor: Actor, document_id: str) -> bool:
    """Whether who takes a document is still there, and still may: a slow one goes on past midnight, or past the end of a help."""
    try:
        with db.read() as uow:
            if actor.session_id is None or not sessions.not_ended(uow, actor.session_id):
                return False
            previews.original(uow, actor=actor, context=accounts.context_for(uow, actor), document_id=document_id)
            return True
    except DomainError:
        return False


def _open(
    db: Database, actor: Actor, context: Context, document_id: str, asked: str
) -> tuple[Original, Content, str, tuple[int, int, bool]]:
    with db.read() as uow:
        original = previews.original(uow, actor=actor, context=context, document_id=document_id, action="download")
        file_name = previews.file_name(uow, actor=actor, context=context, document_id=document_id)
    chosen = chosen_range(asked, original.size)
    return original, Content(db.blobs, original.blob, original.size), file_name, chosen


def _note_download(db: Database, actor: Actor, context: Context, document_id: str) -> None:
    with db.uow() as uow:
        service.downloaded(uow, actor=actor, context=context, document_id=document_id)
        uow.commit()
