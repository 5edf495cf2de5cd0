"""What a person decides about a professional and their record: allow until when, withdraw, refuse, block. One verb, one line.

The person themself decides, or a parent for a minor; a helper never. Of what is decided a professional is told
that they are allowed, and nothing else.
"""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date, timedelta

from sqlalchemy import delete, select
from sqlalchemy.exc import IntegrityError
from sqlmodel import col

from rxapp.core import audit, lookers
from rxapp.core.db import UnitOfWork, new_id
from rxapp.core.errors import DomainError
from rxapp.core.policy import Actor, Context, Item, Role, require

from . import access_telling, acts, emergency_ending
from .access_models import ProfileVeil, RecordAccess
from .birth import is_minor, majority_day, parse_birth_date
from .errors import FieldErrors
from .granting import Move, Standing, after, may_ask, standing
from .identity import identity_of
from .staff import StaffAccount, staff_named
from .standing import accounts_for

KIND = "access"
FIELD = "jusqu_au"
LONGEST = timedelta(days=3660)
IN_VAIN = timedelta(days=1)
"""How long one line stands for all that somebody who is blocked or refused asks."""
_LINES = {
    Move.ALLOW: acts.ACCESS_ALLOWED,
    Move.REFUSE: acts.ACCESS_REFUSED,
    Move.WITHDRAW: acts.ACCESS_WITHDRAWN,
    Move.BLOCK: acts.ACCESS_BLOCKED,
    Move.UNBLOCK: acts.ACCESS_UNBLOCKED,
}


def access_of(person_id: str) -> Item:
    """Who may read a record, as `policy` sees it."""
    return Item(KIND, owner=person_id)


def allow(uow: UnitOfWork, *, actor: Actor, context: Context, person_id: str, account_id: str, until: str = "") -> None:
    """Let a professional read a record until a day (as typed; "" until it is withdrawn), today at the earliest.

    What is decided for a minor, by whomever, ends with their last day as one: from 18 on they say anew who reads.

    Raises FieldErrors (``jusqu_au``: ``acces.jour``, ``acces.jour_passe``, ``acces.jour_tard``), DomainError ``introuvable``,
    ``acces.bloque`` for one who is blocked.
    """
    require(actor, "allow", access_of(person_id), context)
    last = _read(until, uow.clock.today()) if until.strip() else None
    if (childhood := _last_day_as_minor(uow, person_id)) is not None:
        last = childhood if last is None else min(last, childhood)
    row = _move(uow, actor, person_id, account_id, Move.ALLOW, last)
    row.until = last
    uow.session.add(row)
    access_telling.allowed(uow, row)


def allow_profile(uow: UnitOfWork, *, actor: Actor, context: Context, person_id: str, account_id: str) -> None:
    """Let a professional who is allowed documents alone read the medical profile too, until the same day.

    Raises DomainError ``introuvable``, ``acces.change`` for anybody else.
    """
    require(actor, "allow", access_of(person_id), context)
    who, row = _professional(uow, account_id), _row(uow, person_id, account_id)
    if row is None or row.profile or _standing(uow, row) is not Standing.ALLOWED:
        raise DomainError("acces.change")
    row.profile = True
    uow.session.add(row)
    _note(uow, actor, person_id, account_id, acts.ACCESS_PROFILE, {"label": who.name})


def refuse(uow: UnitOfWork, *, actor: Actor, context: Context, person_id: str, account_id: str) -> None:
    """Say no to a professional who asks; they are not told. Raises DomainError ``introuvable``, ``acces.change``."""
    _decide(uow, actor, context, person_id, account_id, Move.REFUSE)


def withdraw(uow: UnitOfWork, *, actor: Actor, context: Context, person_id: str, account_id: str) -> None:
    """Let a professional read no more, at once. Raises DomainError ``introuvable``, ``acces.change``."""
    _decide(uow, actor, context, person_id, account_id, Move.WITHDRAW)


def cut(uow: UnitOfWork, *, actor: Actor, person_id: str, account_id: str) -> None:
    """Withdraw what a professional is allowed, if anything is; the caller has made sure of who may."""
    if _standing(uow, _row(uow, person_id, account_id)) is Standing.ALLOWED:
        _move(uow, actor, person_id, account_id, Move.WITHDRAW)


def block(uow: UnitOfWork, *, actor: Actor, context: Context, person_id: str, account_id: str) -> None:
    """Shut a professional out, of what they filed too; what they ask from now on reaches nobody.

    Raises DomainError ``introuvable``, ``acces.change``.
    """
    _decide(uow, actor, context, person_id, account_id, Move.BLOCK)
    emergency_ending.cut(uow, person_id, account_id)


def unblock(uow: UnitOfWork, *, actor: Actor, context: Context, person_id: str, account_id: str) -> None:
    """Block no more, which allows nothing. Raises DomainError ``introuvable``, ``acces.change``."""
    _decide(uow, actor, context, person_id, account_id, Move.UNBLOCK)


def asked(uow: UnitOfWork, *, actor: Actor, person_id: str) -> str | None:
    """A professional asks to read a record: put to the person unless that would bother them. The id of the row, or None.

    The caller tells the professional nothing of which it was.
    """
    if actor.role is not Role.PROFESSIONAL:
        raise DomainError("introuvable")
    row = _row(uow, person_id, actor.account_id)
    before = _standing(uow, row)
    if not may_ask(before, row.since if row else None, uow.clock.now()):
        if before in (Standing.BLOCKED, Standing.REFUSED):
            _note_in_vain(uow, actor, person_id)
        return None
    row = _set(uow, row, person_id, actor.account_id, Standing.ASKED)
    audit.record(uow, person_id=person_id, actor=actor, action=acts.ACCESS_ASKED, details={})
    return row.id


def _note_in_vain(uow: UnitOfWork, actor: Actor, person_id: str) -> None:
    """A request that bothers nobody is read by who opens their history; one line a day, however often it is made."""
    line = {"person_id": person_id, "actor": actor, "action": acts.ACCESS_ASKED_IN_VAIN}
    if not audit.is_noted(uow, **line, item=None, since=uow.clock.now() - IN_VAIN):
        audit.record(uow, **line, details={})


def destroy(uow: UnitOfWork, person_id: str, _accounts: Sequence[str] = ()) -> None:
    """Somebody's record is destroyed: who might read it, and who not its profile, is told no more."""
    for table in (RecordAccess, ProfileVeil):
        uow.session.execute(delete(table).where(col(table.person_id) == person_id))


def _decide(uow: UnitOfWork, actor: Actor, context: Context, person_id: str, account_id: str, move: Move) -> None:
    require(actor, move.value, access_of(person_id), context)
    _move(uow, actor, person_id, account_id, move)


def _move(uow: UnitOfWork, actor: Actor, person_id: str, account_id: str, move: Move, until: date | None = None) -> RecordAccess:
    who = _professional(uow, account_id)
    row = _row(uow, person_id, account_id)
    before = _standing(uow, row)
    reached = after(before, move)
    if reached is None:
        raise DomainError("acces.bloque" if before is Standing.BLOCKED else "acces.change")
    if who.closed and move in (Move.ALLOW, Move.BLOCK):
        raise DomainError("introuvable")
    alone = before is reached is Standing.ALLOWED and row is not None and not row.profile
    row = _set(uow, row, person_id, account_id, reached)
    row.profile = not alone  # another last day is no new consent
    details = {"label": who.name} | ({"jour": f"{until:%d/%m/%Y}"} if until else {})
    action = acts.ACCESS_ALLOWED_UNTIL if until else _LINES[move]
    _note(uow, actor, person_id, account_id, action, details)
    return row


def _note(uow: UnitOfWork, actor: Actor, person_id: str, account_id: str, action: str, details: dict[str, str]) -> None:
    """The line of what was decided; open pages of both look again."""
    behalf = None if actor.person_id == person_id else identity_of(uow, person_id).full_name
    audit.record(uow, person_id=person_id, actor=actor, action=action, details=details, on_behalf=behalf)
    lookers.look_again(uow, [account_id, *accounts_for(uow, person_id)])


def _professional(uow: UnitOfWork, account_id: str) -> StaffAccount:
    who = staff_named(uow, {account_id}).get(account_id)
    if who is None or who.role is not Role.PROFESSIONAL:
        raise DomainError("introuvable")
    return who


def _row(uow: UnitOfWork, person_id: str, account_id: str) -> RecordAccess | None:
    wanted = select(RecordAccess).where(RecordAccess.person_id == person_id, RecordAccess.account_id == account_id)
    return uow.session.execute(wanted.with_for_update()).scalar_one_or_none()


def _standing(uow: UnitOfWork, row: RecordAccess | None) -> Standing | None:
    return None if row is None else standing(row.state, row.until, uow.clock.today())


def _set(uow: UnitOfWork, row: RecordAccess | None, person_id: str, account_id: str, reached: Standing) -> RecordAccess:
    row = row or RecordAccess(id=new_id(), person_id=person_id, account_id=account_id, state=reached, since=uow.clock.now())
    row.state, row.since, row.until = reached.value, uow.clock.now(), None
    uow.session.add(row)
    try:
        uow.session.flush()
    except IntegrityError as error:  # somebody else decided at the same moment
        raise DomainError("acces.change") from error
    return row


def _last_day_as_minor(uow: UnitOfWork, person_id: str) -> date | None:
    """The day before somebody is 18, None of an adult."""
    born = identity_of(uow, person_id).birth_date
    return majority_day(born) - timedelta(days=1) if is_minor(born, uow.clock.today()) else None


def _read(typed: str, today: date) -> date:
    try:
        day = parse_birth_date(typed, date.max)
    except DomainError as error:
        raise FieldErrors({FIELD: "acces.jour"}) from error
    if day < today:
        raise FieldErrors({FIELD: "acces.jour_passe"})
    if day > today + LONGEST:
        raise FieldErrors({FIELD: "acces.jour_tard"})
    return day
