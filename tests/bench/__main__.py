"""`./run bench [name…]`: runs the benchmarks and prints one row a figure.

Timings never fail anything; a crash does, once the rest has run.
"""

from __future__ import annotations

import argparse
import importlib
import os
import sys
import traceback

from rxapp.build import build
from tests.bench.figures import Figure, table
from tests.bench.stand import Stand
from tests.run import browser, browser_checks, say

NAMES = ("upload", "download", "events", "strangers", "records", "pages", "start")


def main() -> int:
    """Run what was asked for, everything when nothing was."""
    parser = argparse.ArgumentParser(prog="./run bench", description=__doc__)
    parser.add_argument("names", nargs="*", metavar="name", help=f"one of {', '.join(NAMES)}; none: all of them")
    names = parser.parse_args().names or NAMES
    if unknown := set(names) - set(NAMES):
        parser.error(f"unknown benchmark: {', '.join(sorted(unknown))}")
    os.environ["CARNET_CHROMIUM"] = browser()
    browser_checks()
    build(say)
    figures: list[Figure] = []
    crashed = False
    with Stand() as stand:
        for name in names:
            say(f"{name}…")
            try:
                figures += importlib.import_module(f"tests.bench.{name}").run(stand)
            except Exception:
                crashed = True
                traceback.print_exc()
    print(table(figures))
    return int(crashed)


if __name__ == "__main__":
    sys.exit(main())
