"""The log of what left: letters, and e-mails that rooms write themselves; a dispatcher carries the e-mails afterwards."""

from __future__ import annotations

from collections.abc import Collection
from datetime import datetime

from sqlalchemy import insert, select, update
from sqlmodel import col

from rxapp.core.crypto import open_sealed, open_text, seal
from rxapp.core.db import UnitOfWork, new_id
from rxapp.core.errors import DomainError
from rxapp.core.keys import person_key

from .announcing import wake_after
from .choices import Choices, choices_of
from .kinds import Channel
from .models import Delivery, Departure

_TABLE = Departure.__tablename__
_AT_ONCE = 500


def send_letter(uow: UnitOfWork, *, person_id: str, recipient: str, subject: str, body: str, pdf: bytes) -> str:
    """A letter leaves for a person. ``recipient`` is the postal address, ``body`` its words, ``pdf`` the sheet.

    Returns the id of the departure.
    """
    return depart(uow, "letter", person_id, recipient, subject, body, pdf)


def send_mail(
    uow: UnitOfWork,
    *,
    person_id: str | None,
    recipient: str,
    subject: str,
    body: str,
    pdf: bytes | None = None,
    news: tuple[str, str] | None = None,
) -> str:
    """An e-mail leaves: written in the log now, carried by the dispatcher. ``person_id`` None: it concerns nobody's record.

    ``pdf``: a sheet that goes with it. ``news``: the account whose choices it follows and the kind of news that it is; None for
    what leaves whatever was chosen. Returns the id of the departure, "" when it was refused.
    """
    account_id, kind = news or (None, None)
    chosen = choices_of(uow, account_id) if account_id is not None else Choices()
    if kind is not None and not chosen.wants(kind, Channel.MAIL):
        return ""
    departure_id = depart(uow, "mail", person_id, recipient, subject, body, pdf)
    now = uow.clock.now()
    told = {"departure_id": departure_id, "account_id": account_id, "kind": kind}
    uow.session.add(Delivery(channel="mail", created_at=now, next_try_at=chosen.sets_out(kind, now), **told))
    uow.session.flush()
    wake_after(uow)
    return departure_id


def take_letter(uow: UnitOfWork, *, departure_id: str, erase: bool) -> tuple[str, bytes]:
    """Mark a letter as handed over, and ``erase`` what it says; returns whose it is and its sheet, for the last time.

    Raises DomainError ``introuvable`` for one that waits no more.
    """
    row = uow.session.get(Departure, departure_id)
    if row is None or row.kind != "letter" or row.handed_at is not None or row.attachment is None:
        raise DomainError("introuvable")
    pdf = sheet_of(uow, row)
    row.handed_at = uow.clock.now()
    if erase:
        row.body = row.attachment = None
    uow.session.add(row)
    return row.person_id, pdf


def erase_letters(uow: UnitOfWork, *, before: datetime) -> int:
    """Erase what the letters that left before an instant say, handed over or not. Returns how many."""
    old = (Departure.kind == "letter", Departure.at < before, Departure.body.is_not(None))
    return uow.session.execute(update(Departure).where(*old).values(body=None, attachment=None)).rowcount


def erase_mails(uow: UnitOfWork, departure_ids: Collection[str]) -> int:
    """Erase what these e-mails say: one that has not left yet does not leave any more. Returns how many."""
    these = (col(Departure.id).in_(departure_ids), Departure.kind == "mail", Departure.body.is_not(None))
    return uow.session.execute(update(Departure).where(*these).values(body=None, attachment=None)).rowcount


def erase_old_mails(uow: UnitOfWork, *, before: datetime) -> int:
    """Erase what e-mails about nobody's record that left before an instant say, and to whom. Returns how many.

    They are sealed under the instance key, so that this server could read them: the receipt of a closing is one of them.
    """
    waits = select(Delivery.id).where(Delivery.departure_id == Departure.id, Delivery.state == "waiting").exists()
    old = (Departure.kind == "mail", Departure.person_id.is_(None), Departure.at < before, Departure.body.is_not(None), ~waits)
    found = uow.session.execute(select(Departure).where(*old).limit(_AT_ONCE)).scalars().all()
    for row in found:
        place = {"table": _TABLE, "row": row.id, "person": None}
        row.recipient = seal(uow.keyring.instance_key, "", column="recipient", **place)
        row.subject = seal(uow.keyring.instance_key, "", column="subject", **place)
        row.body = row.attachment = None
        uow.session.add(row)
    return len(found)


def reseal_for_nobody(uow: UnitOfWork, row: Departure) -> None:
    """Seal an e-mail that waits under the instance key: the key of the person it is about is to go."""
    said = dict(zip(("recipient", "subject", "body"), mail_of(uow, row), strict=True)) | {"attachment": sheet_of(uow, row)}
    row.person_id = None
    for column, content in said.items():
        if content is not None:
            setattr(row, column, seal(uow.keyring.instance_key, content, table=_TABLE, column=column, row=row.id, person=None))
    uow.session.add(row)


def sheet_of(uow: UnitOfWork, row: Departure) -> bytes | None:
    """The sheet that goes with a letter or an e-mail; None without one."""
    if row.attachment is None:
        return None
    key = person_key(uow, row.person_id) if row.person_id else uow.keyring.instance_key
    return open_sealed(key, row.attachment, table=_TABLE, column="attachment", row=row.id, person=row.person_id)


def mail_of(uow: UnitOfWork, row: Departure) -> tuple[str, str, str]:
    """Recipient, subject and body of an e-mail that a room wrote; the body is "" once erased."""
    return tuple(_opened(uow, row, column) for column in ("recipient", "subject", "body"))


def _opened(uow: UnitOfWork, row: Departure, column: str) -> str:
    blob = getattr(row, column)
    key = person_key(uow, row.person_id) if row.person_id else uow.keyring.instance_key
    return "" if blob is None else open_text(key, blob, table=_TABLE, column=column, row=row.id, person=row.person_id)


def depart(
    uow: UnitOfWork, kind: str, person_id: str | None, recipient: str, subject: str, body: str | None, pdf: bytes | None
) -> str:
    """Write in the log that something left. ``body`` None: what it said is not kept. Returns the id."""
    row = departure_row(uow, kind, person_id, recipient, subject, body, pdf)
    uow.session.execute(insert(Departure), [row | {"at": uow.clock.now()}])
    return row["id"]


def departure_row(
    uow: UnitOfWork, kind: str, person_id: str | None, recipient: str, subject: str, body: str | None, pdf: bytes | None = None
) -> dict[str, object]:
    """A row of the log, sealed; it lacks ``at``, the instant at which it leaves."""
    departure_id, person_id = new_id(), person_id or None
    key = person_key(uow, person_id) if person_id else uow.keyring.instance_key

    def sealed(column: str, content: str | bytes | None) -> bytes | None:
        return None if content is None else seal(key, content, table=_TABLE, column=column, row=departure_id, person=person_id)

    return {
        "id": departure_id,
        "kind": kind,
        "person_id": person_id,
        "recipient": sealed("recipient", recipient),
        "subject": sealed("subject", subject),
        "body": sealed("body", body),
        "attachment": sealed("attachment", pdf),
    }
