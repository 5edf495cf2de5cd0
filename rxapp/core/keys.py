"""The wrapped key of each person. Destroying it makes all that it sealed unreadable for ever, backups apart."""

from collections.abc import Collection, Iterable

from sqlalchemy import LargeBinary, bindparam, delete, select
from sqlmodel import Field, SQLModel

from rxapp.core.chain import forget_chain_keys
from rxapp.core.crypto import PersonKey
from rxapp.core.db import UnitOfWork
from rxapp.core.errors import DomainError


class PersonKeyRow(SQLModel, table=True):
    """One person's key, wrapped by the master key."""

    __tablename__ = "person_keys"

    person_id: str = Field(primary_key=True, max_length=32)
    wrapped: bytes = Field(sa_type=LargeBinary)


_OF_PEOPLE = PersonKeyRow.person_id.in_(bindparam("people", expanding=True))
_WRAPPED = select(PersonKeyRow.person_id, PersonKeyRow.wrapped).where(_OF_PEOPLE)


def create_person_key(uow: UnitOfWork, person_id: str) -> PersonKey:
    """Make the key of a new person. One that exists already makes the transaction fail."""
    wrapped = uow.keyring.new_person_key()
    uow.session.add(PersonKeyRow(person_id=person_id, wrapped=wrapped))
    key = uow.person_keys[person_id] = uow.keyring.unwrap(wrapped)
    return key


def person_key(uow: UnitOfWork, person_id: str) -> PersonKey:
    """A person's key, looked up once per unit of work. Raises `DomainError("introuvable")` when there is none."""
    if not has_key(uow, person_id):
        raise DomainError("introuvable")
    return uow.person_keys[person_id]


def gather_person_keys(uow: UnitOfWork, person_ids: Iterable[str]) -> None:
    """Look up several people's keys at once, for a unit of work that will ask for each."""
    wanted = set(person_ids) - uow.person_keys.keys()
    if wanted:
        rows = uow.ask(_WRAPPED, people=list(wanted))
        uow.person_keys |= {whose: uow.keyring.unwrap(wrapped) for whose, wrapped in rows}


def has_key(uow: UnitOfWork, person_id: str) -> bool:
    """Whether what is about a person can be read here."""
    gather_person_keys(uow, [person_id])
    return person_id in uow.person_keys


def those_with_keys(uow: UnitOfWork, person_ids: Collection[str]) -> set[str]:
    """Those of these people about whom something can be read here."""
    gather_person_keys(uow, person_ids)
    return {person_id for person_id in person_ids if person_id in uow.person_keys}


def which_have_keys(uow: UnitOfWork, person_ids: Collection[str]) -> set[str]:
    """`those_with_keys`, by what the database says now, without opening one."""
    return set(uow.session.execute(select(PersonKeyRow.person_id).where(PersonKeyRow.person_id.in_(person_ids))).scalars())


def put_back_person_key(uow: UnitOfWork, person_id: str, key: PersonKey) -> None:
    """A person's key is brought back; what it sealed opens again."""
    uow.session.add(PersonKeyRow(person_id=person_id, wrapped=uow.keyring.wrap(key)))
    uow.session.flush()
    uow.person_keys[person_id] = key


def destroy_person_key(uow: UnitOfWork, person_id: str) -> None:
    """Forget a person's key: nothing sealed under it opens again, and this process remembers none once that is committed."""
    uow.session.execute(delete(PersonKeyRow).where(PersonKeyRow.person_id == person_id))
    uow.person_keys.pop(person_id, None)
    uow.after_commit(uow.keyring.forget)
    uow.after_commit(forget_chain_keys)
