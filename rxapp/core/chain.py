"""One line of a history, and how it is chained to the line before.

Each line holds the hash of the line before it. What a line says (names, labels) is sealed under the person's key and enters the
chain only as a salted digest, so it can be erased while the chain still verifies. The digest takes the person's key and covers
the whole line and the hash before it: who holds the database alone can make no line, so rewrite none.
"""

import hmac
import json
import os
from collections.abc import Callable
from datetime import UTC, datetime
from functools import lru_cache
from hashlib import sha256

from sqlalchemy import LargeBinary, UniqueConstraint
from sqlmodel import Field, SQLModel

from rxapp.core.columns import UtcDateTime, new_id
from rxapp.core.crypto import PersonKey, SealBroken, derive, open_sealed, opener, seal

START = bytes(32)
"""What the first line of every chain follows."""

ERASED = "historique.effacement"
"""The act of a line that says which other line lost its words."""

_TABLE = "audit_entries"
_WHERE = ("address", "session")
_APART = "~"
_APART_MARK = b',"~":{'


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
) -> dict[str, object]:
    """The columns of the line that follows `after` (number and hash of the last one), saying `said`, JSON values."""
    line_id, seq, salt, previous = new_id(), after[0] + 1, os.urandom(16), after[1]
    words = _worded(key, line_id, said)
    plain = _joined(person_id.encode(), *_about(seq, line_id, at, account_id, action))
    digest = hmac.digest(_chain_key(key), plain + _joined(previous, salt, proven(words)), "sha256")
    return {
        "id": line_id,
        "person_id": person_id,
        "seq": seq,
        "at": at,
        "actor_account_id": account_id,
        "action": action,
        "salt": salt,
        "payload": seal(key, words, table=_TABLE, column="payload", row=line_id, person=person_id),
        "digest": digest,
        "prev_hash": previous,
        "hash": sha256(plain + _joined(digest, previous)).digest(),
    }


def said_in(entry: AuditEntry, key: PersonKey) -> dict | None:
    """What a line says: actor, on_behalf, address, session, item and details; None when erased. Raises `SealBroken`."""
    if entry.payload is None:
        return None
    said = json.loads(words_in(entry, key))
    return said | said.pop(_APART, {})


def words_in(entry: AuditEntry, key: PersonKey) -> bytes:
    """The words of a line that is not erased, as they were sealed. Raises `SealBroken`."""
    return open_sealed(key, entry.payload, table=_TABLE, column="payload", row=entry.id, person=entry.person_id)


def stands_apart(words: bytes) -> bool:
    """Whether where these words came from is not among what is proven of them."""
    return _APART_MARK in words


def proven(words: bytes) -> bytes:
    """The words of a line as its digest covers them: without where they came from, which stands apart at their end.

    So a person may be given all that proves a line that somebody else made, and not that somebody's address; the mark
    « from » binds what is apart. Lines of before have nothing apart.
    """
    open_part, apart, _rest = words.rpartition(_APART_MARK)
    return open_part + b"}" if apart else words


def reader(person_id: str, key: PersonKey | None) -> Callable[[AuditEntry, bytes], tuple[bool, bytes]]:
    """What reads one person's chain again. Called with a line and the hash of the one before: whether it follows that one and
    says what its digest says; and its words, when they were read.

    A payload and its salt go together. Without the key, or once the words are erased, the digest tells nothing: the hash and the
    lines after it still do.
    """
    whose, with_key = _joined(person_id.encode()), _chain_key(key) if key else b""
    opened = opener(key, table=_TABLE, column="payload", person=person_id) if key else None
    from_key = _from_key(key) if key else b""

    def fits(line: AuditEntry, previous: bytes) -> tuple[bool, bytes]:
        plain, salt, payload = whose + _joined(*_parts(line)), line.salt, line.payload
        if line.prev_hash != previous or line.hash != sha256(plain + _joined(line.digest, previous)).digest():
            return False, b""
        if payload is None or salt is None or opened is None:
            return (payload is None) is (salt is None), b""
        try:
            words = opened(line.id, payload)
        except SealBroken:
            return False, b""
        covered = proven(words)
        apart = b"{" + words[len(covered) - 1 + len(_APART_MARK) : -1]
        if covered is not words and _from_mark(from_key, line.id, apart) not in covered:
            return False, b""
        made = hmac.digest(with_key, plain + _joined(previous, salt, covered), "sha256")
        return hmac.compare_digest(made, line.digest), words

    return fits


def _worded(key: PersonKey, line_id: str, said: dict) -> bytes:
    """What is sealed: `said` as JSON, what tells where it came from apart, last, and bound by a mark in the rest."""
    apart = _canonical({name: said[name] for name in _WHERE if name in said})
    mark = _from_mark(_from_key(key), line_id, apart)
    rest = _canonical({name: value for name, value in said.items() if name not in _WHERE})
    return rest[:-1] + b"," + mark + _APART_MARK + apart[1:] + b"}"


def _from_mark(from_key: bytes, line_id: str, apart: bytes) -> bytes:
    """What binds the part that stands apart; whoever has not the person's key cannot try addresses against it."""
    return b'"from":"' + hmac.digest(from_key, _joined(line_id.encode(), apart), "sha256").hex().encode() + b'"'


@lru_cache(256)
def _from_key(key: PersonKey) -> bytes:
    return derive(key, "carnet/history/from")


def _canonical(said: dict) -> bytes:
    return json.dumps(said, ensure_ascii=False, sort_keys=True, separators=(",", ":")).encode()


def hash_of(entry: AuditEntry) -> bytes:
    """What the next line must name: SHA-256 over every part of this one but its erasable words."""
    return sha256(_joined(entry.person_id.encode(), *_parts(entry), entry.digest, entry.prev_hash)).digest()


def chain_key(key: PersonKey) -> bytes:
    """What the digests of a person's lines are made with: given to who takes the history along, so that its words verify."""
    return _chain_key(key)


@lru_cache(256)
def _chain_key(key: PersonKey) -> bytes:
    return derive(key, "carnet/history")


def forget_chain_keys() -> None:
    """Let go of what was derived from people's keys."""
    _chain_key.cache_clear()
    _from_key.cache_clear()


def _parts(entry: AuditEntry) -> list[bytes]:
    return _about(entry.seq, entry.id, entry.at, entry.actor_account_id, entry.action)


def _about(seq: int, line_id: str, at: datetime, account_id: str, action: str) -> list[bytes]:
    instant = (at if at.tzinfo is UTC else at.astimezone(UTC)).isoformat(timespec="microseconds")
    return [str(seq).encode(), line_id.encode(), instant.encode(), account_id.encode(), action.encode()]


_LENGTHS = tuple(length.to_bytes(4, "big") for length in range(256))


def _joined(*parts: bytes) -> bytes:
    """The parts with their lengths, so that no two lists give the same bytes."""
    pieces = []
    for part in parts:
        length = len(part)
        pieces += (_LENGTHS[length] if length < 256 else length.to_bytes(4, "big"), part)
    return b"".join(pieces)
