"""What opens an account: a second factor, passkeys, recovery codes, sign-ins halfway, letters and links.

All of it ends with a closing, so that an account given back (`archive.py`) asks for nothing that its owner lost years ago, and
nobody who had a part of it gets around the new letter.
"""

from __future__ import annotations

from sqlalchemy import delete, select

from rxapp.core.db import UnitOfWork
from rxapp.notices import service as notices

from . import second_factor
from .activation import VoidReason
from .codes import void_letters
from .models import Account, PasswordReset, PersonRights, SecurityEvent, SignInStep


def take_away(uow: UnitOfWork, account: Account) -> None:
    """Nothing that an account had opens it any more; the e-mail of a link that has not left yet does not leave."""
    second_factor.remove(uow, account)
    links = select(PasswordReset.departure_id).where(PasswordReset.account_id == account.id)
    notices.erase_mails(uow, uow.session.execute(links).scalars().all())
    for table in (PasswordReset, SignInStep):
        uow.session.execute(delete(table).where(table.account_id == account.id))
    if account.person_id is not None:
        void_letters(uow, account.person_id, VoidReason.REPLACED)


def forget(uow: UnitOfWork, person_id: str) -> None:
    """A record is destroyed: nothing is left of what opened its account, of what happened to it, nor of what was refused."""
    for account in uow.session.execute(select(Account).where(Account.person_id == person_id)).scalars().all():
        take_away(uow, account)
        uow.session.execute(delete(SecurityEvent).where(SecurityEvent.account_id == account.id))
    uow.session.execute(delete(PersonRights).where(PersonRights.person_id == person_id))
