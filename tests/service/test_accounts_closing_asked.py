"""The receipt of a closing that waits: it says the reference that the closing will bear, and brings its receipt afterwards."""

from __future__ import annotations

import re
from dataclasses import replace
from datetime import timedelta

import pypdfium2
import pytest
from sqlalchemy import select

from rxapp.accounts import acts, closing_views, service
from rxapp.accounts.archive import last_day
from rxapp.accounts.closing import LONGEST_WAIT
from rxapp.accounts.closing_receipt import RECEIPT_AFTER, RECEIPT_FOR
from rxapp.accounts.models import Account, AccountClosing, PersonArchive
from rxapp.accounts.upkeep import settle
from rxapp.core.chain import AuditEntry
from rxapp.core.clock import paris_date
from rxapp.core.i18n import plain_date
from rxapp.core.policy import SYSTEM_ACTOR
from rxapp.notices.views import departures_page
from tests.accounts import URL, refused
from tests.closing import Leaving, leaving
from tests.pharmacy import counter, home
from tests.service.test_accounts_closing import text_of

__all__ = ["counter", "home", "leaving"]


@pytest.fixture
def waiting(leaving: Leaving) -> Leaving:
    """Nadia, who has no e-mail address, waits for an order."""
    with leaving.database.uow() as uow:
        account = uow.session.get(Account, leaving.nadia.account_id)
        account.email = account.email_index = None
        uow.session.add(account)
        uow.commit()
    leaving.close({leaving.counter.send(): "attendre"})
    return leaving


def sheet_of(leaving: Leaving, public_url: str = URL) -> bytes:
    with leaving.database.uow() as uow:
        sheet = service.asked_pdf(uow, actor=leaving.nadia, public_url=public_url)[1]
        uow.commit()
    return sheet


def link_of(pdf: bytes) -> str:
    """The address that the sheet opens."""
    document = pypdfium2.PdfDocument(pdf)
    try:
        found = re.findall(rb"https?://[^)>\s]+#[0-9a-f]{64}", pdf)
        assert len(document) == 1
        return found[0].decode()
    finally:
        document.close()


def row_of(leaving: Leaving) -> AccountClosing:
    with leaving.database.read() as uow:
        return uow.session.get(AccountClosing, leaving.nadia.account_id)


def left(leaving: Leaving, token: str) -> closing_views.LeftWith:
    with leaving.database.read() as uow:
        return closing_views.left_with(uow, token=token, lang="fr")


def end(leaving: Leaving) -> None:
    leaving.counter.clock.advance(LONGEST_WAIT)
    service.advance(leaving.database)
    assert leaving.is_closed()


@pytest.mark.parametrize("destroy", [False, True])
def test_the_last_day_is_that_of_a_record_closed_on_the_last_day_of_waiting(leaving: Leaving, destroy: bool) -> None:
    """It stays the same while one waits, on the page and on the sheet, and what then happens is no later."""
    leaving.close({leaving.counter.send(): "attendre"}, destroy=destroy)
    until = row_of(leaving).until
    last = plain_date(paris_date(last_day(until, destroy)), "fr")
    for days in (0, 5):
        leaving.counter.clock.advance(timedelta(days=days))
        with leaving.database.read() as uow:
            view = closing_views.closing_view(uow, actor=leaving.nadia, lang="fr")
        assert (view.destroyed_on if destroy else view.kept_until) == last
        (waited,) = view.waited
        assert waited.startswith("Commande")
        assert waited.endswith(", remise ou annulée")
        assert f"au plus tard le {last}" in text_of(sheet_of(leaving))
        leaving.counter.clock.advance(timedelta(days=1))
    leaving.counter.clock.set(until)
    service.advance(leaving.database)
    with leaving.database.read() as uow:
        row = uow.session.get(PersonArchive, leaving.nadia.person_id)
        assert plain_date(paris_date(last_day(row.archived_at, destroy)), "fr") == last


def test_the_sheet_says_the_reference_that_the_closing_then_bears(waiting: Leaving) -> None:
    text = text_of(sheet_of(waiting))
    reference = row_of(waiting).asked_reference
    assert "au nom de Nadia Petit a été demandée le 23 novembre 2026" in text
    assert f"Référence : {reference}" in text
    assert "exploitant@carnet.example" in text
    end(waiting)
    row = row_of(waiting)
    assert row.reference == reference
    assert (row.asked_reference, row.asked_token) == (None, None)


def test_what_it_opens_gives_the_receipt_for_sixty_days_once_the_account_is_closed(waiting: Leaving) -> None:
    link = link_of(sheet_of(waiting))
    assert link.startswith(f"{URL}/compte-ferme#")
    token = link.partition("#")[2]
    assert left(waiting, token) == closing_views.LeftWith(waits_label="23 décembre 2026")
    with waiting.database.read() as uow:
        assert refused(service.receipt_pdf, uow, token=token).code == "introuvable"
    end(waiting)
    settle(waiting.database)
    with waiting.database.read() as uow:
        language, pdf = service.receipt_pdf(uow, token=token)
    told = left(waiting, token)
    assert language == "fr"
    assert f"Référence : {told.reference}" in text_of(pdf)
    assert (told.mailed, told.waits_label) == (False, "")
    waiting.counter.clock.advance(RECEIPT_AFTER - timedelta(minutes=1))
    assert left(waiting, token).reference == told.reference
    waiting.counter.clock.advance(timedelta(minutes=1))
    assert left(waiting, token) == closing_views.NOTHING_LEFT
    with waiting.database.uow() as uow:
        assert service.forget_receipts(uow) == 1


def test_asked_again_the_sheet_stays_good_and_called_off_it_is_worth_nothing(waiting: Leaving) -> None:
    first = link_of(sheet_of(waiting))
    (order,) = waiting.view().orders
    waiting.close({order.id: "attendre"})
    assert link_of(sheet_of(waiting)) == first
    waiting.keep()
    assert left(waiting, first.partition("#")[2]) == closing_views.NOTHING_LEFT
    with waiting.database.read() as uow:
        assert refused(service.asked_pdf, uow, actor=waiting.nadia, public_url=URL).code == "introuvable"


def test_choosing_again_moves_neither_the_day_of_asking_nor_the_last_one(waiting: Leaving) -> None:
    """The sheet that was printed, and the e-mail that was sent, stay right."""
    before, sheet = row_of(waiting), text_of(sheet_of(waiting))
    (order,) = waiting.view().orders
    waiting.counter.clock.advance(timedelta(days=10))
    waiting.close({order.id: "attendre"}, destroy=False)
    after = row_of(waiting)
    assert (after.asked_at, after.until) == (before.asked_at, before.until)
    assert text_of(sheet_of(waiting)) == sheet
    waiting.keep()
    waiting.close({order.id: "attendre"})
    assert row_of(waiting).asked_at == before.asked_at + timedelta(days=10)
    assert row_of(waiting).until == before.until + timedelta(days=10)


def test_closed_at_once_after_all_it_keeps_the_reference_that_was_told(waiting: Leaving) -> None:
    reference, (order,) = row_of(waiting).asked_reference, waiting.view().orders
    closing = waiting.close({order.id: "annuler"})
    told = left(waiting, closing.token)
    assert told.reference == reference
    assert told.until_label == "23 novembre 2026 à 10\u00a0h\u00a015"


def test_closed_at_once_after_all_the_sheet_stays_good_and_the_browser_has_the_receipt_too(waiting: Leaving) -> None:
    sheet, (order,) = link_of(sheet_of(waiting)).partition("#")[2], waiting.view().orders
    browsers = waiting.close({order.id: "annuler"}).token
    settle(waiting.database)

    def fetched(token: str) -> bytes:
        with waiting.database.read() as uow:
            return service.receipt_pdf(uow, token=token)[1]

    assert sheet != browsers
    assert fetched(sheet) == fetched(browsers)
    waiting.counter.clock.advance(RECEIPT_FOR)
    assert left(waiting, browsers) == closing_views.NOTHING_LEFT
    assert refused(fetched, browsers).code == "introuvable"
    with waiting.database.uow() as uow:
        assert service.forget_receipts(uow) == 0
        uow.commit()
    assert (row_of(waiting).browser_index, row_of(waiting).browser_token) == (None, None)
    assert fetched(sheet).startswith(b"%PDF")
    assert left(waiting, sheet).until_label == "22 janvier 2027 à 10\u00a0h\u00a000"


def test_a_closing_that_waited_before_there_were_receipts_gets_its_own_when_it_is_asked_for(waiting: Leaving) -> None:
    with waiting.database.uow() as uow:
        row = uow.session.get(AccountClosing, waiting.nadia.account_id)
        row.asked_reference = row.asked_token = row.receipt_index = None
        uow.session.add(row)
        uow.commit()
    first = link_of(sheet_of(waiting))
    reference = row_of(waiting).asked_reference
    assert link_of(sheet_of(waiting)) == first
    end(waiting)
    assert left(waiting, first[-64:]).reference == reference != ""


def test_where_the_operator_told_nothing_sheets_and_e_mail_say_whom_to_ask(leaving: Leaving) -> None:
    database = leaving.database
    database.settings = replace(database.settings, operator_contact=())
    asks = (
        "Exploitant de ce Carnet : L’exploitant n’a pas dit comment le joindre. Demandez à la personne ou à l’organisme qui vous "
        f"a donné ce Carnet, en donnant cette adresse : {URL}"
    )
    leaving.close({leaving.counter.send(): "attendre"})
    sheet = sheet_of(leaving)
    assert asks in text_of(sheet)
    end(leaving)
    settle(database)
    with database.read() as uow:
        receipt = service.receipt_pdf(uow, token=link_of(sheet).partition("#")[2])[1]
        mail = departures_page(uow, actor=SYSTEM_ACTOR, lang="fr", kind="mail").items[0]
    assert asks in text_of(receipt)
    assert asks in " ".join(mail.body.replace("\u00a0", " ").split())


def test_nothing_is_given_when_nothing_waits_nor_of_somebody_elses(leaving: Leaving) -> None:
    with leaving.database.read() as uow:
        assert refused(service.asked_pdf, uow, actor=leaving.nadia, public_url=URL).code == "introuvable"


def test_the_token_is_nowhere_in_clear(waiting: Leaving) -> None:
    token = link_of(sheet_of(waiting)).partition("#")[2]
    database = waiting.database.settings.sqlite_file
    for path in database.parent.glob(f"{database.name}*"):
        content = path.read_bytes()
        assert token.encode() not in content
        assert bytes.fromhex(token) not in content


def test_the_reference_is_that_of_the_line_of_the_history(waiting: Leaving) -> None:
    with waiting.database.read() as uow:
        theirs = select(AuditEntry.hash).where(AuditEntry.person_id == waiting.nadia.person_id)
        said = uow.session.execute(theirs.where(AuditEntry.action == acts.CLOSING_ASKED)).scalar_one()
    assert row_of(waiting).asked_reference == said.hex()[:16]
