"""Somebody's record is sealed or destroyed: what senders wrote about them, under keys of their own, goes with it."""

from __future__ import annotations

from collections.abc import Sequence

from sqlalchemy import delete, select, update
from sqlmodel import col

from rxapp.accounts.identity import fold, identities_like, is_number_of
from rxapp.accounts.nir import Nir
from rxapp.core import lookers
from rxapp.core.crypto import SealBroken
from rxapp.core.db import UnitOfWork
from rxapp.record import sending
from rxapp.record.matching import Candidate, the_one
from rxapp.record.safe import SendingContent, open_sending
from rxapp.record.sending_models import Sending, SendingState

_ON_THE_WAY = (SendingState.HELD, SendingState.COMING, SendingState.WAITING)


def part(uow: UnitOfWork, _account_id: str, person_id: str) -> None:
    """A person's key is about to go: of what was filed in their record its senders keep that it was, and when. What is on its
    way to them is given up.
    """
    filed = (col(Sending.person_id) == person_id, Sending.content != b"")
    senders = set(uow.session.execute(select(Sending.sender_id).where(*filed)).scalars())
    uow.session.execute(update(Sending).where(*filed).values(content=b"").execution_options(synchronize_session="fetch"))
    lookers.look_again(uow, senders)
    _give_up(uow, person_id)


def destroy(uow: UnitOfWork, person_id: str, _accounts: Sequence[str] = ()) -> None:
    """A person's record is destroyed: nothing tells any more who sent what into it, nor when; what was sent to them since it was
    closed is given up.
    """
    uow.session.execute(delete(Sending).where(col(Sending.person_id) == person_id).execution_options(synchronize_session="fetch"))
    _give_up(uow, person_id)


def _give_up(uow: UnitOfWork, person_id: str) -> None:
    for row in uow.session.execute(select(Sending).where(col(Sending.state).in_(_ON_THE_WAY))).scalars().all():
        try:
            said = open_sending(uow, row)
        except SealBroken:  # nobody reads it
            continue
        if _is_for(uow, person_id, said):
            sending.give_up(uow, row)


def _is_for(uow: UnitOfWork, person_id: str, said: SendingContent) -> bool:
    """Whether it is for this person: picked, or by a number of theirs under names that are not a twin's."""
    if said.person:
        return said.person == person_id
    traits = said.traits
    if not is_number_of(uow, person_id, Nir(traits.nir), traits.born):
        return False
    known = identities_like(uow, Nir(traits.nir), traits.born)  # this person too, while there is a key
    whose = the_one([Candidate(one.person_id, one.family_name, one.given_names) for one in known], traits, fold)
    return whose in (None, person_id)
