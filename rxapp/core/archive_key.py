"""The archive key: what a closed record is sealed to, so that the running server cannot open it.

Made once as a pair (X25519). The server has the public half alone; the operator takes the private half away, and brings it back
to reopen a record. A seal is a fresh key agreement for each key sealed: ephemeral X25519, HKDF-SHA256 over both public keys, then
AES-256-GCM bound to the person, so that a seal moved to somebody else opens nothing.
"""

import base64
import os
from pathlib import Path

from cryptography.exceptions import InvalidTag
from cryptography.hazmat.primitives.asymmetric.x25519 import X25519PrivateKey, X25519PublicKey
from cryptography.hazmat.primitives.ciphers.aead import AESGCM
from cryptography.hazmat.primitives.hashes import SHA256
from cryptography.hazmat.primitives.kdf.hkdf import HKDF

from rxapp.core.crypto import PersonKey, SealBroken
from rxapp.core.folders import private_directory, sync_folder

_VERSION = b"\x01"
_HALF = 32
_NONCE = bytes(12)
"""A seal has a key of its own, used once."""
PRIVATE, _PUBLIC = "carnet-archive-prive", "carnet-archive-public"
"""How each half begins as text."""


class ArchiveKeyUnusable(Exception):
    """A file or value is not an archive key, or not the one wanted here."""

    def __init__(self, where: str) -> None:
        super().__init__(
            f"« {where} » n’est pas la clé d’archive attendue : vérifiez que c’est bien le fichier écrit par "
            "« rxapp keys archive-init » pour ce Carnet. "
            f"/ “{where}” is not the archive key wanted here: check that it is the file that “rxapp keys archive-init” wrote "
            "for this Carnet."
        )


def new_pair() -> tuple[str, str]:
    """A private and a public half, each as one line of text."""
    private = X25519PrivateKey.generate()
    return _said(PRIVATE, private.private_bytes_raw()), _said(_PUBLIC, private.public_key().public_bytes_raw())


def public_half(text: str, where: str) -> bytes:
    """The 32 bytes of a public half, to which a key was sealed to try it. Raises `ArchiveKeyUnusable`."""
    half = _read(_PUBLIC, text, where)
    try:
        seal_to(half, PersonKey(bytes(_HALF)), person_id="")
    except ValueError:  # zeros, and the few points that agree with nobody
        raise ArchiveKeyUnusable(where) from None
    return half


def private_half(text: str, where: str) -> bytes:
    """The 32 bytes of a private half. Raises `ArchiveKeyUnusable`."""
    return _read(PRIVATE, text, where)


def seal_to(public: bytes, key: PersonKey, *, person_id: str) -> bytes:
    """Seal a person's key to the archive: 81 bytes that the public half alone made and does not open."""
    ephemeral = X25519PrivateKey.generate()
    sent = ephemeral.public_key().public_bytes_raw()
    shared = ephemeral.exchange(X25519PublicKey.from_public_bytes(public))
    return _VERSION + sent + AESGCM(_agreed(shared, sent, public)).encrypt(_NONCE, key, person_id.encode())


def open_from(private: bytes, sealed: bytes, *, person_id: str) -> PersonKey:
    """The key inside. Raises `SealBroken` for another archive key, somebody else's seal or any change."""
    if len(sealed) != 1 + _HALF + _HALF + 16 or sealed[:1] != _VERSION:
        raise SealBroken("this is no sealed key")
    mine, sent = X25519PrivateKey.from_private_bytes(private), sealed[1 : 1 + _HALF]
    try:
        shared = mine.exchange(X25519PublicKey.from_public_bytes(sent))
        key = _agreed(shared, sent, mine.public_key().public_bytes_raw())
        return PersonKey(AESGCM(key).decrypt(_NONCE, sealed[1 + _HALF :], person_id.encode()))
    except (InvalidTag, ValueError):
        raise SealBroken("a sealed key does not open with this archive key") from None


def write_new(path: Path, text: str) -> None:
    """Write a half for its owner alone, durably; never over a file that is there (FileExistsError)."""
    private_directory(path.parent)
    with os.fdopen(os.open(path, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600), "w") as file:
        file.write(text + "\n")
        file.flush()
        os.fsync(file.fileno())
    sync_folder(path.parent)


def _agreed(shared: bytes, sent: bytes, public: bytes) -> bytes:
    return HKDF(algorithm=SHA256(), length=32, salt=None, info=b"carnet/archive/1" + sent + public).derive(shared)


def _said(kind: str, half: bytes) -> str:
    return f"{kind}:{base64.b64encode(half).decode()}"


def _read(kind: str, text: str, where: str) -> bytes:
    name, _colon, value = text.strip().partition(":")
    try:
        half = base64.b64decode(value, validate=True) if name == kind else b""
    except ValueError:
        half = b""
    if len(half) != _HALF:
        raise ArchiveKeyUnusable(where)
    return half
