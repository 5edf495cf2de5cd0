"""The outbox as the dispatcher works it, each step one transaction: tell what is due, hold what is to be carried, write how it
ended. Nothing here waits for the network.

Telling is a change of state in the database alone, so it happens once whatever dies when. Carrying reaches outside: a parcel is
held by a worker's name, and what a dead worker held is carried again and counted as doubtful.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import datetime, timedelta

from sqlalchemy import delete, func, insert, or_, select, update
from sqlmodel import col

from rxapp.core.clock import SystemClock
from rxapp.core.db import UnitOfWork, new_id
from rxapp.core.presence import Presence

from .asking import Asked, unless_broken
from .departures import departure_row, mail_of, sheet_of
from .devices import device_of, forget_silent
from .kinds import Channel
from .models import Delivery, Departure, Notice, PushSubscription
from .parcels import End, Outcome, Parcel, next_wait
from .words import log_words

LEASE = timedelta(minutes=10)
"""How long a worker of another machine is waited for: longer than any attempt."""
MOST_PUSHES = 5
"""Most pushes to one device that are to leave or left within `BURST`: each says that there is news, and nothing more."""
BURST = timedelta(minutes=10)
_LATELY = timedelta(days=1)
_MACHINE = SystemClock()
Occasion = tuple[str, bytes]


@dataclass(frozen=True)
class Terms:
    """How an instance sends. ``limit``: most notices told, and parcels held by each channel, in one transaction.

    ``log_only``: pushes of accounts without a device are written in the log too, for a demonstration. ``keep_words``: the log
    keeps what was said.
    """

    public_url: str
    limit: int
    log_only: bool = False
    keep_words: bool = False


@dataclass(frozen=True)
class Step:
    """What one transaction did: how many notices it told, to which accounts, and what it holds to be carried."""

    told: int
    accounts: frozenset[str]
    parcels: tuple[Parcel, ...]


def step(uow: UnitOfWork, presence: Presence, terms: Terms, *, channels: Iterable[Channel]) -> Step:
    """Tell what is due and hold what may be carried by these channels, the oldest first."""
    asked = Asked(uow)
    told = tell_due(uow, asked, terms)
    parcels = [parcel for channel in channels for parcel in hold(uow, asked, presence, terms, channel=channel)]
    return Step(len(told), frozenset(told), tuple(parcels))


def tell_due(uow: UnitOfWork, asked: Asked, terms: Terms) -> list[str]:
    """Tell what is due: into the list, and on its way by the channels the account wants. Returns whom, once for each notice."""
    now = uow.clock.now()
    due = select(Notice).where(Notice.state == "waiting", Notice.due_at <= now).order_by(Notice.due_at, Notice.id)
    some = uow.session.execute(due.limit(terms.limit)).scalars().all()
    told_or_due = _of_their_occasions(uow, some, now)
    rows = [row for row in told_or_due if row.state == "waiting"]
    asked.look_up(rows)
    # one that no longer holds hides nothing of its occasion
    latest = {(row.account_id, row.occasion_index): row.id for row in told_or_due if row.state == "told" or asked.holds(row)}
    fresh = [row for row in rows if latest.get((row.account_id, row.occasion_index)) == row.id]
    shown = [row.id for row in fresh if asked.choices(row.account_id).wants(row.kind, Channel.APP)]
    told = {row.id for row in fresh}
    _set_state(uow, [row.id for row in rows if row.id not in told], state="passed")
    _set_state(uow, shown, state="told", told_at=now)
    _set_state(uow, list(told.difference(shown)), state="told", told_at=now, in_app=False)
    made = _deliveries(uow, asked, fresh, now, terms.log_only)
    if made:
        uow.session.execute(insert(Delivery), made)
    return [row.account_id for row in fresh]


def _set_state(uow: UnitOfWork, ids: Sequence[str], **values: object) -> None:
    if ids:
        changed = update(Notice).where(col(Notice.id).in_(ids)).values(**values)
        uow.session.execute(changed.execution_options(synchronize_session="evaluate"))


def _of_their_occasions(uow: UnitOfWork, some: Sequence[Notice], now: datetime) -> Sequence[Notice]:
    """With these, what was told or is due of their occasions: an occasion is judged whole. What was due last comes last."""
    wanted = select(Notice).where(
        col(Notice.account_id).in_({row.account_id for row in some}),
        col(Notice.occasion_index).in_({row.occasion_index for row in some}),
        or_(Notice.state == "told", (Notice.state == "waiting") & (col(Notice.due_at) <= now)),
    )
    return uow.session.execute(wanted.order_by(Notice.due_at, Notice.id)).scalars().all()


def _deliveries(uow: UnitOfWork, asked: Asked, rows: Sequence[Notice], now: datetime, log_only: bool) -> list[dict[str, object]]:
    """What sets out for notices just told; in quiet hours, when they are over."""
    devices: dict[str, list[str | None]] = {}
    mine = col(PushSubscription.account_id).in_({row.account_id for row in rows})
    for device_id, account_id in uow.session.execute(select(PushSubscription.id, PushSubscription.account_id).where(mine)):
        devices.setdefault(account_id, []).append(device_id)
    made = []
    pushed = _pushed(uow, devices, now)
    for row in rows:
        wants = asked.choices(row.account_id)
        leaves = wants.sets_out(row.kind, now)
        sets_out = {"notice_id": row.id, "created_at": now, "next_try_at": leaves, "departure_id": None}
        if wants.wants(row.kind, Channel.MAIL) and not row.mailed:
            made.append({"id": new_id(), "channel": "mail", "subscription_id": None, **sets_out})
        if wants.wants(row.kind, Channel.PUSH):
            nobody: list[str | None] = [None] if log_only else []
            for device_id in devices.get(row.account_id, nobody):
                pushed[device_id] += 1
                if pushed[device_id] > MOST_PUSHES and not log_only:
                    continue
                made.append({"id": new_id(), "channel": "push", "subscription_id": device_id, **sets_out})
    return made


def _pushed(uow: UnitOfWork, accounts: Collection[str], now: datetime) -> Counter[str | None]:
    """How many pushes are still to leave, or left within `BURST`, by device of these accounts."""
    if not accounts:
        return Counter()
    told = (col(Notice.account_id).in_(accounts), Notice.state == "told", col(Notice.told_at) > now - _LATELY)
    to_leave = (Delivery.state == "waiting") & col(Notice.read_at).is_(None)
    burst = or_(to_leave, (Delivery.state == "sent") & (col(Delivery.ended_at) > now - BURST))
    counted = select(Delivery.subscription_id, func.count()).where(Delivery.notice_id == Notice.id, *told, burst)
    counted = counted.where(Delivery.channel == Channel.PUSH).group_by(Delivery.subscription_id)
    return Counter(dict(uow.session.execute(counted).all()))


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


def hold(uow: UnitOfWork, asked: Asked, presence: Presence, terms: Terms, *, channel: Channel) -> list[Parcel]:
    """Hold what is to be carried now, the oldest first; what may not leave any more is dropped, what is not the hour waits."""
    now = uow.clock.now()
    free = (Delivery.state == "waiting", Delivery.channel == channel, Delivery.next_try_at <= now)
    wanted = select(Delivery).where(*free, col(Delivery.lease_owner).is_(None)).order_by(Delivery.next_try_at, Delivery.id)
    rows = uow.session.execute(wanted.limit(terms.limit)).scalars().all()
    notices = select(Notice).where(col(Notice.id).in_([row.notice_id for row in rows if row.notice_id]))
    by_id = {notice.id: notice for notice in uow.session.execute(notices).scalars()}
    asked.look_up(by_id.values())
    asked.look_up_choices({row.account_id for row in rows if row.account_id})
    parcels, dropped = [], []
    for row in rows:
        notice = by_id.get(row.notice_id)
        account_id, kind = (row.account_id, row.kind) if notice is None else (notice.account_id, notice.kind)
        leaves = now if account_id is None else asked.choices(account_id).sets_out(kind, now)
        if leaves > now:
            _change(uow, [row.id], next_try_at=leaves)
            continue
        parcel = _parcel(uow, asked, row) if notice is None else _parcel_of(uow, asked, row, notice)
        if parcel is None:
            dropped.append(row.id)
        else:
            parcels.append(parcel if parcel.letter else replace(parcel, entry=_entry(uow, parcel, terms)))
    _change(uow, dropped, state="dropped", ended_at=now)
    held = {"lease_owner": presence.name, "lease_until": _MACHINE.now() + LEASE, "attempts": Delivery.attempts + 1}
    _change(uow, [parcel.id for parcel in parcels], **held)
    return parcels


def still_leaves(uow: UnitOfWork, parcel: Parcel) -> bool:
    """Whether what was held a moment ago is still to leave: nothing has dropped it, taken it back or had it read meanwhile."""
    held = select(Notice.state, Notice.read_at).select_from(Delivery).outerjoin(Notice, Notice.id == Delivery.notice_id)
    found = uow.session.execute(held.where(Delivery.id == parcel.id, Delivery.state == "waiting")).one_or_none()
    return found is not None and found.state in (None, "told") and found.read_at is None


def _change(uow: UnitOfWork, ids: Sequence[str], **values: object) -> None:
    if ids:
        changed = update(Delivery).where(col(Delivery.id).in_(ids)).values(**values)
        uow.session.execute(changed.execution_options(synchronize_session=False))


def _parcel(uow: UnitOfWork, asked: Asked, row: Delivery) -> Parcel | None:
    """An e-mail that a room wrote, unless it is news of a kind that is refused meanwhile."""
    if row.account_id is not None and not asked.choices(row.account_id).wants(row.kind, row.channel):
        return None
    departure = uow.session.get(Departure, row.departure_id)
    recipient, subject, body = (unless_broken(lambda: mail_of(uow, departure)) if departure else None) or ("", "", "")
    if not recipient or not body:
        return None
    sheet = unless_broken(lambda: sheet_of(uow, departure))
    letter = {"letter": (subject, body), "sheet": sheet}
    return Parcel(row.id, row.channel, recipient, "fr", departure.person_id, row.attempts + 1, **letter)


def _parcel_of(uow: UnitOfWork, asked: Asked, row: Delivery, notice: Notice) -> Parcel | None:
    """« There is news »: unless it was read or taken back meanwhile, refused, or the account is closed."""
    wanted = asked.choices(notice.account_id).wants(notice.kind, row.channel)
    if notice.state != "told" or notice.read_at is not None or not wanted:
        return None
    reach = asked.reach(notice.account_id)
    if reach is None or not asked.holds(notice):
        return None
    common = {"language": reach.language, "person_id": notice.person_id, "attempts": row.attempts + 1}
    if row.channel == Channel.MAIL:
        return Parcel(row.id, row.channel, reach.email, **common) if reach.email else None
    if row.subscription_id is None:
        return Parcel(row.id, row.channel, "", **common)
    device = uow.session.get(PushSubscription, row.subscription_id)
    if device is None or device.account_id != notice.account_id:
        return None
    known = unless_broken(lambda: device_of(uow, device))
    return Parcel(row.id, row.channel, "", device=known, subscription_id=device.id, **common) if known else None


def _entry(uow: UnitOfWork, parcel: Parcel, terms: Terms) -> Mapping[str, object]:
    """What the log will say of a notice once it has left, sealed now that the keys are at hand."""
    recipient, subject, body = log_words(parcel, terms.public_url)
    return departure_row(uow, parcel.channel, parcel.person_id, recipient, subject, body if terms.keep_words else None)


def settle(uow: UnitOfWork, presence: Presence, ended: Mapping[Parcel, Outcome]) -> None:
    """Write how attempts ended; of one this worker no longer holds, nothing."""
    now = uow.clock.now()
    held = select(Delivery.id).where(col(Delivery.id).in_([parcel.id for parcel in ended]), Delivery.lease_owner == presence.name)
    mine = set(uow.session.execute(held).scalars())
    ended = {parcel: outcome for parcel, outcome in ended.items() if parcel.id in mine}
    if left := [{**parcel.entry, "at": now} for parcel, outcome in ended.items() if outcome.end is End.SENT and parcel.entry]:
        uow.session.execute(insert(Departure), left)
    if gone := [parcel.subscription_id for parcel, outcome in ended.items() if outcome.end is End.GONE]:
        uow.session.execute(delete(PushSubscription).where(col(PushSubscription.id).in_(gone)))
    for end, state in _OVER.items():
        _change(uow, [parcel.id for parcel in ended if ended[parcel].end is end], state=state, ended_at=now, **_FREE)
    for parcel, outcome in ended.items():
        if outcome.end not in _OVER:
            _change(uow, [parcel.id], **_again(parcel, outcome, now), **_FREE)
    missed = (parcel.subscription_id for parcel, outcome in ended.items() if outcome.end in (End.LATER, End.UNSURE))
    for device_id in {one for one in missed if one is not None}:
        forget_silent(uow, device_id)


_OVER = {End.SENT: "sent", End.GONE: "dropped", End.REFUSED: "failed"}
_FREE = {"lease_owner": None, "lease_until": None}


def _again(parcel: Parcel, outcome: Outcome, now: datetime) -> dict[str, object]:
    """What to write of an attempt after which another one comes, or none any more."""
    if outcome.end is End.PUT_BACK:
        return {"attempts": Delivery.attempts - 1}
    wait = next_wait(parcel.attempts)
    again = {"state": "failed", "ended_at": now} if wait is None else {"next_try_at": now + max(wait, outcome.wait or wait)}
    return again | ({"doubtful": Delivery.doubtful + 1} if outcome.end is End.UNSURE else {})


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
