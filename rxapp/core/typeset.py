"""Sheets as PDF (typst): what varies reaches a template as JSON and is only ever text there, so that nothing becomes markup.

The same inputs give the same bytes; a template reads no file and no network. ``data.face`` is the type of the screens, whose
letters alone go into the PDF; a sign that it has not is taken from what typst brings. Every template begins with `typeset.typ`.
"""

from __future__ import annotations

import json
from collections.abc import Mapping
from functools import cache
from pathlib import Path

import typst

from rxapp.core.i18n import _, translate

FACE = ("Atkinson Hyperlegible Next", "Libertinus Serif")
_FOLDER = Path(__file__).parent / "fonts"
_BEGINNING = Path(__file__).with_suffix(".typ").read_bytes()
_UNDRAWN = "could not be displayed"
"""In what typst says of a sign that none of its fonts has."""
_LOST = _("Certains caractères n’ont pas pu être dessinés\u00a0: un carré barré est à leur place.")


def pdf(template: bytes, data: Mapping[str, object]) -> bytes:
    """The PDF, accessible (PDF/UA-1) unless a name has letters that the bundled fonts lack: the sheet is made all the same,
    and says so (in ``data.lang``, else French).
    """
    try:
        return _compiled(template, data, standards=["ua-1"])
    except typst.TypstError as error:
        lost = {"lost": translate(_LOST, str(data.get("lang", "fr")))} if _UNDRAWN in str(error) else {}
        return _compiled(template, {**data, **lost}, standards=[])


def _compiled(template: bytes, data: Mapping[str, object], *, standards: list[str]) -> bytes:
    return typst.compile(
        _BEGINNING + template,
        font_paths=_fonts(),
        ignore_system_fonts=True,
        sys_inputs={"data": json.dumps({"face": FACE, **data}, ensure_ascii=False)},
        format="pdf",
        pdf_standards=standards,
    )


@cache
def _fonts() -> typst.Fonts:
    return typst.Fonts(include_system_fonts=False, font_paths=[_FOLDER])
