"""The gate of the live channel: who gets a socket, what may be said over it, what Reflex sees, how it ends."""

from __future__ import annotations

import json
import logging
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from rxapp.api import socket_gate
from rxapp.api.frames import Conversation
from rxapp.api.socket_gate import Bucket, Doors
from rxapp.core.connections import CONNECTIONS, REFERENCE_HEADER
from tests.carnet import ORIGIN, ROOT, Carnet, Tab, carnet, logged

__all__ = ["carnet"]

SECRET = "MARQUE-" + "secret"
PING = '42/_event,["ping"]'
PONG = '42/_event,["ping","pong"]'


def pongs(tab: Tab) -> bool:
    tab.send(PING)
    return PONG in tab.until(PONG)


@pytest.fixture
def tab(carnet: Carnet) -> Tab:
    tab = carnet.tab(carnet.visit())
    tab.start()
    return tab


@pytest.mark.parametrize(
    "origin",
    [
        "",
        "null",
        "http://evil.example",
        "http://localhost:3001",
        "http://localhost",
        "https://localhost:3000",
        ORIGIN + ".evil.example",
    ],
)
def test_other_origins_get_no_socket(carnet: Carnet, origin: str) -> None:
    refused = carnet.tab(carnet.session_of("awa.diallo"), headers={"origin": origin})
    assert (refused.accepted, refused.code) == (False, 1008)


@pytest.mark.parametrize(
    "change",
    [
        {"path": "/x/_event/"},
        {"path": "/_event/x"},
        {"path": "//_event/"},
        {"path": "/_EVENT/"},
        {"query_string": b"EIO=4&transport=polling&token=a"},
        {"query_string": b"EIO=4&transport=websocket"},
        {"query_string": b"EIO=4&transport=websocket&token="},
        {"query_string": b"EIO=4&transport=websocket&token=a&sid=b"},
        {"query_string": b"EIO=3&transport=websocket&token=a"},
        {"query_string": b"EIO=4&transport=websocket&token=" + b"a" * 65},
        {"query_string": b"EIO=4&transport=websocket&token=a%00b"},
        {"query_string": b""},
    ],
)
def test_odd_ways_in_are_shut(carnet: Carnet, change: dict[str, Any]) -> None:
    refused = carnet.tab(carnet.visit(), **change)
    assert (refused.accepted, refused.code) == (False, 1008)


def test_who_brings_no_cookie_gets_no_socket(carnet: Carnet) -> None:
    for cookies in ("", "carnet_session=", "carnet_visite=short", "carnet_visite=" + "é" * 30, "autre=1"):
        assert not carnet.tab(cookies).accepted, cookies


@pytest.mark.parametrize(
    "frame",
    [
        '42/_event,["event",{"name":"nobody.knows"}]',
        '42/_event,["event","{}"]',
        '42/_event,["event"]',
        '42/_event,["event",{"name":"HYDRATE"},{}]',
        '42/_event,["event",{"name":["HYDRATE"]}]',
        '42/_event,["event",{"name":"HYDRATE","payload":[]}]',
        '42/_event,["event",{"name":"HYDRATE","payload":{"x":NaN}}]',
        '42/_event,["event",{"name":"HYDRATE","router_data":{"headers":{}}}]',
        '42/_event,["event",{"name":"HYDRATE","router_data":{"pathname":{}}}]',
        '42/_event,["event",{"name":"HYDRATE","router_data":{"query":"x"}}]',
        '42/_event,["event",{"name":"HYDRATE","router_data":{"query":{"x":{}}}}]',
        '42/_event,["event",{"name":"HYDRATE","router_data":{"asPath":"/?x=\\ud800"}}]',
        '42/_event,["event",{"name":"HYDRATE","router_data":{"pathname":"/\\udfff"}}]',
        '42/_event,["event",{"name":"HYDRATE","router_data":{"query":{"x":"\\ud83dx"}}}]',
        '42/_event,["event",{"name":"HYDRATE","router_data":{"query":{"\\ud800":"x"}}}]',
        '42/_event,["event",{"name":"HYDRATE","payload":{"x":["\\ud800"]}}]',
        '42/_event,["client_error",{"message":"x"}]',
        '42/_event,["disconnect"]',
        '42/_event,["connect"]',
        '42/_event,7["ping"]',
        "42/_event,7",
        '42/_event?x=1,["ping"]',
        '42/other,["ping"]',
        '42["ping"]',
        "43/_event,1[]",
        '44/_event,"x"',
        '451-/_event,["event",{"_placeholder":true,"num":0}]',
        '461-/_event,1[{"_placeholder":true,"num":0}]',
        '40/_event,{"event":{"name":"HYDRATE"}}',
        "40/admin,",
        "40",
        "4",
        "",
        "2probe",
        "5",
        "6",
        "9",
        "b" + "AAAA",
        "4" + "[" * 60_000,
        "42/_event," + "[" * 60_000,
        '42/_event,["event",' + "1" * 60_000 + "]",
        b"\x00\x01",
        b"\x042/_event,[]",
    ],
)
def test_frames_that_our_pages_never_send_are_dropped(
    carnet: Carnet, tab: Tab, caplog: pytest.LogCaptureFixture, frame: str | bytes
) -> None:
    """In silence: nothing comes back, nothing is logged, and the socket goes on."""
    caplog.set_level(logging.INFO)
    caplog.clear()
    tab.send(frame.replace("HYDRATE", f"{ROOT}.hydrate") if isinstance(frame, str) else frame)
    assert tab.settle() == []
    assert logged(caplog) == []


GREETINGS = [
    {"event": json.dumps({"name": "nobody.knows", "payload": {"x": SECRET}})},
    {"event": {"name": "nobody.knows"}},
    {"event": {"name": f"{ROOT}.hydrate"}, "other": {}},
    {"event": [f"{ROOT}.hydrate"]},
    {"state_schema": {"x": 1}},
    {"state_schema": "x" * 65},
    {"token": "x"},
    [],
    "x",
    7,
]


def test_a_place_may_hold_any_whole_sign(tab: Tab) -> None:
    """A page writes the pair as it is; a program may write it escaped."""
    for face in ("😀", r"\ud83d\ude00"):
        tab.send(f'42/_event,["event",{{"name":"{ROOT}.hydrate","payload":{{}},"router_data":{{"asPath":"/?x={face}"}}}}]')
        assert "".join(tab.settle()).encode()


@pytest.mark.parametrize("auth", GREETINGS)
def test_odd_greetings_are_dropped(carnet: Carnet, caplog: pytest.LogCaptureFixture, auth: object) -> None:
    caplog.set_level(logging.INFO)
    tab = carnet.tab(carnet.visit())
    tab.send("40/_event," + json.dumps(auth), PING, *["x"] * 60)
    said = tab.until()
    assert [frame[:2] for frame in said] == ["0{"]
    assert tab.code == 1008
    assert SECRET not in caplog.text


def test_a_page_says_hello_once(carnet: Carnet) -> None:
    """Each greeting would leave a connection behind in Reflex."""
    from rxapp.rxapp import app

    tab = carnet.tab(carnet.visit())
    tab.start()
    known = len(app.event_namespace.sid_to_token)
    tab.send(*["40/_event,"] * 20)
    assert tab.settle() == []
    assert len(app.event_namespace.sid_to_token) == known
    tab.close()
    assert len(app.event_namespace.sid_to_token) == known - 1
    assert not app.event_namespace._static_router_data.keys() - app.event_namespace.sid_to_token.keys()


def test_a_flood_closes_its_own_socket_only(carnet: Carnet) -> None:
    cookies = carnet.visit()
    flooding, other = carnet.tab(cookies), carnet.tab(cookies)
    flooding.start()
    other.start()
    flooding.send(*[PING] * 1000)
    answered = flooding.until()
    assert flooding.code == 1008
    assert 0 < len(answered) <= socket_gate.FRAMES_BURST + socket_gate.FRAMES_PER_SECOND
    assert pongs(other)


def test_too_much_in_one_frame_closes(carnet: Carnet, tab: Tab) -> None:
    tab.send("42/_event," + json.dumps(["event", {"name": f"{ROOT}.hydrate", "payload": {"x": "x" * socket_gate.MAX_FRAME}}]))
    tab.until()
    assert tab.code == 1009
    other = carnet.tab(carnet.visit())
    other.send(bytes(socket_gate.MAX_FRAME + 1))
    other.until()
    assert other.code == 1009


def test_an_insistent_talker_of_nonsense_is_shown_out(tab: Tab) -> None:
    tab.send(*["nonsense"] * (socket_gate.MAX_DROPPED + 5))
    tab.until()
    assert tab.code == 1008


def test_reflex_sees_neither_cookie_nor_forged_reference(carnet: Carnet) -> None:
    from rxapp.rxapp import app

    cookies = carnet.session_of("awa.diallo")
    victim = carnet.tab(cookies)
    victim.start("/accueil")
    hers = next(reversed(CONNECTIONS._by_reference.values())).reference
    attack = {
        REFERENCE_HEADER: hers,
        REFERENCE_HEADER.upper(): hers,
        REFERENCE_HEADER.replace("-", "_"): hers,
        "authorization": "Basic " + SECRET,
        "x-" + SECRET: "1",
        "x-forwarded-for": "1.2.3.4",
    }
    tab = carnet.tab(carnet.visit() + "; autre=" + SECRET, headers=attack)
    said = "\n".join(tab.start("/accueil"))
    assert "Awa" not in said
    assert "raison=session" in said
    seen = json.dumps(list(app.event_namespace._static_router_data.values()))
    for kept_back in (SECRET, "carnet_session", "carnet_visite", cookies.partition("=")[2], "1.2.3.4"):
        assert kept_back not in seen
        assert kept_back not in said
    everything = str([state.dict() for state in app.state_manager.states.values()])
    assert cookies.partition("=")[2] not in everything
    assert SECRET not in everything


def test_a_closed_socket_receives_nothing_more(carnet: Carnet) -> None:
    """Even when the other side ignores that it was closed."""
    cookies = carnet.session_of("awa.diallo")
    tab = carnet.tab(cookies)
    tab.start("/accueil")
    carnet.ask("POST", "/session/fin", cookies=cookies)
    tab.until()
    assert tab.code == 4401
    tab.code = 0
    tab.send(*[PING] * 3)
    tab.close()
    assert tab._from_app.empty()


def test_sign_in_anew_closes_what_the_old_session_had_open(carnet: Carnet) -> None:
    first = carnet.sign_in("paul.durand")
    tab = carnet.tab(first)
    tab.start("/accueil")
    second = carnet.sign_in("paul.durand", cookies=first)
    tab.until()
    assert tab.code == 4401
    assert carnet.ask("POST", "/session/vie", cookies=first).status_code == 401
    assert carnet.ask("POST", "/session/vie", cookies=second).status_code == 204


def test_doors_count_places_not_addresses() -> None:
    doors = Doors()
    admitted = sum(doors.admit(f"2001:db8::{n:x}") for n in range(socket_gate.OPENINGS_BURST + 50))
    assert socket_gate.OPENINGS_BURST <= admitted < socket_gate.OPENINGS_BURST + 50
    assert doors.admit("2001:db8:0:1::1")
    with doors.passing("192.0.2.1"):
        assert doors._open._inside == {"192.0.2.1": 1}
    assert not doors._open._inside


def test_a_full_bucket_empties_and_fills() -> None:
    bucket = Bucket(0.0, 3)
    assert bucket.full
    assert [bucket.take() for _ in range(4)] == [True, True, True, False]
    assert not bucket.full


@given(st.text(max_size=80), st.sampled_from(["", "40/_event,", "42/_event,", "42/_event,[", '42/_event,["event",{']))
def test_no_text_breaks_the_reading(text: str, start: str) -> None:
    assert Conversation(lambda _: False).admits(start + text) in {True, False}


FIELDS = st.sampled_from(["name", "payload", "router_data", "event", "query"])
LEAVES = st.none() | st.booleans() | st.integers() | st.text(max_size=8)
JSON = st.recursive(LEAVES, lambda inner: st.lists(inner, max_size=3) | st.dictionaries(FIELDS, inner, max_size=4), max_leaves=12)


@given(JSON)
def test_an_admitted_message_always_has_the_shape_reflex_takes_for_granted(data: object) -> None:
    frame = "42/_event," + json.dumps(["event", data])
    if Conversation(lambda name: True).admits(frame):
        assert isinstance(data, dict)
        assert isinstance(data["name"], str)
        assert isinstance(data.get("payload", {}), dict)
        assert isinstance(data.get("router_data", {}), dict)
