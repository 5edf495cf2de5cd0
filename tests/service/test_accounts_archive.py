"""A closed record is sealed away: nobody here reads it, the operator's key and a new letter bring all of it back."""

from __future__ import annotations

import asyncio
from datetime import timedelta

import pytest
from sqlalchemy import select

from rxapp.accounts import service
from rxapp.accounts.activation import VALIDITY
from rxapp.accounts.archive import KEPT_YEARS, years_after
from rxapp.accounts.identity import identity_of, names_of, open_session_text, seal_account
from rxapp.accounts.models import Account, AccountClosing, LoginSession, Person, PersonArchive
from rxapp.accounts.passwords import hash_password
from rxapp.accounts.people import name_index
from rxapp.accounts.standing import accounts_for
from rxapp.core import audit, ledger
from rxapp.core.archive_key import ArchiveKeyUnusable, new_pair, open_from, private_half
from rxapp.core.crypto import PersonKey, SealBroken
from rxapp.core.errors import DomainError
from rxapp.core.keys import has_key, person_key
from rxapp.core.ledger import Fate
from rxapp.core.policy import SYSTEM_ACTOR
from rxapp.notices import service as notices
from rxapp.notices import views as told
from rxapp.notices.dispatch import Dispatcher
from rxapp.notices.models import Departure
from rxapp.notices.parcels import End
from rxapp.pharmacy import service as pharmacy
from rxapp.record import service as record
from rxapp.record.models import Document, Status
from tests.accounts import PASSWORD, URL, Resident, refused
from tests.closing import LOGIN, Leaving, leaving
from tests.pharmacy import ANNE, counter, home

__all__ = ["counter", "home", "leaving"]


def key_of(leaving: Leaving) -> PersonKey:
    with leaving.database.read() as uow:
        return person_key(uow, leaving.nadia.person_id)


def archive(leaving: Leaving) -> PersonArchive:
    with leaving.database.read() as uow:
        return uow.session.get(PersonArchive, leaving.nadia.person_id)


def reopened(leaving: Leaving, archive_key: tuple[str, str], which: str = "") -> service.IssuedCode:
    with leaving.database.uow() as uow:
        issued = service.reopen(
            uow,
            which=which or leaving.nadia.person_id,
            private=private_half(archive_key[0], ""),
            where="cle",
            public_url=URL,
        )
        uow.commit()
    return issued


def resident(leaving: Leaving) -> Resident:
    with leaving.database.read() as uow:
        who = identity_of(uow, leaving.nadia.person_id)
    return Resident(who.person_id, who.nir, who.birth_date)


def is_readable(leaving: Leaving, person_id: str = "") -> bool:
    with leaving.database.read() as uow:
        return has_key(uow, person_id or leaving.nadia.person_id)


def test_nothing_that_the_server_holds_opens_the_seal(leaving: Leaving) -> None:
    leaving.close()
    sealed = archive(leaving).sealed
    keyring = leaving.database.keyring
    for held in (keyring._wrapping_key, keyring._index_key, keyring.instance_key, keyring.pepper, keyring.archive_public):
        with pytest.raises(SealBroken):
            open_from(held, sealed, person_id=leaving.nadia.person_id)
    with pytest.raises(SealBroken):
        keyring.unwrap(sealed)


def test_the_names_of_sessions_go_too(leaving: Leaving) -> None:
    leaving.sign_in()
    leaving.close()
    with leaving.database.read() as uow:
        rows = uow.session.execute(select(LoginSession).where(LoginSession.account_id == leaving.nadia.account_id)).scalars()
        for row in rows:
            said = [open_session_text(uow.keyring, name, getattr(row, name), row.id) for name in ("label", "device", "address")]
            assert said == ["", "", ""]
        account = uow.session.get(Account, leaving.nadia.account_id)
        assert (account.password_hash, account.email_index) == ("", None)


@pytest.mark.parametrize("what", ["identity", "history"])
def test_whoever_asks_is_told_that_there_is_nothing(leaving: Leaving, what: str) -> None:
    leaving.close()
    person = leaving.nadia.person_id
    with leaving.database.read() as uow:
        if what == "identity":
            error = refused(identity_of, uow, person)
        else:
            error = refused(audit.history_page, uow, actor=SYSTEM_ACTOR, person_id=person)
        assert error.code == "introuvable"
        assert names_of(uow, {person}) == {}
        assert accounts_for(uow, person) == ()
        assert audit.verify(uow, person).ok


def test_everything_that_runs_by_itself_goes_on(leaving: Leaving) -> None:
    """Sweeps, the outbox, the orders, the history: a person without a key is in nobody's way."""
    own = leaving.counter.send()
    leaving.counter.to_ready(own)
    leaving.counter.hand_over(own)
    binned = leaving.counter.paper("À la corbeille")
    with leaving.database.uow() as uow:
        document = uow.session.get(Document, binned)
        document.status, document.deleted_at = Status.TRASHED, uow.clock.now()
        uow.commit()
    leaving.close()
    leaving.counter.clock.advance(timedelta(days=1))
    record.sweep(leaving.database)
    pharmacy.advance(leaving.database)
    service.advance(leaving.database)
    service.put_away_left(leaving.database)
    asyncio.run(Dispatcher(leaving.database).once())
    with leaving.database.read() as uow:
        assert uow.session.get(Document, binned) is None
        assert told.unread_count(uow, actor=ANNE) == len(told.notices_page(uow, actor=ANNE, lang="fr").items)
        assert told.waiting_letters(uow, actor=SYSTEM_ACTOR) == ()
        latest = told.departures_page(uow, actor=SYSTEM_ACTOR, lang="fr").items[0]
        assert latest.subject == "Votre compte Carnet est fermé"


def test_a_parent_whose_grown_child_left_goes_on(leaving: Leaving) -> None:
    """Zoé is of age by then, and leaves: her parent's children are still found."""
    zoe = leaving.counter.home.zoe
    leaving.counter.clock.advance(timedelta(days=3 * 366))
    with leaving.database.uow() as uow:
        account = uow.session.get(Account, zoe.account_id)
        account.password_hash = hash_password(uow.keyring.pepper, PASSWORD)
        place = {"account_id": account.id, "person_id": zoe.person_id}
        account.login = seal_account(person_key(uow, zoe.person_id), "login", "zoe.petit", **place)
        uow.commit()
    leaving.close(actor=zoe)
    assert not is_readable(leaving, zoe.person_id)
    with leaving.database.read() as uow:
        assert service.context_for(uow, leaving.nadia).guardian_of == {leaving.leo}
    leaving.view()


def test_no_second_record_is_made_of_somebody_who_left(leaving: Leaving) -> None:
    who = resident(leaving)
    leaving.close()
    given = {"nir": who.nir, "birth_date": who.birth_date}
    with leaving.database.read() as uow:
        assert service.find_person(uow, **given, given_names="Nadia") == who.id
        assert service.find_person(uow, **given, given_names="") == who.id
        assert service.find_person(uow, **given, given_names="Jumelle") is None
    line = f"{who.nir};Petit;Nadia;{who.birth_date.isoformat()};F;1 rue des Exemples"
    outcome = service.issue_codes_from_csv(
        leaving.database.uow, ["nir;nom;prenoms;naissance;sexe;adresse", line], actor=SYSTEM_ACTOR, public_url=URL
    )
    assert [one.error.code for one in outcome.errors] == ["activation.fermee"]
    assert leaving.counter.home.town.ask(who) == 0


def test_the_twin_of_somebody_who_left_opens_their_own(leaving: Leaving) -> None:
    town, who = leaving.counter.home.town, resident(leaving)
    twin = town.register("Nora", nir=who.nir, birth_date=who.birth_date)
    leaving.close()
    with leaving.database.read() as uow:
        assert archive(leaving).name_index == name_index(uow, who.id, "nadia") != name_index(uow, twin.id, "nadia")
    ticket = town.check(twin, town.write_to(twin).code)
    assert (ticket.given_names, ticket.twins) == ("Nora", ())
    town.open(ticket, "nora.petit")


def test_the_operator_s_key_and_the_person_s_letter_bring_everything_back(leaving: Leaving, archive_key: tuple[str, str]) -> None:
    who, key = resident(leaving), key_of(leaving)
    paper = leaving.counter.paper("Ordonnance de secret")
    own = leaving.counter.send(paper)
    leaving.close({own: "annuler"})
    town = leaving.counter.home.town
    issued = reopened(leaving, archive_key, which=archive(leaving).reference)
    assert key_of(leaving) == key
    assert refused(leaving.sign_in).code == "connexion.refusee"
    signed_in = town.open(town.check(who, issued.code), LOGIN)
    assert signed_in.account_id == leaving.nadia.account_id
    assert leaving.sign_in().person_id == leaving.nadia.person_id
    assert leaving.view().login == LOGIN
    assert leaving.counter.order(own).row.titles == ("Ordonnance de secret",)
    with leaving.database.read() as uow:
        assert service.context_for(uow, leaving.nadia).guardian_of >= {leaving.leo}
        assert uow.session.get(AccountClosing, leaving.nadia.account_id) is None
        assert uow.session.get(Person, leaving.nadia.person_id).closed_at is None
        assert audit.verify(uow, leaving.nadia.person_id).ok
    assert leaving.counter.acts(prefix="compte.")[-2:] == ["compte.cle_rendue", "compte.reouverture"]
    row = archive(leaving)
    assert (row.sealed, row.destroy_at, row.reopened_at) == (None, None, leaving.counter.clock.now())
    service.put_away_left(leaving.database)
    assert is_readable(leaving)
    leaving.close({})
    assert not is_readable(leaving)


def test_a_letter_that_is_not_used_leaves_the_record_sealed_again(leaving: Leaving, archive_key: tuple[str, str]) -> None:
    who = resident(leaving)
    leaving.close()
    last = archive(leaving).destroy_at
    code = reopened(leaving, archive_key).code
    leaving.counter.clock.advance(VALIDITY)
    service.put_away_left(leaving.database)
    assert is_readable(leaving)
    leaving.counter.clock.advance(timedelta(days=2))
    service.put_away_left(leaving.database)
    assert not is_readable(leaving)
    assert archive(leaving).destroy_at == last
    assert refused(leaving.counter.home.town.check, who, code).code == "activation.remplacee"
    reopened(leaving, archive_key)
    assert is_readable(leaving)


def test_another_key_opens_nothing_and_changes_nothing(leaving: Leaving, archive_key: tuple[str, str]) -> None:
    leaving.close()
    with pytest.raises(ArchiveKeyUnusable):
        reopened(leaving, new_pair())
    assert not is_readable(leaving)
    with leaving.database.read() as uow:
        assert refused(service.archive_of, uow, "0" * 16).code == "introuvable"
    reopened(leaving, archive_key)
    assert refused(reopened, leaving, archive_key).code == "archive.ouvert"


def test_a_closing_without_an_archive_key_is_sealed_once_there_is_one(leaving: Leaving) -> None:
    keyring = leaving.database.keyring
    public, keyring.archive_public = keyring.archive_public, None
    leaving.close()
    assert leaving.is_closed()
    assert service.put_away_left(leaving.database) == 0
    keyring.archive_public = public
    assert service.put_away_left(leaving.database) == 1
    assert not is_readable(leaving)
    with leaving.database.read() as uow:
        closing = uow.session.get(AccountClosing, leaving.nadia.account_id)
    assert archive(leaving).reference == closing.reference


def test_what_leaves_by_mail_is_erased_some_days_later(leaving: Leaving) -> None:
    leaving.close()
    asyncio.run(Dispatcher(leaving.database).once())
    leaving.counter.clock.advance(timedelta(days=7, seconds=1))
    with leaving.database.uow() as uow:
        assert notices.erase_old_mails(uow, before=uow.clock.now() - timedelta(days=7)) == 1
        uow.commit()
    with leaving.database.read() as uow:
        (row,) = uow.session.execute(select(Departure).where(Departure.person_id.is_(None))).scalars()
        assert (row.body, row.attachment) == (None, None)
        mail = told.departures_page(uow, actor=SYSTEM_ACTOR, lang="fr", kind="mail").items[0]
        assert (mail.recipient, mail.subject, mail.body) == ("", "", "")


def test_the_receipt_that_the_browser_fetches_is_erased_with_its_link(leaving: Leaving) -> None:
    leaving.close()
    with leaving.database.read() as uow:
        closing = uow.session.get(AccountClosing, leaving.nadia.account_id)
        assert closing.receipt_sheet is not None
    leaving.counter.clock.advance(timedelta(minutes=15))
    with leaving.database.uow() as uow:
        assert service.forget_receipts(uow) == 1
        uow.commit()
    with leaving.database.read() as uow:
        closing = uow.session.get(AccountClosing, leaving.nadia.account_id)
        assert (closing.receipt_sheet, closing.receipt_index, closing.receipt_until) == (None, None, None)


def test_the_ledger_says_what_became_of_the_key(leaving: Leaving, archive_key: tuple[str, str]) -> None:
    settings, keyring = leaving.database.settings, leaving.database.keyring
    who = resident(leaving)
    leaving.close()
    (line,) = ledger.latest(settings.ledger_file, keyring).values()
    assert (line.person_id, line.fate, line.asked) == (leaving.nadia.person_id, Fate.ARCHIVED, False)
    assert line.destroy_at == years_after(leaving.counter.clock.now(), KEPT_YEARS)
    town = leaving.counter.home.town
    town.open(town.check(who, reopened(leaving, archive_key).code), LOGIN)
    service.settle(leaving.database)
    (line,) = ledger.latest(settings.ledger_file, keyring).values()
    assert line.fate is Fate.REOPENED
    said = settings.ledger_file.read_text()
    assert len(said.splitlines()) == 2
    assert "Nadia" not in said
    settings.ledger_file.write_text(said.replace("archived", "destroyed"))
    with pytest.raises(ledger.LedgerBroken):
        ledger.latest(settings.ledger_file, keyring)


def test_what_fails_leaves_the_key_where_it_was(leaving: Leaving, monkeypatch: pytest.MonkeyPatch) -> None:
    def fails(*_given: object, **_named: object) -> None:
        raise DomainError("stockage.plein")

    monkeypatch.setattr(notices, "part", fails)
    assert refused(leaving.close).code == "stockage.plein"
    assert not leaving.is_closed()
    assert is_readable(leaving)
    assert not leaving.database.settings.ledger_file.exists()


def test_an_e_mail_about_the_account_s_safety_still_leaves(leaving: Leaving) -> None:
    with leaving.database.uow() as uow:
        given = {"recipient": "nadia@exemple.fr", "subject": "Votre mot de passe a changé", "body": "Bonjour", "pdf": b"%PDF"}
        notices.send_mail(uow, person_id=leaving.nadia.person_id, **given)
        uow.commit()
    leaving.close()
    tally = asyncio.run(Dispatcher(leaving.database).once())
    assert tally.count(End.SENT) == 2
    with leaving.database.read() as uow:
        mails = told.departures_page(uow, actor=SYSTEM_ACTOR, lang="fr", kind="mail").items
    assert {one.subject for one in mails} >= {"Votre mot de passe a changé", "Votre compte Carnet est fermé"}
