"""Reminders: 10,000 due at once to a mail server of this machine, beside bare aiosmtplib with the same mails; then `kill -9`
a hundred times while they leave, and what is lost or comes twice.

The worker is `rxapp reminders`, a process of its own, as the sink is. Before each mail it asks who may still read it.
"""

from __future__ import annotations

import asyncio
import os
import random
import signal
import socket
import subprocess
import sys
import time
from collections import Counter
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import date, timedelta
from pathlib import Path

from aiosmtplib import SMTP
from sqlalchemy import func, select

from rxapp import runtime
from rxapp.accounts import service as accounts
from rxapp.accounts.nir import fictional_nir
from rxapp.accounts.opening import NewAccount, add_account
from rxapp.agenda import service as appointments
from rxapp.agenda.fields import Slot, Words
from rxapp.agenda.series import new_series
from rxapp.agenda.store import Extras
from rxapp.core.clock import PARIS, FixedClock, SystemClock
from rxapp.core.db import Database, migrate, new_id
from rxapp.core.policy import SYSTEM_ACTOR, Actor, Role
from rxapp.core.settings import Settings
from rxapp.notices.mail import CONNECTIONS
from rxapp.notices.models import Delivery, Notice
from rxapp.notices.parcels import Parcel
from rxapp.notices.words import mail_bytes
from tests.bench.figures import Figure, Target, alone, beside
from tests.bench.stand import Stand
from tests.flows import server

DUE, PEOPLE, KILLS, ROUNDS = 10_000, 1_000, 100, 3
_SENDER, _URL = "carnet@localhost", "http://localhost:3000"


def run(stand: Stand) -> list[Figure]:
    """Mails a second, then the kills."""
    folder = stand.folder / "reminders"
    folder.mkdir()
    with _sink(folder / "arrived") as (port, arrived):
        post = _Post(folder, port, arrived)
        database = post.database()
        _people(database)
        ours, floor = [], []
        for turn in range(ROUNDS):
            _announce(database, turn)
            ours.append(DUE / post.send_all())
            floor.append(DUE / asyncio.run(_bare(port)))
        clean = post.counted(database, ROUNDS * DUE)
        kills = _kill(post, database)
        database.dispose()
    return [
        beside("reminders that leave by SMTP, floor: bare aiosmtplib", ours, floor, "/s", digits=0),
        alone("the same, alone", ours, "/s", Target(least=500), digits=0),
        alone(f"lost of {ROUNDS * DUE:,} without a kill", [clean.lost], target=Target(most=0), digits=0),
        alone("came twice without a kill", [clean.doubles], target=Target(most=0), digits=0),
        *kills,
    ]


@dataclass(frozen=True)
class _Count:
    lost: int
    doubles: int
    doubtful: int


@dataclass(frozen=True)
class _Post:
    """A data folder, the sink beside it, and the worker as a process."""

    folder: Path
    port: int
    arrived: Path

    @property
    def env(self) -> dict[str, str]:
        own = {"DATA_DIR": str(self.folder / "data"), "DEMO": "1", "SMTP_URL": f"smtp://127.0.0.1:{self.port}"}
        return {name: value for name, value in os.environ.items() if not name.startswith("RXAPP_")} | {
            f"RXAPP_{name}": value for name, value in own.items()
        }

    def database(self) -> Database:
        settings = Settings.from_env(self.env)
        settings.make_data_dir()
        wired = runtime.build(settings)
        migrate(settings)
        return wired.db

    def worker(self) -> subprocess.Popen[bytes]:
        command = [sys.executable, "-m", "rxapp.cli", "reminders"]
        return subprocess.Popen(command, cwd=server.ROOT, env=self.env, stdout=subprocess.DEVNULL)

    def send_all(self) -> float:
        """Seconds from the first mail that arrives to the end of the worker."""
        before = self.mails()
        with self.worker() as worker:
            while self.mails() == before and worker.poll() is None:
                time.sleep(0.005)
            begun = time.perf_counter()
            if worker.wait(600):
                raise RuntimeError("the worker failed")
            taken = time.perf_counter() - begun
        if self.mails() - before < DUE:
            raise RuntimeError(f"only {self.mails() - before} mails arrived")
        return taken

    def mails(self) -> int:
        """How many arrived: every line is as long as the others."""
        return self.arrived.stat().st_size // _LINE

    def counted(self, database: Database, wanted: int) -> _Count:
        """Lost and doubled among our own mails, and what the outbox itself holds for doubtful."""
        times = Counter(line for line in self.arrived.read_text().splitlines() if "bare-" not in line)
        with database.read() as uow:
            doubtful = uow.session.execute(select(func.coalesce(func.sum(Delivery.doubtful), 0))).scalar_one()
        return _Count(wanted - len(times), sum(times.values()) - len(times), doubtful)


_LINE = len("<" + "0" * 32 + "@localhost>\n")


@contextmanager
def _sink(path: Path) -> Iterator[tuple[int, Path]]:
    port = server.free_port()
    path.touch()
    process = subprocess.Popen([sys.executable, "-m", "tests.bench.sink", str(port), str(path)], cwd=server.ROOT)
    try:
        for _try in range(200):
            try:
                socket.create_connection(("127.0.0.1", port), 1).close()
                break
            except OSError:
                time.sleep(0.05)
        yield port, path
    finally:
        process.terminate()
        process.wait(10)


def _people(database: Database) -> None:
    born = date(1980, 1, 1)
    with database.uow() as uow:
        for number in range(PEOPLE):
            day = born + timedelta(days=number)
            person_id = accounts.register_person(
                uow,
                actor=SYSTEM_ACTOR,
                nir=str(fictional_nir("F", day, 1)),
                birth_date=day,
                family_name="Essai",
                given_names="Ada",
            )
            add_account(uow, new=NewAccount(Role.PATIENT, f"p{number}", f"p{number}@exemple.fr", "x", person_id=person_id))
        uow.commit()


def _announce(database: Database, turn: int) -> None:
    """So many appointments, written an hour ago for a thousand people, whose reminders of the day before are due now."""
    from rxapp.accounts.models import Account

    now = database.clock.now()
    begins = (now.astimezone(PARIS) + timedelta(days=1, minutes=-30)).replace(second=0, microsecond=0)
    words = Words("Pédiatre", "Dr Moreau", "1 rue des Exemples", "")
    slot = Slot(begins, begins + timedelta(minutes=30))
    with database.uow() as uow:
        everybody = uow.session.execute(select(Account.id, Account.person_id)).all()
        uow.clock = FixedClock(now - timedelta(hours=1))
        for number in range(DUE):
            account_id, person_id = everybody[number % len(everybody)]
            series = new_series(f"{turn}-{number}@carnet", words, slot, None, uow.clock.now())
            appointments.insert(uow, Actor(account_id, Role.PATIENT, person_id, "Ada Essai"), person_id, series, Extras())
        uow.commit()


async def _bare(port: int) -> float:
    """The same mails by as many connections, from memory: nothing is asked, sealed, held or written down."""
    left = [Parcel(f"bare-{new_id()[5:]}", "mail", "p@exemple.fr", "fr", None, 1) for _mail in range(DUE)]
    at = SystemClock().now()

    async def connection() -> None:
        async with SMTP(hostname="127.0.0.1", port=port, local_hostname="localhost", start_tls=False) as client:
            while left:
                parcel = left.pop()
                await client.mail(_SENDER)
                await client.rcpt(parcel.recipient)
                await client.data(mail_bytes(parcel, sender=_SENDER, public_url=_URL, at=at))

    begun = time.perf_counter()
    await asyncio.gather(*(connection() for _place in range(CONNECTIONS)))
    return time.perf_counter() - begun


def _kill(post: _Post, database: Database) -> list[Figure]:
    """Kill the worker a hundred times somewhere among its mails, then let one finish."""
    before = post.counted(database, ROUNDS * DUE)
    _announce(database, ROUNDS)
    chance = random.Random(3)  # noqa: S311 - where to kill, the same each time
    for _kill in range(KILLS):
        with post.worker() as worker:
            wanted = post.mails() + chance.randint(1, 2 * DUE // KILLS - 40)
            while post.mails() < wanted and worker.poll() is None:
                time.sleep(0.001)
            worker.send_signal(signal.SIGKILL)
    with post.worker() as worker:
        worker.wait(600)
    after = post.counted(database, (ROUNDS + 1) * DUE)
    with database.read() as uow:
        told = uow.session.execute(select(func.count()).where(Notice.state == "told")).scalar_one()
    doubles, doubtful = after.doubles - before.doubles, after.doubtful - before.doubtful
    return [
        alone(f"lost of {DUE:,} with {KILLS} kills -9", [after.lost], target=Target(most=0), digits=0),
        alone("notices not told once", [(ROUNDS + 1) * DUE - told], target=Target(most=0), digits=0),
        alone("came twice, each the same Message-ID", [doubles], target=Target(most=KILLS * CONNECTIONS), digits=0),
        alone("doubtful, as the outbox counted (≥ came twice)", [doubtful], target=Target(least=doubles), digits=0),
    ]
