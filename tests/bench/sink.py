"""The barest mail server: takes everything, and writes one line for each mail before it answers.

python -m tests.bench.sink PORT FILE
"""

from __future__ import annotations

import asyncio
import sys
from pathlib import Path
from typing import BinaryIO


class Sink(asyncio.Protocol):
    """One connection; `kept` gets the Message-ID of each mail."""

    def __init__(self, kept: BinaryIO) -> None:
        self._kept, self._seen, self._in_data = kept, b"", False

    def connection_made(self, transport: asyncio.BaseTransport) -> None:
        """Say hello."""
        self._wire = transport
        self._wire.write(b"220 sink\r\n")

    def data_received(self, data: bytes) -> None:
        """Take commands, and mails up to their dot."""
        self._seen += data
        while True:
            mark = b"\r\n.\r\n" if self._in_data else b"\r\n"
            piece, found, rest = self._seen.partition(mark)
            if not found:
                return
            self._seen = rest
            self._take(piece)

    def _take(self, piece: bytes) -> None:
        if self._in_data:
            self._in_data = False
            start = piece.lower().index(b"message-id:")
            self._kept.write(piece[start:].split(b"\r\n")[0].split(b":", 1)[1].strip() + b"\n")
            self._wire.write(b"250 taken\r\n")
            return
        verb = piece[:4].upper()
        self._in_data = verb == b"DATA"
        self._wire.write(b"354 go on\r\n" if self._in_data else b"221 bye\r\n" if verb == b"QUIT" else b"250 ok\r\n")
        if verb == b"QUIT":
            self._wire.close()


async def _serve(port: int, path: Path) -> None:
    with path.open("ab", buffering=0) as kept:
        server = await asyncio.get_running_loop().create_server(lambda: Sink(kept), "127.0.0.1", port)
        await server.serve_forever()


if __name__ == "__main__":
    asyncio.run(_serve(int(sys.argv[1]), Path(sys.argv[2])))
