"""What a request brings along: cookies, language, theme, address. The one module that knows the cookies' names and attributes.

Over https the cookies that say who one is bear the prefix `__Host-`: a browser takes them from this very host alone, over TLS,
for the whole site. No other host of the domain, nor a page in clear, can plant one; what bears the plain name opens nothing.
"""

from __future__ import annotations

import re
import secrets
from collections.abc import Collection, Iterable
from dataclasses import asdict, dataclass
from ipaddress import IPv4Address, IPv4Network, IPv6Address, IPv6Network, ip_address

from starlette.requests import cookie_parser

from rxapp.accounts.comfort import VALUES, Comfort
from rxapp.accounts.sessions import hash_token
from rxapp.core.connections import Visitor

SESSION_COOKIE = "carnet_session"
VISIT_COOKIE = "carnet_visite"
LANGUAGE_COOKIE = "carnet_langue"
THEME_COOKIE = "carnet_theme"
COMFORT_COOKIE = "carnet_confort"
DEVICE_COOKIE = "carnet_appareil"
STEP_COOKIE = "carnet_etape"
SHARE_COOKIE = "carnet_partage"
"""What was opened with a link; it goes back to the addresses of that link alone, so that two links know nothing of each other."""
_HOST = "__Host-"
_HOST_COOKIES = frozenset({SESSION_COOKIE, VISIT_COOKIE, DEVICE_COOKIE, STEP_COOKIE})
_TOKEN = re.compile(r"[A-Za-z0-9_-]{20,128}")

Headers = Iterable[tuple[bytes, bytes]]
Peer = tuple[str, int]
Networks = Collection[IPv4Network | IPv6Network]


def header(headers: Headers, name: bytes) -> str:
    """The first header of that name (lower case), or ''."""
    return next((value.decode("latin-1") for key, value in headers if key == name), "")


def cookies(headers: Headers) -> dict[str, str]:
    """The request's cookies; what is no cookie is passed over (others on this host may set strange ones)."""
    return cookie_parser("; ".join(value.decode("latin-1") for key, value in headers if key == b"cookie"))


def behind_proxies(headers: Headers, peer: Peer | None, trusted: Networks) -> Peer | None:
    """Who stands behind the proxies in front: the nearest address on the way that is not one of theirs.

    Each proxy adds to X-Forwarded-For whom it heard; only those of `trusted` are believed, so what anybody else wrote counts for
    nothing. Where the list cannot be read, the last proxy that could be is the answer.
    """
    where = _address(peer[0]) if peer else None
    if where is None:
        return peer
    said = b",".join(value for key, value in headers if key == b"x-forwarded-for").decode("latin-1").split(",")
    while _within(where, trusted) and said and (before := _address(said.pop().strip())) is not None:
        where = before
    return (str(where), peer[1])


def _address(text: str) -> IPv4Address | IPv6Address | None:
    try:
        found = ip_address(text)
    except ValueError:
        return None
    return getattr(found, "ipv4_mapped", None) or found


def _within(where: IPv4Address | IPv6Address, networks: Networks) -> bool:
    return any(where in network for network in networks)


def new_visit() -> str:
    """A fresh identity for an anonymous browser."""
    return secrets.token_urlsafe(24)


def language_of(jar: dict[str, str]) -> str:
    """'fr' or 'en': French first, English for who asked for it (docs/decisions/003-languages.md)."""
    return "en" if jar.get(LANGUAGE_COOKIE) == "en" else "fr"


def theme_of(headers: Headers) -> str:
    """'auto', 'clair' or 'sombre'."""
    return cookies(headers).get(THEME_COOKIE, "auto")


def comfort_of(headers: Headers) -> Comfort:
    """How the screens look in this browser: its cookies hold the theme, and in another what else is not as usual."""
    jar = cookies(headers)
    unusual = set(jar.get(COMFORT_COOKIE, "")[:100].split("."))
    known = {name: value for name, values in VALUES.items() if name != "theme" for value in values[1:] if value in unusual}
    return Comfort().but(known | {"theme": theme_of(headers)})


def comfort_cookies(comfort: Comfort) -> dict[str, str]:
    """The same as the cookies that `comfort_of` reads."""
    unusual = [value for name, value in asdict(comfort).items() if name != "theme" and value != VALUES[name][0]]
    return {THEME_COOKIE: comfort.theme, COMFORT_COOKIE: ".".join(unusual)}


@dataclass(frozen=True)
class Cookies:
    """The cookies of one instance; `secure` when its public address is https."""

    secure: bool

    def name(self, cookie: str) -> str:
        """What the browser knows one of our cookies by."""
        if not self.secure:
            return cookie
        return _HOST + cookie if cookie in _HOST_COOKIES else "__Secure-" + cookie if cookie == SHARE_COOKIE else cookie

    def get(self, headers: Headers, cookie: str) -> str:
        """The value of one of our cookies, or ''."""
        return cookies(headers).get(self.name(cookie), "")

    def read(self, headers: Headers, client: Peer | None) -> Visitor:
        """The visitor of a request or socket. `client` is the address it came from."""
        jar = cookies(headers)
        token, visit = jar.get(self.name(SESSION_COOKIE), ""), jar.get(self.name(VISIT_COOKIE), "")
        return Visitor(
            token_hash=hash_token(token) if _TOKEN.fullmatch(token) else None,
            visit=visit if _TOKEN.fullmatch(visit) else "",
            language=language_of(jar),
            address=client[0] if client else "",
            device=header(headers, b"user-agent")[:200],
        )

    def set(self, cookie: str, value: str, *, max_age: int | None = None, path: str = "/") -> str:
        """A Set-Cookie header value: HttpOnly, whole site unless a path is given, SameSite=Strict."""
        parts = [f"{self.name(cookie)}={value}", f"Path={path}", "HttpOnly", "SameSite=Strict"]
        if self.secure:
            parts.append("Secure")
        if max_age is not None:
            parts.append(f"Max-Age={max_age}")
        return "; ".join(parts)

    def drop(self, cookie: str, *, path: str = "/") -> str:
        """A Set-Cookie header value that makes the browser forget the cookie."""
        return self.set(cookie, "", max_age=0, path=path)
