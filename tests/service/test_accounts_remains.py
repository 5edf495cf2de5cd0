"""Once a record is destroyed nothing is left of it: in no file, in no backup that was put back, behind no key that is left.

On a real SQLite file, whatever server the other tests run on: files are looked through byte by byte.
"""

from __future__ import annotations

import asyncio
import logging
import shutil
from collections.abc import Iterator
from datetime import timedelta
from pathlib import Path

import pytest

from rxapp.accounts import service
from rxapp.accounts.archive import ON_REQUEST
from rxapp.accounts.models import PersonArchive
from rxapp.accounts.upkeep import MAILS_KEPT
from rxapp.core.archive_key import private_half
from rxapp.core.blobs import BlobStore
from rxapp.core.clock import FixedClock
from rxapp.core.crypto import KeyRing
from rxapp.core.db import Database
from rxapp.core.keys import PersonKeyRow
from rxapp.core.settings import Settings
from rxapp.notices.dispatch import Dispatcher
from rxapp.record import service as record
from rxapp.takeout import service as takeout
from tests.closing import Leaving, leaving
from tests.inbox import Post, post
from tests.pharmacy import counter, home
from tests.planting import plant
from tests.remains import WORD, behind, ids_of, in_clear, keys_left, naming
from tests.restoring import back_up, put_back

__all__ = ["counter", "home", "leaving", "post"]

ROOMS = {
    "access_request.content",
    "account.email",
    "appointment.calendar",
    "audit_entries.payload",
    "conversation.content",
    "conversation_attachment.content",
    "conversation_message.body",
    "departure.recipient",
    "document.note",
    "document.title",
    "login_session.device",
    "measure.content",
    "message_draft.content",
    "message_report.content",
    "order_line.content",
    "passkey.device",
    "person.postal_address",
    "pharmacy_order.content",
    "prescription_line.content",
    "prevention_entry.content",
    "profile_entry.content",
    "profile_version.content",
    "push_subscription.content",
    "security_event.device",
    "sending.content",
}
SKELETON = {"audit_entries.actor_account_id", "audit_entries.person_id", "person.id", "person_archive.person_id"}
"""All that still names somebody, by an id: the chain of their history, what the receipt is made from."""
OF_THE_CLOSING = {"departure.recipient", "person_archive.receipt_to"}
"""Where the receipts go: this server reads it until they have left, and erases it then."""


@pytest.fixture
def database(settings: Settings, clock: FixedClock, keyring: KeyRing, empty_database_file: Path) -> Iterator[Database]:
    settings.make_data_dir()
    shutil.copy(empty_database_file, settings.sqlite_file)
    database = Database(settings, clock, keyring, BlobStore(settings.blob_root))
    yield database
    database.dispose()


@pytest.fixture(autouse=True)
def everything_logged(caplog: pytest.LogCaptureFixture) -> None:
    caplog.set_level(logging.INFO)


def chores(database: Database) -> None:
    """What the server does by itself."""
    service.answer_requests(database)
    service.answer_resets(database)
    service.destroy_due(database)
    record.sweep(database)
    takeout.sweep(database)
    asyncio.run(Dispatcher(database).once())
    with database.uow() as uow:
        service.purge_sessions(uow)
        service.purge_passing(uow)
        service.erase_words(uow, demo=False)
        uow.commit()
    service.put_away_left(database)


def later(database: Database, days: timedelta) -> None:
    database.clock.advance(days)
    chores(database)


def nothing_is_left(database: Database, files: set[str], private: bytes, *folders: Path) -> None:
    assert behind(database, keys_left(database, private)) == set()
    assert in_clear(database.settings.data_dir, *folders) == []
    assert not files & set(database.blobs.ids())
    service.settle(database)


def files_of(leaving: Leaving) -> set[str]:
    with leaving.database.read() as uow:
        return ids_of(uow, leaving.nadia.person_id) & set(leaving.database.blobs.ids())


def is_wiped(leaving: Leaving) -> bool:
    with leaving.database.read() as uow:
        return uow.session.get(PersonArchive, leaving.nadia.person_id).wiped


def files(folder: Path) -> dict[Path, bytes]:
    return {path: path.read_bytes() for path in folder.rglob("*") if path.is_file()}


def test_the_key_is_gone_from_the_database_its_log_and_the_memory(leaving: Leaving) -> None:
    with leaving.database.read() as uow:
        wrapped = uow.session.get(PersonKeyRow, leaving.nadia.person_id).wrapped
    folder = leaving.database.settings.data_dir
    assert any(wrapped in held for held in files(folder).values())
    leaving.close()
    assert not [path.name for path, held in files(folder).items() if wrapped in held]
    assert leaving.database.keyring._unwrapped.cache_info().currsize == 0
    assert is_wiped(leaving)


def test_the_log_that_somebody_reads_is_emptied_later(leaving: Leaving) -> None:
    with leaving.database.read() as uow:
        wrapped = uow.session.get(PersonKeyRow, leaving.nadia.person_id).wrapped
        leaving.close()
        assert not is_wiped(leaving)
    service.settle(leaving.database)
    assert is_wiped(leaving)
    assert not [path.name for path, held in files(leaving.database.settings.data_dir).items() if wrapped in held]


def test_what_is_looked_for_is_found_before(leaving: Leaving, post: Post) -> None:
    """That this look finds what there is to find: behind its keys in every room, and in no file even then."""
    plant(leaving, post)
    assert behind(leaving.database, keys_left(leaving.database)) >= ROOMS
    assert in_clear(leaving.database.settings.data_dir) == []
    assert len(files_of(leaving)) >= 3  # a document, one that went with a message, a copy to take along
    copied = leaving.database.settings.data_dir / "oubli.txt"
    copied.write_text(f"… {WORD.upper()} …")
    assert in_clear(leaving.database.settings.data_dir) == ["oubli.txt"]


def test_nothing_is_left_of_a_record_that_was_destroyed(
    leaving: Leaving,
    post: Post,
    archive_key: tuple[str, str],
    tmp_path: Path,
    caplog: pytest.LogCaptureFixture,
    capfd: pytest.CaptureFixture[str],
) -> None:
    means, database = plant(leaving, post), leaving.database
    private, files = private_half(archive_key[0], ""), files_of(leaving)
    older = back_up(database, tmp_path / "avant la fermeture")
    leaving.close({"brouillons": "garder"}, actor=means.actor, code=means.shown(), destroy=True)
    record.sweep(database)
    assert behind(database, keys_left(database)) <= OF_THE_CLOSING
    assert behind(database, keys_left(database, private)) >= ROOMS - {
        "access_request.content",
        "login_session.device",
        "message_report.content",
        "passkey.device",
        "push_subscription.content",
        "sending.content",
    }
    chores(database)
    newer = back_up(database, tmp_path / "entre les deux")

    later(database, ON_REQUEST)
    assert behind(database, keys_left(database, private)) <= OF_THE_CLOSING  # the receipt of the destruction, on its way
    later(database, MAILS_KEPT + timedelta(seconds=1))
    nothing_is_left(database, files, private)

    for copy in (older, newer):
        database = put_back(database, copy)
        assert behind(database, keys_left(database, private)) & ROOMS
        assert service.replay(database) == service.Replayed(0, 1)
        chores(database)
        later(database, MAILS_KEPT + timedelta(seconds=1))
        nothing_is_left(database, files, private)
        assert service.replay(database) == service.Replayed()

    for copy in (older, newer):  # their cycle is over
        shutil.rmtree(copy)
    nothing_is_left(database, files, private, tmp_path)
    assert naming(database, leaving.nadia.person_id, leaving.nadia.account_id) == SKELETON
    database.dispose()
    assert WORD not in caplog.text.lower()
    assert WORD not in "".join(capfd.readouterr()).lower()
