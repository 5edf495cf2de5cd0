"""Signing in, with a code of the second factor when there is one, and changing one's password.

Three steps, so that the 60 ms of hashing hold no lock: count the try and read the kept hash, compare, open the session. An
unknown identifier goes through the same statements and the same hash as a known one with a wrong password.
"""

from __future__ import annotations

import secrets
from dataclasses import dataclass, replace
from datetime import datetime, timedelta

from sqlalchemy import delete, select, update

from rxapp.core import audit
from rxapp.core.db import Database, UnitOfWork
from rxapp.core.errors import DomainError
from rxapp.core.i18n import _, date_time
from rxapp.core.policy import Actor, Role
from rxapp.core.settings import Settings

from . import acts, events, known_devices, limits, mails, passwords, second_factor, totp
from .activation import VoidReason
from .codes import void_letters
from .errors import FieldErrors
from .identity import identity_of, login_index, normal_login, open_account_text
from .models import Account, PasswordReset, SignInStep
from .opening import about, account_row, label_of
from .places import Visit, device_label, place_label
from .proof import give_back
from .sessions import SignedIn, end_other_sessions, hash_token, start_session

STEP_LIFE = timedelta(minutes=10)
"""How long a sign-in waits for the code of a second factor."""
_NEW_DEVICE = (
    _("Nouvelle connexion à votre compte Carnet"),
    _(
        "Quelqu’un s’est connecté à votre compte Carnet depuis un appareil inconnu.\n\n"
        "Quand : {date}\nAppareil : {appareil}\nLieu : {lieu}\n"
    ),
)
_WRONG_CODES = (
    _("Quelqu’un connaît votre mot de passe Carnet"),
    _(
        "Le bon mot de passe de votre compte Carnet a été donné, puis un code faux.\n\n"
        "Quand : {date}\nAppareil : {appareil}\nLieu : {lieu}\n"
    ),
)
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


@dataclass(frozen=True)
class NextStep:
    """The password was right and a code of the second factor is awaited: ``token`` stands for that, until ``until``."""

    token: str
    until: datetime
    language: str


def sign_in(
    database: Database, *, login: str, password: str, address: str, device: str, known_device: str | None = None
) -> SignedIn | NextStep:
    """Sign in, or go on to `give_code`. Call from the hash pool.

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
        raise DomainError(
            "connexion.refusee", limits.warning_after(database, attempt.rules[:1])
        )  # of its own: the same for nobody
    with database.uow() as uow:
        account = _proven(uow, attempt, renewed)
        limits.take_back(uow, attempt.rules)
        if second_factor.is_on(uow, account.id):
            entered: SignedIn | NextStep = _await_code(uow, account)
        else:
            entered = welcome(uow, account, Visit(address, device, known_device), database.settings)
        uow.commit()
    return entered


def give_code(
    database: Database, *, token: str, code: str, address: str, device: str, known_device: str | None = None
) -> SignedIn:
    """The second step of a sign-in (`NextStep`): a code of the second factor, or a recovery code.

    Raises FieldErrors (``code``) for what can be no code, which counts for nothing, and for a wrong one, one that has served, or
    too many; DomainError ``second.perime`` when the first step is too old, or is to be done again.
    """
    form = second_factor.code_form(code)
    visit = Visit(address, device, known_device)
    with database.read() as uow:
        rules = _code_rules(uow, _awaiting(uow, token), visit)
    if (wait := limits.wait_ahead(database, rules)) is not None:
        raise FieldErrors({"code": DomainError("second.patienter", attente=wait)})
    with database.uow() as uow:
        account = _awaiting(uow, token)
        wait, public_url = limits.take(uow, rules), database.settings.public_url
        taken = wait is None and second_factor.use(uow, account, form, public_url=public_url)
        if taken:
            uow.session.execute(delete(SignInStep).where(SignInStep.account_id == account.id))
            signed_in = welcome(uow, account, visit, database.settings)
            if len(form) != totp.DIGITS:
                events.note(uow, account, events.RECOVERY_USED, visit)
        elif wait is None:
            _refused(uow, account, rules, visit, public_url)
        uow.commit()
    if wait is not None:
        raise FieldErrors({"code": DomainError("second.patienter", attente=wait)})
    if not taken:
        raise FieldErrors({"code": DomainError("second.refuse", limits.warning_after(database, rules))})
    return signed_in


def _count(uow: UnitOfWork, login: str, address: str, known_device: str | None) -> _Try:
    index = login_index(uow.keyring, login)
    columns = (Account.id, Account.password_hash, Account.password_changed_at)
    row = uow.session.execute(select(*columns).where(Account.login_index == index, Account.closed_at.is_(None))).first()
    device_id = known_devices.known(uow.keyring, known_device, login, row.password_changed_at if row else None)
    rules = _rules(uow, login, address, device_id)
    wait = limits.take(uow, rules)
    if wait is not None:
        raise DomainError("connexion.patienter", attente=wait)
    return _Try(row.id if row else None, row.password_hash if row else None, rules)


def _rules(uow: UnitOfWork, login: str, address: str, device_id: str | None) -> tuple[limits.Rule, ...]:
    index = login_index(uow.keyring, login).hex()
    return limits.known_device_rules(device_id, index) if device_id else limits.sign_in_rules(index, address)


def _known(uow: UnitOfWork, account: Account, visit: Visit) -> str | None:
    """The id of a device that has signed in to this account with its present password before, else None."""
    login = open_account_text(uow, account, "login")
    return known_devices.known(uow.keyring, visit.known_device, login, account.password_changed_at)


def _proven(uow: UnitOfWork, attempt: _Try, renewed: str | None) -> Account:
    account = uow.session.get(Account, attempt.account_id)
    if account is None or account.closed_at is not None or account.password_hash != attempt.kept:
        raise DomainError("connexion.refusee")
    if renewed is not None:
        account.password_hash = renewed
        uow.session.add(account)
    return account


def _await_code(uow: UnitOfWork, account: Account) -> NextStep:
    token, until = secrets.token_urlsafe(32), uow.clock.now() + STEP_LIFE
    uow.session.add(SignInStep(token_hash=hash_token(token), account_id=account.id, until=until))
    return NextStep(token, until, account.language)


def _awaiting(uow: UnitOfWork, token: str) -> Account:
    """The account whose second step a token stands for. Raises DomainError ``second.perime``."""
    step = uow.session.get(SignInStep, hash_token(token))
    account = None if step is None or uow.clock.now() >= step.until else uow.session.get(Account, step.account_id)
    if account is None or account.closed_at is not None:
        raise DomainError("second.perime")
    return account


def _code_rules(uow: UnitOfWork, account: Account, visit: Visit) -> tuple[limits.Rule, ...]:
    return limits.second_factor_rules(account.id, _known(uow, account, visit))


def _refused(uow: UnitOfWork, account: Account, rules: tuple[limits.Rule, ...], visit: Visit, public_url: str) -> None:
    """A wrong code after a right password: kept among the events, and told by e-mail.

    From a device that never signed in, at the first of a day: it may be a stranger who guesses slowly. From the owner's,
    once tries are used up.
    """
    events.note(uow, account, events.FACTOR_REFUSED, visit)
    used_up = limits.wait(uow, rules) is not None
    first = limits.wait(uow, limits.wrong_code_mail_rules(account.id)) is None
    if used_up if _known(uow, account, visit) else first:
        limits.take(uow, limits.wrong_code_mail_rules(account.id))
        mails.warn(uow, account, *_WRONG_CODES, public_url=public_url, **_words(uow, account, visit))


def welcome(uow: UnitOfWork, account: Account, visit: Visit, settings: Settings, *, with_key: bool = False) -> SignedIn:
    """Open a session for who has proven who they are; a device that is not known is told to the account by e-mail.

    ``with_key``: with a passkey. A letter that was asked for because a password was forgotten opens nothing any more: it was not.
    """
    login = open_account_text(uow, account, "login")
    known = _known(uow, account, visit)
    limits.give_back(uow, (*_rules(uow, login, visit.address, known), *_code_rules(uow, account, visit)))
    label = label_of(uow, account)
    enrolling = second_factor.owes(uow, account, demo=settings.demo)
    said = {"label": label, "address": visit.address, "device": visit.device}
    signed_in = start_session(uow, account=account, enrolling=enrolling, with_key=with_key, **said)
    if account.person_id is not None:
        actor = Actor(account.id, Role(account.role), account.person_id, label, signed_in.session_id, visit.address)
        audit.record(uow, person_id=account.person_id, actor=actor, action=acts.SIGNED_IN, details={})
        void_letters(uow, account.person_id, VoidReason.SIGNED_IN)
    events.note(uow, account, acts.SIGNED_IN if known else events.NEW_DEVICE, visit)
    if not known:
        mails.warn(uow, account, *_NEW_DEVICE, public_url=settings.public_url, **_words(uow, account, visit))
    device = known_devices.remember(uow.keyring, visit.known_device, login, account.password_changed_at)
    return replace(signed_in, known_device=device)


def _words(uow: UnitOfWork, account: Account, visit: Visit) -> dict[str, str]:
    """When, with what and from where, as an e-mail says it."""
    lang = account.language
    device, where = device_label(visit.device, lang), place_label(visit.address, "", lang)
    return {"date": date_time(uow.clock.now(), lang), "appareil": device, "lieu": where}


def change_password(database: Database, *, actor: Actor, current: str, new: str) -> tuple[bytes, ...]:
    """Change the actor's password and end their other sessions; returns the token hashes ended. Call from the hash pool.

    Raises FieldErrors (``mot_de_passe_actuel``, ``mot_de_passe``), or DomainError ``connexion.patienter`` after too many
    wrong present passwords; an empty one counts for nothing.
    """
    rules = limits.password_rules(actor.account_id)
    with database.read() as uow:
        account = account_row(uow, actor.account_id)
        kept, words = account.password_hash, words_about(uow, account)
    errors = {}
    if not current:
        errors["mot_de_passe_actuel"] = "mot_de_passe.actuel_vide"
    elif (wait := limits.count(database, rules)) is not None:
        raise DomainError("connexion.patienter", attente=wait)
    elif not passwords.verify(database.keyring.pepper, current, kept)[0]:
        errors["mot_de_passe_actuel"] = DomainError("mot_de_passe.actuel", limits.warning_after(database, rules))
    else:
        give_back(database, actor.account_id)
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
        uow.commit()
    return ended


def forget_steps(uow: UnitOfWork, account_id: str) -> None:
    """A password that changed takes with it what the former one began: sign-ins halfway, links to choose another."""
    uow.session.execute(delete(SignInStep).where(SignInStep.account_id == account_id))
    now = uow.clock.now()
    standing = update(PasswordReset).where(PasswordReset.account_id == account_id, PasswordReset.until > now)
    uow.session.execute(standing.values(until=now))


def words_about(uow: UnitOfWork, account: Account) -> tuple[str, ...]:
    """Words tied to who bears an account, that its password must not rest on."""
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
    events.note_act(uow, actor, acts.PASSWORD_CHANGED)
    mails.write(uow, account, _CHANGED_SUBJECT, _CHANGED_BODY, adresse=public_url)
    forget_steps(uow, account.id)
    return end_other_sessions(uow, actor=actor)
