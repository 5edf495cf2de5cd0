"""The ledger of people's keys: which were sealed away, brought back or destroyed, beside the database and never inside it.

A database restored from an older backup still holds keys that were sealed away or destroyed since: the ledger says which, so that
they go again (`rxapp keys replay`). One JSON object a line: when, whose, what; nothing else of anybody. Each line bears a keyed
hash of itself and of the line before, so that one that is added, changed or cut out is seen; a cut end is not: copies are kept,
and what the database knows is said again. A last line without its end was never said: a full disk or a power cut left it.
"""

from __future__ import annotations

import fcntl
import json
import os
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import UTC, datetime
from enum import StrEnum
from io import RawIOBase
from pathlib import Path

from rxapp.core.crypto import KeyRing
from rxapp.core.folders import private_directory, sync_folder


class Fate(StrEnum):
    """What became of a key."""

    ARCHIVED = "archived"
    REOPENED = "reopened"
    DESTROYED = "destroyed"


@dataclass(frozen=True)
class LedgerLine:
    """One line; ``at``: when that became of the key. ``destroy_at``: of an archived key, when it is to be destroyed; ``asked``:
    because the person asked. ``closed_at``: when the account was closed, for receipts.
    """

    person_id: str
    fate: Fate
    at: datetime
    destroy_at: datetime | None = None
    asked: bool = False
    reference: str = ""
    closed_at: datetime | None = None


class LedgerBroken(Exception):
    """A line of the ledger is not one that this instance wrote, or not in its place."""

    def __init__(self, path: Path, number: int) -> None:
        super().__init__(
            f"Le registre des clés {path} est abîmé à la ligne {number}. Rien n’a été changé. Mettez-le de côté, et à sa place "
            "sa copie la plus récente : la base y récrit ce qu’elle sait de plus. Si la base vient d’une sauvegarde, la copie du "
            "registre doit avoir été faite après elle. "
            f"/ The ledger of keys {path} is damaged at line {number}. Nothing was changed. Put it aside, and its latest copy in "
            "its place: the database writes again what it knows besides. If the database comes from a backup, the copy of the "
            "ledger must have been made after it."
        )


def append(path: Path, keyring: KeyRing, *lines: LedgerLine) -> tuple[LedgerLine, ...]:
    """Add lines, durably, or none of them; returns those that were added. What is no later than what was said last of that
    person is not said: it was said already, or a restored database says it. Raises `LedgerBroken`, OSError.
    """
    private_directory(path.parent)
    handle = os.open(path, os.O_RDWR | os.O_CREAT, 0o600)
    with os.fdopen(handle, "r+b", buffering=0) as file:
        fcntl.flock(file, fcntl.LOCK_EX)
        whole = _whole(file.read())
        before, latest = "", {}
        for said, mac in _read(path, keyring, whole):
            before, latest[said.person_id] = mac, said
        added, text = [], ""
        for line in lines:
            last = latest.get(line.person_id)
            if last is None or last.at < line.at:
                written = _written(line)
                before, latest[line.person_id] = _mac(keyring, before, written), line
                added.append(line)
                text += json.dumps(written | {"mac": before}) + "\n"
        if added:
            _write_after(file, len(whole), text.encode())
    if added:
        sync_folder(path.parent)
    return tuple(added)


def latest(path: Path, keyring: KeyRing) -> dict[str, LedgerLine]:
    """What was said last of each person, by id; nothing without a ledger. Raises `LedgerBroken`, OSError."""
    if not path.exists():
        return {}
    return {said.person_id: said for said, _mac_of in _read(path, keyring, _whole(path.read_bytes()))}


def _write_after(file: RawIOBase, end: int, said: bytes) -> None:
    """Write after the last whole line, in place of one that was cut short; a disk that is full leaves the file as it was."""
    try:
        file.truncate(end)
        file.seek(end)
        left = memoryview(said)
        while left:
            left = left[file.write(left) :]
        os.fsync(file.fileno())
    except OSError:
        file.truncate(end)
        raise


def _whole(said: bytes) -> bytes:
    return said[: said.rfind(b"\n") + 1]


def _read(path: Path, keyring: KeyRing, whole: bytes) -> Iterator[tuple[LedgerLine, str]]:
    before = ""
    for number, raw in enumerate(whole.split(b"\n")[:-1], start=1):
        try:
            said = json.loads(raw)
            mac = said.pop("mac")
            line = LedgerLine(
                said["person"],
                Fate(said["fate"]),
                datetime.fromisoformat(said["at"]),
                datetime.fromisoformat(said["destroy_at"]) if said.get("destroy_at") else None,
                bool(said.get("asked")),
                said.get("reference", ""),
                datetime.fromisoformat(said["closed_at"]) if said.get("closed_at") else None,
            )
        except (ValueError, KeyError, TypeError, AttributeError):
            raise LedgerBroken(path, number) from None
        if mac != _mac(keyring, before, said):
            raise LedgerBroken(path, number)
        before = mac
        yield line, mac


def _written(line: LedgerLine) -> dict[str, object]:
    said: dict[str, object] = {"person": line.person_id, "fate": line.fate.value, "at": line.at.astimezone(UTC).isoformat()}
    for name, instant in (("destroy_at", line.destroy_at), ("closed_at", line.closed_at)):
        if instant is not None:
            said[name] = instant.astimezone(UTC).isoformat()
    return said | ({"asked": True} if line.asked else {}) | ({"reference": line.reference} if line.reference else {})


def _mac(keyring: KeyRing, before: str, said: dict[str, object]) -> str:
    return keyring.blind_index("ledger", before + json.dumps(said, sort_keys=True)).hex()
