"""Small real PDFs for the demonstration: a letterhead, a patient, lines of text. Everything on them is fictional."""

from __future__ import annotations

import io
import textwrap
from dataclasses import dataclass
from datetime import date

import pikepdf

from rxapp.core.i18n import plain_date

_WIDTH, _HEIGHT = 595, 842


@dataclass(frozen=True)
class Sheet:
    """One document: who writes, about whom, what. A line that begins with "# " is a heading; "---" turns the page."""

    sender: str
    place: str
    patient: str
    day: date
    title: str
    lines: tuple[str, ...]


def sheet_pdf(sheet: Sheet) -> bytes:
    """The sheet as an A4 PDF of a few kilobytes."""
    pdf = pikepdf.new()
    fonts = pikepdf.Dictionary(F1=_font(pdf, "Helvetica"), F2=_font(pdf, "Helvetica-Bold"))
    for number, lines in enumerate(_pages(sheet.lines)):
        pdf.add_blank_page(page_size=(_WIDTH, _HEIGHT))
        page = pdf.pages[-1].obj
        page.Resources = pikepdf.Dictionary(Font=fonts)
        page.Contents = pdf.make_stream(_drawn(sheet, lines, first=number == 0))
    pdf.docinfo["/Title"] = sheet.title
    out = io.BytesIO()
    pdf.save(out, deterministic_id=True)
    return out.getvalue()


def _font(pdf: pikepdf.Pdf, name: str) -> pikepdf.Object:
    return pdf.make_indirect(
        pikepdf.Dictionary(
            Type=pikepdf.Name.Font,
            Subtype=pikepdf.Name.Type1,
            BaseFont=pikepdf.Name("/" + name),
            Encoding=pikepdf.Name.WinAnsiEncoding,
        )
    )


def _pages(lines: tuple[str, ...]) -> list[list[str]]:
    pages: list[list[str]] = [[]]
    for line in lines:
        if line == "---":
            pages.append([])
        else:
            pages[-1] += textwrap.wrap(line, 84) or [""]
    return pages


def _drawn(sheet: Sheet, lines: list[str], *, first: bool) -> bytes:
    steps = ["0.10 0.35 0.27 rg 56 786 483 2 re f 0.09 0.11 0.13 rg"]
    steps += [_text(56, 800, 13, sheet.sender, bold=True), _text(56, 766, 10, sheet.place)]
    at = 740
    if first:
        steps += [
            _text(340, 740, 11, sheet.patient, bold=True),
            _text(340, 724, 11, f"Le {plain_date(sheet.day, 'fr')}"),
            _text(56, 680, 17, sheet.title, bold=True),
        ]
        at = 644
    for line in lines:
        heading = line.startswith("# ")
        steps.append(_text(56, at, 12 if heading else 11, line.removeprefix("# "), bold=heading))
        at -= 20 if heading else 17
    steps.append(_text(56, 40, 8, "Document fictif de démonstration. Aucune valeur médicale."))
    return "\n".join(steps).encode("cp1252", "replace")


def _text(x: int, y: int, size: int, words: str, *, bold: bool = False) -> str:
    shown = words.replace("\\", "\\\\").replace("(", r"\(").replace(")", r"\)")
    return f"BT /{'F2' if bold else 'F1'} {size} Tf {x} {y} Td ({shown}) Tj ET"
