"""The open pages of those who work with records, when a document leaves their sight though nobody is told anything."""

from __future__ import annotations

from rxapp.accounts.granted import readers_of
from rxapp.accounts.helped import helpers_for
from rxapp.accounts.staff import staff_named
from rxapp.core import lookers
from rxapp.core.db import UnitOfWork
from rxapp.core.policy import HelpScope
from rxapp.record.lending import held_by
from rxapp.record.models import Document


def let_go(uow: UnitOfWork, document: Document) -> None:
    """Have these look again: its author where that is a professional, who reads the record, to whom it was lent; helpers, for
    what Carnet made for an adult. No relative does, whom that would tell of what a minor keeps.
    """
    helpers = helpers_for(uow, document.person_id, HelpScope.SEE) if document.made else ()
    author = staff_named(uow, {document.author_account_id}) if document.author_account_id else {}
    lookers.look_again(uow, {*author, *helpers, *readers_of(uow, document.person_id), *held_by(uow, document.id)})
