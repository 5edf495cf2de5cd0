"""Links over plain HTTP, for whoever holds one: no account, no session of anybody, a short cookie of its own.

    GET  /partage/SECRET               the page that asks for the code; once it was given, what the link shows
    POST /partage/SECRET               `code`
    POST /partage/SECRET/fin           close it in this browser
    GET  /partage/SECRET/N             one thing, by its place
    GET  /partage/SECRET/N/page/P      the image of a page
    GET  /partage/SECRET/N/fichier     the file, byte for byte; one Range is served

A link that is unknown, past, stopped or spent answers with one page. Each of these asks anew, and no byte leaves before its line
is in the person's history. The secret is in no log and in no line.
"""

from __future__ import annotations

import re
from collections.abc import Awaitable, Callable
from datetime import datetime
from functools import partial

from starlette.requests import Request
from starlette.responses import HTMLResponse, PlainTextResponse, RedirectResponse, Response
from starlette.routing import Route

from rxapp.accounts import limits
from rxapp.api import partage_page as pages
from rxapp.api import visitor as visitors
from rxapp.api.documents import download
from rxapp.api.forms import read_form
from rxapp.api.partage_page import Reader
from rxapp.api.request import Requests
from rxapp.core import work
from rxapp.core.db import Database
from rxapp.core.errors import DomainError, message
from rxapp.profile import sheets
from rxapp.profile.sheets import Sheet
from rxapp.record import places, previews
from rxapp.record.names import content_disposition
from rxapp.sharing import opening, views
from rxapp.sharing.lasting import Happening
from rxapp.sharing.standing import Guest
from rxapp.sharing.views import ShownItem

_SECRET = re.compile(r"[A-Za-z0-9_-]{43}")
_PRIVATE = {"cache-control": "private, no-store", "x-robots-tag": "noindex, nofollow"}
# A page with a form says where it comes from to ourselves alone: without it a browser sends « Origin: null » (`api/csp.py`).
_PAGE = _PRIVATE | {"content-security-policy": pages.POLICY, "referrer-policy": "same-origin"}
_FILE = _PRIVATE | {"content-security-policy": "sandbox; default-src 'none'", "referrer-policy": "no-referrer"}
_STATUS = {"lien.patienter": 429, "base.occupee": 503, "demandes.trop": 503, "apercu.impossible": 404, "stockage.absent": 404}
_SUMMARY_NAMES = {"fr": "resume-medical.pdf", "en": "medical-summary.pdf"}
Verb = Callable[[Request, Guest], Awaitable[Response]]


class PartageRoutes:
    """The routes of links of one runtime."""

    def __init__(self, requests: Requests) -> None:
        self._requests = requests
        self._cookies = visitors.Cookies(requests.runtime.settings.is_https)

    async def show(self, request: Request) -> Response:
        """What a link shows, or the page that asks for its code."""
        reader, secret, at = self._reader(request), _secret_of(request), self._requests.clock.now()
        try:
            guest = await self._guest(request)
            if guest is not None:
                said = await work.run(_listed, self._requests.db, guest, reader.lang)
                return HTMLResponse(pages.listing(reader, _path(secret), *said), headers=_PAGE)
            await self._pace(request)
            return HTMLResponse(pages.asking(reader, _path(secret)), headers=_PAGE)
        except DomainError as error:
            return self._refusal(error, reader, request, at)

    async def open(self, request: Request) -> Response:
        """Give the code; a right one opens the link in this browser for an hour."""
        reader, secret, at = self._reader(request), _secret_of(request), self._requests.clock.now()
        try:
            typed = (await read_form(request)).get("code", "")
            asked = {"secret": secret, "typed": typed, "address": self._requests.visitor(request).address}
            opened = await work.run(opening.open_share, self._requests.db, **asked)
        except DomainError as error:
            if error.code in ("lien.code", "lien.code_forme", "lien.patienter"):
                words, status = message(error, reader.lang), _STATUS.get(error.code, 422)
                return HTMLResponse(pages.asking(reader, _path(secret), words), status, headers=_PAGE)
            return self._refusal(error, reader, request, at)
        response = RedirectResponse(_path(secret), 303, headers=_PRIVATE)
        cookie = self._cookies.set(visitors.SHARE_COOKIE, opened.token, max_age=opened.seconds, path=_path(secret))
        response.headers.append("set-cookie", cookie)
        return response

    async def leave(self, request: Request) -> Response:
        """Close the link in this browser."""
        secret = _secret_of(request)
        await work.run(opening.leave, self._requests.db, secret=secret, token=self._token(request))
        response = RedirectResponse(_path(secret), 303, headers=_PRIVATE)
        response.headers.append("set-cookie", self._cookies.drop(visitors.SHARE_COOKIE, path=_path(secret)))
        return response

    async def one(self, request: Request) -> Response:
        """One thing that the link shows."""
        return await self._given(request, self._one)

    async def sheet(self, request: Request) -> Response:
        """The image of one page."""
        return await self._given(request, self._sheet)

    async def file(self, request: Request) -> Response:
        """The file itself."""
        return await self._given(request, self._file)

    async def _given(self, request: Request, verb: Verb) -> Response:
        """Do it for who has given the code in this browser; whoever has not is asked for it."""
        reader, at = self._reader(request), self._requests.clock.now()
        try:
            guest = await self._guest(request)
            if guest is None:
                return RedirectResponse(_path(_secret_of(request)), 303, headers=_PRIVATE)
            if request.method == "HEAD":
                return Response(headers=_FILE)
            return await verb(request, guest)
        except DomainError as error:
            return self._refusal(error, reader, request, at)

    async def _one(self, request: Request, guest: Guest) -> Response:
        reader, item = self._reader(request), await self._item(request, guest)
        if not item.document_id:
            sheet = await self._summary(guest, reader.lang, on_screen=True)
            await self._note(guest, item, Happening.SEEN)
            return HTMLResponse(pages.summary(reader, _path(_secret_of(request)), item, sheet), headers=_PAGE)
        first = _number(request.query_params.get("de", "1"), max(item.pages, 1))
        text = await self._text(guest, item, reader.lang) if item.preview == "text" else None
        page = pages.one(reader, _path(_secret_of(request)), item, first=first or 1, text=text)
        return HTMLResponse(page, headers=_PAGE)

    async def _text(self, guest: Guest, item: ShownItem, lang: str) -> str | None:
        made = await places.shown(self._requests.db, **_asked(guest, item), what=previews.PAGE, page=1)
        await self._note(guest, item, Happening.SEEN)
        return previews.as_text(made, lang)

    async def _sheet(self, request: Request, guest: Guest) -> Response:
        item = await self._item(request, guest)
        page = _number(request.path_params["page"], max(item.pages, 1))
        if not page or item.preview != "image":
            raise DomainError("introuvable")
        made = await places.shown(self._requests.db, **_asked(guest, item), what=previews.PAGE, page=page)
        await self._note(guest, item, Happening.SEEN)
        return Response(made.data, media_type=made.media_type, headers=_FILE | {"content-disposition": "inline"})

    async def _file(self, request: Request, guest: Guest) -> Response:
        item, db, secret, token = await self._item(request, guest), self._requests.db, _secret_of(request), self._token(request)
        await self._note(guest, item, Happening.TAKEN)
        if not item.document_id:
            lang = self._reader(request).lang
            pdf = await work.run(sheets.summary_pdf, await self._summary(guest, lang, on_screen=False))
            disposition = content_disposition(_SUMMARY_NAMES[lang])
            return Response(pdf, media_type="application/pdf", headers=_FILE | {"content-disposition": disposition})
        answer = await download(db, request, **_asked(guest, item), may=lambda: _may_go_on(db, secret, token, item))
        answer.headers.update(_FILE)
        return answer

    async def _summary(self, guest: Guest, lang: str, *, on_screen: bool) -> Sheet:
        """What the summary says now; that it was read, or taken, is in the history."""
        return await work.run(_summed, self._requests.db, guest, lang, on_screen=on_screen)

    async def _note(self, guest: Guest, item: ShownItem, what: Happening) -> None:
        await work.run(opening.note, self._requests.db, guest, item.position, what)

    async def _item(self, request: Request, guest: Guest) -> ShownItem:
        position = _number(request.path_params["position"], 1000)
        return await work.run(_item_at, self._requests.db, guest, position, self._reader(request).lang)

    async def _guest(self, request: Request) -> Guest | None:
        asked = {"secret": _secret_of(request), "token": self._token(request)}
        return await work.run(_guest_of, self._requests.db, **asked, address=self._requests.visitor(request).address)

    async def _pace(self, request: Request) -> None:
        rules = opening.looking_rules(self._requests.visitor(request).address)
        wait = await work.run(limits.count, self._requests.db, rules)
        if wait is not None:
            raise DomainError("lien.patienter", attente=wait)

    def _refusal(self, error: DomainError, reader: Reader, request: Request, at: datetime) -> Response:
        """One page for all that opens nothing; that a link which is over was tried is noted once it has left."""
        if error.code == "lien.fini":
            tried = {"secret": _secret_of(request), "address": self._requests.visitor(request).address, "asked_at": at}
            work.spawn(partial(opening.note_tried, self._requests.db, **tried))
        if error.code in ("lien.fini", "introuvable"):
            return HTMLResponse(pages.over(reader, _path(_secret_of(request))), 404, headers=_PAGE)
        return PlainTextResponse(message(error, reader.lang), _STATUS.get(error.code, 422), headers=_FILE)

    def _token(self, request: Request) -> str:
        return self._cookies.get(request.scope["headers"], visitors.SHARE_COOKIE)

    def _reader(self, request: Request) -> Reader:
        headers = request.scope["headers"]
        language = self._requests.visitor(request).language
        return Reader(language, visitors.comfort_of(headers), self._requests.runtime.settings.demo)


def _asked(guest: Guest, item: ShownItem) -> dict:
    return {"actor": guest.actor, "context": guest.context, "document_id": item.document_id}


def _path(secret: str) -> str:
    return f"/partage/{secret}"


def _secret_of(request: Request) -> str:
    """The secret of the address. Raises nothing: what is none finds no link."""
    secret = request.path_params["secret"]
    return secret if _SECRET.fullmatch(secret) else "-"


def _number(text: str, most: int) -> int:
    """A place or a page from 1, 0 for what is none."""
    number = int(text) if text.isascii() and text.isdigit() and len(text) < 6 else 0
    return number if number <= most else 0


def _guest_of(db: Database, *, secret: str, token: str, address: str) -> Guest | None:
    with db.read() as uow:
        return opening.guest_of(uow, secret=secret, token=token, address=address)


def _listed(db: Database, guest: Guest, lang: str) -> tuple[views.ShownShare, tuple[ShownItem, ...]]:
    with db.read() as uow:
        return views.shown_share(uow, guest, lang), views.shown_items(uow, guest, lang)


def _summed(db: Database, guest: Guest, lang: str, *, on_screen: bool) -> Sheet:
    asked = {"actor": guest.actor, "context": guest.context, "person_id": guest.person_id}
    with db.uow() as uow:
        sheet = sheets.gather(uow, **asked, kind=sheets.SUMMARY, lang=lang, on_screen=on_screen)
        uow.commit()
    return sheet


def _item_at(db: Database, guest: Guest, position: int, lang: str) -> ShownItem:
    with db.read() as uow:
        return views.shown_item(uow, guest, position, lang)


def _may_go_on(db: Database, secret: str, token: str, item: ShownItem) -> bool:
    """Whether the rest of a file may leave: the link may have been stopped, the document hidden."""
    try:
        with db.read() as uow:
            guest = opening.guest_of(uow, secret=secret, token=token, address="")
            return guest is not None and views.shown_item(uow, guest, item.position, "fr").document_id == item.document_id
    except DomainError:
        return False


def routes(requests: Requests) -> list[Route]:
    """The routes of links."""
    own = PartageRoutes(requests)
    return [
        Route("/partage/{secret}", own.show, methods=["GET"]),
        Route("/partage/{secret}", own.open, methods=["POST"]),
        Route("/partage/{secret}/fin", own.leave, methods=["POST"]),
        Route("/partage/{secret}/{position}", own.one, methods=["GET"]),
        Route("/partage/{secret}/{position}/page/{page}", own.sheet, methods=["GET"]),
        Route("/partage/{secret}/{position}/fichier", own.file, methods=["GET"]),
    ]
