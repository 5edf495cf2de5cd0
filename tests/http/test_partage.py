"""Links over HTTP, as somebody without an account opens them in a browser of their own."""

from __future__ import annotations

import logging
import re
from dataclasses import dataclass
from datetime import timedelta
from time import monotonic, sleep

import httpx
import pytest
from sqlalchemy import select

from rxapp.accounts import service as accounts
from rxapp.accounts.opening import account_by_login
from rxapp.core import limits
from rxapp.core.chain import AuditEntry
from rxapp.core.policy import Actor, Role
from rxapp.record import service as record
from rxapp.record.intake import Intake
from rxapp.sharing import service
from rxapp.sharing.models import Share
from rxapp.sharing.service import Made, Wish
from tests import samples
from tests.carnet import Carnet, carnet

__all__ = ["carnet"]

NOTE = b"Compte rendu : rien a signaler <b>ici</b>.\n"


@dataclass
class Hand:
    """Sophie, who shares, and a browser that holds her link."""

    carnet: Carnet
    actor: Actor

    def do(self, verb, **given):
        with self.carnet.runtime.db.uow() as uow:
            done = verb(uow, actor=self.actor, context=accounts.context_for(uow, self.actor), **given)
            uow.commit()
        return done

    def add(self, data: bytes, name: str, title: str) -> str:
        with self.carnet.runtime.db.read() as uow:
            context = accounts.context_for(uow, self.actor)
        whose = {"actor": self.actor, "context": context, "person_id": self.actor.person_id, "file_name": name}
        with Intake.open(self.carnet.runtime.db, **whose, declared_size=len(data)) as intake:
            intake.feed(data)
            return intake.finish(title=title).id

    def clear(self) -> None:
        with self.carnet.runtime.db.uow() as uow:  # other tests made links and gave codes too
            service.end_of(uow, self.actor.account_id)
            limits.forget(uow, "share-from:192.0.2.9")
            uow.commit()

    def make(self, *ids: str) -> Made:
        self.clear()
        return self.do(service.make, person_id=self.actor.person_id, wish=Wish("Dr Untel", "jour", "", ids))

    def open(self, made: Made, code: str = "") -> httpx.Response:
        return self.carnet.ask("POST", made.path, data={"code": code or made.code})

    def cookie(self, made: Made) -> str:
        answer = self.open(made)
        assert (answer.status_code, answer.headers["location"]) == (303, made.path)
        return answer.headers["set-cookie"].partition(";")[0]

    def get(self, path: str, cookies: str = "") -> httpx.Response:
        return self.carnet.ask("GET", path, cookies=cookies, headers={"origin": ""})

    def lines(self) -> list[str]:
        with self.carnet.runtime.db.read() as uow:
            wanted = select(AuditEntry.action).where(AuditEntry.person_id == self.actor.person_id)
            return list(uow.session.execute(wanted.order_by(AuditEntry.seq)).scalars())


@pytest.fixture
def hand(carnet: Carnet) -> Hand:
    with carnet.runtime.db.read() as uow:
        account = account_by_login(uow, "sophie.bernard")
        return Hand(carnet, Actor(account.id, Role.PATIENT, account.person_id, "Sophie Bernard"))


def test_the_page_asks_for_the_code_and_says_nothing_else(hand: Hand) -> None:
    made = hand.make(hand.add(NOTE, "note.txt", "Bilan sanguin"))
    before = hand.lines()
    answer = hand.get(made.path)
    assert answer.status_code == 200
    assert not re.search("Bilan|Sophie|Bernard|Untel", answer.text)
    assert "<script" not in answer.text
    fetched = re.search(r'<link rel="preload" href="(/fonts/[^"]+)"', answer.text)
    assert fetched
    assert fetched[1] in hand.get("/carnet.css").text
    assert answer.headers["cache-control"] == "private, no-store"
    assert answer.headers["x-robots-tag"] == "noindex, nofollow"
    assert answer.headers["referrer-policy"] == "same-origin"
    assert "script-src" not in answer.headers["content-security-policy"]
    assert answer.headers["content-security-policy"].startswith("default-src 'none'")
    assert "set-cookie" not in answer.headers
    assert hand.carnet.ask("HEAD", made.path).content == b""
    assert hand.lines() == before


def test_the_code_opens_what_was_ticked(hand: Hand) -> None:
    text, _other, picture = (
        hand.add(NOTE, "note.txt", "Bilan <i>sanguin</i>"),
        hand.add(NOTE, "autre.txt", "Secret"),
        hand.add(samples.png(), "photo.png", "Photo"),
    )
    made = hand.make(text, picture)
    cookie = hand.cookie(made)
    page = hand.get(made.path, cookie)
    assert "<h1>Documents de Sophie Bernard</h1>" in page.text
    assert "Bilan &lt;i&gt;sanguin&lt;/i&gt;" in page.text
    assert "Photo" in page.text
    assert "Secret" not in page.text
    assert text not in page.text
    shown = hand.get(f"{made.path}/1", cookie)
    assert "rien a signaler &lt;b&gt;ici" in shown.text
    image = hand.get(f"{made.path}/2/page/1", cookie)
    assert (image.status_code, image.headers["content-type"]) == (200, "image/webp")
    file = hand.get(f"{made.path}/2/fichier", cookie)
    assert (file.status_code, file.content) == (200, samples.png())
    assert file.headers["referrer-policy"] == "no-referrer"
    assert file.headers["content-disposition"].startswith("attachment")
    for path in ("/3", "/0", "/x", "/1/page/1", "/2/page/2", "/3/fichier", "/-1"):
        assert hand.get(made.path + path, cookie).status_code == 404, path
    done = ["lien.ouvert", "document.consulte", "document.consulte", "document.telecharge"]
    assert hand.lines()[-4:] == done


def test_the_summary_is_read_and_taken_as_a_pdf(hand: Hand) -> None:
    hand.clear()
    wish = Wish("Dr Untel", "jour", "", (), summary=True)
    made = hand.do(service.make, person_id=hand.actor.person_id, wish=wish)
    cookie = hand.cookie(made)
    listed = hand.get(made.path, cookie).text
    assert ("Résumé du profil médical" in listed, re.search(r"\d document", listed)) == (True, None)
    assert '<p class="soft">Résumé du profil médical</p>' in listed
    page = hand.get(f"{made.path}/1", cookie)
    assert (page.status_code, "Sophie Bernard" in page.text, "Allergies" in page.text) == (200, True, True)
    file = hand.get(f"{made.path}/1/fichier", cookie)
    assert (file.headers["content-type"], file.content[:5]) == ("application/pdf", b"%PDF-")
    assert file.headers["content-disposition"].startswith('attachment; filename="resume-medical.pdf"')
    assert hand.get(f"{made.path}/1/page/1", cookie).status_code == 404
    assert hand.lines()[-3:] == ["lien.ouvert", "profil.resume_lu", "profil.resume"], "read on screen, then downloaded"


def test_the_cookie_is_the_link_s_own(hand: Hand) -> None:
    document = hand.add(NOTE, "note.txt", "Bilan")
    made = hand.make(document)
    sent = hand.open(made).headers["set-cookie"]
    assert re.fullmatch(rf"carnet_partage=[\w-]{{43}}; Path={made.path}; HttpOnly; SameSite=Strict; Max-Age=(3600|3599)", sent)
    cookie = sent.partition(";")[0]
    other = hand.do(service.make, person_id=hand.actor.person_id, wish=Wish("Dr Autre", "jour", "", (document,)))
    assert "Bilan" not in hand.get(other.path, cookie).text
    assert hand.get(f"{made.path}/1/fichier").status_code == 303
    session = hand.carnet.session_of("sophie.bernard")
    assert "Bilan" not in hand.get(made.path, session).text
    assert hand.get(f"/api/documents/{document}", cookie).status_code == 401


def test_closing_it_in_this_browser(hand: Hand) -> None:
    made = hand.make(hand.add(NOTE, "note.txt", "Bilan"))
    cookie = hand.cookie(made)
    answer = hand.carnet.ask("POST", f"{made.path}/fin", cookies=cookie)
    assert (answer.status_code, answer.headers["location"]) == (303, made.path)
    assert "Max-Age=0" in answer.headers["set-cookie"]
    assert "Bilan" not in hand.get(made.path, cookie).text


def test_another_site_gives_no_code(hand: Hand) -> None:
    made = hand.make(hand.add(NOTE, "note.txt", "Bilan"))
    asked = hand.carnet.ask("POST", made.path, data={"code": made.code}, headers={"origin": "https://ailleurs.example"})
    assert asked.status_code == 403


def test_a_wrong_code_says_so_and_the_fifth_ends_it(hand: Hand) -> None:
    made = hand.make(hand.add(NOTE, "note.txt", "Bilan"))
    cookie = hand.cookie(made)
    first = hand.open(made, "ZZZZ-ZZZZ")
    assert first.status_code == 422
    assert "Essais restants\u00a0: 4." in first.text
    assert 'aria-invalid="true"' in first.text
    assert "8 lettres et chiffres" in hand.open(made, "court").text
    for _again in range(3):
        hand.open(made, "ZZZZ-ZZZZ")
    last = hand.open(made, "ZZZZ-ZZZZ")
    assert (last.status_code, "Ce lien n’ouvre plus rien" in last.text) == (404, True)
    assert "Ce lien n’ouvre plus rien" in hand.get(f"{made.path}/1/fichier", cookie).text
    assert hand.lines()[-1] == "lien.epuise"


def test_all_that_opens_nothing_answers_alike(hand: Hand) -> None:
    made, other = hand.make(hand.add(NOTE, "note.txt", "Bilan")), hand.make(hand.add(NOTE, "note.txt", "Bilan"))
    cookie = hand.cookie(other)
    hand.do(service.stop, share_id=other.id)

    def answers(path: str, cookies: str = "") -> list[tuple[int, str]]:
        asked = [hand.get(path, cookies), hand.carnet.ask("POST", path, cookies=cookies, data={"code": made.code})]
        return [(one.status_code, one.text.replace(path, "")) for one in asked]

    unknown = answers("/partage/" + "x" * 43)
    assert [status for status, _text in unknown] == [404, 404]
    assert answers(made.path) == answers(other.path, cookie) == unknown
    assert answers("/partage/court")[0][1].replace("/partage/-", "") == unknown[0][1].replace("/partage/-", "")
    for path in ("/1", "/1/fichier", "/1/page/1"):
        assert hand.get(other.path + path, cookie).text.replace(other.path, "") == unknown[0][1]


def test_who_tries_a_link_that_is_over_is_in_the_history(hand: Hand) -> None:
    made = hand.make(hand.add(NOTE, "note.txt", "Bilan"))
    with hand.carnet.later(timedelta(days=1, minutes=1)):
        before = len(hand.lines())
        for _again in range(2):
            assert hand.get(made.path).status_code == hand.open(made).status_code == 404
        bound = monotonic() + 5
        while "lien.essaye" not in hand.lines()[before:] and monotonic() < bound:
            sleep(0.01)
    assert hand.lines()[before:].count("lien.essaye") == 1


def test_it_ends_with_its_time(hand: Hand) -> None:
    made = hand.make(hand.add(NOTE, "note.txt", "Bilan"))
    cookie = hand.cookie(made)
    with hand.carnet.later(timedelta(hours=1, minutes=1)):
        assert 'name="code"' in hand.get(made.path, cookie).text
    with hand.carnet.later(timedelta(days=1, minutes=1)):
        assert hand.get(made.path, cookie).status_code == 404


def test_a_document_deleted_since_is_shown_no_more(hand: Hand) -> None:
    first, second = hand.add(NOTE, "note.txt", "Bilan"), hand.add(NOTE, "note.txt", "Radio")
    made = hand.make(first, second)
    cookie = hand.cookie(made)
    hand.do(record.trash, document_id=first)
    page = hand.get(made.path, cookie).text
    assert ("Bilan" in page, "Radio" in page) == (False, True)
    assert hand.get(f"{made.path}/1/fichier", cookie).status_code == 404
    assert hand.get(f"{made.path}/2/fichier", cookie).content == NOTE


def test_in_english_too(hand: Hand) -> None:
    made = hand.make(hand.add(NOTE, "note.txt", "Bilan"))
    asked = hand.get(made.path, "carnet_langue=en; carnet_theme=sombre")
    assert '<html data-theme="dark" data-demo="" lang="en">' in asked.text
    assert "Shared documents" in asked.text
    assert not re.search("Ouvrir|Documents partagés", asked.text)


def test_the_secret_is_in_no_line_and_no_log(hand: Hand, caplog: pytest.LogCaptureFixture) -> None:
    with caplog.at_level(logging.DEBUG, "carnet"), caplog.at_level(logging.DEBUG, "rxapp"):
        made = hand.make(hand.add(NOTE, "note.txt", "Bilan"))
        cookie = hand.cookie(made)
        hand.open(made, "ZZZZ-ZZZZ")
        hand.get(f"{made.path}/1", cookie)
        hand.get(f"{made.path}/1/fichier", cookie)
    secret = made.path.removeprefix("/partage/")
    assert secret not in caplog.text
    with hand.carnet.runtime.db.read() as uow:
        assert secret.encode() not in uow.session.get(Share, made.id).secret_hash
    data = hand.carnet.runtime.settings
    kept = [path.read_bytes() for path in data.data_dir.rglob("*") if path.is_file()]
    assert not any(secret.encode() in one or cookie.partition("=")[2].encode() in one for one in kept)
