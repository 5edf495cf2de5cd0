"""What is read of copies: how the one of a person stands for an account, and what it takes to give it. Frozen."""

from __future__ import annotations

from dataclasses import dataclass

from sqlalchemy import select

from rxapp.accounts.identity import identity_of
from rxapp.core.clock import paris_date
from rxapp.core.db import UnitOfWork
from rxapp.core.errors import DomainError, message
from rxapp.core.i18n import date_time, file_size
from rxapp.core.keys import person_key
from rxapp.core.policy import NO_CONTEXT, Actor, Context, require
from rxapp.record.contents import BlobKey, blob_key
from rxapp.takeout.models import State, Takeout
from rxapp.takeout.paths import plain_stem
from rxapp.takeout.reading import copy_of, standing


@dataclass(frozen=True)
class TakeoutView:
    """The copy of one person. ``state``: "" for none, "making", "ready" or "failed" (``failure`` says why).

    ``here``: this session asked for it, so that it may take it. ``percent``: of the documents, 0 to 100.
    """

    id: str = ""
    state: str = ""
    here: bool = False
    locked: bool = False
    percent: int = 0
    begun_label: str = ""
    until_label: str = ""
    size_label: str = ""
    files: int = 0
    missing: int = 0
    failure: str = ""


@dataclass(frozen=True)
class Given:
    """What it takes to give a copy, rights checked. Holds a key: never shown, never kept."""

    takeout_id: str
    person_id: str
    name: str
    media_type: str
    size: int
    blob: BlobKey


def takeout_of(uow: UnitOfWork, *, actor: Actor, context: Context = NO_CONTEXT, person_id: str, lang: str) -> TakeoutView:
    """How the account's copy of a person stands. Raises DomainError ``introuvable``."""
    require(actor, "list", copy_of(person_id), context)
    mine = (Takeout.account_id == actor.account_id, Takeout.person_id == person_id, Takeout.until > uow.clock.now())
    row = uow.session.execute(select(Takeout).where(*mine)).scalar_one_or_none()
    if row is None:
        return TakeoutView()
    failure = DomainError(row.failure, poids=file_size(row.total, lang)) if row.failure else None
    return TakeoutView(
        id=row.id,
        state=row.state,
        here=row.session_id == actor.session_id,
        locked=row.locked,
        percent=min(99, row.done * 100 // row.total) if row.total and row.state == State.MAKING else 0,
        begun_label=date_time(row.begun_at, lang),
        until_label=date_time(row.until, lang),
        size_label=file_size(row.size, lang),
        files=row.files,
        missing=row.missing,
        failure=message(failure, lang) if failure is not None else "",
    )


def given(uow: UnitOfWork, *, actor: Actor, takeout_id: str) -> Given:
    """A copy, for the session that asked for it and as long as its right holds. Raises DomainError ``introuvable``."""
    row = _ready(uow, actor, takeout_id)
    key = person_key(uow, row.person_id)
    sealed = blob_key(key, person_id=row.person_id, owner=row.id, blob_id=row.blob_id, salt=row.key_salt)
    stem = plain_stem(identity_of(uow, row.person_id).full_name)
    name = f"carnet-{stem}-{paris_date(row.begun_at).isoformat()}.zip" + (".age" if row.locked else "")
    media_type = "application/age-encryption" if row.locked else "application/zip"
    return Given(row.id, row.person_id, name, media_type, row.size, sealed)


def may_go_on(uow: UnitOfWork, *, actor: Actor, takeout_id: str) -> bool:
    """Whether a copy that is being downloaded may still be: neither it, nor the session, nor the right to it was ended.

    A session without a sign of life is no reason to cut: a long download gives none.
    """
    try:
        _ready(uow, actor, takeout_id, begun=True)
    except DomainError:
        return False
    return True


def _ready(uow: UnitOfWork, actor: Actor, takeout_id: str, *, begun: bool = False) -> Takeout:
    row = uow.session.get(Takeout, takeout_id)
    if row is None or (row.account_id, row.session_id) != (actor.account_id, actor.session_id):
        raise DomainError("introuvable")
    if row.state != State.READY or row.until <= uow.clock.now():
        raise DomainError("introuvable")
    try:
        standing(uow, actor, row.person_id, begun=begun)
    except DomainError:
        raise DomainError("introuvable") from None
    return row
