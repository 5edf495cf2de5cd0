"""What has to do with what: a treatment with a disease, an allergy with the report that says so. Shown on both sides.

A link is there for whoever may see both of its ends; one that touches what a minor keeps leaves no line.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field

from sqlalchemy import or_, select
from sqlmodel import col

from rxapp.core.db import UnitOfWork, new_id
from rxapp.core.errors import DomainError
from rxapp.core.policy import NO_CONTEXT, Actor, Context
from rxapp.profile import acts, store
from rxapp.profile.models import ProfileEntry, ProfileLink
from rxapp.profile.service import line_of
from rxapp.profile.store import Entry
from rxapp.record import service as record
from rxapp.record import views

ENTRY, DOCUMENT = "entry", "document"
MOST_LINKS = 30
"""Most links of one entry."""


@dataclass(frozen=True, slots=True)
class Ends:
    """What each entry is linked with: ids of entries and of documents, the first linked first; whoever shows them asks first."""

    entries: Mapping[str, Sequence[str]] = field(default_factory=dict)
    documents: Mapping[str, Sequence[str]] = field(default_factory=dict)


def link(uow: UnitOfWork, *, actor: Actor, context: Context = NO_CONTEXT, entry_id: str, kind: str, other_id: str) -> None:
    """Link an entry with another one of the same profile, or with a document of the same record; twice changes nothing.

    Raises DomainError ``introuvable``, ``profil.trop_de_liens``.
    """
    row = store.entry_row(uow, actor=actor, action="edit", context=context, entry_id=entry_id)
    kept = _is_kept(uow, actor, context, row, kind, other_id)
    if _found(uow, row.id, kind, other_id) is not None:
        return
    join(uow, actor=actor, row=row, kind=kind, other_id=other_id)
    if not kept:
        line_of(uow, actor, acts.LINKED, store.opened(uow, row))


def join(uow: UnitOfWork, *, actor: Actor, row: ProfileEntry, kind: str, other_id: str) -> None:
    """Write a link without a line: whoever calls has asked `policy` and says what it did. Raises ``profil.trop_de_liens``."""
    mine = select(ProfileLink).where(ProfileLink.entry_id == row.id).limit(MOST_LINKS)
    if len(uow.session.execute(mine).scalars().all()) >= MOST_LINKS:
        raise DomainError("profil.trop_de_liens", maximum=MOST_LINKS)
    made = ProfileLink(
        id=new_id(),
        entry_id=row.id,
        person_id=row.person_id,
        what_index=_index(uow, row.id, kind, other_id),
        content=b"",
        created_by=actor.account_id,
        created_at=uow.clock.now(),
    )
    made.content = store.sealed(uow, ProfileLink.__tablename__, made.id, row.person_id, {"kind": kind, "id": other_id})
    uow.session.add(made)
    uow.session.flush()


def unlink(uow: UnitOfWork, *, actor: Actor, context: Context = NO_CONTEXT, entry_id: str, kind: str, other_id: str) -> None:
    """Take a link away, from either of its ends. Raises DomainError ``introuvable``."""
    row = store.entry_row(uow, actor=actor, action="edit", context=context, entry_id=entry_id)
    kept = _is_kept(uow, actor, context, row, kind, other_id)
    found = _found(uow, row.id, kind, other_id)
    if found is not None:
        uow.session.delete(found)
        uow.session.flush()
        if not kept:
            line_of(uow, actor, acts.UNLINKED, store.opened(uow, row))


def ends(uow: UnitOfWork, person_id: str) -> Ends:
    """Every link of a profile, from both sides."""
    query = select(ProfileLink).where(ProfileLink.person_id == person_id)
    entries: dict[str, list[str]] = {}
    documents: dict[str, list[str]] = {}
    for row in uow.session.execute(query.order_by(col(ProfileLink.created_at), col(ProfileLink.id))).scalars():
        held = store.unsealed(uow, ProfileLink.__tablename__, row.id, person_id, row.content)
        if held["kind"] == DOCUMENT:
            documents.setdefault(row.entry_id, []).append(held["id"])
            continue
        entries.setdefault(row.entry_id, []).append(held["id"])
        entries.setdefault(held["id"], []).append(row.entry_id)
    return Ends(entries, documents)


def of_document(uow: UnitOfWork, *, actor: Actor, context: Context, person_id: str, document_id: str) -> list[Entry]:
    """The entries that this actor sees which a document has to do with."""
    linked = {entry_id for entry_id, ids in ends(uow, person_id).documents.items() if document_id in ids}
    return [one for one in store.entries(uow, actor=actor, context=context, person_id=person_id) if one.id in linked]


def sees_document(uow: UnitOfWork, actor: Actor, context: Context, document_id: str) -> bool:
    """Whether a document exists for this actor. Nothing of it is read, so it is no look at a record."""
    try:
        views.person_of(uow, actor=actor, context=context, document_id=document_id)
    except DomainError:
        return False
    return True


def _is_kept(uow: UnitOfWork, actor: Actor, context: Context, row: ProfileEntry, kind: str, other_id: str) -> bool:
    """Whether the other end is a minor's secret, once it exists for the actor and is of the same person."""
    if kind == ENTRY:
        other = store.entry_row(uow, actor=actor, action="edit", context=context, entry_id=other_id)
        if other.person_id != row.person_id or other.id == row.id:
            raise DomainError("introuvable")
        return store.is_kept(uow, other.person_id, secret=other.secret)
    if kind != DOCUMENT:
        raise DomainError("introuvable")
    paper = record.paper(uow, actor=actor, context=context, document_id=other_id)
    if paper.person_id != row.person_id:
        raise DomainError("introuvable")
    return paper.kept


def _found(uow: UnitOfWork, entry_id: str, kind: str, other_id: str) -> ProfileLink | None:
    ways = [_index(uow, entry_id, kind, other_id)] + ([_index(uow, other_id, kind, entry_id)] if kind == ENTRY else [])
    wanted = or_(*(ProfileLink.what_index == one for one in ways))
    return uow.session.execute(select(ProfileLink).where(wanted)).scalars().first()


def _index(uow: UnitOfWork, entry_id: str, kind: str, other_id: str) -> bytes:
    return uow.keyring.blind_index("profile.link", f"{entry_id}|{kind}|{other_id}")
