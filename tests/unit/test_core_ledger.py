"""The ledger of keys: nothing is rewritten unseen, and a line cut short by a full disk or a power cut stops nobody."""

from __future__ import annotations

import os
import resource
import signal
import stat
from collections.abc import Iterator
from contextlib import contextmanager
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest

from rxapp.core import ledger
from rxapp.core.crypto import KeyRing
from rxapp.core.ledger import Fate, LedgerBroken, LedgerLine

AT = datetime(2026, 11, 23, 9, tzinfo=UTC)
LATER = AT + timedelta(seconds=1)


@contextmanager
def full_at(size: int) -> Iterator[None]:
    """A disk on which a file grows no further."""
    kept, handler = resource.getrlimit(resource.RLIMIT_FSIZE), signal.signal(signal.SIGXFSZ, signal.SIG_IGN)
    resource.setrlimit(resource.RLIMIT_FSIZE, (size, kept[1]))
    try:
        yield
    finally:
        resource.setrlimit(resource.RLIMIT_FSIZE, kept)
        signal.signal(signal.SIGXFSZ, handler)


def test_the_ledger_gives_back_what_was_said_last_of_each(tmp_path: Path) -> None:
    path, keyring = tmp_path / "keys.ledger", KeyRing(os.urandom(32))
    lines = [
        LedgerLine("a", Fate.ARCHIVED, AT, AT.replace(year=2036), False, "ref"),
        LedgerLine("b", Fate.ARCHIVED, AT, AT.replace(year=2036), True, "ref2"),
        LedgerLine("a", Fate.DESTROYED, LATER, None, True, "ref", AT),
    ]
    assert ledger.latest(path, keyring) == {}
    for line in (*lines, lines[-1]):
        ledger.append(path, keyring, line)
    assert len(path.read_text().splitlines()) == 3
    assert ledger.latest(path, keyring) == {"a": lines[2], "b": lines[1]}
    assert stat.S_IMODE(path.stat().st_mode) == 0o600


@pytest.mark.parametrize("change", ["cut", "swap", "edit", "noise", "foreign"])
def test_a_ledger_that_was_touched_is_seen(tmp_path: Path, change: str) -> None:
    path, keyring = tmp_path / "keys.ledger", KeyRing(os.urandom(32))
    for person in "abc":
        ledger.append(path, keyring, LedgerLine(person, Fate.ARCHIVED, AT, AT))
    lines = path.read_text().splitlines(keepends=True)
    changed = {
        "cut": lines[1:],
        "swap": [lines[1], lines[0], lines[2]],
        "edit": [lines[0], lines[1].replace("archived", "destroyed"), lines[2]],
        "noise": [lines[0], "[]\n", *lines[1:]],
        "foreign": lines,
    }[change]
    path.write_text("".join(changed))
    reader = KeyRing(os.urandom(32)) if change == "foreign" else keyring
    with pytest.raises(LedgerBroken):
        ledger.latest(path, reader)
    with pytest.raises(LedgerBroken):
        ledger.append(path, reader, LedgerLine("d", Fate.DESTROYED, AT))
    assert path.read_text() == "".join(changed)


def test_what_is_no_later_than_the_last_of_its_person_is_not_said(tmp_path: Path) -> None:
    path, keyring = tmp_path / "keys.ledger", KeyRing(os.urandom(32))
    gone = LedgerLine("a", Fate.DESTROYED, LATER)
    other = LedgerLine("b", Fate.ARCHIVED, AT, AT)
    assert ledger.append(path, keyring, gone, LedgerLine("a", Fate.ARCHIVED, AT, AT), other) == (gone, other)
    assert ledger.append(path, keyring, LedgerLine("a", Fate.REOPENED, LATER), gone, other) == ()
    assert ledger.latest(path, keyring) == {"a": gone, "b": other}


@pytest.mark.parametrize("room", [1, 100, 400])
def test_a_full_disk_leaves_the_ledger_as_it_was(tmp_path: Path, room: int) -> None:
    path, keyring = tmp_path / "keys.ledger", KeyRing(os.urandom(32))
    ledger.append(path, keyring, LedgerLine("a", Fate.ARCHIVED, AT, AT))
    before = path.read_bytes()
    more = [LedgerLine(f"{number}", Fate.ARCHIVED, AT, AT) for number in range(4)]
    with full_at(len(before) + room), pytest.raises(OSError, match="large"):
        ledger.append(path, keyring, *more)
    assert path.read_bytes() == before
    assert len(ledger.append(path, keyring, *more)) == 4
    assert len(ledger.latest(path, keyring)) == 5


@pytest.mark.parametrize("left", [b"{", b'{"person": "b", "fate": "archi', bytes(40), b"\xff\xfe"])
def test_a_line_cut_short_by_a_power_cut_was_never_said_and_is_written_over(tmp_path: Path, left: bytes) -> None:
    path, keyring = tmp_path / "keys.ledger", KeyRing(os.urandom(32))
    ledger.append(path, keyring, LedgerLine("a", Fate.ARCHIVED, AT, AT))
    whole = path.read_bytes()
    path.write_bytes(whole + left)
    assert set(ledger.latest(path, keyring)) == {"a"}
    ledger.append(path, keyring, LedgerLine("b", Fate.ARCHIVED, AT, AT))
    assert path.read_bytes().startswith(whole + b'{"person": "b", "fate": "archived", ')
    assert path.read_bytes().count(b"\n") == 2
    assert set(ledger.latest(path, keyring)) == {"a", "b"}


def test_a_cut_line_in_the_middle_is_no_cut_end(tmp_path: Path) -> None:
    path, keyring = tmp_path / "keys.ledger", KeyRing(os.urandom(32))
    for person in "ab":
        ledger.append(path, keyring, LedgerLine(person, Fate.ARCHIVED, AT, AT))
    first, second = path.read_bytes().splitlines(keepends=True)
    path.write_bytes(first[:20] + b"\n" + second)
    with pytest.raises(LedgerBroken, match="ligne 1"):
        ledger.latest(path, keyring)
