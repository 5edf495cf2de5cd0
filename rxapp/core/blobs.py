"""Files of encrypted documents, each written beside its place and put there whole."""

import contextlib
import errno
import fcntl
import os
import re
from collections.abc import Iterator
from datetime import datetime
from pathlib import Path
from typing import BinaryIO

from rxapp.core.errors import DomainError
from rxapp.core.folders import private_directory, sync_folder

_IDENTIFIER = re.compile(r"[0-9a-z][0-9a-z-]{7,79}")
_FULL = {errno.ENOSPC, errno.EDQUOT}


class BlobStore:
    """Named files under one folder. Only sealed bytes belong here: nothing is encrypted by the store itself."""

    def __init__(self, root: Path) -> None:
        self.root = private_directory(root)
        self._drafts = private_directory(root / "tmp")

    def writer(self, blob_id: str) -> "BlobWriter":
        """A new file, not yet visible. Raises `DomainError("stockage.plein")`, `FileExistsError` when one is being written."""
        return BlobWriter(self, blob_id)

    def is_held(self, blob_id: str) -> bool:
        """Whether a writer, of any process on this machine, still has hold of this file, put in its place or not."""
        return any(_is_locked(path) for path in (self.draft(blob_id), self.path(blob_id)))  # the way a file goes

    def draft(self, blob_id: str) -> Path:
        """Where a file is while it is being written. Raises `ValueError` as `path` does."""
        return self._drafts / self.path(blob_id).name

    def open(self, blob_id: str) -> BinaryIO:
        """The file, to read and seek. Raises `DomainError("stockage.absent")`."""
        try:
            return open(self.path(blob_id), "rb")
        except FileNotFoundError:
            raise DomainError("stockage.absent") from None

    def size(self, blob_id: str) -> int:
        """Its size in bytes. Raises `DomainError("stockage.absent")`."""
        try:
            return self.path(blob_id).stat().st_size
        except FileNotFoundError:
            raise DomainError("stockage.absent") from None

    def delete(self, blob_id: str) -> None:
        """Remove the file; nothing happens when it is already gone."""
        self.path(blob_id).unlink(missing_ok=True)

    def ids(self) -> Iterator[str]:
        """Every file that is in its place."""
        for folder in self.root.iterdir():
            if folder != self._drafts:
                for path in folder.iterdir():
                    yield path.name

    def written_before(self, instant: datetime) -> Iterator[str]:
        """Every file in its place that was written before an instant of the machine's time."""
        bound = instant.timestamp()
        for blob_id in self.ids():
            with contextlib.suppress(FileNotFoundError):
                if self.path(blob_id).stat().st_mtime < bound:
                    yield blob_id

    def sweep(self) -> int:
        """Delete what cut uploads left behind; files being written, by any process, stay. Returns how many went."""
        gone = 0
        for path in self._drafts.iterdir():
            try:
                handle = os.open(path, os.O_RDWR | os.O_CLOEXEC)
            except FileNotFoundError:
                continue
            try:
                fcntl.flock(handle, fcntl.LOCK_EX | fcntl.LOCK_NB)
            except BlockingIOError:
                continue
            else:
                path.unlink(missing_ok=True)
                gone += 1
            finally:
                os.close(handle)
        return gone

    def path(self, blob_id: str) -> Path:
        """Where a file lives. Raises `ValueError` for a name that is not 8 to 80 of a-z, 0-9 and hyphen."""
        if not _IDENTIFIER.fullmatch(blob_id):
            raise ValueError("this is not the name of a blob")
        return self.root / blob_id[:2] / blob_id


class BlobWriter:
    """A file being written. Used with `with`, it is dropped unless `commit` was called.

    It keeps hold of the file, which `is_held` tells, until `close`: past `commit`, so that what must follow it can be waited for.
    """

    def __init__(self, store: BlobStore, blob_id: str) -> None:
        self._store, self._blob_id, self._draft = store, blob_id, store.draft(blob_id)
        self.size, self._in_place = 0, False
        with _room():
            self._handle: int | None = _locked_draft(self._draft)

    def __enter__(self) -> "BlobWriter":
        return self

    def __exit__(self, *_exc: object) -> None:
        self.abort()

    def write(self, data: bytes) -> None:
        """Append bytes. Raises `DomainError("stockage.plein")`, and then the file is gone."""
        view = memoryview(data)
        self.size += len(view)
        try:
            with _room():
                while view:
                    view = view[os.write(self._handle, view) :]
        except DomainError:
            self.abort()
            raise

    def reader(self) -> BinaryIO:
        """What has been written, to read and seek; stays good after `commit`."""
        return open(self._draft, "rb")

    def commit(self) -> None:
        """Make the file durable and put it in its place. Raises `DomainError("stockage.plein")`, `FileExistsError`."""
        place = self._store.path(self._blob_id)
        try:
            with _room():
                os.fsync(self._handle)
                if not place.parent.is_dir():
                    private_directory(place.parent)
                    sync_folder(self._store.root)
                if place.exists():
                    raise FileExistsError(f"the blob {self._blob_id} is already there")
                os.rename(self._draft, place)
                self._in_place = True
                sync_folder(place.parent)
        except BaseException:
            self.abort()
            raise

    def abort(self) -> None:
        """Drop the file, unless it is in its place, and let go of it. Nothing happens the second time."""
        if self._handle is not None and not self._in_place:
            self._draft.unlink(missing_ok=True)
        self.close()

    def close(self) -> None:
        """Let go of the file; what was not put in its place is left to the next sweep."""
        if self._handle is not None:
            os.close(self._handle)
            self._handle = None


class _room:
    """Turns a full disk into words."""

    def __enter__(self) -> None:
        return None

    def __exit__(self, _kind: object, failure: BaseException | None, _trace: object) -> None:
        if isinstance(failure, OSError) and failure.errno in _FULL:
            raise DomainError("stockage.plein") from failure


def _locked_draft(draft: Path) -> int:
    """A new file (0600), locked as long as it is open so that a sweep knows it is alive."""
    while True:
        handle = os.open(draft, os.O_RDWR | os.O_CREAT | os.O_EXCL | os.O_CLOEXEC, 0o600)
        fcntl.flock(handle, fcntl.LOCK_EX)
        if os.fstat(handle).st_nlink:
            return handle
        os.close(handle)


def _is_locked(path: Path) -> bool:
    try:
        handle = os.open(path, os.O_RDONLY | os.O_CLOEXEC)
    except FileNotFoundError:
        return False
    try:
        fcntl.flock(handle, fcntl.LOCK_SH | fcntl.LOCK_NB)
    except BlockingIOError:
        return True
    else:
        return False
    finally:
        os.close(handle)
