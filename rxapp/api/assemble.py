"""Puts the edge and our own routes in front of Reflex, with what must run while the server runs."""

from __future__ import annotations

from collections.abc import Callable
from urllib.parse import urlsplit

from starlette.exceptions import HTTPException
from starlette.middleware.exceptions import ExceptionMiddleware
from starlette.requests import Request
from starlette.responses import PlainTextResponse, Response
from starlette.routing import Route, Router

from rxapp.accounts import sessions
from rxapp.api import (
    aidants,
    calendar,
    closing,
    demo,
    documents,
    emporter,
    first_picture,
    health,
    history,
    mesures,
    partage,
    profil,
    session,
    stopped,
)
from rxapp.api import visitor as visitors
from rxapp.api.edge import Edge, HasLeft, RoleOf
from rxapp.api.request import Requests
from rxapp.api.screens import Screens
from rxapp.api.socket_gate import ASGIApp, Receive, Scope, Send
from rxapp.build import SCREENS
from rxapp.core import work
from rxapp.core.connections import Visitor
from rxapp.core.errors import DomainError, message
from rxapp.core.policy import Role
from rxapp.runtime import Runtime


def assemble(live: ASGIApp, runtime: Runtime, known_event: Callable[[str], bool]) -> ASGIApp:
    """The whole ASGI application around Reflex's, which gets the live channel only: no request over HTTP reaches it.

    known_event: whether an event name bears our mark (see `state.guard`).
    """
    settings = runtime.settings
    origin = urlsplit(settings.public_url)
    handlers = {DomainError: _refused, HTTPException: _no_such(settings.demo)}
    routed = ExceptionMiddleware(_raising(Router(routes(runtime), redirect_slashes=False)), handlers=handlers)
    screens = Screens(
        SCREENS,
        websocket=f"{'wss' if origin.scheme == 'https' else 'ws'}://{origin.netloc}",
        demo=settings.demo,
    )

    work.spawn(screens.warm)

    return Edge(
        routed,
        live,
        screens=screens,
        public_url=settings.public_url,
        demo=settings.demo,
        trusted=settings.trusted_proxies,
        role_of=_role_of(runtime),
        known_event=known_event,
        has_left=_has_left(runtime),
        first_picture=first_picture.finder(runtime),
    )


def routes(runtime: Runtime) -> list[Route]:
    """Every route that is answered outside Reflex."""
    requests = Requests(runtime)
    found = [*session.routes(runtime), *health.routes(runtime), *documents.routes(requests), *history.routes(requests)]
    found += [*calendar.routes(requests), *closing.routes(requests), *emporter.routes(requests)]
    found += [*aidants.routes(requests), *partage.routes(requests), *profil.routes(requests), *mesures.routes(requests)]
    return found + demo.routes(runtime) if runtime.settings.demo else found


def _raising(router: ASGIApp) -> ASGIApp:
    """Have Starlette raise what it would answer in English alone: no such address, no such method."""

    async def routed(scope: Scope, receive: Receive, send: Send) -> None:
        await router({**scope, "app": router}, receive, send)

    return routed


def _no_such(demo: bool) -> Callable[[Request, HTTPException], Response]:
    def told(request: Request, error: HTTPException) -> Response:
        words = "Introuvable. / Not found." if error.status_code == 404 else "Méthode refusée. / Method not allowed."
        media, policy, text = stopped.answer(request.scope["headers"], demo, error.status_code, words)
        headers = {**(error.headers or {}), "cache-control": "no-store", "content-security-policy": policy}
        return Response(text, error.status_code, headers, media_type=media)

    return told


def _refused(request: Request, error: DomainError) -> PlainTextResponse:
    """A refusal that no route put into words of its own."""
    language = visitors.language_of(visitors.cookies(request.scope["headers"]))
    return PlainTextResponse(message(error, language), status_code=422, headers={"cache-control": "no-store"})


def _role_of(runtime: Runtime) -> RoleOf:
    def behind(visitor: Visitor) -> Role | None:
        with runtime.db.read() as uow:
            principal = sessions.check_session(uow, visitor.token_hash)
        return None if principal is None else principal.role

    async def role_of(visitor: Visitor) -> Role | None:
        return await work.run(behind, visitor)

    return role_of


def _has_left(runtime: Runtime) -> HasLeft:
    def left(visitor: Visitor) -> bool:
        with runtime.db.read() as uow:
            return visitor.token_hash is not None and sessions.ended_by_closing(uow, visitor.token_hash)

    async def has_left(visitor: Visitor) -> bool:
        return await work.run(left, visitor)

    return has_left
