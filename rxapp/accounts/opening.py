"""Opening an account: with a letter for a person, without one for professionals, and adding a child to a parent."""

from __future__ import annotations

import re
from dataclasses import dataclass, replace

from sqlalchemy import delete, or_, select, update
from sqlalchemy.exc import IntegrityError

from rxapp.core import audit
from rxapp.core.db import Database, UnitOfWork, new_id
from rxapp.core.errors import DomainError
from rxapp.core.i18n import _, translate
from rxapp.core.policy import Actor, Role, require
from rxapp.notices import service as notices

from . import acts, arrivals, events, known_devices, limits, passwords
from .birth import needs_parent
from .checking import choose, redeem, refuse_open
from .errors import FieldErrors
from .fates import changed
from .identity import (
    Identity,
    account_key,
    identities_like,
    identity_of,
    login_index,
    normal_login,
    open_person,
    person_row,
    seal_account,
)
from .models import Account, AccountClosing, ActivationCode, Guardianship, Person, PersonArchive
from .people import OPERATING, Origin, attach_child, children_ids
from .places import Visit
from .sessions import SignedIn, start_session
from .unopened import is_unopened

_LOGIN = re.compile(r"[a-z0-9][a-z0-9._-]*")
_EMAIL = re.compile(r"[^@\s,;<>\"]+@[^@\s,;<>\".]+(\.[^@\s,;<>\".]+)+")
_NUMBER = re.compile(r"[0-9]{13}|[0-9]{15}|[0-9]{5}2[ab][0-9]{6}([0-9]{2})?")
_OPENED_SUBJECT = _("Votre espace Carnet est ouvert")
_OPENED_BODY = _(
    "Bonjour,\n\nVotre espace Carnet vient d’être ouvert avec le code de votre lettre.\n"
    "Si ce n’est pas vous, prévenez-nous sans attendre : {adresse}"
)


@dataclass(frozen=True)
class NewAccount:
    """What is needed to open an account; ``email`` may be empty for an account without a person."""

    role: Role
    login: str
    email: str
    password_hash: str
    display_name: str | None = None
    person_id: str | None = None
    language: str = "fr"
    profession: str | None = None


def open_account(
    database: Database,
    *,
    ticket: str,
    login: str,
    email: str,
    password: str,
    address: str,
    device: str,
    language: str = "fr",
    known_device: str | None = None,
) -> SignedIn:
    """Open the account of whoever the ticket is for, and sign them in.

    Hashing takes about 60 ms and is done between two transactions: call from the hash pool. Raises FieldErrors
    (``identifiant``, ``courriel``, ``mot_de_passe``; nothing is used up, the ticket stands), or DomainError
    ``activation.a_refaire``, ``activation.enfant``, ``activation.deja_ouverte``, or ``activation.patienter_ouverture``
    (``attente``) beyond the limits.
    """
    if (wait := limits.count(database, limits.opening_rules(ticket, address))) is not None:
        raise DomainError("activation.patienter_ouverture", attente=wait)
    with database.read() as uow:
        who = _ticket_person(uow, ticket)
        errors = field_errors(uow, login=login, email=email, password=password, who=who)
    if errors:
        raise FieldErrors(errors)
    kept = passwords.hash_password(database.keyring.pepper, password)
    with database.uow() as uow:
        who = _ticket_person(uow, ticket)
        _use(uow, ticket)
        account = add_account(uow, new=NewAccount(Role.PATIENT, login, email, kept, None, who.person_id, language))
        actor = Actor(account.id, Role.PATIENT, who.person_id, who.full_name, None, address)
        action = acts.REOPENED if _given_back(uow, person_id=who.person_id) else acts.SPACE_OPENED
        audit.record(uow, person_id=who.person_id, actor=actor, action=action, details={})
        _say_opened(uow, who, email.strip(), language, database.settings.public_url)
        signed_in = start_session(uow, account=account, label=who.full_name, address=address, device=device)
        events.note(uow, account, acts.SIGNED_IN, Visit(address, device))
        known_device = known_devices.remember(uow.keyring, known_device, login, account.password_changed_at)
        uow.commit()
    return replace(signed_in, known_device=known_device)


def _say_opened(uow: UnitOfWork, who: Identity, email: str, language: str, public_url: str) -> None:
    notices.send_mail(
        uow,
        person_id=who.person_id,
        recipient=email,
        subject=translate(_OPENED_SUBJECT, language),
        body=translate(_OPENED_BODY, language, adresse=public_url),
    )


def _ticket_person(uow: UnitOfWork, ticket: str) -> Identity:
    """The person whom a ticket lets open an account now."""
    person = person_row(uow, redeem(uow, ticket).person_id)
    if person.closed_at is not None:
        raise DomainError("activation.fermee")
    refuse_open(uow, person.id)
    who = open_person(uow, person)
    if needs_parent(who.birth_date, uow.clock.today()):
        raise DomainError("activation.enfant")
    return who


def _use(uow: UnitOfWork, ticket: str) -> str:
    """Use up the code behind a ticket; a refusal made earlier is over. Returns the person id."""
    code, now = redeem(uow, ticket), uow.clock.now()
    uow.session.execute(
        update(ActivationCode).where(ActivationCode.id == code.id).values(used_at=now, ticket_index=None, ticket_until=None)
    )
    uow.session.execute(update(Person).where(Person.id == code.person_id).values(refused_at=None))
    return code.person_id


def activate_child(uow: UnitOfWork, *, actor: Actor, ticket: str, chosen: str | None = None) -> str:
    """A signed-in parent adds their child with the child's letter; returns the child's person id.

    ``chosen``: the given name chosen when twins share the number. Raises FieldErrors (``enfant``) when there was one to
    choose, DomainError ``introuvable`` for an actor who is no patient, ``activation.jumeau``, ``activation.majeur``,
    ``activation.soi_meme``, ``activation.deja_rattache``, ``activation.a_refaire``, ``activation.sa_lettre``, or
    ``activation.deja_ouverte`` for a letter with which a child who has an account chooses another password; the code is then
    still good.
    """
    if actor.role is not Role.PATIENT or actor.person_id is None:
        raise DomainError("introuvable")
    person = person_row(uow, redeem(uow, ticket).person_id)
    if person.closed_at is not None:
        raise DomainError("activation.fermee")
    refuse_open(uow, person.id)
    child = open_person(uow, person)
    twins = identities_like(uow, child.nir, child.birth_date)
    choose(child, twins, chosen)
    again = _child_given_back(uow, child.person_id)
    if not (again and child.person_id in children_ids(uow, actor.person_id)):
        given = {"guardian_id": actor.person_id, "child_id": child.person_id, "origin": Origin.LETTER}
        attach_child(uow, actor=actor, **given)
    _use(uow, ticket)
    action = acts.REOPENED if again else acts.SPACE_OPENED
    audit.record(uow, person_id=child.person_id, actor=actor, action=action, details={}, on_behalf=child.full_name)
    return child.person_id


def _child_given_back(uow: UnitOfWork, child_id: str) -> bool:
    """A parent opens with its letter a child's record that was closed: whoever acted for the child does again.

    Raises DomainError ``activation.sa_lettre`` when the child had an account of their own, which they open themself.
    """
    closed = _closed_account(uow, child_id)
    if closed is None:
        return False
    if not is_unopened(uow, closed):
        raise DomainError("activation.sa_lettre")
    again = _given_back(uow, person_id=child_id)
    uow.session.delete(closed)
    uow.session.flush()
    for guardian_id in uow.session.execute(select(Guardianship.guardian_id).where(Guardianship.child_id == child_id)).scalars():
        if child_id in children_ids(uow, guardian_id):
            arrivals.tell_guardian(uow, guardian_id, child_id)
    return again


def field_errors(uow: UnitOfWork, *, login: str, email: str, password: str, who: Identity | None = None) -> dict[str, str]:
    """What is wrong with the answers of someone who opens an account: field name to error code, empty when all is well."""
    errors: dict[str, str] = {}
    normal = normal_login(login)
    if fault := _login_fault(uow, normal, who):
        errors["identifiant"] = fault
    address = email.strip()
    if not address:
        errors["courriel"] = "courriel.vide"
    elif len(address) > 254 or not address.isprintable() or not _EMAIL.fullmatch(address):
        errors["courriel"] = "courriel.forme"
    if fault := passwords.fault(password, about=about(normal, address, who)):
        errors["mot_de_passe"] = fault
    return errors


def about(login: str, email: str, who: Identity | None) -> tuple[str, ...]:
    """Words tied to a person, that their password must not rest on."""
    if who is None:
        return (login, email)
    birth = who.birth_date
    days = (f"{birth:%d%m%Y}", f"{birth:%Y%m%d}", f"{birth:%d/%m/%Y}")
    return (login, email, *who.given_names.split(), who.family_name, who.nir.number, who.nir.number[:13], *days)


def _login_fault(uow: UnitOfWork, normal: str, who: Identity | None) -> str | None:
    if not normal:
        return "identifiant.vide"
    if not 3 <= len(normal) <= 64:
        return "identifiant.longueur"
    if _NUMBER.fullmatch(normal):
        return "identifiant.numero"
    if not _LOGIN.fullmatch(normal):
        return "identifiant.forme"
    taken = select(Account.id).where(Account.login_index == login_index(uow.keyring, normal))
    if who is not None:  # one's own, from before a closing, is not taken
        taken = taken.where(or_(Account.person_id.is_(None), Account.person_id != who.person_id))
    return "identifiant.pris" if uow.session.execute(taken).first() else None


def add_account(uow: UnitOfWork, *, new: NewAccount) -> Account:
    """Write the row of an account whose fields were checked; one that its person had closed is opened again.

    Raises FieldErrors when the identifier was taken meanwhile.
    """
    now, login, email = uow.clock.now(), normal_login(new.login), new.email.strip()
    key = account_key(uow, new.person_id)
    account = _closed_account(uow, new.person_id) or Account(id=new_id(), created_at=now)
    place = {"account_id": account.id, "person_id": new.person_id}
    account.role, account.person_id, account.closed_at = new.role.value, new.person_id, None
    account.login_index = login_index(uow.keyring, login)
    account.login = seal_account(key, "login", login, **place)
    account.email_index = uow.keyring.blind_index("account.email", normal_login(email)) if email else None
    account.email = seal_account(key, "email", email, **place) if email else None
    account.password_hash, account.password_changed_at = new.password_hash, now
    account.display_name, account.profession = new.display_name, new.profession
    account.language = new.language if new.language in ("fr", "en") else "fr"
    uow.session.add(account)
    try:
        uow.session.flush()
    except IntegrityError as error:
        raise FieldErrors({"identifiant": "identifiant.pris"}) from error
    if new.person_id is not None:
        for person_id in (new.person_id, *children_ids(uow, new.person_id)):
            arrivals.tell(uow, account.id, person_id)
    return account


def _given_back(uow: UnitOfWork, *, person_id: str) -> bool:
    """The person has opened their account again with their letter: nothing is sealed away any more. False for others."""
    row = uow.session.get(PersonArchive, person_id)
    if row is None or row.sealed is None:
        return False
    row.sealed = row.destroy_at = row.letter_until = row.name_index = None
    row.reopened_at, row.asked, row.receipt_to = uow.clock.now(), False, None  # what was asked for is called off by this alone
    changed(uow, row)
    accounts = select(Account.id).where(Account.person_id == person_id)
    uow.session.execute(delete(AccountClosing).where(AccountClosing.account_id.in_(accounts)))
    return True


def _closed_account(uow: UnitOfWork, person_id: str | None) -> Account | None:
    """The account that a person had closed, once the operator has brought their key back."""
    if person_id is None:
        return None
    closed = select(Account).where(Account.person_id == person_id, Account.closed_at.is_not(None))
    return uow.session.execute(closed).scalar_one_or_none()


def open_staff_account(uow: UnitOfWork, *, actor: Actor, new: NewAccount) -> str:
    """Open the account of a professional, a pharmacy, an establishment or an operator; returns its id.

    Raises DomainError ``introuvable`` for an actor who may not, FieldErrors when the identifier is taken.
    """
    require(actor, "register", OPERATING)
    if new.role is Role.PATIENT or new.person_id is not None or not new.display_name:
        raise ValueError("a patient opens their account with a letter; others have a display name")
    return add_account(uow, new=new).id


def label_of(uow: UnitOfWork, account: Account) -> str:
    """The name under which an account acts: the person's, or the display name."""
    if account.person_id is None:
        return account.display_name or ""
    return identity_of(uow, account.person_id).full_name


def account_row(uow: UnitOfWork, account_id: str) -> Account:
    """The row of an open account. Raises DomainError ``introuvable``."""
    account = uow.session.get(Account, account_id)
    if account is None or account.closed_at is not None:
        raise DomainError("introuvable")
    return account


def account_by_login(uow: UnitOfWork, login: str) -> Account | None:
    """The open account that bears an identifier, or None."""
    wanted = select(Account).where(Account.login_index == login_index(uow.keyring, login), Account.closed_at.is_(None))
    return uow.session.execute(wanted).scalar()
