"""A forgotten password: another is chosen with a link that came by e-mail, or with the code of a new letter. Neither signs in.

With a link, or a minor's letter, the code of the second factor is asked for too, when there is one. A letter opens after days,
tells the account by e-mail as soon as it is asked for, and opens nothing once its person has signed in: so it may also take a
lost second factor away.
"""

from __future__ import annotations

import json
import secrets
from dataclasses import dataclass
from datetime import datetime, timedelta

from sqlalchemy import delete, select, update

from rxapp.core import audit
from rxapp.core.crypto import open_text, seal
from rxapp.core.db import Database, UnitOfWork, new_id
from rxapp.core.errors import DomainError
from rxapp.core.i18n import _, date_time
from rxapp.core.policy import SYSTEM_ACTOR, Actor, Role, require

from . import acts, events, limits, mails, passkeys, passwords, second_factor, young
from .answering import answer_each
from .checking import redeem
from .errors import FieldErrors
from .identity import normal_login, open_account_text
from .models import Account, ActivationCode, PasswordReset, ResetRequest
from .opening import account_by_login, label_of
from .people import OPERATING
from .places import Visit, device_label, place_label
from .sessions import end_all_sessions, hash_token
from .sign_in import forget_steps, words_about

LINK_LIFE = timedelta(minutes=30)
PAGE = "/mot-de-passe-oublie/nouveau"
_MOST_ACCOUNTS = 5
"""How many accounts of one e-mail address are written to."""
_TABLE = ResetRequest.__tablename__
_LINK = (
    _("Choisir un nouveau mot de passe"),
    _(
        "Bonjour,\n\nPour choisir un nouveau mot de passe pour votre compte Carnet « {identifiant} », ouvrez ce lien. Il sert "
        "une seule fois, jusqu’au {date} :\n{lien}\n\n"
        "La demande vient d’ici :\nAppareil : {appareil}\nLieu : {lieu}\n\n"
        "Si ce n’est pas vous, ne faites rien : votre mot de passe reste le même. Ne transmettez ce lien à personne."
    ),
)
_SHARED = (
    _("Un lien pour choisir un nouveau mot de passe a été demandé"),
    _(
        "Bonjour,\n\nUn lien pour choisir un nouveau mot de passe a été demandé pour le compte Carnet « {identifiant} ».\n"
        "Aucun n’est envoyé : un autre compte de la famille a cette adresse e-mail, ou l’a eue, et avant 18 ans un lien n’y "
        "suffit pas. Une lettre demandée après 18 ans suffira.\nPourquoi, et quoi faire d’ici là : {adresse}"
    ),
)
_HANDED = (
    _("Un lien pour choisir un nouveau mot de passe"),
    _("L’exploitant de ce Carnet a préparé un lien pour choisir un nouveau mot de passe pour votre compte."),
)
_HANDED_WITHOUT = (
    _("Un lien pour choisir un nouveau mot de passe"),
    _(
        "L’exploitant de ce Carnet a préparé un lien pour choisir un nouveau mot de passe pour votre compte. Qui s’en sert "
        "retire aussi le second facteur et les clés d’accès."
    ),
)
_DONE = (
    _("Votre mot de passe Carnet a changé"),
    _("Un nouveau mot de passe vient d’être choisi pour votre compte Carnet. Toutes les sessions sont terminées."),
)
_DONE_KEYS = (
    _("Votre mot de passe Carnet a changé"),
    _(
        "Un nouveau mot de passe vient d’être choisi pour votre compte Carnet. Toutes les sessions sont terminées.\n"
        "Ces clés d’accès ouvrent encore le compte, sans mot de passe : {cles}. Retirez celles que vous ne reconnaissez pas : "
        "Paramètres, « Second facteur »."
    ),
)
_DONE_WITHOUT = (
    _("Votre mot de passe Carnet a changé"),
    _(
        "Un nouveau mot de passe vient d’être choisi pour votre compte Carnet, et le second facteur est retiré, clés d’accès "
        "comprises. Toutes les sessions sont terminées."
    ),
)


@dataclass(frozen=True)
class ResetLink:
    """What the holder of a link that still stands, or of a letter, may know: whose account it is, whether a code is asked for.

    ``keys``: the passkeys that go on opening the account. ``stays``: the letter of a minor asks for that code too.
    """

    login: str
    wants_code: bool
    keys: tuple[str, ...] = ()
    stays: bool = False


def ask_link(uow: UnitOfWork, *, named: str, visit: Visit) -> None:
    """Ask for a link by identifier or e-mail. The answer is the same whoever is named; ``answer_resets`` does the rest.

    Commits. Raises FieldErrors (``identifiant``) when nobody is named, DomainError ``oubli.patienter`` (``attente``).
    """
    named = normal_login(named)[:254]
    if not named:
        raise FieldErrors({"identifiant": "connexion.identifiant_vide"})
    if (wait := limits.take(uow, limits.reset_request_rules(visit.address))) is not None:
        raise DomainError("oubli.patienter", attente=wait)
    request_id = new_id()
    asked = json.dumps({"named": named, "address": visit.address, "device": visit.device[:300]})
    sealed = seal(uow.keyring.instance_key, asked, table=_TABLE, column="asked", row=request_id, person=None)
    uow.session.add(ResetRequest(id=request_id, at=uow.clock.now(), asked=sealed))
    uow.commit()


def answer_resets(database: Database) -> int:
    """Send the links that were asked for and may leave; returns how many left.

    Raises DomainError when the disk is full or busy.
    """
    return answer_each(database, ResetRequest, _answer)


def _answer(uow: UnitOfWork, request_id: str, public_url: str) -> int:
    request = uow.session.get(ResetRequest, request_id)
    if request is None:
        return 0
    blob = request.asked
    uow.session.execute(delete(ResetRequest).where(ResetRequest.id == request_id))
    asked = json.loads(open_text(uow.keyring.instance_key, blob, table=_TABLE, column="asked", row=request_id, person=None))
    visit = Visit(asked["address"], asked["device"])
    return sum(_send_link(uow, account, visit, public_url) for account in _named(uow, asked["named"]))


def _named(uow: UnitOfWork, named: str) -> list[Account]:
    if "@" not in named:
        account = account_by_login(uow, named)
        return [] if account is None else [account]
    index = uow.keyring.blind_index("account.email", named)
    wanted = select(Account).where(Account.email_index == index, Account.closed_at.is_(None)).order_by(Account.id)
    return list(uow.session.execute(wanted.limit(_MOST_ACCOUNTS)).scalars())


def _send_link(uow: UnitOfWork, account: Account, visit: Visit, public_url: str) -> int:
    if account.email is None or limits.take(uow, limits.reset_mail_rules(account.id)) is not None:
        return 0
    if not young.link_opens(uow, account, factor=second_factor.is_on(uow, account.id)):
        named = open_account_text(uow, account, "login")
        mails.write(uow, account, *_SHARED, identifiant=named, adresse=f"{public_url}/mot-de-passe-oublie/lettre")
        return 0
    link, row = _new_link(uow, account, public_url)
    lang = account.language
    row.departure_id = mails.write(
        uow,
        account,
        *_LINK,
        identifiant=open_account_text(uow, account, "login"),
        date=date_time(row.until, lang),
        lien=link,
        appareil=device_label(visit.device, lang),
        lieu=place_label(visit.address, "", lang),
    )
    _record(uow, account, visit, acts.RESET_MAILED, SYSTEM_ACTOR)
    return 1


def hand_link(uow: UnitOfWork, *, actor: Actor, login: str, without_factor: bool, public_url: str) -> tuple[str, datetime]:
    """A link that the operator hands over to somebody of staff, and until when it stands; the account is told by e-mail.

    ``without_factor``: the second factor is lost too, and goes once the link is used. Raises DomainError ``introuvable``
    for an actor who may not, or an identifier that nobody bears, ``oubli.patient`` for a patient's: nobody who runs an
    instance opens a record.
    """
    require(actor, "issue", OPERATING)
    account = account_by_login(uow, login)
    if account is None:
        raise DomainError("introuvable")
    if account.role == Role.PATIENT:
        raise DomainError("oubli.patient")
    mails.warn(uow, account, *(_HANDED_WITHOUT if without_factor else _HANDED), public_url=public_url)
    events.note(uow, account, events.LINK_HANDED, Visit())
    link, row = _new_link(uow, account, public_url)
    row.without_factor = without_factor
    return link, row.until


def _new_link(uow: UnitOfWork, account: Account, public_url: str) -> tuple[str, PasswordReset]:
    token, now = secrets.token_urlsafe(32), uow.clock.now()
    row = PasswordReset(token_hash=hash_token(token), account_id=account.id, asked_at=now, until=now + LINK_LIFE)
    uow.session.add(row)
    # After the « # » it stays in the browser: no proxy nor log on the way reads it.
    return f"{public_url}{PAGE}#{token}", row


def open_link(uow: UnitOfWork, *, token: str) -> ResetLink | None:
    """What a link still opens; None for one that is over, used, or never was."""
    try:
        account, without = _holder(uow, token)
    except DomainError:
        return None
    keys = () if without else passkeys.key_labels(uow, account)
    return ResetLink(open_account_text(uow, account, "login"), not without and second_factor.is_on(uow, account.id), keys)


def _holder(uow: UnitOfWork, token: str) -> tuple[Account, bool]:
    """Whose password a link changes, and whether it takes the second factor away. Raises DomainError ``oubli.lien``."""
    row = uow.session.get(PasswordReset, hash_token(token))
    account = None if row is None or uow.clock.now() >= row.until else uow.session.get(Account, row.account_id)
    if row is None or account is None or account.closed_at is not None:
        raise DomainError("oubli.lien")
    if not young.link_opens(uow, account, factor=second_factor.is_on(uow, account.id)):  # what made it enough is gone since
        raise DomainError("oubli.lien")
    return account, row.without_factor


def reset_by_link(
    database: Database, *, token: str, password: str, code: str, visit: Visit, without_keys: bool = False
) -> tuple[bytes, ...]:
    """Choose another password with a link, and a code of the second factor when there is one. Call from the hash pool.

    ``without_keys``: the account's passkeys are taken away. Every session ends; returns the hashes of their tokens.
    Raises FieldErrors (``mot_de_passe``, ``code``), DomainError ``oubli.lien`` for a link that stands no more,
    ``oubli.patienter`` (``attente``).
    """
    with database.read() as uow:
        account, without = _holder(uow, token)
        wants_code = not without and second_factor.is_on(uow, account.id)
        errors = _faults(uow, account, password)
    form = _form_of(code, errors) if wants_code else ""
    if errors:
        raise FieldErrors(errors)
    _count(database, token, visit)
    if wants_code:
        _count_code(database, account, "lien")
    fresh = passwords.hash_password(database.keyring.pepper, password)
    with database.uow() as uow:
        account, without = _holder(uow, token)
        public_url, on = database.settings.public_url, second_factor.is_on(uow, account.id)
        if on and not without:
            _prove(uow, account, form, visit, public_url, "lien")
        _spend(uow, token)
        if on and without:
            _drop_factor(uow, account, visit)
        elif without_keys:
            _drop_keys(uow, account, visit)
        ended = _replace(uow, account, fresh, visit)
        _tell_done(uow, account, _DONE_WITHOUT if on and without else _DONE, public_url)
        uow.commit()
    return ended


def _tell_done(uow: UnitOfWork, account: Account, words: tuple[str, str], public_url: str) -> None:
    """By e-mail; with the passkeys that go on opening the account, which another password does not stop."""
    keys = passkeys.key_labels(uow, account)
    mails.warn(uow, account, *(_DONE_KEYS if keys else words), public_url=public_url, cles=" ; ".join(keys))


def _drop_keys(uow: UnitOfWork, account: Account, visit: Visit) -> None:
    if not passkeys.key_labels(uow, account):
        return
    _record(uow, account, visit, acts.PASSKEY_REMOVED)
    if passkeys.remove_keys(uow, account):
        _record(uow, account, visit, acts.FACTOR_OFF)


def _drop_factor(uow: UnitOfWork, account: Account, visit: Visit) -> None:
    second_factor.remove(uow, account)
    _record(uow, account, visit, acts.FACTOR_OFF)


def _form_of(code: str, errors: dict[str, DomainError]) -> str:
    try:
        return second_factor.code_form(code)
    except FieldErrors as wrong:
        errors |= wrong.causes
        return ""


def _count_code(database: Database, account: Account, whose: str) -> None:
    if (wait := limits.count(database, limits.second_factor_rules(account.id, whose))) is not None:
        raise FieldErrors({"code": DomainError("second.patienter", attente=wait)})


def _prove(uow: UnitOfWork, account: Account, form: str, visit: Visit, public_url: str, whose: str) -> None:
    """Take a code of the second factor; a wrong one is noted, and nothing else is done."""
    if not (form and second_factor.use(uow, account, form, public_url=public_url)):
        events.note(uow, account, events.FACTOR_REFUSED, visit)
        warned = limits.warning(uow, limits.second_factor_rules(account.id, whose))
        uow.commit()
        raise FieldErrors({"code": DomainError("second.refuse", warned)})


def _spend(uow: UnitOfWork, token: str) -> None:
    """Use a link up; of two who come with the same at once, one alone may (where the database has many writers)."""
    now = uow.clock.now()
    mine = (PasswordReset.token_hash == hash_token(token), PasswordReset.until > now)
    if uow.session.execute(update(PasswordReset).where(*mine).values(until=now)).rowcount != 1:
        raise DomainError("oubli.lien")


def reset_by_letter(
    database: Database, *, ticket: str, password: str, without_factor: bool, visit: Visit, code: str = ""
) -> tuple[bytes, ...]:
    """Choose another password with what the code of a letter gave (`ActivationTicket`). Call from the hash pool.

    ``without_factor``: the second factor is lost too, and is taken away. Every session ends; returns the hashes of their tokens.
    A letter that left before its owner was 18 does nothing without a code of the second factor: their parents may open it.
    Raises FieldErrors (``mot_de_passe``, ``code``), DomainError ``activation.a_refaire``, ``oubli.pas_ouvert``,
    ``oubli.patienter``; of such a letter ``oubli.mineur`` for ``without_factor``, ``oubli.lettre_seule`` without that factor.
    """
    with database.read() as uow:
        account = _letter_account(uow, ticket)
        young_one = _of_minor(uow, account, ticket)
        if without_factor and young_one:
            raise DomainError("oubli.mineur")
        errors = _faults(uow, account, password)
    form = _form_of(code, errors) if young_one else ""
    if errors:
        raise FieldErrors(errors)
    _count(database, ticket, visit)
    if young_one:
        _count_code(database, account, "lettre")
    fresh = passwords.hash_password(database.keyring.pepper, password)
    with database.uow() as uow:
        account = _letter_account(uow, ticket)
        if young_one:
            _prove(uow, account, form, visit, database.settings.public_url, "lettre")
        spent = {"used_at": uow.clock.now(), "ticket_index": None, "ticket_until": None}
        code = (ActivationCode.id == redeem(uow, ticket).id, ActivationCode.used_at.is_(None))
        if uow.session.execute(update(ActivationCode).where(*code).values(**spent)).rowcount != 1:
            raise DomainError("activation.a_refaire")
        removed = without_factor and second_factor.is_on(uow, account.id)
        if removed:
            _drop_factor(uow, account, visit)
        ended = _replace(uow, account, fresh, visit)
        _tell_done(uow, account, _DONE_WITHOUT if removed else _DONE, database.settings.public_url)
        uow.commit()
    return ended


def letter_link(uow: UnitOfWork, *, ticket: str) -> ResetLink:
    """Whose password the code of a letter lets one choose.

    Raises DomainError ``activation.a_refaire``, ``oubli.pas_ouvert``, ``oubli.lettre_seule``.
    """
    account = _letter_account(uow, ticket)
    on, keys = second_factor.is_on(uow, account.id), passkeys.key_labels(uow, account)
    return ResetLink(open_account_text(uow, account, "login"), on, keys, on and _of_minor(uow, account, ticket))


def _of_minor(uow: UnitOfWork, account: Account, ticket: str) -> bool:
    return young.was_minor(uow, account, redeem(uow, ticket).sent_at)


def _letter_account(uow: UnitOfWork, ticket: str) -> Account:
    code = redeem(uow, ticket)
    account = uow.session.execute(
        select(Account).where(Account.person_id == code.person_id, Account.closed_at.is_(None))
    ).scalar()
    if account is None:
        raise DomainError("oubli.pas_ouvert")
    if not young.letter_opens(uow, account, code.sent_at, factor=second_factor.is_on(uow, account.id)):
        raise DomainError("oubli.lettre_seule")
    return account


def _count(database: Database, token: str, visit: Visit) -> None:
    if (wait := limits.count(database, limits.reset_try_rules(token, visit.address))) is not None:
        raise DomainError("oubli.patienter", attente=wait)


def _faults(uow: UnitOfWork, account: Account, password: str) -> dict[str, DomainError]:
    fault = passwords.fault(password, about=words_about(uow, account))
    return {} if fault is None else {"mot_de_passe": DomainError(fault)}


def _replace(uow: UnitOfWork, account: Account, fresh: str, visit: Visit) -> tuple[bytes, ...]:
    account.password_hash, account.password_changed_at = fresh, uow.clock.now()
    uow.session.add(account)
    forget_steps(uow, account.id)
    # Codes tried with the former password, from anywhere, are over with it.
    for whose in ("lien", "lettre", None):
        limits.give_back(uow, limits.second_factor_rules(account.id, whose))
    _record(uow, account, visit, acts.PASSWORD_RESET)
    return end_all_sessions(uow, account_id=account.id)


def _record(uow: UnitOfWork, account: Account, visit: Visit, act: str, actor: Actor | None = None) -> None:
    """In the person's history and among the account's events: who acts holds a link or a letter, unless it is said."""
    if account.person_id is not None:
        actor = actor or Actor(account.id, Role(account.role), account.person_id, label_of(uow, account), None, visit.address)
        audit.record(uow, person_id=account.person_id, actor=actor, action=act, details={})
    events.note(uow, account, act, visit)
