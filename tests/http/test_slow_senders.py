"""Who sends slowly, or not at all, holds nothing that others need: not for long, and never many places."""

from __future__ import annotations

import asyncio
import json
from collections.abc import Awaitable, Callable
from dataclasses import dataclass
from typing import Any

import pytest

from rxapp.api import crowd, uploads
from rxapp.api.crowd import Crowd
from rxapp.api.uploads import Pace
from rxapp.record.intake import MAX_FILE
from tests import samples
from tests.carnet import ORIGIN, Carnet, carnet

__all__ = ["carnet"]

TEXT = samples.text("mot " * 50_000)
Receive = Callable[[], Awaitable[dict[str, Any]]]


@dataclass(frozen=True)
class Answer:
    status: int
    headers: dict[str, str]
    body: bytes

    @property
    def code(self) -> str:
        return json.loads(self.body)["code"]


async def post(carnet: Carnet, path: str, receive: Receive, cookies: str = "", address: str = "192.0.2.77") -> Answer:
    """A POST that announces much, whose body comes as `receive` says."""
    sent: list[dict[str, Any]] = []
    headers = {"host": "localhost:3000", "origin": ORIGIN, "content-length": str(len(TEXT)), "x-carnet-nom": "a.txt"}
    headers |= {"content-type": "application/x-www-form-urlencoded", "cookie": cookies}
    scope = {
        "type": "http",
        "asgi": {"version": "3.0"},
        "http_version": "1.1",
        "method": "POST",
        "scheme": "http",
        "path": path,
        "raw_path": path.encode(),
        "query_string": b"",
        "root_path": "",
        "headers": [(name.encode(), value.encode()) for name, value in headers.items()],
        "client": (address, 1),
        "server": ("127.0.0.1", 3000),
        "state": {},
    }

    async def send(message: dict[str, Any]) -> None:
        sent.append(message)

    await carnet.app(scope, receive, send)
    said = {name.decode(): value.decode() for name, value in sent[0]["headers"]}
    return Answer(sent[0]["status"], said, b"".join(message.get("body", b"") for message in sent[1:]))


class Sender:
    """Sends some of a body, then nothing more until it is let go; `asked` counts how often it was listened to."""

    def __init__(self, *parts: bytes) -> None:
        self.parts, self.asked, self.let_go, self.waited_for = list(parts), 0, asyncio.Event(), asyncio.Event()

    async def receive(self) -> dict[str, Any]:
        self.asked += 1
        if self.parts:
            return {"type": "http.request", "body": self.parts.pop(0), "more_body": True}
        self.waited_for.set()
        await self.let_go.wait()
        return {"type": "http.disconnect"}


@pytest.mark.parametrize("path", ["/api/documents", "/api/agenda/import"])
def test_a_strangers_body_is_never_waited_for(carnet: Carnet, path: str) -> None:
    async def scene() -> None:
        sender = Sender(b"x")
        async with asyncio.timeout(20):
            answer = await post(carnet, path, sender.receive)
        assert (answer.status, sender.asked) == (401, 0)
        assert answer.headers["connection"] == "close"

    carnet.run(scene())


def test_an_upload_that_stops_coming_is_over(carnet: Carnet, monkeypatch: pytest.MonkeyPatch) -> None:
    cookies = carnet.session_of("camille.martin")
    monkeypatch.setattr(uploads, "IDLE", 0)

    async def scene() -> None:
        sender = Sender(TEXT[:100_000], TEXT[100_000:100_001])
        async with asyncio.timeout(20):
            answer = await post(carnet, "/api/documents", sender.receive, cookies)
        assert (answer.status, answer.code) == (408, "envoi.trop_lent")
        assert sender.waited_for.is_set()
        assert sender.asked == 3, "nor is it listened to once it is refused"
        assert answer.headers["connection"] == "close"

    carnet.run(scene())


@pytest.mark.parametrize("path", ["/api/documents", "/api/agenda/import"])
def test_a_refused_body_is_read_for_a_while_only(carnet: Carnet, monkeypatch: pytest.MonkeyPatch, path: str) -> None:
    cookies = carnet.session_of("dr.moreau")  # who has no record to add to
    monkeypatch.setattr(uploads, "DRAIN_SECONDS", 0)

    async def scene() -> None:
        sender = Sender(b"x")
        async with asyncio.timeout(20):
            answer = await post(carnet, path, sender.receive, cookies)
        assert (answer.status, answer.code) == (404, "introuvable")
        assert sender.asked > 0
        assert answer.headers["connection"] == "close"

    carnet.run(scene())


def test_a_sender_is_given_time_by_what_has_come() -> None:
    pace = Pace()
    assert pace.left == uploads.IDLE
    pace.count(uploads.PATIENCE - 1, b"")
    assert pace.left == 1
    pace.count(0, bytes(10 * uploads.LEAST))
    assert pace.left == 11
    pace.count(10, bytes(1))
    assert 1 < pace.left < 1.01
    pace.count(2, b"")
    assert pace.left < 0
    whole = Pace()
    whole.count(0, bytes(MAX_FILE))
    assert whole.left == uploads.IDLE
    assert uploads.PATIENCE + MAX_FILE / uploads.LEAST < 2 * 3600


def test_one_place_never_has_every_request(carnet: Carnet) -> None:
    """Forms that never come: what is over the bound of their place is refused unread, elsewhere one is served."""

    async def scene() -> None:
        senders = [Sender() for _ in range(crowd.MAX_REQUESTS_PER_PLACE)]
        held = [asyncio.create_task(post(carnet, "/session", one.receive, address="198.51.100.7")) for one in senders]
        one_more = Sender()
        try:
            async with asyncio.timeout(20):
                for sender in senders:
                    await sender.waited_for.wait()
                refused = await post(carnet, "/session", one_more.receive, address="198.51.100.7")
                assert (refused.status, one_more.asked, refused.headers["connection"]) == (503, 0, "close")
                assert (await post(carnet, "/api/documents", one_more.receive, address="198.51.100.8")).status == 401
        finally:
            for sender in senders:
                sender.let_go.set()
            await asyncio.gather(*held, return_exceptions=True)
        assert (await post(carnet, "/api/documents", one_more.receive, address="198.51.100.7")).status == 401

    carnet.run(scene())


def test_a_crowd_counts_places_and_forgets_who_has_left() -> None:
    room = Crowd(most=3, each=2)
    with room.passing("2001:db8::1"), room.passing("2001:db8::2"):
        assert not room.has_room("2001:db8::3")
        assert room.has_room("192.0.2.1")
        with room.passing("192.0.2.1"):
            assert not room.has_room("192.0.2.2")
    assert not room._inside
