"""What a person hides of their record from professionals: who is shut out of one document, and the item that `policy` judges."""

from __future__ import annotations

from collections.abc import Collection, Iterable, Mapping
from dataclasses import replace
from datetime import datetime

from sqlalchemy import delete, select
from sqlmodel import col

from rxapp.accounts.granted import blocked_by, profession_of
from rxapp.core.db import UnitOfWork
from rxapp.core.policy import ALL_BUT_AUTHOR, EVERYBODY, Actor, Context, Item, Role, of_profession
from rxapp.record import lending
from rxapp.record.models import OUTSIDE, Document, DocumentVeil, Status

UNVEILED = frozenset({Role.PATIENT, Role.SYSTEM})
"""Whom no veil concerns: people see their own, their children's and what a helper may, by other rules."""


def item_of(document: Document) -> Item:
    """The document as `policy` sees it, whoever looks."""
    return Item(
        "piece" if document.status in OUTSIDE else "document",
        owner=document.person_id,
        author=document.author_account_id,
        deleted=document.status not in (Status.READY, *OUTSIDE),
        hidden=document.hidden,
        filed=document.sent_mark is not None,
        made=document.made,
        category=document.category,
    )


def item_for(uow: UnitOfWork, actor: Actor, document: Document, context: Context) -> tuple[Item, bool]:
    """The document as `policy` is to see it for this look, and whether it is lent to this actor now.

    What was lent before it was hidden from them is lent no more; a pharmacy keeps what an order going on needs.
    """
    item = item_of(document)
    loan, veils = lending.loan(uow, actor, document.id), {}
    if actor.role not in UNVEILED:
        veils = _veils(uow, document)
        item = replace(item, closed_to=frozenset(veils), blocks=blocked_by(uow, document.person_id))
    hidden = [veils[target] for target in _closing(uow, actor, document, veils)]
    lent = loan is not None and (actor.role is Role.PHARMACY or lending.outlives(loan.agreed_at, hidden))
    return (replace(item, lent_to=frozenset({actor.account_id})) if lent else item), lent


def _closing(uow: UnitOfWork, actor: Actor, document: Document, veils: Mapping[str, datetime]) -> list[str]:
    """Those of the veils of a document that shut out this actor."""
    theirs = {EVERYBODY, actor.account_id}
    if actor.account_id != document.author_account_id:
        theirs.add(ALL_BUT_AUTHOR)
    if veils.keys() - theirs and actor.role is Role.PROFESSIONAL:  # asked here: who looks through messages brings no context
        theirs.add(of_profession(profession_of(uow, actor.account_id)))
    return [target for target in veils if target in theirs]


def items_for(uow: UnitOfWork, actor: Actor, person_id: str, documents: Collection[Document]) -> list[tuple[Document, Item]]:
    """Documents of one list of one record, as `policy` is to see them: two statements whatever their number."""
    if actor.role in UNVEILED:
        return [(document, item_of(document)) for document in documents]
    veils, blocks = veils_of(uow, [document.id for document in documents]), blocked_by(uow, person_id)
    return [(one, replace(item_of(one), closed_to=veils.get(one.id, frozenset()), blocks=blocks)) for one in documents]


def veils_of(uow: UnitOfWork, document_ids: Iterable[str]) -> Mapping[str, frozenset[str]]:
    """From whom documents are hidden, by their id; those that are hidden from nobody are absent."""
    wanted = select(DocumentVeil.document_id, DocumentVeil.target).where(col(DocumentVeil.document_id).in_(list(document_ids)))
    found: dict[str, set[str]] = {}
    for document_id, target in uow.session.execute(wanted):
        found.setdefault(document_id, set()).add(target)
    return {document_id: frozenset(targets) for document_id, targets in found.items()}


def _veils(uow: UnitOfWork, document: Document) -> dict[str, datetime]:
    """From whom one document is hidden, and since when."""
    wanted = select(DocumentVeil.target, DocumentVeil.since).where(DocumentVeil.document_id == document.id)
    return {target: since for target, since in uow.session.execute(wanted)}


def put_veils(uow: UnitOfWork, document: Document, targets: frozenset[str]) -> None:
    """Hide a document from these and from nobody else; from whom it was hidden already it stays so since then."""
    before = _veils(uow, document)
    gone = (col(DocumentVeil.document_id) == document.id, col(DocumentVeil.target).in_(before.keys() - targets))
    uow.session.execute(delete(DocumentVeil).where(*gone))
    for target in sorted(targets - before.keys()):
        row = DocumentVeil(document_id=document.id, target=target, person_id=document.person_id, since=uow.clock.now())
        uow.session.add(row)
    uow.session.flush()


def closed_to(uow: UnitOfWork, document_id: str) -> frozenset[str]:
    """From whom one document is hidden: whoever sends it is asked first."""
    return veils_of(uow, [document_id]).get(document_id, frozenset())


def forget_veils(uow: UnitOfWork, *, document_id: str = "", person_id: str = "") -> None:
    """A document, or a whole record, is destroyed: from whom it was hidden goes with it."""
    column, value = (DocumentVeil.document_id, document_id) if document_id else (DocumentVeil.person_id, person_id)
    uow.session.execute(delete(DocumentVeil).where(col(column) == value))
