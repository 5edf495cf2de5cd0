"""A QR code is drawn as it is read."""

from __future__ import annotations

import re

import segno

from rxapp.core.qr import qr_code


def drawn(path: str, side: int) -> list[list[bool]]:
    dark = [[False] * side for _row in range(side)]
    for x, y, run in re.findall(r"M(\d+) (\d+)h(\d+)v1h-\3z", path):
        for place in range(int(x), int(x) + int(run)):
            assert not dark[int(y)][place]
            dark[int(y)][place] = True
    return dark


def test_each_dark_module_is_drawn_and_no_other() -> None:
    code = qr_code("7KD2MX")
    matrix = segno.make("7KD2MX", error="m", micro=False).matrix
    assert code.side == len(matrix) + 8
    dark = drawn(code.path, code.side)
    inner = [[bool(module) for module in row] for row in matrix]
    assert [row[4:-4] for row in dark[4:-4]] == inner
    assert not any(any(row) for row in (*dark[:4], *dark[-4:]))
    assert len(re.sub(r"M\d+ \d+h\d+v1h-\d+z", "", code.path)) == 0
