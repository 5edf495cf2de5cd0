"""Passkeys (WebAuthn): a key of one's own device or security key, which checks who holds it. One signs in without a password.

Each answer is to a challenge of ours that serves once, is for this site alone (the library checks origin and site), and must have
checked the person (`user verification`): a passkey is both factors at once. Nothing is asked about the make of a device.
"""

from __future__ import annotations

import hashlib
import json
import secrets
from dataclasses import dataclass
from datetime import timedelta
from urllib.parse import urlsplit

import webauthn
from sqlalchemy import delete, select
from webauthn.helpers import parse_client_data_json
from webauthn.helpers.exceptions import WebAuthnException
from webauthn.helpers.structs import (
    AuthenticatorSelectionCriteria,
    PublicKeyCredentialDescriptor,
    ResidentKeyRequirement,
    UserVerificationRequirement,
)
from webauthn.registration.verify_registration_response import VerifiedRegistration

from rxapp.core import audit
from rxapp.core.crypto import open_text, seal
from rxapp.core.db import Database, UnitOfWork, new_id
from rxapp.core.errors import DomainError
from rxapp.core.i18n import _, date_time, translate
from rxapp.core.policy import Actor

from . import acts, events, limits, mails, second_factor
from .identity import account_key, open_account_text
from .models import Account, Passkey, PasskeyChallenge
from .opening import account_row, label_of
from .places import Visit, device_label
from .proof import prove_password
from .sessions import SignedIn, end_other_sessions
from .sign_in import welcome

CHALLENGE_LIFE = timedelta(minutes=5)
MOST = 10
"""Passkeys of one account."""
_CHALLENGE_BYTES = 32
_UNREADABLE = (WebAuthnException, ValueError, TypeError, KeyError, RecursionError)
"""What an answer that is none makes of the library and of JSON, one nested without end too."""
_TABLE = Passkey.__tablename__
_ADDED = (
    _("Nouvelle clé d’accès"),
    _(
        "Bonjour,\n\nUne clé d’accès vient d’être ajoutée à votre compte Carnet : elle l’ouvre sans mot de passe, même si vous "
        "changez celui-ci.\n"
        "Si ce n’est pas vous, retirez cette clé (Paramètres, « Second facteur »), puis changez votre mot de passe : {adresse}"
    ),
)
_REMOVED = (_("Clé d’accès retirée"), _("Une clé d’accès de votre compte Carnet vient d’être retirée."))
_COPIED = (
    _("Une clé d’accès a peut-être été copiée"),
    _(
        "Une clé d’accès de votre compte Carnet a répondu comme le ferait une copie. La connexion a été refusée. "
        "Retirez cette clé."
    ),
)


@dataclass(frozen=True)
class PasskeyView:
    """One passkey of the actor: ``label`` (on which device it was made, and when), and when it last opened ("" for never)."""

    id: str
    label: str
    used_label: str


def my_passkeys(uow: UnitOfWork, *, actor: Actor, lang: str) -> tuple[PasskeyView, ...]:
    """The actor's passkeys, the oldest first. Raises DomainError ``introuvable``."""
    return _views(uow, account_row(uow, actor.account_id), lang)


def key_labels(uow: UnitOfWork, account: Account) -> tuple[str, ...]:
    """The passkeys that open an account, as its language says them, the oldest first."""
    return tuple(view.label for view in _views(uow, account, account.language))


def _views(uow: UnitOfWork, account: Account, lang: str) -> tuple[PasskeyView, ...]:
    key = account_key(uow, account.person_id)

    def view(row: Passkey) -> PasskeyView:
        device = open_text(key, row.device, table=_TABLE, column="device", row=row.id, person=account.person_id)
        used = date_time(row.used_at, lang) if row.used_at else ""
        said = {"appareil": device_label(device, lang), "date": date_time(row.made_at, lang)}
        return PasskeyView(row.id, translate(_("{appareil}, le {date}"), lang, **said), used)

    return tuple(view(row) for row in _rows(uow, account))


def begin_passkey(database: Database, *, actor: Actor, password: str, code: str = "") -> str:
    """What the browser is asked to make, as JSON. ``code``: of the second factor, if there is one. Call from the hash pool.

    Raises FieldErrors (``mot_de_passe_actuel``, ``code``), DomainError ``passe.trop`` beyond ten.
    """
    prove_password(database, actor, password)
    with database.read() as uow:
        account = account_row(uow, actor.account_id)
        known = [row.credential_id for row in _rows(uow, account)]
        on = second_factor.is_on(uow, account.id)
        login, label = open_account_text(uow, account, "login"), label_of(uow, account)
    if len(known) >= MOST:
        raise DomainError("passe.trop", most=MOST)
    if on:
        second_factor.require_code(database, actor, code)
    with database.uow() as uow:
        challenge = _challenge(uow, account.id)
        uow.commit()
    options = webauthn.generate_registration_options(
        rp_id=_site(database),
        rp_name="Carnet",
        user_id=account.id.encode(),
        user_name=login,
        user_display_name=label,
        challenge=challenge,
        authenticator_selection=AuthenticatorSelectionCriteria(
            resident_key=ResidentKeyRequirement.REQUIRED, user_verification=UserVerificationRequirement.REQUIRED
        ),
        exclude_credentials=[PublicKeyCredentialDescriptor(id=one) for one in known],
    )
    return webauthn.options_to_json(options)


def add_passkey(database: Database, *, actor: Actor, answer: str) -> tuple[tuple[str, ...], tuple[bytes, ...]]:
    """Keep the passkey that a browser made; the actor's other sessions end.

    Returns ten recovery codes when the account had none, to be shown once, and the hashes of the sessions ended. Raises
    DomainError ``passe.refusee``.
    """
    with database.uow() as uow:
        account = account_row(uow, actor.account_id)
        challenge = _take(uow, answer, account.id)
        uow.commit()
    try:
        made = webauthn.verify_registration_response(
            credential=answer,
            expected_challenge=challenge,
            expected_rp_id=_site(database),
            expected_origin=database.settings.public_url,
            require_user_verification=True,
        )
    except _UNREADABLE:
        raise DomainError("passe.refusee") from None
    with database.uow() as uow:
        account = account_row(uow, actor.account_id)
        if len(_rows(uow, account)) >= MOST or _find(uow, made.credential_id) is not None:
            raise DomainError("passe.refusee")
        _keep(uow, account, events.visit_of(uow, actor), made)
        codes = second_factor.enrolled(uow, account)
        _record(uow, actor, acts.PASSKEY_ADDED)
        mails.write(uow, account, *_ADDED, adresse=f"{database.settings.public_url}/parametres/second-facteur")
        ended = end_other_sessions(uow, actor=actor)
        uow.commit()
    return codes, ended


def _keep(uow: UnitOfWork, account: Account, visit: Visit, made: VerifiedRegistration) -> None:
    row_id, key = new_id(), account_key(uow, account.person_id)
    uow.session.add(
        Passkey(
            id=row_id,
            account_id=account.id,
            credential_index=_index(made.credential_id),
            credential_id=made.credential_id,
            public_key=made.credential_public_key,
            sign_count=made.sign_count,
            device=seal(key, visit.device[:300], table=_TABLE, column="device", row=row_id, person=account.person_id),
            made_at=uow.clock.now(),
        )
    )
    uow.session.flush()


def remove_passkey(database: Database, *, actor: Actor, passkey_id: str, password: str, code: str = "") -> tuple[bytes, ...]:
    """Take one of the actor's passkeys away. Call from the hash pool.

    ``code``: of the second factor, when nothing of it is left afterwards; the actor's other sessions end then, and their hashes
    are returned. Raises FieldErrors (``mot_de_passe_actuel``, ``code``), DomainError ``introuvable`` for somebody else's,
    ``second.obligatoire`` for the last factor of a role that needs one.
    """
    prove_password(database, actor, password)
    with database.read() as uow:
        last = _is_last(uow, actor, passkey_id)
    if last:
        if actor.role in second_factor.REQUIRED:
            raise DomainError("second.obligatoire")
        second_factor.require_code(database, actor, code)
    ended: tuple[bytes, ...] = ()
    public_url = database.settings.public_url
    with database.uow() as uow:
        account = account_row(uow, actor.account_id)
        mine = (Passkey.id == passkey_id, Passkey.account_id == account.id)
        if uow.session.execute(delete(Passkey).where(*mine)).rowcount != 1:
            raise DomainError("introuvable")
        _record(uow, actor, acts.PASSKEY_REMOVED)
        mails.warn(uow, account, *_REMOVED, public_url=public_url)
        if not second_factor.is_on(uow, account.id):
            if not last:  # the others went meanwhile: nothing was proven
                raise DomainError("introuvable")
            ended = second_factor.gone(uow, account, actor, public_url)
        uow.commit()
    return ended


def _is_last(uow: UnitOfWork, actor: Actor, passkey_id: str) -> bool:
    """Whether an account asks for nothing but its password without that key. Raises DomainError ``introuvable``."""
    account = account_row(uow, actor.account_id)
    keys = [row.id for row in _rows(uow, account)]
    if passkey_id not in keys:
        raise DomainError("introuvable")
    return len(keys) == 1 and not second_factor.has_app(uow, account.id)


def remove_keys(uow: UnitOfWork, account: Account) -> bool:
    """Take all passkeys of an account away, for the verb that says why; whether its second factor went with them."""
    uow.session.execute(delete(Passkey).where(Passkey.account_id == account.id))
    if second_factor.is_on(uow, account.id):
        return False
    second_factor.remove(uow, account)
    return True


def ask_passkey(database: Database, *, address: str) -> str:
    """What a browser is asked to sign in with a passkey, as JSON: nobody is named. Raises DomainError ``passe.patienter``."""
    rules = limits.passkey_rules(address)
    if (wait := limits.count(database, rules)) is not None:
        raise DomainError("passe.patienter", attente=wait)
    with database.uow() as uow:
        challenge = _challenge(uow, None)
        uow.commit()
    verify = UserVerificationRequirement.REQUIRED
    return webauthn.options_to_json(
        webauthn.generate_authentication_options(rp_id=_site(database), challenge=challenge, user_verification=verify)
    )


def sign_in_with_passkey(database: Database, *, answer: str, visit: Visit) -> SignedIn:
    """Sign in with what a passkey answered. Raises DomainError ``passe.refusee``, the same whatever was wrong."""
    with database.uow() as uow:
        challenge = _take(uow, answer, None)
        uow.commit()
    with database.read() as uow:
        row = _find(uow, _credential_id(answer))
    if row is None:
        raise DomainError("passe.refusee")
    try:
        proven = webauthn.verify_authentication_response(
            credential=answer,
            expected_challenge=challenge,
            expected_rp_id=_site(database),
            expected_origin=database.settings.public_url,
            credential_public_key=row.public_key,
            # Counted below, once the signature is known to be right: a stranger's guess must frighten nobody.
            credential_current_sign_count=0,
            require_user_verification=True,
        )
    except _UNREADABLE:
        raise DomainError("passe.refusee") from None
    with database.uow() as uow:
        row, account = uow.session.get(Passkey, row.id), uow.session.get(Account, row.account_id)
        if row is None or account is None or account.closed_at is not None:
            raise DomainError("passe.refusee")
        copied = max(proven.new_sign_count, row.sign_count) > 0 and proven.new_sign_count <= row.sign_count
        if copied:
            events.note(uow, account, events.PASSKEY_COPIED, visit)
            mails.warn(uow, account, *_COPIED, public_url=database.settings.public_url)
        else:
            row.sign_count, row.used_at = proven.new_sign_count, uow.clock.now()
            uow.session.add(row)
            signed_in = welcome(uow, account, visit, database.settings, with_key=True)
        uow.commit()
    if copied:
        raise DomainError("passe.refusee")
    return signed_in


def _site(database: Database) -> str:
    """The relying party: the host of this instance."""
    return urlsplit(database.settings.public_url).hostname or ""


def _rows(uow: UnitOfWork, account: Account) -> list[Passkey]:
    mine = select(Passkey).where(Passkey.account_id == account.id).order_by(Passkey.made_at, Passkey.id)
    return list(uow.session.execute(mine).scalars())


def _index(credential_id: bytes) -> bytes:
    return hashlib.sha256(credential_id).digest()


def _find(uow: UnitOfWork, credential_id: bytes) -> Passkey | None:
    return uow.session.execute(select(Passkey).where(Passkey.credential_index == _index(credential_id))).scalar()


def _challenge(uow: UnitOfWork, account_id: str | None) -> bytes:
    challenge = secrets.token_bytes(_CHALLENGE_BYTES)
    until = uow.clock.now() + CHALLENGE_LIFE
    uow.session.add(PasskeyChallenge(challenge_hash=_index(challenge), account_id=account_id, until=until))
    return challenge


def _take(uow: UnitOfWork, answer: str, account_id: str | None) -> bytes:
    """The challenge that an answer is to, which serves no more. Raises DomainError ``passe.refusee`` for none of ours."""
    try:
        client = json.loads(answer)["response"]["clientDataJSON"]
        challenge = parse_client_data_json(webauthn.base64url_to_bytes(client)).challenge
    except _UNREADABLE:
        raise DomainError("passe.refusee") from None
    ours = (PasskeyChallenge.challenge_hash == _index(challenge), PasskeyChallenge.until > uow.clock.now())
    whose = PasskeyChallenge.account_id.is_(None) if account_id is None else PasskeyChallenge.account_id == account_id
    if uow.session.execute(delete(PasskeyChallenge).where(*ours, whose)).rowcount != 1:
        raise DomainError("passe.refusee")
    return challenge


def _credential_id(answer: str) -> bytes:
    try:
        return webauthn.base64url_to_bytes(json.loads(answer)["rawId"])
    except _UNREADABLE:
        raise DomainError("passe.refusee") from None


def _record(uow: UnitOfWork, actor: Actor, act: str) -> None:
    if actor.person_id is not None:
        audit.record(uow, person_id=actor.person_id, actor=actor, action=act, details={})
    events.note_act(uow, actor, act)
