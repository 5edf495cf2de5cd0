"""The outbox as the dispatcher works it, each step one transaction: tell what is due, hold what is to be carried, write how it
ended. Nothing here waits for the network.

Telling is a change of state in the database alone, so it happens once whatever dies when. Carrying reaches outside: a parcel is
held by a worker's name, and what a dead worker held is carried again and counted as doubtful.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta

from sqlalchemy import delete, func, or_, select, update
from sqlmodel import col

from rxapp.core.clock import SystemClock
from rxapp.core.db import UnitOfWork
from rxapp.core.errors import DomainError
from rxapp.core.presence import Presence

from . import lent
from .choices import Choices, choices_of
from .content import claim_of, open_content
from .departures import depart, mail_of
from .devices import device_of
from .kinds import Channel
from .models import Delivery, Departure, Notice, PushSubscription
from .parcels import End, Outcome, Parcel, next_wait
from .words import log_words

LEASE = timedelta(minutes=10)
"""How long a worker of another machine is waited for: longer than any attempt."""
_MACHINE = SystemClock()
Occasion = tuple[str, bytes]


@dataclass(frozen=True)
class Told:
    """What one step of telling did: notices told, accounts that have something new."""

    told: int
    accounts: frozenset[str]


def tell_due(uow: UnitOfWork, *, limit: int, log_only: bool) -> Told:
    """Tell what is due, the oldest first: into the list, and on its way by the channels the account wants.

    ``log_only``: pushes of accounts without a device are written in the log too, for a demonstration.
    """
    now = uow.clock.now()
    due = select(Notice).where(Notice.state == "waiting", Notice.due_at <= now).order_by(Notice.due_at, Notice.id).limit(limit)
    rows = uow.session.execute(due).scalars().all()
    latest = _latest(uow, {(row.account_id, row.occasion_index) for row in rows}, now)
    chosen: dict[str, Choices] = {}
    told = []
    for row in rows:
        if latest[row.account_id, row.occasion_index] != row.id or not still_holds(uow, row):
            row.state = "passed"
        else:
            wants = chosen.get(row.account_id) or chosen.setdefault(row.account_id, choices_of(uow, row.account_id))
            _tell(uow, row, wants, now, log_only)
            told.append(row.account_id)
        uow.session.add(row)
    return Told(len(told), frozenset(told))


def _latest(uow: UnitOfWork, occasions: Iterable[Occasion], now: datetime) -> dict[Occasion, str]:
    """Of each occasion the notice that is due last, told already or not."""
    wanted = select(Notice.account_id, Notice.occasion_index, Notice.id).where(
        col(Notice.occasion_index).in_({index for _account, index in occasions}),
        or_(Notice.state == "told", (Notice.state == "waiting") & (col(Notice.due_at) <= now)),
    )
    found = uow.session.execute(wanted.order_by(Notice.due_at, Notice.id))
    return {(account, index): notice_id for account, index, notice_id in found}


def _tell(uow: UnitOfWork, row: Notice, wants: Choices, now: datetime, log_only: bool) -> None:
    row.state, row.told_at, row.in_app = "told", now, wants.wants(row.kind, Channel.APP)
    leaves = wants.quiet.over_at(now) if wants.quiet else now
    if wants.wants(row.kind, Channel.MAIL):
        uow.session.add(Delivery(notice_id=row.id, channel=Channel.MAIL, created_at=now, next_try_at=leaves))
    if wants.wants(row.kind, Channel.PUSH):
        mine = select(PushSubscription.id).where(PushSubscription.account_id == row.account_id)
        devices: Sequence[str | None] = uow.session.execute(mine).scalars().all()
        for device in devices or ([None] if log_only else []):
            push = Delivery(notice_id=row.id, channel=Channel.PUSH, subscription_id=device, created_at=now, next_try_at=leaves)
            uow.session.add(push)


def still_holds(uow: UnitOfWork, row: Notice) -> bool:
    """Whether the room that announced it, and everybody else who was asked for, agrees now."""
    try:
        return lent.holds(uow, claim_of(row, open_content(uow, row)))
    except DomainError:  # the person's key is gone: there is nobody left to tell of
        return False


def free_lost(uow: UnitOfWork, presence: Presence) -> int:
    """Let go of what dead workers held; each may have arrived, and counts as doubtful. Returns how many."""
    held = select(Delivery.lease_owner, func.max(Delivery.lease_until)).where(col(Delivery.lease_owner).is_not(None))
    now = _MACHINE.now()
    lost = [
        owner
        for owner, until in uow.session.execute(held.group_by(Delivery.lease_owner))
        if (presence.is_gone(owner) if presence.is_ours(owner) else until < now)
    ]
    if not lost or not uow.writes:
        return len(lost)
    freed = update(Delivery).where(col(Delivery.lease_owner).in_(lost))
    return uow.session.execute(freed.values(lease_owner=None, lease_until=None, doubtful=Delivery.doubtful + 1)).rowcount


def hold(uow: UnitOfWork, presence: Presence, *, channel: Channel, limit: int) -> list[Parcel]:
    """Hold what is to be carried now, the oldest first; what may not leave any more is dropped, what is not the hour waits."""
    now = uow.clock.now()
    free = (Delivery.state == "waiting", Delivery.channel == channel, Delivery.next_try_at <= now)
    wanted = select(Delivery).where(*free, col(Delivery.lease_owner).is_(None)).order_by(Delivery.next_try_at, Delivery.id)
    rows = uow.session.execute(wanted.limit(limit)).scalars().all()
    notices = select(Notice).where(col(Notice.id).in_([row.notice_id for row in rows if row.notice_id]))
    by_id = {notice.id: notice for notice in uow.session.execute(notices).scalars()}
    chosen: dict[str, Choices] = {}
    parcels, until = [], _MACHINE.now() + LEASE
    for row in rows:
        notice = by_id.get(row.notice_id)
        if notice is not None:
            wants = chosen.get(notice.account_id) or chosen.setdefault(notice.account_id, choices_of(uow, notice.account_id))
            if wants.quiet and wants.quiet.covers(now):
                row.next_try_at = wants.quiet.over_at(now)
                continue
        parcel = _parcel(uow, row) if notice is None else _parcel_of(uow, row, notice, wants)
        if parcel is None:
            row.state, row.ended_at = "dropped", now
            continue
        row.lease_owner, row.lease_until, row.attempts = presence.name, until, row.attempts + 1
        parcels.append(parcel)
    uow.session.flush()
    return parcels


def _parcel(uow: UnitOfWork, row: Delivery) -> Parcel | None:
    """An e-mail that a room wrote."""
    departure = uow.session.get(Departure, row.departure_id)
    try:
        recipient, subject, body = mail_of(uow, departure) if departure else ("", "", "")
    except DomainError:
        return None
    if not recipient or not body:
        return None
    return Parcel(row.id, row.channel, recipient, "fr", departure.person_id, row.attempts + 1, letter=(subject, body))


def _parcel_of(uow: UnitOfWork, row: Delivery, notice: Notice, wants: Choices) -> Parcel | None:
    """« There is news »: unless it was read or taken back meanwhile, refused, or the account is closed."""
    if notice.state != "told" or notice.read_at is not None or not wants.wants(notice.kind, row.channel):
        return None
    reach = lent.reach(uow, notice.account_id)
    if reach is None or not still_holds(uow, notice):
        return None
    common = {"language": reach.language, "person_id": notice.person_id, "attempts": row.attempts + 1}
    if row.channel == Channel.MAIL:
        return Parcel(row.id, row.channel, reach.email, **common) if reach.email else None
    if row.subscription_id is None:
        return Parcel(row.id, row.channel, "", **common)
    device = uow.session.get(PushSubscription, row.subscription_id)
    if device is None or device.account_id != notice.account_id:
        return None
    return Parcel(row.id, row.channel, "", device=device_of(uow, device), subscription_id=device.id, **common)


def settle(uow: UnitOfWork, presence: Presence, ended: Mapping[Parcel, Outcome], *, public_url: str, keep_words: bool) -> None:
    """Write how attempts ended; of one this worker no longer holds, nothing. ``keep_words``: the log says all that left."""
    now = uow.clock.now()
    held = select(Delivery.id).where(col(Delivery.id).in_([parcel.id for parcel in ended]), Delivery.lease_owner == presence.name)
    mine = set(uow.session.execute(held).scalars())
    for parcel, outcome in ended.items():
        if parcel.id not in mine:
            continue
        if outcome.end is End.SENT and parcel.letter is None:
            recipient, subject, body = log_words(parcel, public_url)
            depart(uow, parcel.channel, parcel.person_id, recipient, subject, body if keep_words else None, None)
        if outcome.end is End.GONE:
            uow.session.execute(delete(PushSubscription).where(PushSubscription.id == parcel.subscription_id))
    for values, ids in _changes(ended, mine, now):
        freed = update(Delivery).where(col(Delivery.id).in_(ids))
        uow.session.execute(freed.values(lease_owner=None, lease_until=None, **values))


def _changes(ended: Mapping[Parcel, Outcome], mine: set[str], now: datetime) -> list[tuple[dict[str, object], list[str]]]:
    """What to write in the rows, those that end alike together."""
    over = {End.SENT: "sent", End.GONE: "dropped", End.REFUSED: "failed"}
    changes: list[tuple[dict[str, object], list[str]]] = []
    for end, state in over.items():
        ids = [parcel.id for parcel, outcome in ended.items() if outcome.end is end and parcel.id in mine]
        changes += [({"state": state, "ended_at": now}, ids)] if ids else []
    for parcel, outcome in ended.items():
        if outcome.end in over or parcel.id not in mine:
            continue
        if outcome.end is End.PUT_BACK:
            changes.append(({"attempts": Delivery.attempts - 1}, [parcel.id]))
            continue
        wait = next_wait(parcel.attempts)
        again = {"state": "failed", "ended_at": now} if wait is None else {"next_try_at": now + max(wait, outcome.wait or wait)}
        doubt = {"doubtful": Delivery.doubtful + 1} if outcome.end is End.UNSURE else {}
        changes.append((again | doubt, [parcel.id]))
    return changes


def due_now(uow: UnitOfWork) -> frozenset[Channel]:
    """The channels for which there is something to do now; `Channel.APP` stands for telling."""
    now = uow.clock.now()
    tell = select(Notice.id).where(Notice.state == "waiting", Notice.due_at <= now).limit(1)
    found = {Channel.APP} if uow.session.execute(tell).first() else set()
    for channel in (Channel.MAIL, Channel.PUSH):
        free = (Delivery.state == "waiting", Delivery.channel == channel, Delivery.next_try_at <= now)
        if uow.session.execute(select(Delivery.id).where(*free, col(Delivery.lease_owner).is_(None)).limit(1)).first():
            found.add(channel)
    return frozenset(found)


def next_due(uow: UnitOfWork, channels: Iterable[Channel]) -> datetime | None:
    """When there is something to do next: to tell, or to carry by one of these channels."""
    told = select(func.min(Notice.due_at)).where(Notice.state == "waiting")
    waits = (Delivery.state == "waiting", col(Delivery.lease_owner).is_(None), col(Delivery.channel).in_(list(channels)))
    carried = select(func.min(Delivery.next_try_at)).where(*waits)
    times = [uow.session.execute(query).scalar() for query in (told, carried)]
    return min((time for time in times if time is not None), default=None)
