"""Who is at work on this machine: a worker holds a locked file while it lives, so that another one knows when it has died.

No clock is asked: a lock goes with its process, killed or not, whatever the time jumps to.
"""

from __future__ import annotations

import contextlib
import fcntl
import os
import secrets
from pathlib import Path

from rxapp.core.folders import private_directory

_PLACE = "place"


class Presence:
    """One worker, from its making to `leave`. ``name`` is unique for ever; its first part names the folder."""

    def __init__(self, folder: Path) -> None:
        self._folder = private_directory(folder)
        self._place = _place(self._folder)
        self.name = f"{self._place}.{secrets.token_hex(8)}"
        draft = self._folder / f"new-{secrets.token_hex(8)}"
        self._file = os.open(draft, os.O_RDWR | os.O_CREAT | os.O_EXCL | os.O_CLOEXEC, 0o600)
        fcntl.flock(self._file, fcntl.LOCK_EX | fcntl.LOCK_NB)
        os.rename(draft, self._folder / self.name)  # locked before it can be seen

    def is_ours(self, name: str) -> bool:
        """Whether that worker shares this folder: then `is_gone` knows."""
        return name.partition(".")[0] == self._place

    def is_gone(self, name: str) -> bool:
        """Whether that worker of this folder has ended, however it did. Only meaningful when `is_ours`."""
        if name == self.name:
            return False
        path = self._folder / name
        try:
            file = os.open(path, os.O_RDWR | os.O_CLOEXEC)
        except FileNotFoundError:
            return True
        try:
            fcntl.flock(file, fcntl.LOCK_EX | fcntl.LOCK_NB)
        except BlockingIOError:
            return False
        else:
            path.unlink(missing_ok=True)
            return True
        finally:
            os.close(file)

    def leave(self) -> None:
        """End; again changes nothing."""
        if self._file >= 0:
            (self._folder / self.name).unlink(missing_ok=True)
            os.close(self._file)
            self._file = -1


def _place(folder: Path) -> str:
    """The name of this folder, made once: two machines that share a database have two."""
    path = folder / _PLACE
    if not path.exists():
        draft = folder / f"new-{secrets.token_hex(8)}"
        draft.write_text(secrets.token_hex(8), "ascii")
        with contextlib.suppress(FileExistsError):
            os.link(draft, path)
        draft.unlink()
    return path.read_text("ascii")
