"""The edge: the one gate in front of everything, an ASGI wrapper around Reflex and our own routes.

It serves the prerendered pages and files itself, sends people without a session to sign in, lets requests that change something
come from one origin only, keeps Reflex's own upload and diagnostic routes shut, and puts the security headers on every answer.
"""

from __future__ import annotations

import re
from collections.abc import Awaitable, Callable, Collection
from urllib.parse import quote, urlsplit

from starlette.requests import ClientDisconnect

from rxapp.api import csp, stopped
from rxapp.api import visitor as visitors
from rxapp.api.crowd import MAX_REQUESTS, MAX_REQUESTS_PER_PLACE, Crowd
from rxapp.api.first_picture import FirstPicture
from rxapp.api.screens import Screens, Served
from rxapp.api.session import landing
from rxapp.api.socket_gate import ASGIApp, Message, Receive, Scope, Send, SocketGate
from rxapp.api.unread import Body
from rxapp.core.connections import Visitor
from rxapp.core.errors import message as words
from rxapp.core.incident import incident
from rxapp.core.policy import Role
from rxapp.stand_ins import stand_in

SAFE_METHODS = {"GET", "HEAD", "OPTIONS"}
PUBLIC_PAGES = {"/", "/connexion/code", "/activation", "/activation/nouveau", "/compte-ferme", "/exploitant", "/404"}
PUBLIC_PAGES |= {"/mot-de-passe-oublie", "/mot-de-passe-oublie/nouveau"}
PUBLIC_PAGES |= {"/mot-de-passe-oublie/lettre", "/mot-de-passe-oublie/code"}
DEMO_PAGES = {"/demo"}
_SHUT = re.compile(r"/(_event|_upload|_all_routes|ping|_health|auth-codespace)(/|$)")
_OWN = re.compile(r"/(session|api|healthz|langue|theme|fermeture)(/|$)|/activation/ouvrir$|/(demo|calendrier|partage)/.")

RoleOf = Callable[[Visitor], Awaitable[Role | None]]
HasLeft = Callable[[Visitor], Awaitable[bool]]
Extra = Collection[tuple[bytes, bytes]]


class Edge:
    """ASGI application: `routes` answers our own addresses, `live` (Reflex) the sockets and the server's start and stop.

    `role_of` tells who stands behind a session that is alive, `has_left` whether one ended since its account was closed,
    `first_picture` what a page begins with; `demo` opens `/demo`; `trusted` are the proxies in front.
    """

    def __init__(
        self,
        routes: ASGIApp,
        live: ASGIApp,
        *,
        screens: Screens,
        public_url: str,
        demo: bool,
        trusted: visitors.Networks,
        role_of: RoleOf,
        known_event: Callable[[str], bool],
        has_left: HasLeft,
        first_picture: FirstPicture,
    ) -> None:
        parts = urlsplit(public_url)
        self._routes, self._live = routes, live
        self._origin = f"{parts.scheme}://{parts.netloc}"
        self._host = parts.netloc
        self._secure = parts.scheme == "https"
        self._cookies = visitors.Cookies(self._secure)
        self._screens, self._demo, self._trusted, self._role_of = screens, demo, trusted, role_of
        self._has_left, self._first_picture = has_left, first_picture
        self._inside = Crowd(most=MAX_REQUESTS, each=MAX_REQUESTS_PER_PLACE)
        self._sockets = SocketGate(live, origin=self._origin, cookies=self._cookies, known_event=known_event)

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Route one request, socket or lifespan."""
        if self._secure and "client" in scope:
            scope = {**scope, "client": visitors.behind_proxies(scope["headers"], scope["client"], self._trusted)}
        match scope["type"]:
            case "http":
                await self._answer(scope, receive, send)
            case "websocket":
                await self._sockets(scope, receive, send)
            case _:
                await self._live(scope, receive, send)

    async def _answer(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Answer one request; what nobody foresaw becomes an incident number, unless part of the answer has left already."""
        started = False

        async def noticing(message: Message) -> None:
            nonlocal started
            started = True
            await send(message)

        body = Body(scope, receive)
        answer = self._with_headers(noticing, body)
        address = scope["client"][0] if scope.get("client") else ""
        if not self._inside.has_room(address):
            await self._stop(scope, answer, 503, "Trop de demandes à la fois. / Too many requests at once.")
            return
        try:
            with self._inside.passing(address):
                await self._http(scope, body.receive, answer)
        except ClientDisconnect:
            return
        except Exception as error:
            if started:
                raise
            language = visitors.language_of(visitors.cookies(scope["headers"]))
            await self._stop(scope, answer, 500, words(incident("HTTP", error), language))

    def _with_headers(self, send: Send, body: Body) -> Send:
        async def wrapped(message: Message) -> None:
            if message["type"] == "http.response.start":
                present = {key.lower() for key, _ in message.get("headers", ())}
                extra = [*csp.BASE_HEADERS, *([csp.HSTS] if self._secure else [])]
                message = {
                    **message,
                    "headers": [
                        *message.get("headers", ()),
                        *((k.encode(), v.encode()) for k, v in extra if k.encode() not in present),
                        *(
                            [(b"content-security-policy", csp.API_POLICY.encode())]
                            if b"content-security-policy" not in present
                            else []
                        ),
                        *body.last_words,
                    ],
                }
            await send(message)

        return wrapped

    async def _http(self, scope: Scope, receive: Receive, send: Send) -> None:
        path, method = scope["path"], scope["method"]
        headers = scope["headers"]
        if method not in SAFE_METHODS and visitors.header(headers, b"origin") != self._origin:
            await self._stop(scope, send, 403, "Origine refusée. / Origin refused.")
            return
        if _SHUT.match(path):
            await self._stop(scope, send, 404, "Introuvable. / Not found.")
            return
        if path == "/langue/en.js" and method in {"GET", "HEAD"}:
            await self._send(scope, send, self._screens.english_catalogue())
            return
        if _OWN.match(path):
            await self._routes(scope, receive, send)
            return
        if method not in {"GET", "HEAD"}:
            await self._stop(scope, send, 405, "Méthode refusée. / Method not allowed.")
            return
        if (file := self._screens.file(path)) is not None:
            await self._send(scope, send, file)
            return
        await self._page(scope, send)

    async def _page(self, scope: Scope, send: Send) -> None:
        headers, path = scope["headers"], scope["path"]
        host = visitors.header(headers, b"host")
        query = scope.get("query_string", b"").decode("latin-1")
        if host and host != self._host:
            await self._redirect(send, self._origin + quote(path) + ("?" + query if query else ""), status=307)
            return
        route = path.rstrip("/") or "/"
        is_page = route in self._screens.routes or stand_in(route) in self._screens.routes
        if is_page and route != path:
            await self._redirect(send, quote(route) + ("?" + query if query else ""), status=308)
            return
        if path.startswith("/assets/") or (route in DEMO_PAGES and not self._demo):
            await self._stop(scope, send, 404, "Introuvable. / Not found.")
            return
        visitor = self._cookies.read(headers, scope.get("client"))
        role = None if visitor.token_hash is None else await self._role_of(visitor)
        cookies = self._fresh_cookies(visitor, role is not None)
        to_sign_in = route not in PUBLIC_PAGES | DEMO_PAGES or (route == "/" and "raison=ferme" not in query)
        if is_page and role is None and to_sign_in and visitor.token_hash is not None and await self._has_left(visitor):
            await self._redirect(send, "/?raison=ferme", extra=cookies)
            return
        if is_page and role is None and route not in PUBLIC_PAGES | DEMO_PAGES:
            wanted = quote(route + ("?" + query if query else ""), safe="")
            over = "" if visitor.token_hash is None else "&raison=session"
            await self._redirect(send, f"/?suite={wanted}{over}", extra=cookies)
            return
        if route == "/" and role is not None and ("raison=" not in query or "raison=session" in query):
            await self._redirect(send, landing(role))
            return
        picture = await self._first_picture(visitor, route) if role is Role.PATIENT and not query else ""
        look = {"language": visitor.language, "comfort": visitors.comfort_of(headers), "role": role}
        page = self._screens.page(route, **look, picture=picture)
        await self._send(scope, send, page, status=200 if is_page else 404, extra=cookies)

    def _fresh_cookies(self, visitor: Visitor, signed_in: bool) -> list[tuple[bytes, bytes]]:
        """Forget the cookie of a session that is over, and give an anonymous browser its identity."""
        changes = []
        if visitor.token_hash is not None and not signed_in:
            changes.append(self._cookies.drop(visitors.SESSION_COOKIE))
        if not visitor.visit:
            fresh = visitors.new_visit()
            changes.append(self._cookies.set(visitors.VISIT_COOKIE, fresh, max_age=86400))
        return [(b"set-cookie", cookie.encode()) for cookie in changes]

    async def _send(self, scope: Scope, send: Send, served: Served, *, status: int = 200, extra: Extra = ()) -> None:
        request = scope["headers"]
        body, encoding = served.pick(visitors.header(request, b"accept-encoding"))
        headers = [
            (b"content-type", served.media_type.encode()),
            (b"cache-control", served.cache.encode()),
            (b"etag", served.etag.encode()),
            (b"vary", b"Accept-Encoding, Cookie"),
            (b"content-security-policy", served.policy.encode()),
            *extra,
        ]
        if status == 200 and not extra and visitors.header(request, b"if-none-match") == served.etag:
            await send({"type": "http.response.start", "status": 304, "headers": headers})
            await send({"type": "http.response.body", "body": b""})
            return
        headers.append((b"content-length", str(len(body)).encode()))
        if encoding:
            headers.append((b"content-encoding", encoding.encode()))
        await send({"type": "http.response.start", "status": status, "headers": headers})
        await send({"type": "http.response.body", "body": b"" if scope["method"] == "HEAD" else body})

    async def _redirect(self, send: Send, location: str, *, status: int = 303, extra: Extra = ()) -> None:
        headers = [(b"location", location.encode("latin-1")), (b"cache-control", b"no-store"), (b"content-length", b"0"), *extra]
        await send({"type": "http.response.start", "status": status, "headers": headers})
        await send({"type": "http.response.body", "body": b""})

    async def _stop(self, scope: Scope, send: Send, status: int, text: str) -> None:
        """Refuse: `text` alone, or a page with the way back for a browser that wanted one."""
        media, policy, text = stopped.answer(scope["headers"], self._demo, status, text)
        body = text.encode()
        start = [
            (b"content-type", f"{media}; charset=utf-8".encode()),
            (b"cache-control", b"no-store"),
            (b"content-security-policy", policy.encode()),
            (b"content-length", str(len(body)).encode()),
        ]
        await send({"type": "http.response.start", "status": status, "headers": start})
        await send({"type": "http.response.body", "body": b"" if scope["method"] == "HEAD" else body})
