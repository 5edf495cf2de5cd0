"""Signing in and out over HTTP: what is answered, what it costs, which cookies come and go, how long it lasts."""

from __future__ import annotations

import asyncio
import threading
from collections import Counter
from collections.abc import AsyncIterator, Iterator
from contextlib import contextmanager
from datetime import timedelta
from typing import Any

import pytest
from sqlalchemy import event

from rxapp.accounts import passwords
from rxapp.accounts.opening import account_by_login
from rxapp.api import forms, housekeeping
from rxapp.core import audit
from rxapp.core.errors import DomainError
from rxapp.core.policy import Actor, Role
from tests.carnet import Carnet, carnet, logged

__all__ = ["carnet"]

JSON = {"accept": "application/json"}
PASSWORD = "Demo-Sante-2026!"


@pytest.fixture(autouse=True)
def fresh_limits(carnet: Carnet) -> Iterator[None]:
    """The tries of one test do not count against the next, nor does the time it went forward."""
    with carnet.later(timedelta(0)):
        yield


def sign_in(carnet: Carnet, login: str = "awa.diallo", password: str = PASSWORD, **given: Any):
    return carnet.ask("POST", "/session", data={"identifiant": login, "mot_de_passe": password}, **given)


@contextmanager
def statements(carnet: Carnet) -> Iterator[list[str]]:
    """What the hash threads, where people sign in, say to the database; the server's own chores run elsewhere."""
    seen: list[str] = []

    def note(_connection: object, _cursor: object, statement: str, *_rest: object) -> None:
        if threading.current_thread().name.startswith("hash"):
            seen.append(statement)

    engines = (carnet.runtime.db._writer, carnet.runtime.db._passing, carnet.runtime.db._reader)
    for engine in engines:
        event.listen(engine, "before_cursor_execute", note)
    yield seen
    for engine in engines:
        event.remove(engine, "before_cursor_execute", note)


def test_in_with_and_without_a_script(carnet: Carnet) -> None:
    plain, scripted = sign_in(carnet), sign_in(carnet, headers=JSON)
    assert (plain.status_code, plain.headers["location"]) == (303, "/accueil")
    assert (scripted.status_code, scripted.json()) == (200, {"suite": "/accueil"})
    assert scripted.headers["cache-control"] == "no-store"


def test_refusals_are_the_same_whoever_is_named(carnet: Carnet) -> None:
    for headers in (JSON, {}):
        known, unknown = (sign_in(carnet, login, "mauvais mot de passe", headers=headers) for login in ("awa.diallo", "personne"))
        assert known.status_code == unknown.status_code
        assert known.content == unknown.content
        assert dict(known.headers) == dict(unknown.headers)
        assert "set-cookie" not in known.headers


def test_refusals_cost_the_same_whoever_is_named(carnet: Carnet) -> None:
    """The same statements, the same number of times, and one hash each."""
    asked = {}
    for login in ("awa.diallo", "personne", "paul.durand", "quelquun"):
        carnet.forget_tries()
        with statements(carnet) as seen:
            assert sign_in(carnet, login, "mauvais mot de passe", headers=JSON).status_code == 401
        asked[login] = Counter(seen)
    assert asked["awa.diallo"]
    assert asked["awa.diallo"] == asked["personne"] == asked["paul.durand"] == asked["quelquun"]


def test_limits_answer_with_a_wait_and_outlive_the_process(carnet: Carnet) -> None:
    from rxapp.accounts import limits, service
    from rxapp.core.assembly import database_for

    for _ in range(5):
        assert sign_in(carnet, password="mauvais", headers=JSON).json()["code"] == "connexion.refusee"
    assert sign_in(carnet, headers=JSON).json()["code"] == "connexion.patienter"
    reopened = database_for(carnet.runtime.settings)
    try:
        with pytest.raises(DomainError) as refused:
            service.sign_in(reopened, login="awa.diallo", password=PASSWORD, address="192.0.2.9", device="x")
        assert refused.value.code == "connexion.patienter"
        elsewhere = service.sign_in(reopened, login="awa.diallo", password=PASSWORD, address="198.51.100.1", device="x")
        assert elsewhere.token
    finally:
        reopened.dispose()
    assert limits.sign_in_rules("x", "2001:db8::1") == limits.sign_in_rules("x", "2001:db8::2")
    with carnet.later(timedelta(minutes=16)):
        assert sign_in(carnet).status_code == 303


def test_a_session_cookie_chosen_by_somebody_else_is_never_taken_up(carnet: Carnet) -> None:
    fixed = "carnet_session=" + "f" * 43
    answer = sign_in(carnet, cookies=fixed)
    assert fixed not in str(answer.headers)
    assert carnet.ask("POST", "/session/vie", cookies=fixed).status_code == 401


def test_each_sign_in_is_a_new_session_and_ends_the_one_it_replaces(carnet: Carnet) -> None:
    first = carnet.sign_in("awa.diallo")
    second = carnet.sign_in("awa.diallo", cookies=first)
    assert first != second
    alive = [carnet.ask("POST", "/session/vie", cookies=cookies).status_code for cookies in (first, second)]
    assert alive == [401, 204]


def test_a_failed_sign_in_leaves_the_present_session_alone(carnet: Carnet) -> None:
    cookies = carnet.sign_in("awa.diallo")
    sign_in(carnet, password="mauvais", cookies=cookies)
    assert carnet.ask("POST", "/session/vie", cookies=cookies).status_code == 204


def test_out_means_out_everywhere(carnet: Carnet) -> None:
    cookies = carnet.sign_in("awa.diallo")
    answer = carnet.ask("POST", "/session/fin", cookies=cookies)
    assert (answer.status_code, answer.headers["location"]) == (303, "/?raison=fin")
    assert answer.headers["clear-site-data"] == '"cache", "storage"'
    dropped = {line.partition("=")[0] for line in answer.headers.get_list("set-cookie") if "Max-Age=0" in line}
    assert dropped == {"carnet_session", "carnet_visite"}
    assert carnet.ask("POST", "/session/vie", cookies=cookies).status_code == 401
    assert carnet.ask("GET", "/accueil", cookies=cookies).status_code == 303
    assert carnet.ask("GET", "/api/documents/" + "f" * 32, cookies=cookies).status_code == 401
    assert carnet.ask("POST", "/session/fin", cookies=cookies).status_code == 303


def test_ends_by_the_clock(carnet: Carnet) -> None:
    cookies = carnet.sign_in("awa.diallo")
    with carnet.later(timedelta(minutes=14, seconds=59)):
        assert carnet.ask("GET", "/accueil", cookies=cookies).status_code == 200
    with carnet.later(timedelta(minutes=15)):
        assert carnet.ask("GET", "/accueil", cookies=cookies).status_code == 303
        assert carnet.ask("POST", "/session/vie", cookies=cookies).status_code == 401


def test_looking_at_a_page_is_no_sign_of_life(carnet: Carnet) -> None:
    cookies = carnet.sign_in("awa.diallo")
    carnet.runtime.clock.travel(timedelta(minutes=10))
    assert carnet.ask("GET", "/accueil", cookies=cookies).status_code == 200
    carnet.runtime.clock.travel(timedelta(minutes=10))
    assert carnet.ask("GET", "/accueil", cookies=cookies).status_code == 303


@pytest.mark.parametrize("path", ["/session", "/langue", "/theme", "/activation/ouvrir"])
@pytest.mark.parametrize("announced", [True, False])
def test_huge_forms_are_refused_in_words(carnet: Carnet, path: str, announced: bool) -> None:
    """With an announced length, and in chunks whose sum nobody announced."""
    sent = 0

    async def body() -> AsyncIterator[bytes]:
        nonlocal sent
        yield b"identifiant="
        for _ in range(1000):
            sent += 1
            yield b"x" * 1024

    kind = {"content-type": "application/x-www-form-urlencoded"} | JSON
    content = b"identifiant=" + b"x" * 1_000_000 if announced else body()
    answer = carnet.ask("POST", path, content=content, headers=kind)
    assert answer.status_code in {401, 422}
    assert "trop long" in answer.text
    assert sent < 40


@pytest.mark.parametrize(
    ("kind", "content"),
    [
        ("application/x-www-form-urlencoded", b"&" * 10_000),
        ("application/x-www-form-urlencoded", b"a=1&" * 2000),
        ("application/x-www-form-urlencoded", b"%ff%fe=%zz"),
        ("multipart/form-data", b"x"),
        ("multipart/form-data; boundary=x", b"--x\r\n\r\n"),
        (
            "multipart/form-data; boundary=x",
            b'--x\r\ncontent-disposition: form-data; name="f"; filename="a"\r\n\r\nx\r\n--x--\r\n',
        ),
        ("application/json", b'{"identifiant": "x"}'),
        ("text/plain", b"identifiant=x"),
        ("", b""),
    ],
)
def test_odd_forms_are_refused_without_an_incident(
    carnet: Carnet, caplog: pytest.LogCaptureFixture, kind: str, content: bytes
) -> None:
    for path in ("/session", "/langue"):
        answer = carnet.ask("POST", path, content=content, headers={"content-type": kind} | JSON)
        assert answer.status_code in {303, 400, 401, 422}, path
    assert logged(caplog) == []


def test_a_form_that_never_arrives_is_given_up(monkeypatch: pytest.MonkeyPatch) -> None:
    from starlette.requests import Request

    monkeypatch.setattr(forms, "SECONDS", 0.05)
    scope = {"type": "http", "method": "POST", "path": "/", "headers": [(b"content-type", b"application/x-www-form-urlencoded")]}

    async def read() -> None:
        await forms.read_form(Request(scope, asyncio.Event().wait))

    with pytest.raises(DomainError) as refused:
        asyncio.run(read())
    assert refused.value.code == "formulaire.trop_lent"


def test_language_and_theme_take_known_values_only(carnet: Carnet) -> None:
    for path, field, good in (("/langue", "langue", "en"), ("/theme", "theme", "sombre")):
        assert f"={good};" in carnet.ask("POST", path, data={field: good, "suite": "/activation"}).headers["set-cookie"]
        for bad in ("de", "", "en; Domain=evil.example", "en\r\nx: y"):
            answer = carnet.ask("POST", path, data={field: bad, "suite": "//evil.example"})
            assert answer.headers["location"] == "/"
            assert "set-cookie" not in answer.headers


def test_the_language_chosen_when_signed_in_is_the_account_s(carnet: Carnet) -> None:
    """Mails and letters follow it, and so does a browser that has chosen none."""
    mine = carnet.session_of("awa.diallo")
    assert "carnet_langue" not in str(sign_in(carnet).headers.get_list("set-cookie"))
    for language in ("en", "en", "fr"):
        assert carnet.ask("POST", "/langue", data={"langue": language}, cookies=mine).status_code == 303
        if language == "en":
            assert "carnet_langue=en;" in str(sign_in(carnet).headers.get_list("set-cookie"))
            chosen = sign_in(carnet, headers={"cookie": "carnet_langue=fr"})
            assert "carnet_langue" not in str(chosen.headers.get_list("set-cookie"))
    carnet.ask("POST", "/langue", data={"langue": "de"}, cookies=mine)
    with carnet.runtime.db.read() as uow:
        account = account_by_login(uow, "awa.diallo")
        assert account.language == "fr"
        actor = Actor(account.id, Role.PATIENT, account.person_id, "")
        lines = audit.history_page(uow, actor=actor, person_id=account.person_id)
    said = [line.action_label for line in lines if line.action == "langue.choix"]
    assert said == ["Langue choisie\u00a0: Français", "Langue choisie\u00a0: English"]


def test_very_long_identifiers_and_passwords_are_refused_like_others(carnet: Carnet) -> None:
    for login, password in (("x" * 10_000, "y"), ("awa.diallo", "y" * 10_000), ("\x00", "\x00"), ("é" * 500, "ß" * 500)):
        answer = sign_in(carnet, login, password, headers=JSON)
        assert answer.json()["code"] in {"connexion.refusee", "connexion.patienter", "formulaire.trop_long"}


def test_the_first_unknown_identifier_waits_no_longer_than_the_next(carnet: Carnet) -> None:
    """The hash of nobody is there before anybody signs in: making it at that moment would double the first answer's time."""
    passwords._nobody.cache_clear()
    housekeeping._start(carnet.runtime)
    assert passwords._nobody.cache_info().currsize == 1
    assert carnet.ask("POST", "/session", data={"identifiant": "personne", "mot_de_passe": "x"}).status_code == 303
    assert passwords._nobody.cache_info().misses == 1
