"""Sessions: who is signed in, for how long, and how it ends.

A session lasts 15 minutes without a sign of life and 8 hours in all. The sign of life is written at most once a
minute, so a quiet session may end up to a minute early, never late.
"""

from __future__ import annotations

import hashlib
import secrets
from collections.abc import Collection
from dataclasses import dataclass
from datetime import datetime, timedelta

from sqlalchemy import bindparam, delete, select, update

from rxapp.core import audit
from rxapp.core.db import UnitOfWork, new_id
from rxapp.core.errors import DomainError
from rxapp.core.policy import Actor, Role

from . import acts, events
from .identity import open_session_text, seal_session
from .models import Account, LoginSession

IDLE = timedelta(minutes=15)
AT_COUNTER = timedelta(hours=4)
"""Without a sign of life at a pharmacy's counter, which listens most of the day (docs/decisions/031-a-counter-listens.md)."""
WARNING = timedelta(minutes=13)
ABSOLUTE = timedelta(hours=8)
SIGN_OF_LIFE_EVERY = timedelta(minutes=1)
KEPT = timedelta(days=30)
_DEVICE_LENGTH = 300

_session = LoginSession.__table__
_account = Account.__table__
_CHECK = (
    select(
        _session.c.id,
        _session.c.created_at,
        _session.c.last_seen_at,
        _session.c.label,
        _session.c.account_id,
        _session.c.enrolling,
        _account.c.role,
        _account.c.person_id,
        _account.c.language,
    )
    .join_from(_session, _account, _session.c.account_id == _account.c.id)
    .where(
        _session.c.token_hash == bindparam("token_hash"),
        _session.c.ended_at.is_(None),
        _account.c.closed_at.is_(None),
    )
)


@dataclass(frozen=True)
class Principal:
    """Who stands behind a session cookie, until ``idle_expires_at`` or ``expires_at``, whichever comes first.

    ``enrolling``: the session opens nothing but what sets up a second factor.
    """

    account_id: str
    role: Role
    person_id: str | None
    session_id: str
    label: str
    language: str
    last_seen_at: datetime
    idle_expires_at: datetime
    expires_at: datetime
    enrolling: bool = False

    @property
    def warn_at(self) -> datetime:
        """When the screen warns that the session is about to end."""
        return self.idle_expires_at - (IDLE - WARNING)

    def actor(self, address: str = "") -> Actor:
        """The same person, as services and views ask for them."""
        return Actor(self.account_id, self.role, self.person_id, self.label, self.session_id, address)

    def needs_touch(self, now: datetime) -> bool:
        """Whether the last sign of life written is old enough for ``touch`` to write another."""
        return now - self.last_seen_at >= SIGN_OF_LIFE_EVERY


def hash_token(token: str) -> bytes:
    """What is kept of a session cookie: SHA-256, 32 bytes (the token has 256 bits of its own)."""
    return hashlib.sha256(token.encode()).digest()


@dataclass(frozen=True)
class SignedIn:
    """A session just opened. ``token`` goes into the session cookie, ``known_device`` into a long-lived one."""

    token: str
    session_id: str
    account_id: str
    role: Role
    person_id: str | None
    label: str
    language: str
    known_device: str = ""
    enrolling: bool = False


def start_session(
    uow: UnitOfWork, *, account: Account, label: str, address: str, device: str, enrolling: bool = False, with_key: bool = False
) -> SignedIn:
    """Open a session of an account; ``device`` is the browser's own words, ``label`` who is signed in."""
    token, session_id, now = secrets.token_urlsafe(32), new_id(), uow.clock.now()
    key = uow.keyring.instance_key
    uow.session.add(
        LoginSession(
            token_hash=hash_token(token),
            id=session_id,
            account_id=account.id,
            created_at=now,
            last_seen_at=now,
            label=seal_session(key, "label", label, session_id),
            device=seal_session(key, "device", device[:_DEVICE_LENGTH], session_id),
            address=seal_session(key, "address", address, session_id),
            enrolling=enrolling,
            with_key=with_key,
        )
    )
    uow.session.flush()
    who = (account.id, Role(account.role), account.person_id, label, account.language)
    return SignedIn(token, session_id, *who, enrolling=enrolling)


def check_session(uow: UnitOfWork, token_hash: bytes | None) -> Principal | None:
    """Who is behind a session now, or None when it ended, expired or never was. One statement, on primary keys."""
    if token_hash is None:
        return None
    row = uow.session.connection().execute(_CHECK, {"token_hash": token_hash}).first()
    if row is None or not _alive(row.created_at, row.last_seen_at, idle_of(Role(row.role)), uow.clock.now()):
        return None
    return Principal(
        account_id=row.account_id,
        role=Role(row.role),
        person_id=row.person_id,
        session_id=row.id,
        label=open_session_text(uow.keyring, "label", row.label, row.id),
        language=row.language,
        last_seen_at=row.last_seen_at,
        idle_expires_at=row.last_seen_at + idle_of(Role(row.role)),
        expires_at=row.created_at + ABSOLUTE,
        enrolling=row.enrolling,
    )


def goes_on(uow: UnitOfWork, session_id: str) -> bool:
    """Whether the session of that id (not its token) is still open: for what lasts as long as it does."""
    columns = (LoginSession.created_at, LoginSession.last_seen_at, Account.role)
    wanted = select(*columns).join(Account, Account.id == LoginSession.account_id)
    held = (LoginSession.id == session_id, LoginSession.ended_at.is_(None), Account.closed_at.is_(None))
    row = uow.session.execute(wanted.where(*held)).first()
    return row is not None and _alive(row.created_at, row.last_seen_at, idle_of(Role(row.role)), uow.clock.now())


def not_ended(uow: UnitOfWork, session_id: str) -> bool:
    """Whether nothing ended that session, be there a sign of life or not: for what was begun in it and takes its time."""
    until = lasts_until(uow, session_id)
    return until is not None and uow.clock.now() < until


def lasts_until(uow: UnitOfWork, session_id: str) -> datetime | None:
    """When the session of that id ends at the latest; None once it was ended, or its account closed."""
    wanted = select(LoginSession.created_at).join(Account, Account.id == LoginSession.account_id)
    held = (LoginSession.id == session_id, LoginSession.ended_at.is_(None), Account.closed_at.is_(None))
    created_at = uow.session.execute(wanted.where(*held)).scalar()
    return None if created_at is None else created_at + ABSOLUTE


def ended_among(uow: UnitOfWork, session_ids: Collection[str]) -> set[str]:
    """Those of these sessions that somebody ended, as a closing does, or whose row is gone; not those that slept too long."""
    open_still = select(_session.c.id).where(_session.c.id.in_(session_ids), _session.c.ended_at.is_(None))
    return set(session_ids) - set(uow.session.connection().execute(open_still).scalars())


def idle_of(role: Role) -> timedelta:
    """How long a session of that role goes on without a sign of life."""
    return AT_COUNTER if role is Role.PHARMACY else IDLE


def _alive(created_at: datetime, last_seen_at: datetime, idle: timedelta, now: datetime) -> bool:
    return now < last_seen_at + idle and now < created_at + ABSOLUTE


def touch(uow: UnitOfWork, *, token_hash: bytes) -> Principal | None:
    """Write a sign of life, at most once a minute; returns the session as it is now, None when it is over."""
    principal = check_session(uow, token_hash)
    now = uow.clock.now()
    if principal is None or not principal.needs_touch(now):
        return principal
    seen = update(_session).where(_session.c.token_hash == token_hash).values(last_seen_at=now)
    uow.session.connection().execute(seen)
    return check_session(uow, token_hash)


def sign_out(uow: UnitOfWork, *, token_hash: bytes) -> None:
    """End the session of a cookie; nothing happens when it is already over."""
    principal = check_session(uow, token_hash)
    if principal is not None:
        _end(uow, principal.actor(), acts.SIGNED_OUT, _session.c.token_hash == token_hash)


def end_session(uow: UnitOfWork, *, actor: Actor, session_id: str) -> tuple[bytes, ...]:
    """End one of the actor's own sessions; returns the token hashes ended, for open sockets to be closed.

    Raises DomainError ``introuvable`` for a session that is over or somebody else's.
    """
    ended = _end(uow, actor, acts.SESSION_ENDED, _session.c.id == session_id)
    if not ended:
        raise DomainError("introuvable")
    events.note_act(uow, actor, acts.SESSION_ENDED)
    return ended


def end_other_sessions(uow: UnitOfWork, *, actor: Actor) -> tuple[bytes, ...]:
    """End all of the actor's sessions but the present one; returns the token hashes ended."""
    return _end(uow, actor, acts.OTHERS_ENDED, _session.c.id != (actor.session_id or ""))


def end_all_sessions(uow: UnitOfWork, *, account_id: str) -> tuple[bytes, ...]:
    """End every session of an account, for the verb that says why; returns the token hashes ended."""
    mine = (_session.c.account_id == account_id, _session.c.ended_at.is_(None))
    ended = tuple(uow.session.connection().execute(select(_session.c.token_hash).where(*mine)).scalars())
    uow.session.connection().execute(update(_session).where(*mine).values(ended_at=uow.clock.now()))
    return ended


def ended_by_closing(uow: UnitOfWork, token_hash: bytes) -> bool:
    """Whether a session ended because its account was closed, so that its browser may be told so."""
    ended = (_session.c.token_hash == token_hash, _session.c.ended_at >= _account.c.closed_at)
    found = select(_session.c.id).join_from(_session, _account, _session.c.account_id == _account.c.id).where(*ended)
    return uow.session.connection().execute(found).first() is not None


def blank_sessions(uow: UnitOfWork, *, account_id: str) -> None:
    """Forget who, on what and from where, of an account's sessions: they are sealed under the instance key, which stays here."""
    key = uow.keyring.instance_key
    for row in uow.session.execute(select(LoginSession).where(LoginSession.account_id == account_id)).scalars():
        for column in ("label", "device", "address"):
            setattr(row, column, seal_session(key, column, "", row.id))
        uow.session.add(row)


def _end(uow: UnitOfWork, actor: Actor, action: str, which) -> tuple[bytes, ...]:
    mine = (which, _session.c.account_id == actor.account_id, _session.c.ended_at.is_(None))
    ended = tuple(uow.session.connection().execute(select(_session.c.token_hash).where(*mine)).scalars())
    if ended:
        uow.session.connection().execute(update(_session).where(*mine).values(ended_at=uow.clock.now()))
        if actor.person_id is not None:
            audit.record(uow, person_id=actor.person_id, actor=actor, action=action, details={"count": len(ended)})
    return ended


def purge_sessions(uow: UnitOfWork) -> int:
    """Delete the rows of sessions opened more than 30 days ago: device and address are kept no longer. Returns how many."""
    old = delete(_session).where(_session.c.created_at < uow.clock.now() - KEPT)
    return uow.session.connection().execute(old).rowcount
