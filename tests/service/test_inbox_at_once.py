"""Many who write in the same instant: nothing lost, nothing doubled, one order, and each side sees the other's."""

from __future__ import annotations

import threading
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from functools import partial

import pytest
from sqlalchemy import select

from rxapp.core.audit import verify
from rxapp.core.errors import DomainError
from rxapp.inbox import service
from rxapp.inbox.models import Conversation, Message
from tests.inbox import MOREAU, Post, home, post

__all__ = ["home", "post"]

WRITERS, EACH, CONVERSATIONS = 64, 4, 4


def at_once(*acts: Callable[[], object]) -> list[object]:
    """What each act gave, or the code of its refusal; all begin together."""
    gate = threading.Barrier(len(acts))

    def attempt(act: Callable[[], object]) -> object:
        gate.wait()
        try:
            return act()
        except DomainError as error:
            return error.code

    with ThreadPoolExecutor(len(acts)) as pool:
        return list(pool.map(attempt, acts))


def insist(act: Callable[[], service.Sent]) -> service.Sent:
    """Until the server is not too busy, under one key, as a page does whose network was gone."""
    while True:
        try:
            return act()
        except DomainError as error:
            if error.code != "base.occupee":
                raise


def test_64_writers_lose_nothing_double_nothing_and_keep_one_order(post: Post) -> None:
    talks = [post.start().conversation_id for _one in range(CONVERSATIONS)]

    def write(writer: int) -> list[service.Sent]:
        actor = (post.nadia, MOREAU)[writer % 2]
        talk = talks[writer // 2 % CONVERSATIONS]
        sent = []
        for number in range(EACH):
            given = {"actor": actor, "key": f"{writer}-{number}"}
            first = insist(partial(post.reply, talk, f"{writer}-{number}", **given))
            assert insist(partial(post.reply, talk, f"{writer}-{number}", **given)) == first  # a nervous finger
            sent.append(first)
        return sent

    told = at_once(*(partial(write, writer) for writer in range(WRITERS)))
    sent = [one for some in told for one in some]
    assert len({one.message_id for one in sent}) == WRITERS * EACH
    for place, talk in enumerate(talks):
        rows = post.rows(talk)
        mine = [one for one in range(WRITERS) if one // 2 % CONVERSATIONS == place]
        assert [seq for seq, _author in rows] == list(range(1, 2 + len(mine) * EACH))
        texts = {row.text: row.seq for row in whole(post, talk)}
        assert texts.keys() == {"Bonjour docteur"} | {f"{writer}-{number}" for writer in mine for number in range(EACH)}
        for writer in mine:
            numbers = [texts[f"{writer}-{number}"] for number in range(EACH)]
            assert numbers == sorted(numbers)
    with post.database.read() as uow:
        assert verify(uow, post.nadia.person_id).ok
        counted = uow.session.execute(select(Conversation.last_seq)).scalars().all()
        assert sum(counted) == CONVERSATIONS + WRITERS * EACH == len(uow.session.execute(select(Message.id)).all())


def whole(post: Post, talk: str) -> list:
    """Every message of a conversation, page by page."""
    rows, before = [], None
    while True:
        page = post.page(talk, before=before)
        rows = [*page.rows, *rows]
        if not page.earlier:
            return rows
        before = page.earlier


def test_one_click_sent_many_times_at_once_is_one_message(post: Post) -> None:
    started = at_once(*[partial(post.start, "Une fois", key="clic")] * 8)
    assert len(set(started)) == 1
    talk = started[0].conversation_id
    answered = at_once(*[partial(post.reply, talk, "Une fois", key="clic")] * 8)
    assert len(set(answered)) == 1
    assert len(post.rows(talk)) == 2


@pytest.mark.parametrize("_round", range(4))
def test_a_message_is_read_or_withdrawn_and_never_both(post: Post, _round: int) -> None:
    sent = post.start("Peut-être")
    read, withdrawn = at_once(
        lambda: post.page(sent.conversation_id, actor=MOREAU).rows[0].text,
        lambda: post.do(service.withdraw, message_id=sent.message_id),
    )
    if withdrawn == "message.deja_lu":
        assert read == "Peut-être"
    else:
        assert withdrawn == sent.conversation_id
        assert post.texts(sent.conversation_id, actor=MOREAU) == ["Message retiré"]


@pytest.mark.parametrize("_round", range(3))
def test_closing_and_writing_at_once_have_one_order(post: Post, _round: int) -> None:
    sent = post.start()
    written, _closed = at_once(
        partial(post.reply, sent.conversation_id, "Encore", actor=post.nadia),
        lambda: post.do(service.close, actor=MOREAU, conversation_id=sent.conversation_id, why="visit"),
    )
    page = post.page(sent.conversation_id)
    assert page.closed
    assert len(page.rows) == (1 if written == "message.close" else 2)
