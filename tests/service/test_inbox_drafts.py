"""What is being written keeps itself on every device, and the older device never wins."""

from __future__ import annotations

import pytest
from sqlalchemy import select

from rxapp.inbox import service, views
from rxapp.inbox.models import MessageDraft
from rxapp.inbox.service import Draft
from tests.accounts import refused
from tests.inbox import MOREAU, Post, home, post

__all__ = ["home", "post"]


def keep(post: Post, text: str, revision: int, **given) -> int:
    given = {"person_id": post.nadia.person_id, **given}
    return post.do(service.keep_draft, draft=Draft(text=text), revision=revision, **given)


def held(post: Post, **given) -> views.DraftView:
    return post.look(views.draft, **{"person_id": post.nadia.person_id, **given})


def test_a_draft_is_found_on_another_device(post: Post) -> None:
    assert held(post) == views.DraftView(0, "", Draft())
    whole = Draft("Bonjour ", "Objet", (MOREAU.account_id,), ("0" * 32,), "cle")
    assert post.do(service.keep_draft, person_id=post.nadia.person_id, draft=whole, revision=0) == 1
    found = held(post)
    assert (found.revision, found.draft) == (1, whole)
    assert found.kept_label.startswith("23 novembre 2026")
    assert post.acts() == []


def test_a_device_that_is_behind_never_overwrites_what_is_newer(post: Post) -> None:
    first = keep(post, "du téléphone", 0)
    assert refused(keep, post, "de l’ordinateur", 0).code == "brouillon.plus_recent"
    second = keep(post, "de l’ordinateur", first)
    for stale in (0, first, second + 1):
        assert refused(keep, post, "perdu", stale).code == "brouillon.plus_recent"
        assert (
            refused(post.do, service.drop_draft, person_id=post.nadia.person_id, revision=stale).code == "brouillon.plus_recent"
        )
    assert held(post).draft.text == "de l’ordinateur"


def test_what_was_sent_or_dropped_does_not_come_back_from_a_device_that_slept(post: Post) -> None:
    first = keep(post, "Bonjour", 0)
    post.start("Bonjour")
    assert held(post).draft == Draft()
    assert refused(keep, post, "Bonjour (vieux)", first).code == "brouillon.plus_recent"
    again = keep(post, "Autre chose", held(post).revision)
    dropped = post.do(service.drop_draft, person_id=post.nadia.person_id, revision=again)
    assert (held(post).revision, held(post).draft) == (dropped, Draft())
    assert refused(keep, post, "revenant", again).code == "brouillon.plus_recent"


def test_each_conversation_and_each_account_has_its_own(post: Post) -> None:
    leo = post.home.leo
    sent = post.start(person=leo)
    here = {"person_id": leo, "conversation_id": sent.conversation_id}
    keep(post, "pour Léo", 0, **here)
    keep(post, "du docteur", 0, actor=MOREAU, **here)
    assert held(post, **here).draft.text == "pour Léo"
    assert held(post, person_id=leo).draft.text == ""
    assert post.list(leo)[0].draft
    post.reply(sent.conversation_id, "Envoyé", actor=post.nadia)
    assert not post.list(leo)[0].draft
    assert held(post, actor=MOREAU, **here).draft.text == "du docteur"
    assert refused(held, post, **here | {"person_id": post.nadia.person_id}).code == "introuvable"


@pytest.mark.parametrize("raw", ["a\0b", "\ud800", "‮", "\r\n  x  "])
def test_whatever_is_typed_is_kept(post: Post, raw: str) -> None:
    keep(post, raw, 0)
    assert held(post).draft.text == raw.replace("\0", "").replace("\ud800", "")


def test_a_text_of_a_megabyte_is_refused_and_what_was_kept_stays(post: Post) -> None:
    kept = keep(post, "court", 0)
    assert refused(keep, post, "x" * 1_000_000, kept).code == "message.trop_lourd"
    assert refused(post.start, "x" * 1_000_000).code == "message.trop_lourd"
    assert held(post).draft.text == "court"


def test_what_has_not_the_shape_of_an_id_or_a_key_is_not_kept(post: Post) -> None:
    good, heavy = "0" * 32, "x" * 2_000_000
    odd = (heavy, "\ud800", "a\0b", good, "A" * 32)
    whole = Draft("Bonjour", "Objet", odd, odd, heavy)
    post.do(service.keep_draft, person_id=post.nadia.person_id, draft=whole, revision=0)
    assert held(post).draft == Draft("Bonjour", "Objet", (good,), (good,), "")
    with post.database.read() as uow:
        assert len(uow.session.execute(select(MessageDraft.content)).scalar_one()) < 1_000


@pytest.mark.parametrize(
    "emptied", [Draft(), Draft(" \n", "\u00a0"), Draft(to=(MOREAU.account_id,))], ids=["empty", "blank", "to"]
)
def test_emptied_boxes_are_no_draft(post: Post, emptied: Draft) -> None:
    sent = post.start()
    here = {"conversation_id": sent.conversation_id}
    first = keep(post, "Commencé", 0, **here)
    assert post.list()[0].draft
    given = {"person_id": post.nadia.person_id, **here}
    second = post.do(service.keep_draft, draft=emptied, revision=first, **given)
    assert not post.list()[0].draft
    assert held(post, **here) == views.DraftView(second, "", Draft())
    assert refused(keep, post, "vieux", first, **here).code == "brouillon.plus_recent"
    with_paper = post.do(service.keep_draft, draft=Draft(documents=("0" * 32,)), revision=second, **given)
    assert held(post, **here).draft == Draft(documents=("0" * 32,))
    assert with_paper == second + 1


def test_closing_throws_away_the_draft_of_who_closes_and_no_other(post: Post) -> None:
    sent = post.start()
    here = {"conversation_id": sent.conversation_id}
    keep(post, "du docteur", 0, actor=MOREAU, **here)
    keep(post, "de Nadia", 0, **here)
    assert post.list()[0].draft
    post.do(service.close, actor=MOREAU, conversation_id=sent.conversation_id, why="answered")
    assert held(post, actor=MOREAU, **here).draft == Draft()
    assert held(post, **here).draft.text == "de Nadia"
    assert [post.list()[0].draft, post.list(actor=MOREAU)[0].draft] == [False, False], "nothing waits to be sent any more"
