"""Calendars over plain HTTP.

    GET  /calendrier/{secret}.ics            what a calendar program reads; no session, the address is the credential
    GET  /api/agenda.ics?personne=ID|famille the appointments of one person or of the family, as an attachment
    GET  /api/agenda/rendezvous/{id}.ics     one appointment or series, as an attachment
    POST /api/agenda/import?personne=ID      body: a calendar file; Content-Length → 201 {"id"}, the import to choose from

An address that is unknown, revoked or out of reach answers alike. Refusals of the others are JSON {"code", "message"}.
"""

from __future__ import annotations

import asyncio
import re
from collections.abc import Awaitable, Callable, Sequence
from datetime import timedelta

from starlette.requests import ClientDisconnect, Request
from starlette.responses import JSONResponse, PlainTextResponse, Response
from starlette.routing import Route

from rxapp.accounts import limits
from rxapp.accounts.limits import Rule, place
from rxapp.accounts.people import context_for
from rxapp.agenda import feeds, imports, reader
from rxapp.agenda.feeds import Given
from rxapp.agenda.reading import Reading
from rxapp.agenda.store import agenda_of
from rxapp.api import uploads
from rxapp.api.request import Requests
from rxapp.core import audit, work
from rxapp.core.errors import DomainError, message
from rxapp.core.policy import Actor, Refused, require

MEDIA_TYPE = "text/calendar; charset=utf-8"
FAMILY = "famille"
_PRIVATE = {"cache-control": "private, no-store"}
_FRESH = {"cache-control": "private, max-age=0, must-revalidate", "x-robots-tag": "noindex, nofollow"}
_ASKED = re.compile(r"([A-Za-z0-9_-]{43})\.ics")
_SECONDS = 60
"""How long a calendar file may take to arrive."""
_STATUS = {
    "introuvable": 404,
    "session.absente": 401,
    "ics.taille_inconnue": 411,
    "ics.trop_lourd": 413,
    "demandes.trop": 503,
    "base.occupee": 503,
    "stockage.plein": 507,
}
Verb = Callable[[Request, Actor, str], Awaitable[Response]]
_MINUTE = timedelta(minutes=1)


def reading_rules(address: str) -> tuple[Rule, ...]:
    """Reading calendars: 60 a minute from one place, 600 a minute overall."""
    return (Rule(f"calendar:{place(address)}", 60, _MINUTE), Rule("calendar", 600, _MINUTE))


class CalendarRoutes:
    """The calendar routes of one runtime."""

    def __init__(self, requests: Requests) -> None:
        self._requests = requests

    async def feed(self, request: Request) -> Response:
        """What a calendar program reads; 304 when it has it already."""
        visitor = self._requests.visitor(request)
        wait = await work.run(limits.count, self._requests.db, reading_rules(visitor.address))
        if wait is not None:
            words = message("calendrier.patienter", visitor.language, attente=wait)
            return PlainTextResponse(words, 429, headers={**_PRIVATE, "retry-after": str(-(-wait // timedelta(seconds=1)))})
        asked = _ASKED.fullmatch(request.path_params["name"])
        given = None if asked is None else await work.run(self._given, asked[1])
        if given is None:
            return PlainTextResponse(message("introuvable", "fr"), 404, headers=_PRIVATE)
        headers = {**_FRESH, "etag": given.etag}
        if request.headers.get("if-none-match") == given.etag:
            return Response(status_code=304, headers=headers)
        headers["content-disposition"] = 'inline; filename="carnet.ics"'
        return Response(given.content, media_type=MEDIA_TYPE, headers=headers)

    def _given(self, secret: str) -> Given | None:
        with self._requests.db.read() as uow:
            given = feeds.give(uow, secret)
        if given is not None and given.to_note:
            # nothing is given before it is written in the history
            with self._requests.db.uow() as uow:
                feeds.note_reading(uow, given.feed_id)
                uow.commit()
        return given

    async def download(self, request: Request) -> Response:
        """The appointments of one person or of the family, as a file."""
        return await self._answered(request, self._download)

    async def download_one(self, request: Request) -> Response:
        """One appointment, as a file."""
        return await self._answered(request, self._download_one)

    async def receive(self, request: Request) -> Response:
        """Read a calendar file and keep it for the person's choice."""
        return await self._answered(request, self._receive)

    async def _answered(self, request: Request, verb: Verb) -> Response:
        """Find out who asks, do it, and put a refusal into their words."""
        language = self._requests.visitor(request).language
        try:
            principal = await self._requests.principal(request)
            if principal is None:
                raise DomainError("session.absente")
            language = principal.language
            return await verb(request, self._requests.actor(principal, request), language)
        except DomainError as error:
            if isinstance(error, Refused):
                work.spawn(audit.note_refusal, self._requests.db, error)
                error = DomainError("introuvable")
            if request.method == "POST" and error.code not in uploads.UNREAD:
                await uploads.drain(request)
            said = {"code": error.code, "message": message(error, language)}
            return JSONResponse(said, _STATUS.get(error.code, 422), headers=_PRIVATE)

    async def _download(self, request: Request, actor: Actor, language: str) -> Response:
        wanted = request.query_params.get("personne", actor.person_id or "")
        content = await work.run(self._file, actor, wanted, language)
        headers = {**_PRIVATE, "content-disposition": 'attachment; filename="carnet-agenda.ics"'}
        return Response(content, media_type=MEDIA_TYPE, headers=headers)

    async def _download_one(self, request: Request, actor: Actor, language: str) -> Response:
        content = await work.run(self._one_file, actor, request.path_params["id"], language)
        headers = {**_PRIVATE, "content-disposition": 'attachment; filename="rendez-vous.ics"'}
        return Response(content, media_type=MEDIA_TYPE, headers=headers)

    async def _receive(self, request: Request, actor: Actor, _language: str) -> Response:
        person_id = request.query_params.get("personne") or actor.person_id or ""
        await work.run(self._may_add, actor, person_id)
        data = await _body(request)
        reading = await reader.places.run(actor.account_id, reader.read, data, self._requests.clock.today())
        import_id = await work.run(self._keep, actor, person_id, reading)
        return JSONResponse({"id": import_id}, 201, headers=_PRIVATE)

    def _may_add(self, actor: Actor, person_id: str) -> None:
        with self._requests.db.read() as uow:
            require(actor, "add", agenda_of(person_id), context_for(uow, actor))

    def _keep(self, actor: Actor, person_id: str, reading: Reading) -> str:
        with self._requests.db.uow() as uow:
            context = context_for(uow, actor)
            import_id = imports.receive(uow, actor=actor, context=context, person_id=person_id, reading=reading)
            uow.commit()
        return import_id

    def _one_file(self, actor: Actor, appointment_id: str, language: str) -> bytes:
        with self._requests.db.uow() as uow:
            context = context_for(uow, actor)
            content = feeds.download_one(uow, actor=actor, context=context, appointment_id=appointment_id, lang=language)
            uow.commit()
        return content

    def _file(self, actor: Actor, wanted: str, language: str) -> bytes:
        with self._requests.db.uow() as uow:
            context = context_for(uow, actor)
            people: Sequence[str] = (wanted,)
            if wanted == FAMILY and actor.person_id is not None:
                people = (actor.person_id, *sorted(context.guardian_of))
            content = feeds.download(uow, actor=actor, context=context, people=people, lang=language)
            uow.commit()
        return content


async def _body(request: Request) -> bytes:
    """The whole file, refused by its announced length before it is read. Raises DomainError ``ics.…``, ``envoi.coupe``."""
    length = request.headers.get("content-length", "")
    if not (length.isascii() and length.isdigit() and len(length) < 16):
        raise DomainError("ics.taille_inconnue")
    if int(length) > reader.MAX_FILE:
        raise DomainError("ics.trop_lourd")
    data = bytearray()
    try:
        async with asyncio.timeout(_SECONDS):
            async for chunk in request.stream():
                data += chunk
                if len(data) > reader.MAX_FILE:
                    raise DomainError("ics.trop_lourd")
    except (ClientDisconnect, TimeoutError):
        raise DomainError("envoi.coupe") from None
    return bytes(data)


def routes(requests: Requests) -> list[Route]:
    """The calendar routes."""
    calendar = CalendarRoutes(requests)
    return [
        Route("/calendrier/{name:path}", calendar.feed, methods=["GET"]),
        Route("/api/agenda.ics", calendar.download, methods=["GET"]),
        Route("/api/agenda/rendezvous/{id}.ics", calendar.download_one, methods=["GET"]),
        Route("/api/agenda/import", calendar.receive, methods=["POST"]),
    ]
