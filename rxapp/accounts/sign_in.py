"""Signing in and changing one's password.

Three steps, so that the 60 ms of hashing hold no lock: count the try and read the kept hash, compare, open the session. An
unknown identifier goes through the same statements and the same hash as a known one with a wrong password.
"""

from __future__ import annotations

import hmac
import secrets
from dataclasses import dataclass, replace

from sqlalchemy import select, update

from rxapp.core import audit
from rxapp.core.crypto import KeyRing
from rxapp.core.db import Database, UnitOfWork
from rxapp.core.errors import DomainError
from rxapp.core.i18n import _, translate
from rxapp.core.policy import Actor, Role
from rxapp.notices import service as notices

from . import acts, limits, passwords
from .errors import FieldErrors
from .identity import identity_of, login_index, normal_login, open_account_text
from .models import Account
from .opening import about, account_row, label_of
from .sessions import SignedIn, end_other_sessions, start_session

_ACCOUNTS_PER_DEVICE = 5
_CHANGED_SUBJECT = _("Votre mot de passe Carnet a changé")
_CHANGED_BODY = _(
    "Bonjour,\n\nLe mot de passe de votre espace Carnet vient d’être changé et vos autres sessions sont terminées.\n"
    "Si ce n’est pas vous, prévenez-nous sans attendre : {adresse}"
)


@dataclass(frozen=True)
class _Try:
    """A try that was counted: whose account it is for, if anybody's, and the rules it was counted against."""

    account_id: str | None
    kept: str | None
    rules: tuple[limits.Rule, ...]


def sign_in(
    database: Database, *, login: str, password: str, address: str, device: str, known_device: str | None = None
) -> SignedIn:
    """Sign in. Call from the hash pool.

    ``device`` is the browser's own words; ``known_device`` the long-lived cookie that an earlier sign-in gave
    (``SignedIn.known_device``). Raises FieldErrors for an empty field, DomainError ``connexion.refusee`` (the same words and
    work for an unknown identifier and a wrong password), or ``connexion.patienter`` (``attente``) beyond the limits.
    """
    empty = {}
    if not normal_login(login):
        empty["identifiant"] = "connexion.identifiant_vide"
    if not password:
        empty["mot_de_passe"] = "connexion.mot_de_passe_vide"
    if empty:
        raise FieldErrors(empty)
    with database.uow() as uow:
        attempt = _count(uow, login, address, known_device)
        uow.commit()
    matches, renewed = passwords.verify(database.keyring.pepper, password[: passwords.MAX_LENGTH * 4], attempt.kept)
    if not matches or attempt.account_id is None:
        raise DomainError("connexion.refusee")
    with database.uow() as uow:
        signed_in = _welcome(uow, attempt, renewed, address, device)
        uow.commit()
    return replace(signed_in, known_device=_remember(database.keyring, known_device, login))


def _count(uow: UnitOfWork, login: str, address: str, known_device: str | None) -> _Try:
    index = login_index(uow.keyring, login)
    device_id = _known(uow.keyring, known_device, login)
    rules = limits.known_device_rules(device_id) if device_id else limits.sign_in_rules(index.hex(), address)
    wait = limits.take(uow, rules)
    if wait is not None:
        raise DomainError("connexion.patienter", attente=wait)
    row = uow.session.execute(
        select(Account.id, Account.password_hash).where(Account.login_index == index, Account.closed_at.is_(None))
    ).first()
    return _Try(row.id if row else None, row.password_hash if row else None, rules)


def _welcome(uow: UnitOfWork, attempt: _Try, renewed: str | None, address: str, device: str) -> SignedIn:
    account = uow.session.get(Account, attempt.account_id)
    if account is None or account.closed_at is not None or account.password_hash != attempt.kept:
        raise DomainError("connexion.refusee")
    if renewed is not None:
        account.password_hash = renewed
        uow.session.add(account)
    limits.give_back(uow, attempt.rules)
    label = label_of(uow, account)
    signed_in = start_session(uow, account=account, label=label, address=address, device=device)
    if account.person_id is not None:
        actor = Actor(account.id, Role(account.role), account.person_id, label, signed_in.session_id, address)
        audit.record(uow, person_id=account.person_id, actor=actor, action=acts.SIGNED_IN, details={})
    return signed_in


def _mark(keyring: KeyRing, device_id: str, login: str) -> str:
    """Proof that a device has signed in with an identifier before; nobody else can make it."""
    return keyring.blind_index("device", f"{device_id}|{normal_login(login)}").hex()[:32]


def _known(keyring: KeyRing, cookie: str | None, login: str) -> str | None:
    """The device's id when its cookie proves that it has signed in with this identifier, else None."""
    device_id, *marks = (cookie or "").split(".")[: _ACCOUNTS_PER_DEVICE + 1]
    wanted = _mark(keyring, device_id, login)
    found = [hmac.compare_digest(mark.encode(), wanted.encode()) for mark in marks]
    return device_id if device_id and any(found) else None


def _remember(keyring: KeyRing, cookie: str | None, login: str) -> str:
    """The cookie that lets this device be known again: its id, then a mark for each of the last identifiers."""
    device_id, *marks = (cookie or "").split(".")
    if len(device_id) != 32 or not device_id.isalnum():
        device_id, marks = secrets.token_hex(16), []
    mark = _mark(keyring, device_id, login)
    kept = [other for other in marks if other != mark and len(other) == 32 and other.isalnum()]
    return ".".join([device_id, *[*kept, mark][-_ACCOUNTS_PER_DEVICE:]])


def forget_device(keyring: KeyRing, cookie: str, login: str) -> str:
    """The long-lived cookie without the mark of one identifier: what other people's sign-ins on this device left stays."""
    device_id, *marks = cookie.split(".")
    mark = _mark(keyring, device_id, login)
    return ".".join([device_id, *(other for other in marks if other != mark)])


def change_password(database: Database, *, actor: Actor, current: str, new: str) -> tuple[bytes, ...]:
    """Change the actor's password and end their other sessions; returns the token hashes ended. Call from the hash pool.

    Raises FieldErrors (``mot_de_passe_actuel``, ``mot_de_passe``), or DomainError ``connexion.patienter`` after too many
    wrong present passwords; an empty one counts for nothing.
    """
    rules = limits.password_rules(actor.account_id)
    with database.read() as uow:
        account = account_row(uow, actor.account_id)
        kept, words = account.password_hash, _about(uow, account)
    errors = {}
    if not current:
        errors["mot_de_passe_actuel"] = "mot_de_passe.actuel_vide"
    elif (wait := limits.count(database, rules)) is not None:
        raise DomainError("connexion.patienter", attente=wait)
    elif not passwords.verify(database.keyring.pepper, current, kept)[0]:
        errors["mot_de_passe_actuel"] = "mot_de_passe.actuel"
    fault = passwords.fault(new, about=words)
    if fault is None and not errors and passwords.normalise(new) == passwords.normalise(current):
        fault = "mot_de_passe.identique"
    if fault is not None:
        errors["mot_de_passe"] = fault
    if errors:
        raise FieldErrors(errors)
    fresh = passwords.hash_password(database.keyring.pepper, new)
    with database.uow() as uow:
        ended = _replace_password(uow, actor, kept, fresh, database.settings.public_url)
        limits.give_back(uow, rules)
        uow.commit()
    return ended


def _about(uow: UnitOfWork, account: Account) -> tuple[str, ...]:
    who = identity_of(uow, account.person_id) if account.person_id else None
    words = about(open_account_text(uow, account, "login"), open_account_text(uow, account, "email"), who)
    return (*words, account.display_name or "")


def _replace_password(uow: UnitOfWork, actor: Actor, kept: str, fresh: str, public_url: str) -> tuple[bytes, ...]:
    changed = uow.session.execute(
        update(Account)
        .where(Account.id == actor.account_id, Account.password_hash == kept)
        .values(password_hash=fresh, password_changed_at=uow.clock.now())
    )
    if changed.rowcount != 1:
        raise FieldErrors({"mot_de_passe_actuel": "mot_de_passe.actuel"})
    account = account_row(uow, actor.account_id)
    if actor.person_id is not None:
        audit.record(uow, person_id=actor.person_id, actor=actor, action=acts.PASSWORD_CHANGED, details={})
    if account.email is not None:
        notices.send_mail(
            uow,
            person_id=account.person_id,
            recipient=open_account_text(uow, account, "email"),
            subject=translate(_CHANGED_SUBJECT, account.language),
            body=translate(_CHANGED_BODY, account.language, adresse=public_url),
        )
    return end_other_sessions(uow, actor=actor)
