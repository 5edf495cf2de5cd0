"""Somebody's record is sealed or destroyed: what senders wrote about them, under keys of their own, goes with it."""

from __future__ import annotations

from collections.abc import Sequence

from sqlalchemy import delete, select, update
from sqlmodel import col

from rxapp.accounts.identity import Trace, fold, identities_traced, is_trace_of, trace_of
from rxapp.accounts.nir import Nir
from rxapp.core import lookers
from rxapp.core.crypto import SealBroken
from rxapp.core.db import UnitOfWork
from rxapp.record import asking, sending
from rxapp.record.asking_models import AccessRequest
from rxapp.record.matching import Candidate, Traits, the_one
from rxapp.record.safe import open_sending
from rxapp.record.sending_models import Sending, SendingState

_ON_THE_WAY = (SendingState.HELD, SendingState.COMING, SendingState.WAITING)


def part(uow: UnitOfWork, _account_id: str, person_id: str) -> None:
    """A person's key is about to go: of what was filed in their record its senders keep that it was, and when. What is on its
    way to them is given up, and who asked to read it reads no more whom they asked.
    """
    _give_up(uow, person_id)  # first: what is handed over at this moment is filed by then
    filed = (col(Sending.person_id) == person_id, Sending.content != b"")
    senders = set(uow.session.execute(select(Sending.sender_id).where(*filed)).scalars())
    uow.session.execute(update(Sending).where(*filed).values(content=b"").execution_options(synchronize_session="fetch"))
    lookers.look_again(uow, senders)
    _forget_requests(uow, person_id)


def destroy(uow: UnitOfWork, person_id: str, _accounts: Sequence[str] = ()) -> None:
    """A person's record is destroyed: nothing tells any more who sent what into it, nor when; what was sent to them since it was
    closed is given up, what was asked forgotten.
    """
    _give_up(uow, person_id)
    uow.session.execute(delete(Sending).where(col(Sending.person_id) == person_id).execution_options(synchronize_session="fetch"))
    _forget_requests(uow, person_id)


def _give_up(uow: UnitOfWork, person_id: str) -> None:
    for row in uow.session.execute(select(Sending).where(col(Sending.state).in_(_ON_THE_WAY))).scalars().all():
        try:
            said = open_sending(uow, row)
        except SealBroken:  # nobody reads it
            continue
        if said.person == person_id if said.person else _is_for(uow, person_id, said.traits, None):
            held = uow.session.get(Sending, row.id, with_for_update=True, populate_existing=True)
            if held is not None and held.state in _ON_THE_WAY:
                sending.give_up(uow, held)


def _forget_requests(uow: UnitOfWork, person_id: str) -> None:
    for row in uow.session.execute(select(AccessRequest)).scalars().all():
        try:
            traits, trace = asking.traits_of(uow, row)
        except SealBroken:
            continue
        if _is_for(uow, person_id, traits, trace):
            uow.session.delete(row)
            lookers.look_again(uow, [row.account_id])


def _is_for(uow: UnitOfWork, person_id: str, traits: Traits, trace: Trace | None) -> bool:
    """Whether these traits are for this person: a number of theirs, under names that are not a twin's. ``trace``: of the number,
    when it was forgotten.
    """
    trace = trace or trace_of(uow.keyring, Nir(traits.nir), traits.born)
    if not is_trace_of(uow, person_id, trace):
        return False
    known = identities_traced(uow, trace)  # this person too, while there is a key
    whose = the_one([Candidate(one.person_id, one.family_name, one.given_names) for one in known], traits, fold)
    return whose in (None, person_id)
