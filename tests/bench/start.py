"""Starting: from a bare checkout on a machine with Python and nothing else, no cache of pip or npm either, then once more."""

from __future__ import annotations

import os
import shutil
import signal
import subprocess
import sys
import time
import urllib.request
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path

from tests.bench.figures import Figure, Target, alone
from tests.bench.stand import Stand
from tests.flows.server import ROOT, answers, free_port

FIRST, AGAIN = 240, 8
"""Seconds allowed for the first start and the second."""
_TOOLS = ("sh", "cat", "cksum", "cut", "dirname", "env", "ls", "mkdir", "mv", "rm", "sed", "tr", "uname")
_KEPT = (
    "HOME",
    "LANG",
    "PIP_INDEX_URL",
    "PIP_CONFIG_FILE",
    "PIP_CERT",
    "SSL_CERT_FILE",
    "NODE_EXTRA_CA_CERTS",
    "HTTPS_PROXY",
    "HTTP_PROXY",
    "NO_PROXY",
    "npm_config_registry",
    "NPM_CONFIG_REGISTRY",
    "NPM_CONFIG_USERCONFIG",
)
_CACHES = ("PIP_CACHE_DIR", "npm_config_cache", "XDG_CACHE_HOME")


def run(stand: Stand) -> list[Figure]:
    """Seconds from `./run` to an answer, with an empty folder and with a full one."""
    checkout, tools = stand.folder / "checkout", stand.folder / "tools"
    subprocess.run(["git", "clone", "-q", str(ROOT), str(checkout)], check=True)
    _bare_machine(tools)
    with _started(checkout, tools) as (url, begun):
        first = _until(lambda: answers(url), begun, FIRST * 2)
    with _started(checkout, tools) as (url, begun):
        again = _until(lambda: _shows(url), begun, FIRST)
    return [
        alone("first start on a bare checkout, to /healthz", [first], "s", Target(most=FIRST), digits=0),
        alone("second start, to the first page", [again], "s", Target(most=AGAIN), digits=1),
    ]


def _bare_machine(tools: Path) -> None:
    """A folder with Python, a shell and what they need; no node, no npm, no browser."""
    tools.mkdir()
    for name in _TOOLS:
        if found := shutil.which(name):
            (tools / name).symlink_to(found)
    (tools / "python3").symlink_to(Path(sys.base_prefix) / "bin" / "python3")


@contextmanager
def _started(checkout: Path, tools: Path) -> Iterator[tuple[str, float]]:
    """`./run` in the checkout; gives its address and when it began."""
    port = free_port()
    url = f"http://localhost:{port}"
    environment = {name: os.environ[name] for name in _KEPT if name in os.environ}
    environment |= {"PATH": str(tools), "RXAPP_PORT": str(port), "RXAPP_PUBLIC_URL": url}
    environment |= {name: str(checkout.parent / "caches" / name) for name in _CACHES}
    begun = time.monotonic()
    with (checkout.parent / "start.log").open("ab") as log:
        process = subprocess.Popen(["./run"], cwd=checkout, env=environment, stdout=log, stderr=log, start_new_session=True)
        try:
            yield url, begun
        finally:
            os.killpg(process.pid, signal.SIGTERM)
            process.wait(30)


def _until(answered: Callable[[], bool], begun: float, most: float) -> float:
    while not answered():
        if time.monotonic() - begun > most:
            raise RuntimeError(f"nothing answered within {most} s")
        time.sleep(0.05)
    return time.monotonic() - begun


def _shows(url: str) -> bool:
    try:
        with urllib.request.urlopen(url + "/", timeout=5) as answer:  # noqa: S310 - our own loopback address
            return b"<h1" in answer.read()
    except OSError:
        return False
