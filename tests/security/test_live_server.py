"""The server as it is started, over real connections: what its log holds, what a raw connection gets, how sockets end."""

from __future__ import annotations

import contextlib
import json
import socket
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from urllib.parse import urlsplit

import httpx
import pytest
from simple_websocket import Client, ConnectionClosed

from tests import samples
from tests.carnet import ROOT
from tests.flows.server import running

MARK = "MARQUE7Z"
LOST = {1005, 1006}
"""What a client may read instead of the code: Granian leaves it out while it listens, and unread frames reset the connection."""
SHELL = f"{ROOT}.rxapp___state___shell____shell"
CHECK = f"{SHELL}.rxapp___state___activation____activation_state.check"


@dataclass(frozen=True)
class Server:
    """One running Carnet: its address, where it writes, and a client of its own pages."""

    url: str
    folder: Path

    def client(self) -> httpx.Client:
        return httpx.Client(base_url=self.url, headers={"origin": self.url})

    def signed_in(self, login: str = "awa.diallo") -> str:
        with self.client() as client:
            client.post("/session", data={"identifiant": login, "mot_de_passe": "Demo-Sante-2026!"})
            return f"carnet_session={client.cookies['carnet_session']}"

    def socket(self, cookies: str, **headers: str) -> Client:
        address = self.url.replace("http", "ws") + "/_event/?EIO=4&transport=websocket&token=onglet"
        return Client(address, headers={"Origin": self.url, "Cookie": cookies} | headers)

    def raw(self, request: bytes, *, upgrade: bool = False) -> bytes:
        """What comes back when exactly these bytes are sent; of an upgrade, the first of it (the connection may stay open)."""
        where = urlsplit(self.url)
        with socket.create_connection((where.hostname, where.port), timeout=10) as connection:
            connection.sendall(request)
            answer = b""
            while part := connection.recv(65536):
                answer += part
                if upgrade:
                    break
        return answer

    @property
    def log(self) -> str:
        return (self.folder / "server.log").read_text(errors="replace")


@pytest.fixture(scope="module")
def server(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Server]:
    folder = tmp_path_factory.mktemp("serveur")
    with running(folder, RXAPP_PUBLIC_URL="") as url:  # only the port is given: the origin follows from it
        yield Server(url, folder)


def until_closed(client: Client) -> tuple[list[str], int]:
    seen: list[str] = []
    try:
        while (frame := client.receive(timeout=10)) is not None:
            seen.append(frame)
    except ConnectionClosed as end:
        return seen, int(end.reason)
    raise AssertionError("the socket stayed open")


def event(name: str, payload: object) -> str:
    return "42/_event," + json.dumps(["event", {"name": name, "payload": payload, "router_data": {"pathname": "/"}}])


def greeting() -> str:
    return "40/_event," + json.dumps(
        {"event": {"name": f"{ROOT}.hydrate_and_load", "payload": {}, "router_data": {"pathname": "/"}}}
    )


def test_no_value_that_somebody_sent_is_ever_logged(server: Server) -> None:
    """A marker in every place a person or an attacker can write; none may reach the log."""
    cookies = server.signed_in()
    client = server.socket(f"{cookies}; autre={MARK}", **{f"X-{MARK}": MARK, "User-Agent": MARK, "X-Carnet-Connexion": MARK})
    client.send(greeting())
    for name, payload in (
        (f"nobody.{MARK}", {"x": MARK}),
        (f"{SHELL}.choose_person", {"person_id": MARK}),
        (f"{SHELL}.choose_person", {MARK: MARK}),
        (f"{SHELL}.setvar", {"var_name": "subject", "value": MARK}),
        (f"{ROOT}.hydrate_and_load", {"vars": {MARK: MARK}}),
        (f"{ROOT}.set_is_hydrated", {"value": MARK}),
        (CHECK, {"form_data": {"nir": MARK, "naissance": MARK, "code": MARK}}),
        (CHECK, {"form_data": MARK}),
    ):
        client.send(event(name, payload))
    client.send("40/_event," + json.dumps({"event": json.dumps({"name": MARK})}))
    client.send(f'42/_event,["client_error",{{"message":"{MARK}"}}]')
    client.send('42/_event,["ping"]')
    while client.receive(timeout=10) != '42/_event,["ping","pong"]':
        pass
    client.send(event(f"{ROOT}.set_is_hydrated", {"value": False}))
    with server.client() as http:
        http.headers["cookie"] = f"{cookies}; autre={MARK}"
        for path in (f"/{MARK}", f"/accueil?x={MARK}", f"/api/documents/{MARK}", f"/_upload/{MARK}", f"/demo/lettre/{MARK}"):
            http.get(path, headers={"x-essai": MARK})
        form = {"identifiant": MARK, "mot_de_passe": MARK, "suite": MARK}
        http.post("/session", data=form)
        with contextlib.suppress(httpx.TransportError):  # refused before it is read whole
            http.post("/session", content=MARK.encode() * 4000)
        http.post("/langue", data={"langue": MARK})
        http.post("/activation/ouvrir", data={"passage": MARK, "identifiant": MARK, "courriel": MARK, "mot_de_passe": MARK})
        http.post("/session", data=form, headers={"origin": f"http://{MARK}.example"})
        for name, body in ((f"{MARK}.pdf", samples.pdf()), (f"{MARK}.exe", b"MZ" + MARK.encode()), (MARK, b"")):
            http.post("/api/documents?personne=" + MARK, content=body, headers={"x-carnet-nom": name, "x-carnet-titre": MARK})
    client.close()
    assert "Carnet" in server.log
    for hidden in (MARK, cookies.partition("=")[2], "carnet_session", "Traceback"):
        assert hidden not in server.log


@pytest.mark.parametrize(
    "request_line",
    [
        b"GET //evil.example/ HTTP/1.1",
        b"GET /%2fevil.example/ HTTP/1.1",
        b"GET /%5f%75pload HTTP/1.1",
        b"GET /%2e%2e/%2e%2e/rxconfig.py HTTP/1.1",
        b"GET /assets/..%2f..%2f..%2frxconfig.py HTTP/1.1",
        b"GET /ping%00 HTTP/1.1",
        b"GET /_event/?EIO=4&transport=polling HTTP/1.1",
        b"GET /_event;x/?EIO=4&transport=polling HTTP/1.1",
    ],
)
def test_raw_paths_lead_nowhere(server: Server, request_line: bytes) -> None:
    answer = server.raw(request_line + b"\r\nHost: " + urlsplit(server.url).netloc.encode() + b"\r\nConnection: close\r\n\r\n")
    assert answer.startswith((b"HTTP/1.1 404", b"HTTP/1.1 400")), answer[:200]
    assert b"location:" not in answer.lower()
    assert b"import reflex" not in answer


def test_a_stranger_who_sends_much_is_answered_and_cut(server: Server) -> None:
    where, size, sent, answer = urlsplit(server.url), 52_000_000, 0, b""
    start = f"POST /api/documents HTTP/1.1\r\nHost: {where.netloc}\r\nOrigin: {server.url}\r\nX-Carnet-Nom: a.pdf\r\n"
    with socket.create_connection((where.hostname, where.port), timeout=10) as connection:
        connection.sendall(f"{start}Content-Length: {size}\r\n\r\n".encode())
        with contextlib.suppress(ConnectionError):
            while sent < size:
                sent += connection.send(bytes(1 << 16))
        with contextlib.suppress(ConnectionError):
            answer = connection.recv(4096)
    assert answer.startswith(b"HTTP/1.1 401")
    assert sent < size // 2, "the rest stayed where it was but for what the system's buffers hold"


@pytest.mark.parametrize("said", ["a byte of a file", "nothing but half a request"])
def test_a_thousand_strangers_who_stop_halfway_keep_nobody_out(server: Server, said: str) -> None:
    """More connections than Granian holds unless told otherwise (1,024)."""
    where = urlsplit(server.url)
    start = f"POST /api/documents HTTP/1.1\r\nHost: {where.netloc}\r\nOrigin: {server.url}\r\n"
    whole = "Content-Length: 900000\r\n\r\nx" if said == "a byte of a file" else ""
    with contextlib.ExitStack() as held, server.client() as http:
        strangers = [held.enter_context(socket.create_connection((where.hostname, where.port), timeout=10)) for _ in range(1100)]
        for stranger in strangers:
            stranger.sendall((start + whole).encode())
        assert http.get("/healthz", timeout=20).status_code == 200
        if whole:
            for stranger in strangers:
                answer = stranger.recv(4096)
                assert answer.startswith(b"HTTP/1.1 401")
                assert b"connection: close" in answer.lower()


def test_a_form_refused_before_its_end_lets_go_of_the_connection(server: Server) -> None:
    """In words, so that the next request takes another one instead of finding this one closed."""
    where = urlsplit(server.url)
    start = f"POST /session HTTP/1.1\r\nHost: {where.netloc}\r\nOrigin: {server.url}\r\n"
    kind = "Content-Type: application/x-www-form-urlencoded\r\n"
    with socket.create_connection((where.hostname, where.port), timeout=10) as connection:
        connection.sendall(f"{start}{kind}Content-Length: 200000\r\n\r\n".encode() + b"a=" + b"b" * 40_000)
        answer = connection.recv(65536)
    assert answer.startswith(b"HTTP/1.1 3")
    assert b"connection: close" in answer.lower()
    with server.client() as http:
        for _ in range(20):
            with contextlib.suppress(httpx.TransportError):
                http.post("/session", content=b"a" * 288_000)
            assert http.post("/langue", data={"langue": "fr"}).status_code == 303


@pytest.mark.parametrize(
    "headers",
    [
        b"Content-Length: 5\r\nTransfer-Encoding: chunked\r\n",
        b"Content-Length: 5\r\nContent-Length: 6\r\n",
        b"Content-Length: -1\r\n",
        b"Content-Length: abc\r\n",
        b"X: " + b"y" * 2_000_000 + b"\r\n",
        b"".join(b"X-%d: y\r\n" % number for number in range(500)),
        b"X-Carnet\x00Connexion: y\r\n",
    ],
)
def test_ambiguous_and_huge_requests_are_refused(server: Server, headers: bytes) -> None:
    host = urlsplit(server.url).netloc.encode()
    start = b"POST /session HTTP/1.1\r\nHost: " + host + b"\r\nOrigin: " + server.url.encode() + b"\r\nConnection: close\r\n"
    try:
        answer = server.raw(start + headers + b"\r\n0\r\n\r\nGET /healthz HTTP/1.1\r\nHost: x\r\n\r\n")
    except (ConnectionResetError, BrokenPipeError):
        answer = b""
    assert not answer.startswith(b"HTTP/1.1 5")
    assert b'"database"' not in answer


def test_a_thousand_frames_a_second_close_that_socket_alone(server: Server) -> None:
    cookies = server.signed_in()
    flooding, other = server.socket(cookies), server.socket(cookies)
    for client in (flooding, other):
        client.send(greeting())
    with contextlib.suppress(ConnectionClosed, OSError):  # closed between the question whether it is and the sending
        for _ in range(1000):
            flooding.send('42/_event,["ping"]')
    _seen, code = until_closed(flooding)
    assert code in {1008, *LOST}
    other.send('42/_event,["ping"]')
    while other.receive(timeout=10) != '42/_event,["ping","pong"]':
        pass
    other.close()


def test_too_much_and_too_strange_frames_close(server: Server) -> None:
    cookies = server.signed_in()
    for frames, code in ((["4" * 70_000], 1009), ([b"\x00" * 70_000], 1009), ([b"\x00"] * 60, 1008), (["nonsense"] * 60, 1008)):
        client = server.socket(cookies)
        with contextlib.suppress(ConnectionClosed, ConnectionError):
            for frame in frames:
                client.send(frame)
        assert until_closed(client)[1] in {code, *LOST}


def test_a_huge_frame_is_refused_at_its_announcement(server: Server) -> None:
    """By Granian (16 MiB a frame, 64 MiB a message, docs/security.md): ours of 64 KiB is applied to what has arrived whole."""
    client = server.socket(server.signed_in())
    client.sock.sendall(b"\x81\xff" + (17 << 20).to_bytes(8, "big") + bytes(4))
    assert until_closed(client)[1] in {1000, *LOST}


def test_sign_out_in_one_tab_ends_the_other(server: Server) -> None:
    cookies = server.signed_in()
    other = server.socket(cookies)
    other.send(greeting())
    with server.client() as client:
        client.post("/session/fin", headers={"cookie": cookies})
    assert until_closed(other)[1] in {4401, *LOST}


def test_evil_origins_get_no_socket(server: Server) -> None:
    cookies = server.signed_in()
    ask = (
        "GET /_event/?EIO=4&transport=websocket&token=onglet HTTP/1.1\r\nHost: {host}\r\nCookie: {cookies}\r\n"
        "Origin: {origin}\r\nUpgrade: websocket\r\nConnection: Upgrade\r\nSec-WebSocket-Version: 13\r\n"
        "Sec-WebSocket-Key: AAAAAAAAAAAAAAAAAAAAAA==\r\n\r\n"
    )
    host = urlsplit(server.url).netloc
    for origin in ("http://evil.example", "null", server.url + ".evil.example", server.url.rpartition(":")[0], ""):
        answer = server.raw(ask.format(host=host, cookies=cookies, origin=origin).encode(), upgrade=True)
        assert answer.startswith(b"HTTP/1.1 403"), origin
