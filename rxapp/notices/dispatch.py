"""The dispatcher: tells what is due, carries what leaves, and sleeps until there is something to do.

It runs inside the server, and as `rxapp reminders` for a timer; any number of them may run at once. What a dead one held is
carried again by the next (`core/presence.py` knows it is dead, whatever the clock says).
"""

from __future__ import annotations

import asyncio
import logging
import time
from collections.abc import Callable, Sequence
from dataclasses import dataclass, field
from datetime import timedelta

from rxapp.core import work
from rxapp.core.db import Database
from rxapp.core.presence import Presence

from . import lent, outbox
from .announcing import wake_with
from .kinds import Channel
from .mail import CONNECTIONS, Line, Server, Unreachable
from .parcels import End, Outcome, Parcel
from .push import Pusher

AT_ONCE = 50
"""Notices told, and parcels held by each channel, in one transaction: others wait for their turn to write meanwhile."""
_CARRIED = (Channel.MAIL, Channel.PUSH)
BREATH = 0.2
"""Seconds between being woken and telling: open pages show first what was said, and what is read there by then is not told."""
LOOK_EVERY = timedelta(seconds=30)
"""Longest sleep: what other processes announced, or a clock that was set, is seen after it."""
LOOK_EVERY_IN_A_DEMONSTRATION = timedelta(seconds=2)
PREPARE_EVERY = 600.0
"""Seconds between two runs of what rooms want done first; a clock that jumped is seen sooner."""
JUMP = timedelta(minutes=10)
REST = (5.0, 30.0, 120.0, 300.0, 600.0)
"""Seconds a channel rests while nobody can be reached, longer each time."""

log = logging.getLogger("carnet.notices")


@dataclass
class Tally:
    """What one pass did."""

    told: int = 0
    ended: dict[End, int] = field(default_factory=dict)
    lost: int = 0

    def count(self, end: End) -> int:
        """How many attempts ended so."""
        return self.ended.get(end, 0)


@dataclass(frozen=True)
class _Ended:
    """One attempt that ended; ``written``: it is in the database."""

    parcel: Parcel
    outcome: Outcome
    written: asyncio.Event = field(default_factory=asyncio.Event)


class Dispatcher:
    """One worker on the outbox; for one event loop. `told`: called in it with the accounts that have something new."""

    def __init__(
        self,
        database: Database,
        *,
        told: Callable[[frozenset[str]], object] = lambda accounts: None,
        pusher: Pusher | None = None,
        server: Server | None = None,
    ) -> None:
        settings = database.settings
        self._db, self._told = database, told
        self._presence = Presence(settings.data_dir / "dispatch")
        self._log_only = settings.demo and settings.smtp_url is None
        self._server = server or (Server.from_url(settings.smtp_url, settings.public_url) if settings.smtp_url else None)
        self._pusher = pusher or (None if self._log_only else Pusher(database.keyring, settings.public_url))
        self._lines = [
            Line(self._server, settings.public_url, database.clock.now) for _place in range(CONNECTIONS) if self._server
        ]
        self._ended: dict[Parcel, Outcome] = {}
        self._rest: dict[Channel, float] = {}
        self._troubles: dict[Channel, int] = {}
        self._prepared: tuple[float, timedelta, int] | None = None
        self._unprepared = False
        """Whether some of what is to be done first is left: it is done little by little, and others are told in between."""
        self._epoch = database.clock.now()
        self._awake = asyncio.Event()
        self._writing = asyncio.Lock()
        self._pushes: asyncio.Task[None] | None = None
        """Pushes on their way, beside everything else: a device that never answers holds up neither the list nor the mail."""
        self._terms = outbox.Terms(settings.public_url, AT_ONCE, log_only=self._log_only, keep_words=settings.demo)

    async def run(self) -> None:
        """Work until cancelled; a failure is logged by its name and the work goes on."""
        loop = asyncio.get_running_loop()
        stop = wake_with(lambda: loop.call_soon_threadsafe(self._awake.set))
        try:
            while True:
                self._awake.clear()
                try:
                    await self._pass(Tally())
                    pause = 0.0 if self._unprepared else await work.run_to_end(self._pause)
                except Exception as failure:
                    log.error("the outbox failed with %s", type(failure).__name__)
                    pause = LOOK_EVERY.total_seconds()
                try:
                    async with asyncio.timeout(pause):
                        await self._awake.wait()
                        await asyncio.sleep(BREATH)
                except TimeoutError:
                    continue
        finally:
            stop()
            await self.close()

    async def once(self) -> Tally:
        """Do all there is to do now."""
        tally = Tally()
        await self._pass(tally)
        while self._unprepared or self._pushes is not None:
            if self._pushes is not None:
                await asyncio.wait([self._pushes])
                self._pushes = None
            await self._pass(tally)
        return tally

    async def _pass(self, tally: Tally) -> None:
        """Tell and carry what is due; pushes go on beside it."""
        await self._settle(tally)
        if self._is_to_prepare():
            try:
                self._unprepared = await work.run_to_end(lent.do_first, self._db)
            except Exception as failure:  # what is due is told all the same
                log.error("preparing the outbox failed with %s", type(failure).__name__)
                self._unprepared = False
        tally.lost += await work.run_to_end(self._free_lost)
        while todo := await work.run_to_end(self._todo):
            # what is told may leave at once: both in one transaction, everybody is asked but once
            channels = self._channels() if Channel.APP in todo else todo
            step = await work.run_to_end(self._write, outbox.step, presence=self._presence, terms=self._terms, channels=channels)
            tally.told += step.told
            if step.accounts:
                self._told(step.accounts)
            mails = [one for one in step.parcels if one.channel != Channel.PUSH]
            if len(mails) < len(step.parcels):
                self._push_beside([one for one in step.parcels if one.channel == Channel.PUSH], tally)
            if mails:
                await self._carry(mails, tally)
        for line in self._lines:
            await line.close()

    def _push_beside(self, parcels: Sequence[Parcel], tally: Tally) -> None:
        """Carry pushes in a task of their own; what else is due by then is looked at when they have ended."""

        def ended(task: asyncio.Task[None]) -> None:
            if not task.cancelled() and (failure := task.exception()) is not None:
                log.error("pushes failed with %s", type(failure).__name__)
            self._awake.set()

        self._pushes = asyncio.create_task(self._carry(parcels, tally))
        self._pushes.add_done_callback(ended)

    async def close(self) -> None:
        """Let go of everything."""
        if self._pushes is not None:
            self._pushes.cancel()
            await asyncio.wait([self._pushes])
        for line in self._lines:
            await line.close()
        if self._pusher is not None:
            await self._pusher.close()
        self._presence.leave()

    def _is_to_prepare(self) -> bool:
        """Every ten minutes of the machine, when the clock has jumped since, when it was asked for or some of it is left."""
        machine, shown, asked = time.monotonic(), self._db.clock.now() - self._epoch, lent.asked_to_prepare()
        if self._prepared is not None and not self._unprepared:
            passed = machine - self._prepared[0]
            jumped = abs(shown - self._prepared[1] - timedelta(seconds=passed)) > JUMP
            if passed < PREPARE_EVERY and not jumped and asked == self._prepared[2]:
                return False
        self._prepared = machine, shown, asked
        return True

    def _channels(self) -> list[Channel]:
        """Those by which something may be carried now: they do not rest, and no pushes are on their way."""
        pushing = self._pushes is not None and not self._pushes.done()
        return [channel for channel in _CARRIED if self._is_up(channel) and not (pushing and channel == Channel.PUSH)]

    def _is_up(self, channel: Channel) -> bool:
        return self._rest.get(channel, 0) <= time.monotonic()

    def _pause(self) -> float:
        """Seconds until there is something to do, as far as is known now."""
        with self._db.read() as uow:
            due, now = outbox.next_due(uow, self._channels()), uow.clock.now()
        most = LOOK_EVERY_IN_A_DEMONSTRATION if self._db.settings.demo else LOOK_EVERY
        wait = most if due is None else min(max(due - now, timedelta(0)), most)
        resting = [until - time.monotonic() for until in self._rest.values()]
        return max(0.05, min([wait.total_seconds(), *(rest for rest in resting if rest > 0)]))

    def _todo(self) -> frozenset[Channel]:
        """What there is to do now: to tell, to carry by a channel that does not rest."""
        with self._db.read() as uow:
            return outbox.due_now(uow) & {Channel.APP, *self._channels()}

    def _write(self, verb: Callable, **given: object) -> object:
        with self._db.uow() as uow:
            done = verb(uow, **given)
            uow.commit()
        return done

    def _still_leaves(self, parcel: Parcel) -> bool:
        with self._db.read() as uow:
            return outbox.still_leaves(uow, parcel)

    def _free_lost(self) -> int:
        with self._db.read() as uow:
            if not outbox.free_lost(uow, self._presence):
                return 0
        return self._write(outbox.free_lost, presence=self._presence)

    async def _carry(self, parcels: Sequence[Parcel], tally: Tally) -> None:
        """Carry a handful; nobody takes another one before the end of theirs is written, so that a death leaves few in doubt."""
        waiting = {channel: [one for one in reversed(parcels) if one.channel == channel] for channel in _CARRIED}
        under_way = set(parcels)
        if waiting[Channel.MAIL]:
            await self._reach_server()
        ends: asyncio.Queue[_Ended | None] = asyncio.Queue()
        carriers = asyncio.gather(
            *(self._carrier(channel, place, waiting[channel], ends) for channel in _CARRIED for place in range(CONNECTIONS))
        )
        carriers.add_done_callback(lambda _done: ends.put_nowait(None))
        try:
            while (end := await ends.get()) is not None:
                written = []
                while end is not None:
                    self._ended[end.parcel] = end.outcome
                    under_way.discard(end.parcel)
                    written.append(end.written)
                    end = None if ends.empty() else ends.get_nowait()
                await self._settle(tally)
                for one in written:
                    one.set()
        finally:
            carriers.cancel()
            await asyncio.gather(carriers, return_exceptions=True)
            left = {one for channel in _CARRIED for one in waiting[channel]}
            self._ended |= {one: Outcome(End.PUT_BACK if one in left else End.UNSURE) for one in under_way}
            await self._settle(tally)

    async def _settle(self, tally: Tally) -> None:
        """Write what has ended, all in one transaction; what could not be written is kept for the next time."""
        async with self._writing:
            if not self._ended:
                return
            now = dict(self._ended)
            await work.run_to_end(self._write, outbox.settle, presence=self._presence, ended=now)
            for parcel, outcome in now.items():
                del self._ended[parcel]
                tally.ended[outcome.end] = tally.ended.get(outcome.end, 0) + 1

    async def _carrier(self, channel: Channel, place: int, waiting: list[Parcel], ends: asyncio.Queue[_Ended | None]) -> None:
        """Carry one after the other; when nobody can be reached the channel rests and the others stay."""
        while waiting and self._is_up(channel):
            parcel = waiting.pop()
            try:
                outcome = await self._attempt(parcel, place)
                self._troubles[channel] = 0
            except Unreachable as failure:
                if any(line.is_open for line in self._lines):  # the server takes no more connections: the others do the rest
                    waiting.append(parcel)
                    return
                outcome = Outcome(End.PUT_BACK)
                self._let_rest(channel, str(failure))
            except Exception as failure:
                log.error("an attempt failed with %s", type(failure).__name__)
                outcome = Outcome(End.UNSURE)
            ended = _Ended(parcel, outcome)
            ends.put_nowait(ended)
            await ended.written.wait()

    async def _attempt(self, parcel: Parcel, place: int) -> Outcome:
        """Carry one, unless it is to leave no more: that is asked last, once the way to the server is open."""
        if parcel.channel != Channel.PUSH and self._lines:
            await self._lines[place].open()
        if not await work.run_to_end(self._still_leaves, parcel):
            return Outcome(End.PUT_BACK)
        if parcel.channel == Channel.PUSH:
            return Outcome(End.SENT) if self._log_only or self._pusher is None else await self._pusher.carry(parcel)
        if self._server is None:
            return Outcome(End.SENT)
        return await self._lines[place].carry(parcel)

    async def _reach_server(self) -> None:
        """Open one connection before the others are tried: whether there is a server at all."""
        if not self._lines:
            return
        try:
            await self._lines[0].open()
        except Unreachable as failure:
            self._let_rest(Channel.MAIL, str(failure))

    def _let_rest(self, channel: Channel, why: str) -> None:
        if channel not in self._channels():
            return
        trouble = self._troubles.get(channel, 0)
        self._troubles[channel] = trouble + 1
        self._rest[channel] = time.monotonic() + REST[min(trouble, len(REST) - 1)]
        log.warning("%s rests for %.0f s: %s", channel, REST[min(trouble, len(REST) - 1)], why)
