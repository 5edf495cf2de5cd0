"""One server at a time on a data folder: two that write the same SQLite file can lose its write-ahead log."""

from __future__ import annotations

import fcntl
import os
from collections.abc import Iterator
from contextlib import contextmanager

from rxapp.core.settings import Settings


class DataInUse(Exception):
    """Another server works on the same data; the message says which process."""

    def __init__(self, settings: Settings, holder: str) -> None:
        which = f"processus {holder}" if holder else "un autre processus"
        whom = f"process {holder}" if holder else "another process"
        super().__init__(
            f"Un serveur travaille déjà sur ces données ({settings.data_dir}, {which}) : arrêtez-le, ou choisissez un autre "
            f"dossier avec RXAPP_DATA_DIR. / A server already works on this data ({whom}): stop it, or choose another folder "
            "with RXAPP_DATA_DIR."
        )


@contextmanager
def occupied(settings: Settings) -> Iterator[None]:
    """Hold the data folder for one server, until the end or the death of this process. Raises `DataInUse`.

    A database server keeps its own order: nothing is held then.
    """
    if not settings.is_sqlite:
        yield
        return
    settings.make_data_dir()
    path = settings.sqlite_file.with_name(f"{settings.sqlite_file.name}-server")
    handle = os.open(path, os.O_RDWR | os.O_CREAT | os.O_CLOEXEC, 0o600)
    try:
        try:
            fcntl.flock(handle, fcntl.LOCK_EX | fcntl.LOCK_NB)
        except BlockingIOError:
            raise DataInUse(settings, os.pread(handle, 16, 0).decode("ascii", "replace").strip()) from None
        os.ftruncate(handle, 0)
        os.pwrite(handle, str(os.getpid()).encode(), 0)
        yield
    finally:
        os.close(handle)
