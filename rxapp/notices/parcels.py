"""What carriers are handed, and how each attempt can end."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import timedelta
from enum import Enum, auto

from .devices import Device


@dataclass(frozen=True)
class Parcel:
    """One e-mail or push to carry. ``letter``: subject and text that a room wrote; None for « there is news ».

    ``sheet``: the PDF that goes with such a text. ``recipient``: an e-mail, or what the log calls the device. ``device``: None
    for a push that leaves to the log alone.
    ``entry``: the row of the log that is written once it has left, but for its instant; None when the log has it already.
    """

    id: str
    channel: str
    recipient: str = field(repr=False)
    language: str
    person_id: str | None
    attempts: int
    letter: tuple[str, str] | None = field(default=None, repr=False)
    sheet: bytes | None = field(default=None, repr=False)
    device: Device | None = field(default=None, repr=False)
    subscription_id: str | None = None
    entry: Mapping[str, object] | None = field(default=None, repr=False, compare=False)


class End(Enum):
    """How an attempt ended."""

    SENT = auto()
    LATER = auto()
    """It did not arrive; try again."""
    UNSURE = auto()
    """The connection was lost before the answer: it may have arrived. Try again, and count it."""
    REFUSED = auto()
    """It never will."""
    GONE = auto()
    """The device shows nothing more: forget it."""
    PUT_BACK = auto()
    """It was not tried: nobody could be reached, or it is to leave no more. It is no attempt."""


@dataclass(frozen=True)
class Outcome:
    """The end of one attempt; ``wait``: what the other side asked for before the next."""

    end: End
    wait: timedelta | None = None


_WAITS = (1, 5, 15, 30, 60, 120, 240, 480, 720)
"""Minutes after each attempt; after the last one it is given up: about a day and a half."""


def next_wait(attempts: int) -> timedelta | None:
    """How long to wait after that many attempts; None to give up."""
    return timedelta(minutes=_WAITS[attempts - 1]) if attempts <= len(_WAITS) else None
