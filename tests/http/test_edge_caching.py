"""What the edge serves of the build: one content in every coding, kept by caches only where it may be."""

from __future__ import annotations

import pytest

from rxapp.build import SCREENS
from tests.carnet import Carnet, carnet

__all__ = ["carnet"]

SOMEBODY = {"cookie": "carnet_visite=" + "v" * 32}


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
