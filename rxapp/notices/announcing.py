"""Announcing, taking back, reading. A notice is a row of the act's own transaction; the dispatcher tells it when it is due."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass
from datetime import datetime, timedelta

from sqlalchemy import ColumnElement, bindparam, delete, insert, select, update
from sqlmodel import col

from rxapp.core.db import UnitOfWork, new_id
from rxapp.core.errors import DomainError
from rxapp.core.policy import Actor, Item, require

from . import lent
from .content import Content, seal_content
from .devices import forget_devices
from .kinds import KINDS
from .models import Delivery, Notice

KEPT = timedelta(days=400)
"""How long a notice that was told stays in the list."""
_AT_ONCE = 500

_OF_ACCOUNT = Notice.account_id == bindparam("account")
_UNDER_MARK = select(Notice.id).where(_OF_ACCOUNT, Notice.once_index == bindparam("once"))
_WRITE = insert(Notice.__table__)
_READ = (
    update(Notice.__table__)
    .where(_OF_ACCOUNT, Notice.topic_index == bindparam("topic"), Notice.state == "told", col(Notice.read_at).is_(None))
    .values(read_at=bindparam("at"))
)
_wakers: list[Callable[[], object]] = []


def wake_with(waker: Callable[[], object]) -> Callable[[], None]:
    """Call ``waker`` (from any thread) after each commit that announced something. Returns what stops it."""
    _wakers.append(waker)
    return lambda: _wakers.remove(waker)


def wake() -> None:
    """Wake the dispatchers of this process: the clock has moved."""
    for waker in _wakers:
        waker()


def announce(
    uow: UnitOfWork,
    *,
    account_id: str,
    person_id: str,
    kind: str,
    once: str,
    title: str,
    text: str,
    href: str,
    facts: Mapping[str, object],
    due_at: datetime,
    occasion: str,
    topic: str,
    mailed: bool = False,
) -> str:
    """Tell an account something about a person at ``due_at``; returns the id of the notice.

    Told once for ever for each ``once``: one that waits or was told stays as it is, one that was taken back before it was told
    is announced anew. Of one ``occasion`` only the latest that is due is told. ``title``, ``text``: French sentences whose places
    ``facts`` (text, numbers, days, aware instants) fill. ``href``: a path of Carnet. ``mailed``: the caller writes an e-mail.

    Raises KeyError for a kind that `KINDS` lacks, ValueError for an address elsewhere, DomainError ``introuvable`` without a key.
    """
    KINDS[kind]
    if not href.startswith("/") or href.startswith("//"):
        raise ValueError("a notice leads to a page of Carnet")
    index = uow.keyring.blind_index("notice.once", once)
    held = _held(uow, account_id, index)
    row = held or Notice(id=new_id(), account_id=account_id, once_index=index, created_at=uow.clock.now())
    if held is not None and (held.state != "withdrawn" or held.told_at is not None):
        return held.id
    row.person_id, row.kind, row.mailed = person_id, kind, mailed
    row.state, row.due_at, row.withdrawn_at = "waiting", due_at, None
    row.occasion_index = uow.keyring.blind_index("notice.occasion", occasion or once)
    row.topic_index = topic_index(uow, topic)
    row.content = seal_content(uow, row, Content(title, text, href, facts))
    _write(uow, row, anew=held is None)
    wake_after(uow)
    return row.id


def _held(uow: UnitOfWork, account_id: str, once_index: bytes) -> Notice | None:
    """What stands under a mark already."""
    found = uow.ask(_UNDER_MARK, account=account_id, once=once_index).scalar()
    return None if found is None else uow.session.get_one(Notice, found)


def _write(uow: UnitOfWork, row: Notice, *, anew: bool) -> None:
    if anew:
        uow.ask(_WRITE, **row.model_dump())
    else:
        uow.session.flush()


def told_at(uow: UnitOfWork, *, account_id: str, once: str) -> datetime | None:
    """When an account was told what stands under a mark; None for what was not, or was taken back."""
    held = _held(uow, account_id, uow.keyring.blind_index("notice.once", once))
    return held.told_at if held is not None and held.state == "told" else None


def announced_since(uow: UnitOfWork, *, topic: str, since: datetime) -> bool:
    """Whether something was announced under a topic at ``since`` or later, be it taken back meanwhile."""
    about = (Notice.topic_index == topic_index(uow, topic), col(Notice.created_at) >= since)
    return uow.session.execute(select(Notice.id).where(*about).limit(1)).first() is not None


def withdraw(uow: UnitOfWork, *, account_id: str | None = None, once: str = "", topic: str = "", told: bool = True) -> int:
    """Take back what was announced under these marks, one of which is needed; returns how many.

    What was not told may be announced again. What was told leaves the list, and its e-mails and pushes that wait do not leave;
    when not ``told`` it stays in the list, and they do not leave either.
    """
    if not once and not topic:
        raise ValueError("what is taken back needs a mark")
    wanted = []
    if account_id is not None:
        wanted.append(Notice.account_id == account_id)
    if once:
        wanted.append(Notice.once_index == uow.keyring.blind_index("notice.once", once))
    if topic:
        wanted.append(Notice.topic_index == topic_index(uow, topic))
    if not told:
        drop(uow, *wanted, Notice.state == "told")
    states = ("waiting", "told") if told else ("waiting",)
    return _change(uow, [*wanted, col(Notice.state).in_(states)], state="withdrawn", withdrawn_at=uow.clock.now())


def restore(uow: UnitOfWork, *, topic: str, account_id: str | None = None, since: datetime | None = None) -> None:
    """Undo what was taken back under a topic at ``since`` or later: what waited waits again, what was told is in the list again.

    E-mails and pushes that did not leave for that reason set out again; whoever may say no is asked again. Without ``since``:
    whatever was taken back before it was told, and that alone.
    """
    about = [Notice.topic_index == topic_index(uow, topic)]
    if account_id is not None:
        about.append(Notice.account_id == account_id)
    back = [*about, Notice.state == "withdrawn"]
    if since is not None:
        back.append(col(Notice.withdrawn_at) >= since)
        _change(uow, [*back, col(Notice.told_at).is_not(None)], state="told", withdrawn_at=None)
        listed = select(Notice.id).where(*about, Notice.state == "told")
        dropped = (col(Delivery.notice_id).in_(listed), Delivery.state == "dropped", col(Delivery.ended_at) >= since)
        again = update(Delivery).where(*dropped).values(state="waiting", ended_at=None)
        uow.session.execute(again.execution_options(synchronize_session="fetch"))
    _change(uow, [*back, col(Notice.told_at).is_(None)], state="waiting", withdrawn_at=None)
    wake_after(uow)


def stop(uow: UnitOfWork, *, account_id: str) -> None:
    """An account is closed: what waits for it is taken back, what is on its way is dropped, its devices are forgotten.

    E-mails that a room wrote itself (a password that was changed) still leave: they are about its safety.
    """
    theirs = Notice.account_id == account_id
    drop(uow, theirs)
    _change(uow, [theirs, Notice.state == "waiting"], state="withdrawn", withdrawn_at=uow.clock.now())
    forget_devices(uow, account_id)


def drop(uow: UnitOfWork, *which: ColumnElement[bool], channel: str | None = None) -> None:
    """What was told in these notices leaves no more, by one channel or by any, even where a dispatcher holds it already."""
    by = () if channel is None else (Delivery.channel == channel,)
    _drop(uow, col(Delivery.notice_id).in_(select(Notice.id).where(*which)), *by)


def drop_written(uow: UnitOfWork, *, account_id: str, kind: str, channel: str) -> None:
    """The same of what rooms wrote themselves to an account as news of a kind (`departures.send_mail`)."""
    _drop(uow, Delivery.account_id == account_id, Delivery.kind == kind, Delivery.channel == channel)


def _drop(uow: UnitOfWork, *which: ColumnElement[bool]) -> None:
    dropped = update(Delivery).where(*which, Delivery.state == "waiting").values(state="dropped", ended_at=uow.clock.now())
    uow.session.execute(dropped.execution_options(synchronize_session="fetch"))


def _change(uow: UnitOfWork, which: list[ColumnElement[bool]], **values: object) -> int:
    changed = update(Notice).where(*which).values(**values)
    return uow.session.execute(changed.execution_options(synchronize_session="fetch")).rowcount


@dataclass(frozen=True)
class Kept:
    """What `keep_only` found: the marks under which nothing stands, in the order given; how many it took back."""

    missing: tuple[str, ...]
    taken: int


def keep_only(uow: UnitOfWork, *, account_id: str, topic: str, onces: Iterable[str], most: int) -> Kept:
    """Of what an account waits for under a topic keep these marks alone; at most ``most`` of the others are taken back.

    Those due first go first. What was told or passed stays, and counts as standing.
    """
    marks = {uow.keyring.blind_index("notice.once", once): once for once in onces}
    held = select(Notice.id, Notice.once_index, Notice.state, Notice.told_at).where(
        Notice.topic_index == topic_index(uow, topic), Notice.account_id == account_id
    )
    rows = uow.session.execute(held.order_by(Notice.due_at, Notice.id)).all()
    unwanted = [row.id for row in rows if row.state == "waiting" and row.once_index not in marks][: max(most, 0)]
    if unwanted:
        _change(uow, [col(Notice.id).in_(unwanted)], state="withdrawn", withdrawn_at=uow.clock.now())
    standing = {row.once_index for row in rows if row.state != "withdrawn" or row.told_at is not None}
    return Kept(tuple(once for index, once in marks.items() if index not in standing), len(unwanted))


def prepare_after(uow: UnitOfWork) -> None:
    """Once this is committed, have the dispatcher do first what rooms gave it to do first, without waiting for its hour."""
    uow.after_commit(lent.ask_to_prepare)
    wake_after(uow)


def mark_read(uow: UnitOfWork, *, actor: Actor, notice_id: str) -> None:
    """The actor has read one of their notices; again changes nothing. Raises DomainError ``introuvable``."""
    row = uow.session.get(Notice, notice_id)
    if row is None or row.state != "told":
        raise DomainError("introuvable")
    require(actor, "read", Item("account", owner=None, author=row.account_id))
    if row.read_at is None:
        row.read_at = uow.clock.now()
        uow.session.add(row)


def mark_all_read(uow: UnitOfWork, *, actor: Actor) -> int:
    """The actor has read everything; returns how many were new."""
    unread = (Notice.account_id == actor.account_id, Notice.state == "told", col(Notice.read_at).is_(None))
    return uow.session.execute(update(Notice).where(*unread).values(read_at=uow.clock.now())).rowcount


def read_about(uow: UnitOfWork, *, account_id: str, topic: str) -> int:
    """An account has read in another room what it was told under a topic; returns how many of its notices were new."""
    return uow.ask(_READ, account=account_id, topic=topic_index(uow, topic), at=uow.clock.now()).rowcount


def erase_old(uow: UnitOfWork) -> int:
    """Erase what the notices over since `KEPT` say, and how they went; at most 500 at a time, returns how many.

    The row and its marks stay: what was told once is never told again.
    """
    before = uow.clock.now() - KEPT
    over = (col(Notice.due_at) < before, Notice.state != "waiting", Notice.content != b"")
    waits = select(Delivery.id).where(Delivery.notice_id == Notice.id, Delivery.state == "waiting").exists()
    old = list(uow.session.execute(select(Notice.id).where(*over, ~waits).limit(_AT_ONCE)).scalars())
    uow.session.execute(delete(Delivery).where(col(Delivery.notice_id).in_(old)))
    uow.session.execute(update(Notice).where(col(Notice.id).in_(old)).values(content=b""))
    return len(old)


def topic_index(uow: UnitOfWork, topic: str) -> bytes:
    """Finds all that is announced under one topic."""
    return uow.keyring.blind_index("notice.topic", topic)


def wake_after(uow: UnitOfWork) -> None:
    """Wake the dispatcher once this is committed."""
    for waker in _wakers:
        uow.after_commit(waker)
