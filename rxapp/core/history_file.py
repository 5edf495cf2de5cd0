"""Lines of a history as a file: a spreadsheet (CSV) or JSON, as they are looked for. Pure."""

from __future__ import annotations

import csv
import io
import json
from collections.abc import Iterable

from rxapp.core.audit import HistoryLine
from rxapp.core.i18n import _, translate

FORMULA = ("=", "+", "-", "@", "\t", "\r", "\n", "＝", "＋", "－", "＠")
_COLUMNS = (
    _("Ligne"),
    _("Instant"),
    _("Date"),
    _("Acte"),
    _("À propos"),
    _("Par"),
    _("Pour"),
    _("D’où"),
    _("De quel droit"),
    _("Code"),
)


def sheet_head(lang: str) -> bytes:
    """The first row, behind the mark by which spreadsheets know UTF-8."""
    return b"\xef\xbb\xbf" + _row([translate(words, lang) for words in _COLUMNS], lang)


def sheet_rows(lines: Iterable[tuple[HistoryLine, str]], lang: str) -> bytes:
    """One row a line; beside each, where it came from."""
    return b"".join(_row(_cells(line, place), lang) for line, place in lines)


def json_rows(lines: Iterable[tuple[HistoryLine, str]]) -> list[str]:
    """One JSON object a line."""
    names = ("ligne", "instant", "date", "acte", "a_propos_de", "par", "pour", "depuis", "droit", "code")
    return [
        json.dumps({"ligne": line.seq} | dict(zip(names[1:], _cells(line, place)[1:], strict=True)), ensure_ascii=False)
        for line, place in lines
    ]


def _cells(line: HistoryLine, place: str) -> list[str]:
    about = (line.action_label, line.detail_label, line.actor_label, line.on_behalf_label)
    return [str(line.seq), line.at_iso, line.at_label, *about, place, line.why_label, line.action]


def _row(cells: list[str], lang: str) -> bytes:
    """One line of CSV as spreadsheets of that language open it; nothing in it is a formula to them."""
    out = io.StringIO()
    safe = [f"'{cell}" if cell.startswith(FORMULA) else cell for cell in cells]
    csv.writer(out, delimiter=";" if lang == "fr" else ",", lineterminator="\r\n", quoting=csv.QUOTE_ALL).writerow(safe)
    return out.getvalue().encode()
