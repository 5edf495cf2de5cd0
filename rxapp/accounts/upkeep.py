"""What time decides of closed records: destroyed when due, sealed away again; and the ledger told of it."""

from __future__ import annotations

import logging
from collections.abc import Callable
from datetime import datetime, timedelta

from sqlalchemy import ColumnElement, or_, select, update
from sqlalchemy.orm import InstrumentedAttribute

from rxapp.core import ledger
from rxapp.core.chain import forget_chain_keys
from rxapp.core.db import Database, UnitOfWork
from rxapp.core.errors import DomainError
from rxapp.core.keys import PersonKeyRow
from rxapp.notices import service as notices

from .archive import Terms, put_away, terms_of_closing
from .closing_receipt import forget_receipts
from .codes import erase_dead_letters
from .destruction import destroy
from .fates import line_of
from .models import Account, AccountClosing, Person, PersonArchive

AGAIN = timedelta(hours=1)
"""How long one that failed is left alone."""
MAILS_KEPT = timedelta(days=7)
"""How long what an e-mail about nobody's record says is kept: longer than it is tried."""
_AT_ONCE = 100

log = logging.getLogger("carnet.accounts")


def destroy_due(database: Database) -> int:
    """Destroy what is to be by now, one transaction each; returns how many. Then says in the ledger what is still to be said."""
    with database.read() as uow:
        now = uow.clock.now()
        due = select(PersonArchive.person_id).where(PersonArchive.destroy_at <= now, _is_over(PersonArchive.again_at, now))
        due = due.where(_is_over(PersonArchive.letter_until, now)).order_by(PersonArchive.destroy_at)
        over = uow.session.execute(due.limit(_AT_ONCE)).scalars().all()
    done = sum(_one(database, person_id, _destroy_due) for person_id in over)
    settle(database)
    return done


def put_away_left(database: Database) -> int:
    """Seal away the closed records whose key is here: a reopening's letter was not used, or there was no archive key."""
    with database.read() as uow:
        found = _readable_closed(uow)
    done = sum(_one(database, person_id, _put_away_again) for person_id in found)
    settle(database)
    return done


def erase_words(uow: UnitOfWork, *, demo: bool) -> None:
    """Erase what this server could still read of who left: receipts, and but in a demonstration, letters and e-mails."""
    forget_receipts(uow)
    if not demo:
        erase_dead_letters(uow)
        notices.erase_old_mails(uow, before=uow.clock.now() - MAILS_KEPT)


def settle(database: Database) -> None:
    """Say in the ledger what became of keys, and empty the database's log of them; what cannot be done now is done later."""
    try:
        settle_now(database)
    except (OSError, ledger.LedgerBroken, DomainError) as failure:
        log.error("the ledger of keys could not be written: %s", type(failure).__name__)


def settle_now(database: Database) -> None:
    """`settle`, as far as it goes. Raises OSError, `LedgerBroken`, DomainError when the ledger cannot be written."""
    while _settle_some(database):
        pass


def _settle_some(database: Database) -> bool:
    """Say in the ledger what some rows say, then empty the log; returns whether others wait to be said."""
    with database.read() as uow:
        waiting = select(PersonArchive).where(PersonArchive.wiped.is_(False)).order_by(PersonArchive.noted)
        rows = uow.session.execute(waiting.limit(_AT_ONCE)).scalars().all()
    if not rows:
        return False
    unsaid = [row for row in rows if not row.noted]
    if unsaid:
        ledger.append(database.settings.ledger_file, database.keyring, *map(line_of, unsaid))
    wiped = database.empty_log()
    if wiped:  # nobody reads from before any more: what such a reader looked up again goes too
        forget_keys(database)
    with database.uow() as uow:
        for row in rows:  # one that changed since is said again
            same = (PersonArchive.person_id == row.person_id, PersonArchive.changed_at == row.changed_at)
            uow.session.execute(update(PersonArchive).where(*same).values(noted=True, wiped=wiped))
        uow.commit()
    return len(unsaid) == _AT_ONCE


def forget_keys(database: Database) -> None:
    """Let this process forget every key it remembers: another one may have sealed a record away or destroyed it."""
    database.keyring.forget()
    forget_chain_keys()


def _is_over(instant: InstrumentedAttribute[datetime | None], now: datetime) -> ColumnElement[bool]:
    return or_(instant.is_(None), instant <= now)


def _readable_closed(uow: UnitOfWork) -> list[str]:
    """People whose account is closed and whose key is here, no letter being on its way; those that failed lately left alone."""
    if uow.keyring.archive_public is None:
        return []
    now = uow.clock.now()
    here = select(Account.person_id).join(PersonKeyRow, PersonKeyRow.person_id == Account.person_id)
    here = here.outerjoin(PersonArchive, PersonArchive.person_id == Account.person_id)
    here = here.outerjoin(AccountClosing, AccountClosing.account_id == Account.id)
    let = (PersonArchive.letter_until, PersonArchive.again_at, AccountClosing.again_at)
    here = here.where(Account.closed_at.is_not(None), *(_is_over(instant, now) for instant in let))
    return list(uow.session.execute(here.order_by(Account.closed_at, Account.id).limit(_AT_ONCE)).scalars())


def _one(database: Database, person_id: str, act: Callable[[UnitOfWork, str, str], None]) -> int:
    try:
        with database.uow() as uow:
            act(uow, person_id, database.settings.public_url)
            uow.commit()
        return 1
    except Exception as failure:
        log.error("a closed record could not be put away: %s", type(failure).__name__)
        with database.uow() as uow:
            again_at = uow.clock.now() + AGAIN
            uow.session.execute(update(PersonArchive).where(PersonArchive.person_id == person_id).values(again_at=again_at))
            accounts = select(Account.id).where(Account.person_id == person_id)
            uow.session.execute(update(AccountClosing).where(AccountClosing.account_id.in_(accounts)).values(again_at=again_at))
            uow.commit()
        return 0


def _destroy_due(uow: UnitOfWork, person_id: str, public_url: str) -> None:
    row, now = uow.session.get(PersonArchive, person_id), uow.clock.now()
    waits = row is None or (row.letter_until is not None and row.letter_until > now)
    if not waits and row.destroy_at is not None and row.destroy_at <= now:
        destroy(uow, person_id=person_id, public_url=public_url)


def _put_away_again(uow: UnitOfWork, person_id: str, _public_url: str) -> None:
    account = uow.session.execute(select(Account).where(Account.person_id == person_id)).scalar_one_or_none()
    if account is None or account.closed_at is None:
        return
    uow.session.execute(update(Person).where(Person.id == person_id).values(closed_at=account.closed_at))
    row, closing = uow.session.get(PersonArchive, person_id), uow.session.get(AccountClosing, account.id)
    if row is not None and row.sealed is not None:  # brought back, and the letter was not used: all stays as it was asked for
        terms = Terms(row.archived_at, row.reference, row.asked, row.destroy_at)
    else:
        reference, asked = (closing.reference or "", closing.destroy) if closing is not None else ("", False)
        terms = terms_of_closing(account, reference, asked=asked)
    put_away(uow, account=account, terms=terms)
