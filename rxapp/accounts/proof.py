"""Proving again who one is, once signed in: before what changes how one signs in."""

from __future__ import annotations

from rxapp.core.db import Database
from rxapp.core.errors import DomainError
from rxapp.core.policy import Actor

from . import limits, passwords
from .errors import FieldErrors
from .opening import account_row

FIELD = "mot_de_passe_actuel"


def prove_password(database: Database, actor: Actor, password: str) -> str:
    """The kept hash, when the password is the actor's present one. Call from the hash pool.

    Raises FieldErrors (``mot_de_passe_actuel``) for none, a wrong one (which counts as a try), or too many tries.
    """
    rules = limits.password_rules(actor.account_id)
    if not password:
        raise FieldErrors({FIELD: "mot_de_passe.actuel_vide"})
    with database.read() as uow:
        kept = account_row(uow, actor.account_id).password_hash
    if (wait := limits.count(database, rules)) is not None:
        raise FieldErrors({FIELD: DomainError("fermeture.patienter", attente=wait)})
    if not passwords.verify(database.keyring.pepper, password[: passwords.MAX_LENGTH * 4], kept)[0]:
        raise FieldErrors({FIELD: "mot_de_passe.actuel"})
    with database.uow() as uow:
        limits.give_back(uow, rules)
        uow.commit()
    return kept
