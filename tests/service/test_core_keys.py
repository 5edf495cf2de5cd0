"""Person keys: made once, found by every unit of work, and gone for ever when destroyed."""

import pytest
from sqlalchemy import select
from sqlalchemy.exc import IntegrityError

from rxapp.core.db import Database, new_id
from rxapp.core.errors import DomainError
from rxapp.core.keys import PersonKeyRow, create_person_key, destroy_person_key, person_key


def test_a_key_is_the_same_for_everyone(database: Database):
    person = new_id()
    with database.uow() as uow:
        key = create_person_key(uow, person)
        assert person_key(uow, person) == key
        uow.commit()
    with database.read() as uow:
        assert person_key(uow, person) == key
        assert key not in uow.session.execute(select(PersonKeyRow.wrapped)).scalar()


def test_nobody_has_a_key_by_default(database: Database):
    with database.read() as uow, pytest.raises(DomainError, match="introuvable"):
        person_key(uow, new_id())


def test_a_key_is_never_replaced(database: Database):
    person = new_id()
    with database.uow() as uow:
        create_person_key(uow, person)
        uow.commit()
    with pytest.raises(IntegrityError), database.uow() as uow:  # noqa: PT012 - the unit as a whole fails
        create_person_key(uow, person)
        uow.commit()


def test_a_key_made_in_an_undone_unit_does_not_exist(database: Database):
    person = new_id()
    with database.uow() as uow:
        create_person_key(uow, person)
    with database.uow() as uow, pytest.raises(DomainError, match="introuvable"):
        person_key(uow, person)


def test_a_destroyed_key_is_gone(database: Database):
    person = new_id()
    with database.uow() as uow:
        create_person_key(uow, person)
        uow.commit()
    with database.uow() as uow:
        destroy_person_key(uow, person)
        with pytest.raises(DomainError, match="introuvable"):
            person_key(uow, person)
        uow.commit()
    with database.read() as uow, pytest.raises(DomainError, match="introuvable"):
        person_key(uow, person)
