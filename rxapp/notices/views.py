"""What left, for the operator and the testers' bench."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import literal, select, tuple_

from rxapp.core.crypto import open_sealed
from rxapp.core.db import UnitOfWork, UtcDateTime
from rxapp.core.errors import DomainError
from rxapp.core.i18n import _, date_time, translate
from rxapp.core.keys import person_key
from rxapp.core.policy import Actor, Role

from .models import Departure

_KINDS = {"letter": _("Lettre"), "mail": _("E-mail"), "push": _("Notification")}


@dataclass(frozen=True)
class DepartureView:
    """One thing that left, in clear; ``body`` is "" once erased. ``has_pdf``: ``departure_pdf`` gives its sheet."""

    id: str
    kind: str
    kind_label: str
    at: datetime
    at_label: str
    person_id: str | None
    recipient: str
    subject: str
    body: str
    has_pdf: bool


@dataclass(frozen=True)
class DeparturesPage:
    """Departures, the latest first; ``after`` asks for the next page, None when there is none."""

    items: tuple[DepartureView, ...]
    after: str | None


def departures_page(
    uow: UnitOfWork,
    *,
    actor: Actor,
    lang: str,
    kind: str | None = None,
    person_id: str | None = None,
    after: str | None = None,
    limit: int = 20,
) -> DeparturesPage:
    """What left, the latest first, at most 50 at a time. Only the system may look: letters hold codes.

    ``kind`` and ``person_id`` keep only some. Raises DomainError ``introuvable``.
    """
    _only_the_system(actor)
    limit = max(1, min(limit, 50))
    wanted = select(Departure).order_by(Departure.at.desc(), Departure.id.desc()).limit(limit + 1)
    if kind:
        wanted = wanted.where(Departure.kind == kind)
    if person_id:
        wanted = wanted.where(Departure.person_id == person_id)
    last = uow.session.get(Departure, after) if after else None
    if last is not None:
        wanted = wanted.where(tuple_(Departure.at, Departure.id) < tuple_(literal(last.at, UtcDateTime), last.id))
    rows = uow.session.execute(wanted).scalars().all()
    more = rows[limit - 1].id if len(rows) > limit else None
    return DeparturesPage(tuple(_view(uow, row, lang) for row in rows[:limit]), more)


def waiting_letters(uow: UnitOfWork, *, actor: Actor, limit: int = 50) -> tuple[str, ...]:
    """Ids of the letters that nobody has printed yet, the oldest first, at most 50. Raises DomainError ``introuvable``."""
    _only_the_system(actor)
    waiting = (Departure.kind == "letter", Departure.handed_at.is_(None), Departure.attachment.is_not(None))
    wanted = select(Departure.id).where(*waiting).order_by(Departure.at, Departure.id).limit(min(limit, 50))
    return tuple(uow.session.execute(wanted).scalars())


def departure_pdf(uow: UnitOfWork, *, actor: Actor, departure_id: str) -> bytes:
    """The sheet of a letter that left. Raises DomainError ``introuvable``."""
    _only_the_system(actor)
    row = uow.session.get(Departure, departure_id)
    if row is None or row.attachment is None:
        raise DomainError("introuvable")
    return _opened(uow, row, "attachment", row.attachment)


def _only_the_system(actor: Actor) -> None:
    if actor.role is not Role.SYSTEM:
        raise DomainError("introuvable")


def _opened(uow: UnitOfWork, row: Departure, column: str, blob: bytes) -> bytes:
    key = person_key(uow, row.person_id) if row.person_id else uow.keyring.instance_key
    return open_sealed(key, blob, table=Departure.__tablename__, column=column, row=row.id, person=row.person_id)


def _view(uow: UnitOfWork, row: Departure, lang: str) -> DepartureView:
    return DepartureView(
        id=row.id,
        kind=row.kind,
        kind_label=translate(_KINDS[row.kind], lang),
        at=row.at,
        at_label=date_time(row.at, lang),
        person_id=row.person_id,
        recipient=_opened(uow, row, "recipient", row.recipient).decode(),
        subject=_opened(uow, row, "subject", row.subject).decode(),
        body=_opened(uow, row, "body", row.body).decode() if row.body is not None else "",
        has_pdf=row.attachment is not None,
    )
