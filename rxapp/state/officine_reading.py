"""What the counter reads of one order, and what is typed there, read: days, hours, where an error belongs."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date, datetime, timedelta

from rxapp.accounts.errors import FieldErrors
from rxapp.agenda.fields import read_day, read_time, wall_time
from rxapp.core import i18n
from rxapp.core.clock import PARIS
from rxapp.core.db import UnitOfWork
from rxapp.core.errors import DomainError
from rxapp.core.i18n import _, translate
from rxapp.core.policy import Actor
from rxapp.pharmacy import views
from rxapp.pharmacy.views import OrderDetail
from rxapp.record import views as record
from rxapp.runtime import current

AHEAD = 62
"""How many days ahead something may be promised."""
MOST_PAGES = 10
"""Pages of a prescription shown in place; the whole opens beside."""


@dataclass(frozen=True, slots=True)
class Page:
    """One page to show: its image, and what a reader who does not see it is told."""

    src: str
    alt: str


@dataclass(frozen=True, slots=True)
class Paper:
    """A prescription as it was sent. ``seen``: address of what is shown of it, "" without a preview; ``whole``: of the file."""

    id: str
    title: str
    pages: list[Page] = field(default_factory=list)
    seen: str = ""
    whole: str = ""


@dataclass(frozen=True, slots=True)
class Choice:
    """A day, a reason or a paper that may be chosen."""

    id: str
    label: str


@dataclass(frozen=True, slots=True)
class Opened:
    """An order and its papers."""

    detail: OrderDetail
    papers: list[Paper]


def opened(actor: Actor, order_id: str, lang: str) -> Opened:
    """One order with what was sent. Raises DomainError ``introuvable``."""
    with current().db.read() as uow:
        detail = views.order_detail(uow, actor=actor, order_id=order_id, lang=lang)
        return Opened(detail, [_paper(uow, actor, one, title, lang) for one, title in detail.documents])


def looked(actor: Actor, order_id: str, lang: str) -> OrderDetail:
    """The order alone. Raises DomainError ``introuvable``."""
    with current().db.read() as uow:
        return views.order_detail(uow, actor=actor, order_id=order_id, lang=lang)


def how_it_ended(actor: Actor, order_id: str) -> str:
    """How an order of this counter ended once unseen: « cancelled », « expired », « refused », « collected », else ""."""
    with current().db.read() as uow:
        return views.how_ended(uow, actor=actor, order_id=order_id)


def days(lang: str) -> list[Choice]:
    """The days that come, in words: « aujourd’hui, jeudi 26 novembre 2026 »."""
    today = current().clock.today()
    return [_day(today + timedelta(days=ahead), ahead, lang) for ahead in range(AHEAD)]


def day_and_hour(instant: str) -> tuple[str, str]:
    """The boxes that give this ISO instant: (ISO day, « 17:00 »); today and nothing without one."""
    if not instant:
        return current().clock.today().isoformat(), ""
    there = datetime.fromisoformat(instant).astimezone(PARIS)
    return there.date().isoformat(), f"{there:%H:%M}"


def instant_of(day: str, hour: str) -> datetime | None:
    """The instant that two boxes say; None without an hour. Raises FieldErrors (``heure``)."""
    if not hour.strip():
        return None
    try:
        return wall_time(date.fromisoformat(day), read_time(hour), PARIS)
    except (DomainError, ValueError):
        raise FieldErrors({"heure": "commande.heure_forme"}) from None


def day_of(text: str) -> date | None:
    """A day as it was typed, None for an empty box. Raises DomainError ``refus.jour_forme``."""
    if not text.strip():
        return None
    try:
        return read_day(text)
    except DomainError:
        raise DomainError("refus.jour_forme") from None


def beside(error: DomainError, boxes: Mapping[str, str]) -> DomainError:
    """The error beside its box when it has one: ``boxes`` by the beginning of the code."""
    for start, box in boxes.items():
        if error.code.startswith(start):
            return FieldErrors({box: error})
    return error


def _day(day: date, ahead: int, lang: str) -> Choice:
    words = i18n.long_date(day, lang)
    near = i18n.relative_day(day, current().clock.today(), lang)
    return Choice(day.isoformat(), f"{near}, {words}" if ahead < 2 else words)


def _paper(uow: UnitOfWork, actor: Actor, document_id: str, title: str, lang: str) -> Paper:
    whole = f"/api/documents/{document_id}"
    try:
        detail = record.document_detail(uow, actor=actor, document_id=document_id, lang=lang)
    except DomainError:  # deleted since by its owner
        return Paper(document_id, title)
    if detail.preview != "image":
        return Paper(document_id, title, [], f"{whole}?apercu=1" if detail.preview == "text" else "", whole)
    alt = _("{titre}, page {n} sur {total}")
    pages = [
        Page(f"{whole}?apercu=1&page={n}", translate(alt, lang, titre=title, n=n, total=detail.pages))
        for n in range(1, min(detail.pages, MOST_PAGES) + 1)
    ]
    return Paper(document_id, title, pages, f"{whole}?apercu=1&page=1", whole)
