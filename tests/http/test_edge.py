"""The edge: which addresses answer, to whom, with which headers; and where nothing must lead."""

from __future__ import annotations

import re
from typing import Any

import httpx
import pytest
from hypothesis import given
from hypothesis import strategies as st

from rxapp.api import csp
from rxapp.api import visitor as visitors
from rxapp.api.edge import Edge
from rxapp.api.screens import Screens
from rxapp.api.session import safe_target
from rxapp.build import SCREENS
from tests.carnet import ORIGIN, Carnet, carnet

__all__ = ["carnet"]

SOMEBODY = {"cookie": "carnet_visite=" + "v" * 32}
ALWAYS = {name for name, _value in csp.BASE_HEADERS} | {"content-security-policy"}


def raw(carnet: Carnet, path: str, *, app: Any = None, **change: Any) -> httpx.Response:
    """A request whose path is sent as it stands, without a client that tidies it."""
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

    carnet.run((app or carnet.app)(scope, receive, send))
    body = b"".join(message.get("body", b"") for message in answers[1:])
    kept = [(name, value) for name, value in answers[0]["headers"] if name != b"content-encoding"]
    return httpx.Response(answers[0]["status"], headers=kept, content=body)


@pytest.mark.parametrize(
    "origin", ["", "null", "http://evil.example", "http://localhost:3001", "https://localhost:3000", "file://"]
)
@pytest.mark.parametrize(
    "path", ["/session", "/session/fin", "/langue", "/theme", "/activation/ouvrir", "/demo/remise", "/api/documents", "/"]
)
@pytest.mark.parametrize("method", ["POST", "DELETE"])
def test_changes_come_from_our_own_pages_only(carnet: Carnet, method: str, path: str, origin: str) -> None:
    answer = carnet.ask(method, path, headers={"origin": origin}, data={"langue": "en"} if method == "POST" else None)
    assert answer.status_code == 403
    assert "set-cookie" not in answer.headers
    assert "access-control-allow-origin" not in answer.headers


@pytest.mark.parametrize(
    "path",
    ["/_upload", "/_upload/x.pdf", "/ping", "/_health", "/_all_routes", "/_event", "/_event/", "/auth-codespace"],
)
@pytest.mark.parametrize("method", ["GET", "HEAD", "POST"])
def test_reflexs_own_routes_are_shut(carnet: Carnet, method: str, path: str) -> None:
    assert carnet.ask(method, path, cookies=carnet.session_of("awa.diallo")).status_code == 404


@pytest.mark.parametrize(
    "path",
    [
        "//_upload",
        "/./_upload",
        "/_upload/../_event/",
        "/api/../_upload",
        "/session/../ping",
        "/healthz/../_health",
        "/healthz/",
        "/healthz/x",
        "/_UPLOAD",
        "/_upload%2f",
        "/%5fupload",
        "/ping.",
        "/ping/",
        "/ping\n",
        "/api/",
        "/api/documents/../../ping",
        "/demo/../ping",
        "/assets/../index.html",
        "/assets/../../../rxconfig.py",
        "/../rxconfig.py",
        "/..%2f..%2frxconfig.py",
        "/assets\\..\\..\\rxconfig.py",
        "/\x00",
        "/accueil/../assets",
        "/__spa-fallback.html",
        "/index.html",
        "/accueil/index.html",
        "/.env",
        "/master.key",
        "/rxapp/rxapp.py",
    ],
)
def test_no_way_round(carnet: Carnet, path: str) -> None:
    answer = raw(carnet, path)
    assert answer.status_code == 404, answer.headers
    assert set(answer.headers) >= ALWAYS
    assert "pong" not in answer.text
    assert "import reflex" not in answer.text


@pytest.mark.parametrize(
    "path", ["//evil.example/", "//evil.example", "/\\evil.example/", "///evil.example/", "/%2f/evil.example/"]
)
def test_no_redirect_leaves_this_instance(carnet: Carnet, path: str) -> None:
    """A slash too many once made the edge send people to //evil.example."""
    answer = raw(carnet, path)
    assert (answer.status_code, answer.headers.get("location")) == (404, None)


@pytest.mark.parametrize(
    ("path", "query", "where"),
    [
        ("/accueil/", b"", "/accueil"),
        ("/accueil//", b"x=1", "/accueil?x=1"),
        ("/accueil", b"", "/?suite=%2Faccueil"),
        ("/accueil", b"x=//evil.example", "/?suite=%2Faccueil%3Fx%3D%2F%2Fevil.example"),
    ],
)
def test_where_redirects_lead(carnet: Carnet, path: str, query: bytes, where: str) -> None:
    answer = raw(carnet, path, query_string=query)
    assert answer.headers["location"] == where
    assert answer.headers["cache-control"] == "no-store"


def test_another_host_name_leads_to_the_public_address(carnet: Carnet) -> None:
    answer = raw(carnet, "/accueil", headers=[(b"host", b"evil.example")], query_string=b"x=1")
    assert (answer.status_code, answer.headers["location"]) == (307, ORIGIN + "/accueil?x=1")


@given(
    st.text(max_size=30), st.sampled_from(["", "/", "//", "/\\", "/\t/", "https:", "/accueil?x=", "/\r\n", "/.", "javascript:"])
)
def test_where_one_goes_on_to_stays_here(text: str, start: str) -> None:
    from urllib.parse import urljoin, urlsplit

    target = safe_target(start + text, "/accueil")
    joined = urlsplit(urljoin(ORIGIN + "/session", re.sub(r"[\t\r\n]", "", target.strip()).replace("\\", "/")))
    assert (joined.scheme, joined.netloc) == ("http", "localhost:3000")
    assert target.isascii()
    assert target.isprintable()


def test_where_one_goes_on_to() -> None:
    for good in ("/", "/accueil", "/dossier/ab12?categorie=biologie&apres=x%20y", "/dossier#a"):
        assert safe_target(good, "/no") == good
    for bad in (
        "",
        "accueil",
        "//evil.example",
        "/\\evil.example",
        "\\\\evil.example",
        "/\t/evil.example",
        "/ /x",
        "/é",
        "/x\x00",
    ):
        assert safe_target(bad, "/no") == "/no", bad


def test_sign_in_never_leads_elsewhere(carnet: Carnet) -> None:
    for wanted in (
        "//evil.example",
        "https://evil.example",
        "/\\evil.example",
        "/x\r\nset-cookie: a=b",
        "/accueil\r\n\r\n<script>",
    ):
        fields = {"identifiant": "awa.diallo", "mot_de_passe": "Demo-Sante-2026!", "suite": wanted}
        answer = carnet.ask("POST", "/session", data=fields)
        assert (answer.status_code, answer.headers["location"]) == (303, "/accueil")
        assert [line.partition("=")[0] for line in answer.headers.get_list("set-cookie")] == ["carnet_session", "carnet_appareil"]


PLACES = [
    ("GET", "/"),
    ("HEAD", "/"),
    ("GET", "/accueil"),
    ("GET", "/activation"),
    ("GET", "/introuvable"),
    ("GET", "/healthz"),
    ("GET", "/carnet.css"),
    ("GET", "/assets/absent.js"),
    ("GET", "/langue/en.js"),
    ("GET", "/api/documents/x"),
    ("POST", "/api/documents"),
    ("POST", "/session"),
    ("GET", "/session"),
    ("POST", "/session/fin"),
    ("PUT", "/"),
    ("OPTIONS", "/"),
    ("TRACE", "/"),
    ("POST", "/_upload"),
    ("GET", "/demo/lettre/x"),
    ("GET", "/demo/absent"),
]


@pytest.mark.parametrize(("method", "path"), PLACES)
def test_security_headers_are_on_every_answer(carnet: Carnet, method: str, path: str) -> None:
    answer = carnet.ask(method, path)
    assert set(answer.headers) >= ALWAYS, answer.status_code
    assert answer.headers["x-content-type-options"] == "nosniff"
    assert answer.headers["x-frame-options"] == "DENY"
    policy = answer.headers["content-security-policy"]
    assert "default-src 'none'" in policy
    assert "unsafe" not in policy
    assert "*" not in policy
    assert "strict-transport-security" not in answer.headers
    assert all(len(answer.headers.get_list(name)) == 1 for name in ALWAYS)


def test_a_foreign_preflight_gets_nothing(carnet: Carnet) -> None:
    """Reflex answers it before the edge does: it must say no."""
    asked = {"origin": "http://evil.example", "access-control-request-method": "POST"}
    answer = carnet.ask("OPTIONS", "/session", headers=asked)
    assert answer.status_code == 400
    assert "access-control-allow-origin" not in answer.headers


def test_nothing_personal_is_ever_kept_by_a_cache(carnet: Carnet) -> None:
    cookies = carnet.session_of("awa.diallo")
    for method, path in [*PLACES, ("GET", "/accueil"), ("GET", "/dossier"), ("GET", "/langue/en.js")]:
        answer = carnet.ask(method, path, cookies=cookies)
        rule = answer.headers.get("cache-control", "")
        if "set-cookie" in answer.headers or answer.status_code in {303, 307, 401, 403, 422}:
            assert "no-store" in rule or "no-cache" in rule or answer.status_code in {303, 401}, (method, path)
        assert "Awa" not in answer.text or path == "/langue/en.js", path
        if "public" in rule:
            assert path.startswith(("/langue/", "/assets/", "/fonts/"))


@pytest.mark.parametrize("accept", ["br, gzip", "gzip", "identity", "", "br;q=0, gzip;q=0.5", "*"])
def test_one_page_in_every_coding_is_the_same(carnet: Carnet, accept: str) -> None:
    answer = carnet.ask("GET", "/", headers=SOMEBODY | {"accept-encoding": accept or "identity"})
    plain = carnet.ask("GET", "/", headers=SOMEBODY | {"accept-encoding": "identity"})
    assert answer.text == plain.text
    assert answer.headers["etag"] == plain.headers["etag"]
    assert "Accept-Encoding" in answer.headers["vary"]
    assert "Cookie" in answer.headers["vary"]
    assert "content-encoding" not in plain.headers


def test_head_says_what_get_would(carnet: Carnet) -> None:
    for path in ("/", "/carnet.css", "/introuvable"):
        got, head = (carnet.ask(method, path, headers=SOMEBODY) for method in ("GET", "HEAD"))
        assert head.content == b""
        assert (head.status_code, dict(head.headers)) == (got.status_code, dict(got.headers))


def test_what_has_not_changed_is_not_sent_again(carnet: Carnet) -> None:
    for path in ("/", "/carnet.css", "/langue/en.js"):
        tag = carnet.ask("GET", path, headers=SOMEBODY).headers["etag"]
        again = carnet.ask("GET", path, headers=SOMEBODY | {"if-none-match": tag})
        assert (again.status_code, again.content, again.headers["etag"]) == (304, b"", tag)
    english = carnet.ask("GET", "/", headers={"cookie": SOMEBODY["cookie"] + "; carnet_langue=en", "if-none-match": tag})
    assert english.status_code == 200


def test_hashed_files_may_be_kept_for_ever_and_others_not(carnet: Carnet) -> None:
    name = next((SCREENS / "assets").glob("*.js")).name
    assert carnet.ask("GET", f"/assets/{name}").headers["cache-control"] == "public, max-age=31536000, immutable"
    for path in ("/", "/carnet.css", "/sw.js", "/manifest.webmanifest"):
        assert carnet.ask("GET", path).headers["cache-control"] == "no-cache"


def test_the_file_of_addresses_names_no_host(carnet: Carnet) -> None:
    (name,) = (path.name for path in (SCREENS / "assets").glob("reflex-env-*.js"))
    assert "localhost" not in carnet.ask("GET", f"/assets/{name}").text


def test_who_is_not_signed_in_sees_public_pages_only(carnet: Carnet) -> None:
    from rxapp.pages import ROUTES

    for route in ROUTES:
        address = route.path.replace("[document]", "d" * 32)
        answer = carnet.ask("GET", address)
        if address in {"/", "/activation", "/activation/nouveau", "/demo"}:
            assert answer.status_code == 200, address
        else:
            assert answer.headers["location"].startswith("/?suite="), address


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
        visitors.set_cookie(visitors.SESSION_COOKIE, "x", secure=False),
    ]
    assert len(lines) == 6
    for line in lines:
        attributes = {part.strip() for part in line.split(";")[1:]}
        assert {"HttpOnly", "Path=/", "SameSite=Strict"} <= attributes
        assert "Domain" not in line
        assert "Secure" not in attributes
    assert "Secure" in visitors.set_cookie("x", "y", secure=True)
    assert "Max-Age" not in visitors.set_cookie(visitors.SESSION_COOKIE, "x", secure=True)


@pytest.mark.parametrize(
    "cookies", ["a=b; " * 4000, "carnet_session=" + "x" * 60_000, "\xff=\xfe", "=;=;", 'x="unclosed', '{"a":1}', "$Version=1"]
)
def test_strange_cookies_break_nothing(carnet: Carnet, cookies: str) -> None:
    answer = raw(carnet, "/accueil", headers=[(b"host", b"localhost:3000"), (b"cookie", cookies.encode("latin-1"))])
    assert answer.headers["location"] == "/?suite=%2Faccueil"


def test_a_strange_cookie_does_not_hide_ours(carnet: Carnet) -> None:
    session = carnet.session_of("awa.diallo")
    for cookies in (f'autre={{"a":"b c"}}; {session}', f"{session}; autre=é", f"@@@; {session}"):
        headers = [(b"host", b"localhost:3000"), (b"cookie", cookies.encode("latin-1"))]
        assert raw(carnet, "/accueil", headers=headers).status_code == 200
    split = [(b"host", b"localhost:3000"), (b"cookie", b"a=b"), (b"cookie", session.encode())]
    assert raw(carnet, "/accueil", headers=split).status_code == 200


# -- an edge of its own: behind TLS, without demonstration, over an application that fails ----------------------------------


def edge(app: Any, **change: Any) -> Edge:
    async def nobody(_visitor: object) -> bool:
        return False

    given = {"public_url": "https://carnet.example", "demo": False, "signed_in": nobody, "known_event": lambda _name: False}
    return Edge(app, screens=Screens(SCREENS, websocket="wss://carnet.example", demo=False), **(given | change))


HTTPS = [(b"host", b"carnet.example"), (b"origin", b"https://carnet.example")]


async def failing(_scope: Any, _receive: Any, _send: Any) -> None:
    raise RuntimeError("MARQUE-secrète")


def test_behind_tls_cookies_are_secure_and_the_browser_is_told_to_stay(carnet: Carnet) -> None:
    answer = raw(carnet, "/", app=edge(failing), headers=HTTPS)
    assert all("; Secure" in line for line in answer.headers.get_list("set-cookie"))
    assert answer.headers["strict-transport-security"].startswith("max-age=31536000")
    assert "connect-src 'self' wss://carnet.example" in answer.headers["content-security-policy"]


def test_demo_is_shut_when_there_is_no_demonstration(carnet: Carnet) -> None:
    assert raw(carnet, "/demo", app=edge(failing), headers=HTTPS).status_code == 404
    assert '<html data-demo=""' in carnet.ask("GET", "/").text
    assert '<html data-demo=""' not in raw(carnet, "/", app=edge(failing), headers=HTTPS).text


def test_what_nobody_foresaw_becomes_a_number(carnet: Carnet, caplog: pytest.LogCaptureFixture) -> None:
    for cookies, words in ((b"", "Donnez ce numéro"), (b"carnet_langue=en", "Give this number")):
        answer = raw(carnet, "/api/x", app=edge(failing), headers=[*HTTPS, (b"cookie", cookies)])
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
    raw(carnet, "/api/x", app=edge(noting), headers=headers, client=("127.0.0.1", 1))
    raw(carnet, "/api/x", app=edge(noting, public_url="http://carnet.example"), headers=headers, client=("127.0.0.1", 1))
    assert addresses == [seen, "127.0.0.1"]
