"""`/agenda`'s other calendars: addresses to subscribe to, files taken in."""

from __future__ import annotations

from rxapp.agenda import feeds
from tests.calendars import like_a_booking_site
from tests.carnet import Carnet, carnet
from tests.http.test_agenda_pages import CALENDARS, cleared

__all__ = ["carnet"]


def test_an_address_is_shown_once_and_revoked(carnet: Carnet) -> None:
    page = cleared(carnet, "awa.diallo")
    page.go("/agenda?vue=calendriers")
    page.do(f"{CALENDARS}.subscribe", form_data={"cacher": "oui", "pour": None})
    fresh = page.seen(CALENDARS)["fresh"]
    assert fresh["webcal"] == fresh["url"].replace("http:", "webcal:")
    path = fresh["url"].removeprefix("http://localhost:3000")
    assert carnet.ask("GET", path).status_code == 200
    page.go("/agenda?vue=calendriers")
    assert page.seen(CALENDARS)["fresh"] == {"url": "", "webcal": ""}
    assert path not in "\n".join(page.frames)
    feed = page.seen(CALENDARS).get("feeds") or list_feeds(carnet, "awa.diallo")
    page.do(f"{CALENDARS}.revoke", feed_id=feed[0]["id"])
    assert page.words == "L’adresse ne donne plus rien."
    assert carnet.ask("GET", path).status_code == 404


def list_feeds(carnet: Carnet, login: str) -> list[dict[str, str]]:
    from tests.http.test_calendar_api import actor_of

    with carnet.runtime.db.read() as uow:
        return [{"id": feed.id} for feed in feeds.mine(uow, actor=actor_of(carnet, login), lang="fr")]


def sent(carnet: Carnet, login: str, content: bytes) -> str:
    answer = carnet.ask("POST", "/api/agenda/import", cookies=carnet.session_of(login), content=content)
    assert answer.status_code == 201, answer.text
    return answer.json()["id"]


def test_a_file_is_looked_at_then_taken_and_known_again(carnet: Carnet) -> None:
    page = cleared(carnet, "awa.diallo")
    page.go(f"/agenda?import={sent(carnet, 'awa.diallo', like_a_booking_site())}")
    seen = page.seen(CALENDARS)
    assert [(row["title"], row["status"]) for row in seen["preview"]["rows"]] == [("Consultation de suivi", "nouveau")]
    assert (seen["taken"], seen["ready_label"]) == ([0], "Ajouter 1 rendez-vous")
    page.do(f"{CALENDARS}.choose", number=0)
    assert page.seen(CALENDARS)["ready_label"] == ""
    page.do(f"{CALENDARS}.choose", number=0)
    page.do(f"{CALENDARS}.take")
    assert [row["title"] for row in page.rows()] == ["Consultation de suivi"]
    assert page.words == "1 rendez-vous est ajouté à l’agenda."
    page.go(f"/agenda?import={sent(carnet, 'awa.diallo', like_a_booking_site())}")
    assert [row["status"] for row in page.seen(CALENDARS)["preview"]["rows"]] == ["identique"]
    page.do(f"{CALENDARS}.choose", number=0)
    assert page.words == "Introuvable."


def test_what_is_cancelled_by_a_file_is_said_to_be(carnet: Carnet) -> None:
    page = cleared(carnet, "awa.diallo")
    page.go(f"/agenda?import={sent(carnet, 'awa.diallo', like_a_booking_site())}")
    page.do(f"{CALENDARS}.take")
    page.go(f"/agenda?import={sent(carnet, 'awa.diallo', like_a_booking_site(1, cancelled=True))}")
    seen = page.seen(CALENDARS)
    assert (seen["preview"]["summary"], seen["ready_label"]) == ("1 rendez-vous à annuler", "Annuler 1 rendez-vous")
    page.do(f"{CALENDARS}.take")
    assert page.rows() == []
    assert page.words == "1 rendez-vous est annulé."


def test_a_file_of_somebody_else_or_gone_is_not_shown(carnet: Carnet) -> None:
    waiting = sent(carnet, "paul.durand", like_a_booking_site())
    page = cleared(carnet, "awa.diallo")
    page.go(f"/agenda?import={waiting}")
    assert page.seen()["missing"] is True
    assert "Consultation de suivi" not in "\n".join(page.frames)
    page.go(f"/agenda?import={'0' * 32}")
    assert page.words == "Trop de temps a passé\u00a0: choisissez de nouveau le fichier."
