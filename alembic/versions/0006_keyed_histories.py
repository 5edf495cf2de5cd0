"""Histories chained under their person's key

Every chain that holds by the old rule is made anew by the rule of `rxapp/core/chain.py`; one that does not is left as it is. What
those rules were is written out here, so that the code may change.
"""

import hashlib
import hmac
import json
from collections.abc import Sequence
from datetime import UTC

import sqlalchemy as sa
from cryptography.hazmat.primitives.ciphers.aead import AESGCMSIV
from cryptography.hazmat.primitives.hashes import SHA256
from cryptography.hazmat.primitives.kdf.hkdf import HKDF
from cryptography.hazmat.primitives.keywrap import aes_key_unwrap_with_padding

from alembic import op
from rxapp.core.crypto import load_master_key

revision: str = '0006'
down_revision: str | None = '0005'
branch_labels: str | Sequence[str] | None = None
depends_on: str | Sequence[str] | None = None

_LINES = sa.table(
    'audit_entries',
    sa.column('id', sa.String()),
    sa.column('person_id', sa.String()),
    sa.column('seq', sa.Integer()),
    sa.column('at', sa.DateTime(timezone=True)),
    sa.column('actor_account_id', sa.String()),
    sa.column('action', sa.String()),
    sa.column('salt', sa.LargeBinary()),
    sa.column('payload', sa.LargeBinary()),
    sa.column('digest', sa.LargeBinary()),
    sa.column('prev_hash', sa.LargeBinary()),
    sa.column('hash', sa.LargeBinary()),
)
_KEYS = sa.table('person_keys', sa.column('person_id', sa.String()), sa.column('wrapped', sa.LargeBinary()))


def upgrade() -> None:
    connection = op.get_bind()
    if connection.execute(sa.select(_LINES.c.id).limit(1)).first() is None:
        return
    settings = op.get_context().config.attributes['settings']
    wrapping = _derive(load_master_key(settings.master_key_file, create=False), 'carnet/person-keys')
    for person_id, wrapped in connection.execute(sa.select(_KEYS)).all():
        _chain_anew(connection, person_id, aes_key_unwrap_with_padding(wrapping, wrapped))


def _chain_anew(connection: sa.Connection, person_id: str, key: bytes) -> None:
    lines = connection.execute(sa.select(_LINES).where(_LINES.c.person_id == person_id).order_by(_LINES.c.seq)).all()
    said = [_words(key, line) for line in lines]
    if not _held(lines, said):
        return
    chain_key, previous = _derive(key, 'carnet/history'), bytes(32)
    for line, words in zip(lines, said, strict=True):
        digest = line.digest
        if words is not None:
            digest = hmac.digest(chain_key, _joined(*_plain(line), previous, line.salt, words), 'sha256')
        made = {'digest': digest, 'prev_hash': previous, 'hash': _hash(line, digest, previous)}
        connection.execute(sa.update(_LINES).where(_LINES.c.id == line.id).values(**made))
        previous = made['hash']


def _held(lines: Sequence[sa.Row], said: list[bytes | None]) -> bool:
    """Whether a chain holds by the old rule: a digest was SHA-256 over salt and words."""
    previous = bytes(32)
    for number, (line, words) in enumerate(zip(lines, said, strict=True), 1):
        if line.seq != number or line.prev_hash != previous or line.hash != _hash(line, line.digest, previous):
            return False
        if (line.salt is None) is not (line.payload is None):
            return False
        if line.payload is not None and (words is None or hashlib.sha256(line.salt + words).digest() != line.digest):
            return False
        previous = line.hash
    return True


def _words(key: bytes, line: sa.Row) -> bytes | None:
    """What a line says, as it enters the chain; None when it is erased or does not open."""
    if line.payload is None:
        return None
    place = _joined(b'audit_entries', b'payload', line.id.encode(), line.person_id.encode())
    try:
        said = json.loads(AESGCMSIV(key).decrypt(line.payload[1:13], line.payload[13:], place))
    except Exception:  # noqa: BLE001 - whatever is wrong with it, the chain does not hold and is left as it is
        return None
    return json.dumps(said, ensure_ascii=False, sort_keys=True, separators=(',', ':')).encode()


def _hash(line: sa.Row, digest: bytes, previous: bytes) -> bytes:
    return hashlib.sha256(_joined(*_plain(line), digest, previous)).digest()


def _plain(line: sa.Row) -> list[bytes]:
    at = line.at.replace(tzinfo=UTC) if line.at.tzinfo is None else line.at.astimezone(UTC)
    words = (line.person_id, str(line.seq), line.id, at.isoformat(timespec='microseconds'), line.actor_account_id, line.action)
    return [word.encode() for word in words]


def _derive(key: bytes, purpose: str) -> bytes:
    return HKDF(algorithm=SHA256(), length=32, salt=None, info=_joined(purpose.encode())).derive(key)


def _joined(*parts: bytes) -> bytes:
    return b''.join(len(part).to_bytes(4, 'big') + part for part in parts)
