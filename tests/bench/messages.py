"""Messages: 64 writers at once, 10,000 messages, none lost, none doubled, one order in each conversation; and the inbox's list.

On a SQLite file by one process, as `rxapp serve` is; then, when RXAPP_TEST_POSTGRES_URL names a server, on PostgreSQL by four.
Each writer sends some of its messages twice under one key. Then every conversation is read: its numbers follow each other, each
message that somebody was told of is there once and in the order in which its writer sent it, and every chained history verifies.
The list: an inbox of 100,000 messages beside one of 100, first page of both; the floor is the smaller one.
"""

from __future__ import annotations

import json
import os
import subprocess
import sys
import tempfile
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from datetime import date, timedelta

from sqlalchemy import insert, select

from rxapp import runtime
from rxapp.accounts import service as accounts
from rxapp.accounts.nir import fictional_nir
from rxapp.accounts.opening import NewAccount, add_account
from rxapp.core import audit
from rxapp.core.db import Database, migrate, new_id
from rxapp.core.policy import SYSTEM_ACTOR, Actor, Role
from rxapp.core.settings import Settings
from rxapp.inbox import pace, service, views
from rxapp.inbox.content import ConversationContent, Names, open_body, write_conversation, write_message
from rxapp.inbox.models import Conversation, ConversationBox, Message, Participant
from tests import postgres
from tests.bench.figures import Figure, Target, alone, beside, in_turn
from tests.bench.writer import Told

pace.MOST_AN_HOUR = 10**9  # figures of writing, not of what nobody writes in an hour

WRITERS, MESSAGES, TALKS, PATIENTS, DOCTORS, ALONE = 64, 10_000, 100, 32, 32, 300
FEW, MANY, IN_ONE = 100, 100_000, 10


def run(_: object) -> list[Figure]:
    """Messages a second and the time of one, for each database; then the list."""
    figures = _measured("SQLite", "", 1)
    if postgres.URL:
        with postgres.made() as name:
            figures += _measured("PostgreSQL", postgres.address_of(name), 4)
    return figures + _lists()


def _measured(kind: str, url: str, processes: int) -> list[Figure]:
    with _town(url) as (database, env):
        patients, doctors = _people(database)
        talks = [_talk(database, patients[place % PATIENTS], doctors[place % DOCTORS]) for place in range(TALKS)]
        one = [_timed(lambda: _say(database, doctors[0], talks[0])) for _message in range(ALONE)]
        begun = time.perf_counter()
        told = _worked(env, processes)
        taken = time.perf_counter() - begun
        wrong = _wrong(database, told, ALONE + TALKS)
    return [
        alone(f"{kind}: one message, alone", [s * 1000 for s in one], "ms"),
        alone(f"{kind}: messages a second, {WRITERS} writers, {processes} process(es)", [len(told.sent) / taken], "/s", digits=0),
        alone(f"{kind}: a message among them, its wait included", [s * 1000 for s in told.seconds], "ms", digits=0),
        alone(f"{kind}: messages lost, doubled or out of order of {len(told.sent)}", [wrong], target=Target(most=0), digits=0),
    ]  # fmt: skip


@contextmanager
def _town(url: str) -> Iterator[tuple[Database, dict[str, str]]]:
    with tempfile.TemporaryDirectory() as folder:
        own = {"RXAPP_DATA_DIR": folder, "RXAPP_DEMO": "1"} | ({"RXAPP_DATABASE_URL": url} if url else {})
        env = {name: value for name, value in os.environ.items() if not name.startswith("RXAPP_")} | own
        settings = Settings.from_env(env)
        settings.make_data_dir()
        migrate(settings)
        wired = runtime.build(settings)
        yield wired.db, env
        wired.close()


def _people(database: Database) -> tuple[list[Actor], list[Actor]]:
    patients, doctors = [], []
    with database.uow() as uow:
        for place in range(PATIENTS):
            day = date(1980, 1, 1) + timedelta(days=place)
            who = {"nir": str(fictional_nir("F", day, 1)), "birth_date": day, "family_name": "Essai", "given_names": "Ada"}
            person = accounts.register_person(uow, actor=SYSTEM_ACTOR, **who)
            account = add_account(uow, new=NewAccount(Role.PATIENT, f"p{place}", "", "x", person_id=person))
            patients.append(Actor(account.id, Role.PATIENT, person, "Ada Essai"))
        for place in range(DOCTORS):
            new = NewAccount(Role.PROFESSIONAL, f"d{place}", "", "x", display_name=f"Dr Essai {place}")
            doctor = Actor(add_account(uow, new=new).id, Role.PROFESSIONAL, None, f"Dr Essai {place}")
            service.set_who_may_start(uow, actor=doctor, who="everybody")
            doctors.append(doctor)
        uow.commit()
    return patients, doctors


def _talk(database: Database, patient: Actor, doctor: Actor) -> str:
    with database.uow() as uow:
        given = {"person_id": patient.person_id, "to": (doctor.account_id,), "subject": "Essai", "text": "Bonjour"}
        sent = service.start(uow, actor=patient, key=new_id(), **given)
        uow.commit()
    return sent.conversation_id


def _say(database: Database, actor: Actor, talk: str) -> None:
    with database.uow() as uow:
        service.reply(uow, actor=actor, conversation_id=talk, text="Un message ordinaire, de cent signes. " * 3, key=new_id())
        uow.commit()


def _timed(act: Callable[[], object]) -> float:
    begun = time.perf_counter()
    act()
    return time.perf_counter() - begun


def _worked(env: dict[str, str], processes: int) -> Told:
    """What the writers of all processes were told."""
    share = WRITERS // processes
    started = [
        subprocess.Popen(
            [sys.executable, "-m", "tests.bench.writer", str(place * share), str(share), str(-(-MESSAGES // WRITERS))],
            env=env,
            stdout=subprocess.PIPE,
            text=True,
        )
        for place in range(processes)
    ]
    told = Told()
    for process in started:
        said, _ = process.communicate()
        if process.returncode:
            raise RuntimeError("a process of writers failed")
        one = json.loads(said)
        told.sent += [tuple(row) for row in one["sent"]]
        told.seconds += one["seconds"]
    return told


def _wrong(database: Database, told: Told, others: int) -> int:
    """Messages that are not where their writers were told they are, once and in their order; histories that do not verify."""
    wrong = 0
    with database.read() as uow:
        rows = uow.session.execute(select(Message).order_by(Message.conversation_id, Message.seq)).scalars().all()
        found = {(row.conversation_id, row.seq): open_body(uow, row) for row in rows}
        wrong += abs(len(rows) - len(told.sent) - others) + len(told.sent) - len({(one[0], one[1]) for one in told.sent})
        wrong += sum(found.get((talk, seq)) != text for talk, seq, text in told.sent)
        for talk, last in uow.session.execute(select(Conversation.id, Conversation.last_seq)):
            wrong += [seq for one, seq in found if one == talk] != list(range(1, last + 1))
        latest: dict[tuple[str, str], int] = {}
        for (talk, _seq), text in sorted(found.items()):
            writer, _, number = text.partition(" ")
            if number.isdigit():
                wrong += int(number) <= latest.get((talk, writer), -1)
                latest[talk, writer] = int(number)
        wrong += sum(not audit.verify(uow, person).ok for person in audit.people(uow))
    return wrong


def _lists() -> list[Figure]:
    with _town("") as (database, _env):
        patients, doctors = _people(database)
        _fill(database, patients[0], doctors[0], FEW)
        _fill(database, patients[1], doctors[1], MANY)
        pairs = (("person's", patients, views.inbox_page), ("professional's", doctors, views.pro_inbox))
        figures = []
        for kind, actors, view in pairs:
            few, many = in_turn(60, *(_opening(database, view, actor) for actor in actors[:2]), warm=5)
            name = f"a {kind} inbox with {MANY} messages, first 50 rows; floor: {FEW}"
            figures.append(beside(name, [s * 1000 for s in many], [s * 1000 for s in few], "ms", Target(most=1.3)))
    return figures


def _opening(database: Database, view: Callable[..., views.InboxPage], actor: Actor) -> Callable[[], float]:
    given = {"person_id": actor.person_id} if actor.person_id else {}

    def look() -> None:
        with database.read() as uow:
            assert view(uow, actor=actor, lang="fr", limit=50, **given).rows
            views.unread_count(uow, actor=actor)

    return lambda: _timed(look)


def _fill(database: Database, patient: Actor, doctor: Actor, messages: int) -> None:
    """Conversations as the verbs would have left them: rows alone, so that a hundred thousand take a minute."""
    talks = max(50, messages // IN_ONE)
    for first in range(0, talks, 500):
        with database.uow() as uow:
            for place in range(first, min(first + 500, talks)):
                _conversation(uow, patient, doctor, messages // talks, place)
            uow.commit()


def _conversation(uow, patient: Actor, doctor: Actor, messages: int, place: int) -> None:
    at = uow.clock.now() - timedelta(minutes=place)
    talk = Conversation(id=new_id(), person_id=patient.person_id, started_by=patient.account_id, started_at=at, last_at=at)
    write_conversation(uow, talk, ConversationContent(f"Sujet {place}"))
    uow.session.add(talk)
    whose = {"conversation_id": talk.id, "person_id": patient.person_id}
    part = {"account_id": doctor.account_id, "practice_id": doctor.account_id, "role": doctor.role, "since": at}
    uow.session.add(Participant(**whose, **part))
    for account_id, is_patient in ((patient.account_id, True), (doctor.account_id, False)):
        seen = {"read_seq": 0 if place % 3 else messages, "unread": bool(place % 3)}
        box = {"account_id": account_id, "patient": is_patient, "kind": "talk", "last_at": at}
        uow.session.add(ConversationBox(**whose, **box, **seen))
    uow.session.flush()
    for seq in range(1, messages + 1):
        row = Message(**whose, seq=seq, side="patient", author=patient.account_id, author_role="patient", sent_at=at,
                      once_index=new_id().encode(), names=b"", body=b"")  # fmt: skip
        write_message(uow, row, Names("Ada Essai"), "Un message ordinaire, de cent signes. " * 3)
        uow.session.execute(insert(Message).values(**row.model_dump()))
        talk.last_seq = seq
        uow.session.flush()
