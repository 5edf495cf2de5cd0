"""How the server and its limited subprocess talk: frames of one letter, a length, and bytes, over a socket pair.

J: the job, JSON. R: the subprocess asks for bytes of the document (offset, length). B: those bytes. D: done, JSON, then P: the
payload. Pure and shared by both sides; standard library only.
"""

from __future__ import annotations

import io
import socket
import struct
from collections import OrderedDict

_HEAD = struct.Struct(">cI")
_RANGE = struct.Struct(">QI")
RANGE_SIZE = _RANGE.size
BLOCK = 64 * 1024
"""Bytes of the document asked for at once: one sealed chunk, since a PDF is looked at here and there, never read whole."""

MAX_FRAME = 64 << 20
_KEPT = 64


def send(sock: socket.socket, letter: bytes, data: bytes = b"") -> None:
    """Send one frame."""
    sock.sendall(_HEAD.pack(letter, len(data)) + data)


def receive(sock: socket.socket) -> tuple[bytes, bytes]:
    """The next frame as (letter, bytes). Raises `EOFError` when the other side is gone."""
    letter, length = _HEAD.unpack(_exactly(sock, _HEAD.size))
    if length > MAX_FRAME:
        raise EOFError("frame too long")
    return letter, _exactly(sock, length)


def _exactly(sock: socket.socket, length: int) -> bytes:
    data = bytearray(length)
    view = memoryview(data)
    got = 0
    while got < length:
        more = sock.recv_into(view[got:])
        if not more:
            raise EOFError("the other side is gone")
        got += more
    return bytes(data)


def asked_range(data: bytes) -> tuple[int, int]:
    """Offset and length of an R frame."""
    return _RANGE.unpack(data)


class RemoteFile(io.RawIOBase):
    """The document, read through the socket as it is needed; `size` bytes. Holds at most 4 MiB of it."""

    def __init__(self, sock: socket.socket, size: int) -> None:
        super().__init__()
        self._sock = sock
        self._size = size
        self._at = 0
        self._blocks: OrderedDict[int, bytes] = OrderedDict()

    def readable(self) -> bool:
        return True

    def seekable(self) -> bool:
        return True

    def tell(self) -> int:
        return self._at

    def seek(self, offset: int, whence: int = io.SEEK_SET) -> int:
        base = {io.SEEK_SET: 0, io.SEEK_CUR: self._at, io.SEEK_END: self._size}[whence]
        if base + offset < 0:
            raise ValueError("negative position")
        self._at = base + offset
        return self._at

    def read(self, size: int = -1) -> bytes:
        stop = self._size if size is None or size < 0 else min(self._size, self._at + size)
        parts = []
        while self._at < stop:
            number, inside = divmod(self._at, BLOCK)
            part = self._block(number)[inside : inside + stop - self._at]
            parts.append(part)
            self._at += len(part)
        return parts[0] if len(parts) == 1 else b"".join(parts)

    def readall(self) -> bytes:
        return self.read()

    def readinto(self, buffer: bytearray) -> int:
        data = self.read(len(buffer))
        buffer[: len(data)] = data
        return len(data)

    def _block(self, number: int) -> bytes:
        block = self._blocks.get(number)
        if block is None:
            length = min(BLOCK, self._size - number * BLOCK)
            send(self._sock, b"R", _RANGE.pack(number * BLOCK, length))
            letter, block = receive(self._sock)
            if letter != b"B" or len(block) != length:
                raise OSError("the document could not be read")
            self._blocks[number] = block
            if len(self._blocks) > _KEPT:
                self._blocks.popitem(last=False)
        else:
            self._blocks.move_to_end(number)
        return block
