"""What time decides of closed records, and what the ledger says of them: destroyed when due, sealed away again, replayed."""

from __future__ import annotations

import logging
from collections.abc import Callable
from datetime import timedelta

from sqlalchemy import delete, or_, select, update

from rxapp.core import ledger
from rxapp.core.db import Database, UnitOfWork
from rxapp.core.errors import DomainError
from rxapp.core.keys import PersonKeyRow, has_key
from rxapp.core.ledger import Fate, LedgerLine
from rxapp.notices import service as notices

from . import farewell, means
from .archive import KEPT_YEARS, put_away, years_after
from .closing_receipt import forget_receipts
from .codes import erase_dead_letters
from .destruction import destroy
from .models import Account, AccountClosing, Person, PersonArchive
from .sessions import end_all_sessions

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
        due = (PersonArchive.destroy_at <= now, or_(PersonArchive.again_at.is_(None), PersonArchive.again_at <= now))
        over = uow.session.execute(select(PersonArchive.person_id).where(*due).limit(_AT_ONCE)).scalars().all()
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
        _settle(database)
    except (OSError, ledger.LedgerBroken, DomainError) as failure:
        log.error("the ledger of keys could not be written: %s", type(failure).__name__)


def _settle(database: Database) -> None:
    with database.read() as uow:
        waiting = select(PersonArchive).where(PersonArchive.wiped.is_(False)).limit(_AT_ONCE)
        rows = uow.session.execute(waiting).scalars().all()
    if not rows:
        return
    for row in rows:
        if not row.noted:
            ledger.append(database.settings.ledger_file, database.keyring, _line(row))
    wiped = database.empty_log()
    with database.uow() as uow:
        for row in rows:
            same = (PersonArchive.person_id == row.person_id, PersonArchive.archived_at == row.archived_at)
            same += (PersonArchive.destroy_at.is_not_distinct_from(row.destroy_at),)
            uow.session.execute(update(PersonArchive).where(*same).values(noted=True, wiped=wiped))
        uow.commit()


def replay(database: Database) -> tuple[int, int]:
    """After a restore: seal away or destroy again what the ledger says was; returns how many of each.

    Where nothing was restored it changes nothing. Raises `LedgerBroken`; DomainError ``archive.sans_cle`` when a record is to be
    sealed away and there is no archive key.
    """
    settle(database)  # what this database knows and could not say yet
    said = ledger.latest(database.settings.ledger_file, database.keyring)
    archived = destroyed = 0
    with database.read() as uow:
        lines = [line for line in said.values() if not _is_so(uow, line)]
    for line in lines:
        with database.uow() as uow:
            if line.fate is Fate.DESTROYED:
                destroyed += _destroy_again(uow, line)
            elif line.fate is Fate.ARCHIVED:
                archived += _archive_again(uow, line)
            uow.commit()
    settle(database)
    return archived, destroyed


def _readable_closed(uow: UnitOfWork) -> list[str]:
    """People whose account is closed and whose key is here, no letter being on its way."""
    waits = select(PersonArchive.person_id).where(
        PersonArchive.person_id == Account.person_id, PersonArchive.letter_until > uow.clock.now()
    )
    here = select(Account.person_id).join(PersonKeyRow, PersonKeyRow.person_id == Account.person_id)
    here = here.where(Account.closed_at.is_not(None), ~waits.exists())
    return list(uow.session.execute(here.limit(_AT_ONCE)).scalars()) if uow.keyring.archive_public is not None else []


def _one(database: Database, person_id: str, act: Callable[[UnitOfWork, str, str], None]) -> int:
    try:
        with database.uow() as uow:
            act(uow, person_id, database.settings.public_url)
            uow.commit()
        return 1
    except Exception as failure:
        log.error("a closed record could not be put away: %s", type(failure).__name__)
        with database.uow() as uow:
            later = update(PersonArchive).where(PersonArchive.person_id == person_id)
            uow.session.execute(later.values(again_at=uow.clock.now() + AGAIN))
            uow.commit()
        return 0


def _destroy_due(uow: UnitOfWork, person_id: str, public_url: str) -> None:
    row = uow.session.get(PersonArchive, person_id)
    if row is not None and row.destroy_at is not None and row.destroy_at <= uow.clock.now():
        destroy(uow, person_id=person_id, public_url=public_url)


def _put_away_again(uow: UnitOfWork, person_id: str, _public_url: str) -> None:
    account = uow.session.execute(select(Account).where(Account.person_id == person_id)).scalar_one_or_none()
    if account is None or account.closed_at is None:
        return
    row, closing = uow.session.get(PersonArchive, person_id), uow.session.get(AccountClosing, account.id)
    kept = row.archived_at if row is not None else account.closed_at
    reference = row.reference if row is not None else (closing.reference if closing is not None else "") or ""
    uow.session.execute(update(Person).where(Person.id == person_id).values(closed_at=account.closed_at))
    fresh = put_away(uow, account=account, reference=reference, asked=closing is not None and closing.destroy and row is None)
    if fresh is not None and not fresh.asked:  # the ten years go on from the closing
        fresh.archived_at, fresh.destroy_at = kept, max(years_after(kept, KEPT_YEARS), uow.clock.now())


def _line(row: PersonArchive) -> LedgerLine:
    if row.destroyed_at is not None:
        return LedgerLine(row.person_id, Fate.DESTROYED, row.destroyed_at, reference=row.reference)
    if row.reopened_at is not None:
        return LedgerLine(row.person_id, Fate.REOPENED, row.reopened_at, reference=row.reference)
    return LedgerLine(row.person_id, Fate.ARCHIVED, row.archived_at, row.destroy_at, row.asked, row.reference)


def _is_so(uow: UnitOfWork, line: LedgerLine) -> bool:
    """Whether the database says of a key what the ledger says, as it does unless an older copy of it was put back."""
    row = uow.session.get(PersonArchive, line.person_id)
    here = has_key(uow, line.person_id)
    if line.fate is Fate.REOPENED or uow.session.get(Person, line.person_id) is None:
        return True
    if line.fate is Fate.DESTROYED:
        return not here and row is not None and row.destroyed_at is not None
    if row is None:
        return False
    if here:  # the operator has brought it back, and its letter is on its way
        return row.letter_until is not None and row.sealed is not None and row.archived_at == line.at
    return row.destroyed_at is not None or (row.destroy_at, row.asked) == (line.destroy_at, line.asked)


def _destroy_again(uow: UnitOfWork, line: LedgerLine) -> int:
    """Destroy what a restored database brought back, whether or not it was closed there; no receipt leaves twice."""
    if uow.session.get(Person, line.person_id) is None:
        return 0
    row = uow.session.get(PersonArchive, line.person_id)
    if row is not None and row.destroyed_at is not None and not has_key(uow, line.person_id):
        return 0
    _end_restored(uow, line)
    row = row or PersonArchive(person_id=line.person_id, archived_at=line.at)
    row.receipt_to, row.reference, row.destroyed_at = None, line.reference, None
    uow.session.add(row)
    uow.session.flush()
    destroy(uow, person_id=line.person_id, public_url="")
    row.destroyed_at = line.at
    uow.session.flush()
    return 1


def _archive_again(uow: UnitOfWork, line: LedgerLine) -> int:
    """Close and seal away what a restored database brought back open; one that was sealed there has the last day said since."""
    if line.destroy_at is None:
        return 0
    row = uow.session.get(PersonArchive, line.person_id)
    if not has_key(uow, line.person_id):
        if row is not None and row.sealed is not None:
            row.destroy_at, row.asked = line.destroy_at, line.asked
            uow.session.add(row)
        return 0
    if uow.keyring.archive_public is None:
        raise DomainError("archive.sans_cle")
    account = uow.session.execute(select(Account).where(Account.person_id == line.person_id)).scalar_one_or_none()
    if account is None:
        return 0
    _end_restored(uow, line)
    row = put_away(uow, account=account, reference=line.reference, asked=line.asked)
    if row is not None:
        row.archived_at, row.destroy_at = line.at, line.destroy_at
    return 1


def _end_restored(uow: UnitOfWork, line: LedgerLine) -> None:
    """What a restored database has running for somebody who had left."""
    account = uow.session.execute(select(Account).where(Account.person_id == line.person_id)).scalar_one_or_none()
    if account is None:
        return
    closed_at = account.closed_at or line.at
    uow.session.execute(delete(AccountClosing).where(AccountClosing.account_id == account.id))
    uow.session.execute(update(Person).where(Person.id == line.person_id).values(closed_at=closed_at))
    if account.closed_at is None:
        account.closed_at = closed_at
        uow.session.add(account)
        end_all_sessions(uow, account_id=account.id)
        means.take_away(uow, account)
        if has_key(uow, line.person_id):
            farewell.end(uow, account.id, [line.person_id])
        notices.stop(uow, account_id=account.id)
