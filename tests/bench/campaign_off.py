"""Refusing prevention messages while a campaign of 100,000 people runs: what still reaches those who refused, after their click.

The campaign and the dispatcher work at once on one database, mails go to a server of this process, and somebody refuses all
messages every few milliseconds: half of them anybody, half of them people whose notice was told an instant before, whose mail is
held or about to leave. Counted after each click: notices told, mails that arrived, messages that hold.
"""

from __future__ import annotations

import asyncio
import random
import tempfile
import threading
import time
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from datetime import UTC, datetime
from io import BytesIO
from pathlib import Path

from sqlalchemy import func, select, update

from rxapp.accounts.models import Account
from rxapp.accounts.standing import address_of
from rxapp.core.blobs import BlobStore
from rxapp.core.clock import FixedClock
from rxapp.core.crypto import KeyRing
from rxapp.core.db import Database, migrate
from rxapp.core.policy import Actor, Role
from rxapp.core.settings import Settings
from rxapp.notices.dispatch import Dispatcher
from rxapp.prevention import campaign, service
from rxapp.prevention.models import PreventionMessage, PreventionWatch
from rxapp.wiring import join_rooms
from tests.bench.campaign import people
from tests.bench.figures import Figure, Target, alone
from tests.bench.sink import Sink
from tests.bench.stand import Stand
from tests.flows.server import free_port

PEOPLE = 100_000
CLICKS = 2_000
_AT_ONCE = 500
_MORNING = datetime(2026, 11, 24, 10, tzinfo=UTC)


def run(_stand: Stand | None) -> list[Figure]:
    """What came after the clicks, and the pace of it all."""
    with tempfile.TemporaryDirectory() as folder, _town(Path(folder)) as database:
        night = _Night(database)
        asyncio.run(night.pass_by())
        return night.figures()


@dataclass
class _Night:
    """One campaign, its mails, and those who refuse meanwhile. Instants are `time.monotonic`."""

    database: Database
    told: dict[str, float] = field(default_factory=dict)
    arrived: dict[str, float] = field(default_factory=dict)
    clicked: dict[str, float] = field(default_factory=dict)
    taken: list[float] = field(default_factory=list)
    looked: int = 0
    seconds: float = 0.0

    async def pass_by(self) -> None:
        """The campaign, the dispatcher and the clicks, until nothing is left to tell."""
        with self.database.read() as uow:
            query = select(Account.id, Account.person_id).order_by(Account.created_at, Account.id)
            everybody = [Actor(one, Role.PATIENT, person, "Personne Exemple") for one, person in uow.session.execute(query)]
        port = int(self.database.settings.smtp_url.rpartition(":")[2])
        arrived = self.arrived
        server = await asyncio.get_running_loop().create_server(lambda: _Arrivals(arrived), "127.0.0.1", port)
        dispatcher = Dispatcher(self.database, told=self._note)
        carrying = asyncio.create_task(dispatcher.run())
        begun = time.monotonic()
        over = threading.Event()
        clicks = asyncio.create_task(asyncio.to_thread(self._click, everybody, over))
        outcome = await asyncio.to_thread(campaign.run, self.database)
        self.looked, self.seconds = outcome.looked, time.monotonic() - begun
        over.set()
        await clicks
        carrying.cancel()
        await asyncio.gather(carrying, return_exceptions=True)
        await Dispatcher(self.database, told=self._note).once()
        server.close()
        if outcome.failed or outcome.looked < len(everybody) - len(self.clicked):
            raise RuntimeError(f"the campaign did not do its work: {outcome}")

    def _note(self, accounts: frozenset[str]) -> None:
        self.told |= dict.fromkeys(accounts, time.monotonic())

    def _click(self, everybody: list[Actor], over: threading.Event) -> None:
        chance = random.Random(6)  # noqa: S311 - who refuses, the same each time
        by_id = {actor.account_id: actor for actor in everybody}
        while not over.is_set() and len(self.clicked) < CLICKS:
            latest = next(reversed(self.told), "") if len(self.clicked) % 2 else ""
            actor = by_id.get(latest) or chance.choice(everybody)
            if actor.account_id in self.clicked:
                over.wait(0.002)
                continue
            begun = time.monotonic()
            with self.database.uow() as uow:
                service.refuse(uow, actor=actor, person_id=actor.person_id, campaign="")
                uow.commit()
            self.clicked[actor.account_id] = time.monotonic()
            self.taken.append(self.clicked[actor.account_id] - begun)
            over.wait(0.02)

    def figures(self) -> list[Figure]:
        """Counted once all is over."""
        with self.database.read() as uow:
            logins = dict(uow.session.execute(select(Account.person_id, Account.id)).all())
            holds = select(func.count()).where(PreventionMessage.account_id.in_(list(self.clicked)))
            held = uow.session.execute(holds.where(PreventionMessage.ended.is_(None))).scalar_one()
            addresses = {account: (address_of(uow, account) or ("", ""))[1] for account in self.clicked}
        told = sum(self.told.get(account, 0.0) > at for account, at in self.clicked.items())
        mails = sum(self.arrived.get(addresses[account], 0.0) > at for account, at in self.clicked.items())
        before = sum(0 < self.arrived.get(addresses[account], 0.0) <= at for account, at in self.clicked.items())
        none = Target(most=0)
        return [
            alone(f"people looked at, {len(logins):,} of them due", [self.looked], digits=0),
            alone("the same per second, with mails and clicks beside", [self.looked / self.seconds], "/s", digits=0),
            alone("mails that arrived", [len(self.arrived)], digits=0),
            alone("clicks while it ran", [len(self.clicked)], digits=0),
            alone("of them after their mail", [before], digits=0),
            alone("a click", [1000 * one for one in self.taken], "ms", digits=0),
            alone("notices told after the click", [told], target=none, digits=0),
            alone("mails that arrived after the click", [mails], target=none, digits=0),
            alone("messages that hold after the click", [held], target=none, digits=0),
        ]


class _Arrivals(Sink):
    """Notes when the mail for each address had come whole."""

    def __init__(self, arrived: dict[str, float]) -> None:
        super().__init__(_NOWHERE)
        self._arrived, self._recipient = arrived, ""

    def _take(self, piece: bytes) -> None:
        if self._in_data:
            self._arrived[self._recipient] = time.monotonic()
        elif piece[:4].upper() == b"RCPT":
            self._recipient = piece.partition(b"<")[2].partition(b">")[0].decode()
        super()._take(piece)


class _Nowhere(BytesIO):
    """Keeps nothing."""

    def write(self, data: bytes) -> int:
        """Forget it."""
        return len(data)


_NOWHERE = _Nowhere()


@contextmanager
def _town(folder: Path) -> Iterator[Database]:
    """So many people with an account and an e-mail, all due in this campaign."""
    join_rooms()
    env = {"RXAPP_DATA_DIR": str(folder), "RXAPP_DEMO": "1", "RXAPP_SMTP_URL": f"smtp://127.0.0.1:{free_port()}"}
    settings = Settings.from_env(env)
    migrate(settings)
    database = Database(settings, FixedClock(_MORNING), KeyRing(bytes(range(32))), BlobStore(settings.blob_root))
    try:
        for first in range(0, PEOPLE, _AT_ONCE):
            people(database, min(_AT_ONCE, PEOPLE - first), email="p", first=first)
        with database.uow() as uow:
            uow.session.execute(update(PreventionWatch).values(look_on=uow.clock.today()))
            uow.commit()
        campaign.follow_the_law(database)
        yield database
    finally:
        database.dispose()
