"""Names inside the archive: whatever a document is called, every system unpacks it where it belongs and beside no other. Pure."""

from __future__ import annotations

import re
import unicodedata

from rxapp.record.names import clean_name, graphemes

MOST_BYTES = 180
"""Longest name in bytes of UTF-8: below the 255 of every file system, with room for a date before and a number behind."""

_RESERVED = re.compile(r"(con|prn|aux|nul|com[0-9¹²³]|lpt[0-9¹²³])(\.|$)", re.IGNORECASE)
_STEM = re.compile(r"[^\w.-]+")


def safe_name(raw: str) -> str:
    """One name without a folder: no path, no control, no name that Windows keeps for itself, at most `MOST_BYTES`."""
    name = clean_name(raw)
    stem, dot, extension = name.rpartition(".")
    if not dot or not stem or len(extension.encode()) > 20:
        stem, extension = name, ""
    tail = f".{extension}" if extension else ""
    short = _bounded(stem, MOST_BYTES - len(tail.encode())).rstrip(". ") or "document"
    return f"_{short}{tail}" if _RESERVED.match(short + tail) else short + tail


def plain_stem(text: str) -> str:
    """What is left of a name for a file that is downloaded: letters without accents, digits and hyphens."""
    folded = unicodedata.normalize("NFKD", text).encode("ascii", "ignore").decode().lower()
    return _STEM.sub("-", folded).strip("-.")[:40] or "carnet"


class Paths:
    """Gives each name once: two documents of one name, or of names that some system takes for one, get a number."""

    def __init__(self) -> None:
        self._taken: set[str] = set()

    def of(self, folder: str, name: str) -> str:
        """The path of a file of this name in a folder of the archive."""
        name = safe_name(name)
        stem, dot, extension = name.rpartition(".")
        stem, tail = (stem, dot + extension) if stem else (name, "")
        path, number = f"{folder}/{name}", 1
        while _key(path) in self._taken:
            number += 1
            path = f"{folder}/{stem} ({number}){tail}"
        self._taken.add(_key(path))
        return path


def _key(path: str) -> str:
    return unicodedata.normalize("NFKC", path).casefold()


def _bounded(text: str, most: int) -> str:
    kept, size = [], 0
    for sign in graphemes(text):
        size += len(sign.encode())
        if size > most:
            break
        kept.append(sign)
    return "".join(kept)
