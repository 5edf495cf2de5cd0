"""A professional asks to read somebody's record: named by all their identity traits, and looked for out of the asker's sight.

The same row is written and the same is said whether or not such a person exists, has an account, blocks whoever asks, or refused
lately; a request is looked for once and is over after 30 days. The only answer is to be allowed.
"""

from __future__ import annotations

import json
import logging
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from datetime import date, timedelta

from sqlalchemy import delete, select
from sqlmodel import col

from rxapp.accounts import allowing
from rxapp.accounts.identity import Trace, trace_of
from rxapp.accounts.nir import Nir
from rxapp.accounts.standing import actor_of
from rxapp.core import i18n, limits
from rxapp.core.crypto import open_text, seal
from rxapp.core.db import Database, UnitOfWork, new_id
from rxapp.core.errors import DomainError, passes
from rxapp.core.policy import Actor, Role
from rxapp.record.asking_models import AccessRequest
from rxapp.record.delivering import reached_by
from rxapp.record.matching import Traits
from rxapp.record.safe import key_of_safe, make_key, require_sender

KEPT = timedelta(days=30)
"""How long a professional reads whom they asked."""
ASKED_AN_HOUR, ASKED_A_DAY = 20, 60
MOST_ROWS = 50
_HOUR, _DAY = timedelta(hours=1), timedelta(days=1)
_AT_ONCE = 20

_log = logging.getLogger("carnet.asking")
_told: list[Callable[[UnitOfWork, str, str], object]] = []


@dataclass(frozen=True)
class RequestRow:
    """One request in the words of whoever made it."""

    id: str
    name: str
    born_label: str
    asked_label: str


def join(tell: Callable[[UnitOfWork, str, str], object]) -> None:
    """Tell by this function, from now on, that a request was put to a person (theirs, the id of the access)."""
    _told[:] = [tell]


def ask(db: Database, *, actor: Actor, traits: Traits) -> None:
    """Ask to read the record of whom these traits are.

    Raises DomainError ``introuvable`` for who is no professional, ``acces.trop_souvent`` (``attente``).
    """
    with db.read() as uow:
        _require_professional(uow, actor)
    make_key(db, actor)
    with db.uow() as uow:
        for key, most, window in (("heure", ASKED_AN_HOUR, _HOUR), ("jour", ASKED_A_DAY, _DAY)):
            over = limits.hit(uow, f"acces-{key}:{actor.account_id}", limit=most, window=window)
            if over is not None:
                raise DomainError("acces.trop_souvent", attente=over.at - uow.clock.now())
        said = {"nir": traits.nir, "born": traits.born.isoformat()}
        said |= {"family_name": traits.family_name, "given_names": traits.given_names}
        row = AccessRequest(id=new_id(), account_id=actor.account_id, asked_at=uow.clock.now(), content=b"")
        _seal(uow, row, said)
        uow.session.add(row)
        uow.commit()


def look_for(db: Database) -> int:
    """Look for whom was asked; returns how many requests were looked at. Each is a transaction of its own."""
    with db.read() as uow:
        due = select(AccessRequest.id).where(col(AccessRequest.looked).is_(False)).order_by(col(AccessRequest.asked_at))
        ids = uow.session.execute(due.limit(_AT_ONCE)).scalars().all()
    for request_id in ids:
        try:
            with db.uow() as uow:
                _look(uow, request_id)
                uow.commit()
        except Exception as failure:
            if passes(failure):
                raise  # it says nothing of whom it is for, and waits for the next call
            _log.warning("a request could not be looked for: %s", type(failure).__name__)
            with db.uow() as uow:
                uow.session.execute(delete(AccessRequest).where(col(AccessRequest.id) == request_id))
                uow.commit()
    return len(ids)


def _look(uow: UnitOfWork, request_id: str) -> None:
    row = uow.session.get(AccessRequest, request_id, with_for_update=True)
    if row is None or row.looked:
        return
    said = _open(uow, row)
    asker = actor_of(uow, row.account_id)
    traits, _none = _read(said)
    person_id = reached_by(uow, traits)
    if asker is not None and person_id is not None:
        access_id = allowing.asked(uow, actor=asker, person_id=person_id)
        for tell in _told if access_id is not None else ():
            tell(uow, person_id, access_id)
    row.looked = True
    trace = trace_of(uow.keyring, Nir(traits.nir), traits.born)
    _seal(uow, row, said | {"nir": "", "number": trace.number.hex(), "identity": trace.identity.hex()})
    uow.session.add(row)


def requests(uow: UnitOfWork, *, actor: Actor, lang: str) -> tuple[RequestRow, ...]:
    """What a professional asked lately, the latest first. Raises DomainError ``introuvable``."""
    _require_professional(uow, actor)
    since = uow.clock.now() - KEPT
    wanted = select(AccessRequest).where(AccessRequest.account_id == actor.account_id, col(AccessRequest.asked_at) > since)
    rows = uow.session.execute(wanted.order_by(col(AccessRequest.asked_at).desc(), col(AccessRequest.id)).limit(MOST_ROWS))
    found = []
    for row in rows.scalars():
        said = _open(uow, row)
        name = f"{said['given_names']} {said['family_name']}"
        found.append(
            RequestRow(row.id, name, i18n.plain_date(date.fromisoformat(said["born"]), lang), i18n.date_time(row.asked_at, lang))
        )
    return tuple(found)


def traits_of(uow: UnitOfWork, row: AccessRequest) -> tuple[Traits, Trace | None]:
    """Whom a request names; with the trace of their number once that was forgotten. Raises SealBroken."""
    return _read(_open(uow, row))


def _read(said: Mapping[str, str]) -> tuple[Traits, Trace | None]:
    trace = Trace(bytes.fromhex(said["number"]), bytes.fromhex(said["identity"])) if "number" in said else None
    return Traits(said["nir"], date.fromisoformat(said["born"]), said["family_name"], said["given_names"]), trace


def sweep(db: Database) -> int:
    """Forget what was asked long ago; returns how many rows went."""
    with db.uow() as uow:
        gone = uow.session.execute(delete(AccessRequest).where(col(AccessRequest.asked_at) <= uow.clock.now() - KEPT))
        uow.commit()
        return gone.rowcount


def _require_professional(uow: UnitOfWork, actor: Actor) -> None:
    if actor.role is not Role.PROFESSIONAL:
        raise DomainError("introuvable")
    require_sender(uow, actor)


def _seal(uow: UnitOfWork, row: AccessRequest, said: dict[str, str]) -> None:
    text = json.dumps(said, ensure_ascii=False)
    row.content = seal(key_of_safe(uow, row.account_id), text, **_place(row))


def _open(uow: UnitOfWork, row: AccessRequest) -> dict[str, str]:
    return json.loads(open_text(key_of_safe(uow, row.account_id), row.content, **_place(row)))


def _place(row: AccessRequest) -> dict[str, str]:
    return {"table": AccessRequest.__tablename__, "column": "content", "row": row.id, "person": row.account_id}
