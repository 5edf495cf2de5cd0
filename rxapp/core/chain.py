"""One line of a history, and how it is chained to the line before.

Each line holds the hash of the line before it. What a line says (names, labels) is sealed under the person's key and enters the
chain only as a salted digest, so it can be erased while the chain still verifies.
"""

import hashlib
import json
import os
from datetime import UTC, datetime

from sqlalchemy import LargeBinary, UniqueConstraint
from sqlmodel import Field, SQLModel

from rxapp.core.columns import UtcDateTime, new_id
from rxapp.core.crypto import PersonKey, SealBroken, open_sealed, seal

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
        digest=hashlib.sha256(salt + words).digest(),
        prev_hash=after[1],
        hash=b"",
    )
    line.hash = hash_of(line)
    return line


def said_in(entry: AuditEntry, key: PersonKey) -> dict | None:
    """What a line says: actor, on_behalf, address, session, item and details; None when erased. Raises `SealBroken`."""
    if entry.payload is None:
        return None
    return json.loads(open_sealed(key, entry.payload, table=_TABLE, column="payload", row=entry.id, person=entry.person_id))


def still_says(entry: AuditEntry, key: PersonKey | None) -> bool:
    """Whether the payload agrees with its digest; a payload and its salt go together, and without the key nothing is said."""
    if entry.payload is None or entry.salt is None:
        return entry.payload is entry.salt
    if key is None:
        return True
    try:
        said = _canonical(said_in(entry, key))
    except SealBroken:
        return False
    return hashlib.sha256(entry.salt + said).digest() == entry.digest


def _canonical(said: dict) -> bytes:
    return json.dumps(said, ensure_ascii=False, sort_keys=True, separators=(",", ":")).encode()


def hash_of(entry: AuditEntry) -> bytes:
    """What the next line must name: SHA-256 over every part of this one but its erasable words."""
    at = entry.at.astimezone(UTC).isoformat(timespec="microseconds")
    words = (entry.person_id, str(entry.seq), entry.id, at, entry.actor_account_id, entry.action)
    parts = [word.encode() for word in words] + [entry.digest, entry.prev_hash]
    return hashlib.sha256(b"".join(len(part).to_bytes(4, "big") + part for part in parts)).digest()
