"""Becomes the program that reads scans, once shut in (`enclosure`). The picture comes on standard input, its words go out.

python -I -S scan_cell.py PROGRAM PATH…
"""

from __future__ import annotations

import os
import sys


def main(argv: list[str]) -> None:
    """Shut in, then become the program; 3 when this machine cannot shut it in."""
    sys.path[:] = argv[2:]
    from rxapp.record import enclosure

    if not enclosure.enclose(argv[1]):
        os._exit(3)
    os.execve(argv[1], [argv[1], "stdin", "stdout", "-l", "fra"], {"OMP_THREAD_LIMIT": "1"})  # noqa: S606 - no shell


if __name__ == "__main__":
    main(sys.argv)
