"""An edge of its own: behind TLS, without demonstration, over an application that fails."""

from __future__ import annotations

import re
from typing import Any

import pytest

from rxapp.api import csp
from rxapp.api.edge import Edge
from rxapp.api.screens import Screens
from rxapp.build import SCREENS
from tests.carnet import Carnet, carnet

__all__ = ["carnet"]

ALWAYS = {name for name, _value in csp.BASE_HEADERS} | {"content-security-policy"}


def edge(app: Any, **change: Any) -> Edge:
    async def nobody(_visitor: object) -> bool:
        return False

    given = {"public_url": "https://carnet.example", "demo": False, "signed_in": nobody, "known_event": lambda _name: False}
    return Edge(app, screens=Screens(SCREENS, websocket="wss://carnet.example", demo=False), **(given | change))


HTTPS = [(b"host", b"carnet.example"), (b"origin", b"https://carnet.example")]


async def failing(_scope: Any, _receive: Any, _send: Any) -> None:
    raise RuntimeError("MARQUE-secrète")


def test_behind_tls_cookies_are_secure_and_the_browser_is_told_to_stay(carnet: Carnet) -> None:
    answer = carnet.raw("/", app=edge(failing), headers=HTTPS)
    assert all("; Secure" in line for line in answer.headers.get_list("set-cookie"))
    assert answer.headers["strict-transport-security"].startswith("max-age=31536000")
    assert "connect-src 'self' wss://carnet.example" in answer.headers["content-security-policy"]


def test_demo_is_shut_when_there_is_no_demonstration(carnet: Carnet) -> None:
    assert carnet.raw("/demo", app=edge(failing), headers=HTTPS).status_code == 404
    assert '<html data-demo=""' in carnet.ask("GET", "/").text
    assert '<html data-demo=""' not in carnet.raw("/", app=edge(failing), headers=HTTPS).text


def test_what_nobody_foresaw_becomes_a_number(carnet: Carnet, caplog: pytest.LogCaptureFixture) -> None:
    for cookies, words in ((b"", "Donnez ce numéro"), (b"carnet_langue=en", "Give this number")):
        answer = carnet.raw("/api/x", app=edge(failing), headers=[*HTTPS, (b"cookie", cookies)])
        assert answer.status_code == 500
        assert words in answer.text
        assert "MARQUE" not in answer.text
        assert set(answer.headers) >= ALWAYS
        number = re.search(r"[0-9A-F]{8}", answer.text)[0]
        assert number in caplog.text


@pytest.mark.parametrize(
    ("forwarded", "seen"),
    [
        ("203.0.113.7", "203.0.113.7"),
        ("6.6.6.6, 203.0.113.7", "203.0.113.7"),
        ("203.0.113.7,2001:db8::1", "2001:db8::1"),
        ("", "127.0.0.1"),
        ("unknown", "127.0.0.1"),
        ("203.0.113.7, evil", "127.0.0.1"),
    ],
)
def test_behind_tls_people_are_told_apart_by_what_the_proxy_says(carnet: Carnet, forwarded: str, seen: str) -> None:
    """Else everybody shares the proxy's address, and one attacker's failures keep everyone out. In clear nobody is believed."""
    addresses = []

    async def noting(scope: Any, _receive: Any, send: Any) -> None:
        addresses.append(scope["client"][0])
        await send({"type": "http.response.start", "status": 204, "headers": []})
        await send({"type": "http.response.body", "body": b""})

    headers = [*HTTPS, (b"x-forwarded-for", forwarded.encode())]
    carnet.raw("/api/x", app=edge(noting), headers=headers, client=("127.0.0.1", 1))
    carnet.raw("/api/x", app=edge(noting, public_url="http://carnet.example"), headers=headers, client=("127.0.0.1", 1))
    assert addresses == [seen, "127.0.0.1"]
