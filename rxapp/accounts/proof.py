"""Proving again who one is, once signed in: before what changes how one signs in."""

from __future__ import annotations

from rxapp.core.db import Database
from rxapp.core.errors import DomainError
from rxapp.core.policy import Actor

from . import limits, passwords
from .errors import FieldErrors
from .opening import account_row

FIELD = "mot_de_passe_actuel"
_PRESENT = ("mot_de_passe.actuel_vide", "mot_de_passe.actuel")
_YOURS = ("fermeture.mot_de_passe_vide", "fermeture.mot_de_passe")
"""What is said of none and of a wrong one: beside « Mot de passe actuel », and beside « Votre mot de passe »."""


def prove_password(database: Database, actor: Actor, password: str) -> str:
    """The kept hash, when the password is the actor's present one. Call from the hash pool.

    Raises FieldErrors (``mot_de_passe_actuel``) for none, a wrong one (which counts as a try), or too many tries.
    """
    with database.read() as uow:
        kept = account_row(uow, actor.account_id).password_hash
    if (wrong := _wrong(database, actor.account_id, password, kept, _PRESENT)) is not None:
        raise FieldErrors({FIELD: wrong})
    give_back(database, actor.account_id)
    return kept


def wrong_password(database: Database, account_id: str, password: str, kept: str) -> DomainError | None:
    """What is wrong with the password, for a page that says all that is wrong at once. Call from the hash pool.

    A try is counted as `prove_password` does, and an empty one counts for nothing; `give_back` is for who calls.
    """
    return _wrong(database, account_id, password, kept, _YOURS)


def give_back(database: Database, account_id: str) -> None:
    """The password was right: whatever else is missing, asking again is no try."""
    with database.uow() as uow:
        limits.give_back(uow, limits.password_rules(account_id))
        uow.commit()


def _wrong(database: Database, account_id: str, password: str, kept: str, words: tuple[str, str]) -> DomainError | None:
    if not password:
        return DomainError(words[0])
    if (wait := limits.count(database, limits.password_rules(account_id))) is not None:
        return DomainError("fermeture.patienter", attente=wait)
    if passwords.verify(database.keyring.pepper, password[: passwords.MAX_LENGTH * 4], kept)[0]:
        return None
    return DomainError(words[1], limits.warning_after(database, limits.password_rules(account_id)))
