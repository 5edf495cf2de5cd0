"""Links inside a message, made safe. Pure.

Only what says where it leads becomes a link: http or https, a public host name written in plain Latin letters, no name or
password before it. The host is shown beside. Everything else stays the text it is.
"""

from __future__ import annotations

import re
import unicodedata
from dataclasses import dataclass
from urllib.parse import urlsplit

MOST_LINKS = 200
"""Links of one message; what follows is text."""
LONGEST = 2_000

_FOUND = re.compile(r"https?://[^\s<>\"«»]+", re.IGNORECASE)
_TRAILING = ".,;:!?…'’”\u00a0\u202f*_~"
_LABEL = re.compile(r"[a-z0-9]([a-z0-9-]{0,61}[a-z0-9])?")
_NOT_PUBLIC = (".local", ".localhost", ".internal", ".test", ".invalid", ".onion", ".lan", ".home.arpa", ".intranet", ".corp")
"""Names that lead nowhere, or into the reader's own network."""
_PAIRS = {")": "(", "]": "[", "}": "{"}


@dataclass(frozen=True)
class Part:
    """A piece of a message as it was written. ``href`` and ``host``: of a link; "" for text."""

    text: str
    href: str = ""
    host: str = ""


def parts_of(text: str) -> tuple[Part, ...]:
    """A text as pieces that give it back whole, in order."""
    parts: list[Part] = []
    written = links = 0
    for found in _FOUND.finditer(text):
        address = _trimmed(found[0])
        host = host_of(address) if links < MOST_LINKS else ""
        if not host:
            continue
        links += 1
        if found.start() > written:
            parts.append(Part(text[written : found.start()]))
        parts.append(Part(address, _href(address), host))
        written = found.start() + len(address)
    if written < len(text):
        parts.append(Part(text[written:]))
    return tuple(parts)


def host_of(address: str) -> str:
    """The host where an address leads, as it is shown; "" when it must not be a link."""
    if len(address) > LONGEST or "\\" in address or not address.isprintable():
        return ""
    try:
        pieces = urlsplit(address)
        host, _port = pieces.hostname or "", pieces.port
    except ValueError:
        return ""
    if pieces.scheme.lower() not in ("http", "https") or "@" in pieces.netloc or "%" in pieces.netloc:
        return ""
    return host if _is_plain(host) and _is_carried(pieces.netloc) else ""


def _is_plain(host: str) -> bool:
    """A public name in plain Latin letters; an accent that French knows is one, anything that looks like a letter is not."""
    labels = host.split(".")
    if len(labels) < 2 or len(host) > 253 or not re.fullmatch(r"[a-z]{2,24}", labels[-1]):
        return False
    if host.endswith(_NOT_PUBLIC):
        return False
    return all(not label.startswith("xn--") and _LABEL.fullmatch(_unaccented(label)) for label in labels)


def _unaccented(label: str) -> str:
    kept = []
    for char in unicodedata.normalize("NFC", label):
        base = unicodedata.normalize("NFD", char)[0] if char in "àâäæçéèêëîïôöœùûüÿ" else char
        kept.append({"æ": "a", "œ": "o"}.get(base, base))
    return "".join(kept)


def _href(address: str) -> str:
    """The address as a browser takes it: its host in ASCII, its scheme in small letters."""
    pieces = urlsplit(address)
    return pieces._replace(scheme=pieces.scheme.lower(), netloc=_ascii(pieces.netloc).lower()).geturl()


def _is_carried(netloc: str) -> bool:
    """Whether the network takes a name: with its accents spelt out, a part of it may be too long."""
    try:
        _ascii(netloc)
    except UnicodeError:
        return False
    return True


def _ascii(netloc: str) -> str:
    """A host as the network knows it. Raises UnicodeError when a part of it is longer than the network takes."""
    return netloc if netloc.isascii() else netloc.encode("idna").decode()


def _trimmed(address: str) -> str:
    """Without the marks of the sentence around it: a bracket stays when it was opened inside."""
    end, counted = len(address), {sign: address.count(sign) for pair in _PAIRS.items() for sign in pair}
    while end:
        last = address[end - 1]
        unopened = last in _PAIRS and counted[last] > counted[_PAIRS[last]]
        if last not in _TRAILING and not unopened:
            break
        if last in counted:
            counted[last] -= 1
        end -= 1
    return address[:end]
