"""Reading a conversation again: what was shown is taken as it is, and the page is the one that a first reading gives."""

from __future__ import annotations

import random
from datetime import timedelta
from typing import Any

import pytest
from sqlalchemy import event

from rxapp.core.policy import Actor
from rxapp.inbox import conversation_views, pace, service, views
from tests.inbox import MOREAU, Post, home, post

__all__ = ["home", "post"]

ACTS = ("answer", "write", "attach", "withdraw", "read", "file", "block")


@pytest.fixture
def talk(post: Post, monkeypatch: pytest.MonkeyPatch) -> str:
    """A conversation of more than one page."""
    monkeypatch.setattr(pace, "MOST_AN_HOUR", 10**6)
    made = post.start().conversation_id
    for place in range(55):
        post.reply(made, f"Message {place}", actor=(post.nadia, MOREAU)[place % 2])
    return made


def act(post: Post, talk: str, what: str) -> None:
    """Something that changes what a page shows."""
    about = {"person_id": post.nadia.person_id, "account_id": MOREAU.account_id}
    match what:
        case "answer":
            post.reply(talk, "Une réponse")
        case "write":
            post.reply(talk, "Une question", actor=post.nadia)
        case "attach":
            post.reply(talk, "Avec une pièce", document_ids=(post.file(actor=MOREAU, person=post.nadia.person_id),))
        case "withdraw":
            post.do(service.withdraw, actor=MOREAU, message_id=post.reply(talk, "À reprendre").message_id)
        case "read":
            post.do(service.mark_read, actor=MOREAU, conversation_id=talk)
        case "file":
            pieces = [(row.id, piece) for row in post.page(talk).rows for piece in row.attachments if piece.can_file]
            for message_id, piece in pieces[:1]:
                post.do(service.file_attachment, message_id=message_id, document_id=piece.document_id)
        case "block":
            post.do(service.block, **about)
        case "unblock":
            post.do(service.unblock, **about)
        case "close":
            post.do(service.close, actor=MOREAU, conversation_id=talk, why="answered", words="Au revoir")


def agree(post: Post, talk: str, shown: dict[Actor, views.ConversationPage], **given: Any) -> None:
    """Both sides read again from what they were shown, and as if for the first time: it is the same."""
    for actor, known in shown.items():
        post.page(talk, actor=actor, **given)  # reading marks, which a page may show
        again = post.page(talk, actor=actor, known=known, **given)
        assert again == post.page(talk, actor=actor, **given)
        shown[actor] = again


@pytest.mark.parametrize("seed", range(4))
def test_a_page_read_again_is_the_page(post: Post, talk: str, seed: int) -> None:
    chance = random.Random(seed)  # noqa: S311 - the same each time
    shown = {actor: post.page(talk, actor=actor) for actor in (post.nadia, MOREAU)}
    for what in chance.choices(ACTS, k=14):
        act(post, talk, what)
        agree(post, talk, shown)
        if what == "block":
            act(post, talk, "unblock")
    act(post, talk, "close")
    agree(post, talk, shown)
    agree(post, talk, shown, before=20)
    agree(post, talk, shown, before=30)
    agree(post, talk, shown)


def test_what_was_shown_is_not_opened_again(post: Post, talk: str, monkeypatch: pytest.MonkeyPatch) -> None:
    known, opened = post.page(talk), []
    monkeypatch.setattr(conversation_views, "open_body", lambda _uow, row: opened.append(row.seq) or "ouvert")
    post.reply(talk, "Du nouveau")
    again = post.page(talk, known=known)
    assert opened == [57]
    assert [row.text for row in again.rows] == [row.text for row in known.rows[1:]] + ["ouvert"]


def test_another_conversation_is_not_taken_for_what_was_shown(post: Post, talk: str) -> None:
    other = post.start("Autre chose").conversation_id
    assert post.page(other, known=post.page(talk)) == post.page(other)


def test_few_statements_send_a_message_and_show_it(post: Post, talk: str) -> None:
    said: list[str] = []

    def note(_connection, _cursor, statement, *_rest) -> None:
        said.append(statement)

    def counted(asked) -> int:
        said.clear()
        asked()
        return len(said)

    known = {actor: post.page(talk, actor=actor) for actor in (post.nadia, MOREAU)}
    engines = (post.database._reader, post.database._writer, post.database._passing)
    for engine in engines:
        event.listen(engine, "before_cursor_execute", note)
    try:
        sent = counted(lambda: post.reply(talk, "Bonjour", actor=post.nadia))
        seen = counted(lambda: post.page(talk, actor=MOREAU, known=known[MOREAU]))
        answered = counted(lambda: post.reply(talk, "Bonjour"))
        shown = counted(lambda: post.page(talk, known=known[post.nadia]))
    finally:
        for engine in engines:
            event.remove(engine, "before_cursor_execute", note)
    assert sent <= 25
    # who helps the person, or whom who asks helps, is one of each
    assert seen <= 16
    assert answered <= 21
    assert shown <= 20


def test_what_was_shown_yesterday_is_put_into_words_again(post: Post, talk: str) -> None:
    known = post.page(talk)
    assert {row.at_label.partition(",")[0] for row in known.rows} == {"aujourd’hui"}
    post.clock.advance(timedelta(days=1))
    again = post.page(talk, known=known)
    assert {row.at_label.partition(",")[0] for row in again.rows} == {"hier"}
    assert again == post.page(talk)
    post.clock.advance(timedelta(days=1))
    assert post.page(talk, known=again).rows[0].at_label.startswith("lundi 23 novembre, ")
    assert post.list()[0].at_label.startswith("lundi 23 novembre, ")


def test_what_is_kept_says_the_whole_date(post: Post, talk: str) -> None:
    printed = post.look(views.printed, conversation_id=talk).page
    assert printed.rows[0].at_full.startswith("23 novembre 2026 à ")
    text = post.look(views.as_text, conversation_id=talk)
    assert "aujourd’hui" not in text
    assert printed.rows[0].at_full in text
