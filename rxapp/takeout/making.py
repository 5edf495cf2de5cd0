"""Making a copy beside the pages: sealed as it is written, with its progress; whatever stops it leaves nothing behind."""

from __future__ import annotations

import logging
import shutil
from collections.abc import Callable
from concurrent.futures import Future, ThreadPoolExecutor
from dataclasses import dataclass
from threading import Event, Lock
from zoneinfo import ZoneInfo

from rxapp.core.blobs import BlobStore, BlobWriter
from rxapp.core.db import Database
from rxapp.core.errors import DomainError
from rxapp.core.policy import Actor
from rxapp.record.contents import BlobKey
from rxapp.takeout import contents
from rxapp.takeout.age import AgeSealer
from rxapp.takeout.models import State, Takeout
from rxapp.takeout.packing import Archive
from rxapp.takeout.reading import Reading, standing

AT_ONCE = 2
"""Copies made at the same time; others wait for their turn."""
MOST_WAITING = 20
RESERVE = 500_000_000
"""Bytes of the disk that copies leave to everything else."""
STEPS = 50
"""Times at most that the progress of documents is written."""
FEW = 1_000_000
"""Bytes after which it is written when nobody knows how many are to come."""

Told = Callable[[], object]
_pool = ThreadPoolExecutor(AT_ONCE, thread_name_prefix="takeout")
_under_way: dict[str, tuple[Job, Future[None]]] = {}
_queue = Lock()
_stopping = Event()
_deriving = Lock()  # a passphrase takes 128 MiB: one at a time
_log = logging.getLogger("carnet.takeout")
_PARIS = ZoneInfo("Europe/Paris")


class Dropped(Exception):
    """The copy was given up meanwhile: by the person, by a closing, by time."""


@dataclass(frozen=True)
class Job:
    """One copy to make. ``passphrase``: "" for none; it is kept nowhere else, and shown nowhere."""

    takeout_id: str
    actor: Actor
    person_id: str
    lang: str
    total: int
    passphrase: str
    key: BlobKey
    writer: BlobWriter
    told: Told

    def __repr__(self) -> str:
        return f"Job({self.takeout_id})"


def free_space(blobs: BlobStore) -> int:
    """Bytes that copies may still take on the disk of the documents."""
    return shutil.disk_usage(blobs.root).free - RESERVE


def is_crowded() -> bool:
    """Whether so many copies wait that another one is better asked for later."""
    return len(_under_way) >= AT_ONCE + MOST_WAITING


def start(db: Database, job: Job) -> Future[None]:
    """Make it when its turn comes."""
    with _queue:  # so that it is in the queue before it may leave it
        future = _pool.submit(_make, db, job)
        _under_way[job.takeout_id] = (job, future)
    return future


def give_up(takeout_id: str) -> None:
    """A copy was dropped: while it waits for its turn it leaves its place to others; being made, it finds out by itself."""
    with _queue:
        job, future = _under_way.get(takeout_id, (None, None))
        if job is None or future is None or not future.cancel():
            return
        del _under_way[takeout_id]
    job.writer.abort()
    job.told()


def stop() -> None:
    """The server stops: what is being made is given up at its next write, so that nobody waits for it."""
    _stopping.set()


def resume() -> None:
    """The server starts: copies may be made."""
    _stopping.clear()


def _make(db: Database, job: Job) -> None:
    failure = ""
    try:
        _Making(db, job).run()
    except Dropped:
        pass
    except DomainError as error:
        failure = error.code
    except Exception as error:
        _log.error("a copy failed with %s", type(error).__name__, exc_info=error)
        failure = "emporter.coupe"
    finally:
        job.writer.abort()
        with _queue:
            _under_way.pop(job.takeout_id, None)
    if failure:
        _fail(db, job, failure)
    job.told()


def _fail(db: Database, job: Job, failure: str) -> None:
    db.blobs.delete(job.key.blob_id)
    try:
        with db.uow() as uow:
            row = uow.session.get(Takeout, job.takeout_id)
            if row is not None:
                row.state, row.failure, row.key_salt = State.FAILED, failure[:32], bytes(16)
                uow.session.add(row)
            uow.commit()
    except DomainError as error:  # the disk is full, or the database busy: the sweep finds a copy that nobody makes
        _log.error("a failed copy could not be noted: %s", error.code)


class _Making:
    """One copy being made."""

    def __init__(self, db: Database, job: Job) -> None:
        self._db, self._job = db, job
        self._sealer = job.key.sealer()
        self._size = self._done = self._noted = 0

    def run(self) -> None:
        job = self._job
        job.writer.write(self._sealer.header())
        lock = None
        if job.passphrase:
            with _deriving:
                lock = AgeSealer(job.passphrase)
            self._seal(lock.header())
        with self._db.read() as uow:
            at = uow.clock.now().astimezone(_PARIS)
        write = self._seal if lock is None else lambda data: self._seal(lock.update(data))
        archive = Archive(write, at)
        reading = Reading(self._db, job.actor, job.person_id, job.lang, self._advanced)
        try:
            files, missing = contents.write(archive, reading, at)
            archive.close()
        except BaseException:
            archive.abandon()
            raise
        if lock is not None:
            self._seal(lock.finish())
        job.writer.write(self._sealer.finish())
        job.writer.commit()
        self._ready(files, missing)

    def _seal(self, data: bytes) -> None:
        if _stopping.is_set():
            raise Dropped
        self._size += len(data)
        sealed = self._sealer.update(data)
        if sealed:
            self._job.writer.write(sealed)

    def _advanced(self, size: int) -> None:
        """Some more bytes of documents are packed: now and then that is written, and asked whether to go on."""
        self._done += size
        if self._done - self._noted < (self._job.total // STEPS or FEW):
            return
        self._noted = self._done
        if free_space(self._db.blobs) < 0:
            raise DomainError("emporter.place", poids=self._job.total)
        with self._db.uow() as uow:
            row = uow.session.get(Takeout, self._job.takeout_id)
            if row is None:
                raise Dropped
            row.done = self._done
            uow.session.add(row)
            uow.commit()
        self._job.told()

    def _ready(self, files: int, missing: int) -> None:
        """It may be taken, unless it was given up or the right to it ended while it was made."""
        kept = False
        try:
            with self._db.uow() as uow:
                row = uow.session.get(Takeout, self._job.takeout_id)
                if row is None:
                    raise Dropped
                standing(uow, self._job.actor, self._job.person_id)
                row.state, row.size, row.files, row.missing = State.READY, self._size, files, missing
                row.done = row.total
                uow.session.add(row)
                uow.commit()
                kept = True
        finally:
            if not kept:
                self._db.blobs.delete(self._job.key.blob_id)
