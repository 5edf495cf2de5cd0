"""What the server does by itself while it runs: finish deletions, answer requests for letters, forget what is over."""

from __future__ import annotations

import asyncio
import gc
import logging
from collections.abc import AsyncIterator, Callable
from contextlib import asynccontextmanager

from rxapp.accounts import access_ending, emergency, helping, passwords
from rxapp.accounts import service as accounts
from rxapp.agenda import imports
from rxapp.core import checkpoints, limits, lookers, work
from rxapp.core.connections import CONNECTIONS
from rxapp.core.orphans import sweep_orphans
from rxapp.measures import service as measures
from rxapp.notices import service as notices
from rxapp.notices.dispatch import Dispatcher
from rxapp.pharmacy import service as pharmacy
from rxapp.prevention import campaign
from rxapp.prevention import service as prevention
from rxapp.profile import service as profile
from rxapp.record import asking, attesting, delivering, reading, sending
from rxapp.record import service as record
from rxapp.record.needles import needles
from rxapp.record.rendition import workshop
from rxapp.runtime import Runtime
from rxapp.sharing import service as sharing
from rxapp.takeout import service as takeout

SWEEP_EVERY = 2.0
"""Seconds between two looks at deletions past their ten seconds of undo and at letters asked for."""
LOOK_EVERY, LOOK_EVERY_IN_A_DEMONSTRATION = 600.0, 2.0
"""Seconds between two looks for calendars that are due one: a range of an index, mostly empty."""
FORGET_EVERY = 600.0
"""Seconds between two clean-ups of old sessions and counters."""

log = logging.getLogger("carnet.housekeeping")


@asynccontextmanager
async def housekeeping(runtime: Runtime, told: Callable[[frozenset[str]], object]) -> AsyncIterator[None]:
    """Run the chores beside the server; they stop with it. `told`: called with the accounts that have something new."""
    loop = asyncio.get_running_loop()
    stop = lookers.listen(lambda accounts: loop.call_soon_threadsafe(told, accounts))
    await work.run_to_end(_start, runtime)
    gc.collect()
    gc.freeze()  # what stays as long as the server does is not counted over again: 0.2 to 0.4 s in which nobody is answered
    work.spawn(sweep_orphans, runtime.db)  # looks at every file: nobody waits for it
    watch, last_days = accounts.Watch(), access_ending.LastDays()
    tasks = [
        asyncio.create_task(_every(SWEEP_EVERY, lambda: _sweep(runtime))),
        asyncio.create_task(_every(SWEEP_EVERY, lambda: watch.run(runtime.db))),
        asyncio.create_task(_every(SWEEP_EVERY, lambda: last_days.run(runtime.db))),
        asyncio.create_task(_every(_look_every(runtime), lambda: campaign.run(runtime.db))),
        asyncio.create_task(_every(FORGET_EVERY, lambda: _forget(runtime))),
        asyncio.create_task(_every(SWEEP_EVERY, lambda: reading.read_due(runtime.db), apart=True)),
        asyncio.create_task(Dispatcher(runtime.db, told=told).run()),
    ]
    try:
        yield
    finally:
        stop()
        takeout.stop()
        reading.stop()
        for task in tasks:
            task.cancel()
        await asyncio.gather(*tasks, return_exceptions=True)
        reading.resume()


async def _every(seconds: float, chore: Callable[[], object], *, apart: bool = False) -> None:
    """`apart`: in a thread of its own, what a stranger's file may hold up for long."""
    run = work.run_apart if apart else work.run_to_end
    while True:
        await asyncio.sleep(seconds)
        try:
            await run(chore)
        except Exception as failure:
            log.error("a chore failed with %s", type(failure).__name__)


def _look_every(runtime: Runtime) -> float:
    return LOOK_EVERY_IN_A_DEMONSTRATION if runtime.settings.demo else LOOK_EVERY


def _start(runtime: Runtime) -> None:
    """Finish what a crash interrupted; warm the subprocess that looks at documents, and what a first sign-in would wait for."""
    record.sweep(runtime.db)
    takeout.resume()
    takeout.sweep(runtime.db)
    workshop().start()
    passwords.warm_up()


def _sweep(runtime: Runtime) -> None:
    needles.sweep()
    record.sweep(runtime.db)
    delivering.deliver_due(runtime.db)
    asking.look_for(runtime.db)
    accounts.answer_requests(runtime.db)
    accounts.answer_resets(runtime.db)
    accounts.answer_invitations(runtime.db)
    helping.answer_invitations(runtime.db)
    helping.end_due(runtime.db)
    attesting.file_due(runtime.db)
    emergency.end_due(runtime.db)
    pharmacy.advance(runtime.db)
    for token_hash in (*accounts.advance(runtime.db), *accounts.advance_children(runtime.db)):
        CONNECTIONS.end_session(token_hash)
    accounts.destroy_due(runtime.db)


def _forget(runtime: Runtime) -> None:
    takeout.sweep(runtime.db)
    with runtime.db.uow() as uow:
        accounts.purge_sessions(uow)
        accounts.purge_passing(uow, keep_words=runtime.settings.demo)
        limits.sweep(uow)
        imports.sweep(uow)
        sharing.sweep(uow)
        profile.forget_all_removed(uow)
        measures.forget_all_removed(uow)
        prevention.forget_all_removed(uow)
        notices.erase_old(uow)
        accounts.erase_words(uow, demo=runtime.settings.demo)
        uow.commit()
    sending.sweep(runtime.db)
    asking.sweep(runtime.db)
    accounts.put_away_left(runtime.db)
    accounts.forget_keys(runtime.db)
    checkpoints.make_due(runtime.db)
