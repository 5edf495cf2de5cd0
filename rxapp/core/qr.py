"""QR codes, drawn as one path of an SVG (ISO/IEC 18004, level M, with the quiet zone of 4 modules it asks for)."""

from __future__ import annotations

from dataclasses import dataclass

import segno


@dataclass(frozen=True)
class QrCode:
    """``path``: the dark modules, in a square of ``side`` modules."""

    path: str
    side: int


def qr_code(text: str) -> QrCode:
    """The code that a camera reads as ``text``; at most some hundred signs."""
    code = segno.make(text, error="m", micro=False)
    border = 4
    steps = []
    for y, row in enumerate(code.matrix):
        x = 0
        while x < len(row):
            run = 0
            while x + run < len(row) and row[x + run]:
                run += 1
            if run:
                steps.append(f"M{x + border} {y + border}h{run}v1h-{run}z")
            x += run or 1
    return QrCode("".join(steps), len(code.matrix) + 2 * border)
