"""What lets somebody under 18 choose another password: more than their parents may open, since part of it is theirs.

A letter goes to where the parents live, and they know the number and the birth date; so does a link to an address that the family
shares. With a second factor both do, since its code is asked for beside.
"""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date, datetime

from sqlalchemy import or_, select

from rxapp.core.clock import paris_date
from rxapp.core.db import UnitOfWork

from .birth import is_minor
from .identity import identity_of, normal_login, open_account_text
from .models import Account, Guardianship

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


def remember_shared(uow: UnitOfWork, account: Account) -> None:
    """An account is about to lose its e-mail address: whoever of the family has the same one is still known to share it."""
    for one in _family(uow, account):
        if not one.address_shared and _is_shared(uow, one):
            one.address_shared = True
            uow.session.add(one)


def mailbox(email: str) -> str:
    """Where an address leads: what follows a « + », and dots, make no other mailbox with most who offer one."""
    name, _at, domain = normal_login(email).rpartition("@")
    return f"{name.partition('+')[0].replace('.', '')}@{domain}"


def _is_shared(uow: UnitOfWork, account: Account) -> bool:
    """Whether somebody of the family has, or had, an account with the same mailbox. A stranger may type any address."""
    if account.address_shared or account.email_index is None:
        return account.address_shared
    mine = mailbox(open_account_text(uow, account, "email"))
    others = (one for one in _family(uow, account) if one.email_index is not None)
    return any(mailbox(open_account_text(uow, one, "email")) == mine for one in others)


def _family(uow: UnitOfWork, account: Account) -> Sequence[Account]:
    """The other accounts of who acts, or acted, for somebody, of their other children, and of whom they act or acted for."""
    own = account.person_id
    parents = select(Guardianship.guardian_id).where(Guardianship.child_id == own)
    children = select(Guardianship.child_id).where(or_(Guardianship.guardian_id.in_(parents), Guardianship.guardian_id == own))
    family = or_(Account.person_id.in_(parents), Account.person_id.in_(children))
    return uow.session.execute(select(Account).where(family, Account.id != account.id)).scalars().all()
