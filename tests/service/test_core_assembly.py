"""Starting from the settings: the right clock, and a master key that is never replaced by mistake."""

import os
from base64 import b64encode

import pytest

from rxapp.core.assembly import clock_for, database_for, keyring_for
from rxapp.core.clock import DemoClock, SystemClock
from rxapp.core.crypto import MasterKeyMissing, MasterKeyUnusable
from rxapp.core.db import Database, new_id
from rxapp.core.keys import create_person_key, person_key
from rxapp.core.settings import Settings


def real(settings: Settings) -> Settings:
    return Settings.from_env({"RXAPP_DATA_DIR": str(settings.data_dir)})


@pytest.fixture
def inhabited(database: Database) -> Database:
    """A database that holds one person."""
    with database.uow() as uow:
        create_person_key(uow, new_id())
        uow.commit()
    return database


def test_only_the_demonstration_travels_in_time(settings: Settings):
    assert isinstance(clock_for(settings), DemoClock)
    assert isinstance(clock_for(real(settings)), SystemClock)


def test_the_demonstration_makes_its_key_once(settings: Settings, database: Database):
    first = keyring_for(settings)
    assert keyring_for(settings).pepper == first.pepper
    assert settings.master_key_file.stat().st_mode & 0o777 == 0o600


def test_a_real_instance_never_makes_its_key_by_itself(settings: Settings):
    with pytest.raises(MasterKeyMissing):
        keyring_for(real(settings))


def test_a_lost_key_is_not_replaced(inhabited: Database, settings: Settings):
    with pytest.raises(MasterKeyMissing):
        keyring_for(settings)
    assert not settings.master_key_file.exists()


def test_a_wrong_key_is_refused(inhabited: Database, settings: Settings):
    settings.master_key_file.write_bytes(b64encode(os.urandom(32)))
    with pytest.raises(MasterKeyUnusable):
        keyring_for(settings)


def test_what_was_written_is_found_at_the_next_start(settings: Settings, database: Database):
    person = new_id()
    first = database_for(settings)
    with first.uow() as uow:
        key = create_person_key(uow, person)
        uow.commit()
    first.dispose()
    second = database_for(settings)
    with second.read() as uow:
        assert person_key(uow, person) == key
    second.dispose()
