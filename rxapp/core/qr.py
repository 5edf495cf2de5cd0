"""QR codes (ISO/IEC 18004, level M): one path of an SVG for a screen, a whole SVG for paper."""

from __future__ import annotations

import io
from dataclasses import dataclass

import segno

_QUIET = 4
"""Light modules around the code, as the standard asks."""


@dataclass(frozen=True)
class QrCode:
    """``path``: the dark modules, in a square of ``side`` modules."""

    path: str
    side: int


def qr_code(text: str) -> QrCode:
    """The code that a camera reads as ``text``; at most some hundred signs."""
    code = segno.make(text, error="m", micro=False)
    steps = []
    for y, row in enumerate(code.matrix):
        x = 0
        while x < len(row):
            run = 0
            while x + run < len(row) and row[x + run]:
                run += 1
            if run:
                steps.append(f"M{x + _QUIET} {y + _QUIET}h{run}v1h-{run}z")
            x += run or 1
    return QrCode("".join(steps), len(code.matrix) + 2 * _QUIET)


def qr_svg(text: str) -> str:
    """The same as an SVG of its own, 4 points a module; its surroundings give the rest of the quiet zone."""
    out = io.BytesIO()
    segno.make(text, error="m", micro=False).save(out, kind="svg", xmldecl=False, border=2, scale=4)
    return out.getvalue().decode()
