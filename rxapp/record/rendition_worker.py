"""The limited subprocess: reads one stranger's file per process, never the disk.

Started once by `rendition.Workshop` with a clean environment. It loads the libraries, then forks for each job it is handed over
its socket; the child shuts itself in (`confinement`), asks for the bytes it needs, answers and ends. A child that outlives its
time is killed here. When the server goes, so does everything.

    python -I -S rendition_worker.py SOCKET_FD PATH…
"""

from __future__ import annotations

import json
import os
import select
import signal
import socket
import sys
import time
from dataclasses import asdict


def main(argv: list[str]) -> None:
    """Serve jobs until the server closes its end."""
    sys.path[:] = argv[2:]
    control = socket.socket(fileno=int(argv[1]))
    _prepare()
    children: dict[int, float] = {}
    while True:
        ready, _w, _x = select.select([control], [], [], 0.5 if children else None)
        _reap(children)
        if not ready:
            continue
        data, handles, _flags, _address = socket.recv_fds(control, 1, 1)
        if not data:
            for pid in children:
                os.kill(pid, signal.SIGKILL)
            return
        pid = os.fork()
        if pid == 0:
            control.close()
            _one_job(socket.socket(fileno=handles[0]))
        os.close(handles[0])
        children[pid] = time.monotonic()


def _prepare() -> None:
    """Load everything a job may need: to a confined child every file is absent."""
    import contextlib
    import encodings
    import importlib
    import pkgutil

    from rxapp.record import confinement, drawing, frames, inspection  # noqa: F401

    for codec in pkgutil.iter_modules(encodings.__path__):
        with contextlib.suppress(ImportError):  # some belong to another system
            importlib.import_module(f"encodings.{codec.name}")
    inspection.warm()
    drawing.warm()


def _reap(children: dict[int, float]) -> None:
    from rxapp.record.confinement import WALL_SECONDS

    for pid, born in list(children.items()):
        if time.monotonic() - born > WALL_SECONDS + 2:
            os.kill(pid, signal.SIGKILL)
        if os.waitpid(pid, os.WNOHANG)[0]:
            del children[pid]


def _one_job(sock: socket.socket) -> None:
    """One document, in the child. Ends the process."""
    from rxapp.record import confinement, frames

    code = 1
    try:
        _letter, data = frames.receive(sock)
        filtered = confinement.confine()
        answer, payload = _answer(json.loads(data), sock)
        answer["filtered"] = filtered
        frames.send(sock, b"D", json.dumps(answer).encode())
        frames.send(sock, b"P", payload)
        code = 0
    except (EOFError, OSError):
        code = 2
    finally:
        os._exit(code)


def _answer(job: dict, sock: socket.socket) -> tuple[dict, bytes]:
    from rxapp.record import drawing, inspection
    from rxapp.record.frames import RemoteFile
    from rxapp.record.sniff import Kind, Refused

    file = RemoteFile(sock, job["size"])
    kind = Kind(job["kind"])
    try:
        if job["task"] == "inspect":
            return {"inspection": asdict(inspection.inspect(kind, file, job["size"]))}, b""
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
