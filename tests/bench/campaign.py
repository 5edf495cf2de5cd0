"""A night's campaign with the same number of people due: among 100,000 and among 1,000,000.

The people who are due are whole: keys, identity, account, calendar. The others are rows alone, written at once; a campaign that
looked at them would show it.
"""

from __future__ import annotations

import resource
import tempfile
import time
from collections.abc import Iterator
from contextlib import contextmanager
from datetime import UTC, date, datetime, timedelta
from pathlib import Path

from sqlalchemy import delete, insert, select, update

from rxapp.accounts import service as accounts
from rxapp.accounts.models import Account, Person
from rxapp.accounts.nir import fictional_nir
from rxapp.accounts.opening import add_account
from rxapp.core.blobs import BlobStore
from rxapp.core.clock import FixedClock
from rxapp.core.crypto import KeyRing
from rxapp.core.db import Database, migrate
from rxapp.core.policy import SYSTEM_ACTOR, Role
from rxapp.core.settings import Settings
from rxapp.prevention import campaign
from rxapp.prevention.models import PreventionMessage, PreventionWatch
from tests.bench.figures import Figure, Target, alone, beside
from tests.bench.stand import Stand

FEW, MANY, DUE = 100_000, 1_000_000, 500
ROUNDS = 5
_AT_ONCE = 10_000
_SAME = Target(most=1.5)
_NIGHT = datetime(2026, 11, 24, 3, tzinfo=UTC)


def run(_stand: Stand) -> list[Figure]:
    """Seconds of a campaign, and the memory it took, with both sizes in turn."""
    with (
        tempfile.TemporaryDirectory() as folder,
        _town(Path(folder) / "few", FEW) as few,
        _town(Path(folder) / "many", MANY) as many,
    ):
        taken: dict[int, list[float]] = {FEW: [], MANY: []}
        grown: list[float] = []
        for turn in range(ROUNDS + 1):
            for size, town in ((FEW, few), (MANY, many)) if turn % 2 else ((MANY, many), (FEW, few)):
                _make_due(town)
                seconds, more = _campaign(town)
                if turn:
                    taken[size].append(seconds)
                    grown.append(more)
    return [
        beside(f"campaign, {DUE} due: among {MANY:,}, floor: among {FEW:,}", taken[MANY], taken[FEW], "s", _SAME),
        alone("readers looked at per second", [DUE / seconds for seconds in taken[MANY]], "/s", digits=0),
        alone("memory grown by a campaign", grown, "MB", Target(most=20), digits=1),
    ]


def _memory() -> float:
    """What this process holds now, in MB."""
    pages = int(Path("/proc/self/statm").read_text(encoding="ascii").split()[1])
    return pages * resource.getpagesize() / 1e6


def _campaign(database: Database) -> tuple[float, float]:
    """Seconds of a campaign, and by how many MB the process grew while it ran."""
    held, most = _memory(), 0.0

    def look(_one: int) -> None:
        nonlocal most
        most = max(most, _memory())

    begun = time.perf_counter()
    outcome = campaign.run(database, progress=look)
    seconds = time.perf_counter() - begun
    if (outcome.looked, outcome.failed) != (DUE, 0) or not outcome.sent:
        raise RuntimeError(f"the campaign did not do its work: {outcome}")
    return seconds, most - held


def _make_due(database: Database) -> None:
    """The same night again: nothing was sent, the same people are due."""
    with database.uow() as uow:
        uow.session.execute(delete(PreventionMessage))
        theirs = PreventionWatch.account_id.in_(select(Account.id))
        uow.session.execute(update(PreventionWatch).where(theirs).values(look_on=uow.clock.today()))
        uow.commit()


@contextmanager
def _town(folder: Path, size: int) -> Iterator[Database]:
    settings = Settings.from_env({"RXAPP_DATA_DIR": str(folder), "RXAPP_DEMO": "1"})
    migrate(settings)
    database = Database(settings, FixedClock(_NIGHT), KeyRing(bytes(range(32))), BlobStore(settings.blob_root))
    try:
        people(database, DUE)
        _crowd(database, size - DUE)
        campaign.follow_the_law(database)
        yield database
    finally:
        database.dispose()


def people(database: Database, count: int, email: str = "", first: int = 0) -> None:
    """People of all ages with an account, as they are when they have opened it; ``email``: what stands before their number."""
    with database.uow() as uow:
        for number in range(first, first + count):
            born = date(1936 + number % 88, 1 + number % 12, 1 + number % 28)
            person_id = accounts.register_person(
                uow,
                actor=SYSTEM_ACTOR,
                nir=fictional_nir("MF"[number % 2], born, number % 990 + 1).number,
                birth_date=born,
                family_name="Exemple",
                given_names=f"Personne {number}",
            )
            address = f"{email}{number}@exemple.fr" if email else ""
            new = accounts.NewAccount(Role.PATIENT, f"personne.{number}", address, "", person_id=person_id)
            add_account(uow, new=new)
        uow.commit()


def _crowd(database: Database, count: int) -> None:
    """The others: a row of `person` and a day to look at them, some other night."""
    now = _NIGHT
    first = now.date() + timedelta(days=8)
    sealed = bytes(45)
    for start in range(0, count, _AT_ONCE):
        numbers = range(start, min(start + _AT_ONCE, count))
        with database.uow() as uow:
            index = {"nir_index": bytes(32), "identity_index": bytes(32), "nir": sealed, "birth_date": sealed}
            names = {"family_name": sealed, "given_names": sealed, "sex": sealed, "created_at": now}
            uow.session.execute(insert(Person), [{"id": f"{number:032x}", **index, **names} for number in numbers])
            days = [
                {"account_id": f"{number:032x}", "person_id": f"{number:032x}", "look_on": first + timedelta(days=number % 360)}
                for number in numbers
            ]
            uow.session.execute(insert(PreventionWatch), days)
            uow.commit()
