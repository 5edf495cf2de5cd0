"""How a professional comes to stand with a person's record, move by move. Pure.

Unblocking does not authorise again: whoever was blocked and is no more has to be allowed anew.
"""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date, datetime, timedelta
from enum import StrEnum

RESTS = timedelta(days=30)
"""How long a request that was refused is not put to the person again."""


class Standing(StrEnum):
    """Where a professional stands. Whoever never was in touch is nowhere: None."""

    ASKED = "asked"
    ALLOWED = "allowed"
    REFUSED = "refused"
    BLOCKED = "blocked"
    ENDED = "ended"


class Move(StrEnum):
    """What a person does about a professional; `ASK` is the professional's."""

    ASK = "ask"
    ALLOW = "allow"
    REFUSE = "refuse"
    WITHDRAW = "withdraw"
    BLOCK = "block"
    UNBLOCK = "unblock"


_ALLOWING = (None, Standing.ASKED, Standing.ALLOWED, Standing.REFUSED, Standing.ENDED)
_BLOCKING = (None, Standing.ASKED, Standing.ALLOWED, Standing.REFUSED, Standing.ENDED)

MOVES: Mapping[tuple[Standing | None, Move], Standing] = {
    **{(before, Move.ALLOW): Standing.ALLOWED for before in _ALLOWING},
    **{(before, Move.BLOCK): Standing.BLOCKED for before in _BLOCKING},
    **{(before, Move.ASK): Standing.ASKED for before in (None, Standing.ENDED, Standing.REFUSED)},
    (Standing.ASKED, Move.REFUSE): Standing.REFUSED,
    (Standing.ALLOWED, Move.WITHDRAW): Standing.ENDED,
    (Standing.BLOCKED, Move.UNBLOCK): Standing.ENDED,
}
"""What is not here is not possible."""


def standing(state: str, until: date | None, today: date) -> Standing:
    """Where a professional stands today; what was allowed ends with its last day."""
    found = Standing(state)
    return Standing.ENDED if found is Standing.ALLOWED and until is not None and until < today else found


def after(before: Standing | None, move: Move) -> Standing | None:
    """Where a move leads; None when it is not possible."""
    return MOVES.get((before, move))


def may_ask(before: Standing | None, since: datetime | None, now: datetime) -> bool:
    """Whether a request is put to the person: not by whom they block, allow, or refused lately, nor twice."""
    if after(before, Move.ASK) is None:
        return False
    return before is not Standing.REFUSED or since is None or since + RESTS <= now
