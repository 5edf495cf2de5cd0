"""Moves of orders: 64 staff of eight pharmacies at once, 10,000 moves on 500 orders, and no impossible history.

On a SQLite file by one process, as `rxapp serve` is; then, when RXAPP_TEST_POSTGRES_URL names a server, on PostgreSQL by four.
Half of the moves are for a few orders, some are asked at an old version, of another pharmacy, or are not of the table; patients
cancel. Then every history is read: its moves are of the table and follow each other, each version was made by exactly one of
those who were told so, and the person's chained history verifies. The floor is a bare durable transaction of two rows.
"""

from __future__ import annotations

import itertools
import json
import os
import subprocess
import sys
import tempfile
import time
from collections import Counter
from collections.abc import Iterator
from contextlib import contextmanager
from datetime import date, timedelta

from sqlalchemy import func, select, text

from rxapp import runtime
from rxapp.accounts import service as accounts
from rxapp.accounts.nir import fictional_nir
from rxapp.accounts.opening import NewAccount, add_account
from rxapp.core import audit
from rxapp.core.db import Database, migrate, new_id
from rxapp.core.keys import person_key
from rxapp.core.policy import SYSTEM_ACTOR, Actor, Role
from rxapp.core.settings import Settings
from rxapp.pharmacy import service
from rxapp.pharmacy.life import LIFE
from rxapp.pharmacy.models import Order, OrderLine, OrderMove, Pharmacy, PharmacyStaff
from rxapp.record.contents import seal_field
from rxapp.record.models import Document, Status
from tests import postgres
from tests.bench.figures import Figure, Target, alone, beside
from tests.bench.mover import Done, everybody
from tests.flows import server

STAFF, MOVES, ORDERS, PHARMACIES, PATIENTS, BARE = 64, 10_000, 500, 8, 50, 300


def run(_: object) -> list[Figure]:
    """Moves a second and the time of one, for each database."""
    figures = _measured("SQLite", "", 1)
    if postgres.URL:
        with postgres.made() as name:
            figures += _measured("PostgreSQL", postgres.address_of(name), 4)
    return figures


def _measured(kind: str, url: str, processes: int) -> list[Figure]:
    with _town(url) as (database, env):
        one = [_timed(database) for _move in range(BARE)]
        bare = [_bare(database, place) for place in range(BARE)]
        begun = time.perf_counter()
        done = _worked(env, processes)
        taken = time.perf_counter() - begun
        wrong = _wrong(database, done)
    refused = ", ".join(f"{n} {code}" for code, n in done.refused.most_common(6))
    return [
        beside(f"{kind}: one move, alone; floor: its two rows, bare", [s * 1000 for s in one], [s * 1000 for s in bare], "ms"),
        alone(f"{kind}: moves a second, {STAFF} staff in {processes} process(es)", [len(done.won) / taken], "/s", digits=0),
        alone(f"{kind}: a move among them, its wait included", [s * 1000 for s in done.seconds], "ms", digits=0),
        alone(f"{kind}: impossible histories of {ORDERS} ({len(done.lines)} lines changed; {refused})", [wrong],
              target=Target(most=0), digits=0),
    ]  # fmt: skip


@contextmanager
def _town(url: str) -> Iterator[tuple[Database, dict[str, str]]]:
    """A database with everybody and every order, and the environment that names it."""
    with tempfile.TemporaryDirectory() as folder:
        own = {"RXAPP_DATA_DIR": folder, "RXAPP_DEMO": "1"} | ({"RXAPP_DATABASE_URL": url} if url else {})
        env = {name: value for name, value in os.environ.items() if not name.startswith("RXAPP_")} | own
        settings = Settings.from_env(env)
        settings.make_data_dir()
        migrate(settings)
        wired = runtime.build(settings)
        patients = _patients(wired.db)
        pharmacies = [_pharmacy(wired.db, place) for place in range(PHARMACIES)]
        for place in range(ORDERS):
            _order(wired.db, patients[place % PATIENTS], pharmacies[place % PHARMACIES])
        yield wired.db, env
        wired.close()


def _patients(database: Database) -> list[Actor]:
    made = []
    with database.uow() as uow:
        for place in range(PATIENTS):
            day = date(1980, 1, 1) + timedelta(days=place)
            who = {"nir": str(fictional_nir("F", day, 1)), "birth_date": day, "family_name": "Essai", "given_names": "Ada"}
            person = accounts.register_person(uow, actor=SYSTEM_ACTOR, **who)
            account = add_account(uow, new=NewAccount(Role.PATIENT, f"p{place}", "", "x", person_id=person))
            made.append(Actor(account.id, Role.PATIENT, person, "Ada Essai"))
        uow.commit()
    return made


def _pharmacy(database: Database, place: int) -> str:
    with database.uow() as uow:
        row = Pharmacy(finess=f"{place:09}", name=f"Pharmacie {place}", updated_at=uow.clock.now())
        uow.session.add(row)
        uow.session.flush()
        for seat in range(STAFF // PHARMACIES):
            new = NewAccount(Role.PHARMACY, f"o{place}-{seat}", "", "x", display_name=f"Essai {seat}")
            staff = PharmacyStaff(account_id=add_account(uow, new=new).id, pharmacy_id=row.id, since=uow.clock.now())
            uow.session.add(staff)
        uow.commit()
        return row.id


def _order(database: Database, patient: Actor, pharmacy_id: str) -> str:
    """A prescription of two lines, without its file, sent."""
    with database.uow() as uow:
        whose, now = patient.person_id, uow.clock.now()
        paper = Document(
            id=new_id(), person_id=whose, status=Status.READY, act_date=uow.clock.today(), received_at=now, kind="txt", size=1,
            category="ordonnance", author_account_id=patient.account_id, author_role="patient", blob_id=new_id(),
            key_salt=bytes(16),
        )  # fmt: skip
        paper.title = seal_field(person_key(uow, whose), whose, paper.id, "title", "Ordonnance")
        uow.session.add(paper)
        uow.session.flush()
        for drug in ("metformine", "gliclazide"):
            service.type_line(uow, actor=patient, document_id=paper.id, form=service.LineForm(drug=drug, renewals="12"))
        order = {"person_id": whose, "pharmacy_id": pharmacy_id, "document_ids": [paper.id], "key": paper.id}
        order_id = service.send(uow, actor=patient, **order)
        uow.commit()
    return order_id


def _timed(database: Database) -> float:
    """Seconds of one move, by one of the staff, with nobody else about: each takes the next order that nobody took."""
    staff = everybody(database)[0]
    with database.read() as uow:
        mine = select(Order).where(Order.id.in_(staff.orders), Order.state.in_(("received", "preparing", "ready", "sent")))
        order = uow.session.execute(mine.order_by(Order.version, Order.id).limit(1)).scalar_one()
    verbs = {"sent": service.receive, "received": service.prepare, "preparing": service.make_ready, "ready": service.resume}
    begun = time.perf_counter()
    with database.uow() as uow:
        verbs[order.state](uow, actor=staff.actor, order_id=order.id, version=order.version)
        uow.commit()
    return time.perf_counter() - begun


def _bare(database: Database, place: int) -> float:
    """Seconds of a durable transaction that changes one row and adds one, by their keys, in a table of its own."""
    with database.uow() as uow:
        if place == 0:
            uow.session.execute(text("CREATE TABLE bare (id INTEGER PRIMARY KEY, said TEXT)"))
            uow.session.execute(text("INSERT INTO bare VALUES (-1, '')"))
        uow.commit()
    begun = time.perf_counter()
    with database.uow() as uow:
        uow.session.execute(text("INSERT INTO bare VALUES (:n, 'moved')"), {"n": place})
        uow.session.execute(text("UPDATE bare SET said = :said WHERE id = -1"), {"said": f"v{place}"})
        uow.commit()
    return time.perf_counter() - begun


def _worked(env: dict[str, str], processes: int) -> Done:
    """What all of them did."""
    share = STAFF // processes
    command = [sys.executable, "-m", "tests.bench.mover"]
    running = [
        subprocess.Popen([*command, *map(str, (place * share, share, MOVES // processes))], cwd=server.ROOT, env=env,
                         stdout=subprocess.PIPE, text=True)
        for place in range(processes)
    ]  # fmt: skip
    whole = Done()
    for said in [process.communicate()[0] for process in running]:
        part = json.loads(said)
        whole.won += map(tuple, part["won"])
        whole.lines += map(tuple, part["lines"])
        whole.refused += Counter(part["refused"])
        whole.seconds += part["seconds"]
    return whole


def _wrong(database: Database, done: Done) -> int:
    """How many orders have a history that cannot be, and people whose chain does not verify."""
    allowed = {one.key for one in LIFE}
    told = Counter((order_id, version) for order_id, version, _who, _move in done.won)
    told_lines = Counter(done.lines)
    wrong = {f"{key} twice" for key, n in (told + told_lines).items() if n > 1}
    with database.read() as uow:
        for order in uow.session.execute(select(Order)).scalars():
            rows = uow.session.execute(
                select(OrderMove).where(OrderMove.order_id == order.id).order_by(OrderMove.version)
            ).scalars().all()  # fmt: skip
            keys = {f"{row.side}|{row.move}|{row.from_state}|{row.to_state}" for row in rows}
            follows = all(one.to_state == two.from_state for one, two in itertools.pairwise(rows))
            numbered = [row.version for row in rows] == list(range(1, order.version + 1))
            if not (keys <= allowed and follows and numbered and rows[-1].to_state == order.state):
                wrong.add(order.id)
        made = {(row.order_id, row.version, row.account_id) for row in uow.session.execute(select(OrderMove)).scalars()}
        wrong |= {f"{won} was not made" for won in done.won if won[:3] not in made}
        versions = dict(uow.session.execute(select(OrderLine.id, OrderLine.version)).all())
        wrong |= {f"{line} {version} is not there" for line, version in done.lines if versions[line] < version}
        for person_id in audit.people(uow):
            if not audit.verify(uow, person_id).ok:
                wrong.add(person_id)
        counted = uow.session.execute(select(func.count()).select_from(OrderMove)).scalar_one()
    if counted != ORDERS + BARE + len(done.won):
        wrong.add(f"{counted} moves, {len(done.won)} told")
    return len(wrong)
