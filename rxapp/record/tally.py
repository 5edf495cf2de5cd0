"""Counts and weights of a person's record, kept in the same transaction as the documents they count.

Because of them a list, its years and its categories cost the same with 10 and with 10,000 documents.
"""

from __future__ import annotations

from collections.abc import Iterator

from sqlalchemy import delete, func, or_, select, tuple_
from sqlmodel import col

from rxapp.core.db import UnitOfWork
from rxapp.core.errors import DomainError
from rxapp.record.models import OUTSIDE, Document, DocumentTally, Status, StorageUse

QUOTA = 2_000_000_000
"""Most bytes a person's record holds."""

QUOTA_ASIDE = 200_000_000
"""Most bytes that one account has waiting for a message about one person. A choice of ours: four of the largest files."""

QUOTA_FROM = 500_000_000
"""Most bytes that one sender files in a person's record: a quota that only counts the whole could be filled from outside."""

ALL, YEAR, CATEGORY, AUTHOR = "all", "year", "category", "author"
SECRET = "~"  # noqa: S105 - the name of a facet
"""Before the facet of what a minor keeps from their parents: counted apart, for them alone."""


def facets(document: Document) -> Iterator[tuple[str, str]]:
    """Every count this document belongs to."""
    mark = SECRET if document.hidden else ""
    yield mark + ALL, ""
    yield mark + YEAR, f"{document.act_date.year:04}"
    yield mark + CATEGORY, document.category
    yield mark + AUTHOR, document.author_account_id


def count(uow: UnitOfWork, document: Document, by: int) -> None:
    """Count a ready document in (`by` 1) or out (-1), as its columns stand now."""
    wanted = list(facets(document))
    query = select(DocumentTally).where(
        DocumentTally.person_id == document.person_id, tuple_(DocumentTally.facet, DocumentTally.value).in_(wanted)
    )
    rows = {(row.facet, row.value): row for row in uow.session.execute(query).scalars()}
    for facet, value in wanted:
        row = rows.get((facet, value))
        if row is None:
            row = DocumentTally(person_id=document.person_id, facet=facet, value=value, documents=0)
        row.documents += by
        if row.documents:
            uow.session.add(row)
        else:
            uow.session.delete(row)
    uow.session.flush()


def weigh(uow: UnitOfWork, person_id: str, by: int) -> None:
    """Add `by` bytes (or take away) to what a person's record weighs."""
    row = uow.session.get(StorageUse, person_id) or StorageUse(person_id=person_id, bytes=0)
    row.bytes += by
    uow.session.add(row)


def forget(uow: UnitOfWork, person_id: str) -> None:
    """Somebody's record is destroyed: of what sorts, years and authors its documents were is told no more."""
    for table in (DocumentTally, StorageUse):
        uow.session.execute(delete(table).where(table.person_id == person_id))


def used(uow: UnitOfWork, person_id: str) -> int:
    """Bytes a person's record weighs, uploads under way at their announced size included."""
    coming = select(func.coalesce(func.sum(Document.size), 0)).where(
        Document.person_id == person_id, Document.status == Status.RECEIVING
    )
    return _kept(uow, person_id) + uow.session.execute(coming).scalar_one()


def filed(uow: UnitOfWork, person_id: str) -> int:
    """Bytes of what is in a person's record for everybody who reads it: neither what waits for a message nor what went with one,
    secret or not, nor what a minor keeps.
    """
    kept = (col(Document.status).in_(OUTSIDE), col(Document.hidden) & col(Document.status).in_((Status.READY, Status.TRASHED)))
    outside = select(func.coalesce(func.sum(Document.size), 0)).where(Document.person_id == person_id, or_(*kept))
    return _kept(uow, person_id) - uow.session.execute(outside).scalar_one()


def _kept(uow: UnitOfWork, person_id: str) -> int:
    return uow.session.execute(select(StorageUse.bytes).where(StorageUse.person_id == person_id)).scalar() or 0


def require_room(uow: UnitOfWork, person_id: str, size: int) -> None:
    """Raise `DomainError("dossier.plein")` when `size` more bytes do not fit."""
    if used(uow, person_id) + size > QUOTA:
        raise DomainError("dossier.plein")


def require_room_aside(uow: UnitOfWork, account_id: str, person_id: str, size: int) -> None:
    """Raise `DomainError("dossier.trop_en_attente")` when an account has too much waiting for a message about a person."""
    waiting = select(func.coalesce(func.sum(Document.size), 0)).where(
        Document.person_id == person_id, Document.status == Status.ASIDE, Document.author_account_id == account_id
    )
    if uow.session.execute(waiting).scalar_one() + size > QUOTA_ASIDE:
        raise DomainError("dossier.trop_en_attente")


def require_room_from(uow: UnitOfWork, account_id: str, person_id: str, size: int) -> None:
    """Raise `DomainError("dossier.plein")` when one sender would take too much of a person's record."""
    theirs = select(func.coalesce(func.sum(Document.size), 0)).where(
        Document.person_id == person_id, Document.author_account_id == account_id, col(Document.sent_mark).is_not(None)
    )
    if uow.session.execute(theirs).scalar_one() + size > QUOTA_FROM:
        raise DomainError("dossier.plein")


def counts(uow: UnitOfWork, person_id: str, facet: str, *, secrets: bool = False) -> dict[str, int]:
    """Ready documents by value of one facet; ``secrets``: with those that a minor keeps."""
    wanted = (facet, SECRET + facet) if secrets else (facet,)
    query = select(DocumentTally.value, func.sum(DocumentTally.documents)).where(
        DocumentTally.person_id == person_id, col(DocumentTally.facet).in_(wanted)
    )
    return {value: int(documents) for value, documents in uow.session.execute(query.group_by(DocumentTally.value))}
