"""Who opens a record in an emergency, for how long, and whom a person's refusal stops. Pure."""

from __future__ import annotations

from datetime import datetime, timedelta

from rxapp.record.names import clean_line

from .errors import FieldErrors
from .professions import Profession
from .rights import Right

LASTS = timedelta(hours=1)
RESTS = timedelta(days=30)
"""How long a professional whose access was disputed does not open that record so again."""
CARERS = frozenset({Profession.DOCTOR, Profession.REGULATOR, Profession.MIDWIFE, Profession.NURSE})
"""Professions that care for people in an emergency."""
FIELD = "motif"
LEAST, MOST = 10, 500
"""Letters of a reason."""


def consent_of(profession: str) -> Right:
    """What a person must not have refused for a profession to open their record in an emergency."""
    return Right.EMERGENCY if profession == Profession.REGULATOR else Right.EMERGENCY_OTHERS


def opens(*, agreed: bool, blocked: bool, disputed_at: datetime | None, now: datetime) -> bool:
    """Whether a record opens: agreed, not blocked, and not disputed lately."""
    return agreed and not blocked and (disputed_at is None or disputed_at + RESTS <= now)


def checked_reason(typed: str) -> str:
    """The reason on one line, without what is not seen.

    Raises FieldErrors (``motif``: ``urgence.motif_court``, ``urgence.motif_long``).
    """
    reason = clean_line(typed, 4 * MOST)
    if sum(map(str.isalpha, reason)) < LEAST:
        raise FieldErrors({FIELD: "urgence.motif_court"})
    if len(reason) > MOST:
        raise FieldErrors({FIELD: "urgence.motif_long"})
    return reason
