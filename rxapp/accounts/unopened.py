"""The account of a child whose record was closed before they had one: a row that nobody ever signed in to.

What seals a record away, gives it back and destroys it goes by the account that was closed, a child's as well.
"""

from __future__ import annotations

import os
from datetime import datetime

from rxapp.core.db import UnitOfWork, new_id
from rxapp.core.policy import Role

from .identity import account_key, open_account_text, seal_account
from .models import Account


def add_unopened(uow: UnitOfWork, child_id: str, at: datetime, language: str = "fr") -> Account:
    """Add it, for whoever closes it in this same transaction; its identifier is empty, and nobody's."""
    account_id = new_id()
    place = {"account_id": account_id, "person_id": child_id}
    account = Account(
        id=account_id,
        role=Role.PATIENT.value,
        person_id=child_id,
        login_index=os.urandom(32),
        login=seal_account(account_key(uow, child_id), "login", "", **place),
        password_hash="",
        language=language,
        created_at=at,
        password_changed_at=at,
    )
    uow.session.add(account)
    uow.session.flush()
    return account


def is_unopened(uow: UnitOfWork, account: Account) -> bool:
    """Whether an account is such a row. The person's key is wanted."""
    return open_account_text(uow, account, "login") == ""
