"""What left, for the operator and the testers' bench; what an account was told and what it chose, for its screens."""

from __future__ import annotations

import hashlib
from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import func, literal, select, tuple_
from sqlmodel import col

from rxapp.core.clock import paris_date
from rxapp.core.crypto import open_sealed
from rxapp.core.db import UnitOfWork, UtcDateTime
from rxapp.core.errors import DomainError
from rxapp.core.i18n import _, date_time, plural, relative_day, time_of_day, translate
from rxapp.core.keys import PersonKeyRow, person_key, those_with_keys
from rxapp.core.policy import Actor, Role

from . import lent
from .choices import choices_of, summed_up
from .content import claim_of, open_content
from .devices import device_of
from .kinds import Channel, kinds_for
from .models import Departure, Notice, PushSubscription
from .words import device_words

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
    """What left, the latest first, at most 50 at a time; what cannot be read any more is left out. Only the system may look:
    letters hold codes.

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
    readable = those_with_keys(uow, {row.person_id for row in rows if row.person_id})
    shown = (row for row in rows[:limit] if row.person_id is None or row.person_id in readable)
    return DeparturesPage(tuple(_view(uow, row, lang) for row in shown), more)


def waiting_letters(uow: UnitOfWork, *, actor: Actor, limit: int = 50) -> tuple[str, ...]:
    """Ids of the letters that nobody has printed yet, the oldest first, at most 50. Raises DomainError ``introuvable``."""
    _only_the_system(actor)
    waiting = (Departure.kind == "letter", Departure.handed_at.is_(None), Departure.attachment.is_not(None))
    readable = select(PersonKeyRow.person_id).where(PersonKeyRow.person_id == Departure.person_id).exists()
    wanted = select(Departure.id).where(*waiting, readable).order_by(Departure.at, Departure.id).limit(min(limit, 50))
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
    recipient = _opened(uow, row, "recipient", row.recipient).decode()
    return DepartureView(
        id=row.id,
        kind=row.kind,
        kind_label=translate(_KINDS[row.kind], lang),
        at=row.at,
        at_label=date_time(row.at, lang),
        person_id=row.person_id,
        recipient=device_words(recipient, lang) if row.kind == Channel.PUSH else recipient,
        subject=_opened(uow, row, "subject", row.subject).decode(),
        body=_opened(uow, row, "body", row.body).decode() if row.body is not None else "",
        has_pdf=row.attachment is not None,
    )


@dataclass(frozen=True)
class NoticeView:
    """One notice of the list. `stale`: it holds no more (an appointment that has moved since)."""

    id: str
    title: str
    text: str
    href: str
    at_label: str
    unread: bool
    stale: bool


@dataclass(frozen=True)
class NoticesPage:
    """Notices, the latest first; ``after`` asks for the next page, None when there is none."""

    items: tuple[NoticeView, ...]
    after: str | None


@dataclass(frozen=True)
class KindChoice:
    """One kind of news and the channels it comes by."""

    code: str
    label: str
    sentence: str
    app: bool
    mail: bool
    push: bool


@dataclass(frozen=True)
class DelayChoice:
    """One reminder: minutes before, and in words."""

    minutes: int
    label: str


@dataclass(frozen=True)
class ChoicesView:
    """What an account chose; ``said``: how many kinds come by which channel, in words. Hours as « 22:00 », "" when there are no
    quiet ones. ``devices``: SHA-256 of their addresses.
    """

    said: str
    kinds: tuple[KindChoice, ...]
    delays: tuple[DelayChoice, ...]
    quiet_from: str
    quiet_to: str
    devices: tuple[str, ...]


def unread_count(uow: UnitOfWork, *, actor: Actor) -> int:
    """How many of the actor's notices are new."""
    new = (*_listed(actor), col(Notice.read_at).is_(None))
    by_person = select(Notice.person_id, Notice.kind, func.count()).where(*new).group_by(Notice.person_id, Notice.kind)
    counted = uow.session.execute(by_person).all()
    return sum(count for person_id, kind, count in counted if lent.theirs(uow, actor.account_id, person_id, kind))


def notices_page(uow: UnitOfWork, *, actor: Actor, lang: str, after: str | None = None, limit: int = 20) -> NoticesPage:
    """The actor's notices, the latest first, at most 50 at a time; of people they may speak for today, or are told of in that."""
    limit = max(1, min(limit, 50))
    about = uow.session.execute(select(Notice.person_id, Notice.kind).where(*_listed(actor)).distinct()).all()
    theirs = [(person_id, kind) for person_id, kind in about if lent.theirs(uow, actor.account_id, person_id, kind)]
    wanted = select(Notice).where(*_listed(actor), tuple_(Notice.person_id, Notice.kind).in_(theirs))
    last = uow.session.get(Notice, after) if after else None
    if last is not None and last.account_id == actor.account_id and last.told_at is not None:
        wanted = wanted.where(tuple_(Notice.told_at, Notice.id) < tuple_(literal(last.told_at, UtcDateTime), last.id))
    order = (col(Notice.told_at).desc(), col(Notice.id).desc())
    rows = uow.session.execute(wanted.order_by(*order).limit(limit + 1)).scalars().all()
    more = rows[limit - 1].id if len(rows) > limit else None
    return NoticesPage(tuple(_notice(uow, row, lang) for row in rows[:limit]), more)


def choices_view(uow: UnitOfWork, *, actor: Actor, lang: str) -> ChoicesView:
    """What the actor chose about notices, for the settings."""
    chosen = choices_of(uow, actor.account_id)
    kinds = tuple(
        KindChoice(
            kind.code,
            translate(kind.label, lang),
            translate(kind.sentence, lang),
            *(chosen.wants(kind.code, channel) for channel in (Channel.APP, Channel.MAIL, Channel.PUSH)),
        )
        for kind in kinds_for(actor.role)
    )
    mine = select(PushSubscription).where(PushSubscription.account_id == actor.account_id)
    addresses = [device_of(uow, row).endpoint for row in uow.session.execute(mine).scalars()]
    ways = [{Channel.APP: kind.app, Channel.MAIL: kind.mail, Channel.PUSH: kind.push} for kind in kinds]
    return ChoicesView(
        summed_up(ways, lang, devices=bool(addresses)),
        kinds,
        tuple(DelayChoice(minutes, delay_label(minutes, lang)) for minutes in chosen.delays),
        f"{chosen.quiet.begins:%H:%M}" if chosen.quiet else "",
        f"{chosen.quiet.ends:%H:%M}" if chosen.quiet else "",
        tuple(hashlib.sha256(address.encode()).hexdigest() for address in addresses),
    )


def delay_label(minutes: int, lang: str) -> str:
    """« 7 jours avant », « 90 minutes avant »."""
    size, forms = next((size, forms) for size, forms in _DELAYS if minutes % size == 0)
    return plural(*forms, minutes // size, lang)


_DELAYS = (
    (24 * 60, (_("{n} jour avant"), "{n} jours avant")),
    (60, (_("{n} heure avant"), "{n} heures avant")),
    (1, (_("{n} minute avant"), "{n} minutes avant")),
)


def _listed(actor: Actor) -> tuple:
    """What makes a notice one of the actor's list."""
    return (Notice.account_id == actor.account_id, Notice.state == "told", Notice.in_app, Notice.content != b"")


def _notice(uow: UnitOfWork, row: Notice, lang: str) -> NoticeView:
    content = open_content(uow, row)
    title, text = content.words(lang)
    day = relative_day(paris_date(row.told_at), uow.clock.today(), lang)
    return NoticeView(
        id=row.id,
        title=title,
        text=text,
        href=content.href,
        at_label=f"{day}, {time_of_day(row.told_at, lang)}",
        unread=row.read_at is None,
        stale=not lent.holds(uow, claim_of(row, content)),
    )
