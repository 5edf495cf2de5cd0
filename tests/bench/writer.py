"""One process of `messages`: so many writers at once; prints what they were told as JSON.

python -m tests.bench.writer FIRST WRITERS EACH    the database is that of the environment
"""

from __future__ import annotations

import json
import random
import sys
import time
from concurrent.futures import ThreadPoolExecutor
from contextlib import closing
from dataclasses import dataclass, field

from sqlalchemy import select
from sqlmodel import col

from rxapp import runtime
from rxapp.accounts.standing import accounts_for, actor_of
from rxapp.core.db import Database
from rxapp.core.errors import DomainError
from rxapp.core.policy import Actor
from rxapp.core.settings import Settings
from rxapp.inbox import pace, service
from rxapp.inbox.models import Conversation, Participant

pace.MOST_AN_HOUR = 10**9  # as in `messages`, which starts this

_TWICE = 0.05
"""How often a finger is nervous."""


@dataclass
class Told:
    """``sent``: conversation, number, text of each message, as its writer was told. ``seconds``: of each."""

    sent: list[tuple[str, int, str]] = field(default_factory=list)
    seconds: list[float] = field(default_factory=list)


def write(database: Database, writer: int, each: int) -> Told:
    """Send so many messages in conversations chosen by chance; half of the writers are patients, half professionals."""
    chance, told, mine = random.Random(writer), Told(), _talks(database, writer)  # noqa: S311 - the same each time
    for number in range(each):
        actor, talk = chance.choice(mine)
        text = f"écrivain-{writer} {number}"
        begun = time.perf_counter()
        for _time in range(2 if chance.random() < _TWICE else 1):
            sent = _insist(database, actor, talk, text, f"{writer}-{number}")
        told.seconds.append(time.perf_counter() - begun)
        told.sent.append((talk, sent.seq, text))
    return told


def _insist(database: Database, actor: Actor, talk: str, text: str, key: str) -> service.Sent:
    """Send until the server is not too busy, under one key, as a page does whose network was gone."""
    while True:
        try:
            with database.uow() as uow:
                sent = service.reply(uow, actor=actor, conversation_id=talk, text=text, key=key)
                uow.commit()
        except DomainError as error:
            if error.code != "base.occupee":
                raise
        else:
            return sent


def _talks(database: Database, writer: int):
    """The conversations of one side, two writers to an account at times: (actor, conversation)."""
    with database.read() as uow:
        talks = select(Conversation.id, Conversation.person_id, Participant.account_id).join(
            Participant, col(Participant.conversation_id) == col(Conversation.id)
        )
        rows = uow.session.execute(talks.order_by(col(Conversation.id))).all()
        staff = sorted({row.account_id for row in rows})
        people = sorted({row.person_id for row in rows})
        if writer % 2:
            chosen = staff[writer // 2 % len(staff)]
            return [(actor_of(uow, chosen), row.id) for row in rows if row.account_id == chosen]
        whose = people[writer // 2 % len(people)]
        actor = actor_of(uow, accounts_for(uow, whose)[0])
        return [(actor, row.id) for row in rows if row.person_id == whose]


def main() -> None:
    """Do the share of one process."""
    first, writers, each = map(int, sys.argv[1:])
    with closing(runtime.build(Settings.from_env())) as wired, ThreadPoolExecutor(writers) as pool:
        done = list(pool.map(lambda writer: write(wired.db, writer, each), range(first, first + writers)))
    sent = [row for one in done for row in one.sent]
    seconds = [taken for one in done for taken in one.seconds]
    print(json.dumps({"sent": sent, "seconds": seconds}), flush=True)


if __name__ == "__main__":
    main()
