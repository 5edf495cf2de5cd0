"""A whole Carnet inside the tests: Reflex, guard, edge and a real database, spoken to as a browser would, without a network.

The application runs on an event loop of its own; the tests ask it for pages (`ask`) and open tabs (`tab`). Its clock is the
demonstration's: it goes forward when told to, and everybody signs in anew when it is put back.
"""

from __future__ import annotations

import asyncio
import contextlib
import hashlib
import json
import logging
import os
import shutil
import threading
from collections.abc import Awaitable, Coroutine, Iterator
from concurrent.futures import Future
from datetime import timedelta
from functools import cache
from itertools import count
from pathlib import Path
from tempfile import mkdtemp
from typing import Any

import httpx
import pytest
import sqlalchemy as sa

from rxapp.core.archive_key import new_pair

ORIGIN = "http://localhost:3000"
WAIT = 10
ROLES = {"patient": "awa.diallo", "professional": "dr.moreau", "pharmacy": "pharmacie.marche", "establishment": "chu.valbois"} | {
    "operator": "admin"
}
_SOCKET_HEADERS = {"host": "localhost:3000", "user-agent": "essai", "connection": "Upgrade", "upgrade": "websocket"}
_ENVIRONMENT = {"REFLEX_ENV_MODE": "prod", "__REFLEX_SKIP_COMPILE": "true", "REFLEX_TELEMETRY_ENABLED": "false"}


class Tab:
    """One open page: what it sends over its socket and what comes back."""

    def __init__(self, carnet: Carnet, scope: dict[str, Any], kept_under: str) -> None:
        self._carnet, self._kept_under = carnet, kept_under
        self.accepted, self.code, self.sent = False, 0, 0
        self._to_app: asyncio.Queue[dict[str, Any]] = asyncio.Queue()
        self._from_app: asyncio.Queue[dict[str, Any]] = asyncio.Queue()
        self._marks = 0
        carnet.run(self._open(scope))
        carnet.open_tabs.add(self)

    async def _open(self, scope: dict[str, Any]) -> None:
        self._task = asyncio.create_task(self._carnet.app(scope, self._to_app.get, self._from_app.put))
        self._to_app.put_nowait({"type": "websocket.connect"})
        first = await asyncio.wait_for(self._from_app.get(), WAIT)
        self.accepted = first["type"] == "websocket.accept"
        self.code = first.get("code", 0)

    def send(self, *frames: str | bytes) -> None:
        """Send frames as they are; `sent` counts them."""
        self.sent += len(frames)

        async def put() -> None:
            for frame in frames:
                kind = "text" if isinstance(frame, str) else "bytes"
                self._to_app.put_nowait({"type": "websocket.receive", kind: frame})

        self._carnet.run(put())

    def event(self, name: str, payload: dict[str, Any] | None = None, path: str = "/") -> None:
        """Send one event as a page does."""
        place = {"pathname": path.partition("?")[0], "asPath": path}
        self.send("42/_event," + json.dumps(["event", {"name": name, "payload": payload or {}, "router_data": place}]))

    def seeing(self, name: str, payload: dict[str, Any]) -> dict[str, Any]:
        """The payload as the page in sight sends it: where a handler takes `seen` and none is given, what its page is of."""
        from rxapp.state.handler import SEEN, policies

        if SEEN in payload or not policies()[name].on_what_is_seen:
            return payload
        self.settle()
        return {SEEN: self._carnet.run(self._in_sight(name))} | payload

    async def _in_sight(self, name: str) -> str:
        from reflex.istate.manager.token import BaseStateToken
        from reflex.state import State

        from rxapp.rxapp import app

        state = await app.state_manager.get_state(BaseStateToken(ident=self._kept_under, cls=State))
        return await state.get_substate(name.split(".")[:-1])._in_sight()

    def until(self, *signs: str) -> list[str]:
        """Every frame up to one that holds one of the signs, or to the end of the socket (`code` then says why it ended)."""
        return self._carnet.run(self._until(signs))

    async def _until(self, signs: tuple[str, ...]) -> list[str]:
        seen: list[str] = []
        while not self.code:
            message = await asyncio.wait_for(self._from_app.get(), WAIT)
            if message["type"] == "websocket.close":
                self.code = message["code"]
            else:
                seen.append(message.get("text") or "")
                if any(sign in seen[-1] for sign in signs):
                    break
        return seen

    def start(self, path: str = "/", *, again: bool = False) -> list[str]:
        """Say hello as a page does, and wait until it has loaded. `again`: as one whose network is back."""
        name = f"{ROOT}.hydrate_and_load"
        place = {"pathname": path.partition("?")[0], "asPath": path}
        payload = {} if again else {"hashes": ["of the build"]}
        self.send("40/_event," + json.dumps({"event": {"name": name, "payload": payload, "router_data": place}}))
        return [*self.until("40/_event,{"), *self.until('"is_hydrated_rx_state_":true', '"_redirect"'), *self.settle()]

    def settle(self) -> list[str]:
        """What came back until everything sent so far has been dealt with: events of one tab are done in their order."""
        self._marks += 1
        mark = f"repere={self._marks}."
        self.event(f"{ROOT}.set_is_hydrated", {"value": True}, f"/?{mark}")
        *before, _mark = self.until(mark)
        return before

    def run(self, waiting: Coroutine[Any, Any, None]) -> None:
        """Wait for something on the application's loop."""
        self._carnet.run(waiting)

    def close(self) -> None:
        """Leave, and wait until the application has noticed."""

        async def leave() -> None:
            self._to_app.put_nowait({"type": "websocket.disconnect", "code": 1001, "reason": ""})
            await asyncio.wait_for(asyncio.wait([self._task]), WAIT)

        self._carnet.run(leave())
        self._carnet.open_tabs.discard(self)


ROOT = "reflex___state____state"


class Carnet:
    """The application, its database and its clock. ``open_tabs``: those that nobody has closed."""

    def __init__(self, folder: Path) -> None:
        self._loop = asyncio.new_event_loop()
        self._thread = threading.Thread(target=self._loop.run_forever, daemon=True)
        self._thread.start()
        self._tokens = count(1)
        self.open_tabs: set[Tab] = set()
        own = {"RXAPP_DATA_DIR": str(folder), "RXAPP_DEMO": "1", "RXAPP_NOW": "2026-11-23T09:00:00+01:00"}
        own["RXAPP_ARCHIVE_PUBLIC_KEY"] = new_pair()[1]
        before = dict(os.environ)
        os.environ.update(_ENVIRONMENT | own)
        try:
            self._start()
        finally:
            os.environ.clear()
            os.environ.update(before)

    def _start(self) -> None:
        import rxapp.rxapp  # noqa: F401 - by whoever asks for it, so that they find its handlers registered
        from rxapp import runtime
        from rxapp.core.db import migrate
        from rxapp.demo.people import make_demo

        self.runtime = runtime.current()
        migrate(self.runtime.settings)
        make_demo(self.runtime.db)
        self.app = self.run(self._assembled())

    async def _assembled(self) -> Any:
        import rxapp.rxapp

        app = rxapp.rxapp.served()
        self._life: asyncio.Queue[dict[str, Any]] = asyncio.Queue()
        started: asyncio.Queue[dict[str, Any]] = asyncio.Queue()
        scope = {"type": "lifespan", "asgi": {"version": "3.0"}, "state": {}}
        self._lifespan = asyncio.create_task(app(scope, self._life.get, started.put))
        self._life.put_nowait({"type": "lifespan.startup"})
        said = await asyncio.wait_for(started.get(), WAIT)
        assert said["type"] == "lifespan.startup.complete", said
        return app

    def run(self, work: Awaitable[Any]) -> Any:
        """Do something on the application's loop and wait for it."""
        done: Future[Any] = asyncio.run_coroutine_threadsafe(work, self._loop)
        return done.result(3 * WAIT)

    def ask(
        self, method: str, path: str, *, cookies: str = "", headers: dict[str, str] | None = None, app: Any = None, **given: Any
    ) -> httpx.Response:
        """One request as this instance's own pages make it (same origin, no redirect followed), or to another `app`."""
        sent = {"origin": ORIGIN, "cookie": cookies} | (headers or {})

        async def asked() -> httpx.Response:
            transport = httpx.ASGITransport(app or self.app, raise_app_exceptions=False, client=("192.0.2.9", 1))
            async with httpx.AsyncClient(transport=transport, base_url=ORIGIN) as client:
                kept = {name: value for name, value in sent.items() if value}
                return await client.request(method, path, headers=kept, **given)

        return self.run(asked())

    def raw(self, path: str, *, app: Any = None, **change: Any) -> httpx.Response:
        """A request whose path is sent as it stands, without a client that tidies it; `change` replaces parts of its scope."""
        answers: list[dict[str, Any]] = []
        scope = {
            "type": "http",
            "asgi": {"version": "3.0"},
            "http_version": "1.1",
            "method": "GET",
            "scheme": "http",
            "path": path,
            "raw_path": path.encode(),
            "query_string": b"",
            "root_path": "",
            "headers": [(b"host", b"localhost:3000")],
            "client": ("192.0.2.9", 1),
            "server": ("127.0.0.1", 3000),
            "state": {},
        } | change

        async def receive() -> dict[str, Any]:
            return {"type": "http.request", "body": b"", "more_body": False}

        async def send(message: dict[str, Any]) -> None:
            answers.append(message)

        self.run((app or self.app)(scope, receive, send))
        body = b"".join(message.get("body", b"") for message in answers[1:])
        kept = [(name, value) for name, value in answers[0]["headers"] if name != b"content-encoding"]
        return httpx.Response(answers[0]["status"], headers=kept, content=body)

    def visit(self) -> str:
        """The cookie of a new anonymous browser."""
        return _pair(self.ask("GET", "/"), "carnet_visite")

    def sign_in(self, login: str, *, cookies: str = "") -> str:
        """The session cookie of someone who signs in."""
        fields = {"identifiant": login, "mot_de_passe": "Demo-Sante-2026!"}
        return _pair(self.ask("POST", "/session", data=fields, cookies=cookies), "carnet_session")

    def session_of(self, login: str) -> str:
        """The same, without the time a password takes."""
        from rxapp.accounts.opening import account_by_login, label_of
        from rxapp.accounts.sessions import start_session

        with self.runtime.db.uow() as uow:
            account = account_by_login(uow, login)
            opened = start_session(uow, account=account, label=label_of(uow, account), address="192.0.2.9", device="essai")
            uow.commit()
        return f"carnet_session={opened.token}"

    def tab(
        self, cookies: str, *, token: str = "", headers: dict[str, str] | None = None, through: Any = None, **scope: Any
    ) -> Tab:
        """Open a socket. `headers` replace what a page sends; an empty value leaves one out. `through`: another application."""
        self.app._sockets._doors._pace.clear()  # the tests open more in a minute than anybody may
        sent = _SOCKET_HEADERS | {"origin": ORIGIN, "cookie": cookies} | (headers or {})
        token = token or f"onglet-{next(self._tokens)}"
        query = f"EIO=4&transport=websocket&token={token}"
        return Tab(
            through or self,
            {
                "type": "websocket",
                "asgi": {"version": "3.0"},
                "http_version": "1.1",
                "scheme": "ws",
                "path": "/_event/",
                "raw_path": b"/_event/",
                "query_string": query.encode(),
                "root_path": "",
                "headers": [(name.encode(), value.encode()) for name, value in sent.items() if value],
                "client": ("192.0.2.9", 40000),
                "server": ("127.0.0.1", 3000),
                "subprotocols": [],
                "state": {},
            }
            | scope,
            _kept_under(cookies, token),
        )

    @contextlib.contextmanager
    def later(self, step: timedelta) -> Iterator[None]:
        """Some time later; the present time again afterwards, where tries of a time to come would count for ever."""
        self.runtime.clock.travel(step)
        try:
            yield
        finally:
            self.runtime.clock.reset()
            self.forget_tries()

    def forget_tries(self) -> None:
        """Every limit is whole again: a test does not pay for what another tried from the same place."""
        from rxapp.core.limits import LimitRow

        with self.runtime.db.uow() as uow:
            uow.session.execute(sa.delete(LimitRow))
            uow.commit()

    def stop(self) -> None:
        """End the application, its loop and its database."""

        async def shutdown() -> None:
            self._life.put_nowait({"type": "lifespan.shutdown"})
            await asyncio.wait([self._lifespan], timeout=WAIT)
            left = asyncio.all_tasks() - {asyncio.current_task()}
            for task in left:
                task.cancel()
            await asyncio.gather(*left, return_exceptions=True)

        self.run(shutdown())
        self._loop.call_soon_threadsafe(self._loop.stop)
        self._thread.join(WAIT)
        self._loop.close()
        self.runtime.close()


def _kept_under(cookies: str, token: str) -> str:
    """The name under which the state of a tab of somebody signed in is kept (`api/socket_gate.py`)."""
    from rxapp.accounts.sessions import hash_token

    session = cookies.partition("carnet_session=")[2].partition(";")[0]
    return hashlib.sha256(f"{hash_token(session).hex()}|{token}".encode()).hexdigest()[:32]


def _pair(answer: httpx.Response, name: str) -> str:
    return next(line.partition(";")[0] for line in answer.headers.get_list("set-cookie") if line.startswith(name + "="))


def logged(caplog: pytest.LogCaptureFixture) -> list[logging.LogRecord]:
    """What was logged, but for documents that the server reads by itself beside a test."""
    return [one for one in caplog.records if one.name != "carnet.documents"]


@cache
def _the_one() -> Carnet:
    return Carnet(Path(mkdtemp(prefix="carnet-essai-")))


@pytest.fixture(scope="session")
def carnet() -> Iterator[Carnet]:
    """The one application of this test run: Reflex allows one in a process, whatever the number of modules that ask for it.

    Each of them has this fixture of its own, so each begins with every limit whole.
    """
    _the_one().forget_tries()
    yield _the_one()
    if _the_one.cache_info().currsize:
        _the_one().stop()
        shutil.rmtree(_the_one().runtime.settings.data_dir)
        _the_one.cache_clear()
