"""One line of a history, and how it is chained to the line before.

Each line holds the hash of the line before it. What a line says (names, labels) is sealed under the person's key and enters the
chain only as a salted digest, so it can be erased while the chain still verifies. The digest takes the person's key and covers
the whole line and the hash before it: who holds the database alone can make no line, so rewrite none.
"""

import hashlib
import hmac
import json
import os
from datetime import UTC, datetime
from functools import lru_cache

from sqlalchemy import LargeBinary, UniqueConstraint
from sqlmodel import Field, SQLModel

from rxapp.core.columns import UtcDateTime, new_id
from rxapp.core.crypto import PersonKey, SealBroken, derive, open_sealed, seal

START = bytes(32)
"""What the first line of every chain follows."""

_TABLE = "audit_entries"


class AuditEntry(SQLModel, table=True):
    """One line of one person's history."""

    __tablename__ = _TABLE
    __table_args__ = (UniqueConstraint("person_id", "seq", name="uq_audit_entries_person_seq"),)

    id: str = Field(primary_key=True, max_length=32)
    person_id: str = Field(max_length=32)
    seq: int
    at: datetime = Field(sa_type=UtcDateTime)
    actor_account_id: str = Field(max_length=32)
    action: str = Field(max_length=64)
    salt: bytes | None = Field(sa_type=LargeBinary)
    payload: bytes | None = Field(sa_type=LargeBinary)
    digest: bytes = Field(sa_type=LargeBinary)
    prev_hash: bytes = Field(sa_type=LargeBinary)
    hash: bytes = Field(sa_type=LargeBinary)


def new_line(
    key: PersonKey, said: dict, *, person_id: str, after: tuple[int, bytes], at: datetime, account_id: str, action: str
) -> AuditEntry:
    """The line that follows `after` (number and hash of the last one), saying `said`, JSON values."""
    line_id, salt, words = new_id(), os.urandom(16), _canonical(said)
    line = AuditEntry(
        id=line_id,
        person_id=person_id,
        seq=after[0] + 1,
        at=at,
        actor_account_id=account_id,
        action=action,
        salt=salt,
        payload=seal(key, words, table=_TABLE, column="payload", row=line_id, person=person_id),
        digest=b"",
        prev_hash=after[1],
        hash=b"",
    )
    line.digest = _digest(key, line, words)
    line.hash = hash_of(line)
    return line


def said_in(entry: AuditEntry, key: PersonKey) -> dict | None:
    """What a line says: actor, on_behalf, address, session, item and details; None when erased. Raises `SealBroken`."""
    if entry.payload is None:
        return None
    return json.loads(open_sealed(key, entry.payload, table=_TABLE, column="payload", row=entry.id, person=entry.person_id))


def still_says(entry: AuditEntry, key: PersonKey | None) -> bool:
    """Whether the line and its payload agree with its digest; a payload and its salt go together.

    Without the key, or once the words are erased, the digest tells nothing: `hash_of` and the lines after it still do.
    """
    if entry.payload is None or entry.salt is None:
        return entry.payload is entry.salt
    if key is None:
        return True
    try:
        said = _canonical(said_in(entry, key))
    except SealBroken:
        return False
    return hmac.compare_digest(_digest(key, entry, said), entry.digest)


def _canonical(said: dict) -> bytes:
    return json.dumps(said, ensure_ascii=False, sort_keys=True, separators=(",", ":")).encode()


def hash_of(entry: AuditEntry) -> bytes:
    """What the next line must name: SHA-256 over every part of this one but its erasable words."""
    return hashlib.sha256(_joined(*_plain(entry), entry.digest, entry.prev_hash)).digest()


def _digest(key: PersonKey, entry: AuditEntry, words: bytes) -> bytes:
    """HMAC-SHA256 over every part of a line, its words and its salt included."""
    return hmac.digest(_chain_key(key), _joined(*_plain(entry), entry.prev_hash, entry.salt or b"", words), "sha256")


@lru_cache(256)
def _chain_key(key: PersonKey) -> bytes:
    return derive(key, "carnet/history")


def forget_chain_keys() -> None:
    """Let go of what was derived from people's keys."""
    _chain_key.cache_clear()


def _plain(entry: AuditEntry) -> list[bytes]:
    at = entry.at.astimezone(UTC).isoformat(timespec="microseconds")
    words = (entry.person_id, str(entry.seq), entry.id, at, entry.actor_account_id, entry.action)
    return [word.encode() for word in words]


def _joined(*parts: bytes) -> bytes:
    """The parts with their lengths, so that no two lists give the same bytes."""
    return b"".join(len(part).to_bytes(4, "big") + part for part in parts)
