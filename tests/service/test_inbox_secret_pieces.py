"""Documents that a minor keeps from their parents with what they wrote: the history says nothing of them, whoever looks when."""

from __future__ import annotations

import pytest

from rxapp.core.policy import Actor, Refused
from rxapp.inbox import service
from rxapp.record import previews
from rxapp.record import service as record
from tests import samples
from tests.accounts import refused
from tests.inbox import HADDAD, MARCHE, MOREAU, SECRETARY, Post, home, post

__all__ = ["home", "post"]

LOOKS = (record.consulted, record.downloaded)


def lines(post: Post) -> list[str]:
    """Everything in Zoé's history."""
    return post.acts(post.home.zoe.person_id, prefix="")


def secret(post: Post, *, actor: Actor) -> tuple[str, str, str]:
    """A secret conversation of Zoé with Dr Moreau and a document in it of one of them: their ids, that of its message last."""
    zoe = post.home.zoe
    begun = post.start(actor=zoe, secret=True)
    document = post.file(actor=actor, person=zoe.person_id, name="Résultat.txt")
    return begun.conversation_id, document, post.reply(begun.conversation_id, actor=actor, document_ids=(document,)).message_id


@pytest.mark.parametrize("who", ["moreau", "zoe"])
def test_what_waits_to_be_sent_leaves_no_line(post: Post, who: str) -> None:
    zoe = post.home.zoe
    post.start(actor=zoe, secret=True)
    before, author = lines(post), {"moreau": MOREAU, "zoe": zoe}[who]
    document = post.file(actor=author, person=zoe.person_id, name="Résultat.txt")
    for look in LOOKS:
        post.do(look, actor=author, document_id=document)
    assert lines(post) == before


def test_a_thumbnail_of_what_waits_to_be_sent_is_no_look_at_the_record(post: Post) -> None:
    zoe = post.home.zoe
    post.start(actor=zoe, secret=True)
    before = lines(post)
    document = post.file(samples.png(), "scan.png", actor=MOREAU, person=zoe.person_id)
    with post.database.read() as uow:
        context = post.context(uow, MOREAU)
    given = {"actor": MOREAU, "context": context, "document_id": document}
    assert previews.show(post.database, what=previews.THUMB, **given).data
    assert lines(post) == before


def test_what_was_sent_and_taken_back_leaves_no_line_when_its_author_looks(post: Post) -> None:
    _conversation, document, message = secret(post, actor=MOREAU)
    post.do(service.withdraw, actor=MOREAU, message_id=message)
    before = lines(post)
    for look in LOOKS:
        post.do(look, actor=MOREAU, document_id=document)
    assert lines(post) == before


def test_a_blocked_author_has_the_document_no_more_and_their_try_leaves_no_line(post: Post) -> None:
    _conversation, document, _message = secret(post, actor=MOREAU)
    before = lines(post)
    post.do(service.block, actor=post.home.zoe, person_id=post.home.zoe.person_id, account_id=MOREAU.account_id)
    for look in LOOKS:
        error = refused(post.do, look, actor=MOREAU, document_id=document)
        assert error.code == "introuvable"
        assert not isinstance(error, Refused)
    assert lines(post) == before


def test_whoever_else_tries_leaves_no_line_that_a_parent_would_read(post: Post) -> None:
    _conversation, document, message = secret(post, actor=post.home.zoe)
    others = (HADDAD, SECRETARY, MARCHE, post.home.stranger)
    for who in others:
        error = refused(post.do, record.downloaded, actor=who, document_id=document)
        assert not isinstance(error, Refused), who.label
    post.do(service.withdraw, actor=post.home.zoe, message_id=message)
    for who in (*others, MOREAU):
        error = refused(post.do, record.downloaded, actor=who, document_id=document)
        assert not isinstance(error, Refused), who.label


def test_what_went_with_a_secret_and_with_an_open_message_is_told_of_those_who_have_it_openly(post: Post) -> None:
    zoe = post.home.zoe
    conversation, document, _message = secret(post, actor=zoe)
    before = lines(post)
    post.do(record.downloaded, actor=MOREAU, document_id=document)
    assert lines(post) == before
    post.start(actor=zoe, document_ids=(document,))
    post.do(record.downloaded, actor=MOREAU, document_id=document)
    assert lines(post) == [*before, "message.conversation", "document.telecharge"]
    assert post.page(conversation, actor=zoe).secret
