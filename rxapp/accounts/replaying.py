"""The ledger of keys against the database, at each start: what a restored copy brought back goes again, what the ledger lost is
said again."""

from __future__ import annotations

from collections.abc import Collection, Iterator, Sequence
from dataclasses import dataclass

from sqlalchemy import delete, select, update

from rxapp.core import ledger
from rxapp.core.db import Database, UnitOfWork
from rxapp.core.errors import DomainError
from rxapp.core.keys import has_key, which_have_keys
from rxapp.core.ledger import Fate, LedgerLine
from rxapp.notices import service as notices

from . import farewell, means
from .archive import Terms, last_day, put_away
from .child_wishes import end_waiting
from .closing import left_alone, wishes_end
from .destruction import destroy
from .fates import line_of
from .models import Account, AccountClosing, Person, PersonArchive
from .sessions import end_all_sessions
from .unopened import add_unopened
from .upkeep import settle_now

_AT_ONCE = 500


@dataclass(frozen=True)
class Replayed:
    """What a start found: how many records were sealed away or destroyed again, and how many lines the ledger had lost.

    ``given_back``: references of those that were given back to their person after the backup and are sealed in it: only the
    operator can reopen them, and until then each start says so.
    """

    sealed: int = 0
    destroyed: int = 0
    said_again: int = 0
    given_back: tuple[str, ...] = ()


@dataclass(frozen=True)
class _Known:
    """What the database says of one person: whether they are in it, whether their key is, the row of their archive."""

    there: bool
    readable: bool
    row: PersonArchive | None


def replay(database: Database) -> Replayed:
    """After a restore: seal away or destroy again what the ledger says was.

    Where nothing was restored it changes nothing. The ledger is read before the database, so that what a server beside this
    changes meanwhile is newer than it. Raises `LedgerBroken`, and OSError or DomainError when what this database knows cannot be
    said first; DomainError ``archive.sans_cle`` when a record is to be sealed away and there is no archive key.
    """
    settle_now(database)
    lost = unsaid(database)
    said_again = ledger.append(database.settings.ledger_file, database.keyring, *lost) if lost else ()
    said = ledger.latest(database.settings.ledger_file, database.keyring)
    sealed = destroyed = 0
    for line in [line for line, known in _beside(database, said.values()) if not _is_so(known, line)]:
        with database.uow() as uow:
            (known,) = _known(uow, [line.person_id])
            if _is_so(known, line):  # another command was here
                continue
            if line.fate is Fate.DESTROYED:
                destroyed += _destroy_again(uow, line)
            elif line.fate is Fate.REOPENED:
                _call_off(uow, line)
            else:
                sealed += _archive_again(uow, line)
            uow.commit()
    settle_now(database)
    given_back = [
        known.row.reference or line.person_id for line, known in _beside(database, said.values()) if _is_given_back(known, line)
    ]
    return Replayed(sealed, destroyed, len(said_again), tuple(given_back))


def unsaid(database: Database) -> tuple[LedgerLine, ...]:
    """What rows say was noted and the ledger does not say, or says older: it was lost, or cut short. Raises `LedgerBroken`."""
    said = ledger.latest(database.settings.ledger_file, database.keyring)
    wanting = []
    with database.read() as uow:
        for row in uow.session.execute(select(PersonArchive).where(PersonArchive.noted.is_(True))).scalars():
            last = said.get(row.person_id)
            if last is None or last.at < row.changed_at:
                wanting.append(line_of(row))
    return tuple(wanting)


def _beside(database: Database, lines: Collection[LedgerLine]) -> Iterator[tuple[LedgerLine, _Known]]:
    """Each line with what the database says of its person."""
    every = list(lines)
    for start in range(0, len(every), _AT_ONCE):
        some = every[start : start + _AT_ONCE]
        with database.read() as uow:
            facts = _known(uow, [line.person_id for line in some])
        yield from zip(some, facts, strict=True)


def _is_given_back(known: _Known, line: LedgerLine) -> bool:
    """Whether a record that was given back is sealed here, as in a backup from before that."""
    row = known.row
    return line.fate is Fate.REOPENED and row is not None and row.sealed is not None and row.changed_at <= line.at


def _known(uow: UnitOfWork, person_ids: Sequence[str]) -> list[_Known]:
    there = set(uow.session.execute(select(Person.id).where(Person.id.in_(person_ids))).scalars())
    readable = which_have_keys(uow, person_ids)
    rows = uow.session.execute(select(PersonArchive).where(PersonArchive.person_id.in_(person_ids))).scalars()
    archives = {row.person_id: row for row in rows}
    return [_Known(one in there, one in readable, archives.get(one)) for one in person_ids]


def _is_so(known: _Known, line: LedgerLine) -> bool:
    """Whether the database says of a key what the ledger says, as it does unless an older copy of it was put back."""
    row = known.row
    if not known.there or (row is not None and row.changed_at > line.at):
        return True  # the ledger is what is older
    if line.fate is Fate.DESTROYED:
        return not known.readable and row is not None and row.destroyed_at is not None
    if line.fate is Fate.REOPENED:
        return row is None or row.sealed is None or row.changed_at == line.at
    if row is None:
        return False
    if known.readable:  # the operator has brought it back, and its letter is on its way
        return row.letter_until is not None and row.sealed is not None and row.changed_at == line.at
    return row.destroyed_at is not None or _terms(line_of(row)) == _terms(line)


def _terms(line: LedgerLine) -> Terms:
    return Terms(line.closed_at or line.at, line.reference, line.asked, line.destroy_at)


def _destroy_again(uow: UnitOfWork, line: LedgerLine) -> int:
    """Destroy what a restored database brought back, whether or not it was closed there; no receipt leaves twice."""
    row = uow.session.get(PersonArchive, line.person_id)
    _end_restored(uow, line)
    row = row or PersonArchive(person_id=line.person_id)
    row.archived_at, row.asked, row.reference = line.closed_at or line.at, line.asked, line.reference
    row.receipt_to = row.destroyed_at = None
    row.changed_at = line.at
    uow.session.add(row)
    uow.session.flush()
    destroy(uow, person_id=line.person_id, public_url="")
    row.destroyed_at = row.changed_at = line.at
    uow.session.flush()
    return 1


def _call_off(uow: UnitOfWork, line: LedgerLine) -> None:
    """A record that was given back since is sealed in the backup: nothing asked for before that is done to it, and it is kept
    for as long as one closed that day."""
    row = uow.session.get(PersonArchive, line.person_id)
    row.asked, row.receipt_to, row.destroy_at = False, None, last_day(line.at, asked=False)
    row.changed_at, row.noted, row.wiped = line.at, True, False
    uow.session.add(row)


def _archive_again(uow: UnitOfWork, line: LedgerLine) -> int:
    """Close and seal away what a restored database brought back open; one that was sealed there has what was said since."""
    if line.destroy_at is None:
        return 0
    if not has_key(uow, line.person_id):
        row = uow.session.get(PersonArchive, line.person_id)
        if row is not None and row.sealed is not None:
            row.archived_at, row.reference, row.asked = line.closed_at or line.at, line.reference, line.asked
            row.destroy_at, row.changed_at = line.destroy_at, line.at
            row.receipt_to = row.receipt_to if line.asked else None
            uow.session.add(row)
        return 0
    if uow.keyring.archive_public is None:
        raise DomainError("archive.sans_cle")
    account = uow.session.execute(select(Account).where(Account.person_id == line.person_id)).scalar_one_or_none()
    if account is None:  # a child's, closed by the parents
        account = add_unopened(uow, line.person_id, line.closed_at or line.at)
    _end_restored(uow, line)
    row = put_away(uow, account=account, terms=_terms(line))
    if row is not None:
        row.changed_at = line.at
    return 1


def _end_restored(uow: UnitOfWork, line: LedgerLine) -> None:
    """What a restored database has running for somebody who had left."""
    end_waiting(uow, line.person_id)
    account = uow.session.execute(select(Account).where(Account.person_id == line.person_id)).scalar_one_or_none()
    if account is None:
        return
    closed_at = account.closed_at or line.closed_at or line.at
    uow.session.execute(delete(AccountClosing).where(AccountClosing.account_id == account.id))
    uow.session.execute(update(Person).where(Person.id == line.person_id).values(closed_at=closed_at))
    if account.closed_at is None:
        account.closed_at = closed_at
        uow.session.add(account)
        end_all_sessions(uow, account_id=account.id)
        means.take_away(uow, account)
        wishes_end(uow, line.person_id)
        if has_key(uow, line.person_id):
            farewell.end(uow, account.id, [line.person_id, *left_alone(uow, account)])
        notices.stop(uow, account_id=account.id)
