"""The profile between its tables and its readers: sealed, opened, and seen by whom it may be."""

from __future__ import annotations

import json
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, replace
from datetime import datetime, timedelta

from sqlalchemy import delete, func, select
from sqlmodel import col

from rxapp.accounts.keeping import is_kept
from rxapp.core.crypto import open_text, seal
from rxapp.core.db import UnitOfWork
from rxapp.core.errors import DomainError
from rxapp.core.keys import person_key
from rxapp.core.policy import Actor, Context, Item, Refused, can_see, require
from rxapp.profile.models import ProfileEntry, ProfileLink, ProfilePart, ProfileVersion

KIND = "profile"
MOST_ENTRIES = 400
"""Most entries of one profile; secret ones are counted apart, so that a full profile tells nobody of them."""
UNDO = timedelta(seconds=10)
"""How long taking away can be undone."""


@dataclass(frozen=True, slots=True)
class Entry:
    """One entry in clear. ``account`` and ``label``: who wrote it as it is, at ``written_at``."""

    id: str
    person_id: str
    part: str
    values: Mapping[str, str]
    account: str
    label: str
    written_at: datetime
    version: int
    secret: bool = False


@dataclass(frozen=True, slots=True)
class NoneKnown:
    """Somebody said that nothing is known of a part."""

    part: str
    account: str
    label: str
    said_at: datetime


def profile_of(person_id: str) -> Item:
    """A whole profile as `policy` sees it."""
    return Item(KIND, owner=person_id)


def item_of(uow: UnitOfWork, row: ProfileEntry) -> Item:
    """One entry as `policy` sees it."""
    hidden = is_kept(uow, row.person_id, secret=row.secret)
    return Item(KIND, owner=row.person_id, author=row.created_by, deleted=row.removed_at is not None, hidden=hidden)


def sees_kept(uow: UnitOfWork, actor: Actor, context: Context, person_id: str) -> bool:
    """Whether what a minor keeps in a profile exists for this actor; from 18 on it does for whoever sees the profile."""
    whole = Item(KIND, owner=person_id, hidden=True)
    return can_see(actor, whole, context) or not is_kept(uow, person_id, secret=True)


def entries(uow: UnitOfWork, *, actor: Actor, context: Context, person_id: str) -> list[Entry]:
    """All that this actor may see of a profile, the oldest first; from 18 on nothing of it is ``secret`` any more.

    Raises DomainError ``introuvable``.
    """
    require(actor, "see", profile_of(person_id), context)
    query = select(ProfileEntry).where(ProfileEntry.person_id == person_id, col(ProfileEntry.removed_at).is_(None))
    if not sees_kept(uow, actor, context, person_id):
        query = query.where(col(ProfileEntry.secret).is_(False))
    rows = uow.session.execute(query.order_by(col(ProfileEntry.created_at), col(ProfileEntry.id))).scalars()
    held = [one for one in (opened(uow, row) for row in rows) if sees_part(actor, context, person_id, one.part)]
    kept = is_kept(uow, person_id, secret=any(one.secret for one in held))
    return [replace(one, secret=one.secret and kept) for one in held]


def sees_part(actor: Actor, context: Context, person_id: str, part: str) -> bool:
    """Whether a part of a profile exists for this actor."""
    return can_see(actor, replace(profile_of(person_id), category=part), context)


def entry_row(uow: UnitOfWork, *, actor: Actor, action: str, context: Context, entry_id: str) -> ProfileEntry:
    """One entry once `policy` has agreed; one that was taken away only to bring it back. Raises DomainError ``introuvable``."""
    row = uow.session.get(ProfileEntry, entry_id)
    if row is None:
        raise DomainError("introuvable")
    item = replace(item_of(uow, row), deleted=False, category=opened(uow, row).part)
    try:
        require(actor, action, item, context)
    except Refused:
        if row.secret:  # a refusal would be a line that parents read
            raise DomainError("introuvable") from None
        raise
    if (row.removed_at is not None) != (action == "restore"):
        raise DomainError("introuvable")
    return row


def opened(uow: UnitOfWork, row: ProfileEntry | ProfileVersion) -> Entry:
    """An entry, or what it said before, in clear."""
    held = unsealed(uow, row.__tablename__, row.id, row.person_id, row.content)
    entry_id = row.entry_id if isinstance(row, ProfileVersion) else row.id
    said = (held["part"], held["values"], held["account"], held["by"])
    return Entry(entry_id, row.person_id, *said, row.written_at, row.version, row.secret)


def content(uow: UnitOfWork, row: ProfileEntry | ProfileVersion, entry: Entry) -> bytes:
    """What an entry says, sealed for a row."""
    held = {"part": entry.part, "values": dict(entry.values), "account": entry.account, "by": entry.label}
    return sealed(uow, row.__tablename__, row.id, row.person_id, held)


def earlier(uow: UnitOfWork, row: ProfileEntry, *, hidden: bool, limit: int | None = None) -> list[Entry]:
    """What an entry said before, the latest first. ``hidden``: also while a minor kept it."""
    query = select(ProfileVersion).where(ProfileVersion.entry_id == row.id).order_by(col(ProfileVersion.version).desc())
    if not hidden:
        query = query.where(col(ProfileVersion.secret).is_(False))
    return [opened(uow, one) for one in uow.session.execute(query.limit(limit)).scalars()]


def rewritten(uow: UnitOfWork, person_id: str, *, hidden: bool) -> set[str]:
    """The entries that said something else before."""
    query = select(ProfileVersion.entry_id).where(ProfileVersion.person_id == person_id)
    if not hidden:
        query = query.where(col(ProfileVersion.secret).is_(False))
    return set(uow.session.execute(query.distinct()).scalars())


def require_room(uow: UnitOfWork, person_id: str, *, secret: bool) -> None:
    """Raise DomainError ``profil.trop`` when a profile is full."""
    held = select(func.count()).where(
        ProfileEntry.person_id == person_id, ProfileEntry.secret == secret, col(ProfileEntry.removed_at).is_(None)
    )
    if uow.session.execute(held).scalar_one() >= MOST_ENTRIES:
        raise DomainError("profil.trop", maximum=MOST_ENTRIES)


def nones(uow: UnitOfWork, *, actor: Actor, context: Context, person_id: str) -> list[NoneKnown]:
    """The parts of which nothing is known, as far as somebody said so and this actor may see it."""
    query = select(ProfilePart).where(ProfilePart.person_id == person_id)
    rows = uow.session.execute(query.order_by(col(ProfilePart.created_at), col(ProfilePart.id))).scalars()
    held = ((row, unsealed(uow, ProfilePart.__tablename__, row.id, person_id, row.content)) for row in rows)
    found = [NoneKnown(said["part"], row.created_by, said["by"], row.created_at) for row, said in held]
    return [one for one in found if sees_part(actor, context, person_id, one.part)]


def none_row(uow: UnitOfWork, person_id: str, part: str) -> ProfilePart | None:
    """The row that says so of one part."""
    wanted = (ProfilePart.person_id == person_id, ProfilePart.what_index == part_index(uow, person_id, part))
    return uow.session.execute(select(ProfilePart).where(*wanted)).scalar_one_or_none()


def part_index(uow: UnitOfWork, person_id: str, part: str) -> bytes:
    """Finds « rien de connu » of a part again without telling which part it is, nor that two people said the same."""
    return uow.keyring.blind_index("profile.part", f"{person_id}|{part}")


def forget_removed(uow: UnitOfWork, person_id: str) -> None:
    """Erase what was taken away and can come back no more, with what it said before and its links."""
    gone = (ProfileEntry.person_id == person_id, col(ProfileEntry.removed_at) < uow.clock.now() - UNDO)
    erase(uow, uow.session.execute(select(ProfileEntry.id).where(*gone)).scalars().all())


def forget_all_removed(uow: UnitOfWork) -> None:
    """The same for everybody: whoever takes something away need not write again for it to be gone."""
    gone = select(ProfileEntry.id).where(col(ProfileEntry.removed_at) < uow.clock.now() - UNDO)
    erase(uow, uow.session.execute(gone).scalars().all())


def erase(uow: UnitOfWork, entry_ids: Iterable[str]) -> None:
    """Erase entries for good."""
    ids = list(entry_ids)
    if ids:
        for table, column in ((ProfileVersion, "entry_id"), (ProfileLink, "entry_id"), (ProfileEntry, "id")):
            uow.session.execute(delete(table).where(col(getattr(table, column)).in_(ids)))


def sealed(uow: UnitOfWork, table: str, row: str, person_id: str, held: Mapping[str, object]) -> bytes:
    """JSON under the person's key, bound to its row."""
    said = json.dumps(held, ensure_ascii=False)
    return seal(person_key(uow, person_id), said, table=table, column="content", row=row, person=person_id)


def unsealed(uow: UnitOfWork, table: str, row: str, person_id: str, blob: bytes) -> dict:
    """The JSON of a row."""
    return json.loads(open_text(person_key(uow, person_id), blob, table=table, column="content", row=row, person=person_id))
