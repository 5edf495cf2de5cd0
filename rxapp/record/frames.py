"""How the server and its limited subprocess talk: frames of one letter, a length, and bytes, over a socket pair.

J: the job, JSON. R: the subprocess asks for bytes of the document (offset, length). B: those bytes. D: done, JSON, then P: the
payload. Pure and shared by both sides; standard library only.
"""

from __future__ import annotations

import io
import socket
import struct
from collections import OrderedDict
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from typing_extensions import Buffer

_HEAD = struct.Struct(">cI")
_RANGE = struct.Struct(">QI")
RANGE_SIZE = _RANGE.size
BLOCK = 64 * 1024
"""Bytes of the document asked for at once: one sealed chunk, since a PDF is looked at here and there, never read whole."""

MAX_FRAME = 64 << 20
_KEPT = 64
_SMALL = _PAGE = 4096


def send(sock: socket.socket, letter: bytes, data: bytes = b"") -> None:
    """Send one frame."""
    sock.sendall(_HEAD.pack(letter, len(data)) + data)


def send_block(sock: socket.socket, data: bytes) -> None:
    """Send a B frame, not glued together first. The server's alone: the subprocess may not make this call."""
    head = _HEAD.pack(b"B", len(data))
    sent = sock.sendmsg((head, data))
    if sent < len(head):
        sock.sendall(head[sent:] + data)
    elif sent < len(head) + len(data):
        sock.sendall(memoryview(data)[sent - len(head) :])


class Listener:
    """Takes the frames that come over a socket; a small one costs one system call."""

    def __init__(self, sock: socket.socket) -> None:
        self._sock = sock
        self._held = b""

    def receive(self) -> tuple[bytes, bytes]:
        """The next frame as (letter, bytes). Raises `EOFError` when the other side is gone."""
        while len(self._held) < _HEAD.size:
            self._held += self._some()
        letter, length = _HEAD.unpack_from(self._held)
        if length > MAX_FRAME:
            raise EOFError("frame too long")
        stop = _HEAD.size + length
        data, self._held = self._held[_HEAD.size : stop], self._held[stop:]
        return letter, data if len(data) == length else self._rest(data, length)

    def _rest(self, begun: bytes, length: int) -> bytes:
        whole = bytearray(length)
        whole[: len(begun)] = begun
        _fill(self._sock, memoryview(whole)[len(begun) :])
        return bytes(whole)

    def _some(self) -> bytes:
        came = self._sock.recv(_SMALL)
        if not came:
            raise EOFError("the other side is gone")
        return came


def receive(sock: socket.socket) -> tuple[bytes, bytes]:
    """The next frame as (letter, bytes), and not a byte more. Raises `EOFError` when the other side is gone."""
    letter, length = _HEAD.unpack(_exactly(sock, _HEAD.size))
    if length > MAX_FRAME:
        raise EOFError("frame too long")
    return letter, _exactly(sock, length)


def _exactly(sock: socket.socket, length: int) -> bytes:
    data = bytearray(length)
    _fill(sock, memoryview(data))
    return bytes(data)


def _fill(sock: socket.socket, view: memoryview) -> None:
    while view:
        got = sock.recv_into(view)
        if not got:
            raise EOFError("the other side is gone")
        view = view[got:]


def asked_range(data: bytes) -> tuple[int, int]:
    """Offset and length of an R frame."""
    return _RANGE.unpack(data)


class Memory:
    """Where the blocks of one document are kept, 4 MiB of it. Made before the job: fresh memory costs more than what fills it."""

    def __init__(self) -> None:
        self._free = [bytearray(_HEAD.size + BLOCK) for _ in range(_KEPT)]
        for place in self._free:
            place[::_PAGE] = b"\x01" * len(place[::_PAGE])  # zeros that nobody wrote are no memory yet
        self._blocks: OrderedDict[int, bytearray] = OrderedDict()

    def get(self, number: int) -> bytearray | None:
        """The place of a block that is kept: its frame, head first."""
        place = self._blocks.get(number)
        if place is not None:
            self._blocks.move_to_end(number)
        return place

    def room(self) -> bytearray:
        """A place for one more; the block that nobody has asked for longest goes."""
        return self._free.pop() if self._free else self._blocks.popitem(last=False)[1]

    def keep(self, number: int, place: bytearray) -> None:
        """What is in this place now."""
        self._blocks[number] = place


class RemoteFile(io.RawIOBase):
    """The document, read through the socket as it is needed; `size` bytes.

    Where it stands is kept by a cursor written in C: a reader of PDFs seeks and tells ten times for each time it reads.
    """

    def __init__(self, sock: socket.socket, size: int, memory: Memory | None = None) -> None:
        super().__init__()
        self._sock = sock
        self._size = size
        cursor = io.BytesIO(bytes(size))  # zeros that nobody reads take no memory
        self.tell = cursor.tell  # type: ignore[method-assign]
        self.seek = cursor.seek  # type: ignore[method-assign]
        self._memory = memory or Memory()
        self._begin = self._end = 0
        self._block = memoryview(b"")
        """The block read last: the bytes from `_begin` to `_end` of the document."""

    def readable(self) -> bool:
        return True

    def seekable(self) -> bool:
        return True

    def read(self, size: int = -1) -> bytes:
        left = max(0, self._size - self.tell())
        data = bytearray(left if size is None or size < 0 else min(size, left))
        self.readinto(data)
        return bytes(data)

    def readall(self) -> bytes:
        return self.read()

    def readinto(self, buffer: Buffer) -> int:
        view = memoryview(buffer).cast("B")
        begun = at = self.tell()
        end = min(at + len(view), self._size)
        while at < end:
            if not self._begin <= at < self._end:
                self._open(at // BLOCK)
            stop = min(self._end, end)
            view[at - begun : stop - begun] = self._block[at - self._begin : stop - self._begin]
            at = self.seek(stop)
        return at - begun

    def _open(self, number: int) -> None:
        length = min(BLOCK, self._size - number * BLOCK)
        place = self._memory.get(number)
        if place is None:
            place = self._fetched(number, length)
        self._begin, self._end = number * BLOCK, number * BLOCK + length
        self._block = memoryview(place)[_HEAD.size :]

    def _fetched(self, number: int, length: int) -> bytearray:
        send(self._sock, b"R", _RANGE.pack(number * BLOCK, length))
        self._begin = self._end = 0
        place = self._memory.room()
        _fill(self._sock, memoryview(place)[: _HEAD.size + length])
        if _HEAD.unpack_from(place) != (b"B", length):
            raise OSError("the document could not be read")
        self._memory.keep(number, place)
        return place
