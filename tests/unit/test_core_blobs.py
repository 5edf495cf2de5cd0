"""Files of sealed bytes: whole or absent, private, and clear words when the disk is full."""

import errno
import os
import stat
from pathlib import Path

import pytest

from rxapp.core import blobs
from rxapp.core.blobs import BlobStore
from rxapp.core.errors import DomainError

NAME = "0123456789abcdef0123456789abcdef"


@pytest.fixture
def store(tmp_path: Path) -> BlobStore:
    return BlobStore(tmp_path / "blobs")


def files(store: BlobStore) -> list[Path]:
    return [path for path in store.root.rglob("*") if path.is_file()]


def put(store: BlobStore, name: str = NAME, data: bytes = b"sealed") -> None:
    with store.writer(name) as writer:
        writer.write(data)
        writer.commit()


def test_a_file_comes_back(store: BlobStore):
    with store.writer(NAME) as writer:
        writer.write(b"one ")
        writer.write(bytearray(b"two"))
        assert writer.size == 7
        assert list(store.ids()) == []
        writer.commit()
    with store.open(NAME) as file:
        assert file.read() == b"one two"
    assert store.size(NAME) == 7
    assert list(store.ids()) == [NAME]


def test_files_and_folders_are_private(store: BlobStore):
    put(store)
    for path in [store.root, *store.root.rglob("*")]:
        assert stat.S_IMODE(path.stat().st_mode) == (0o700 if path.is_dir() else 0o600)


def test_a_dropped_writer_leaves_nothing(store: BlobStore):
    with store.writer(NAME) as writer:
        writer.write(b"half")
    writer.abort()
    assert files(store) == []


def test_a_failure_in_the_middle_leaves_nothing(store: BlobStore):
    with pytest.raises(ZeroDivisionError), store.writer(NAME) as writer:  # noqa: PT012 - the writing as a whole fails
        writer.write(b"half")
        raise ZeroDivisionError
    assert files(store) == []


def test_a_name_is_used_once(store: BlobStore):
    put(store, data=b"first")
    with pytest.raises(FileExistsError), store.writer(NAME) as writer:  # noqa: PT012 - the writing as a whole fails
        writer.write(b"second")
        writer.commit()
    with store.open(NAME) as file:
        assert file.read() == b"first"
    assert len(files(store)) == 1


@pytest.mark.parametrize(
    "name", ["", "short", "../../etc/passwd", "a" * 81, "ABCDEF0123456789", "abc/defgh", "abcdefgh\n", "-abcdefgh"]
)
def test_a_name_cannot_leave_the_store(store: BlobStore, name: str):
    with pytest.raises(ValueError, match="name of a blob"):
        store.open(name)


def test_delete_is_final_and_can_be_repeated(store: BlobStore):
    put(store)
    store.delete(NAME)
    store.delete(NAME)
    with pytest.raises(DomainError, match=r"stockage\.absent"):
        store.open(NAME)
    with pytest.raises(DomainError, match=r"stockage\.absent"):
        store.size(NAME)


def test_a_sweep_takes_leftovers_and_leaves_living_writers(store: BlobStore):
    put(store)
    living = store.writer("f" * 32)
    living.write(b"coming")
    (store.root / "tmp" / "left-by-a-power-cut").write_bytes(b"half")
    assert store.sweep() == 1
    living.commit()
    assert sorted(store.ids()) == [NAME, "f" * 32]
    assert store.sweep() == 0


def test_a_file_is_held_until_its_writer_lets_go(store: BlobStore):
    """Told by the lock, so that every process on the same files sees it, and the system lets go for a process that dies."""
    assert not store.is_held(NAME)
    writer = store.writer(NAME)
    assert store.is_held(NAME)
    with pytest.raises(FileExistsError):
        store.writer(NAME)
    assert BlobStore(store.root).sweep() == 0
    writer.commit()
    assert store.is_held(NAME)
    writer.close()
    assert not store.is_held(NAME)
    dropped = store.writer("f" * 32)
    dropped.abort()
    assert not store.is_held("f" * 32)
    assert files(store) == [store.path(NAME)]


class FullDisk:
    """A disk that takes `left` bytes and no more, put in the place of the system's write."""

    def __init__(self, left: int, number: int) -> None:
        self.left, self.number = left, number
        self.write_for_real = os.write

    def write(self, handle: int, data: bytes) -> int:
        if not self.left:
            raise OSError(self.number, os.strerror(self.number))
        taken = min(self.left, len(data))
        self.left -= taken
        return self.write_for_real(handle, data[:taken])


@pytest.mark.parametrize("number", [errno.ENOSPC, errno.EDQUOT])
def test_a_full_disk_is_said_in_words_and_leaves_nothing(store: BlobStore, monkeypatch: pytest.MonkeyPatch, number: int):
    monkeypatch.setattr(blobs.os, "write", FullDisk(100, number).write)
    with pytest.raises(DomainError, match=r"stockage\.plein"), store.writer(NAME) as writer:  # noqa: PT012 - the writing as a whole fails
        writer.write(b"x" * 60)
        writer.write(b"x" * 60)
    assert files(store) == []


def test_another_disk_fault_is_not_called_full(store: BlobStore, monkeypatch: pytest.MonkeyPatch):
    monkeypatch.setattr(blobs.os, "write", FullDisk(0, errno.EIO).write)
    with pytest.raises(OSError, match="Input/output"), store.writer(NAME) as writer:
        writer.write(b"x")
    assert files(store) == []
