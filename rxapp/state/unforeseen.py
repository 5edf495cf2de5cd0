"""What fails outside of our handlers, within Reflex itself: a number on the screen too, instead of Reflex's own English words."""

from __future__ import annotations

from collections import deque

from reflex.event import EventSpec
from reflex_base.event.context import EventContext

from rxapp.core.incident import incident
from rxapp.state.shell import Shell

_told: deque[str] = deque(maxlen=1000)
"""Events whose failure is being told: when that fails in its turn, it ends there."""


def tell_incident(exception: Exception) -> EventSpec | None:
    """Reflex's handler of exceptions: log it under a number and have the tab show that number, once."""
    number = incident("Reflex", exception).params["number"]
    failed = EventContext.get()
    if failed.parent_txid in _told:
        return None
    _told.append(failed.txid)
    return Shell.tell_incident(number)
