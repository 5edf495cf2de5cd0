"""Documents that go with a message: received like any other, but in nobody's record until somebody files them.

They weigh in the person's record all the same. Another room says to whom they were sent (`lending`).
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from datetime import date

from rxapp.core import audit
from rxapp.core.db import UnitOfWork
from rxapp.core.errors import DomainError
from rxapp.core.i18n import _
from rxapp.core.policy import NO_CONTEXT, Actor, Context, Role
from rxapp.record import kept, tally
from rxapp.record.acts import DISPUTED
from rxapp.record.contents import key_of, needle_of, open_field, seal_field
from rxapp.record.details import checked_category, checked_title
from rxapp.record.models import OUTSIDE, Document, Status
from rxapp.record.service import document_row, on_behalf, write_line
from rxapp.record.veils import closed_to

FILED = "document.range"
audit.declare_actions({FILED: _("Document reçu rangé dans le dossier")})

Right = Callable[[UnitOfWork, Context], object]
"""Raises DomainError ``introuvable`` unless the actor may send a document about the person, asked in the transaction."""


@dataclass(frozen=True)
class Piece:
    """What another room must know of a document that goes with a message. ``size`` in bytes; ``kind``: a `sniff.Kind`.

    ``outside``: it is in nobody's record. ``closed_to``: from whom it is hidden, as in `policy.Item`. ``kept``: see
    `lending.Paper`.
    """

    person_id: str
    author: str
    title: str
    kind: str
    size: int
    outside: bool
    act_date: date
    closed_to: frozenset[str] = frozenset()
    kept: bool = False


def piece(uow: UnitOfWork, *, actor: Actor, context: Context = NO_CONTEXT, document_id: str) -> Piece:
    """A document for an act that leaves a line of its own. Raises `DomainError("introuvable")`."""
    row = document_row(uow, actor, "see", context, document_id)
    title = open_field(key_of(uow, row.person_id), row.person_id, row.id, "title", row.title)
    said = (row.person_id, row.author_account_id, title, row.kind, row.size)
    return Piece(*said, row.status in OUTSIDE, row.act_date, closed_to(uow, row.id), kept.is_kept(uow, row))


def opens(uow: UnitOfWork, *, actor: Actor, context: Context = NO_CONTEXT, document_id: str) -> bool:
    """Whether a document exists for somebody now. For lists that name what is theirs to see: a refusal leaves no line."""
    try:
        document_row(uow, actor, "see", context, document_id)
    except DomainError:
        return False
    return True


def filed(uow: UnitOfWork, *, actor: Actor, context: Context = NO_CONTEXT, document_id: str) -> Piece:
    """A document that a professional or an establishment filed in its record. Raises `DomainError("introuvable")`."""
    row = document_row(uow, actor, "see", context, document_id)
    if row.sent_mark is None:
        raise DomainError("introuvable")
    return piece(uow, actor=actor, context=context, document_id=document_id)


def disputed(uow: UnitOfWork, *, actor: Actor, context: Context = NO_CONTEXT, document_id: str) -> None:
    """Write in the history that a document was disputed."""
    write_line(uow, actor, document_row(uow, actor, "see", context, document_id), DISPUTED)


def owner_of(uow: UnitOfWork, document_id: str) -> str:
    """Whose a document is, "" when there is none. Asks no right: for a room that must know before it lends."""
    row = uow.session.get(Document, document_id)
    return "" if row is None else row.person_id


def is_kept(uow: UnitOfWork, document_id: str) -> bool:
    """Whether a minor keeps a document from their parents. Asks no right: for a room that writes lines of its own."""
    row = uow.session.get(Document, document_id)
    return row is not None and kept.is_kept(uow, row)


def sent(uow: UnitOfWork, *, document_id: str) -> None:
    """It goes with a message in this transaction: it is kept as long as the message is."""
    _turn(uow, document_id, Status.ASIDE, Status.SENT)


def taken_back(uow: UnitOfWork, *, document_id: str) -> None:
    """The only message it went with was withdrawn: unless it is sent again it goes like one that was never sent."""
    _turn(uow, document_id, Status.SENT, Status.ASIDE)


def _turn(uow: UnitOfWork, document_id: str, before: Status, after: Status) -> None:
    row = uow.session.get(Document, document_id)
    if row is not None and row.status == before:
        row.status = after
        if after == Status.ASIDE:
            row.received_at = uow.clock.now()  # it waits anew: its author may send it again
        row.version += 1
        uow.session.add(row)


def file(
    uow: UnitOfWork,
    *,
    actor: Actor,
    context: Context = NO_CONTEXT,
    document_id: str,
    title: str | None = None,
    category: str | None = None,
) -> bool:
    """Put what was received into its person's record, under another title or category if one is given; False if it is there.

    For the person, or a parent. Raises DomainError ``introuvable``; a code of `details`.
    """
    row = document_row(uow, actor, "file", context, document_id)
    if actor.role not in (Role.PATIENT, Role.SYSTEM):
        raise DomainError("introuvable")
    if row.status not in OUTSIDE:
        return False
    key = key_of(uow, row.person_id)
    if title is not None:
        words = checked_title(title)
        whose = (key, row.person_id, row.id)
        note, name = (open_field(*whose, column, getattr(row, column)) for column in ("note", "file_name"))
        row.title = seal_field(*whose, "title", words)
        row.needle = seal_field(*whose, "needle", needle_of(words, note, name))
    if category is not None:
        row.category = checked_category(category)
    row.status, row.received_at = Status.READY, uow.clock.now()
    row.version += 1
    uow.session.add(row)
    tally.count(uow, row, 1)
    words = open_field(key, row.person_id, row.id, "title", row.title)
    said = {"details": {"label": words}, "item": row.id, "on_behalf": on_behalf(uow, actor, row.person_id)}
    audit.record(uow, person_id=row.person_id, actor=actor, action=FILED, **said)
    return True
