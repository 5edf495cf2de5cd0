"""What is left of somebody: a word planted wherever they write, looked for in every file and behind every key that is left."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from itertools import permutations
from pathlib import Path

from sqlalchemy import LargeBinary, Table, select
from sqlmodel import SQLModel

from rxapp.accounts.models import Account, Person, PersonArchive
from rxapp.core.archive_key import open_from
from rxapp.core.crypto import SealBroken, open_sealed
from rxapp.core.db import Database, UnitOfWork
from rxapp.core.keys import PersonKeyRow

WORD = "zyxelquart"
"""No other text holds it, whatever its case and its accents."""


def in_clear(*folders: Path) -> list[str]:
    """The files that hold the word as anybody reads it."""
    files = (path for folder in folders for path in folder.rglob("*") if path.is_file())
    return [path.name for path in files if any(form in path.read_bytes().lower() for form in _FORMS)]


_FORMS = (WORD.encode(), WORD.encode("utf-16-le"), WORD.encode("utf-16-be"), WORD.encode().hex().encode())


def keys_left(database: Database, private: bytes | None = None) -> list[bytes]:
    """Every key that whoever holds the server gets at; with the archive's private half, what it opens too."""
    keyring = database.keyring
    with database.read() as uow:
        keys = [keyring.unwrap(one) for one in uow.session.execute(select(PersonKeyRow.wrapped)).scalars()]
        for row in uow.session.execute(select(PersonArchive).where(PersonArchive.sealed.is_not(None))).scalars():
            if private is not None:
                keys.append(open_from(private, row.sealed, person_id=row.person_id))
    return [*keys, keyring.instance_key, keyring._index_key, keyring._wrapping_key, keyring.pepper, *filter(None, [private])]


def behind(database: Database, keys: Sequence[bytes]) -> set[str]:
    """The columns (``table.column``) of which one of these keys opens something that holds the word.

    Each value is tried with each key at each place that it could be bound to: what names its row, and each person, each account
    (of a sender's safe) or nobody.
    """
    found: set[str] = set()
    with database.read() as uow:
        people = ["", *uow.session.execute(select(Person.id)).scalars(), *uow.session.execute(select(Account.id)).scalars()]
        for table in SQLModel.metadata.sorted_tables:
            sealed = [column.name for column in table.columns if isinstance(column.type, LargeBinary)]
            rows = uow.session.execute(select(table)).mappings().all() if sealed else []
            for name, column, row in ((f"{table.name}.{column}", column, row) for row in rows for column in sealed):
                places = ({"table": table.name, "column": column, "row": one} for one in _names(table, row))
                opened = _opened(row[column] or b"", keys, [place | {"person": who} for place in places for who in people])
                if name not in found and any(WORD.encode() in one.lower() for one in opened):
                    found.add(name)
    return found


def naming(database: Database, *ids: str) -> set[str]:
    """The columns (``table.column``) that hold one of these ids, alone or among others."""
    with database.read() as uow:
        return {
            f"{table.name}.{column}"
            for table in SQLModel.metadata.sorted_tables
            for row in uow.session.execute(select(table)).mappings()
            for column, value in row.items()
            if isinstance(value, str) and any(one in value for one in ids)
        }


def _names(table: Table, row) -> set[str]:
    """What a row may be called: any of its texts, or those of its key together."""
    key = [str(row[column.name]) for column in table.primary_key if isinstance(row[column.name], str | int)]
    pairs = {"/".join(some) for some in permutations(key, 2)}
    return {value for value in row.values() if isinstance(value, str)} | pairs


def _opened(blob: bytes, keys: Sequence[bytes], places: Sequence[dict[str, str]]) -> Iterator[bytes]:
    for key in keys:
        for place in places:
            try:
                yield open_sealed(key, blob, **place)
            except SealBroken:
                continue


def ids_of(uow: UnitOfWork, person_id: str) -> set[str]:
    """The files on the disk that hold something of a person, by what the tables say of them."""
    ids: set[str] = set()
    for table in SQLModel.metadata.sorted_tables:
        if {"blob_id", "person_id"} <= set(table.columns.keys()):
            ids |= set(uow.session.execute(select(table.c.blob_id).where(table.c.person_id == person_id)).scalars())
    return ids
