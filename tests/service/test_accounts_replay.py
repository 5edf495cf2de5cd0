"""The ledger of keys and the database, each older than the other in turn: nobody's record is lost, nor opened again."""

from __future__ import annotations

from dataclasses import replace
from datetime import timedelta
from pathlib import Path

import pytest
from sqlalchemy import select, update

from rxapp.accounts import service, upkeep
from rxapp.accounts.activation import VALIDITY
from rxapp.accounts.archive import ON_REQUEST, last_day
from rxapp.accounts.models import AccountClosing, Person, PersonArchive
from rxapp.core import ledger
from rxapp.core.db import Database
from rxapp.core.keys import has_key, person_key
from rxapp.core.ledger import Fate, LedgerLine
from tests.accounts import Resident
from tests.closing import LOGIN, Leaving, leaving
from tests.pharmacy import counter, home
from tests.restoring import copied, restored
from tests.service.test_accounts_archive import is_readable, reopened, resident
from tests.service.test_accounts_destruction import archive, command, days_later

__all__ = ["counter", "home", "leaving"]


def said(leaving: Leaving) -> LedgerLine:
    """What the ledger said last of Nadia."""
    return ledger.latest(leaving.database.settings.ledger_file, leaving.database.keyring)[leaving.nadia.person_id]


def give_back(leaving: Leaving, archive_key: tuple[str, str], who: Resident) -> None:
    """The operator's key and the person's letter."""
    town = leaving.counter.home.town
    town.open(town.check(who, reopened(leaving, archive_key).code), LOGIN)
    service.settle(leaving.database)


def has_key_in(database: Database, leaving: Leaving) -> bool:
    with database.read() as uow:
        return has_key(uow, leaving.nadia.person_id)


def test_a_backup_older_than_a_reopening_destroys_nobody(leaving: Leaving, archive_key: tuple[str, str], tmp_path: Path) -> None:
    """Asked to be destroyed, given back, and a backup from between the two is put back once the day has passed."""
    who = resident(leaving)
    leaving.close(destroy=True)
    reference = archive(leaving).reference
    with copied(leaving.database, tmp_path / "copie") as copy:
        leaving.counter.clock.advance(timedelta(days=10))
        give_back(leaving, archive_key, who)
        given_back_at = said(leaving).at
        leaving.counter.clock.advance(ON_REQUEST)
        with restored(leaving.database, copy) as again:
            for _start in range(2):  # each start says whom the operator is to reopen
                assert service.replay(again) == service.Replayed(given_back=(reference,))
                assert service.destroy_due(again) == 0
                row = archive(leaving, again)
                assert (row.asked, row.destroy_at) == (False, last_day(given_back_at, asked=False))
            assert said(leaving).fate is Fate.REOPENED
            reopened(replaced(leaving, again), archive_key)
            assert service.replay(again) == service.Replayed()
            assert has_key_in(again, leaving)
            assert said(leaving).fate is Fate.ARCHIVED


def replaced(leaving: Leaving, database: Database) -> Leaving:
    """The same people on a database that was put back."""
    town = replace(leaving.counter.home.town, database=database)
    return Leaving(replace(leaving.counter, home=replace(leaving.counter.home, town=town)))


def test_a_backup_from_the_days_of_a_letter_reopens_nothing(
    leaving: Leaving, archive_key: tuple[str, str], tmp_path: Path
) -> None:
    leaving.close()
    reopened(leaving, archive_key)
    service.settle(leaving.database)
    with copied(leaving.database, tmp_path / "copie") as copy:
        with leaving.database.uow() as uow:  # the letter is refused
            uow.session.execute(update(PersonArchive).values(letter_until=uow.clock.now()))
            uow.commit()
        assert service.put_away_left(leaving.database) == 1
        sealed_again = said(leaving)
        with restored(leaving.database, copy) as again:
            assert has_key_in(again, leaving)
            assert service.replay(again) == service.Replayed(1)
            assert not has_key_in(again, leaving)
            assert said(leaving) == sealed_again


def test_a_letter_on_its_way_is_left_alone_by_every_start(leaving: Leaving, archive_key: tuple[str, str]) -> None:
    leaving.close()
    reopened(leaving, archive_key)
    for _start in range(2):
        assert service.replay(leaving.database) == service.Replayed()
    assert is_readable(leaving)


@pytest.mark.parametrize("older", ["copy", "nothing"])
def test_an_older_ledger_wins_over_no_newer_database(leaving: Leaving, archive_key: tuple[str, str], older: str) -> None:
    """Its last copy was put back, or it is another machine's: what the database knows is said again, nobody is closed."""
    who, path = resident(leaving), leaving.database.settings.ledger_file
    leaving.close()
    kept = path.read_bytes() if older == "copy" else b""
    leaving.counter.clock.advance(timedelta(days=1))
    give_back(leaving, archive_key, who)
    path.write_bytes(kept)
    assert len(service.unsaid(leaving.database)) == 1
    assert service.replay(leaving.database) == service.Replayed(said_again=1)
    assert not leaving.is_closed()
    assert is_readable(leaving)
    assert said(leaving).fate is Fate.REOPENED
    assert service.unsaid(leaving.database) == ()
    assert service.replay(leaving.database) == service.Replayed()


def test_a_ledger_that_is_lost_is_written_again_before_a_backup_needs_it(leaving: Leaving, tmp_path: Path) -> None:
    with copied(leaving.database, tmp_path / "copie") as copy:
        leaving.close(destroy=True)
        days_later(leaving, ON_REQUEST.days)
        leaving.database.settings.ledger_file.unlink()
        assert service.replay(leaving.database) == service.Replayed(said_again=1)
        with restored(leaving.database, copy) as again:
            assert service.replay(again) == service.Replayed(0, 1)


def test_what_cannot_be_said_first_is_no_ground_to_replay(
    leaving: Leaving, archive_key: tuple[str, str], monkeypatch: pytest.MonkeyPatch
) -> None:
    def full(*_given: object) -> None:
        raise OSError("no space left on device")

    who = resident(leaving)
    leaving.close()
    with monkeypatch.context() as held:
        held.setattr(ledger, "append", full)
        give_back(leaving, archive_key, who)
        with pytest.raises(OSError, match="no space left"):
            service.replay(leaving.database)
    assert not leaving.is_closed()
    assert service.replay(leaving.database) == service.Replayed()
    assert said(leaving).fate is Fate.REOPENED


def test_the_receipt_after_a_restore_says_what_it_said(leaving: Leaving, tmp_path: Path) -> None:
    with copied(leaving.database, tmp_path / "copie") as copy:
        leaving.close(destroy=True)
        days_later(leaving, ON_REQUEST.days)
        before = archive(leaving)
        with restored(leaving.database, copy) as again:
            assert service.replay(again) == service.Replayed(0, 1)
            after = archive(leaving, again)
    for name in ("archived_at", "destroyed_at", "asked", "reference", "changed_at"):
        assert getattr(after, name) == getattr(before, name), name


def test_a_request_made_since_the_backup_keeps_what_the_receipt_says(leaving: Leaving, tmp_path: Path) -> None:
    leaving.close()
    with copied(leaving.database, tmp_path / "copie") as copy:
        command(leaving, service.ask_destruction)
        before = archive(leaving)
        with restored(leaving.database, copy) as again:
            assert service.replay(again) == service.Replayed()
            after = archive(leaving, again)
    for name in ("archived_at", "destroy_at", "asked", "reference"):
        assert getattr(after, name) == getattr(before, name), name


def test_a_second_closing_without_an_archive_key_keeps_its_own_terms(leaving: Leaving, archive_key: tuple[str, str]) -> None:
    who, keyring = resident(leaving), leaving.database.keyring
    leaving.close()
    first = archive(leaving)
    leaving.counter.clock.advance(timedelta(days=900))
    give_back(leaving, archive_key, who)
    leaving.counter.clock.advance(timedelta(days=100))
    public, keyring.archive_public = keyring.archive_public, None
    leaving.close(destroy=True)
    closed_at = leaving.counter.clock.now()
    leaving.counter.clock.advance(timedelta(days=3))
    keyring.archive_public = public
    assert service.put_away_left(leaving.database) == 1
    row = archive(leaving)
    with leaving.database.read() as uow:
        closing = uow.session.get(AccountClosing, leaving.nadia.account_id)
    assert row.reference == closing.reference != first.reference
    assert (row.asked, row.archived_at, row.destroy_at) == (True, closed_at, closed_at + ON_REQUEST)
    assert (said(leaving).fate, said(leaving).asked, said(leaving).destroy_at) == (Fate.ARCHIVED, True, row.destroy_at)


def test_a_key_that_an_old_reader_looked_up_again_is_forgotten_with_the_log(leaving: Leaving) -> None:
    database = leaving.database
    with database.read() as uow:
        uow.session.execute(select(Person.id)).first()  # it reads from before the closing
        leaving.close()
        person_key(uow, leaving.nadia.person_id)
    assert database.keyring._unwrapped.cache_info().currsize == 1
    service.settle(database)
    assert archive(leaving).wiped
    if not database.settings.is_sqlite:  # there is no log here to wait for: the housekeeping does it now and then
        service.forget_keys(database)
    assert database.keyring._unwrapped.cache_info().currsize == 0


def test_a_clock_that_is_set_back_leaves_the_order_of_what_became_of_a_key(
    leaving: Leaving, archive_key: tuple[str, str]
) -> None:
    who = resident(leaving)
    leaving.close()
    leaving.counter.clock.advance(-timedelta(hours=2))
    give_back(leaving, archive_key, who)
    assert said(leaving).fate is Fate.REOPENED
    assert service.replay(leaving.database) == service.Replayed()
    assert is_readable(leaving)


def test_what_changes_while_the_ledger_is_written_is_said_next(leaving: Leaving, monkeypatch: pytest.MonkeyPatch) -> None:
    """Another process calls the destruction off between the line and the note of it."""
    leaving.close()
    with leaving.database.uow() as uow:
        service.ask_destruction(uow, which=leaving.nadia.person_id)
        uow.commit()
    empty = leaving.database.empty_log

    def meanwhile() -> bool:
        monkeypatch.setattr(leaving.database, "empty_log", empty)
        with leaving.database.uow() as uow:
            service.keep_archived(uow, which=leaving.nadia.person_id)
            uow.commit()
        return empty()

    monkeypatch.setattr(leaving.database, "empty_log", meanwhile)
    service.settle(leaving.database)
    assert not archive(leaving).noted
    assert said(leaving).asked
    service.settle(leaving.database)
    assert archive(leaving).noted
    assert not said(leaving).asked


def test_one_that_cannot_be_sealed_keeps_nobody_waiting(
    leaving: Leaving, archive_key: tuple[str, str], monkeypatch: pytest.MonkeyPatch
) -> None:
    tried = []

    def fails(_uow: object, *, account: object, terms: object) -> None:
        tried.append(account)
        raise ValueError("cannot be sealed")

    leaving.close()
    reopened(leaving, archive_key)
    leaving.counter.clock.advance(VALIDITY + timedelta(days=1))
    with monkeypatch.context() as held:
        held.setattr(upkeep, "put_away", fails)
        assert service.put_away_left(leaving.database) == 0
        assert service.put_away_left(leaving.database) == 0
    assert len(tried) == 1
    assert is_readable(leaving)
    leaving.counter.clock.advance(upkeep.AGAIN)
    assert service.put_away_left(leaving.database) == 1


@pytest.mark.parametrize("destroy", [False, True])
def test_what_went_on_for_a_child_left_alone_ends_again(leaving: Leaving, tmp_path: Path, destroy: bool) -> None:
    """As it did with the closing, whether the parent's record is sealed away again or destroyed again."""
    own, leos = leaving.counter.send(), leaving.counter.send(person=leaving.leo)
    with copied(leaving.database, tmp_path / "copie") as copy:
        leaving.close({own: "annuler", leos: "annuler"}, destroy=destroy)
        if destroy:
            days_later(leaving, ON_REQUEST.days)
        with restored(leaving.database, copy) as again:
            there = replaced(leaving, again)
            assert there.counter.state(leos) == ("sent", 1)
            assert service.replay(again) == (service.Replayed(0, 1) if destroy else service.Replayed(1))
            assert there.counter.state(leos)[0] == "cancelled"


def test_a_child_whom_another_parent_looks_after_keeps_what_goes_on(leaving: Leaving, tmp_path: Path) -> None:
    leaving.add_parent()
    leos = leaving.counter.send(person=leaving.leo)
    with copied(leaving.database, tmp_path / "copie") as copy:
        leaving.close({leos: "laisser"})
        with restored(leaving.database, copy) as again:
            assert service.replay(again) == service.Replayed(1)
            assert replaced(leaving, again).counter.state(leos) == ("sent", 1)
