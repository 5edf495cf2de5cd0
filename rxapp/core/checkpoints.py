"""Signed checkpoints: once a day the heads of every chain that grew, under one signature: nobody's past is made anew.

A checkpoint is a Merkle tree (`merkle.py`) over those heads, each bound to its person, and a statement of its root that names the
statement before and is signed (Ed25519). Both tables only grow. Erasing words or destroying keys leaves every hash, so it still
verifies. The signing key is derived from the master key: it is backed up with it.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from hashlib import sha256

from cryptography.exceptions import InvalidSignature
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey, Ed25519PublicKey
from sqlalchemy import Index, LargeBinary, Row, func, select
from sqlmodel import Field, SQLModel

from rxapp.core.audit import AuditEntry
from rxapp.core.columns import UtcDateTime
from rxapp.core.crypto import KeyRing
from rxapp.core.db import Database, UnitOfWork
from rxapp.core.merkle import inclusion_proof, leaf_hash, tree_head

EVERY = timedelta(days=1)
_FORMAT = "carnet-point-1"


class Checkpoint(SQLModel, table=True):
    """One signed statement; `number` counts from 1."""

    __tablename__ = "audit_checkpoint"

    number: int = Field(primary_key=True, sa_column_kwargs={"autoincrement": False})
    at: datetime = Field(sa_type=UtcDateTime)
    size: int
    head: bytes = Field(sa_type=LargeBinary)
    previous: bytes = Field(sa_type=LargeBinary)
    signature: bytes = Field(sa_type=LargeBinary)


class CheckpointLeaf(SQLModel, table=True):
    """The head of one person's chain in one checkpoint."""

    __tablename__ = "audit_checkpoint_leaf"
    __table_args__ = (Index("ix_audit_checkpoint_leaf_person", "person_id", "checkpoint"),)

    checkpoint: int = Field(primary_key=True, sa_column_kwargs={"autoincrement": False})
    position: int = Field(primary_key=True, sa_column_kwargs={"autoincrement": False})
    person_id: str = Field(max_length=32)
    seq: int
    hash: bytes = Field(sa_type=LargeBinary)


@dataclass(frozen=True)
class CheckpointCheck:
    """How many checkpoints hold, the first that does not, and the latest as text to keep elsewhere ("" when there is none)."""

    count: int
    broken: int | None
    latest: str


@dataclass(frozen=True)
class Inclusion:
    """That a line was the last of a person's chain when a checkpoint was signed: all that proves it but the line itself."""

    seq: int
    position: int
    size: int
    proof: tuple[bytes, ...]
    statement: str
    signature: bytes
    public_key: bytes


def public_key(keyring: KeyRing) -> bytes:
    """The 32 bytes with which anybody verifies this instance's checkpoints."""
    return _signing(keyring).public_key().public_bytes_raw()


def make(uow: UnitOfWork) -> Checkpoint | None:
    """Sign the heads of the chains that grew since the last checkpoint; None when none did."""
    grown = _grown(uow)
    if not grown:
        return None
    before = _latest(uow)
    number, previous = (before.number + 1, link(statement(before))) if before else (1, bytes(32))
    rows = [{"checkpoint": number, "position": position, **head._asdict()} for position, head in enumerate(grown)]
    uow.session.execute(CheckpointLeaf.__table__.insert(), rows)
    head = tree_head([_leaf(one) for one in grown])
    made = Checkpoint(number=number, at=uow.clock.now(), size=len(grown), head=head, previous=previous, signature=b"")
    made.signature = _signing(uow.keyring).sign(statement(made).encode())
    uow.session.add(made)
    return made


def make_due(db: Database) -> None:
    """`make`, unless the last one is less than a day old. Blocks: call it in a thread."""
    with db.read() as uow:
        latest = _latest(uow)
        if latest is not None and uow.clock.now() - latest.at < EVERY:
            return
    with db.uow() as uow:
        make(uow)
        uow.commit()


def verify(uow: UnitOfWork) -> CheckpointCheck:
    """Make every tree again and hold its heads against the chains as they are. Never raises for a bad one."""
    public, previous, count, latest = Ed25519PublicKey.from_public_bytes(public_key(uow.keyring)), bytes(32), 0, ""
    for point in uow.session.execute(select(Checkpoint).order_by(Checkpoint.number)).scalars():
        good = point.number == count + 1 and point.previous == previous
        if not (good and _is_signed(point, public) and _holds(uow, point)):
            return CheckpointCheck(count, count + 1, latest)
        count, previous = point.number, link(statement(point))
        latest = f"{count} {previous.hex()}"
    stray = uow.session.execute(select(func.count()).where(CheckpointLeaf.checkpoint > count)).scalar_one()
    return CheckpointCheck(count, count + 1 if stray else None, latest)


def inclusion(uow: UnitOfWork, person_id: str) -> Inclusion | None:
    """What proves a person's latest signed head; None while no checkpoint holds one. Who may ask is for the caller to see to."""
    mine = select(CheckpointLeaf).where(CheckpointLeaf.person_id == person_id).order_by(CheckpointLeaf.checkpoint.desc())
    leaf = uow.session.execute(mine.limit(1)).scalar()
    point = uow.session.get(Checkpoint, leaf.checkpoint) if leaf else None
    if leaf is None or point is None:
        return None
    proof = inclusion_proof([_leaf(one) for one in _leaves(uow, point)], leaf.position)
    public = public_key(uow.keyring)
    return Inclusion(leaf.seq, leaf.position, point.size, tuple(proof), statement(point), point.signature, public)


def statement(point: Checkpoint) -> str:
    """What is signed: lines of text, each of one value."""
    at = point.at.astimezone(UTC).isoformat(timespec="microseconds")
    return f"{_FORMAT}\n{point.number}\n{at}\n{point.size}\n{point.head.hex()}\n{point.previous.hex()}\n"


def link(said: str) -> bytes:
    """How the next statement names this one."""
    return sha256(said.encode()).digest()


def _grown(uow: UnitOfWork) -> list[Row]:
    """The last line of each chain that grew since it was last signed: person_id, seq, hash."""
    last = select(AuditEntry.person_id, func.max(AuditEntry.seq).label("seq")).group_by(AuditEntry.person_id).subquery()
    lines = (AuditEntry.person_id == last.c.person_id) & (AuditEntry.seq == last.c.seq)
    heads = select(AuditEntry.person_id, AuditEntry.seq, AuditEntry.hash).join(last, lines).order_by(AuditEntry.person_id)
    signed = select(CheckpointLeaf.person_id, func.max(CheckpointLeaf.seq)).group_by(CheckpointLeaf.person_id)
    known = dict(tuple(one) for one in uow.session.execute(signed))
    return [head for head in uow.session.execute(heads) if head.seq > known.get(head.person_id, 0)]


def _latest(uow: UnitOfWork) -> Checkpoint | None:
    return uow.session.execute(select(Checkpoint).order_by(Checkpoint.number.desc()).limit(1)).scalar()


def _holds(uow: UnitOfWork, point: Checkpoint) -> bool:
    """Whether the leaves make the root, and each is still the line of its chain."""
    leaves = _leaves(uow, point)
    lines = (AuditEntry.person_id == CheckpointLeaf.person_id) & (AuditEntry.seq == CheckpointLeaf.seq)
    same = select(func.count()).select_from(CheckpointLeaf).join(AuditEntry, lines & (AuditEntry.hash == CheckpointLeaf.hash))
    held = uow.session.execute(same.where(CheckpointLeaf.checkpoint == point.number)).scalar_one()
    positions = [leaf.position for leaf in leaves] == list(range(point.size))
    return positions and held == point.size and tree_head([_leaf(leaf) for leaf in leaves]) == point.head


def _leaves(uow: UnitOfWork, point: Checkpoint) -> Sequence[Row]:
    columns = select(*CheckpointLeaf.__table__.columns).where(CheckpointLeaf.checkpoint == point.number)
    return uow.session.execute(columns.order_by(CheckpointLeaf.position)).all()


def _leaf(leaf: Row) -> bytes:
    return leaf_hash(f"{leaf.person_id}\n{leaf.seq}\n{leaf.hash.hex()}\n".encode())


def _is_signed(point: Checkpoint, public: Ed25519PublicKey) -> bool:
    try:
        public.verify(point.signature, statement(point).encode())
    except InvalidSignature:
        return False
    return True


def _signing(keyring: KeyRing) -> Ed25519PrivateKey:
    return Ed25519PrivateKey.from_private_bytes(keyring.signing_seed)
