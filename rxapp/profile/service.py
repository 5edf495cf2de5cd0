"""What changes in a medical profile. One verb, one transaction, one line in the person's history.

What a minor keeps leaves no line and takes nothing back that a parent sees. Links are `links.py`.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, replace
from datetime import datetime

from rxapp.accounts.granted import readers_of
from rxapp.accounts.identity import Identity, identity_of
from rxapp.accounts.keeping import may_keep
from rxapp.core import audit, lookers
from rxapp.core.db import UnitOfWork, new_id
from rxapp.core.errors import DomainError
from rxapp.core.i18n import LANGUAGES, translate
from rxapp.core.policy import NO_CONTEXT, Actor, Context, require
from rxapp.profile import acts, store
from rxapp.profile.fields import read
from rxapp.profile.models import ProfileEntry, ProfilePart, ProfileVersion
from rxapp.profile.over import contradicts
from rxapp.profile.parts import BY_CODE, Part, title_of
from rxapp.profile.store import Entry, forget_all_removed, profile_of

__all__ = ["Undo", "add", "edit", "forget_all_removed", "keep", "remove", "say_none", "show", "take_back", "unsay_none"]


@dataclass(frozen=True, slots=True)
class Undo:
    """What brings an entry back, until an instant."""

    entry_id: str
    until: datetime


def add(
    uow: UnitOfWork,
    *,
    actor: Actor,
    context: Context = NO_CONTEXT,
    person_id: str,
    part: str,
    form: Mapping[str, str],
    secret: bool = False,
) -> str:
    """Write an entry; returns its id. ``secret``: a minor of 16 or more keeps it from their parents.

    Raises:
        DomainError: "introuvable", "profil.partie", "profil.secret", "profil.deja_une", "profil.trop".
        FieldErrors: by the codes of the part's fields.
    """
    require(actor, "add", profile_of(person_id), context)
    kind = part_of(part)
    who = identity_of(uow, person_id)
    if secret and not may_keep(uow, actor, person_id):
        raise DomainError("profil.secret")
    values = read(kind, form, born=who.birth_date, today=uow.clock.today())
    require_place(uow, actor, context, person_id, kind, secret=secret)
    row = write(uow, actor=actor, person_id=person_id, part=kind, values=values, secret=secret)
    entry = store.opened(uow, row)
    _follow(uow, actor, who, acts.ADDED, entry)
    return row.id


def edit(
    uow: UnitOfWork,
    *,
    actor: Actor,
    context: Context = NO_CONTEXT,
    entry_id: str,
    version: int,
    form: Mapping[str, str],
) -> None:
    """Write an entry anew; what it said before is kept. ``version``: the one that was read; the same values change nothing.

    Raises:
        DomainError: "introuvable", "profil.change_ailleurs" (it was written since, in another tab or by somebody else).
        FieldErrors: by the codes of the part's fields.
    """
    row = store.entry_row(uow, actor=actor, action="edit", context=context, entry_id=entry_id)
    before, who = store.opened(uow, row), identity_of(uow, row.person_id)
    values = read(BY_CODE[before.part], form, born=who.birth_date, today=uow.clock.today())
    if values == before.values:
        return
    if row.version != version:
        raise DomainError("profil.change_ailleurs")
    kept = ProfileVersion(
        id=new_id(),
        entry_id=row.id,
        person_id=row.person_id,
        version=row.version,
        content=b"",
        written_at=row.written_at,
        secret=row.secret,
    )
    kept.content = store.content(uow, kept, before)
    uow.session.add(kept)
    now = replace(before, values=values, account=actor.account_id, label=actor.label)
    row.content, row.version, row.written_at = store.content(uow, row, now), row.version + 1, uow.clock.now()
    uow.session.add(row)
    _contradict(uow, row, now)
    _follow(uow, actor, who, acts.CHANGED, now)


def remove(uow: UnitOfWork, *, actor: Actor, context: Context = NO_CONTEXT, entry_id: str, version: int) -> Undo:
    """Take an entry away, with what it said before; for ten seconds it can come back. ``version``: the one that was read.

    Raises DomainError ``introuvable``, ``profil.change_depuis`` (it was written since, elsewhere).
    """
    row = store.entry_row(uow, actor=actor, action="remove", context=context, entry_id=entry_id)
    if row.version != version:
        raise DomainError("profil.change_depuis")
    row.removed_at, entry = uow.clock.now(), store.opened(uow, row)
    uow.session.add(row)
    _contradict(uow, row, entry)
    _follow(uow, actor, identity_of(uow, row.person_id), acts.REMOVED, entry)
    return Undo(row.id, row.removed_at + store.UNDO)


def take_back(uow: UnitOfWork, *, actor: Actor, context: Context = NO_CONTEXT, undo: Undo) -> None:
    """Bring back what was just taken away. Raises DomainError ``introuvable``, ``profil.trop_tard``, ``profil.deja_une``."""
    row = store.entry_row(uow, actor=actor, action="restore", context=context, entry_id=undo.entry_id)
    if uow.clock.now() >= row.removed_at + store.UNDO:
        raise DomainError("profil.trop_tard")
    entry = store.opened(uow, row)
    require_place(uow, actor, context, row.person_id, BY_CODE[entry.part], secret=row.secret)
    row.removed_at = None
    uow.session.add(row)
    _contradict(uow, row, entry)
    _follow(uow, actor, identity_of(uow, row.person_id), acts.BROUGHT_BACK, entry)


def say_none(uow: UnitOfWork, *, actor: Actor, context: Context = NO_CONTEXT, person_id: str, part: str) -> None:
    """« Rien de connu » of a part, as of today; the same again is said anew.

    Raises DomainError ``introuvable``, ``profil.partie``, ``profil.pas_vide``.
    """
    require(actor, "edit", profile_of(person_id), context)
    kind = part_of(part)
    held, today = store.entries(uow, actor=actor, context=context, person_id=person_id), uow.clock.today()
    if any(one.part == part and contradicts(kind, one.values, today) for one in held):
        raise DomainError("profil.pas_vide")
    put_none(uow, actor=actor, person_id=person_id, part=kind)
    _line(uow, actor, identity_of(uow, person_id), acts.NONE_KNOWN, kind)
    lookers.look_again(uow, readers_of(uow, person_id))


def unsay_none(uow: UnitOfWork, *, actor: Actor, context: Context = NO_CONTEXT, person_id: str, part: str) -> None:
    """Take « rien de connu » back. Raises DomainError ``introuvable``, ``profil.partie``."""
    require(actor, "edit", profile_of(person_id), context)
    kind = part_of(part)
    row = store.none_row(uow, person_id, part)
    if row is not None:
        uow.session.delete(row)
        _line(uow, actor, identity_of(uow, person_id), acts.NONE_TAKEN_BACK, kind)
        lookers.look_again(uow, readers_of(uow, person_id))


def keep(uow: UnitOfWork, *, actor: Actor, context: Context = NO_CONTEXT, entry_id: str) -> None:
    """A minor keeps an entry from their parents from now on; that leaves no line.

    Raises DomainError ``introuvable``, ``profil.secret``, ``profil.deja_une``.
    """
    row = store.entry_row(uow, actor=actor, action="edit", context=context, entry_id=entry_id)
    if row.created_by != actor.account_id or not may_keep(uow, actor, row.person_id):
        raise DomainError("profil.secret")
    _turn(uow, actor, context, row, secret=True)


def show(uow: UnitOfWork, *, actor: Actor, context: Context = NO_CONTEXT, entry_id: str) -> None:
    """It is kept from nobody any more; what it said while it was stays so.

    Raises DomainError ``introuvable``, ``profil.deja_une``.
    """
    row = store.entry_row(uow, actor=actor, action="edit", context=context, entry_id=entry_id)
    if row.secret:
        _turn(uow, actor, context, row, secret=False)
        _follow(uow, actor, identity_of(uow, row.person_id), acts.SHOWN, store.opened(uow, row))


def write(
    uow: UnitOfWork, *, actor: Actor, person_id: str, part: Part, values: Mapping[str, str], secret: bool = False
) -> ProfileEntry:
    """The row of a new entry, without a line: whoever calls says in one what is written. Raises DomainError ``profil.trop``."""
    store.require_room(uow, person_id, secret=secret)
    now = uow.clock.now()
    given = {"created_by": actor.account_id, "created_at": now, "written_at": now, "secret": secret}
    row = ProfileEntry(id=new_id(), person_id=person_id, content=b"", **given)
    entry = Entry(row.id, person_id, part.code, values, actor.account_id, actor.label, now, 1, secret)
    row.content = store.content(uow, row, entry)
    uow.session.add(row)
    _contradict(uow, row, entry)
    return row


def _contradict(uow: UnitOfWork, row: ProfileEntry, entry: Entry) -> None:
    """An entry that everybody reads takes « rien de connu » of its part away, unless both may be true."""
    kept = store.is_kept(uow, row.person_id, secret=row.secret)
    leaves = kept or not contradicts(BY_CODE[entry.part], entry.values, uow.clock.today())
    none = None if leaves else store.none_row(uow, row.person_id, entry.part)
    if none is not None:
        uow.session.delete(none)
    uow.session.flush()


def put_none(uow: UnitOfWork, *, actor: Actor, person_id: str, part: Part) -> None:
    """The row of « rien de connu », without a line: whoever calls says in one what is written."""
    row = store.none_row(uow, person_id, part.code)
    if row is None:
        index = store.part_index(uow, person_id, part.code)
        row = ProfilePart(id=new_id(), person_id=person_id, what_index=index, content=b"")
    row.created_by, row.created_at = actor.account_id, uow.clock.now()
    said = {"part": part.code, "by": actor.label}
    row.content = store.sealed(uow, ProfilePart.__tablename__, row.id, person_id, said)
    uow.session.add(row)


def part_of(code: str) -> Part:
    """A part by its code. Raises DomainError ``profil.partie``."""
    if code not in BY_CODE:
        raise DomainError("profil.partie")
    return BY_CODE[code]


def named(part: Part, title: Mapping[str, str] | None = None) -> dict[str, object]:
    """What a line says of a part and of an entry, in each language."""
    words = {lang: translate(part.title, lang) for lang in LANGUAGES}
    return {"partie": words} | ({} if title is None else {"label": dict(title)})


def line_of(uow: UnitOfWork, actor: Actor, action: str, entry: Entry) -> None:
    """One line about an entry, unless it is kept from somebody."""
    if store.is_kept(uow, entry.person_id, secret=entry.secret):
        return
    part = BY_CODE[entry.part]
    title = {lang: title_of(part, entry.values, lang) for lang in LANGUAGES} if part.names else None
    _line(uow, actor, identity_of(uow, entry.person_id), action, part, title)


def _turn(uow: UnitOfWork, actor: Actor, context: Context, row: ProfileEntry, *, secret: bool) -> None:
    entry = store.opened(uow, row)
    if row.secret != secret:
        require_place(uow, actor, context, row.person_id, BY_CODE[entry.part], secret=secret)
    row.secret = secret
    uow.session.add(row)
    _contradict(uow, row, entry)
    lookers.look_again(uow, readers_of(uow, row.person_id))


def require_place(uow: UnitOfWork, actor: Actor, context: Context, person_id: str, part: Part, *, secret: bool) -> None:
    """A part of one entry takes one, and one more that a minor keeps: an answer would else tell that something is kept."""
    if part.single:
        held = store.entries(uow, actor=actor, context=context, person_id=person_id)
        if any((one.part, one.secret) == (part.code, secret) for one in held):
            raise DomainError("profil.deja_une")


def _follow(uow: UnitOfWork, actor: Actor, who: Identity, action: str, entry: Entry) -> None:
    uow.session.flush()
    store.forget_removed(uow, who.person_id)
    line_of(uow, actor, action, entry)
    lookers.look_again(uow, readers_of(uow, who.person_id))


def _line(uow: UnitOfWork, actor: Actor, who: Identity, action: str, part: Part, title: Mapping[str, str] | None = None) -> None:
    behalf = who.full_name if actor.person_id != who.person_id else None
    audit.record(uow, person_id=who.person_id, actor=actor, action=action, details=named(part, title), on_behalf=behalf)
