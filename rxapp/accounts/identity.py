"""Who a person or an account is, in clear: sealing, opening, and the blind indexes that find them again."""

from __future__ import annotations

import hashlib
import hmac
import unicodedata
from collections.abc import Collection, Sequence
from dataclasses import dataclass
from datetime import date

from sqlalchemy import select

from rxapp.core.crypto import KeyRing, PersonKey, open_text, seal
from rxapp.core.db import UnitOfWork
from rxapp.core.errors import DomainError
from rxapp.core.keys import gather_person_keys, person_key, those_with_keys

from .birth import parse_birth_date
from .errors import FieldErrors
from .models import Account, LoginSession, Person
from .nir import Nir, parse_nir


@dataclass(frozen=True)
class Identity:
    """A person in clear. ``sex`` is the one registered at birth, ``"M"`` or ``"F"``."""

    person_id: str
    nir: Nir
    birth_date: date
    family_name: str
    given_names: str
    sex: str
    postal_address: tuple[str, ...] = ()

    @property
    def full_name(self) -> str:
        return f"{self.given_names} {self.family_name}"

    @property
    def usual_name(self) -> str:
        """The first given name: what a child is called on screen."""
        return self.given_names.split()[0]


def fold(text: str) -> str:
    """Letters and digits only, lower case, without accents: two spellings of one name are equal."""
    folded = unicodedata.normalize("NFKD", text.casefold().replace("œ", "oe").replace("æ", "ae"))
    return "".join(sign for sign in folded if sign.isalnum())


def nir_index(keyring: KeyRing, nir: Nir) -> bytes:
    """Finds the people who bear a number."""
    return keyring.blind_index("person.nir", nir.number)


def identity_index(keyring: KeyRing, nir: Nir, birth_date: date) -> bytes:
    """Finds the people who bear a number and were born that day: one, or twins."""
    return keyring.blind_index("person.nir+birth_date", f"{nir.number}|{birth_date.isoformat()}")


def login_index(keyring: KeyRing, login: str) -> bytes:
    """Finds an account by its identifier; case and compatibility forms do not matter."""
    return keyring.blind_index("account.login", normal_login(login))


def normal_login(login: str) -> str:
    """The identifier as it is compared."""
    return unicodedata.normalize("NFKC", login).strip().casefold()


def seal_person(key: PersonKey, identity: Identity) -> dict[str, bytes]:
    """The sealed columns of a row of ``person``."""
    plain = {
        "nir": identity.nir.number,
        "birth_date": identity.birth_date.isoformat(),
        "family_name": identity.family_name,
        "given_names": identity.given_names,
        "sex": identity.sex,
        "postal_address": "\n".join(identity.postal_address),
    }
    row = identity.person_id
    return {name: seal(key, text, table="person", column=name, row=row, person=row) for name, text in plain.items()}


def open_person(uow: UnitOfWork, person: Person) -> Identity:
    """The person in clear."""
    key = person_key(uow, person.id)

    def text(column: str, blob: bytes) -> str:
        return open_text(key, blob, table="person", column=column, row=person.id, person=person.id)

    address = text("postal_address", person.postal_address) if person.postal_address else ""
    return Identity(
        person_id=person.id,
        nir=Nir(text("nir", person.nir)),
        birth_date=date.fromisoformat(text("birth_date", person.birth_date)),
        family_name=text("family_name", person.family_name),
        given_names=text("given_names", person.given_names),
        sex=text("sex", person.sex),
        postal_address=tuple(address.splitlines()),
    )


def person_row(uow: UnitOfWork, person_id: str) -> Person:
    """The row of a person. Raises DomainError ``introuvable``."""
    person = uow.session.get(Person, person_id)
    if person is None:
        raise DomainError("introuvable")
    return uow.keep(person)


def identity_of(uow: UnitOfWork, person_id: str) -> Identity:
    """A person in clear. Raises DomainError ``introuvable``."""
    return open_person(uow, person_row(uow, person_id))


def birth_of(uow: UnitOfWork, person_id: str) -> date:
    """When a person was born: no name is opened for it. Raises DomainError ``introuvable``."""
    born, place = person_row(uow, person_id).birth_date, {"row": person_id, "person": person_id}
    return date.fromisoformat(open_text(person_key(uow, person_id), born, table="person", column="birth_date", **place))


def identities_of(uow: UnitOfWork, person_ids: Collection[str]) -> dict[str, Identity]:
    """Several people in clear at once, by id. Raises DomainError ``introuvable`` when the key of one is gone."""
    gather_person_keys(uow, person_ids)
    people = uow.session.execute(select(Person).where(Person.id.in_(person_ids))).scalars()
    return {person.id: open_person(uow, person) for person in people}


def names_of(uow: UnitOfWork, person_ids: Collection[str]) -> dict[str, str]:
    """The full names of several people at once, by id; those whose key is gone are left out."""
    gather_person_keys(uow, person_ids)
    columns = select(Person.id, Person.given_names, Person.family_name).where(Person.id.in_(person_ids))
    found = {}
    for person_id, given, family in uow.session.execute(columns):
        key = uow.person_keys.get(person_id)
        if key is not None:
            place = {"table": "person", "row": person_id, "person": person_id}
            names = (open_text(key, given, column="given_names", **place), open_text(key, family, column="family_name", **place))
            found[person_id] = " ".join(names)
    return found


def births_of(uow: UnitOfWork, person_ids: Collection[str]) -> dict[str, date]:
    """When several people were born, by id; those whose key is gone are left out."""
    gather_person_keys(uow, person_ids)
    found = {}
    for person_id, born in uow.session.execute(select(Person.id, Person.birth_date).where(Person.id.in_(person_ids))):
        key = uow.person_keys.get(person_id)
        if key is not None:
            text = open_text(key, born, table="person", column="birth_date", row=person_id, person=person_id)
            found[person_id] = date.fromisoformat(text)
    return found


def people_like(uow: UnitOfWork, nir: Nir, birth_date: date) -> Sequence[Person]:
    """The people who bear this number and were born that day: none, one, or twins. One statement."""
    return _bearers(uow, trace_of(uow.keyring, nir, birth_date))


@dataclass(frozen=True)
class Trace:
    """What is left of a number that somebody wrote with a day: two keyed hashes, by which it is told whose it is."""

    number: bytes
    identity: bytes


def trace_of(keyring: KeyRing, nir: Nir, birth_date: date) -> Trace:
    """The trace of a number and a day."""
    return Trace(nir_index(keyring, nir), identity_index(keyring, nir, birth_date))


def is_trace_of(uow: UnitOfWork, person_id: str, trace: Trace) -> bool:
    """Whether a number that somebody wrote is this person's, and not, with the day written beside it, only others'.

    Asked of the indexes: it is answered when their key is gone, until the record is destroyed.
    """
    if person_row(uow, person_id).nir_index != trace.number:
        return False
    found = {person.id for person in _bearers(uow, trace)}
    return not found or person_id in found


def identities_traced(uow: UnitOfWork, trace: Trace) -> list[Identity]:
    """The people whose number and day these are, in clear; somebody whose key is gone is left out."""
    found = _bearers(uow, trace)
    readable = those_with_keys(uow, [person.id for person in found])
    return [open_person(uow, person) for person in found if person.id in readable]


def identities_like(uow: UnitOfWork, nir: Nir, birth_date: date) -> list[Identity]:
    """The same in clear; somebody whose key is gone is left out."""
    return identities_traced(uow, trace_of(uow.keyring, nir, birth_date))


def _bearers(uow: UnitOfWork, trace: Trace) -> Sequence[Person]:
    return uow.session.execute(select(Person).where(Person.identity_index == trace.identity).order_by(Person.id)).scalars().all()


def account_key(uow: UnitOfWork, person_id: str | None) -> PersonKey:
    """What seals an account: the person's key, or the instance's when no person stands behind it."""
    return person_key(uow, person_id) if person_id else uow.keyring.instance_key


def seal_account(key: PersonKey, column: str, text: str, *, account_id: str, person_id: str | None) -> bytes:
    """One sealed column of a row of ``account``."""
    return seal(key, text, table="account", column=column, row=account_id, person=person_id)


def open_account_text(uow: UnitOfWork, account: Account, column: str) -> str:
    """One sealed column of an account (``login`` or ``email``), in clear; empty when there is none."""
    blob = getattr(account, column)
    if blob is None:
        return ""
    key = account_key(uow, account.person_id)
    return open_text(key, blob, table="account", column=column, row=account.id, person=account.person_id)


def seal_session(key: PersonKey, column: str, text: str, session_id: str) -> bytes:
    """One sealed column of a row of ``login_session``, under the instance key."""
    return seal(key, text, table=LoginSession.__tablename__, column=column, row=session_id, person=None)


def open_session_text(keyring: KeyRing, column: str, blob: bytes, session_id: str) -> str:
    """One sealed column of a session, in clear."""
    return open_text(keyring.instance_key, blob, table=LoginSession.__tablename__, column=column, row=session_id, person=None)


def read_identity(
    nir: str, birth_date: date | str | None, today: date, errors: dict[str, DomainError] | None = None
) -> tuple[Nir, date]:
    """The number and birth date that were typed, checked; ``errors`` is what was already wrong beside.

    Raises FieldErrors (``nir``, ``naissance`` and those of ``errors``).
    """
    errors = dict(errors or {})
    number = None
    try:
        number = parse_nir(nir)
    except DomainError as error:
        errors["nir"] = error
    born = None
    try:
        typed = birth_date.isoformat() if isinstance(birth_date, date) else birth_date or ""
        born = parse_birth_date(typed, today)
    except DomainError as error:
        errors["naissance"] = error
    if errors or number is None or born is None:
        raise FieldErrors(errors)
    return number, born


def keyed(uow: UnitOfWork, purpose: str, secret: str) -> bytes:
    """HMAC-SHA256 under the pepper: how a code or a ticket is kept and found."""
    return hmac.digest(uow.keyring.pepper, f"activation/{purpose}/{secret}".encode(), hashlib.sha256)
