"""Handing over what was sent: whom it is for is looked up out of sight of the sender, and the file goes into that record.

It goes from the sender's safe through the same door as any file, so that it is looked at, sealed under the person's key and
counted like the others. The same file of the same sender in the same record is one document. What nobody's traits wholly match is
put aside; so is what is for somebody whom nobody can reach in Carnet, or whose record is full: the sender is told the same.
"""

from __future__ import annotations

import logging
import threading
from dataclasses import replace
from datetime import date, timedelta
from functools import partial
from typing import Protocol
from weakref import WeakKeyDictionary

from sqlalchemy import and_, or_, select
from sqlalchemy.exc import IntegrityError
from sqlmodel import col

from rxapp.accounts.birth import is_minor, may_keep_secret
from rxapp.accounts.identity import births_of, fold, identities_like
from rxapp.accounts.nir import Nir
from rxapp.accounts.standing import accounts_for, actor_of, has_left
from rxapp.core import audit, lookers
from rxapp.core.db import Database, UnitOfWork
from rxapp.core.errors import DomainError, passes
from rxapp.core.policy import NO_CONTEXT, Actor, Context, Role, Rule
from rxapp.record import kept, letting_go, sending, service, tally, telling
from rxapp.record.acts import FILED_BY_STAFF
from rxapp.record.contents import Content
from rxapp.record.intake import Intake
from rxapp.record.matching import Candidate, Traits, the_one
from rxapp.record.models import Document, Status
from rxapp.record.previews import original
from rxapp.record.safe import SendingContent, let_go, open_sending, seal_sending
from rxapp.record.sending_models import Sending, SendingState

AGAIN = timedelta(days=1)
"""How long what waits rests before it is looked at again."""
_AT_ONCE = 50


class Leave(Protocol):
    """Whether a person lets a professional's account file documents; ``secret``: such that a minor keeps from their parents."""

    def __call__(self, uow: UnitOfWork, account_id: str, person_id: str, /, *, secret: bool) -> bool: ...


_leaves: list[Leave] = []

_log = logging.getLogger("carnet.delivering")
_turns: WeakKeyDictionary[Database, threading.Lock] = WeakKeyDictionary()


def allow_by(*leaves: Leave) -> None:
    """Ask these whether a professional may file in a record. Called once, where the application is put together."""
    _leaves[:] = leaves


def deliver_due(db: Database) -> int:
    """Hand over all that can be; returns how many sendings were looked at. One pass of a database at a time in this process."""
    turn = _turns.setdefault(db, threading.Lock())
    if not turn.acquire(blocking=False):
        return 0
    try:
        looked = 0
        sending.release_due(db)
        while due := _due(db):
            for sending_id in due:
                if not _one(db, sending_id):
                    return looked
                looked += 1
        return looked
    finally:
        turn.release()


def _due(db: Database) -> list[str]:
    with db.read() as uow:
        again = and_(col(Sending.state) == SendingState.WAITING, col(Sending.again_at) <= uow.clock.now())
        due = or_(col(Sending.state) == SendingState.COMING, again)
        wanted = select(Sending.id).where(due).order_by(col(Sending.sent_at), col(Sending.id)).limit(_AT_ONCE)
        return list(uow.session.execute(wanted).scalars())


def _one(db: Database, sending_id: str) -> bool:
    """Hand one over, or put it aside; False when this machine cannot do either now: the next pass tries again."""
    try:
        if _deliver(db, sending_id):
            return True
    except IntegrityError:  # the same file was filed from elsewhere at the same moment
        return False
    except Exception as failure:
        if passes(failure):  # it says nothing of whom it is for
            return False
        code = failure.code if isinstance(failure, DomainError) else type(failure).__name__
        _log.warning("a sending was put aside: %s", code)
    _put_aside(db, sending_id)
    return True


def _deliver(db: Database, sending_id: str) -> bool:
    """Whether it is in a record now, or needs nothing more."""
    with db.read() as uow:
        row = uow.session.get(Sending, sending_id)
        if row is None or row.state not in (SendingState.COMING, SendingState.WAITING):
            return True
        sender = actor_of(uow, row.sender_id)
        if sender is None:
            return False
        said = open_sending(uow, row)
        sender = replace(sender, address=said.address)
        person_id = person_for(uow, sender, said)
        if person_id is None:
            return False
        found = original(uow, actor=sender, context=NO_CONTEXT, document_id=row.document_id or "", action="download")
    if _is_there(db, sending_id, person_id, said):
        return True
    with Content(db.blobs, found.blob, found.size) as content, _door(db, sender, person_id, sending_id, said, found.size) as door:
        for piece in content.pieces():
            door.feed(piece)
        door.finish(title=said.title, act_date=said.act_date, category=said.category)
    return True


def reached_by(uow: UnitOfWork, traits: Traits) -> str | None:
    """The one person whose traits these are, and whom somebody speaks for in Carnet; None otherwise."""
    found = identities_like(uow, Nir(traits.nir), traits.born)
    return _reachable(uow, the_one([Candidate(one.person_id, one.family_name, one.given_names) for one in found], traits, fold))


def _reachable(uow: UnitOfWork, person_id: str | None) -> str | None:
    if person_id is None or has_left(uow, person_id) or not accounts_for(uow, person_id):
        return None
    return person_id


def person_for(uow: UnitOfWork, sender: Actor, said: SendingContent) -> str | None:
    """The one person whose traits these are, or who was picked, and whom somebody speaks for in Carnet; None otherwise.

    An establishment reports on whom it treated; a professional files for those who let them. What is secret reaches a minor who
    can keep it from their parents, or an adult.
    """
    person_id = _reachable(uow, said.person) if said.person else reached_by(uow, said.traits)
    if person_id is None:
        return None
    asked = (leave(uow, sender.account_id, person_id, secret=said.secret) for leave in _leaves)
    let = sender.role is Role.ESTABLISHMENT or any(asked)
    if not let or (_is_secret(said, uow.clock.today()) and not _keeps_to_themself(uow, person_id)):
        return None
    return person_id


def _is_secret(said: SendingContent, day: date) -> bool:
    """Whether what is sent is to be kept from parents: an adult has nobody to keep it from, whatever the box says."""
    return said.secret and is_minor(said.traits.born, day)


def _keeps_to_themself(uow: UnitOfWork, person_id: str) -> bool:
    own = any(who.person_id == person_id for who in map(partial(actor_of, uow), accounts_for(uow, person_id)) if who)
    return own and may_keep_secret(births_of(uow, [person_id])[person_id], uow.clock.today())


def sent_mark(uow: UnitOfWork, sender_id: str, person_id: str, sha256: str) -> bytes:
    """What tells that this sender filed this file in this record: it stays as it is, and a second sending adds nothing."""
    return uow.keyring.blind_index("document.sent", f"{sender_id}|{person_id}|{sha256}")


def _is_there(db: Database, sending_id: str, person_id: str, said: SendingContent) -> bool:
    """Whether this sender filed this file in this record before: then this sending is done, and it stays as it is. But what is
    sent again to be kept secret is kept from now on, without a line, as the first time: parents would read it.
    """
    with db.uow() as uow:
        row = _locked(uow, sending_id)
        mark = sent_mark(uow, row.sender_id, person_id, said.sha256)
        document = uow.session.execute(select(Document).where(Document.sent_mark == mark)).scalar_one_or_none()
        if document is None or document.status == Status.ERASED:
            return False
        if _is_secret(said, uow.clock.today()) and not document.hidden:
            kept.mark(uow, document, secret=True)
            document.version += 1
            letting_go.let_go(uow, document)
        _done(uow, row, said, person_id, document.id)
        uow.commit()
    return True


def _door(db: Database, sender: Actor, person_id: str, sending_id: str, said: SendingContent, size: int) -> Intake:
    def right(uow: UnitOfWork, _context: Context) -> None:
        if person_for(uow, sender, said) != person_id:
            raise DomainError("introuvable")
        tally.require_room_from(uow, sender.account_id, person_id, size)

    def filed(uow: UnitOfWork, document: Document, title: str) -> None:
        row = _locked(uow, sending_id)
        if _is_secret(said, uow.clock.today()):
            kept.mark(uow, document, secret=True)
        document.sent_mark, document.fresh = sent_mark(uow, row.sender_id, person_id, said.sha256), True
        uow.session.add(document)
        right = Rule.IN_TABLE if said.person else audit.BY_TRAITS
        service.write_line(uow, sender, document, FILED_BY_STAFF, label=title, **{audit.RIGHT: right})
        telling.arrived(uow, document)
        _done(uow, row, said, person_id, document.id)

    whose = {"actor": sender, "context": NO_CONTEXT, "person_id": person_id}
    return Intake.open(db, **whose, file_name=said.file_name, declared_size=size, right=right, filed=filed)


def _locked(uow: UnitOfWork, sending_id: str) -> Sending:
    """The row, still to be handed over. Raises DomainError ``introuvable``."""
    row = uow.session.get(Sending, sending_id, with_for_update=True, populate_existing=True)
    if row is None or row.state not in (SendingState.COMING, SendingState.WAITING):
        raise DomainError("introuvable")
    return uow.keep(row)


def _done(uow: UnitOfWork, row: Sending, said: SendingContent, person_id: str, document_id: str) -> None:
    """It is in a record: its copy leaves the safe, and the number is forgotten."""
    let_go(uow, row.document_id)
    secret = _is_secret(said, uow.clock.today())
    seal_sending(uow, row, replace(said, nir="", person="", address="", secret=secret))
    row.state, row.document_id, row.again_at, row.until = SendingState.DELIVERED, None, None, None
    row.person_id, row.filed_id = person_id, document_id
    uow.session.add(row)
    telling.settled(uow, row.sender_id, row.id)
    lookers.look_again(uow, [row.sender_id])


def _put_aside(db: Database, sending_id: str) -> None:
    with db.uow() as uow:
        row = uow.session.get(Sending, sending_id, with_for_update=True)
        if row is None or row.state not in (SendingState.COMING, SendingState.WAITING):
            return
        now, first = uow.clock.now(), row.state == SendingState.COMING
        row.again_at, row.until = now + AGAIN, row.until or now + sending.WAITS
        row.state = SendingState.WAITING
        uow.session.add(row)
        if first:
            sending.count_unmatched(uow, row.sender_id)
            telling.waits(uow, row.sender_id, row.id)
            lookers.look_again(uow, [row.sender_id])
        uow.commit()
