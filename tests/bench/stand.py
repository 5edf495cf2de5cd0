"""What the benchmarks stand on: `./run`'s own server, the bare server beside it, people signed in, a real Chromium."""

from __future__ import annotations

import os
import signal
import subprocess
import sys
import tempfile
import time
import urllib.parse
import urllib.request
from collections.abc import Iterator
from contextlib import ExitStack, contextmanager
from dataclasses import dataclass
from functools import cached_property
from pathlib import Path

from playwright.sync_api import Browser, BrowserContext, Playwright, sync_playwright

from rxapp.core.assembly import database_for
from rxapp.core.db import Database
from rxapp.core.settings import Settings
from tests.flows import server
from tests.flows.conftest import CHROMIUM_FLAGS

PASSWORD = "Demo-Sante-2026!"
SESSION = "carnet_session"


@dataclass(frozen=True)
class Carnet:
    """A running Carnet with fresh demonstration people."""

    url: str
    folder: Path

    @cached_property
    def database(self) -> Database:
        """Its database, opened from here beside it."""
        given = {"RXAPP_DATA_DIR": str(self.folder / "data"), "RXAPP_DEMO": "1", "RXAPP_PUBLIC_URL": self.url}
        return database_for(Settings.from_env(given))

    def sign_in(self, login: str) -> str:
        """Sign someone in; gives the value of their session cookie."""
        form = urllib.parse.urlencode({"identifiant": login, "mot_de_passe": PASSWORD}).encode()
        headers = {"Origin": self.url, "Accept": "application/json"}
        asked = urllib.request.Request(self.url + "/session", form, headers)  # noqa: S310 - our own loopback address
        with urllib.request.urlopen(asked) as response:  # noqa: S310
            cookies = response.headers.get_all("set-cookie")
        return next(cookie.split("=", 1)[1].split(";")[0] for cookie in cookies if cookie.startswith(SESSION + "="))

    def memory(self) -> int:
        """Bytes the server process holds now; its highest mark starts again from here."""
        Path(f"/proc/{self.pid}/clear_refs").write_text("5")
        return self._status("VmRSS")

    def memory_peak(self) -> int:
        """The most bytes the server process has held since `memory()`."""
        return self._status("VmHWM")

    @cached_property
    def pid(self) -> int:
        """The process that serves: the one that listens and has no child of its own name."""
        mark = f"RXAPP_DATA_DIR={self.folder / 'data'}".encode()
        mine = {}
        for entry in Path("/proc").iterdir():
            if entry.name.isdigit() and mark in _read(entry / "environ").split(b"\0"):
                mine[int(entry.name)] = int(_read(entry / "stat").rpartition(b")")[2].split()[1])
        return max(mine, key=lambda pid: (_read(Path(f"/proc/{pid}/maps")).count(b"libssl"), mine[pid] in mine))

    def _status(self, name: str) -> int:
        lines = _read(Path(f"/proc/{self.pid}/status")).decode().splitlines()
        return next(int(line.split()[1]) * 1024 for line in lines if line.startswith(name + ":"))


def _read(path: Path) -> bytes:
    try:
        return path.read_bytes()
    except OSError:
        return b""


class Stand:
    """Everything, started when first asked for and stopped at the end. Used with `with`."""

    def __init__(self) -> None:
        self._open = ExitStack()
        self.folder = Path(self._open.enter_context(tempfile.TemporaryDirectory(prefix="carnet-bench-")))

    def __enter__(self) -> Stand:
        return self

    def __exit__(self, *_exc: object) -> None:
        self._open.close()

    @cached_property
    def carnet(self) -> Carnet:
        """Carnet, as `./run` starts it."""
        folder = self.folder / "carnet"
        folder.mkdir()
        made = Carnet(self._open.enter_context(server.running(folder)), folder)
        self._open.callback(made.database.dispose)
        return made

    @cached_property
    def floor_folder(self) -> Path:
        """Where the bare server keeps and finds its files."""
        folder = self.folder / "floor"
        folder.mkdir()
        return folder

    @cached_property
    def floor(self) -> str:
        """Address of the bare server."""
        return self._open.enter_context(_floor(self.floor_folder))

    @property
    def browser(self) -> str:
        """Path of the Chromium that measures."""
        return os.environ["CARNET_CHROMIUM"]

    @cached_property
    def playwright(self) -> Playwright:
        """What drives browsers."""
        return self._open.enter_context(sync_playwright())

    @cached_property
    def chromium(self) -> Browser:
        """One Chromium for all."""
        browser = self.playwright.chromium.launch(executable_path=self.browser, args=list(CHROMIUM_FLAGS))
        self._open.callback(browser.close)
        return browser

    @contextmanager
    def browsing(self, login: str = "", **options: object) -> Iterator[BrowserContext]:
        """A browser context at Carnet's address, signed in when a login is given."""
        context = self.chromium.new_context(base_url=self.carnet.url, locale="fr-FR", **options)
        try:
            if login:
                cookie = {"name": SESSION, "value": self.carnet.sign_in(login), "httpOnly": True, "sameSite": "Strict"}
                context.add_cookies([{**cookie, "url": self.carnet.url}])
            yield context
        finally:
            context.close()


@contextmanager
def _floor(folder: Path) -> Iterator[str]:
    port = server.free_port()
    command = [sys.executable, "-m", "tests.bench.floors", str(port), str(folder)]
    process = subprocess.Popen(command, cwd=server.ROOT, start_new_session=True)
    url = f"http://localhost:{port}"
    try:
        bound = time.monotonic() + 30
        while not _opens(url):
            if process.poll() is not None or time.monotonic() > bound:
                raise RuntimeError("the bare server did not start")
            time.sleep(0.05)
        yield url
    finally:
        os.killpg(process.pid, signal.SIGTERM)
        process.wait(10)


def _opens(url: str) -> bool:
    try:
        with urllib.request.urlopen(url, timeout=2):  # noqa: S310 - our own loopback address
            return True
    except OSError:
        return False
