"""An edge of its own: behind TLS, without demonstration, over an application that fails."""

from __future__ import annotations

import re
from dataclasses import replace
from ipaddress import ip_network
from types import SimpleNamespace
from typing import Any

import pytest

from rxapp.api import csp
from rxapp.api.assemble import assemble
from rxapp.api.edge import Edge
from rxapp.api.screens import Screens
from rxapp.build import SCREENS
from rxapp.runtime import Runtime
from tests.carnet import Carnet, carnet

__all__ = ["carnet"]

ALWAYS = {name for name, _value in csp.BASE_HEADERS} | {"content-security-policy"}


def edge(routes: Any, **change: Any) -> Edge:
    async def nobody(_visitor: object) -> None:
        return None

    given = {
        "public_url": "https://carnet.example",
        "demo": False,
        "role_of": nobody,
        "known_event": lambda _name: False,
        "has_left": nobody,
        "first_picture": nobody,
    }
    given["trusted"] = [ip_network(text) for text in ("127.0.0.0/8", "::1", "10.0.3.0/24")]
    return Edge(routes, failing, screens=Screens(SCREENS, websocket="wss://carnet.example", demo=False), **(given | change))


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
    ("peer", "forwarded", "seen"),
    [
        ("127.0.0.1", ["203.0.113.7"], "203.0.113.7"),
        ("127.0.0.1", ["6.6.6.6, 203.0.113.7"], "203.0.113.7"),
        ("127.0.0.1", ["203.0.113.7,2001:db8::1"], "2001:db8::1"),
        ("127.0.0.1", ["6.6.6.6", "203.0.113.7"], "203.0.113.7"),
        ("127.0.0.1", ["6.6.6.6, 203.0.113.7, 10.0.3.9"], "203.0.113.7"),
        ("127.0.0.1", ["10.0.3.9"], "10.0.3.9"),
        ("127.0.0.1", [""], "127.0.0.1"),
        ("127.0.0.1", [], "127.0.0.1"),
        ("127.0.0.1", ["unknown"], "127.0.0.1"),
        ("127.0.0.1", ["203.0.113.7, evil"], "127.0.0.1"),
        ("127.0.0.1", ["203.0.113.7, evil, 10.0.3.9"], "10.0.3.9"),
        ("::1", ["203.0.113.7"], "203.0.113.7"),
        ("::ffff:127.0.0.1", ["::ffff:203.0.113.7"], "203.0.113.7"),
        ("10.0.3.9", ["203.0.113.7"], "203.0.113.7"),
        ("10.0.4.9", ["203.0.113.7"], "10.0.4.9"),
        ("198.51.100.5", ["127.0.0.1"], "198.51.100.5"),
    ],
)
def test_behind_tls_people_are_told_apart_by_what_our_proxies_say(
    carnet: Carnet, peer: str, forwarded: list[str], seen: str
) -> None:
    """Else everybody shares the proxy's address, and one attacker's failures keep everyone out. In clear nobody is believed."""
    addresses = []

    async def noting(scope: Any, _receive: Any, send: Any) -> None:
        addresses.append(scope["client"][0])
        await send({"type": "http.response.start", "status": 204, "headers": []})
        await send({"type": "http.response.body", "body": b""})

    headers = [*HTTPS, *((b"x-forwarded-for", line.encode()) for line in forwarded)]
    carnet.raw("/api/x", app=edge(noting), headers=headers, client=(peer, 1))
    carnet.raw("/api/x", app=edge(noting, public_url="http://carnet.example"), headers=headers, client=(peer, 1))
    assert addresses == [seen, peer]


# -- the whole application behind TLS --------------------------------------------------------------------------------------


@pytest.fixture
def secure(carnet: Carnet) -> Any:
    from rxapp.rxapp import guard

    settings = replace(carnet.runtime.settings, public_url="https://carnet.example")
    return assemble(welcoming, Runtime(settings, carnet.runtime.db), guard.known)


async def welcoming(_scope: Any, receive: Any, send: Any) -> None:
    """Takes every socket that the gate lets through."""
    await receive()
    await send({"type": "websocket.accept"})


PAGES = {"host": "carnet.example", "origin": "https://carnet.example"}


def test_behind_tls_only_cookies_of_this_very_host_open_anything(carnet: Carnet, secure: Any) -> None:
    plain = carnet.session_of("awa.diallo") + "; carnet_visite=" + "v" * 32
    ours = "; ".join("__Host-" + cookie for cookie in plain.split("; "))
    for cookies, page, alive in ((plain, "/?suite=%2Faccueil", 401), (ours, None, 204)):
        answer = carnet.ask("GET", "/accueil", app=secure, cookies=cookies, headers=PAGES)
        assert answer.headers.get("location") == page
        assert carnet.ask("POST", "/session/vie", app=secure, cookies=cookies, headers=PAGES).status_code == alive
        line = SimpleNamespace(app=secure, run=carnet.run, open_tabs=carnet.open_tabs)
        assert carnet.tab(cookies, headers=PAGES, through=line).accepted == (page is None)


def test_behind_tls_every_cookie_that_says_who_one_is_is_bound_to_this_host(carnet: Carnet, secure: Any) -> None:
    fields = {"identifiant": "awa.diallo", "mot_de_passe": "Demo-Sante-2026!"}
    first = carnet.ask("POST", "/session", app=secure, headers=PAGES, data=fields)
    cookies = "; ".join(line.partition(";")[0] for line in first.headers.get_list("set-cookie"))
    again = carnet.ask("POST", "/session", app=secure, headers=PAGES, data=fields, cookies=cookies)
    out = carnet.ask("POST", "/session/fin", app=secure, headers=PAGES, cookies=cookies)
    visit = carnet.ask("GET", "/", app=secure, headers=PAGES)
    lines = [line for answer in (first, again, out, visit) for line in answer.headers.get_list("set-cookie")]
    names = {"__Host-carnet_session", "__Host-carnet_appareil", "__Host-carnet_visite"}
    assert {line.partition("=")[0] for line in lines} == names
    for line in lines:
        attributes = {part.strip() for part in line.split(";")[1:]}
        assert {"Secure", "Path=/", "HttpOnly", "SameSite=Strict"} <= attributes
        assert "Domain" not in line
    known = [line.split("=")[1].split(".")[0] for line in lines if "appareil" in line]
    assert known[0] == known[1]
