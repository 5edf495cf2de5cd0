"""Calendars over HTTP: an address is read without a session, tells nothing of itself, and stops at once."""

from __future__ import annotations

import re
from datetime import timedelta

from icalendar import Calendar

from rxapp.accounts import service as accounts
from rxapp.accounts.opening import account_by_login
from rxapp.agenda import feeds, imports, service
from rxapp.agenda.service import Form
from rxapp.api import calendar
from rxapp.core.policy import Actor, Role
from tests.calendars import like_a_booking_site
from tests.carnet import Carnet, carnet

__all__ = ["carnet"]

FORM = Form(title="Pédiatre", day="26/11/2027", start="9h30")


def actor_of(carnet: Carnet, login: str) -> Actor:
    with carnet.runtime.db.read() as uow:
        account = account_by_login(uow, login)
        return Actor(account.id, Role.PATIENT, account.person_id, login)


def act(carnet: Carnet, login: str, verb, **given):
    actor = actor_of(carnet, login)
    with carnet.runtime.db.uow() as uow:
        done = verb(uow, actor=actor, context=accounts.context_for(uow, actor), **given)
        uow.commit()
    return done


def address(carnet: Carnet, login: str = "camille.martin", **given: object) -> feeds.NewFeed:
    return act(carnet, login, feeds.make, **given)


def test_an_address_is_read_without_a_session(carnet: Carnet) -> None:
    person = actor_of(carnet, "camille.martin").person_id
    act(carnet, "camille.martin", service.add, person_id=person, form=FORM)
    path = address(carnet).path
    answer = carnet.ask("GET", path, headers={"origin": ""})
    assert answer.status_code == 200
    assert answer.headers["content-type"] == "text/calendar; charset=utf-8"
    assert answer.headers["cache-control"] == "private, max-age=0, must-revalidate"
    assert "set-cookie" not in answer.headers
    assert any("Pédiatre" in event["SUMMARY"] for event in Calendar.from_ical(answer.content).events)
    assert carnet.ask("HEAD", path).content == b""
    again = carnet.ask("GET", path, headers={"if-none-match": answer.headers["etag"]})
    assert (again.status_code, again.content, again.headers["etag"]) == (304, b"", answer.headers["etag"])
    assert carnet.ask("GET", path, headers={"if-none-match": '"x"'}).status_code == 200
    assert carnet.ask("POST", path).status_code == 405


def test_unknown_revoked_and_misshapen_answer_alike(carnet: Carnet) -> None:
    feed = address(carnet)
    actor = actor_of(carnet, "camille.martin")
    with carnet.runtime.db.uow() as uow:
        feeds.revoke(uow, actor=actor, feed_id=feed.id)
        uow.commit()
    secret = re.search(r"[\w-]{43}", feed.path)[0]
    wanted = (
        secret,
        "A" * 43,
        "A" * 42,
        "A" * 5000,
        "x",
        "..%2f..%2fetc%2fpasswd",
        "%00",
        "é" * 43,
        f"{secret}/x",
        secret[:-1] + "=",
    )
    answers = [carnet.ask("GET", f"/calendrier/{name}.ics") for name in wanted]
    answers += [carnet.ask("GET", f"/calendrier/{name}") for name in ("A" * 43, "x.ics.exe", "a/b/c")]
    said = {(answer.status_code, answer.content, tuple(sorted(answer.headers.items()))) for answer in answers}
    assert len(said) == 1
    assert said.pop()[0] == 404


def test_one_place_does_not_read_without_end(carnet: Carnet) -> None:
    limit = calendar.reading_rules("192.0.2.9")[0].limit
    with carnet.later(timedelta(minutes=5)):
        path = address(carnet).path
        answers = [carnet.ask("GET", path).status_code for _ in range(limit)]
        assert set(answers) == {200}
        refused = carnet.ask("GET", path)
        assert refused.status_code == 429
        assert 0 < int(refused.headers["retry-after"]) <= 60
        assert "Réessayez dans" in refused.text
    assert carnet.ask("GET", path).status_code == 200, "what was tried later does not count before it"


def test_a_download_is_of_ones_own(carnet: Carnet) -> None:
    cookies = carnet.session_of("camille.martin")
    for wanted in ("", "?personne=famille", f"?personne={actor_of(carnet, 'camille.martin').person_id}"):
        answer = carnet.ask("GET", f"/api/agenda.ics{wanted}", cookies=cookies)
        assert answer.status_code == 200
        assert answer.headers["content-disposition"] == 'attachment; filename="carnet-agenda.ics"'
        assert Calendar.from_ical(answer.content)["METHOD"] == "PUBLISH"
    paul = actor_of(carnet, "paul.durand").person_id
    said = {
        (answer.status_code, answer.content)
        for name in (paul, "f" * 32, "x", "%00")
        for answer in [carnet.ask("GET", f"/api/agenda.ics?personne={name}", cookies=cookies)]
    }
    assert [status for status, _ in said] == [404]
    assert carnet.ask("GET", "/api/agenda.ics").status_code == 401
    for login in ("dr.moreau", "admin", "pharmacie.lilas"):
        assert carnet.ask("GET", "/api/agenda.ics?personne=famille", cookies=carnet.session_of(login)).status_code == 404


def test_a_file_is_received_read_and_kept_for_a_choice(carnet: Carnet) -> None:
    cookies = carnet.session_of("camille.martin")
    answer = carnet.ask("POST", "/api/agenda/import", content=like_a_booking_site(), cookies=cookies)
    assert answer.status_code == 201
    seen = act(carnet, "camille.martin", imports.preview, import_id=answer.json()["id"], lang="fr")
    assert [row.title for row in seen.rows] == ["Consultation de suivi"]


def test_files_that_are_not_received(carnet: Carnet) -> None:
    cookies = carnet.session_of("camille.martin")
    paul = actor_of(carnet, "paul.durand").person_id
    for given, status, code in (
        ({"content": b"%PDF"}, 422, "ics.pas_un_calendrier"),
        ({"content": b""}, 422, "ics.vide"),
        ({"content": b"x" * 2_000_001}, 413, "ics.trop_lourd"),
        ({"content": b"", "headers": {"content-length": "100000000"}}, 413, "ics.trop_lourd"),
        ({"content": b"x", "headers": {"content-length": "x"}}, 411, "ics.taille_inconnue"),
    ):
        answer = carnet.ask("POST", "/api/agenda/import", cookies=cookies, **given)
        assert (answer.status_code, answer.json()["code"]) == (status, code)
    for cookie, status in (("", 401), (cookies, 404), (carnet.session_of("dr.moreau"), 404)):
        answer = carnet.ask("POST", f"/api/agenda/import?personne={paul}", content=like_a_booking_site(), cookies=cookie)
        assert answer.status_code == status
    from_elsewhere = carnet.ask(
        "POST", "/api/agenda/import", content=b"x", cookies=cookies, headers={"origin": "https://ailleurs.example"}
    )
    assert from_elsewhere.status_code == 403
