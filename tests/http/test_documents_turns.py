"""One person sends and looks at everything at once: they wait for themselves, and nobody else waits for them."""

from __future__ import annotations

import asyncio
import threading
from collections.abc import AsyncIterator

import httpx

from rxapp.accounts.opening import account_by_login
from rxapp.record import places
from tests import samples
from tests.carnet import ORIGIN, Carnet, carnet

__all__ = ["carnet"]

CAMILLE, PAUL = "camille.martin", "paul.durand"
TEXT = samples.text("mot " * 20_000)


class Gate:
    """Holds uploads in their middle; `begun` counts those of which something was read."""

    def __init__(self) -> None:
        self.open = asyncio.Event()
        self.begun = asyncio.Semaphore(0)
        self.count = 0

    async def hold(self) -> None:
        self.count += 1
        self.begun.release()
        await self.open.wait()


class Browser:
    """One person's requests, several at once."""

    def __init__(self, carnet: Carnet, login: str) -> None:
        self._app, self.cookies = carnet.app, carnet.session_of(login)

    async def ask(self, method: str, path: str, **given: object) -> httpx.Response:
        transport = httpx.ASGITransport(self._app, client=("192.0.2.9", 1))
        headers = {"origin": ORIGIN, "cookie": self.cookies} | given.pop("headers", {})
        async with httpx.AsyncClient(transport=transport, base_url=ORIGIN) as client:
            return await client.request(method, path, headers=headers, **given)

    async def send(self, data: bytes, name: str, gate: Gate | None = None) -> httpx.Response:
        """Send a file; with a gate, its second half waits there."""

        async def body() -> AsyncIterator[bytes]:
            yield data[: len(data) // 2]
            if gate is not None:
                await gate.hold()
            yield data[len(data) // 2 :]

        headers = {"x-carnet-nom": name, "content-length": str(len(data))}
        return await self.ask("POST", "/api/documents", headers=headers, content=body())


def test_six_uploads_at_once_and_the_others_wait(carnet: Carnet) -> None:
    camille, paul = Browser(carnet, CAMILLE), Browser(carnet, PAUL)

    async def scene() -> None:
        gate = Gate()
        sent = [asyncio.create_task(camille.send(TEXT, "a.txt", gate)) for _ in range(9)]
        async with asyncio.timeout(20):
            for _ in range(6):
                await gate.begun.acquire()
            assert (await paul.send(TEXT, "p.txt")).status_code == 201
            assert gate.count == 6
            gate.open.set()
            assert [answer.status_code for answer in await asyncio.gather(*sent)] == [201] * 9

    carnet.run(scene())


def test_who_has_every_turn_taken_sees_what_is_kept_and_others_see_all(carnet: Carnet) -> None:
    camille, paul = Browser(carnet, CAMILLE), Browser(carnet, PAUL)
    release = threading.Event()

    async def scene() -> None:
        mine, theirs = [(await browser.send(samples.pdf(2), "a.pdf")).json()["id"] for browser in (camille, paul)]
        assert (await camille.ask("GET", f"/api/documents/{mine}?apercu=1")).status_code == 200
        account = await asyncio.to_thread(account_of, carnet, CAMILLE)
        busy = [
            asyncio.create_task(pool.run(account, release.wait, 30))
            for pool in (places.drawing, places.checking)
            for _ in range(20)
        ]
        try:
            async with asyncio.timeout(20):
                for page in (1, 2):
                    assert (await paul.ask("GET", f"/api/documents/{theirs}?apercu=1&page={page}")).status_code == 200
                assert (await paul.send(samples.pdf(), "b.pdf")).status_code == 201
                assert (await camille.ask("GET", f"/api/documents/{mine}?apercu=1")).status_code == 200
                waiting = asyncio.create_task(camille.ask("GET", f"/api/documents/{mine}?apercu=1&page=2"))
                assert (await camille.ask("GET", f"/api/documents/{mine}")).status_code == 200
                assert not waiting.done()
        finally:
            release.set()
            await asyncio.gather(*busy)
        assert (await waiting).status_code == 200

    carnet.run(scene())


def account_of(carnet: Carnet, login: str) -> str:
    with carnet.runtime.db.read() as uow:
        return account_by_login(uow, login).id


def test_a_line_that_is_full_is_said(carnet: Carnet) -> None:
    camille = Browser(carnet, CAMILLE)

    async def scene() -> None:
        gate = Gate()
        sent = [asyncio.create_task(camille.send(TEXT, "a.txt", gate)) for _ in range(70)]
        async with asyncio.timeout(20):
            for _ in range(10):  # six go on, sixty wait unread, four are refused and read to their end
                await gate.begun.acquire()
            gate.open.set()
            answers = await asyncio.gather(*sent)
        refused = [answer.json()["code"] for answer in answers if answer.status_code != 201]
        assert refused == ["demandes.trop"] * 4

    carnet.run(scene())
