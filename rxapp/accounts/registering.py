"""Accounts of staff, which the operator opens: nobody hands a password over, its owner chooses it with a link."""

from __future__ import annotations

import secrets
from dataclasses import replace
from datetime import datetime

from rxapp.core import lookers
from rxapp.core.db import UnitOfWork
from rxapp.core.errors import DomainError
from rxapp.core.policy import Actor, Role, require
from rxapp.record.names import clean_line

from . import passwords
from .errors import FieldErrors
from .forgotten import hand_link
from .opening import NewAccount, account_by_login, field_errors, open_staff_account
from .people import OPERATING
from .professions import Profession

MOST_NAME = 120
"""Signs of the name that patients read."""
STAFF = (Role.PROFESSIONAL, Role.ESTABLISHMENT, Role.PHARMACY, Role.OPERATOR)


def register(uow: UnitOfWork, *, actor: Actor, new: NewAccount, public_url: str) -> tuple[str, datetime]:
    """Open an account of staff under a password that nobody knows; the link with which its owner chooses one, and until when.

    ``new.password_hash`` is of no account. Raises DomainError ``introuvable`` for an actor who may not; FieldErrors
    (``identifiant``, ``courriel``, ``nom``).
    """
    require(actor, "register", OPERATING)
    unknown = secrets.token_urlsafe(32)
    errors = field_errors(uow, login=new.login, email=new.email, password=unknown)
    name = clean_line(new.display_name or "", MOST_NAME)
    if not any(map(str.isalpha, name)):
        errors["nom"] = "compte.nom_vide"
    elif name != (new.display_name or "").strip():
        errors["nom"] = "compte.nom_forme"
    if errors:
        raise FieldErrors(errors)
    profession = new.profession if new.role is Role.PROFESSIONAL else None
    kept = passwords.hash_password(uow.keyring.pepper, unknown)
    open_staff_account(uow, actor=actor, new=replace(new, display_name=name, password_hash=kept, profession=profession))
    return hand_link(uow, actor=actor, login=new.login, without_factor=False, public_url=public_url)


def name_profession(uow: UnitOfWork, *, actor: Actor, login: str, profession: Profession) -> None:
    """Say what a professional is, which decides what opens for them from now on, on open pages too.

    Raises DomainError ``introuvable`` for an actor who may not, or an identifier that no professional bears.
    """
    require(actor, "register", OPERATING)
    account = account_by_login(uow, login)
    if account is None or account.role != Role.PROFESSIONAL:
        raise DomainError("introuvable")
    account.profession = profession.value
    uow.session.add(account)
    lookers.look_again(uow, [account.id])
