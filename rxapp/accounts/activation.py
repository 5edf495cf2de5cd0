"""The rules of a letter's code: six weeks, five tries, one alive, and how often a new one may leave.

Six weeks are 42 days on a Paris calendar: a code sent on 1 March at 10:00 works until 12 April at
09:59:59 on a Paris clock and has expired at 10:00, although summer time made that stretch an hour shorter.
People read a date and an hour in a letter; they do not count seconds. When that hour comes twice or not at
all on the last day, the later reading is kept, in the person's favour.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from enum import StrEnum

from rxapp.core.clock import PARIS

VALIDITY = timedelta(days=42)
MAX_TRIES = 5
TICKET_LIFE = timedelta(minutes=30)
ONE_REQUEST_PER = timedelta(days=1)
REQUESTS_IN_WINDOW = 5
REQUEST_WINDOW = timedelta(days=90)
BETWEEN_REQUESTS = timedelta(seconds=30)


class Status(StrEnum):
    """What a code is at an instant. ``UNKNOWN`` is for no code at all."""

    LIVE = "live"
    EXPIRED = "expired"
    USED = "used"
    VOIDED = "voided"
    UNKNOWN = "unknown"


class VoidReason(StrEnum):
    """Why a code stopped working before its term."""

    TRIES = "tries"
    REPLACED = "replaced"
    REFUSED = "refused"
    SIGNED_IN = "signed_in"


@dataclass(frozen=True)
class CodeFacts:
    """What the rules need to know of one code; instants are aware UTC."""

    sent_at: datetime
    tries: int = 0
    used_at: datetime | None = None
    voided_at: datetime | None = None


def expires_at(sent_at: datetime) -> datetime:
    """Instant (UTC) from which a code sent at ``sent_at`` no longer works."""
    wall = sent_at.astimezone(PARIS).replace(tzinfo=None) + VALIDITY
    readings = (wall.replace(tzinfo=PARIS, fold=fold).astimezone(UTC) for fold in (0, 1))
    return max(readings)


def status(facts: CodeFacts | None, now: datetime) -> Status:
    """What the code is at ``now``. Used wins over voided, voided over expired: the first thing that happened."""
    if facts is None:
        return Status.UNKNOWN
    if facts.used_at is not None:
        return Status.USED
    if facts.voided_at is not None or facts.tries >= MAX_TRIES:
        return Status.VOIDED
    return Status.EXPIRED if now >= expires_at(facts.sent_at) else Status.LIVE


def may_send_again(requests: Sequence[datetime], now: datetime) -> bool:
    """Whether one more code asked for by the person may leave at ``now``.

    ``requests`` are the instants of the codes that left because they were asked for (letters that the
    insurance sends of itself do not count). At most one in 24 hours and five in 90 days.
    """
    if any(now - sent < ONE_REQUEST_PER for sent in requests):
        return False
    return sum(1 for sent in requests if now - sent < REQUEST_WINDOW) < REQUESTS_IN_WINDOW
