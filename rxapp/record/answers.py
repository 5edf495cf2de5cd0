"""What the limited subprocess may answer. The server takes nothing else: a parser that a file has taken over speaks here too.

Pure, standard library only, shared by both sides. Each reader raises `Unbelievable` for an answer that our own code never gives.
"""

from __future__ import annotations

import json
import re
from collections.abc import Mapping
from dataclasses import dataclass
from string import Formatter
from typing import Any

from rxapp.record.sniff import Kind

SCRIPT, ACTIVE, ATTACHMENTS = "script", "actif", "pieces"
"""The words to the reader of a kept PDF, the gravest first; `cautions.WARNINGS` says them."""

MAX_PAGES = 5_000
MAX_TITLE = 200
MAX_TEXT = 200_000
"""Longest text shown, in characters; the original keeps the rest."""
MAX_WORDS = 100_000
"""Most characters of a document that a search looks into."""
MAX_PICTURE = 32 << 20
"""Largest picture taken, in bytes; a page of 1,600 points has a few hundred thousand."""

PICTURE = "image/webp"
PLAIN = "text/plain; charset=utf-8"
CARD = "application/json"
CARD_FIELDS = frozenset({"title", "date", "author", "text", "modality", "body_part", "institution", "series"})

_PREVIEWS: Mapping[Kind, frozenset[str]] = {
    Kind.PDF: frozenset({"image"}),
    Kind.JPEG: frozenset({"image"}),
    Kind.PNG: frozenset({"image"}),
    Kind.HEIC: frozenset({"image"}),
    Kind.TEXT: frozenset({"text"}),
    Kind.CDA: frozenset({"image", "text"}),
    Kind.DICOM: frozenset({"image", "text"}),
}
_WORDS: Mapping[Kind, str] = {Kind.TEXT: PLAIN, Kind.CDA: CARD, Kind.DICOM: CARD}
_CODE = re.compile(r"introuvable|(fichier|image|pdf|apercu)\.[a-z_]+")
_MOST_NUMBER = 1 << 32


class Unbelievable(Exception):
    """An answer that our own code never gives."""


@dataclass(frozen=True)
class Inspected:
    """What the whole file turned out to be; see `inspection.Inspection`."""

    pages: int
    preview: str
    warning: str
    title: str
    act_date: str


@dataclass(frozen=True)
class Made:
    """One rendition: safe to show, made in the subprocess."""

    media_type: str
    data: bytes


@dataclass(frozen=True)
class Refusal:
    """Why a file is not taken, or not drawn: a code of `record/errors.py` and what fills its words."""

    code: str
    params: Mapping[str, int]


def answer(data: bytes, words: Mapping[str, str]) -> tuple[dict[str, Any], Refusal | None, bool]:
    """The answer as JSON, the refusal that it may be, and whether it was filtered. `words`: every code with its sentence."""
    try:
        said = json.loads(data)
    except (ValueError, RecursionError):
        raise Unbelievable("no JSON") from None
    if not isinstance(said, dict) or not isinstance(said.get("filtered"), bool):
        raise Unbelievable("no answer")
    return said, _refusal(said, words) if "refused" in said else None, said["filtered"]


def inspected(said: dict[str, Any], kind: Kind) -> Inspected:
    """What was found in a file of this kind."""
    found = said.get("inspection")
    if not isinstance(found, dict) or found.keys() != Inspected.__annotations__.keys():
        raise Unbelievable("no inspection")
    pages, words = found["pages"], [found[name] for name in ("preview", "warning", "title", "act_date")]
    may_be_pdf = kind in (Kind.PDF, Kind.CDA)
    most = MAX_PAGES if may_be_pdf else 1
    _require(type(pages) is int and 0 <= pages <= most and all(isinstance(word, str) for word in words))
    _require(found["preview"] in _PREVIEWS[kind] and len(found["title"]) <= MAX_TITLE and _is_day(found["act_date"]))
    _require(found["warning"] in (("", SCRIPT, ACTIVE, ATTACHMENTS) if may_be_pdf else ("",)))
    return Inspected(**found)


def made(said: dict[str, Any], data: bytes, kind: Kind, *, text: bool) -> Made:
    """A picture, or with `text` words or a card."""
    wanted = _WORDS.get(kind, "") if text else PICTURE
    _require(said.get("media_type") == wanted)
    if wanted == PICTURE:
        _require(len(data) <= MAX_PICTURE and data[:4] == b"RIFF" and data[8:12] == b"WEBP")
    else:
        _require(len(data) <= len(CARD_FIELDS) * MAX_TEXT * 8 and _reads(data, card=wanted == CARD))
    return Made(wanted, data)


def read(said: dict[str, Any], data: bytes) -> str:
    """The words of a document; they are cleaned where they are kept."""
    _require(said.get("media_type") == PLAIN and len(data) <= MAX_WORDS * 4)
    try:
        words = data.decode()
    except ValueError:
        raise Unbelievable("no text") from None
    _require(len(words) <= MAX_WORDS)
    return words


def _refusal(said: dict[str, Any], words: Mapping[str, str]) -> Refusal:
    code, params = said["refused"], said.get("params")
    _require(isinstance(code, str) and isinstance(params, dict) and bool(_CODE.fullmatch(code)))
    _require(code == "introuvable" or code in words)
    places = {name for _text, name, _spec, _conversion in Formatter().parse(words.get(code, "")) if name}
    _require(params.keys() == places)
    _require(all(type(value) is int and 0 <= value < _MOST_NUMBER for value in params.values()))
    return Refusal(code, params)


def _is_day(text: str) -> bool:
    """ "" or what looks like one; whether there is such a day is looked at where it is used."""
    return not text or bool(re.fullmatch(r"\d{4}-\d{2}-\d{2}", text, re.ASCII))


def _reads(data: bytes, *, card: bool) -> bool:
    try:
        words = data.decode()
        rows = json.loads(words) if card else []
    except (ValueError, RecursionError):
        return False
    return isinstance(rows, list) and all(
        isinstance(row, list) and len(row) == 2 and row[0] in CARD_FIELDS and isinstance(row[1], str) for row in rows
    )


def _require(right: bool) -> None:
    if not right:
        raise Unbelievable("not what was asked")
