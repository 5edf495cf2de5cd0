"""The server's side of the limited subprocess: hands it documents byte range by byte range, gets renditions back.

`Workshop` is made once per process (`workshop()`); its calls block, so they run in threads (`places.py` says whose). At most
`PLACES` documents are checked and drawn together. The document never leaves memory in clear: the subprocess asks
for what it reads, in blocks of 64 KiB. What it answers is believed no more than the document: see `answers.py`.
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
from functools import cache
from pathlib import Path
from typing import TypeVar, cast

import rxapp
from rxapp.core.errors import DomainError
from rxapp.record import answers, frames
from rxapp.record.answers import Inspected, Made, Unbelievable
from rxapp.record.confinement import WALL_SECONDS
from rxapp.record.errors import MESSAGES
from rxapp.record.sniff import Kind

PLACES = {"inspect": 2, "draw": 3, "read": 1}
"""How many processes may be at work on documents together, by task."""
PAGE_SIDE = 1600
"""Longest side of a page shown, in pixels."""
THUMB_SIDE = 320
"""Longest side of a thumbnail, in pixels."""

_log = logging.getLogger("carnet.documents")

Taken = TypeVar("Taken")

ReadRange = Callable[[int, int], bytes]
"""Gives `length` bytes of the plain document from `offset`."""


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
        job = {"task": "inspect", "kind": kind, "size": size}
        return self._job(job, read, "fichier.trop_complexe", lambda said, _payload: answers.inspected(said, kind))

    def draw(self, kind: Kind, size: int, read: ReadRange, *, page: int, side: int, text: bool) -> Made:
        """Draw page `page` (from 1) at most `side` pixels long, or give its words.

        Raises:
            DomainError: "introuvable" for a page that is not there, "apercu.impossible".
        """
        job = {"task": "draw", "kind": kind, "size": size, "page": page, "side": side, "text": text}
        return self._job(job, read, "apercu.impossible", lambda said, payload: answers.made(said, payload, kind, text=text))

    def read(self, kind: Kind, size: int, read: ReadRange) -> str:
        """The words that a document says, for a search; "" when it has none that can be read.

        Raises:
            DomainError: "apercu.impossible".
        """
        job = {"task": "read", "kind": kind, "size": size}
        return self._job(job, read, "apercu.impossible", answers.read)

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

    def _job(self, job: dict, read: ReadRange, failure: str, taken: Callable[[dict, bytes], Taken]) -> Taken:
        """Hand the job over and take the answer, if it is one that our own code gives. Raises `DomainError`."""
        with self._places[job["task"]], self._child() as sock:
            sock.settimeout(WALL_SECONDS + 5)
            try:
                data, payload = _converse(sock, job, read)
                said, refusal, filtered = answers.answer(data, MESSAGES)
                found = None if refusal else taken(said, payload)
            except (EOFError, BrokenPipeError, ConnectionError, TimeoutError):
                raise DomainError(failure) from None
            except Unbelievable:
                _log.error("a subprocess that looked at a document answered what it never should: the answer was thrown away")
                raise DomainError(failure) from None
        if not filtered:
            _tell_no_filter()
        if refusal:
            is_drawing = failure == "apercu.impossible" and refusal.code != "introuvable"
            raise DomainError(failure if is_drawing else refusal.code, **({} if is_drawing else refusal.params))
        return cast(Taken, found)

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


def _converse(sock: socket.socket, job: dict, read: ReadRange) -> tuple[bytes, bytes]:
    """Answer its requests for bytes until it is done. Raises `Unbelievable` for one that our own code never makes."""
    frames.send(sock, b"J", json.dumps(job).encode())
    child = frames.Listener(sock)
    while True:
        letter, data = child.receive()
        if letter == b"R":
            frames.send_block(sock, read(*_checked_range(data, job["size"])))
        elif letter == b"D":
            letter, payload = child.receive()
            if letter != b"P":
                raise Unbelievable("no payload")
            return data, payload
        else:
            raise Unbelievable("no such frame")


def _checked_range(data: bytes, size: int) -> tuple[int, int]:
    """What is asked for, within the document."""
    if len(data) != frames.RANGE_SIZE:
        raise Unbelievable("no range")
    offset, length = frames.asked_range(data)
    if not 0 < length <= frames.BLOCK or offset + length > size:
        raise Unbelievable("beyond the document")
    return offset, length


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
