"""The limited subprocess: reads one stranger's file per process, never the disk.

Started once by `rendition.Workshop` with a clean environment. It loads the libraries, then keeps one child ready: forked, its
limits set, its privileges given up, waiting. The job that the server hands over goes to that child, which starts its clock and
shuts itself in (`confinement`) before it asks for a byte, answers and ends; the next child is made once there is time. A job that
finds none ready has one made for it. A child that outlives its time, counted from its job, is killed here. When the server goes,
so does everything.

    python -I -S rendition_worker.py SOCKET_FD PATH…
"""

from __future__ import annotations

import contextlib
import gc
import json
import os
import select
import signal
import socket
import sys
import time
from collections.abc import Callable
from dataclasses import asdict, dataclass
from typing import TYPE_CHECKING, NoReturn

if TYPE_CHECKING:
    from rxapp.record.frames import Memory

PATIENCE = 0.5
"""Seconds between two looks at those at work."""


def main(argv: list[str]) -> None:
    """Serve jobs until the server closes its end."""
    sys.path[:] = argv[2:]
    control = socket.socket(fileno=int(argv[1]))
    _prepare()
    Foreman(control).serve()


@dataclass
class _Child:
    """A process that waits for its one job, which comes over `link`."""

    pid: int
    link: socket.socket

    def takes(self, handle: int) -> bool:
        """Hand the job over; False when the process is there no more."""
        with self.link:
            try:
                socket.send_fds(self.link, [b"j"], [handle])
            except OSError:
                return False
            return True

    def end(self) -> None:
        """End it, whatever it is doing."""
        self.link.close()
        with contextlib.suppress(ProcessLookupError):
            os.kill(self.pid, signal.SIGKILL)


class Foreman:
    """Has a child ready, hands jobs over and watches who is at work."""

    def __init__(self, control: socket.socket) -> None:
        self._control = control
        self._spare: _Child | None = None
        self._is_spare_due = True
        self._at_work: dict[int, float] = {}
        self._told, self._tell = socket.socketpair()  # that a child has ended
        for end in (self._told, self._tell):
            end.setblocking(False)
        signal.set_wakeup_fd(self._tell.fileno(), warn_on_full_buffer=False)
        signal.signal(signal.SIGCHLD, lambda _number, _frame: None)

    def serve(self) -> None:
        """Until the server closes its end."""
        while True:
            ready, _w, _x = select.select([self._control, self._told], [], [], self._patience())
            if self._told in ready:
                self._told.recv(4096)
            self._reap()
            if self._control in ready and not self._take_job():
                return
            if self._is_spare_due and not (self._at_work and ready):
                self._make_spare()

    def _patience(self) -> float | None:
        """How long nothing may come: a spare is made at once where nobody is at work, else in the first quiet moment."""
        if self._at_work:
            return PATIENCE
        return 0 if self._is_spare_due else None

    def _take_job(self) -> bool:
        """The next job, given to the child that waits, or to a new one where none does. False when there is none to come."""
        data, handles, _flags, _address = socket.recv_fds(self._control, 1, 1)
        if not data:
            self._end()
            return False
        child, self._spare, self._is_spare_due = self._spare, None, True
        if child is None or not child.takes(handles[0]):
            child = None
            with contextlib.suppress(OSError):  # no process to be had: the server sees its end close, and refuses the document
                child = self._forked()
                child.takes(handles[0])
        os.close(handles[0])
        if child is not None:
            self._at_work[child.pid] = time.monotonic()
        return True

    def _make_spare(self) -> None:
        """Once after each job: one that dies while it waits is not replaced before the next, lest its death be for ever."""
        self._is_spare_due = False
        with contextlib.suppress(OSError):
            self._spare = self._forked()

    def _forked(self) -> _Child:
        here, there = socket.socketpair()
        pid = os.fork()
        if pid == 0:
            for mine in (here, self._control, self._told, self._tell):
                mine.close()
            _wait(there)
        there.close()
        return _Child(pid, here)

    def _reap(self) -> None:
        from rxapp.record.confinement import WALL_SECONDS

        for pid, begun in list(self._at_work.items()):
            if time.monotonic() - begun > WALL_SECONDS + 2:
                os.kill(pid, signal.SIGKILL)
        with contextlib.suppress(ChildProcessError):
            while ended := os.waitpid(-1, os.WNOHANG)[0]:
                self._at_work.pop(ended, None)
                if self._spare is not None and self._spare.pid == ended:
                    self._spare.link.close()
                    self._spare = None

    def _end(self) -> None:
        if self._spare is not None:
            self._spare.end()
        for pid in self._at_work:
            os.kill(pid, signal.SIGKILL)


def _prepare() -> None:
    """Load everything a job may need: to a confined child every file is absent."""
    import encodings
    import importlib
    import pkgutil

    from rxapp.record import confinement, drawing, extracting, frames, inspection  # noqa: F401

    for codec in pkgutil.iter_modules(encodings.__path__):
        with contextlib.suppress(ImportError):  # some belong to another system
            importlib.import_module(f"encodings.{codec.name}")
    inspection.warm()
    drawing.warm()
    extracting.warm()
    gc.collect()
    gc.freeze()  # or the first collection in a child copies every page that it counts in


def _wait(link: socket.socket) -> NoReturn:
    """The whole life of a child: get ready, wait, do one job. It has read nothing of anybody's before."""
    try:
        from rxapp.record import confinement, frames

        signal.set_wakeup_fd(-1)
        signal.signal(signal.SIGCHLD, signal.SIG_DFL)
        memory = frames.Memory()
        shut = confinement.ready()
        data, handles, _flags, _address = socket.recv_fds(link, 1, 1)
        link.close()
        if data:
            _one_job(socket.socket(fileno=handles[0]), shut, memory)
    finally:
        os._exit(3)


def _one_job(sock: socket.socket, shut: Callable[[], bool], memory: Memory) -> None:
    """One document, in the child, shut in before it asks for a byte. Ends the process."""
    from rxapp.record import frames

    code = 1
    try:
        _letter, data = frames.receive(sock)
        filtered = shut()
        answer, payload = _answer(json.loads(data), sock, memory)
        answer["filtered"] = filtered
        frames.send(sock, b"D", json.dumps(answer).encode())
        frames.send(sock, b"P", payload)
        code = 0
    except (EOFError, OSError):
        code = 2
    finally:
        os._exit(code)


def _answer(job: dict, sock: socket.socket, memory: Memory) -> tuple[dict, bytes]:
    from rxapp.record import drawing, extracting, inspection
    from rxapp.record.answers import PLAIN
    from rxapp.record.frames import RemoteFile
    from rxapp.record.sniff import Kind, Refused

    file = RemoteFile(sock, job["size"], memory)
    kind = Kind(job["kind"])
    try:
        if job["task"] == "inspect":
            return {"inspection": asdict(inspection.inspect(kind, file, job["size"]))}, b""
        if job["task"] == "read":
            return {"media_type": PLAIN}, extracting.words_of(kind, file).encode("utf-8", "replace")
        drawn = drawing.draw(kind, file, page=job["page"], side=job["side"], text=job["text"])
        return {"media_type": drawn.media_type}, drawn.data
    except Refused as refused:
        return {"refused": refused.code, "params": refused.params}, b""
    except MemoryError:
        return {"refused": "fichier.trop_complexe", "params": {}}, b""
    except (EOFError, BrokenPipeError):
        raise
    except Exception:  # a parser surprised by a hostile file: whatever it raises, the file is not taken
        return {"refused": "fichier.illisible", "params": {}}, b""


if __name__ == "__main__":
    main(sys.argv)
