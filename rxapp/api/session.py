"""Signing in and out, and the small preferences that live in cookies: plain form posts, so that the cookie is HttpOnly.

The sign-in form works without a script (303); the page's script asks for JSON so that nothing typed is lost on an error.
"""

from __future__ import annotations

import re
from collections.abc import Awaitable, Callable
from urllib.parse import urlencode

from starlette.requests import Request
from starlette.responses import JSONResponse, RedirectResponse, Response
from starlette.routing import Route

from rxapp.accounts import passkeys, sessions
from rxapp.accounts.comfort import VALUES, Comfort, choose, comfort_of
from rxapp.accounts.errors import FieldErrors
from rxapp.accounts.language import LANGUAGES, set_language
from rxapp.accounts.opening import open_account
from rxapp.accounts.places import Visit
from rxapp.accounts.sessions import SignedIn
from rxapp.accounts.sign_in import STEP_LIFE, NextStep, give_code, sign_in
from rxapp.api import visitor as visitors
from rxapp.api.forms import read_form
from rxapp.api.request import Requests
from rxapp.core import work
from rxapp.core.connections import CONNECTIONS, Visitor
from rxapp.core.errors import DomainError, message
from rxapp.core.policy import Actor, Role
from rxapp.record.needles import needles
from rxapp.runtime import Runtime

# One slash and no second, no backslash (browsers take it for a slash), nothing invisible (browsers leave it out).
_INSIDE = re.compile(r"/(?!/)[!-\[\]-~]*")
YEAR = 365 * 86400
_LANDING = {
    Role.PATIENT: "/accueil",
    Role.PHARMACY: "/officine",
    Role.PROFESSIONAL: "/pro",
    Role.ESTABLISHMENT: "/pro",
}

CODE_PAGE, ENROLLING_PAGE = "/connexion/code", "/parametres/second-facteur"
"""Where a code of the second factor is given, and where one is set up."""

COMFORT_FIELDS = {
    "theme": "theme",
    "taille": "size",
    "contraste": "contrast",
    "mouvement": "motion",
    "lecture": "reading",
}
"""How the form names what `accounts.comfort` keeps."""

Enter = Callable[[dict[str, str], Visitor, str], Awaitable[SignedIn | NextStep]]


def safe_target(wanted: str, default: str) -> str:
    """A path of this instance to go on to; anything that could leave it becomes the default."""
    return wanted if _INSIDE.fullmatch(wanted) else default


def landing(role: Role) -> str:
    """The page of one's own that opens first."""
    return _LANDING.get(role, "/parametres")


def _wants_json(request: Request) -> bool:
    return "application/json" in request.headers.get("accept", "")


def _go_on(request: Request, target: str) -> Response:
    if _wants_json(request):
        return JSONResponse({"suite": target}, headers={"cache-control": "no-store"})
    return RedirectResponse(target, status_code=303)


class SessionRoutes:
    """The session routes of one runtime."""

    def __init__(self, runtime: Runtime) -> None:
        self._runtime = runtime
        self._cookies = visitors.Cookies(runtime.settings.is_https)

    def _visitor(self, request: Request) -> Visitor:
        return self._cookies.read(request.scope["headers"], request.scope.get("client"))

    def _cookie(self, response: Response, name: str, value: str, max_age: int | None = None) -> None:
        response.headers.append("set-cookie", self._cookies.set(name, value, max_age=max_age))

    async def sign_in(self, request: Request) -> Response:
        """POST /session: `identifiant` and `mot_de_passe`, and where to go on to (`suite`)."""
        return await self._enter(request, self._sign_in)

    async def give_code(self, request: Request) -> Response:
        """POST /session/code: the second step, `code`; the cookie that the first one gave says whose."""
        step = self._cookies.get(request.scope["headers"], visitors.STEP_COOKIE)

        async def enter(fields: dict[str, str], visitor: Visitor, known_device: str) -> SignedIn:
            return await work.run(self._give_code, step, fields.get("code", ""), visitor, known_device)

        return await self._enter(request, enter)

    def _give_code(self, step: str, code: str, visitor: Visitor, known_device: str) -> SignedIn:
        where = {"address": visitor.address, "device": visitor.device, "known_device": known_device or None}
        return give_code(self._runtime.db, token=step, code=code[:100], **where)

    async def ask_passkey(self, request: Request) -> Response:
        """POST /session/passe/defi: what a browser is to ask its passkeys, whoever is there."""
        visitor = self._visitor(request)
        try:
            options = await work.run(passkeys.ask_passkey, self._runtime.db, address=visitor.address)
        except DomainError as error:
            return self._refusal(request, error, visitor.language)
        return Response(options, media_type="application/json", headers={"cache-control": "no-store"})

    async def use_passkey(self, request: Request) -> Response:
        """POST /session/passe: sign in with what a passkey answered (`reponse`, JSON)."""
        return await self._enter(request, self._use_passkey)

    async def _use_passkey(self, fields: dict[str, str], visitor: Visitor, known_device: str) -> SignedIn:
        visit = Visit(visitor.address, visitor.device, known_device or None)
        answer = fields.get("reponse", "")
        return await work.run(passkeys.sign_in_with_passkey, self._runtime.db, answer=answer, visit=visit)

    async def open_space(self, request: Request) -> Response:
        """POST /activation/ouvrir: the last step of activation; `passage` is the ticket the letter's code gave."""
        return await self._enter(request, self._open_space)

    async def _sign_in(self, fields: dict[str, str], visitor: Visitor, known_device: str) -> SignedIn | NextStep:
        return await work.hash_run(
            sign_in,
            self._runtime.db,
            login=fields.get("identifiant", ""),
            password=fields.get("mot_de_passe", ""),
            address=visitor.address,
            device=visitor.device,
            known_device=known_device or None,
        )

    async def _open_space(self, fields: dict[str, str], visitor: Visitor, known_device: str) -> SignedIn:
        return await work.hash_run(
            open_account,
            self._runtime.db,
            ticket=fields.get("passage", ""),
            login=fields.get("identifiant", ""),
            email=fields.get("courriel", ""),
            password=fields.get("mot_de_passe", ""),
            address=visitor.address,
            device=visitor.device,
            language=visitor.language,
            known_device=known_device or None,
        )

    async def _enter(self, request: Request, enter: Enter) -> Response:
        visitor = self._visitor(request)
        known_device = self._cookies.get(request.scope["headers"], visitors.DEVICE_COOKIE)
        try:
            fields = await read_form(request)
            opened = await enter(fields, visitor, known_device)
        except DomainError as error:
            return self._refusal(request, error, visitor.language)
        if isinstance(opened, NextStep):
            return self._next_step(request, opened, safe_target(fields.get("suite", ""), ""))
        await self._end(visitor)
        target = safe_target(fields.get("suite", ""), landing(opened.role))
        response = _go_on(request, ENROLLING_PAGE if opened.enrolling else target)
        self._cookie(response, visitors.SESSION_COOKIE, opened.token)
        if self._cookies.get(request.scope["headers"], visitors.STEP_COOKIE):
            response.headers.append("set-cookie", self._cookies.drop(visitors.STEP_COOKIE))
        if opened.language != visitor.language and not self._cookies.get(request.scope["headers"], visitors.LANGUAGE_COOKIE):
            self._cookie(response, visitors.LANGUAGE_COOKIE, opened.language, max_age=YEAR)
        for name, value in (await work.run(self._comfort, opened.account_id)).items():
            self._cookie(response, name, value, max_age=YEAR)
        if opened.known_device:
            self._cookie(response, visitors.DEVICE_COOKIE, opened.known_device, max_age=YEAR)
        return response

    def _next_step(self, request: Request, step: NextStep, target: str) -> Response:
        """The page that asks for the code; the session there is, if any, stays until another opens."""
        response = _go_on(request, f"{CODE_PAGE}?{urlencode({'suite': target})}" if target else CODE_PAGE)
        self._cookie(response, visitors.STEP_COOKIE, step.token, max_age=int(STEP_LIFE.total_seconds()))
        return response

    def _refusal(self, request: Request, error: DomainError, language: str) -> Response:
        """Words beside the fields for the page's script; without it, back to the form with the reason."""
        if not _wants_json(request):
            pages = {"/activation/ouvrir": "/activation", "/session/code": CODE_PAGE}
            page = "/" if error.code == "second.perime" else pages.get(request.url.path, "/")
            return RedirectResponse(f"{page}?raison=refus", status_code=303)
        fields = error.words(language) if isinstance(error, FieldErrors) else {}
        body = {
            "code": error.code,
            "message": message(error, language),
            "champs": fields,
        }
        return JSONResponse(body, status_code=422 if fields else 401, headers={"cache-control": "no-store"})

    async def sign_out(self, request: Request) -> Response:
        """POST /session/fin: end this session everywhere it is open, and make the browser forget."""
        visitor = self._visitor(request)
        await self._end(visitor)
        response = RedirectResponse("/?raison=fin", status_code=303)
        response.headers["clear-site-data"] = '"cache", "storage"'
        response.headers.append("set-cookie", self._cookies.drop(visitors.SESSION_COOKIE))
        response.headers.append("set-cookie", self._cookies.drop(visitors.VISIT_COOKIE))
        return response

    async def keep_alive(self, request: Request) -> Response:
        """POST /session/vie: the person is still there; 204, or 401 when the session is over."""
        alive = await Requests(self._runtime).anyone(request) is not None
        return Response(status_code=204 if alive else 401, headers={"cache-control": "no-store"})

    async def _end(self, visitor: Visitor) -> None:
        """End the session a browser came with, and every page it is open in: nobody holds its cookie any more."""
        if visitor.token_hash is not None:
            await work.run(self._sign_out, visitor.token_hash)
            CONNECTIONS.end_session(visitor.token_hash)

    def _sign_out(self, token_hash: bytes) -> None:
        with self._runtime.db.uow() as uow:
            principal = sessions.check_session(uow, token_hash)
            sessions.sign_out(uow, token_hash=token_hash)
            uow.commit()
        if principal is not None:
            needles.forget(principal.account_id)

    async def language(self, request: Request) -> Response:
        """POST /langue: `langue` fr or en, kept a year, and in the account of who is signed in; back to `suite`."""
        fields = await read_form(request)
        response = RedirectResponse(safe_target(fields.get("suite", ""), "/"), status_code=303)
        if (language := fields.get("langue")) in LANGUAGES:
            self._cookie(response, visitors.LANGUAGE_COOKIE, language, max_age=YEAR)
            asking = Requests(self._runtime)
            if (principal := await asking.anyone(request)) is not None:
                await work.run(self._set_language, asking.actor(principal, request), language)
        return response

    def _set_language(self, actor: Actor, language: str) -> None:
        with self._runtime.db.uow() as uow:
            set_language(uow, actor=actor, language=language)
            uow.commit()

    async def look(self, request: Request) -> Response:
        """POST /theme: one of `COMFORT_FIELDS`, kept a year by the browser, and by the account of who is signed in."""
        fields = await read_form(request)
        response = RedirectResponse(safe_target(fields.get("suite", ""), "/"), status_code=303)
        chosen = {COMFORT_FIELDS[name]: value for name, value in fields.items() if name in COMFORT_FIELDS}
        if not any(value in VALUES[name] for name, value in chosen.items()):
            return response
        asking = Requests(self._runtime)
        if (principal := await asking.anyone(request)) is not None:
            comfort = await work.run(self._choose_comfort, asking.actor(principal, request), chosen)
        else:
            comfort = visitors.comfort_of(request.scope["headers"]).but(chosen)
        for name, value in visitors.comfort_cookies(comfort).items():
            self._cookie(response, name, value, max_age=YEAR)
        return response

    def _choose_comfort(self, actor: Actor, chosen: dict[str, str]) -> Comfort:
        """What is chosen beside what the account has: never what somebody else left in this browser."""
        with self._runtime.db.uow() as uow:
            comfort = (comfort_of(uow, actor.account_id) or Comfort()).but(chosen)
            choose(uow, actor=actor, comfort=comfort)
            uow.commit()
        return comfort

    def _comfort(self, account_id: str) -> dict[str, str]:
        """The cookies of what an account chose; none when it never did, and the browser keeps its own."""
        with self._runtime.db.read() as uow:
            comfort = comfort_of(uow, account_id)
        return {} if comfort is None else visitors.comfort_cookies(comfort)


def routes(runtime: Runtime) -> list[Route]:
    """The session routes."""
    own = SessionRoutes(runtime)
    return [
        Route("/session", own.sign_in, methods=["POST"]),
        Route("/session/code", own.give_code, methods=["POST"]),
        Route("/session/passe/defi", own.ask_passkey, methods=["POST"]),
        Route("/session/passe", own.use_passkey, methods=["POST"]),
        Route("/activation/ouvrir", own.open_space, methods=["POST"]),
        Route("/session/fin", own.sign_out, methods=["POST"]),
        Route("/session/vie", own.keep_alive, methods=["POST"]),
        Route("/langue", own.language, methods=["POST"]),
        Route("/theme", own.look, methods=["POST"]),
    ]
