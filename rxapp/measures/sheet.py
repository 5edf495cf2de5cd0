"""Measures as a spreadsheet: written so that no cell is a formula, read line by line, each wrong line with its reason. Pure."""

from __future__ import annotations

import csv
import io
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime

from rxapp.accounts.errors import FieldErrors
from rxapp.accounts.identity import fold
from rxapp.core.clock import PARIS
from rxapp.core.errors import DomainError
from rxapp.core.i18n import LANGUAGES, _, translate
from rxapp.measures.fields import Form, Taken, only_doubts, read
from rxapp.measures.kinds import KINDS, Kind
from rxapp.measures.store import Entry, same_as

MOST_LINES = 1_000
"""Most lines taken from one file."""
COLUMNS = {
    "kind": _("Mesure"),
    "day": _("Date"),
    "hour": _("Heure"),
    "value": _("Valeur"),
    "value2": _("Seconde valeur"),
    "unit": _("Unité"),
    "note": _("Note"),
}
_NEEDED = ("kind", "day", "value")
_FORMULA = ("=", "+", "-", "@", "\t", "\r", "\n", "＝", "＋", "－", "＠")


@dataclass(frozen=True, slots=True)
class Row:
    """One line of a file, by its number in the file: what it says, or why not. ``doubtful``: it is unusual, or so it seems."""

    line: int
    said: str
    taken: Taken | None = None
    doubtful: bool = False
    errors: tuple[DomainError, ...] = ()


def written(held: Iterable[Entry], lang: str) -> bytes:
    """The measures as CSV, as spreadsheets of that language open it: with a mark of order, numbers with its comma."""
    out = io.StringIO()
    writer = csv.writer(out, delimiter=";" if lang == "fr" else ",", lineterminator="\r\n", quoting=csv.QUOTE_ALL)
    writer.writerow([translate(words, lang) for words in COLUMNS.values()])
    for one in held:
        here = one.at.astimezone(PARIS)
        numbers = [str(value).replace(".", ",") if lang == "fr" else str(value) for value in one.values]
        cells = [translate(one.kind.title, lang), f"{here:%d/%m/%Y}", f"{here:%H:%M}", *numbers, *([""] * (2 - len(numbers)))]
        writer.writerow([_safe(cell) for cell in (*cells, translate(one.unit.label, lang), one.note)])
    return b"\xef\xbb\xbf" + out.getvalue().encode()


def parsed(text: str, *, born: date, now: datetime) -> list[Row]:
    """The lines of a file. Columns in any order, parted by ``;``, ``,`` or tabs, titles in French or English.

    Raises DomainError ``mesure.fichier_vide``, ``mesure.fichier_colonnes``, ``mesure.fichier_long``.
    """
    lines = text.removeprefix("\ufeff").replace("\x00", "").splitlines()
    head = next((place for place, line in enumerate(lines) if line.strip()), None)
    if head is None:
        raise DomainError("mesure.fichier_vide")
    delimiter = max(";\t,", key=lines[head].count)
    table = csv.reader(io.StringIO("\n".join(lines[head:])), delimiter=delimiter)
    try:
        titles = _titles(next(table))
        rows = [(head + table.line_num, cells) for cells in table if any(cell.strip() for cell in cells)]
    except csv.Error as error:
        raise DomainError("mesure.fichier_vide") from error
    if not rows:
        raise DomainError("mesure.fichier_vide")
    if len(rows) > MOST_LINES:
        raise DomainError("mesure.fichier_long", maximum=MOST_LINES)
    met: set[tuple[object, ...]] = set()
    return [_row(line, _named(titles, cells), born, now, met) for line, cells in rows]


def _titles(cells: Sequence[str]) -> dict[str, int]:
    places = {_plain(cell): place for place, cell in enumerate(cells)}
    found = {}
    for name, words in COLUMNS.items():
        spelled = (_plain(translate(words, lang)) for lang in LANGUAGES)
        place = next((places[one] for one in spelled if one in places), None)
        if place is not None:
            found[name] = place
    missing = [name for name in _NEEDED if name not in found]
    if missing:
        raise DomainError(
            "mesure.fichier_colonnes",
            colonnes={lang: ", ".join(translate(COLUMNS[name], lang) for name in missing) for lang in LANGUAGES},
        )
    return found


def _named(titles: Mapping[str, int], cells: Sequence[str]) -> dict[str, str]:
    said = {name: cells[place].strip() if place < len(cells) else "" for name, place in titles.items()}
    return {name: cell[1:] if cell.startswith("'") and cell[1:].startswith(_FORMULA) else cell for name, cell in said.items()}


def _row(line: int, said: dict[str, str], born: date, now: datetime, met: set[tuple[object, ...]]) -> Row:
    shown = " ; ".join(said[name] for name in ("kind", "day", "hour", "value", "value2", "unit") if said.get(name))[:120]
    kind = _kind_named(said["kind"])
    if kind is None:
        return Row(line, shown, errors=(DomainError("mesure.fichier_genre"),))
    cells = {name: said.get(name, "") for name in ("value", "value2", "day", "hour", "note")}
    unit = _unit_named(kind, said.get("unit", ""))
    form = Form(**cells, unit=unit)
    if not said["day"]:
        return Row(line, shown, errors=(DomainError("mesure.jour"),))
    doubtful = False
    try:
        taken = read(kind, form, born=born, now=now)
    except FieldErrors as error:
        if not only_doubts(error):
            return Row(line, shown, errors=tuple(error.causes.values()))
        doubtful = True
        taken = read(kind, form, born=born, now=now, sure=True)
    if same_as(taken) in met:
        return Row(line, shown, errors=(DomainError("mesure.fichier_deux_fois"),))
    met.add(same_as(taken))
    return Row(line, shown, taken, doubtful)


def _kind_named(typed: str) -> Kind | None:
    wanted = _plain(typed)
    return next((one for one in KINDS if wanted in _spellings(one.code, one.title)), None)


def _unit_named(kind: Kind, typed: str) -> str:
    """The code of a unit; what is not one stays as typed, and is refused where it is read."""
    wanted = _plain(typed)
    return next((one.code for one in kind.units if wanted in _spellings(one.code, one.label)), typed)


def _spellings(code: str, words: str) -> set[str]:
    return {_plain(code), *(_plain(translate(words, lang)) for lang in LANGUAGES)}


def _plain(text: str) -> str:
    return " ".join(fold(text).split())


def _safe(cell: str) -> str:
    return f"'{cell}" if cell.startswith(_FORMULA) else cell
