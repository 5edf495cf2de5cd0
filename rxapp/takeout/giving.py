"""Copies on their way to whoever asked for them: what is being downloaded is not swept away under the download."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator
from contextlib import contextmanager
from threading import Lock

_leaving: Counter[str] = Counter()
_counting = Lock()


@contextmanager
def leaving(takeout_id: str) -> Iterator[None]:
    """A copy is being downloaded for as long as this is held."""
    with _counting:
        _leaving[takeout_id] += 1
    try:
        yield
    finally:
        with _counting:
            _leaving[takeout_id] -= 1
            if not _leaving[takeout_id]:
                del _leaving[takeout_id]


def is_leaving(takeout_id: str) -> bool:
    """Whether somebody is downloading it now."""
    return takeout_id in _leaving
