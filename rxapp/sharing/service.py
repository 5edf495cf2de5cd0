"""Links that a person makes, stops, and that end by themselves. One verb, one transaction, one line in the person's history."""

from __future__ import annotations

import secrets
from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta

from sqlalchemy import delete, func, select, update
from sqlmodel import col

from rxapp.accounts import profile_veils
from rxapp.accounts.errors import FieldErrors
from rxapp.accounts.standing import require_staying
from rxapp.core import audit
from rxapp.core.db import UnitOfWork, new_id
from rxapp.core.errors import DomainError
from rxapp.core.policy import NO_CONTEXT, Actor, Context, Item, require
from rxapp.record import aside
from rxapp.record.names import clean_line, graphemes
from rxapp.record.service import on_behalf
from rxapp.sharing import acts, errors
from rxapp.sharing.lasting import Ending, in_groups, new_code, until
from rxapp.sharing.models import Share, ShareEvent, ShareItem
from rxapp.sharing.standing import (
    DOCUMENT,
    SUMMARY,
    code_index,
    hash_of,
    is_quiet,
    item_of,
    may_still,
    recipient_of,
    seal_recipient,
    shares_of,
)

__all__ = [
    "MOST_DOCUMENTS",
    "MOST_LIVE",
    "MOST_RECIPIENT",
    "PROFILE",
    "QUESTION",
    "Made",
    "Wish",
    "destroy",
    "end_of",
    "errors",
    "make",
    "stop",
    "sweep",
]

MOST_LIVE = 10
"""Most links of one record that open at a time, for whoever made them."""
MOST_DOCUMENTS = 30
"""Most documents that one link shows."""
MOST_RECIPIENT = 60
"""Longest name of whom a link is for, in graphemes."""
KEPT = timedelta(days=90)
"""How long a link that is over stays in the list; the history keeps its lines."""
_AT_ONCE = 200
PROFILE = "profil"
QUESTION = "lien.masque"
"""Asked first about what is hidden from professionals; `hidden` of the error says what and from whom."""


@dataclass(frozen=True)
class Wish:
    """What a link is to be, as typed. ``lasting``: of `lasting.Lasting`; ``day`` with its last choice alone.

    ``summary``: it shows that of the medical profile too. ``agreed``: of what is hidden from professionals, what they were asked
    about and show to whoever holds this link: ids of documents or `PROFILE`, each with the mark that hides it.
    """

    recipient: str
    lasting: str
    day: str = ""
    documents: Sequence[str] = ()
    summary: bool = False
    agreed: frozenset[tuple[str, str]] = frozenset()


@dataclass(frozen=True)
class Made:
    """A link just made: the only time its path and its code can be shown."""

    id: str
    path: str
    code: str
    recipient: str
    until: datetime


def make(uow: UnitOfWork, *, actor: Actor, context: Context = NO_CONTEXT, person_id: str, wish: Wish) -> Made:
    """Make a link to documents of one record, to the summary of its profile, or both.

    Raises FieldErrors (``destinataire``, ``duree``, ``jour``, ``documents``: `QUESTION` is a question), DomainError
    ``introuvable``, ``lien.trop``, and as `require_staying`.
    """
    require(actor, "add", shares_of(person_id, author=actor.account_id), context)
    require_staying(uow, actor.account_id, person_id)
    now = uow.clock.now()
    recipient, ends = _checked(wish, now)
    kept = _kept(uow, actor, context, person_id, wish)
    if _live(uow, actor, person_id, now) >= MOST_LIVE:
        raise DomainError("lien.trop", maximum=MOST_LIVE)
    share_id, secret, code = new_id(), secrets.token_urlsafe(32), new_code()
    share = Share(
        id=share_id,
        person_id=person_id,
        account_id=actor.account_id,
        secret_hash=hash_of(secret),
        code_index=code_index(uow, share_id, code),
        made_at=now,
        until=ends,
        hidden=any(kept),
        recipient=seal_recipient(uow, share_id, person_id, recipient),
    )
    uow.session.add(share)
    uow.session.flush()
    items = [(SUMMARY, person_id)] if wish.summary else []
    items += [(DOCUMENT, ref) for ref in dict.fromkeys(wish.documents)]
    for position, (kind, ref) in enumerate(items, start=1):
        uow.session.add(ShareItem(share_id=share_id, position=position, kind=kind, ref=ref))
    write_line(uow, actor, share, acts.MADE_WITH_SUMMARY if wish.summary else acts.MADE, nombre=len(kept))
    return Made(share_id, f"/partage/{secret}", in_groups(code), recipient, ends)


def _checked(wish: Wish, now: datetime) -> tuple[str, datetime]:
    """The name as it is kept, and when the link ends. Raises FieldErrors."""
    wrong: dict[str, DomainError | str] = {}
    recipient, ends = clean_line(wish.recipient, MOST_RECIPIENT), now
    if not recipient:
        wrong["destinataire"] = "lien.destinataire"
    elif len(graphemes(clean_line(wish.recipient, 10 * MOST_RECIPIENT))) > MOST_RECIPIENT:
        wrong["destinataire"] = DomainError("lien.destinataire_long", maximum=MOST_RECIPIENT)
    try:
        ends = until(wish.lasting, wish.day, now)
    except DomainError as error:
        wrong["duree" if error.code == "lien.duree" else "jour"] = error
    if not (wish.documents or wish.summary):
        wrong["documents"] = "lien.rien"
    elif len(set(wish.documents)) > MOST_DOCUMENTS:
        wrong["documents"] = DomainError("lien.trop_de_documents", maximum=MOST_DOCUMENTS)
    if wrong:
        raise FieldErrors(wrong)
    return recipient, ends


def _kept(uow: UnitOfWork, actor: Actor, context: Context, person_id: str, wish: Wish) -> list[bool]:
    """For each document, whether a minor keeps it from their parents, once all may be shown. Raises as `make`."""
    ids = list(dict.fromkeys(wish.documents))
    pieces = [_piece(uow, actor, context, person_id, one) for one in ids]
    kept = [piece.kept for piece in pieces]
    if wish.summary:
        require(actor, "see", Item("profile", owner=person_id), context)
        if any(kept):  # what is made for it leaves a line, which would tell of the link
            raise FieldErrors({"documents": "lien.resume_secret"})
    if any(kept) and not all(kept):  # what is shown to parents has its lines, what is kept from them has none
        raise FieldErrors({"documents": "lien.gardes_a_part"})
    veils = {one: piece.closed_to for one, piece in zip(ids, pieces, strict=True)}
    veils |= {PROFILE: profile_veils.veils_of(uow, person_id)} if wish.summary else {}
    hidden = {(one, mark) for one, marks in veils.items() for mark in marks}
    if not hidden <= wish.agreed:  # asked again of all when something was hidden since, or from more
        raise FieldErrors({"documents": DomainError(QUESTION, hidden=frozenset(hidden))})
    return kept


def _piece(uow: UnitOfWork, actor: Actor, context: Context, person_id: str, document_id: str) -> aside.Piece:
    """A ticked document. Raises DomainError ``introuvable`` for what is not of this record."""
    piece = aside.piece(uow, actor=actor, context=context, document_id=document_id)
    if piece.person_id != person_id or piece.outside:
        raise DomainError("introuvable")
    return piece


def _live(uow: UnitOfWork, actor: Actor, person_id: str, now: datetime) -> int:
    """How many links of this record the actor made that open: those of others could be what a minor keeps from them."""
    theirs = (
        Share.person_id == person_id,
        Share.account_id == actor.account_id,
        col(Share.ended_at).is_(None),
        col(Share.until) > now,
    )
    return uow.session.execute(select(func.count()).select_from(Share).where(*theirs)).scalar_one()


def stop(uow: UnitOfWork, *, actor: Actor, context: Context = NO_CONTEXT, share_id: str) -> None:
    """Stop a link for good, at once; again, or once it is over, changes nothing. Raises DomainError ``introuvable``."""
    share = uow.session.get(Share, share_id)
    if share is None:
        raise DomainError("introuvable")
    if share.hidden and actor.person_id != share.person_id:
        raise DomainError("introuvable")  # no refusal is written: its line would tell of it
    require(actor, "revoke", item_of(share), context)
    if share.ended_at is None and uow.clock.now() < share.until:
        end(uow, share, Ending.STOPPED)
        write_line(uow, actor, share, acts.STOPPED)


def end(uow: UnitOfWork, share: Share, ending: Ending) -> None:
    """A link opens no more; what is open of it asks before each file."""
    share.ended_at, share.ending = uow.clock.now(), ending.value
    uow.session.add(share)


def end_of(uow: UnitOfWork, account_id: str, _people: Collection[str] = ()) -> None:
    """An account is closed, or held: the links it made open no more."""
    theirs = update(Share).where(col(Share.account_id) == account_id, col(Share.ended_at).is_(None))
    uow.session.execute(theirs.values(ended_at=uow.clock.now(), ending=Ending.LEFT.value))


def destroy(uow: UnitOfWork, person_id: str, accounts: Sequence[str] = ()) -> None:
    """A person's record is destroyed: its links go, and those that their accounts made for a child open no more."""
    for account_id in accounts:
        end_of(uow, account_id)
    _delete(uow, list(uow.session.execute(select(Share.id).where(Share.person_id == person_id)).scalars()))


def sweep(uow: UnitOfWork) -> int:
    """End the links whose makers may show the record no more, and forget those over for long; returns how many went."""
    now = uow.clock.now()
    on = (col(Share.ended_at).is_(None), col(Share.until) > now)
    for share in uow.session.execute(select(Share).where(*on).order_by(col(Share.until)).limit(_AT_ONCE)).scalars().all():
        if not may_still(uow, share):
            end(uow, share, Ending.LEFT)
    old = select(Share.id).where(col(Share.until) <= now - KEPT).limit(_AT_ONCE)
    gone = list(uow.session.execute(old).scalars())
    _delete(uow, gone)
    return len(gone)


def _delete(uow: UnitOfWork, share_ids: Sequence[str]) -> None:
    if share_ids:
        for table in (ShareItem, ShareEvent):
            uow.session.execute(delete(table).where(col(table.share_id).in_(share_ids)))
        uow.session.execute(delete(Share).where(col(Share.id).in_(share_ids)))


def write_line(uow: UnitOfWork, actor: Actor, share: Share, action: str, **details: object) -> None:
    """One line in the history of whom the record is; none of what a minor keeps from their parents."""
    if is_quiet(uow, share):
        return
    said: Mapping[str, object] = {"label": recipient_of(uow, share)} | details
    whose = on_behalf(uow, actor, share.person_id)
    audit.record(uow, person_id=share.person_id, actor=actor, action=action, details=said, item=share.id, on_behalf=whose)
