"""How the server and its subprocess talk: whole frames whatever comes in pieces, and a far file that reads like a near one."""

from __future__ import annotations

import io
import random
import socket
import threading
from collections.abc import Iterator
from contextlib import contextmanager

import pytest
from hypothesis import example, given, settings
from hypothesis import strategies as st

from rxapp.record import frames
from rxapp.record.frames import BLOCK, Listener, RemoteFile

DATA = random.Random(7).randbytes(80 * BLOCK + 77)  # noqa: S311 - the same at each run
PLACES = [0, 1, BLOCK - 1, BLOCK, BLOCK + 1, 79 * BLOCK, len(DATA) - 1, len(DATA), len(DATA) + 9]


@contextmanager
def far(data: bytes) -> Iterator[tuple[RemoteFile, list[int]]]:
    """The file, and the offsets it has asked for."""
    here, there = socket.socketpair()
    asked: list[int] = []

    def serve() -> None:
        listener = Listener(here)
        try:
            while True:
                offset, length = frames.asked_range(listener.receive()[1])
                asked.append(offset)
                frames.send_block(here, data[offset : offset + length])
        except EOFError:
            return

    thread = threading.Thread(target=serve)
    thread.start()
    try:
        with there:
            yield RemoteFile(there, len(data)), asked
    finally:
        thread.join()
        here.close()


_STEPS = st.one_of(
    st.tuples(st.just("seek"), st.sampled_from(PLACES) | st.integers(0, len(DATA))),
    st.tuples(st.just("back"), st.integers(0, len(DATA))),
    st.tuples(st.just("read"), st.integers(0, 3 * BLOCK) | st.sampled_from([-1, 1, BLOCK])),
    st.tuples(st.just("into"), st.integers(0, 3 * BLOCK)),
)


@settings(deadline=None, max_examples=60)
@given(st.lists(_STEPS, max_size=12))
@example([("read", -1), ("seek", 5), ("read", 3), ("back", 1), ("read", 9)])
@example([("seek", len(DATA) + 9), ("read", 1), ("into", 4)])
def test_a_far_file_reads_like_a_near_one(steps: list[tuple[str, int]]) -> None:
    near = io.BytesIO(DATA)
    with far(DATA) as (file, _asked):
        for verb, value in steps:
            if verb == "seek":
                assert file.seek(value) == near.seek(value)
            elif verb == "back":
                assert file.seek(-value, io.SEEK_END) == near.seek(-value, io.SEEK_END)
            elif verb == "read":
                assert file.read(value) == near.read(value)
            else:
                mine, other = bytearray(value), bytearray(value)
                assert file.readinto(mine) == near.readinto(other)
                assert mine == other
            assert file.tell() == near.tell()


def test_what_is_kept_is_not_asked_for_again_and_what_was_let_go_is() -> None:
    with far(DATA) as (file, asked):
        for number in (0, 1, 0, 2):
            file.seek(number * BLOCK + 9)
            assert file.read(2) == DATA[number * BLOCK + 9 : number * BLOCK + 11]
        assert asked == [0, BLOCK, 2 * BLOCK]
        file.seek(0)
        assert file.read() == DATA
        file.seek(4)
        assert file.read(4) == DATA[4:8]
        assert asked.count(0) == 2


@pytest.mark.parametrize("offset", [-1, -BLOCK])
def test_no_place_before_the_beginning(offset: int) -> None:
    with far(DATA) as (file, _asked), pytest.raises(ValueError, match="negative"):
        file.seek(offset)


@pytest.mark.parametrize(
    "said",
    [lambda sock: frames.send(sock, b"X", bytes(9)), lambda sock: frames.send(sock, b"B", bytes(8)) or sock.send(bytes(9))],
)
def test_a_block_that_is_not_the_one_asked_for_is_no_document(said) -> None:
    here, there = socket.socketpair()
    with here, there:
        said(here)
        with pytest.raises(OSError, match="could not be read"):
            RemoteFile(there, 9).read(1)


def test_a_server_that_is_gone() -> None:
    here, there = socket.socketpair()
    with there:
        here.close()
        with pytest.raises(OSError, match=r"Broken pipe|Connection reset"):
            RemoteFile(there, 9).read(1)


@pytest.mark.parametrize("piece", [1, 3, 5, 6, 4096, 1 << 20])
def test_frames_come_whole_from_any_pieces(piece: int) -> None:
    sent = [(b"R", b""), (b"D", b"{}"), (b"P", DATA[:9_000]), (b"R", b"x" * 12), (b"P", b"")]
    here, there = socket.socketpair()
    whole = io.BytesIO()
    for letter, data in sent:
        whole.write(frames._HEAD.pack(letter, len(data)) + data)

    def speak() -> None:
        with there:
            said = whole.getvalue()
            for at in range(0, len(said), piece):
                there.sendall(said[at : at + piece])

    thread = threading.Thread(target=speak)
    thread.start()
    listener = Listener(here)
    assert [listener.receive() for _ in sent] == sent
    with pytest.raises(EOFError):
        listener.receive()
    thread.join()
    here.close()


def test_a_frame_that_is_too_long_is_the_end() -> None:
    here, there = socket.socketpair()
    with here, there:
        there.sendall(frames._HEAD.pack(b"P", frames.MAX_FRAME + 1))
        with pytest.raises(EOFError):
            Listener(here).receive()


class _Narrow:
    """A socket that takes little at a time."""

    def __init__(self, most: int) -> None:
        self.most, self.came = most, b""

    def sendmsg(self, parts: tuple[bytes, bytes]) -> int:
        said = b"".join(parts)[: self.most]
        self.came += said
        return len(said)

    def sendall(self, data: bytes | memoryview) -> None:
        self.came += bytes(data)


@pytest.mark.parametrize("most", [1, 4, 5, 6, 104, 105, 1000])
def test_a_block_leaves_whole_however_little_is_taken(most: int) -> None:
    narrow = _Narrow(most)
    frames.send_block(narrow, DATA[:100])  # type: ignore[arg-type]
    assert narrow.came == frames._HEAD.pack(b"B", 100) + DATA[:100]
