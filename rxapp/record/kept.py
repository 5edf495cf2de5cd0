"""What a minor of 16 or more keeps from their parents, and anybody of what Carnet made for them: who may, and until when."""

from __future__ import annotations

from rxapp.accounts import keeping
from rxapp.accounts.keeping import may_keep
from rxapp.core.db import UnitOfWork
from rxapp.core.errors import DomainError
from rxapp.core.policy import Actor, Context, Item, Role, can_see
from rxapp.record import tally
from rxapp.record.acts import ATTESTATION_KEPT, ATTESTATION_SHOWN, SHOWN
from rxapp.record.models import Document


def may_keep_this(uow: UnitOfWork, actor: Actor, document: Document) -> bool:
    """The same of one document: what a parent added is theirs to see. What Carnet made, its owner keeps at any age."""
    if document.made:
        return actor.role is Role.PATIENT and actor.person_id == document.person_id
    others = document.author_role == Role.PATIENT and document.author_account_id != actor.account_id
    return not others and may_keep(uow, actor, document.person_id)


def require_may_keep(uow: UnitOfWork, actor: Actor, person_id: str) -> None:
    """Raise DomainError ``document.secret`` unless `may_keep`."""
    if not may_keep(uow, actor, person_id):
        raise DomainError("document.secret")


def mark(uow: UnitOfWork, document: Document, secret: bool) -> None:
    """Keep a ready document to its person alone, or no more, counted where it then belongs."""
    tally.count(uow, document, -1)
    document.hidden = secret
    tally.count(uow, document, 1)
    uow.session.add(document)


def act_of(document: Document, secret: bool) -> str:
    """The act of keeping a document or of showing it, "" for one that leaves no line, which parents would read."""
    if document.made:
        return ATTESTATION_KEPT if secret else ATTESTATION_SHOWN
    return "" if secret else SHOWN


def is_kept(uow: UnitOfWork, document: Document) -> bool:
    """Whether it is kept from somebody now: from 18 on there is nobody to keep it from, and its lines are written again."""
    return keeping.is_kept(uow, document.person_id, secret=document.hidden)


def sees(actor: Actor, context: Context, person_id: str) -> bool:
    """Whether what is kept in a record exists for this actor."""
    return can_see(actor, Item("document", owner=person_id, hidden=True), context)
