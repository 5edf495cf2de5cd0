"""A destruction and the letter that gives the record back: one waits for the other, and may be called off meanwhile."""

from __future__ import annotations

from datetime import timedelta
from pathlib import Path

import pytest

from rxapp.accounts import service
from rxapp.accounts.activation import VALIDITY
from rxapp.accounts.archive import KEPT_YEARS, ON_REQUEST, years_after
from rxapp.accounts.codes import IssuedCode
from rxapp.accounts.models import PersonArchive
from rxapp.core import ledger
from rxapp.core.policy import SYSTEM_ACTOR
from rxapp.notices.views import departures_page
from tests.accounts import URL, refused
from tests.closing import LOGIN, Leaving, leaving
from tests.pharmacy import counter, home
from tests.restoring import copied, restored
from tests.service.test_accounts_archive import reopened, resident
from tests.service.test_accounts_destruction import THREE_MONTHS, archive, command, days_later

__all__ = ["counter", "home", "leaving"]

LETTER = VALIDITY + timedelta(days=1)
"""How long the key stays for a letter."""


def reopen(leaving: Leaving, archive_key: tuple[str, str]) -> IssuedCode:
    issued = reopened(leaving, archive_key)
    service.settle(leaving.database)
    return issued


def issue(leaving: Leaving) -> IssuedCode:
    """Another letter, while the first is on its way."""
    with leaving.database.uow() as uow:
        issued = service.issue_code(uow, actor=SYSTEM_ACTOR, person_id=leaving.nadia.person_id, public_url=URL)
        uow.commit()
    return issued


def refuse(leaving: Leaving, issued: IssuedCode) -> None:
    """The letter's holder does not want the record back."""
    ticket = leaving.counter.home.town.check(resident(leaving), issued.code)
    with leaving.database.uow() as uow:
        service.refuse_space(uow, ticket=ticket.token)
        uow.commit()


def later(leaving: Leaving, days: timedelta) -> None:
    """Time passes, and what it decides is done in the server's order."""
    leaving.counter.clock.advance(days)
    service.destroy_due(leaving.database)
    service.put_away_left(leaving.database)


def test_a_reopening_that_is_not_used_calls_no_destruction_off(leaving: Leaving, archive_key: tuple[str, str]) -> None:
    leaving.close(destroy=True)
    asked = archive(leaving)
    reopen(leaving, archive_key)
    leaving.counter.clock.advance(VALIDITY + timedelta(days=1))
    assert service.put_away_left(leaving.database) == 1
    row = archive(leaving)
    assert (row.asked, row.destroy_at, row.reference) == (True, asked.destroy_at, asked.reference)
    assert days_later(leaving, ON_REQUEST.days - VALIDITY.days - 2) == 0
    assert days_later(leaving, 1) == 1
    with leaving.database.read() as uow:
        mail = departures_page(uow, actor=SYSTEM_ACTOR, lang="fr", kind="mail").items[0]
    assert (mail.recipient, mail.subject) == ("nadia@exemple.fr", "Votre dossier Carnet est détruit")


def test_a_letter_that_opened_the_account_calls_it_off(leaving: Leaving, archive_key: tuple[str, str]) -> None:
    who = resident(leaving)
    leaving.close(destroy=True)
    code = reopen(leaving, archive_key).code
    town = leaving.counter.home.town
    town.open(town.check(who, code), LOGIN)
    row = archive(leaving)
    assert (row.asked, row.receipt_to, row.destroy_at) == (False, None, None)
    service.put_away_left(leaving.database)
    assert days_later(leaving, THREE_MONTHS.days) == 0


@pytest.mark.parametrize("left", [-1, 1, 30])
def test_nothing_is_destroyed_while_a_letter_is_on_its_way(leaving: Leaving, archive_key: tuple[str, str], left: int) -> None:
    """Reopened some days before the end of its ten years, or one after: the last day waits for the letter."""
    leaving.close()
    last = archive(leaving).destroy_at
    leaving.counter.clock.advance(last - leaving.counter.clock.now() - timedelta(days=left))
    reopen(leaving, archive_key)
    until = archive(leaving).letter_until
    said = ledger.latest(leaving.database.settings.ledger_file, leaving.database.keyring)[leaving.nadia.person_id]
    assert (archive(leaving).destroy_at, said.destroy_at) == (last, max(last, until))
    assert days_later(leaving, VALIDITY.days) == 0
    assert archive(leaving).destroyed_at is None
    assert days_later(leaving, 1) == 1


def test_what_is_due_waits_for_a_second_letter_as_for_the_first(leaving: Leaving, archive_key: tuple[str, str]) -> None:
    """Who asks for a new letter meanwhile has as long with it; the key is there when it comes."""
    leaving.close(destroy=True)
    reopen(leaving, archive_key)
    leaving.counter.clock.advance(VALIDITY - timedelta(days=1))
    letter = issue(leaving)
    assert archive(leaving).letter_until == letter.expires_at + timedelta(days=1)
    assert days_later(leaving, VALIDITY.days) == 0
    assert service.put_away_left(leaving.database) == 0
    leaving.counter.clock.advance(timedelta(days=1))
    assert service.put_away_left(leaving.database) == 1


def test_a_backup_from_before_a_second_letter_waits_for_it_too(
    leaving: Leaving, archive_key: tuple[str, str], tmp_path: Path
) -> None:
    leaving.close(destroy=True)
    leaving.counter.clock.advance(timedelta(days=30))
    with copied(leaving.database, tmp_path / "copie") as copy:
        reopen(leaving, archive_key)
        leaving.counter.clock.advance(VALIDITY - timedelta(days=1))
        second = issue(leaving)
        service.settle(leaving.database)
        leaving.counter.clock.advance(timedelta(days=3))
        with restored(leaving.database, copy) as again:
            service.replay(again)
            assert service.destroy_due(again) == 0
            leaving.counter.clock.advance(second.expires_at + timedelta(days=1) - leaving.counter.clock.now())
            assert service.destroy_due(again) == 1


def test_who_refuses_the_letter_leaves_the_day_as_it_was(leaving: Leaving, archive_key: tuple[str, str]) -> None:
    """Within three months of the request, whatever came between."""
    leaving.close(destroy=True)
    asked = archive(leaving).destroy_at
    leaving.counter.clock.advance(ON_REQUEST - timedelta(days=1))
    refuse(leaving, reopen(leaving, archive_key))
    later(leaving, timedelta(days=1) - timedelta(seconds=1))
    assert (archive(leaving).destroyed_at, archive(leaving).destroy_at) == (None, asked)
    later(leaving, timedelta(seconds=1))
    assert archive(leaving).destroyed_at == asked


def test_a_letter_sent_right_after_one_was_refused_opens_the_record(leaving: Leaving, archive_key: tuple[str, str]) -> None:
    """Before the record is sealed again, which takes ten minutes at most: the key stays for this letter."""
    who = resident(leaving)
    leaving.close()
    refuse(leaving, reopen(leaving, archive_key))
    leaving.counter.clock.advance(timedelta(minutes=2))
    letter = issue(leaving)
    later(leaving, timedelta(days=3))
    town = leaving.counter.home.town
    town.open(town.check(who, letter.code), LOGIN)
    assert archive(leaving).sealed is None


def test_asking_never_keeps_a_record_longer_nor_calling_it_off_less(leaving: Leaving) -> None:
    leaving.close()
    last = archive(leaving).destroy_at
    leaving.counter.clock.advance(last - leaving.counter.clock.now() - timedelta(days=5))
    assert command(leaving, service.ask_destruction) == last
    assert command(leaving, service.keep_archived) == last
    with leaving.database.uow() as uow:  # given more time by a restore (`replaying._call_off`)
        row = uow.session.get(PersonArchive, leaving.nadia.person_id)
        row.destroy_at = years_after(leaving.counter.clock.now(), KEPT_YEARS)
        uow.session.add(row)
        uow.commit()
    longer = archive(leaving).destroy_at
    assert command(leaving, service.keep_archived) == longer
    asked = command(leaving, service.ask_destruction)
    assert asked == leaving.counter.clock.now() + ON_REQUEST
    assert command(leaving, service.keep_archived) == asked


@pytest.mark.parametrize("waited", [0, 13, 14, 55], ids=lambda days: f"{days} days after the closing")
def test_it_is_called_off_while_the_letter_is_on_its_way(leaving: Leaving, archive_key: tuple[str, str], waited: int) -> None:
    """Or a letter lost in the post would end in what the person no longer wants: the destruction is due with the letter's end."""
    leaving.close(destroy=True)
    kept = years_after(archive(leaving).archived_at, KEPT_YEARS)
    leaving.counter.clock.advance(timedelta(days=waited))
    reopen(leaving, archive_key)
    leaving.counter.clock.advance(timedelta(days=1))
    assert command(leaving, service.keep_archived) == kept
    assert archive(leaving).letter_until is not None
    later(leaving, LETTER)
    row = archive(leaving)
    assert row.sealed is not None
    assert (row.asked, row.receipt_to, row.letter_until, row.destroy_at) == (False, None, None, kept)
    later(leaving, THREE_MONTHS)
    assert archive(leaving).destroyed_at is None
    said = ledger.latest(leaving.database.settings.ledger_file, leaving.database.keyring)[leaving.nadia.person_id]
    assert (said.asked, said.destroy_at) == (False, kept)


def test_called_off_at_the_end_of_its_ten_years_it_waits_for_the_letter(leaving: Leaving, archive_key: tuple[str, str]) -> None:
    leaving.close()
    leaving.counter.clock.advance(archive(leaving).destroy_at - leaving.counter.clock.now() - timedelta(days=1))
    reopen(leaving, archive_key)
    assert command(leaving, service.keep_archived) == archive(leaving).letter_until
    later(leaving, LETTER)
    assert archive(leaving).destroyed_at is not None


def test_called_off_it_opens_with_the_letter_all_the_same(leaving: Leaving, archive_key: tuple[str, str]) -> None:
    who = resident(leaving)
    leaving.close(destroy=True)
    code = reopen(leaving, archive_key).code
    command(leaving, service.keep_archived)
    assert service.replay(leaving.database) == service.Replayed()
    town = leaving.counter.home.town
    town.open(town.check(who, code), LOGIN)
    later(leaving, THREE_MONTHS)
    row = archive(leaving)
    assert (row.sealed, row.destroyed_at) == (None, None)


def test_a_backup_from_before_it_was_called_off_is_sealed_and_kept(
    leaving: Leaving, archive_key: tuple[str, str], tmp_path: Path
) -> None:
    leaving.close(destroy=True)
    leaving.counter.clock.advance(timedelta(days=30))
    reopen(leaving, archive_key)
    with copied(leaving.database, tmp_path / "copie") as copy:
        kept = command(leaving, service.keep_archived)
        with restored(leaving.database, copy) as again:
            assert service.replay(again) == service.Replayed(1, 0)
            row = archive(leaving, again)
            assert (row.asked, row.receipt_to, row.destroy_at) == (False, None, kept)
            leaving.counter.clock.advance(THREE_MONTHS)
            assert service.destroy_due(again) == 0


def test_who_asks_while_a_letter_is_on_its_way_asks_again_afterwards(leaving: Leaving, archive_key: tuple[str, str]) -> None:
    """Once it is over, and before the record is sealed again too; their address can be read then, and is kept for the receipt."""
    leaving.close()
    reopen(leaving, archive_key)
    leaving.counter.clock.advance(LETTER - timedelta(minutes=1))
    assert refused(command, leaving, service.ask_destruction).code == "archive.lettre"
    leaving.counter.clock.advance(timedelta(minutes=1))
    day = command(leaving, service.ask_destruction)
    assert day == leaving.counter.clock.now() + ON_REQUEST
    with leaving.database.read() as uow:
        assert service.receipt_leaves(uow, which=leaving.nadia.person_id)
    assert service.put_away_left(leaving.database) == 1
    assert (archive(leaving).asked, archive(leaving).destroy_at) == (True, day)
    with leaving.database.read() as uow:
        assert service.receipt_leaves(uow, which=leaving.nadia.person_id)


def test_there_is_no_receipt_while_a_letter_is_on_its_way(leaving: Leaving, archive_key: tuple[str, str]) -> None:
    leaving.close()
    reopen(leaving, archive_key)
    given = {"which": archive(leaving).reference, "public_url": URL, "lang": "fr"}
    with leaving.database.read() as uow:
        assert refused(service.destruction_receipt, uow, **given).code == "archive.pas_detruit"
