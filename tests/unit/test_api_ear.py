"""Closing a socket while the application waits for a frame: the server (Granian) does one thing at a time."""

from __future__ import annotations

import asyncio

from rxapp.api.socket_gate import Ear, Message


class Line:
    """One line to a browser, as Granian keeps it: nothing can be sent while somebody waits to receive."""

    def __init__(self) -> None:
        self.free = asyncio.Lock()
        self.listened = asyncio.Event()
        self.arrived: asyncio.Queue[Message] = asyncio.Queue()
        self.sent: list[Message] = []

    async def receive(self) -> Message:
        async with self.free:
            self.listened.set()
            return await self.arrived.get()

    async def send(self, message: Message) -> None:
        async with self.free:
            self.sent.append(message)


def test_a_close_leaves_though_somebody_waits() -> None:
    async def scene() -> None:
        line = Line()
        ear = Ear(line.receive)
        waiting = asyncio.create_task(ear.hear())
        await line.listened.wait()
        await asyncio.wait_for(ear.stop(), 1)
        await asyncio.wait_for(line.send({"type": "websocket.close", "code": 4401}), 1)
        assert await waiting is None
        assert await ear.hear() is None
        assert line.sent == [{"type": "websocket.close", "code": 4401}]

    asyncio.run(scene())


def test_messages_come_in_their_order() -> None:
    async def scene() -> None:
        line = Line()
        ear = Ear(line.receive)
        for number in range(3):
            line.arrived.put_nowait({"type": "websocket.receive", "text": str(number)})
        assert [(await ear.hear())["text"] for _frame in range(3)] == ["0", "1", "2"]
        await ear.stop()

    asyncio.run(scene())


def test_the_end_of_the_application_is_no_end_of_the_socket() -> None:
    async def scene() -> None:
        line = Line()
        ear = Ear(line.receive)
        waiting = asyncio.create_task(ear.hear())
        await asyncio.sleep(0)
        waiting.cancel()
        await asyncio.wait({waiting})
        assert waiting.cancelled()

    asyncio.run(scene())
