"""The history: a million lines verified, and what one line adds to the transaction that it belongs to.

The lines are of true chains, of one person with 100,000 and of 900 with 1,000, written by turns as they come in life, so that
one person's lie scattered through the file. The line is measured inside verbs as they are, beside the same verbs without it.
"""

from __future__ import annotations

import itertools
import os
import subprocess
import sys
import tempfile
import time
from collections.abc import Callable, Iterator
from contextlib import closing, contextmanager
from datetime import UTC, date, datetime, timedelta
from unittest.mock import patch

from rxapp import runtime
from rxapp.accounts import service as accounts
from rxapp.accounts.nir import fictional_nir
from rxapp.accounts.opening import NewAccount, add_account
from rxapp.agenda import service as agenda
from rxapp.core import audit
from rxapp.core.chain import START, AuditEntry, new_line
from rxapp.core.db import Database, UnitOfWork, migrate, new_id
from rxapp.core.keys import create_person_key
from rxapp.core.policy import SYSTEM_ACTOR, Actor, Role
from rxapp.core.settings import Settings
from rxapp.measures import service as measures
from tests.bench.figures import Figure, Target, alone, in_turn, round_by_round

LONG, OTHERS, EACH = 100_000, 900, 1_000
LINES = LONG + OTHERS * EACH
_BATCH = 5_000
_ROUNDS = 200
_SAID = {
    "actor": "Dr Anne Moreau",
    "on_behalf": None,
    "address": "203.0.113.7",
    "session": "0" * 32,
    "item": "1" * 32,
    "details": {"label": "Bilan sanguin de contrôle"},
}


def run(_: object) -> list[Figure]:
    """Seconds for the million and the most memory it took; the time of a verb with its line beside the same without."""
    with _carnet() as (wired, env):
        begun = time.perf_counter()
        _write(wired.db)
        made = time.perf_counter() - begun
        seconds, megabytes = zip(*(_verified(env) for _ in range(3)), strict=True)
        figures = _added(wired)
    return [
        alone(f"rxapp audit verify, {LINES:,} lines of {OTHERS + 1} people", seconds, "s", Target(most=60), digits=1),
        alone("the same: most memory of the process", megabytes, "MB", digits=0),
        alone("the same lines made, in batches", [made], "s", digits=0),
        *figures,
    ]


@contextmanager
def _carnet() -> Iterator[tuple[runtime.Runtime, dict[str, str]]]:
    """An empty database, and the environment that names it."""
    with tempfile.TemporaryDirectory() as folder:
        own = {"RXAPP_DATA_DIR": folder, "RXAPP_DEMO": "1", "RXAPP_NOW": "2026-11-23T09:00:00Z"}
        env = {name: value for name, value in os.environ.items() if not name.startswith("RXAPP_")} | own
        settings = Settings.from_env(env)
        settings.make_data_dir()
        migrate(settings)
        with closing(runtime.build(settings)) as wired:
            yield wired, env


def _write(db: Database) -> None:
    """Give everybody their lines: one of the long history, then nine of others, and again."""
    people = [new_id() for _ in range(OTHERS + 1)]
    with db.uow() as uow:
        keys = {person: create_person_key(uow, person) for person in people}
        uow.commit()
    heads = dict.fromkeys(people, (0, START))
    others = itertools.cycle(people[1:])
    turns = itertools.chain.from_iterable((people[0], *itertools.islice(others, LINES // LONG - 1)) for _ in range(LONG))
    begun, account = datetime(2020, 1, 1, tzinfo=UTC), new_id()
    for first in range(0, LINES, _BATCH):
        batch = []
        for number, person in enumerate(itertools.islice(turns, _BATCH), first):
            at = begun + timedelta(minutes=number)
            made = new_line(
                keys[person], _SAID, person_id=person, after=heads[person], at=at, account_id=account, action="document.consulte"
            )
            heads[person] = (made["seq"], made["hash"])
            batch.append(made)
        with db.uow() as uow:
            uow.session.execute(AuditEntry.__table__.insert(), batch)
            uow.commit()


def _verified(env: dict[str, str]) -> tuple[float, float]:
    """Seconds and megabytes of a process of its own, its start included."""
    begun = time.perf_counter()
    process = subprocess.Popen([sys.executable, "-m", "rxapp.cli", "audit", "verify"], env=env, stdout=subprocess.PIPE)
    said = process.stdout.read().decode()
    _pid, status, used = os.wait4(process.pid, 0)
    process.returncode = os.waitstatus_to_exitcode(status)
    if process.returncode or f"{LINES} lignes" not in said:
        raise RuntimeError(f"the histories do not verify: {said}")
    return time.perf_counter() - begun, used.ru_maxrss / 1024


def _added(wired: runtime.Runtime) -> list[Figure]:
    """Two verbs of the smallest, each with and without its line, by turns."""
    day = date(1980, 1, 1)
    who = {"nir": str(fictional_nir("F", day, 1)), "birth_date": day, "family_name": "Martin", "given_names": "Camille"}
    with wired.db.uow() as uow:
        person = accounts.register_person(uow, actor=SYSTEM_ACTOR, **who)
        account = add_account(uow, new=NewAccount(Role.PATIENT, "camille", "", "x", person_id=person)).id
        uow.commit()
    actor = Actor(account, Role.PATIENT, person, "Camille Martin", address="203.0.113.7", session_id=new_id())
    return [
        round_by_round(f"{name}, floor: the same without its line", *_by_turns(wired.db, actor, verb), "ms", Target(most=1.2))
        for name, verb in {"a measure noted": _measure, "an appointment noted": _appointment}.items()
    ]


def _by_turns(db: Database, actor: Actor, verb: Callable[[UnitOfWork, Actor, int], object]) -> list[list[float]]:
    numbers = itertools.count()

    def with_line() -> float:
        begun = time.perf_counter()
        with db.uow() as uow:
            verb(uow, actor, next(numbers))
            uow.commit()
        return (time.perf_counter() - begun) * 1000

    def without() -> float:
        with patch.object(audit, "record"):
            return with_line()

    return in_turn(_ROUNDS, with_line, without, warm=10)


def _measure(uow: UnitOfWork, actor: Actor, number: int) -> None:
    form = measures.Form("36,5", day=f"{1 + number % 28}/{1 + number // 28 % 10}/2026", hour=f"{number // 280:02}:00")
    measures.add(uow, actor=actor, person_id=actor.person_id, kind="temperature", form=form)


def _appointment(uow: UnitOfWork, actor: Actor, number: int) -> None:
    form = agenda.Form(title=f"Pédiatre {number}", with_whom="Dr Moreau", place="", day="26/11/2026", start="9h30", end="10h")
    agenda.add(uow, actor=actor, person_id=actor.person_id, form=form)
