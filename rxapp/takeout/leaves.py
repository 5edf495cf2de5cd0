"""Pages of the archive that a person reads without Carnet: one HTML file each, no script, nothing from elsewhere. Pure."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from html import escape
from urllib.parse import quote

_STYLE = (
    "body{font:1.05rem/1.5 system-ui,sans-serif;color:#16211c;background:#fdfdfb;max-width:60rem;margin:2rem auto;padding:0 1rem}"
    "h1{font-size:1.7rem}h2{font-size:1.25rem;margin-top:2rem}h3{font-size:1.05rem}a{color:#0b5d43}"
    "table{border-collapse:collapse;width:100%}td,th{text-align:left;vertical-align:top;padding:.4rem .6rem .4rem 0;"
    "border-bottom:1px solid #ccd5d0}dt{font-weight:600}dd{margin:0 0 .5rem}.soft{color:#4b5a53}.said{white-space:pre-wrap}"
    "article{border-top:1px solid #ccd5d0;padding:.5rem 0}"
    "@media(prefers-color-scheme:dark){body{color:#e9efec;background:#141a17}a{color:#7fd1b3}.soft{color:#aab8b1}}"
)
_POLICY = "default-src 'none'; style-src 'unsafe-inline'"


class Html(str):
    """Markup that is safe already: everything else is escaped on its way in."""


def h(text: object) -> Html:
    """Anything as words of the page."""
    return text if isinstance(text, Html) else Html(escape(str(text)))


def joined(parts: Iterable[object]) -> Html:
    """Parts one after the other."""
    return Html("".join(h(part) for part in parts))


def tag(name: str, *inside: object, kind: str = "") -> Html:
    """An element with what is inside it."""
    attribute = f' class="{kind}"' if kind else ""
    return Html(f"<{name}{attribute}>{joined(inside)}</{name}>")


def link(words: object, path: str) -> Html:
    """A link to another file of the archive, or to a place of this page (``#…``)."""
    return Html(f'<a href="{escape(path if path.startswith("#") else quote(path))}">{h(words)}</a>')


def facts(pairs: Iterable[tuple[object, object]]) -> Html:
    """Names and values; those without a value are left out."""
    return tag("dl", *(joined((tag("dt", name), tag("dd", value))) for name, value in pairs if str(value)))


def table(head: Sequence[object], rows: Iterable[Sequence[object]]) -> Html:
    """Rows under a head; nothing when there are none."""
    lines = [tag("tr", *(tag("td", cell) for cell in row)) for row in rows]
    return tag("table", tag("tr", *(tag("th", cell) for cell in head)), *lines) if lines else Html("")


def leaf(title: str, lang: str, *body: object) -> bytes:
    """A whole page."""
    head = (
        f'<!doctype html>\n<html lang="{lang}"><head><meta charset="utf-8"><meta name="viewport" content="width=device-width">'
        f'<meta http-equiv="Content-Security-Policy" content="{_POLICY}"><title>{escape(title)}</title>'
        f"<style>{_STYLE}</style></head><body>"
    )
    return f"{head}{tag('h1', title)}{joined(body)}</body></html>\n".encode()
