"""A flow that fails is run once more, alone and filmed; what passes only then is said aloud. Nothing but a flow has a second try.

As a plugin of pytest (`-p tests.second_try`) it writes which tests failed, and why, in the file that `TOLD` names.
"""

from __future__ import annotations

import json
import os
import subprocess
import sys
from pathlib import Path
from tempfile import TemporaryDirectory

import pytest

TOLD = "CARNET_FAILURES"
FILMED = "CARNET_FILMED"
"""Set in the second try: the flows record what they do (trace, film), which costs each of them a part of its time."""
MOST = 3
"""More flows than that did not stumble: something is broken."""
SHOWN = 10
"""Most flows that are run once more, for what is kept of them."""
FAILED = 1
"""pytest's exit code when tests ran and some failed; another one is no failure of a test."""


def pytest_runtest_logreport(report: pytest.TestReport) -> None:
    """Write down a failure, in the process that hears of all of them."""
    told = os.environ.get(TOLD)
    if report.failed and told and "PYTEST_XDIST_WORKER" not in os.environ:
        lines = report.longreprtext.splitlines() or [""]
        why = next((line.removeprefix("E").strip() for line in lines if line.startswith("E ")), lines[-1])
        with Path(told).open("a", encoding="utf-8") as file:
            file.write(json.dumps([report.nodeid, why], ensure_ascii=False) + "\n")


def run(*arguments: str, **environment: str) -> int:
    """One pytest; its exit code."""
    command = [sys.executable, "-m", "pytest", *arguments]
    return subprocess.run(command, env={**os.environ, **environment}, check=False).returncode


def run_twice(*arguments: str) -> int:
    """One pytest, and once more what failed in it. The exit code is that of the second, unless too much failed in the first."""
    code, failed = _told(*arguments)
    if code != FAILED or not failed:
        return code
    again = list(failed)[:SHOWN]
    which = "tous" if len(again) == len(failed) else f"les {SHOWN} premiers"
    _say(f"\n↻ {len(failed)} parcours en échec : {which} une seconde fois, sans rien à côté, et filmés.")
    code, still = _told(*again, **{FILMED: "1"})
    unsteady = [name for name in again if name not in still and code in (0, FAILED)]
    if unsteady:
        _say(f"\n⚠ {len(unsteady)} PARCOURS INSTABLE(S), à réparer : en échec d’abord, puis réussi(s). Voir test-results/.")
        for name in unsteady:
            _say(f"  {name}\n    1re fois : {failed[name]}\n    2e fois  : réussi")
    if len(failed) > MOST:
        _say(f"✗ Plus de {MOST} parcours ont échoué la première fois : le passage est en échec.")
        return FAILED
    return code


def _told(*arguments: str, **environment: str) -> tuple[int, dict[str, str]]:
    """The exit code, and why each test that failed did."""
    with TemporaryDirectory() as folder:
        told = Path(folder) / "failures"
        told.touch()
        code = run("-p", "tests.second_try", *arguments, **{TOLD: str(told)}, **environment)
        lines = [json.loads(line) for line in told.read_text(encoding="utf-8").splitlines()]
    return code, dict(reversed(lines))


def _say(text: str) -> None:
    print(text, file=sys.stderr, flush=True)
