"""What a search looks into, opened once and kept in memory for a while: it would be opened again for each letter typed.

It decides nothing: which documents exist for whom is asked anew for every search, and the words of one that has changed are
opened again. Kept apart for each account, so that its sign-out takes them along; bounded, the longest unused going first. What
does not fit is opened for each search, one document at a time, and not kept.
"""

from __future__ import annotations

import sys
import threading
import time
from collections import OrderedDict
from collections.abc import Callable, Iterable, Iterator, Mapping
from contextlib import contextmanager
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


Open = Callable[[list[str]], Iterable[tuple[str, Said]]]
"""Opens some documents, one after the other."""
AT_ONCE = 100
"""Documents that are asked of `Open` together."""


@dataclass
class _Shelf:
    """The words of one record, for one account."""

    words: dict[str, tuple[Mark, Said]] = field(default_factory=dict)
    used: float = 0.0
    weight: int = 0


@dataclass(eq=False)
class _Search:
    """One that is under way. ``over``: what it opens is kept no more."""

    key: Shelf
    over: bool = False


class Needles:
    """Every account's. Safe to call from several threads."""

    def __init__(self, most_bytes: int = MOST_BYTES, clock: Callable[[], float] = time.monotonic) -> None:
        self._most, self._clock = most_bytes, clock
        self._shelves: OrderedDict[Shelf, _Shelf] = OrderedDict()
        self._searches: set[_Search] = set()
        self._held = 0
        self._lock = threading.Lock()

    def places(self, key: Shelf, marks: Mapping[str, Mark], opened: Open, is_hit: Callable[[str], bool]) -> list[Place]:
        """Where those of these documents of one record stand whose words are a hit, in their order.

        Those that are not here or have changed are opened, one at a time; their words are kept while there is room.
        """
        with self._under_way(key) as search:
            known = self._known(key)
            found: dict[str, Place] = {}
            missing = []
            for one, mark in marks.items():
                kept, said = known.get(one, (None, None))
                if said is None or kept != mark:
                    missing.append(one)
                elif is_hit(said.words):
                    found[one] = said.place
            for at in range(0, len(missing), AT_ONCE):
                for one, said in opened(missing[at : at + AT_ONCE]):
                    if is_hit(said.words):
                        found[one] = said.place
                    self._keep(search, one, marks[one], said)
            return [found[one] for one in marks if one in found]

    def forget(self, account_id: str) -> None:
        """An account signs out: let go of all that was opened for it."""
        self._drop(lambda key: key[0] == account_id)

    def forget_record(self, person_id: str) -> None:
        """Something of a record is destroyed: nothing of it stays here."""
        self._drop(lambda key: key[1] == person_id)

    def sweep(self) -> None:
        """Let go of what nobody has searched in for `IDLE` seconds."""
        over = self._clock() - IDLE
        with self._lock:
            for key in [key for key, shelf in self._shelves.items() if shelf.used <= over]:
                self._held -= self._shelves.pop(key).weight

    @property
    def weight(self) -> int:
        """Bytes that are held, about."""
        with self._lock:
            return self._held

    @contextmanager
    def _under_way(self, key: Shelf) -> Iterator[_Search]:
        search = _Search(key)
        with self._lock:
            self._searches.add(search)
        try:
            yield search
        finally:
            with self._lock:
                self._searches.discard(search)

    def _known(self, key: Shelf) -> Mapping[str, tuple[Mark, Said]]:
        """What is here of a record, which is used now."""
        with self._lock:
            shelf = self._shelves.get(key)
            if shelf is None:
                return {}
            shelf.used = self._clock()
            self._shelves.move_to_end(key)
            return shelf.words

    def _keep(self, search: _Search, one: str, mark: Mark, said: Said) -> None:
        """Put the words of a document on its shelf: other shelves give way, its own never do."""
        weight = _weight(said)
        with self._lock:
            if search.over:
                return
            shelf = self._shelves.setdefault(search.key, _Shelf())
            shelf.used = self._clock()
            self._shelves.move_to_end(search.key)
            if one in shelf.words:
                self._weigh(shelf, -_weight(shelf.words.pop(one)[1]))
            if shelf.weight + weight > self._most:
                return
            shelf.words[one] = (mark, said)
            self._weigh(shelf, weight)
            while self._held > self._most:
                self._held -= self._shelves.popitem(last=False)[1].weight

    def _weigh(self, shelf: _Shelf, more: int) -> None:
        shelf.weight += more
        self._held += more

    def _drop(self, is_gone: Callable[[Shelf], bool]) -> None:
        """Let go of some shelves, and of what a search that is under way would put back."""
        with self._lock:
            for key in [key for key in self._shelves if is_gone(key)]:
                self._held -= self._shelves.pop(key).weight
            for search in self._searches:
                search.over = search.over or is_gone(search.key)


def _weight(said: Said) -> int:
    return sys.getsizeof(said.words) + _ENTRY


needles = Needles()
"""Those of this process."""
