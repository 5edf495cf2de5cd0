"""The server's side of the limited subprocess: hands it documents byte range by byte range, gets renditions back.

`Workshop` is made once per process (`workshop()`); its calls block, so they run in threads (`places.py` says whose). At most
`PLACES` documents are checked and drawn together. The document never leaves memory in clear: the subprocess asks
for what it reads, in blocks of 64 KiB.
"""

from __future__ import annotations

import atexit
import json
import logging
import socket
import subprocess
import sys
import threading
from collections.abc import Callable
from dataclasses import dataclass
from functools import cache
from pathlib import Path

import rxapp
from rxapp.core.errors import DomainError
from rxapp.record import frames
from rxapp.record.confinement import WALL_SECONDS
from rxapp.record.sniff import Kind

PLACES = {"inspect": 2, "draw": 3}
"""How many processes may be at work on documents together, by task."""
PAGE_SIDE = 1600
"""Longest side of a page shown, in pixels."""
THUMB_SIDE = 320
"""Longest side of a thumbnail, in pixels."""

_log = logging.getLogger("carnet.documents")

ReadRange = Callable[[int, int], bytes]
"""Gives `length` bytes of the plain document from `offset`."""


@dataclass(frozen=True)
class Inspected:
    """What the whole file turned out to be; see `inspection.Inspection`."""

    pages: int
    preview: str
    warning: str
    title: str
    act_date: str


@dataclass(frozen=True)
class Made:
    """One rendition: safe to show, made in the subprocess."""

    media_type: str
    data: bytes


class Workshop:
    """Keeps the subprocess running and talks to it. Safe to call from several threads."""

    def __init__(self) -> None:
        self._lock = threading.Lock()
        self._places = {task: threading.BoundedSemaphore(places) for task, places in PLACES.items()}
        self._process: subprocess.Popen[bytes] | None = None
        self._control: socket.socket | None = None

    def inspect(self, kind: Kind, size: int, read: ReadRange) -> Inspected:
        """Apply the whole-file rules to a document of `size` bytes.

        Raises:
            DomainError: a code of `record/errors.py`: damaged, protected, booby-trapped, too complex.
        """
        answer, _payload = self._job({"task": "inspect", "kind": kind, "size": size}, read, "fichier.trop_complexe")
        return Inspected(**answer["inspection"])

    def draw(self, kind: Kind, size: int, read: ReadRange, *, page: int, side: int, text: bool) -> Made:
        """Draw page `page` (from 1) at most `side` pixels long, or give its words.

        Raises:
            DomainError: "introuvable" for a page that is not there, "apercu.impossible".
        """
        job = {"task": "draw", "kind": kind, "size": size, "page": page, "side": side, "text": text}
        answer, payload = self._job(job, read, "apercu.impossible")
        return Made(answer["media_type"], payload)

    def start(self) -> None:
        """Start the subprocess now, so that the first document does not wait for it (about half a second)."""
        with self._lock:
            self._running()

    def close(self) -> None:
        """End the subprocess and whatever it is doing."""
        with self._lock:
            if self._control is not None:
                self._control.close()
                self._control = None
            if self._process is not None:
                try:
                    self._process.wait(5)
                except subprocess.TimeoutExpired:
                    self._process.kill()
                    self._process.wait()
                self._process = None

    def _job(self, job: dict, read: ReadRange, failure: str) -> tuple[dict, bytes]:
        with self._places[job["task"]], self._child() as sock:
            sock.settimeout(WALL_SECONDS + 5)
            try:
                answer, payload = _converse(sock, job, read)
            except (EOFError, BrokenPipeError, ConnectionError, TimeoutError):
                raise DomainError(failure) from None
        if not answer["filtered"]:
            _tell_no_filter()
        if "refused" in answer:
            code = answer["refused"]
            raise DomainError(failure if failure == "apercu.impossible" and code != "introuvable" else code, **answer["params"])
        return answer, payload

    def _child(self) -> socket.socket:
        """A socket to a fresh child of the subprocess."""
        ours, theirs = socket.socketpair()
        with theirs:
            for attempt in (1, 2):
                try:
                    with self._lock:
                        socket.send_fds(self._running(), [b"j"], [theirs.fileno()])
                    return ours
                except OSError:
                    self.close()
                    if attempt == 2:
                        ours.close()
                        raise
        raise AssertionError("unreachable")

    def _running(self) -> socket.socket:
        if self._process is None or self._process.poll() is not None or self._control is None:
            if self._control is not None:
                self._control.close()
            self._control, self._process = _spawn()
        return self._control


@cache
def _tell_no_filter() -> None:
    """Say it once, on another system or machine or a kernel that refuses: the operator decides whether it is good enough."""
    _log.error("no filter of system calls here: strangers' files are looked at under limits of time and memory alone")


def _converse(sock: socket.socket, job: dict, read: ReadRange) -> tuple[dict, bytes]:
    frames.send(sock, b"J", json.dumps(job).encode())
    while True:
        letter, data = frames.receive(sock)
        if letter == b"R":
            offset, length = frames.asked_range(data)
            frames.send(sock, b"B", read(offset, min(length, frames.BLOCK)))
        elif letter == b"D":
            _letter, payload = frames.receive(sock)
            return json.loads(data), payload


def _spawn() -> tuple[socket.socket, subprocess.Popen[bytes]]:
    ours, theirs = socket.socketpair()
    script = Path(__file__).with_name("rendition_worker.py")
    root = str(Path(rxapp.__file__).resolve().parents[1])
    paths = list(dict.fromkeys([root, *(path for path in sys.path if Path(path).is_absolute())]))
    with theirs:
        process = subprocess.Popen(  # noqa: S603 - our own interpreter and script, no word of a user's
            [sys.executable, "-I", "-S", "-B", str(script), str(theirs.fileno()), *paths],
            stdin=subprocess.DEVNULL,
            stdout=subprocess.DEVNULL,
            stderr=subprocess.DEVNULL,
            env={},
            cwd="/",
            pass_fds=(theirs.fileno(),),
            close_fds=True,
            start_new_session=True,
        )
    return ours, process


@cache
def workshop() -> Workshop:
    """The workshop of this process."""
    made = Workshop()
    atexit.register(made.close)
    return made
