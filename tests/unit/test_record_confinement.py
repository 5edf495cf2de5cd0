"""What a hostile file could try from inside the subprocess: tried for real in a confined process."""

from __future__ import annotations

import platform
import subprocess
import sys

import pytest

from rxapp.core.settings import ROOT

_TRIES = {
    "write a file": "open('/tmp/carnet-evasion', 'w')",
    "open a socket": "__import__('socket').socket()",
    "start a program": "__import__('os').execv('/bin/true', ['true'])",
    "delete a file": "__import__('os').unlink('/tmp/carnet-absent')",
    "take memory": "bytearray(3 << 30)",
}


def run_confined(code: str) -> subprocess.CompletedProcess[str]:
    program = f"import os, socket\nfrom rxapp.record.confinement import confine\nconfine()\n{code}"
    return subprocess.run([sys.executable, "-c", program], cwd=ROOT, capture_output=True, text=True, timeout=60, check=False)


@pytest.mark.parametrize("name", _TRIES)
def test_is_refused(name: str) -> None:
    needs_filter = name in ("open a socket", "start a program", "delete a file")
    if needs_filter and platform.machine() not in ("x86_64", "aarch64"):
        return
    done = run_confined(_TRIES[name])
    assert done.returncode != 0
    assert "PermissionError" in done.stderr or "MemoryError" in done.stderr, done.stderr


def test_may_still_work() -> None:
    done = run_confined("print(sum(range(10)), len(open('/proc/self/status').read()) > 0)")
    assert done.stdout.split() == ["45", "True"], done.stderr


def test_time_runs_out() -> None:
    done = run_confined("import signal\nsignal.setitimer(signal.ITIMER_REAL, 0.05)\nwhile True: pass")
    assert done.returncode < 0
