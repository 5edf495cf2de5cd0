"""Keys, and the sealing of fields.

One master key, in a file the operator keeps, wraps the key of every person; a person's key seals what is about them. Each
sealed field is bound to its table, column, row and person, so that a value moved elsewhere no longer opens.
"""

import base64
import binascii
import contextlib
import hmac
import os
from collections.abc import Callable
from functools import lru_cache
from pathlib import Path
from typing import NewType

from cryptography.exceptions import InvalidTag
from cryptography.hazmat.primitives.ciphers.aead import AESGCMSIV
from cryptography.hazmat.primitives.hashes import SHA256
from cryptography.hazmat.primitives.kdf.hkdf import HKDF
from cryptography.hazmat.primitives.keywrap import (
    InvalidUnwrap,
    aes_key_unwrap_with_padding,
    aes_key_wrap_with_padding,
)

from rxapp.core.folders import private_directory, sync_folder

PersonKey = NewType("PersonKey", bytes)
"""The 32 bytes that seal all that is about one person."""

_VERSION = b"\x01"
_NONCE = 12
_TAG = 16
_BODY = 1 + _NONCE
_LEAST = _BODY + _TAG
_CACHED_KEYS = 4096


class MasterKeyMissing(Exception):
    """The master key file is absent."""

    def __init__(self, path: Path) -> None:
        super().__init__(
            f"La clé maîtresse {path} est absente : sans elle, aucune donnée ne peut être lue. Restaurez ce fichier "
            "depuis votre sauvegarde, puis redémarrez. N’en créez pas une autre : elle n’ouvrirait rien. "
            f"/ The master key {path} is missing: without it no data can be read. Restore this file from your backup, "
            "then start again. Do not make another one: it would open nothing."
        )
        self.path = path


class MasterKeyUnusable(Exception):
    """The master key file is there but is not a key, or not the key of this database."""

    def __init__(self, path: Path) -> None:
        super().__init__(
            f"La clé maîtresse {path} n’est pas celle de ces données, ou le fichier est abîmé. Restaurez-la depuis "
            "votre sauvegarde, puis redémarrez. "
            f"/ The master key {path} is not the one of these data, or the file is damaged. Restore it from your "
            "backup, then start again."
        )
        self.path = path


class SealBroken(Exception):
    """A sealed value was changed, moved, or sealed with another key."""


class KeyRing:
    """All that derives from the master key (32 bytes)."""

    def __init__(self, master_key: bytes) -> None:
        if len(master_key) != 32:
            raise ValueError("a master key has 32 bytes")
        self._wrapping_key = derive(master_key, "carnet/person-keys")
        self._index_key = derive(master_key, "carnet/blind-index")
        self.instance_key = PersonKey(derive(master_key, "carnet/instance"))
        self.signing_seed = derive(master_key, "carnet/history-signing")
        self.pepper = derive(master_key, "carnet/pepper")
        self.archive_public: bytes | None = None
        """What closed records are sealed to (`archive_key.py`); None while the operator has made no archive key."""
        self._unwrapped = lru_cache(_CACHED_KEYS)(self._unwrap)

    def __repr__(self) -> str:
        return "KeyRing(…)"

    def new_person_key(self) -> bytes:
        """A fresh person key, wrapped."""
        return aes_key_wrap_with_padding(self._wrapping_key, os.urandom(32))

    def unwrap(self, wrapped: bytes) -> PersonKey:
        """The key inside `wrapped`; the latest ones are remembered. Raises `SealBroken`."""
        return self._unwrapped(wrapped)

    def wrap(self, key: PersonKey) -> bytes:
        """A person key that was brought back, wrapped."""
        return aes_key_wrap_with_padding(self._wrapping_key, key)

    def forget(self) -> None:
        """Let go of every key that this process remembers: one of them is not to be opened here any more."""
        self._unwrapped.cache_clear()
        _siv.cache_clear()

    def blind_index(self, purpose: str, value: str) -> bytes:
        """32 bytes that find `value` again without showing it; different for each purpose."""
        return hmac.digest(self._index_key, _joined(purpose, value), "sha256")

    def _unwrap(self, wrapped: bytes) -> PersonKey:
        try:
            return PersonKey(aes_key_unwrap_with_padding(self._wrapping_key, wrapped))
        except InvalidUnwrap:
            raise SealBroken("a person key does not open with this master key") from None


def derive(key: bytes, *purpose: str | int) -> bytes:
    """A key of 32 bytes for one purpose, from another key (HKDF-SHA256)."""
    return HKDF(algorithm=SHA256(), length=32, salt=None, info=_joined(*map(str, purpose))).derive(key)


def document_key(person_key: bytes, document_id: str, version: int | str) -> bytes:
    """The key of one version of one document."""
    return derive(person_key, "carnet/document", document_id, version)


def seal(key: bytes, plaintext: str | bytes, *, table: str, column: str, row: str, person: str | None) -> bytes:
    """Encrypt one field (AES-256-GCM-SIV), bound to its place; 29 bytes longer than the text in UTF-8."""
    data = plaintext.encode() if isinstance(plaintext, str) else bytes(plaintext)
    nonce = os.urandom(_NONCE)
    return _VERSION + nonce + _siv(key).encrypt(nonce, data, _joined(table, column, row, person or ""))


def open_sealed(key: bytes, blob: bytes, *, table: str, column: str, row: str, person: str | None) -> bytes:
    """The bytes that `seal` was given. Raises `SealBroken` for another key, another place or any change."""
    return opener(key, table=table, column=column, person=person)(row, blob)


def opener(key: bytes, *, table: str, column: str, person: str | None) -> Callable[[str, bytes], bytes]:
    """`open_sealed` for many rows of one column about one person: called with row and blob."""
    decrypt, before, after = _siv(key).decrypt, _joined(table, column), _joined(person or "")

    def opened(row: str, blob: bytes) -> bytes:
        if len(blob) < _LEAST or blob[:1] != _VERSION:
            raise SealBroken(f"{table}.{column} is not a sealed value")
        try:
            return decrypt(blob[1:_BODY], blob[_BODY:], before + _joined(row) + after)
        except InvalidTag:
            raise SealBroken(f"{table}.{column} does not open") from None

    return opened


def open_text(key: bytes, blob: bytes, *, table: str, column: str, row: str, person: str | None) -> str:
    """`open_sealed` for a field that holds text."""
    return open_sealed(key, blob, table=table, column=column, row=row, person=person).decode()


def load_master_key(path: Path, create: bool) -> bytes:
    """Read the master key; make one (mode 0600) when it is absent and `create` is true.

    Raises `MasterKeyMissing`, or `MasterKeyUnusable` when the file is not 32 bytes in base64.
    """
    if not path.exists():
        if not create:
            raise MasterKeyMissing(path)
        _make_master_key(path)
    try:
        key = base64.b64decode(path.read_bytes().strip(), validate=True)
    except binascii.Error:
        key = b""
    if len(key) != 32:
        raise MasterKeyUnusable(path)
    return key


def _make_master_key(path: Path) -> None:
    """Write the whole file beside, then link it: two processes starting together end with one key."""
    folder = private_directory(path.parent)
    draft = path.with_name(f"{path.name}.{os.urandom(8).hex()}")
    handle = os.open(draft, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600)
    try:
        with os.fdopen(handle, "wb") as file:
            file.write(base64.b64encode(os.urandom(32)) + b"\n")
            file.flush()
            os.fsync(file.fileno())
        with contextlib.suppress(FileExistsError):
            os.link(draft, path)
    finally:
        draft.unlink()
    sync_folder(folder)


def _joined(*parts: str) -> bytes:
    """The parts with their lengths, so that no two lists give the same bytes."""
    coded = [part.encode() for part in parts]
    return b"".join(len(part).to_bytes(4, "big") + part for part in coded)


@lru_cache(_CACHED_KEYS)
def _siv(key: bytes) -> AESGCMSIV:
    return AESGCMSIV(key)
