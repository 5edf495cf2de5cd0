"""Whether a link still opens, and what of: asked anew each time, of the record as it is then.

A link shows nothing that whoever made it no longer sees: a document deleted since, one that a minor keeps from the parent who
shared it, a child of whom one is no longer the parent.
"""

from __future__ import annotations

import hashlib
from collections.abc import Iterator
from dataclasses import dataclass

from sqlalchemy import delete, select
from sqlmodel import col

from rxapp.accounts import profile_veils
from rxapp.accounts.birth import is_minor
from rxapp.accounts.identity import births_of
from rxapp.accounts.people import context_for
from rxapp.accounts.standing import actor_of, has_left
from rxapp.core.crypto import open_text, seal
from rxapp.core.db import UnitOfWork
from rxapp.core.errors import DomainError
from rxapp.core.i18n import _, translate
from rxapp.core.keys import has_key, person_key
from rxapp.core.naming import declare_name
from rxapp.core.policy import EVERYBODY, SHARE, Actor, Context, Item, Role, can_act, can_see
from rxapp.record import aside, lending
from rxapp.record.lending import Holder, Loan
from rxapp.sharing.lasting import lasts
from rxapp.sharing.models import Share, ShareItem

KIND = "share"
DOCUMENT, SUMMARY = "document", "summary"
"""What a link shows: documents, and the summary of the medical profile as it is when it is opened."""
SUMMARISED = ("profile", "prevention")
"""The kinds of things that a summary tells of."""
_BY = _("lien « {nom} »")
declare_name(_BY)


@dataclass(frozen=True)
class Guest:
    """Who looks through a link, once the code was right. ``visit_id``: the event that opened it."""

    share_id: str
    person_id: str
    visit_id: str
    actor: Actor
    context: Context


def shares_of(person_id: str, *, author: str | None = None, hidden: bool = False) -> Item:
    """The links of a record as `policy` sees them."""
    return Item(KIND, owner=person_id, author=author, hidden=hidden)


def item_of(share: Share) -> Item:
    """One link as `policy` sees it."""
    return shares_of(share.person_id, author=share.account_id, hidden=share.hidden)


def hash_of(secret: str) -> bytes:
    """What finds a link, or a visit, by its secret."""
    return hashlib.sha256(secret.encode()).digest()


def code_index(uow: UnitOfWork, share_id: str, code: str) -> bytes:
    """What checks a code, of this link alone; the database without its keys tells nothing of it."""
    return uow.keyring.blind_index("share.code", f"{share_id}|{code}")


def stands(uow: UnitOfWork, share: Share) -> bool:
    """Whether a link opens now: it lasts, and whoever made it may still show this record."""
    if not lasts(share.ended_at, share.until, uow.clock.now()):
        return False
    return may_still(uow, share)


def may_still(uow: UnitOfWork, share: Share) -> bool:
    """Whether whoever made a link is still there, and still speaks for the person."""
    maker = maker_of(uow, share)
    return maker is not None and can_act(maker, "add", item_of(share), context_for(uow, maker))


def is_quiet(uow: UnitOfWork, share: Share) -> bool:
    """Whether no line may tell of a link: a minor made it of what they keep from their parents."""
    if not share.hidden:
        return False
    born = births_of(uow, [share.person_id]).get(share.person_id)
    return born is None or is_minor(born, uow.clock.today())


def maker_of(uow: UnitOfWork, share: Share) -> Actor | None:
    """Who made a link; None once they, or the person, have left."""
    return actor_of(uow, share.account_id) if is_known(uow, share) else None


def is_known(uow: UnitOfWork, share: Share) -> bool:
    """Whether the record of a link is still there, and its person has not left."""
    return has_key(uow, share.person_id) and not has_left(uow, share.person_id)


def guest_actor(uow: UnitOfWork, share: Share, *, lang: str, visit_id: str | None = None, address: str = "") -> Actor:
    """Whoever holds a link, as histories name them: « lien « Dr Untel » »."""
    label = translate(_BY, lang, nom=recipient_of(uow, share))
    return Actor(share.id, Role.GUEST, None, label, visit_id, address)


def seal_recipient(uow: UnitOfWork, share_id: str, person_id: str, name: str) -> bytes:
    """Whom a link is for, sealed."""
    return seal(person_key(uow, person_id), name, **_place(share_id, person_id))


def recipient_of(uow: UnitOfWork, share: Share) -> str:
    """Whom a link is for."""
    return open_text(person_key(uow, share.person_id), share.recipient, **_place(share.id, share.person_id))


def _place(share_id: str, person_id: str) -> dict[str, str]:
    return {"table": Share.__tablename__, "column": "recipient", "row": share_id, "person": person_id}


def refs_of(uow: UnitOfWork, share_id: str) -> dict[int, str]:
    """The documents of a link by their place, those that may no longer be shown included."""
    wanted = select(ShareItem.position, ShareItem.ref).where(ShareItem.share_id == share_id, ShareItem.kind == DOCUMENT)
    return {row.position: row.ref for row in uow.session.execute(wanted.order_by(col(ShareItem.position)))}


def looking(uow: UnitOfWork, share: Share) -> Context:
    """What the holder of a link may look at besides documents; asked anew each time."""
    shown = frozenset[tuple[str, str]]()
    veils = profile_veils.hidden_since(uow, share.person_id)
    hidden = [since for target, since in veils.items() if target == EVERYBODY]
    on = summary_at(uow, share.id) is not None and lending.outlives(share.made_at, hidden)
    if on and _maker_sees_profile(uow, share):
        shown = frozenset((kind, share.person_id) for kind in SUMMARISED)
    return Context(purpose=SHARE, shown=shown)


def summary_at(uow: UnitOfWork, share_id: str) -> int | None:
    """The place of the summary in a link, None when it shows none."""
    wanted = select(ShareItem.position).where(ShareItem.share_id == share_id, ShareItem.kind == SUMMARY)
    return uow.session.execute(wanted).scalar_one_or_none()


def _maker_sees_profile(uow: UnitOfWork, share: Share) -> bool:
    maker = maker_of(uow, share)
    return maker is not None and can_see(maker, Item("profile", owner=share.person_id), context_for(uow, maker))


def lent_document(uow: UnitOfWork, actor: Actor, document_id: str) -> Loan | None:
    """For `record.lending`: whether the holder of a link may see a document now; whoever made the link must see it still."""
    if actor.role is not Role.GUEST:
        return None
    ticked = (ShareItem.share_id == actor.account_id, ShareItem.kind == DOCUMENT, ShareItem.ref == document_id)
    share = uow.session.get(Share, actor.account_id)
    if share is None or uow.session.execute(select(ShareItem.position).where(*ticked)).first() is None:
        return None
    quiet = is_quiet(uow, share)
    changed = quiet != aside.is_kept(uow, document_id)  # kept from parents, or shown to them, since: its lines would not be right
    over = changed or not (stands(uow, share) and _maker_sees(uow, share, document_id))
    return Loan(quiet=quiet, over=over, sent_at=share.made_at, agreed_at=share.made_at)


def holders(uow: UnitOfWork, ref: str, lang: str) -> Iterator[Holder]:
    """For `record.lending`: whoever holds a link that opens now and shows a document, or the summary of a person's profile."""
    ticked = select(Share).join(ShareItem, col(ShareItem.share_id) == col(Share.id)).where(ShareItem.ref == ref)
    live = ticked.where(col(Share.ended_at).is_(None), col(Share.until) > uow.clock.now())
    for share in uow.session.execute(live.order_by(col(Share.made_at))).scalars().all():
        if may_still(uow, share):
            guest = guest_actor(uow, share, lang=lang)
            yield Holder(guest, guest.label, looking(uow, share))


def _maker_sees(uow: UnitOfWork, share: Share, document_id: str) -> bool:
    maker = maker_of(uow, share)
    if maker is None:
        return False
    try:
        piece = aside.piece(uow, actor=maker, context=context_for(uow, maker), document_id=document_id)
    except DomainError:
        return False
    return piece.person_id == share.person_id and not piece.outside


def forget_document(uow: UnitOfWork, document_id: str) -> None:
    """For `record.lending`: a document is destroyed; no link names it any more."""
    uow.session.execute(delete(ShareItem).where(col(ShareItem.kind) == DOCUMENT, col(ShareItem.ref) == document_id))
