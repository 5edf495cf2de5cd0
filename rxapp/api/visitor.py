"""What a request brings along: cookies, language, theme, address. The one module that knows the cookies' names and attributes."""

from __future__ import annotations

import re
import secrets
from collections.abc import Iterable
from ipaddress import ip_address

from starlette.requests import cookie_parser

from rxapp.accounts.sessions import hash_token
from rxapp.core.connections import Visitor

SESSION_COOKIE = "carnet_session"
VISIT_COOKIE = "carnet_visite"
LANGUAGE_COOKIE = "carnet_langue"
THEME_COOKIE = "carnet_theme"
DEVICE_COOKIE = "carnet_appareil"
_TOKEN = re.compile(r"[A-Za-z0-9_-]{20,128}")

Headers = Iterable[tuple[bytes, bytes]]


def header(headers: Headers, name: bytes) -> str:
    """The first header of that name (lower case), or ''."""
    return next((value.decode("latin-1") for key, value in headers if key == name), "")


def cookies(headers: Headers) -> dict[str, str]:
    """The request's cookies; what is no cookie is passed over (others on this host may set strange ones)."""
    return cookie_parser("; ".join(value.decode("latin-1") for key, value in headers if key == b"cookie"))


def behind_proxy(headers: Headers, client: tuple[str, int] | None) -> tuple[str, int] | None:
    """The peer address when TLS ends in front of Carnet: what that proxy, the last to add to the list, says of it."""
    named = header(headers, b"x-forwarded-for").rpartition(",")[2].strip()
    try:
        return (str(ip_address(named)), 0)
    except ValueError:
        return client


def new_visit() -> str:
    """A fresh identity for an anonymous browser."""
    return secrets.token_urlsafe(24)


def language_of(jar: dict[str, str]) -> str:
    """'fr' or 'en': French first, English for who asked for it (docs/decisions/003-languages.md)."""
    return "en" if jar.get(LANGUAGE_COOKIE) == "en" else "fr"


def read(headers: Headers, client: tuple[str, int] | None) -> Visitor:
    """The visitor of a request or socket. `client` is the peer address ASGI reports."""
    jar = cookies(headers)
    token = jar.get(SESSION_COOKIE, "")
    visit = jar.get(VISIT_COOKIE, "")
    return Visitor(
        token_hash=hash_token(token) if _TOKEN.fullmatch(token) else None,
        visit=visit if _TOKEN.fullmatch(visit) else "",
        language=language_of(jar),
        address=client[0] if client else "",
        device=header(headers, b"user-agent")[:200],
    )


def theme_of(headers: Headers) -> str:
    """'auto', 'clair' or 'sombre'."""
    return cookies(headers).get(THEME_COOKIE, "auto")


def set_cookie(name: str, value: str, *, secure: bool, max_age: int | None = None, strict: bool = True) -> str:
    """A Set-Cookie header value: HttpOnly, whole site, SameSite=Strict unless said otherwise."""
    parts = [f"{name}={value}", "Path=/", "HttpOnly", f"SameSite={'Strict' if strict else 'Lax'}"]
    if secure:
        parts.append("Secure")
    if max_age is not None:
        parts.append(f"Max-Age={max_age}")
    return "; ".join(parts)


def drop_cookie(name: str, *, secure: bool) -> str:
    """A Set-Cookie header value that makes the browser forget the cookie."""
    return set_cookie(name, "", secure=secure, max_age=0)
