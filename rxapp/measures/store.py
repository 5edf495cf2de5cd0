"""Measures between their table and their readers: sealed, opened, and seen by whom they may be."""

from __future__ import annotations

import json
from collections.abc import Iterable
from dataclasses import dataclass, replace
from datetime import datetime, timedelta
from decimal import Decimal

from sqlalchemy import delete, func, select
from sqlalchemy.sql import Select
from sqlmodel import col

from rxapp.core.crypto import open_text, seal
from rxapp.core.db import UnitOfWork, new_id
from rxapp.core.errors import DomainError
from rxapp.core.keys import person_key
from rxapp.core.policy import Actor, Context, Item, Refused, can_see, require
from rxapp.measures.fields import Taken
from rxapp.measures.kinds import BY_CODE, Kind, Unit, value_label
from rxapp.measures.models import Measure

KIND = "measure"
MOST_MEASURES = 20_000
"""Most measures of one person; secret ones are counted apart, so that a full book tells nobody of them."""
UNDO = timedelta(seconds=10)
"""How long taking away can be undone."""


@dataclass(frozen=True, slots=True)
class Entry:
    """One measure in clear. ``account`` and ``label``: who wrote it as it is."""

    id: str
    person_id: str
    kind: Kind
    unit: Unit
    values: tuple[Decimal, ...]
    at: datetime
    note: str
    account: str
    label: str
    version: int
    secret: bool

    def value_label(self, lang: str) -> str:
        """« 72,5 kg »."""
        return value_label(self.kind, self.unit, self.values, lang)

    @property
    def same(self) -> tuple[object, ...]:
        """What makes two measures one and the same: kind, minute, numbers and unit."""
        return self.kind.code, self.at, self.unit.code, self.values


def same_as(taken: Taken) -> tuple[object, ...]:
    """The same of one that is not kept yet."""
    return taken.kind.code, taken.at, taken.unit.code, taken.values


def measures_of(person_id: str) -> Item:
    """All measures of a person as `policy` sees them."""
    return Item(KIND, owner=person_id)


def item_of(row: Measure) -> Item:
    """One measure as `policy` sees it."""
    return Item(KIND, owner=row.person_id, author=row.created_by, deleted=row.removed_at is not None, hidden=row.secret)


def seen(uow: UnitOfWork, *, actor: Actor, context: Context, person_id: str, kind: Kind | None = None) -> Select:
    """The rows that exist for this reader, without an order. Raises DomainError ``introuvable``."""
    require(actor, "see", measures_of(person_id), context)
    query = select(Measure).where(Measure.person_id == person_id, col(Measure.removed_at).is_(None))
    if not can_see(actor, Item(KIND, owner=person_id, hidden=True), context):
        query = query.where(col(Measure.secret).is_(False))
    return query if kind is None else query.where(Measure.kind_index == kind_index(uow, person_id, kind))


def entries(uow: UnitOfWork, query: Select) -> list[Entry]:
    """The measures of a query in clear."""
    return [opened(uow, row) for row in uow.session.execute(query).scalars()]


def row_of(uow: UnitOfWork, *, actor: Actor, action: str, context: Context, measure_id: str) -> Measure:
    """One measure once `policy` has agreed; one that was taken away only to bring it back. Raises DomainError ``introuvable``."""
    row = uow.session.get(Measure, measure_id)
    if row is None:
        raise DomainError("introuvable")
    item = replace(item_of(row), deleted=False)
    try:
        require(actor, action, item, context)
    except Refused:
        if row.secret:  # a refusal would be a line that parents read
            raise DomainError("introuvable") from None
        raise
    if (row.removed_at is not None) != (action == "restore"):
        raise DomainError("introuvable")
    return row


def add(uow: UnitOfWork, *, actor: Actor, person_id: str, taken: Taken, secret: bool) -> Measure:
    """Keep one, sealed."""
    row = Measure(
        id=new_id(),
        person_id=person_id,
        kind_index=kind_index(uow, person_id, taken.kind),
        taken_at=taken.at,
        content=b"",
        created_by=actor.account_id,
        created_at=uow.clock.now(),
        secret=secret,
    )
    write(uow, row, actor, taken)
    return row


def write(uow: UnitOfWork, row: Measure, actor: Actor, taken: Taken) -> None:
    """Put what was measured into its row."""
    held = {
        "kind": taken.kind.code,
        "values": [str(one) for one in taken.values],
        "unit": taken.unit.code,
        "note": taken.note,
        "account": actor.account_id,
        "by": actor.label,
    }
    row.taken_at = taken.at
    row.content = seal(person_key(uow, row.person_id), json.dumps(held, ensure_ascii=False), **_bound(row))
    uow.session.add(row)


def opened(uow: UnitOfWork, row: Measure) -> Entry:
    """A measure in clear."""
    held = json.loads(open_text(person_key(uow, row.person_id), row.content, **_bound(row)))
    kind = BY_CODE[held["kind"]]
    values = tuple(Decimal(one) for one in held["values"])
    said = (kind, kind.unit(held["unit"]), values, row.taken_at, held["note"], held["account"], held["by"])
    return Entry(row.id, row.person_id, *said, row.version, row.secret)


def _bound(row: Measure) -> dict[str, str]:
    return {"table": Measure.__tablename__, "column": "content", "row": row.id, "person": row.person_id}


def kind_index(uow: UnitOfWork, person_id: str, kind: Kind) -> bytes:
    """Finds the measures of one kind of one person without telling which kind, nor that two people measure the same."""
    return uow.keyring.blind_index("measure.kind", f"{person_id}|{kind.code}")


def require_room(uow: UnitOfWork, person_id: str, *, more: int, secret: bool) -> None:
    """Raise DomainError ``mesure.trop`` when there would be too many."""
    held = select(func.count()).where(Measure.person_id == person_id, Measure.secret == secret, col(Measure.removed_at).is_(None))
    if uow.session.execute(held).scalar_one() + more > MOST_MEASURES:
        raise DomainError("mesure.trop", maximum=MOST_MEASURES)


def forget_removed(uow: UnitOfWork, person_id: str) -> None:
    """Erase what was taken away and can come back no more."""
    gone = (Measure.person_id == person_id, col(Measure.removed_at) < uow.clock.now() - UNDO)
    uow.session.execute(delete(Measure).where(*gone))


def forget_all_removed(uow: UnitOfWork) -> None:
    """The same for everybody: whoever takes something away need not write again for it to be gone."""
    uow.session.execute(delete(Measure).where(col(Measure.removed_at) < uow.clock.now() - UNDO))


def known(uow: UnitOfWork, *, actor: Actor, context: Context, person_id: str, kinds: Iterable[Kind]) -> set[tuple[object, ...]]:
    """What this reader sees already of some kinds, so that nothing is taken twice."""
    whose = {"actor": actor, "context": context, "person_id": person_id}
    return {one.same for kind in kinds for one in entries(uow, seen(uow, **whose, kind=kind))}
