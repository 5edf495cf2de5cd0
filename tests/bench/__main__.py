"""`./run bench [name…]`: runs the benchmarks and prints one row a figure, under the load of the machine before and after.

Timings never fail anything; a crash does, once the rest has run.
"""

from __future__ import annotations

import argparse
import importlib
import os
import sys
import traceback
from collections.abc import Sequence
from contextlib import AbstractContextManager, nullcontext

from rxapp.build import build
from tests.bench.figures import load, table
from tests.bench.stand import Stand
from tests.run import browser, browser_checks, say

NAMES = (
    "upload",
    "download",
    "events",
    "strangers",
    "records",
    "pages",
    "orders",
    "start",
    "calendar",
    "reminders",
    "campaign",
    "campaign_off",
    "moves",
    "messages",
    "messages_seen",
    "audit",
)
ALONE = frozenset({"audit", "calendar", "campaign_off", "moves", "messages"})
"""What needs neither a server nor a browser."""


def main() -> int:
    """Run what was asked for, everything when nothing was."""
    parser = argparse.ArgumentParser(prog="./run bench", description=__doc__)
    parser.add_argument("names", nargs="*", metavar="name", help=f"one of {', '.join(NAMES)}; none: all of them")
    names = parser.parse_args().names or NAMES
    if unknown := set(names) - set(NAMES):
        parser.error(f"unknown benchmark: {', '.join(sorted(unknown))}")
    crashed = False
    with _stand(names) as stand:
        for name in names:
            say(f"{name}…")
            before = load()
            try:
                figures = importlib.import_module(f"tests.bench.{name}").run(stand)
                say("")
                print(f"{name} · {os.cpu_count()} processors, load {before:.1f} to {load():.1f}\n{table(figures)}", flush=True)
            except Exception:
                crashed = True
                traceback.print_exc()
    return int(crashed)


def _stand(names: Sequence[str]) -> AbstractContextManager[Stand | None]:
    """The running servers, unless nothing asked for needs them."""
    if ALONE.issuperset(names):
        return nullcontext()
    os.environ["CARNET_CHROMIUM"] = browser()
    browser_checks()
    build(say)
    return Stand()


if __name__ == "__main__":
    sys.exit(main())
