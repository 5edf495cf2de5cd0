"""The archive key and the ledger: what seals cannot open, nothing is opened elsewhere, nothing is rewritten unseen."""

from __future__ import annotations

import os
import stat
from datetime import UTC, datetime
from pathlib import Path

import pytest

from rxapp.core import ledger
from rxapp.core.archive_key import ArchiveKeyUnusable, new_pair, open_from, private_half, public_half, seal_to, write_new
from rxapp.core.crypto import KeyRing, PersonKey, SealBroken
from rxapp.core.ledger import Fate, LedgerBroken, LedgerLine

AT = datetime(2026, 11, 23, 9, tzinfo=UTC)


def halves() -> tuple[bytes, bytes]:
    private, public = new_pair()
    return private_half(private, ""), public_half(public, "")


def test_the_private_half_opens_what_the_public_one_sealed() -> None:
    private, public = halves()
    key = PersonKey(os.urandom(32))
    sealed = seal_to(public, key, person_id="a" * 32)
    assert open_from(private, sealed, person_id="a" * 32) == key
    assert sealed != seal_to(public, key, person_id="a" * 32)
    assert key not in sealed


def test_no_other_key_no_other_person_and_no_change_opens_it() -> None:
    private, public = halves()
    sealed = seal_to(public, PersonKey(os.urandom(32)), person_id="a" * 32)
    for other, blob, person in (
        (halves()[0], sealed, "a" * 32),
        (public, sealed, "a" * 32),
        (private, sealed, "b" * 32),
        (private, sealed[:-1], "a" * 32),
        (private, b"", "a" * 32),
        (private, b"\x01" + bytes(80), "a" * 32),
    ):
        with pytest.raises(SealBroken):
            open_from(other, blob, person_id=person)
    for place in range(len(sealed)):
        changed = bytes([*sealed[:place], sealed[place] ^ 0x40, *sealed[place + 1 :]])
        with pytest.raises(SealBroken):
            open_from(private, changed, person_id="a" * 32)


def test_one_half_is_not_taken_for_the_other() -> None:
    private, public = new_pair()
    for read, text in (
        (private_half, public),
        (public_half, private),
        (public_half, ""),
        (private_half, "carnet-archive-prive:é"),
    ):
        with pytest.raises(ArchiveKeyUnusable):
            read(text, "cle")


def test_a_half_is_written_for_its_owner_and_never_over_another(tmp_path: Path) -> None:
    path = tmp_path / "cle" / "archive.key"
    write_new(path, "texte")
    assert stat.S_IMODE(path.stat().st_mode) == 0o600
    with pytest.raises(FileExistsError):
        write_new(path, "autre")
    assert path.read_text() == "texte\n"


def test_the_ledger_gives_back_what_was_said_last_of_each(tmp_path: Path) -> None:
    path, keyring = tmp_path / "keys.ledger", KeyRing(os.urandom(32))
    lines = [
        LedgerLine("a", Fate.ARCHIVED, AT, AT.replace(year=2036), False, "ref"),
        LedgerLine("b", Fate.ARCHIVED, AT, AT.replace(year=2036), True, "ref2"),
        LedgerLine("a", Fate.DESTROYED, AT, reference="ref"),
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
