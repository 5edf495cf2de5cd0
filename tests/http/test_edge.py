"""The edge: which addresses answer, to whom, with which headers; and where nothing must lead."""

from __future__ import annotations

import re

import pytest
from hypothesis import given
from hypothesis import strategies as st

from rxapp.api import csp
from rxapp.api.session import landing, safe_target
from rxapp.core.policy import Role
from tests.carnet import ORIGIN, ROLES, Carnet, carnet

__all__ = ["carnet"]

ALWAYS = {name for name, _value in csp.BASE_HEADERS} | {"content-security-policy"}


@pytest.mark.parametrize(
    "origin", ["", "null", "http://evil.example", "http://localhost:3001", "https://localhost:3000", "file://"]
)
@pytest.mark.parametrize(
    "path",
    ["/session", "/session/fin", "/langue", "/theme", "/activation/ouvrir", "/fermeture", "/demo/remise", "/api/documents", "/"],
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
    answer = carnet.raw(path)
    assert answer.status_code == 404, answer.headers
    assert set(answer.headers) >= ALWAYS
    assert "pong" not in answer.text
    assert "import reflex" not in answer.text


@pytest.mark.parametrize(
    "path", ["//evil.example/", "//evil.example", "/\\evil.example/", "///evil.example/", "/%2f/evil.example/"]
)
def test_no_redirect_leaves_this_instance(carnet: Carnet, path: str) -> None:
    """A slash too many once made the edge send people to //evil.example."""
    answer = carnet.raw(path)
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
    answer = carnet.raw(path, query_string=query)
    assert answer.headers["location"] == where
    assert answer.headers["cache-control"] == "no-store"


def test_another_host_name_leads_to_the_public_address(carnet: Carnet) -> None:
    answer = carnet.raw("/accueil", headers=[(b"host", b"evil.example")], query_string=b"x=1")
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
    ("POST", "/fermeture"),
    ("GET", "/fermeture"),
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


@pytest.mark.parametrize("origin", ["http://evil.example", "null", ORIGIN])
@pytest.mark.parametrize("path", ["/session", "/api/documents", "/api/x", "/accueil", "/", "/_event/", "/carnet.css"])
def test_nobody_is_let_in_from_another_origin(carnet: Carnet, path: str, origin: str) -> None:
    """Neither by a preflight, nor by a header on the answer itself: our own pages need none."""
    asked = {"origin": origin, "access-control-request-method": "POST", "access-control-request-headers": "x-carnet-nom"}
    for method, headers in (("OPTIONS", asked), ("GET", {"origin": origin})):
        answer = carnet.ask(method, path, headers=headers)
        assert method == "GET" or answer.status_code in {404, 405}
        assert not [name for name in answer.headers if name.startswith("access-control-")]
        assert set(answer.headers) >= ALWAYS


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


FORGOTTEN = {"/mot-de-passe-oublie", *(f"/mot-de-passe-oublie/{page}" for page in ("nouveau", "lettre", "code"))}
PUBLIC = {"/", "/activation", "/activation/nouveau", "/compte-ferme", "/exploitant", "/demo", "/connexion/code", *FORGOTTEN}


def test_who_is_not_signed_in_sees_public_pages_only(carnet: Carnet) -> None:
    from rxapp.pages import ROUTES

    for route in ROUTES:
        address = route.path.replace("[document]", "d" * 32)
        answer = carnet.ask("GET", address)
        if address in PUBLIC:
            assert answer.status_code == 200, address
        else:
            assert answer.headers["location"].startswith("/?suite="), address


def test_whose_session_is_over_reads_so_once(carnet: Carnet) -> None:
    session = carnet.session_of("awa.diallo")
    carnet.ask("POST", "/session/fin", cookies=session)
    answer = carnet.ask("GET", "/accueil", cookies=session)
    assert answer.headers["location"] == "/?suite=%2Faccueil&raison=session"
    assert any(line.startswith('carnet_session=""') or "Max-Age=0" in line for line in answer.headers.get_list("set-cookie"))
    assert carnet.ask("GET", "/accueil").headers["location"] == "/?suite=%2Faccueil"


def test_whoever_is_signed_in_goes_straight_to_their_own_page(carnet: Carnet) -> None:
    """By the edge: a page of patients would have to send the others on, once it has loaded."""
    for role, login in ROLES.items():
        answer = carnet.ask("GET", "/", cookies=carnet.session_of(login))
        assert (answer.status_code, answer.headers["location"]) == (303, landing(Role(role)))
        assert (answer.headers["location"] == "/accueil") == (role == "patient")
    said_over = carnet.ask("GET", "/?raison=session", cookies=carnet.session_of("awa.diallo"))
    assert said_over.headers["location"] == "/accueil", "whoever made that link does not know"
