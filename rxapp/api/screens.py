"""The prerendered screens as the edge serves them: style inlined, French or English, with theme, policy and compression.

`reflex export` leaves one HTML file a page and hashed files under /assets/. Everything is read once at start; a variant (page,
language, theme) is made at its first request and kept compressed. Nothing here is secret: pages hold no personal data.
"""

from __future__ import annotations

import gzip
import hashlib
import html
import json
import mimetypes
import re
from collections.abc import Mapping
from dataclasses import asdict, dataclass
from functools import cache, lru_cache
from pathlib import Path

import brotli

from rxapp.accounts.comfort import Comfort
from rxapp.api import csp
from rxapp.core import i18n
from rxapp.core.policy import Role
from rxapp.stand_ins import stand_in

_ATTRIBUTES = {
    "theme": {"clair": ' data-theme="light"', "sombre": ' data-theme="dark"'},
    "size": {"grande": ' data-size="large"', "tres-grande": ' data-size="largest"'},
    "contrast": {"fort": ' data-contrast="more"'},
    "motion": {"reduit": ' data-motion="less"'},
    "reading": {"simple": ' data-reading="simple"'},
}
"""What <html> says of each choice of comfort that is not the usual one."""
PAPERS = {"clair": "#faf8f1", "sombre": "#121613"}
"""The colour of the page in each theme, which a telephone gives its own bar too."""
_SCHEMES = {"clair": "light", "sombre": "dark"}
USUAL = Comfort()
_ROLES = {role: "staff" for role in Role if role is not Role.PATIENT} | {Role.OPERATOR: "operator"}
"""What <html> says of who is signed in, nothing for a patient: what a page was drawn with and they do not have is never shown."""
_STYLESHEET = re.compile(r'<link href="(/assets/__reflex_global_styles-[^"]+\.css)" rel="stylesheet"[^>]*/?>')
_STYLE_PRELOAD = re.compile(r'(<link as="style" href="/assets/__reflex_global_styles-[^"]+\.css" rel="preload")/?>')
_ROOM = re.compile(r'<div(?=[^>]* data-first-page="")[^>]*></div>')
_FIRST = '<div data-first-page=""><img alt="" class="page-image" fetchpriority="high" src="%s"/></div>'
"""Where a page keeps room for its first picture (`ui/picture.js`), and what stands there."""
_TEXT = re.compile(r"(?<=>)([^<>]+)(?=<)")
_ATTRIBUTE = re.compile(r'\b(aria-label|placeholder|title|alt|content|value|label|data-[a-z-]+)="([^"]+)"')
_OPAQUE = re.compile(r"(<script\b.*?</script>|<style\b.*?</style>)", re.S)
_ENVIRONMENT = re.compile(r"`(?P<scheme>https?|wss?)://localhost:3000(?P<path>[^`]*)`")
_COMPRESSIBLE = {".html", ".js", ".css", ".svg", ".json", ".webmanifest", ".txt", ".map"}
_TYPES = {".webmanifest": "application/manifest+json", ".js": "text/javascript", ".woff2": "font/woff2"}
IMMUTABLE = "public, max-age=31536000, immutable"


def look_of(comfort: Mapping[str, str]) -> str:
    """The attributes of <html> for what was chosen of `accounts.comfort`."""
    return "".join(_ATTRIBUTES[name].get(value, "") for name, value in comfort.items())


def bar_of(theme: str) -> str:
    """What <head> says of the browser's bar: the paper of the theme that was chosen, else of whichever the device has.

    Put there as the page is served: React would put the same again for every device, and a script would come too late.
    """
    if theme in PAPERS:
        return f'<meta name="theme-color" content="{PAPERS[theme]}">'
    media = ((name, f"(prefers-color-scheme: {scheme})") for name, scheme in _SCHEMES.items())
    return "".join(f'<meta name="theme-color" content="{PAPERS[name]}" media="{query}">' for name, query in media)


@dataclass(frozen=True, slots=True)
class Served:
    """A body ready to leave: its bytes by encoding, its type, tag, cache rule and policy."""

    plain: bytes
    br: bytes | None
    gz: bytes | None
    media_type: str
    etag: str
    cache: str
    policy: str

    def pick(self, accept_encoding: str) -> tuple[bytes, str | None]:
        """The smallest body the client accepts, and the name of its encoding (None when plain)."""
        accepted = {part.split(";")[0].strip() for part in accept_encoding.split(",")}
        if self.br is not None and "br" in accepted:
            return self.br, "br"
        if self.gz is not None and "gzip" in accepted:
            return self.gz, "gzip"
        return self.plain, None


def _serve(body: bytes, *, suffix: str, cache: str, policy: str = csp.FILE_POLICY, quality: int = 11) -> Served:
    squeeze = suffix in _COMPRESSIBLE and len(body) > 200
    media = _TYPES.get(suffix) or mimetypes.types_map.get(suffix, "application/octet-stream")
    if media.startswith("text/") or media.endswith(("json", "xml")):
        media += "; charset=utf-8"
    return Served(
        plain=body,
        br=brotli.compress(body, quality=quality) if squeeze else None,
        gz=gzip.compress(body, 6, mtime=0) if squeeze else None,
        media_type=media,
        etag='"' + hashlib.sha256(body).hexdigest()[:20] + '"',
        cache=cache,
        policy=policy,
    )


def relative_environment(source: str) -> str:
    """Make the compiled file of server addresses independent of host and port: it asks the page where it came from."""

    def replace(match: re.Match[str]) -> str:
        origin = "location.origin" if match["scheme"].startswith("http") else "location.origin.replace(/^http/,`ws`)"
        return f"({origin}+`{match['path']}`)"

    guarded = _ENVIRONMENT.sub(replace, source)
    return "const location=globalThis.location??{origin:``};" + guarded


def _sentences(language: str) -> dict[str, str | tuple[str, ...]]:
    """Every sentence of the catalogue; one that counts comes as its forms, in the order of the plural rule."""
    return dict(i18n.catalogue(language).entries)


def _as_typed(shown: str) -> str:
    """A French sentence of a page as its source has it: all spaces are plain there."""
    return html.unescape(shown).replace("\u00a0", " ")


def translate_page(page: str, language: str) -> str:
    """The prerendered French page in another language: whole text nodes and attributes that the catalogue knows."""
    if language == "fr":
        return page
    catalogue = {_as_typed(msgid): words for msgid, words in _sentences(language).items() if isinstance(words, str)}

    def text(match: re.Match[str]) -> str:
        raw = _as_typed(match[1])
        found = catalogue.get(raw) or catalogue.get(raw.strip())
        return html.escape(found, quote=False) if found else match[0]

    def attribute(match: re.Match[str]) -> str:
        found = catalogue.get(_as_typed(match[2]))
        return f'{match[1]}="{html.escape(found)}"' if found else match[0]

    def visible(part: str) -> str:
        return _TEXT.sub(text, _ATTRIBUTE.sub(attribute, part))

    # Only the <body> and <title> are words for people; the split keeps scripts and styles as they are.
    pieces = _OPAQUE.split(page)
    return "".join(piece if _OPAQUE.fullmatch(piece) else visible(piece) for piece in pieces).replace(
        '<html lang="fr"', f'<html lang="{language}"', 1
    )


_PRELOAD = re.compile(r'<link rel="modulepreload" href="([^"]+)"/?>')
_START = re.compile(r'<script type="module" async="">(.*?)</script>', re.S)
_IMPORT = re.compile(r'^import (?:\* as (?P<name>\w+) from )?"(?P<address>[^"]+)";', re.M)
_AFTER_PAINT = """await new Promise((go)=>{requestAnimationFrame(()=>setTimeout(go));setTimeout(go,300)});
for(const href of %s){const l=document.createElement("link");l.rel="modulepreload";l.href=href;document.head.append(l)}
"""


def paint_first(page: str) -> str:
    """Let the page be painted before its scripts are asked for: on a slow line they would share it with the first words.

    The modules' preloads move into the script that starts them, and its static imports become dynamic ones. A hidden tab,
    which is never painted, starts after 300 ms.
    """
    addresses = _PRELOAD.findall(page)

    def start(script: re.Match[str]) -> str:
        def dynamic(found: re.Match[str]) -> str:
            loaded = f'await import("{found["address"]}");'
            return f"const {found['name']} = {loaded}" if found["name"] else loaded

        body = _IMPORT.sub(dynamic, script[1])
        return f'<script type="module" async="">{_AFTER_PAINT % json.dumps(addresses)}{body}</script>'

    return _START.sub(start, _PRELOAD.sub("", page), count=1)


class Screens:
    """Every file of the build, by address; pages by route."""

    def __init__(self, directory: Path, *, websocket: str, demo: bool) -> None:
        self.directory = directory
        self._websocket = websocket
        self._root_attributes = ' data-demo=""' if demo else ""
        self._pages: dict[str, str] = {}
        self._files: dict[str, Path] = {}
        for path in sorted(directory.rglob("*")):
            if not path.is_file() or path.suffix in {".br", ".gz", ".map"}:
                continue
            address = "/" + path.relative_to(directory).as_posix()
            if path.name == "index.html":
                route = address.removesuffix("index.html").rstrip("/") or "/"
                self._pages[route] = path.read_text(encoding="utf-8")
            elif path.suffix == ".html" and (directory / address[1:].removesuffix(".html") / "index.html").exists():
                continue
            elif path.name not in {"__spa-fallback.html"}:
                self._files[address] = path
        if (fallback := directory / "__spa-fallback.html").exists():
            self._pages["*"] = fallback.read_text(encoding="utf-8")
        self._page = lru_cache(maxsize=256)(self._make_page)
        self._pictured = lru_cache(maxsize=64)(self._make_page)
        self._words = lru_cache(maxsize=128)(self._make_words)
        self._file = lru_cache(maxsize=1024)(self._make_file)
        self.english_catalogue = cache(self._make_catalogue)

    @property
    def routes(self) -> frozenset[str]:
        """Addresses that have a prerendered page."""
        return frozenset(self._pages) - {"*"}

    def page(self, route: str, *, language: str, comfort: Comfort = USUAL, role: Role | None = None, picture: str = "") -> Served:
        """One page in one language and look, for a role; an address with a parameter gets its stand-in, an unknown one the
        bare shell. `picture`: what stands where a page keeps room for its first one.
        """
        known = next((name for name in (route, stand_in(route)) if name in self._pages), "*")
        who = "" if role is None else _ROLES.get(role, "")
        asked = (known, "en" if language == "en" else "fr", USUAL.but(asdict(comfort)), who)
        return self._page(*asked) if picture == "" else self._pictured(*asked, picture)

    def file(self, address: str) -> Served | None:
        """A static file of the build, or None."""
        return self._file(address) if address in self._files else None

    def _make_catalogue(self) -> Served:
        """The script that gives English readers their words; it runs before the screens' modules."""
        body = "globalThis.__carnet_en=" + json.dumps(_sentences("en"), ensure_ascii=False, sort_keys=True)
        return _serve(body.encode(), suffix=".js", cache="public, max-age=300")

    def _make_page(self, route: str, language: str, comfort: Comfort, who: str, picture: str = "") -> Served:
        """Looks are many: all but the theme alone are compressed less, so that asking for one after the other costs little."""
        page, policy = self._words(route, language)
        attributes = look_of(asdict(comfort)) + self._root_attributes + (f' data-role="{who}"' if who else "")
        page = page.replace("<html ", f"<html{attributes} ", 1).replace("<head>", "<head>" + bar_of(comfort.theme), 1)
        if picture:
            page = _ROOM.sub(_FIRST % html.escape(picture), page, count=1)
        quality = 9 if comfort == Comfort(theme=comfort.theme) and not picture else 5
        return _serve(page.encode(), suffix=".html", cache="no-cache", policy=policy, quality=quality)

    def _make_words(self, route: str, language: str) -> tuple[str, str]:
        """A page in a language, whatever its look, and its policy."""
        page = self._pages[route]
        page = _STYLE_PRELOAD.sub(r'\1 media="not all"/>', page)
        page = _STYLESHEET.sub(self._inline_style, page)
        page = paint_first(page)
        page = translate_page(page, language)
        if language == "en":
            page = page.replace("</head>", '<script src="/langue/en.js"></script></head>', 1)
        return page, csp.page_policy(page, websocket=self._websocket)

    def _make_file(self, address: str) -> Served:
        path = self._files[address]
        body = path.read_bytes()
        if address.startswith("/assets/reflex-env-"):
            body = relative_environment(body.decode()).encode()
        hashed = address.startswith(("/assets/", "/fonts/"))
        policy = csp.FILE_POLICY
        if path.suffix == ".html":
            policy = csp.page_policy(body.decode(), websocket=self._websocket)
        elif address == "/sw.js":
            policy = csp.WORKER_POLICY
        return _serve(body, suffix=path.suffix, cache=IMMUTABLE if hashed else "no-cache", policy=policy)

    def warm(self) -> None:
        """Compress every script once, so that nobody waits for it (called in a thread while the server starts)."""
        for address in sorted(self._files, key=lambda a: -self._files[a].stat().st_size):
            self.file(address)

    def _inline_style(self, link: re.Match[str]) -> str:
        """The style itself, so that the first paint waits for nothing.

        React puts back a link that it does not find: they stay, made so that no browser fetches them (of `_STYLE_PRELOAD` too).
        """
        css = (self.directory / link[1].lstrip("/")).read_text(encoding="utf-8").replace("</", "<\\/")
        return f'<style>{css}</style><link href="{link[1]}" rel="stylesheet" type="text/css" disabled=""/>'
