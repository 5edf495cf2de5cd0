"""What changes among measures. One verb, one transaction, one line in the person's history; what a minor keeps leaves none."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime

from rxapp.accounts.errors import FieldErrors
from rxapp.accounts.identity import identity_of
from rxapp.accounts.keeping import is_kept, may_keep
from rxapp.core import audit
from rxapp.core.db import UnitOfWork
from rxapp.core.errors import DomainError
from rxapp.core.i18n import LANGUAGES, date_time, translate
from rxapp.core.policy import NO_CONTEXT, Actor, Context, require
from rxapp.measures import acts, store
from rxapp.measures.fields import Form, Taken, labels, read
from rxapp.measures.kinds import BY_CODE, Kind
from rxapp.measures.store import Entry, forget_all_removed, measures_of

__all__ = ["Form", "Undo", "add", "add_many", "bring", "edit", "forget_all_removed", "keep", "remove", "show", "take_back"]


@dataclass(frozen=True, slots=True)
class Undo:
    """What brings a measure back, until an instant."""

    measure_id: str
    until: datetime


def add(
    uow: UnitOfWork,
    *,
    actor: Actor,
    context: Context = NO_CONTEXT,
    person_id: str,
    kind: str,
    form: Form,
    sure: bool = False,
    secret: bool = False,
) -> str:
    """Note a measure; returns its id. ``sure``: it is unusual, and whoever typed it said that it is so.

    Raises:
        DomainError: "introuvable", "mesure.genre", "mesure.secret", "mesure.trop".
        FieldErrors: see `fields.read`; ``valeur`` when the same is there already.
    """
    require(actor, "add", measures_of(person_id), context)
    if secret and not may_keep(uow, actor, person_id):
        raise DomainError("mesure.secret")
    taken = _read(uow, person_id, kind_of(kind), form, sure=sure)
    _require_new(uow, actor, context, person_id, taken)
    store.require_room(uow, person_id, more=1, secret=secret)
    row = store.add(uow, actor=actor, person_id=person_id, taken=taken, secret=secret)
    _follow(uow, actor, acts.ADDED, store.opened(uow, row))
    return row.id


def add_many(
    uow: UnitOfWork, *, actor: Actor, context: Context = NO_CONTEXT, person_id: str, taken: Sequence[Taken], secret: bool = False
) -> int:
    """Note what a file holds, but what is there already; one line says how many. Returns how many.

    Raises DomainError ``introuvable``, ``mesure.secret``, ``mesure.trop``.
    """
    require(actor, "add", measures_of(person_id), context)
    if secret and not may_keep(uow, actor, person_id):
        raise DomainError("mesure.secret")
    return bring(uow, actor=actor, context=context, person_id=person_id, taken=taken, secret=secret)


def bring(
    uow: UnitOfWork, *, actor: Actor, context: Context = NO_CONTEXT, person_id: str, taken: Sequence[Taken], secret: bool
) -> int:
    """The same of a copy that an operator brings: what was kept from somebody stays so."""
    require(actor, "add", measures_of(person_id), context)
    kinds = {one.kind.code: one.kind for one in taken}
    known = store.known(uow, actor=actor, context=context, person_id=person_id, kinds=kinds.values())
    fresh = {store.same_as(one): one for one in taken if store.same_as(one) not in known}
    store.require_room(uow, person_id, more=len(fresh), secret=secret)
    for one in fresh.values():
        store.add(uow, actor=actor, person_id=person_id, taken=one, secret=secret)
    uow.session.flush()
    if fresh and not is_kept(uow, person_id, secret=secret):
        _line(uow, actor, person_id, acts.IMPORTED, {"nombre": len(fresh)})
    return len(fresh)


def edit(
    uow: UnitOfWork,
    *,
    actor: Actor,
    context: Context = NO_CONTEXT,
    measure_id: str,
    version: int,
    form: Form,
    sure: bool = False,
) -> None:
    """Correct a measure; the history says what it was. ``version``: the one that was read; the same again changes nothing.

    Raises:
        DomainError: "introuvable", "mesure.change_ailleurs" (it was written since, in another tab or by somebody else).
        FieldErrors: see `fields.read`; ``valeur`` when the same is there already.
    """
    row = store.row_of(uow, actor=actor, action="edit", context=context, measure_id=measure_id)
    before = store.opened(uow, row)
    taken = _read(uow, row.person_id, before.kind, form, sure=sure)
    if store.same_as(taken) == before.same and taken.note == before.note:
        return
    if row.version != version:
        raise DomainError("mesure.change_ailleurs")
    if store.same_as(taken) != before.same:
        _require_new(uow, actor, context, row.person_id, taken)
    row.version += 1
    store.write(uow, row, actor, taken)
    _follow(uow, actor, acts.CHANGED, store.opened(uow, row), before)


def remove(uow: UnitOfWork, *, actor: Actor, context: Context = NO_CONTEXT, measure_id: str, version: int) -> Undo:
    """Take a measure away; for ten seconds it can come back. ``version``: the one that was read.

    Raises DomainError ``introuvable``, ``mesure.change_depuis`` (it was written since, elsewhere).
    """
    row = store.row_of(uow, actor=actor, action="remove", context=context, measure_id=measure_id)
    if row.version != version:
        raise DomainError("mesure.change_depuis")
    row.removed_at = uow.clock.now()
    uow.session.add(row)
    _follow(uow, actor, acts.REMOVED, store.opened(uow, row))
    return Undo(row.id, row.removed_at + store.UNDO)


def take_back(uow: UnitOfWork, *, actor: Actor, context: Context = NO_CONTEXT, undo: Undo) -> None:
    """Bring back what was just taken away. Raises DomainError ``introuvable``, ``mesure.trop_tard``."""
    row = store.row_of(uow, actor=actor, action="restore", context=context, measure_id=undo.measure_id)
    if uow.clock.now() >= row.removed_at + store.UNDO:
        raise DomainError("mesure.trop_tard")
    row.removed_at = None
    uow.session.add(row)
    _follow(uow, actor, acts.BROUGHT_BACK, store.opened(uow, row))


def keep(uow: UnitOfWork, *, actor: Actor, context: Context = NO_CONTEXT, measure_id: str) -> None:
    """A minor keeps a measure of their own from their parents from now on; that leaves no line.

    Raises DomainError ``introuvable``, ``mesure.secret``.
    """
    row = store.row_of(uow, actor=actor, action="edit", context=context, measure_id=measure_id)
    if row.created_by != actor.account_id or not may_keep(uow, actor, row.person_id):
        raise DomainError("mesure.secret")
    row.secret = True
    uow.session.add(row)
    uow.session.flush()


def show(uow: UnitOfWork, *, actor: Actor, context: Context = NO_CONTEXT, measure_id: str) -> None:
    """It is kept from nobody any more. Raises DomainError ``introuvable``."""
    row = store.row_of(uow, actor=actor, action="edit", context=context, measure_id=measure_id)
    if row.secret:
        row.secret = False
        uow.session.add(row)
        _follow(uow, actor, acts.SHOWN, store.opened(uow, row))


def kind_of(code: str) -> Kind:
    """A kind by its code. Raises DomainError ``mesure.genre``."""
    if code not in BY_CODE:
        raise DomainError("mesure.genre")
    return BY_CODE[code]


def _read(uow: UnitOfWork, person_id: str, kind: Kind, form: Form, *, sure: bool) -> Taken:
    return read(kind, form, born=identity_of(uow, person_id).birth_date, now=uow.clock.now(), sure=sure)


def _require_new(uow: UnitOfWork, actor: Actor, context: Context, person_id: str, taken: Taken) -> None:
    query = store.seen(uow, actor=actor, context=context, person_id=person_id, kind=taken.kind)
    there = store.entries(uow, query.where(store.Measure.taken_at == taken.at))
    if store.same_as(taken) in {one.same for one in there}:
        raise FieldErrors({"valeur": "mesure.deja_notee"})


def _follow(uow: UnitOfWork, actor: Actor, action: str, entry: Entry, before: Entry | None = None) -> None:
    uow.session.flush()
    store.forget_removed(uow, entry.person_id)
    if is_kept(uow, entry.person_id, secret=entry.secret):
        return
    named = {lang: translate(entry.kind.title, lang) for lang in LANGUAGES}
    label = _said(entry)
    if before is not None and _said(before) != label:
        was = _said(before)
        label = {lang: f"{was[lang]} → {label[lang]}" for lang in LANGUAGES}
    _line(uow, actor, entry.person_id, action, {"mesure": named, "label": label})


def _said(entry: Entry) -> dict[str, str]:
    values = labels(entry.kind, entry.unit, entry.values)
    return {lang: f"{values[lang]}, {date_time(entry.at, lang)}" for lang in LANGUAGES}


def _line(uow: UnitOfWork, actor: Actor, person_id: str, action: str, details: Mapping[str, object]) -> None:
    behalf = identity_of(uow, person_id).full_name if actor.person_id != person_id else None
    audit.record(uow, person_id=person_id, actor=actor, action=action, details=details, on_behalf=behalf)
