"""The ledger of people's keys: which were sealed away, brought back or destroyed, beside the database and never inside it.

A database restored from an older backup still holds keys that were sealed away or destroyed since: the ledger says which, so that
they go again (`rxapp keys replay`). One JSON object a line: when, whose, what; nothing else of anybody. Each line bears a keyed
hash of itself and of the line before, so that one that is added, changed or cut out is seen; a cut end is not: copies are kept.
"""

from __future__ import annotations

import fcntl
import json
import os
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import UTC, datetime
from enum import StrEnum
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
    """One line. ``destroy_at``: of an archived key, when it is to be destroyed; ``asked``: because the person asked."""

    person_id: str
    fate: Fate
    at: datetime
    destroy_at: datetime | None = None
    asked: bool = False
    reference: str = ""


class LedgerBroken(Exception):
    """A line of the ledger is not one that this instance wrote, or not in its place."""

    def __init__(self, path: Path, number: int) -> None:
        super().__init__(
            f"Le registre des clés {path} est abîmé à la ligne {number} : prenez la dernière copie entière. Rien n’a été changé. "
            f"/ The ledger of keys {path} is damaged at line {number}: take its last whole copy. Nothing was changed."
        )


def append(path: Path, keyring: KeyRing, line: LedgerLine) -> None:
    """Add a line, durably. What was said last of this person already is not said again; what is older than that, which only a
    restored database would say, is not said at all. Raises `LedgerBroken`, OSError.
    """
    private_directory(path.parent)
    handle = os.open(path, os.O_RDWR | os.O_CREAT, 0o600)
    with os.fdopen(handle, "r+") as file:
        fcntl.flock(file, fcntl.LOCK_EX)
        before, latest = "", {}
        for said, mac in _read(path, keyring, file.read()):
            before, latest[said.person_id] = mac, said
        last = latest.get(line.person_id)
        if last is not None and (last == line or last.at > line.at):
            return
        written = _written(line)
        file.write(json.dumps(written | {"mac": _mac(keyring, before, written)}) + "\n")
        file.flush()
        os.fsync(file.fileno())
    sync_folder(path.parent)


def latest(path: Path, keyring: KeyRing) -> dict[str, LedgerLine]:
    """What was said last of each person, by id; nothing without a ledger. Raises `LedgerBroken`, OSError."""
    if not path.exists():
        return {}
    return {said.person_id: said for said, _mac_of in _read(path, keyring, path.read_text())}


def _read(path: Path, keyring: KeyRing, text: str) -> Iterator[tuple[LedgerLine, str]]:
    before = ""
    for number, raw in enumerate(text.splitlines(), start=1):
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
            )
        except (ValueError, KeyError, TypeError, AttributeError):
            raise LedgerBroken(path, number) from None
        if mac != _mac(keyring, before, said):
            raise LedgerBroken(path, number)
        before = mac
        yield line, mac


def _written(line: LedgerLine) -> dict[str, object]:
    said: dict[str, object] = {"person": line.person_id, "fate": line.fate.value, "at": line.at.astimezone(UTC).isoformat()}
    if line.destroy_at is not None:
        said["destroy_at"] = line.destroy_at.astimezone(UTC).isoformat()
    return said | ({"asked": True} if line.asked else {}) | ({"reference": line.reference} if line.reference else {})


def _mac(keyring: KeyRing, before: str, said: dict[str, object]) -> str:
    return keyring.blind_index("ledger", before + json.dumps(said, sort_keys=True)).hex()
