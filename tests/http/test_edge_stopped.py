"""What a browser shows where no page answers: words, in the language of the reader, and a way back; elsewhere the words alone."""

from __future__ import annotations

import re

import pytest

from tests.carnet import Carnet, carnet
from tests.http.test_edge_elsewhere import HTTPS, edge, failing

__all__ = ["carnet"]

BROWSER = (b"accept", b"text/html,application/xhtml+xml,*/*;q=0.8")
ENGLISH = (b"cookie", b"carnet_langue=en")


@pytest.mark.parametrize(
    ("path", "status", "title", "english"),
    [
        ("/api/x", 500, "Quelque chose n’a pas marché", "Something went wrong"),
        ("/ping", 404, "Cette page n’existe pas", "This page does not exist"),
        ("/demo", 404, "Cette page n’existe pas", "This page does not exist"),
    ],
)
def test_a_browser_is_shown_a_page(carnet: Carnet, path: str, status: int, title: str, english: str) -> None:
    for headers, words in (((BROWSER,), title), ((BROWSER, ENGLISH), english)):
        answer = carnet.raw(path, app=edge(failing), headers=[*HTTPS, *headers])
        assert answer.status_code == status
        assert re.findall("<h1>(.*?)</h1>", answer.text) == [words]
        assert 'href="/"' in answer.text
        assert answer.headers["content-type"] == "text/html; charset=utf-8"
        policy = answer.headers["content-security-policy"]
        assert policy.startswith("default-src 'none'; style-src 'self'")
        assert "script" not in policy
        assert bool(re.search(r"\b[0-9A-F]{8}\b", answer.text)) is (status == 500)


def test_a_request_from_elsewhere_changes_nothing_and_says_so(carnet: Carnet) -> None:
    sent = {"origin": "http://evil.example", "accept": "text/html"}
    answer = carnet.ask("POST", "/langue", headers=sent, data={"langue": "en"})
    assert answer.status_code == 403
    assert "<h1>Cette demande est refusée</h1>" in answer.text
    assert "set-cookie" not in answer.headers


def test_who_wanted_no_page_gets_the_words_alone(carnet: Carnet) -> None:
    answer = carnet.raw("/api/x", app=edge(failing), headers=HTTPS)
    assert answer.headers["content-type"] == "text/plain; charset=utf-8"
    assert answer.text.startswith("Une erreur imprévue")


@pytest.mark.parametrize(
    ("path", "status"), [("/api/nulle-part", 404), ("/session", 405), ("/session/fin", 405), ("/api/documents", 405)]
)
def test_an_address_of_ours_that_shows_nothing_says_so_in_words(carnet: Carnet, path: str, status: int) -> None:
    answer = carnet.ask("GET", path, headers={"accept": "text/html"})
    assert (answer.status_code, "<h1>Cette page n’existe pas</h1>" in answer.text) == (status, True)
    words = carnet.ask("GET", path).text
    assert words in ("Introuvable. / Not found.", "Méthode refusée. / Method not allowed.")
