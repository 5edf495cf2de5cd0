"""A file that goes with a message, over HTTP: in by the door of every document, out to those of the conversation alone."""

from __future__ import annotations

from rxapp.core.policy import Actor
from tests import samples
from tests.http.test_documents_api import SignedIn, Site
from tests.inbox import HADDAD, MOREAU, Post, home, post

__all__ = ["home", "post"]

DATA = samples.pdf(1)


def site_of(post: Post, actor: Actor) -> Site:
    site = Site(post.database)
    site.asking.signed_in = SignedIn(actor)
    return site


def test_a_scan_goes_with_a_message_and_comes_out_for_the_conversation(post: Post) -> None:
    mine = {"personne": post.nadia.person_id, "message": "1"}
    answer = site_of(post, post.nadia).send(DATA, "scan.pdf", params=mine)
    assert answer.status_code == 201
    document = answer.json()["id"]
    address = f"/api/documents/{document}"
    assert site_of(post, MOREAU).ask("GET", address).status_code == 404
    post.start(document_ids=(document,))
    theirs = site_of(post, MOREAU).ask("GET", address)
    assert (theirs.status_code, theirs.content) == (200, DATA)
    assert site_of(post, MOREAU).ask("GET", address, params={"vignette": "1"}).status_code == 200
    assert site_of(post, MOREAU).ask("GET", address, params={"apercu": "1"}).headers["content-type"] == "image/webp"
    for actor in (HADDAD, post.home.stranger, post.home.zoe):
        assert site_of(post, actor).ask("GET", address).status_code == 404
    assert {"document.consulte", "document.telecharge"} <= set(post.acts(prefix="document."))


def test_a_professional_sends_a_file_to_those_who_wrote_and_to_nobody_else(post: Post) -> None:
    theirs = {"personne": post.nadia.person_id, "message": "1"}
    assert site_of(post, MOREAU).send(DATA, "bilan.pdf", params=theirs).status_code == 404
    sent = post.start()
    assert site_of(post, HADDAD).send(DATA, "bilan.pdf", params=theirs).status_code == 404
    assert site_of(post, MOREAU).send(DATA, "bilan.pdf", params={"personne": post.nadia.person_id}).status_code == 404
    answer = site_of(post, MOREAU).send(DATA, "bilan.pdf", params=theirs)
    assert answer.status_code == 201
    post.reply(sent.conversation_id, "Voici", document_ids=(answer.json()["id"],))
    given = site_of(post, post.nadia).ask("GET", f"/api/documents/{answer.json()['id']}")
    assert given.content == DATA


def test_a_file_that_the_pipeline_refuses_is_refused_here_too(post: Post) -> None:
    mine = {"personne": post.nadia.person_id, "message": "1"}
    for data, name in ((samples.pdf_with_launch(), "piege.pdf"), (b"MZ" + bytes(900), "outil.exe"), (b"", "vide.pdf")):
        answer = site_of(post, post.nadia).send(data, name, params=mine)
        assert answer.status_code == 422
        assert answer.json()["message"]
    assert "document" not in "".join(post.acts(prefix="document."))
