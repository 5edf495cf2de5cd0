"""A professional opens a record in an emergency, and the person disputes it. One verb, one line of history.

Who it is, and that they proved it afresh, the caller has made sure of (`record/emergency.py`).
"""

from __future__ import annotations

import json
from collections.abc import Sequence
from datetime import timedelta

from sqlalchemy import delete, select
from sqlmodel import col

from rxapp.core import audit, limits, lookers
from rxapp.core.crypto import open_text, seal
from rxapp.core.db import Database, UnitOfWork, new_id
from rxapp.core.errors import DomainError
from rxapp.core.keys import person_key
from rxapp.core.policy import Actor, Context, Item, Role, require

from . import acts, allowing, emergency_ending, emergency_telling
from .birth import may_keep_secret
from .emergency_ending import LIVE
from .emergency_models import EmergencyAccess
from .emergency_rules import CARERS, LASTS, consent_of, opens
from .emergency_standing import is_shut
from .granted import is_blocked, profession_of
from .identity import identity_of
from .rights import allows
from .staff import staff_named
from .standing import accounts_for, actor_of

_DAY = timedelta(days=1)


def open_record(uow: UnitOfWork, *, actor: Actor, person_id: str, reason: str) -> bool:
    """Open a record for an hour; False when the person refuses: a line of their history too, once a day, without the reason,
    since whoever is refused writes nothing there. Open already, it stays so.

    ``reason``: as `emergency_rules.checked_reason` gives it. Raises DomainError ``introuvable`` but for professionals of care.
    """
    profession = profession_of(uow, actor.account_id)
    if actor.role is not Role.PROFESSIONAL or profession not in CARERS:
        raise DomainError("introuvable")
    now = uow.clock.now()
    agreed = allows(uow, person_id, consent_of(profession))
    blocked = is_blocked(uow, actor.account_id, person_id) or is_shut(uow, actor.account_id, person_id)
    if not opens(agreed=agreed, blocked=blocked, disputed_at=_disputed(uow, actor.account_id, person_id), now=now):
        if limits.hit(uow, f"urgence-refus:{person_id}:{actor.account_id}", limit=1, window=_DAY) is None:
            _write(uow, actor, person_id, acts.EMERGENCY_REFUSED)
        return False
    theirs = (EmergencyAccess.person_id == person_id, EmergencyAccess.account_id == actor.account_id, LIVE)
    if uow.session.execute(select(EmergencyAccess.id).where(*theirs, col(EmergencyAccess.until) > now)).first() is None:
        said = {"person_id": person_id, "account_id": actor.account_id, "opened_at": now, "until": now + LASTS}
        row = EmergencyAccess(id=new_id(), content=b"", **said)
        row.content = seal(person_key(uow, person_id), json.dumps({"raison": reason}, ensure_ascii=False), **_place(row))
        uow.session.add(row)
        uow.session.flush()
        alone = reason_is_theirs(uow, person_id)
        if alone:  # their parents read the history too
            _write(uow, actor, person_id, acts.EMERGENCY_OPENED_ALONE)
        else:
            _write(uow, actor, person_id, acts.EMERGENCY_OPENED, raison=reason)
        emergency_telling.opened(uow, row, alone=alone)
    return True


def dispute(uow: UnitOfWork, *, actor: Actor, context: Context, emergency_id: str) -> None:
    """Dispute an access, over or not: all that lasts of whoever opened it ends at once, what they were allowed too, and they do
    not open it again for 30 days from now. Again changes nothing.

    The person, or a parent of a minor. Raises DomainError ``introuvable``.
    """
    row = uow.session.get(EmergencyAccess, emergency_id, with_for_update=True)
    if row is None:
        raise DomainError("introuvable")
    require(actor, "dispute", Item("access", owner=row.person_id), context)
    if row.disputed_at is not None:
        return
    row.disputed_at, row.over = uow.clock.now(), True
    uow.session.add(row)
    emergency_ending.cut(uow, row.person_id, row.account_id)
    allowing.cut(uow, actor=actor, person_id=row.person_id, account_id=row.account_id)
    who = staff_named(uow, {row.account_id}).get(row.account_id)
    behalf = None if actor.person_id == row.person_id else identity_of(uow, row.person_id).full_name
    details = {"label": who.name if who else ""}
    audit.record(
        uow, person_id=row.person_id, actor=actor, action=acts.EMERGENCY_DISPUTED, details=details, on_behalf=behalf, item=row.id
    )
    lookers.look_again(uow, [row.account_id, *accounts_for(uow, row.person_id)])


def end_due(db: Database) -> int:
    """Have the pages let go that show a record whose hour has passed; returns how many accesses ended."""
    with db.read() as uow:
        due = (col(EmergencyAccess.over).is_(False), col(EmergencyAccess.until) <= uow.clock.now())
        if uow.session.execute(select(EmergencyAccess.id).where(*due).limit(1)).first() is None:
            return 0
    with db.uow() as uow:
        rows = uow.session.execute(select(EmergencyAccess).where(*due).with_for_update()).scalars().all()
        for row in rows:
            row.over = True
            uow.session.add(row)
            lookers.look_again(uow, [row.account_id, *accounts_for(uow, row.person_id)])
        uow.commit()
    return len(rows)


def destroy(uow: UnitOfWork, person_id: str, _accounts: Sequence[str] = ()) -> None:
    """Somebody's record is destroyed: who opened it, and why, is told no more."""
    uow.session.execute(delete(EmergencyAccess).where(col(EmergencyAccess.person_id) == person_id))


def reason_of(uow: UnitOfWork, row: EmergencyAccess) -> str:
    """Why an access was opened."""
    return json.loads(open_text(person_key(uow, row.person_id), row.content, **_place(row)))["raison"]


def reason_is_theirs(uow: UnitOfWork, person_id: str) -> bool:
    """Whether nobody but the person reads why: from 16 to 18, where they read it themself, in an account of their own."""
    if not may_keep_secret(identity_of(uow, person_id).birth_date, uow.clock.today()):
        return False
    return any(who.person_id == person_id for one in accounts_for(uow, person_id) if (who := actor_of(uow, one)))


def _disputed(uow: UnitOfWork, account_id: str, person_id: str):
    theirs = (EmergencyAccess.person_id == person_id, EmergencyAccess.account_id == account_id)
    wanted = select(EmergencyAccess.disputed_at).where(*theirs, col(EmergencyAccess.disputed_at).is_not(None))
    return uow.session.execute(wanted.order_by(col(EmergencyAccess.disputed_at).desc()).limit(1)).scalar()


def _write(uow: UnitOfWork, actor: Actor, person_id: str, action: str, **details: str) -> None:
    behalf = identity_of(uow, person_id).full_name
    audit.record(uow, person_id=person_id, actor=actor, action=action, details=details, on_behalf=behalf)


def _place(row: EmergencyAccess) -> dict[str, str]:
    return {"table": EmergencyAccess.__tablename__, "column": "content", "row": row.id, "person": row.person_id}
