"""How often something may happen: limits by key that survive a restart.

A key (an address, a person, "all") is kept as a blind index, so the table tells nothing. The window slides: of the allowed
hits in the last `window`, at most `limit`. A refused hit is not counted, so whoever knocks on does not make the owner wait.
"""

from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from struct import pack, unpack

from sqlalchemy import LargeBinary, bindparam, delete, insert, select, update
from sqlmodel import Field, SQLModel

from rxapp.core.db import UnitOfWork, UtcDateTime

_EPOCH = datetime(1970, 1, 1, tzinfo=UTC)
_MICROSECOND = timedelta(microseconds=1)
_HIT = 8


class LimitRow(SQLModel, table=True):
    """The latest allowed hits of one key, oldest first, 8 bytes each (microseconds since 1970)."""

    __tablename__ = "limits"

    key: bytes = Field(primary_key=True, sa_type=LargeBinary)
    hits: bytes = Field(sa_type=LargeBinary)
    expires_at: datetime = Field(sa_type=UtcDateTime, index=True)


_OF_KEY = LimitRow.key == bindparam("index")
_HITS = select(LimitRow.hits, LimitRow.expires_at).where(_OF_KEY)
_COUNT = update(LimitRow.__table__).where(_OF_KEY).values(hits=bindparam("counted"), expires_at=bindparam("until"))
_BEGIN = insert(LimitRow.__table__).values(key=bindparam("index"), hits=bindparam("counted"), expires_at=bindparam("until"))


@dataclass(frozen=True)
class RetryAfter:
    """The limit is reached: `at` is the first instant at which a hit is allowed again, `seconds` the wait, rounded up."""

    at: datetime
    seconds: int


def hit(uow: UnitOfWork, key: str, *, limit: int, window: timedelta) -> RetryAfter | None:
    """Count one hit; None when it is allowed. Commit even when what follows is refused, or nothing was counted."""
    recent, until = _recent(uow, key, window)
    refused = _refusal(uow, recent, limit, window)
    if refused is not None:
        return refused
    now = uow.clock.now()
    recent.append((now - _EPOCH) // _MICROSECOND)
    given = {"index": _index(uow, key), "counted": pack(f">{len(recent)}q", *recent)}
    uow.ask(_BEGIN if until is None else _COUNT, **given, until=max(now + window, until or _EPOCH))
    return None


def check(uow: UnitOfWork, key: str, *, limit: int, window: timedelta, more: int = 0) -> RetryAfter | None:
    """What `hit` would answer, after so many ``more`` now; counts nothing. For limits on failures, known only afterwards."""
    recent = _recent(uow, key, window)[0] + [(uow.clock.now() - _EPOCH) // _MICROSECOND] * more
    return _refusal(uow, recent, limit, window)


def counted(uow: UnitOfWork, key: str, *, window: timedelta) -> int:
    """How many hits of a key are in its window now."""
    return len(_recent(uow, key, window)[0])


def take_back(uow: UnitOfWork, key: str) -> None:
    """Forget the latest hit of a key, and no other: it turned out to be none."""
    row = uow.ask(_HITS, index=_index(uow, key)).first()
    if row is not None and len(row.hits) > _HIT:
        uow.ask(_COUNT, index=_index(uow, key), counted=row.hits[:-_HIT], until=row.expires_at)
    elif row is not None:
        forget(uow, key)


def forget(uow: UnitOfWork, key: str) -> None:
    """Start again from nothing for a key, as after a successful sign-in."""
    uow.session.execute(delete(LimitRow).where(LimitRow.key == _index(uow, key)))


def sweep(uow: UnitOfWork) -> int:
    """Delete the rows whose window is over. Returns how many went."""
    return uow.session.execute(delete(LimitRow).where(LimitRow.expires_at <= uow.clock.now())).rowcount


def _recent(uow: UnitOfWork, key: str, window: timedelta) -> tuple[list[int], datetime | None]:
    """The hits of a key still in the window, and until when its row says something: None when there is no row."""
    row = uow.ask(_HITS, index=_index(uow, key)).first()
    if row is None:
        return [], None
    after = (uow.clock.now() - window - _EPOCH) // _MICROSECOND
    return [at for at in unpack(f">{len(row.hits) // _HIT}q", row.hits) if at > after], row.expires_at


def _refusal(uow: UnitOfWork, recent: list[int], limit: int, window: timedelta) -> RetryAfter | None:
    if limit < 1:
        raise ValueError("a limit allows at least one hit")
    if len(recent) < limit:
        return None
    at = _EPOCH + recent[-limit] * _MICROSECOND + window
    return RetryAfter(at, max(1, -((uow.clock.now() - at) // timedelta(seconds=1))))


def _index(uow: UnitOfWork, key: str) -> bytes:
    return uow.keyring.blind_index("limit", key)
