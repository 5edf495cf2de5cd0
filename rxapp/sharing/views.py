"""What is read of links: by whom the record is, and by whoever holds one."""

from __future__ import annotations

import contextlib
from dataclasses import dataclass

from sqlalchemy import select
from sqlmodel import col

from rxapp.accounts.identity import identity_of
from rxapp.accounts.standing import actor_of
from rxapp.core.db import UnitOfWork
from rxapp.core.errors import DomainError
from rxapp.core.i18n import _, date_time, translate
from rxapp.core.policy import NO_CONTEXT, Actor, Context, can_see, require
from rxapp.record import shown
from rxapp.record import views as record
from rxapp.sharing.lasting import Ending, Happening, lasts
from rxapp.sharing.models import Share, ShareEvent
from rxapp.sharing.standing import Guest, item_of, may_still, recipient_of, refs_of, shares_of, summary_at

MOST_SHARES = 50
"""The longest list; a link that is over for long leaves it."""
MOST_EVENTS = 50
"""Most happenings told of one link, the latest first."""

SUMMARY_TITLE = _("Résumé du profil médical")
_STATES = {
    "live": _("S’ouvre jusqu’au {instant}"),
    "over": _("Terminé le {instant}"),
    Ending.STOPPED: _("Arrêté le {instant}"),
    Ending.WRONG: _("Fermé le {instant}, après cinq codes faux"),
    Ending.LEFT: _("Terminé le {instant}"),
}
_HAPPENINGS = {
    Happening.OPENED: _("Ouvert avec le bon code"),
    Happening.WRONG: _("Code faux"),
    Happening.SEEN: _("Consulté : {titre}"),
    Happening.TAKEN: _("Téléchargé : {titre}"),
    Happening.TRIED: _("Essayé après la fin, sans rien voir"),
}


@dataclass(frozen=True)
class Happened:
    """One thing done through a link."""

    at_label: str
    words: str
    at_iso: str
    opens: bool


@dataclass(frozen=True)
class ShareCard:
    """One link in the list. ``titles``: what it shows, as far as the reader sees it. ``by``: who made it, "" for oneself."""

    id: str
    recipient: str
    live: bool
    state_label: str
    made_label: str
    by: str
    titles: list[str]
    happened: list[Happened]
    opened: bool


@dataclass(frozen=True)
class ShownItem:
    """One thing that a link shows, by its place in it. ``document_id``: "" for the summary; ``meta``: what is said of it."""

    position: int
    document_id: str
    title: str
    meta: tuple[str, ...] = ()
    pages: int = 0
    preview: str = "none"
    warning: str = ""


@dataclass(frozen=True)
class ShownShare:
    """A link as its holder reads of it: the full name of whom the documents are about, and until when it opens."""

    person: str
    until_label: str


def shares(uow: UnitOfWork, *, actor: Actor, context: Context = NO_CONTEXT, person_id: str, lang: str) -> tuple[ShareCard, ...]:
    """The links of a record that this actor sees: all that open, then the latest of those over.

    Raises DomainError ``introuvable``.
    """
    require(actor, "list", shares_of(person_id), context)
    wanted = select(Share).where(Share.person_id == person_id).order_by(col(Share.made_at).desc(), col(Share.id))
    seen = [share for share in uow.session.execute(wanted).scalars() if can_see(actor, item_of(share), context)]
    on = [share for share in seen if lasts(share.ended_at, share.until, uow.clock.now())]
    past = [share for share in seen if share not in on][: max(0, MOST_SHARES - len(on))]
    cards = [_card(uow, share, actor, context, lang) for share in (*on, *past)]
    return tuple(sorted(cards, key=lambda card: not card.live))


def _card(uow: UnitOfWork, share: Share, actor: Actor, context: Context, lang: str) -> ShareCard:
    refs = refs_of(uow, share.id)
    seen = record.titles(uow, actor=actor, context=context, document_ids=refs.values())
    titles = {place: seen[ref] for place, ref in refs.items() if ref in seen}
    if (place := summary_at(uow, share.id)) is not None:
        titles = {place: translate(SUMMARY_TITLE, lang)} | titles
    live = lasts(share.ended_at, share.until, uow.clock.now()) and may_still(uow, share)
    at = share.until if live or share.ended_at is None else share.ended_at
    state = "live" if live else share.ending or "over"
    happened = _happened(uow, share, titles, lang)
    maker = None if share.account_id == actor.account_id else actor_of(uow, share.account_id)
    return ShareCard(
        id=share.id,
        recipient=recipient_of(uow, share),
        live=live,
        state_label=translate(_STATES[state], lang, instant=date_time(at, lang)),
        made_label=date_time(share.made_at, lang),
        by="" if maker is None else maker.label,
        titles=list(titles.values()),
        happened=happened,
        opened=any(one.opens for one in happened),
    )


def _happened(uow: UnitOfWork, share: Share, titles: dict[int, str], lang: str) -> list[Happened]:
    """What was done through a link; what was done with a document that the reader does not see is not told."""
    latest = select(ShareEvent).where(ShareEvent.share_id == share.id).order_by(col(ShareEvent.at).desc(), col(ShareEvent.id))
    told = []
    for event in uow.session.execute(latest.limit(MOST_EVENTS)).scalars():
        if event.position is None or event.position in titles:
            words = translate(_HAPPENINGS[event.kind], lang, titre=titles.get(event.position or 0, ""))
            told.append(Happened(date_time(event.at, lang), words, event.at.isoformat(), event.kind == Happening.OPENED))
    return told


def shown_share(uow: UnitOfWork, guest: Guest, lang: str) -> ShownShare:
    """Whose documents a link shows, and until when."""
    share = uow.session.get(Share, guest.share_id)
    if share is None:
        raise DomainError("lien.fini")
    until = translate(_STATES["live"], lang, instant=date_time(share.until, lang))
    return ShownShare(identity_of(uow, share.person_id).full_name, until)


def shown_items(uow: UnitOfWork, guest: Guest, lang: str) -> tuple[ShownItem, ...]:
    """What a link shows now: what was ticked, less what is gone or hidden since. That it was opened is in the history."""
    place = summary_at(uow, guest.share_id)
    found = [] if place is None or not guest.context.shown else [_summary(place, lang)]
    for position, ref in refs_of(uow, guest.share_id).items():
        with contextlib.suppress(DomainError):
            found.append(_shown(uow, guest, position, ref, lang))
    return tuple(found)


def shown_item(uow: UnitOfWork, guest: Guest, position: int, lang: str) -> ShownItem:
    """What stands at a place of a link. Raises DomainError ``introuvable``."""
    if guest.context.shown and position == summary_at(uow, guest.share_id):
        return _summary(position, lang)
    ref = refs_of(uow, guest.share_id).get(position)
    if ref is None:
        raise DomainError("introuvable")
    return _shown(uow, guest, position, ref, lang)


def _shown(uow: UnitOfWork, guest: Guest, position: int, ref: str, lang: str) -> ShownItem:
    one = shown.lent(uow, actor=guest.actor, context=guest.context, document_id=ref, lang=lang)
    meta = (one.row.act_date_label, one.row.category_label, one.row.kind_label, one.row.author_label)
    return ShownItem(position, one.row.id, one.row.title, meta, one.pages, one.preview, one.warning)


def _summary(position: int, lang: str) -> ShownItem:
    return ShownItem(position, "", translate(SUMMARY_TITLE, lang), (translate(_("Tel qu’il est aujourd’hui"), lang),))
