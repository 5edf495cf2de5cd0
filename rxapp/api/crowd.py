"""How many are inside at once, in all and from one place: nobody alone takes the room of everybody."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator
from contextlib import contextmanager

from rxapp.accounts.limits import place

MAX_SOCKETS = 4000
MAX_SOCKETS_PER_PLACE = 600
MAX_REQUESTS = 2000
MAX_REQUESTS_PER_PLACE = 300
"""Requests being answered: one page asks for thirty files, each for a moment; a slow form or upload stays longer."""


class Crowd:
    """A room for `most` in all, `each` of them from one place (`accounts.limits.place`)."""

    def __init__(self, *, most: int, each: int) -> None:
        self._most, self._each = most, each
        self._inside: Counter[str] = Counter()

    def has_room(self, address: str) -> bool:
        """Whether one more may come in from there."""
        return self._inside.total() < self._most and self._inside[place(address)] < self._each

    @contextmanager
    def passing(self, address: str) -> Iterator[None]:
        """Counts one inside, whether there was room or not."""
        where = place(address)
        self._inside[where] += 1
        try:
            yield
        finally:
            self._inside[where] -= 1
            if not self._inside[where]:
                del self._inside[where]  # nothing is kept about who has left
