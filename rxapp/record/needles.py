"""What a search looks into, opened once and kept in memory for a while: it would be opened again for each letter typed.

It decides nothing: which documents exist for whom is asked anew for every search, and the words of one that has changed are
opened again. Kept apart for each account, so that its sign-out takes them along; bounded, the longest unused going first.
"""

from __future__ import annotations

import sys
import threading
import time
from collections import OrderedDict
from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass, field
from datetime import date, datetime

MOST_BYTES = 96 << 20
"""Memory that the words of all accounts together take: of some 40,000 documents."""
IDLE = 600.0
"""Seconds after the last search until they are let go."""
_ENTRY = 400
"""Bytes that one entry takes beside its words, about."""

Mark = tuple[int, str]
"""What changes with the words of a document: its version, and how far its reading is."""
Place = tuple[date, datetime, str]
"""Where a document stands in the list: its day, when it came, its id."""
Shelf = tuple[str, str, str]
"""Whose words lie together: the account that searches, the person, the language."""


@dataclass(frozen=True, slots=True)
class Said:
    """What one document says, folded."""

    words: str
    place: Place


Open = Callable[[list[str]], Mapping[str, Said]]
"""Opens some documents."""


@dataclass
class _Shelf:
    """The words of one record, for one account."""

    words: dict[str, tuple[Mark, Said]] = field(default_factory=dict)
    used: float = 0.0
    weight: int = 0


class Needles:
    """Every account's. Safe to call from several threads."""

    def __init__(self, most_bytes: int = MOST_BYTES, clock: Callable[[], float] = time.monotonic) -> None:
        self._most, self._clock = most_bytes, clock
        self._shelves: OrderedDict[Shelf, _Shelf] = OrderedDict()
        self._lock = threading.Lock()

    def of(self, key: Shelf, marks: Mapping[str, Mark], opened: Open) -> dict[str, Said]:
        """The words of these documents of one record, opening those that are not here or have changed."""
        with self._lock:
            shelf = self._shelves.get(key)
            known = shelf.words if shelf is not None else {}
        here = {one: known[one] for one, mark in marks.items() if one in known and known[one][0] == mark}
        missing = [one for one in marks if one not in here]
        if missing:
            here |= {one: (marks[one], said) for one, said in opened(missing).items()}
        # what this search did not look into (another category) stays for the next one
        self._keep(key, known | here if missing else None)
        return {one: said for one, (_mark, said) in here.items()}

    def forget(self, account_id: str) -> None:
        """An account signs out: let go of all that was opened for it."""
        self._drop(key for key in list(self._shelves) if key[0] == account_id)

    def forget_record(self, person_id: str) -> None:
        """Something of a record is destroyed: nothing of it stays here."""
        self._drop(key for key in list(self._shelves) if key[1] == person_id)

    def sweep(self) -> None:
        """Let go of what nobody has searched in for `IDLE` seconds."""
        over = self._clock() - IDLE
        self._drop(key for key, shelf in list(self._shelves.items()) if shelf.used <= over)

    @property
    def weight(self) -> int:
        """Bytes that are held, about."""
        with self._lock:
            return sum(shelf.weight for shelf in self._shelves.values())

    def _keep(self, key: Shelf, words: dict[str, tuple[Mark, Said]] | None) -> None:
        with self._lock:
            shelf = self._shelves.get(key) or _Shelf()
            shelf.used = self._clock()
            if words is not None:
                shelf.words = words
                shelf.weight = sum(sys.getsizeof(said.words) + _ENTRY for _mark, said in words.values())
            self._shelves[key] = shelf
            self._shelves.move_to_end(key)
            total = sum(one.weight for one in self._shelves.values())
            while total > self._most:
                _key, gone = self._shelves.popitem(last=False)
                total -= gone.weight

    def _drop(self, keys: Iterable[Shelf]) -> None:
        with self._lock:
            for key in list(keys):
                self._shelves.pop(key, None)


needles = Needles()
"""Those of this process."""
