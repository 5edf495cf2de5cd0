"""What is said of a document to whom it is lent, when a line of another room tells that they were given it."""

from __future__ import annotations

from dataclasses import dataclass

from rxapp.core.db import UnitOfWork
from rxapp.core.policy import Actor, Context
from rxapp.record.cautions import warning_label
from rxapp.record.contents import key_of
from rxapp.record.service import document_row
from rxapp.record.views import DocumentRow, row_of


@dataclass(frozen=True)
class Lent:
    """One document as its borrower reads of it; see `views.DocumentDetail`."""

    row: DocumentRow
    pages: int
    preview: str
    warning: str


def lent(uow: UnitOfWork, *, actor: Actor, context: Context, document_id: str, lang: str) -> Lent:
    """A document that is lent to this actor now. Raises `DomainError("introuvable")`."""
    doc = document_row(uow, actor, "see", context, document_id)
    row = row_of(doc, key_of(uow, doc.person_id), actor, lang)
    return Lent(row, doc.pages, doc.preview, warning_label(doc.warning, lang))
