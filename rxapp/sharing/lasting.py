"""How long a link lasts, what ends it, and what its code is made of. Pure."""

from __future__ import annotations

import secrets
from collections.abc import Callable
from datetime import UTC, date, datetime, time, timedelta
from enum import StrEnum

from rxapp.accounts.code import ALPHABET
from rxapp.core.clock import PARIS, paris_date
from rxapp.core.errors import DomainError

MOST_DAYS = 30
"""The longest that a link lasts."""
MOST_WRONG = 5
"""How many codes that are not the right one end a link."""
VISIT = timedelta(hours=1)
"""How long a right code opens a link in one browser."""
CODE_LENGTH = 8
"""Signs of a code: 40 bits, of which five tries leave a guesser nothing."""

_CONFUSED = str.maketrans({"O": "0", "I": "1", "L": "1"})
_SEPARATORS = str.maketrans("", "", " -\u00a0\u202f\u2009\u2010\u2011\u2013")


class Lasting(StrEnum):
    """The choices of how long, the shortest first."""

    HOUR = "heure"
    DAY = "jour"
    WEEK = "semaine"
    DATE = "date"


class Ending(StrEnum):
    """Why a link gives nothing before its time is over."""

    STOPPED = "stopped"
    WRONG = "wrong"
    LEFT = "left"


class Happening(StrEnum):
    """What is done through a link."""

    OPENED = "opened"
    WRONG = "wrong"
    SEEN = "seen"
    TAKEN = "taken"
    TRIED = "tried"


_SPANS = {Lasting.HOUR: timedelta(hours=1), Lasting.DAY: timedelta(days=1), Lasting.WEEK: timedelta(days=7)}


def until(lasting: str, day: str, now: datetime) -> datetime:
    """When a link ends that is made now; of a day as typed, at its end in Paris.

    Raises DomainError ``lien.duree``, ``lien.jour_vide``, ``lien.jour``, ``lien.jour_passe``, ``lien.jour_tard``.
    """
    if lasting not in set(Lasting):
        raise DomainError("lien.duree")
    if lasting != Lasting.DATE:
        return now + _SPANS[Lasting(lasting)]
    today = paris_date(now)
    example = f"{today + timedelta(days=7):%d/%m/%Y}"
    if not day.strip():
        raise DomainError("lien.jour_vide", exemple=example)
    last = _read(day, example)
    if last < today:
        raise DomainError("lien.jour_passe")
    if last > today + timedelta(days=MOST_DAYS):
        raise DomainError("lien.jour_tard", jours=MOST_DAYS)
    return datetime.combine(last + timedelta(days=1), time(), PARIS).astimezone(UTC)


def _read(day: str, example: str) -> date:
    parts = day.strip().split("/")
    try:
        if len(parts) == 3:
            return date(int(parts[2]), int(parts[1]), int(parts[0]))
        return date.fromisoformat(day.strip())
    except (ValueError, OverflowError):
        raise DomainError("lien.jour", exemple=example) from None


def lasts(ended_at: datetime | None, ends: datetime, now: datetime) -> bool:
    """Whether a link still opens, as far as time and what ended it say."""
    return ended_at is None and now < ends


def new_code(choose: Callable[[str], str] = secrets.choice) -> str:
    """A fresh code."""
    return "".join(choose(ALPHABET) for _ in range(CODE_LENGTH))


def in_groups(code: str) -> str:
    """A code as it is read and dictated: « 7QK2-M9XD »."""
    half = CODE_LENGTH // 2
    return f"{code[:half]}-{code[half:]}"


def read_code(typed: str) -> str:
    """A code as it was drawn, whatever its case, its spaces, and O for 0, I or L for 1; "" for what no code can be."""
    code = typed[:100].translate(_SEPARATORS).strip().upper().translate(_CONFUSED)
    return code if len(code) == CODE_LENGTH and set(code) <= set(ALPHABET) else ""
