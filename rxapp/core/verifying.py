"""Reading a whole chain again, line by line: a million lines are never in memory together."""

from __future__ import annotations

import json
from collections.abc import Iterable, Iterator
from contextlib import closing, contextmanager
from dataclasses import dataclass

from sqlalchemy import Row, select

from rxapp.core.chain import ERASED, START, AuditEntry, reader
from rxapp.core.crypto import PersonKey
from rxapp.core.db import UnitOfWork

_BATCH = 500


@dataclass(frozen=True)
class Verification:
    """The outcome of a check: lines read, how many of them are erased, and the number of the first wrong one."""

    ok: bool
    lines: int
    broken_at: int | None = None
    erased: int = 0


@contextmanager
def lines_of(uow: UnitOfWork, person_id: str) -> Iterator[Iterable[Row]]:
    """A person's lines in order, as rows of columns: they are read, never written."""
    query = select(*AuditEntry.__table__.columns).where(AuditEntry.person_id == person_id).order_by(AuditEntry.seq)
    with closing(uow.session.execute(query.execution_options(yield_per=_BATCH))) as found:
        yield found


def checked(lines: Iterable[Row], person_id: str, key: PersonKey | None, seen: tuple[int, str]) -> Verification:
    """Check a person's chain from its first line on; `seen`: number and hexadecimal hash of a line that was there, 0 for none."""
    previous, number, erased, unsaid = START, 0, 0, set[int]()
    fits = reader(person_id, key)
    for number, line in enumerate(lines, 1):
        good, words = fits(line, previous)
        if not good or line.seq != number or (seen[0] == number and seen[1] != line.hash.hex()):
            return Verification(False, number - 1, number, erased)
        previous = line.hash
        if line.payload is None:
            erased += 1
            unsaid.add(number)
        elif words and line.action == ERASED:
            unsaid.discard(json.loads(words).get("details", {}).get("line"))
    if unsaid and key is not None:
        return Verification(False, number, min(unsaid), erased)
    if seen[0] > number:
        return Verification(False, number, number + 1, erased)
    return Verification(True, number, None, erased)
