"""The public FINESS extract, read: two sections of one semicolon-separated file, kept to pharmacies. No database.

A first line `finess;etalab;…`, then rows `structureet;…` (one establishment, 32 columns) and, in the geolocated edition, rows
`geolocalisation;number;x;y;source;date`. Published in Windows-1252 or UTF-8. Coordinates are metres: Lambert-93 in mainland
France, other projections overseas, named by the last word of `source`; distances hold within one projection alone.
Format: «FINESS Extraction du Fichier des établissements», data.gouv.fr; categories: 620 «Pharmacie d'officine».
"""

from __future__ import annotations

import csv
import re
from codecs import BOM_UTF8
from dataclasses import dataclass, field, replace

from rxapp.core.errors import DomainError
from rxapp.record.names import clean_line

PHARMACY = "620"
LAMBERT_93 = "LAMBERT_93"
_COLUMNS = 19
"""Columns that a row of an establishment must have for its category to be read."""
_NUMBER = re.compile(r"[0-9][0-9A-Z][0-9]{7}")
_LAST_LINE = re.compile(r"(\d{5})\s+(.+?)(?:\s+CEDEX(?:\s+\d+)?)?")
_FARTHEST = 20_000_000.0
"""Metres: beyond, it is no place on Earth in any projection."""


@dataclass(frozen=True)
class Entry:
    """One pharmacy of the extract. ``x`` and ``y`` in metres of ``zone``, None when the extract does not say."""

    finess: str
    name: str
    address: str
    postcode: str
    town: str
    phone: str
    updated: str = ""
    x: float | None = None
    y: float | None = None
    zone: str = ""


@dataclass
class Extract:
    """What was read: pharmacies by number; how many rows were of no use, how many numbers came twice."""

    entries: dict[str, Entry] = field(default_factory=dict)
    unreadable: int = 0
    twice: int = 0


def read(content: bytes) -> Extract:
    """The pharmacies of an extract. Raises DomainError ``finess.pas_un_extrait`` when it holds no row of one."""
    extract, places, seen = Extract(), dict[str, tuple[float, float, str]](), False
    for line in content.removeprefix(BOM_UTF8).splitlines():
        row = cells(decode(line))
        section = row[0].strip().casefold()
        seen = seen or section in ("structureet", "geolocalisation")
        if section == "structureet":
            _take(extract, row)
        elif section == "geolocalisation":
            _place(places, row)
    if not seen:
        raise DomainError("finess.pas_un_extrait")
    for number, (x, y, zone) in places.items():
        if number in extract.entries:
            extract.entries[number] = replace(extract.entries[number], x=x, y=y, zone=zone)
    return extract


def decode(line: bytes) -> str:
    """The text of a line in UTF-8 or Windows-1252; a byte that it lacks is read as Latin-1. Lines of one file may differ."""
    for encoding in ("utf-8", "cp1252"):
        try:
            return line.decode(encoding)
        except UnicodeDecodeError:
            continue
    return line.decode("latin-1")


def cells(line: str) -> list[str]:
    """The fields of a line. Quotes hold a semicolon when they are in pairs around a field; else they are signs of the name."""
    plain = line.split(";")
    if '"' not in line:
        return plain
    try:
        quoted = next(csv.reader([line], delimiter=";", strict=True))
    except csv.Error:
        return plain
    return quoted


def _take(extract: Extract, row: list[str]) -> None:
    if len(row) < _COLUMNS:
        extract.unreadable += 1
        return
    if row[18].strip() != PHARMACY:
        return
    entry = _entry([value.strip() for value in row])
    if entry is None:
        extract.unreadable += 1
        return
    known = extract.entries.get(entry.finess)
    extract.twice += known is not None
    if known is None or entry.updated >= known.updated:
        extract.entries[entry.finess] = entry


def _entry(row: list[str]) -> Entry | None:
    number, name = row[1].upper(), _words(row[4] or row[3], 120)
    last_line = _LAST_LINE.fullmatch(" ".join(row[15].split()))
    if not _NUMBER.fullmatch(number) or not name or last_line is None:
        return None
    street = " ".join(" ".join(row[7:11]).split())
    address = ", ".join(part for part in (street, row[11]) if part)
    phone = re.sub(r"[^\d+]", "", row[16])
    updated = row[30] if len(row) > 30 else ""
    return Entry(number, name, _words(address, 240), last_line[1], _words(last_line[2], 80), phone[:20], updated)


def _words(text: str, limit: int) -> str:
    """Without what nobody sees (control, direction marks), at most ``limit`` characters, as the column holds."""
    return clean_line(text, limit)[:limit]


def _place(places: dict[str, tuple[float, float, str]], row: list[str]) -> None:
    """Where an establishment is, as far as it can be read."""
    if len(row) < 4:
        return
    x, y = _metres(row[2]), _metres(row[3])
    if x is None or y is None or (x, y) == (0.0, 0.0):
        return
    zone = row[4].rpartition(",")[2].strip().upper() if len(row) > 4 else ""
    places[row[1].strip().upper()] = (x, y, zone[:24] or LAMBERT_93)


def _metres(text: str) -> float | None:
    try:
        value = float(text.strip().replace(",", "."))
    except ValueError:
        return None
    return value if abs(value) < _FARTHEST else None
