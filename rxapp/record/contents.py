"""Sealed things of the record: a document's fields under its person's key, and its bytes under a key of its own."""

from __future__ import annotations

import os
from collections.abc import Iterator
from dataclasses import dataclass
from functools import cached_property
from typing import BinaryIO

from rxapp.core.blobs import BlobStore
from rxapp.core.crypto import PersonKey, document_key, open_text, seal
from rxapp.core.db import UnitOfWork
from rxapp.core.finding import words_of
from rxapp.core.keys import person_key
from rxapp.core.stream import SealedFile, StreamSealer

_TABLE = "document"


@dataclass(frozen=True)
class BlobKey:
    """What opens one sealed blob: its place in the store, its key and the data bound to it. Never shown."""

    blob_id: str
    key: bytes
    aad: bytes

    def __repr__(self) -> str:
        return f"BlobKey({self.blob_id})"

    def sealer(self) -> StreamSealer:
        """A sealer for the blob's first writing."""
        return StreamSealer(self.key, self.aad)


def blob_key(key: PersonKey, *, person_id: str, owner: str, blob_id: str, salt: bytes, version: int = 1) -> BlobKey:
    """The key of a blob that belongs to `owner` (a document or rendition id) of a person; gone once `salt` is."""
    aad = "|".join(("carnet/blob", person_id, owner, blob_id, str(version))).encode()
    return BlobKey(blob_id, document_key(key, f"{owner}/{salt.hex()}", version), aad)


def new_salt() -> bytes:
    """The random part of a blob's key."""
    return os.urandom(16)


class Content:
    """A sealed blob opened for reading: `size` plain bytes, read whole or by ranges. Close it, or use `with`.

    file: the sealed bytes, when they are not in their place in the store yet.
    """

    def __init__(self, blobs: BlobStore, key: BlobKey, size: int, *, file: BinaryIO | None = None) -> None:
        self._key = key
        self.size = size
        self._file = file or blobs.open(key.blob_id)

    def __enter__(self) -> Content:
        return self

    def __exit__(self, *_exc: object) -> None:
        self.close()

    def close(self) -> None:
        self._file.close()

    def pieces(self, start: int = 0, length: int | None = None) -> Iterator[bytes]:
        """Plain bytes from `start`, at most 1 MiB at a time. Raises `stream.StreamBroken`."""
        return self._sealed.pieces(start, self.size - start if length is None else length)

    def read_range(self, offset: int, length: int) -> bytes:
        """Exactly `length` plain bytes from `offset`."""
        return b"".join(self.pieces(offset, length))

    @cached_property
    def _sealed(self) -> SealedFile:
        return SealedFile(self._key.key, self._key.aad, self._file)


def seal_field(key: PersonKey, person_id: str, document_id: str, column: str, text: str) -> bytes:
    """One sealed column of a row of `document`."""
    return seal(key, text, table=_TABLE, column=column, row=document_id, person=person_id)


def open_field(key: PersonKey, person_id: str, document_id: str, column: str, blob: bytes) -> str:
    """One sealed column of a row of `document`, in clear; "" when it was never written."""
    if not blob:
        return ""
    return open_text(key, blob, table=_TABLE, column=column, row=document_id, person=person_id)


def key_of(uow: UnitOfWork, person_id: str) -> PersonKey:
    """The person's key. Raises `DomainError("introuvable")`."""
    return person_key(uow, person_id)


def needle_of(*texts: str) -> str:
    """What a search looks into, kept sealed with the document."""
    return words_of(*texts)
