"""A sender's safe: what they send lies there, sealed under a key of their own, until it is filed in a record or goes.

It is no record: no person stands behind it, nothing of it is in a list or in a history, and only its owner sees what is in it.
Its key stands among those of people under the id of the sender's account, so that a file comes in by the same door as any other.
"""

from __future__ import annotations

import json
from dataclasses import asdict, dataclass
from datetime import date, timedelta

from sqlalchemy.exc import IntegrityError

from rxapp.accounts.staff import staff_named
from rxapp.core.crypto import PersonKey, open_text, seal
from rxapp.core.db import Database, UnitOfWork
from rxapp.core.errors import DomainError
from rxapp.core.keys import create_person_key, has_key, person_key
from rxapp.core.policy import Actor, Context, Role
from rxapp.record import tally
from rxapp.record.intake import Intake, Standing
from rxapp.record.matching import Traits
from rxapp.record.models import Document, Status
from rxapp.record.sending_models import Sending
from rxapp.record.service import KEPT_ASIDE

SENDERS = frozenset({Role.PROFESSIONAL, Role.ESTABLISHMENT})
MOST_BYTES = 1_000_000_000
"""Most bytes of a safe. A choice of ours: twenty of the largest files that wait at the same time."""


@dataclass(frozen=True)
class SendingContent:
    """What a sending says. ``nir``: 15 characters, "" once nothing is looked for any more; ``born``, ``act_date``: ISO.

    ``secret``: a minor keeps it from their parents. ``person``: of whom it is, picked among those who allow the sender: their
    number is neither asked nor kept then. ``address``: where it was sent from, for the history of the person it is filed for.
    """

    nir: str
    born: str
    family_name: str
    given_names: str
    title: str
    category: str
    act_date: str
    file_name: str
    sha256: str
    secret: bool = False
    person: str = ""
    address: str = ""

    @property
    def traits(self) -> Traits:
        """Who it is for, as typed."""
        return Traits(self.nir, date.fromisoformat(self.born), self.family_name, self.given_names)


def require_sender(uow: UnitOfWork, actor: Actor) -> None:
    """Raise DomainError ``introuvable`` unless the actor is a professional or an establishment whose account is open."""
    who = staff_named(uow, {actor.account_id}).get(actor.account_id) if actor.role in SENDERS else None
    if who is None or who.closed:
        raise DomainError("introuvable")


def receive(
    db: Database,
    *,
    actor: Actor,
    context: Context,
    person_id: str = "",
    file_name: str,
    declared_size: int,
    standing: Standing | None = None,
) -> Intake:
    """Begin to receive a file that will be sent; use it as any `Intake`. One that is not sent goes by itself after a week.

    ``person_id`` counts for nothing: a file comes in before anybody says whom it is for. Raises as `Intake.open`, and DomainError
    ``envoi.coffre_plein``.
    """
    make_key(db, actor)

    def right(uow: UnitOfWork, _context: Context) -> None:
        require_sender(uow, actor)
        if tally.used(uow, actor.account_id) > MOST_BYTES:
            raise DomainError("envoi.coffre_plein")

    given = {"file_name": file_name, "declared_size": declared_size, "standing": standing, "right": right}
    return Intake.open(db, actor=actor, context=context, person_id=actor.account_id, **given)


def make_key(db: Database, actor: Actor) -> None:
    """Give a sender a key of their own, the first time they need it."""
    with db.read() as uow:
        require_sender(uow, actor)
        if has_key(uow, actor.account_id):
            return
    try:
        with db.uow() as uow:
            create_person_key(uow, actor.account_id)
            uow.commit()
    except IntegrityError:  # another file of theirs was first
        return


def key_of_safe(uow: UnitOfWork, sender_id: str) -> PersonKey:
    """What opens a sender's safe. Raises DomainError ``introuvable`` while nothing was ever put there."""
    return person_key(uow, sender_id)


def seal_sending(uow: UnitOfWork, row: Sending, content: SendingContent) -> None:
    """Write what a sending says into its row."""
    said = json.dumps(asdict(content), ensure_ascii=False)
    row.content = seal(key_of_safe(uow, row.sender_id), said, **_place(row))


def open_sending(uow: UnitOfWork, row: Sending) -> SendingContent:
    """What a sending says."""
    return SendingContent(**json.loads(open_text(key_of_safe(uow, row.sender_id), row.content, **_place(row))))


def is_in_safe(uow: UnitOfWork, document_id: str) -> bool:
    """Whether a file lies in a safe: no history tells of what is done with it there."""
    row = uow.session.get(Document, document_id)
    return row is not None and row.person_id == row.author_account_id


def let_go(uow: UnitOfWork, document_id: str | None) -> None:
    """A file leaves its safe: the next sweep destroys it."""
    row = uow.session.get(Document, document_id) if document_id else None
    if row is not None and row.status == Status.SENT:
        row.status, row.received_at = Status.ASIDE, uow.clock.now() - KEPT_ASIDE - timedelta(seconds=1)
        uow.session.add(row)


def _place(row: Sending) -> dict[str, str]:
    return {"table": Sending.__tablename__, "column": "content", "row": row.id, "person": row.sender_id}
