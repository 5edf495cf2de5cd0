"""What leaves: the row written in the act's own transaction is the departure; a dispatcher carries it afterwards."""

from __future__ import annotations

from datetime import datetime

from sqlalchemy import update

from rxapp.core.crypto import open_sealed, seal
from rxapp.core.db import UnitOfWork, new_id
from rxapp.core.errors import DomainError
from rxapp.core.keys import person_key

from .models import Departure

_TABLE = Departure.__tablename__


def send_letter(uow: UnitOfWork, *, person_id: str, recipient: str, subject: str, body: str, pdf: bytes) -> str:
    """A letter leaves for a person. ``recipient`` is the postal address, ``body`` its words, ``pdf`` the sheet.

    Returns the id of the departure.
    """
    return _depart(uow, "letter", person_id, recipient, subject, body, pdf)


def send_mail(uow: UnitOfWork, *, person_id: str | None, recipient: str, subject: str, body: str) -> str:
    """An e-mail leaves. ``person_id`` None: it concerns nobody's record. Returns the id of the departure."""
    return _depart(uow, "mail", person_id, recipient, subject, body, None)


def take_letter(uow: UnitOfWork, *, departure_id: str, erase: bool) -> tuple[str, bytes]:
    """Mark a letter as handed over, and ``erase`` what it says; returns whose it is and its sheet, for the last time.

    Raises DomainError ``introuvable`` for one that waits no more.
    """
    row = uow.session.get(Departure, departure_id)
    if row is None or row.handed_at is not None or row.attachment is None:
        raise DomainError("introuvable")
    key, place = person_key(uow, row.person_id), {"table": _TABLE, "row": row.id, "person": row.person_id}
    pdf = open_sealed(key, row.attachment, column="attachment", **place)
    row.handed_at = uow.clock.now()
    if erase:
        row.body = row.attachment = None
    uow.session.add(row)
    return row.person_id, pdf


def erase_letters(uow: UnitOfWork, *, before: datetime) -> int:
    """Erase what the letters that left before an instant say, handed over or not. Returns how many."""
    old = (Departure.kind == "letter", Departure.at < before, Departure.body.is_not(None))
    return uow.session.execute(update(Departure).where(*old).values(body=None, attachment=None)).rowcount


def _depart(uow: UnitOfWork, kind: str, person_id: str | None, recipient: str, subject: str, body: str, pdf: bytes | None) -> str:
    departure_id = new_id()
    key = person_key(uow, person_id) if person_id else uow.keyring.instance_key

    def sealed(column: str, content: str | bytes) -> bytes:
        return seal(key, content, table=_TABLE, column=column, row=departure_id, person=person_id)

    uow.session.add(
        Departure(
            id=departure_id,
            kind=kind,
            at=uow.clock.now(),
            person_id=person_id,
            recipient=sealed("recipient", recipient),
            subject=sealed("subject", subject),
            body=sealed("body", body),
            attachment=None if pdf is None else sealed("attachment", pdf),
        )
    )
    uow.session.flush()
    return departure_id
