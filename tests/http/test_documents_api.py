"""Documents over HTTP: in, out, refused; what is said to whom."""

from __future__ import annotations

import asyncio
import hashlib
from collections.abc import AsyncIterator, Callable, Iterator
from dataclasses import dataclass, replace
from urllib.parse import quote

import httpx
import pytest
from sqlalchemy import select
from starlette.applications import Starlette
from starlette.requests import Request

from rxapp.api import documents
from rxapp.core.chain import AuditEntry
from rxapp.core.clock import Clock
from rxapp.core.db import Database, UnitOfWork
from rxapp.core.keys import create_person_key
from rxapp.core.policy import NO_CONTEXT, Actor, Context, Role
from rxapp.record.intake import MAX_FILE
from rxapp.record.models import Document
from tests import samples

PERSON, STRANGER = "a" * 32, "c" * 32
CAMILLE = Actor("compte-camille", Role.PATIENT, PERSON, "Camille Martin")
PAUL = Actor("compte-paul", Role.PATIENT, STRANGER, "Paul Durand")


@dataclass(frozen=True)
class SignedIn:
    """Stands for accounts' principal: who it is and how they read."""

    who: Actor
    language: str = "fr"


@dataclass
class Asking:
    """What the routes ask for, with the session chosen by the test."""

    db: Database
    signed_in: SignedIn | None

    @property
    def clock(self) -> Clock:
        return self.db.clock

    async def principal(self, _request: Request) -> SignedIn | None:
        return self.signed_in

    def actor(self, principal: SignedIn, _request: Request) -> Actor:
        return principal.who

    async def context(self, _actor: Actor) -> Context:
        return NO_CONTEXT

    def standing(self, _request: Request, _actor: Actor) -> Callable[[UnitOfWork], Context]:
        return lambda _uow: NO_CONTEXT


class Site:
    """The routes behind a real ASGI client; one call, one event loop."""

    def __init__(self, database: Database) -> None:
        self.db = database
        self.asking = Asking(database, SignedIn(CAMILLE))
        self.app = Starlette(routes=documents.routes(self.asking))

    def ask(self, method: str, path: str, **given: object) -> httpx.Response:
        async def asked() -> httpx.Response:
            transport = httpx.ASGITransport(app=self.app)
            async with httpx.AsyncClient(transport=transport, base_url="http://localhost:3000") as client:
                answer = await client.request(method, path, **given)
                while documents._running:
                    await asyncio.wait(set(documents._running))
                return answer

        return asyncio.run(asked())

    def send(self, data: bytes, name: str, headers: dict[str, str] | None = None, **given: object) -> httpx.Response:
        headers = {"x-carnet-nom": quote(name)} | (headers or {})
        return self.ask("POST", "/api/documents", content=data, headers=headers, **given)

    def acts(self, person: str = PERSON) -> list[str]:
        with self.db.read() as uow:
            query = select(AuditEntry.action).where(AuditEntry.person_id == person).order_by(AuditEntry.seq)
            return list(uow.session.execute(query).scalars())

    def empty(self) -> bool:
        with self.db.read() as uow:
            rows = uow.session.execute(select(Document.id)).all()
        return not rows and not [path for path in self.db.blobs.root.rglob("*") if path.is_file()]


@pytest.fixture
def site(database: Database) -> Iterator[Site]:
    with database.uow() as uow:
        for person in (PERSON, STRANGER):
            create_person_key(uow, person)
        uow.commit()
    return Site(database)


def test_in_and_out_byte_for_byte(site: Site) -> None:
    data = samples.pdf_of_size(3_000_000)
    sent = site.send(data, "Résultat 🩺.pdf", {"x-carnet-titre": quote("Prise de sang"), "x-carnet-categorie": "biologie"})
    assert sent.status_code == 201, sent.text
    said = sent.json()
    assert (said["title"], said["category"], said["size"]) == ("Prise de sang", "biologie", len(data))
    assert said["sha256"] == hashlib.sha256(data).hexdigest()
    got = site.ask("GET", f"/api/documents/{said['id']}")
    assert got.content == data
    assert got.headers["content-length"] == str(len(data))
    assert got.headers["content-type"] == "application/pdf"
    assert got.headers["content-disposition"].startswith("attachment; ")
    assert quote("Résultat 🩺.pdf") in got.headers["content-disposition"]
    assert got.headers["x-content-type-options"] == "nosniff"
    assert got.headers["cache-control"] == "private, no-store"
    assert "sandbox" in got.headers["content-security-policy"]
    assert "etag" not in got.headers
    assert site.acts() == ["document.ajoute", "document.telecharge"]


def test_previews(site: Site) -> None:
    document = site.send(samples.pdf(2), "a.pdf").json()["id"]
    for asked in ("?vignette=1", "?apercu=1", "?apercu=1&page=2"):
        got = site.ask("GET", f"/api/documents/{document}{asked}")
        assert got.status_code == 200
        assert got.headers["content-type"] == "image/webp"
        assert got.headers["content-disposition"] == "inline"
    for asked in ("?apercu=1&page=3", "?apercu=1&page=-1", "?apercu=1&page=x"):
        assert site.ask("GET", f"/api/documents/{document}{asked}").status_code == 404
    assert site.acts() == ["document.ajoute", "document.consulte"]
    text = site.send(samples.text("<b>bonjour</b>"), "a.txt").json()["id"]
    got = site.ask("GET", f"/api/documents/{text}?apercu=1")
    assert got.headers["content-type"] == "text/plain; charset=utf-8"
    assert got.text == "<b>bonjour</b>"


@pytest.mark.parametrize(
    ("asked", "part"),
    [
        ("bytes=0-0", slice(0, 1)),
        ("bytes=100-199", slice(100, 200)),
        ("bytes=999000-", slice(999_000, None)),
        ("bytes=-10", slice(-10, None)),
        ("bytes=65000-140000", slice(65_000, 140_001)),
        ("bytes=0-99999999", slice(0, None)),
    ],
)
def test_ranges(site: Site, asked: str, part: slice) -> None:
    data = samples.pdf_of_size(1_000_000)
    document = site.send(data, "a.pdf").json()["id"]
    got = site.ask("GET", f"/api/documents/{document}", headers={"range": asked})
    start, stop, _step = part.indices(len(data))
    assert got.status_code == 206
    assert got.content == data[part]
    assert got.headers["content-range"] == f"bytes {start}-{stop - 1}/{len(data)}"


def test_odd_ranges(site: Site) -> None:
    data = samples.pdf()
    document = site.send(data, "a.pdf").json()["id"]
    for asked in ("bytes=0-1,5-9", "lignes=1-2", "bytes=-", "bytes=9-3"):
        got = site.ask("GET", f"/api/documents/{document}", headers={"range": asked})
        assert (got.status_code, got.content) == (200, data), asked
    for asked in ("bytes=99999999-", "bytes=-0"):
        assert site.ask("GET", f"/api/documents/{document}", headers={"range": asked}).status_code == 416


def test_head_says_no_more_than_the_list_and_leaves_no_line(site: Site) -> None:
    data = samples.pdf()
    document = site.send(data, "Bilan secret.pdf").json()["id"]
    for asked in ("", "?apercu=1", "?vignette=1"):
        got = site.ask("HEAD", f"/api/documents/{document}{asked}", headers={"range": "bytes=0-9"})
        assert (got.status_code, got.content, got.headers["content-type"]) == (200, b"", "application/pdf")
        assert "secret" not in str(got.headers)
        assert not {"content-length", "content-range", "content-disposition", "etag"} & set(got.headers)
    assert site.acts() == ["document.ajoute"]
    assert site.ask("HEAD", "/api/documents/" + "f" * 32).status_code == 404
    site.asking.signed_in = SignedIn(PAUL)
    assert site.ask("HEAD", f"/api/documents/{document}").status_code == 404


@pytest.mark.parametrize(
    ("asked", "act"), [("", "telecharge"), ("?apercu=1", "consulte"), ("?apercu=1&page=2", "consulte"), ("?page=2", "telecharge")]
)
def test_no_byte_leaves_without_a_line(site: Site, asked: str, act: str) -> None:
    document = site.send(samples.pdf(2), "a.pdf").json()["id"]
    assert site.ask("GET", f"/api/documents/{document}{asked}").status_code == 200
    assert site.acts() == ["document.ajoute", f"document.{act}"]


def test_a_stranger_gets_the_answer_of_an_unknown_id(site: Site) -> None:
    document = site.send(samples.pdf(), "a.pdf").json()["id"]
    site.asking.signed_in = SignedIn(PAUL)
    for asked in ("", "?apercu=1", "?vignette=1"):
        real, unknown = (site.ask("GET", f"/api/documents/{name}{asked}") for name in (document, "f" * 32))
        assert real.status_code == unknown.status_code == 404
        assert real.content == unknown.content
        assert dict(real.headers) == dict(unknown.headers)
    assert site.acts() == ["document.ajoute", *["acces.refuse"] * 2], "one for the original, one for what is shown of it"
    refused = site.send(samples.pdf(), "a.pdf", params={"personne": PERSON})
    assert (refused.status_code, refused.json()["code"]) == (404, "introuvable")


@pytest.mark.parametrize(
    ("name", "data", "status", "code"),
    [
        ("a.pdf", b"", 422, "fichier.vide"),
        ("a.pdf", samples.executable(), 422, "fichier.programme"),
        ("a.pdf", samples.pdf_encrypted(), 422, "pdf.protege"),
        ("a.pdf", b"%PDF-1.7" + bytes(MAX_FILE), 413, "fichier.trop_lourd"),
        ("a.svg", samples.svg(), 422, "fichier.svg"),
        ("%2E%2E%2Fa.zip", samples.archive(), 422, "fichier.archive"),
        ("", samples.pdf(), 422, "requete.nom"),
    ],
)
def test_refusals_speak_the_language_and_leave_nothing(site: Site, name: str, data: bytes, status: int, code: str) -> None:
    french = site.send(data, name)
    site.asking.signed_in = replace(site.asking.signed_in, language="en")
    english = site.send(data, name)
    assert french.status_code == english.status_code == status
    assert french.json()["code"] == english.json()["code"] == code
    assert french.json()["message"] != english.json()["message"]
    assert site.empty()


def test_a_script_is_kept_with_a_warning(site: Site) -> None:
    sent = site.send(samples.pdf_with_javascript(), "formulaire.pdf")
    assert sent.status_code == 201
    assert "ne les exécute jamais" in sent.json()["warning"]


def test_nobody_signed_in_sends_or_reads(site: Site) -> None:
    data = samples.pdf()
    site.asking.signed_in = None
    assert site.send(data, "a.pdf").status_code == 401
    assert site.ask("GET", "/api/documents/" + "f" * 32).status_code == 401
    assert site.empty()


@pytest.mark.parametrize(("who", "status", "most"), [(None, 401, 0), (SignedIn(CAMILLE), 413, 60 << 20)])
def test_of_strangers_nothing_is_read(site: Site, who: SignedIn | None, status: int, most: int) -> None:
    """Else anybody could keep the server reading; who is signed in gets the refusal in any browser."""
    site.asking.signed_in = who
    size, block = 80 << 20, bytes(1 << 16)
    read = 0

    async def body() -> AsyncIterator[bytes]:
        nonlocal read
        while read < size:
            read += len(block)
            yield block

    headers = {"x-carnet-nom": "a.pdf", "content-length": str(size)}
    refused = site.ask("POST", "/api/documents", content=body(), headers=headers)
    assert refused.status_code == status
    assert most // 2 <= read <= most + len(block)


def test_no_length_is_refused(site: Site) -> None:
    async def body() -> AsyncIterator[bytes]:
        yield samples.pdf()

    refused = site.ask("POST", "/api/documents", content=body(), headers={"x-carnet-nom": "a.pdf"})
    assert (refused.status_code, refused.json()["code"]) == (411, "fichier.taille_inconnue")


def test_wrong_details_are_told_and_leave_nothing(site: Site) -> None:
    for header, value, code in (
        ("x-carnet-date", "2099-01-01", "document.date_future"),
        ("x-carnet-categorie", "poeme", "document.categorie"),
        ("x-carnet-titre", "%FF", "requete.nom"),
    ):
        assert site.send(samples.pdf(), "a.pdf", {header: value}).json()["code"] == code
    assert site.empty()


@pytest.mark.parametrize("ending", ["disconnect", "cancel"])
def test_a_connection_cut_in_mid_upload_leaves_nothing(site: Site, ending: str) -> None:
    data = samples.pdf_of_size(3_000_000)
    scope = {
        "type": "http",
        "method": "POST",
        "path": "/api/documents",
        "raw_path": b"/api/documents",
        "query_string": b"",
        "root_path": "",
        "headers": [
            (b"x-carnet-nom", b"a.pdf"),
            (b"content-length", str(len(data)).encode()),
        ],
    }

    async def cut() -> None:
        sent = 0
        half = asyncio.Event()

        async def receive() -> dict[str, object]:
            nonlocal sent
            if sent < 2_000_000:
                sent += 100_000
                return {"type": "http.request", "body": data[sent - 100_000 : sent], "more_body": True}
            half.set()
            if ending == "cancel":
                await asyncio.Event().wait()
            return {"type": "http.disconnect"}

        async def send(_message: dict[str, object]) -> None:
            return None

        task = asyncio.create_task(site.app(scope, receive, send))
        await half.wait()
        if ending == "cancel":
            task.cancel()
        await asyncio.wait([task])

    asyncio.run(cut())
    assert site.empty()
    assert site.acts() == []
