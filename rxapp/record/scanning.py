"""Reading the words of a picture with Tesseract and its French, where they are installed and can be shut in (`enclosure`).

The picture is one that the limited subprocess has drawn anew, never a stranger's file. It goes in and its words come out through
pipes: nothing of it is on the disk.
"""

from __future__ import annotations

import contextlib
import os
import shutil
import subprocess
import sys
import threading
from functools import cache
from pathlib import Path

import rxapp
from rxapp.core.errors import DomainError
from rxapp.record import enclosure
from rxapp.record.answers import MAX_WORDS

SECONDS = 60.0
"""Time that one picture may take."""
SIDE = 2400
"""Longest side of the picture, in pixels: some 200 points an inch of an A4 page."""
_LANGUAGE = "fra"
_MOST_BYTES = MAX_WORDS * 4
_ANSWERING = 10.0
"""Seconds in which it says its languages."""
_ENDING = 2.0
"""Seconds until it ends once it has said all that is taken."""
_running: set[subprocess.Popen[bytes]] = set()


def program() -> str:
    """Where Tesseract is, with its French; "" when it is not installed or cannot be shut in on this machine."""
    try:
        return _program()
    except (OSError, subprocess.TimeoutExpired):  # a busy machine: it is asked again, when the next picture comes
        return ""


@cache
def _program() -> str:
    found = shutil.which("tesseract")
    if found is None or not enclosure.is_possible():
        return ""
    path = os.path.realpath(found)
    told = subprocess.run(  # noqa: S603 - the operator's; it looks for its languages where it will when it reads
        [path, "--list-langs"], capture_output=True, timeout=_ANSWERING, check=False, env={}, cwd="/"
    )
    return path if _LANGUAGE in told.stdout.decode(errors="replace").split() else ""


def words(picture: bytes, given_up: threading.Event) -> str:
    """The words of a picture. Raises DomainError ``apercu.impossible`` when it cannot be read or is ``given_up`` (then `end`)."""
    with _begun() as process:
        feeding = threading.Thread(target=_feed, args=(process, picture), daemon=True)
        watch = threading.Timer(SECONDS, process.kill)
        _running.add(process)
        if given_up.is_set():  # asked once it can be ended: whoever gives up says so first, then ends what runs
            process.kill()
        feeding.start()
        watch.start()
        try:
            said = process.stdout.read(_MOST_BYTES)
            process.wait(_ENDING)
        except subprocess.TimeoutExpired:  # it says more than anybody writes on a page
            pass
        finally:
            watch.cancel()
            process.kill()
            feeding.join()
            _running.discard(process)
    if process.returncode != 0:
        raise DomainError("apercu.impossible")
    return said.decode("utf-8", "replace")


def end() -> None:
    """The server stops: what is being read is given up."""
    for process in list(_running):
        process.kill()


def _begun() -> subprocess.Popen[bytes]:
    script = Path(__file__).with_name("scan_cell.py")
    paths = [str(Path(rxapp.__file__).resolve().parents[1]), *(path for path in sys.path if Path(path).is_absolute())]
    return subprocess.Popen(  # noqa: S603 - our own interpreter and script, no word of a user's
        [sys.executable, "-I", "-S", "-B", str(script), program(), *paths],
        stdin=subprocess.PIPE,
        stdout=subprocess.PIPE,
        stderr=subprocess.DEVNULL,
        env={},
        cwd="/",
        start_new_session=True,
    )


def _feed(process: subprocess.Popen[bytes], picture: bytes) -> None:
    with contextlib.suppress(OSError):
        process.stdin.write(picture)
    with contextlib.suppress(OSError):
        process.stdin.close()
