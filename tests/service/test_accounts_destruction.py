"""A closed record is destroyed when it is due, or as the person asked: nothing opens it, in no restored copy either."""

from __future__ import annotations

from datetime import timedelta
from pathlib import Path

import pypdfium2
import pytest
from sqlalchemy import select

from rxapp.accounts import service
from rxapp.accounts.archive import ON_REQUEST
from rxapp.accounts.identity import identity_of
from rxapp.accounts.models import Account, Guardianship, Person, PersonArchive
from rxapp.accounts.people import context_for
from rxapp.agenda.models import Appointment
from rxapp.core import audit, history, ledger
from rxapp.core.archive_key import open_from, private_half
from rxapp.core.crypto import SealBroken, open_sealed
from rxapp.core.db import Database
from rxapp.core.keys import PersonKeyRow, has_key, person_key
from rxapp.core.ledger import Fate
from rxapp.core.policy import SYSTEM_ACTOR
from rxapp.notices.views import departures_page
from rxapp.record import service as record
from rxapp.record.models import Document
from tests.accounts import URL, Resident, refused
from tests.closing import LOGIN, Leaving, leaving
from tests.pharmacy import counter, home
from tests.restoring import copied, restored

__all__ = ["counter", "home", "leaving"]

THREE_MONTHS = timedelta(days=90)
SECRET = "Ordonnance de secret"


def archive(leaving: Leaving, database: Database | None = None) -> PersonArchive:
    with (database or leaving.database).read() as uow:
        return uow.session.get(PersonArchive, leaving.nadia.person_id)


def days_later(leaving: Leaving, days: float) -> int:
    leaving.counter.clock.advance(timedelta(days=days))
    return service.destroy_due(leaving.database)


def command(leaving: Leaving, verb, which: str = ""):
    with leaving.database.uow() as uow:
        done = verb(uow, which=which or leaving.nadia.person_id)
        uow.commit()
    service.settle(leaving.database)
    return done


def reopening(leaving: Leaving, archive_key: tuple[str, str]) -> dict[str, object]:
    return {"which": leaving.nadia.person_id, "private": private_half(archive_key[0], ""), "where": "", "public_url": URL}


def test_on_request_it_is_destroyed_within_three_months(leaving: Leaving) -> None:
    leaving.close(destroy=True)
    assert ON_REQUEST < THREE_MONTHS
    assert days_later(leaving, ON_REQUEST.days - 1) == 0
    assert archive(leaving).sealed is not None
    assert days_later(leaving, 1) == 1
    row = archive(leaving)
    assert (row.sealed, row.name_index, row.receipt_to, row.destroy_at) == (None, None, None, None)
    assert row.destroyed_at == leaving.counter.clock.now()
    assert days_later(leaving, 1) == 0


def test_ten_years_later_it_is_destroyed(leaving: Leaving) -> None:
    leaving.close()
    assert days_later(leaving, 365 * 10) == 0
    assert days_later(leaving, 4) == 1
    assert archive(leaving).destroyed_at is not None


def test_the_receipt_of_a_destruction_leaves_by_mail_and_names_nobody(leaving: Leaving) -> None:
    leaving.close(destroy=True)
    reference = archive(leaving).reference
    days_later(leaving, ON_REQUEST.days)
    with leaving.database.read() as uow:
        mail = departures_page(uow, actor=SYSTEM_ACTOR, lang="fr", kind="mail").items[0]
        pdf = service.destruction_receipt(uow, which=reference, public_url=URL, lang="fr")
    assert (mail.recipient, mail.subject, mail.has_pdf) == ("nadia@exemple.fr", "Votre dossier Carnet est détruit", True)
    sheet = pypdfium2.PdfDocument(pdf)
    said = " ".join(sheet[0].get_textpage().get_text_range().replace("\xa0", " ").split())
    sheet.close()
    assert reference in said
    assert "a été détruit le 18 janvier 2027" in said
    assert "demandée par la personne" in said
    assert "Nadia" not in said + mail.body
    assert "sept jours après son envoi" in mail.body
    assert "L’historique d’un enfant garde le nom de qui y a agi" in said


def test_no_key_that_is_left_opens_anything(leaving: Leaving, archive_key: tuple[str, str]) -> None:
    document = leaving.counter.paper(SECRET)
    with leaving.database.read() as uow:
        key = person_key(uow, leaving.nadia.person_id)
    leaving.close(destroy=True)
    sealed = archive(leaving).sealed
    with leaving.database.read() as uow:
        title = uow.session.get(Document, document).title
    assert open_from(private_half(archive_key[0], ""), sealed, person_id=leaving.nadia.person_id) == key
    days_later(leaving, ON_REQUEST.days)
    folder = leaving.database.settings.data_dir
    for path in (one for one in folder.rglob("*") if one.is_file()):
        held = path.read_bytes()
        assert sealed not in held, path
        assert key not in held, path
        assert SECRET.encode() not in held, path
    with leaving.database.read() as uow:
        others = [uow.keyring.unwrap(one) for one in uow.session.execute(select(PersonKeyRow.wrapped)).scalars()]
        row = uow.session.get(Document, document)
        assert row is None or row.title == b""
        for other in (*others, uow.keyring.instance_key):
            with pytest.raises(SealBroken):
                open_sealed(other, title, table="document", column="title", row=document, person=leaving.nadia.person_id)


def test_what_told_who_it_was_is_gone_and_the_number_may_be_registered_anew(leaving: Leaving) -> None:
    home = leaving.counter.home
    with leaving.database.read() as uow:
        before = uow.session.get(Person, leaving.nadia.person_id)
    leaving.close(destroy=True)
    days_later(leaving, ON_REQUEST.days)
    with leaving.database.read() as uow:
        after = uow.session.get(Person, leaving.nadia.person_id)
        assert after.nir_index != before.nir_index
        assert after.identity_index != before.identity_index
        assert {after.nir, after.birth_date, after.family_name, after.given_names, after.sex} == {b""}
        assert after.postal_address is None
        assert uow.session.get(Account, leaving.nadia.account_id) is None
        assert audit.verify(uow, leaving.nadia.person_id).ok
    assert home.town.settle("Nadia", login="nadia.petit", order=40).person_id != leaving.nadia.person_id


def test_a_child_keeps_their_record_and_who_acted_in_it(leaving: Leaving) -> None:
    appointment = leaving.counter.home.add(leaving.leo)
    karim = leaving.add_parent()
    leaving.close(destroy=True)
    days_later(leaving, ON_REQUEST.days)
    with leaving.database.read() as uow:
        assert identity_of(uow, leaving.leo).given_names == "Léo"
        ties = uow.session.execute(select(Guardianship.guardian_id)).scalars().all()
        assert ties == [karim.person_id]
        assert uow.session.get(Appointment, appointment).created_by == leaving.nadia.account_id
        given = {"actor": karim, "context": context_for(uow, karim), "person_id": leaving.leo, "lang": "fr"}
        named = {one.label for one in history.authors(uow, **given) if one.account == leaving.nadia.account_id}
        assert named == {leaving.nadia.label}
        assert audit.verify(uow, leaving.leo).ok


def test_documents_go_from_the_disk(leaving: Leaving) -> None:
    document = leaving.counter.paper(SECRET)
    with leaving.database.read() as uow:
        blob = uow.session.get(Document, document).blob_id
    leaving.close(destroy=True)
    days_later(leaving, ON_REQUEST.days)
    record.sweep(leaving.database)
    with leaving.database.read() as uow:
        assert uow.session.get(Document, document) is None
    assert blob not in set(leaving.database.blobs.ids())


def test_a_request_comes_later_by_post_and_is_called_off(leaving: Leaving) -> None:
    leaving.close()
    last = archive(leaving).destroy_at
    day = command(leaving, service.ask_destruction, which=archive(leaving).reference)
    assert day == leaving.counter.clock.now() + ON_REQUEST
    leaving.counter.clock.advance(timedelta(days=3))
    assert command(leaving, service.ask_destruction) == day
    assert command(leaving, service.keep_archived) == last
    days_later(leaving, ON_REQUEST.days)
    assert archive(leaving).sealed is not None
    said = ledger.latest(leaving.database.settings.ledger_file, leaving.database.keyring)[leaving.nadia.person_id]
    assert (said.fate, said.destroy_at, said.asked) == (Fate.ARCHIVED, last, False)


def test_nothing_is_reopened_nor_asked_after_a_destruction(leaving: Leaving, archive_key: tuple[str, str]) -> None:
    leaving.close(destroy=True)
    days_later(leaving, ON_REQUEST.days)
    with leaving.database.uow() as uow:
        assert refused(service.reopen, uow, **reopening(leaving, archive_key)).code == "archive.detruit"
    for verb in (service.ask_destruction, service.keep_archived):
        assert refused(command, leaving, verb).code == "archive.detruit"


def test_a_backup_older_than_a_destruction_is_destroyed_again(leaving: Leaving, tmp_path: Path) -> None:
    leaving.counter.send()
    with copied(leaving.database, tmp_path / "copie") as copy:
        leaving.close({one.id: "annuler" for one in leaving.view().orders}, destroy=True)
        days_later(leaving, ON_REQUEST.days)
        with restored(leaving.database, copy) as again:
            with again.read() as uow:
                assert has_key(uow, leaving.nadia.person_id)
            assert service.replay(again) == service.Replayed(0, 1)
            with again.read() as uow:
                assert not has_key(uow, leaving.nadia.person_id)
                assert uow.session.get(Account, leaving.nadia.account_id) is None
            assert archive(leaving, again).destroyed_at is not None
            assert service.replay(again) == service.Replayed()


def test_a_backup_older_than_a_closing_is_sealed_again(leaving: Leaving, tmp_path: Path, archive_key: tuple[str, str]) -> None:
    with copied(leaving.database, tmp_path / "copie") as copy:
        leaving.close(destroy=True)
        last = archive(leaving).destroy_at
        with restored(leaving.database, copy) as again:
            assert service.replay(again) == service.Replayed(1, 0)
            row = archive(leaving, again)
            assert (row.destroy_at, row.asked) == (last, True)
            with again.read() as uow:
                assert not has_key(uow, leaving.nadia.person_id)
    assert open_from(private_half(archive_key[0], ""), row.sealed, person_id=leaving.nadia.person_id)


def test_a_backup_older_than_a_request_has_its_last_day(leaving: Leaving, tmp_path: Path) -> None:
    leaving.close()
    with copied(leaving.database, tmp_path / "copie") as copy:
        day = command(leaving, service.ask_destruction)
        with restored(leaving.database, copy) as again:
            assert archive(leaving, again).destroy_at != day
            assert service.replay(again) == service.Replayed()
            assert (archive(leaving, again).destroy_at, archive(leaving, again).asked) == (day, True)


def test_a_backup_of_a_sealed_record_that_was_given_back_since_stays_sealed_until_its_letter(
    leaving: Leaving, tmp_path: Path, archive_key: tuple[str, str]
) -> None:
    """The key is in the backup's seal alone: the operator brings the private half once more."""
    leaving.close()
    with copied(leaving.database, tmp_path / "copie") as copy:
        with leaving.database.uow() as uow:
            service.reopen(uow, **reopening(leaving, archive_key))
            uow.commit()
        with restored(leaving.database, copy) as again:
            assert service.replay(again) == service.Replayed()
            with again.uow() as uow:
                assert not has_key(uow, leaving.nadia.person_id)
                service.reopen(uow, **reopening(leaving, archive_key))
                assert has_key(uow, leaving.nadia.person_id)


def test_a_start_without_a_restore_changes_nothing(leaving: Leaving, archive_key: tuple[str, str]) -> None:
    """Each start replays the ledger: a letter on its way is not taken back, nor what could not be said before a crash."""
    with leaving.database.read() as uow:
        who = identity_of(uow, leaving.nadia.person_id)
    leaving.close()
    assert service.replay(leaving.database) == service.Replayed()
    with leaving.database.uow() as uow:
        code = service.reopen(uow, **reopening(leaving, archive_key)).code
        uow.commit()
    assert service.replay(leaving.database) == service.Replayed()
    town = leaving.counter.home.town
    town.open(town.check(Resident(who.person_id, who.nir, who.birth_date), code), LOGIN)
    assert not archive(leaving).noted  # as if the server had stopped here
    assert service.replay(leaving.database) == service.Replayed()
    with leaving.database.read() as uow:
        assert has_key(uow, leaving.nadia.person_id)
    leaving.close(destroy=True)
    days_later(leaving, ON_REQUEST.days)
    assert service.replay(leaving.database) == service.Replayed()


def test_what_a_restored_database_could_not_say_yet_is_older_than_the_ledger(
    leaving: Leaving, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    def full(*_given: object) -> None:
        raise OSError("no space left on device")

    with monkeypatch.context() as held:
        held.setattr(ledger, "append", full)
        leaving.close(destroy=True)
    assert not archive(leaving).noted
    with copied(leaving.database, tmp_path / "copie") as copy:
        days_later(leaving, ON_REQUEST.days)
        with restored(leaving.database, copy) as again:
            assert service.replay(again) == service.Replayed(0, 1)
            assert archive(leaving, again).destroyed_at is not None


def test_asked_by_post_no_receipt_leaves_and_it_can_be_made_long_after(leaving: Leaving) -> None:
    leaving.close()
    command(leaving, service.ask_destruction)
    with leaving.database.read() as uow:
        before = departures_page(uow, actor=SYSTEM_ACTOR, lang="fr", kind="mail").items
        assert not service.receipt_leaves(uow, which=leaving.nadia.person_id)
    assert days_later(leaving, ON_REQUEST.days) == 1
    with leaving.database.read() as uow:
        assert departures_page(uow, actor=SYSTEM_ACTOR, lang="fr", kind="mail").items == before
    leaving.counter.clock.advance(timedelta(days=4000))
    service.settle(leaving.database)
    with leaving.database.read() as uow:
        assert service.destruction_receipt(uow, which=archive(leaving).reference, public_url=URL, lang="en").startswith(b"%PDF")
