"""A real Carnet for the flows: `./run`'s own server in a folder of its own, on a free port."""

from __future__ import annotations

import os
import signal
import socket
import subprocess
import sys
import time
import urllib.request
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from pathlib import Path

ROOT = Path(__file__).resolve().parents[2]
START_BOUND = 120
MORNING = "2026-11-26T10:00:00+01:00"
"""When every run begins for those in it: a Thursday morning, whatever the hour it is run at."""


def free_port() -> int:
    """A port nobody listens on."""
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return probe.getsockname()[1]


def answers(url: str) -> bool:
    """Whether the server at `url` says it is well."""
    try:
        with urllib.request.urlopen(url + "/healthz", timeout=2) as response:  # noqa: S310 - our own loopback address
            return response.status == 200
    except OSError:
        return False


def _ended(process: subprocess.Popen, *, within: float) -> bool:
    try:
        process.wait(within)
    except subprocess.TimeoutExpired:
        return False
    return True


@contextmanager
def running(folder: Path, **environment: str) -> Iterator[str]:
    """Start the demonstration server with its data under `folder`; gives its address, stops it at the end."""
    port = free_port()
    url = f"http://localhost:{port}"
    log = folder / "server.log"
    with log.open("wb") as sink:
        process = subprocess.Popen(
            [sys.executable, "-m", "rxapp.cli", "start"],
            cwd=ROOT,
            stdout=sink,
            stderr=subprocess.STDOUT,
            start_new_session=True,
            env={
                **os.environ,
                "RXAPP_DATA_DIR": str(folder / "data"),
                "RXAPP_PORT": str(port),
                "RXAPP_PUBLIC_URL": url,
                "RXAPP_DEMO": "1",
                **environment,
            },
        )
        try:
            bound = time.monotonic() + START_BOUND
            while not answers(url):
                if _ended(process, within=0.1) or time.monotonic() > bound:
                    raise RuntimeError(f"the server did not start:\n{log.read_text(errors='replace')[-4000:]}")
            yield url
        finally:
            with suppress(ProcessLookupError):  # one that ended by itself said why above
                os.killpg(process.pid, signal.SIGTERM)
            try:
                process.wait(15)
            except subprocess.TimeoutExpired:
                os.killpg(process.pid, signal.SIGKILL)
                process.wait(5)
