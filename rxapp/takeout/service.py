"""Asking for a copy of everything, giving it up, and what time decides of it.

A copy belongs to one account and one person; it is given to the session that asked for it alone, for a day at the longest.
"""

from __future__ import annotations

import contextlib
import unicodedata
from collections.abc import Collection
from concurrent.futures import Future
from datetime import timedelta

from sqlalchemy import delete, or_, select
from sqlalchemy.exc import IntegrityError
from sqlmodel import col

from rxapp.accounts import passwords, second_factor
from rxapp.accounts.errors import FieldErrors
from rxapp.accounts.identity import identity_of
from rxapp.accounts.opening import about, account_row
from rxapp.accounts.proof import FIELD, give_back, wrong_password
from rxapp.accounts.sessions import goes_on, lasts_until, not_ended
from rxapp.accounts.sign_in import words_about
from rxapp.core import audit, limits
from rxapp.core.blobs import BlobWriter
from rxapp.core.db import Database, UnitOfWork, new_id
from rxapp.core.errors import DomainError
from rxapp.core.i18n import file_size
from rxapp.core.keys import person_key
from rxapp.core.policy import NO_CONTEXT, Actor, Context, require
from rxapp.record import tally
from rxapp.record.contents import blob_key, new_salt
from rxapp.takeout import acts, errors, making
from rxapp.takeout.giving import is_leaving
from rxapp.takeout.making import Job, Told, resume, stop
from rxapp.takeout.models import State, Takeout
from rxapp.takeout.reading import copy_of, standing

__all__ = ["KEPT", "ask", "ask_proven", "drop", "end_of", "errors", "resume", "stop", "sweep", "taken"]

KEPT = timedelta(hours=24)
"""How long a copy can be taken, were there a session that lasts as long."""
MOST_A_DAY = 20
"""Copies that an account may ask for in a day: each costs a reading of everything."""


def ask(
    db: Database,
    *,
    actor: Actor,
    context: Context = NO_CONTEXT,
    person_id: str,
    lang: str,
    passphrase: str = "",
    again: str = "",
    locked: bool = False,
    told: Told = lambda: None,
) -> tuple[str, Future[None]]:
    """Have a copy made of all that is about a person; returns its id, and what is done once it is ready or given up.

    ``locked``: protect it with ``passphrase``, typed twice; one that was typed all the same protects it too.
    ``told``: called from another thread each time something changed.

    Raises FieldErrors (``mot_de_passe``, ``mot_de_passe_encore``), DomainError ``introuvable``, ``emporter.en_cours``,
    ``emporter.trop``, ``emporter.file``, ``emporter.place``, ``emporter.droit``, ``stockage.plein``.
    """
    with db.read() as uow:
        require(actor, "export", copy_of(person_id), context)
        standing(uow, actor, person_id)
        wants_lock = locked or bool(passphrase) or bool(again)
        phrase = _checked(passphrase, again, _own_words(uow, actor, person_id)) if wants_lock else ""
        weigh = tally.used if actor.person_id == person_id else tally.filed
        total = weigh(uow, person_id)
    if total > making.free_space(db.blobs):
        raise DomainError("emporter.place", poids=file_size(total, lang))
    if making.is_crowded():
        raise DomainError("emporter.file")
    blob_id = new_id()
    writer = db.blobs.writer(blob_id)  # held before the row is there: a sweep leaves both alone
    try:
        job = _begin(db, actor, person_id, lang, total, phrase, blob_id, writer, told)
    except BaseException:
        writer.abort()
        raise
    return job.takeout_id, making.start(db, job)


def ask_proven(db: Database, *, actor: Actor, password: str, code: str = "", **asked: object) -> tuple[str, Future[None]]:
    """`ask`, once the actor has proven again who they are: a copy is all there is. Call from the hash pool.

    ``code``: of the second factor, when there is one; it is spent once nothing else is wrong. Raises FieldErrors with all that is
    wrong (``mot_de_passe_actuel``, ``code``, and those of `ask`), and as `ask`.
    """
    wrong = _faults(str(asked.get("passphrase", "")), str(asked.get("again", ""))) if asked.get("locked") else {}
    with db.read() as uow:
        kept = account_row(uow, actor.account_id).password_hash
    if (fault := wrong_password(db, actor.account_id, password, kept)) is not None:
        wrong[FIELD] = fault
    else:
        give_back(db, actor.account_id)
    if (fault := second_factor.wrong_code(db, actor, code, spend=not wrong)) is not None:
        wrong["code"] = fault
    if wrong:
        raise FieldErrors(wrong)
    return ask(db, actor=actor, **asked)


def _begin(
    db: Database, actor: Actor, person_id: str, lang: str, total: int, phrase: str, blob_id: str, writer: BlobWriter, told: Told
) -> Job:
    takeout_id, salt = new_id(), new_salt()
    with db.uow() as uow:
        standing(uow, actor, person_id)
        now, until = uow.clock.now(), lasts_until(uow, str(actor.session_id))
        key = person_key(uow, person_id)
        _make_way(uow, actor, person_id)
        if (wait := limits.hit(uow, f"takeout|{actor.account_id}", limit=MOST_A_DAY, window=timedelta(days=1))) is not None:
            raise DomainError("emporter.trop", attente=timedelta(seconds=wait.seconds))
        row = Takeout(
            id=takeout_id,
            account_id=actor.account_id,
            person_id=person_id,
            session_id=actor.session_id,
            state=State.MAKING,
            locked=bool(phrase),
            blob_id=blob_id,
            key_salt=salt,
            total=total,
            begun_at=now,
            until=min(now + KEPT, until or now),
        )
        uow.session.add(row)
        try:
            uow.session.flush()
        except IntegrityError:  # where the database has many writers: another tab was first
            raise DomainError("emporter.en_cours") from None
        _line(uow, actor, person_id, acts.ASKED)
        uow.commit()
    sealed = blob_key(key, person_id=person_id, owner=takeout_id, blob_id=blob_id, salt=salt)
    return Job(takeout_id, actor, person_id, lang, total, phrase, sealed, writer, told)


def _make_way(uow: UnitOfWork, actor: Actor, person_id: str) -> None:
    """A copy that is there already gives way; one being made does not."""
    mine = (Takeout.account_id == actor.account_id, Takeout.person_id == person_id)
    row = uow.session.execute(select(Takeout).where(*mine)).scalar_one_or_none()
    if row is None:
        return
    if row.state == State.MAKING and uow.blobs.is_held(row.blob_id):
        raise DomainError("emporter.en_cours")
    _destroy(uow, row)
    uow.session.flush()


def drop(uow: UnitOfWork, *, actor: Actor, takeout_id: str) -> None:
    """Destroy a copy of one's own, ready or not, from whatever session. Raises DomainError ``introuvable``."""
    row = uow.session.get(Takeout, takeout_id)
    if row is None or row.account_id != actor.account_id:
        raise DomainError("introuvable")
    if row.state != State.FAILED:
        with contextlib.suppress(DomainError):  # the person's key may be gone
            _line(uow, actor, row.person_id, acts.DROPPED)
    _destroy(uow, row)


def taken(uow: UnitOfWork, *, actor: Actor, takeout_id: str) -> None:
    """Write in the history that a copy was taken: one line for all that a session asks of it in `audit.ONE_LOOK`."""
    row = uow.session.get(Takeout, takeout_id)
    if row is None:
        raise DomainError("introuvable")
    look = {"person_id": row.person_id, "actor": actor, "action": acts.TAKEN, "item": row.id}
    if not audit.is_same_look(uow, **look):
        _line(uow, actor, row.person_id, acts.TAKEN, item=row.id)


def end_of(uow: UnitOfWork, account_id: str, people: tuple[str, ...] | list[str]) -> None:
    """An account is closed: its copies go, and those of people nobody speaks for any more."""
    whose = or_(col(Takeout.account_id) == account_id, col(Takeout.person_id).in_(list(people)))
    for row in uow.session.execute(select(Takeout).where(whose)).scalars():
        _destroy(uow, row)


def end_of_person(uow: UnitOfWork, person_id: str, _accounts: Collection[str]) -> None:
    """A person's record is destroyed: no copy of it is left, whoever had it made."""
    end_of(uow, "", (person_id,))


def sweep(db: Database) -> int:
    """Destroy the copies whose time is over or whose session has ended. One that nobody makes any more since the server stopped
    says so to whoever asked. Returns how many went.
    """
    with db.uow() as uow:
        rows = list(uow.session.execute(select(Takeout)).scalars())
        over = [row for row in rows if _is_over(uow, row)]
        cut = [row for row in rows if row not in over and row.state == State.MAKING and not uow.blobs.is_held(row.blob_id)]
        for row in over:
            _destroy(uow, row)
        for row in cut:
            _tell_cut(uow, row)
        uow.commit()
    return len(over) + len(cut)


def _is_over(uow: UnitOfWork, row: Takeout) -> bool:
    goes = not_ended if is_leaving(row.id) else goes_on
    return row.until <= uow.clock.now() or not goes(uow, row.session_id)


def _destroy(uow: UnitOfWork, row: Takeout) -> None:
    """Its key goes with its row, in this transaction; its file right after. One being made finds out and stops."""
    blobs, blob_id, takeout_id = uow.blobs, row.blob_id, row.id
    uow.session.execute(delete(Takeout).where(col(Takeout.id) == row.id))
    uow.after_commit(lambda: making.give_up(takeout_id))
    uow.after_commit(lambda: blobs.delete(blob_id))


def _tell_cut(uow: UnitOfWork, row: Takeout) -> None:
    """Nobody makes it any more, and whoever asked is still there: they are told, and nothing of it is left to open."""
    blobs, blob_id = uow.blobs, row.blob_id
    row.state, row.failure, row.key_salt = State.FAILED, "emporter.coupe", bytes(16)
    uow.session.add(row)
    uow.after_commit(lambda: blobs.delete(blob_id))


def _line(uow: UnitOfWork, actor: Actor, person_id: str, action: str, item: str | None = None) -> None:
    behalf = identity_of(uow, person_id).full_name if actor.person_id != person_id else None
    audit.record(uow, person_id=person_id, actor=actor, action=action, details={}, item=item, on_behalf=behalf)


def _own_words(uow: UnitOfWork, actor: Actor, person_id: str) -> tuple[str, ...]:
    """What a guess would try first: all that is tied to whoever asks, and to whose copy it is."""
    asks = words_about(uow, account_row(uow, actor.account_id))
    return asks if actor.person_id == person_id else (*asks, *about("", "", identity_of(uow, person_id)))


def _checked(passphrase: str, again: str, own: tuple[str, ...] = ()) -> str:
    """The passphrase as other programs get it from a keyboard (NFC). ``own``: words that it must not rest on."""
    if wrong := _faults(passphrase, again, own):
        raise FieldErrors(wrong)
    return unicodedata.normalize("NFC", passphrase)


def _faults(passphrase: str, again: str, own: tuple[str, ...] = ()) -> dict[str, DomainError | str]:
    wrong: dict[str, DomainError | str] = {}
    if any(unicodedata.category(sign) == "Cs" for sign in passphrase):  # half a sign: no other program could type it
        wrong["mot_de_passe"] = "emporter.signe"
    elif (fault := passwords.fault(passphrase, about=own)) is not None:
        wrong["mot_de_passe"] = fault
    if passphrase != again:
        wrong["mot_de_passe_encore"] = "emporter.confirmation"
    return wrong
