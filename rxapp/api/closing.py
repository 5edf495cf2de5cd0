"""Closing one's account: a plain form post, since the cookies of the session go with it, and the receipt for a while afterwards.

    POST /fermeture                        `mot_de_passe`, `code`, `confirmation`, `commande-ID` for each order, `detruire`
    POST /fermeture/recepisse    `jeton`: the receipt, for the browser that closed the account or who holds that of asking
    GET  /fermeture/demande.pdf  the receipt of a closing that waits, for its own account

The token of a receipt is in a body, as it is after the « # » of its page: no log of addresses has it.

The page's script asks for JSON, so that nothing typed is lost on an error; without it the answer is a redirection.
"""

from __future__ import annotations

from starlette.background import BackgroundTask
from starlette.requests import Request
from starlette.responses import JSONResponse, RedirectResponse, Response
from starlette.routing import Route

from rxapp.accounts import closing_views
from rxapp.accounts import service as accounts
from rxapp.accounts.errors import FieldErrors
from rxapp.api import visitor as visitors
from rxapp.api.forms import read_form
from rxapp.api.request import Requests
from rxapp.api.session import YEAR
from rxapp.core import work
from rxapp.core.connections import CONNECTIONS
from rxapp.core.errors import DomainError, message
from rxapp.core.policy import Actor
from rxapp.record.names import content_disposition

PAGE, DONE = "/parametres/fermer", "/compte-ferme"
MAX_FIELDS = 400
"""Each order of a family has a field."""
_CHOICE = "commande-"
_STATUS = {"session.absente": 401, "second.a_poser": 403}
_NO_STORE = {"cache-control": "private, no-store"}
_NAMES = {"fr": "recepisse-fermeture.pdf", "en": "closing-receipt.pdf"}
_ASKED_NAMES = {"fr": "recepisse-demande-fermeture.pdf", "en": "closing-asked-receipt.pdf"}


class ClosingRoutes:
    """The closing routes of one runtime."""

    def __init__(self, requests: Requests) -> None:
        self._requests = requests
        self._cookies = visitors.Cookies(requests.runtime.settings.is_https)

    async def close(self, request: Request) -> Response:
        """Close the account, or have it close later; a second click gets the answer of the first."""
        visitor = self._requests.visitor(request)
        principal = await self._requests.principal(request)
        if principal is None or visitor.token_hash is None:
            return await self._again(request, visitor.token_hash)
        try:
            fields = await read_form(request, most=MAX_FIELDS)
            closing = await work.hash_run(
                accounts.close_account,
                self._requests.db,
                actor=self._requests.actor(principal, request),
                password=fields.get("mot_de_passe", ""),
                code=fields.get("code", "")[:100],
                choices={name[len(_CHOICE) :]: value for name, value in fields.items() if name.startswith(_CHOICE)},
                confirmed=fields.get("confirmation") == "oui",
                token_hash=visitor.token_hash,
                destroy=fields.get("detruire") == "oui",
            )
        except DomainError as error:
            if error.code == "introuvable":
                return await self._again(request, visitor.token_hash)
            return _refusal(request, error, visitor.language)
        if not closing.token:
            return _go_on(request, PAGE)
        return self._closed(request, closing)

    def _closed(self, request: Request, closing: accounts.Closing) -> Response:
        """The browser forgets what it kept; every page still open elsewhere leaves once it has the answer."""
        response = _go_on(request, f"{DONE}#{closing.token}")
        response.headers["clear-site-data"] = '"cache", "storage"'
        for cookie in (visitors.SESSION_COOKIE, visitors.VISIT_COOKIE):
            response.headers.append("set-cookie", self._cookies.drop(cookie))
        device = self._cookies.get(request.scope["headers"], visitors.DEVICE_COOKIE)
        if device:
            left = accounts.forget_device(self._requests.db.keyring, device, closing.login)
            response.headers.append("set-cookie", self._cookies.set(visitors.DEVICE_COOKIE, left, max_age=YEAR))
        response.background = BackgroundTask(_end_sockets, closing.ended)
        return response

    async def _again(self, request: Request, token_hash: bytes | None) -> Response:
        """A session that is over: of an account that it closed just now, or not."""
        token = "" if token_hash is None else await work.run(self._token, token_hash)
        if token:
            return _go_on(request, f"{DONE}#{token}")
        closed = token_hash is not None and await work.run(self._is_closed, token_hash)
        return _go_on(request, "/?raison=ferme" if closed else "/?raison=session")

    def _is_closed(self, token_hash: bytes) -> bool:
        with self._requests.db.read() as uow:
            return accounts.ended_by_closing(uow, token_hash)

    def _token(self, token_hash: bytes) -> str:
        with self._requests.db.read() as uow:
            token = accounts.receipt_token(uow, token_hash)
            return token if closing_views.receipt_stands(uow, token=token) else ""

    async def receipt(self, request: Request) -> Response:
        """The receipt as a PDF; of a token that gives none, whatever it is, the page that says so."""
        try:
            token = (await read_form(request)).get("jeton", "")
            language, pdf = await work.run(self._receipt, token)
        except DomainError:
            return RedirectResponse(DONE, status_code=303, headers=_NO_STORE)
        headers = {**_NO_STORE, "content-disposition": content_disposition(_NAMES[language])}
        return Response(pdf, media_type="application/pdf", headers=headers)

    async def asked(self, request: Request) -> Response:
        """The receipt of what was asked as a PDF. When nothing waits a browser is led to the page of closing, which says so."""
        try:
            language, pdf = await work.run(self._asked, await self._requests.signed_in(request))
        except DomainError as error:
            if "text/html" in request.headers.get("accept", ""):  # not from a link to download: that one would keep the page
                return await self._explained(request, error)
            return self._requests.refusal(request, error, _STATUS.get(error.code, 404), _NO_STORE)
        headers = {**_NO_STORE, "content-disposition": content_disposition(_ASKED_NAMES[language])}
        return Response(pdf, media_type="application/pdf", headers=headers)

    async def _explained(self, request: Request, error: DomainError) -> Response:
        if error.code == "session.absente":
            return await self._again(request, self._requests.visitor(request).token_hash)
        return _go_on(request, f"{PAGE}?raison=recepisse")

    def _asked(self, actor: Actor) -> tuple[str, bytes]:
        with self._requests.db.uow() as uow:
            sheet = accounts.asked_pdf(uow, actor=actor, public_url=self._requests.runtime.settings.public_url)
            uow.commit()
        return sheet

    def _receipt(self, token: str) -> tuple[str, bytes]:
        with self._requests.db.read() as uow:
            return accounts.receipt_pdf(uow, token=token)


def _end_sockets(ended: tuple[bytes, ...]) -> None:
    for token_hash in ended:
        CONNECTIONS.end_session(token_hash)


def _wants_json(request: Request) -> bool:
    return "application/json" in request.headers.get("accept", "")


def _go_on(request: Request, target: str) -> Response:
    if _wants_json(request):
        return JSONResponse({"suite": target}, headers=_NO_STORE)
    return RedirectResponse(target, status_code=303, headers=_NO_STORE)


def _refusal(request: Request, error: DomainError, language: str) -> Response:
    if not _wants_json(request):
        return RedirectResponse(PAGE, status_code=303, headers=_NO_STORE)
    fields = error.words(language) if isinstance(error, FieldErrors) else {}
    said = {"code": error.code, "message": message(error, language), "champs": fields}
    return JSONResponse(said, 422, headers=_NO_STORE)


def routes(requests: Requests) -> list[Route]:
    """The closing routes."""
    own = ClosingRoutes(requests)
    return [
        Route("/fermeture", own.close, methods=["POST"]),
        Route("/fermeture/demande.pdf", own.asked, methods=["GET"]),
        Route("/fermeture/recepisse", own.receipt, methods=["POST"]),
    ]
