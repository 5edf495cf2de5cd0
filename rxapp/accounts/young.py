"""What lets somebody under 18 choose another password: more than their parents may open, since part of it is theirs.

A letter goes to where the parents live, and they know the number and the birth date; so does a link to an address that the family
shares. With a second factor both do, since it is asked for afterwards, or beside.
"""

from __future__ import annotations

from datetime import date, datetime

from sqlalchemy import exists, select

from rxapp.core.clock import paris_date
from rxapp.core.db import UnitOfWork

from .birth import is_minor
from .identity import identity_of
from .models import Account

BY_LINK, BY_NOTHING = "lien", "rien"


def was_minor(uow: UnitOfWork, account: Account, at: datetime) -> bool:
    """Whether an account was that of somebody under 18 then. A letter counts by the day it left: parents may have it since."""
    return account.person_id is not None and is_minor(_born(uow, account.person_id), paris_date(at))


def letter_opens(uow: UnitOfWork, account: Account, sent_at: datetime, *, factor: bool) -> bool:
    """Whether a letter that left then is enough to choose another password; ``factor``: signing in asks for a second one."""
    return factor or not was_minor(uow, account, sent_at)


def link_opens(uow: UnitOfWork, account: Account, *, factor: bool) -> bool:
    """Whether a link sent to the account's e-mail address is enough."""
    return factor or not was_minor(uow, account, uow.clock.now()) or not _is_shared(uow, account)


def way_back(uow: UnitOfWork, account: Account, *, factor: bool) -> str:
    """What alone brings a forgotten password of somebody under 18 back: `BY_LINK`, `BY_NOTHING`; "" where a letter does too."""
    if letter_opens(uow, account, uow.clock.now(), factor=factor):
        return ""
    return BY_LINK if account.email is not None and link_opens(uow, account, factor=factor) else BY_NOTHING


def _born(uow: UnitOfWork, person_id: str) -> date:
    return identity_of(uow, person_id).birth_date


def _is_shared(uow: UnitOfWork, account: Account) -> bool:
    """Whether another account has the same e-mail address: a parent's, mostly."""
    if account.email_index is None:
        return False
    same = (Account.email_index == account.email_index, Account.id != account.id)
    return bool(uow.session.execute(select(exists().where(*same))).scalar())
