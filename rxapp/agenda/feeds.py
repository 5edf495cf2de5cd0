"""Addresses from which calendar programs read, and the file to download.

An address holds 256 random bits and no session: whoever has it reads. Only its SHA-256 is kept, so it is shown once, when it is
made. What it gives is asked anew each time: a child who is 18, an account that is closed, and the address gives nothing.
"""

from __future__ import annotations

import hashlib
import secrets
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date, timedelta

from icalendar import Event
from sqlalchemy import delete, func, select, update
from sqlmodel import col

from rxapp.accounts.identity import identity_of
from rxapp.accounts.people import context_for
from rxapp.accounts.standing import actor_of, language_of, require_staying
from rxapp.agenda import acts, export
from rxapp.agenda.models import CalendarImport, Feed
from rxapp.agenda.service import line, note
from rxapp.agenda.store import Planned, agenda, agenda_of, planned
from rxapp.core.db import UnitOfWork
from rxapp.core.errors import DomainError
from rxapp.core.i18n import _, plain_date, translate
from rxapp.core.policy import NO_CONTEXT, Actor, Context, Item, can_see, require

MOST_FEEDS = 10
"""Most addresses an account has at a time."""
KEPT_PAST = timedelta(days=366)
"""How far back an address tells; a download tells all."""
BUSY = _("Occupé")


@dataclass(frozen=True)
class NewFeed:
    """An address just made: the only time its path can be shown."""

    id: str
    path: str


@dataclass(frozen=True)
class FeedView:
    """One address in the settings, without its secret."""

    id: str
    name: str
    hide_details: bool
    created_label: str
    read_label: str


@dataclass(frozen=True)
class Given:
    """What an address gives: the file, and whether this reading is still to be written in the history."""

    feed_id: str
    content: bytes
    to_note: bool

    @property
    def etag(self) -> str:
        """The same for the same content."""
        return f'"{hashlib.sha256(self.content).hexdigest()[:32]}"'


def make(
    uow: UnitOfWork,
    *,
    actor: Actor,
    context: Context = NO_CONTEXT,
    person_id: str | None = None,
    hide_details: bool = False,
) -> NewFeed:
    """Make an address for one person's agenda, or the family's when ``person_id`` is None.

    Raises DomainError ``introuvable``, ``calendrier.trop``, ``fermeture.en_cours``.
    """
    whose = person_id or actor.person_id
    if whose is None:
        raise DomainError("introuvable")
    require(actor, "export", agenda_of(whose), context)
    require_staying(uow, actor.account_id)
    held = select(func.count()).where(Feed.account_id == actor.account_id, col(Feed.revoked_at).is_(None))
    if uow.session.execute(held).scalar_one() >= MOST_FEEDS:
        raise DomainError("calendrier.trop", maximum=MOST_FEEDS)
    secret = secrets.token_urlsafe(32)
    feed = Feed(
        account_id=actor.account_id,
        secret_hash=_hash(secret),
        scope="person" if person_id else "family",
        person_id=person_id,
        hide_details=hide_details,
        created_at=uow.clock.now(),
    )
    uow.session.add(feed)
    uow.session.flush()
    line(uow, actor, whose, acts.FEED_MADE, item=feed.id)
    return NewFeed(feed.id, f"/calendrier/{secret}.ics")


def revoke(uow: UnitOfWork, *, actor: Actor, feed_id: str) -> None:
    """Put an address out of use for good; at once, and again changes nothing. Raises DomainError ``introuvable``."""
    feed = uow.session.get(Feed, feed_id)
    if feed is None:
        raise DomainError("introuvable")
    require(actor, "revoke", Item("account", owner=None, author=feed.account_id))
    if feed.revoked_at is None:
        feed.revoked_at = uow.clock.now()
        uow.session.add(feed)
        line(uow, actor, feed.person_id or actor.person_id or "", acts.FEED_REVOKED, item=feed.id)


def end_of(uow: UnitOfWork, account_id: str) -> None:
    """An account is closed: its addresses give nothing any more, and a file that it was choosing from is forgotten."""
    held = update(Feed).where(Feed.account_id == account_id, col(Feed.revoked_at).is_(None))
    uow.session.execute(held.values(revoked_at=uow.clock.now()))
    uow.session.execute(delete(CalendarImport).where(CalendarImport.account_id == account_id))


def mine(uow: UnitOfWork, *, actor: Actor, lang: str) -> tuple[FeedView, ...]:
    """The actor's addresses in use, the latest first."""
    rows = select(Feed).where(Feed.account_id == actor.account_id, col(Feed.revoked_at).is_(None))
    found = uow.session.execute(rows.order_by(col(Feed.created_at).desc(), Feed.id)).scalars()
    return tuple(_view(uow, feed, lang) for feed in found)


def _view(uow: UnitOfWork, feed: Feed, lang: str) -> FeedView:
    read = translate(_("Jamais lue"), lang)
    if feed.read_on is not None:
        read = translate(_("Lue pour la dernière fois le {jour}"), lang, jour=plain_date(feed.read_on, lang))
    return FeedView(
        id=feed.id,
        name=identity_of(uow, feed.person_id).usual_name if feed.person_id else translate(_("Toute la famille"), lang),
        hide_details=feed.hide_details,
        created_label=plain_date(feed.created_at.date(), lang),
        read_label=read,
    )


def give(uow: UnitOfWork, secret: str, *, extra: Iterable[Event] = ()) -> Given | None:
    """What an address gives now; None for one that is unknown, revoked, or whose account or person is out of reach.

    ``extra``: components to add, such as provisional appointments.
    """
    feed = uow.session.execute(
        select(Feed).where(Feed.secret_hash == _hash(secret), col(Feed.revoked_at).is_(None))
    ).scalar_one_or_none()
    actor = None if feed is None else actor_of(uow, feed.account_id)
    if feed is None or actor is None:
        return None
    context = context_for(uow, actor, purpose="feed")
    people = _people(feed, actor, context)
    if not people:
        return None
    lang, first = language_of(uow, feed.account_id), uow.clock.today() - KEPT_PAST
    events = [*_events(uow, actor, context, people, first, lang, hide=feed.hide_details), *extra]
    content = export.calendar_file(events, name=_name(uow, people, lang, hide=feed.hide_details), refreshed=True)
    return Given(feed.id, content, to_note=feed.read_on != uow.clock.today())


def note_reading(uow: UnitOfWork, feed_id: str) -> None:
    """Write in the history of each person it tells of that an address was read: one line a day."""
    feed = uow.session.get(Feed, feed_id)
    actor = None if feed is None else actor_of(uow, feed.account_id)
    if feed is None or actor is None or feed.read_on == uow.clock.today():
        return
    feed.read_on = uow.clock.today()
    uow.session.add(feed)
    for person_id in _people(feed, actor, context_for(uow, actor)):
        line(uow, actor, person_id, acts.FEED_READ, item=feed.id)


def download(uow: UnitOfWork, *, actor: Actor, context: Context = NO_CONTEXT, people: Sequence[str], lang: str) -> bytes:
    """All the appointments of these people as one file, with a line in each history. Raises DomainError ``introuvable``."""
    for person_id in people:
        require(actor, "export", agenda_of(person_id), context)
    events = []
    for plan in agenda(uow, actor=actor, context=context, people=people):
        events += export.whole(plan.series, whose=_whose(uow, plan, people))
    for person_id in people:
        line(uow, actor, person_id, acts.EXPORTED)
    return export.calendar_file(events, name=_name(uow, people, lang, hide=False), refreshed=False)


def download_one(uow: UnitOfWork, *, actor: Actor, context: Context = NO_CONTEXT, appointment_id: str, lang: str) -> bytes:
    """One appointment or one whole series as a file, with a line in the history unless it is secret.

    Raises DomainError ``introuvable``, ``rendezvous.annule``.
    """
    plan = planned(uow, actor=actor, action="export", context=context, appointment_id=appointment_id)
    note(uow, actor, plan.row, acts.EXPORTED_ONE, plan.series)
    name = _name(uow, [plan.row.person_id], lang, hide=False)
    return export.calendar_file(export.whole(plan.series), name=name, refreshed=False)


def _people(feed: Feed, actor: Actor, context: Context) -> list[str]:
    """Whose agendas an address gives today."""
    family = [actor.person_id or "", *sorted(context.guardian_of)]
    wanted = [feed.person_id or ""] if feed.scope == "person" else family
    return [person_id for person_id in wanted if can_see(actor, agenda_of(person_id), context)]


def _events(
    uow: UnitOfWork, actor: Actor, context: Context, people: Sequence[str], first: date, lang: str, *, hide: bool
) -> Iterable[Event]:
    for plan in agenda(uow, actor=actor, context=context, people=people, first=first):
        if hide:
            yield from export.hidden(plan.series, uid=f"{plan.row.id}@carnet", busy=translate(BUSY, lang))
        else:
            yield from export.announced(plan.series, whose=_whose(uow, plan, people))


def _whose(uow: UnitOfWork, plan: Planned, people: Sequence[str]) -> str:
    return identity_of(uow, plan.row.person_id).usual_name if len(people) > 1 else ""


def _name(uow: UnitOfWork, people: Sequence[str], lang: str, *, hide: bool) -> str:
    if hide:
        return "Carnet"
    if len(people) > 1:
        return translate(_("Carnet – famille"), lang)
    return f"Carnet – {identity_of(uow, people[0]).usual_name}"


def _hash(secret: str) -> bytes:
    return hashlib.sha256(secret.encode()).digest()
