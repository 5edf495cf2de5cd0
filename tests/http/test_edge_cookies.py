"""Cookies at the edge: taken back when dead, out of reach of scripts, and strange ones do no harm."""

from __future__ import annotations

import pytest

from rxapp.api import visitor as visitors
from rxapp.api.visitor import Cookies
from tests.carnet import Carnet, carnet

__all__ = ["carnet"]

SOMEBODY = {"cookie": "carnet_visite=" + "v" * 32}


def test_a_dead_session_cookie_is_taken_back(carnet: Carnet) -> None:
    for path in ("/", "/accueil", "/activation"):
        answer = carnet.ask("GET", path, cookies="carnet_session=" + "x" * 43)
        dropped = [line for line in answer.headers.get_list("set-cookie") if line.startswith("carnet_session=;")]
        assert len(dropped) == 1
        assert "Max-Age=0" in dropped[0]
    alive = carnet.session_of("awa.diallo") + "; " + SOMEBODY["cookie"]
    assert "set-cookie" not in carnet.ask("GET", "/accueil", cookies=alive).headers


def test_cookies_are_out_of_reach_of_scripts_and_other_sites(carnet: Carnet) -> None:
    lines = [
        *carnet.ask("GET", "/").headers.get_list("set-cookie"),
        *carnet.ask("POST", "/langue", data={"langue": "en"}).headers.get_list("set-cookie"),
        *carnet.ask("POST", "/theme", data={"theme": "sombre"}).headers.get_list("set-cookie"),
        *carnet.ask("POST", "/session/fin").headers.get_list("set-cookie"),
        Cookies(secure=False).set(visitors.SESSION_COOKIE, "x"),
    ]
    assert len(lines) == 7
    for line in lines:
        attributes = {part.strip() for part in line.split(";")[1:]}
        assert {"HttpOnly", "Path=/", "SameSite=Strict"} <= attributes
        assert "Domain" not in line
        assert "Secure" not in attributes
    assert "Secure" in Cookies(secure=True).set("x", "y")
    assert "Max-Age" not in Cookies(secure=True).set(visitors.SESSION_COOKIE, "x")


@pytest.mark.parametrize(
    "cookies", ["a=b; " * 4000, "carnet_session=" + "x" * 60_000, "\xff=\xfe", "=;=;", 'x="unclosed', '{"a":1}', "$Version=1"]
)
def test_strange_cookies_break_nothing(carnet: Carnet, cookies: str) -> None:
    answer = carnet.raw("/accueil", headers=[(b"host", b"localhost:3000"), (b"cookie", cookies.encode("latin-1"))])
    assert answer.headers["location"] == "/?suite=%2Faccueil"


def test_a_strange_cookie_does_not_hide_ours(carnet: Carnet) -> None:
    session = carnet.session_of("awa.diallo")
    for cookies in (f'autre={{"a":"b c"}}; {session}', f"{session}; autre=é", f"@@@; {session}"):
        headers = [(b"host", b"localhost:3000"), (b"cookie", cookies.encode("latin-1"))]
        assert carnet.raw("/accueil", headers=headers).status_code == 200
    split = [(b"host", b"localhost:3000"), (b"cookie", b"a=b"), (b"cookie", session.encode())]
    assert carnet.raw("/accueil", headers=split).status_code == 200
