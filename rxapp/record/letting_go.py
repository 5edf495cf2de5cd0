"""The open pages of those who work with records, when a document leaves their sight though nobody is told anything."""

from __future__ import annotations

from rxapp.accounts.granted import readers_of
from rxapp.accounts.staff import staff_named
from rxapp.core import lookers
from rxapp.core.db import UnitOfWork
from rxapp.record.lending import held_by
from rxapp.record.models import Document


def let_go(uow: UnitOfWork, document: Document) -> None:
    """Have these look again: its author where that is a professional, who reads the record, to whom it was lent. No relative
    does, whom that would tell of what a minor keeps.
    """
    author = staff_named(uow, {document.author_account_id}) if document.author_account_id else {}
    lookers.look_again(uow, {*author, *readers_of(uow, document.person_id), *held_by(uow, document.id)})
